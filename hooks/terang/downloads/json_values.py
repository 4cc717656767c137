"""Values of the record as JSON, as written in the data but with numbers as JSON numbers.

The JSON formats and the tables use it (docs/contract.md#written-values).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from json.encoder import encode_basestring
from typing import TypeAlias

from terang.model.entries import Breakdown
from terang.model.field_types import Record
from terang.model.period import Period

Json: TypeAlias = bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"] | None

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def json_text(tree: Mapping[str, Json] | Sequence[Json], levels: int = 2) -> str:
    """Return a JSON tree as text, with a line for each key or item of its upper levels.

    Two versions are then easy to compare line by line, and the text is a third shorter than with a
    line for each value.
    """
    return _indented_json(tree, levels, "\n") + "\n"


def json_pieces(tree: Mapping[str, Json | Iterator[Json]]) -> Iterator[bytes]:
    """Yield a JSON tree as `json_text` writes it.

    An iterator becomes a list whose items are not all in memory at once.
    """
    inner = "\n  "
    before = f"{{{inner}"
    for key, member in tree.items():
        before += f"{encode_basestring(key)}: "
        if isinstance(member, Iterator):
            before, between, end = f"{before}[", f"{inner}  ", "]"
            for item in member:
                yield f"{before}{between}{_ENCODER.encode(item)}".encode()
                before, between, end = "", f",{inner}  ", f"{inner}]"
            yield f"{before}{end}".encode()
        else:
            yield f"{before}{_indented_json(member, 1, inner)}".encode()
        before = f",{inner}"
    yield b"\n}\n"


def _indented_json(value: Json, levels: int, line_end: str) -> str:
    """Return a value with `levels` levels indented; `line_end` comes before the last bracket."""
    if isinstance(value, str):  # Nearly every value, so this is asked first.
        return encode_basestring(value)
    if not (levels and value):
        return _ENCODER.encode(value)
    inner = f"{line_end}  "
    if isinstance(value, Mapping):
        members = [
            f"{encode_basestring(key)}: {_indented_json(member, levels - 1, inner)}"
            for key, member in value.items()
        ]
        return f"{{{inner}{f',{inner}'.join(members)}{line_end}}}"
    if isinstance(value, Sequence):
        members = [_indented_json(member, levels - 1, inner) for member in value]
        return f"[{inner}{f',{inner}'.join(members)}{line_end}]"
    return _ENCODER.encode(value)


def json_number(value: Decimal | Fraction) -> int | float:
    """Return a number for JSON: a whole one as an int of any size, another as the nearest float."""
    whole = int(value)
    return whole if value == whole else float(value)


def json_value(value: object) -> Json:
    """Return a value of the record as JSON; TypeError for any other type."""
    match value:
        case str() | bool() | int() | None:
            return value
        case Decimal():
            return json_number(value)
        case Period():
            return value.written
        case tuple():
            return [json_value(member) for member in value]
        case Record() | Mapping():
            return {key: json_value(member) for key, member in _written_members(value).items()}
    raise TypeError(type(value))


def _written_members(value: Record | Mapping[str, object]) -> Mapping[str, object]:
    """Return the written keys in the model's order; the order of a set differs between builds."""
    if isinstance(value, Breakdown):
        return {**value.values, "partial": True} if value.partial else value.values
    if isinstance(value, Record):
        written = value.model_fields_set
        return {key: getattr(value, key) for key in type(value).model_fields if key in written}
    return value
