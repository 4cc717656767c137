"""The files of one series: its own, and the entry files beside it, joined in their order.

An entry file holds more records of the series (docs/contract.md#entry-files). Rules ask here for
the place of a record in whatever file it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, TypeVar

from terang.diagnostics import Place
from terang.model.catalog import (
    RECORD_LISTS,
    Series,
    SeriesEntries,
    with_ids,
    written_anchors,
    written_entries,
)
from terang.model.entries import RecordHistory
from terang.parsing.yaml_document import Document, Entries, Items

COVERAGE = "data/coverage"

ENTRY_LISTS = ("observations", "targets", "events")
"""The lists of what entries refer to; a correction refers to replies too."""
_LISTS = (*RECORD_LISTS, "corrections", "breaks")
_MAPPINGS = ("sources", "speakers")
_Step = str | int
EitherSeries = TypeVar("EitherSeries", bound=Series)


@dataclass(slots=True)
class SeriesFiles:
    """The documents of a series, its own first, then its entry files by their names."""

    own: Document
    beside: Sequence[Document] = ()
    _origins: dict[tuple[str, int], tuple[Document, int]] = field(default_factory=dict)
    """List and index in the joined series → the document and the index in it."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """All documents, in order."""
        return (self.own, *self.beside)

    @property
    def is_readable(self) -> bool:
        """True if every file can be read; else more anchors may stand in one of them."""
        return all(document.root is not None for document in self.documents)

    def anchors(self, *lists: str) -> frozenset[str]:
        """Return the anchors of the records of some lists, also of invalid ones."""
        return frozenset(
            anchor
            for document in self.documents
            for anchor in written_anchors(_root(document), *lists)
        )

    def written(self, name: str) -> Iterator[tuple[Document, int, str]]:
        """Yield document, index and anchor of each record of a list."""
        for document in self.documents:
            for index, anchor in written_entries(_root(document), name):
                yield document, index, anchor

    def joined(self, own: EitherSeries, beside: Mapping[str, SeriesEntries]) -> EitherSeries:
        """Return the series with the records of its entry files, by path."""
        parts: list[tuple[Document, SeriesEntries]] = [(self.own, own)]
        parts += [(file, beside[file.path]) for file in self.beside if file.path in beside]
        lists: dict[str, Any] = {name: [] for name in _LISTS}
        mappings: dict[str, dict[str, Any]] = {name: {} for name in _MAPPINGS}
        for document, part in parts:
            for name in _LISTS:
                for index, record in enumerate(getattr(part, name)):
                    self._origins[name, len(lists[name])] = (document, index)
                    lists[name].append(record)
            for name in _MAPPINGS:
                mappings[name] |= with_ids(getattr(part, name))
        joined = {name: tuple(records) for name, records in lists.items()}
        return own.model_copy(update={**joined, **mappings})

    def place(self, *steps: _Step) -> Place:
        """Return the place of a value; a list's index is that in the joined series."""
        document, rest = self._located(steps)
        return document.place(*rest)

    def key_place(self, *steps: _Step) -> Place:
        """Return the place of a key; a list's index is that in the joined series."""
        document, rest = self._located(steps)
        return document.key_place(*rest)

    def _located(self, steps: tuple[_Step, ...]) -> tuple[Document, tuple[_Step, ...]]:
        match steps:
            case (str() as name, int() as index, *rest) if (name, index) in self._origins:
                document, at = self._origins[name, index]
                return document, (name, at, *rest)
            case (str() as name, str() as key, *_) if name in _MAPPINGS:
                for document in self.documents:
                    records = _root(document).get(name)
                    if isinstance(records, Entries) and key in records:
                        return document, steps
        return self.own, steps

    def record_place(self, series: Series, record: RecordHistory, *steps: _Step) -> Place:
        """Return the place of a value of a record: in the last correction that set its key."""
        for revision in reversed(record.history):
            if steps and steps[0] in revision.now:
                index = _position(revision.correction, series.corrections)
                return self.key_place("corrections", index, "set", *steps)
        for name in RECORD_LISTS:
            records = getattr(series, name)
            if any(record is other for other in records):
                return self.key_place(name, _position(record, records), *steps)
        return self.own.place()

    def list_place(self, name: str) -> Place:
        """Return the place of the first list of a name."""
        holders = (file for file in self.documents if name in _root(file).key_marks)
        return next(holders, self.own).key_place(name)


def series_files(documents: Mapping[str, Document]) -> dict[str, SeriesFiles]:
    """Return the files of each series, by its id, in the order of ids.

    Entry files without a series' own file are left out.
    """
    beside: dict[str, list[Document]] = {}
    for path in sorted(documents, key=lambda path: path.encode()):
        if is_entry_file(path):
            beside.setdefault(PurePosixPath(path).parent.name, []).append(documents[path])
    return {
        PurePosixPath(path).stem: SeriesFiles(document, beside.get(PurePosixPath(path).stem, ()))
        for path, document in documents.items()
        if str(PurePosixPath(path).parent) == COVERAGE
    }


def is_entry_file(path: str) -> bool:
    """Return whether a path is that of an entry file beside a series' own: data/coverage/⟨id⟩/…."""
    return str(PurePosixPath(path).parent.parent) == COVERAGE


def _position(record: object, records: Sequence[object]) -> int:
    """Return the index of a record: of this one, not of one like it."""
    return next(index for index, other in enumerate(records) if other is record)


def _root(document: Document) -> Entries:
    return document.root if isinstance(document.root, Entries) else Entries((1, 1))


def items_of(document: Document, name: str) -> Items | tuple[()]:
    """Return a list in one of the files of a series; empty if there is none."""
    node = _root(document).get(name)
    return node if isinstance(node, Items) else ()
