"""Inserts a new entry into a series file as text; no other byte of the file changes.

The file keeps its style: byte order mark, line ends, indentation, blank lines between entries,
comments, and a missing line end at the end. The result is read back and compared before it is
returned, so that a file with an unexpected style is refused and not damaged.
"""

from __future__ import annotations

import itertools
import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

from terang.model import period
from terang.model.period import Period
from terang.parsing import yaml_document
from terang.parsing.yaml_document import Entries, Items
from terang.parsing.yaml_quoting import quoted_text

EntryTree: TypeAlias = "str | Sequence[str] | Mapping[str, EntryTree]"
"""The content of an entry, every value as it is to be read."""

LISTS = ("observations", "targets", "events")
"""The lists of a series file, in their order."""

SOURCES = "sources"

_WIDTH = 100
_BOM = b"\xef\xbb\xbf"
_DATED = {"targets": "due"}
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")

# Numbers and dates have no quotes, since `yaml_document` reads every scalar as text.
_BARE_KEYS = frozenset(
    ["date", "due", "announced", "value", "precision", "published", "accessed"],
)
_BARE = re.compile(r"-?[0-9](?:[-0-9./QS]*[0-9])?")
# Texts that an editor's YAML may read as another type, or in which it may see an end.
_PLAIN = re.compile(r"[^\W_](?:[^\x00-\x1f\x7f]*[^\s:])?")
_CUT = re.compile(r":(?: |$)| #")
_NOT_TEXT = re.compile(
    r"[-+.0-9][-+.,:0-9_ \teExoa-fA-FTtZz]*"
    r"|(?:null|true|false|yes|no|on|off|y|n|inf|nan)",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^ \t\r\n]+(?: [^ \t\r\n]+)+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

_YamlNode: TypeAlias = Any
# Nodes of libyaml; PyYAML's type stubs leave out half of their attributes.


class NoPlaceError(Exception):
    """The style of a file prevents an insertion at `key`.

    `reason` is `flow` (the list is between brackets) or `shape` (anything else).
    """

    def __init__(self, reason: str, key: str) -> None:
        super().__init__(f"{reason}: {key}")
        self.reason = reason
        self.key = key


@dataclass(frozen=True, slots=True)
class Insertion:
    """A file with inserted lines."""

    data: bytes
    line: int
    """The first new line that is not blank, from 1."""
    lines: tuple[str, ...]
    """The new lines, without their ends."""

    @property
    def last_line(self) -> int:
        """The last new line, from 1."""
        return self.line + len(self.lines) - 1


def with_entry(data: bytes, name: str, entry: Mapping[str, EntryTree]) -> Insertion:
    """Return a series file with a new entry in the list `name`.

    The entry goes to the place of its date if the list is sorted by date, else to the end. A
    missing list is added. Raises NoPlaceError if the style of the file prevents it.
    """
    file = _File.parse(data)
    index, place = file.place_of_entry(name, entry)
    insertion = file.insertion(place, lambda style: style.item(entry, place.column))
    _confirm(data, insertion, name, index, entry)
    return insertion


def with_source(data: bytes, identifier: str, source: Mapping[str, EntryTree]) -> Insertion:
    """Return a series file with a new source of its own, after the others."""
    file = _File.parse(data)
    place = file.place_of_source()
    insertion = file.insertion(
        place, lambda style: style.mapping({identifier: source}, place.column)
    )
    _confirm(data, insertion, SOURCES, identifier, source)
    return insertion


# --- the place ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _InsertionPlace:
    """The place of new lines: the line before which they go (from 0), and their column."""

    line: int
    column: int
    head: str = ""
    """The line of the key, if its list is missing."""
    blank_before: bool = False
    blank_after: bool = False


@dataclass(frozen=True)
class _File:
    """A valid file as lines and as libyaml's nodes."""

    bom: bytes
    lines: Sequence[str]
    root: _YamlNode
    """The root, a mapping in block style."""

    @classmethod
    def parse(cls, data: bytes) -> _File:
        """Parse a file in which `yaml_document` finds no problem."""
        bom = _BOM if data.startswith(_BOM) else b""
        text = data[len(bom) :].decode()
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
        if not isinstance(root, yaml.MappingNode):
            raise NoPlaceError("shape", "")
        if root.flow_style:
            raise NoPlaceError("flow", root.value[0][0].value if root.value else "")
        return cls(bom, _LINES.findall(text), root)

    def place_of_entry(
        self, name: str, entry: Mapping[str, EntryTree]
    ) -> tuple[int, _InsertionPlace]:
        """Return the index of a new entry in its list, and its place."""
        found = self._value(name)
        if found is None:
            return 0, self._place_of_key(name, LISTS[: LISTS.index(name)])
        key, items = found
        if not isinstance(items, yaml.SequenceNode) or items.flow_style:
            raise NoPlaceError("flow", name)
        index = _index(items, name, entry)
        column, blank = items.start_mark.column, self._style.separated
        if index:
            line, keeps = self._end(items.value[index - 1], column)
            return index, _InsertionPlace(line, column, blank_before=blank and not keeps)
        line = items.start_mark.line
        while line - 1 > key.start_mark.line and self.lines[line - 1].lstrip().startswith("#"):
            line -= 1
        return index, _InsertionPlace(line, column, blank_after=blank)

    def place_of_source(self) -> _InsertionPlace:
        """Return the place after the file's own sources."""
        found = self._value(SOURCES)
        if found is None:
            return self._place_of_key(SOURCES, LISTS)
        _, sources = found
        if not isinstance(sources, yaml.MappingNode) or sources.flow_style:
            raise NoPlaceError("flow", SOURCES)
        column = sources.start_mark.column
        line, keeps = self._end(sources.value[-1][1], column)
        return _InsertionPlace(line, column, blank_before=self._style.separated and not keeps)

    def _place_of_key(self, name: str, after: Sequence[str]) -> _InsertionPlace:
        """Return the place of a new key: after the last of the keys in `after`."""
        before = [found[1] for key in after if (found := self._value(key)) is not None]
        if not before:
            raise NoPlaceError("shape", name)
        column = self.root.start_mark.column
        line, keeps = self._end(before[-1], column)
        is_list = name in LISTS
        deeper = self._style.list_offset if is_list else self._style.step
        blank = self._style.airy and not keeps
        head = f"{' ' * column}{name}:"
        return _InsertionPlace(line, column + deeper, head=head, blank_before=blank)

    def _value(self, name: str) -> tuple[_YamlNode, _YamlNode] | None:
        return next((pair for pair in self.root.value if pair[0].value == name), None)

    def _end(self, node: _YamlNode, column: int) -> tuple[int, bool]:
        """Return the line after a node and its comments, and whether its text ends in blank lines.

        Comments with an indentation deeper than `column` belong to the node.
        """
        last = _last(node)
        mark = last.end_mark
        block = isinstance(last, yaml.ScalarNode) and last.style in ("|", ">")
        keeps = block and "+" in self.lines[last.start_mark.line][last.start_mark.column :][:3]
        line = mark.line + 1 if not block or mark.column else mark.line
        while block and not keeps and not self.lines[line - 1].strip():
            line -= 1
        while line < len(self.lines) and re.match(rf" {{{column + 1},}}#", self.lines[line]):
            line += 1
        return line, bool(keeps)

    @property
    def _style(self) -> _Style:
        lists = [found[1] for name in LISTS if (found := self._value(name)) is not None]
        pairs = [pair for entries in lists for pair in itertools.pairwise(entries.value)]
        airy = any(not line.strip() for line in self.lines)
        between = [
            any(not line.strip() for line in self.lines[self._end(a, 0)[0] : b.start_mark.line])
            for a, b in pairs
        ]
        return _Style.measured(self.root, airy=airy, separated=any(between) if between else airy)

    # --- the new bytes ---

    def insertion(
        self, place: _InsertionPlace, written: Callable[[_Style], list[str]]
    ) -> Insertion:
        """Return the file with new lines; all other lines keep their bytes."""
        body = [place.head] if place.head else []
        body += written(self._style)
        lines = [*([""] if place.blank_before else []), *body, *([""] if place.blank_after else [])]
        before, after = self.lines[: place.line], self.lines[place.line :]
        ended = not before or before[-1][-1] in "\r\n"
        end = _line_end(before) or _line_end(after) or "\n"
        text = end.join(lines)
        text = text + end if ended else end + text
        start = self.bom + "".join(before).encode()
        new = text.encode("utf-8", "surrogatepass")
        line = len(before) + 1 + place.blank_before
        return Insertion(start + new + "".join(after).encode(), line, tuple(body))


def _line_end(lines: Sequence[str]) -> str:
    """Return the line end of the last line that has one, or an empty string."""
    for line in reversed(lines):
        if found := re.search(r"(?:\r\n|\r|\n)\Z", line):
            return found[0]
    return ""


def _last(node: _YamlNode) -> _YamlNode:
    """Return the last node within a node that marks its own end."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        node = node.value[-1]
        if isinstance(node, tuple):
            node = node[1]
    return node


def _index(items: _YamlNode, name: str, entry: Mapping[str, EntryTree]) -> int:
    """Return the index of a new entry in a list."""
    key = _DATED.get(name, "date")
    dates = [_date_in(item, key) for item in items.value]
    new = entry.get(key)
    order = [_rank(date) for date in dates]
    try:
        rank = _rank(period.parse_period(new) if isinstance(new, str) else None)
    except period.NotAPeriodError:
        return len(order)
    return bisect_right(order, rank) if order == sorted(order) else len(order)


def _date_in(item: _YamlNode, key: str) -> Period | None:
    """Return the date of an entry of a valid file."""
    return next(
        (period.parse_period(value.value) for name, value in item.value if name.value == key),
        None,
    )


def _rank(date: Period | None) -> tuple[object, ...]:
    """Return a sort key by date; an entry without a date comes last."""
    return (1,) if date is None else (0, date)


# --- the style ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Style:
    """The indentation and blank lines of a file."""

    step: int
    """Columns from a key to the keys below it."""
    list_offset: int
    """Columns from a top-level key to the dashes below it."""
    item_offset: int
    """Columns from a key of an entry to the dashes below it."""
    gap: int
    """Columns from a dash to its item."""
    airy: bool
    separated: bool
    """`airy`: whether the file has blank lines; `separated`: whether entries have them between."""

    @classmethod
    def measured(cls, root: _YamlNode, *, airy: bool, separated: bool) -> _Style:
        """Return the style of a file's first keys and lists; the default is our own style."""
        steps, offsets, gaps = [2], [2], [2]
        inner: list[int] = []
        for depth, key, value in _pairs(root):
            deeper = value.start_mark.column - key.start_mark.column
            if not isinstance(value, yaml.CollectionNode) or value.flow_style:
                continue
            if isinstance(value, yaml.MappingNode):
                steps.append(deeper)
                continue
            (inner if depth else offsets).append(deeper)
            gaps.append(value.value[0].start_mark.column - value.start_mark.column)
        first = slice(1, 2)
        return cls(
            step=(steps[first] or steps)[0],
            list_offset=(offsets[first] or offsets)[0],
            item_offset=(inner or offsets[first] or offsets)[0],
            gap=max(2, (gaps[first] or gaps)[0]),
            airy=airy,
            separated=separated,
        )

    def item(self, entry: Mapping[str, EntryTree], column: int) -> list[str]:
        """Return the lines of a list item with its dash in this column."""
        first, *rest = self.mapping(entry, column + self.gap)
        return [f"{' ' * column}-{first[column + 1 :]}", *rest]

    def mapping(self, keys: Mapping[str, EntryTree], column: int) -> list[str]:
        """Return the lines of a mapping with its keys in this column."""
        lines = []
        pad = " " * column
        for key, value in keys.items():
            name = _on_one_line(key)
            if isinstance(value, Mapping):
                lines += [f"{pad}{name}:", *self.mapping(value, column + self.step)]
            elif isinstance(value, str):
                lines += self._text(f"{pad}{name}:", key, value, column + self.step)
            else:
                dash = f"{' ' * (column + self.item_offset)}-{' ' * (self.gap - 1)}"
                lines += [f"{pad}{name}:", *(f"{dash}{_on_one_line(item)}" for item in value)]
        return lines

    def _text(self, head: str, key: str, text: str, column: int) -> list[str]:
        if key in _BARE_KEYS and _BARE.fullmatch(text):
            return [f"{head} {text}"]
        line = f"{head} {_on_one_line(text)}"
        if len(line) <= _WIDTH or _WORDS.fullmatch(text) is None or _CONTROL.search(text):
            return [line]
        return [f"{head} >-", *_folded(text, column)]


def _pairs(node: _YamlNode, depth: int = 0) -> Iterator[tuple[int, _YamlNode, _YamlNode]]:
    """Yield the depth, key and value of every mapping in block style, in order."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style:
        return
    for child in node.value:
        if isinstance(child, tuple):
            yield depth, *child
            yield from _pairs(child[1], depth + 1)
        else:
            yield from _pairs(child, depth + 1)


def _on_one_line(text: str) -> str:
    """Return a text plain if every YAML reader reads it as text, otherwise in quotes."""
    if _PLAIN.fullmatch(text) and not _CUT.search(text) and not _NOT_TEXT.fullmatch(text):
        return text
    return json.dumps(text, ensure_ascii=False) if _CONTROL.search(text) else quoted_text(text)


def _folded(text: str, column: int) -> Iterator[str]:
    """Yield the lines of a text that YAML folds into a single line."""
    line = " " * column
    for word in text.split(" "):
        if line.strip() and len(line) + 1 + len(word) > _WIDTH:
            yield line
            line = " " * column
        line += f" {word}" if line.strip() else word
    yield line


# --- the check ---------------------------------------------------------------------------------


def _confirm(data: bytes, insertion: Insertion, name: str, place: int | str, new: object) -> None:
    """Raise NoPlaceError unless the result reads as the old content with the new part."""
    before, after = (
        yaml_document.parse_document("", data).root,
        yaml_document.parse_document("", insertion.data),
    )
    if after.problems:
        return  # a text that may not be published; the check reports it
    there = before.get(name) if isinstance(before, Entries) else None
    expected: dict[str, object] = {**before} if isinstance(before, Entries) else {}
    if isinstance(place, int):
        items = [*there] if isinstance(there, Items) else []
        expected[name] = [*items[:place], new, *items[place:]]
    else:
        expected[name] = {**(there if isinstance(there, Entries) else {}), place: new}
    if after.root != expected:
        raise NoPlaceError("shape", name)
