"""The error of libyaml, or a mark of unmerged files, as a problem: cause, place and cure.

Called by the reading of a document, which stops at such an error. libyaml names the place where it
could not go on, which may stand far below the cause: the cause is found by trying small repairs.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import yaml

from terang.diagnostics import Place, Problem
from terang.parsing.decoding import lines_of
from terang.parsing.yaml_repairs import Repair, syntax_repairs

CONFLICT = re.compile(r"(?:<{7}|\|{7}|={7}|>{7})(?: .*)?")
"""A line that git leaves where two changes met."""

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

_MOST_CHARACTERS = 200_000
"""A larger file is not searched for a repair: each attempt reads all of it."""
_MOST_REPAIRS = 400

_YamlMark: TypeAlias = Any
# A mark of libyaml: PyYAML's type stubs lack half of its attributes.


def conflict_problems(path: str, text: str, first_line: int = 1) -> Iterator[Problem]:
    """Yield the problem of a file that git could not merge, at the first of its marks."""
    if "<<<<<<<" not in text:
        return
    lines = lines_of(text)
    marks = [number for number, line in enumerate(lines) if CONFLICT.fullmatch(line)]
    kinds = {lines[number][:1] for number in marks}
    if {"<", ">"} <= kinds:
        place = Place(path, marks[0] + first_line)
        values = {"lines": ", ".join(str(number + first_line) for number in marks)}
        yield Problem(place, "conflict-mark", values)


def syntax_problem(
    path: str, lines: Sequence[str], first_line: int, error: yaml.YAMLError
) -> Problem:
    """Return the cause of libyaml's error at its place in a file of these lines."""
    mark, begun = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    repair = _first_repair(lines, [found.line for found in (mark, begun) if found is not None])
    if repair is not None:
        return repair.problem(path, first_line)
    detail = getattr(error, "problem", None) or (str(error).splitlines() or [""])[0]
    variant = next((hint for words, hint in _SYNTAX_HINTS if words in detail), "")
    where = _mark_of(mark, begun, variant)
    line, column = (where.line, where.column) if where is not None else (0, 0)
    written = lines[line] if line < len(lines) else ""
    if "\t" in written[: len(written) - len(written.lstrip())]:
        variant = "tab"
    elif variant == "colon" and ":" not in written[:column]:
        variant = ""
    return Problem(Place(path, line + first_line, column + 1), "syntax", {}, variant)


def _first_repair(lines: Sequence[str], named: Sequence[int]) -> Repair | None:
    """Return the first repair with which libyaml reads the file."""
    if sum(map(len, lines)) > _MOST_CHARACTERS:
        return None
    tried: set[tuple[int, int, tuple[str, ...]]] = set()
    for repair in itertools.chain.from_iterable(syntax_repairs(lines, named)):
        key = (repair.first, repair.last, repair.lines)
        if key in tried:
            continue
        tried.add(key)
        if len(tried) > _MOST_REPAIRS:
            return None
        if is_readable("\n".join(repair.applied(lines))):
            return repair
    return None


def is_readable(text: str) -> bool:
    """Return whether libyaml can read a text."""
    loader = yaml.CSafeLoader(text)
    try:
        while loader.get_event() is not None:
            pass
    except yaml.YAMLError:
        return False
    return True


def _mark_of(mark: _YamlMark, begun: _YamlMark, variant: str) -> _YamlMark | None:
    """Return the mark at which an editor looks for the mistake."""
    if begun is not None and (mark is None or variant in ("open", "key")):
        return begun
    if begun is not None and variant == "flow" and mark.line > begun.line:
        return begun
    return mark
