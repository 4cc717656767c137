"""Every key of every record, changed in every way: refused, or known to the change report.

The cases are read off the model: a key that is added to it is tried here, or the test fails.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from pydantic import BaseModel
from tests import everything
from tests.everything import TODAY, Tree

from terang.change_report.data_report import DataChanges, data_lines, written_parts
from terang.change_report.markdown_text import escaped_source
from terang.diagnostics import LANGUAGES, Problem, errors
from terang.guard.append_only import silent_edits
from terang.guard.definition_changes import KeyChange, key_changes
from terang.guard.entry_changes import entry_changes
from terang.guard.snapshot import Snapshot
from terang.guard.written_records import written_definitions
from terang.i18n.formatter import Language
from terang.loading.data_folder import LoadedData, read_document
from terang.loading.data_paths import FILE_TYPES, kind_of_file
from terang.model.entries import CHANGES
from terang.model.fields import (
    FieldType,
    Guard,
    RecordField,
    nested_records,
    parse_field_type,
    record_fields,
)
from terang.parsing.yaml_document import Document

DAY = dt.date.fromisoformat(TODAY)
LANGUAGES_OF_REPORT = tuple(map(Language, LANGUAGES))


class Occurrence(NamedTuple):
    """A key in the record of everything: its field, its file, and the steps to its record."""

    field: RecordField
    path: str
    steps: tuple[str | int, ...]

    @property
    def name(self) -> str:
        """The name of the case."""
        return (
            f"{self.path.removeprefix('data/')}:{'.'.join(map(str, self.steps))}.{self.field.key}"
        )

    def holder(self, trees: dict[str, Tree]) -> dict[str, Any]:
        """Return the record that holds the key."""
        node: Any = trees[self.path]
        for step in self.steps:
            node = node[step]
        return node  # type: ignore[no-any-return]


def occurrences(
    kind: FieldType, node: Tree, path: str, steps: tuple[str | int, ...] = ()
) -> Iterator[Occurrence]:
    """Yield every key that is written below a node of a type."""
    if kind.item is not None and isinstance(node, list):
        for index, item in enumerate(node):
            yield from occurrences(kind.item, item, path, (*steps, index))
    elif kind.item is not None and isinstance(node, dict):
        for key, item in node.items():
            yield from occurrences(kind.item, item, path, (*steps, key))
    elif kind.is_a(BaseModel) and isinstance(node, dict):
        for field in record_fields(kind.plain):
            if field.key in node:
                yield Occurrence(field, path, steps)
                yield from occurrences(field.type, node[field.key], path, (*steps, field.key))


TREES = everything.files()
ALL = [
    occurrence
    for path, tree in TREES.items()
    for occurrence in occurrences(parse_field_type(FILE_TYPES[kind_of_file(path)]), tree, path)
]


BASE = everything.written(TREES)


@functools.cache
def document(path: str, data: bytes) -> Document:
    """Return a file as a document."""
    return read_document(path, data)


def snapshot(trees: dict[str, Tree]) -> Snapshot:
    """Return a snapshot of trees, whose files are only parsed: the guard asks for no more."""
    known = {path: BASE[path] for path, tree in trees.items() if tree == TREES.get(path)}
    rest = {path: tree for path, tree in trees.items() if path not in known}
    files = {**known, **everything.written(rest)}
    documents = {path: document(path, data) for path, data in files.items()}
    return Snapshot(files, LoadedData(None, documents, ()))


BEFORE = snapshot(TREES)
INNER = frozenset({"Text", "Unit", "Licence", "Synonyms", "SatuData", "Category", "Population"})
INNER_TOO = INNER | {"PopulationValue", "MeasureBreak", "Breakdown", "Withdrawal"}
"""Records within a key of another record, whose guard is that of the key."""


def snapshot_after(change: Callable[[dict[str, Tree]], None]) -> Snapshot:
    """Return the snapshot of the record after a change."""
    trees = everything.files()
    change(trees)
    return snapshot(trees)


def refused(before: Snapshot, after: Snapshot) -> tuple[Problem, ...]:
    """Return the silent edits between two snapshots."""
    return errors(silent_edits(before, after, DAY, DAY))


def told(before: Snapshot, after: Snapshot) -> list[KeyChange]:
    """Return the changes that the change report tells."""
    definitions = key_changes(written_definitions(before), written_definitions(after))
    return [*definitions, *entry_changes(before, after)]


def changed(node: Tree) -> Tree:
    """Return a node with another meaning."""
    if isinstance(node, dict):
        key = next(iter(node))
        return {**node, key: changed(node[key])}
    if isinstance(node, list):
        return [changed(node[0]), *node[1:]]
    return f"{node}9" if str(node).isdigit() else f"{node}-lain"


def retyped(node: Tree) -> Tree:
    """Return a node of another kind."""
    return "teks" if isinstance(node, dict | list) else {"id": str(node)}


def is_guarded(occurrence: Occurrence) -> bool:
    """Return whether a change of a key needs more than a report."""
    return guard_of(occurrence) is not Guard.REPORTED


def guard_of(occurrence: Occurrence) -> Guard:
    """Return the guard of a key, or of the key around the record that it is in."""
    steps = occurrence.steps
    if occurrence.field.record not in INNER_TOO:
        return occurrence.field.facts.guard
    around = (other for other in ALL if other.path == occurrence.path and is_around(other, steps))
    return min(around, key=lambda other: len(other.steps)).field.facts.guard


HOLDERS = frozenset({"observations", "targets", "events", "corrections", "replies", "sources"})
HOLDERS_TOO = HOLDERS | {"speakers", "facts", "contacts"}
"""Keys that hold records with an id or an anchor of their own."""


def is_around(other: Occurrence, steps: tuple[str | int, ...]) -> bool:
    """Return whether a record at these steps is within a key of a record with a guard."""
    inside = (*other.steps, other.field.key) == steps[: len(other.steps) + 1]
    return inside and other.field.key not in HOLDERS_TOO


def assert_seen(before: Snapshot, after: Snapshot, occurrence: Occurrence) -> None:
    """Assert that a change is refused, or known with both values."""
    if is_guarded(occurrence):
        assert refused(before, after)
        return
    changes = told(before, after)
    assert [change for change in changes if change.old is not None or change.new is not None]
    for language in LANGUAGES_OF_REPORT:
        lines = [*data_lines(DataChanges(tuple(changes)), language)]
        for change in changes:
            old, new = dict(written_parts(change.old)), dict(written_parts(change.new))
            differing = [path for path in {**old, **new} if old.get(path) != new.get(path)]
            assert differing
            for path in differing:
                at = lines.index(f"- `{'.'.join(filter(None, (change.about, path)))}`")
                for text, line in zip((old, new), lines[at + 1 : at + 3], strict=True):
                    shown = text.get(path, language.word("timeline.absent"))
                    assert line.endswith(f": {escaped_source(shown)}")


def test_every_key_occurs() -> None:
    """The record of everything uses every key of the model."""
    known = {
        f"{field.record}.{field.key}"
        for hint in FILE_TYPES.values()
        for record in nested_records(hint)
        for field in record_fields(record)
    }
    used = {f"{occurrence.field.record}.{occurrence.field.key}" for occurrence in ALL}
    used |= {key.replace("SeriesEntries", "Series") for key in used}
    used |= {key.replace("Series.", "SeriesEntries.") for key in used}
    assert known - used == {"Breakdown.values", "Breakdown.partial", "Unit.id", "Unit.en"} - used
    assert {record_fields(changes)[0].record for changes in CHANGES.values()} <= {
        name.partition(".")[0] for name in known
    }


KEYS = [
    occurrence
    for occurrence in ALL
    if occurrence.field.key not in HOLDERS_TOO
    or (occurrence.field.type.plain is tuple and not occurrence.field.type.item.is_a(BaseModel))
]
IDS = [occurrence.name for occurrence in KEYS]
CITED_ONLY = frozenset({"uncited", "local"})
"""Sources that nothing cites: free to change, but told."""


def is_free(occurrence: Occurrence) -> bool:
    """Return whether a key belongs to a source that nothing cites."""
    return not CITED_ONLY.isdisjoint(map(str, occurrence.steps))


@pytest.mark.parametrize("occurrence", KEYS, ids=IDS)
def test_a_changed_key_is_seen(occurrence: Occurrence) -> None:
    """A key that has another value is refused, or told with both values."""

    def change(trees: dict[str, Tree]) -> None:
        holder = occurrence.holder(trees)
        holder[occurrence.field.key] = changed(holder[occurrence.field.key])

    assert_seen(BEFORE, snapshot_after(change), occurrence)


@pytest.mark.parametrize("occurrence", KEYS, ids=IDS)
def test_a_deleted_key_is_seen(occurrence: Occurrence) -> None:
    """A key that is taken out is refused, or told with its old value."""

    def change(trees: dict[str, Tree]) -> None:
        del occurrence.holder(trees)[occurrence.field.key]

    after = snapshot_after(change)
    if occurrence.field.record == "Site" and occurrence.field.key == "format":
        return  # Without a format nothing is read: the check refuses it.
    assert_seen(BEFORE, after, occurrence)


@pytest.mark.parametrize("occurrence", KEYS, ids=IDS)
def test_a_retyped_key_is_seen(occurrence: Occurrence) -> None:
    """A key with a value of another kind is refused, or told."""

    def change(trees: dict[str, Tree]) -> None:
        holder = occurrence.holder(trees)
        holder[occurrence.field.key] = retyped(holder[occurrence.field.key])

    after = snapshot_after(change)
    assert refused(BEFORE, after) or told(BEFORE, after)


@pytest.mark.parametrize("occurrence", KEYS, ids=IDS)
def test_an_added_key_is_seen(occurrence: Occurrence) -> None:
    """A key that is added to an entry is refused; elsewhere it is told."""
    if occurrence.field.is_required:
        return  # Without it there was no sound record before.
    trees = everything.files()
    del occurrence.holder(trees)[occurrence.field.key]
    before = snapshot(trees)
    guard = guard_of(occurrence)
    if guard is Guard.ENTRY:
        assert refused(before, BEFORE) or told(before, BEFORE)
    elif guard is not Guard.KEPT:
        assert told(before, BEFORE) or refused(before, BEFORE)


@pytest.mark.parametrize("path", TREES)
def test_order_is_free(path: str) -> None:
    """The order of records and of keys in a file has no meaning."""

    def reverse(node: Tree) -> Tree:
        if isinstance(node, dict):
            return {
                key: child if key == "was" else reverse(child)
                for key, child in reversed(node.items())
            }
        is_list_of_records = isinstance(node, list) and all(isinstance(n, dict) for n in node)
        return [reverse(child) for child in reversed(node)] if is_list_of_records else node

    def change(trees: dict[str, Tree]) -> None:
        trees[path] = reverse(trees[path])

    after = snapshot_after(change)
    assert refused(BEFORE, after) == ()
    assert told(BEFORE, after) == []


def test_records_may_move_between_files() -> None:
    """Entries, corrections and decisions may move to another file of theirs."""
    trees = everything.files()
    own = trees["data/coverage/covered-town.yml"]
    beside = trees.pop("data/coverage/covered-town/2026-03.yml")
    trees["data/coverage/covered-town/a.yml"] = {
        "observations": own["observations"][1:] + beside.pop("observations"),
        "targets": own.pop("targets"),
        **beside,
    }
    own["observations"] = own["observations"][:1]
    trees["data/decisions/old.yml"] = trees.pop("data/decisions.yml")
    after = snapshot(trees)
    assert refused(BEFORE, after) == ()
    assert told(BEFORE, after) == []


RECORDS = [
    ("data/sources.yml", ("report",), "record-gone"),
    ("data/sources.yml", ("copy",), "record-gone"),
    ("data/sources.yml", ("uncited",), None),
    ("data/speakers.yml", ("council",), "record-gone"),
    ("data/areas.yml", ("land",), "record-gone"),
    ("data/programmes.yml", ("cover",), "record-gone"),
    ("data/programmes.yml", ("cover", "facts", "fee"), "record-gone"),
    ("data/programmes.yml", ("cover", "contacts", "desk"), "record-gone"),
    ("data/dimensions.yml", ("sex",), "record-gone"),
    ("data/dimensions.yml", ("sex", "categories", "male"), "changed-without-decision"),
    ("data/decisions.yml", (0,), "decision-gone"),
    ("data/coverage/covered-town.yml", ("observations", 0), "entry-gone"),
    ("data/coverage/covered-town.yml", ("targets", 2), "entry-gone"),
    ("data/coverage/covered-town.yml", ("events", 0), "entry-gone"),
    ("data/coverage/covered-town.yml", ("breaks", 0), "changed-without-decision"),
    ("data/coverage/covered-town.yml", ("population", "values", 0), "changed-without-decision"),
    ("data/coverage/covered-town/2026-03.yml", ("observations", 0), "entry-gone"),
    ("data/coverage/covered-town/2026-03.yml", ("corrections", 0), "correction-gone"),
    ("data/coverage/covered-town/2026-03.yml", ("replies", 0), "entry-gone"),
    ("data/coverage/covered-town/2026-03.yml", ("speakers", "branch"), "record-gone"),
    ("data/indicators/covered.yml", ("breaks", 0), "changed-without-decision"),
]


@pytest.mark.parametrize(("path", "steps", "code"), RECORDS)
def test_published_records_stay(path: str, steps: tuple[str | int, ...], code: str | None) -> None:
    """A published record with an id or an anchor is for good."""

    def change(trees: dict[str, Tree]) -> None:
        node: Any = trees[path]
        for step in steps[:-1]:
            node = node[step]
        del node[steps[-1]]

    found = [problem.code for problem in refused(BEFORE, snapshot_after(change))]
    assert found == ([code] if code else [])


@pytest.mark.parametrize("path", ["data/indicators/covered.yml", "data/coverage/covered-town.yml"])
def test_published_files_stay(path: str) -> None:
    """A series and an indicator are for good."""
    after = snapshot_after(lambda trees: trees.pop(path))
    assert "record-gone" in [problem.code for problem in refused(BEFORE, after)]
