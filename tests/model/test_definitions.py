"""Ids and records: the rules of docs/contract.md."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.conftest import (
    dump,
    read,
    refusals,
    sound_event,
    sound_indicator,
    sound_observation,
    sound_site,
    sound_source,
    sound_target,
    words,
)

from terang.model.definitions import (
    Area,
    Contact,
    Decision,
    Dimension,
    Indicator,
    MeasureBreak,
    Site,
    Source,
    Theme,
)
from terang.model.entries import Event, Observation, Target
from terang.model.field_types import Record
from terang.parsing.yaml_blocks import plain_tree

# --- ids and anchors -----------------------------------------------------------------------------


@pytest.mark.parametrize("anchor", ["a", "0", "result-2022", "a-b-c", "2022", "1-2"])
def test_ids(anchor: str) -> None:
    """An id is lower-case letters and digits, in parts joined by single hyphens."""
    assert read(Observation, sound_observation(anchor=anchor)).anchor == anchor


@pytest.mark.parametrize(
    "anchor",
    [
        "A",
        "a_b",
        "a b",
        "a--b",
        "-a",
        "a-",
        "-",
        "é",
        "a.b",
        "a/b",
        "a\n",
        "٣",
        "result-2023-Q1",
    ],
)
def test_other_texts_are_no_ids(anchor: str) -> None:
    """Any other text is refused as an id."""
    assert refusals(Observation, sound_observation(anchor=anchor)) == [("anchor", "bad-id")]


@pytest.mark.parametrize(
    ("record", "text", "anchor"),
    [
        (Observation, sound_observation(date="2022"), "result-2022"),
        (Observation, sound_observation(date="2023-Q1"), "result-2023-q1"),
        (Observation, sound_observation(date="2025-S1"), "result-2025-s1"),
        (
            Observation,
            sound_observation(date="2023-01-01/2023-04-30"),
            "result-2023-01-01-to-2023-04-30",
        ),
        (Target, sound_target(due="2024-08"), "target-2024-08"),
        (Target, sound_target(), "target"),
        (Target, sound_target(announced="2024"), "target"),
        (Event, sound_event(date="2024-08-17"), "event-2024-08-17"),
        # a written anchor stays
        (Observation, sound_observation(anchor="first"), "first"),
    ],
)
def test_default_anchors(record: type[Observation], text: str, anchor: str) -> None:
    """The default anchor of an entry is its kind and date, lower-cased, with `/` as `-to-`."""
    assert read(record, text).anchor == anchor


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ({"sources": ["a"], "replaces": "old", "contradicts": ["old"]}, []),
        ({"sources": ["a", "b"]}, [("sources.1", "unknown-id")]),
        ({"replaces": "new"}, [("replaces", "unknown-id")]),
        ({"contradicts": ["old", "new"]}, [("contradicts.1", "unknown-id")]),
    ],
)
def test_references(keys: dict[str, object], found: list[tuple[str, str]]) -> None:
    """An unknown id is refused if the known ids are given."""
    ids = {
        "source": frozenset({"a"}),
        "target": frozenset({"old"}),
        "anchor": frozenset({"old", "target"}),
    }
    assert refusals(Target, sound_target(**keys), ids=ids) == found
    # Without known ids nothing can be checked.
    assert refusals(Target, sound_target(**keys)) == []


# --- records -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "found"),
    [
        ({"id": "orang", "en": "people"}, []),
        ({"currency": "IDR"}, []),
        ("percent", []),
        # a misspelling
        ({"id": "orang"}, ["missing-language"]),
        ({"en": "people"}, ["missing-language"]),
        ({"currency": "RUPIAH"}, ["unknown-currency"]),
        ({"currency": "idr"}, ["unknown-currency"]),
        ("persen", ["bad-unit"]),
        ("%", ["bad-unit"]),
        ("orang", ["bad-unit"]),
        ({"id": "orang", "en": "people", "currency": "IDR"}, ["bad-unit"]),
        ({"id": "orang", "currency": "IDR"}, ["bad-unit"]),
        ({"percent": "true"}, ["extra_forbidden"]),
        ({"id": "orang", "en": "people", "fr": "gens"}, ["extra_forbidden"]),
        ({}, ["missing-language"]),
        (["percent"], ["model_type"]),
    ],
)
def test_units(unit: object, found: list[str]) -> None:
    """A unit is a bilingual word, a currency, or the word percent."""
    assert [code for _, code in refusals(Indicator, sound_indicator(unit=unit))] == found


@pytest.mark.parametrize(
    "key", ["title", "definition", "programme", "unit", "direction", "measure"]
)
def test_required_of_indicators(key: str) -> None:
    """An indicator has no defaults for what it measures, least of all for the direction."""
    text = "\n".join(
        line
        for line in sound_indicator(title="T", definition="D").splitlines()
        if not line.startswith(key)
    )
    assert (key, "missing") in refusals(Indicator, text)


@pytest.mark.parametrize(
    ("record", "text", "place"),
    [
        (Observation, sound_observation(status="Final"), "status"),
        (Observation, sound_observation(status="confirmed"), "status"),
        (Observation, sound_observation(qualifier="over"), "qualifier"),
        (Indicator, sound_indicator(direction="up"), "direction"),
        (Indicator, sound_indicator(direction="false"), "direction"),
        (Indicator, sound_indicator(measure="level"), "measure"),
        (Indicator, sound_indicator(frequency="weekly"), "frequency"),
        (Area, dump({"name": words(), "level": "kabupaten"}), "level"),
    ],
)
def test_closed_lists(record: type[Record], text: str, place: str) -> None:
    """A word of a closed list must match letter by letter."""
    assert refusals(record, text) == [(place, "unknown-word")]


@pytest.mark.parametrize("word", ["true", "false"])
def test_flags(word: str) -> None:
    """`true` and `false` are the flags."""
    found = read(Indicator, sound_indicator(satu_data={"public": word})).satu_data
    assert found is not None
    assert found.public is (word == "true")


@pytest.mark.parametrize("word", ["yes", "no", "True", "1", "on", "ya"])
def test_other_words_are_no_flags(word: str) -> None:
    """Other words for yes and no are refused as flags."""
    text = sound_indicator(satu_data={"public": word})
    assert refusals(Indicator, text) == [("satu_data.public", "unknown-word")]


@pytest.mark.parametrize("code", ['"64.08"', "'6404'", '"007"'])
def test_codes(code: str) -> None:
    """A quoted code keeps its spelling."""
    text = dump({"name": words(), "level": "city"}) + f"codes:\n  bps: {code}\n"
    assert read(Area, text).codes == {"bps": code[1:-1]}


@pytest.mark.parametrize("code", ["64.08", "6404", "007", "kode"])
def test_codes_must_be_quoted(code: str) -> None:
    """A code without quotes is refused."""
    text = dump({"name": words(), "level": "city"}) + f"codes:\n  bps: {code}\n"
    assert refusals(Area, text) == [("codes.bps", "code-not-quoted")]


@pytest.mark.parametrize(
    ("record", "text"),
    [
        (Observation, sound_observation(due="2024")),
        (Observation, sound_observation(colour="red")),
        (Target, sound_target(date="2024")),
        (Target, sound_target(status="final")),
        (Target, sound_target(preferred=words())),
        (Event, sound_event(value=5)),
        (Event, sound_event(qualifier="about")),
        (Indicator, sound_indicator(id="x")),
    ],
)
def test_unknown_keys(record: type[Record], text: str) -> None:
    """A key that the record does not have is refused."""
    assert [code for _, code in refusals(record, text)] == ["extra_forbidden"]


@pytest.mark.parametrize(
    ("record", "make"),
    [
        (Observation, sound_observation),
        (Target, sound_target),
        (Event, sound_event),
    ],
)
def test_entries_have_sources(record: type[Record], make: Callable[..., str]) -> None:
    """Every entry has a source, and names each source once."""
    assert refusals(record, make(sources=["a", "b"])) == []
    assert refusals(record, make(sources=[])) == [("sources", "too_short")]
    assert refusals(record, make(sources=["a", "a"])) == [("sources", "listed-twice")]
    assert ("sources.0", "bad-id") in refusals(record, make(sources=["A b"]))
    assert [place for place, _ in refusals(record, make(sources="a"))] == ["sources"]


def test_disputed_says_why() -> None:
    """A disputed observation carries a note."""
    assert refusals(Observation, sound_observation(status="disputed")) == [
        ("", "disputed-without-note")
    ]
    assert refusals(Observation, sound_observation(status="disputed", note=words())) == []
    # Other certainties need no note.
    assert refusals(Observation, sound_observation(status="estimated")) == []


@pytest.mark.parametrize("url", ["https://a.go.id/b?c=d#e", "http://a.id"])
def test_addresses(url: str) -> None:
    """A source's address is on the web."""
    assert refusals(Source, sound_source(url=url, archived=url)) == []


@pytest.mark.parametrize(
    "url",
    [
        "a.go.id",
        "ftp://a.id",
        "javascript:alert(1)",
        "//a.id",
        "https://",
        "https://a.id/b c",
        "file:///a",
    ],
)
def test_other_schemes_are_no_addresses(url: str) -> None:
    """An address without http or https is refused."""
    assert refusals(Source, sound_source(url=url)) == [("url", "not-a-web-address")]
    assert refusals(Source, sound_source(archived=url)) == [("archived", "not-a-web-address")]


# --- contacts, breaks, dimensions, themes, decisions -----------------------------------------


@pytest.mark.parametrize("key", ["telephone", "email", "url", "address"])
def test_a_contact_has_a_way(key: str) -> None:
    """A contact has at least one of the ways to ask there."""
    sound = {
        "title": words(),
        "purpose": words(),
        "sources": ["a"],
        "checked": "2026-01-31",
        "telephone": "175",
        "email": "loket",
        "url": "https://a.id",
        "address": "Jalan 1",
        "hours": words(),
    }
    assert refusals(Contact, dump(sound)) == []
    ways = {"telephone", "email", "url", "address"}
    chosen = {name: value for name, value in sound.items() if name not in ways - {key}}
    assert refusals(Contact, dump(chosen)) == []
    none = {name: value for name, value in sound.items() if name not in ways}
    assert refusals(Contact, dump(none)) == [("", "contact-without-way")]
    required = ["title", "purpose", "sources", "checked"]
    for name in required:
        without = {other: value for other, value in sound.items() if other != name}
        assert refusals(Contact, dump(without)) == [(name, "missing")]


def test_a_contact_was_found_to_hold() -> None:
    """`checked` is a full date, today at the latest; an address on the web is one."""
    sound = {"title": words(), "purpose": words(), "sources": ["a"], "telephone": "175"}
    for checked, code in (("2026", "not-a-full-date"), ("2026-07-01", "in-the-future")):
        assert refusals(Contact, dump({**sound, "checked": checked})) == [("checked", code)]
    wrong = {**sound, "checked": "2026-01-31", "url": "a.id"}
    assert refusals(Contact, dump(wrong)) == [("url", "not-a-web-address")]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, []),
        ({"date": "2024"}, [("date", "not-a-full-date")]),
        ({"date": "2030-01-01"}, []),  # announced for a day to come
        ({"added": "2026-07-01"}, [("added", "in-the-future")]),
        ({"sources": []}, [("sources", "too_short")]),
        ({"reason": "teks"}, [("reason", "model_type")]),
    ],
)
def test_breaks(keys: dict[str, object], expected: list[tuple[str, str]]) -> None:
    """A break has its day, its reason, its sources and the day of the record."""
    sound = {"date": "2024-01-01", "reason": words(), "sources": ["a"], "added": "2026-01-31"}
    assert refusals(MeasureBreak, dump({**sound, **keys})) == expected
    written = dump([{**sound, **keys}])
    found = refusals(Indicator, sound_indicator() + f"breaks:\n{written}")
    assert found == [(f"breaks.0.{place}", code) for place, code in expected]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, []),
        ({"overlapping": "true"}, []),
        ({"overlapping": "ya"}, [("overlapping", "unknown-word")]),
        ({"categories": {}}, [("categories", "too_short")]),
        ({"categories": {"partial": {"title": words()}}}, [("categories", "reserved-id")]),
    ],
)
def test_dimensions(keys: dict[str, object], expected: list[tuple[str, str]]) -> None:
    """A dimension has categories, none of them named as the mark of incomplete breakdowns."""
    sound = {"title": words(), "categories": {"female": {"title": words()}}}
    assert refusals(Dimension, dump({**sound, **keys})) == expected


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"theme": "people", "order": 0}, []),
        ({"theme": "money"}, [("theme", "unknown-id")]),
        ({"order": -1}, [("order", "not-whole")]),
        ({"order": "1.5"}, [("order", "not-whole")]),
        ({"measure": "cumulative"}, []),
        ({"decimals": 10}, [("decimals", "decimals-too-many")]),
    ],
)
def test_keys_of_an_indicator(keys: dict[str, object], expected: list[tuple[str, str]]) -> None:
    """An indicator may stand in a theme, at a place, and sum up since the year began."""
    ids = {"theme": frozenset({"people"})}
    assert refusals(Indicator, sound_indicator(**keys), ids=ids) == expected
    assert refusals(Theme, dump({"title": words()})) == []


@pytest.mark.parametrize(
    ("about", "was", "expected"),
    [
        ("indicator:covered.title", words(), []),
        ("fact:jamsostek.contribution.value", "5", []),
        ("source:a-1.same_text_as", None, []),
        ("site:publisher", words(), []),
        (["area:here.name", "area:here.codes.bps"], [words(), "64"], []),
        ("data/areas.yml", "a", ["bad-about"]),
        ("indicator", "a", ["bad-about"]),
        ("indicator:Covered", "a", ["bad-about"]),
        ("indicator:covered.", "a", ["bad-about"]),
        (["area:here", "daerah"], ["a", "b"], ["bad-about"]),
        (["area:here.name", "area:here.name"], ["a", "a"], ["listed-twice"]),
        ([], [], ["too_short"]),
    ],
)
def test_subjects_of_decisions(about: str | list[str], was: object, expected: list[str]) -> None:
    """A decision is about `kind:id.key`, one or more, and never about a path."""
    text = dump({"date": "2026-01-31", "about": about, "was": was, "reason": words()})
    # A list without its only item is called too short as well; readers of a file are spared that.
    assert [code for _, code in refusals(Decision, text)][:1] == expected
    if not expected:
        found = read(Decision, text)
        assert found.about == tuple([about] if isinstance(about, str) else about)
        assert plain_tree(found.was) == was


@pytest.mark.parametrize("key", ["date", "about", "was", "reason"])
def test_required_of_decisions(key: str) -> None:
    """A decision says when, about what, what stood there and why."""
    sound = {"date": "2026-01-31", "about": "area:here.name", "was": words(), "reason": words()}
    del sound[key]
    assert refusals(Decision, dump(sound)) == [(key, "missing")]


@pytest.mark.parametrize(("word", "expected"), [("true", []), ("false", ["only-true"])])
def test_comparable_is_only_true(word: str, expected: list[str]) -> None:
    """A decision says that figures stay comparable, or nothing about it."""
    text = {"date": "2026-01-31", "about": "area:here.name", "was": words(), "reason": words()}
    found = refusals(Decision, dump({**text, "comparable": word}))
    assert [code for _, code in found] == expected


@pytest.mark.parametrize("number", ["1", "3", "0"])
def test_another_format_is_refused(number: str) -> None:
    """The data says which format it has; this software reads one."""
    assert refusals(Site, sound_site(format=number)) == [("format", "unknown-format")]
