"""A model's keys as columns, and one record as a row of cells.

Columns are read off the types of the model, so that a new key of the data is a new column without
another word. A text has a column a language, a nested key is joined to its parent's by an
underscore, a list is joined by `;`. A key that holds records of its own (the observations of a
series, the revisions of an entry) is another table and has no column here.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, TypeAlias, Union, get_args, get_origin, get_type_hints

from terang.model import Day, Entry, EntryState, Record, Unit
from terang.periods import Period

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


@dataclass(frozen=True, slots=True)
class Field:
    """A column, and the way to its cell from a record: names of attributes and keys of mappings."""

    column: Column
    path: tuple[str, ...]

    def cell(self, record: Record) -> Cell:
        """What a record has here."""
        value: object = record
        for step in self.path:
            if isinstance(value, Unit) and value.percent:
                value = _PERCENT
            value = value.get(step) if isinstance(value, Mapping) else getattr(value, step)
            if value is None:
                return None
        return cell(value)


def fields(
    model: type[Record], names: Iterable[str], keys: Mapping[str, Sequence[str]] | None = None
) -> tuple[Field, ...]:
    """The columns of some keys of a model, in that order.

    `keys` names, for a key that maps anything to a text, what it maps in this catalog.
    """
    hints = get_type_hints(model, include_extras=True)
    return tuple(
        found
        for name in names
        for found in _fields(hints[name], (name,), (keys or {}).get(name, ()))
    )


def entry_keys(model: type[Entry]) -> tuple[str, ...]:
    """An entry's keys as published: its anchor, what makes it its kind, what any entry may say."""
    common = EntryState.model_fields
    own = (key for key in model.model_fields if key not in {*common, "anchor", "revisions"})
    return ("anchor", *own, *common, "revisions")


def cell(value: object) -> Cell:
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


def _fields(hint: object, path: tuple[str, ...], keys: Sequence[str]) -> Iterator[Field]:
    """The columns of one key, by its type; `keys` as for `fields`."""
    present = _present(hint)
    kind = _unannotated(present)
    if present == Day:
        yield _field(path, ColumnType.DATE)
    elif get_origin(kind) is not None:
        yield from _of_texts(kind, path, keys)
    elif kind is Unit:
        for part, name in _UNIT_COLUMNS.items():
            yield Field(Column(name, ColumnType.STRING), (*path, part))
    elif isinstance(kind, type) and issubclass(kind, Record):
        hints = get_type_hints(kind, include_extras=True)
        for name in kind.model_fields:
            yield from _fields(hints[name], (*path, name), ())
    elif isinstance(kind, type):
        yield _field(path, next(of for base, of in _TYPES.items() if issubclass(kind, base)))


def _of_texts(kind: object, path: tuple[str, ...], keys: Sequence[str]) -> Iterator[Field]:
    """A list of texts is one column, a mapping to texts one a key; what holds records is none."""
    *_, item = (argument for argument in get_args(kind) if argument is not ...)
    if _unannotated(item) is str:
        if get_origin(kind) is tuple:
            yield _field(path, ColumnType.LIST)
        for key in keys:
            yield _field((*path, key), ColumnType.STRING)


def _field(path: tuple[str, ...], of: ColumnType) -> Field:
    return Field(Column("_".join(path), of), path)


def _present(hint: object) -> object:
    """A type without its `| None`."""
    if get_origin(hint) not in (Union, types.UnionType):
        return hint
    return next(kind for kind in get_args(hint) if kind is not type(None))


def _unannotated(hint: object) -> object:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint
