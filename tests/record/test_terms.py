"""The table of terms applied to the data, the pages and the built site of this record."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from tests.built import REPOSITORY, BuiltPage
from tests.terms import (
    GUIDES,
    SoftwareText,
    in_built,
    in_guide,
    in_page,
    in_schemas,
    in_yaml,
    name_of,
    other_words,
    table,
)

if not (REPOSITORY / "data/coverage/kutai-timur-vulnerable-workers.yml").is_file():
    if os.environ.get("TERANG_REQUIRE_FACTS"):
        pytest.fail("the record of Kutai Timur is gone, and TERANG_REQUIRE_FACTS is set")
    pytest.skip("another record than that of Kutai Timur", allow_module_level=True)

PAGES = sorted(REPOSITORY.glob("content/*/*.md"))
DATA = sorted(REPOSITORY.glob("data/**/*.yml"))


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_pages_keep_to_the_terms(path: Path) -> None:
    """Pages keep to the terms."""
    assert other_words([in_page(path)]) == []


@pytest.mark.parametrize("path", DATA, ids=name_of)
def test_data_keep_to_the_terms(path: Path) -> None:
    """Titles, notes, labels and offices keep to the terms; words of sources are exempt."""
    assert other_words(in_yaml(path)) == []


@pytest.fixture(name="built", scope="module")
def _built(pages: dict[str, BuiltPage]) -> list[SoftwareText]:
    quoted = [*sources_words(), *(quote for path in DATA for quote in quotes(path))]
    return [in_built(page, quoted) for page in pages.values()]


def sources_words() -> Iterator[str]:
    """Yield titles, publishers and addresses of sources, as pages show them."""
    for path in DATA:
        written = yaml.safe_load(path.read_text("utf-8"))
        if not isinstance(written, dict):
            continue
        sources = written if path.name == "sources.yml" else written.get("sources", {})
        for source in sources.values():
            yield from (" ".join(str(source[key]).split()) for key in ("title", "publisher"))
            addresses = (source[key] for key in ("url", "archived") if key in source)
            yield from (address.partition("://")[2] for address in addresses)


def quotes(path: Path) -> Iterator[str]:
    """Yield every quotation of a file, as pages show it."""
    pending = [yaml.safe_load(path.read_text("utf-8"))]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            if isinstance(node.get("quote"), str):
                yield " ".join(node["quote"].split())
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_built_site_keeps_to_the_terms(built: list[SoftwareText], language: str) -> None:
    """Each built page keeps to the terms in visible and spoken words, except words of others."""
    texts = [said for said in built if said.language == language]
    assert len(texts) > 15
    assert sum(len(said.text) for said in texts) > 50_000
    assert other_words(texts) == []


def test_no_exception_is_without_use(built: list[SoftwareText]) -> None:
    """Every place of every exception holds a word that it excepts."""
    texts = [
        *built,
        *(in_page(path) for path in PAGES),
        *in_schemas(),
        *(said for name in GUIDES for said in in_guide(REPOSITORY / name)),
        *(said for path in DATA for said in in_yaml(path)),
    ]
    unused = [
        place
        for term in table()
        for exempt in term.exceptions
        for place in exempt.places
        if not place.startswith("hooks/")
        and not any(
            fnmatch.fnmatchcase(said.place, place) and exempt.words.search(said.text)
            for said in texts
        )
    ]
    assert unused == []
