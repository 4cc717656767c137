"""Comparable dates: one before the other, moved by years, no break between or within them.

docs/contract.md#comparable-dates
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence

from terang.model.period import Period


def is_before(date: Period, other: Period) -> bool:
    """Return whether a date ends before another begins, so that they may be compared."""
    return date.last < other.first


def holds_break(date: Period, breaks: Iterable[dt.date]) -> bool:
    """Return whether figures change their meaning within a date, after its first day."""
    return any(date.first < day <= date.last for day in breaks)


def is_parted(date: Period, day: dt.date, breaks: Iterable[dt.date]) -> bool:
    """Return whether a date holds a break, or one stands between it and a day."""
    return any(
        date.first < change <= date.last or (date.first >= change) != (day >= change)
        for change in breaks
    )


def are_on_one_side(date: Period, other: Period, breaks: Sequence[dt.date]) -> bool:
    """Return whether no break stands between two dates, or within one."""
    return not holds_break(other, breaks) and not is_parted(date, other.first, breaks)


def are_comparable(
    date: Period, other: Period, breaks: Sequence[dt.date], *, is_stock: bool
) -> bool:
    """Return whether two dates measure the same: of a flow only what is moved by whole years."""
    is_alike = is_stock or is_moved_by_years(date, other)
    return is_alike and are_on_one_side(date, other, breaks)


def is_moved_by_years(date: Period, other: Period) -> bool:
    """Return whether a date is another moved by whole years, or the same: comparable amounts."""
    years = other.first.year - date.first.year
    return (
        _is_same_day_of_year(date.first, other.first)
        and _is_same_day_of_year(date.last, other.last)
        and other.last.year - date.last.year == years
    )


def _is_same_day_of_year(day: dt.date, other: dt.date) -> bool:
    """Return whether two days have one place in the year; the end of February is one place."""
    if day.month != other.month:
        return False
    return day.day == other.day or (_is_end_of_month(day) and _is_end_of_month(other))


def _is_end_of_month(day: dt.date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]
