"""Search the texts of a document for what `text_rules` refuse, each at its place in the file.

Called when a document has been read. Most files hold no sign of such a text, and are not searched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from terang.diagnostics import Place, Problem
from terang.parsing import text_rules
from terang.parsing.text_rules import TextFault

_SIGNS = re.compile(
    # Letters and marks that are not Latin, what is not seen, an escape, an address …
    "[@…\\\\\uff20\u00ad\u0250-\u1dff\u1f00-\u1fff\u200b-\u200f\u2060-\u206f\u2800\u2c00-\U0010ffff0-9]"
    # … our placeholder at the beginning of a text, or nine digits.
    r"(?:(?<=[^0-9…])|(?<=[:-] …)|(?<=[:-] [\"']…)|(?<=\s\s…)|(?<=\A…)|(?:[ ().-]{0,2}\d){8})"
)


def has_signs(text: str) -> bool:
    """Return whether the texts of a document must be searched: one of them may be refused."""
    return _SIGNS.search(text) is not None


class TextSearch:
    """The search of a file: its path, its lines, and the number of its first line."""

    def __init__(self, path: str, lines: Sequence[str], first_line: int) -> None:
        self._path = path
        self._lines = lines
        self._first_line = first_line
        self._problems: list[Problem] = []

    def problems(self, root: object) -> Sequence[Problem]:
        """Return the problems of the texts in a document's tree."""
        self._search(root, may_hold_contact=False, is_searched=True)
        return self._problems

    def _search(self, node: object, *, may_hold_contact: bool, is_searched: bool) -> None:
        if isinstance(node, Mapping):
            for key, value in node.items():
                if isinstance(value, str):
                    if not has_signs(value):
                        continue
                elif value is None:
                    continue
                self._search(
                    value,
                    may_hold_contact=may_hold_contact or key in text_rules.CONTACT_KEYS,
                    is_searched=is_searched and key not in text_rules.UNSEARCHED_KEYS,
                )
        elif isinstance(node, list):
            for item in node:
                self._search(item, may_hold_contact=may_hold_contact, is_searched=is_searched)
        elif isinstance(node, str):
            self._search_text(node, may_hold_contact=may_hold_contact, is_searched=is_searched)

    def _search_text(self, text: str, *, may_hold_contact: bool, is_searched: bool) -> None:
        mark: tuple[int, int] = text.mark  # type: ignore[attr-defined]
        if text_rules.is_blank(text):
            self._problems.append(Problem(Place(self._path, *mark), "empty-value"))
            return
        faults = text_rules.find_text_faults(
            text, may_hold_contact=may_hold_contact, is_searched=is_searched
        )
        self._problems += (self._problem(fault, mark, text.count("\n")) for fault in faults)

    def _problem(self, fault: TextFault, mark: tuple[int, int], line_ends: int) -> Problem:
        """Return a problem at its part of a text; at the text's beginning if the part is escaped.

        A folded text has more lines than it has line ends: some lines after them are searched too.
        """
        values = {"text": fault.part, "character": fault.character}
        first, column = mark[0] - self._first_line, mark[1] - 1
        last = first + line_ends + len(fault.part) + _MOST_FOLDED
        for number, line in enumerate(self._lines[first:last], start=first):
            found = line.find(fault.part, column if number == first else 0)
            if found >= 0:
                place = Place(self._path, number + self._first_line, found + 1)
                return Problem(place, fault.code, values, fault.variant)
        return Problem(Place(self._path, *mark), fault.code, values, fault.variant)


_MOST_FOLDED = 50
"""The number of lines of a folded text that are searched for a part."""
