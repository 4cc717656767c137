"""The age of the latest figure, and the line that no newer figure was found."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from tests.derivation.made_claims import STOCK, TODAY, derived, said, series

from terang.derivation.freshness import next_figure_day
from terang.model.definitions import Frequency


def figure_of_age(days: int, frequency: str) -> tuple[str | None, bool]:
    """Return freshness of a figure that ended so many days ago, and whether it is stale."""
    day = TODAY - dt.timedelta(days)
    traits = replace(STOCK, frequency=Frequency(frequency))
    found = derived(series(said(f"{day - dt.timedelta(9)}/{day}", 5), traits=traits))
    return found.freshness, found.is_stale


@pytest.mark.parametrize(
    ("frequency", "fresh", "due", "overdue"),
    [
        ("monthly", 30, 44, 60),
        ("quarterly", 90, 105, 120),
        ("half-yearly", 180, 210, 240),
        ("yearly", 365, 425, 486),
    ],
)
def test_steps_of_freshness(frequency: str, fresh: int, due: int, overdue: int) -> None:
    """Each step of freshness lasts to its last day; what is overdue or worse is stale."""
    assert figure_of_age(0, frequency) == ("fresh", False)
    assert figure_of_age(fresh, frequency) == ("fresh", False)
    assert figure_of_age(fresh + 1, frequency) == ("due", False)
    assert figure_of_age(due, frequency) == ("due", False)
    assert figure_of_age(due + 1, frequency) == ("overdue", True)
    assert figure_of_age(overdue, frequency) == ("overdue", True)
    assert figure_of_age(overdue + 1, frequency) == ("very-late", True)


def test_an_irregular_series_is_stale_after_half_a_year() -> None:
    """An irregular series has no freshness, and is stale after 183 days."""
    assert figure_of_age(183, "irregular") == (None, False)
    assert figure_of_age(184, "irregular") == (None, True)


@pytest.mark.parametrize("frequency", ["yearly", "irregular"])
def test_without_a_figure_nothing_is_fresh_or_stale(frequency: str) -> None:
    """A series without a counting figure has no freshness, and no figure that is too old."""
    found = derived(series(traits=replace(STOCK, frequency=Frequency(frequency))))
    assert (found.freshness, found.is_stale) == (None, False)


@pytest.mark.parametrize("frequency", ["monthly", "quarterly", "half-yearly", "yearly"])
def test_the_next_figure_is_expected_while_the_latest_is_fresh(frequency: str) -> None:
    """The day of the next figure is the last on which the latest is fresh."""
    claims = series(said("2026-06-30", 5), traits=replace(STOCK, frequency=Frequency(frequency)))
    expected = next_figure_day(derived(claims).latest, Frequency(frequency))
    assert expected is not None
    assert derived(claims, expected).freshness == "fresh"
    assert derived(claims, expected + dt.timedelta(days=1)).freshness == "due"


def test_no_next_figure_is_expected_of_a_series_without_rhythm_or_figures() -> None:
    """An irregular series, and one without any figure, has no day for the next figure."""
    latest = derived(series(said("2026-06-30", 5))).latest
    assert next_figure_day(latest, Frequency.IRREGULAR) is None
    assert next_figure_day(None, Frequency.YEARLY) is None
