"""Find the place in a Markdown file of words that were read on the finished page.

Marks, entities, links and calls stand between the words of the source, so only letters and digits
are compared, with those before and after.
"""

from __future__ import annotations

import functools
import html
import re
from dataclasses import dataclass, field

from terang.diagnostics import Place
from terang.narrative.folded_text import NUMERAL, fold_text
from terang.parsing.decoding import lines_of

_SKIPPED = re.compile(
    r"(?P<call>\{\{.*?\}\})|(?P<entity>&#?[A-Za-z0-9]{1,32};)|\]\(<?[^\s)>]*", re.DOTALL
)
_CONTEXTS = ((24, 24), (12, 12), (24, 0), (0, 24), (6, 6), (6, 0), (0, 6), (0, 0))
"""The numbers of letters before and after the words are compared, in the order of the attempts."""

# A letter that is typed for a digit is read as the digit.
_SWAPPED = str.maketrans("oil", "011")


@dataclass
class SourceText:
    """A part of a file in which words are searched."""

    path: str
    text: str
    first_line: int = 1
    _used: set[int] = field(default_factory=set)

    def place(self, before: str, words: str, after: str) -> Place | None:
        """Return the place of words by what is read before and after; None if they are not here.

        Words that are asked for again are found at their next place.
        """
        left, needle, right = map(_letters, (before[-80:], words, after[:80]))
        letters, offsets = self._stream
        for count_left, count_right in _CONTEXTS:
            start = left[max(0, len(left) - count_left) :]
            searched = f"{start}{needle}{right[:count_right]}"
            found = letters.find(searched) if searched else -1
            while found >= 0 and found + len(start) in self._used:
                found = letters.find(searched, found + 1)
            if found >= 0:
                at = min(found + len(start), len(offsets) - 1)
                self._used.add(at)
                return self._place_at(offsets[at])
        return None

    def _place_at(self, offset: int) -> Place:
        lines = lines_of(self.text[:offset])
        return Place(self.path, self.first_line + len(lines) - 1, len(lines[-1]) + 1)

    @functools.cached_property
    def _stream(self) -> tuple[str, list[int]]:
        """The letters and digits of the source, and the offset of each in the text."""
        letters: list[str] = []
        offsets: list[int] = []

        def add(text: str, offset: int, step: int) -> None:
            for index, character in enumerate(text):
                kept = _letter(character)
                letters.append(kept)
                offsets.extend([offset + index * step] * len(kept))

        at = 0
        for match in _SKIPPED.finditer(self.text):
            add(self.text[at : match.start()], at, 1)
            if match["entity"]:
                add(html.unescape(match[0]), match.start(), 0)
            at = match.end()
        add(self.text[at:], at, 1)
        return "".join(letters), offsets


def _letters(text: str) -> str:
    return "".join(map(_letter, text))


@functools.lru_cache(4096)
def _letter(character: str) -> str:
    """Return the letters, digits and numerals that a character is read as; none for a mark."""
    folded = fold_text(character).lower()
    return "".join(kept for kept in folded if kept.isalnum() or kept == NUMERAL).translate(_SWAPPED)
