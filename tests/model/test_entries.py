"""Entries, their corrections and replies, by the rules of docs/contract.md."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.conftest import (
    read,
    refusals,
    sound_correction,
    sound_event,
    sound_observation,
    sound_reply,
    sound_target,
    words,
)

from terang.model.entries import (
    CHANGES,
    Correction,
    Event,
    Observation,
    Reply,
    Revision,
    Target,
    with_lifted,
)
from terang.model.field_types import Record
from terang.model.fields import record_fields
from terang.parsing.yaml_document import Entries

DAY = "2025-01-31"

# --- memory ----------------------------------------------------------------------------------


def test_alike_records_share_their_written_keys() -> None:
    """Records with the same keys hold one set of them, which a copy with more keys leaves alone."""
    first, second = read(Event, sound_event()), read(Event, sound_event())
    assert first.model_fields_set is second.model_fields_set
    written = set(first.model_fields_set)
    copied = first.model_copy(update={"withdrawn": None})
    assert copied.model_fields_set == {*written, "withdrawn"} != written
    assert second.model_fields_set == written


def test_alike_records_share_their_values() -> None:
    """Entries that say the same hold one object of it: ids, the anchor, an absent breakdown."""
    first, second = (read(Observation, sound_observation(by="kantor-ini")) for _ in range(2))
    assert first.by is second.by is not None
    assert first.anchor is second.anchor
    assert first.sources[0] is second.sources[0]
    assert first.breakdown is second.breakdown
    assert first.breakdown == {}


# --- what every record says ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "make"),
    [
        (Observation, sound_observation),
        (Target, sound_target),
        (Event, sound_event),
        (Reply, sound_reply),
    ],
)
@pytest.mark.parametrize(
    ("added", "expected"),
    [
        ("2025-01-31", []),
        ("2026-06-30", []),  # today
        ("2026-07-01", ["in-the-future"]),
        ("2025-01", ["not-a-full-date"]),
        ("2025-01-30/2025-01-31", ["not-a-full-date"]),
    ],
)
def test_added(
    record: type[Record], make: Callable[..., str], added: str, expected: list[str]
) -> None:
    """`added` is the day since when a record is there: a full date, today at the latest."""
    found = refusals(record, make(added=added))
    assert found == [("added", code) for code in expected]


@pytest.mark.parametrize(
    ("record", "make", "required"),
    [
        (Observation, sound_observation, ["date", "value", "sources", "added"]),
        (Target, sound_target, ["value", "sources", "added"]),
        (Event, sound_event, ["date", "title", "sources", "added"]),
        (Reply, sound_reply, ["to", "date", "by", "text", "sources", "added"]),
        (Correction, sound_correction, ["anchor", "date", "reason"]),
    ],
)
def test_required(record: type[Record], make: Callable[..., str], required: list[str]) -> None:
    """A record lacks none of the keys that the contract requires, and needs no other."""
    assert {field.key for field in record_fields(record) if field.is_required} == {*required}
    for key in required:
        without = make(**{key: None}).replace(f"{key}: null\n", "")
        assert (key, "missing") in refusals(record, without)


# --- corrections -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("does", "expected"),
    [
        ({"set": {"value": 5}}, []),
        ({"withdraw": "true"}, []),
        ({"restore": "true"}, []),
        ({}, [("", "correction-does-one-thing")]),
        ({"set": {"value": 5}, "withdraw": "true"}, [("", "correction-does-one-thing")]),
        ({"withdraw": "true", "restore": "true"}, [("", "correction-does-one-thing")]),
        # nothing changes
        ({"set": {}}, [("set", "empty-set")]),
        ({"set": []}, [("set", "wrong-type")]),
        ({"set": "value"}, [("set", "wrong-type")]),
        # a correction that does nothing is left out
        ({"withdraw": "false"}, [("withdraw", "only-true")]),
        ({"restore": "false"}, [("restore", "only-true")]),
        ({"withdraw": "yes"}, [("withdraw", "unknown-word")]),
    ],
)
def test_a_correction_does_one_thing(
    does: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    """A correction sets keys, withdraws or restores; exactly one of them."""
    assert refusals(Correction, sound_correction(DAY, **{"set": None, **does})) == expected


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"by": "office"}, []),
        ({"by": "mayor"}, [("by", "unknown-id")]),
        ({"see": "covered-town#result-2024"}, []),
        ({"see": "result-2024"}, [("see", "bad-see")]),
        ({"see": "covered-town#Result"}, [("see", "bad-see")]),
        ({"see": "#result-2024"}, [("see", "bad-see")]),
        ({"sources": ["a"]}, []),
        ({"sources": []}, [("sources", "too_short")]),
        ({"anchor": "reply-2025"}, []),
        ({"anchor": "result-1999"}, [("anchor", "unknown-id")]),
        ({"date": "2025"}, [("date", "not-a-full-date")]),
        ({"date": "2026-07-01"}, [("date", "in-the-future")]),
        ({"added": "2025-01-31"}, [("added", "extra_forbidden")]),
    ],
)
def test_keys_of_a_correction(keys: dict[str, object], expected: list[tuple[str, str]]) -> None:
    """A correction names a record of its series, its full day, and perhaps who takes it back."""
    ids = {
        "speaker": frozenset({"office"}),
        "record": frozenset({"result-2024", "reply-2025"}),
    }
    text = sound_correction(**{"withdraw": "true", "set": None, **keys})  # type: ignore[arg-type]
    assert refusals(Correction, text, ids=ids) == expected


def test_what_a_correction_sets_stays_as_written() -> None:
    """The values that are set are read later, by the kind of the record that is corrected."""
    written = read(Correction, sound_correction(DAY, set={"value": "1.000", "colour": "red"})).set
    assert isinstance(written, Entries)
    assert dict(written) == {"value": "1.000", "colour": "red"}


@pytest.mark.parametrize("record", CHANGES)
def test_everything_but_anchor_and_day_may_be_corrected(record: type[Record]) -> None:
    """A correction may set each key of an entry or a reply but `anchor` and `added`."""
    keys = {field.key for field in record_fields(record)}
    changes = {field.key for field in record_fields(CHANGES[record])}  # type: ignore[index]
    assert keys - changes == {"anchor", "added"}
    assert changes <= keys


@pytest.mark.parametrize(
    ("record", "key"),
    [(Observation, "value"), (Observation, "sources"), (Event, "title"), (Reply, "by")],
)
def test_required_keys_cannot_be_taken_away(record: type[Record], key: str) -> None:
    """A correction takes no required key away, and empties no sources."""
    assert refusals(CHANGES[record], f"{key}: null\n")[0][0] == key  # type: ignore[index]
    assert refusals(CHANGES[Observation], "sources: []\n") == [("sources", "too_short")]


@pytest.mark.parametrize("key", ["note", "status", "preferred", "qualifier", "breakdown"])
@pytest.mark.parametrize("null", ["null", "~", ""])
def test_optional_keys_can_be_taken_away(key: str, null: str) -> None:
    """In `set`, null takes an optional key away."""
    changes = read(CHANGES[Observation], f"{key}: {null}\n")
    assert getattr(changes, key) is None
    assert changes.model_fields_set == {key}


# --- withdrawals -----------------------------------------------------------------------------


def a_history(*done: str) -> tuple[Revision, ...]:
    """Return the history of an entry: `withdraw`, `restore` or `set`, a day each."""
    return tuple(
        Revision(
            read(
                Correction,
                sound_correction(
                    f"2025-01-{nth:02}",
                    **{"set": None, key: {"value": 5} if key == "set" else "true"},
                ),
            ),
            {"value": 1} if key == "set" else {},
            {"value": 5} if key == "set" else {},
        )
        for nth, key in enumerate(done, start=1)
    )


@pytest.mark.parametrize(
    ("done", "withdrawn"),
    [
        ([], None),
        (["set"], None),
        (["withdraw"], "2025-01-01"),
        (["set", "withdraw", "set"], "2025-01-02"),
        (["withdraw", "restore"], None),
        (["withdraw", "restore", "withdraw"], "2025-01-03"),
    ],
)
def test_a_withdrawal_holds_until_it_is_lifted(done: list[str], withdrawn: str | None) -> None:
    """An entry is withdrawn since its last withdrawal that no restoration lifts."""
    history = a_history(*done)
    entry = read(Observation, sound_observation()).model_copy(update={"history": history})
    found = entry.withdrawn
    assert (found.date.written if found else None) == withdrawn
    assert [revision.correction for revision in entry.revisions] == [
        revision.correction for revision in history if revision.correction.set
    ]


def test_a_restoration_names_the_withdrawal_that_it_lifts() -> None:
    """Each restoration stands beside the withdrawal before it."""
    history = a_history("withdraw", "restore", "set", "withdraw", "restore")
    lifted = [standing for _, standing in with_lifted(history)]
    first, _, _, second, _ = (revision.correction for revision in history)
    assert lifted == [None, first, None, None, second]


def test_no_file_writes_a_history() -> None:
    """`history` is no key of a file."""
    assert refusals(Observation, sound_observation(history=[])) == [("history", "extra_forbidden")]


# --- replies ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"to": "result-2024"}, []),
        ({"to": "reply-2025"}, [("to", "unknown-id")]),  # of entries alone
        ({"by": "mayor"}, [("by", "unknown-id")]),
        ({"by": words()}, [("by", "wrong-type")]),
        ({"text": {"id": "teks"}}, []),
        ({"text": "teks"}, [("text", "model_type")]),
        ({"date": "2025-06"}, []),
        ({"date": "2026-07"}, [("date", "in-the-future")]),
        ({"value": 5}, [("value", "extra_forbidden")]),
    ],
)
def test_keys_of_a_reply(keys: dict[str, object], expected: list[tuple[str, str]]) -> None:
    """A reply answers an entry; a speaker gave it, on a day that has come."""
    ids = {"speaker": frozenset({"office"}), "anchor": frozenset({"result-2024"})}
    assert refusals(Reply, sound_reply(**keys), ids=ids) == expected


def test_the_anchor_of_a_reply() -> None:
    """The anchor of a reply is `reply-⟨date⟩` unless it is written."""
    assert read(Reply, sound_reply(date="2025-Q1")).anchor == "reply-2025-q1"
    assert read(Reply, sound_reply(anchor="answer")).anchor == "answer"


# --- keys that do not go together ------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "text", "expected"),
    [
        (Observation, sound_observation(status="disputed"), ["disputed-without-note"]),
        (Observation, sound_observation(status="disputed", note=words()), []),
        (Observation, sound_observation(status="estimated"), []),
        (Observation, sound_observation(qualifier="nearly", value=0), ["nearly-nothing"]),
        (Observation, sound_observation(qualifier="about", value=0), []),
        (Target, sound_target(qualifier="nearly", value="0.0"), ["nearly-nothing"]),
        (Target, sound_target(due="2024", announced="2025"), ["announced-after-due"]),
        (Target, sound_target(due="2024", announced="2024-12-31"), []),
        (Target, sound_target(due="2024", announced="2024"), []),
        (Target, sound_target(announced="2025"), []),
    ],
)
def test_keys_that_do_not_go_together(record: type[Record], text: str, expected: list[str]) -> None:
    """A dispute needs its note, "nearly" something, and a due date an earlier announcement."""
    assert [code for _, code in refusals(record, text)] == expected
