"""Sheets and cells of a spreadsheet, once it has been read.

They stand apart from the reading: a build, which reads no spreadsheet, then does not wait for the
library that does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from xlsxwriter.utility import xl_col_to_name

from terang.diagnostics import Place, printable

MOST_COLUMNS = 400

CellValue: TypeAlias = str | Decimal | bool | dt.datetime


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A filled cell."""

    value: CellValue
    number_format: str = "General"
    bare: str = ""
    """A text without its superscripts, which may be footnote marks; empty if it has none."""


Area: TypeAlias = tuple[int, int, int, int]
"""First column, first row, last column, last row, from 1."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its filled cells by row and column, from 1."""

    name: str
    """Empty for a table that has no sheets."""
    cells: Mapping[tuple[int, int], SheetCell]
    merged: tuple[Area, ...] = ()
    hidden_columns: frozenset[int] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    is_hidden: bool = False
    uncomputed: frozenset[tuple[int, int]] = frozenset()
    """Cells with a formula whose result is not in the file."""

    def cell_name(self, row: int, column: int) -> str:
        """Return the name of a cell as spreadsheets write it: `Angka!C7`."""
        own = f"{xl_col_to_name(column - 1)}{row}"
        return f"{self.name}!{own}" if self.name else own


@dataclass(frozen=True, slots=True, order=True)
class CellPlace(Place):
    """The place of a cell; it is shown by its name: `isian.xlsx:Angka!C7`."""

    cell: str = ""

    @property
    def shown(self) -> str:
        """The file and the name of the cell."""
        return f"{printable(self.path)}:{printable(self.cell)}"
