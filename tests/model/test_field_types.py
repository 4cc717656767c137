"""Texts and their languages, by the rules of docs/contract.md."""

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
    words,
)

from terang.model import period
from terang.model.definitions import (
    Area,
    Category,
    Indicator,
    Programme,
    Site,
    Speaker,
    Theme,
)
from terang.model.entries import Event, Observation
from terang.model.field_types import Context, Record
from terang.model.fields import record_fields
from terang.parsing import yaml_document

REMARKS = ["note", "label", "preferred"]


@pytest.mark.parametrize("key", REMARKS)
def test_english_may_be_missing(key: str) -> None:
    """In remarks a missing English text is a notice and no error."""
    notices = notice_codes(Observation, sound_observation(**{key: {"id": "teks"}}))
    assert notices == ["untranslated"]
    assert notice_codes(Observation, sound_observation(**{key: words()})) == []


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
def test_invalid_texts(key: str, text: object, place: str, code: str) -> None:
    """A text is a mapping of languages with Indonesian, none of them empty."""
    found = refusals(Observation, sound_observation(**{key: text}))
    assert found == [(f"{key}{place}", code)]


@pytest.mark.parametrize(
    ("record", "text", "place"),
    [
        (Indicator, sound_indicator(title={"id": "a"}), "title"),
        (Indicator, sound_indicator(definition={"id": "a"}), "definition"),
        (Indicator, sound_indicator(unit={"id": "a"}), "unit"),
        (Event, sound_event(title={"id": "a"}), "title"),
        (Area, dump({"name": {"id": "a"}, "level": "city"}), "name"),
        (
            Programme,
            dump({"title": words(), "summary": words(), "agency": {"id": "a"}}),
            "agency",
        ),
        (Category, dump({"title": {"id": "a"}}), "title"),
    ],
)
def test_english_is_required(record: type[Record], text: str, place: str) -> None:
    """Names and definitions need English too."""
    assert refusals(record, text) == [(place, "missing-language")]


@pytest.mark.parametrize("record", [Speaker, Theme])
def test_names_are_complete(record: type[Record]) -> None:
    """The name of a speaker and the title of a theme need both languages."""
    (key,) = (field.key for field in record_fields(record))
    assert refusals(record, dump({key: words()})) == []
    assert refusals(record, dump({key: {"id": "a"}})) == [(key, "missing-language")]


@pytest.mark.parametrize("key", ["publisher", "notice"])
def test_site_texts_are_complete(key: str) -> None:
    """The site's own texts need both languages."""
    assert refusals(Site, sound_site()) == []
    assert refusals(Site, sound_site(**{key: {"id": "a"}})) == [(key, "missing-language")]


def test_words_that_yaml_would_change() -> None:
    """`no`, `on`, `12:30` and `1.0` are texts."""
    text = sound_observation() + "note:\n  id: no\n  en: 12:30\nquote: on\n"
    found = read(Observation, text)
    assert found.note is not None
    assert (found.note.id, found.note.en, found.quote) == ("no", "12:30", "on")


def test_texts_are_plain() -> None:
    """A text keeps its characters, even if they look like HTML or Markdown."""
    hostile = "<script>alert(1)</script> **&amp;** {{ x }}"
    assert read(Observation, sound_observation(quote=hostile)).quote == hostile


def test_text_cut_by_hash() -> None:
    """A text that lost its end to ` #` is refused if the hash was meant as text."""
    text = sound_observation() + "quote: Peringkat #1 nasional\n"
    assert refusals(Observation, text) == [("quote", "cut-by-hash")]
    for whole in ('quote: "Peringkat #1 nasional"\n', "quote: Peringkat#1\n"):
        assert refusals(Observation, sound_observation() + whole) == []


def tree(text: str) -> object:
    """Return the tree of a file, as the model takes it."""
    return yaml_document.parse_document("x", text.encode()).root


def notice_codes(record: type[Record], text: str) -> list[str]:
    """Return the codes of notices."""
    context = Context("x", period.parse_period("2026-06-30").last)
    record.model_validate(tree(text), context=context)
    return [notice.code for notice in context.notices]
