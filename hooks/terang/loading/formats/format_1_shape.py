"""The form of format 1 as far as its migration relies on it.

The former software refused other forms, with hints; here they are only named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath

from terang.diagnostics import Problem
from terang.loading.formats.corrected_entries import ENTRY_LISTS
from terang.loading.formats.former_subjects import subject_of
from terang.model.period import NotAPeriodError, Period, Precision, parse_period
from terang.parsing.yaml_document import Document, Entries, Items, Node, Scalar

_Steps = tuple[str | int, ...]
_Found = Iterator[_Steps]
"""The steps to each value that has another form."""

_SERIES_FOLDER = "data/coverage"
_DECISIONS = "data/decisions.yml"
_SPEAKERS = "data/speakers.yml"
_REVISION_KEYS = frozenset({"revised", "reason", "was"})
_WITHDRAWAL_KEYS = frozenset({"date", "reason"})
_DECISION_KEYS = frozenset({"date", "about", "reason"})
_LANGUAGES = frozenset({"id", "en"})


def is_series(path: str) -> bool:
    """Return whether a file has the form of a series of format 1."""
    return str(PurePosixPath(path).parent) == _SERIES_FOLDER


def shape_problems(documents: Mapping[str, Document]) -> Iterator[Problem]:
    """Yield a problem for each value with a form that the migration could not take apart."""
    for path, document in documents.items():
        root = document.root
        if is_series(path):
            found = _series(root)
        elif path == _DECISIONS:
            found = _list(root, (), _decision)
        elif path == _SPEAKERS:
            found = iter([()])
        else:
            found = iter(() if isinstance(root, Entries) else [()])
        for steps in found:
            key = ".".join(map(str, steps)) or path
            place = document.key_place(*steps) if steps else document.place()
            yield Problem(place, "not-format-1", {"key": key})


def _series(root: Node) -> _Found:
    if not isinstance(root, Entries):
        yield ()
        return
    for name, (_, date_key) in ENTRY_LISTS.items():
        if name in root:
            check = _entry_check(date_key)
            yield from _list(root[name], (name,), check)
    if "corrections" in root:
        yield ("corrections",)
    if "population" in root:
        population = root["population"]
        values = population.get("values") if isinstance(population, Entries) else None
        yield from _list(values, ("population", "values"), _population_value)


def _list(node: Node, steps: _Steps, check: Callable[[Entries], _Found]) -> _Found:
    """Yield the faults of a list of mappings."""
    if not isinstance(node, Items):
        yield steps
        return
    for index, item in enumerate(node):
        if isinstance(item, Entries):
            yield from ((*steps, index, *found) for found in check(item))
        else:
            yield (*steps, index)


def _entry_check(date_key: str) -> Callable[[Entries], _Found]:
    def check(entry: Entries) -> _Found:
        for key in ("anchor", date_key):
            if key in entry and not isinstance(entry[key], Scalar):
                yield (key,)
        if "added" in entry:
            yield ("added",)
        for key in ("by", "withdrawn"):
            if key in entry and entry[key] is None:
                yield (key,)
        yield from _state(entry)
        if "revisions" in entry:
            yield from _list(entry["revisions"], ("revisions",), _revision)
            yield from _disorder(entry["revisions"])

    return check


def _population_value(value: Entries) -> _Found:
    return iter([("added",)] if "added" in value else [])


def _state(state: Entries) -> _Found:
    """Yield the faults of what an entry says, or said before a revision."""
    speaker, withdrawal = state.get("by"), state.get("withdrawn")
    if speaker is not None and not _is_text(speaker):
        yield ("by",)
    if withdrawal is not None and not _is_withdrawal(withdrawal):
        yield ("withdrawn",)


def _revision(revision: Entries) -> _Found:
    was = revision.get("was")
    day = _period(revision.get("revised"))
    if day is None or day.precision is not Precision.DAY:
        yield ("revised",)
    if not isinstance(was, Entries) or not was or {"anchor", "revisions", "added"} & set(was):
        yield ("was",)
    else:
        yield from (("was", *found) for found in _state(was))
    yield from ((key,) for key in revision if key not in _REVISION_KEYS)


def _disorder(revisions: Node) -> _Found:
    """Yield the revisions that stand after a later one."""
    latest = ""
    for index, revision in enumerate(revisions if isinstance(revisions, Items) else ()):
        day = revision.get("revised") if isinstance(revision, Entries) else None
        if isinstance(day, Scalar):
            if day < latest:
                yield ("revisions", index, "revised")
            latest = max(latest, day)


def _is_text(node: Node) -> bool:
    """Return whether a node is a bilingual text."""
    return (
        isinstance(node, Entries)
        and "id" in node
        and set(node) <= _LANGUAGES
        and all(isinstance(text, Scalar) for text in node.values())
    )


def _is_withdrawal(node: Node) -> bool:
    return (
        isinstance(node, Entries)
        and _period(node.get("date")) is not None
        and set(node) <= _WITHDRAWAL_KEYS
    )


def _decision(decision: Entries) -> _Found:
    about = decision.get("about")
    if not isinstance(about, Scalar) or subject_of(about) is None:
        yield ("about",)
    yield from ((key,) for key in decision if key not in _DECISION_KEYS)


def _period(node: Node) -> Period | None:
    try:
        return parse_period(str(node)) if isinstance(node, Scalar) else None
    except NotAPeriodError:
        return None
