"""The change between two counting dates of a series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from terang.derivation.states import CountingDate, Range
from terang.model.catalog import Series


@dataclass(frozen=True, slots=True)
class Change:
    """From a base date to the latest: a difference, and a share of the base (None: no share)."""

    base: CountingDate
    absolute: Range
    relative: Range | None


# --- change ------------------------------------------------------------------------------------


def previous_date(dates: Sequence[CountingDate]) -> CountingDate | None:
    """The last counting date that ends before the latest begins."""
    if not dates:
        return None
    ended = [date for date in dates if date.period.last < dates[-1].period.first]
    return ended[-1] if ended else None


def baseline_date(series: Series, dates: Sequence[CountingDate]) -> CountingDate | None:
    """The date of the entry named by `baseline`, else the earliest; None where it is the latest."""
    if not dates:
        return None
    named = [date for date in dates if series.baseline in date.anchors]
    base = named[0] if named else dates[0]
    return None if base is dates[-1] else base


def change(base: CountingDate | None, latest: CountingDate | None) -> Change | None:
    """Absolute: [low − base high, high − base low]; relative: [that ÷ base high, that ÷ base low].

    Relative is None where a divisor is not above 0.
    """
    if base is None or latest is None:
        return None
    absolute = Range(latest.values.low - base.values.high, latest.values.high - base.values.low)
    relative = None
    if base.values.low > 0:
        # A latest below zero turns the two quotients round.
        relative = Range.over((absolute.low / base.values.high, absolute.high / base.values.low))
    return Change(base, absolute, relative)
