"""The age of a series' newest claim against its frequency."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from fractions import Fraction

from terang.derivation.states import CountingDate
from terang.model.definitions import Frequency

STALE_DAYS = 183
"""A latest figure older than half a year is said to be the newest found."""

EXPECTED_DAYS = {
    Frequency.MONTHLY: 30,
    Frequency.QUARTERLY: 90,
    Frequency.HALF_YEARLY: 180,
    Frequency.YEARLY: 365,
}


class Freshness(StrEnum):
    """How old the latest figure is against its expected frequency."""

    FRESH = "fresh"
    DUE = "due"
    OVERDUE = "overdue"
    VERY_LATE = "very-late"


def freshness(
    latest: CountingDate | None, frequency: Frequency, today: dt.date
) -> Freshness | None:
    """Days since the latest's last day against the expected frequency f.

    fresh ≤ f, due ≤ f + max(14, f/6), overdue ≤ f + max(30, f/3), else very late; an irregular
    series has none.
    """
    expected = EXPECTED_DAYS.get(frequency)
    if latest is None or expected is None:
        return None
    age = (today - latest.period.last).days
    if age <= expected:
        return Freshness.FRESH
    if age <= expected + max(Fraction(14), Fraction(expected, 6)):
        return Freshness.DUE
    if age <= expected + max(Fraction(30), Fraction(expected, 3)):
        return Freshness.OVERDUE
    return Freshness.VERY_LATE
