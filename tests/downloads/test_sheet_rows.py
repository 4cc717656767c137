"""Rows of spreadsheets written as XML: a reader finds each text, number and link as it was."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from terang.downloads.sheet_rows import RowSheet, number_cell, text_cell


def written(*rows: list[str]) -> io.BytesIO:
    """Return a file with a sheet of these rows."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("rows", RowSheet)
        for row in rows:
            sheet.add_row(row)
    return file


def read_back(*rows: list[str]) -> Worksheet:
    """Return a sheet of these rows, as a reader of spreadsheets finds it."""
    return load_workbook(written(*rows))["rows"]


@pytest.mark.parametrize(
    "text", ["a < b & c > \"d\" 'e'", " spaces ", "two\nlines", "\u00e9 \U0001f600", "=1+1", "12"]
)
def test_texts_stay_as_they_are(text: str) -> None:
    """Signs of XML, spaces and lines are kept; nothing becomes a number or a formula."""
    cell = read_back([text_cell(text, 0)])["A1"]
    assert (cell.value, cell.data_type) == (text, "s")


@pytest.mark.parametrize(
    ("text", "written"), [("a\x0bb", "a_x000B_b"), ("_x0041_", "_x005F_x0041_")]
)
def test_what_xml_cannot_hold_is_escaped(text: str, written: str) -> None:
    """A control character, and what looks like its escape, is written as the format says."""
    assert f"<t>{written}</t>" in text_cell(text, 0)


def test_empty_cells_and_rows_keep_places() -> None:
    """A cell stands in its own column and row behind empty ones."""
    sheet = read_back([], ["", number_cell(98000.5), "", text_cell("end", 0)])
    assert sheet["B2"].value == 98000.5
    assert sheet["D2"].value == "end"
    assert [cell.value for cell in sheet[1]] == [None] * 4
    assert sheet.dimensions == "A1:D2"


def test_a_sheet_states_all_its_columns() -> None:
    """A reader that takes the stated extent, and does not look for cells, finds every column."""
    row = [text_cell(text, 0) for text in "abc"]
    book = load_workbook(written(row, row), read_only=True)
    assert book["rows"].calculate_dimension() == "A1:C2"


def test_a_wide_row_keeps_all_its_cells() -> None:
    """No cell is lost behind the columns that tables have today."""
    sheet = read_back([text_cell(str(number), 0) for number in range(300)])
    assert [cell.value for cell in sheet[1]] == [str(number) for number in range(300)]
