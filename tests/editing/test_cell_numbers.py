"""Figures as offices write them: each text has the readings that are listed, and no other."""

from __future__ import annotations

from decimal import Decimal

import pytest

from terang.editing.cell_numbers import FigureForm, UnreadableNumberError, number_readings
from terang.parsing.sheets import SheetCell

PEOPLE = FigureForm(0, signed=False, words=("orang", "people"))
MONEY = FigureForm(2, signed=True, currency="IDR")
PERCENT = FigureForm(1, signed=True, percent=True)
FINE = FigureForm(3, signed=False)

ONE_WAY = [
    ("101.000", PEOPLE, "101000"),
    ("101,000", PEOPLE, "101000"),
    ("1.234.567", PEOPLE, "1234567"),
    ("1 234 567", PEOPLE, "1234567"),
    ("12\u00a0345", PEOPLE, "12345"),
    ("12\u202f345 orang", PEOPLE, "12345"),
    ("101.000 jiwa", PEOPLE, "101000"),
    ("017", PEOPLE, "17"),
    ("97,5 ribu", PEOPLE, "97500 ±100"),
    ("85 rb", PEOPLE, "85000 ±1000"),
    ("1,5 juta", PEOPLE, "1500000 ±100000"),
    ("sekitar 101 ribu", PEOPLE, "about 101000 ±1000"),
    ("hampir 100.000", PEOPLE, "nearly 100000"),
    ("lebih dari 6.000", PEOPLE, "more-than 6000"),
    ("6.000 lebih", PEOPLE, "more-than 6000"),
    ("14.000-an", PEOPLE, "about 14000"),
    ("≥ 500", PEOPLE, "at-least 500"),
    ("maksimal 500", PEOPLE, "at-most 500"),
    ("80–90 ribu", PEOPLE, "80000..90000 ±1000"),
    ("80.000 s.d. 90.000", PEOPLE, "80000..90000"),
    ("antara 80.000 dan 90.000", PEOPLE, "80000..90000"),
    ("12.345*)", PEOPLE, "12345"),
    ("12.345 1)", PEOPLE, "12345"),
    ("12.345¹", PEOPLE, "12345"),
    ("12.345r", PEOPLE, "12345"),
    ("98.0001)", PEOPLE, "98000"),
    ("Rp20 miliar", MONEY, "20000000000 ±1000000000"),
    ("Rp1,2 triliun", MONEY, "1200000000000 ±100000000000"),
    ("Rp 1.000.000,-", MONEY, "1000000"),
    ("Rp. 1.234,56", MONEY, "1234.56"),
    ("20 miliar rupiah", MONEY, "20000000000 ±1000000000"),
    ("Rp-5.000", MONEY, "-5000"),
    ("97,5%", PERCENT, "97.5"),
    ("97,5 persen", PERCENT, "97.5"),
    ("0,5%", PERCENT, "0.5"),
    # No whole number, though the series counts in whole ones: the check says so.
    ("12,5", PEOPLE, "12.5"),
]
TWO_WAYS = [
    ("1.234", FINE, {"1234", "1.234"}),
    ("97.500 ribu", PEOPLE, {"97500000 ±1000", "97500"}),
    ("20 M", MONEY, {"20000000000 ±1000000000", "20000000 ±1000000"}),
    ("0,85", PERCENT, {"0.85", "85"}),
]
REFUSED = [
    ("", PEOPLE, "cell-not-a-number"),
    ("abc", PEOPLE, "cell-not-a-number"),
    ("1e5", PEOPLE, "cell-not-a-number"),
    ("12 34", PEOPLE, "cell-not-a-number"),
    ("90.000–80.000", PEOPLE, "cell-not-a-number"),
    ("9" * 50, PEOPLE, "cell-not-a-number"),
    ("1 " * 60, PEOPLE, "cell-not-a-number"),
    ("–", PEOPLE, "cell-dash"),
    ("85%", PEOPLE, "cell-other-unit"),
    ("Rp20 miliar", PEOPLE, "cell-other-unit"),
    ("$20", MONEY, "cell-other-unit"),
]


def readings(cell: SheetCell, form: FigureForm) -> set[str]:
    """Return the readings of a cell as texts."""
    return {
        reading.shown() + (f" ±{reading.precision:f}" if (reading.precision or 0) > 1 else "")
        for reading in number_readings(cell, form)
    }


@pytest.mark.parametrize(("text", "form", "meant"), ONE_WAY)
def test_a_figure_with_one_meaning(text: str, form: FigureForm, meant: str) -> None:
    """A text with one meaning has one reading, with what its words say."""
    assert readings(SheetCell(text), form) == {meant}


@pytest.mark.parametrize(("text", "form", "meant"), TWO_WAYS)
def test_a_figure_with_two_meanings(text: str, form: FigureForm, meant: set[str]) -> None:
    """A text that means two numbers of the series has both readings."""
    assert readings(SheetCell(text), form) == meant


@pytest.mark.parametrize(("text", "form", "code"), REFUSED)
def test_no_figure(text: str, form: FigureForm, code: str) -> None:
    """A text that is no figure of the series is refused; a dash may be 0 or nothing."""
    with pytest.raises(UnreadableNumberError) as refused:
        number_readings(SheetCell(text), form)
    assert refused.value.code == code


@pytest.mark.parametrize("text", ["n/a", "NA", "…", "...", "tidak ada data"])
def test_there_is_no_figure(text: str) -> None:
    """A cell that says that there is no figure has no reading."""
    assert number_readings(SheetCell(text), PEOPLE) == ()


@pytest.mark.parametrize(
    ("value", "number_format", "form", "meant"),
    [
        ("101000", "#,##0", PEOPLE, {"101000"}),
        ("0.85", "0%", PERCENT, {"85"}),
        ("0.85", "General", PERCENT, {"0.85", "85"}),
        ("97.5", "General", PERCENT, {"97.5"}),
        ("101", "0.000", PEOPLE, {"101", "101000"}),
        ("101", "#,##0.000", PEOPLE, {"101"}),
        ("1234.5", "General", MONEY, {"1234.5"}),
    ],
)
def test_typed_cells(value: str, number_format: str, form: FigureForm, meant: set[str]) -> None:
    """A number is what the cell holds, a percentage what it shows."""
    assert readings(SheetCell(Decimal(value), number_format), form) == meant


def test_a_percentage_of_people() -> None:
    """A cell that shows a percentage is no number of people."""
    with pytest.raises(UnreadableNumberError) as refused:
        number_readings(SheetCell(Decimal("0.85"), "0%"), PEOPLE)
    assert (refused.value.code, refused.value.values) == ("cell-percent", {"shown": "85%"})


def test_superscripts_are_no_digits() -> None:
    """A footnote mark in superscript is not part of a figure."""
    assert readings(SheetCell("98.0001", bare="98.000"), PEOPLE) == {"98000"}
