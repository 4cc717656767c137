"""Numbers as written in the data, the number that another text meant, and the ends of a range.

Numbers are exact decimals within limits (docs/contract.md#numbers).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, TypeAlias

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from terang.model.field_types import Figures, Record, _scalar, refusal
from terang.parsing.yaml_document import Entries, Node

MAX_DECIMALS = 9
MAX_NUMBER_TEXT = 40
"""The length in characters up to which a refused number gets a suggestion."""
MAX_DIGITS = 18
"""The number of digits that a number may have; they fit into 64-bit integers."""

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}(?:([.,' _\u00a0\u202f])[0-9]{3})(?:\1[0-9]{3})*")
_ZERO_GROUP = re.compile(r"(?:^|[^0-9])(0[.,]([0-9]{3}))(?![0-9])")
"""Thousands begin with no zero: `0,125` may be a slip for 125 or mean a part of one."""
_GROUPED = re.compile(
    r"([1-9][0-9]{0,2}(?:([.,' _\u00a0\u202f])[0-9]{3})(?:\2[0-9]{3})*)"
    r"(?:(?!\2)[.,]([0-9]{1,2}))?"
)
_HEDGE = re.compile(
    r"\s*(?:sekitar|kira-kira|kurang lebih|hampir|nyaris|lebih dari|di atas|minimal|sedikitnya"
    r"|paling sedikit|setidaknya|maksimal|paling banyak|about|around|nearly|almost|more than|over"
    r"|at least|at most|up to|[~±<>≤≥]=?)\s*",
    re.IGNORECASE,
)
_MULTIPLES = {
    "ribu": 3, "rb": 3, "k": 3, "thousand": 3,
    "juta": 6, "jt": 6, "million": 6,
    "miliar": 9, "milyar": 9, "m": 9, "billion": 9,
    "triliun": 12, "trillion": 12,
}  # fmt: skip


def parse_number(text: str, figures: Figures | None = None) -> Decimal:
    """Parse a number of docs/contract.md#numbers; refuse other texts with a suggestion.

    Without `figures` (unknown indicator, facts, population) `1.234` is refused: it may be 1234.
    """
    ambiguous = _THOUSANDS.fullmatch(text) and not (
        figures is not None
        and (figures.percent or (figures.decimals >= 3 and not text.endswith("000")))  # noqa: PLR2004
    )
    if ambiguous or _NUMBER.fullmatch(text) is None:
        hedge = _HEDGE.match(text)
        bare = text[hedge.end() :] if hedge else text
        percent = meant_percentage(bare) if figures is not None and figures.percent else None
        meant = percent or meant_number(bare)
        has_multiple = bare.lower().split(" ")[-1] in _MULTIPLES  # `0,097 juta` is clear
        if meant and not percent and not has_multiple and (found := _ZERO_GROUP.search(bare)):
            other = meant_number(bare[: found.start(1)] + found[2] + bare[found.end() :])
            values = {"text": text, "meant": meant, "other": other or found[2]}
            raise refusal("not-a-number", "either", **values)
        variant = ("hedged" if hedge else "meant") if meant else ""
        word = _qualifier(hedge[0]) if hedge else ""
        if meant is None and (ends := _meant_range(bare)):
            raise refusal("not-a-number", "range", text=text, low=ends[0], high=ends[1])
        raise refusal("not-a-number", variant, text=text, meant=meant or "", qualifier=word)
    if sum(map(str.isdigit, text)) > MAX_DIGITS:
        raise refusal("number-too-long", text=text, digits=str(MAX_DIGITS))
    return Decimal(text)


_QUALIFIERS = (
    ("about", "sekitar kira-kira kurang about around ~ ±"),
    ("nearly", "hampir nyaris nearly almost"),
    ("more-than", "lebih di more over >"),
    ("at-least", "minimal sedikitnya paling setidaknya at ≥ >="),
    ("at-most", "maksimal up ≤ <="),
)
"""Qualifiers, each with the first words that editors write for it."""


def _qualifier(written: str) -> str:
    """Return the qualifier that a word before a number means; empty for "below"."""
    words = " ".join(written.lower().split())
    if words in ("paling banyak", "at most"):
        return "at-most"
    first = words.split(" ")[0] if words else ""
    return next((name for name, listed in _QUALIFIERS if first in listed.split(" ")), "")


def _meant_range(text: str) -> tuple[str, str] | None:
    """Return the two ends of `80.000-90.000` or `80 sampai 90 ribu` in plain digits; or None."""
    parts = re.split(
        r"\s*(?:[-\u2010-\u2015]|\bsampai\b|\bhingga\b|\bs\.?/?d\.?(?=\s)|\bto\b)\s*", text
    )
    if len(parts) != 2 or len(text) > MAX_NUMBER_TEXT:  # noqa: PLR2004 - two ends
        return None
    unit = re.search(r"[a-z]+$", parts[1])
    first = parts[0] if re.search(r"[a-z]", parts[0]) or unit is None else f"{parts[0]} {unit[0]}"
    low, high = meant_number(first), meant_number(parts[1])
    return (low, high) if low and high and Decimal(low) < Decimal(high) else None


def meant_percentage(text: str) -> str | None:
    """Return the percentage that a text with a decimal comma meant: 87.5 for `87,500`."""
    bare = text.strip().removesuffix("%").removesuffix("persen").strip()
    found = re.fullmatch(r"(-?)0*([0-9]{1,3})[.,]([0-9]{1,9})", bare)
    if found is None:
        return None
    fraction = found[3].rstrip("0")
    return f"{found[1]}{found[2]}" + (f".{fraction}" if fraction else "")


def meant_number(text: str) -> str | None:
    """Return the number that `100.000`, `85 ribu`, `017`, `1e5` or `Rp 1.000` meant; or None."""
    if len(text) > MAX_NUMBER_TEXT:
        return None  # The time of the expressions below grows with the square of the length.
    bare = text.strip().strip("\"'\u2018\u2019\u201c\u201d").lower()
    bare = re.sub(r",(?:-|\u2013|\u2014)$", "", bare)  # `Rp16.800,-` has no part of a rupiah
    bare = re.sub(r"^(?:rp\.?|idr)\s*|\s*(?:orang|jiwa|people|persen|%)$", "", bare)
    bare = re.sub(r"^[\u2010-\u2015\u2212]\s*", "-", bare.removeprefix("+"))
    sign = "-" if bare.startswith("-") else ""
    bare = bare.removeprefix("-").strip()
    if grouped := _GROUPED.fullmatch(bare):
        fraction = (grouped[3] or "").rstrip("0")
        whole = re.sub(r"[^0-9]", "", grouped[1]).lstrip("0") or "0"
        return sign + whole + (f".{fraction}" if fraction else "")
    if words := re.fullmatch(r"([0-9]+)(?:[.,]([0-9]+))?\s*([a-z]+)", bare):
        power = _MULTIPLES.get(words[3])
        if power is not None:
            value = Decimal(f"{words[1]}.{words[2] or 0}").scaleb(power)
            return sign + _digits(value)
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?e\+?[0-9]{1,2}", bare):
        digits = _digits(Decimal(bare))
        return sign + digits if len(digits) <= MAX_DIGITS else None
    if simple := re.fullmatch(r"0*([0-9]*)(?:[.,]([0-9]*))?", bare):
        whole, fraction = simple[1] or "0", simple[2]
        return sign + whole + (f".{fraction}" if fraction else "") if bare.strip(".,") else None
    return None


def _digits(value: Decimal) -> str:
    """Return a decimal in plain digits, without an exponent or trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(value: Node) -> Decimal:
    return parse_number(_scalar(value, "number"))


def _positive(value: Decimal) -> Decimal:
    if value <= 0:
        raise refusal("not-positive", text=str(value))
    return value


def _not_negative(value: Decimal, *, at: tuple[str, ...] = ()) -> Decimal:
    if value.is_signed():  # -0 too
        raise refusal("negative", at=at, text=str(value))
    return value


class ValueRange(Record):
    """A value that the source gives as a range; both ends are meant."""

    low: Decimal
    high: Decimal

    def __str__(self) -> str:
        """Return it as the downloads write a range: `80000..90000`."""
        return f"{self.low}..{self.high}"


Amount: TypeAlias = Decimal | ValueRange


def ends_of(value: Amount) -> tuple[Decimal, Decimal]:
    """Return the low and the high end of a value; those of a single number are the same."""
    return (value.low, value.high) if isinstance(value, ValueRange) else (value, value)


def _amount(value: Node, info: ValidationInfo) -> Amount:
    """Parse a value of a series: a number, or a range of two."""
    if not isinstance(value, Entries):
        return _figure(value, info)
    for key in value.key_marks:
        if key not in _RANGE_KEYS:
            raise refusal("range-keys", at=(key,), key=key)
    ends = []
    for key in _RANGE_KEYS:
        if key not in value:
            raise refusal("range-keys", key=key)
        try:
            ends.append(_figure(value[key], info))
        except PydanticCustomError as error:
            context = dict(error.context or {})
            raise PydanticCustomError(
                error.type, error.message_template, {**context, "at": (key,)}
            ) from None
    low, high = ends
    if low >= high:
        raise refusal("range-order", at=("high",), low=str(low), high=str(high))
    return ValueRange.model_construct(low=low, high=high)


_RANGE_KEYS = ("low", "high")


def _figure(value: Node, info: ValidationInfo) -> Decimal:
    """Parse a value of a series; its indicator limits decimals and sign."""
    figures: Figures | None = info.context.figures if info.context else None
    figure = parse_number(_scalar(value, "number"), figures)
    if figures is None:
        return figure
    exponent = figure.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > figures.decimals:
        raise refusal("too-many-decimals", text=str(value), decimals=str(figures.decimals))
    return figure if figures.signed else _not_negative(figure)


def _whole(value: Node) -> int:
    figure = _number(value)
    if figure != figure.to_integral_value() or figure < 0:
        raise refusal("not-whole", text=str(value))
    return int(figure)


Number = Annotated[Decimal, BeforeValidator(_number)]
Figure = Annotated[Amount, BeforeValidator(_amount)]
Count = Annotated[Number, AfterValidator(_not_negative)]
Positive = Annotated[Number, AfterValidator(_positive)]
Whole = Annotated[int, BeforeValidator(_whole)]
