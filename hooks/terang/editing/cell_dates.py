"""Readings of a cell as a date of the contract: a real date, `17 Agustus 2024`, `TW II 2024`.

A cell may be read in several ways (`08/09/2024`); each is a reading. Who calls it takes a cell with
one reading, and refuses the others with all of them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from terang.editing.cell_numbers import plain_line, without_marks
from terang.editing.script_patterns import script_pattern
from terang.model.period import (
    FIRST_YEAR,
    FORMS,
    LAST_YEAR,
    NotAPeriodError,
    Period,
    parse_period,
)
from terang.parsing.sheets import SheetCell

_MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb peb pebruari february",
            "maret mar march mrt",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "agustus agu agt ags agst aug august",
            "september sep sept",
            "oktober okt oct october",
            "november nov nop nopember",
            "desember des dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_ORDINAL = {"pertama": 1, "kedua": 2, "ketiga": 3, "keempat": 4, "first": 1, "second": 2,
            "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}  # fmt: skip
_YEAR = r"(?P<year>(?:19|2[01])\d\d)"
_NTH = r"(?P<nth>iv|i{1,3}|[1-4]|1st|2nd|3rd|4th|first|second|third|fourth|pertama|kedua|ketiga|keempat)"  # noqa: E501
_QUARTER_WORD = r"(?:tw|tw\.|triwulan|triw\.?|kuartal|kwartal|quarter|q)"
_HALF_WORD = r"(?:semester|smt\.?|sem\.?|s|h|half|half-year|paruh)"
_BETWEEN_PARTS = r"\s*[-/.,]?\s*(?:tahun|thn\.?|th\.?|of)?\s*"
_PART_FORMS = tuple(
    (letter, re.compile(form, re.IGNORECASE))
    for letter, word in (("Q", _QUARTER_WORD), ("S", _HALF_WORD))
    for form in (
        rf"{word}[\s.-]*(?:ke-?)?\s*{_NTH}{_BETWEEN_PARTS}{_YEAR}",
        rf"{_YEAR}\s*[-/., ]?\s*{word}[\s.-]*{_NTH}",
        rf"(?:the\s+)?{_NTH}\s+{word}{_BETWEEN_PARTS}{_YEAR}",
    )
)
_BEFORE = re.compile(
    r"^(?:tahun anggaran|tahun|thn\.?|th\.?|t\.?a\.?|year|bulan|month of|per(?: tanggal)?|"
    r"posisi|as of|tanggal|tgl\.?|hari|keadaan)\s+|^(?:senin|selasa|rabu|kamis|jumat|jum'at|sabtu|"
    r"minggu|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\s*,\s*",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"^(?:s\.?/?d\.?|sampai(?: dengan)?|hingga|until|up to|through)\s+", re.IGNORECASE
)
_TO = re.compile(
    r"\s*(?:–|—|\bs\.?/?d\.?(?=\s)|\bsampai(?: dengan)?\b|\bhingga\b|\bto\b|\s-\s|-)\s*"
)
_DAY, _WORD = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?", r"(?P<w>[a-z]+)\.?"
_FORMS = tuple(
    (re.compile(form, re.IGNORECASE), meanings)
    for form, meanings in (
        (r"(?P<y>\d{4})[-/. ](?P<m>\d{1,2})[-/. ](?P<d>\d{1,2})(?:[T ][\d:.]+Z?)?", ("y-m-d",)),
        (r"(?P<y>\d{4})[-/. ](?P<m>\d{1,2})", ("y-m",)),
        (r"(?P<m>\d{1,2})[-/. ](?P<y>\d{4})", ("y-m",)),
        # The day first, or the month.
        (r"(?P<d>\d{1,2})(?P<s>[-/ ])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4})(?: [\d:.]+)?",
         ("y-m-d", "y-d-m")),
        (r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})(?: [\d:.]+)?", ("y-m-d",)),
        # Two digits of a year may be those of a day as well.
        (r"(?P<d>\d{1,2})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<y>[0-3]\d)",
         ("y2-m-d", "y2-d-m", "d2-m-y")),
        (r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)", ("y-m-d",)),
        (rf"{_WORD}[\s/.,'-]+(?P<y>\d{{4}})", ("y-w",)),
        (rf"(?P<y>\d{{4}})[\s/.,-]+{_WORD}", ("y-w",)),
        (rf"{_WORD}[-' ]'?(?P<y>\d\d)", ("y2-w",)),
        (rf"{_DAY}[\s./-]+{_WORD}[\s./,-]+(?P<y>\d{{4}})", ("y-w-d",)),
        (rf"{_WORD}\s+{_DAY}\s*,?\s+(?P<y>\d{{4}})", ("y-w-d",)),
        # `17-Aug-24`: the day first, or the year.
        (rf"{_DAY}[\s./-]+{_WORD}[-/ ](?P<y>\d\d)", ("y2-w-d", "d2-w-y")),
    )
)  # fmt: skip
"""Form of a text → the order of its parts in the contract's form; `w` is the name of a month."""
_MOST_CHARACTERS = 60
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 110_000
_SERIAL_ZERO = dt.date(1899, 12, 30)
_QUOTED_FORMAT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


def date_tables() -> Mapping[str, object]:
    """Return the words and patterns of this module, for a reader in a browser."""
    return {
        "most": _MOST_CHARACTERS,
        "years": (FIRST_YEAR, LAST_YEAR),
        "form": script_pattern(FORMS),
        "months": _MONTHS,
        "roman": _ROMAN,
        "ordinal": _ORDINAL,
        "year": script_pattern(re.compile(_YEAR)),
        "parts": [(letter, script_pattern(form)) for letter, form in _PART_FORMS],
        "forms": [(script_pattern(form), meanings) for form, meanings in _FORMS],
        "before": script_pattern(_BEFORE),
        "until": script_pattern(_UNTIL),
        "to": script_pattern(_TO),
    }


def date_readings(cell: SheetCell) -> tuple[str, ...]:
    """Return the ways to read a cell as a date, in the contract's forms; none if it is no date."""
    if isinstance(cell.value, dt.datetime):
        return _typed_readings(cell.value, cell.number_format)
    if isinstance(cell.value, Decimal):
        return _serial_readings(cell.value)
    if not isinstance(cell.value, str):
        return ()
    text = plain_line(cell.bare or cell.value)
    if not text or len(text) > _MOST_CHARACTERS:
        return ()
    return _distinct(reading for bare in without_marks(text) for reading in _text_readings(bare))


# --- typed -------------------------------------------------------------------------------------


def _typed_readings(value: dt.datetime, number_format: str) -> tuple[str, ...]:
    """Return the ways to read a real date, which may show only its month or its year."""
    day, shown = value.date().isoformat(), _QUOTED_FORMAT.sub("", number_format.lower())
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        return ()
    if "d" in shown or "y" not in shown:
        return (day,)
    shows_month = "m" in shown
    if value.day == 1 and (shows_month or value.month == 1):
        return (day[:7] if shows_month else day[:4],)
    return (day, day[:7] if shows_month else day[:4])


def _serial_readings(value: Decimal) -> tuple[str, ...]:
    """Return the ways to read a plain number: a year, digits of a day, or a day as Excel counts."""
    if value != value.to_integral_value() or value < FIRST_YEAR:
        return ()
    number = int(value)
    if number <= LAST_YEAR:
        return (str(number),)
    text = str(number)
    if len(text) == 8:  # noqa: PLR2004
        return _sound([f"{text[:4]}-{text[4:6]}-{text[6:]}"])
    if _FIRST_SERIAL <= number <= _LAST_SERIAL:
        # A day as Excel counts days, or a figure in the wrong column.
        return ((_SERIAL_ZERO + dt.timedelta(days=number)).isoformat(), text)
    return ()


# --- texts -------------------------------------------------------------------------------------


def _text_readings(text: str) -> Iterator[str]:
    """Yield the ways to read a text as a date."""
    if found := _sound([text]):
        yield from found
        return
    if until := _UNTIL.match(text):
        # The level on that day, or what came together until then.
        for day in _distinct(_text_readings(text[until.end() :])):
            period = parse_period(day)
            yield day
            yield from _sound([f"{period.first.year}-01-01/{period.last.isoformat()}"])
        return
    if before := _BEFORE.match(text):
        yield from _text_readings(text[before.end() :])
        return
    yield from _sound(_single_dates(text)) or _sound(_intervals(text))


def _single_dates(text: str) -> Iterator[str]:
    """Yield what a text may mean as a day, month, quarter, half or year; some are no dates."""
    for letter, form in _PART_FORMS:
        if found := form.fullmatch(text):
            yield f"{found['year']}-{letter}{_nth(found['nth'])}"
    for form, meanings in _FORMS:
        if found := form.fullmatch(text):
            parts = {name: part for name, part in found.groupdict().items() if part}
            for meaning in meanings:
                yield _written(parts, meaning)


def _written(parts: Mapping[str, str], meaning: str) -> str:
    """Return a date whose parts are named in a form such as `y-m-d`; "" for no month's name."""
    texts = []
    for name in meaning.split("-"):
        part = parts[name[0]]
        if name[0] == "w":  # the name of a month
            number = _MONTHS.get(part.lower())
            if number is None:
                return ""
            part = str(number)
        if name.endswith("2"):
            part = f"20{part:0>2}"
        texts.append(f"{part:0>2}")
    return "-".join(texts)


def _intervals(text: str) -> Iterator[str]:
    """Yield what a text may mean as days from one date to another: `Januari–April 2023`."""
    for separator in _TO.finditer(text):
        first, last = text[: separator.start()].strip(), text[separator.end() :].strip()
        year = re.search(_YEAR, last)
        if not first or not last or year is None:
            continue
        ends = _distinct(_text_readings(last))
        month = last[: year.start()].strip(" ,./-")
        with_month = f"{first} {_month_word(month)} {year[0]}"
        # `1–30 April 2023`: a number alone is a day of the same month.
        written = (with_month,) if first.isdigit() else (first, f"{first} {year[0]}", with_month)
        begins = next((found for text in written if (found := _sound(_single_dates(text)))), ())
        for begin in begins or _sound([first]):
            for end in ends:
                yield f"{parse_period(begin).first}/{parse_period(end).last}"


def _month_word(text: str) -> str:
    return next((word for word in re.findall(r"[a-z]+", text, re.IGNORECASE)), "")


def _nth(word: str) -> int:
    text = word.lower()
    return _ROMAN.get(text) or _ORDINAL.get(text) or int(text)


def _sound(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the texts that are dates of the contract."""
    found = []
    for text in texts:
        try:
            found.append(parse_period(text).written)
        except NotAPeriodError:
            continue
    return tuple(found)


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the dates without those of the same days."""
    periods: dict[Period, str] = {}
    for text in texts:
        periods.setdefault(parse_period(text), text)
    return tuple(periods.values())
