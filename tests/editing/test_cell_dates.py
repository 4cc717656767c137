"""Dates as offices write them: each text has the readings that are listed, and no other."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from terang.editing.cell_dates import date_readings
from terang.parsing.sheets import CellValue, SheetCell


def _moment(*parts: int) -> dt.datetime:
    """Return a time as spreadsheets keep it: without a zone."""
    year, month, day, *rest = parts
    hour, minute = rest or (0, 0)
    return dt.datetime(year, month, day, hour, minute)  # noqa: DTZ001


ONE_WAY = {
    "17 Agustus 2024": "2024-08-17",
    "17 Agt. 2024": "2024-08-17",
    "17\u00a0Agustus\u00a02024": "2024-08-17",
    "Sabtu, 17 Agustus 2024": "2024-08-17",
    "per 31 Desember 2024": "2024-12-31",
    "Aug 17, 2024": "2024-08-17",
    "17th August 2024": "2024-08-17",
    "17/08/2024": "2024-08-17",
    "8.9.2024": "2024-09-08",
    "2024-08-17 00:00:00": "2024-08-17",
    "2024/8/17": "2024-08-17",
    "20240817": "2024-08-17",
    "Januari 2024": "2024-01",
    "Jan-24": "2024-01",
    "08/2024": "2024-08",
    "2024-08": "2024-08",
    "TW II 2024": "2024-Q2",
    "Tw. II Tahun 2024": "2024-Q2",
    "Triwulan II/2024": "2024-Q2",
    "Triwulan ke-2 2024": "2024-Q2",
    "Kuartal 3, 2024": "2024-Q3",
    "Q2-2024": "2024-Q2",
    "second quarter of 2024": "2024-Q2",
    "Semester I 2025": "2025-S1",
    "Smt 2 2025": "2025-S2",
    "S1 2025": "2025-S1",
    "2025 H1": "2025-S1",
    "2024": "2024",
    "Tahun 2024": "2024",
    "TA 2024": "2024",
    "2024*)": "2024",
    "2024 1)": "2024",
    "Desember 2023²": "2023-12",
    "Januari–April 2023": "2023-01-01/2023-04-30",
    "Jan - Apr 2023": "2023-01-01/2023-04-30",
    "Januari s/d Maret 2024": "2024-01-01/2024-03-31",
    "1 s.d. 30 April 2023": "2023-04-01/2023-04-30",
    "1-30 April 2023": "2023-04-01/2023-04-30",
    "31 Des 2023 – 30 Apr 2024": "2023-12-31/2024-04-30",
    "2023-01-01/2023-04-30": "2023-01-01/2023-04-30",
}
TWO_WAYS = {
    "08/09/2024": {"2024-09-08", "2024-08-09"},
    "8-9-2024": {"2024-09-08", "2024-08-09"},
    "17-Aug-24": {"2024-08-17", "2017-08-24"},
    "s.d. 30 April 2024": {"2024-04-30", "2024-01-01/2024-04-30"},
}
NO_DATE = ["awal 2023", "2023/2024", "I 2024", "TW V 2024", "31 Juni 2024", "Jumlah", "", "x" * 99]


@pytest.mark.parametrize("text", ONE_WAY)
def test_a_date_with_one_meaning(text: str) -> None:
    """A text with one meaning has one reading."""
    assert date_readings(SheetCell(text)) == (ONE_WAY[text],)


@pytest.mark.parametrize("text", TWO_WAYS)
def test_a_date_with_two_meanings(text: str) -> None:
    """A text that means two dates has both readings."""
    assert set(date_readings(SheetCell(text))) == TWO_WAYS[text]


@pytest.mark.parametrize("text", NO_DATE)
def test_no_date(text: str) -> None:
    """A text that is no date, or says no year, has no reading."""
    assert date_readings(SheetCell(text)) == ()


@pytest.mark.parametrize(
    ("value", "number_format", "readings"),
    [
        (_moment(2024, 8, 17), "dd/mm/yyyy", {"2024-08-17"}),
        (_moment(2024, 8, 17, 23, 59), 'd" Agustus" yyyy', {"2024-08-17"}),
        (_moment(2023, 1, 1), "mmm-yy", {"2023-01"}),
        (_moment(2023, 1, 1), "yyyy", {"2023"}),
        (_moment(2023, 1, 17), "mmm yyyy", {"2023-01-17", "2023-01"}),
        (_moment(1899, 1, 1), "d/m/yyyy", set()),
        (Decimal(2024), "General", {"2024"}),
        (Decimal(45521), "General", {"2024-08-17", "45521"}),
        (Decimal("2024.5"), "General", set()),
        (Decimal(12), "General", set()),
        (True, "General", set()),
    ],
)
def test_typed_cells(value: CellValue, number_format: str, readings: set[str]) -> None:
    """A real date is what the cell shows of it; a number is a year, or days as Excel counts."""
    assert set(date_readings(SheetCell(value, number_format))) == readings


def test_superscripts_are_no_digits() -> None:
    """A footnote mark in superscript is not part of a date."""
    assert date_readings(SheetCell("20241", bare="2024")) == ("2024",)
