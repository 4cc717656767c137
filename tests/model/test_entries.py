"""Entries: breakdowns and revisions, by the rules of docs/contract.md."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.conftest import (
    read,
    refusals,
    sound_event,
    sound_observation,
    sound_revision,
    sound_target,
    words,
)

from terang.model.entries import Event, Observation, Target
from terang.model.field_types import Figures, Record

PEOPLE = Figures(decimals=0, signed=False)
PERCENT = Figures(decimals=1, signed=True)

# --- breakdowns ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        # adds up to 10
        ("m: 6\nf: 4", []),
        ("m: 10", []),
        ("m: 10\nf: 0", []),
        ("m: 6\nf: 5", ["breakdown-sum"]),
        ("m: 6\nf: 3", ["breakdown-sum"]),
        ("m: 6\nf: 4\npartial: false", []),
        ("m: 6\nf: 3\npartial: false", ["breakdown-sum"]),
        # declared not to
        ("m: 6\nf: 3\npartial: true", []),
        ("m: 6\npartial: true", []),
        ("m: 6\nf: 4\npartial: true", []),
        # a single suppressed part could be computed from the rest
        ("m: 6\nf: null", ["suppressed-alone"]),
        ("m: 6\nf: ~", ["suppressed-alone"]),
        ("m: 6\nf:", ["suppressed-alone"]),
        ("m: 10\nf: null", ["suppressed-alone"]),
        ("m: null", ["suppressed-alone"]),
        # two could not
        ("m: 6\nf: null\nx: null", []),
        ("m: null\nf: null", []),
        ("m: ~\nf: null\nx:", []),
        # each part is a number
        ("m: 6\nf: 4.0", ["too-many-decimals"]),
        ("m: 1.000\nf: 4", ["not-a-number"]),
        ("m: 11\nf: -1", ["negative"]),
        ("m: ten\nf: 4", ["not-a-number"]),
        ("m: 6\nf: 4\npartial: maybe", ["unknown-word"]),
        ("m: 6\nF: 4", ["bad-id"]),
    ],
)
def test_breakdown(parts: str, found: list[str]) -> None:
    """Parts add up to the value, unless two are suppressed or the breakdown is declared partial."""
    text = (
        sound_observation()
        + "breakdown:\n  sex:\n"
        + "".join(f"    {line}\n" for line in parts.splitlines())
    )
    assert [code for _, code in refusals(Observation, text, figures=PEOPLE)] == found


def test_each_breakdown_adds_up() -> None:
    """Each dimension of a breakdown adds up by itself."""
    text = sound_observation(breakdown={"sex": {"m": 6, "f": 4}, "age": {"old": 5, "young": 6}})
    assert [code for _, code in refusals(Observation, text, figures=PEOPLE)] == ["breakdown-sum"]


def test_decimals_add_up_exactly() -> None:
    """Decimals add up exactly: 0.1 and 0.2 are 0.3."""
    text = sound_observation(value="0.3", breakdown={"sex": {"m": "0.1", "f": "0.2"}})
    assert refusals(Observation, text, figures=PERCENT) == []


# --- revisions -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (["2024-01-01"], []),
        (["2024-01-01", "2024-02-29", "2024-03-01"], []),
        # two of the same day
        (["2024-01-01", "2024-01-01"], []),
        (["2024-01-02", "2024-01-01"], [("revisions", "revisions-order")]),
        (["2024-01-01", "2024-03-01", "2024-02-29"], [("revisions", "revisions-order")]),
    ],
)
@pytest.mark.parametrize(
    ("record", "make"),
    [
        (Observation, sound_observation),
        (Target, sound_target),
        (Event, sound_event),
    ],
)
def test_revisions_order(
    days: list[str],
    found: list[tuple[str, str]],
    record: type[Record],
    make: Callable[..., str],
) -> None:
    """Revisions are sorted from the oldest."""
    revisions = [sound_revision(day, note=words(day)) for day in days]
    assert refusals(record, make(revisions=revisions)) == found


@pytest.mark.parametrize(
    ("record", "text"),
    [
        (
            Observation,
            sound_observation(revisions=[sound_revision("2024-01-01", value=75000)]),
        ),
        (
            Observation,
            sound_observation(revisions=[sound_revision("2024-01-01", date="2023-Q1")]),
        ),
        (
            Observation,
            sound_observation(revisions=[sound_revision("2024-01-01", sources=["b"])]),
        ),
        (
            Observation,
            sound_observation(
                revisions=[sound_revision("2024-01-01", breakdown={"sex": {"m": 6, "f": 4}})]
            ),
        ),
        (
            Target,
            sound_target(revisions=[sound_revision("2024-01-01", due="2030", replaces="old")]),
        ),
        (Event, sound_event(revisions=[sound_revision("2024-01-01", title=words())])),
    ],
)
def test_was(record: type[Record], text: str) -> None:
    """`was` holds the earlier values of the changed keys."""
    assert refusals(record, text) == []


@pytest.mark.parametrize("null", ["null", "~", ""])
@pytest.mark.parametrize(
    "key", ["note", "status", "preferred", "qualifier", "precision", "breakdown"]
)
def test_was_absent(key: str, null: str) -> None:
    """In `was`, null means that the key was absent."""
    lines = f"- revised: 2024-01-01\n  reason:\n    id: a\n    en: a\n  was:\n    {key}: {null}\n"
    entry = read(Observation, sound_observation() + "revisions:\n" + lines)
    found: Any = entry.revisions[0].was
    assert getattr(found, key) is None
    assert found.model_fields_set == {key}


@pytest.mark.parametrize(
    ("was", "found"),
    [
        # nothing changed
        ({}, ["empty-was"]),
        # follows the rules of the entry itself
        ({"value": "75.000"}, ["not-a-number"]),
        ({"date": "awal 2023"}, ["not-a-date"]),
        ({"status": "true"}, ["unknown-word"]),
        # no key of the entry, or a key that never changes
        ({"due": "2024"}, ["extra_forbidden"]),
        ({"anchor": "a"}, ["extra_forbidden"]),
        ({"revisions": []}, ["extra_forbidden"]),
    ],
)
def test_invalid_was(was: dict[str, object], found: list[str]) -> None:
    """`was` names at least one changeable key of the entry, with a valid value."""
    text = sound_observation(revisions=[sound_revision("2024-01-01", **was)])
    assert [code for _, code in refusals(Observation, text)] == found


@pytest.mark.parametrize("key", ["revised", "reason", "was"])
def test_required_of_revisions(key: str) -> None:
    """A revision has a date, a reason and `was`."""
    item = sound_revision("2024-01-01", value=5)
    del item[key]
    found = refusals(Observation, sound_observation(revisions=[item]))
    assert found == [(f"revisions.0.{key}", "missing")]


@pytest.mark.parametrize("key", ["date", "reason"])
def test_required_of_withdrawals(key: str) -> None:
    """A withdrawal has a date and a reason."""
    withdrawal = {"date": "2025", "reason": words()}
    assert refusals(Observation, sound_observation(withdrawn=withdrawal)) == []
    del withdrawal[key]
    found = refusals(Observation, sound_observation(withdrawn=withdrawal))
    assert found == [(f"withdrawn.{key}", "missing")]
