"""What the record is made of: indicators, series, observations, targets, events, sources, areas.

Every key of CONTRACT section 1, with the rules that one value, one text or one entry can break by
itself. The models are frozen and typed, read straight from a `documents` tree: they decide what a
written scalar means, so `017` is refused as a number and welcome as a code. A broken rule carries
the code of its problem. Rules that need more than one record stand in `checks`.
"""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Generic, Self, TypeAlias, TypeVar, get_type_hints
from urllib.parse import urlsplit

from babel.numbers import is_currency
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    ValidationInfo,
    create_model,
    model_validator,
)
from pydantic_core import PydanticCustomError

from terang.diagnostics import LANGUAGES, Place, Problem, nearest, quoted
from terang.model.period import NotAPeriodError, Period, Precision, parse
from terang.parsing.yaml_document import Entries, Items, Node, Scalar

FORMAT = 1
"""The version of the data format that this software reads."""

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_DECIMALS = 9
MAX_GUESSES = 50
MAX_NUMBER_TEXT = 40
"""Characters up to which a refused number is looked at for what was meant."""
MAX_DIGITS = 18
"""Digits a number may have: all of them survive in SQLite's and most languages' 64-bit integers."""

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}(?:([.,' _\u00a0\u202f])[0-9]{3})(?:\1[0-9]{3})*")
_HEDGE = re.compile(
    r"\s*(?:sekitar|kira-kira|kurang lebih|hampir|nyaris|lebih dari|di atas|minimal|sedikitnya"
    r"|paling sedikit|setidaknya|maksimal|paling banyak|about|around|nearly|almost|more than|over"
    r"|at least|at most|up to|[~±<>≤≥]=?)\s*",
    re.IGNORECASE,
)
_BCP_47 = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_TAG_AUTHORITY = re.compile(r"[a-z0-9.@-]+,[0-9]{4}(?:-[0-9]{2}){0,2}")  # RFC 4151
_ABOUT = re.compile(r"data/[a-z0-9/-]+\.yml#[a-z0-9_.-]+")
_MULTIPLES = {
    "ribu": 3, "rb": 3, "k": 3, "thousand": 3,
    "juta": 6, "jt": 6, "million": 6,
    "miliar": 9, "milyar": 9, "m": 9, "billion": 9,
    "triliun": 12, "trillion": 12,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figures:
    """What the values of one series must be like: digits after the point, and whether below 0."""

    decimals: int
    signed: bool


@dataclass(slots=True)
class Context:
    """What a value is read against: its file, the ids there are, the figures expected, today."""

    path: str
    today: dt.date
    ids: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    """Kind → the ids that exist; None where their file cannot be read and nothing can be said."""
    figures: Figures | None = None
    """None where the indicator is unknown."""
    notices: list[Problem] = field(default_factory=list)
    misses: int = 0
    """Ids that do not exist, so far."""

    def nearest(self, identifier: str, known: frozenset[str]) -> str | None:
        """The id that was meant; none after many misses: each search costs more than it gives."""
        self.misses += 1
        return nearest(identifier, known) if self.misses <= MAX_GUESSES else None

    def notice(self, mark: tuple[int, int], code: str, **values: str) -> None:
        """Add a remark that does not fail."""
        self.notices.append(Problem(Place(self.path, *mark), code, values))


def refusal(
    code: str, variant: str = "", *, at: object = (), **values: object
) -> PydanticCustomError:
    """The error that becomes a Problem of this code at the value's place, or `at` a part of it."""
    context = {"code": code, "variant": variant, "values": values, "at": at}
    return PydanticCustomError(code, "{code}", context)


# --- single values -----------------------------------------------------------------------------


def _scalar(value: Node, expected: str) -> Scalar:
    if not isinstance(value, Scalar):
        raise refusal("wrong-type", expected=KINDS[expected], found=kind(value))
    if not value.strip():
        raise refusal("empty-value")
    return value


KINDS: Mapping[str, Mapping[str, str]] = {
    "text": {"id": "teks", "en": "a text"},
    "number": {"id": "angka", "en": "a number"},
    "date": {"id": "tanggal", "en": "a date"},
    "identifier": {"id": "id", "en": "an id"},
    "word": {"id": "kata pilihan", "en": "one of a few words"},
    "list": {"id": "daftar (tiap butir diawali `- `)", "en": "a list (each item after `- `)"},
    "mapping": {"id": "pasangan `kunci: nilai`", "en": "`key: value` pairs"},
    "nothing": {"id": "kosong", "en": "nothing"},
}


def kind(value: object) -> Mapping[str, str]:
    """What was written, in both languages."""
    if isinstance(value, str):
        return KINDS["text"]
    if isinstance(value, Mapping):
        return KINDS["mapping"]
    return KINDS["list"] if isinstance(value, list) else KINDS["nothing"]


def _plain(value: Node, info: ValidationInfo) -> str:
    """A text that is shown as it stands: not empty, and not cut off by ` #`.

    `Target #1` has lost its number; `Target # one of two` may be a text or a comment on one.
    """
    text = _scalar(value, "text")
    if text.comment:
        if re.match(r"#\S", text.comment):
            raise refusal("cut-by-hash", rest=text.comment, text=quoted(f"{text} {text.comment}"))
        if info.context:
            info.context.notice(text.mark, "comment-after-text", rest=text.comment)
    return str(text)


def _identifier(value: Node) -> str:
    text = _scalar(value, "identifier")
    if ID.fullmatch(text) is None:
        raise refusal("bad-id", text=text, suggestion=slug(text) or "nama-baru")
    return str(text)


def slug(text: str) -> str:
    """The nearest id to a text, perhaps empty."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))


_REFERENCES: Mapping[str, tuple[Mapping[str, str], str]] = {
    "source": ({"id": "sumber", "en": "source"}, "data/sources.yml / sources:"),
    "area": ({"id": "wilayah", "en": "area"}, "data/areas.yml"),
    "programme": ({"id": "program", "en": "programme"}, "data/programmes.yml"),
    "dimension": ({"id": "dimensi", "en": "dimension"}, "data/dimensions.yml"),
    "indicator": ({"id": "indikator", "en": "indicator"}, "data/indicators/"),
    "anchor": ({"id": "jangkar", "en": "anchor"}, "observations, targets, events"),
    "target": ({"id": "jangkar target", "en": "anchor of a target"}, "targets"),
    "observation": ({"id": "jangkar observasi", "en": "anchor of an observation"}, "observations"),
}
"""What can be referred to: its name in both languages, and where it is written."""

_LOCAL = frozenset({"anchor", "target", "observation"})
"""What stands in the same file as its reference."""


def _reference(to: str) -> Callable[[Node, ValidationInfo], str]:
    """A validator for the id of something that exists."""

    def existing(value: Node, info: ValidationInfo) -> str:
        identifier = _identifier(value)
        known = info.context.ids.get(to) if info.context else None
        if known is not None and identifier not in known:
            match = info.context.nearest(identifier, known) if info.context else None
            what, where = _REFERENCES[to]
            values = {"text": identifier, "nearest": match or "", "kind": what, "where": where}
            variant = "near" if match else ""
            if to in _LOCAL:
                values["known"] = ", ".join(sorted(known)) or "—"
                variant = f"local_{variant}".removesuffix("_")
            raise refusal("unknown-id", variant, **values)
        return identifier

    return existing


def number(text: str, figures: Figures | None = None) -> Decimal:
    """A written number as CONTRACT section 1 has it; a refusal that says what was meant otherwise.

    Without `figures` (unknown indicator, facts, population) `1.234` is a thousand in disguise.
    """
    ambiguous = _THOUSANDS.fullmatch(text) and not (
        figures is not None and figures.decimals >= 3 and not text.endswith("000")  # noqa: PLR2004
    )
    if ambiguous or _NUMBER.fullmatch(text) is None:
        hedge = _HEDGE.match(text)
        meant = meant_number(text[hedge.end() :] if hedge else text)
        variant = ("hedged" if hedge else "meant") if meant else ""
        raise refusal("not-a-number", variant, text=text, meant=meant or "")
    if sum(map(str.isdigit, text)) > MAX_DIGITS:
        raise refusal("number-too-long", text=text, digits=str(MAX_DIGITS))
    return Decimal(text)


def meant_number(text: str) -> str | None:
    """The plain digits behind `100.000`, `14,000`, `85 ribu`, `017`, `1e5`, `Rp 1.000`; or None."""
    if len(text) > MAX_NUMBER_TEXT:
        return None  # the expressions below take the square of its length
    bare = re.sub(r"^(?:rp\.?|idr)\s*|\s*(?:orang|jiwa|people|%)$", "", text.strip().lower())
    bare = bare.removeprefix("+").replace("\u2212", "-")
    sign = "-" if bare.startswith("-") else ""
    bare = bare.removeprefix("-").strip()
    if grouped := re.fullmatch(
        r"([0-9]{1,3}(?:([.,' _\u00a0\u202f])[0-9]{3})(?:\2[0-9]{3})*)(?:(?!\2)[.,]([0-9]{1,2}))?",
        bare,
    ):
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
    """A decimal in plain digits, without an exponent or idle zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(value: Node) -> Decimal:
    return number(_scalar(value, "number"))


def _positive(value: Decimal) -> Decimal:
    if value <= 0:
        raise refusal("not-positive", text=str(value))
    return value


def _not_negative(value: Decimal, *, at: tuple[str, ...] = ()) -> Decimal:
    if value.is_signed():  # -0 too
        raise refusal("negative", at=at, text=str(value))
    return value


def _figure(value: Node, info: ValidationInfo) -> Decimal:
    """A value of the series: its indicator says how many digits it has, and if it may be < 0."""
    figures: Figures | None = info.context.figures if info.context else None
    figure = number(_scalar(value, "number"), figures)
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


def _decimals(value: int) -> int:
    if value > MAX_DECIMALS:
        raise refusal("decimals-too-many", most=str(MAX_DECIMALS))
    return value


def _flag(value: Node) -> bool:
    text = _scalar(value, "word")
    if text not in ("true", "false"):
        raise refusal("unknown-word", text=text, words="true, false")
    return text == "true"


def _period(value: Node) -> Period:
    text = _scalar(value, "date")
    try:
        return parse(str(text))
    except NotAPeriodError as error:
        variant = "meant" if error.suggestion else ""
        raise refusal("not-a-date", variant, text=text, meant=error.suggestion or "") from None


def _full_date(period: Period) -> Period:
    if period.precision is not Precision.DAY:
        raise refusal("not-a-full-date", text=period.written)
    return period


def _not_future(period: Period, info: ValidationInfo) -> Period:
    """An observation is about the past: it may not begin after today."""
    if info.context and period.first > info.context.today:
        raise refusal("in-the-future", text=period.written, today=info.context.today.isoformat())
    return period


def _matching(pattern: re.Pattern[str], code: str) -> Callable[[str], str]:
    def matching(text: str) -> str:
        if pattern.fullmatch(text) is None:
            raise refusal(code, text=text)
        return text

    return matching


def _web_address(text: str) -> str:
    try:
        parts = urlsplit(text)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        whole = False
    if not whole or re.search(r"[\s<>\"\\^`{|}]", text):
        raise refusal("not-a-web-address", text=text)
    return text


def _time_zone(text: str) -> str:
    try:
        zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise refusal("unknown-time-zone", text=text) from None
    return text


def _currency(text: str) -> str:
    if not is_currency(text):
        raise refusal("unknown-currency", text=text)
    return text


def _quoted_code(value: Node, info: ValidationInfo) -> str:
    text = _scalar(value, "text")
    if not text.quoted:
        raise refusal("code-not-quoted", text=text)
    return _plain(text, info)


def _one_of(words: type[StrEnum]) -> Callable[[Node], StrEnum]:
    """A validator for a word of a closed list."""

    def word(value: Node) -> StrEnum:
        text = _scalar(value, "word")
        if text not in known:
            match = nearest(text, known)
            values = {"text": text, "words": ", ".join(known), "nearest": match or ""}
            raise refusal("unknown-word", "near" if match else "", **values)
        return known[text]

    known = {str(one): one for one in words}
    return word


def _distinct(items: tuple[str, ...]) -> tuple[str, ...]:
    seen: set[str] = set()
    for index, item in enumerate(items):
        if item in seen:
            raise refusal("listed-twice", at=(index,), text=item)
        seen.add(item)
    return items


class SourceType(StrEnum):
    """What kind of publication a source is."""

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


class Reading(StrEnum):
    """What of a source was read."""

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
    """Which way is better."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NONE = "none"


class Measure(StrEnum):
    """A level at a time, or an amount over a period."""

    STOCK = "stock"
    FLOW = "flow"


class Frequency(StrEnum):
    """How often a new observation is expected."""

    IRREGULAR = "irregular"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half-yearly"
    YEARLY = "yearly"


class Status(StrEnum):
    """How firm an observation is."""

    FINAL = "final"
    REPORTED = "reported"
    PROVISIONAL = "provisional"
    ESTIMATED = "estimated"
    DISPUTED = "disputed"


class Qualifier(StrEnum):
    """The speaker's own hedge; shown, never computed with."""

    ABOUT = "about"
    NEARLY = "nearly"
    MORE_THAN = "more-than"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"


Plain = Annotated[str, BeforeValidator(_plain)]
Id = Annotated[str, BeforeValidator(_identifier)]
SourceId = Annotated[str, BeforeValidator(_reference("source"))]
AreaId = Annotated[str, BeforeValidator(_reference("area"))]
ProgrammeId = Annotated[str, BeforeValidator(_reference("programme"))]
IndicatorId = Annotated[str, BeforeValidator(_reference("indicator"))]
DimensionId = Annotated[str, BeforeValidator(_reference("dimension"))]
AnchorRef = Annotated[str, BeforeValidator(_reference("anchor"))]
TargetRef = Annotated[str, BeforeValidator(_reference("target"))]
ObservationRef = Annotated[str, BeforeValidator(_reference("observation"))]
SourceIds = Annotated[tuple[SourceId, ...], Field(min_length=1), AfterValidator(_distinct)]
Number = Annotated[Decimal, BeforeValidator(_number)]
Figure = Annotated[Decimal, BeforeValidator(_figure)]
Count = Annotated[Number, AfterValidator(_not_negative)]
Positive = Annotated[Number, AfterValidator(_positive)]
Whole = Annotated[int, BeforeValidator(_whole)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Date = Annotated[InstanceOf[Period], BeforeValidator(_period)]
Day = Annotated[InstanceOf[Period], AfterValidator(_full_date), BeforeValidator(_period)]
PastDate = Annotated[InstanceOf[Period], AfterValidator(_not_future), BeforeValidator(_period)]
Url = Annotated[Plain, AfterValidator(_web_address)]
OwnId = Annotated[str, Field(default="", validation_alias="\0id")]
"""An id that stands outside the record: as its key or its file's name (no file can hold a NUL)."""


class Record(BaseModel):
    """Frozen, and strict about its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Text(Record):
    """A text in the site's languages; the first is always there."""

    id: Plain
    en: Plain | None = None

    def in_language(self, language: str) -> tuple[str, str]:
        """The text to show in a language, and the language that it is in."""
        text: str | None = getattr(self, language)
        return (text, language) if text is not None else (self.id, LANGUAGES[0])


def _complete(text: Text) -> Text:
    """What names or defines is there in every language."""
    if text.en is None:
        raise refusal("missing-language", language="en")
    return text


def _notice_missing(value: Any, info: ValidationInfo) -> Any:  # noqa: ANN401
    """A remark may lack a language: the other is shown, and the editor is told."""
    if info.context and isinstance(value, Entries) and list(value.key_marks) == ["id"]:
        info.context.notice(value.mark, "untranslated", language="en")
    return value


Named = Annotated[Text, AfterValidator(_complete)]
Remark = Annotated[Text, BeforeValidator(_notice_missing)]


class Unit(Record):
    """What is counted: a bilingual word, a currency, or percent."""

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
            raise refusal("bad-unit", text=value)
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
        """Whether a value may be below zero."""
        return self.percent or self.currency is not None

    @property
    def counts(self) -> bool:
        """Whether it is a word for things that are counted."""
        return self.id is not None


# --- the catalogue around the series -----------------------------------------------------------


class Licence(Record):
    """Under what terms the data may be used."""

    id: Plain
    """SPDX identifier."""
    url: Url


def _known_format(value: int) -> int:
    if value != FORMAT:
        raise refusal("unknown-format", text=str(value), known=str(FORMAT))
    return value


class Site(Record):
    """data/site.yml."""

    publisher: Named
    contact: Plain
    licence: Licence
    notice: Named | None = None
    time_zone: Annotated[Plain, AfterValidator(_time_zone)]
    tag_authority: Annotated[Plain, AfterValidator(_matching(_TAG_AUTHORITY, "bad-tag-authority"))]
    format: Annotated[Whole, AfterValidator(_known_format)]


class Source(Record):
    """Where a claim stands; `title` and `publisher` are in the source's own language."""

    id: OwnId = ""
    title: Plain
    publisher: Plain
    type: Annotated[SourceType, BeforeValidator(_one_of(SourceType))]
    language: Annotated[Plain, AfterValidator(_matching(_BCP_47, "bad-language"))]
    published: Date | None = None
    url: Url | None = None
    archived: Url | None = None
    accessed: Day | None = None
    read: Annotated[Reading, BeforeValidator(_one_of(Reading))] | None = None
    same_text_as: SourceId | None = None
    note: Remark | None = None


class Area(Record):
    """A country, province, regency, city, district or village."""

    id: OwnId = ""
    name: Named
    level: Annotated[Level, BeforeValidator(_one_of(Level))]
    parent: AreaId | None = None
    codes: Mapping[Id, Annotated[str, BeforeValidator(_quoted_code)]] = Field(default_factory=dict)


class Fact(Record):
    """One figure about a programme: a contribution, a benefit."""

    id: OwnId = ""
    title: Named
    value: Number
    unit: Unit
    per: Remark | None = None
    date: Date | None = None
    quote: Plain | None = None
    note: Remark | None = None
    sources: SourceIds

    @model_validator(mode="after")
    def _sign(self) -> Self:
        if not self.unit.signed:
            _not_negative(self.value, at=("value",))
        return self


class Programme(Record):
    """What people are covered by."""

    id: OwnId = ""
    title: Named
    summary: Remark
    agency: Named
    legal_basis: Annotated[tuple[SourceId, ...], AfterValidator(_distinct)] = ()
    facts: Mapping[Id, Fact] = Field(default_factory=dict)


class Category(Record):
    """One part of a dimension."""

    title: Named


def _not_partial(categories: Mapping[str, Category]) -> Mapping[str, Category]:
    if "partial" in categories:
        raise refusal("reserved-id", at=("partial",), text="partial")
    return categories


class Dimension(Record):
    """By what a value is broken down: sex, district, occupation."""

    id: OwnId = ""
    title: Named
    categories: Annotated[Mapping[Id, Category], Field(min_length=1), AfterValidator(_not_partial)]


class Decision(Record):
    """Why something other than an entry changed."""

    date: Date
    about: Annotated[Plain, AfterValidator(_matching(_ABOUT, "bad-about"))]
    """`<file from the repository's root>#<key>`"""
    reason: Remark


class Synonyms(Record):
    """What else a term is called, in each language."""

    id: Annotated[tuple[Plain, ...], AfterValidator(_distinct)] = ()
    en: Annotated[tuple[Plain, ...], AfterValidator(_distinct)] = ()

    def in_language(self, language: str) -> tuple[str, ...]:
        """Those of one language."""
        found: tuple[str, ...] = getattr(self, language)
        return found


class Term(Record):
    """A word that not everybody knows, explained where it first stands on a page."""

    id: OwnId = ""
    term: Named
    explanation: Named
    synonyms: Synonyms = Field(default_factory=Synonyms)
    sources: SourceIds

    def names(self, language: str) -> tuple[str, ...]:
        """The term and what else it is called in a language."""
        return (self.term.in_language(language)[0], *self.synonyms.in_language(language))


class SatuData(Record):
    """What BPS Regulation 5/2020's indicator metadata (MS-Ind) asks beyond the rest."""

    concept: Remark | None = None
    interpretation: Remark | None = None
    method: Remark | None = None
    classification: Remark | None = None
    estimation_level: Remark | None = None
    composite: Flag | None = None
    public: Flag | None = None


class Indicator(Record):
    """What is measured."""

    id: OwnId = ""
    title: Named
    definition: Named
    programme: ProgrammeId
    unit: Unit
    direction: Annotated[Direction, BeforeValidator(_one_of(Direction))]
    measure: Annotated[Measure, BeforeValidator(_one_of(Measure))]
    summary: Remark | None = None
    decimals: Annotated[Whole, AfterValidator(_decimals)] = 0
    per: Remark | None = None
    frequency: Annotated[Frequency, BeforeValidator(_one_of(Frequency))] = Frequency.IRREGULAR
    satu_data: SatuData | None = None

    @property
    def figures(self) -> Figures:
        """What the values of its series are like."""
        return Figures(self.decimals, self.unit.signed)


# --- entries -----------------------------------------------------------------------------------


class Withdrawal(Record):
    """An entry that no longer counts, and why."""

    date: Date
    reason: Remark


def _figure_or_null(value: Node, info: ValidationInfo) -> Decimal | None:
    return None if value is None else _figure(value, info)


class Breakdown(Record):
    """One value by the categories of one dimension."""

    values: Mapping[Id, Annotated[Decimal | None, BeforeValidator(_figure_or_null)]]
    """Category → value; None is suppressed."""
    partial: Flag = False
    """Said not to add up."""

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:  # noqa: ANN401
        """`category: number` pairs with `partial` among them; `checks` knows the categories."""
        if not isinstance(value, Mapping):
            return value
        values = {key: item for key, item in value.items() if key != "partial"}
        partial = {"partial": value["partial"]} if "partial" in value else {}
        return {"values": values, **partial}


Breakdowns: TypeAlias = Mapping[DimensionId, Breakdown]


class EntryState(Record):
    """What every entry may say."""

    label: Remark | None = None
    by: Remark | None = None
    quote: Plain | None = None
    note: Remark | None = None
    sources: SourceIds
    contradicts: Annotated[tuple[AnchorRef, ...], AfterValidator(_distinct)] = ()
    withdrawn: Withdrawal | None = None


class ObservationState(EntryState):
    """What an observation says, without its history."""

    date: PastDate
    value: Figure
    status: Annotated[Status, BeforeValidator(_one_of(Status))] = Status.REPORTED
    qualifier: Annotated[Qualifier, BeforeValidator(_one_of(Qualifier))] | None = None
    precision: Positive | None = None
    preferred: Remark | None = None
    breakdown: Breakdowns = Field(default_factory=dict)


class TargetState(EntryState):
    """What a target says, without its history."""

    value: Figure
    due: Date | None = None
    announced: Date | None = None
    replaces: TargetRef | None = None
    qualifier: Annotated[Qualifier, BeforeValidator(_one_of(Qualifier))] | None = None
    precision: Positive | None = None


class EventState(EntryState):
    """What an event says, without its history."""

    date: Date
    title: Named
    text: Remark | None = None


def _earlier(state: type[EntryState]) -> type[Record]:
    """A state as it once stood: any of its keys, None for a key that was absent.

    A required key never was.
    """
    hints = get_type_hints(state, include_extras=True)
    keys: dict[str, Any] = {
        name: (hints[name] if field.is_required() else hints[name] | None, None)
        for name, field in state.model_fields.items()
    }
    return create_model(f"Earlier{state.__name__}", __base__=Record, **keys)


Earlier = TypeVar("Earlier", bound=Record)


class Revision(Record, Generic[Earlier]):
    """A change of an entry that we had published."""

    revised: Day
    reason: Remark
    was: Earlier
    """The changed keys as they stood until then."""


def _oldest_first(revisions: tuple[Any, ...]) -> tuple[Any, ...]:
    for index, (before, after) in enumerate(pairwise(revisions), start=1):
        if after.revised < before.revised:
            raise refusal("revisions-order", at=(index, "revised"), text=after.revised.written)
    for index, revision in enumerate(revisions):
        if not revision.was.model_fields_set:
            raise refusal("empty-was", at=(index, "was"))
    return revisions


_ObservationWas = _earlier(ObservationState)
_TargetWas = _earlier(TargetState)
_EventWas = _earlier(EventState)
_History = AfterValidator(_oldest_first)


def _default_anchor(prefix: str, key: str) -> Callable[[dict[str, Any]], str]:
    def anchor(data: dict[str, Any]) -> str:
        period = data.get(key)
        return f"{prefix}-{period.slug}" if period is not None else prefix

    return anchor


class Observation(ObservationState):
    """A claim about a past period."""

    revisions: Annotated[tuple[Revision[_ObservationWas], ...], _History] = ()  # type: ignore[valid-type]
    anchor: Id = Field(default_factory=_default_anchor("result", "date"))

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.status is Status.DISPUTED and self.note is None:
            raise refusal("disputed-without-note", at=("status",))
        return self

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        for dimension, breakdown in self.breakdown.items():
            _check_sum(self.value, dimension, breakdown)
        return self


def _check_sum(value: Decimal, dimension: str, breakdown: Breakdown) -> None:
    """A breakdown adds up, unless parts are suppressed; one part alone cannot be.

    Whoever subtracts the known parts from the value would learn the suppressed one.
    """
    suppressed = sum(part is None for part in breakdown.values.values())
    known = sum((part for part in breakdown.values.values() if part is not None), Decimal())
    sums = {"sum": str(known), "value": str(value)}
    at = ("breakdown", dimension)
    if breakdown.partial or suppressed > 1:
        return
    if suppressed == 1:
        raise refusal("suppressed-alone", at=at, dimension=dimension)
    if known != value:
        raise refusal("breakdown-sum", at=at, dimension=dimension, **sums)


class Target(TargetState):
    """A promised value."""

    revisions: Annotated[tuple[Revision[_TargetWas], ...], _History] = ()  # type: ignore[valid-type]
    anchor: Id = Field(default_factory=_default_anchor("target", "due"))


class Event(EventState):
    """A dated happening without a number."""

    revisions: Annotated[tuple[Revision[_EventWas], ...], _History] = ()  # type: ignore[valid-type]
    anchor: Id = Field(default_factory=_default_anchor("event", "date"))


Entry: TypeAlias = Observation | Target | Event


class PopulationValue(Record):
    """How many there were to be covered, as one source has it."""

    date: Date
    value: Count
    sources: SourceIds
    note: Remark | None = None


class Population(Record):
    """The denominator of the coverage rate."""

    label: Remark
    values: Annotated[tuple[PopulationValue, ...], Field(min_length=1)]


class Series(Record):
    """One indicator for one area: data/coverage/<id>.yml."""

    id: OwnId = ""
    indicator: IndicatorId
    area: AreaId
    title: Named | None = None
    summary: Remark | None = None
    observations: Annotated[tuple[Observation, ...], Field(min_length=1)]
    targets: tuple[Target, ...] = ()
    events: tuple[Event, ...] = ()
    sources: Mapping[Id, Source] = Field(default_factory=dict)
    baseline: ObservationRef | None = None
    population: Population | None = None

    @property
    def path(self) -> str:
        """Its file, from the repository's root."""
        return f"data/coverage/{self.id}.yml"

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Observations, targets and events, in the file's order."""
        return (*self.observations, *self.targets, *self.events)

    def entry(self, anchor: str) -> Entry | None:
        """The entry of an anchor."""
        return next((entry for entry in self.entries if entry.anchor == anchor), None)


# --- the whole ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Everything in data/, read and checked, and the day it is looked at."""

    site: Site
    today: dt.date
    sources: Mapping[str, Source] = field(default_factory=dict)
    """Of sources.yml and of every series; by id."""
    areas: Mapping[str, Area] = field(default_factory=dict)
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    dimensions: Mapping[str, Dimension] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    glossary: Mapping[str, Term] = field(default_factory=dict)
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    series: Mapping[str, Series] = field(default_factory=dict)
    notices: tuple[Problem, ...] = ()

    def indicator_of(self, series: Series) -> Indicator:
        """What a series measures."""
        return self.indicators[series.indicator]

    def area_of(self, series: Series) -> Area:
        """Where a series measures."""
        return self.areas[series.area]

    def title_of(self, series: Series) -> Text:
        """Its own title, or the indicator's and the area's."""
        if series.title is not None:
            return series.title
        titles, names = self.indicator_of(series).title, self.area_of(series).name
        return Text.model_construct(id=f"{titles.id} — {names.id}", en=f"{titles.en} — {names.en}")


def with_ids(records: Mapping[str, Any]) -> dict[str, Any]:
    """The records, each knowing the key it stands under."""
    return {key: record.model_copy(update={"id": key}) for key, record in records.items()}


_ENTRY_LISTS = {
    "observations": ("result", "date"),
    "targets": ("target", "due"),
    "events": ("event", "date"),
}


def written_anchors(root: Entries, *lists: str) -> Iterator[str]:
    """The anchors of a series file's written entries, also of unsound ones."""
    for name in lists or _ENTRY_LISTS:
        for _, anchor in written_entries(root, name):
            yield anchor


def written_entries(root: Entries, name: str) -> Iterator[tuple[int, str]]:
    """The index and the anchor, given or by default, of each written entry of a list."""
    prefix, dated = _ENTRY_LISTS[name]
    entries = root.get(name)
    for index, entry in enumerate(entries if isinstance(entries, Items) else ()):
        if not isinstance(entry, Entries):
            continue
        own, date = entry.get("anchor"), entry.get(dated)
        if isinstance(own, Scalar):
            yield index, str(own)
        elif isinstance(date, Scalar):
            yield index, f"{prefix}-{date.lower().replace('/', '-to-')}"
        else:
            yield index, prefix
