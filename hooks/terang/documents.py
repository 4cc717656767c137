"""A YAML file → its values as written, each with where it stands, in one walk over libyaml's events.

Values keep their written form: `017`, `no` and `2022` stay texts, and the model decides what they
are. The walk sees what a finished tree hides: aliases, tags, duplicate keys, further documents, and
the places where a comma, a colon or ` #` has cut a text. It stops at the contract's depth and size,
so a hostile file costs no more than a large honest one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from terang.problems import Place, Problem, Said

MAX_BYTES = 1_000_000
MAX_LEVELS = 20

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_LINE_BREAKS = frozenset("\n\r")
_BIDI = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_LINE_END = re.compile(r"\r\n|\r|\n")

Mark: TypeAlias = tuple[int, int]
"""Line and column, both from 1."""


class Scalar(str):
    """A text as written; `quoted` unless plain; `comment` is what ` #` has cut from its line."""

    __slots__ = ("comment", "mark", "quoted")
    mark: Mark
    quoted: bool
    comment: str

    @classmethod
    def at(cls, text: str, mark: Mark, *, quoted: bool, comment: str = "") -> Scalar:
        """A scalar with its place."""
        scalar = cls(text)
        scalar.mark, scalar.quoted, scalar.comment = mark, quoted, comment
        return scalar


class Entries(dict[str, "Node"]):
    """A mapping with its place and the places of its keys."""

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.key_marks: dict[str, Mark] = {}


class Items(list["Node"]):
    """A sequence with its place and the places of its items."""

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.item_marks: list[Mark] = []


Node: TypeAlias = Scalar | Entries | Items | None
"""A value as written; None where null, `~` or nothing stands."""


@dataclass(frozen=True, slots=True)
class Document:
    """One file read: its root (None where unreadable) and what is wrong with its form."""

    path: str
    root: Entries | Items | None
    problems: tuple[Problem, ...] = ()

    def place(self, *steps: str | int) -> Place:
        """Where the value at the end of these keys and indexes stands, or the last on the way.

        Steps that are not written there (the model's own, or a missing key) are passed over.
        """
        node: Node = self.root
        mark: Mark = self.root.mark if self.root is not None else (1, 1)
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
        """Where the last key of these steps stands (an index counts as its item)."""
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


def parse(path: str, data: bytes, first_line: int = 1) -> Document:
    """Read one file; whatever its bytes are, the answer is a Document, never an exception.

    `first_line` is the line the text begins on in its file, where it is a part of one.
    """
    if len(data) > MAX_BYTES:
        return Document(path, None, (Problem(Place(path), "too-large"),))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        byte = f"0x{data[error.start]:02x}"
        return Document(path, None, (Problem(_place_after(path, before), "not-utf-8", {"byte": byte}),))
    forbidden = tuple(_forbidden_characters(path, text, first_line))
    if forbidden:
        return Document(path, None, forbidden)
    walk = _Walk(path, _LINE_END.split(text), first_line)
    root = walk.document(text)
    return Document(path, root, tuple(walk.problems))


def forbidden_character(text: str, allowed: frozenset[str] = _LINE_BREAKS) -> str | None:
    """The first character that no published text may hold, as U+XXXX, or None."""
    for character in text:
        if character in _BIDI or (
            unicodedata.category(character) in ("Cc", "Cs") and character not in allowed
        ):
            return f"U+{ord(character):04X}"
    return None


def _forbidden_characters(path: str, text: str, first_line: int) -> Iterator[Problem]:
    """Control and direction characters that stand in the file itself (tabs may separate)."""
    if text.isascii() and text.isprintable():
        return
    allowed = _LINE_BREAKS | {"\t"}
    for number, line in enumerate(_LINE_END.split(text), start=first_line):
        if not line.isprintable() and (found := forbidden_character(line, allowed)):
            column = line.index(chr(int(found[2:], 16))) + 1
            yield Problem(Place(path, number, column), "forbidden-character", {"character": found})


def _place_after(path: str, text: str) -> Place:
    lines = _LINE_END.split(text)
    return Place(path, len(lines), len(lines[-1]) + 1)


class _StopWalkError(Exception):
    """Nothing after this point can be read."""


@dataclass
class _Walk:
    """One pass over the events of one file."""

    path: str
    lines: Sequence[str]
    first_line: int
    problems: list[Problem] = field(default_factory=list)
    _level: int = 0

    def document(self, text: str) -> Entries | Items | None:
        """The root mapping or list, or None where there is none to read."""
        events = yaml.parse(text, Loader=yaml.CSafeLoader)
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

    def _node(self, event: yaml.NodeEvent, events: Iterator[yaml.Event]) -> Node:
        if isinstance(event, yaml.AliasEvent):
            self._report(event.start_mark, "alias", {"name": event.anchor})
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

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar | None:
        plain = event.style is None
        if plain and event.value in _NULLS:
            return None
        mark = self._mark(event.start_mark)
        character = forbidden_character(event.value)
        if character is not None:
            self._report(event.start_mark, "forbidden-character", {"character": character})
        comment = self._comment_after(event.end_mark) if plain else ""
        return Scalar.at(event.value, mark, quoted=not plain, comment=comment)

    def _mapping(self, event: yaml.CollectionStartEvent, events: Iterator[yaml.Event]) -> Entries:
        entries = Entries(self._mark(event.start_mark))
        for key_event in events:
            if isinstance(key_event, yaml.MappingEndEvent):
                break
            key = self._node(key_event, events)
            value = self._node(next(events), events)
            if not isinstance(key, Scalar):
                self._report(key_event.start_mark, "key-not-text")
            elif event.flow_style and value is None and self._no_colon_after(key_event.end_mark):
                self._report(key_event.start_mark, "split-by-comma", {"text": key})
            elif key in entries:
                first = str(entries.key_marks[key][0])
                self._report(key_event.start_mark, "duplicate-key", {"key": key, "line": first})
            else:
                entries[key] = value
                entries.key_marks[key] = self._mark(key_event.start_mark)
        return entries

    def _sequence(self, event: yaml.CollectionStartEvent, events: Iterator[yaml.Event]) -> Items:
        items = Items(self._mark(event.start_mark))
        for item_event in events:
            if isinstance(item_event, yaml.SequenceEndEvent):
                break
            node = self._node(item_event, events)
            if isinstance(node, Entries) and event.flow_style and not self._opens_brace(item_event):
                # `[a: b]`: YAML has made a mapping of one text that holds a colon.
                self._report(item_event.start_mark, "split-by-colon", {"text": next(iter(node), "")})
                continue
            items.append(node)
            items.item_marks.append(self._mark(item_event.start_mark))
        return items

    def _opens_brace(self, event: yaml.Event) -> bool:
        return self._rest_of_line(event.start_mark).startswith("{")

    def _no_colon_after(self, mark: yaml.Mark) -> bool:
        return not self._rest_of_line(mark).lstrip().startswith(":")

    def _comment_after(self, mark: yaml.Mark) -> str:
        rest = self._rest_of_line(mark)
        return rest.strip() if rest[:1].isspace() and rest.lstrip().startswith("#") else ""

    def _rest_of_line(self, mark: yaml.Mark) -> str:
        return self.lines[mark.line][mark.column :] if mark.line < len(self.lines) else ""

    def _mark(self, mark: yaml.Mark) -> Mark:
        return mark.line + self.first_line, mark.column + 1

    def _report(self, mark: yaml.Mark, code: str, values: dict[str, Said] | None = None) -> None:
        self.problems.append(Problem(Place(self.path, *self._mark(mark)), code, values or {}))

    def _report_syntax(self, error: yaml.YAMLError) -> None:
        """YAML's own complaint, with the cure for the mistakes that people make most."""
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        detail = getattr(error, "problem", None) or str(error).splitlines()[0]
        if mark is None:
            self.problems.append(
                Problem(Place(self.path, self.first_line), "syntax", {"detail": detail})
            )
            return
        line = self.lines[mark.line] if mark.line < len(self.lines) else ""
        variant = ""
        if "\t" in line[: len(line) - len(line.lstrip())]:
            variant = "tab"
        elif "mapping values are not allowed" in detail:
            variant = "colon"
        elif re.match(r"[^#]*[{\[]", line):
            variant = "flow"
        place = Place(self.path, *self._mark(mark))
        self.problems.append(Problem(place, "syntax", {"detail": detail}, variant))
