"""Statements held against worlds in which the claims of made-up records are true.

The rule is in docs/contract.md#never-more-than-the-claims-support.

`TERANG_MADE_RECORDS=10000` tries more records than the default.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from tests.property import core_reading, worlds
from tests.property import second_reading as reading
from tests.property.made_records import TODAY, make_record
from tests.property.second_reading import Observation, Record, Target

SEEDS = range(int(os.environ.get("TERANG_MADE_RECORDS", "200")))
WORLDS = 5
Derived = Mapping[str, Any]


def read(record: Record) -> dict[str, Any]:
    """Return what the second reading derives from a record."""
    return reading.read_series(record, TODAY)


def false_statements(seed: int, derived: Derived | None = None) -> Iterator[str]:
    """Yield what is false in some world of a made-up record; `derived` may hold planted lies."""
    made, random = make_record(seed), Random(seed)  # noqa: S311 (repeatable, and no secret)
    record = made.record
    derived = derived or read(record)
    for world in worlds.draw_worlds(random, record, made.amounts, WORLDS, as_said=True):
        yield from worlds.false_as_said(record, derived, world)
    for world in worlds.draw_worlds(random, record, made.amounts, 2 * WORLDS, as_said=False):
        yield from worlds.false_as_meant(random, record, derived, world)


def test_no_statement_is_false_in_a_world() -> None:
    """No state, change, pace, sum, verdict or "unmatched" is false where the claims are true."""
    found = {}
    for seed in SEEDS:
        derived = core_reading.read_series(make_record(seed).record, TODAY)
        if wrong := set(false_statements(seed, derived)):
            found[seed] = wrong
    assert found == {}


STATES = ("met", "met-then-fell", "met-late", "met-time-unknown", "missed")


@pytest.mark.parametrize("lie", STATES)
def test_a_false_state_is_found(lie: str) -> None:
    """A state replaced by another is false in some world."""
    caught = 0
    for seed in range(100):
        record = make_record(seed).record
        if record.is_flow or any(target.due is None for target in record.targets):
            continue
        everything = [claim.anchor for claim in record.observations]
        derived = read(record)
        lies = [
            entry | ({} if entry["state"] == lie else {"state": lie, "decided_by": everything})
            for entry in derived["targets"]
        ]
        found = false_statements(seed, derived | {"targets": lies})
        caught += any(text.endswith(f" is {lie}") for text in found)
        if caught == 5:
            return
    pytest.fail(f"{lie} was found false {caught} times")


def test_a_false_figure_is_found() -> None:
    """A change, a total or a claim without a match that is made up is false in some world."""
    wanted = {"change", "rise", "total", "unmatched"}
    caught: set[str] = set()
    for seed in range(150):
        if wanted <= caught:
            break
        record = make_record(seed).record
        derived = read(record)
        lies = dict(derived)
        lies["change"] = {
            name: change and change | {"absolute": [Fraction(7777), None], "direction": "rise"}
            for name, change in derived["change"].items()
        }
        lies["targets"] = [
            entry | ({"total": [Fraction(7777), None]} if entry["total"] else {})
            for entry in derived["targets"]
        ]
        if not record.is_flow and record.sign and len(record.observations) > 1:
            lies["unmatched"] = record.observations[0].anchor
        caught |= {text.split()[0] for text in false_statements(seed, lies)}
    assert wanted <= caught


def test_all_states_are_drawn() -> None:
    """Each state of a stock and of a flow occurs among the made-up records."""
    drawn: dict[bool, set[str]] = {True: set(), False: set()}
    for seed in range(600):
        record = make_record(seed).record
        drawn[record.is_flow] |= {entry["state"] for entry in read(record)["targets"]}
    open_states = {"pending", "replaced", "no-deadline", "undecided", "unreported"}
    assert drawn == {
        True: open_states | {"met", "missed"},
        False: open_states | set(STATES),
    }


# ----------------------------------------------------------- smallest records behind the deviations


def a_target(due: str, value: int) -> Target:
    """Return a target of a plain value that was set at the beginning of its year."""
    goal = Fraction(value)
    return Target(anchor="target", low=goal, high=goal, due=due, announced=due[:4])


def an_observation(date: str, value: int, **changes: object) -> Observation:
    """Return an observation of a plain value."""
    ends = {"low": Fraction(value), "high": Fraction(value)}
    keys: dict[str, Any] = {"anchor": f"{date}-{value}", "date": date, **ends}
    return Observation(**keys | changes)


def a_record(*observations: Observation, **changes: object) -> Record:
    """Return a record with a target of 100 by the end of 2025."""
    target = a_target("2025-12-31", 100)
    keys: dict[str, Any] = {"observations": observations, "targets": (target,)}
    return Record(**keys | changes)


def test_a_rough_rival_beside_a_no_makes_no_target_met() -> None:
    """A reaches it in June, B denies it in December: "at least 90" from C settles nothing."""
    june = an_observation("2025-06-30", 120, by="A")
    december = an_observation("2025-12-31", 98, by="B")
    rough = an_observation("2025-12-31", 90, by="C", qualifier="at-least")
    for observations in ((june, december), (june, december, rough)):
        state = read(a_record(*observations))["targets"][0]
        assert (state["state"], state["reason"]) == ("undecided", "sources-disagree")


def test_a_later_figure_beyond_a_break_leaves_none_unmatched() -> None:
    """A disputed 110 after a change of definition: "no later figure reaches 100" is false."""
    record = a_record(
        an_observation("2022", 100),
        an_observation("2023", 90),
        an_observation("2024-06-30", 110, status="disputed"),
        breaks=(dt.date(2024, 1, 1),),
    )
    assert read(record)["unmatched"] is None


def test_a_conflict_beyond_the_due_days_withholds_judgement() -> None:
    """The year is less than its quarters: nobody knows whether the first quarter is too high."""
    target = a_target("2025-Q1", 25)
    quarters = [an_observation(f"2025-Q{number}", 30) for number in range(1, 5)]
    record = a_record(an_observation("2025", 90), *quarters, measure="flow", targets=(target,))
    assert read(record)["targets"][0]["state"] == "undecided"
