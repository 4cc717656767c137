"""Parse a YAML file: its values as written, each with its place, from libyaml's events.

Values stay texts (`017`, `no`, `2022`); the model decides their meaning. The walk reports what a
finished tree hides: aliases, tags, duplicate keys, further documents, and texts cut by a comma, a
colon or ` #`. It stops at the limits of docs/contract.md#written-values.
"""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeAlias

import yaml

from terang.diagnostics import MessageValues, Place, Problem
from terang.parsing.decoding import HIDDEN, decode_text, lines_of
from terang.parsing.syntax_report import conflict_problems, syntax_problem
from terang.parsing.text_problems import TextSearch, has_signs
from terang.parsing.text_rules import code_point
from terang.parsing.yaml_repairs import NO_SPACE, spaced

MAX_LEVELS = 20
MAX_VALUES = 100_000
"""The number of values in a file: a megabyte that people wrote holds fewer."""

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})

_COLON = re.compile(r"\s*:")
_COMMENT = re.compile(r"\s+(#.*)")
_HIDDEN_OR_TAB = re.compile(f"{HIDDEN.pattern}|\t")

SourcePosition: TypeAlias = tuple[int, int]
"""Line and column, both from 1."""


@functools.lru_cache(65_536)
def _position(line: int, column: int) -> SourcePosition:
    """Return a position, the same object for the same one: most files have alike places."""
    return line, column


class Scalar(str):
    """A text as written; `quoted` unless plain; `comment` is the text after ` #` in its line."""

    __slots__ = ("comment", "mark", "quoted")
    # The walk sets them: a call of __init__ for each scalar takes too long.
    mark: SourcePosition
    quoted: bool
    comment: str


class Entries(dict[str, "Node"]):
    """A mapping with its place and the places of its keys.

    A key whose value could not be read has a place, but no value.
    """

    __slots__ = ("key_marks", "mark")

    def __init__(self, mark: SourcePosition) -> None:
        self.mark = mark
        self.key_marks: dict[str, SourcePosition] = {}


class Items(list["Node"]):
    """A sequence with its place and the places of its items.

    `is_whole` unless an item could not be read and was left out.
    """

    __slots__ = ("is_whole", "item_marks", "mark")

    def __init__(self, mark: SourcePosition) -> None:
        self.mark = mark
        self.item_marks: list[SourcePosition] = []
        self.is_whole = True


Node: TypeAlias = Scalar | Entries | Items | None
"""A value as written; None for null, `~` or nothing."""


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file: its root (None if unreadable) and the problems of its form."""

    path: str
    root: Entries | Items | None
    problems: tuple[Problem, ...] = ()
    has_nulls: bool = False
    """True if a value in it is null, `~` or nothing."""

    def place(self, *steps: str | int) -> Place:
        """Return the place of the value at these keys and indexes, or of the last found before it.

        Steps that are not in the file (the model's own, or a missing key) are skipped.
        """
        node: Node = self.root
        mark: SourcePosition = self.root.mark if self.root is not None else (1, 1)
        for step in steps:
            if isinstance(node, Entries) and step in node:
                mark, node = node.key_marks[str(step)], node[str(step)]
            elif isinstance(node, Items) and isinstance(step, int) and step < len(node):
                mark, node = node.item_marks[step], node[step]
            else:
                continue
            mark = mark if node is None else node.mark
        return Place(self.path, *mark)

    def key_place(self, *steps: str | int) -> Place:
        """Return the place of the last key of these steps, or of the item if it is an index."""
        node: Node = self.root
        for step in steps[:-1]:
            node = _child(node, step)
        if isinstance(node, Entries) and steps[-1] in node.key_marks:
            return Place(self.path, *node.key_marks[str(steps[-1])])
        return self.place(*steps)


def _child(node: Node, step: str | int) -> Node:
    if isinstance(node, Entries):
        return node.get(str(step))
    if isinstance(node, Items) and isinstance(step, int) and step < len(node):
        return node[step]
    return None


def parse_document(path: str, data: bytes, first_line: int = 1) -> Document:
    """Parse a YAML file, whatever its bytes are: mistakes become problems, never exceptions.

    `first_line` is the line in its file on which the text begins.
    """
    text, problems = decode_text(path, data, first_line)
    if text is None:
        return Document(path, None, problems)
    if conflicts := tuple(conflict_problems(path, text, first_line)):
        return Document(path, None, (*problems, *conflicts))
    walk = _EventWalk(path, lines_of(text), first_line)
    root = walk.document(text)
    problems = (*problems, *walk.problems)
    # Bytes that were refused may leave a text without anything that is seen.
    if root is not None and (problems or has_signs(text)):
        search = TextSearch(path, walk.lines, first_line)
        problems = (*problems, *search.problems(root))
    return Document(path, root, problems, walk.has_nulls)


_Event: TypeAlias = Any
_YamlMark: TypeAlias = Any
# Events and marks of libyaml: PyYAML's type stubs lack half of their attributes.


def _join(first: Node, second: Node) -> None:
    """Add what a second block of a key holds to the first: what refers to it is not at fault."""
    if isinstance(first, Entries) and isinstance(second, Entries):
        for key, value in second.items():
            if key not in first.key_marks:
                first[key], first.key_marks[key] = value, second.key_marks[key]
    elif isinstance(first, Items) and isinstance(second, Items):
        first += second
        first.item_marks += second.item_marks


def _is_reported(event: _Event) -> bool:
    """Return whether an event without a value has been reported: an alias, an anchor or a tag."""
    return isinstance(event, yaml.AliasEvent) or event.anchor is not None or event.tag is not None


class _StopWalkError(Exception):
    """The rest of the file cannot be read."""


@dataclass
class _EventWalk:
    """A single pass over the events of a file."""

    path: str
    lines: Sequence[str]
    first_line: int
    problems: list[Problem] = field(default_factory=list)
    has_nulls: bool = False
    _level: int = 0
    _values: int = 0
    _has_comments: bool = True
    _may_hide: bool = True
    """True if a text may hold a tab or an escaped hidden character."""
    _may_be_many: bool = True
    """True if the file may hold more values than are read."""

    def document(self, text: str) -> Entries | Items | None:
        """Return the root mapping or list, or None if it cannot be read."""
        self._has_comments, self._may_hide = "#" in text, "\t" in text or "\\" in text
        # A value ends at one of these, so that most files need no count.
        self._may_be_many = sum(map(text.count, "\n,:{}[]?-")) > MAX_VALUES
        # `yaml.parse` makes two more calls for each event.
        events: Iterator[_Event] = iter(yaml.CSafeLoader(text).get_event, None)
        root: Node = None
        documents = 0
        try:
            for event in events:
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        self._report(event.start_mark, "second-document")
                        break
                elif isinstance(event, yaml.NodeEvent):
                    root = self._node(event, events)
        except _StopWalkError:
            return None
        except yaml.YAMLError as error:
            cause = syntax_problem(self.path, self.lines, self.first_line, error)
            self.problems = [
                found for found in self.problems if found.place.line != cause.place.line
            ]
            self.problems.append(cause)
            return None
        if isinstance(root, Entries | Items):
            return root
        if not self.problems:
            self.problems.append(self._without_root(root))
        return None

    def _without_root(self, root: Node) -> Problem:
        """Return the problem of a file that is empty, or holds a single text."""
        if root is None:
            return Problem(Place(self.path, self.first_line), "empty-file")
        number = next((n for n, line in enumerate(self.lines) if line.strip()), 0)
        for repair in spaced(self.lines, number):
            return repair.problem(self.path, self.first_line)
        return Problem(Place(self.path, self.first_line), "text-only")

    def _node(self, event: _Event, events: Iterator[_Event]) -> Node:
        if self._may_be_many:
            self._count(event)
        if isinstance(event, yaml.AliasEvent):
            self._report(event.start_mark, "alias", {"name": str(event.anchor)})
            return None
        if event.anchor is not None:
            self._report(event.start_mark, "alias", {"name": event.anchor})
        if event.tag is not None:
            self._report(event.start_mark, "tag", {"tag": event.tag})
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        self._level += 1
        if self._level > MAX_LEVELS:
            self._stop(event.start_mark, "too-deep", {"levels": str(MAX_LEVELS)})
        node = (
            self._mapping(event, events)
            if isinstance(event, yaml.MappingStartEvent)
            else self._sequence(event, events)
        )
        self._level -= 1
        return node

    def _scalar(self, event: _Event) -> Scalar | None:
        plain = not event.style  # libyaml says "" where PyYAML's own parser says None
        if plain and event.value in _NULLS:
            self.has_nulls = True
            return None
        if self._may_hide and _HIDDEN_OR_TAB.search(event.value):
            self._report_hidden(event)
        scalar = Scalar(event.value)
        scalar.mark, scalar.quoted = self._mark(event.start_mark), not plain
        has_comment = plain and self._has_comments
        scalar.comment = self._comment_after(event.end_mark) if has_comment else ""
        return scalar

    def _report_hidden(self, event: _Event) -> None:
        """Report a tab at its place, an escaped character at the beginning of its text."""
        character = _HIDDEN_OR_TAB.findall(event.value)[0]
        place = self._place_within(event, character)
        variant = "tab" if character == "\t" else ""
        if variant or place is None:  # Others that stand in the file have been reported.
            values = {"character": code_point(character)}
            place = place or Place(self.path, *self._mark(event.start_mark))
            self.problems.append(Problem(place, "forbidden-character", values, variant))

    def _place_within(self, event: _Event, part: str) -> Place | None:
        """Return the place of a part of a text; None if it is escaped or goes over lines."""
        start, end = event.start_mark, event.end_mark
        for number in range(start.line, min(end.line + 1, len(self.lines))):
            before = start.column if number == start.line else 0
            after = end.column if number == end.line else None
            found = self.lines[number].rstrip().find(part, before, after)
            if found >= 0 and (part != "\t" or self.lines[number][before:found].strip()):
                return Place(self.path, number + self.first_line, found + 1)
        return None

    def _mapping(self, event: _Event, events: Iterator[_Event]) -> Entries:
        entries = Entries(self._mark(event.start_mark))
        for key_event in events:
            if isinstance(key_event, yaml.MappingEndEvent):
                break
            key = self._node(key_event, events)
            value_event = next(events)
            value = self._node(value_event, events)
            mark = key_event.start_mark
            if not isinstance(key, Scalar):
                if not _is_reported(key_event):
                    self._report(mark, "key-not-text")
            elif event.flow_style and value is None and self._no_colon_after(key_event.end_mark):
                variant = "space" if NO_SPACE.match(key) else ""
                self._report(mark, "split-by-comma", {"text": key}, variant)
                if variant:
                    entries.key_marks.setdefault(key.partition(":")[0], self._mark(mark))
            elif key in entries.key_marks:
                first = str(entries.key_marks[key][0])
                self._report(mark, "duplicate-key", {"key": key, "line": first})
                _join(entries.get(key), value)
            else:
                name = sys.intern(str(key))  # all mappings of a record have the same keys
                entries.key_marks[name] = key.mark
                if value is not None or not _is_reported(value_event):
                    entries[name] = value
        return entries

    def _count(self, event: _Event) -> None:
        """Count a value, and end the walk if there are too many."""
        self._values += 1
        if self._values > MAX_VALUES:
            self._stop(event.start_mark, "too-many-values", {"most": str(MAX_VALUES)})

    def _sequence(self, event: _Event, events: Iterator[_Event]) -> Items:
        items = Items(self._mark(event.start_mark))
        for item_event in events:
            if isinstance(item_event, yaml.SequenceEndEvent):
                break
            node = self._node(item_event, events)
            if isinstance(node, Entries) and event.flow_style and not self._opens_brace(item_event):
                # `[a: b]`: YAML reads a text with a colon as a mapping.
                self._report(
                    item_event.start_mark, "split-by-colon", {"text": next(iter(node), "")}
                )
                items.is_whole = False
            elif node is None and _is_reported(item_event):
                items.is_whole = False
            else:
                items.append(node)
                mark = self._mark(item_event.start_mark) if node is None else node.mark
                items.item_marks.append(mark)
        return items

    # These search from a mark without a copy of its line, which may be the whole file.

    def _opens_brace(self, event: _Event) -> bool:
        return self._line(event.start_mark.line).startswith("{", event.start_mark.column)

    def _no_colon_after(self, mark: _YamlMark) -> bool:
        return _COLON.match(self._line(mark.line), mark.column) is None

    def _comment_after(self, mark: _YamlMark) -> str:
        comment = _COMMENT.match(self._line(mark.line), mark.column)
        return comment[1].rstrip() if comment else ""

    def _mark(self, mark: _YamlMark) -> SourcePosition:
        return _position(mark.line + self.first_line, mark.column + 1)

    def _stop(self, mark: _YamlMark, code: str, values: dict[str, MessageValues]) -> NoReturn:
        """Report why the rest of the file is not read, and end the walk."""
        self._report(mark, code, values)
        raise _StopWalkError

    def _report(
        self,
        mark: _YamlMark,
        code: str,
        values: dict[str, MessageValues] | None = None,
        variant: str = "",
    ) -> None:
        place = Place(self.path, *self._mark(mark))
        self.problems.append(Problem(place, code, values or {}, variant))

    def _line(self, number: int) -> str:
        return self.lines[number] if 0 <= number < len(self.lines) else ""
