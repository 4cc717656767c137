"""Dates as intervals of days (year, half, quarter, month, day): read, or meant by other texts.

The forms are those of docs/contract.md#dates. Other modules use the first and last day of a
`Period`, and its written form only to show it.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re
from dataclasses import dataclass, field
from enum import StrEnum

FIRST_YEAR, LAST_YEAR = 1900, 2199

FORMS = re.compile(
    r"(?P<year>[0-9]{4})"
    r"(?:-(?:S(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?))?",
)
_MONTHS_PER_HALF, _MONTHS_PER_QUARTER = 6, 3

# Month names as editors write them, Indonesian and English, by their first three letters, and the
# short forms and old spellings that begin otherwise.
_INDONESIAN = "janfebmaraprmeijunjulagusepoktnovdes"
_ENGLISH = "janfebmaraprmayjunjulaugsepoctnovdec"
_MONTH_NAMES = {
    names[3 * month : 3 * month + 3]: month + 1
    for names in (_INDONESIAN, _ENGLISH)
    for month in range(12)
} | {"peb": 2, "mrt": 3, "agt": 8, "ags": 8, "nop": 11}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_BEFORE = re.compile(
    r"(?:per|tanggal|tgl\.?|tahun anggaran|tahun|thn\.?|ta|bulan|posisi|sampai|hingga|s\.?/?d\.?"
    r"|as of|year|month of|senin|selasa|rabu|kamis|jum'?at|sabtu|minggu),?\s+",
    re.IGNORECASE,
)
"""A word before a date that does not belong to it."""
_PARTS = (
    ("Q", r"(?:triwulan|triw\.?|tw\.?|kuartal|kwartal|quarter|q)"),
    ("S", r"(?:semester|sem\.?|smt\.?|half|paruh|s|h)"),
)
_TO = re.compile(
    r"\s*(?:[\u2010-\u2015]|\bs\.?/?d\.?(?=\s)|\bsampai(?: dengan)?\b|\bhingga\b|\bto\b"
    r"|/|\s-\s)\s*",
    re.IGNORECASE,
)
_QUOTES = "\"'\u2018\u2019\u201c\u201d"
_CENTURY = 2000


class Precision(StrEnum):
    """The precision of a date."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"
    DAY = "day"
    INTERVAL = "interval"


class NotAPeriodError(ValueError):
    """A text is not a date; `suggestion` is a date that the writer may have meant, or None.

    `days` is the number of days of its month, if it names a later day.
    """

    def __init__(self, text: str, suggestion: str | None, days: int | None = None) -> None:
        super().__init__(text)
        self.suggestion = suggestion
        self.days = days


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """An interval of days, both ends included, with its written form.

    Two periods of the same days are equal, however they are written. Order compares last days,
    then first days: `2024` is after `2024-06`, but before `2024-12` and `2024-12-31`.
    """

    last: dt.date  # The first field: the generated comparison follows the field order.
    first: dt.date
    written: str = field(compare=False)
    precision: Precision = field(compare=False)

    @property
    def slug(self) -> str:
        """The date as part of an anchor: `2023-q1`, `2023-01-01-to-2023-04-30`."""
        return self.written.lower().replace("/", "-to-")

    @property
    def machine(self) -> str:
        """The value of `<time datetime>`: the date, or the start of a longer period."""
        match self.precision:
            case Precision.HALF | Precision.QUARTER:
                return f"{self.first:%Y-%m}"
            case Precision.INTERVAL:
                return self.first.isoformat()
            case _:
                return self.written

    def is_within(self, other: Period) -> bool:
        """Return whether each of its days is a day of the other period."""
        return other.first <= self.first and self.last <= other.last


@functools.lru_cache(4096)  # The same few dates are in every series.
def parse_period(text: str) -> Period:
    """Parse a date of docs/contract.md#dates; raise NotAPeriodError for any other text."""
    start, slash, end = text.partition("/")
    if not slash:
        return _calendar_period(text)
    try:
        first, last = _calendar_period(start), _calendar_period(end)
    except NotAPeriodError:
        # `17/08/2024` has slashes but is not an interval.
        for part in (start, end):
            if (days := _days_of_month(part)) is not None:
                meant = text.replace(part, f"{part[:8]}{days}")
                raise NotAPeriodError(text, meant, days) from None
        raise NotAPeriodError(text, suggested_period(text)) from None
    days_only = first.precision is last.precision is Precision.DAY
    if not days_only or first.first >= last.last:
        raise NotAPeriodError(text, _suggested_interval(first, last))
    return Period(last.last, first.first, text, Precision.INTERVAL)


def _calendar_period(text: str) -> Period:
    form = FORMS.fullmatch(text)
    if form is None:
        raise NotAPeriodError(text, suggested_period(text))
    year = int(form["year"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotAPeriodError(text, None)
    if form["half"]:
        return _months(text, Precision.HALF, year, int(form["half"]), _MONTHS_PER_HALF)
    if form["quarter"]:
        return _months(text, Precision.QUARTER, year, int(form["quarter"]), _MONTHS_PER_QUARTER)
    if form["month"] is None:
        return _months(text, Precision.YEAR, year, 1, 12)
    try:
        day = dt.date(year, int(form["month"]), int(form["day"] or 1))
    except ValueError:
        days = _days_of_month(text)
        last = f"{text[:8]}{days}" if days is not None else None
        raise NotAPeriodError(text, last, days) from None
    if form["day"]:
        return Period(day, day, text, Precision.DAY)
    return _months(text, Precision.MONTH, year, day.month, 1)


def _months(text: str, precision: Precision, year: int, nth: int, length: int) -> Period:
    """Return the nth period of `length` months in a year."""
    end = nth * length
    first = dt.date(year, end - length + 1, 1)
    last = dt.date(year, end, calendar.monthrange(year, end)[1])
    return Period(last, first, text, precision)


def _days_of_month(text: str) -> int | None:
    """Return the number of days of the month in `2025-06-31`; None if it is no such text."""
    form = FORMS.fullmatch(text)
    if form is None or not form["day"] or not 1 <= int(form["month"]) <= 12:  # noqa: PLR2004
        return None
    if not FIRST_YEAR <= int(form["year"]) <= LAST_YEAR:
        return None
    days = calendar.monthrange(int(form["year"]), int(form["month"]))[1]
    return days if days < int(form["day"]) <= 31 else None  # noqa: PLR2004


def _suggested_interval(first: Period, last: Period) -> str | None:
    """Return an interval of the days of two periods, in their order; one day is no interval."""
    if first.precision is last.precision is Precision.DAY:
        first, last = min(first, last), max(first, last)
    elif first.first >= last.first:
        return None
    start, end = first.first.isoformat(), last.last.isoformat()
    return f"{start}/{end}" if start < end else start


def suggested_period(text: str) -> str | None:
    """Return the date that the writer of a similar text may have meant, or None."""
    if len(text) > _LONGEST:
        return None
    bare = " ".join(text.split()).strip(_QUOTES + " .")
    if found := _one_period(bare):
        return found
    if years := re.fullmatch(r"((?:19|20|21)[0-9]{2})/([0-9]{2})", bare):
        return f"{years[1]}-01-01/{years[1][:2]}{years[2]}-12-31"
    ends = _TO.split(bare)
    if len(ends) != 2:  # noqa: PLR2004 - two ends
        return None
    last = _one_period(ends[1])
    forms = (ends[0], f"{ends[0]} {ends[1][-4:]}", f"{ends[0]} {_month_and_year(ends[1])}")
    first = next(filter(None, map(_one_period, forms)), None)
    if first is None or last is None:
        return None
    return _suggested_interval(_calendar_period(first), _calendar_period(last))


_LONGEST = 60
"""A longer text is no date."""


def _month_and_year(text: str) -> str:
    """Return the end of a date without its day, for `1 s.d. 30 Juni 2025`."""
    parts = text.split(" ")
    return " ".join(parts[-2:] if parts[0].isdigit() else parts[-1:])


def _one_period(text: str) -> str | None:
    for guess in _guesses(_BEFORE.sub("", text, count=1)):
        if FORMS.fullmatch(guess) is None:
            continue  # `2024-S3` is its own guess: to guess again would never end.
        try:
            return _calendar_period(guess).written
        except NotAPeriodError as error:
            if error.suggestion:
                return error.suggestion
    return None


def _guesses(text: str) -> list[str]:
    """Return texts that may be the date; most of them are not dates."""
    guesses = [text]
    if parts := re.fullmatch(r"([0-9]{4})[-/. ]([0-9]{1,2})(?:[-/. ]([0-9]{1,2}))?", text):
        guesses.append("-".join(part.zfill(2) for part in parts.groups() if part))
    if parts := re.fullmatch(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})", text):
        guesses.append(f"{parts[3]}-{parts[2]:0>2}-{parts[1]:0>2}")
    if parts := re.fullmatch(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{2})", text):
        guesses.append(f"{_CENTURY + int(parts[3])}-{parts[2]:0>2}-{parts[1]:0>2}")
    if parts := re.fullmatch(r"([0-9]{1,2})[-/.]([0-9]{4})", text):
        guesses.append(f"{parts[2]}-{parts[1]:0>2}")
    if parts := re.fullmatch(
        r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9:]{4,8}(?:\.[0-9]+)?(?:Z|[+-][0-9:]{2,5})?", text
    ):
        guesses.append(parts[1])
    for letter, word in _PARTS:
        nth, year = r"(?:ke-?\s?)?([1-4]|iv|i{1,3})", r"((?:19|20|21)[0-9]{2})"
        parts = re.fullmatch(rf"{word}[\s.-]*{nth}[-/., ]*(?:tahun )?{year}", text, re.IGNORECASE)
        swapped = re.fullmatch(rf"{year}[-/., ]*{word}[\s.-]*{nth}", text, re.IGNORECASE)
        if parts or swapped:
            count, of = (parts[1], parts[2]) if parts else (swapped[2], swapped[1])  # type: ignore[index]
            guesses.append(f"{of}-{letter}{_ROMAN.get(count.lower(), count)}")
    if parts := re.fullmatch(
        r"(?:([0-9]{1,2})[ -])?([A-Za-z]{3})[a-z]*\.?[ ,-]+([0-9]{4}|[0-9]{2})", text
    ):
        month = _MONTH_NAMES.get(parts[2].lower())
        day = f"-{parts[1]:0>2}" if parts[1] else ""
        year = parts[3] if len(parts[3]) > 2 else str(_CENTURY + int(parts[3]))  # noqa: PLR2004
        guesses.append(f"{year}-{month:02}{day}" if month else "")
    if parts := re.fullmatch(r"([A-Za-z]{3})[a-z]*\.? ([0-9]{1,2}),? ([0-9]{4})", text):
        month = _MONTH_NAMES.get(parts[1].lower())
        guesses.append(f"{parts[3]}-{month:02}-{parts[2]:0>2}" if month else "")
    return guesses
