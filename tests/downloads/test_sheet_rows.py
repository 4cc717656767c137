"""Rows of spreadsheets written as XML: a reader finds each text, number and link as it was."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from terang.downloads.sheet_rows import number_cell, placed_row, text_cell
from terang.downloads.workbook_file import SheetLayout, SheetRows, WorkbookFrame


def frame(columns: int, *, has_heading: bool = False) -> WorkbookFrame:
    """Return a workbook of one sheet without rows."""
    layout = SheetLayout("two words", (14,) * columns, has_heading=has_heading)
    return WorkbookFrame([layout], "author", dt.datetime.fromisoformat("2026-01-31"))


def rows_of(*rows: list[str], links: tuple[tuple[str, str], ...] = ()) -> SheetRows:
    """Return rows for a sheet."""
    placed = [placed_row(number, row) for number, row in enumerate(rows, start=1)]
    return SheetRows(placed, len(rows), links)


def written(*rows: list[str]) -> io.BytesIO:
    """Return a file with a sheet of these rows."""
    file = io.BytesIO()
    frame(max(map(len, rows))).write(file, "title", [rows_of(*rows)])
    return file


def read_back(*rows: list[str]) -> Worksheet:
    """Return a sheet of these rows, as a reader of spreadsheets finds it."""
    return load_workbook(written(*rows))["two words"]


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
    assert book["two words"].calculate_dimension() == "A1:C2"


def test_a_wide_row_keeps_all_its_cells() -> None:
    """No cell is lost behind the columns that tables have today."""
    sheet = read_back([text_cell(str(number), 0) for number in range(300)])
    assert [cell.value for cell in sheet[1]] == [str(number) for number in range(300)]


def test_a_sheet_can_be_filtered_and_its_cells_lead_to_pages() -> None:
    """A heading stays in sight, all rows can be filtered, and a cell leads to its address."""
    file, address = io.BytesIO(), "https://example.org/a b/?x=1&y=2#the-place"
    rows = rows_of([text_cell("heading", 0)], [text_cell(address, 0)], links=(("A2", address),))
    frame(1, has_heading=True).write(file, "a title & more", [rows])
    book = load_workbook(file)
    sheet = book["two words"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:A2")
    link = sheet["A2"].hyperlink
    assert link is not None
    assert (link.target, link.location) == ("https://example.org/a%20b/?x=1&y=2", "the-place")
    assert (book.properties.title, book.properties.creator) == ("a title & more", "author")


def test_files_of_one_frame_hold_their_own_rows_alone() -> None:
    """A frame keeps nothing of a file; the same rows give the same bytes, at any time of day."""
    shared, files = frame(1, has_heading=True), [io.BytesIO() for _ in range(3)]
    heading, row = [text_cell("heading", 0)], [text_cell("row", 0)]
    for file, rows in zip(files, ([heading, row], [heading], [heading, row]), strict=True):
        shared.write(file, "title", [rows_of(*rows)])
    assert files[0].getvalue() == files[2].getvalue()
    assert load_workbook(files[1])["two words"].auto_filter.ref is None
    with zipfile.ZipFile(files[0]) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
