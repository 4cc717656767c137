"""The spreadsheets of the site: typed cells, both languages, and the same bytes for one record."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from tests.catalogs import ADDRESS, an_example, download_context, downloads

from terang.downloads import dictionary

SERIES = "people-town"


@pytest.fixture(scope="module")
def files() -> Mapping[str, bytes]:
    """Return the downloads of the example."""
    return downloads(an_example())


def cells(data: bytes, sheet: str, name: str) -> list[Cell]:
    """Return the cells of a column below its heading."""
    rows = list(load_workbook(io.BytesIO(data))[sheet].iter_rows())
    table = "claims" if sheet == "Pernyataan" else sheet
    tables = {item.name: item for item in download_context(an_example()).tables}
    columns = [column.name for column in tables[table].columns]
    return [row[columns.index(name)] for row in rows[1:]]


def test_a_sheet_for_each_table(files: Mapping[str, bytes]) -> None:
    """The spreadsheet of everything has each table, with all its rows, and explanations."""
    book = load_workbook(io.BytesIO(files["data/terang.xlsx"]))
    tables = download_context(an_example()).tables
    assert book.sheetnames == [*(table.name for table in tables), "Penjelasan"]
    for table in tables:
        assert book[table.name].max_row == len(table.rows) + 1


def test_headings_are_in_both_languages_and_stay(files: Mapping[str, bytes]) -> None:
    """A heading has both languages, and stays in sight."""
    book = load_workbook(io.BytesIO(files[f"data/{SERIES}.xlsx"]))
    sheet = book["Pernyataan"]
    assert sheet.freeze_panes == "A2"
    assert sheet["G1"].value == "Tanggal\nDate"
    assert book.sheetnames == ["Pernyataan", "Sumber", "Penjelasan"]


def test_numbers_dates_and_flags_are_typed(files: Mapping[str, bytes]) -> None:
    """Numbers are numbers; a date that is a day is a real date, a longer one a text."""
    data = files[f"data/{SERIES}.xlsx"]
    values = [cell.value for cell in cells(data, "Pernyataan", "value")]
    assert values
    assert all(isinstance(value, int | float | None) for value in values)
    days = [cell.value for cell in cells(data, "Pernyataan", "date_end")]
    assert all(isinstance(day, dt.datetime | None) for day in days)
    dates = {type(cell.value) for cell in cells(data, "Pernyataan", "date")}
    assert str in dates
    assert {type(cell.value) for cell in cells(data, "Pernyataan", "counts")} == {bool}


def test_codes_stay_texts(files: Mapping[str, bytes]) -> None:
    """Codes of areas keep their zeros and points."""
    codes = [
        cell
        for name in ("codes_bps", "codes_kemendagri")
        for cell in cells(files["data/terang.xlsx"], "areas", name)
        if cell.value is not None
    ]
    assert codes
    assert all(isinstance(cell.value, str) for cell in codes)


def test_claims_lead_to_their_pages(files: Mapping[str, bytes]) -> None:
    """Each claim has a link to its place on the site."""
    for cell in cells(files[f"data/{SERIES}.xlsx"], "Pernyataan", "url"):
        assert cell.hyperlink is not None
        link: Any = cell.hyperlink
        target = link.target + (f"#{link.location}" if link.location else "")
        assert target == cell.value
        assert str(cell.value).startswith(f"{ADDRESS}coverage/{SERIES}/#")


def test_texts_are_no_formulas(files: Mapping[str, bytes]) -> None:
    """No cell of any sheet holds a formula, whatever the record says."""
    for name in ("terang.xlsx", f"{SERIES}.xlsx"):
        for sheet in load_workbook(io.BytesIO(files[f"data/{name}"])):
            for row in sheet.iter_rows():
                assert all(cell.data_type != "f" for cell in row)


def test_explanations(files: Mapping[str, bytes]) -> None:
    """Licence, publisher and the meaning of each column travel with the file."""
    catalog = an_example()
    sheet = load_workbook(io.BytesIO(files[f"data/{SERIES}.xlsx"]))["Penjelasan"]
    texts = {cell.value for row in sheet.iter_rows() for cell in row}
    assert catalog.site.licence.url in texts
    assert catalog.site.publisher.en in texts
    tables = {table.name: table for table in download_context(catalog).tables}
    for column in tables["claims"].columns:
        meaning = dictionary.column_term("claims", column).description
        assert {column.name, meaning["id"], meaning["en"]} <= texts


def test_the_same_record_gives_the_same_bytes(files: Mapping[str, bytes]) -> None:
    """Built twice, and on another day with no change of state, the bytes are the same."""
    names = [name for name in files if name.endswith(".xlsx")]
    assert f"data/{SERIES}.xlsx" in names
    again = downloads(an_example())
    assert all(again[name] == files[name] for name in names)


def test_each_series_has_one(files: Mapping[str, bytes]) -> None:
    """Each series has a spreadsheet, which the list of all files names with its type."""
    catalog = an_example()
    assert {f"data/{key}.xlsx" for key in catalog.series} <= set(files)
    assert b"spreadsheetml.sheet" in files["data/index.json"]
