"""How old the latest figure is: CONTRACT section 2, freshness; section 3, headline."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.conftest import a_disputed, derived, withdrawn
from tests.conftest import an_observation as said


@pytest.mark.parametrize(
    ("frequency", "fresh", "due", "overdue"),
    [
        # f, f + max(14, f/6), f + max(30, f/3): the last day of each
        ("monthly", 30, 44, 60),
        ("quarterly", 90, 105, 120),
        ("half-yearly", 180, 210, 240),
        ("yearly", 365, 425, 486),  # 425 5/6 and 486 2/3
    ],
)
def test_freshness(frequency: str, fresh: int, due: int, overdue: int) -> None:
    """Freshness is by the days since the latest's last day, each limit belonging to the better."""
    ages = {
        -1: "fresh",
        0: "fresh",
        fresh: "fresh",
        fresh + 1: "due",
        due: "due",
        due + 1: "overdue",
        overdue: "overdue",
        overdue + 1: "very-late",
        10_000: "very-late",
    }
    last_day = dt.date(2024, 12, 31)
    for age, freshness in ages.items():
        today = last_day + dt.timedelta(days=age)
        found = derived(
            said("2024", 5), indicator={"frequency": frequency}, today=today.isoformat()
        )
        assert (age, found.freshness) == (age, freshness)


def test_irregular_has_no_freshness() -> None:
    """Where nothing is expected at any time, nothing is late."""
    for indicator in ({}, {"frequency": "irregular"}):
        assert derived(said("2000", 5), indicator=indicator).freshness is None


def test_freshness_of_what_counts() -> None:
    """A disputed or withdrawn claim makes nothing fresh."""
    entries = [said("2023", 5), a_disputed("2025-05", 6), withdrawn(said("2025-05-31", 7))]
    found = derived(*entries, indicator={"frequency": "monthly"}, today="2025-06-01")
    assert found.freshness == "very-late"


def test_nothing_that_counts_is_never_stale() -> None:
    """Where there is no latest figure, none is said to be the newest found."""
    assert derived(a_disputed("2020", 6), today="2025-06-01").is_stale is False


@pytest.mark.parametrize(
    ("frequency", "age", "stale"),
    [
        # over 183 days, whatever is expected
        ("irregular", 183, False),
        ("irregular", 184, True),
        ("yearly", 183, False),
        ("yearly", 184, True),
        # overdue or worse, however young
        ("monthly", 44, False),
        ("monthly", 45, True),
        ("monthly", 61, True),
        ("quarterly", 105, False),
        ("quarterly", 106, True),
    ],
)
def test_stale(frequency: str, age: int, stale: bool) -> None:  # noqa: FBT001
    """No newer figure was found, when the latest is overdue or worse or over 183 days old."""
    today = dt.date(2024, 12, 31) + dt.timedelta(days=age)
    found = derived(said("2024", 5), indicator={"frequency": frequency}, today=today.isoformat())
    assert found.is_stale is stale
