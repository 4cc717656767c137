"""Edits of a YAML file that leave its other lines as they are; long texts below their keys.

A document is compared with the tree that it shall have; only the keys and items that differ are
written anew. The result is parsed again: where that went wrong, the whole file is written anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from terang.parsing.decoding import decode_text, lines_of
from terang.parsing.yaml_blocks import BlockDumper, indented_text, is_flow, plain_tree, yaml_block
from terang.parsing.yaml_document import (
    Document,
    Entries,
    Items,
    Node,
    Scalar,
    parse_document,
)

_WIDTH = 88
"""PyYAML breaks a text after the word that crosses this column, and it is indented later."""
_LONG = 80
"""The length from which a text is folded over lines below its key."""
_WORD = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9./:-]*[A-Za-z0-9])?")
_QUOTED = re.compile(r"""'[^']*'|"[^"\\]*\"""")
_BYTE_ORDER_MARK = "\ufeff"


class _FoldingDumper(BlockDumper):
    """A dumper that writes long texts as `>-` and texts with line breaks as `|-`."""


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else ">" if len(text) > _LONG else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_FoldingDumper.add_representer(str, _represent_text)


def folded_block(tree: Any) -> str:  # noqa: ANN401
    """Return a tree as YAML for an edit of a file, its long texts folded below their keys."""
    return yaml_block(tree, _FoldingDumper, _WIDTH)


def rewritten_file(document: Document, data: bytes, tree: Any, order: Sequence[str]) -> bytes:  # noqa: ANN401
    """Return a file edited to the content `tree`, with its own layout where nothing changes.

    `order`: the usual order of keys, by which a new key finds its place.
    """
    text, _ = decode_text(document.path, data)
    if text is None or document.root is None:
        raise ValueError(document.path)
    tree = plain_tree(tree)
    if plain_tree(document.root) == tree:
        return data
    lines = lines_of(text)
    written = next(
        attempt for attempt in _attempts(lines, document.root, tree, order) if _says(attempt, tree)
    )
    mark = _BYTE_ORDER_MARK if data.startswith(_BYTE_ORDER_MARK.encode()) else ""
    ending = "\r\n" if b"\r\n" in data else "\n"
    return (mark + written.rstrip("\n").replace("\n", ending) + ending).encode()


def _attempts(
    lines: Sequence[str],
    root: Entries | Items,
    tree: Any,  # noqa: ANN401
    order: Sequence[str],
) -> Iterator[str]:
    """Yield the text with few changes, then the text written anew, below its comments."""
    yield "\n".join(_Editor(lines, order).with_changes(root, tree))
    head = [line for line in lines[: root.mark[0] - 1] if _is_filler(line, len(line))]
    for block in (folded_block(tree), yaml_block(tree)):
        yield "\n".join([*head, block])


def _says(text: str, tree: Any) -> bool:  # noqa: ANN401
    """Return whether a text has this content, without problems."""
    document = parse_document("", text.encode())
    return not document.problems and plain_tree(document.root) == tree


def _is_filler(line: str, column: int) -> bool:
    """Return whether a line stands between two values: blank, or a comment left of a column."""
    stripped = line.lstrip(" ")
    is_comment = stripped.startswith("#") and len(line) - len(stripped) <= column
    return not stripped or is_comment or line.rstrip() in ("---", "...")


@dataclass(frozen=True, slots=True)
class _Part:
    """A key or an item of a block: the comments before it, and its lines."""

    before: Sequence[str]
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Editor:
    """The lines of a file, and the changes of its blocks; each returns the lines of a block."""

    lines: Sequence[str]
    order: Sequence[str]

    def with_changes(self, root: Entries | Items, tree: Any) -> list[str]:  # noqa: ANN401
        """Return the lines of the file with another content."""
        start = root.mark[0] - 1
        return [*self.lines[:start], *self._block(root, tree, len(self.lines), at_root=True)]

    def _block(
        self,
        node: Entries | Items,
        tree: Any,  # noqa: ANN401
        end: int,
        *,
        at_root: bool = False,
    ) -> list[str]:
        """Return the lines from a node's first to the line `end`, from 0, with another content."""
        start, column = node.mark[0] - 1, node.mark[1] - 1
        if plain_tree(node) == tree:
            return [*self.lines[start:end]]
        prefix = self.lines[start][:column]
        match node, tree:
            case Entries(), dict() if not is_flow(self.lines, node):
                changed = self._mapping(node, tree, end, spaced=at_root)
            case Items(), list() if self._has_same_blocks(node, tree):
                changed = self._sequence(node, tree, end)
            case _:
                changed = indented_text(folded_block(tree), column).split("\n")
        return _with_prefix(changed, prefix)

    def _mapping(
        self, node: Entries, tree: Mapping[str, Any], end: int, *, spaced: bool
    ) -> list[str]:
        """Return the lines of a mapping; the first without what stands before it in its line."""
        column = node.mark[1] - 1
        marks = sorted((mark[0] - 1, key) for key, mark in node.key_marks.items())
        parts, rest = self._parts([line for line, _ in marks], end, column)
        first = parts[0].lines
        parts[0] = _Part((), [" " * column + first[0][column:], *first[1:]])
        blocks: list[tuple[str, list[str]]] = []
        for (line, key), part in zip(marks, parts, strict=True):
            if key not in tree:
                blocks.append((key, [*part.before]))
            elif plain_tree(node.get(key)) == tree[key]:
                blocks.append((key, [*part.before, *part.lines]))
            else:
                body = self._value(node[key], tree[key], line, line + len(part.lines))
                if body is None and len(part.lines) == 1:
                    body = _with_word(part.lines[0], node[key], tree[key])
                if body is None:
                    text = folded_block({key: tree[key]})
                    body = indented_text(text, column).split("\n")
                blocks.append((key, [*part.before, *body]))
        for key in tree:
            if key not in node.key_marks:
                new = indented_text(folded_block({key: tree[key]}), column).split("\n")
                if spaced:
                    new = ["", *(_spaced(new) if isinstance(tree[key], list) else new)]
                blocks.insert(self._place_of(key, [name for name, _ in blocks]), (key, new))
        return [line for _, block in blocks for line in block] + [*rest]

    def _value(self, node: Node, tree: Any, line: int, end: int) -> list[str] | None:  # noqa: ANN401
        """Return the lines of a key whose value is a block below it; None if it is not."""
        can_stay = (isinstance(node, Entries) and isinstance(tree, dict)) or (
            isinstance(node, Items) and isinstance(tree, list) and self._has_same_blocks(node, tree)
        )
        if not can_stay or not isinstance(node, Entries | Items) or is_flow(self.lines, node):
            return None
        start = node.mark[0] - 1
        if start == line:
            return None
        return [*self.lines[line:start], *self._block(node, tree, end)]

    def _sequence(self, node: Items, tree: Sequence[Any], end: int) -> list[str]:
        """Return the lines of a list; items are compared in their order, new ones come last."""
        dash = node.mark[1] - 1
        starts = [mark[0] - 1 for mark in node.item_marks]
        parts, rest = self._parts(starts, end, dash)
        lines: list[str] = []
        for item, new, start, part in zip(node, tree, starts, parts, strict=True):
            lines += part.before
            if isinstance(item, Entries):
                lines += self._block(item, new, start + len(part.lines))
            else:
                lines += part.lines
        return [*lines, *rest]

    def _has_same_blocks(self, node: Items, tree: Sequence[Any]) -> bool:
        """Return whether a block list has as many items as `tree`, and only mappings differ."""
        return (
            not is_flow(self.lines, node)
            and len(node) == len(tree)
            and all(
                isinstance(item, Entries) or plain_tree(item) == new
                for item, new in zip(node, tree, strict=True)
            )
        )

    def _parts(
        self, starts: Sequence[int], end: int, column: int
    ) -> tuple[list[_Part], Sequence[str]]:
        """Return the parts that begin in these lines, and what follows the last."""
        parts = []
        before: Sequence[str] = ()
        for start, following in zip(starts, [*starts[1:], end], strict=True):
            last = following
            while last > start + 1 and _is_filler(self.lines[last - 1], column):
                last -= 1
            parts.append(_Part(before, self.lines[start:last]))
            before = self.lines[last:following]
        return parts, before

    def _place_of(self, key: str, names: Sequence[str]) -> int:
        """Return the index for a new key: after the last key that usually stands before it."""
        if key not in self.order:
            return len(names)
        earlier = set(self.order[: self.order.index(key)])
        return max((at for at, name in enumerate(names, start=1) if name in earlier), default=0)


def _with_word(line: str, node: Node, text: Any) -> list[str] | None:  # noqa: ANN401
    """Return a line with another word as its value, or None if the value is no simple text."""
    if not isinstance(node, Scalar) or not isinstance(text, str) or not _WORD.fullmatch(text):
        return None
    start = node.mark[1] - 1
    written = _QUOTED.match(line, start) if node.quoted else None
    if written is None and line[start : start + len(node)] != node:
        return None
    end = written.end() if written else start + len(node)
    return [line[:start] + text + line[end:]]


def _spaced(lines: Sequence[str]) -> list[str]:
    """Return the lines of a key with a list, with a blank line between its items."""
    first, *rest = lines
    spaced = [first, *rest[:1]]
    for line in rest[1:]:
        spaced += ["", line] if line.startswith("  - ") else [line]
    return spaced


def _with_prefix(lines: Sequence[str], prefix: str) -> list[str]:
    """Return the lines of a block with what stands before it: its indent, and a dash."""
    changed = [*lines]
    for number, line in enumerate(lines):
        if not _is_filler(line, len(line)):
            changed[number] = prefix + line[len(prefix) :]
            return changed
    return changed
