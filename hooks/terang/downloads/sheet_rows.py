"""The cells and rows of a sheet of an .xlsx file as XML: `workbook_file` writes them.

The beginning of a cell, which names its place, is added by `placed_row`.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable
from decimal import Decimal
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_col_to_name

column_name = functools.cache(xl_col_to_name)
"""Returns the name of a column, such as `B`; columns count from 0."""

_MOST_CHARACTERS = 32_767
"""The characters that a cell can hold."""
_DAY_ZERO = dt.date(1899, 12, 30)
"""Spreadsheets count days from here, from March 1900 on."""

# What XML cannot hold is written as `_xHHHH_`, and so is what already looks like that.
_SPECIAL = re.compile("_(?=x[0-9a-fA-F]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def placed_row(number: int, cells: Iterable[str], height: float | None = None) -> str:
    """Return a row, which counts from 1; a cell is left out where its text is empty."""
    placed = [f'{cell_opening(column)}{number}"{cell}' for column, cell in enumerate(cells) if cell]
    return row_of(number, placed, "" if height is None else f' ht="{height}" customHeight="1"')


def row_of(number: int, placed: Iterable[str], look: str = "") -> str:
    """Return a row of finished cells."""
    return f'<row r="{number}"{look}>{"".join(placed)}</row>'


@functools.cache
def cell_opening(column: int) -> str:
    """Return the beginning of the cells of a column; the number of their row follows."""
    return f'<c r="{column_name(column)}'


def text_content(text: str) -> str:
    """Return a text for the content of an element."""
    if "_x" in text or not text.isprintable():
        text = _SPECIAL.sub(lambda special: f"_x{ord(special[0]):04X}_", text)
    return escape(text)


@functools.lru_cache(4096)
def text_cell(text: str, style: int) -> str:
    """Return a cell that holds a text, or as much of it as a cell can hold."""
    if len(text) > _MOST_CHARACTERS:
        text = f"{text[: _MOST_CHARACTERS - 1]}…"
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return f' s="{style}" t="inlineStr"><is><t{kept}>{text_content(text)}</t></is></c>'


def number_cell(number: Decimal | float, style: int | None = 0) -> str:
    """Return a cell that holds a number."""
    look = "" if style is None else f' s="{style}"'
    return f"{look}><v>{float(number):.16G}</v></c>"


def day_cell(day: dt.date, style: int) -> str:
    """Return a cell that holds a date from March 1900 on."""
    return f' s="{style}"><v>{(day - _DAY_ZERO).days}</v></c>'


def flag_cell(is_true: bool) -> str:  # noqa: FBT001
    """Return a cell that holds true or false."""
    return f' t="b"><v>{int(is_true)}</v></c>'
