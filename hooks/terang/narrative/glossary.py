"""Terms in finished HTML: where each first stands in a page's running text.

A heading, a link, a quotation, code, or words in another language are no place to explain a term.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from terang.model.definitions import Term

_SKIPPED = frozenset(
    [
        "a",
        "abbr",
        "blockquote",
        "button",
        "caption",
        "code",
        "data",
        "dt",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "label",
        "nav",
        "pre",
        "script",
        "style",
        "summary",
        "svg",
        "th",
        "time",
    ]
)
_VOID = frozenset(["br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"])
_NEVER = "(?!)"


@dataclass(frozen=True, slots=True)
class FoundTerm:
    """A term where it first stands: the text between two positions of the page."""

    start: int
    end: int
    term: str
    """Its id."""


@dataclass(frozen=True, slots=True)
class TermFinder:
    """Looks for the terms of one language."""

    language: str
    names: re.Pattern[str]
    either: re.Pattern[str]
    """A tag, or a name."""
    ids: Mapping[str, str]
    """Name in lower case → the term's id."""

    @classmethod
    def of(cls, terms: Iterable[Term], language: str) -> TermFinder:
        """The finder of these terms by all their names, the longest first."""
        ids = {name.casefold(): term.id for term in terms for name in term.names(language)}
        longest_first = sorted(ids, key=lambda name: (-len(name), name))
        any_name = "|".join(map(re.escape, longest_first)) or _NEVER
        names = rf"(?<![\w-])(?P<name>{any_name})(?![\w-])"
        return cls(
            language,
            re.compile(names, re.IGNORECASE),
            re.compile(rf"(?P<tag><[^<>]*>)|{names}", re.IGNORECASE),
            ids,
        )

    def first_places(self, html: str) -> Iterator[FoundTerm]:
        """Where each term first stands, in the page's order."""
        if not self.ids or not self.names.search(html):
            return
        missing = set(self.ids.values())
        inside: list[tuple[str, bool]] = []
        """The elements that are open, and whether a term may be explained within."""
        for found in self.either.finditer(html):
            if found["tag"]:
                self._step(found["tag"], inside)
                continue
            term = self.ids[found["name"].casefold()]
            if term in missing and (not inside or inside[-1][1]):
                missing.discard(term)
                yield FoundTerm(*found.span("name"), term)
            if not missing:
                return

    def _step(self, tag: str, inside: list[tuple[str, bool]]) -> None:
        """Enter or leave an element."""
        match = re.match(r"</?([a-zA-Z][a-zA-Z0-9]*)", tag)
        if match is None or tag.endswith("/>") or match[1] in _VOID:
            return
        if tag.startswith("</"):
            while inside and inside.pop()[0] != match[1]:
                pass
            return
        language = re.search(r'\slang="([^"]*)"', tag)
        here = match[1] not in _SKIPPED and (language is None or language[1] == self.language)
        inside.append((match[1], here and (not inside or inside[-1][1])))
