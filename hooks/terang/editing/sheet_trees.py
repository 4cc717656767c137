"""The trees of the records that rows of a sheet add; the places of their values are cells.

`sheet_import` makes them of the cells of a row; the code of the check reads them.
"""

from __future__ import annotations

from typing import TypeAlias

from terang.editing.draft_entry import WRITTEN_KEYS
from terang.editing.sheet_columns import NULL
from terang.parsing.delimited import LIST_SEPARATOR, NamedColumn
from terang.parsing.sheets import CellPlace
from terang.parsing.yaml_document import Entries, Items, Node, Scalar

ReadCells: TypeAlias = dict[str, tuple[str, CellPlace]]
"""Name of a column → its text and the place of its cell."""

_LIST_KEYS = frozenset({"sources", "contradicts", "set.sources", "set.contradicts"})
_DOINGS = ("set", "withdraw", "restore")
_ORDERS = {
    "correction": ("anchor", "date", "reason", *_DOINGS, "by", "see", "sources"),
    **{kind: tuple(WRITTEN_KEYS[kind].split()) for kind in WRITTEN_KEYS},
}


def record_tree(kind: str, cells: ReadCells, place: CellPlace) -> Entries:
    """Return the tree of a record that a row of a sheet adds, its keys in a file's order."""
    root = Entries(_mark(place))
    order = _ORDERS[kind]
    for name in sorted(cells, key=lambda name: order.index(name.partition(".")[0])):
        text, at = cells[name]
        keys, node = name.split("."), root
        for key in keys[:-1]:
            child = node.setdefault(scalar_at(key, at), Entries(_mark(at)))
            node.key_marks.setdefault(key, _mark(at))
            if isinstance(child, Entries):
                node = child
        node[scalar_at(keys[-1], at)] = _leaf(name, text, at)
        node.key_marks[keys[-1]] = _mark(at)
    return root


def scalar_at(text: str, place: CellPlace) -> Scalar:
    """Return a cell's text as a value in the tree of a record, at the place of the cell."""
    scalar = Scalar(text)
    scalar.mark, scalar.quoted, scalar.comment = _mark(place), True, ""
    return scalar


def cell_at(line: int, column: int, path: str) -> CellPlace | None:
    """Return the cell that a place in the tree of an added record stands for, or None."""
    if not isinstance(column, NamedColumn):
        return None
    return CellPlace(path, line, int(column), column.name)


def _mark(place: CellPlace) -> tuple[int, int]:
    return place.line, NamedColumn(place.column, place.cell)


def _leaf(name: str, text: str, place: CellPlace) -> Node:
    if text == NULL and name.startswith(("breakdown.", "set.")):
        return None
    if name not in _LIST_KEYS:
        return scalar_at(text, place)
    items = Items(_mark(place))
    for part in text.split(LIST_SEPARATOR.strip()):
        items.append(scalar_at(part.strip(), place))
        items.item_marks.append(_mark(place))
    return items
