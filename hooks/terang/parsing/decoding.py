"""The text and lines of a file's bytes, and the characters that may stand in no file.

Called by the reading of YAML and of Markdown pages. Mistakes become problems, never exceptions.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from terang.diagnostics import Place, Problem
from terang.parsing.text_rules import MAY_BE_UNSEEN, UNSEEN, code_point

MAX_BYTES = 1_000_000

# Characters that end the reading or mislead it: control characters other than tabs and line ends,
# changes of direction, and separators that end a line for libyaml but not for editors (a comment
# could hide data behind them).
_UNREADABLE = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff"
)
UNREADABLE = re.compile(f"[{_UNREADABLE}]")
HIDDEN = re.compile(f"{UNREADABLE.pattern}|{UNSEEN.pattern}")
"""A character that may stand nowhere in a file."""
_SUSPECT = re.compile(f"[{_UNREADABLE}{MAY_BE_UNSEEN}]")
"""A quick question before the pattern above, which looks around each character."""

_MOST_HIDDEN = 20
"""The number of hidden characters that are reported of a file."""


def decode_text(
    path: str, data: bytes, first_line: int = 1
) -> tuple[str | None, tuple[Problem, ...]]:
    """Return the text of a file, or None, and the problems of its bytes.

    Each forbidden character is reported. One that could mislead the reading is replaced by U+FFFD;
    one that is only unseen stays, so that a text of nothing else is found to be empty.
    """
    if len(data) > MAX_BYTES:
        return None, (Problem(Place(path, first_line), "too-large"),)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, (_not_utf_8(path, data, error.start, first_line),)
    if _looks_like_utf_16(data):
        return None, (_not_utf_8(path, data, data.index(0), first_line),)
    hidden = tuple(itertools.islice(_hidden_characters(path, text, first_line), _MOST_HIDDEN))
    return (UNREADABLE.sub("\ufffd", text) if hidden else text), hidden


def lines_of(text: str) -> list[str]:
    """Return the lines of a text as an editor counts them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _hidden_characters(path: str, text: str, first_line: int) -> Iterator[Problem]:
    """Yield the hidden characters of a text; tabs are allowed here."""
    if _SUSPECT.search(text) is None:
        return
    for number, line in enumerate(lines_of(text), start=first_line):
        for found in HIDDEN.finditer(line):
            values = {"character": code_point(found[0])}
            yield Problem(Place(path, number, found.start() + 1), "forbidden-character", values)


def _not_utf_8(path: str, data: bytes, index: int, first_line: int) -> Problem:
    """Return the problem of a byte that is not UTF-8, or of a file in UTF-16."""
    before = lines_of(data[:index].decode("utf-8-sig", "replace"))
    place = Place(path, len(before) - 1 + first_line, len(before[-1]) + 1)
    variant = "utf_16" if _looks_like_utf_16(data) else ""
    return Problem(place, "not-utf-8", {"byte": f"0x{data[index]:02x}"}, variant)


def _looks_like_utf_16(data: bytes) -> bool:
    """Return whether it begins with a UTF-16 mark, or has the zeros of Latin letters in UTF-16."""
    return data[:2] in (b"\xff\xfe", b"\xfe\xff") or data.count(0) * 4 > len(data)
