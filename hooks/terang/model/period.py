"""Dates as intervals of days: year, half, quarter, month, day or interval.

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

# Month names as editors write them, Indonesian and English, by their first three letters.
_INDONESIAN = "janfebmaraprmeijunjulagusepoktnovdes"
_ENGLISH = "janfebmaraprmayjunjulaugsepoctnovdec"
_MONTH_NAMES = {
    names[3 * month : 3 * month + 3]: month + 1
    for names in (_INDONESIAN, _ENGLISH)
    for month in range(12)
}


class Precision(StrEnum):
    """The precision of a date."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"
    DAY = "day"
    INTERVAL = "interval"


class NotAPeriodError(ValueError):
    """A text is not a date; `suggestion` is a date that the writer may have meant, or None."""

    def __init__(self, text: str, suggestion: str | None) -> None:
        super().__init__(text)
        self.suggestion = suggestion


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
        raise NotAPeriodError(text, suggested_period(text)) from None
    days_only = first.precision is last.precision is Precision.DAY
    if not days_only or first.first >= last.last:
        reversed_days = days_only and first.first > last.last
        raise NotAPeriodError(text, f"{end}/{start}" if reversed_days else None)
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
        raise NotAPeriodError(text, None) from None
    if form["day"]:
        return Period(day, day, text, Precision.DAY)
    return _months(text, Precision.MONTH, year, day.month, 1)


def _months(text: str, precision: Precision, year: int, nth: int, length: int) -> Period:
    """Return the nth period of `length` months in a year."""
    end = nth * length
    first = dt.date(year, end - length + 1, 1)
    last = dt.date(year, end, calendar.monthrange(year, end)[1])
    return Period(last, first, text, precision)


def suggested_period(text: str) -> str | None:
    """Return the date that the writer of a similar text may have meant, or None."""
    for guess in _guesses(text.strip()):
        if FORMS.fullmatch(guess) is None:
            continue  # `2024-S3` is its own guess: to guess again would never end.
        try:
            return _calendar_period(guess).written
        except NotAPeriodError:
            continue
    return None


def _guesses(text: str) -> list[str]:
    """Return texts that may be the date; most of them are not dates."""
    guesses = []
    if parts := re.fullmatch(r"([0-9]{4})[-/. ]([0-9]{1,2})(?:[-/. ]([0-9]{1,2}))?", text):
        guesses.append("-".join(part.zfill(2) for part in parts.groups() if part))
    if parts := re.fullmatch(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})", text):
        guesses.append(f"{parts[3]}-{parts[2]:0>2}-{parts[1]:0>2}")
    if parts := re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ].*", text):
        guesses.append(parts[1])
    if parts := re.fullmatch(r"([0-9]{4})[- ]?([QqSsHh])([1-4])", text):
        guesses.append(f"{parts[1]}-{_letter(parts[2])}{parts[3]}")
    if parts := re.fullmatch(r"([QqSsHh])([1-4])[- ]?([0-9]{4})", text):
        guesses.append(f"{parts[3]}-{_letter(parts[1])}{parts[2]}")
    if parts := re.fullmatch(r"(?:([0-9]{1,2}) )?([A-Za-z]{3})[a-z]* ([0-9]{4})", text):
        month = _MONTH_NAMES.get(parts[2].lower())
        day = f"-{parts[1]:0>2}" if parts[1] else ""
        guesses.append(f"{parts[3]}-{month:02}{day}" if month else "")
    return guesses


def _letter(written: str) -> str:
    """Return Q for a quarter and S (semester) for a half, also if H is written."""
    return "Q" if written in "Qq" else "S"
