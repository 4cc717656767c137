"""Escape, quote and shorten texts for the change report, which is Markdown."""

from __future__ import annotations

import itertools
import re
import unicodedata

_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~&])")
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})

_LONG, _AROUND = 600, 100
"""The characters of a text that is shown whole, and those that stay around a difference."""


def differing_texts(old: str, new: str) -> tuple[str, str]:
    """Return two texts shortened for the report: long ones without most of what is alike in them.

    What differs stays in view, however much stands before it.
    """
    if max(len(old), len(new)) <= _LONG or old == new:
        return old, new
    start = _common_length(old, new)
    end = _common_length(old[start:][::-1], new[start:][::-1])
    left_out = max(0, start - _AROUND), max(0, end - _AROUND)
    first, second = (
        f"{'… ' * bool(left_out[0])}{text[left_out[0] : len(text) - left_out[1]]}"
        f"{' …' * bool(left_out[1])}"
        for text in (old, new)
    )
    return first, second


def _common_length(first: str, second: str) -> int:
    pairs = zip(first, second, strict=False)
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))


def escaped_markdown(text: str) -> str:
    """Return a text on a single line, with the syntax of Markdown escaped."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def escaped_source(line: str) -> str:
    """Return a line of a file escaped for the report, with a name for each unseen character.

    Two lines that differ do not look the same: not by a soft hyphen, nor by the width of a space.
    """
    return escaped_markdown("".join(map(_visible, line)))


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    is_unseen = category in _UNSEEN and character != "\t"
    is_other_space = category == "Zs" and character != " "
    return f"⟨U+{ord(character):04X}⟩" if is_unseen or is_other_space else character


def code_span(text: str) -> str:
    """Return a text as code in Markdown: on one line, without backticks and hidden characters."""
    shown = "".join(char if char.isprintable() else "\ufffd" for char in " ".join(text.split()))
    return f"`{shown.replace('`', '')}`"
