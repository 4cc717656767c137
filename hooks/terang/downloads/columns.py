"""A model's keys as columns, and one record as a row of cells.

Columns are read off the types of the model, so that a new key of the data is a new column; the
`dictionary` says what it means. A text has a column a language, a nested key is joined to its
parent's by an underscore, a list is joined by `;`. A key that holds records of its own (the
observations of a series, the revisions of an entry) is another table and has no column here.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin, get_type_hints

from terang.diagnostics import LANGUAGES
from terang.model.definitions import Unit
from terang.model.entries import Entry, EntryState
from terang.model.field_types import Day, Named, Record, SourceIds, Text
from terang.model.period import Period

Cell: TypeAlias = str | Decimal | int | bool | None
"""A value as it is, before any file format; None where there is none."""

LIST_SEPARATOR = ";"

# What the word `percent` stands for where a unit is a text in both languages.
_PERCENT = Unit.model_construct(id="persen", en="percent")
_UNIT_COLUMNS = {"id": "unit_id", "en": "unit_en", "currency": "currency"}


class ColumnType(StrEnum):
    """What the cells of a column are."""

    STRING = "string"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    """One day: `2024-08-17`."""
    PERIOD = "period"
    """A date as CONTRACT section 1 writes it, a day or longer: `2024`, `2023-Q1`."""
    LIST = "list"
    """Ids, joined by `;`."""
    ANY = "any"
    """Whatever the key named beside it holds."""


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
    """One column of a table."""

    name: str
    type: ColumnType
    variant: str = ""
    """The language of a text or the scheme of a code: the end of the name, behind what it is of."""
    words: tuple[str, ...] = ()
    """The closed list that its cells are of; empty where anything may stand."""
    required: bool = False
    """Whether no cell is empty."""

    @property
    def term(self) -> str:
        """What the dictionary has it under: one term for all variants."""
        return self.name.removesuffix(f"_{self.variant}") if self.variant else self.name


@dataclass(frozen=True, slots=True)
class ColumnField:
    """A column, and the way to its cell from a record: names of attributes and keys of mappings."""

    column: Column
    path: tuple[str, ...]

    def cell(self, record: Record) -> Cell:
        """What a record has here."""
        value: object = record
        for step in self.path:
            if isinstance(value, Unit) and value.percent:
                value = _PERCENT
            # Whether it is a record first: nearly all are, and a mapping takes long to tell.
            if not isinstance(value, Record) and isinstance(value, Mapping):
                value = value.get(step)
            else:
                value = getattr(value, step)
            if value is None:
                return None
        return cell_value(value)


def column_fields(
    model: type[Record], names: Iterable[str], keys: Mapping[str, Sequence[str]] | None = None
) -> tuple[ColumnField, ...]:
    """The columns of some keys of a model, in that order.

    `keys` names, for a key that maps anything to a text, what it maps in this catalog.
    """
    hints = get_type_hints(model, include_extras=True)
    return tuple(
        found
        for name in names
        for found in _fields(hints[name], (name,), (keys or {}).get(name, ()))
    )


@functools.cache
def entry_keys(model: type[Entry]) -> tuple[str, ...]:
    """An entry's keys as published: its anchor, what makes it its kind, what any entry may say."""
    common = EntryState.model_fields
    own = (key for key in model.model_fields if key not in {*common, "anchor", "revisions"})
    return ("anchor", *own, *common, "revisions")


def cell_value(value: object) -> Cell:
    """A value of the record as a cell; an empty list is none."""
    match value:
        case Period():
            return value.written
        case tuple():
            return LIST_SEPARATOR.join(value) or None
        case str():
            return str(value)  # of a word of a closed list, the bare text
        case Decimal() | int() | None:
            return value
    raise TypeError(type(value))


def _fields(
    hint: object, path: tuple[str, ...], keys: Sequence[str], *, required: bool = True
) -> Iterator[ColumnField]:
    """The columns of one key, by its type; `keys` as for `fields`."""
    present = present_type(hint)
    kind = unannotated(present)
    required = required and present is hint
    if present == Day:
        yield _field(path, ColumnType.DATE, required=required)
    elif get_origin(kind) is not None:
        yield from _of_texts(present, path, keys)
    elif kind is Unit:
        for part, name in _UNIT_COLUMNS.items():
            variant = part if part in LANGUAGES else ""
            yield ColumnField(Column(name, ColumnType.STRING, variant), (*path, part))
    elif kind is Text:
        for language in LANGUAGES:
            complete = language == LANGUAGES[0] or present == Named
            column = _column(path, language, required=required and complete)
            yield ColumnField(column, (*path, language))
    elif isinstance(kind, type) and issubclass(kind, Record):
        hints = get_type_hints(kind, include_extras=True)
        for name in kind.model_fields:
            yield from _fields(hints[name], (*path, name), (), required=required)
    elif isinstance(kind, type):
        of = next(of for base, of in _TYPES.items() if issubclass(kind, base))
        words = tuple(map(str, kind)) if issubclass(kind, StrEnum) else ()
        yield _field(path, of, words, required=required)


def _of_texts(hint: object, path: tuple[str, ...], keys: Sequence[str]) -> Iterator[ColumnField]:
    """A list of texts is one column, a mapping to texts one a key; what holds records is none."""
    kind = unannotated(hint)
    *_, item = (argument for argument in get_args(kind) if argument is not ...)
    if unannotated(item) is str:
        if get_origin(kind) is tuple:
            yield _field(path, ColumnType.LIST, required=hint == SourceIds)
        for key in keys:
            yield ColumnField(_column(path, key), (*path, key))


def _field(
    path: tuple[str, ...], of: ColumnType, words: tuple[str, ...] = (), *, required: bool
) -> ColumnField:
    return ColumnField(Column("_".join(path), of, words=words, required=required), path)


def _column(path: tuple[str, ...], variant: str, *, required: bool = False) -> Column:
    name = "_".join((*path, variant))
    return Column(name, ColumnType.STRING, variant, required=required)


def present_type(hint: Any) -> Any:  # noqa: ANN401
    """A type without its `| None`."""
    if get_origin(hint) not in (Union, types.UnionType):
        return hint
    return next(kind for kind in get_args(hint) if kind is not type(None))


def unannotated(hint: Any) -> Any:  # noqa: ANN401
    """A type without what Annotated adds to it."""
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint
