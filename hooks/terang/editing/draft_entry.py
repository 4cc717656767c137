"""A draft of a new record: its keys in a file's order, typed answers, its file and problems.

`cli.new_entry` asks for the answers. Every answer is put into the new file and read by the code of
the check, so that the two cannot disagree. Nothing is written here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import TypeAlias

from terang.diagnostics import Problem, errors
from terang.editing import editor_schemas
from terang.loading import data_folder, data_paths, file_names
from terang.loading.series_files import COVERAGE
from terang.model.definitions import Decision, Source, Speaker
from terang.model.entries import Correction, Event, Observation, Reply, Target
from terang.model.field_types import Record, Text, slug
from terang.model.fields import FieldType, record_fields
from terang.parsing.yaml_blocks import yaml_block

EntryTree: TypeAlias = "str | Sequence[str] | Mapping[str, EntryTree] | None"
"""The content of a record, every value as it is to be read."""

LISTS = {
    "observation": "observations",
    "target": "targets",
    "event": "events",
    "correct": "corrections",
    "withdraw": "corrections",
    "restore": "corrections",
    "reply": "replies",
}
"""Kind of draft → its list in an entry file; a decision has a file of its own kind."""
DECISION = "decision"
KINDS = (*LISTS, DECISION)

# Problems of an incomplete draft, which a single answer cannot solve.
_INCOMPLETE = frozenset({"missing-key", "anchor-clash", "correction-does-one-thing"})


class FieldShape(Enum):
    """The form of an answer."""

    LINE = auto()
    BILINGUAL = auto()
    WORD = auto()
    SOURCES = auto()
    SPEAKER = auto()
    ANCHOR = auto()
    ANCHORS = auto()
    CHANGES = auto()


@dataclass(frozen=True, slots=True)
class DraftField:
    """A key of a record, as the dialogue asks for it."""

    key: str
    shape: FieldShape = FieldShape.LINE
    required: bool = False
    words: tuple[str, ...] = ()
    """The closed list of answers; empty if any text is possible."""
    named: str = ""
    """The group of interface words that explains the list."""
    rare: bool = False
    """True if the dialogue asks for the key only on request."""


_RECORDS: Mapping[str, type[Record]] = {
    "observation": Observation,
    "target": Target,
    "event": Event,
    "correct": Correction,
    "withdraw": Correction,
    "restore": Correction,
    "reply": Reply,
    DECISION: Decision,
    "source": Source,
    "speaker": Speaker,
}
_ASKED = {
    "observation": "date value by quote sources",
    "target": "value due announced by quote sources",
    "event": "date title by quote sources",
    "correct": "anchor set reason",
    "withdraw": "anchor reason by",
    "restore": "anchor reason",
    "reply": "to date by text sources",
    DECISION: "about reason comparable",
    "source": "title publisher type url",
    "speaker": "name",
}
"""Kind → the keys that the dialogue asks for, in this order; others on request."""
WRITTEN_KEYS = {
    "observation": "anchor date label value qualifier precision status by quote note breakdown"
    " contradicts preferred sources added",
    "target": "anchor value qualifier precision due label announced replaces by quote note"
    " contradicts sources added",
    "event": "anchor date label title text by quote note contradicts sources added",
    "correct": "anchor date reason set by see sources",
    "withdraw": "anchor date reason withdraw by see sources",
    "restore": "anchor date reason restore by see sources",
    "reply": "anchor to date by text sources added",
    DECISION: "date about was reason comparable",
    "source": "title publisher type language published url archived accessed read same_text_as"
    " note",
    "speaker": "name",
}
"""Kind → its keys in the order of a file."""
_GIVEN = frozenset({"added", "withdraw", "restore", "was"})
"""Keys that the draft fills in by itself."""
_CHOICES = {"type": "source_type", "read": "reading"}
"""Keys whose words the interface words explain under another name."""


def _draft_fields(kind: str) -> Iterator[DraftField]:
    """Yield the keys of a kind that take an answer, asked ones first."""
    asked, known = _ASKED[kind].split(), {item.key: item for item in record_fields(_RECORDS[kind])}
    others = [key for key in WRITTEN_KEYS[kind].split() if key not in asked]
    for key in (*asked, *others):
        if key in _GIVEN or _is_own_day(kind, key):
            continue
        record_field = known[key]
        shape = _field_shape(kind, key, record_field.type)
        choices = record_field.type.choices
        named = _CHOICES.get(key, key) if choices else ""
        is_rare = key not in asked
        yield DraftField(key, shape, record_field.is_required, choices, named, is_rare)


def _is_own_day(kind: str, key: str) -> bool:
    """Return whether a key is the day of the correction or decision, which is today."""
    return key == "date" and LISTS.get(kind, "corrections") == "corrections" and kind in KINDS


def _field_shape(kind: str, key: str, field_type: FieldType) -> FieldShape:
    """Return the form of an answer."""
    if key == "set":
        return FieldShape.CHANGES
    if kind == DECISION and key in {"about", "comparable"}:
        return FieldShape.LINE
    if field_type.plain is tuple:
        is_sources = field_type.reference == "source"
        return FieldShape.SOURCES if is_sources else FieldShape.ANCHORS
    if field_type.is_a(Text):
        return FieldShape.BILINGUAL
    otherwise = FieldShape.WORD if field_type.choices else FieldShape.LINE
    return _BY_REFERENCE.get(field_type.reference, otherwise)


_BY_REFERENCE = {
    "speaker": FieldShape.SPEAKER,
    "anchor": FieldShape.ANCHOR,
    "target": FieldShape.ANCHOR,
    "record": FieldShape.ANCHOR,
}
"""Kind of reference → the form in which one is chosen."""


FIELDS: Mapping[str, tuple[DraftField, ...]] = {
    kind: tuple(_draft_fields(kind)) for kind in _RECORDS
}
"""Kind → its keys, those that are asked for first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A new record, perhaps with new sources, in a new file of a valid data folder."""

    contents: Mapping[str, bytes]
    """The whole data folder: path → bytes."""
    now: dt.datetime
    today: dt.date
    kind: str
    series: str = ""
    """The series' id; empty for a decision."""
    entry: Mapping[str, EntryTree] = field(default_factory=dict)
    sources: Mapping[str, Mapping[str, EntryTree]] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The path of the new file, which no file has."""
        about = self.entry.get("about")
        name = about if isinstance(about, str) else self._anchor()
        stem = "-".join(filter(None, (self.today.isoformat(), slug(name))))
        folder = data_paths.MORE_DECISIONS if self.kind == DECISION else self._folder
        return file_names.free_path(f"{folder}/{stem}", self.contents)

    @property
    def _folder(self) -> str:
        return f"{COVERAGE}/{self.series}"

    def _anchor(self) -> str:
        """Return the anchor of the record, given or as it will be."""
        own = self.entry.get("anchor") or self.entry.get("to")
        dated = self.entry.get("due") or self.entry.get("date")
        prefix = "result" if self.kind == "observation" else self.kind
        return str(own) if own else "-".join(filter(None, (prefix, str(dated or ""))))

    @property
    def text(self) -> str:
        """The content of the new file."""
        record = in_file_order(self.kind, {**self._own_keys(), **self.entry})
        if self.kind == DECISION:
            tree: object = [record]
        else:
            sources = {key: in_file_order("source", source) for key, source in self.sources.items()}
            tree = {LISTS[self.kind]: [record], **({"sources": sources} if sources else {})}
        return f"{editor_schemas.first_line(self.path)}\n{yaml_block(tree)}\n"

    def _own_keys(self) -> dict[str, EntryTree]:
        """Return the keys that need no answer."""
        today = self.today.isoformat()
        match self.kind:
            case "correct" | "decision":
                return {"date": today}
            case "withdraw" | "restore":
                return {"date": today, self.kind: "true"}
            case _:
                return {"added": today}

    def with_answer(self, key: str, answer: EntryTree) -> Draft:
        """Return a draft with this key added or changed."""
        return replace(self, entry={**self.entry, key: answer})

    def with_source(self, identifier: str, source: Mapping[str, EntryTree]) -> Draft:
        """Return a draft with a new source."""
        return replace(self, sources={**self.sources, identifier: source})

    def problems(self) -> tuple[Problem, ...]:
        """Return the problems of the check that the new file adds."""
        before = {
            (problem.code, str(problem.values))
            for problem in data_folder.read_data(self.contents, self.now).problems
        }
        return tuple(
            problem
            for problem in self._problems()
            if (problem.code, str(problem.values)) not in before
        )

    def problems_of_answer(self, key: str, answer: EntryTree) -> tuple[Problem, ...]:
        """Return the problems of an answer, apart from keys that are still missing."""
        keep = {name: at for name, at in self.entry.items() if name in {"anchor", "to"}}
        return replace(self, entry={**keep, key: answer}).errors_within()

    def problems_of_source(
        self, identifier: str, key: str = "title", answer: EntryTree = "?"
    ) -> tuple[Problem, ...]:
        """Return the problems of a new source's id, or of an answer about it."""
        return replace(self, entry={}, sources={identifier: {key: answer}}).errors_within()

    def _problems(self) -> tuple[Problem, ...]:
        contents = {**self.contents, self.path: self.text.encode()}
        return data_folder.read_data(contents, self.now).problems

    def errors_within(self) -> tuple[Problem, ...]:
        """Return the errors in the new file, except those of an incomplete draft."""
        return tuple(
            problem
            for problem in errors(self._problems())
            if problem.place.path == self.path and problem.code not in _INCOMPLETE
        )


def in_file_order(kind: str, keys: Mapping[str, EntryTree]) -> dict[str, EntryTree]:
    """Return the keys of a draft of a kind in the order of a file."""
    return {key: keys[key] for key in WRITTEN_KEYS[kind].split() if key in keys}


_RANGE = re.compile(r"(-?[0-9][0-9.]*)\s*(?:\.\.|–|—|-|s/d|to|sampai)\s*(-?[0-9][0-9.]*)")
_OUTER_MARKS = ('""', "\u201c\u201d", "\u00ab\u00bb", "''", "\u2018\u2019")


def typed_tree(key: str, text: str) -> EntryTree:
    """Return what an answer typed for a draft's key means: a range, a breakdown, a bare quotation.

    `80000-90000` is a range; `sex.female=60, sex.male=40` is a breakdown.
    """
    if key == "value" and (ends := _RANGE.fullmatch(text)):
        return {"low": ends[1], "high": ends[2]}
    if key == "quote":
        return next(
            (
                text[1:-1].strip()
                for marks in _OUTER_MARKS
                if len(text) > 1 and text.startswith(marks[0]) and text.endswith(marks[1])
            ),
            text,
        )
    if key == "breakdown":
        return _parts(text)
    return text


def _parts(text: str) -> EntryTree:
    """Return the parts of a breakdown: dimension → category → number."""
    tree: dict[str, dict[str, EntryTree]] = {}
    for part in text.split(","):
        name, _, number = part.partition("=")
        dimension, _, category = name.strip().partition(".")
        given = number.strip()
        tree.setdefault(dimension, {})[category] = None if given == "null" else given
    return tree
