"""YAML for an editor to paste, with its indentation and the line after which it belongs."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Sequence
from typing import Any

import yaml

from terang.parsing import yaml_document
from terang.parsing.yaml_document import Entries, Items, Node, SourcePosition

BLANK = {"id": "…", "en": "…"}
"""A placeholder text for the editor to fill in."""

_WIDTH = 100


class _HintDumper(yaml.SafeDumper):
    """A YAML dumper with indented lists and the fewest quotes."""

    # In these files `2022`, `no` and `12:30` are read by their key; only a null is not a text.
    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own attribute
        first: [(tag, pattern) for tag, pattern in found if tag.endswith(":null")]
        for first, found in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        return super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002
        return True


def yaml_block(tree: Any) -> str:  # noqa: ANN401
    """Return a tree as YAML in block style."""
    text: str = yaml.dump(
        plain_tree(tree), Dumper=_HintDumper, allow_unicode=True, sort_keys=False, width=_WIDTH
    )
    return text.rstrip("\n")


def plain_tree(node: Any) -> Any:  # noqa: ANN401
    """Return a tree as plain dicts, lists and strings, without its places."""
    if isinstance(node, dict):
        return {str(key): plain_tree(child) for key, child in node.items()}
    if isinstance(node, list):
        return [plain_tree(child) for child in node]
    return None if node is None else str(node)


def indented_text(text: str, column: int) -> str:
    """Return a text indented by `column` columns."""
    return textwrap.indent(text, " " * column)


def list_item(text: str, dash: int) -> str:
    """Return a mapping as a list item with its dash in column `dash`, from 0."""
    return indented_text("- " + indented_text(text, 2)[2:], dash)


def revision_item(today: dt.date, was: dict[str, Any]) -> dict[str, Any]:
    """Return a revision with a placeholder for its reason."""
    return {"revised": today.isoformat(), "reason": BLANK, "was": was}


def withdrawal_block(today: dt.date) -> dict[str, Any]:
    """Return a withdrawal with a placeholder for its reason."""
    return {"withdrawn": {"date": today.isoformat(), "reason": BLANK}}


def decision_item(today: dt.date, about: str) -> dict[str, Any]:
    """Return a decision with a placeholder for its reason."""
    return {"date": today.isoformat(), "about": about, "reason": BLANK}


# --- places in a file --------------------------------------------------------------------------


def is_flow(lines: Sequence[str], node: Entries | Items) -> bool:
    """Return whether a mapping or a list is in flow style, between brackets."""
    line, column = node.mark
    return lines[line - 1][column - 1 : column] in ("{", "[")


def end_of(lines: Sequence[str], mark: SourcePosition) -> int:
    """Return the last line of the block that begins at a mark, without blank lines at its end."""
    line, column = mark
    end = line
    for number, text in enumerate(lines[line:], start=line + 1):
        inside = len(text) - len(text.lstrip(" ")) >= column - 1
        if text.strip() and inside:
            end = number
        elif text.strip() and not text.lstrip().startswith("#"):
            break
    return end


def end_of_list(lines: Sequence[str], items: Items) -> int:
    """Return the last line of a list of mappings."""
    return end_of(lines, items.item_marks[-1] if items.item_marks else items.mark)


def end_of_file(lines: Sequence[str]) -> int:
    """Return the last line that is not blank."""
    return max((number for number, text in enumerate(lines, start=1) if text.strip()), default=0)


def dash_of(lines: Sequence[str], items: Items) -> int:
    """Return the column of a list's dashes, from 0."""
    line, column = items.item_marks[0] if items.item_marks else items.mark
    return max(lines[line - 1].rfind("-", 0, column - 1), 0)


def as_written(lines: Sequence[str], node: Entries) -> str:
    """Return the lines of a mapping in a list as written, with its comments, from column 0.

    A mapping in flow style is returned in block style.
    """
    line, column = node.mark
    first, *rest = lines[line - 1 : end_of(lines, node.mark)]
    text = "\n".join(
        [first[column - 1 :], *(_outdented(line_text, column - 1) for line_text in rest)]
    )
    same = not is_flow(lines, node) and _parse_yaml(text) == node
    return text if same else yaml_block(node)


def _outdented(line: str, columns: int) -> str:
    return line[columns:] if not line[:columns].strip() else line.lstrip()


def _parse_yaml(text: str) -> Node:
    return yaml_document.parse_document("", text.encode()).root
