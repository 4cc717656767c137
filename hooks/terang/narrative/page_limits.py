"""Refuse a page that would take too long to convert, by the work that its markup asks for.

Converters of Markdown need time that grows with the square of some markup, and recurse for each
level. The limits are counted, not timed, so that a page is refused everywhere or nowhere. They are
far above what a page needs; a page within them takes less than a second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from terang.diagnostics import Place, Problem
from terang.narrative.markdown_page import NarrativeSource
from terang.parsing.decoding import lines_of

MAX_LETTERS = 60_000
MAX_PARAGRAPHS = 1_500
MAX_LEVELS = 20
MAX_BRACKETS = 20
"""Open brackets within each other, in a paragraph."""
MAX_FOOTNOTES = 300
"""Marks of footnotes, and footnotes."""
MAX_NUMBERS = 3_000
MAX_WORK = 1_000_000
"""The sum over all paragraphs of the square of their lines and of the marks in each text."""

_CALL = re.compile(r"\{\{[^{}]*\}\}")
_MARK = re.compile(r"[\[\]!*_`<>&\\{}^~]")
_NUMBER = re.compile(r"\d+")
_PREFIX = re.compile(r"(?:[ \t]*(?:>|(?:[-*+]|[0-9]{1,9}[.)])(?=[ \t]|$)))*[ \t]*")
_LEVEL = re.compile(r">|[-*+]|[0-9]+[.)]|\t| {4}")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|[0-9]{1,9}\.)[ \t]")
_SEPARATOR = re.compile(r"[ \t]*\|?[ \t:|-]*\|[ \t:|-]*")


def limit_problems(source: NarrativeSource) -> Iterator[Problem]:
    """Yield a problem for each kind of limit that a page exceeds, where it does."""
    lines = [_CALL.sub("", line) for line in lines_of(source.body)]
    for variant, limited in (
        ("long", _first_excess(map(len, lines), MAX_LETTERS)),
        ("paragraphs", _first_excess((not line.strip() for line in lines), MAX_PARAGRAPHS)),
        ("footnotes", _first_excess((line.count("[^") for line in lines), MAX_FOOTNOTES)),
        ("numbers", _first_excess((len(_NUMBER.findall(line)) for line in lines), MAX_NUMBERS)),
        ("nested", next((at for at, line in enumerate(lines) if _levels(line) > MAX_LEVELS), None)),
        ("brackets", _deep_paragraph(lines)),
        ("dense", _dense_paragraph(lines)),
    ):
        if limited is not None:
            yield Problem(
                Place(source.path, source.first_line + limited), "page-limit", {}, variant
            )


def _first_excess(counts: Iterator[int], most: int) -> int | None:
    """Return the index at which the sum of some counts exceeds a limit; else None."""
    total = 0
    for index, count in enumerate(counts):
        total += count
        if total > most:
            return index
    return None


def _levels(line: str) -> int:
    """Return how deep the beginning of a line nests lists, quotations and indents."""
    prefix = _PREFIX.match(line)
    return len(_LEVEL.findall(prefix[0])) if prefix else 0


def _paragraphs(lines: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the lines between empty ones, with the index of the first."""
    start = 0
    for index, line in enumerate([*lines, ""]):
        if not line.strip():
            if index > start:
                yield start, lines[start:index]
            start = index + 1


def _deep_paragraph(lines: Sequence[str]) -> int | None:
    """Return the line at which more brackets are open than anybody closes; else None."""
    for start, paragraph in _paragraphs(lines):
        depth = 0
        for index, line in enumerate(paragraph):
            for bracket in re.findall(r"[\[\]]", line):
                depth = depth + 1 if bracket == "[" else max(0, depth - 1)
                if depth > MAX_BRACKETS:
                    return start + index
    return None


def _dense_paragraph(lines: Sequence[str]) -> int | None:
    """Return the first line of the paragraph at which the work becomes too much; else None."""
    work = 0
    for start, paragraph in _paragraphs(lines):
        work += len(paragraph) ** 2
        work += sum(len(_MARK.findall(text)) ** 2 for text in _texts(paragraph))
        if work > MAX_WORK:
            return start
    return None


def _texts(paragraph: Sequence[str]) -> Iterator[str]:
    """Yield the parts of a paragraph that are converted by themselves: items, cells, or all."""
    if len(paragraph) > 1 and _SEPARATOR.fullmatch(paragraph[1]):
        for line in paragraph:
            yield from line.split("|")
    elif _ITEM.match(paragraph[0]):
        item: list[str] = []
        for line in paragraph:
            if _ITEM.match(line) and item:
                yield "\n".join(item)
                item = []
            item.append(line)
        yield "\n".join(item)
    else:
        yield "\n".join(paragraph)
