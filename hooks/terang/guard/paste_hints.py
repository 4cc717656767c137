"""YAML to paste, at its indentation, and the line that it goes after."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Sequence
from typing import Any

import yaml

from terang.parsing import yaml_document
from terang.parsing.yaml_document import Entries, Items, Node, SourcePosition

BLANK = {"id": "…", "en": "…"}
"""A text that the editor fills in."""

_WIDTH = 100


class _HintDumper(yaml.SafeDumper):
    """Writes as editors do: lists indented, quotes only where the text would be read otherwise."""

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
    """A tree as YAML in block style."""
    text: str = yaml.dump(
        plain_scalar(tree), Dumper=_HintDumper, allow_unicode=True, sort_keys=False, width=_WIDTH
    )
    return text.rstrip("\n")


def plain_scalar(node: Any) -> Any:  # noqa: ANN401
    """A tree without its places."""
    if isinstance(node, dict):
        return {str(key): plain_scalar(child) for key, child in node.items()}
    if isinstance(node, list):
        return [plain_scalar(child) for child in node]
    return None if node is None else str(node)


def indented_text(text: str, column: int) -> str:
    """A text so many columns in."""
    return textwrap.indent(text, " " * column)


def list_item(text: str, dash: int) -> str:
    """A mapping as an item of a list whose dashes stand so many columns in."""
    return indented_text("- " + indented_text(text, 2)[2:], dash)


def revision_item(today: dt.date, was: dict[str, Any]) -> dict[str, Any]:
    """A revision that awaits its reason."""
    return {"revised": today.isoformat(), "reason": BLANK, "was": was}


def withdrawal_block(today: dt.date) -> dict[str, Any]:
    """A withdrawal that awaits its reason."""
    return {"withdrawn": {"date": today.isoformat(), "reason": BLANK}}


def decision_item(today: dt.date, about: str) -> dict[str, Any]:
    """A decision that awaits its reason."""
    return {"date": today.isoformat(), "about": about, "reason": BLANK}


# --- where things stand ------------------------------------------------------------------------


def is_flow(lines: Sequence[str], node: Entries | Items) -> bool:
    """Whether a mapping or a list is written between brackets."""
    line, column = node.mark
    return lines[line - 1][column - 1 : column] in ("{", "[")


def end_of(lines: Sequence[str], mark: SourcePosition) -> int:
    """The last line of the block that begins at a mark, blank lines at its end left out."""
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
    """The last line of a list of mappings."""
    return end_of(lines, items.item_marks[-1] if items.item_marks else items.mark)


def end_of_file(lines: Sequence[str]) -> int:
    """The last line that is not blank."""
    return max((number for number, text in enumerate(lines, start=1) if text.strip()), default=0)


def dash_of(lines: Sequence[str], items: Items) -> int:
    """How many columns in the dashes of a list stand."""
    line, column = items.item_marks[0] if items.item_marks else items.mark
    return max(lines[line - 1].rfind("-", 0, column - 1), 0)


def as_written(lines: Sequence[str], node: Entries) -> str:
    """A mapping in a list as its editor wrote it, comments included, beginning in column 0.

    In block style anew, where it was written between brackets.
    """
    line, column = node.mark
    first, *rest = lines[line - 1 : end_of(lines, node.mark)]
    text = "\n".join([first[column - 1 :], *(_outdented(item, column - 1) for item in rest)])
    same = not is_flow(lines, node) and _read(text) == node
    return text if same else yaml_block(node)


def _outdented(line: str, columns: int) -> str:
    return line[columns:] if not line[:columns].strip() else line.lstrip()


def _read(text: str) -> Node:
    return yaml_document.parse_document("", text.encode()).root
