"""The values of a YAML file as written, each with its place, from a walk over libyaml's events.

Values stay texts (`017`, `no`, `2022`); the model decides their meaning. The walk reports what a
finished tree hides: aliases, tags, duplicate keys, further documents, and texts cut by a comma, a
colon or ` #`. It stops at the limits of docs/contract.md#written-values.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from terang.diagnostics import MessageValues, Place, Problem

MAX_BYTES = 1_000_000
MAX_LEVELS = 20

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})

# Characters that readers cannot see: control characters other than tabs and line ends, changes of
# direction, and separators that end a line for libyaml but not for editors (a comment could hide
# data behind them).
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_HIDDEN_OR_TAB = re.compile(f"{_HIDDEN.pattern}|\t")
_MOST_HIDDEN = 20
"""The number of hidden characters that are reported of a file."""

# Part of libyaml's message → the variant of our hint; the first match counts.
_SYNTAX_HINTS = (
    ("mapping values are not allowed", "colon"),
    ("could not find expected ':'", "key"),
    ("block sequence entries are not allowed", "dash"),
    ("tab character", "tab"),
    ("cannot start any token", "start"),
    ("expected alphabetic or numeric", "start"),
    ("expected comment or line break", "start"),
    ("unexpected end of stream", "open"),
    ("escape", "escape"),
    ("hexdecimal", "escape"),
    ("',' or", "flow"),
    ("expected node content", "start"),
)
_COLON = re.compile(r"\s*:")
_COMMENT = re.compile(r"\s+(#.*)")
_NO_SPACE = re.compile(r"\s*(?:- +)*(?=[a-z_]+:(?!//)\S)")
"""A key and its value without a space between, which YAML reads as a single text."""

SourcePosition: TypeAlias = tuple[int, int]
"""Line and column, both from 1."""


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


def files_below(folder: Path) -> Iterator[Path]:
    """Yield every file below a folder, in no order; none if the folder does not exist.

    Raises OSError if a folder cannot be read: to skip it would publish only part of the data.
    """
    return (folder / name for name in names_below(folder))


def names_below(folder: Path) -> Iterator[str]:
    """Yield the paths of these files from the folder, with slashes."""

    def unreadable(error: OSError) -> None:
        raise error

    if folder.exists():
        for place, _, names in os.walk(folder, onerror=unreadable):
            path = place[len(str(folder)) :].strip(os.sep).replace(os.sep, "/")
            yield from (f"{path}/{name}" for name in names) if path else names


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
    """Parse a file, whatever its bytes are: mistakes become problems, never exceptions.

    `first_line` is the line in its file on which the text begins.
    """
    text, problems = decode_text(path, data, first_line)
    if text is None:
        return Document(path, None, problems)
    walk = _Walk(path, lines_of(text), first_line)
    root = walk.document(text)
    return Document(path, root, (*problems, *walk.problems), walk.has_nulls)


def decode_text(
    path: str, data: bytes, first_line: int = 1
) -> tuple[str | None, tuple[Problem, ...]]:
    """Return the text of a file, or None, and the problems of its bytes.

    Each forbidden character is reported and replaced by U+FFFD, so that the rest can be checked.
    """
    if len(data) > MAX_BYTES:
        return None, (Problem(Place(path, first_line), "too-large"),)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, (_not_utf_8(path, data, error.start, first_line),)
    if _looks_like_utf_16(data):
        return None, (_not_utf_8(path, data, data.index(0), first_line),)
    hidden = tuple(itertools.islice(_hidden_characters(path, text, first_line), _MOST_HIDDEN))
    return (_HIDDEN.sub("\ufffd", text) if hidden else text), hidden


def lines_of(text: str) -> list[str]:
    """Return the lines as an editor counts them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _code_point(character: str) -> str:
    return f"U+{ord(character):04X}"


def _hidden_characters(path: str, text: str, first_line: int) -> Iterator[Problem]:
    """Yield the hidden characters of a text; tabs are allowed here."""
    if _HIDDEN.search(text) is None:
        return
    for number, line in enumerate(lines_of(text), start=first_line):
        for found in _HIDDEN.finditer(line):
            values = {"character": _code_point(found[0])}
            yield Problem(Place(path, number, found.start() + 1), "forbidden-character", values)


def _not_utf_8(path: str, data: bytes, index: int, first_line: int) -> Problem:
    """Return the problem of a byte that is not UTF-8, or of a file in UTF-16."""
    before = lines_of(data[:index].decode("utf-8-sig", "replace"))
    place = Place(path, len(before) - 1 + first_line, len(before[-1]) + 1)
    variant = "utf_16" if _looks_like_utf_16(data) else ""
    return Problem(place, "not-utf-8", {"byte": f"0x{data[index]:02x}"}, variant)


def _looks_like_utf_16(data: bytes) -> bool:
    """Return whether it begins with a UTF-16 mark, or has the zeros of Latin letters in UTF-16."""
    return data[:2] in (b"\xff\xfe", b"\xfe\xff") or data.count(0) * 4 > len(data)


_Event: TypeAlias = Any
_YamlMark: TypeAlias = Any
# Events and marks of libyaml: PyYAML's type stubs lack half of their attributes.


def _is_reported(event: _Event) -> bool:
    """Return whether an event without a value has been reported: an alias, an anchor or a tag."""
    return isinstance(event, yaml.AliasEvent) or event.anchor is not None or event.tag is not None


class _StopWalkError(Exception):
    """The rest of the file cannot be read."""


@dataclass
class _Walk:
    """A single pass over the events of a file."""

    path: str
    lines: Sequence[str]
    first_line: int
    problems: list[Problem] = field(default_factory=list)
    has_nulls: bool = False
    _level: int = 0
    _has_comments: bool = True
    _may_hide: bool = True
    """True if a text may hold a tab or an escaped hidden character."""

    def document(self, text: str) -> Entries | Items | None:
        """Return the root mapping or list, or None if it cannot be read."""
        self._has_comments, self._may_hide = "#" in text, "\t" in text or "\\" in text
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
            self._report_syntax(error)
            return None
        if isinstance(root, Entries | Items):
            return root
        code = "empty-file" if root is None else "text-only"
        if not self.problems:
            self.problems.append(Problem(Place(self.path, self.first_line), code))
        return None

    def _node(self, event: _Event, events: Iterator[_Event]) -> Node:
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
            self._report(event.start_mark, "too-deep", {"levels": str(MAX_LEVELS)})
            raise _StopWalkError
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
        start, end = event.start_mark, event.end_mark
        line, column = start.line, start.column
        for number in range(start.line, min(end.line + 1, len(self.lines))):
            before = start.column if number == start.line else 0
            after = end.column if number == end.line else None
            found = self.lines[number].rstrip().find(character, before, after)
            if found >= 0 and self.lines[number][before:found].strip():
                line, column = number, found
                break
        place = Place(self.path, line + self.first_line, column + 1)
        variant = "tab" if character == "\t" else ""
        values = {"character": _code_point(character)}
        self.problems.append(Problem(place, "forbidden-character", values, variant))

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
                variant = "space" if _NO_SPACE.match(key) else ""
                self._report(mark, "split-by-comma", {"text": key}, variant)
                if variant:
                    entries.key_marks.setdefault(key.partition(":")[0], self._mark(mark))
            elif key in entries.key_marks:
                first = str(entries.key_marks[key][0])
                self._report(mark, "duplicate-key", {"key": key, "line": first})
            else:
                entries.key_marks[key] = key.mark
                if value is not None or not _is_reported(value_event):
                    entries[key] = value
        return entries

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
        return mark.line + self.first_line, mark.column + 1

    def _report(
        self,
        mark: _YamlMark,
        code: str,
        values: dict[str, MessageValues] | None = None,
        variant: str = "",
    ) -> None:
        place = Place(self.path, *self._mark(mark))
        self.problems.append(Problem(place, code, values or {}, variant))

    def _report_syntax(self, error: yaml.YAMLError) -> None:
        """Report libyaml's error, with a hint for frequent mistakes.

        A quote or bracket without an end is reported at its beginning; libyaml reports its end.
        """
        detail = getattr(error, "problem", None) or str(error).splitlines()[0]
        variant = next((hint for words, hint in _SYNTAX_HINTS if words in detail), "")
        mark = getattr(error, "problem_mark", None)
        begun = getattr(error, "context_mark", None)
        if begun is not None and (mark is None or variant in ("open", "key")):
            mark = begun
        if begun is not None and variant == "flow" and mark is not None and mark.line > begun.line:
            mark = begun
        line, column = (mark.line, mark.column) if mark is not None else (0, 0)
        written = self._line(line)
        if "\t" in written[: len(written) - len(written.lstrip())]:
            variant = "tab"
        elif variant == "colon" and (above := _NO_SPACE.match(self._line(line - 1))):
            line, column, variant = line - 1, above.end(), "space"
        elif variant == "key" and _NO_SPACE.match(written):
            variant = "space"
        elif variant == "colon" and ":" not in written[:column]:
            variant = ""  # A key whose indentation is wrong.
        elif variant == "start" and not any(line.strip() for line in self._rest(mark)):
            variant = "flow"
        elif not variant and re.search(r"[\"']\s*$", written[:column]):
            variant = "quote"
        place = Place(self.path, line + self.first_line, column + 1)
        self.problems.append(Problem(place, "syntax", {"detail": detail}, variant))

    def _rest(self, mark: _YamlMark) -> Sequence[str]:
        """Return the lines from a mark to the end of the file."""
        return (self._line(mark.line)[mark.column :], *self.lines[mark.line + 1 :])

    def _line(self, number: int) -> str:
        return self.lines[number] if 0 <= number < len(self.lines) else ""
