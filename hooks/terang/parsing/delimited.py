"""A table of entries as a tree of values with their places: a row an entry.

Columns are keys, with a point for what is nested (`note.id`), lists are joined by ` | `, an empty
cell is an absent key and `null` is written out (docs/contract.md#entry-files). The tree is the same
as that of a YAML file, so that all rules are the same. Places are a row and the name of a column.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from terang.diagnostics import Place, Problem
from terang.parsing.decoding import decode_text, lines_of
from terang.parsing.text_problems import TextSearch
from terang.parsing.yaml_document import (
    MAX_LEVELS,
    Document,
    Entries,
    Items,
    Node,
    Scalar,
    SourcePosition,
)

_DELIMITERS = ",;\t"
LIST_SEPARATOR = " | "
"""The text between the values of a cell that holds several."""
_MOST_COLUMNS = 200
_MOST_ROWS = 20_000
_MOST_LEVELS = MAX_LEVELS - 3
"""The number of points in a column's name: its record stands in a list of a mapping."""


class NamedColumn(int):
    """The number of a column, from 1; it is shown by its name."""

    name: str
    """The name as it is written."""
    key: str
    """The name of the column that is meant, or "" if it is not known."""

    def __new__(cls, number: int, name: str) -> Self:
        """Return the number of a column with its name."""
        column = super().__new__(cls, number)
        column.name = column.key = name
        return column

    def __str__(self) -> str:
        """Return the name, or the number of a column whose name cannot be part of a place."""
        return self.name if self.name and ":" not in self.name else int.__repr__(self)


@dataclass(frozen=True, slots=True)
class TableShape:
    """The meaning of columns and kinds of rows."""

    lists: Mapping[str, str]
    """Kind of a row → the list of its records in a file; the first is the kind by default."""
    mappings: Mapping[str, str]
    """Kind of a row → the mapping of its records by `id`."""
    list_keys: frozenset[str]
    """The keys whose cells hold several values."""
    meant_column: Callable[[str, bool], str]
    """Heading, and True if rows may be of several kinds → the column that is meant, or ""."""
    known_columns: Callable[[bool], Sequence[str]]
    """True if rows may be of several kinds → the columns, to be named in a hint."""
    meant_kind: Callable[[str], str]
    """Text in the column of kinds → the kind that is meant, or ""."""


def parse_table(path: str, data: bytes, shape: TableShape) -> Document:
    """Parse a table of entries, whatever its bytes are: mistakes become problems of its cells."""
    text, problems = decode_text(path, data)
    if text is None:
        return Document(path, None, problems)
    table = _Table(path, shape)
    root = table.parse_text(text)
    problems = (*problems, *table.problems)
    if root is not None:
        # Without lines, each problem is placed at its cell.
        problems = (*problems, *TextSearch(path, (), 1).problems(root))
    return Document(path, root, problems, table.has_nulls)


def delimiter_of(text: str) -> str:
    """Return the delimiter of a table's cells: the most frequent sign in its first line."""
    return max(_DELIMITERS, key=text.partition("\n")[0].count)


class _Table:
    """The rows of a table on their way into a tree."""

    def __init__(self, path: str, shape: TableShape) -> None:
        self._path = path
        self._shape = shape
        self.problems: list[Problem] = []
        self.has_nulls = False
        self._delimiter = ","

    def parse_text(self, text: str) -> Entries | None:
        """Return the tree, or None if the text is no table."""
        root = Entries((1, 1))
        # A line break within a cell is the same text, whatever program has saved it.
        lines = "\n".join(lines_of(text))
        self._delimiter = delimiter_of(lines)
        rows = csv.reader(io.StringIO(lines, newline=""), delimiter=self._delimiter, strict=True)
        try:
            columns = self._columns(next(rows, []))
            if columns is None:
                return None
            for number, cells in enumerate(rows, start=2):
                if number > _MOST_ROWS:
                    self._report((number, 1), "table-too-large")
                    break
                if any(cell.strip() for cell in cells):
                    self._add(root, number, columns, cells)
        except csv.Error as error:
            self._report((rows.line_num, 1), "not-a-table", text=str(error))
            return None
        return root

    def _columns(self, heading: Sequence[str]) -> list[NamedColumn] | None:
        """Return the columns by their names, or None if the rows cannot be read by them.

        An empty heading and names that come twice are reported.
        """
        names = [name.strip() for name in heading]
        columns = [NamedColumn(number, name) for number, name in enumerate(names, start=1)]
        if not any(names):
            self._report((1, 1), "table-without-heading")
        if len(names) > _MOST_COLUMNS:
            self._report((1, 1), "table-too-large")
            return None
        for column in columns:
            if column.name and names.index(column.name) < column - 1:
                self._report((1, column), "duplicate-column", text=column.name)
            if column.name.count(".") >= _MOST_LEVELS:
                self._report((1, int(column)), "too-deep", levels=str(MAX_LEVELS))
                return None
        self._find_meant(columns)
        return columns

    def _find_meant(self, columns: Sequence[NamedColumn]) -> None:
        """Set the key of each column, and report headings that are none, all as one problem.

        The cells below a wrong heading are read as those of the column that is meant, so that
        nothing is reported as missing.
        """
        meant_column = self._shape.meant_column
        taken = {column.name for column in columns}
        has_kinds = any(meant_column(name, True) == "kind" for name in taken if name)  # noqa: FBT003
        wrong = []
        for column in columns:
            column.key = meant_column(column.name, has_kinds) if column.name else ""
            if column.key == column.name:
                continue
            if column.key in taken:
                column.key = ""
            taken.add(column.key)
            wrong.append(column)
        near = [column for column in wrong if column.key]
        if near:
            row = io.StringIO()
            cells = [column.key or column.name for column in columns]
            csv.writer(row, delimiter=self._delimiter, lineterminator="").writerow(cells)
            pairs = "; ".join(f"{column.name} → {column.key}" for column in near)
            self._report((1, near[0]), "unknown-key", "columns", pairs=pairs, row=row.getvalue())
        known = ", ".join(self._shape.known_columns(has_kinds))
        for column in wrong:
            if not column.key:
                values = {"text": column.name, "known": known}
                self._report((1, column), "unknown-key", "column", **values)

    def _add(
        self, root: Entries, number: int, columns: list[NamedColumn], cells: Sequence[str]
    ) -> None:
        """Add the record of a row to the list of its kind."""
        for index, extra in enumerate(cells[len(columns) :], start=len(columns) + 1):
            if extra.strip():
                self._report((number, index), "cell-without-heading", text=extra.strip())
                break
        record, kind = Entries((number, 1)), next(iter(self._shape.lists))
        kind_mark: SourcePosition = (number, 1)
        for column, cell in zip(columns, cells, strict=False):
            text, mark = cell.strip(), (number, column)
            if not text:
                continue
            if not column.name:
                self._report(mark, "cell-without-heading", text=text)
            elif column.key == "kind":
                kind, kind_mark = text, mark
            elif column.key:
                self._set(record, column.key.split("."), text, mark)
        self._file(root, kind, kind_mark, record)

    def _file(self, root: Entries, kind: str, kind_mark: SourcePosition, record: Entries) -> None:
        """Put a record where a file of its kind has it."""
        number = record.mark[0]
        if kind in self._shape.lists:
            name = self._shape.lists[kind]
            items = root.setdefault(name, Items((number, 1)))
            root.key_marks.setdefault(name, (number, 1))
            if isinstance(items, Items):
                items.append(record)
                items.item_marks.append((number, 1))
        elif kind in self._shape.mappings:
            name = self._shape.mappings[kind]
            records = root.setdefault(name, Entries((number, 1)))
            root.key_marks.setdefault(name, (number, 1))
            key = record.pop("id", None)
            mark = record.key_marks.pop("id", (number, 1))
            if isinstance(records, Entries) and isinstance(key, Scalar):
                if key in records:
                    self._report(mark, "duplicate-key", key=key)
                records[key] = record
                records.key_marks[key] = mark
            else:
                self._report((number, 1), "row-without-id")
        else:
            known = ", ".join([*self._shape.lists, *self._shape.mappings])
            values = {"text": kind, "known": known, "nearest": self._shape.meant_kind(kind)}
            self._report(kind_mark, "unknown-kind", "near" if values["nearest"] else "", **values)

    def _set(
        self, record: Entries, keys: Sequence[str], text: str, mark: tuple[int, NamedColumn]
    ) -> None:
        """Set the value of a cell at the keys of its column."""
        node = record
        for key in keys[:-1]:
            child = node.setdefault(_scalar(key, mark), Entries(mark))
            node.key_marks.setdefault(key, mark)
            if not isinstance(child, Entries):
                self._report(mark, "column-within-column", text=mark[1].name, key=key)
                return
            node = child
        last = keys[-1]
        if "\t" in text:
            self._report(mark, "forbidden-character", "tab", character="U+0009")
        if last in node:
            self._report(mark, "column-within-column", text=mark[1].name, key=last)
            return
        node.key_marks[last] = mark
        node[_scalar(last, mark)] = self._value(last, text, mark)

    def _value(self, key: str, text: str, mark: tuple[int, NamedColumn]) -> Node:
        if text == "null":
            self.has_nulls = True
            return None
        if key not in self._shape.list_keys:
            return _scalar(text, mark)
        items = Items(mark)
        for item in text.split(LIST_SEPARATOR):
            items.append(_scalar(item.strip(), mark))
            items.item_marks.append(mark)
        return items

    def _report(self, mark: SourcePosition, code: str, variant: str = "", **values: str) -> None:
        self.problems.append(Problem(Place(self._path, *mark), code, values, variant))


def _scalar(text: str, mark: SourcePosition) -> Scalar:
    scalar = Scalar(text)
    scalar.mark, scalar.quoted, scalar.comment = mark, True, ""
    return scalar
