"""Days on which the state of a target changed, by a record or because a deadline passed."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.conftest import (
    WrittenData,
    a_series,
    a_target,
    an_indicator,
    an_observation,
    day,
)

from terang.derivation.series_claims import derive_series
from terang.derivation.state_history import (
    days_of_change,
    last_state_change,
    state_changes,
)
from terang.model.definitions import Source

SOURCES = {"a": Source.model_construct(id="a", publisher="a", published=None, same_text_as=None)}


def a_goal(value: int, due: str, **keys: object) -> WrittenData:
    """Return a target announced in 2020."""
    return a_target(value, due, announced="2020", **keys)


def last_change(*entries: WrittenData, since: str, today: str = "2026-06-30") -> dt.date | None:
    """Return the last day since another on which a deadline changed the state of a target."""
    series, indicator = a_series(*entries, today=today), an_indicator()
    outlooks = derive_series(series, indicator, SOURCES, day(today)).outlooks
    return last_state_change(series, indicator, SOURCES, outlooks, day(since))


def test_days_begin_with_the_first_target() -> None:
    """States are asked for from the day on which the first target came on record."""
    series = a_series(
        an_observation("2024", 5, added="2025-01-01"),
        a_goal(8, "2026", anchor="first", added="2025-02-01"),
        a_goal(9, "2027", anchor="second", added="2025-03-01"),
    )
    for today in ("2026-06-30", "2025-03-01"):
        found = days_of_change(series, an_indicator(), day(today))
        assert found == (day("2025-02-01"), day("2025-03-01"))


def test_the_second_day_of_a_series_may_change_a_state() -> None:
    """A target that came on record, and whose deadline passed, has changed its state once."""
    series = a_series(a_goal(8, "2025-12-31", added="2025-02-01"))
    found = state_changes(series, an_indicator(), SOURCES, day("2026-06-30"))
    assert [(change.day, change.before, change.outlook.state) for change in found] == [
        (day("2026-01-01"), "pending", "unreported")
    ]


@pytest.mark.parametrize(
    ("since", "changed"),
    [("2025-06-01", "2026-01-01"), ("2025-12-31", "2026-01-01"), ("2026-01-01", None)],
)
def test_a_deadline_changes_a_state_on_the_day_after_it(since: str, changed: str | None) -> None:
    """A pending target has another state on the day after its deadline, unless that is past."""
    found = last_change(a_goal(8, "2025-12-31"), since=since)
    assert found == (day(changed) if changed else None)


def test_the_last_of_several_deadlines_counts() -> None:
    """The last deadline that changed a state is given; a deadline ahead has changed none."""
    goals = (
        a_goal(8, "2025-12-31"),
        a_goal(9, "2026-03-31", anchor="later"),
        a_goal(10, "2026-12-31", anchor="ahead"),
    )
    assert last_change(*goals, since="2025-06-01") == day("2026-04-01")


def test_a_target_that_was_met_before_changes_no_state() -> None:
    """A target that was met before its deadline is met after it, so that no day is given."""
    figure = an_observation("2025-06-30", 50)
    met, open_goal = a_goal(8, "2026-03-31"), a_goal(80, "2025-12-31", anchor="open")
    assert last_change(figure, met, since="2025-06-01") is None
    assert last_change(figure, met, open_goal, since="2025-06-01") == day("2026-01-01")


def test_a_target_without_a_deadline_changes_no_state() -> None:
    """No day is over for a target without a due date."""
    assert last_change(a_target(8), since="2020-01-01") is None
