"""The columns that the keys of a record have in tables, by the types of the model.

Columns follow from the types of the model: a new key is a new column, explained in field_help.yml.
A text has a column for each language, `_` joins a nested key to its parent's, `;` joins a list. A
list of records is another table and has no column here.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from terang.diagnostics import LANGUAGES
from terang.downloads.cells import Cell, cell_value
from terang.model.definitions import Unit
from terang.model.entries import Entry, EntryState, Reply
from terang.model.field_types import Record, Text
from terang.model.fields import FieldType, RecordField, record_fields
from terang.model.period import Period

# The bilingual text of the unit `percent`.
_PERCENT = Unit.model_construct(id="persen", en="percent")
_UNIT_COLUMNS = {"id": "unit_id", "en": "unit_en", "currency": "currency"}


class ColumnType(StrEnum):
    """The type of the cells of a column."""

    STRING = "string"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    """A single day: `2024-08-17`."""
    PERIOD = "period"
    """A date of docs/contract.md#dates, a day or longer: `2024`, `2023-Q1`."""
    LIST = "list"
    """Ids, joined by `;`."""


# `bool` stands before `int`, which it is a subclass of.
_TYPES: Mapping[type, ColumnType] = {
    str: ColumnType.STRING,
    Decimal: ColumnType.NUMBER,
    bool: ColumnType.BOOLEAN,
    int: ColumnType.INTEGER,
    Period: ColumnType.PERIOD,
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    type: ColumnType
    variant: str = ""
    """The language of a text or the scheme of a code: the last part of the name."""
    words: tuple[str, ...] = ()
    """The closed list of its cells; empty if any value is allowed."""
    required: bool = False
    """True if no cell is empty."""
    field: str = ""
    """The key that its cells hold, as `Record.key`; empty for what no key holds."""
    is_derived: bool = False
    """True if its cells follow from claims, so that no editor writes them."""

    @property
    def term(self) -> str:
        """The name without the variant, under which the dictionary explains it."""
        return self.name.removesuffix(f"_{self.variant}") if self.variant else self.name


@dataclass(frozen=True, slots=True)
class ColumnField:
    """A column with the path from a record to its cell: attributes and keys of mappings."""

    column: Column
    path: tuple[str, ...]

    def cell(self, record: Record) -> Cell:
        """Return the cell of a record."""
        value: object = record
        for step in self.path:
            # Nearly all values are records, and the test for a mapping is slow.
            if isinstance(value, Record):
                is_percent = isinstance(value, Unit) and value.percent
                value = getattr(_PERCENT if is_percent else value, step)
            elif isinstance(value, Mapping):
                value = value.get(step)
            else:
                value = getattr(value, step)
            if value is None:
                return None
        return cell_value(value)


def column_fields(
    model: type[Record], names: Iterable[str], keys: Mapping[str, Sequence[str]] | None = None
) -> tuple[ColumnField, ...]:
    """Return the columns of some keys of a model, in that order.

    `keys` lists, for a key that holds a mapping to texts, the keys of that mapping.
    """
    fields = {field.key: field for field in record_fields(model)}
    return tuple(
        column
        for name in names
        for column in _field_columns(fields[name], (name,), (keys or {}).get(name, ()))
    )


@functools.cache
def entry_keys(model: type[Entry | Reply]) -> tuple[str, ...]:
    """Return the keys of a record that have columns: anchor, date, its kind's own, common ones."""
    keys = [field.key for field in record_fields(model)]
    dated = [key for key in ("date", "due") if key in keys]
    common = [key for key in EntryState.model_fields if key in keys] if model is not Reply else []
    first, last = ["anchor", *dated], [*common, "added"]
    return (*first, *(key for key in keys if key not in {*first, *last}), *last)


def _field_columns(
    field: RecordField, path: tuple[str, ...], keys: Sequence[str], *, required: bool = True
) -> Iterator[ColumnField]:
    """Yield the columns of one key, by its type; `keys` as for `column_fields`."""
    kind, about = field.type, f"{field.record}.{field.key}"
    required = required and not kind.is_optional
    if kind.plain is Unit:
        for part, name in _UNIT_COLUMNS.items():
            variant = part if part in LANGUAGES else ""
            unit = about if variant else f"Unit.{part}"
            yield ColumnField(Column(name, ColumnType.STRING, variant, field=unit), (*path, part))
    elif kind.is_a(Record) and kind.plain is not Text:
        for nested in record_fields(kind.plain):
            yield from _field_columns(nested, (*path, nested.key), (), required=required)
    else:
        for variant, cells, is_full in _variants(kind, keys, required=required):
            steps = (*path, variant) if variant else path
            column = Column("_".join(steps), cells, variant, kind.choices, is_full, about)
            yield ColumnField(column, steps)


def _variants(
    kind: FieldType, keys: Sequence[str], *, required: bool
) -> Iterator[tuple[str, ColumnType, bool]]:
    """Yield the variant, the type and the fullness of each column that holds values of a type.

    A list of records has none: it is a table.
    """
    if kind.plain is Text:
        for language in LANGUAGES:
            is_there = language == LANGUAGES[0] or kind.has_validator("_complete")
            yield language, ColumnType.STRING, required and is_there
    elif kind.item is None:
        is_day = kind.has_validator("_full_date")
        cells = next(cells for base, cells in _TYPES.items() if kind.is_a(base))
        yield "", ColumnType.DATE if is_day else cells, required
    elif kind.item.plain is str and kind.plain is tuple:
        yield "", ColumnType.LIST, kind.min_length > 0
    elif kind.item.plain is str:
        yield from ((key, ColumnType.STRING, False) for key in keys)
