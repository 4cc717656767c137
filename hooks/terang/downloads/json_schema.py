"""The JSON Schema of a series' JSON file, computed from the model so that it cannot lag behind.

https://json-schema.org/draft/2020-12/ — `derived` holds the figures of
docs/contract.md#derived-figures. The schemas for editors are in `editing.editor_schemas`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum

from terang.derivation.change import Movement
from terang.derivation.conflicts import ConflictKind
from terang.derivation.freshness import Freshness
from terang.derivation.pace import Verdict
from terang.derivation.states import Reason, State
from terang.diagnostics import LANGUAGES
from terang.downloads import dictionary
from terang.downloads.columns import ColumnType, entry_keys
from terang.downloads.datapackage import PATTERNS
from terang.downloads.json_values import Json, json_text
from terang.downloads.site_address import SiteAddress
from terang.i18n import field_help
from terang.model.catalog import Population
from terang.model.definitions import FORMAT, Licence, MeasureBreak, Source
from terang.model.entries import (
    Breakdown,
    Entry,
    Event,
    EventState,
    Observation,
    ObservationState,
    Reply,
    ReplyState,
    Target,
    TargetState,
)
from terang.model.field_types import Record, Text
from terang.model.fields import FieldType, RecordField, parse_field_type, record_fields
from terang.model.period import Period

NAME = "series.schema.json"

JsonSchema = dict[str, Json]

_ID: JsonSchema = {"type": "string", "pattern": "^[a-z0-9]+(?:-[a-z0-9]+)*$"}
_NUMBER: JsonSchema = {"type": "number"}
_DAY: JsonSchema = {"type": "string", "format": "date"}
_URI: JsonSchema = {"type": "string", "format": "uri"}
_RANGE: JsonSchema = {
    "description": "[low, high]; the same where claims agree, null for an open end",
    "type": "array",
    "items": {"type": ["number", "null"]},
    "minItems": 2,
    "maxItems": 2,
}
_SCALARS: Mapping[type, JsonSchema] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    str: {"type": "string"},
    Decimal: _NUMBER,
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


_STATES: Mapping[type[Entry | Reply], type[Record]] = {
    Observation: ObservationState,
    Target: TargetState,
    Event: EventState,
    Reply: ReplyState,
}
"""Kind of record → the keys of it that a correction may change."""


def schema_bytes(address: SiteAddress) -> bytes:
    """Return the schema of every series' JSON file."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address.file(NAME),
        "title": "A series of claims, and what follows from them",
        **_object(
            {
                "$schema": _URI,
                "format": {"const": FORMAT, "description": "The version of the data format"},
                "id": _ref("id"),
                "indicator": _ref("id"),
                "area": _ref("id"),
                "title": _ref("text"),
                "definition": _ref("text"),
                "unit": _unit_schema(),
                "url": _URI,
                "publisher": _ref("text"),
                "licence": _model_schema(Licence),
                "notice": _or_null(_ref("text")),
                "sources": {
                    "description": "Id → source, of all that are cited here",
                    "type": "object",
                    "additionalProperties": _model_schema(Source),
                },
                "observations": _list(_entry_schema(Observation)),
                "targets": _list(_entry_schema(Target)),
                "events": _list(_entry_schema(Event)),
                "population": _or_null(_model_schema(Population)),
                "breaks": _list(_model_schema(MeasureBreak)),
                "replies": _list(_entry_schema(Reply)),
                "derived": _derived_schema(),
            }
        ),
        "$defs": {
            **_DEFINITIONS,
            **{_changes_name(model): _changes_schema(state) for model, state in _STATES.items()},
        },
    }
    return json_text(schema, levels=6).encode()


def _unit_schema() -> JsonSchema:
    """Return the schema of a unit: a text in both languages, a currency, or `percent`."""
    text = _object(dict.fromkeys(LANGUAGES, _SCALARS[str]))
    return {"anyOf": [text, _object({"currency": _SCALARS[str]}), {"const": "percent"}]}


def _model_schema(model: type[Record]) -> JsonSchema:
    return type_schema(parse_field_type(model))


def type_schema(kind: FieldType) -> JsonSchema:
    """Return the schema of a key in the JSON of a series by its type in the model."""
    if kind.has_validator("_full_date"):
        return _DAY
    if kind.item is not None and kind.plain is tuple:
        limits = {"minItems": kind.min_length} if kind.min_length else {}
        return _list(type_schema(kind.item), **limits)
    if kind.item is not None:
        return {"type": "object", "additionalProperties": type_schema(kind.item)}
    if kind.choices:
        return {"enum": [*kind.choices]}
    if kind.plain not in _SCALARS and kind.is_a(Record):
        keys = [field.key for field in record_fields(kind.plain)]
        return _record_schema(kind.plain, keys)
    return next(schema for base, schema in _SCALARS.items() if kind.is_a(base))


def _record_schema(model: type[Record], keys: Iterable[str]) -> JsonSchema:
    """Return the schema of a record; keys that the data requires are required."""
    required = [key for key in keys if model.model_fields[key].is_required()]
    return _object(_key_schemas(model, keys), required)


def _changes_name(model: type[Entry | Reply]) -> str:
    return f"{model.__name__.lower()}-changes"


def _changes_schema(state: type[Record]) -> JsonSchema:
    """Return the schema of the values before or after a correction; null for an absent key."""
    keys = {field.key: _or_null(type_schema(field.type)) for field in record_fields(state)}
    if "value" in keys:
        keys["value"] = {"anyOf": [_NUMBER, _object(dict.fromkeys(("low", "high"), _NUMBER))]}
    return {**_object({**keys, "withdrawn": _or_null(_DAY)}, ()), "minProperties": 1}


def _entry_schema(model: type[Entry | Reply]) -> JsonSchema:
    """Return the schema of an entry or a reply, with the keys that are filled in."""
    keys = entry_keys(model)
    schemas = _key_schemas(model, keys)
    required = [key for key in keys if model.model_fields[key].is_required()]
    if "value" in schemas:
        schemas |= {
            "value": {**_or_null(_NUMBER), "description": "null where it is a range"},
            **dict.fromkeys(("value_low", "value_high"), _NUMBER),
        }
    schemas |= dict.fromkeys(("date_start", "date_end"), _or_null(_DAY))
    changes = _ref(_changes_name(model))
    revision: JsonSchema = {"date": _DAY, "reason": _ref("text"), "was": changes, "is": changes}
    withdrawn: JsonSchema = {"date": _DAY, "reason": _ref("text"), "by": _or_null(_ref("id"))}
    schemas |= {
        "anchor": _ref("id"),
        "url": _URI,
        "revisions": _list(_object(revision)),
        "withdrawn": _object(withdrawn),
    }
    filled = ["anchor", "url", "date_start", "date_end", "revisions"]
    filled += ["value_low", "value_high"] if "value" in schemas else []
    filled += ["status"] if "status" in schemas else []
    return _object(schemas, [*filled, *required])


def _key_schemas(model: type[Record], keys: Iterable[str]) -> dict[str, JsonSchema]:
    fields = {field.key: field for field in record_fields(model)}
    return {key: _described(fields[key]) for key in keys}


def _described(field: RecordField) -> JsonSchema:
    """Return the schema of a key with its meaning; a closed list with that of each word."""
    schema = type_schema(field.type)
    texts = [field_help.field_meaning(field.record, field.key)["en"]]
    if field.type.choices:
        meanings = dictionary.word_meanings(f"{field.record}.{field.key}", field.type.choices)
        texts += [f"{word}: {meaning['en']}." for word, meaning in meanings.items()]
    return {**schema, "description": " ".join(texts)}


def _derived_schema() -> JsonSchema:
    span, anchors = _or_null(_ref("range")), _list(_ref("id"), minItems=1)
    end = _or_null({"type": "number"})
    dated: JsonSchema = {"date": _ref("date"), "anchors": anchors}
    change: JsonSchema = {
        "from": _object(dated),
        "absolute": _ref("range"),
        "relative": span,
        "same_speaker": {"type": "boolean"},
        "direction": _or_null(_words(Movement)),
    }
    distance = _or_null(_object({**dated, "share": span, "gap": _ref("range")}))
    figures: JsonSchema = {
        "as_of": {"type": "string", "format": "date"},
        "latest": _or_null(
            _object({**dated, "low": end, "high": end, "about": {"type": "boolean"}})
        ),
        "alongside": _or_null(_object({"anchors": anchors, "low": end, "high": end})),
        "change": _object(dict.fromkeys(("previous", "baseline"), _or_null(_object(change)))),
        "unmatched": _or_null(_ref("id")),
        "coverage_rate": span,
        "conflicts": _list(
            _object(
                {
                    "kind": _words(ConflictKind),
                    "anchors": _list(_ref("id"), minItems=2),
                    "preferred": _or_null(_ref("id")),
                }
            )
        ),
        "targets": _list(
            _object(
                {
                    "anchor": _ref("id"),
                    "state": _words(State),
                    "reason": _or_null(_words(Reason)),
                    "decided_by": _list(_ref("id")),
                    "replaced_by": _or_null(_ref("id")),
                    "now": distance,
                    "at_deadline": distance,
                    "total": span,
                    "part": span,
                    "needed": span,
                    "verdict": _or_null(_words(Verdict)),
                }
            )
        ),
        "paces": _object({"baseline": span, "recent": span}),
        "by_year": {"type": "object", "additionalProperties": _year_schema(dated, end, span)},
        "freshness": _or_null(_words(Freshness)),
    }
    return _object(figures)


def _year_schema(dated: Mapping[str, Json], end: JsonSchema, span: JsonSchema) -> JsonSchema:
    """Return the schema of a year's figure; `part` stands only where it is one."""
    keys: JsonSchema = {**dated, "low": end, "high": end, "others": span}
    return _object({**keys, "part": {"const": True}}, keys)


def _words(kind: type[StrEnum]) -> JsonSchema:
    return {"enum": list(map(str, kind))}


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
