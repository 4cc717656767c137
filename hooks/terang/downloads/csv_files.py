"""The tables as CSV: RFC 4180, UTF-8, a header line always.

Published text comes from many hands, and a spreadsheet runs a cell that begins like a formula. Such
a text gets one apostrophe before it; whoever reads the file by program takes it off again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal

from terang.downloads.columns import Cell
from terang.downloads.tables import Table

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
APOSTROPHE = "'"


def csv_texts(tables: Iterable[Table]) -> dict[str, bytes]:
    """One file a table."""
    return {_name(table): _text(table).encode() for table in tables}


def csv_names(tables: Iterable[Table]) -> Iterator[str]:
    """How these files are called."""
    return map(_name, tables)


def _name(table: Table) -> str:
    return f"{table.name}.csv"


def _text(table: Table) -> str:
    file = io.StringIO(newline="")
    lines = csv.writer(file, lineterminator="\r\n")
    lines.writerow(column.name for column in table.columns)
    lines.writerows([_written(cell) for cell in row] for row in table.rows)
    return file.getvalue()


def _written(cell: Cell) -> str:
    """A cell as text: numbers in plain digits, nothing where there is nothing."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case Decimal():
            return f"{cell:f}"
        case int():
            return str(cell)
        case str():
            return APOSTROPHE + cell if cell.startswith(FORMULA_STARTS) else cell
