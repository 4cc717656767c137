"""Numbers and dates as written, by the rules of docs/contract.md."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.conftest import (
    dump,
    read,
    refusals,
    sound_correction,
    sound_event,
    sound_indicator,
    sound_observation,
    sound_source,
    sound_target,
    words,
)

from terang.model import quantity
from terang.model.catalog import PopulationValue
from terang.model.definitions import Fact, Indicator, Source
from terang.model.entries import Correction, Event, Observation, Qualifier, Target
from terang.model.field_types import Figures, Record

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
    text = dump({"date": "2024", "value": value, "added": "2025-01-31", "sources": ["a"]})
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


# --- ranges --------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [sound_observation, sound_target])
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"low": 80, "high": 90}, []),
        ({"high": 90, "low": 80}, []),
        ({"low": 0, "high": 1}, []),
        # the low end is below the high one
        ({"low": 90, "high": 80}, [("value.high", "range-order")]),
        ({"low": 80, "high": "80.0"}, [("value.high", "range-order")]),
        # both ends, and nothing else
        ({"low": 80}, [("value", "range-keys")]),
        ({"high": 80}, [("value", "range-keys")]),
        ({}, [("value", "range-keys")]),
        ({"low": 80, "high": 90, "about": 85}, [("value.about", "range-keys")]),
        ({"from": 80, "to": 90}, [("value.from", "range-keys")]),
        # each end is a number of its indicator
        ({"low": "80.000", "high": 90000}, [("value.low", "not-a-number")]),
        ({"low": 80, "high": "90 ribu"}, [("value.high", "not-a-number")]),
        ({"low": -1, "high": 90}, [("value.low", "negative")]),
        ({"low": 80, "high": "90.55"}, [("value.high", "too-many-decimals")]),
        ({"low": [80], "high": 90}, [("value.low", "wrong-type")]),
        ([80, 90], [("value", "wrong-type")]),
        ("80-90", [("value", "not-a-number")]),
    ],
)
def test_ranges(make: Callable[..., str], value: object, expected: list[tuple[str, str]]) -> None:
    """A range has a low end below a high one, both of them numbers."""
    record = Observation if make is sound_observation else Target
    figures = Figures(decimals=1, signed=False)
    assert placed_refusals(record, make(value=value), figures) == expected


def placed_refusals(record: type[Record], text: str, figures: Figures) -> list[tuple[str, str]]:
    """Return why a record is refused, each with the place that the refusal names."""
    try:
        read(record, text, figures=figures)
    except ValidationError as error:
        return [
            (".".join(map(str, (*item["loc"], *item["ctx"].get("at", ())))), item["ctx"]["code"])
            for item in error.errors()
            if item["type"] != "default_factory_not_called"
        ]
    return []


@pytest.mark.parametrize("qualifier", [*map(str, Qualifier)])
def test_a_range_has_no_qualifier(qualifier: str) -> None:
    """A range has no qualifier beside it."""
    value = {"low": 80, "high": 90}
    for record, text in (
        (Observation, sound_observation(value=value, qualifier=qualifier)),
        (Target, sound_target(value=value, qualifier=qualifier)),
    ):
        assert [code for _, code in refusals(record, text)] == ["range-with-qualifier"]


def test_ends_of_a_value() -> None:
    """A range has two ends, and is written with two points between; a number is both ends."""
    found = read(Observation, sound_observation(value={"low": "80.50", "high": 90})).value
    assert quantity.ends_of(found) == (Decimal("80.5"), Decimal(90))
    assert str(found) == "80.50..90"
    assert quantity.ends_of(Decimal(7)) == (Decimal(7), Decimal(7))


@pytest.mark.parametrize(
    ("precision", "expected"),
    [
        ("1000", []),
        ("0.5", []),
        ("0", ["not-positive"]),
        ("-5", ["not-positive"]),
        ("1.000", ["not-a-number"]),
    ],
)
def test_precision_is_above_nothing(precision: str, expected: list[str]) -> None:
    """A precision is a number above 0, in observations and targets."""
    for record, text in (
        (Observation, sound_observation(precision=precision)),
        (Target, sound_target(precision=precision)),
    ):
        assert [code for _, code in refusals(record, text)] == expected


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
    ("date", "today", "has_begun", "has_ended"),
    [
        ("2024-12-31", "2024-12-31", True, True),
        ("2025", "2025-12-31", True, True),
        # a period that still runs
        ("2025", "2025-01-01", True, False),
        ("2025", "2025-12-30", True, False),
        ("2025-06-01/2025-06-30", "2025-06-29", True, False),
        # tomorrow
        ("2025-01-01", "2024-12-31", False, False),
        ("2025", "2024-12-31", False, False),
        ("2025-S2", "2025-06-30", False, False),
        ("2024-03-01", "2024-02-29", False, False),
    ],
)
def test_future(date: str, today: str, has_begun: bool, has_ended: bool) -> None:  # noqa: FBT001
    """A report ends today at the latest; an announcement or a publication has begun."""
    ahead = [] if has_ended else [("date", "in-the-future")]
    added = f"{today[:4]}-01-01"
    for record, text in (
        (Observation, sound_observation(date=date, added=added)),
        (Event, sound_event(date=date, added=added)),
    ):
        assert refusals(record, text, today=today) == ahead
    announced = [] if has_begun else [("announced", "in-the-future")]
    target = sound_target(due=date, announced=date, added=added)
    assert refusals(Target, target, today=today) == announced
    published = [] if has_begun else [("published", "in-the-future")]
    assert refusals(Source, sound_source(published=date), today=today) == published


def test_a_due_date_may_lie_ahead() -> None:
    """A target is due on any day."""
    assert refusals(Target, sound_target(due="2199")) == []


@pytest.mark.parametrize(
    ("date", "full"), [("2024-08-17", True), ("2024-08", False), ("2024-08-16/2024-08-17", False)]
)
def test_full_dates(date: str, full: bool) -> None:  # noqa: FBT001
    """`accessed` and the day of a correction are full dates."""
    codes = [] if full else ["not-a-full-date"]
    assert [code for _, code in refusals(Source, sound_source(accessed=date))] == codes
    assert [code for _, code in refusals(Correction, sound_correction(date))] == codes
