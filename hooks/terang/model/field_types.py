"""Types of fields: ids, addresses, texts and words of a list; what a refused value meant.

A validator takes a scalar of a YAML document and returns the value, or raises a refusal.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from terang.diagnostics import LANGUAGES, Place, Problem, nearest_word
from terang.model.period import NotAPeriodError, Period, Precision, parse_period
from terang.parsing.yaml_document import Entries, Node, Scalar
from terang.parsing.yaml_quoting import quoted_text

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_GUESSES = 50


@dataclass(frozen=True, slots=True)
class Figures:
    """The form of the values of a series: digits after the point, and whether below 0."""

    decimals: int
    signed: bool
    percent: bool = False
    """True if a comma stands before decimals, never before thousands."""


@dataclass(slots=True)
class Context:
    """The context of validation: file, existing ids, form of figures, and today."""

    path: str
    today: dt.date
    ids: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    """Kind → the ids that exist; None if their file cannot be read."""
    figures: Figures | None = None
    """None if the indicator is unknown."""
    notices: list[Problem] = field(default_factory=list)
    misses: int = 0
    """The number of unknown ids so far."""

    def nearest(self, identifier: str, known: frozenset[str]) -> str | None:
        """Return the most similar id, or None; after MAX_GUESSES misses it does not search."""
        self.misses += 1
        return nearest_word(identifier, known) if self.misses <= MAX_GUESSES else None

    def notice(self, mark: tuple[int, int], code: str, variant: str = "", /, **values: str) -> None:
        """Add a notice."""
        self.notices.append(Problem(Place(self.path, *mark), code, values, variant))


def refusal(
    code: str, variant: str = "", *, at: object = (), **values: object
) -> PydanticCustomError:
    """Return the error with which the type of a field refuses a value, or `at` a part of it."""
    context = {"code": code, "variant": variant, "values": values, "at": at}
    return PydanticCustomError(code, "{code}", context)


# --- single values -----------------------------------------------------------------------------


def _scalar(value: Node, expected: str) -> Scalar:
    if not isinstance(value, str):  # a scalar; a key of a mapping is a plain text
        raise refusal("wrong-type", expected=KINDS[expected], found=node_kind(value))
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


def node_kind(value: object) -> Mapping[str, str]:
    """Return the name of the kind of a value that a field refused, in both languages."""
    if isinstance(value, str):
        return KINDS["text"]
    if isinstance(value, Mapping):
        return KINDS["mapping"]
    return KINDS["list"] if isinstance(value, list) else KINDS["nothing"]


def parse_plain_text(value: Node, info: ValidationInfo) -> str:
    """Return a field's text as written; refuse an empty one, and one that ` #` has cut off.

    `Target #1` has lost its number; `Target # first` may be a text with a comment.
    """
    text = _scalar(value, "text")
    if text.comment:
        if re.match(r"#\S", text.comment):
            raise refusal(
                "cut-by-hash", rest=text.comment, text=quoted_text(f"{text} {text.comment}")
            )
        if info.context:
            info.context.notice(text.mark, "comment-after-text", rest=text.comment)
    if info.context and (found := _MARKUP.search(text)) and not _ADDRESS_ALONE.match(text):
        variant = "" if found["tag"] else "link" if found["link"] else "address"
        info.context.notice(text.mark, "markup-in-text", variant, text=found[0])
    return str(text)


_ADDRESS_ALONE = re.compile(r"<?(?:https?://|www\.)")
_MARKUP = re.compile(
    r"(?P<tag></?[a-zA-Z][a-zA-Z0-9]*(?: [^<>]*)?/?>)|(?P<link>\[[^\]\n]+\]\([^)\s]+\))"
    r"|(?P<address>(?:https?://|www\.)[^\s<>()]+)"
)


def _identifier(value: Node) -> str:
    text = _scalar(value, "identifier")
    if ID.fullmatch(text) is None:
        raise refusal("bad-id", text=text, suggestion=slug(text) or "nama-baru")
    return sys.intern(str(text))


def slug(text: str) -> str:
    """Return the id that a text most likely means, in the form of an id's type; it may be empty."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))


_REFERENCES: Mapping[str, tuple[Mapping[str, str], str]] = {
    "source": ({"id": "sumber", "en": "source"}, "data/sources.yml / sources:"),
    "area": ({"id": "wilayah", "en": "area"}, "data/areas.yml"),
    "programme": ({"id": "program", "en": "programme"}, "data/programmes.yml"),
    "dimension": ({"id": "dimensi", "en": "dimension"}, "data/dimensions.yml"),
    "indicator": ({"id": "indikator", "en": "indicator"}, "data/indicators/"),
    "speaker": ({"id": "kantor", "en": "office"}, "data/speakers.yml"),
    "theme": ({"id": "tema", "en": "theme"}, "data/themes.yml"),
    "anchor": ({"id": "jangkar", "en": "anchor"}, "observations, targets, events"),
    "record": ({"id": "jangkar", "en": "anchor"}, "observations, targets, events, replies"),
    "target": ({"id": "jangkar target", "en": "anchor of a target"}, "targets"),
    "observation": ({"id": "jangkar observasi", "en": "anchor of an observation"}, "observations"),
}
"""Kind of reference → its name in both languages, and the file or list that holds it."""

_LOCAL = frozenset({"anchor", "record", "target", "observation"})
"""The kinds that are in the same series as their references."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A validator for the id of a record or anchor that exists."""

    kind: str
    """A key of `Context.ids`."""

    def __call__(self, value: Node, info: ValidationInfo) -> str:
        """Return the id; refuse an id that nothing has."""
        known = info.context.ids.get(self.kind) if info.context else None
        identifier = self._written(value, known)
        if known is not None and identifier not in known:
            match = info.context.nearest(identifier, known) if info.context else None
            if match and self.kind in _LOCAL and _is_another_claim(identifier, match):
                match = None
            what, where = _REFERENCES[self.kind]
            values = {"text": identifier, "nearest": match or "", "kind": what, "where": where}
            variant = "near" if match else ""
            if self.kind in _LOCAL:
                values["known"] = ", ".join(sorted(known)) or "—"
                variant = f"local_{variant}".removesuffix("_")
            raise refusal("unknown-id", variant, **values)
        return identifier

    @staticmethod
    def _written(value: Node, known: frozenset[str] | None) -> str:
        """Return what is written if it has the form of an id; refuse a name, and tell the ids."""
        text = _scalar(value, "identifier")
        if ID.fullmatch(text) is None and known and slug(text) not in known:
            listed = ", ".join(sorted(known)[:_MOST_LISTED])
            raise refusal("bad-id", "known", text=text, known=listed)
        return _identifier(value)


_MOST_LISTED = 20


def _is_another_claim(anchor: str, match: str) -> bool:
    """Return whether two anchors are of different dates, which no slip of the pen explains."""
    digits = [sorted(re.sub(r"[^0-9]", "", text)) for text in (anchor, match)]
    return digits[0] != digits[1]


def _flag(value: Node) -> bool:
    text = _scalar(value, "word")
    known = ("true", "false")
    if text not in known:
        raise _unknown_word(text, known)
    return text == "true"


def _true(value: Node) -> bool:
    """Return True; refuse `false`: a correction that does nothing is left out."""
    if not _flag(value):
        raise refusal("only-true", text="false")
    return True


def _period(value: Node) -> Period:
    text = _scalar(value, "date")
    try:
        return parse_period(str(text))
    except NotAPeriodError as error:
        variant = "meant" if error.suggestion else ""
        values = {"text": text, "meant": error.suggestion or ""}
        if error.days is not None:
            raise refusal("not-a-date", "days", days=str(error.days), **values) from None
        raise refusal("not-a-date", variant, **values) from None


def _full_date(period: Period) -> Period:
    if period.precision is not Precision.DAY:
        raise refusal("not-a-full-date", text=period.written)
    return period


def _has_ended(period: Period, info: ValidationInfo) -> Period:
    """Refuse a period that ends after today: nothing can be reported of days to come.

    Of a period that still runs, the hint offers the days until today.
    """
    today: dt.date | None = info.context.today if info.context else None
    if today is None or period.last <= today:
        return period
    values = {"text": period.written, "today": today.isoformat()}
    if period.first > today:
        raise refusal("in-the-future", **values)
    is_one_day = period.first == today
    past = today.isoformat() if is_one_day else f"{period.first.isoformat()}/{today.isoformat()}"
    raise refusal("in-the-future", "running", meant=past, **values)


def _has_begun(period: Period, info: ValidationInfo) -> Period:
    """Refuse a period that begins after today."""
    if info.context and period.first > info.context.today:
        today = info.context.today.isoformat()
        raise refusal("in-the-future", "recorded", text=period.written, today=today)
    return period


@dataclass(frozen=True, slots=True)
class TextPattern:
    """A validator for the form of a text."""

    pattern: re.Pattern[str]
    code: str
    """The problem of a text that has another form."""
    meant: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Texts of another form, in small letters → what they mean."""

    def __call__(self, text: str) -> str:
        """Return the text; refuse a text of another form."""
        if self.pattern.fullmatch(text) is None:
            meant = self.meant.get(text.lower(), "")
            raise refusal(self.code, "meant" if meant else "", text=text, meant=meant)
        return text


def _web_address(text: str) -> str:
    try:
        parts = urlsplit(text)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        whole = False
    if not whole or re.search(r"[\s<>\"\\^`{|}]", text):
        meant = meant_address(text)
        raise refusal("not-a-web-address", "meant" if meant else "", text=text, meant=meant)
    return text


def meant_address(text: str) -> str:
    """Return the web address that was probably meant; empty if it cannot be known."""
    bare = text.strip().strip("<>\"'").replace(" ", "%20")
    found = re.fullmatch(r"(?:h?t?tps?[:;]?/{1,3})?((?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/?#].*)?)", bare,
                         re.IGNORECASE)  # fmt: skip
    if found is None or re.search(r"[\s<>\"\\^`{|}]", bare):
        return ""
    scheme = "http" if bare.lower().startswith("http:") else "https"
    return f"{scheme}://{found[1]}"


_INDONESIAN_WORDS: Mapping[str, str] = {
    "ada": "true", "anggaran": "budget-document", "apbd": "budget-document", "asli": "original",
    "audit": "audit", "berita": "news", "bulanan": "monthly", "cuplikan": "excerpt",
    "data": "dataset", "desa": "village", "dilaporkan": "reported", "diperkirakan": "estimated",
    "diragukan": "disputed", "dokumen anggaran": "budget-document", "final": "final",
    "hampir": "nearly", "iklan": "advertorial", "kabupaten": "regency", "kecamatan": "district",
    "kelurahan": "village", "kira-kira": "about", "koran": "news", "kota": "city",
    "kumulatif": "cumulative", "kurang lebih": "about", "kutipan": "excerpt",
    "laporan": "government", "lebih dari": "more-than", "maksimal": "at-most", "media": "news",
    "meningkat": "increase", "menurun": "decrease", "minimal": "at-least", "naik": "increase",
    "negara": "country", "no": "false", "paling banyak": "at-most", "paling sedikit": "at-least",
    "pemerintah": "government", "pemeriksaan": "audit", "peraturan": "regulation",
    "perkiraan": "estimated", "perda": "regulation", "perbup": "regulation",
    "pers": "press-release",
    "pidato": "speech", "provinsi": "province", "propinsi": "province", "referensi": "reference",
    "rilis": "press-release", "rujukan": "reference", "salinan": "stored-copy",
    "sambutan": "speech", "sekitar": "about", "semesteran": "half-yearly",
    "sementara": "provisional", "setengah tahunan": "half-yearly", "siaran pers": "press-release",
    "setidaknya": "at-least", "statistik": "official-statistics",
    "statistik resmi": "official-statistics", "tahunan": "yearly", "tetap": "final",
    "tidak": "false", "tidak ada": "none", "tidak tentu": "irregular", "triwulanan": "quarterly",
    "turun": "decrease", "ya": "true", "yes": "true", "on": "true", "off": "false",
}  # fmt: skip
"""Indonesian words that editors use → the words of closed lists that they mean."""


def meant_word(text: str, known: Iterable[str]) -> str | None:
    """Return the word of a closed list that was probably meant, also from its Indonesian name."""
    listed = [*known]
    meant = _INDONESIAN_WORDS.get(" ".join(text.lower().split()))
    return meant if meant in listed else nearest_word(text, listed)


def _unknown_word(text: str, known: Collection[str]) -> PydanticCustomError:
    """Return the refusal of a word that a closed list does not have."""
    match = meant_word(text, known)
    values = {"text": text, "words": ", ".join(known), "nearest": match or ""}
    return refusal("unknown-word", "near" if match else "", **values)


def parse_choice(words: type[StrEnum]) -> Callable[[Node], StrEnum]:
    """Return a validator for a word of a closed list."""

    def word(value: Node) -> StrEnum:
        text = _scalar(value, "word")
        if text not in known:
            raise _unknown_word(text, known)
        return known[text]

    known = {str(choice): choice for choice in words}
    return word


def _distinct(items: tuple[str, ...]) -> tuple[str, ...]:
    seen: set[str] = set()
    for index, item in enumerate(items):
        if item in seen:
            raise refusal("listed-twice", at=(index,), text=item)
        seen.add(item)
    return items


Plain = Annotated[str, BeforeValidator(parse_plain_text)]
Id = Annotated[str, BeforeValidator(_identifier)]
SourceId = Annotated[str, BeforeValidator(Reference("source"))]
AreaId = Annotated[str, BeforeValidator(Reference("area"))]
ProgrammeId = Annotated[str, BeforeValidator(Reference("programme"))]
IndicatorId = Annotated[str, BeforeValidator(Reference("indicator"))]
DimensionId = Annotated[str, BeforeValidator(Reference("dimension"))]
SpeakerId = Annotated[str, BeforeValidator(Reference("speaker"))]
ThemeId = Annotated[str, BeforeValidator(Reference("theme"))]
AnchorRef = Annotated[str, BeforeValidator(Reference("anchor"))]
RecordRef = Annotated[str, BeforeValidator(Reference("record"))]
"""The anchor of an entry or of a reply."""
TargetRef = Annotated[str, BeforeValidator(Reference("target"))]
ObservationRef = Annotated[str, BeforeValidator(Reference("observation"))]
SourceIds = Annotated[tuple[SourceId, ...], Field(min_length=1), AfterValidator(_distinct)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Date = Annotated[InstanceOf[Period], BeforeValidator(_period)]
Day = Annotated[Date, AfterValidator(_full_date)]
EndedDate = Annotated[InstanceOf[Period], AfterValidator(_has_ended), BeforeValidator(_period)]
BegunDate = Annotated[Date, AfterValidator(_has_begun)]
BegunDay = Annotated[Day, AfterValidator(_has_begun)]
Url = Annotated[Plain, AfterValidator(_web_address)]
OwnId = Annotated[str, Field(default="", validation_alias="\0id")]
"""An id outside the record: its key or its file's name. No file can hold the alias, a NUL."""


_WRITTEN_KEYS: dict[frozenset[str], set[str]] = {}


class Record(BaseModel):
    """The base of all records: frozen, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    def model_post_init(self, _context: Any) -> None:  # noqa: ANN401
        """Share the set of written keys with the records that have the same: it is never changed.

        A set for each record would take a third of the memory of the catalog.
        """
        written = self.__pydantic_fields_set__
        shared = _WRITTEN_KEYS.setdefault(frozenset(written), written)
        object.__setattr__(self, "__pydantic_fields_set__", shared)


class Text(Record):
    """A text in the site's languages; the first is required."""

    id: Plain
    en: Plain | None = None

    def in_language(self, language: str) -> tuple[str, str]:
        """Return the text for readers of a language, and the language of that text."""
        text: str | None = getattr(self, language)
        return (text, language) if text is not None else (self.id, LANGUAGES[0])

    def by_language(self) -> dict[str, str]:
        """Return the text by language, without a language that is not written."""
        return {"id": self.id} if self.en is None else {"id": self.id, "en": self.en}


def _complete(text: Text) -> Text:
    """Refuse a name or definition that lacks a language."""
    if text.en is None:
        raise refusal("missing-language", language="en")
    return text


def _notice_missing(value: Any, info: ValidationInfo) -> Any:  # noqa: ANN401
    """Add a notice about a remark that lacks a language; pages show the other."""
    if info.context and isinstance(value, Entries) and list(value.key_marks) == ["id"]:
        info.context.notice(value.mark, "untranslated", language="en")
    return value


Named = Annotated[Text, AfterValidator(_complete)]
Remark = Annotated[Text, BeforeValidator(_notice_missing)]
