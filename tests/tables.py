"""An entry file as a table: the rows and cells of a tree, for tests that hold tables against YAML.

The tree is that of a YAML file: lists of records under `observations` and the like, records by id
under `sources` and `speakers`. Values are texts, None is `null`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

KINDS = {
    "observations": "observation",
    "targets": "target",
    "events": "event",
    "corrections": "correction",
    "replies": "reply",
}
"""List of an entry file → the kind of its rows."""
MAPPINGS = {"sources": "source", "speakers": "speaker"}
"""Mapping of an entry file → the kind of its rows."""


def as_table(
    tree: Mapping[str, Any],
    *,
    delimiter: str = ",",
    line_end: str = "\r\n",
    has_mark: bool = False,
) -> bytes:
    """Return an entry file as a table; `has_mark` puts a byte-order mark before it."""
    rows = list(rows_of(tree))
    columns = list(dict.fromkeys(column for row in rows for column in row)) or ["date"]
    lines = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    special = re.compile(rf"[{delimiter}\"\r\n]")
    text = "".join(
        delimiter.join(
            '"' + cell.replace('"', '""') + '"' if special.search(cell) else cell for cell in line
        )
        + line_end
        for line in lines
    )
    return (b"\xef\xbb\xbf" if has_mark else b"") + text.encode()


def rows_of(tree: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Yield the cells of each record by their column; a record of no list is left out."""
    for key, kind in KINDS.items():
        for record in tree.get(key, ()):
            yield {"kind": kind, **dict(_cells(record))}
    for name, kind in MAPPINGS.items():
        for key, record in tree.get(name, {}).items():
            yield {"kind": kind, "id": key, **dict(_cells(record))}


def _cells(node: Any, *above: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Yield column and text of each value below a node."""
    if isinstance(node, dict):
        for key, child in node.items():
            yield from _cells(child, *above, key)
    elif isinstance(node, list):
        yield ".".join(above), " | ".join(node)
    else:
        yield ".".join(above), "null" if node is None else str(node)
