"""A table as CSV, with an apostrophe before a text that a spreadsheet would run.

The form is that of RFC 4180, in UTF-8, always with a header line (docs/contract.md#tables).

A spreadsheet runs a cell that begins like a formula, and published text comes from many hands. A
text that begins so gets one apostrophe before it; a program that reads the file removes it. Some
spreadsheets skip blanks and line breaks first, and take full-width signs for the plain ones.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from terang.downloads.table import Table, TableRow

FORMULA_SIGNS = frozenset("=+-@")
APOSTROPHE = "'"
_ROWS_OF_A_PIECE = 1000

_SKIPPED = re.compile("[\\s\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3164\ufeff]*")
"""Blanks, line breaks and characters without width, which may stand before a formula."""


def csv_bytes(table: Table) -> bytes:
    """Return a table as a CSV file."""
    return b"".join(csv_pieces(table))


def csv_pieces(table: Table) -> Iterator[bytes]:
    """Yield a table as a CSV file, some rows at a time."""
    file = io.StringIO(newline="")
    lines = csv.writer(file, lineterminator="\r\n")
    lines.writerow(column.name for column in table.columns)
    rows = iter(table.rows)
    while portion := [*itertools.islice(rows, _ROWS_OF_A_PIECE)]:
        lines.writerows(map(_line, portion))
        yield file.getvalue().encode()
        file.seek(0)
        file.truncate()
    yield file.getvalue().encode()


def _line(row: TableRow) -> list[str | None]:
    """Return the texts of a row; nearly all its cells are empty or harmless, and as they were."""
    return [
        cell if cell is None or (isinstance(cell, str) and cell[:1].isalnum()) else _cell_text(cell)
        for cell in row
    ]


def _cell_text(cell: str | Decimal | int) -> str:
    """Return a cell, which is not empty, as text: numbers in plain digits."""
    match cell:
        case str():
            return APOSTROPHE + cell if begins_like_formula(cell) else cell
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
