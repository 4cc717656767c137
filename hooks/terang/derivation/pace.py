"""The pace of a series, and the pace that a target needs."""

from __future__ import annotations

from terang.derivation.change import Change
from terang.derivation.comparability import merit
from terang.derivation.states import CountingDate, Range
from terang.model.definitions import Direction
from terang.model.entries import Target

PACE_DAYS = 30
"""Paces are in value per so many days."""


# --- paces -------------------------------------------------------------------------------------


def pace(step: Change | None, latest: CountingDate | None, direction: Direction) -> Range | None:
    """Value per 30 days, towards better being positive: the change over the elapsed days.

    The range spans all ends of both dates (fewest days: from the base's last to the latest's first;
    most: from the base's first to the latest's last) and of both values. None when the fewest days
    are not positive.
    """
    if step is None or latest is None:
        return None
    fewest = (latest.period.first - step.base.period.last).days
    most = (latest.period.last - step.base.period.first).days
    if fewest <= 0:
        return None
    ends = (merit(end, direction) for end in (step.absolute.low, step.absolute.high))
    return Range.over(end * PACE_DAYS / days for end in ends for days in (fewest, most))


def needed_pace(
    target: Target, latest: CountingDate | None, distance: Range | None, direction: Direction
) -> Range | None:
    """The gap over the days from the latest's last to the due date's last; None without any."""
    if latest is None or distance is None or target.due is None:
        return None
    days = (target.due.last - latest.period.last).days
    if days <= 0:
        return None
    ends = (merit(end, direction) for end in (distance.low, distance.high))
    return Range.over(end * PACE_DAYS / days for end in ends)
