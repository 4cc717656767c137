"""YAML in block style: texts for a tree, indented or not; trees without their places.

Hints to paste, and the migration of an older data format, write YAML with it.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import Any

import yaml

from terang.parsing.yaml_document import Entries, Items

_WIDTH = 100


class BlockDumper(yaml.SafeDumper):
    """A YAML dumper with indented lists and the fewest quotes."""

    # In these files `2022`, `no` and `12:30` are read by their key; only a null is not a text.
    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own attribute
        first: [(tag, pattern) for tag, pattern in found if tag.endswith(":null")]
        for first, found in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """Indent lists below their keys."""
        return super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002
        """Return True: two equal values are written twice."""
        return True


class _QuotedText(str):
    """A text that keeps its quotes: without them an official code would be refused."""

    __slots__ = ()


_CODE = re.compile(r"[0-9.]+")
BlockDumper.add_representer(
    _QuotedText,
    lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"'),
)


def yaml_block(
    tree: Any,  # noqa: ANN401
    dumper: type[BlockDumper] = BlockDumper,
    width: int = _WIDTH,
) -> str:
    """Return a tree as YAML in block style; texts are wrapped at about `width` columns."""
    text: str = yaml.dump(
        plain_tree(tree), Dumper=dumper, allow_unicode=True, sort_keys=False, width=width
    )
    return text.rstrip("\n")


def plain_tree(node: Any) -> Any:  # noqa: ANN401
    """Return a tree as plain dicts, lists and strings, without its places."""
    if isinstance(node, dict):
        return {str(key): plain_tree(child) for key, child in node.items()}
    if isinstance(node, list):
        return [plain_tree(child) for child in node]
    if getattr(node, "quoted", False) and _CODE.fullmatch(node):
        return _QuotedText(node)
    return None if node is None else str(node)


def indented_text(text: str, column: int) -> str:
    """Return a block of YAML indented by `column` columns."""
    return textwrap.indent(text, " " * column)


def is_flow(lines: Sequence[str], node: Entries | Items) -> bool:
    """Return whether a mapping or a list is not in block style but in flow style, in brackets."""
    line, column = node.mark
    return lines[line - 1][column - 1 : column] in ("{", "[")
