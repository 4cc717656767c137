"""The records of a catalog as cells by column name, and whether a cell says the same as a record.

`make sheet` writes these cells, and `make import` compares with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from terang.diagnostics import LANGUAGES
from terang.editing.cell_numbers import digits, plain_line
from terang.editing.sheet_columns import KINDS, NULL, CellShape, SheetColumn
from terang.model.catalog import Catalog, Series
from terang.model.entries import Breakdown
from terang.model.field_types import Record, Text
from terang.model.fields import record_fields
from terang.model.period import NotAPeriodError, Period, parse_period
from terang.model.quantity import ValueRange
from terang.parsing.delimited import LIST_SEPARATOR

CellTexts: TypeAlias = Mapping[str, str]
"""Name of a column → the text of its cell, in the contract's forms."""

BILINGUAL = frozenset({"label", "note", "title", "text", "preferred", "reason"})
"""The keys of entries whose text is in both languages."""
_DROPPED = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_BLANKS = re.compile("[\u00a0\u2007\u2009\u202f]")


def record_cells(record: Record) -> dict[str, str]:
    """Return the cells of a record, without those that say what holds anyway."""
    cells: dict[str, str] = {}
    for item in record_fields(type(record)):
        value = getattr(record, item.key)
        if item.key == "set" and value is not None:
            cells.update(_written_cells("set", value))
        elif value is not None and (item.is_required or value != item.default):
            cells.update(_value_cells(item.key, value))
    return cells


def _value_cells(name: str, value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    match value:
        case str() | Decimal() | Period():  # Nearly every value, and asking for a mapping is slow.
            yield name, _single_text(value)
        case Text() | ValueRange():
            for part in type(value).model_fields:
                yield from _value_cells(f"{name}.{part}", getattr(value, part))
        case Breakdown():
            for category, count in value.values.items():
                yield f"{name}.{category}", NULL if count is None else digits(count)
            yield from _value_cells(f"{name}.partial", value.partial or None)
        case Mapping():
            for key, part in value.items():
                yield from _value_cells(f"{name}.{key}", part)
        case None | ():
            return
        case _:
            yield name, _single_text(value)


def _single_text(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return digits(value)
        case Period():
            return value.written
        case tuple():
            return LIST_SEPARATOR.join(value)
    return str(value)


def _written_cells(name: str, node: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Yield the cells of what a correction sets, as it is written."""
    if isinstance(node, Mapping):
        for key, child in node.items():
            yield from _written_cells(f"{name}.{key}", child)
    elif isinstance(node, list):
        yield name, LIST_SEPARATOR.join(map(str, node))
    elif node is None:
        is_bilingual = name.rpartition(".")[2] in BILINGUAL
        yield f"{name}.{LANGUAGES[0]}" if is_bilingual else name, NULL
    else:
        yield name, str(node)


def known_records(kind: str, series: Series) -> tuple[Any, ...]:
    """Return the records that the catalog has of a kind in a series, to be cells of a sheet."""
    everything: tuple[Any, ...] = (*series.entries, *series.replies, *series.corrections)
    return tuple(record for record in everything if isinstance(record, KINDS[kind]))


def titles_of(reference: str, catalog: Catalog) -> Mapping[str, tuple[str, ...]]:
    """Return id → the names of the catalog's records of a kind that a cell may name by them."""
    match reference:
        case "series":
            return {
                key: tuple(_texts_of(catalog.title_of(series)))
                for key, series in catalog.series.items()
            }
        case "speaker":
            return {key: tuple(_texts_of(office.name)) for key, office in catalog.speakers.items()}
        case "source":
            return {
                key: tuple(filter(None, (source.title, source.url)))
                for key, source in catalog.sources.items()
            }
    return {}


def _texts_of(text: Text) -> Iterator[str]:
    for code in LANGUAGES:
        if (written := getattr(text, code)) is not None:
            yield written


def is_same_text(column: SheetColumn, cell: str, known: str) -> bool:
    """Return whether a cell says the same as the text of a record of the catalog."""
    if cell == known:
        return True
    match column.shape:
        case CellShape.FIGURE | CellShape.NUMBER:
            return _number(cell) == _number(known) is not None
        case CellShape.DATE:
            return _period(cell) == _period(known) is not None
        case CellShape.IDS:
            return _ids(cell) == _ids(known)
    return plain_line(cell) == plain_line(known)


def _ids(text: str) -> list[str]:
    return [part.strip() for part in text.split(LIST_SEPARATOR.strip())]


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _period(text: str) -> Period | None:
    try:
        return parse_period(text)
    except NotAPeriodError:
        return None


def clean_text(text: str) -> str:
    """Return a cell's text as a record of the catalog would hold it, without unseen characters."""
    lines = _BLANKS.sub(" ", _DROPPED.sub("", text)).replace("\t", " ").strip().split("\n")
    return "\n".join(line.rstrip() for line in lines)
