"""A table as CSV: RFC 4180, UTF-8, always with a header line (docs/contract.md#tables).

A spreadsheet runs a cell that begins like a formula, and published text comes from many hands. A
text that begins so gets one apostrophe before it; a program that reads the file removes it.
"""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from terang.downloads.columns import Cell
from terang.downloads.table import Table

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
APOSTROPHE = "'"


def csv_bytes(table: Table) -> bytes:
    """Return a table as a CSV file."""
    file = io.StringIO(newline="")
    lines = csv.writer(file, lineterminator="\r\n")
    lines.writerow(column.name for column in table.columns)
    lines.writerows([_cell_text(cell) for cell in row] for row in table.rows)
    return file.getvalue().encode()


def _cell_text(cell: Cell) -> str:
    """Return a cell as text: numbers in plain digits, an empty string for None."""
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
