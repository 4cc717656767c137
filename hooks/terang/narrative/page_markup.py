"""Check the markup of a page: classes, attributes and ids, comments, HTML and footnotes.

Called with the page's HTML, its texts as read, and the markup that its conversion refused.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from markdown.extensions.toc import slugify

from terang.diagnostics import Place, Problem
from terang.narrative import safe_markdown
from terang.narrative.markdown_page import NarrativeSource
from terang.narrative.rendered_text import ReadText
from terang.parsing.decoding import lines_of

RefusedMarkup = tuple[str, str]
"""A kind of markup (`class`, `attribute` or `admonition`) and the name that is not allowed."""

_ID = re.compile(r'\sid="([^"<>]*)"(?=[^<>]*>)')
_FORM = re.compile(r"[a-z0-9][a-z0-9_]*(?:-[a-z0-9_]+)*")
_NOTE = re.compile(r"fn-(?P<label>.*)", re.DOTALL)
_REFERENCE = re.compile(r"\[\^([^\]\n]+)\]")
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?/?>")
_HEADING = re.compile(r"#+[ \t]*(.*)")
_ALLOWED = {
    "class": sorted(safe_markdown.AUTHOR_CLASSES),
    "attribute": sorted(safe_markdown.AUTHOR_ATTRIBUTES),
    "admonition": safe_markdown.ADMONITIONS,
}


_MOST = 50
"""The problems of a page's markup that are reported."""


def markup_problems(
    source: NarrativeSource,
    content: str,
    texts: Iterable[ReadText],
    refused: Iterable[RefusedMarkup],
) -> Iterator[Problem]:
    """Yield a problem for each piece of markup that a page may not hold, up to a limit."""
    yield from itertools.islice(_markup_problems(source, content, texts, refused), _MOST)


def _markup_problems(
    source: NarrativeSource,
    content: str,
    texts: Iterable[ReadText],
    refused: Iterable[RefusedMarkup],
) -> Iterator[Problem]:
    finder = _MarkFinder(source)
    for kind, name in refused:
        values = {"name": name, "known": ", ".join(_ALLOWED[kind])}
        yield Problem(finder.markup(kind, name), "markup-not-allowed", values, kind)
    ids = Counter(_ID.findall(content))
    yield from _id_problems(ids, finder)
    yield from _footnote_problems(ids, finder)
    for text in texts:
        if text.has_code:
            continue
        # Written as entities, `&lt;b&gt;` is meant to be read.
        for _ in range(text.text.count("<!--")):
            if (place := finder.find("<!--")) is not None:
                yield Problem(place, "html-comment")
        for tag in _TAG.finditer(text.text):
            name = tag[0].strip("</>").split(" ")[0]
            if tag[0].startswith("</") and f"<{name}" in text.text[: tag.start()]:
                continue  # Its beginning has been reported.
            if (place := finder.find(re.escape(tag[0]))) is not None:
                yield Problem(place, "html-in-page", {"text": tag[0]})
        for mark in _REFERENCE.finditer(text.text):
            place = finder.next(re.escape(mark[0]))
            yield Problem(place, "footnote-unknown", {"label": mark[1]})


def _id_problems(ids: Counter[str], finder: _MarkFinder) -> Iterator[Problem]:
    """Yield a problem for each id that is no id of a page, or that stands there twice."""
    for name, count in ids.items():
        note = _NOTE.fullmatch(name)
        if note and not _FORM.fullmatch(note["label"]):
            place = finder.next(rf"\[\^{re.escape(note['label'])}\]:")
            yield Problem(place, "page-id", {"text": note["label"]}, "footnote")
        elif name.startswith("fnref"):
            continue
        elif name.startswith("_") or "--" in name:
            yield Problem(finder.id(name), "page-id", {"text": name}, "shell")
        elif not _FORM.fullmatch(name):
            yield Problem(finder.id(name), "page-id", {"text": name})
        elif count > 1:
            yield Problem(finder.id(name), "repeated-id", {"anchor": name})


def _footnote_problems(ids: Counter[str], finder: _MarkFinder) -> Iterator[Problem]:
    """Yield a problem for each footnote that no mark in the text leads to."""
    for name in ids:
        note = _NOTE.fullmatch(name)
        if note and f"fnref-{note['label']}" not in ids:
            place = finder.next(rf"\[\^{re.escape(note['label'])}\]:")
            yield Problem(place, "footnote-unused", {"label": note["label"]})


@dataclass
class _MarkFinder:
    """Finds marks in the source of a page; a mark that is asked for again, at its next place."""

    source: NarrativeSource
    _found: set[tuple[int, int]] = field(default_factory=set)

    def markup(self, kind: str, name: str) -> Place:
        """Return the place of a class, an attribute or the kind of a box."""
        if kind == "admonition":
            return self.next(rf"(?i:!!!.*?(?P<at>\b{re.escape(name)}\b))")
        return self.next(rf"\{{[^{{}}]*?(?P<at>[.#]?(?<![\w-]){re.escape(name)}(?![\w-]))")

    def id(self, name: str) -> Place:
        """Return the place of an id, or of the heading that it is made from."""
        escaped = re.escape(name)
        place = self.find(rf"\{{[^{{}}]*?(?P<at>#{escaped}|id=['\"]?{escaped})(?![\w-])")
        if place is not None:
            return place
        for number, line in enumerate(lines_of(self.source.body)):
            heading = _HEADING.match(line)
            if heading and slugify(heading[1], "-") == name and (number, 0) not in self._found:
                self._found.add((number, 0))
                return Place(self.source.path, self.source.first_line + number)
        return Place(self.source.path, self.source.first_line)

    def next(self, pattern: str) -> Place:
        """Return the next place of a pattern, or else the page's first line."""
        return self.find(pattern) or Place(self.source.path, self.source.first_line)

    def find(self, pattern: str) -> Place | None:
        """Return the next place of a pattern; None if there is none."""
        for number, line in enumerate(lines_of(self.source.body)):
            for match in re.finditer(pattern, line):
                column = match.start("at" if "at" in match.groupdict() else 0)
                if (number, column) not in self._found:
                    self._found.add((number, column))
                    return Place(self.source.path, self.source.first_line + number, column + 1)
        return None
