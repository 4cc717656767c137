"""Spreadsheets for tests: made of rows, and a record to read them against."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from tests import everything

from terang.editing.sheet_import import plan_import
from terang.editing.sheet_plan import ImportPlan
from terang.loading import data_folder
from terang.model.catalog import Catalog
from terang.parsing.sheets import CellPlace
from terang.parsing.spreadsheet import parse_sheets

NOW = dt.datetime(2026, 6, 30, 4, tzinfo=dt.UTC)
Rows = Sequence[Sequence[Any]]


def record() -> dict[str, bytes]:
    """Return a record that uses every key."""
    return everything.written(everything.files())


def catalog_of(contents: Mapping[str, bytes]) -> Catalog:
    """Return the catalog of a sound record."""
    return data_folder.read_data(contents, NOW).sound()


def workbook(sheets: Mapping[str, Rows], **options: Any) -> bytes:  # noqa: ANN401
    """Return a spreadsheet of rows; `merged` lists ranges, `hidden` columns of the first sheet.

    A cell that is a pair of a value and a number format is shown in that format.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, tuple):
                    look = book.add_format({"num_format": cell[1]})
                    write = sheet.write_datetime if isinstance(cell[0], dt.date) else sheet.write
                    write(row, column, cell[0], look)
                elif cell is not None:
                    sheet.write(row, column, cell)
        for area, text in options.get("merged", {}).items():
            sheet.merge_range(area, text)
        for column in options.get("hidden", ()):
            sheet.set_column(column, None, None, {"hidden": True})
    book.close()
    return file.getvalue()


def plan_of(data: bytes, name: str = "isian.xlsx", series: str = "") -> ImportPlan:
    """Return the plan of a file against the record."""
    return plan_import(name, parse_sheets(name, data), record(), NOW, series)


def problems_of(plan: ImportPlan) -> list[tuple[str, str]]:
    """Return cell and code of each problem."""
    return [
        (getattr(problem.place, "cell", problem.place.path), problem.code)
        for problem in plan.problems
    ]


def cells_of(plan: ImportPlan) -> list[str]:
    """Return the cell of each record that is planned."""
    return [record.place.cell for record in plan.planned if isinstance(record.place, CellPlace)]
