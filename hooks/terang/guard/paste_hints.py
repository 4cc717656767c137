"""YAML for an editor to paste, with its indentation and the line after which it belongs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from terang.parsing import yaml_document
from terang.parsing.yaml_blocks import indented_text, is_flow, list_item, plain_tree, yaml_block
from terang.parsing.yaml_document import Entries, Items, Node, SourcePosition

__all__ = ["indented_text", "is_flow", "list_item", "plain_tree", "yaml_block"]

BLANK = {"id": "…", "en": "…"}
"""A placeholder text for the editor to fill in."""


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
