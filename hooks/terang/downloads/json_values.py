"""Values of the record as JSON has them: as written in CONTRACT section 1, with real numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from terang.model.entries import Breakdown
from terang.model.field_types import Record
from terang.model.period import Period

Json: TypeAlias = bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"] | None


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def json_text(tree: Mapping[str, Json]) -> str:
    """A tree as text, a line for each of its keys and for each item of theirs.

    An entry a line is as easily compared as read, and a third shorter than a value a line.
    """
    return _lines(tree, 2, "\n") + "\n"


def _lines(value: Json, levels: int, end: str) -> str:
    """So many levels with a line for each part; `end` is the line end before the last bracket."""
    inner = f"{end}  "
    if not (levels and value):
        return _ENCODER.encode(value)
    if isinstance(value, Mapping):
        pairs = value.items()
        items = [
            f"{_ENCODER.encode(key)}: {_lines(pair, levels - 1, inner)}" for key, pair in pairs
        ]
        return f"{{{inner}{f',{inner}'.join(items)}{end}}}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        items = [_lines(item, levels - 1, inner) for item in value]
        return f"[{inner}{f',{inner}'.join(items)}{end}]"
    return _ENCODER.encode(value)


def json_number(value: Decimal | Fraction) -> int | float:
    """A whole number stays whole, whatever its size; another is the nearest float."""
    return int(value) if value == int(value) else float(value)


def json_value(value: object) -> Json:
    """Any value of the record."""
    match value:
        case str() | bool() | int() | None:
            return value
        case Decimal():
            return json_number(value)
        case Period():
            return value.written
        case tuple():
            return [json_value(item) for item in value]
        case Record() | Mapping():
            return {key: json_value(item) for key, item in _pairs(value).items()}
    raise TypeError(type(value))


def json_record(record: Record, keys: Iterable[str]) -> dict[str, Json]:
    """Those of these keys that were written, in this order; null only where `null` stands."""
    written = record.model_fields_set
    return {key: json_value(getattr(record, key)) for key in keys if key in written}


def _pairs(value: Record | Mapping[str, object]) -> Mapping[str, object]:
    """What was written, in the model's order: a set of keys has none that two builds share."""
    if isinstance(value, Breakdown):
        return {**value.values, "partial": True} if value.partial else value.values
    if isinstance(value, Record):
        written = value.model_fields_set
        return {key: getattr(value, key) for key in type(value).model_fields if key in written}
    return value
