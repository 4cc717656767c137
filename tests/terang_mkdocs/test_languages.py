"""No page of the whole site mixes languages: no English on an Indonesian page or the reverse.

Text in another language has an element with its own `lang`; the rest, attributes and head included,
may hold neither an interface word of the other language, nor its months, figures or small words.
"""

from __future__ import annotations

import functools
import re
import string
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
from babel.dates import get_month_names
from tests.built import BuiltPage, BuiltSite, real_catalog

from terang.diagnostics import LANGUAGES
from terang.i18n.formatter import all_words

OTHER = dict(zip(LANGUAGES, reversed(LANGUAGES), strict=True))

SPOKEN = ("alt", "aria-label", "label", "placeholder", "title")
"""Attributes whose text is shown or read aloud; `data-` texts are the search box's."""

SILENT = {"code", "pre", "script", "style"}
"""Names of files and columns, and what machines read, belong to no language."""

SMALL = {
    "id": "adalah atau belum bukan dalam dan dari dengan di ini itu juga kami karena kata menurut "
    "oleh pada sampai sebelum sekitar sesudah sudah tanpa tentang tidak untuk yang",
    "en": "about according after and are before but by for from has have is not of only that the "
    "their there this those until was were which with without",
}
"""Words that no text of a language does long without, and that the other language does not have."""

FIGURE = {"id": re.compile(r"\b\d{1,3}(?:\.\d{3})+\b"), "en": re.compile(r"\b\d{1,3}(?:,\d{3})+\b")}
"""Thousands as the language writes them."""

TERMINAL = ("new.", "report.")
"""Words that only those who edit the data read."""

LOANS = {"antara", "country", "coverage", "districts", "event", "status"}
"""Words in texts of both languages that the interface uses in one: names of keys and values, and
ANTARA, a publisher.
"""

QUOTED = re.compile(r'"[^"]+"')
"""The words of a source within a note, which are left as they were."""

_ADDRESS = re.compile(
    r"\S+@\S+|\bhttps?://\S+|\b[\w-]+(?:\.[\w-]+)+(?:/\S*)?|\b[a-z]+:[a-z][\w.-]*"
)
"""Web addresses, files, names of hosts, and subjects of decisions."""


def pieces(template: str) -> Iterator[str]:
    """Yield a word's texts between its placeholders."""
    for text, _, _, _ in string.Formatter().parse(template):
        yield text.strip(" .,:;()“”–")


def interface_words(language: str) -> set[str]:
    """Return the interface texts of a language that the other language does not share."""
    published = [entry for key, entry in all_words().items() if not key.startswith(TERMINAL)]
    found = {piece for entry in published for piece in pieces(entry[language])}
    shared = " ".join(entry[OTHER[language]] for entry in published).lower()
    return {
        piece
        for piece in found
        if len(piece) > 3
        and piece.lower() not in LOANS
        and not re.search(rf"\b{re.escape(piece.lower())}\b", shared)
    }


def foreign(language: str) -> re.Pattern[str]:
    """Return a pattern of the texts that may not stand in this language."""
    other = OTHER[language]
    own = set(get_month_names("wide", locale=language).values())
    months = set(get_month_names("wide", locale=other).values()) - own
    texts = interface_words(other) | months | set(SMALL[other].split())
    longest_first = sorted(texts, key=lambda text: (-len(text), text))
    either = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.IGNORECASE)


FOREIGN = {language: foreign(language) for language in LANGUAGES}


def texts(element: ET.Element, language: str) -> Iterator[tuple[str, str]]:
    """Yield each text below an element with the language it is marked as."""
    language = element.get("lang", language)
    if element.tag in SILENT:
        return
    for name, value in element.attrib.items():
        is_text = name.startswith("data-") and name != "data-claim" and " " in value
        if name in SPOKEN or is_text:
            yield value, language
    if element.tag == "meta" and element.get("name") == "description":
        yield element.get("content", ""), language
    if element.text:
        yield element.text, language
    for child in element:
        if isinstance(child.tag, str):
            yield from texts(child, language)
        if child.tail:
            yield child.tail, language


@functools.cache
def publishers() -> re.Pattern[str]:
    """Return a pattern of the names of publishers, which are the same in every language."""
    sources = real_catalog().sources.values()
    names = sorted({source.publisher for source in sources}, key=len)
    return re.compile("|".join(map(re.escape, reversed(names))) or r"(?!)")


def impurities(page: BuiltPage) -> list[str]:
    """Return the texts on a page that are in another language than marked."""
    found = []
    for text, language in texts(page.root, page.language):
        if language in LANGUAGES:
            plain = QUOTED.sub(" ", _ADDRESS.sub(" ", text.replace("\u00a0", " ")))
            plain = publishers().sub(" ", plain)
            for pattern in (FOREIGN[language], FIGURE[OTHER[language]]):
                if hit := pattern.search(plain if pattern is FOREIGN[language] else text):
                    context = text[max(0, hit.start() - 40) : hit.end() + 40]
                    found.append(f"{hit[0]!r} in {' '.join(context.split())!r}")
    return found


def test_each_page_speaks_one_language(site: BuiltSite) -> None:
    """Every text on every page is in the language that it is marked as."""
    found = {url: faults for url, page in site.pages.items() if (faults := impurities(page))}
    assert found == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_test_knows_the_interface(language: str) -> None:
    """The check finds each interface text, month, figure and small word of the other language."""
    other = OTHER[language]
    known = interface_words(other)
    assert len(known) > 200
    assert all(FOREIGN[language].search(f"x {word} y") for word in known)


@pytest.mark.parametrize(
    ("html", "hits"),
    [
        ("<p>Belum ada angka.</p>", 0),
        ("<p>Angka of 2024.</p>", 1),
        ("<p>Pada 17 August 2024.</p>", 1),
        ("<p>Sebanyak 100,000 orang.</p>", 1),
        ("<p><span lang='en'>What is counted</span></p>", 0),
        ("<p lang='en'>Angka yang terbaru</p>", 1),
        ("<button aria-label='Search this site'></button>", 1),
        ("<p><code>the_value</code> <a href='x'>https://the.example/of</a></p>", 0),
    ],
)
def test_what_is_seen(html: str, hits: int) -> None:
    """The check sees words, months, figures and attributes, but not code or addresses."""
    page = BuiltPage("", f"<!doctype html><html lang=id><title>x</title><body>{html}")
    assert len(impurities(page)) == hits
