"""The age of the latest figure against its expected frequency, and the day of the next one.

docs/contract.md#freshness
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from terang.derivation.claims import CountingDate
from terang.model.definitions import Frequency

STALE_DAYS = 183
"""An irregular series whose latest is older is said to have no newer figure found."""

_LIMITS = {
    Frequency.MONTHLY: (30, 44, 60),
    Frequency.QUARTERLY: (90, 105, 120),
    Frequency.HALF_YEARLY: (180, 210, 240),
    Frequency.YEARLY: (365, 425, 486),
}
"""Days since the latest's last day up to which it is fresh, due and overdue."""


class Freshness(StrEnum):
    """The age of the latest figure against its expected frequency."""

    FRESH = "fresh"
    DUE = "due"
    OVERDUE = "overdue"
    VERY_LATE = "very-late"


def freshness_of(
    latest: CountingDate | None, frequency: Frequency, today: dt.date
) -> Freshness | None:
    """Return how fresh the latest is; None for an irregular series, or without any figure."""
    limits = _LIMITS.get(frequency)
    if latest is None or limits is None:
        return None
    age = (today - latest.period.last).days
    steps = zip(limits, (Freshness.FRESH, Freshness.DUE, Freshness.OVERDUE), strict=True)
    return next((step for limit, step in steps if age <= limit), Freshness.VERY_LATE)


def next_figure_day(latest: CountingDate | None, frequency: Frequency) -> dt.date | None:
    """Return the last day on which the latest is fresh; None where nothing says when it ends."""
    limits = _LIMITS.get(frequency)
    if latest is None or limits is None:
        return None
    return latest.period.last + dt.timedelta(days=limits[0])


def is_latest_stale(
    latest: CountingDate | None, freshness: Freshness | None, frequency: Frequency, today: dt.date
) -> bool:
    """Return whether the latest figure is so old against its frequency that a page must say so."""
    if latest is None:
        return False
    if frequency is Frequency.IRREGULAR:
        return (today - latest.period.last).days > STALE_DAYS
    return freshness in {Freshness.OVERDUE, Freshness.VERY_LATE}
