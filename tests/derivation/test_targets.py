"""What became of each promise: CONTRACT section 2, target state, reached share and gap."""

from __future__ import annotations

from typing import Any

import pytest
from tests.conftest import WrittenData, a_disputed, a_preferred, derived, outlook, span, withdrawn
from tests.conftest import a_target as promised
from tests.conftest import an_observation as said

from terang.derivation.states import Range

# What was promised in most of these tests: 100, within 2024.
GOAL = promised(100, "2024", anchor="goal")

LESS: dict[str, Any] = {"direction": "decrease"}
FLOW: dict[str, Any] = {"measure": "flow"}


@pytest.mark.parametrize(
    ("observations", "today", "state"),
    [
        # reached before, on and by the last day of the due date
        ([said("2023", 100)], "2024-06-01", "met"),
        ([said("2024-12-31", 100)], "2025-01-01", "met"),
        ([said("2024", 100)], "2024-12-31", "met"),
        ([said("2024", 100)], "2025-01-01", "met"),
        ([said("2024-Q4", 101)], "2025-01-01", "met"),
        # once met stays met
        ([said("2023", 100), said("2024", 90)], "2025-06-01", "met"),
        ([said("2023", 100), said("2025", 90)], "2026-06-01", "met"),
        # met also where a later one reaches it too
        ([said("2024", 100), said("2025", 120)], "2026-06-01", "met"),
        # a later date reaches it; nothing in between is needed
        ([said("2025-01-01", 100)], "2025-01-01", "met-late"),
        ([said("2024", 90), said("2025", 100)], "2026-06-01", "met-late"),
        ([said("2023", 90), said("2025", 100), said("2026-01", 90)], "2026-06-01", "met-late"),
        # a date that ends a day later is late, though most of it lies before
        ([said("2024-01-01/2025-01-01", 100)], "2025-06-01", "met-late"),
        # due today is not over; the day after is
        ([said("2023", 90)], "2024-12-31", "pending"),
        ([said("2023", 90)], "2025-01-01", "unreported"),
        ([said("2024", 90)], "2024-12-31", "pending"),
        ([said("2024", 90)], "2025-01-01", "missed"),
        # missed takes a report that reaches to the due date's end
        ([said("2024-12-30", 90)], "2025-06-01", "unreported"),
        ([said("2024-12-31", 90)], "2025-06-01", "missed"),
        ([said("2024-12", 90)], "2025-06-01", "missed"),
        ([said("2024-11", 90)], "2025-06-01", "unreported"),
        ([said("2025-03", 90)], "2025-06-01", "missed"),
        ([said("2025", 90)], "2025-06-01", "missed"),
        # almost is not reached
        ([said("2024", "99.999")], "2025-06-01", "missed"),
        ([said("2024", "100.001")], "2025-06-01", "met"),
    ],
)
def test_state(observations: list[WrittenData], today: str, state: str) -> None:
    """Met, met late, missed, unreported or pending: the first that holds."""
    assert outlook(*observations, GOAL, today=today).state == state


@pytest.mark.parametrize(
    ("due", "last_day", "day_after"),
    [
        ("2024", "2024-12-31", "2025-01-01"),
        ("2024-S1", "2024-06-30", "2024-07-01"),
        ("2024-Q3", "2024-09-30", "2024-10-01"),
        ("2024-02", "2024-02-29", "2024-03-01"),
        ("2023-02", "2023-02-28", "2023-03-01"),
        ("2024-02-29", "2024-02-29", "2024-03-01"),
        ("2023-03-01/2024-02-28", "2024-02-28", "2024-02-29"),
    ],
)
def test_over(due: str, last_day: str, day_after: str) -> None:
    """A due date is over when today is after its last day, not on it."""
    entries = [said("2022", 90), promised(100, due)]
    assert outlook(*entries, today=last_day).state == "pending"
    assert outlook(*entries, today=day_after).state == "unreported"


@pytest.mark.parametrize(
    ("observations", "state"),
    [
        # all counting values of the date must reach it
        ([said("2024", 110, anchor="a"), said("2024", 90, anchor="b")], "missed"),
        ([said("2024", 110, anchor="a"), said("2024", 100, anchor="b")], "met"),
        # those that do not count neither help nor hinder
        ([said("2024", 110, anchor="a"), a_disputed("2024", 90, anchor="b")], "met"),
        ([said("2024", 90, anchor="a"), a_disputed("2024", 110, anchor="b")], "missed"),
        ([said("2024", 90, anchor="a"), a_preferred("2024", 110, anchor="b")], "met"),
        ([said("2024", 110, anchor="a"), a_preferred("2024", 90, anchor="b")], "missed"),
        # nothing that counts: nobody has published whether it was met
        ([a_disputed("2024", 110)], "unreported"),
        ([withdrawn(said("2024", 110))], "unreported"),
        ([said("2023", 90), a_disputed("2024", 110)], "unreported"),
        ([said("2023", 90), withdrawn(said("2024", 110))], "unreported"),
    ],
)
def test_reaching(observations: list[WrittenData], state: str) -> None:
    """A counting date reaches a target when all its counting values do."""
    assert outlook(*observations, GOAL, today="2025-06-01").state == state


@pytest.mark.parametrize(
    ("observations", "state"),
    [
        ([said("2024", 100)], "met"),
        ([said("2024", 99)], "met"),
        ([said("2024", 101)], "missed"),
        ([said("2024", 99, anchor="a"), said("2024", 101, anchor="b")], "missed"),
        ([said("2024", 120), said("2025-03", 90)], "met-late"),
        ([said("2023", 120)], "unreported"),
    ],
)
def test_decrease(observations: list[WrittenData], state: str) -> None:
    """Where less is better, a target is reached from above."""
    assert outlook(*observations, GOAL, today="2025-06-01", indicator=LESS).state == state


@pytest.mark.parametrize(
    "observation", [said("2024", 90), said("2024", 110), a_disputed("2024", 1)]
)
def test_no_deadline(observation: WrittenData) -> None:
    """A target without a due date is never met, missed or replaced: it has no deadline."""
    ahead = outlook(observation, promised(100, anchor="a"), promised(120, "2025", replaces="a"))
    assert (ahead.state, ahead.needed, ahead.verdict) == ("no-deadline", None, None)


@pytest.mark.parametrize(
    ("announced", "state"),
    [
        # in time: before, on the last day, in words that end on it
        ("2023", "replaced"),
        ("2024-12-31", "replaced"),
        ("2024", "replaced"),
        ("2024-Q4", "replaced"),
        ("2024-12", "replaced"),
        # too late: a day, or a date that ends too late, though it began in time
        ("2025-01-01", "missed"),
        ("2024-12-01/2025-01-01", "missed"),
        ("2025", "missed"),
        # nobody knows when
        (None, "replaced"),
    ],
)
def test_replaced(announced: str | None, state: str) -> None:
    """A target is replaced by one announced by the last day of its due date, or without a date."""
    keys = {"announced": announced} if announced else {}
    successor = promised(80, "2026", anchor="new", replaces="goal", **keys)
    ahead = outlook(said("2024", 90), GOAL, successor, today="2025-06-01")
    assert ahead.state == state
    # Shown beside it in any case.
    assert ahead.replacement is not None
    assert ahead.replacement.anchor == "new"


def test_replaced_goes_before_met() -> None:
    """A target that was replaced is replaced, even where it was met all the same."""
    successor = promised(80, "2026", anchor="new", replaces="goal")
    assert outlook(said("2023", 120), GOAL, successor, today="2025-06-01").state == "replaced"


@pytest.mark.parametrize("due", [None, "2026"])
def test_the_replacing_one_may_stand_first(due: str | None) -> None:
    """Where the replacing target stands, and whether it has a due date, does not matter."""
    successor = promised(180, due, anchor="new", replaces="goal")
    everything = derived(said("2023", 90), successor, GOAL, today="2024-06-01")
    states = {
        outlook_item.target.anchor: outlook_item.state for outlook_item in everything.outlooks
    }
    assert states == {"new": "pending" if due else "no-deadline", "goal": "replaced"}


def test_withdrawn_targets() -> None:
    """A withdrawn target replaces nothing and has no state itself."""
    successor = withdrawn(promised(80, "2026", anchor="new", replaces="goal"))
    everything = derived(said("2024", 90), GOAL, successor, today="2025-06-01")
    assert [
        (outlook_item.target.anchor, outlook_item.state) for outlook_item in everything.outlooks
    ] == [("goal", "missed")]
    assert everything.outlooks[0].replacement is None
    assert everything.outlook("new") is None


def test_a_withdrawn_replacement_leaves_room_for_another() -> None:
    """Of two that name the same target, the one that stands replaces it."""
    first = withdrawn(promised(80, "2026", anchor="first", replaces="goal"))
    second = promised(90, "2026", anchor="second", replaces="goal", announced="2025-02")
    ahead = outlook(said("2024", 90), GOAL, first, second, today="2025-06-01")
    assert ahead.state == "missed"
    assert ahead.replacement is not None
    assert ahead.replacement.anchor == "second"


def test_a_chain_of_replacements() -> None:
    """Each link of a chain is judged by the next one alone."""
    everything = derived(
        said("2024", 90),
        promised(100, "2022", anchor="a"),
        promised(110, "2023", anchor="b", replaces="a", announced="2021"),  # in time for a
        promised(120, "2024", anchor="c", replaces="b", announced="2024"),  # too late for b
        promised(130, "2026", anchor="d", replaces="c"),
        today="2025-06-01",
    )
    states = {
        outlook_item.target.anchor: str(outlook_item.state) for outlook_item in everything.outlooks
    }
    assert states == {"a": "replaced", "b": "missed", "c": "replaced", "d": "pending"}


@pytest.mark.parametrize(
    ("due", "observations", "today", "state"),
    [
        # within the due date: the whole of it, a part of it
        ("2024", [said("2024", 100)], "2025-06-01", "met"),
        ("2024", [said("2024-01-01/2024-12-31", 100)], "2025-06-01", "met"),
        ("2024", [said("2024-S1", 100)], "2024-08-01", "met"),
        ("2024", [said("2024", 90)], "2025-06-01", "missed"),
        ("2024", [said("2024-Q4", 90)], "2025-06-01", "missed"),
        # a part that does not reach to its end does not tell
        ("2024", [said("2024-S1", 90)], "2025-06-01", "unreported"),
        ("2024", [said("2024-S1", 90)], "2024-12-31", "pending"),
        # other years, however much was done in them
        ("2024", [said("2023", 120)], "2025-06-01", "unreported"),
        ("2024", [said("2025", 120)], "2026-06-01", "unreported"),
        ("2024", [said("2023", 120)], "2024-06-01", "pending"),
        # over its edge on either side
        ("2024", [said("2023-12-31/2024-12-31", 120)], "2025-06-01", "unreported"),
        ("2024", [said("2024-01-01/2025-01-01", 120)], "2025-06-01", "unreported"),
        # late is not possible: what is later does not lie within
        ("2024", [said("2024", 90), said("2025", 120)], "2026-06-01", "missed"),
        ("2024-12-31", [said("2024", 120)], "2025-06-01", "unreported"),
    ],
)
def test_flow(due: str, observations: list[WrittenData], today: str, state: str) -> None:
    """For a flow only counting dates that lie within the due date are looked at."""
    ahead = outlook(*observations, promised(100, due), today=today, indicator=FLOW)
    assert ahead.state == state


@pytest.mark.parametrize(
    ("latest", "target", "share", "gap"),
    [
        ([50], 200, span("1/4"), span(150)),
        ([200], 200, span(1), span(0)),
        ([300], 200, span("3/2"), span(-100)),
        ([0], 200, span(0), span(200)),
        # the latest disagrees
        ([50, 80], 200, span("1/4", "2/5"), span(120, 150)),
        ([150, 250], 200, span("3/4", "5/4"), span(-50, 50)),
        # a target of one
        ([50], 1, span(50), span(-49)),
        # no share of a target that is not above 0
        ([50], 0, None, span(-50)),
        ([50], -10, None, span(-60)),
    ],
)
def test_share_and_gap(
    latest: list[object], target: object, share: Range | None, gap: Range
) -> None:
    """Reached share is latest ÷ target, gap is target − latest, both low and high."""
    claims = [said("2024", value, anchor=f"r{nth}") for nth, value in enumerate(latest)]
    for state_of in ("2030", None):  # pending, without deadline
        ahead = outlook(said("2022", 7), *claims, promised(target, state_of))
        assert (ahead.reached_share, ahead.gap) == (share, gap)


@pytest.mark.parametrize(
    ("today", "is_measured"),
    [("2024-10-30", True), ("2024-10-31", True), ("2024-11-01", False), ("2025-06-30", False)],
)
def test_no_share_of_a_target_whose_day_is_over(today: str, *, is_measured: bool) -> None:
    """From the day after its due date no later figure is set against a target."""
    promises = [promised(100, "2024-10"), promised(90, "2024-10", anchor="low")]
    for ahead in derived(said("2024-09", 98), *promises, today=today).outlooks:
        assert (ahead.reached_share is not None) == is_measured
        assert (ahead.gap is not None) == is_measured


def test_no_share_of_a_decrease() -> None:
    """Where less is better there is a gap, still target − latest, but no reached share."""
    ahead = outlook(said("2024", 150), promised(100, "2030"), indicator=LESS)
    assert (ahead.reached_share, ahead.gap) == (None, span(-50))
