"""Readings of a cell as a figure: `97,5 ribu`, `85 %`, `80–90 ribu`; footnote marks left out.

A cell may be read in several ways; each way that the indicator allows is a reading. Who calls it
takes a cell with one reading, and refuses the others with all of them. Nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from terang.editing.script_patterns import script_pattern
from terang.model.definitions import Indicator, Unit
from terang.model.quantity import MAX_DIGITS
from terang.parsing.sheets import SheetCell

_MOST_CHARACTERS = 60
_BLANKS = re.compile(r"\s+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_POWERS = {
    "ribu": (3,), "rb": (3,), "k": (3,), "thousand": (3,),
    "juta": (6,), "jt": (6,), "million": (6,), "mio": (6,),
    "miliar": (9,), "milyar": (9,), "mlr": (9,), "billion": (9,), "bn": (9,),
    "triliun": (12,), "trilyun": (12,), "trillion": (12,), "tn": (12,),
    # Miliar in Indonesian, million in English.
    "m": (9, 6),
}  # fmt: skip
"""Word → the powers of ten that it may mean."""
_HEDGES = {
    "about": r"sekitar|kira-kira|kurang lebih|lebih kurang|±|~|about|around|approximately|circa",
    "nearly": r"hampir|nyaris|mendekati|nearly|almost",
    "more-than": r"lebih dari|di atas|more than|over|above|>",
    "at-least": r"minimal|sedikitnya|paling sedikit|setidaknya|sekurang-kurangnya|at least|≥|>=",
    "at-most": r"maksimal|paling banyak|sebanyak-banyaknya|at most|up to|≤|<=",
}
_HEDGE = re.compile(
    "|".join(rf"(?P<q{i}>(?:{words})\s*)" for i, words in enumerate(_HEDGES.values())),
    re.IGNORECASE,
)
_AFTER = {"lebih": "more-than", "-an": "about", "an": "about"}
_CURRENCIES = {"rp": "IDR", "rp.": "IDR", "idr": "IDR", "$": "USD", "us$": "USD", "usd": "USD"}
_CURRENCY = re.compile(r"(rp\.?|idr|us\$|usd|\$)\s*(?=[-0-9])", re.IGNORECASE)
_NO_CENTS = re.compile(r",(?:-|–|00-?)$")
_MONEY = {"IDR": "rupiah|idr", "USD": "dollars?|usd"}
_COUNTED = "orang|jiwa|peserta|pekerja|tenaga kerja|people|persons?|workers?|participants?"
_PERCENT = r"%|persen|percent|per cent"
# Without conditions on what stands before: scripts of older browsers know none.
_TO = re.compile(
    r"(?:(\d)\s*-|\s*(?:–|—|\bs\.?/?d\.?|\bsampai(?: dengan)?\b|\bhingga\b|\bto\b))\s*"
)
_BETWEEN = re.compile(r"(?:antara|between)\s+(.+?)\s+(?:dan|and)\s+(.+)", re.IGNORECASE)
_MARK = re.compile(r"\s*(?:\*{1,3}\)?|†|‡|[¹²³⁰⁴-⁹]+⁾?\)?|\s[a-z]\)|\s\d{1,2}\))$")
_REVISED = re.compile(r"(\d)\s?r$")
_GROUPED = re.compile(r"(\d{1,3}(?:([.,' ])\d{3})(?:\2\d{3})*)(?:(?!\2)[.,](\d{1,9}))?")
_DECIMAL = re.compile(r"(\d+)(?:[.,](\d+))?")
_ZERO_GROUP = re.compile(r"(?:^|\D)0[.,' ]\d{3}(?!\d)")
"""Thousands begin with no zero: `0,125` may be a slip for 125 or mean a part of one."""
_NUMBER = re.compile(r"([-+]?)\s*([\d][\d.,' ]*?)(?:\s*([a-z]+))?", re.IGNORECASE)
_UNCLEAR = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}\s*%?")
"""A number without a currency: its point may part thousands, or stand before decimals."""
_SLIP = re.compile(r"([1-9]\d{0,2})[.,](00)")
"""A count with decimals, or one that lacks a digit: `90.00`."""
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
"""A digit of another script."""
_NOTHING = frozenset({"n/a", "na", "n.a.", "...", "…", "tidak ada data", "tad", "no data"})
_DASHES = frozenset({"-", "–", "—", "--"})
_SHOWN_THOUSANDTHS = re.compile(r"0[.,]000(?!0)")


@dataclass(frozen=True, slots=True)
class FigureForm:
    """The form of the figures of a series."""

    decimals: int = 9
    signed: bool = True
    percent: bool = False
    currency: str = ""
    words: tuple[str, ...] = ()
    """The words of the unit, which may stand after a figure."""

    @classmethod
    def of_indicator(cls, indicator: Indicator) -> FigureForm:
        """Return the form of the figures of an indicator."""
        unit: Unit = indicator.unit
        words = tuple(word.lower() for word in (unit.id, unit.en) if word)
        return cls(indicator.decimals, unit.signed, unit.percent, unit.currency or "", words)


@dataclass(frozen=True, slots=True)
class NumberReading:
    """A way to read a cell; of a single number both ends are the same."""

    low: Decimal
    high: Decimal
    precision: Decimal | None = None
    """The place of the last digit before a word such as `ribu`."""
    qualifier: str = ""
    decimals: int = 0
    """The digits after the point as written."""

    def shown(self) -> str:
        """Return the reading in plain digits."""
        ends = dict.fromkeys((digits(self.low), digits(self.high)))
        return " ".join(filter(None, (self.qualifier, "..".join(ends))))


class UnreadableNumberError(Exception):
    """A cell is no figure of this series; `code` says why."""

    def __init__(self, code: str, **values: str) -> None:
        self.code, self.values = code, values
        super().__init__(code)


def number_readings(cell: SheetCell, form: FigureForm) -> tuple[NumberReading, ...]:
    """Return the ways to read a cell as a figure; none for a cell that says that there is none.

    Raises UnreadableNumberError.
    """
    if isinstance(cell.value, Decimal):
        return tuple(_typed_readings(cell.value, cell.number_format, form))
    if not isinstance(cell.value, str):
        raise UnreadableNumberError("cell-not-a-number")
    text = plain_line(cell.bare or cell.value)
    if text.lower() in _NOTHING:
        return ()
    if text in _DASHES:
        raise UnreadableNumberError("cell-dash")
    if _OTHER_DIGIT.search(text):
        raise UnreadableNumberError("cell-not-a-number")
    readings = _distinct(_text_readings(text, form)) if len(text) <= _MOST_CHARACTERS else ()
    if len(readings) > 1 and (form.percent or form.currency) and _UNCLEAR.fullmatch(text):
        return readings  # Which of them the indicator allows says nothing about who wrote it.
    # A single number that the indicator does not allow is left to the check, which says why.
    feasible = () if _ZERO_GROUP.search(text) else _feasible(readings, form)
    found = feasible or tuple(r for r in readings if r.low == r.high)
    if not (form.percent or form.currency) and (slip := _SLIP.fullmatch(text)):
        found = (*found, *map(_single, [Decimal(slip[1] + slip[2])]))
    if not found:
        raise UnreadableNumberError("cell-not-a-number")
    return found


def plain_line(text: str) -> str:
    """Return a cell's text to read figures in: on one line, in plain signs, nothing unseen."""
    return _BLANKS.sub(" ", _UNSEEN.sub("", text).replace("\u2212", "-")).strip()


def digits(number: Decimal) -> str:
    """Return a cell's figure as plain text, without zeros at the end of its decimals."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def number_tables() -> Mapping[str, object]:
    """Return the words and patterns of this module, for a reader in a browser."""
    return {
        "most": _MOST_CHARACTERS,
        "digits": MAX_DIGITS + 2,
        "powers": _POWERS,
        "hedges": list(_HEDGES),
        "hedge": script_pattern(_HEDGE),
        "after": _AFTER,
        "currencies": _CURRENCIES,
        "currency": script_pattern(_CURRENCY),
        "noCents": script_pattern(_NO_CENTS),
        "money": _MONEY,
        "counted": _COUNTED,
        "percent": _PERCENT,
        "to": script_pattern(_TO),
        "between": script_pattern(_BETWEEN),
        "mark": script_pattern(_MARK),
        "revised": script_pattern(_REVISED),
        "grouped": script_pattern(_GROUPED),
        "decimal": script_pattern(_DECIMAL),
        "zeroGroup": script_pattern(_ZERO_GROUP),
        "number": script_pattern(_NUMBER),
        "nothing": sorted(_NOTHING),
        "dashes": sorted(_DASHES),
        "unseen": script_pattern(_UNSEEN),
        "unclear": script_pattern(_UNCLEAR),
        "slip": script_pattern(_SLIP),
    }


# --- numbers -----------------------------------------------------------------------------------


def _typed_readings(
    number: Decimal, number_format: str, form: FigureForm
) -> Iterator[NumberReading]:
    """Yield the ways to read a cell that holds a number."""
    is_percent = "%" in number_format
    if is_percent and not form.percent:
        raise UnreadableNumberError("cell-percent", shown=f"{digits(number * 100)}%")
    if is_percent:
        yield _single(number * 100)
        return
    yield _single(number)
    if form.percent and 0 < abs(number) <= 1:
        yield _single(number * 100)  # a share of one, as spreadsheets keep percentages
    is_thousandth = _SHOWN_THOUSANDTHS.search(number_format) and "#" not in number_format
    if is_thousandth and number == number.to_integral_value() and form.decimals < 3:  # noqa: PLR2004
        yield _single(number * 1000)  # `101.000` typed where the point stands before decimals


def _single(number: Decimal) -> NumberReading:
    text = digits(number)
    return NumberReading(Decimal(text), Decimal(text), decimals=_places(text))


def _places(text: str) -> int:
    return len(text.partition(".")[2])


# --- texts -------------------------------------------------------------------------------------


def _text_readings(text: str, form: FigureForm) -> Iterator[NumberReading]:
    has_sign = re.search(_PERCENT, text, re.IGNORECASE) is not None
    for bare in without_marks(text):
        hedge, rest = _hedge(bare)
        for reading in _amounts(rest, form):
            if not hedge:
                yield reading
                if form.percent and not has_sign and 0 < abs(reading.low) <= reading.high <= 1:
                    yield replace(reading, low=reading.low * 100, high=reading.high * 100)
            elif reading.low == reading.high:
                yield replace(reading, qualifier=hedge)


def without_marks(text: str) -> tuple[str, ...]:
    """Return the readings of a cell without a footnote mark at its end, in every way meant."""
    bare = _REVISED.sub(r"\1", _MARK.sub("", text)).strip()
    if bare != text and bare:
        return without_marks(bare)
    texts: list[str] = []
    if ")" in text and "(" not in text:
        # `98.0001)`: the mark is 1, or 01.
        shorter: str | None = text[:-1] if text.endswith(")") else None
        while shorter and len(texts) < 2 and shorter[-1:].isdigit():  # noqa: PLR2004
            shorter = shorter[:-1]
            texts.append(shorter.strip())
    return tuple(texts) or (text,)


def _hedge(text: str) -> tuple[str, str]:
    """Return the qualifier that a text begins or ends with, and the rest."""
    if found := _HEDGE.match(text):
        index = next(int(name[1:]) for name, part in found.groupdict().items() if part)
        return list(_HEDGES)[index], text[found.end() :].strip()
    for ending, qualifier in _AFTER.items():
        if text.lower().endswith(ending) and text[: -len(ending)].strip()[-1:].isdigit():
            return qualifier, text[: -len(ending)].strip()
    return "", text


def _amounts(text: str, form: FigureForm) -> Iterator[NumberReading]:
    """Yield the ways to read a text as a number or as a range of two."""
    between = _BETWEEN.fullmatch(text)
    ends = between.groups() if between else _two_ends(text)
    if all(ends):
        for high in _numbers(ends[1], form):
            for low in _numbers(ends[0], form):
                scaled = _at_scale_of(low, ends[0], ends[1], form)
                if scaled is not None and scaled.low < high.low:
                    places = max(scaled.decimals, high.decimals)
                    yield NumberReading(scaled.low, high.low, high.precision, "", places)
    else:
        yield from _numbers(text, form)


def _two_ends(text: str) -> tuple[str, str]:
    """Return the texts before and after the first sign of a range; the second is "" without one."""
    found = _TO.search(text)
    if found is None:
        return text, ""
    return text[: found.end(1) if found[1] else found.start()], text[found.end() :]


def _at_scale_of(
    low: NumberReading, first: str, second: str, form: FigureForm
) -> NumberReading | None:
    """Return the low end in the thousands or millions of the high end: `80–90 ribu`."""
    word = _word_of(second, form)
    if not word or _word_of(first, form):
        return low
    powers = _POWERS.get(word, ())
    return replace(low, low=low.low.scaleb(powers[0])) if len(powers) == 1 else None


def _word_of(text: str, form: FigureForm) -> str:
    number = _NUMBER.fullmatch(_without_unit(text, form))
    return (number[3] or "").lower() if number else ""


def _numbers(text: str, form: FigureForm) -> Iterator[NumberReading]:
    """Yield the ways to read a text as one number."""
    number = _NUMBER.fullmatch(_without_unit(text, form))
    if number is None:
        return
    sign, mantissa, word = number[1], number[2].strip(), (number[3] or "").lower()
    if word and word not in _POWERS:
        return
    for power in _POWERS[word] if word else (0,):
        for whole, fraction in _mantissas(mantissa):
            value = Decimal(f"{sign}{whole}.{fraction or 0}").scaleb(power)
            if len(digits(value)) > MAX_DIGITS + 2:
                continue
            precision = Decimal(1).scaleb(power - len(fraction)) if word else None
            plain = Decimal(digits(value))
            places = max(len(fraction) - power, 0)
            yield NumberReading(plain, plain, precision, decimals=places)


def _without_unit(text: str, form: FigureForm) -> str:
    """Return a text without currency and unit; refuse another series' unit."""
    rest = text.strip()
    if (sign := _CURRENCY.match(rest)) and sign[1]:
        currency = _CURRENCIES[sign[1].lower()]
        if currency != form.currency:
            raise UnreadableNumberError("cell-other-unit", unit=sign[1])
        rest = _NO_CENTS.sub("", rest[sign.end() :].strip())
    if percent := re.fullmatch(rf"(.*?\d)\s*(?:{_PERCENT})", rest, re.IGNORECASE):
        if not form.percent:
            raise UnreadableNumberError("cell-other-unit", unit="%")
        return percent[1]
    words = "|".join(map(re.escape, form.words))
    others = "" if form.percent else _MONEY.get(form.currency, _COUNTED)
    after = "|".join(filter(None, (words, others)))
    if after and (counted := re.fullmatch(rf"(.*?\S)\s*\b(?:{after})", rest, re.IGNORECASE)):
        return counted[1].strip()
    return rest


def _mantissas(text: str) -> Iterator[tuple[str, str]]:
    """Yield the digits before and after the decimal sign, for each way to read a number."""
    if grouped := _GROUPED.fullmatch(text):
        yield re.sub(r"\D", "", grouped[1]), grouped[3] or ""
    if decimal := _DECIMAL.fullmatch(text):
        yield decimal[1], decimal[2] or ""


def _feasible(readings: Iterable[NumberReading], form: FigureForm) -> tuple[NumberReading, ...]:
    """Return the readings that the indicator allows."""
    return tuple(
        reading
        for reading in readings
        if reading.decimals <= form.decimals and (form.signed or reading.low >= 0)
    )


def _distinct(readings: Iterable[NumberReading]) -> tuple[NumberReading, ...]:
    """Return the readings without those that mean the same."""
    return tuple({(r.low, r.high, r.qualifier): r for r in readings}.values())
