"""A draft of a new entry: its possible keys, its text in the file and its problems.

`cli.new_entry` asks for the answers. Every answer is inserted into the file and read by the code of
the check, so that the two cannot disagree. Nothing is written here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from terang.diagnostics import Problem, errors
from terang.editing import entry_file
from terang.editing.entry_file import EntryTree, Insertion
from terang.loading import data_folder
from terang.model.definitions import Source
from terang.model.entries import Event, Observation, Target
from terang.model.field_types import Record, Text
from terang.model.fields import FieldType, record_fields

LISTS = {"observation": "observations", "target": "targets", "event": "events"}
"""Kind of entry → its list in a series file."""

# Problems of an incomplete draft, which a single answer cannot solve.
_INCOMPLETE = frozenset({"missing-key", "anchor-clash"})


class FieldShape(Enum):
    """The form of an answer."""

    LINE = auto()
    BILINGUAL = auto()
    WORD = auto()
    SOURCES = auto()
    ANCHOR = auto()
    ANCHORS = auto()


@dataclass(frozen=True, slots=True)
class DraftField:
    """A key of an entry or a source, as the dialogue asks for it."""

    key: str
    shape: FieldShape = FieldShape.LINE
    required: bool = False
    words: tuple[str, ...] = ()
    """The closed list of answers; empty if any text is possible."""
    named: str = ""
    """The group of interface words that explains the list."""
    rare: bool = False
    """True if the dialogue never asks for the key, which is then given as an argument."""


_RECORDS = {"observation": Observation, "target": Target, "event": Event, "source": Source}
_ORDER = {
    "observation": "anchor date label value qualifier precision status by sources quote contradicts"
    " preferred note",
    "target": "anchor value qualifier precision due label announced replaces by sources quote"
    " contradicts note",
    "event": "anchor date label title text by sources quote contradicts note",
    "source": "title publisher type language published url archived accessed read same_text_as"
    " note",
}
"""The order of keys in a file. Other keys stand before `note`, and only their option sets them."""

_RARE = frozenset({"anchor", "preferred", "archived", "same_text_as"})
_CHOICES = {"type": "source_type", "read": "reading"}
"""Keys whose words the interface words explain under another name."""


def _draft_fields(kind: str) -> Iterator[DraftField]:
    """Yield the keys of a record that take an answer of a line, two texts or a list of ids."""
    order = _ORDER[kind].split()
    ranks: dict[str, float] = {key: rank for rank, key in enumerate(order)}
    known = record_fields(_RECORDS[kind])
    for known_field in sorted(known, key=lambda known: ranks.get(known.key, ranks["note"] - 0.5)):
        key, choices = known_field.key, known_field.type.choices
        if shape := _field_shape(known_field.type):
            named = _CHOICES.get(key, key) if choices else ""
            is_rare = key in _RARE or key not in order
            yield DraftField(key, shape, known_field.is_required, choices, named, is_rare)


def _field_shape(kind: FieldType) -> FieldShape | None:
    """Return the form of an answer; None for a record, a mapping or a list of records."""
    if kind.plain is tuple:
        lists = {"source": FieldShape.SOURCES, "anchor": FieldShape.ANCHORS}
        return lists.get(kind.reference)
    if kind.is_a(Text):
        return FieldShape.BILINGUAL
    if kind.choices:
        return FieldShape.WORD
    if kind.reference == "target":
        return FieldShape.ANCHOR
    return None if kind.item or kind.is_a(Record) else FieldShape.LINE


FIELDS: Mapping[str, tuple[DraftField, ...]] = {
    kind: tuple(_draft_fields(kind)) for kind in _RECORDS
}
"""Kind → its keys, in the order of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A new entry, perhaps with new sources, for a series file of a valid data folder."""

    contents: Mapping[str, bytes]
    """The whole data folder: path → bytes."""
    now: dt.datetime
    path: str
    kind: str
    entry: Mapping[str, EntryTree] = field(default_factory=dict)
    sources: Mapping[str, Mapping[str, EntryTree]] = field(default_factory=dict)

    def insertions(self) -> tuple[Insertion, tuple[Insertion, ...]]:
        """Return the file with the entry, and each new source; may raise NoPlaceError."""
        data = self.contents[self.path]
        sources = []
        for key, source in self.sources.items():
            sources.append(entry_file.with_source(data, key, _in_order("source", source)))
            data = sources[-1].data
        entry = entry_file.with_entry(data, LISTS[self.kind], _in_order(self.kind, self.entry))
        return entry, tuple(sources)

    def with_answer(self, key: str, answer: EntryTree) -> Draft:
        """Return a draft with this key added or changed."""
        return replace(self, entry={**self.entry, key: answer})

    def with_source(self, identifier: str, source: Mapping[str, EntryTree]) -> Draft:
        """Return a draft with a new source."""
        return replace(self, sources={**self.sources, identifier: source})

    def problems(self) -> tuple[Problem, ...]:
        """Return the problems of the check that the entry adds."""
        inserted, _ = self.insertions()
        before = {
            (problem.code, str(problem.values))
            for problem in _problems_with(self, self.contents[self.path])
        }
        found = _problems_with(self, inserted.data)
        return tuple(
            problem for problem in found if (problem.code, str(problem.values)) not in before
        )

    def problems_of_answer(self, key: str, answer: EntryTree) -> tuple[Problem, ...]:
        """Return the problems of an answer, apart from keys that are still missing."""
        inserted, _ = replace(self, entry={key: answer}).insertions()
        return _errors_within(inserted, _problems_with(self, inserted.data))

    def problems_of_source(
        self, identifier: str, key: str = "title", answer: EntryTree = "?"
    ) -> tuple[Problem, ...]:
        """Return the problems of a new source's id, or of an answer about it."""
        inserted = entry_file.with_source(self.contents[self.path], identifier, {key: answer})
        return _errors_within(inserted, _problems_with(self, inserted.data))


def _in_order(kind: str, keys: Mapping[str, EntryTree]) -> dict[str, EntryTree]:
    return {
        draft_field.key: keys[draft_field.key]
        for draft_field in FIELDS[kind]
        if draft_field.key in keys
    }


def _problems_with(draft: Draft, data: bytes) -> tuple[Problem, ...]:
    return data_folder.read_data({**draft.contents, draft.path: data}, draft.now).problems


def _errors_within(inserted: Insertion, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Return the errors in the new lines, except those of an incomplete draft."""
    return tuple(
        problem
        for problem in errors(problems)
        if inserted.line <= problem.place.line <= inserted.last_line
        and problem.code not in _INCOMPLETE
    )
