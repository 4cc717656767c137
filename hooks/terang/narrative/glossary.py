"""Find the first use of each glossary term in the running text of a page's HTML.

A term is not explained in a heading, a link, a quotation, code, a choice of a form or words of
another language.
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
        "legend",
        "nav",
        "option",
        "pre",
        "script",
        "style",
        "summary",
        "svg",
        "textarea",
        "th",
        "time",
    ]
)
_VOID = frozenset(["br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"])
_NEVER = "(?!)"


@dataclass(frozen=True, slots=True)
class FoundTerm:
    """The first use of a term: the text between two positions of the page."""

    start: int
    end: int
    term: str
    """The id of the term."""


@dataclass(frozen=True, slots=True)
class TermFinder:
    """Finds the terms of a language."""

    language: str
    names: re.Pattern[str]
    either: re.Pattern[str]
    """A tag or a name."""
    ids: Mapping[str, str]
    """Name in lower case → the term's id."""

    @classmethod
    def for_terms(cls, terms: Iterable[Term], language: str) -> TermFinder:
        """Return a finder of these terms by all their names; the longest name wins."""
        ids = {name.casefold(): term.id for term in terms for name in term.names_in(language)}
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
        """Yield the first use of each term, in the page's order."""
        if not self.ids or not self.names.search(html):
            return
        missing = set(self.ids.values())
        open_elements: list[tuple[str, bool]] = []
        """Each open element, and whether a term may be explained in it."""
        for match in self.either.finditer(html):
            if match["tag"]:
                self._step(match["tag"], open_elements)
                continue
            term = self.ids[match["name"].casefold()]
            if term in missing and (not open_elements or open_elements[-1][1]):
                missing.discard(term)
                yield FoundTerm(*match.span("name"), term)
            if not missing:
                return

    def _step(self, tag: str, open_elements: list[tuple[str, bool]]) -> None:
        """Enter or leave an element."""
        match = re.match(r"</?([a-zA-Z][a-zA-Z0-9]*)", tag)
        if match is None or tag.endswith("/>") or match[1] in _VOID:
            return
        if tag.startswith("</"):
            while open_elements and open_elements.pop()[0] != match[1]:
                pass
            return
        language = re.search(r'\slang="([^"]*)"', tag)
        is_prose = match[1] not in _SKIPPED and (language is None or language[1] == self.language)
        is_outer_prose = not open_elements or open_elements[-1][1]
        open_elements.append((match[1], is_prose and is_outer_prose))
