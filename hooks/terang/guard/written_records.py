"""Definitions, entries, corrections and decisions as written, which of them are new.

Ids and anchors are permanent; files, their order and their notation are not
(docs/contract.md#silent-edits).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from terang.diagnostics import Place
from terang.guard.snapshot import Snapshot
from terang.guard.stated_values import stated_value, unmatched_items
from terang.guard.subjects import split_subject, subjects_of
from terang.loading import data_paths
from terang.loading.data_paths import is_decision_file
from terang.loading.series_files import SeriesFiles, items_of, series_files
from terang.model.catalog import RECORD_LISTS, Series
from terang.model.definitions import (
    Area,
    Contact,
    Dimension,
    Fact,
    Indicator,
    Programme,
    Site,
    Source,
    Speaker,
    Term,
    Theme,
)
from terang.model.field_types import Record
from terang.parsing.yaml_document import Document, Entries, Items, Node

_MAPPINGS: Mapping[str, tuple[str, type[Record]]] = {
    data_paths.SOURCES: ("source", Source),
    data_paths.AREAS: ("area", Area),
    data_paths.PROGRAMMES: ("programme", Programme),
    data_paths.DIMENSIONS: ("dimension", Dimension),
    data_paths.SPEAKERS: ("speaker", Speaker),
    data_paths.THEMES: ("theme", Theme),
    data_paths.GLOSSARY: ("term", Term),
}
"""File → kind and model of the records that it maps ids to."""

_WITHIN_SERIES: Mapping[str, tuple[str, type[Record]]] = {
    "sources": ("source", Source),
    "speakers": ("speaker", Speaker),
}
"""Key of the files of series → kind and model of the records that it maps ids to."""


@dataclass(frozen=True, slots=True)
class WrittenRecord:
    """A record as written, with its file."""

    name: str
    """`indicator:covered`, `fact:jamsostek.fee`; of an entry its anchor."""
    model: type[Record]
    node: Entries
    document: Document

    @property
    def kind(self) -> str:
        """The kind of the record: `indicator`."""
        return self.name.partition(":")[0]

    def subject(self, key: str) -> str:
        """Return what a decision about one of its keys is about."""
        return f"{self.name}{'' if self.name.endswith(':') else '.'}{key}"

    def place(self, *keys: str) -> Place:
        """Return the place of a key, or of the last one that is there."""
        mark, node = self.node.mark, self.node
        for key in keys:
            if key not in node.key_marks:
                break
            mark, child = node.key_marks[key], node.get(key)
            if not isinstance(child, Entries):
                break
            node = child
        return Place(self.document.path, *mark)


def written_definitions(snapshot: Snapshot) -> dict[str, WrittenRecord]:
    """Return every readable definition as it is written, by its name."""
    return {record.name: record for record in _definitions(snapshot)}


def _definitions(snapshot: Snapshot) -> Iterator[WrittenRecord]:
    for path, document in snapshot.documents.items():
        root, folder = document.root, str(PurePosixPath(path).parent)
        if not isinstance(root, Entries):
            continue
        stem = PurePosixPath(path).stem
        if path == data_paths.SITE:
            yield WrittenRecord("site:", Site, root, document)
        elif path in _MAPPINGS:
            yield from _of_mapping(*_MAPPINGS[path], root, document)
        elif folder == data_paths.INDICATORS:
            yield WrittenRecord(f"indicator:{stem}", Indicator, root, document)
        else:
            for name, (kind, model) in _WITHIN_SERIES.items():
                records = root.get(name)
                if isinstance(records, Entries):
                    yield from _of_mapping(kind, model, records, document)
    for key, files in series_files(snapshot.documents).items():
        if isinstance(files.own.root, Entries):
            yield WrittenRecord(f"series:{key}", Series, _with_all_breaks(files), files.own)


def _of_mapping(
    kind: str, model: type[Record], records: Entries, document: Document
) -> Iterator[WrittenRecord]:
    for key, node in records.items():
        if not isinstance(node, Entries):
            continue
        yield WrittenRecord(f"{kind}:{key}", model, node, document)
        if model is Programme:
            for nested, name, part in (("facts", "fact", Fact), ("contacts", "contact", Contact)):
                parts = node.get(nested)
                for part_id, written in parts.items() if isinstance(parts, Entries) else ():
                    if isinstance(written, Entries):
                        yield WrittenRecord(f"{name}:{key}.{part_id}", part, written, document)


def _with_all_breaks(files: SeriesFiles) -> Entries:
    """Return the root of a series with the breaks of its entry files."""
    own = files.own.root
    whole = Entries(own.mark if own is not None else (1, 1))
    if isinstance(own, Entries):
        whole.update(own)
        whole.key_marks.update(own.key_marks)
    breaks = Items(whole.mark)
    for document in files.documents:
        breaks += items_of(document, "breaks")
    if breaks:
        whole["breaks"] = breaks
        whole.key_marks.setdefault("breaks", whole.mark)
    return whole


def written_entries(files: SeriesFiles) -> dict[tuple[str, str], WrittenRecord]:
    """Return the entries and replies of a series as written, by list and anchor."""
    found: dict[tuple[str, str], WrittenRecord] = {}
    for name in RECORD_LISTS:
        for document, index, anchor in files.written(name):
            node = items_of(document, name)[index]
            if isinstance(node, Entries):
                record = WrittenRecord(anchor, Record, node, document)
                found.setdefault((name, anchor), record)
    return found


def written_corrections(files: SeriesFiles) -> list[WrittenRecord]:
    """Return the corrections of a series as they are written."""
    return [
        WrittenRecord(str(node.get("anchor")), Record, node, document)
        for document in files.documents
        for node in items_of(document, "corrections")
        if isinstance(node, Entries)
    ]


def written_decisions(snapshot: Snapshot) -> list[WrittenRecord]:
    """Return the decisions of all files as they are written."""
    return [
        WrittenRecord(", ".join(subjects_of(node)), Record, node, document)
        for path, document in snapshot.documents.items()
        if is_decision_file(path)
        for node in (document.root if isinstance(document.root, Items) else ())
        if isinstance(node, Entries)
    ]


def edited_copy(old: WrittenRecord, fresh: Iterable[WrittenRecord]) -> WrittenRecord | None:
    """Return the new correction or decision that is an old one rewritten, or None."""
    keys = ("anchor", "about", "date", "reason", "set", "was")

    def likeness(new: WrittenRecord) -> int:
        return sum(key in old.node and old.node.get(key) == new.node.get(key) for key in keys)

    likest = max(fresh, key=likeness, default=None)
    return likest if likest is not None and likeness(likest) > 1 else None


def new_records(old: list[WrittenRecord], new: list[WrittenRecord]) -> list[WrittenRecord]:
    """Return the corrections or decisions that are neither there before nor rewritten ones."""
    missing, fresh = unmatched_items(
        [stated_value(record.node) for record in old], [stated_value(record.node) for record in new]
    )
    left = [new[index] for index in fresh]
    copies = [edited_copy(old[index], left) for index in missing]
    return [record for record in left if not any(record is copy for copy in copies)]


def value_of_subject(snapshot: Snapshot, about: str) -> Node:
    """Return the value that a decision is about from the definitions as written; else KeyError."""
    name, key = split_subject(about, written_definitions(snapshot))
    node: Node = written_definitions(snapshot)[name].node
    for step in key.split(".") if key else ():
        node = node.get(step) if isinstance(node, Entries) else None
    return node
