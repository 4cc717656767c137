"""Small records with the right answers, held against both readings of the rules.

They stand in `rules.yml` and `more_rules.yml`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.property import core_reading
from tests.property import second_reading as reading


def read_cases(name: str) -> dict[str, Any]:
    """Return a file of cases with its scalars as written, neither as dates nor as numbers."""
    written = Path(__file__).with_name(name).read_text("utf-8")
    return yaml.load(written, Loader=yaml.BaseLoader)  # type: ignore[no-any-return]  # noqa: S506


RULES, MORE_RULES = read_cases("rules.yml"), read_cases("more_rules.yml")
CASES = [*RULES["cases"], *MORE_RULES["cases"]]
TODAY = dt.date.fromisoformat(RULES["today"])
Case = Mapping[str, Any]
Derived = Mapping[str, Any]


def value_of(written: str | Case) -> dict[str, Fraction]:
    """Return the ends of a written value or range."""
    if isinstance(written, Mapping):
        return {"low": Fraction(written["low"]), "high": Fraction(written["high"])}
    return {"low": Fraction(written), "high": Fraction(written)}


def claim_keys(entry: Case) -> dict[str, Any]:
    """Return what observations and targets have in common."""
    precision = entry.get("precision")
    return {
        **value_of(entry["value"]),
        "qualifier": entry.get("qualifier"),
        "precision": None if precision is None else Fraction(precision),
        "contradicts": tuple(entry.get("contradicts", ())),
    }


def observation_of(entry: Case, anchor: str) -> reading.Observation:
    """Return an observation of the file; entries without `by` have one speaker."""
    return reading.Observation(
        anchor=entry.get("anchor", anchor),
        date=entry["date"],
        status=entry.get("status", "reported"),
        by=entry.get("by"),
        published=entry.get("published"),
        is_preferred="preferred" in entry,
        **claim_keys(entry),
    )


def target_of(entry: Case) -> reading.Target:
    """Return a target of the file."""
    return reading.Target(
        anchor=entry.get("anchor", f"target-{entry['due']}" if "due" in entry else "target"),
        due=entry.get("due"),
        announced=entry.get("announced"),
        published=(entry["published"],) if "published" in entry else (),
        replaces=entry.get("replaces"),
        **claim_keys(entry),
    )


def record_of(case: Case) -> reading.Record:
    """Return the record of a case; a second entry of a date gets an anchor of its own."""
    observations: list[reading.Observation] = []
    for entry in case["observations"]:
        anchor = f"result-{entry['date'].lower()}"
        taken = [claim.anchor for claim in observations]
        observations.append(
            observation_of(entry, f"{anchor}-{len(taken)}" if anchor in taken else anchor)
        )
    unit = case.get("unit", "people")
    kinds = {"people": "count", "percent": "percent"}
    return reading.Record(
        measure=case.get("measure", "stock"),
        direction=case.get("direction", "increase"),
        unit="currency" if isinstance(unit, Mapping) else kinds[unit],
        has_per="per" in case,
        frequency=case.get("frequency", "irregular"),
        breaks=tuple(dt.date.fromisoformat(day) for day in case.get("breaks", ())),
        observations=tuple(observations),
        targets=tuple(target_of(entry) for entry in case.get("targets", ())),
    )


def plain(answer: object) -> object:
    """Return an answer as the file writes it: rounded numbers, and none for null."""
    if isinstance(answer, bool):
        return answer
    if isinstance(answer, (Fraction, int, float)):
        return round(float(answer), 1)
    if isinstance(answer, (list, tuple)):
        return [plain(part) for part in answer]
    return answer


def expected(written: str | list[Any]) -> object:
    """Return a right answer with its numbers as numbers; `none` and `null` are null."""
    if isinstance(written, list):
        return [expected(part) for part in written]
    words = {"none": None, "null": None, "true": True, "false": False}
    if written in words:
        return words[written]
    try:
        return round(float(written), 1)
    except ValueError:
        return written


def figure_of(target: reading.Target, measures: Derived | None) -> Fraction | None:
    """Return the high end of the figure behind a gap, which is the target less the figure."""
    least = None if measures is None else measures["gap"][0]
    return None if least is None else target.low - least


def answers_about_target(target: reading.Target, derived: Derived) -> dict[str, Any]:
    """Return the answers on a target under the names that the file uses."""
    return {
        **derived,
        "replaced_by": derived["replaced_by"] is not None,
        "at_deadline_value": figure_of(target, derived["at_deadline"]),
        "now_value": figure_of(target, derived["now"]),
    }


def change_key(name: str, key: str) -> Callable[[Derived], object]:
    """Return how a key of a change is asked for."""
    return lambda derived: (derived["change"][name] or {}).get(key)


def previous_date(derived: Derived) -> object:
    """Return the date that the previous change is counted from."""
    return derived["change"]["previous"]["from"]["date"]


def alongside(derived: Derived) -> Sequence[Any]:
    """Return the span reported alongside."""
    return [derived["alongside"]["low"], derived["alongside"]["high"]]


ANSWERS: dict[str, Callable[[Derived], object]] = {
    "unmatched": lambda derived: derived["unmatched"],
    "change_previous_absolute": change_key("previous", "absolute"),
    "change_previous_relative": change_key("previous", "relative"),
    "change_previous_same_speaker": change_key("previous", "same_speaker"),
    "change_baseline_same_speaker": change_key("baseline", "same_speaker"),
    "paces_baseline": lambda derived: derived["paces"]["baseline"],
    "conflict_sum": lambda derived: any(found["kind"] == "sum" for found in derived["conflicts"]),
    "latest_date": lambda derived: derived["latest"]["date"],
    "previous_date": previous_date,
    "alongside": alongside,
    "freshness": lambda derived: derived["freshness"],
}


@pytest.mark.parametrize(
    "read", [core_reading.read_series, reading.read_series], ids=["core", "second"]
)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_rule(case: Case, read: Callable[[reading.Record, dt.date], Derived]) -> None:
    """The second reading gives the right answers, which `about` says in words."""
    record = record_of(case)
    assert reading.is_refused(record, TODAY) is ("refused" in case), case["about"]
    if "refused" in case:
        return
    derived = read(record, TODAY)
    right = dict(case["right"])
    wanted_of_targets = right.pop("targets", [{}] * len(record.targets))
    for target, entry, wanted in zip(
        record.targets, derived["targets"], wanted_of_targets, strict=True
    ):
        answers = answers_about_target(target, entry)
        assert {key: plain(answers[key]) for key in wanted} == {
            key: expected(answer) for key, answer in wanted.items()
        }, case["about"]
    if "no_newer_figure" in right:
        is_stale = reading.has_no_newer_figure(record, TODAY)
        assert is_stale is expected(right.pop("no_newer_figure")), case["about"]
    assert {key: plain(ANSWERS[key](derived)) for key in right} == {
        key: str(answer) if key.endswith("_date") else expected(answer)
        for key, answer in right.items()
    }, case["about"]


def test_all_cases_are_there() -> None:
    """Each record, 72 and 47 more, is tried under an id of its own, on one day."""
    assert (len(RULES["cases"]), len(MORE_RULES["cases"])) == (72, 47)
    assert len({case["id"] for case in CASES}) == len(CASES)
    assert RULES["today"] == MORE_RULES["today"]
