"""A draft of a new entry: its possible keys, its text in the file and its problems.

`cli.new_entry` asks for the answers. Every answer is inserted into the file and read by the code of
the check, so that the two cannot disagree. Nothing is written here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from terang.diagnostics import Problem, errors
from terang.editing import entry_file
from terang.editing.entry_file import EntryTree, Insertion
from terang.loading import data_folder
from terang.model.definitions import ReadingDirection, SourceType
from terang.model.entries import Qualifier, Status

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
    """Whether the dialogue never asks for the key; it is then given as an argument."""


_SOURCES = DraftField("sources", FieldShape.SOURCES, required=True)
_QUALIFIER = DraftField("qualifier", FieldShape.WORD, words=tuple(Qualifier), named="qualifier")
_STATUS = DraftField("status", FieldShape.WORD, words=tuple(Status), named="status")
_TYPE = DraftField(
    "type", FieldShape.WORD, required=True, words=tuple(SourceType), named="source_type"
)
_LABEL, _BY, _NOTE = (DraftField(key, FieldShape.BILINGUAL) for key in ("label", "by", "note"))
_QUOTE, _PRECISION = DraftField("quote"), DraftField("precision")
_CONTRADICTS = DraftField("contradicts", FieldShape.ANCHORS)

FIELDS: Mapping[str, tuple[DraftField, ...]] = {
    "observation": (
        DraftField("anchor", rare=True),
        DraftField("date", required=True),
        _LABEL,
        DraftField("value", required=True),
        _QUALIFIER,
        _PRECISION,
        _STATUS,
        _BY,
        _SOURCES,
        _QUOTE,
        _CONTRADICTS,
        DraftField("preferred", FieldShape.BILINGUAL, rare=True),
        _NOTE,
    ),
    "target": (
        DraftField("anchor", rare=True),
        DraftField("value", required=True),
        _QUALIFIER,
        _PRECISION,
        DraftField("due"),
        _LABEL,
        DraftField("announced"),
        DraftField("replaces", FieldShape.ANCHOR),
        _BY,
        _SOURCES,
        _QUOTE,
        _CONTRADICTS,
        _NOTE,
    ),
    "event": (
        DraftField("anchor", rare=True),
        DraftField("date", required=True),
        _LABEL,
        DraftField("title", FieldShape.BILINGUAL, required=True),
        DraftField("text", FieldShape.BILINGUAL),
        _BY,
        _SOURCES,
        _QUOTE,
        _CONTRADICTS,
        _NOTE,
    ),
    "source": (
        DraftField("title", required=True),
        DraftField("publisher", required=True),
        _TYPE,
        DraftField("language", required=True),
        DraftField("published"),
        DraftField("url"),
        DraftField("archived", rare=True),
        DraftField("accessed"),
        DraftField("read", FieldShape.WORD, words=tuple(ReadingDirection), named="reading"),
        DraftField("same_text_as", rare=True),
        _NOTE,
    ),
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
            (item.code, str(item.values)) for item in _problems_with(self, self.contents[self.path])
        }
        found = _problems_with(self, inserted.data)
        return tuple(item for item in found if (item.code, str(item.values)) not in before)

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
