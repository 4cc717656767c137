"""Cells of the downloads: a value of any kind, the ends of a range, days, numbers, lists of ids.

A cell belongs to no file format yet; the formats write it.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from terang.derivation.quantity import Span
from terang.derivation.series_claims import counted_period
from terang.downloads.json_values import json_number
from terang.model.definitions import Indicator
from terang.model.entries import Entry, Observation, Reply, Target
from terang.model.period import Period
from terang.model.quantity import ValueRange, ends_of

Cell: TypeAlias = str | Decimal | int | bool | None
"""A value before any file format; None for an empty cell."""

LIST_SEPARATOR = ";"
_PLAIN = frozenset({str, Decimal, int, bool, type(None)})


def cell_value(value: object) -> Cell:
    """Return a value as a cell; a range and an empty list are an empty cell."""
    if type(value) in _PLAIN:  # Nearly every value, so this is asked first.
        return value  # type: ignore[return-value]
    match value:
        case ValueRange():
            return None  # Its ends have columns of their own.
        case Period():
            return value.written
        case tuple():
            return LIST_SEPARATOR.join(value) or None
        case str():
            return str(value)  # A word of a closed list becomes a plain text.
    raise TypeError(type(value))


def value_ends(record: Entry | Reply) -> tuple[Decimal | None, Decimal | None]:
    """Return the low and the high end of a value as cells; None where a record has none."""
    value = getattr(record, "value", None)
    return (None, None) if value is None else ends_of(value)


def record_period(record: Entry | Reply, indicator: Indicator) -> Period | None:
    """Return the days of a record for its cells; of a cumulative figure all since 1 January."""
    if isinstance(record, Target):
        return record.due
    if isinstance(record, Observation):
        return counted_period(record.date, indicator)
    return record.date


def day_cells(period: Period | None) -> tuple[str | None, str | None]:
    """Return the first and the last day of a date, as cells."""
    if period is None:
        return None, None
    return period.first.isoformat(), period.last.isoformat()


def span_cells(span: Span) -> tuple[Decimal | None, Decimal | None]:
    """Return the ends of a derived figure as cells; an open end is None."""
    return number_cell(span.low), number_cell(span.high)


def number_cell(value: Fraction | None) -> Decimal | None:
    """Return an exact number as a cell: the same digits as in JSON."""
    return None if value is None else Decimal(repr(json_number(value)))


def list_cell(ids: Iterable[str]) -> Cell:
    """Return ids as a cell, with semicolons between them."""
    return cell_value(tuple(ids))
