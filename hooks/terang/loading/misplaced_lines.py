"""Files that YAML reads otherwise than they were meant, or not at all, for a line or two.

A file with a line in a wrong column has several problems that only follow from it: a small repair
after which they are all gone names that line. A file that YAML cannot read is read as its cure
would have it, so that its other mistakes are told at once. Called by the reading of the data
folder, when it has problems.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from terang.diagnostics import Problem, errors
from terang.parsing.decoding import lines_of
from terang.parsing.yaml_document import Document
from terang.parsing.yaml_repairs import Repair, structure_repairs

_SIGNS = frozenset({"wrong-type", "unknown-key", "empty-value", "not-bilingual", "text-only"})
"""Codes of which one is there when a line stands in a wrong column."""

_DOUBTS = _SIGNS | {"missing-key", "duplicate-key", "empty-list", "syntax"}
"""Codes of which one is there when a cure reads a file otherwise than it was meant."""

_MOST_REPAIRS, _MOST_CHARACTERS = 200, 500_000
"""The repairs that are tried, and the characters that are read for them."""

_MOST_PLACES = 12
"""The problems of a file around which a line in a wrong place is looked for."""

OwnProblems = Callable[[str, bytes], tuple[Document, Iterable[Problem]]]
"""Path and bytes → the document of a file, and the problems of this file alone."""


def repaired_documents(
    contents: Mapping[str, bytes], problems: Iterable[Problem], own_problems: OwnProblems
) -> dict[str, Document]:
    """Return, for each file that YAML reads otherwise than meant, its document as it was meant.

    The document has one problem more, which names the line and its cure.
    """
    found: dict[str, Document] = {}
    by_path: dict[str, list[Problem]] = {}
    for problem in errors(problems):
        by_path.setdefault(problem.place.path, []).append(problem)
    for path, listed in by_path.items():
        if not path.endswith(".yml") or path not in contents:
            continue
        document = None
        if {problem.code for problem in listed} & _SIGNS:
            document = _repaired(path, contents[path], listed, own_problems)
        elif len(listed) == 1 and listed[0].code in ("syntax", "indentation"):
            document = _as_cured(path, contents[path], listed[0], own_problems)
        if document is not None:
            found[path] = document
    return found


def _as_cured(path: str, data: bytes, cause: Problem, own_problems: OwnProblems) -> Document | None:
    """Return the document that a file will be with the cure of its only problem.

    None if the cure moves other lines, or if what it reads may not be what was meant.
    """
    if len(cause.cure) != 1 or len(data) > _MOST_CHARACTERS:
        return None
    (step,) = cause.cure
    changed = range(step.first, step.last + 1)
    if step.action != "replace" or len(step.text) != len(changed):
        return None
    lines = lines_of(data.decode("utf-8-sig", "replace"))
    lines[step.first - 1 : step.last] = step.text
    document, own = own_problems(path, "\n".join(lines).encode())
    wrong = errors([*own])
    is_doubtful = any(problem.code in _DOUBTS or problem.place.line in changed for problem in wrong)
    if document.root is None or is_doubtful:
        return None
    return replace(document, problems=(*document.problems, cause))


def _repaired(
    path: str, data: bytes, problems: Sequence[Problem], own_problems: OwnProblems
) -> Document | None:
    lines = lines_of(data.decode("utf-8-sig", "replace"))
    most = min(_MOST_REPAIRS, _MOST_CHARACTERS // max(1, len(data)))
    before = _kinds(own_problems(path, data)[1])
    places = [problem.place.line - 1 for problem in problems[:_MOST_PLACES]]
    best: tuple[int, Repair, Document] | None = None
    for tried, repair in enumerate(structure_repairs(lines, places)):
        if tried >= most:
            break
        document, own = own_problems(path, "\n".join(repair.applied(lines)).encode())
        if document.root is None:
            continue
        after = _kinds(own)
        if not after <= before or after.total() > before.total() - (2 if after else 1):
            continue
        if best is None or after.total() < best[0]:
            best = (after.total(), repair, document)
        if not after:
            break
    if best is None:
        return None
    _, repair, document = best
    return replace(document, problems=(*document.problems, repair.problem(path)))


def _kinds(problems: Iterable[Problem]) -> Counter[tuple[str, str]]:
    """Return the errors by code and values, without their places."""
    return Counter(
        (problem.code, repr(sorted(problem.values.items()))) for problem in errors([*problems])
    )
