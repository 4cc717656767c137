"""Numbers and dates as written, by the rules of docs/contract.md."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import (
    dump,
    read,
    refusals,
    sound_event,
    sound_indicator,
    sound_observation,
    sound_revision,
    sound_source,
    sound_target,
    words,
)

from terang.model import quantity
from terang.model.catalog import PopulationValue
from terang.model.definitions import Fact, Indicator, Source
from terang.model.entries import Event, Observation, Target
from terang.model.field_types import Figures

PEOPLE = Figures(decimals=0, signed=False)
PERCENT = Figures(decimals=1, signed=True)
THOUSANDTHS = Figures(decimals=3, signed=False)

# --- numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "figures", "value"),
    [
        ("0", PEOPLE, "0"),
        ("7", PEOPLE, "7"),
        ("100000", PEOPLE, "100000"),
        ("1234567890123", PEOPLE, "1234567890123"),
        # quotes make no difference
        ('"100000"', PEOPLE, "100000"),
        ("'100000'", PEOPLE, "100000"),
        # a point before decimals, as many as the indicator has
        ("87.5", PERCENT, "87.5"),
        ("87", PERCENT, "87"),
        ("0.5", PERCENT, "0.5"),
        ("100.0", PERCENT, "100.0"),
        ("1.234", THOUSANDTHS, "1.234"),
        ("12.345", THOUSANDTHS, "12.345"),
        ("0.125", THOUSANDTHS, "0.125"),
        # below zero, where a value may be
        ("-3.5", PERCENT, "-3.5"),
        ("-1234", PERCENT, "-1234"),
    ],
)
def test_numbers(written: str, figures: Figures, value: str) -> None:
    """A number is plain digits, with a point before decimals."""
    text = sound_observation().replace("value: 10", f"value: {written}")
    assert read(Observation, text, figures=figures).value == Decimal(value)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        # thousands, grouped by every habit
        ("100.000", "100000"),
        ("1.234", "1234"),
        ("14,000", "14000"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1_000", "1000"),
        ("1 000 000", "1000000"),
        ("1\u00a0000", "1000"),
        ("1'000", "1000"),
        ("1.234.567,00", "1234567"),
        ("-1.000", "-1000"),
        # words
        ("85 ribu", "85000"),
        ("85ribu", "85000"),
        ("1,5 juta", "1500000"),
        ("20 miliar", "20000000000"),
        ("2 triliun", "2000000000000"),
        ("Rp1.234", "1234"),
        ("100 orang", "100"),
        ("87,5%", "87.5"),
        # values that YAML or a machine would read as a number
        ("017", "17"),
        ("007", "7"),
        ("1e5", "100000"),
        ("1E5", "100000"),
        ("1.5e3", "1500"),
        ("+5", "5"),
        ("12,5", "12.5"),
    ],
)
@pytest.mark.parametrize("quote", ["", '"'])
def test_number_traps(written: str, meant: str, quote: str) -> None:
    """A number in another form is refused with the plain digits as suggestion."""
    text = sound_observation().replace("value: 10", f"value: {quote}{written}{quote}")
    assert refusals(Observation, text, figures=PEOPLE) == [("value", "not-a-number")]
    assert quantity.meant_number(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        # infinite, or none
        ".inf", "-.inf", ".nan", "inf", "nan", "Infinity", "NaN",
        # other digits: Arabic, Devanagari, full width, superscript
        "١٠٠", "१००", "１００", "10²",  # noqa: RUF001 - as pasted
        # other bases and clocks, words
        "0x1F", "0o17", "0b1", "12:30", "yes", "no", "seratus", "1/2", "10-20", "−5",
        # points out of place, signs alone
        "5.", ".5", "1.2.3", "-", "--5", "- 5", "-017", "1..2",
    ],
)  # fmt: skip
def test_other_texts_are_no_numbers(written: str) -> None:
    """Everything else that is no plain finite number is refused."""
    text = sound_observation().replace("value: 10", f'value: "{written}"')
    assert refusals(Observation, text, figures=PERCENT) == [("value", "not-a-number")]


@pytest.mark.parametrize("written", ["5 lusin", "1" * 300 + ".000", "1e40", "."])
def test_meaningless_numbers_get_no_suggestion(written: str) -> None:
    """A text that means no number gets no suggestion."""
    assert quantity.meant_number(written) is None


@pytest.mark.parametrize("written", ["", " ", " 5", "5 ", "5\n"])
def test_number_alone(written: str) -> None:
    """A number has no text around it."""
    code = "not-a-number" if written.strip() else "empty-value"
    found = refusals(Observation, sound_observation(value=written), figures=PEOPLE)
    assert found == [("value", code)]


@pytest.mark.parametrize(
    ("written", "decimals", "codes"),
    [
        # a dot and three digits: thousands in disguise, unless there are decimals enough
        ("1.234", 0, ["not-a-number"]),
        ("1.234", 1, ["not-a-number"]),
        ("1.234", 2, ["not-a-number"]),
        ("1.234", 3, []),
        ("1.234", 4, []),
        ("1.2345", 4, []),
        # more digits than are shown
        ("87.5", 0, ["too-many-decimals"]),
        ("87.55", 1, ["too-many-decimals"]),
        ("87.55", 2, []),
        ("0.1234", 3, ["too-many-decimals"]),
        ("0.123", 2, ["too-many-decimals"]),
    ],
)
def test_decimals(written: str, decimals: int, codes: list[str]) -> None:
    """A value has at most the decimals of its indicator."""
    figures = Figures(decimals=decimals, signed=True)
    found = refusals(Observation, sound_observation(value=written), figures=figures)
    assert found == [("value", code) for code in codes]


@pytest.mark.parametrize(
    ("unit", "signed"),
    [
        ("percent", True),
        ({"currency": "IDR"}, True),
        ({"id": "orang", "en": "people"}, False),
    ],
)
def test_below_zero(unit: object, signed: bool) -> None:  # noqa: FBT001
    """Only percent and currencies may be negative, in observations, targets and facts."""
    figures = read(Indicator, sound_indicator(unit=unit)).figures
    codes = [] if signed else [("value", "negative")]
    for record, text in (
        (Observation, sound_observation(value=-1)),
        (Target, sound_target(value=-1)),
    ):
        assert refusals(record, text, figures=figures) == codes
    fact = dump({"title": words(), "value": -1, "unit": unit, "sources": ["a"]})
    assert [code for _, code in refusals(Fact, fact)] == [code for _, code in codes]


@pytest.mark.parametrize("value", ["-1", "1.000", "1e3"])
def test_population_is_a_count(value: str) -> None:
    """A population is a whole number, not below zero."""
    text = dump({"date": "2024", "value": value, "sources": ["a"]})
    assert [place for place, _ in refusals(PopulationValue, text)] == ["value"]


@given(st.text(max_size=12))
def test_no_text_breaks_numbers(text: str) -> None:
    """Any text is a number or is refused, and every suggestion is a number."""
    meant = quantity.meant_number(text)
    assert meant is None or meant.removeprefix("-").replace(".", "", 1).isdigit()


@given(st.integers(min_value=0, max_value=10**15))
def test_grouped_numbers(value: int) -> None:
    """A number with grouped thousands is understood in every grouping."""
    for mark in ",._ ":
        assert quantity.meant_number(f"{value:,}".replace(",", mark)) == str(value)


# --- dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("date", ["2022", "2023-Q1", "2025-S1", "2023-01-01/2023-04-30"])
@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_quoted_dates(date: str, quote: str) -> None:
    """A date is read the same with and without quotes."""
    text = sound_observation().replace("'2024'", f"{quote}{date}{quote}")
    assert read(Observation, text).date.written == date


@pytest.mark.parametrize(
    "date",
    ["17 Agustus 2024", "2024-13", "2023-02-29", "20240817", "1899", "12:30", "no", "2024.0"],
)
def test_date_traps(date: str) -> None:
    """A value that is no date is refused at its place."""
    assert refusals(Observation, sound_observation(date=date)) == [("date", "not-a-date")]
    assert refusals(Target, sound_target(due=date, announced=date)) == [
        ("due", "not-a-date"),
        ("announced", "not-a-date"),
    ]
    assert refusals(Event, sound_event(date=date)) == [("date", "not-a-date")]


@pytest.mark.parametrize(
    ("date", "today", "refused"),
    [
        # begins today, though it ends later
        ("2024-12-31", "2024-12-31", False),
        ("2025", "2025-01-01", False),
        ("2025-06", "2025-06-01", False),
        # begins tomorrow
        ("2025-01-01", "2024-12-31", True),
        ("2025", "2024-12-31", True),
        ("2025-S2", "2025-06-30", True),
        ("2024-03-01", "2024-02-29", True),
    ],
)
def test_future(date: str, today: str, refused: bool) -> None:  # noqa: FBT001
    """An observation that begins after today is refused; targets and events may lie ahead."""
    found = refusals(Observation, sound_observation(date=date), today=today)
    assert found == ([("date", "in-the-future")] if refused else [])
    assert refusals(Target, sound_target(due=date, announced=date), today=today) == []
    assert refusals(Event, sound_event(date=date), today=today) == []


@pytest.mark.parametrize(
    ("date", "full"), [("2024-08-17", True), ("2024-08", False), ("2024-08-16/2024-08-17", False)]
)
def test_full_dates(date: str, full: bool) -> None:  # noqa: FBT001
    """`accessed` and `revised` are full dates."""
    codes = [] if full else ["not-a-full-date"]
    assert [code for _, code in refusals(Source, sound_source(accessed=date))] == codes
    changed = sound_observation(revisions=[sound_revision(date, value=5)])
    assert [code for _, code in refusals(Observation, changed)] == codes
