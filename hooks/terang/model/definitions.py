"""Definitions: site, sources, speakers, areas, programmes, dimensions, indicators, terms.

Frozen records, validated from the tree of a YAML document (docs/contract.md#data). A type decides
the meaning of a scalar: `017` is refused as a number and accepted as a code. A broken rule carries
the code of its problem; rules across records are in loading/consistency_rules.py.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Self

from babel.numbers import is_currency
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationInfo,
    model_validator,
)

from terang.model.field_types import (
    AreaId,
    BegunDate,
    BegunDay,
    Date,
    Day,
    Figures,
    Flag,
    Id,
    Named,
    OwnId,
    Plain,
    ProgrammeId,
    Record,
    Remark,
    SourceId,
    SourceIds,
    TextPattern,
    ThemeId,
    Url,
    _distinct,
    _scalar,
    _true,
    parse_choice,
    parse_plain_text,
    refusal,
)
from terang.model.fields import Guard, Key
from terang.model.quantity import MAX_DECIMALS, Number, Whole, _not_negative
from terang.parsing.yaml_document import Items, Node, Scalar

FORMAT = 2
"""The version of the data format that this software reads."""
_BCP_47 = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_LANGUAGES = {
    **dict.fromkeys(("indonesia", "bahasa indonesia", "indonesian", "bahasa"), "id"),
    **dict.fromkeys(("inggris", "bahasa inggris", "english"), "en"),
}
_TAG_AUTHORITY = re.compile(r"[a-z0-9.@-]+,[0-9]{4}(?:-[0-9]{2}){0,2}")  # RFC 4151
_KEPT, _DECISION, _REPORTED = Key(Guard.KEPT), Key(Guard.DECISION), Key(Guard.REPORTED)
SUBJECT = re.compile(r"[a-z]+:[a-z0-9]+(?:[-_.][a-z0-9]+)*")
"""The subject of a decision: `⟨kind⟩:⟨id⟩[.⟨key⟩]`."""


def _decimals(value: int) -> int:
    if value > MAX_DECIMALS:
        raise refusal("decimals-too-many", most=str(MAX_DECIMALS))
    return value


def _time_zone(text: str) -> str:
    try:
        zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        meant = _TIME_ZONES.get(text.lower(), "")
        variant = "meant" if meant else ""
        raise refusal("unknown-time-zone", variant, text=text, meant=meant) from None
    return text


_TIME_ZONES = {
    **dict.fromkeys(("wib", "jakarta", "utc+7", "gmt+7"), "Asia/Jakarta"),
    **dict.fromkeys(("wita", "makassar", "utc+8", "gmt+8"), "Asia/Makassar"),
    **dict.fromkeys(("wit", "jayapura", "utc+9", "gmt+9"), "Asia/Jayapura"),
}
_CURRENCIES = dict.fromkeys(("rp", "rp.", "rupiah", "idr"), "IDR")


def _currency(text: str) -> str:
    if not is_currency(text):
        meant = _CURRENCIES.get(text.lower(), "")
        raise refusal("unknown-currency", "meant" if meant else "", text=text, meant=meant)
    return text


def _quoted_code(value: Node, info: ValidationInfo) -> str:
    text = _scalar(value, "text")
    if not text.quoted:
        raise refusal("code-not-quoted", text=text.strip("\u2018\u2019\u201c\u201d"))
    return parse_plain_text(text, info)


class SourceType(StrEnum):
    """The kind of publication of a source."""

    NEWS = "news"
    ADVERTORIAL = "advertorial"
    PRESS_RELEASE = "press-release"
    GOVERNMENT = "government"
    SPEECH = "speech"
    REGULATION = "regulation"
    OFFICIAL_STATISTICS = "official-statistics"
    BUDGET_DOCUMENT = "budget-document"
    AUDIT = "audit"
    DATASET = "dataset"
    REFERENCE = "reference"


class ReadingDirection(StrEnum):
    """The version of a source that was read."""

    ORIGINAL = "original"
    STORED_COPY = "stored-copy"
    EXCERPT = "excerpt"


class Level(StrEnum):
    """The level of an area."""

    COUNTRY = "country"
    PROVINCE = "province"
    REGENCY = "regency"
    CITY = "city"
    DISTRICT = "district"
    VILLAGE = "village"


class Direction(StrEnum):
    """The desired direction of change."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NONE = "none"


class Measure(StrEnum):
    """A level at a time, an amount over a period, or one since the year began."""

    STOCK = "stock"
    FLOW = "flow"
    CUMULATIVE = "cumulative"
    """An amount since 1 January."""


class Frequency(StrEnum):
    """The interval at which new observations are expected."""

    IRREGULAR = "irregular"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half-yearly"
    YEARLY = "yearly"


class Unit(Record):
    """A unit: a bilingual word, a currency, or percent."""

    id: Plain | None = None
    en: Plain | None = None
    currency: Annotated[Plain, AfterValidator(_currency)] | None = None
    percent: Annotated[bool, Field(validation_alias="\0percent")] = False

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:  # noqa: ANN401
        if not isinstance(value, Scalar):
            return value
        if value != "percent":
            is_percent = value.lower() in ("persen", "%", "persentase", "per cent")
            raise refusal("bad-unit", "percent" if is_percent else "", text=value)
        return {"\0percent": True}

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if self.currency and (self.id or self.en):
            raise refusal("bad-unit", text=f"currency: {self.currency}")
        if not self.currency and not self.percent and not (self.id and self.en):
            raise refusal("missing-language", language="en" if self.id else "id")
        return self

    @property
    def signed(self) -> bool:
        """True if a value may be below zero."""
        return self.percent or self.currency is not None

    @property
    def is_countable(self) -> bool:
        """True if the unit is a word for things that are counted."""
        return self.id is not None


# --- records -----------------------------------------------------------


Reachable = Annotated[str, BeforeValidator(parse_plain_text)]
"""A way to reach an office: a text that may hold a telephone number or an e-mail address."""


class Speaker(Record):
    """An office that makes claims; never a person, and never changed into another office."""

    id: OwnId = ""
    name: Annotated[Named, _DECISION]


class Theme(Record):
    """A theme under which indicators are listed."""

    id: OwnId = ""
    title: Annotated[Named, _REPORTED]


class MeasureBreak(Record):
    """A day from which figures do not measure the same as before (docs/contract.md#breaks)."""

    date: Annotated[Day, _KEPT]
    reason: Annotated[Remark, _KEPT]
    sources: Annotated[SourceIds, _KEPT]
    added: Annotated[BegunDay, _KEPT]


class Licence(Record):
    """The licence of the data."""

    id: Plain
    """SPDX identifier."""
    url: Url


def _known_format(value: int) -> int:
    if value != FORMAT:
        raise refusal("unknown-format", text=str(value), known=str(FORMAT))
    return value


class Site(Record):
    """The site: data/site.yml."""

    publisher: Annotated[Named, _DECISION]
    contact: Annotated[Plain, _REPORTED]
    licence: Annotated[Licence, _DECISION]
    notice: Annotated[Named | None, _REPORTED] = None
    time_zone: Annotated[Plain, AfterValidator(_time_zone), _DECISION]
    tag_authority: Annotated[
        Plain, AfterValidator(TextPattern(_TAG_AUTHORITY, "bad-tag-authority")), _DECISION
    ]
    format: Annotated[Whole, AfterValidator(_known_format), _REPORTED]


class Source(Record):
    """A publication that holds a claim; `title` and `publisher` are in its own language."""

    id: OwnId = ""
    title: Annotated[Plain, _DECISION]
    publisher: Annotated[Plain, _DECISION]
    type: Annotated[SourceType, BeforeValidator(parse_choice(SourceType)), _DECISION]
    language: Annotated[
        Plain, AfterValidator(TextPattern(_BCP_47, "bad-language", _LANGUAGES)), _REPORTED
    ]
    published: Annotated[BegunDate | None, _DECISION] = None
    url: Annotated[Url | None, _DECISION] = None
    archived: Annotated[Url | None, _REPORTED] = None
    accessed: Annotated[BegunDay | None, _REPORTED] = None
    read: Annotated[
        Annotated[ReadingDirection, BeforeValidator(parse_choice(ReadingDirection))] | None,
        _REPORTED,
    ] = None
    same_text_as: Annotated[SourceId | None, _DECISION] = None
    note: Annotated[Remark | None, _REPORTED] = None


class Area(Record):
    """A country, province, regency, city, district or village."""

    id: OwnId = ""
    name: Annotated[Named, _DECISION]
    level: Annotated[Level, BeforeValidator(parse_choice(Level)), _DECISION]
    parent: Annotated[AreaId | None, _DECISION] = None
    codes: Annotated[Mapping[Id, Annotated[str, BeforeValidator(_quoted_code)]], _DECISION] = Field(
        default_factory=dict
    )


class Fact(Record):
    """A figure about a programme, such as a contribution or a benefit."""

    id: OwnId = ""
    title: Annotated[Named, _REPORTED]
    value: Annotated[Number, _DECISION]
    unit: Annotated[Unit, _DECISION]
    per: Annotated[Remark | None, _DECISION] = None
    date: Annotated[Date | None, _DECISION] = None
    quote: Annotated[Plain | None, _REPORTED] = None
    note: Annotated[Remark | None, _REPORTED] = None
    sources: Annotated[SourceIds, _DECISION]

    @model_validator(mode="after")
    def _sign(self) -> Self:
        if not self.unit.signed:
            _not_negative(self.value, at=("value",))
        return self


class Contact(Record):
    """A way to ask about a programme, with the day on which it was last found to hold."""

    id: OwnId = ""
    title: Annotated[Named, _DECISION]
    purpose: Annotated[Named, _DECISION]
    """The questions that are answered there."""
    telephone: Annotated[Reachable | None, _DECISION] = None
    email: Annotated[Reachable | None, _DECISION] = None
    url: Annotated[Url | None, _DECISION] = None
    address: Annotated[Reachable | None, _DECISION] = None
    hours: Annotated[Remark | None, _DECISION] = None
    sources: Annotated[SourceIds, _DECISION]
    checked: Annotated[BegunDay, _DECISION]

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not (self.telephone or self.email or self.url or self.address):
            raise refusal("contact-without-way")
        return self


class Programme(Record):
    """A social security programme."""

    id: OwnId = ""
    title: Annotated[Named, _REPORTED]
    summary: Annotated[Remark, _REPORTED]
    agency: Annotated[Named, _REPORTED]
    legal_basis: Annotated[tuple[SourceId, ...], AfterValidator(_distinct), _REPORTED] = ()
    facts: Annotated[Mapping[Id, Fact], _KEPT] = Field(default_factory=dict)
    contacts: Annotated[Mapping[Id, Contact], _KEPT] = Field(default_factory=dict)


class Category(Record):
    """A category of a dimension."""

    title: Annotated[Named, _DECISION]


def _not_partial(categories: Mapping[str, Category]) -> Mapping[str, Category]:
    if "partial" in categories:
        raise refusal("reserved-id", at=("partial",), text="partial")
    return categories


class Dimension(Record):
    """A dimension that breaks a value down, such as sex, district or occupation."""

    id: OwnId = ""
    title: Annotated[Named, _DECISION]
    overlapping: Annotated[Flag, _DECISION] = False
    """True if one person may be in several categories."""
    categories: Annotated[Mapping[Id, Category], Field(min_length=1), AfterValidator(_not_partial)]


def _one_or_more(value: Node) -> Node:
    """Return a list, also of a single written text."""
    if isinstance(value, Scalar):
        items = Items(value.mark)
        items.append(value)
        items.item_marks.append(value.mark)
        return items
    return value


Subject = Annotated[Plain, AfterValidator(TextPattern(SUBJECT, "bad-about"))]


class Decision(Record):
    """The reason for a change of something other than an entry."""

    date: Annotated[BegunDay, _KEPT]
    about: Annotated[
        tuple[Subject, ...],
        Field(min_length=1),
        AfterValidator(_distinct),
        BeforeValidator(_one_or_more),
        _KEPT,
    ]
    """`⟨kind⟩:⟨id⟩[.⟨key⟩]`, one or more."""
    was: Annotated[Any, _KEPT]
    """The old value as it stood, a list where `about` is one; None for a key that was absent."""
    reason: Annotated[Remark, _KEPT]
    comparable: Annotated[bool | None, BeforeValidator(_true), _KEPT] = None
    """True where the figures before and after measure the same, although a definition changed."""


class Synonyms(Record):
    """Other names of a term, in each language."""

    id: Annotated[tuple[Plain, ...], AfterValidator(_distinct)] = ()
    en: Annotated[tuple[Plain, ...], AfterValidator(_distinct)] = ()

    def in_language(self, language: str) -> tuple[str, ...]:
        """Return the names in a language."""
        names: tuple[str, ...] = getattr(self, language)
        return names


class Term(Record):
    """A glossary term, explained where it first appears on a page."""

    id: OwnId = ""
    term: Annotated[Named, _REPORTED]
    explanation: Annotated[Named, _REPORTED]
    synonyms: Annotated[Synonyms, _REPORTED] = Field(default_factory=Synonyms)
    sources: Annotated[SourceIds, _REPORTED]

    def names_in(self, language: str) -> tuple[str, ...]:
        """Return the term and its other names in a language."""
        return (self.term.in_language(language)[0], *self.synonyms.in_language(language))


class SatuData(Record):
    """The rest of the indicator metadata (MS-Ind) of BPS Regulation 5/2020."""

    concept: Remark | None = None
    interpretation: Remark | None = None
    method: Remark | None = None
    classification: Remark | None = None
    estimation_level: Remark | None = None
    composite: Flag | None = None
    public: Flag | None = None


class Indicator(Record):
    """An indicator: the definition of the figures of its series."""

    id: OwnId = ""
    title: Annotated[Named, _DECISION]
    definition: Annotated[Named, _DECISION]
    programme: Annotated[ProgrammeId, _DECISION]
    unit: Annotated[Unit, _DECISION]
    direction: Annotated[Direction, BeforeValidator(parse_choice(Direction)), _DECISION]
    measure: Annotated[Measure, BeforeValidator(parse_choice(Measure)), _DECISION]
    summary: Annotated[Remark | None, _REPORTED] = None
    theme: Annotated[ThemeId | None, _REPORTED] = None
    order: Annotated[Whole | None, _REPORTED] = None
    """Its place within its theme."""
    decimals: Annotated[Whole, AfterValidator(_decimals), _DECISION] = 0
    per: Annotated[Remark | None, _DECISION] = None
    frequency: Annotated[Frequency, BeforeValidator(parse_choice(Frequency)), _DECISION] = (
        Frequency.IRREGULAR
    )
    breaks: Annotated[tuple[MeasureBreak, ...], _DECISION] = ()
    satu_data: Annotated[SatuData | None, _REPORTED] = None

    @property
    def figures(self) -> Figures:
        """The form of the values of its series."""
        return Figures(self.decimals, self.unit.signed, self.unit.percent)
