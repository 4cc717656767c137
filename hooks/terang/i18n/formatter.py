"""Format figures, decimals, dates, shares and words in a language; a sentence as plain text.

Formats are CLDR's, through Babel; words come from `words.yml`. The results pair finished text with
its machine form, which templates place without changing it. Views call it; it knows no page.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import string
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import (
    NumberPattern,
    get_currency_name,
    get_currency_symbol,
    get_decimal_symbol,
    get_group_symbol,
    parse_pattern,
)

from terang.diagnostics import LANGUAGES
from terang.model.definitions import Indicator, Unit
from terang.model.field_types import Text
from terang.model.period import Period, Precision, parse_period
from terang.model.quantity import ValueRange

_LOCALES = {"id": "id", "en": "en_GB"}
_WORDS = Path(__file__).with_name("words.yml")

_SHARE_DIGITS = 1
_MOST_MORE_DIGITS = 3
"""The most decimals that are added so that a rounded figure does not cross a border."""
_LEAST_IN_WORDS = 10_000
"""The highest value of an axis from which on its values are written in words."""
_LARGE = ((12, "trillion"), (9, "billion"), (6, "million"))
"""Powers of ten and their words, for money from a million up that fits a single decimal."""


@dataclass(frozen=True, slots=True)
class FigureText:
    """A number or a range: its machine form and its text."""

    value: str
    text: str
    ends: tuple[FigureText, ...] = ()
    """The low and the high end of a range."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A date: its machine form and its text, with `lang` as in `Wording`."""

    machine: str
    text: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """A text; `lang` is set if its language is not that of the page."""

    text: str
    lang: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class TextLink:
    """A text with a link."""

    text: str
    href: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class FigureLink:
    """A figure with a link to its claim."""

    value: str
    text: str
    href: str
    lang: str = ""
    ends: tuple[FigureText, ...] = ()
    """The low and the high end of a range."""


@dataclass(frozen=True, slots=True)
class NamedSpeaker:
    """The speaker of a claim, with a link to the source if its publisher is the speaker."""

    text: str
    href: str = ""
    lang: str = ""
    is_publisher: bool = False
    """True for the name of a publisher, which keeps its spelling at the start of a sentence."""


SentencePart: TypeAlias = str | FigureText | Moment | Wording | TextLink | FigureLink | NamedSpeaker
Sentence: TypeAlias = tuple[SentencePart, ...]
"""Finished text in parts: templates wrap figures, dates and foreign words in elements."""


def plain_text(sentence: Iterable[SentencePart]) -> str:
    """Return a formatted sentence, of words, figures and links, as plain text."""
    return "".join(part if isinstance(part, str) else part.text for part in sentence)


@dataclass(frozen=True, slots=True)
class Language:
    """The words and formats of a language of the site."""

    code: str
    own_words: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False)
    """Words that the site has set itself, in place of ours: key → language → text."""

    @property
    def locale(self) -> Locale:
        """CLDR's rules for the language."""
        return _locale(self.code)

    @property
    def root(self) -> str:
        """The folder of its pages, from the site's root."""
        return "" if self.code == LANGUAGES[0] else f"{self.code}/"

    # --- words ---

    def word(self, key: str, /, **values: str) -> str:
        """Return an interface word or sentence with plain text for its {names}."""
        template = self._template(key)
        return template.format(**values) if values else template

    def sentence(self, key: str, /, **values: Any) -> Sentence:  # noqa: ANN401
        """Return an interface sentence with figures, dates, words or sentences for its {names}."""
        parts: list[SentencePart] = []
        for text, name in _pieces(self._template(key)):
            if text:
                parts.append(text)
            if name is not None:
                value = values[name]
                parts += value if isinstance(value, tuple) else (value,)
        return tuple(parts)

    def _template(self, key: str) -> str:
        """Return a word or sentence with its {names}."""
        return self.own_words.get(key, all_words()[key])[self.code]

    def plural(self, key: str, count: int) -> str:
        """Return a counted word; `key` holds a form for each plural of the language."""
        return self.word(self.counted(key, count), count=self.number(count))

    def counted(self, key: str, count: int) -> str:
        """Return the key of the plural form for a count."""
        form = f"{key}.{self.locale.plural_form(count)}"
        return form if form in all_words() else f"{key}.other"

    def text(self, text: Text) -> Wording:
        """Return a bilingual text, marked if only the other language has it."""
        shown, language = text.in_language(self.code)
        return Wording(shown, "" if language == self.code else language)

    def prose(self, text: Text) -> Sentence:
        """Return a bilingual text with the foreign quotations in it marked.

        A quotation that is the same in both languages is taken as Indonesian.
        """
        shown, original = self.text(text), text.id
        if shown.lang or self.code == LANGUAGES[0]:
            return (shown,)
        pieces = re.split(r'("[^"]+")', shown.text)
        return tuple(
            Wording(piece, LANGUAGES[0]) if piece.startswith('"') and piece in original else piece
            for piece in pieces
            if piece
        )

    def name(self, text: Text) -> str:
        """Return a bilingual text that exists in every language."""
        return text.in_language(self.code)[0]

    def foreign(self, text: str, language: str) -> Wording:
        """Return a text of a known language, marked if that is not the page's."""
        return Wording(text, "" if language == self.code else language)

    def listing(self, items: Iterable[str]) -> str:
        """Return texts as a list: `a, b dan c`."""
        return format_list([*items], locale=self.locale)

    # --- figures ---

    def figure(self, value: Decimal | Fraction, unit: Unit, decimals: int = 0) -> FigureText:
        """Return a value in the form of its unit: 100.000, 87,0%, Rp1.234, Rp20 miliar."""
        return FigureText(machine_text(value), self._figure_text(exact_text(value), unit, decimals))

    def figures_of(
        self, indicator: Indicator, value: Decimal | Fraction | ValueRange
    ) -> FigureText:
        """Return a value of an indicator in its unit, or a range of two.

        A written value has the decimals that its source gave. A computed one has at most those of
        the indicator, and more where it would be shown as 0 and is not.
        """
        if isinstance(value, ValueRange):
            low, high = (self.figures_of(indicator, end) for end in (value.low, value.high))
            return FigureText(str(value), f"{low.text}–{high.text}", (low, high))
        if isinstance(value, Decimal):
            return self.figure(value, indicator.unit, decimals_of(value))
        return self._rounded(
            value,
            exact_decimals(value, indicator.decimals),
            lambda number, digits: self._figure_text(number, indicator.unit, digits),
        )

    def axis_figures(self, unit: Unit, steps: Sequence[Fraction], decimals: int) -> list[str]:
        """Return the values of an axis, counts of ten thousand and more in words: 25 ribu.

        All have one word and the decimals that the most exact of them needs.
        """
        top = max(abs(step) for step in steps)
        if not unit.percent and not unit.currency and top >= _LEAST_IN_WORDS:
            for power, name in (*_LARGE, (3, "thousand")):
                if top < 10**power:
                    continue
                short = [step / 10**power for step in steps]
                digits = max(map(exact_decimals, short))
                if digits <= 1:
                    amounts = (self.number(value, exact_decimals(value)) for value in short)
                    named = (self.word(f"large.{name}", amount=amount) for amount in amounts)
                    return [text if step else "0" for step, text in zip(steps, named, strict=True)]
        digits = max(map(exact_decimals, steps))
        digits = max(digits, decimals) if digits else 0
        return [self.figure(step, unit, digits).text for step in steps]

    def points_of(self, indicator: Indicator, value: Fraction) -> FigureText:
        """Return a difference of percentages as a plain number of percentage points."""
        return self._rounded(value, exact_decimals(value, indicator.decimals), self.number)

    def share(self, value: Fraction) -> FigureText:
        """Return a share in percent with a decimal: 65,3%.

        It has more decimals where it would be shown as 0 or as 100 percent and is not.
        """
        shown = self._rounded(
            value * 100,
            _SHARE_DIGITS,
            lambda number, digits: _formatted(number / 100, _percent(digits), self.code),
            (0, 100, -100),
        )
        return FigureText(machine_text(value), shown.text)

    def _rounded(
        self,
        value: Fraction,
        digits: int,
        write: Callable[[Decimal, int], str],
        borders: Sequence[int] = (0,),
    ) -> FigureText:
        """Return a number rounded for display, but not onto a border that it is not on.

        The rule is in docs/contract.md#rounding.
        """
        if value.denominator == 1:  # most values; rounding would not change it
            return FigureText(machine_text(value), write(Decimal(value.numerator), digits))
        number, most = exact_text(value), digits + _MOST_MORE_DIGITS
        for count in range(digits, most + 1):
            rounded = round(number, count)
            if all(rounded != border or value == border for border in borders):
                return FigureText(machine_text(value), write(number, count))
        border = int(round(number, most))
        if border == 0:
            limit = write(Decimal(1).scaleb(-most).copy_sign(number), most)
            key = "less_than" if value > 0 else "below_zero"
        else:
            limit = write(Decimal(border), 0)
            key = "over" if value > border else "nearly" if border > 0 else "under"
        return FigureText(machine_text(value), self.word(f"rounded.{key}", limit=limit))

    def _figure_text(self, number: Decimal, unit: Unit, decimals: int) -> str:
        if unit.percent:
            return _formatted(number / 100, _percent(decimals), self.code)
        if unit.currency:
            return self._money(number, unit.currency, decimals)
        return _plain_number(number, decimals, self.code)

    def number(self, value: Decimal | Fraction | int, decimals: int = 0) -> str:
        """Return a number without a unit."""
        return _plain_number(exact_text(value), decimals, self.code)

    def ordinal(self, number: int) -> str:
        """Return a place in an order: ke-3, 3rd."""
        if self.code == "id":
            return f"ke-{number}"
        is_teen = number % 100 in range(11, 14)
        ending = "th" if is_teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        return f"{number}{ending}"

    def plain_figure(self, value: Decimal) -> FigureText:
        """Return a number without a unit, with the decimals that it is written with."""
        return FigureText(machine_text(value), self.number(value, decimals_of(value)))

    def unit(self, indicator: Indicator) -> str:
        """Return the word after a figure; empty for currencies and percent."""
        return self.unit_word(indicator.unit)

    def unit_word(self, unit: Unit) -> str:
        """Return the word of a unit that counts something, else an empty text."""
        return (getattr(unit, self.code) or "") if unit.is_countable else ""

    def unit_name(self, unit: Unit) -> str:
        """Return the name of a unit: `orang`, `Rupiah Indonesia (IDR)`, `persen`."""
        if unit.currency:
            return f"{get_currency_name(unit.currency, locale=self.locale)} ({unit.currency})"
        return self.unit_word(unit) or self.word("series.unit_percent")

    def _money(self, number: Decimal, currency: str, decimals: int) -> str:
        symbol = _symbol(currency, self.code)
        sign = "-" if number < 0 else ""
        amount = abs(number)
        for power, name in _LARGE:
            short = amount.scaleb(-power)
            if short >= 1 and short == round(short, 1):
                digits = 0 if short == short.to_integral_value() else 1
                figure = self.number(short, digits)
                return self.word(f"large.{name}", amount=f"{sign}{symbol}{figure}")
        return f"{sign}{symbol}{self.number(amount, decimals)}"

    # --- dates ---

    def date(self, period: Period, label: Text | None = None) -> Moment:
        """Return a date: 17 Agustus 2024, Agustus 2024, triwulan I 2024, 2024, or its label."""
        if label is not None:
            wording = self.text(label)
            return Moment(period.machine, wording.text, wording.lang)
        return _moment(period.written, self.code)

    def day(self, day: dt.date) -> Moment:
        """Return a day: 22 November 2026."""
        return Moment(day.isoformat(), _date_text(Precision.DAY, day, day, self.code))


@dataclass(frozen=True, slots=True)
class Words:
    """The interface words of a language for the page shell: `words["shell.skip"]`."""

    language: Language

    def __getitem__(self, key: str) -> str:
        return self.language.word(key)

    def __call__(self, key: str, /, **values: str) -> str:
        """Return a sentence with its {names} filled in."""
        return self.language.word(key, **values)


def exact_text(value: Decimal | Fraction | int) -> Decimal:
    """Return a number to be formatted: exact, or with 28 digits if a fraction does not end.

    Zero loses its sign, because `-0` and `0` are equal and must look equal.
    """
    if isinstance(value, Decimal):
        return value or abs(value)
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(value)


def decimals_of(value: Decimal) -> int:
    """Return the number of decimals with which a value is written."""
    return len(f"{value:f}".partition(".")[2])


def exact_decimals(value: Fraction, most: int = sys.maxsize) -> int:
    """Return the fewest decimals that give a computed value exactly, but at most so many.

    Without `most`, the value must be one that decimals can give.
    """
    counts = (count for count in range(most) if 10**count % value.denominator == 0)
    return next(counts, most)


def machine_text(value: Decimal | Fraction) -> str:
    """Format a number for machines: plain digits, or the nearest float of a fraction."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value.numerator) if value.denominator == 1 else repr(float(value))


@functools.cache
def all_words() -> Mapping[str, Mapping[str, str]]:
    """Return every interface word: `section.name` → language → text."""
    with _WORDS.open(encoding="utf-8") as file:
        # The base loader keeps every scalar a text: `no` and `on` are words here.
        tree = yaml.load(file, Loader=yaml.CBaseLoader)  # noqa: S506
    return dict(_leaves(tree, ""))


def _leaves(tree: Mapping[str, Any], prefix: str) -> Iterable[tuple[str, Mapping[str, str]]]:
    for key, node in tree.items():
        if set(node) == set(LANGUAGES):
            yield prefix + key, node
        else:
            yield from _leaves(node, f"{prefix}{key}.")


@functools.cache
def _locale(code: str) -> Locale:
    return Locale.parse(_LOCALES[code])


@functools.cache
def _symbol(currency: str, code: str) -> str:
    """Return the sign of a currency in a language, else its sign in Indonesian."""
    symbol = get_currency_symbol(currency, locale=_locale(code))
    return get_currency_symbol(currency, locale="id") if symbol == currency else symbol


def _digits(decimals: int) -> str:
    return "#,##0." + "0" * decimals if decimals else "#,##0"


def _percent(decimals: int) -> str:
    return f"{_digits(decimals)}%"


# Pages format the same few values thousands of times: these pure functions keep their results.


@functools.lru_cache(maxsize=131_072)
def _formatted(number: Decimal, pattern: str, code: str) -> str:
    text: str = _pattern(pattern).apply(number, _locale(code))
    return text


@functools.lru_cache(maxsize=8_192)
def _plain_number(number: Decimal, decimals: int, code: str) -> str:
    """Return a number as Babel writes it, with CLDR's signs, in an eighth of the time."""
    return f"{number:,.{decimals}f}".translate(_signs(code))


@functools.cache
def _signs(code: str) -> Mapping[int, str]:
    """Return the signs of a language for groups and decimals, in place of Python's."""
    locale = _locale(code)
    return str.maketrans({",": get_group_symbol(locale), ".": get_decimal_symbol(locale)})


@functools.cache
def _pattern(pattern: str) -> NumberPattern:
    return parse_pattern(pattern)


@functools.cache
def _pieces(template: str) -> tuple[tuple[str, str | None], ...]:
    """Return a sentence's template as texts, each with the name that follows it."""
    return tuple((text, name) for text, name, _, _ in string.Formatter().parse(template))


@functools.lru_cache(maxsize=16_384)
def _moment(written: str, code: str) -> Moment:
    """Return a date by its written form, because periods of the same days are equal."""
    period = parse_period(written)
    text = _date_text(period.precision, period.first, period.last, code)
    return Moment(period.machine, text)


@functools.lru_cache(maxsize=16_384)
def _date_text(precision: Precision, first: dt.date, last: dt.date, code: str) -> str:
    locale, year = _locale(code), f"{first:%Y}"
    match precision:
        case Precision.YEAR:
            return year
        case Precision.HALF:
            return Language(code).word(f"date.half_{1 if first.month == 1 else 2}", year=year)
        case Precision.QUARTER:
            return Language(code).word(f"date.quarter_{(first.month + 2) // 3}", year=year)
        case Precision.MONTH:
            return format_date(first, "MMMM y", locale=locale)
        case Precision.INTERVAL:
            start = format_date(first, "d MMMM" if first.year == last.year else "d MMMM y", locale)
            return f"{start} – {format_date(last, 'd MMMM y', locale)}"
        case Precision.DAY:
            return format_date(first, "d MMMM y", locale=locale)
