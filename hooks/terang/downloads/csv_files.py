"""A table as CSV, with an apostrophe before a text that a spreadsheet would run.

The form is that of RFC 4180, in UTF-8, always with a header line (docs/contract.md#tables).

A spreadsheet runs a cell that begins like a formula, and published text comes from many hands. A
text that begins so gets one apostrophe before it; a program that reads the file removes it. Some
spreadsheets skip blanks and line breaks first, and take full-width signs for the plain ones.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from decimal import Decimal

from terang.downloads.cells import Cell
from terang.downloads.table import Table

FORMULA_SIGNS = frozenset("=+-@")
APOSTROPHE = "'"

_SKIPPED = re.compile("[\\s\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3164\ufeff]*")
"""Blanks, line breaks and characters without width, which may stand before a formula."""


def csv_bytes(table: Table) -> bytes:
    """Return a table as a CSV file."""
    file = io.StringIO(newline="")
    lines = csv.writer(file, lineterminator="\r\n")
    lines.writerow(column.name for column in table.columns)
    lines.writerows([_cell_text(cell) for cell in row] for row in table.rows)
    return file.getvalue().encode()


def _cell_text(cell: Cell) -> str:
    """Return a cell as text: numbers in plain digits, an empty string for None."""
    if isinstance(cell, str):  # Nearly every cell, so this is asked first.
        return APOSTROPHE + cell if begins_like_formula(cell) else cell
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case Decimal():
            return f"{cell:f}"
        case int():
            return str(cell)


def begins_like_formula(text: str) -> bool:
    """Return whether a spreadsheet might run a text, or lose its beginning."""
    if text[:1].isalnum():  # Nearly every text.
        return False
    if text.startswith(("\t", "\r")):
        return True
    skipped = _SKIPPED.match(text)
    sign = text[skipped.end() if skipped else 0 :][:1]
    return unicodedata.normalize("NFKC", sign)[:1] in FORMULA_SIGNS
