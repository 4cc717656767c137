"""The JSON Schema of a series' JSON file, computed from the model so that it cannot lag behind.

https://json-schema.org/draft/2020-12/ — `derived` holds the figures of
docs/contract.md#derived-figures. The schemas for editors are in `editing.editor_schemas`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from terang.derivation.freshness import Freshness
from terang.derivation.states import State
from terang.derivation.targets import Verdict
from terang.downloads.columns import ColumnType, entry_keys
from terang.downloads.datapackage import PATTERNS
from terang.downloads.edition import Edition
from terang.downloads.json_values import Json, indented_json
from terang.model.catalog import Population
from terang.model.entries import (
    Breakdown,
    Entry,
    EntryState,
    Event,
    EventState,
    Observation,
    ObservationState,
    Target,
    TargetState,
)
from terang.model.field_types import Day, Record, Text
from terang.model.fields import FieldType, parse_field_type, record_fields
from terang.model.period import Period

NAME = "series.schema.json"

JsonSchema = dict[str, Json]

_ID: JsonSchema = {"type": "string", "pattern": "^[a-z0-9]+(?:-[a-z0-9]+)*$"}
_RANGE: JsonSchema = {
    "description": "[low, high]; the same where claims agree",
    "type": "array",
    "items": {"type": "number"},
    "minItems": 2,
    "maxItems": 2,
}
_SCALARS: Mapping[type, JsonSchema] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    str: {"type": "string"},
    Decimal: {"type": "number"},
    Period: {"$ref": "#/$defs/date"},
    Text: {"$ref": "#/$defs/text"},
    Breakdown: {"$ref": "#/$defs/breakdown"},
}
_DEFINITIONS: JsonSchema = {
    "id": _ID,
    "range": _RANGE,
    "date": {
        "description": "A year, half-year, quarter, month or day, or an interval of days",
        "type": "string",
        "pattern": PATTERNS[ColumnType.PERIOD],
    },
    "text": {
        "description": "A text by language",
        "type": "object",
        "properties": {"id": {"type": "string"}, "en": {"type": "string"}},
        "required": ["id"],
        "additionalProperties": False,
    },
    "breakdown": {
        "description": "Category → value; null is suppressed; `partial`: does not add up",
        "type": "object",
        "properties": {"partial": {"const": True}},
        "additionalProperties": {"type": ["number", "null"]},
    },
}


def schema_bytes(edition: Edition) -> bytes:
    """Return the schema of every series' JSON file."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": edition.full_address(f"data/{NAME}"),
        "title": "A series of claims, and what follows from them",
        **_object(
            {
                "id": _ref("id"),
                "indicator": _ref("id"),
                "area": _ref("id"),
                "title": _ref("text"),
                "observations": _list(_entry_schema(Observation, ObservationState), minItems=1),
                "targets": _list(_entry_schema(Target, TargetState)),
                "events": _list(_entry_schema(Event, EventState)),
                "population": _or_null(type_schema(parse_field_type(Population))),
                "derived": _derived_schema(),
            }
        ),
        "$defs": _DEFINITIONS,
    }
    return indented_json(schema)


def type_schema(kind: FieldType) -> JsonSchema:
    """Return the schema of a key by its type in the model."""
    if kind.has_validator("_full_date"):
        return {"type": "string", "format": "date"}
    if kind.item is not None and kind.plain is tuple:
        limits = {"minItems": kind.min_length} if kind.min_length else {}
        return _list(type_schema(kind.item), **limits)
    if kind.item is not None:
        return {"type": "object", "additionalProperties": type_schema(kind.item)}
    if kind.choices:
        return {"enum": [*kind.choices]}
    if kind.plain not in _SCALARS and kind.is_a(Record):
        return _record_schema(kind.plain, kind.plain.model_fields)
    return next(schema for base, schema in _SCALARS.items() if kind.is_a(base))


def _record_schema(model: type[Record], keys: Iterable[str]) -> JsonSchema:
    """Return the schema of a record; keys that the data requires are required."""
    required = [key for key in keys if model.model_fields[key].is_required()]
    return _object(_key_schemas(model, keys), required)


def _entry_schema(model: type[Entry], state: type[EntryState]) -> JsonSchema:
    """Return the schema of an entry; `was` of a revision holds earlier values, null for none."""
    keys = entry_keys(model)
    schemas = _key_schemas(model, (key for key in keys if key != "revisions"))
    was = {key: _or_null(schemas[key]) for key in keys if key in state.model_fields}
    revision = {
        "revised": type_schema(parse_field_type(Day)),
        "reason": type_schema(parse_field_type(Text)),
        "was": {**_object(was, ()), "minProperties": 1},
    }
    required = [key for key in keys if model.model_fields[key].is_required()]
    schemas |= {"anchor": _ref("id"), "revisions": _list(_object(revision))}
    return _object(schemas, ["anchor", *required])


def _key_schemas(model: type[Record], keys: Iterable[str]) -> dict[str, JsonSchema]:
    types = {field.key: field.type for field in record_fields(model)}
    return {key: type_schema(types[key]) for key in keys}


def _derived_schema() -> JsonSchema:
    span = _or_null(_ref("range"))
    anchors = _list(_ref("id"), minItems=1)
    change = _or_null(_object({"absolute": _ref("range"), "relative": span}))
    number: JsonSchema = {"type": "number"}
    return _object(
        {
            "as_of": {"type": "string", "format": "date"},
            "latest": _or_null(
                _object({"date": _ref("date"), "anchors": anchors, "low": number, "high": number})
            ),
            "change": _object({"previous": change, "baseline": change}),
            "unmatched": _or_null(_ref("id")),
            "coverage_rate": span,
            "conflicts": _list(_list(_ref("id"), minItems=2)),
            "targets": _list(
                _object(
                    {
                        "anchor": _ref("id"),
                        "state": {"enum": list(map(str, State))},
                        "reached_share": span,
                        "gap": span,
                        "needed": span,
                        "verdict": _or_null({"enum": list(map(str, Verdict))}),
                    }
                )
            ),
            "paces": _object({"baseline": span, "recent": span}),
            "freshness": _or_null({"enum": list(map(str, Freshness))}),
        }
    )


def _ref(name: str) -> JsonSchema:
    return {"$ref": f"#/$defs/{name}"}


def _list(items: JsonSchema, **limits: int) -> JsonSchema:
    return {"type": "array", "items": items, **limits}


def _object(properties: Mapping[str, Json], required: Iterable[str] | None = None) -> JsonSchema:
    """Return the schema of an object with only these keys; `required` defaults to all of them."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties if required is None else required),
        "additionalProperties": False,
    }


def _or_null(schema: JsonSchema) -> JsonSchema:
    return {"anyOf": [schema, {"type": "null"}]}
