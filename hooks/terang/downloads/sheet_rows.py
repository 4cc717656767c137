"""The rows of a sheet of an .xlsx file, whose cells are given as finished XML.

XlsxWriter writes all else of a file. It keeps an object for each cell and writes each attribute by
itself, which took a fifth of a whole build of 500 series. Texts stand in their cells, as XlsxWriter
writes them if it keeps no rows (`constant_memory`).
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter.url import Url
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

_column_name = functools.cache(xl_col_to_name)
_DAY_ZERO = dt.date(1899, 12, 30)
"""Spreadsheets count days from here, from March 1900 on."""

# What XML cannot hold is written as `_xHHHH_`, and so is what already looks like that.
_SPECIAL = re.compile("_(?=x[0-9a-fA-F]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")


class RowSheet(Worksheet):
    """A sheet that takes whole rows; its cells are made by the functions below."""

    def __init__(self) -> None:
        """Begin without a row."""
        super().__init__()
        self._made_rows: list[str] = []

    def add_row(self, cells: Sequence[str], height: float | None = None) -> None:
        """Add a row below the others; a cell is left out where its text is empty."""
        number = len(self._made_rows) + 1
        for column in {0, len(cells) - 1} if cells else ():  # the sheet states its extent
            if self._check_dimensions(number - 1, column):
                return  # beyond the last row that a spreadsheet can have
        look = "" if height is None else f' ht="{height}" customHeight="1"'
        placed = [
            f'<c r="{_column_name(column)}{number}"{cell}'
            for column, cell in enumerate(cells)
            if cell
        ]
        self._made_rows.append(f'<row r="{number}"{look}>{"".join(placed)}</row>')

    def link_cell(self, column: int, address: str) -> None:
        """Let a cell of the next row lead to an address."""
        self.hyperlinks[len(self._made_rows)][column] = Url(address)

    def _write_rows(self) -> None:
        """Write the rows; XlsxWriter calls this between the parts that it writes itself."""
        self.fh.write("".join(self._made_rows))  # type: ignore[attr-defined]


def style_of(look: Any) -> int:  # noqa: ANN401
    """Return the number of a format in its workbook, as cells name it."""
    return int(look._get_xf_index())  # noqa: SLF001


@functools.lru_cache(4096)
def text_cell(text: str, style: int) -> str:
    """Return a cell that holds a text."""
    written = text
    if "_x" in text or not text.isprintable():
        written = _SPECIAL.sub(lambda special: f"_x{ord(special[0]):04X}_", text)
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return f' s="{style}" t="inlineStr"><is><t{kept}>{escape(written)}</t></is></c>'


def number_cell(number: Decimal | float, style: int = 0) -> str:
    """Return a cell that holds a number."""
    return f' s="{style}"><v>{float(number):.16G}</v></c>'


def day_cell(day: dt.date, style: int) -> str:
    """Return a cell that holds a date from March 1900 on."""
    return f' s="{style}"><v>{(day - _DAY_ZERO).days}</v></c>'


def flag_cell(is_true: bool) -> str:  # noqa: FBT001
    """Return a cell that holds true or false."""
    return f' t="b"><v>{int(is_true)}</v></c>'
