"""What one text, id or record may be: CONTRACT section 1, rule by rule."""

from __future__ import annotations

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

from terang import documents, model, periods

# --- ids and anchors -----------------------------------------------------------------------------


@pytest.mark.parametrize("anchor", ["a", "0", "result-2022", "a-b-c", "2022", "1-2"])
def test_ids(anchor: str) -> None:
    """An id is lower-case letters and digits, in parts joined by single hyphens."""
    assert read(model.Observation, sound_observation(anchor=anchor)).anchor == anchor


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
def test_no_ids(anchor: str) -> None:
    """Anything else is refused as an id."""
    assert refusals(model.Observation, sound_observation(anchor=anchor)) == [("anchor", "bad-id")]


@pytest.mark.parametrize(
    ("record", "text", "anchor"),
    [
        (model.Observation, sound_observation(date="2022"), "result-2022"),
        (model.Observation, sound_observation(date="2023-Q1"), "result-2023-q1"),
        (model.Observation, sound_observation(date="2025-S1"), "result-2025-s1"),
        (
            model.Observation,
            sound_observation(date="2023-01-01/2023-04-30"),
            "result-2023-01-01-to-2023-04-30",
        ),
        (model.Target, sound_target(due="2024-08"), "target-2024-08"),
        (model.Target, sound_target(), "target"),
        (model.Target, sound_target(announced="2024"), "target"),
        (model.Event, sound_event(date="2024-08-17"), "event-2024-08-17"),
        # one that is written stays
        (model.Observation, sound_observation(anchor="first"), "first"),
    ],
)
def test_default_anchors(record: type[model.Observation], text: str, anchor: str) -> None:
    """An entry's anchor defaults to its kind and date, lower-cased, `/` as `-to-`."""
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
    """An id of nothing that exists is refused, where what exists is known."""
    ids = {
        "source": frozenset({"a"}),
        "target": frozenset({"old"}),
        "anchor": frozenset({"old", "target"}),
    }
    assert refusals(model.Target, sound_target(**keys), ids=ids) == found
    # Where nothing is known, nothing can be said.
    assert refusals(model.Target, sound_target(**keys)) == []


# --- texts ---------------------------------------------------------------------------------------


REMARKS = ["note", "label", "by", "preferred"]


@pytest.mark.parametrize("key", REMARKS)
def test_english_may_be_missing(key: str) -> None:
    """In remarks English may be missing, which is noticed and fails nothing."""
    notices = noticed(model.Observation, sound_observation(**{key: {"id": "teks"}}))
    assert notices == ["untranslated"]
    assert noticed(model.Observation, sound_observation(**{key: words()})) == []


@pytest.mark.parametrize("key", REMARKS)
@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ({"en": "text"}, ".id", "missing"),
        ({}, ".id", "missing"),
        ({"id": ""}, ".id", "empty-value"),
        ({"id": " "}, ".id", "empty-value"),
        ({"id": "teks", "en": ""}, ".en", "empty-value"),
        ({"id": "teks", "fr": "texte"}, ".fr", "extra_forbidden"),
        ({"id": ["teks"]}, ".id", "wrong-type"),
        ("teks", "", "model_type"),
        (["teks"], "", "model_type"),
    ],
)
def test_no_texts(key: str, text: object, place: str, code: str) -> None:
    """A text is a mapping of languages, Indonesian always among them, none of them empty."""
    found = refusals(model.Observation, sound_observation(**{key: text}))
    assert found == [(f"{key}{place}", code)]


@pytest.mark.parametrize(
    ("record", "text", "place"),
    [
        (model.Indicator, sound_indicator(title={"id": "a"}), "title"),
        (model.Indicator, sound_indicator(definition={"id": "a"}), "definition"),
        (model.Indicator, sound_indicator(unit={"id": "a"}), "unit"),
        (model.Event, sound_event(title={"id": "a"}), "title"),
        (model.Area, dump({"name": {"id": "a"}, "level": "city"}), "name"),
        (
            model.Programme,
            dump({"title": words(), "summary": words(), "agency": {"id": "a"}}),
            "agency",
        ),
        (model.Category, dump({"title": {"id": "a"}}), "title"),
    ],
)
def test_english_is_required(record: type[model.Record], text: str, place: str) -> None:
    """What names or defines is there in English, too."""
    assert refusals(record, text) == [(place, "missing-language")]


@pytest.mark.parametrize("key", ["publisher", "notice"])
def test_site_texts_are_complete(key: str) -> None:
    """The site's own texts are there in both languages."""
    assert refusals(model.Site, sound_site()) == []
    assert refusals(model.Site, sound_site(**{key: {"id": "a"}})) == [(key, "missing-language")]


def test_words_that_yaml_would_change() -> None:
    """`no`, `on`, `12:30` and `1.0` are texts."""
    text = sound_observation() + "note:\n  id: no\n  en: 12:30\nquote: on\n"
    found = read(model.Observation, text)
    assert found.note is not None
    assert (found.note.id, found.note.en, found.quote) == ("no", "12:30", "on")


def test_texts_are_plain() -> None:
    """A text is what stands there, whatever HTML or Markdown would make of it."""
    hostile = "<script>alert(1)</script> **&amp;** {{ x }}"
    assert read(model.Observation, sound_observation(quote=hostile)).quote == hostile


def test_text_cut_by_hash() -> None:
    """A text that lost its end to ` #` is refused where the hash was meant to be read."""
    text = sound_observation() + "quote: Peringkat #1 nasional\n"
    assert refusals(model.Observation, text) == [("quote", "cut-by-hash")]
    for whole in ('quote: "Peringkat #1 nasional"\n', "quote: Peringkat#1\n"):
        assert refusals(model.Observation, sound_observation() + whole) == []


# --- records -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "found"),
    [
        ({"id": "orang", "en": "people"}, []),
        ({"currency": "IDR"}, []),
        ("percent", []),
        # not quite
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
    assert [code for _, code in refusals(model.Indicator, sound_indicator(unit=unit))] == found


@pytest.mark.parametrize(
    "key", ["title", "definition", "programme", "unit", "direction", "measure"]
)
def test_required_of_indicators(key: str) -> None:
    """What an indicator must say has no default: least of all which way is better."""
    text = "\n".join(
        line
        for line in sound_indicator(title="T", definition="D").splitlines()
        if not line.startswith(key)
    )
    assert (key, "missing") in refusals(model.Indicator, text)


@pytest.mark.parametrize(
    ("record", "text", "place"),
    [
        (model.Observation, sound_observation(status="Final"), "status"),
        (model.Observation, sound_observation(status="confirmed"), "status"),
        (model.Observation, sound_observation(qualifier="over"), "qualifier"),
        (model.Indicator, sound_indicator(direction="up"), "direction"),
        (model.Indicator, sound_indicator(direction="false"), "direction"),
        (model.Indicator, sound_indicator(measure="level"), "measure"),
        (model.Indicator, sound_indicator(frequency="weekly"), "frequency"),
        (model.Area, dump({"name": words(), "level": "kabupaten"}), "level"),
    ],
)
def test_closed_lists(record: type[model.Record], text: str, place: str) -> None:
    """A word of a closed list is one of that list, letter by letter."""
    assert refusals(record, text) == [(place, "unknown-word")]


@pytest.mark.parametrize("word", ["true", "false"])
def test_flags(word: str) -> None:
    """Yes and no are `true` and `false`."""
    found = read(model.Indicator, sound_indicator(satu_data={"public": word})).satu_data
    assert found is not None
    assert found.public is (word == "true")


@pytest.mark.parametrize("word", ["yes", "no", "True", "1", "on", "ya"])
def test_no_flags(word: str) -> None:
    """Yes and no are nothing else."""
    text = sound_indicator(satu_data={"public": word})
    assert refusals(model.Indicator, text) == [("satu_data.public", "unknown-word")]


@pytest.mark.parametrize("code", ['"64.08"', "'6404'", '"007"'])
def test_codes(code: str) -> None:
    """A code is kept as it is quoted."""
    text = dump({"name": words(), "level": "city"}) + f"codes:\n  bps: {code}\n"
    assert read(model.Area, text).codes == {"bps": code[1:-1]}


@pytest.mark.parametrize("code", ["64.08", "6404", "007", "kode"])
def test_codes_must_be_quoted(code: str) -> None:
    """A code without quotes is refused."""
    text = dump({"name": words(), "level": "city"}) + f"codes:\n  bps: {code}\n"
    assert refusals(model.Area, text) == [("codes.bps", "code-not-quoted")]


@pytest.mark.parametrize(
    ("record", "text"),
    [
        (model.Observation, sound_observation(due="2024")),
        (model.Observation, sound_observation(colour="red")),
        (model.Target, sound_target(date="2024")),
        (model.Target, sound_target(status="final")),
        (model.Target, sound_target(preferred=words())),
        (model.Event, sound_event(value=5)),
        (model.Event, sound_event(qualifier="about")),
        (model.Indicator, sound_indicator(id="x")),
    ],
)
def test_unknown_keys(record: type[model.Record], text: str) -> None:
    """A key that the record does not have is refused."""
    assert [code for _, code in refusals(record, text)] == ["extra_forbidden"]


@pytest.mark.parametrize("make", [sound_observation, sound_target, sound_event])
def test_entries_have_sources(make: type[object]) -> None:
    """Every entry has a source, and names each once."""
    record = {
        sound_observation: model.Observation,
        sound_target: model.Target,
        sound_event: model.Event,
    }[make]
    assert refusals(record, make(sources=["a", "b"])) == []
    assert refusals(record, make(sources=[])) == [("sources", "too_short")]
    assert refusals(record, make(sources=["a", "a"])) == [("sources", "listed-twice")]
    assert ("sources.0", "bad-id") in refusals(record, make(sources=["A b"]))
    assert [place for place, _ in refusals(record, make(sources="a"))] == ["sources"]


def test_disputed_says_why() -> None:
    """A disputed observation carries a note."""
    assert refusals(model.Observation, sound_observation(status="disputed")) == [
        ("", "disputed-without-note")
    ]
    assert refusals(model.Observation, sound_observation(status="disputed", note=words())) == []
    # Not said of others.
    assert refusals(model.Observation, sound_observation(status="estimated")) == []


@pytest.mark.parametrize("url", ["https://a.go.id/b?c=d#e", "http://a.id"])
def test_addresses(url: str) -> None:
    """A source's address is on the web."""
    assert refusals(model.Source, sound_source(url=url, archived=url)) == []


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
def test_no_addresses(url: str) -> None:
    """Anything else than http and https is refused."""
    assert refusals(model.Source, sound_source(url=url)) == [("url", "not-a-web-address")]
    assert refusals(model.Source, sound_source(archived=url)) == [("archived", "not-a-web-address")]


def tree(text: str) -> object:
    """The tree of a file, as the model takes it."""
    return documents.parse("x", text.encode()).root


def noticed(record: type[model.Record], text: str) -> list[str]:
    """The codes of what is only worth knowing."""
    context = model.Context("x", periods.parse("2026-06-30").last)
    record.model_validate(tree(text), context=context)
    return [notice.code for notice in context.notices]
