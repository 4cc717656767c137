"""Escape texts of the data and of pages for the change report, which is Markdown."""

from __future__ import annotations

import re
import unicodedata

_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~&])")
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})


def escaped_markdown(text: str) -> str:
    """Return a text on a single line, with the syntax of Markdown escaped."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def escaped_source(line: str) -> str:
    """Return a line of a file escaped, with a name for each character that nobody sees.

    Two lines that differ do not look the same: not by a soft hyphen, nor by the width of a space.
    """
    return escaped_markdown("".join(map(_visible, line)))


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    is_unseen = category in _UNSEEN and character != "\t"
    is_other_space = category == "Zs" and character != " "
    return f"⟨U+{ord(character):04X}⟩" if is_unseen or is_other_space else character
