"""Paces of a stock, observed and needed, and the verdict on a pending target.

docs/contract.md#paces-between-dates-of-one-speaker
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from fractions import Fraction

from terang.derivation.change import Change, difference
from terang.derivation.claims import CountingDate
from terang.derivation.freshness import Freshness
from terang.derivation.quantity import Goal, Span
from terang.model.definitions import Frequency

PACE_DAYS = 30
"""Paces are in value per so many days."""

OLDEST_ASSESSABLE_DAYS = 365
"""An irregular series whose latest is older allows no verdict."""


class Verdict(StrEnum):
    """The prospect that the paces so far would reach a pending target."""

    NOT_ASSESSABLE = "not-assessable"
    FALLING = "falling"
    ON_TRACK = "on-track"
    BEHIND = "behind"
    DEPENDS = "depends"


def pace_of(
    change: Change | None, latest: CountingDate | None, *, is_decrease: bool
) -> Span | None:
    """Return the pace, value per 30 days: the change over the elapsed days, positive if better.

    The span goes over all ends of both dates and of both values. None when the fewest days (from
    the base's last to the latest's first) are not positive, or two speakers are compared.
    """
    if change is None or latest is None or not change.is_one_count:
        return None
    return _per_days(change.absolute, change.base, latest, is_decrease=is_decrease)


def meant_pace_of(
    change: Change | None, latest: CountingDate | None, *, is_decrease: bool
) -> Span | None:
    """Return the pace over everything that the claims may mean; for verdicts only."""
    if change is None or latest is None or not change.is_one_count:
        return None
    absolute = difference(latest.meant, change.base.meant)
    return _per_days(absolute, change.base, latest, is_decrease=is_decrease)


def _per_days(
    absolute: Span, base: CountingDate, latest: CountingDate, *, is_decrease: bool
) -> Span | None:
    fewest = (latest.period.first - base.period.last).days
    most = (latest.period.last - base.period.first).days
    return _spread(absolute, fewest, most, is_decrease=is_decrease)


def needed_pace(
    gap: Span, latest: CountingDate, deadline: dt.date, *, is_decrease: bool
) -> Span | None:
    """Return the needed pace: the gap over the days to the deadline, for both of the latest's ends.

    None when the fewest days are not positive.
    """
    fewest = (deadline - latest.period.last).days
    most = (deadline - latest.period.first).days
    return _spread(gap, fewest, most, is_decrease=is_decrease)


def _spread(amount: Span, fewest: int, most: int, *, is_decrease: bool) -> Span | None:
    if fewest <= 0:
        return None
    low, high = amount.low, amount.high
    if is_decrease:
        low, high = _negative(high), _negative(low)
    return Span(
        None if low is None else min(low * PACE_DAYS / days for days in (fewest, most)),
        None if high is None else max(high * PACE_DAYS / days for days in (fewest, most)),
    )


def _negative(value: Fraction | None) -> Fraction | None:
    return None if value is None else -value


def meant_gap(goal: Goal, latest: CountingDate) -> Span:
    """Return the gap over everything that target and figures may mean; for verdicts only."""
    easier = goal.value + (goal.leeway if goal.is_decrease else -goal.leeway)
    ends = sorted((goal.value, easier))
    return difference(Span(ends[0], ends[1]), latest.meant)


def is_too_old(
    latest: CountingDate, frequency: Frequency, freshness: Freshness | None, today: dt.date
) -> bool:
    """Return whether the latest figure is too old for a verdict."""
    if frequency is Frequency.IRREGULAR:
        return (today - latest.period.last).days > OLDEST_ASSESSABLE_DAYS
    return freshness is Freshness.VERY_LATE


def verdict_on(
    needed: Span | None, baseline: Span | None, recent: Span | None, *, is_old: bool
) -> Verdict:
    """Return the verdict on a pending target: the first that holds for all that claims may mean."""
    known = [pace for pace in (baseline, recent) if pace is not None]
    if needed is None or not known or is_old:
        return Verdict.NOT_ASSESSABLE
    if recent is not None and recent.high is not None and recent.high < 0:
        return Verdict.FALLING
    if needed.high is not None and all(
        pace.low is not None and pace.low >= needed.high for pace in known
    ):
        return Verdict.ON_TRACK
    if needed.low is not None and all(
        pace.high is not None and pace.high < needed.low for pace in known
    ):
        return Verdict.BEHIND
    return Verdict.DEPENDS
