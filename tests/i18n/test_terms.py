"""The table of terms applied to the software's own words, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from tests.built import REPOSITORY
from tests.terms import (
    GUIDES,
    SCHEMAS,
    SoftwareText,
    in_guide,
    in_page,
    in_schema,
    in_yaml,
    name_of,
    other_words,
    table,
)

WORDS = [
    "hooks/terang/i18n/words.yml",
    "hooks/terang/problems.yml",
    "hooks/terang/i18n/field_help.yml",
    "hooks/terang/downloads/dictionary.yml",
    "hooks/terang/i18n/terminal_messages.yml",
]
NEW = REPOSITORY / "hooks/terang/cli/site_template"


@pytest.mark.parametrize("name", WORDS)
def test_words_keep_to_the_terms(name: str) -> None:
    """Labels, sentences, problems, helps and the dictionary keep to the terms."""
    texts = in_yaml(REPOSITORY / name)
    assert {said.language for said in texts} == {"id", "en"}
    assert len(texts) > 50
    assert other_words(texts) == []


@pytest.mark.parametrize("path", SCHEMAS, ids=name_of)
def test_schemas_keep_to_the_terms(path: Path) -> None:
    """The schemas, whose texts editors show beside a key, keep to the terms."""
    texts = list(in_schema(json.loads(path.read_text("utf-8")), name_of(path)))
    assert {said.language for said in texts} == {"id", "en"}
    assert other_words(texts) == []


def test_a_new_site_keeps_to_the_terms() -> None:
    """The pages and data of a new site keep to the terms."""
    pages = [in_page(path) for path in sorted(NEW.glob("content/*/*.md"))]
    files = [said for path in sorted(NEW.glob("*.yml")) for said in in_yaml(path)]
    assert len(pages) == 16
    assert other_words([*pages, *files]) == []


@pytest.mark.parametrize("name", GUIDES)
def test_guides_keep_to_the_terms(name: str) -> None:
    """The guides keep to the terms in both languages."""
    assert other_words(in_guide(REPOSITORY / name)) == []


def test_the_table_gives_a_term_and_a_reason() -> None:
    """Each row of the table gives a reason; an exception gives its reason, place and words."""
    rows = yaml.safe_load((REPOSITORY / "tests/terms.yml").read_text("utf-8"))
    assert len(rows) > 15
    for row in rows:
        assert row["of"]
        assert set(row["term"]) == {"id", "en"}
        assert set(row["never"]) <= {"id", "en"}
        for exempt in row.get("exceptions", ()):
            assert exempt["why"]
            assert exempt["places"]


def test_a_term_is_not_its_own_rival() -> None:
    """A term never contains a word that it replaces."""
    rivals = [
        words
        for term in table()
        for language, words in term.words.items()
        if term.found(SoftwareText("", language, words))
    ]
    assert rivals == []


@pytest.mark.parametrize(
    ("said", "count"),
    [
        (SoftwareText("content/id/index.md", "id", "Semua klaim dan target"), 1),
        (SoftwareText("content/id/index.md", "en", "Every claim and target"), 0),
        (SoftwareText("content/id/index.md", "id", "cara mengajukan klaim santunan"), 0),
        (SoftwareText("content/id/programme.md", "id", "cara mengajukan klaim"), 0),
        (SoftwareText("content/id/index.md", "id", "cara mengajukan klaim"), 1),
        (SoftwareText("content/id/ask.md", "id", "nilai klaim JKK dan JKM, klaim bupati"), 1),
        (SoftwareText("x", "en", "Government Manpower Regulation 5/2021; the manpower office"), 1),
        (SoftwareText("x", "id", "Pekerja rentan, kata dinas tenaga kerja, adalah orang"), 1),
        (SoftwareText("x", "id", "kata-kata aslinya, kata-kata sumbernya"), 0),
        (SoftwareText("x", "en", "The target was promised by the due date"), 2),
        (SoftwareText("x", "en", "it rests on this source and stands in a table"), 2),
        (SoftwareText("x", "id", "belum ada yang melaporkan; penarikan; Deretnya"), 3),
    ],
)
def test_another_word_is_found(said: SoftwareText, count: int) -> None:
    """A replaced word is found in its language and any case, unless an exception covers it."""
    assert len(other_words([said])) == count
