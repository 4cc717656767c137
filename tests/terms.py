"""The table of terms (`terms.yml`), and a check of texts for words to avoid."""

from __future__ import annotations

import fnmatch
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

import yaml
from tests.built import REPOSITORY, BuiltPage

from terang.diagnostics import LANGUAGES

GUIDES = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/by-hand.md",
    "docs/data.md",
    "docs/nation.md",
    "docs/own-regency.md",
    "hooks/terang/cli/site_template/README.md",
)
SCHEMAS = sorted(REPOSITORY.glob("schemas/*.json"))

_OTHER_ELEMENTS = {"blockquote", "code", "pre", "script", "style"}
"""Elements that hold quotations or text for programs."""
_SPOKEN = ("alt", "aria-label", "content", "title")
"""Attributes that readers see or hear."""
_CALL = re.compile(r"\{\{.*?\}\}")
_ENGLISH_HALF = re.compile(r"^(?:---$|# Your own regency\b)", re.MULTILINE)
_HIDDEN = re.compile(r"<!--.*?-->")
_COMMENT = re.compile(r"(?:^|\s)#\s(.*)$", re.MULTILINE)


class SoftwareText(NamedTuple):
    """A text in a language, and the place where it can be corrected."""

    place: str
    language: str
    text: str


@dataclass(frozen=True)
class Exempt:
    """A phrase in which a forbidden word is right, in some places."""

    words: re.Pattern[str]
    places: Sequence[str]

    def holds(self, place: str) -> bool:
        """Return whether the exemption is for a place."""
        return any(fnmatch.fnmatchcase(place, pattern) for pattern in self.places)


@dataclass(frozen=True)
class TermRule:
    """The term for a thing, and the words that must not take its place."""

    words: dict[str, str]
    never: dict[str, re.Pattern[str]]
    exceptions: Sequence[Exempt]

    def found(self, said: SoftwareText) -> list[str]:
        """Return each forbidden word of a text, with the words around it."""
        pattern = self.never.get(said.language)
        if pattern is None:
            return []
        text = said.text
        for exempt in self.exceptions:
            if exempt.holds(said.place):
                text = exempt.words.sub(lambda right: "·" * len(right[0]), text)
        return [around(said.text, match) for match in pattern.finditer(text)]


def around(text: str, found: re.Match[str]) -> str:
    """Return a word with a little of the text beside it."""
    return text[max(0, found.start() - 30) : found.end() + 30]


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


def table() -> list[TermRule]:
    """Return the table of terms."""
    written = yaml.safe_load((REPOSITORY / "tests/terms.yml").read_text("utf-8"))
    return [
        TermRule(
            words=rule["term"],
            never={language: _any_of(patterns) for language, patterns in rule["never"].items()},
            exceptions=[
                Exempt(_any_of([exempt["words"]]), exempt["places"])
                for exempt in rule.get("exceptions", ())
            ],
        )
        for rule in written
    ]


def other_words(texts: Iterable[SoftwareText]) -> list[str]:
    """Return a line for each text that uses another word than the term."""
    terms = table()
    return [
        f"{said.place} ({said.language}): {'; '.join(term.words.values())}: …{words}…"
        for said in texts
        for term in terms
        for words in term.found(said)
    ]


def pairs(node: object, place: str) -> Iterator[SoftwareText]:
    """Yield the texts in both languages of a YAML tree, each with its key."""
    if isinstance(node, list):
        for index, child in enumerate(node):
            yield from pairs(child, f"{place}[{index}]")
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in LANGUAGES and isinstance(value, str):
                yield SoftwareText(place, key, " ".join(value.split()))
            else:
                yield from pairs(value, f"{place}{'.' if '#' in place else '#'}{key}")


def in_yaml(path: Path) -> list[SoftwareText]:
    """Yield the texts of a YAML file, and its comments, which are read in either language."""
    written, name = path.read_text("utf-8"), name_of(path)
    comments = " ".join(comment for comment in _COMMENT.findall(written) if "quote:" not in comment)
    said = [SoftwareText(f"{name}#", language, comments) for language in LANGUAGES]
    return [*pairs(yaml.safe_load(written), name), *said]


def in_schema(node: object, place: str) -> Iterator[SoftwareText]:
    """Yield the help that a schema gives: Indonesian, an empty line, English."""
    if isinstance(node, list):
        for child in node:
            yield from in_schema(child, place)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "description" and isinstance(value, str):
                translations = value.split("\n\n")
                yield from (
                    SoftwareText(place, language, translation)
                    for language, translation in zip(LANGUAGES, translations, strict=False)
                )
            else:
                yield from in_schema(value, place if key == "properties" else f"{place}.{key}")


def in_schemas() -> Iterator[SoftwareText]:
    """Yield the help of every committed schema."""
    for path in SCHEMAS:
        yield from in_schema(json.loads(path.read_text("utf-8")), name_of(path))


def in_page(path: Path) -> SoftwareText:
    """Return a narrative page as it is written, without the calls in it."""
    return SoftwareText(name_of(path), path.parent.name, _CALL.sub("", path.read_text("utf-8")))


def in_guide(path: Path) -> Iterator[SoftwareText]:
    """Yield the English part of a guide, then the Indonesian part, if it has one."""
    text = _HIDDEN.sub("", path.read_text("utf-8"))
    translation = _ENGLISH_HALF.search(text)
    start = translation.start() if translation else 0
    yield SoftwareText(name_of(path), "en", text[start:])
    yield SoftwareText(name_of(path), "id", text[:start])


def in_built(page: BuiltPage, quoted: Iterable[str]) -> SoftwareText:
    """Return the site's own words of a built page, in the page's language."""
    text = " ".join(" ".join(_own(page.root, page.language)).split())
    for quotation in sorted(quoted, key=len, reverse=True):
        text = text.replace(quotation, "·")
    return SoftwareText(f"site:{page.url}", page.language, text)


def _own(element: Element, language: str) -> Iterator[str]:
    """Yield text and spoken attributes of an element and its content, without foreign parts."""
    if not isinstance(element.tag, str) or element.tag in _OTHER_ELEMENTS:
        return
    if (element.get("lang") or language) != language:
        return
    yield from (element.get(name) for name in _SPOKEN if element.get(name))
    yield element.text or ""
    for child in element:
        yield from _own(child, language)
        yield child.tail or ""


def name_of(path: Path) -> str:
    """Return a file's path in the repository."""
    return path.relative_to(REPOSITORY).as_posix()
