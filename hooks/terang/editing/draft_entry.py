"""An entry in the making: what it may say, how it would stand in its file, what is wrong with it.

Every answer is set into the file and read by the same code as the check, so that the two can never
disagree; nothing is written.
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
"""Kind of entry → the list of a series file it stands in."""

# What an answer alone cannot mend: the rest is not there yet.
_INCOMPLETE = frozenset({"missing-key", "anchor-clash"})


class FieldShape(Enum):
    """In what form an answer is given."""

    LINE = auto()
    BILINGUAL = auto()
    WORD = auto()
    SOURCES = auto()
    ANCHOR = auto()
    ANCHORS = auto()


@dataclass(frozen=True, slots=True)
class DraftField:
    """A key that an entry or a source may have."""

    key: str
    shape: FieldShape = FieldShape.LINE
    required: bool = False
    words: tuple[str, ...] = ()
    """What may be chosen from."""
    named: str = ""
    """Where the interface words say what the words mean."""
    rare: bool = False
    """Never asked for: who needs it gives it as an argument."""


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
"""Kind → its keys, in the order in which they are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A new entry, perhaps with new sources, for a file of a sound folder."""

    contents: Mapping[str, bytes]
    """The whole data folder, path → bytes."""
    now: dt.datetime
    path: str
    kind: str
    entry: Mapping[str, EntryTree] = field(default_factory=dict)
    sources: Mapping[str, Mapping[str, EntryTree]] = field(default_factory=dict)

    def made(self) -> tuple[Insertion, tuple[Insertion, ...]]:
        """The file with the entry, and each new source; NoPlaceError where they cannot be put."""
        data = self.contents[self.path]
        sources = []
        for key, source in self.sources.items():
            sources.append(entry_file.with_source(data, key, _in_order("source", source)))
            data = sources[-1].data
        entry = entry_file.with_entry(data, LISTS[self.kind], _in_order(self.kind, self.entry))
        return entry, tuple(sources)

    def with_answer(self, key: str, answer: EntryTree) -> Draft:
        """The same with one key more, or changed."""
        return replace(self, entry={**self.entry, key: answer})

    def with_source(self, identifier: str, source: Mapping[str, EntryTree]) -> Draft:
        """The same with a new source."""
        return replace(self, sources={**self.sources, identifier: source})

    def problems(self) -> tuple[Problem, ...]:
        """What the check would say that it does not say without the entry."""
        made, _ = self.made()
        before = {(item.code, str(item.values)) for item in _read(self, self.contents[self.path])}
        found = _read(self, made.data)
        return tuple(item for item in found if (item.code, str(item.values)) not in before)

    def problems_of_answer(self, key: str, answer: EntryTree) -> tuple[Problem, ...]:
        """What is wrong with one answer, whatever is still missing beside it."""
        made, _ = replace(self, entry={key: answer}).made()
        return _within(made, _read(self, made.data))

    def problems_of_source(
        self, identifier: str, key: str = "title", answer: EntryTree = "?"
    ) -> tuple[Problem, ...]:
        """What is wrong with a new source's id, or with one answer about it."""
        made = entry_file.with_source(self.contents[self.path], identifier, {key: answer})
        return _within(made, _read(self, made.data))


def _in_order(kind: str, keys: Mapping[str, EntryTree]) -> dict[str, EntryTree]:
    return {
        field_item.key: keys[field_item.key]
        for field_item in FIELDS[kind]
        if field_item.key in keys
    }


def _read(draft: Draft, data: bytes) -> tuple[Problem, ...]:
    return data_folder.read_data({**draft.contents, draft.path: data}, draft.now).problems


def _within(made: Insertion, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The errors in the new lines, but for what only says that there is more to come."""
    return tuple(
        problem
        for problem in errors(problems)
        if made.line <= problem.place.line <= made.last_line and problem.code not in _INCOMPLETE
    )
