"""Dates: forms, bounds, order and refusals, by the rules of docs/contract.md."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import day

from terang.model.period import NotAPeriodError, Period, Precision, parse_period, suggested_period


@pytest.mark.parametrize(
    ("written", "first", "last", "precision"),
    [
        # years, the first and the last that are accepted among them
        ("2022", "2022-01-01", "2022-12-31", Precision.YEAR),
        ("1900", "1900-01-01", "1900-12-31", Precision.YEAR),
        ("2199", "2199-01-01", "2199-12-31", Precision.YEAR),
        # halves
        ("2025-S1", "2025-01-01", "2025-06-30", Precision.HALF),
        ("2025-S2", "2025-07-01", "2025-12-31", Precision.HALF),
        # quarters, including the first of a leap year
        ("2023-Q1", "2023-01-01", "2023-03-31", Precision.QUARTER),
        ("2024-Q1", "2024-01-01", "2024-03-31", Precision.QUARTER),
        ("2023-Q2", "2023-04-01", "2023-06-30", Precision.QUARTER),
        ("2023-Q3", "2023-07-01", "2023-09-30", Precision.QUARTER),
        ("2023-Q4", "2023-10-01", "2023-12-31", Precision.QUARTER),
        # months: long, short, February in ordinary, leap, century and 400-year
        ("2023-01", "2023-01-01", "2023-01-31", Precision.MONTH),
        ("2023-04", "2023-04-01", "2023-04-30", Precision.MONTH),
        ("2023-12", "2023-12-01", "2023-12-31", Precision.MONTH),
        ("2023-02", "2023-02-01", "2023-02-28", Precision.MONTH),
        ("2024-02", "2024-02-01", "2024-02-29", Precision.MONTH),
        ("1900-02", "1900-02-01", "1900-02-28", Precision.MONTH),
        ("2000-02", "2000-02-01", "2000-02-29", Precision.MONTH),
        # days, leap days and ends of years
        ("2024-08-17", "2024-08-17", "2024-08-17", Precision.DAY),
        ("2024-02-29", "2024-02-29", "2024-02-29", Precision.DAY),
        ("2023-12-31", "2023-12-31", "2023-12-31", Precision.DAY),
        ("1900-01-01", "1900-01-01", "1900-01-01", Precision.DAY),
        ("2199-12-31", "2199-12-31", "2199-12-31", Precision.DAY),
        # intervals: the shortest, over a year's end, a whole year
        ("2023-01-01/2023-04-30", "2023-01-01", "2023-04-30", Precision.INTERVAL),
        ("2023-12-31/2024-01-01", "2023-12-31", "2024-01-01", Precision.INTERVAL),
        ("2024-01-01/2024-12-31", "2024-01-01", "2024-12-31", Precision.INTERVAL),
    ],
)
def test_accepted(written: str, first: str, last: str, precision: Precision) -> None:
    """A date is an interval of days, both ends included, in any of six forms."""
    period = parse_period(written)
    assert (period.first, period.last) == (day(first), day(last))
    assert (period.written, period.precision) == (written, precision)


@pytest.mark.parametrize(
    "written",
    [
        # not real
        "2023-02-29", "1900-02-29", "2023-04-31", "2023-13", "2023-00", "2023-01-00", "2023-01-32",
        # outside 1900–2199
        "1899", "2200", "1899-12-31", "2200-01-01", "1899-12-31/1900-01-02", "0000",
        # no such half or quarter
        "2023-Q0", "2023-Q5", "2023-S0", "2023-S3", "2023-S4", "2023-H3", "2023-s4", "2023-Q12",
        # other ways to write it
        "2023-q1", "2023-s1", "2023-H1", "2023Q1", "23", "20230817", "2023-8-17", "2023/08/17",
        "17/08/2023", "17-08-2023", "17 Agustus 2023", "Agustus 2023", "2023-08-17T00:00:00",
        "2023-08-17 00:00:00", "2023-W33", "2023-230", "+2023", "-2023", "2023.0", "awal 2023",
        # spaces, nothing, other digits, a line's end
        "", " ", " 2023", "2023 ", "2023\n", "٢٠٢٣", "２０２３",  # noqa: RUF001 - as pasted
        # intervals of anything but days
        "2023/2024", "2023-01/2023-04", "2023-Q1/2023-Q2", "2023-01-01/2023-04", "2023/2023-12-31",
        # intervals whose last day is not later
        "2023-04-30/2023-01-01", "2023-01-01/2023-01-01",
        # intervals with too little or too much
        "2023-01-01/", "/2023-01-01", "/", "2023-01-01//2023-02-01", "2023-01-01 / 2023-04-30",
        "2023-01-01/2023-02-01/2023-03-01", "2023-01-01/30", "2023-01-01--2023-04-30",
        "2023-02-01/2023-02-29",
    ],
)  # fmt: skip
def test_refused(written: str) -> None:
    """Every text that is no real date of the six forms is refused with the date error."""
    with pytest.raises(NotAPeriodError):
        parse_period(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        # missing zeros
        ("2023-8-7", "2023-08-07"),
        ("2023-8", "2023-08"),
        # day first, as Indonesia writes it; slashes are no interval
        ("17-08-2023", "2023-08-17"),
        ("17/08/2023", "2023-08-17"),
        ("7.8.2023", "2023-08-07"),
        ("2023/08/17", "2023-08-17"),
        # a time beside it, spaces around it
        ("2023-08-17T09:30:00", "2023-08-17"),
        ("2023-08-17 ", "2023-08-17"),
        # other letters for quarters and halves
        ("2023-q1", "2023-Q1"),
        ("Q1 2023", "2023-Q1"),
        ("2023-H2", "2023-S2"),
        ("s2 2023", "2023-S2"),
        # words, in both languages
        ("17 Agustus 2023", "2023-08-17"),
        ("August 2023", "2023-08"),
        ("1 Mei 2023", "2023-05-01"),
        ("Oktober 2023", "2023-10"),
        # reversed ends
        ("2023-04-30/2023-01-01", "2023-01-01/2023-04-30"),
        # the same day twice, months, a season
        ("2024-01-01/2024-01-01", "2024-01-01"),
        ("2024-01/2024-03", "2024-01-01/2024-03-31"),
        ("2023/24", "2023-01-01/2024-12-31"),
        ("2024-01-01 / 2024-04-30", "2024-01-01/2024-04-30"),
        ("1 s.d. 30 Juni 2025", "2025-06-01/2025-06-30"),
        # as offices write it
        ("Semester I 2025", "2025-S1"),
        ("Triwulan II 2025", "2025-Q2"),
        ("TW IV 2025", "2025-Q4"),
        ("per 30 Juni 2025", "2025-06-30"),
        ("30-06-25", "2025-06-30"),
        ("10 Nopember 2025", "2025-11-10"),
        ("Pebruari 2025", "2025-02"),
        ("17 Agt 2025", "2025-08-17"),
        # a day that its month does not have
        ("2023-02-29", "2023-02-28"),
        ("31 Juni 2025", "2025-06-30"),
        ("31/02/2023", "2023-02-28"),
    ],
)
def test_suggested(written: str, meant: str) -> None:
    """A date in another form is refused with a suggestion in the accepted form."""
    with pytest.raises(NotAPeriodError) as refused:
        parse_period(written)
    assert refused.value.suggestion == meant


@pytest.mark.parametrize(
    "written",
    ["2023-02-32", "32/02/2023", "2024-01-01/", "2023-S3", "2023-H4", "1899", "awal 2023"],
)
def test_not_suggested(written: str) -> None:
    """A text that is no date in any form gets no suggestion."""
    with pytest.raises(NotAPeriodError) as refused:
        parse_period(written)
    assert refused.value.suggestion is None


@given(st.text(alphabet="0123456789-/QqSsHhT. AgusteMi", max_size=24))
def test_suggestions_are_accepted(text: str) -> None:
    """Every suggestion is itself a valid date."""
    meant = suggested_period(text)
    assert meant is None or parse_period(meant).written == meant


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("2024", "2024-01-01/2024-12-31"),
        ("2024-S1", "2024-01-01/2024-06-30"),
        ("2024-Q4", "2024-10-01/2024-12-31"),
        ("2024-02", "2024-02-01/2024-02-29"),
    ],
)
def test_same_days(text: str, other: str) -> None:
    """Spellings of the same days are equal, with equal hashes."""
    assert parse_period(text) == parse_period(other)
    assert hash(parse_period(text)) == hash(parse_period(other))
    assert not parse_period(text) < parse_period(other)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("2024", "2024-01-01/2024-12-30"),
        ("2024-02", "2024-02-01/2024-02-28"),
        ("2024-12-31", "2024"),
        ("2024-01-01", "2024-01"),
    ],
)
def test_other_days(text: str, other: str) -> None:
    """Dates that share only their first or last day differ."""
    assert parse_period(text) != parse_period(other)


def test_order() -> None:
    """Dates are ordered by last day, then by first day."""
    in_order = [
        "2023-12-31",
        "2024-01-01",
        "2023-11-01/2024-01-02",  # begins first, ends later
        "2024-Q1",
        "2024-03",
        "2024-03-31",
        "2024-S1",
        "2024-Q2",
        "2024-06",
        "2024",  # ends with the year, begins before the next ones
        "2024-S2",
        "2024-Q4",
        "2024-12",
        "2024-12-31",
    ]
    assert [period.written for period in sorted(map(parse_period, reversed(in_order)))] == in_order


@pytest.mark.parametrize(
    ("written", "slug"),
    [
        ("2022", "2022"),
        ("2023-Q1", "2023-q1"),
        ("2025-S1", "2025-s1"),
        ("2024-08-17", "2024-08-17"),
        ("2023-01-01/2023-04-30", "2023-01-01-to-2023-04-30"),
    ],
)
def test_slug(written: str, slug: str) -> None:
    """In an anchor a date is lower-cased, with `/` as `-to-`."""
    assert parse_period(written).slug == slug


@pytest.mark.parametrize(
    ("written", "machine"),
    [
        # as written
        ("2022", "2022"),
        ("2024-08", "2024-08"),
        ("2024-08-17", "2024-08-17"),
        # HTML has no quarters, half-years or intervals: use the first month or day
        ("2023-Q3", "2023-07"),
        ("2025-S1", "2025-01"),
        ("2025-S2", "2025-07"),
        ("2023-02-01/2023-04-30", "2023-02-01"),
    ],
)
def test_machine_form(written: str, machine: str) -> None:
    """`<time datetime>` gets the date, or its first month or day if HTML lacks the form."""
    assert parse_period(written).machine == machine


@pytest.mark.parametrize(
    ("inner", "outer", "lies_within"),
    [
        ("2024", "2024", True),
        ("2024-02-29", "2024-02", True),
        ("2024-12-31", "2024", True),
        ("2024-01-01", "2024", True),
        ("2024", "2024-01-01/2024-12-31", True),
        ("2023-12-31/2024-01-01", "2024", False),
        ("2024", "2024-S1", False),
        ("2025-01-01", "2024", False),
    ],
)
def test_within(inner: str, outer: str, lies_within: bool) -> None:  # noqa: FBT001
    """A date lies within another if each of its days is a day of the other."""
    assert parse_period(inner).is_within(parse_period(outer)) is lies_within


days = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))


@given(days, days)
def test_intervals_round_trip(date: dt.date, other: dt.date) -> None:
    """Two days in order form an interval with these ends; reversed days are refused."""
    first, last = sorted((date, other))
    if first == last:
        return
    period = parse_period(f"{first}/{last}")
    assert (period.first, period.last) == (first, last)
    with pytest.raises(NotAPeriodError):
        parse_period(f"{last}/{first}")


@given(days)
def test_nested_forms(date: dt.date) -> None:
    """A day lies within its month, its quarter, its half-year and its year."""
    quarter = (date.month + 2) // 3
    half = 1 if date.month < 7 else 2
    forms = [
        f"{date}",
        f"{date:%Y-%m}",
        f"{date.year}-Q{quarter}",
        f"{date.year}-S{half}",
        f"{date.year}",
    ]
    periods: list[Period] = [parse_period(form) for form in forms]
    assert all(inner.is_within(outer) for inner, outer in itertools.pairwise(periods))
    assert all(period.first <= period.last for period in periods)


@pytest.mark.parametrize("text", ["2024-02/2024-01", "2024-12/2024"])
def test_only_reversed_days_are_turned_round(text: str) -> None:
    """Reversed months, or a month and its year, have no suggestion."""
    with pytest.raises(NotAPeriodError) as raised:
        parse_period(text)
    assert raised.value.suggestion is None
