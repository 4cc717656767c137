"""The error of libyaml as a problem, with a hint for frequent mistakes.

Called by the reading of a document, which stops at such an error.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeAlias

import yaml

from terang.diagnostics import Place, Problem

# Part of libyaml's message → the variant of our hint; the first match counts.
_SYNTAX_HINTS = (
    ("mapping values are not allowed", "colon"),
    ("could not find expected ':'", "key"),
    ("block sequence entries are not allowed", "dash"),
    ("tab character", "tab"),
    ("cannot start any token", "start"),
    ("expected alphabetic or numeric", "start"),
    ("expected comment or line break", "start"),
    ("unexpected end of stream", "open"),
    ("escape", "escape"),
    ("hexdecimal", "escape"),
    ("',' or", "flow"),
    ("expected node content", "start"),
)
NO_SPACE = re.compile(r"\s*(?:- +)*(?=[a-z_]+:(?!//)\S)")
"""A key and its value without a space between, which YAML reads as a single text."""


_YamlMark: TypeAlias = Any
# A mark of libyaml: PyYAML's type stubs lack half of its attributes.


def syntax_problem(
    path: str, lines: Sequence[str], first_line: int, error: yaml.YAMLError
) -> Problem:
    """Return libyaml's error at its place in a file of these lines.

    A quote or bracket without an end is reported at its beginning; libyaml reports its end.
    """
    detail = getattr(error, "problem", None) or (str(error).splitlines() or [""])[0]
    variant = next((hint for words, hint in _SYNTAX_HINTS if words in detail), "")
    mark = _mark_of(error, variant)
    line, column = (mark.line, mark.column) if mark is not None else (0, 0)
    written = _line(lines, line)
    if "\t" in written[: len(written) - len(written.lstrip())]:
        variant = "tab"
    elif variant == "colon" and (above := NO_SPACE.match(_line(lines, line - 1))):
        line, column, variant = line - 1, above.end(), "space"
    elif variant == "key" and NO_SPACE.match(written):
        variant = "space"
    elif variant == "colon" and ":" not in written[:column]:
        variant = ""  # A key whose indentation is wrong.
    elif variant == "start" and not any(map(str.strip, (written[column:], *lines[line + 1 :]))):
        variant = "flow"
    elif not variant and re.search(r"[\"']\s*$", written[:column]):
        variant = "quote"
    place = Place(path, line + first_line, column + 1)
    return Problem(place, "syntax", {"detail": detail}, variant)


def _mark_of(error: yaml.YAMLError, variant: str) -> _YamlMark | None:
    """Return the mark at which an editor looks for the mistake."""
    mark: _YamlMark = getattr(error, "problem_mark", None)
    begun: _YamlMark = getattr(error, "context_mark", None)
    if begun is not None and (mark is None or variant in ("open", "key")):
        return begun
    if begun is not None and variant == "flow" and mark.line > begun.line:
        return begun
    return mark


def _line(lines: Sequence[str], number: int) -> str:
    return lines[number] if 0 <= number < len(lines) else ""
