"""The changes of narrative pages between two states: lines, calls, and pages that come or go.

It compares what is written, in both languages, and judges nothing. `page_report` words it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from terang.narrative.markdown_page import STAMP, Call, NarrativeSource
from terang.parsing.decoding import lines_of


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line before and after; None on the side where it does not exist."""

    before: str | None
    after: str | None
    number: int
    """The line's number in the newer file, or in the older one if the line is gone."""


@dataclass(frozen=True, slots=True)
class CallChange:
    """A call of a macro before and after; None on the side where it does not exist."""

    before: Call | None
    after: Call | None


@dataclass(frozen=True, slots=True)
class PageChange:
    """A page that differs in any byte; None on the side where it does not exist."""

    path: str
    before: NarrativeSource | None
    after: NarrativeSource | None

    @property
    def lines(self) -> Sequence[LineChange]:
        """The changed lines, front matter included; lines that are empty on both sides left out."""
        old, new = (lines_of(page.text) if page else [] for page in (self.before, self.after))
        changes = (
            LineChange(before, after, number) for before, after, number in _line_pairs(old, new)
        )
        return [
            change
            for change in changes
            if (change.before or "").strip() or (change.after or "").strip()
        ]

    @property
    def calls(self) -> Sequence[CallChange]:
        """The calls that were replaced, added or removed, in the order of the page."""
        if self.before is None or self.after is None:
            return ()
        return [*_call_pairs(self.before.calls, self.after.calls)]

    @property
    def is_called_current(self) -> bool:
        """True if the page is a translation that is now said to fit another original."""
        stamps = [page.meta.get(STAMP) if page else None for page in (self.before, self.after)]
        return stamps[1] is not None and stamps[0] != stamps[1]


def page_changes(
    before: Mapping[str, NarrativeSource], after: Mapping[str, NarrativeSource]
) -> Iterator[PageChange]:
    """Yield the changes of narrative pages between two states, by path."""
    for path in sorted({*before, *after}):
        old, new = before.get(path), after.get(path)
        if old is None or new is None or old.text != new.text:
            yield PageChange(path, old, new)


def line_changes(old: str, new: str) -> Sequence[LineChange]:
    """Return the lines of a narrative page's file that differ between two states."""
    pairs = _line_pairs(lines_of(old), lines_of(new))
    return [LineChange(before, after, number) for before, after, number in pairs]


def _line_pairs(
    old: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[str | None, str | None, int]]:
    """Yield the lines that differ, those at one place together, with a line number."""
    for old_from, old_to, new_from, new_to in _differences(old, new):
        for step in range(max(old_to - old_from, new_to - new_from)):
            before = old[old_from + step] if old_from + step < old_to else None
            after = new[new_from + step] if new_from + step < new_to else None
            index = new_from + step if after is not None else old_from + step
            yield before, after, index + 1


def _call_pairs(old: Sequence[Call], new: Sequence[Call]) -> Iterator[CallChange]:
    """Yield the calls that differ, those at one place together."""
    keys = [[(call.name, call.arguments) for call in calls] for calls in (old, new)]
    for old_from, old_to, new_from, new_to in _differences(*keys):
        for step in range(max(old_to - old_from, new_to - new_from)):
            yield CallChange(
                old[old_from + step] if old_from + step < old_to else None,
                new[new_from + step] if new_from + step < new_to else None,
            )


def _differences(
    old: Sequence[object], new: Sequence[object]
) -> Iterator[tuple[int, int, int, int]]:
    """Yield the ranges in two sequences that differ: from and to in the old, then in the new."""
    # Comparing takes time that grows with the square of the length: equal ends are left out.
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    matcher = difflib.SequenceMatcher(
        None, old[start : len(old) - end], new[start : len(new) - end]
    )
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag != "equal":
            yield old_from + start, old_to + start, new_from + start, new_to + start
