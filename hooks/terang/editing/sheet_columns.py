"""The columns of entries in a spreadsheet: names, titles and help in both languages, and shapes.

Columns are the keys of the data with a point for what is nested, as in an entry file that is a
table (docs/contract.md#entry-files). They follow from the model and from the catalog's dimensions.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, auto

from terang.diagnostics import LANGUAGES
from terang.editing.draft_entry import WRITTEN_KEYS
from terang.i18n import field_help
from terang.i18n.formatter import Language
from terang.i18n.sheet_words import BothTexts, sheet_texts, sheet_tree
from terang.model.catalog import Catalog
from terang.model.definitions import Source
from terang.model.entries import Breakdown, Correction, Event, Observation, Reply, Target
from terang.model.field_types import Record, Text
from terang.model.fields import RecordField, record_fields
from terang.model.period import Period

KINDS: Mapping[str, type[Record]] = {
    "observation": Observation,
    "target": Target,
    "event": Event,
    "correction": Correction,
    "source": Source,
    "reply": Reply,
}
"""Kind of a row → its record."""
LISTS = {
    "observation": "observations",
    "target": "targets",
    "event": "events",
    "correction": "corrections",
    "reply": "replies",
}
"""Kind of a row → the list of its records in a file; sources are a mapping."""
_ORDERS = {"correction": "correct"}
REASON = ("reason.id", "reason.en")
"""The columns of an entry's sheet in which the reason of a correction is written."""
NULL = "null"


class CellShape(Enum):
    """The meaning of the cells of a column."""

    TEXT = auto()
    DATE = auto()
    FIGURE = auto()
    """A figure of the series, in the form of its indicator."""
    NUMBER = auto()
    WORD = auto()
    """A word of a closed list."""
    ID = auto()
    """The id, or the title, of a record."""
    IDS = auto()
    FLAG = auto()


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: a key, or a part of one."""

    name: str
    shape: CellShape
    titles: BothTexts
    help: BothTexts
    is_required: bool = False
    words: Mapping[str, BothTexts] = field(default_factory=dict)
    """Word of a closed list → its names."""
    reference: str = ""
    """The kind of record that an id names."""
    is_given: bool = False
    """True if it is filled in where its cell is empty."""

    @property
    def key(self) -> str:
        """The key of the record: `note` of `note.id`."""
        return self.name.partition(".")[0]


def columns_of(kind: str, catalog: Catalog) -> tuple[SheetColumn, ...]:
    """Return the columns of a kind of entries in a spreadsheet, in the order of a sheet."""
    own = [*_own_columns(kind, catalog)]
    if kind == "source":
        return (_special("id", CellShape.TEXT, is_required=True), *own)
    series = _special("series", CellShape.ID, reference="series", is_required=True)
    if kind == "correction":
        return (series, *own)
    reasons = (_reason(code) for code in LANGUAGES)
    return (series, *own, *reasons)


def key_titles(key: str) -> BothTexts:
    """Return the title of the column that a sheet has for a key."""
    fields = (item for record in KINDS.values() for item in record_fields(record))
    found = next((item for item in fields if item.key == key), None)
    return _titles(found) if found is not None else dict.fromkeys(LANGUAGES, key)


def _special(
    name: str, shape: CellShape, *, reference: str = "", is_required: bool = False
) -> SheetColumn:
    texts = sheet_tree()["columns"][name]
    return SheetColumn(name, shape, texts["title"], texts["help"], is_required, reference=reference)


def _reason(code: str) -> SheetColumn:
    texts = sheet_tree()["columns"]["reason"]
    titles = {
        language: _variant(code)[language].format(title=texts["title"][language])
        for language in LANGUAGES
    }
    return SheetColumn(f"reason.{code}", CellShape.TEXT, titles, texts["help"])


def _own_columns(kind: str, catalog: Catalog) -> Iterator[SheetColumn]:
    """Yield the columns of a record's keys, in the order of a file."""
    fields = {item.key: item for item in record_fields(KINDS[kind])}
    order = WRITTEN_KEYS[_ORDERS.get(kind, kind)].split()
    for key in (*order, *(key for key in fields if key not in order)):
        if key == "set":
            yield from _set_columns(catalog)
        elif key in fields:
            yield from _key_columns(fields[key], catalog)


def _set_columns(catalog: Catalog) -> Iterator[SheetColumn]:
    """Yield a column for the new value of each key that a correction may set."""
    seen: dict[str, SheetColumn] = {}
    for kind in ("observation", "target", "event", "reply"):
        for column in _own_columns(kind, catalog):
            if column.key not in ("anchor", "added"):
                seen.setdefault(column.name, column)
    template = sheet_texts("columns", "set")
    for name, column in seen.items():
        titles = {code: template[code].format(title=column.titles[code]) for code in LANGUAGES}
        yield dataclasses.replace(column, name=f"set.{name}", titles=titles, is_required=False)


def _key_columns(item: RecordField, catalog: Catalog) -> Iterator[SheetColumn]:
    """Yield the columns of a key: one, or one for each of its parts."""
    kind = item.type
    if kind.item is not None and kind.item.is_a(Breakdown):
        yield from _breakdown_columns(item.key, catalog)
        return
    titles = _titles(item)
    column = SheetColumn(
        name=item.key,
        shape=_shape(item),
        titles=titles,
        help=field_help.field_meaning(item.record, item.key) if _has_help(item) else titles,
        is_required=item.is_required,
        words=_words(item),
        reference=kind.reference,
        is_given=item.key in ("added", "anchor") or (item.record, item.key) in _GIVEN,
    )
    if kind.is_a(Text):
        for code in LANGUAGES:
            yield dataclasses.replace(
                column,
                name=f"{item.key}.{code}",
                titles={
                    language: _variant(code)[language].format(title=titles[language])
                    for language in LANGUAGES
                },
                is_required=item.is_required
                and (code == LANGUAGES[0] or kind.has_validator("_complete")),
            )
    elif column.shape is CellShape.FIGURE:
        yield column
        for end in ("low", "high"):
            yield dataclasses.replace(
                column,
                name=f"{item.key}.{end}",
                titles=sheet_tree()["columns"][f"value_{end}"]["title"],
                help=sheet_tree()["columns"][f"value_{end}"]["help"],
                is_required=False,
            )
    else:
        yield column


_GIVEN = frozenset({("Correction", "date"), ("Source", "language")})


def _breakdown_columns(key: str, catalog: Catalog) -> Iterator[SheetColumn]:
    """Yield a column for each category of each dimension, and one for incomplete parts."""
    help_texts = sheet_tree()["columns"]["breakdown"]["help"]
    partial = sheet_tree()["columns"]["partial"]
    for name, dimension in catalog.dimensions.items():
        whole = {code: dimension.title.in_language(code)[0] for code in LANGUAGES}
        for category, part in dimension.categories.items():
            titles = {
                code: f"{whole[code]}: {part.title.in_language(code)[0]}" for code in LANGUAGES
            }
            yield SheetColumn(f"{key}.{name}.{category}", CellShape.FIGURE, titles, help_texts)
        titles = {code: f"{whole[code]}: {partial['title'][code]}" for code in LANGUAGES}
        yield SheetColumn(f"{key}.{name}.partial", CellShape.FLAG, titles, partial["help"])


def _shape(item: RecordField) -> CellShape:
    kind = item.type
    if item.key == "value":
        return CellShape.FIGURE
    if kind.plain is tuple:
        return CellShape.IDS
    if kind.reference:
        return CellShape.ID
    if kind.choices:
        return CellShape.WORD
    shapes = {Period: CellShape.DATE, Decimal: CellShape.NUMBER, bool: CellShape.FLAG}
    return next((shape for base, shape in shapes.items() if kind.is_a(base)), CellShape.TEXT)


def _titles(item: RecordField) -> BothTexts:
    """Return the title of the column that a sheet has for a key."""
    try:
        return field_help.column_meaning(item.record, item.key)["title"]
    except KeyError:
        texts: BothTexts = sheet_tree()["columns"][f"{item.record}.{item.key}"]["title"]
        return texts


def _has_help(item: RecordField) -> bool:
    try:
        field_help.field_meaning(item.record, item.key)
    except KeyError:
        return False
    return True


_GROUPS = {"type": "source_type", "read": "reading"}
"""Keys whose words the interface words name under another group."""


def _words(item: RecordField) -> dict[str, BothTexts]:
    """Return the names of the words of a closed list."""
    group = _GROUPS.get(item.key, item.key)
    return {
        word: {code: Language(code).word(f"{group}.{word}") for code in LANGUAGES}
        for word in item.type.choices
    }


def _variant(code: str) -> BothTexts:
    return sheet_texts("variants", code)
