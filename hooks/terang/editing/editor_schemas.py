"""JSON Schemas of the data files, with which an editor completes, explains and warns.

They follow from the model, in draft-07 (https://json-schema.org/draft-07), which VS Code and the
forge's web editor read. Editors read YAML 1.2 (`2022` is a number), so a schema accepts a little
more than the check, never less. A validator without a counterpart here raises a KeyError.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeAlias

from pydantic import BaseModel

from terang.diagnostics import LANGUAGES
from terang.editing.schema_snippets import BILINGUAL, SNIPPETS
from terang.i18n import field_help
from terang.model import definitions, field_types, quantity
from terang.model.catalog import RECORD_LISTS, Catalog, Series, SeriesEntries
from terang.model.entries import CHANGES, Breakdown, Correction, Observation
from terang.model.field_types import Reference, TextPattern
from terang.model.fields import FieldType, RecordField, parse_field_type, record_fields
from terang.model.quantity import ValueRange

EditorSchema: TypeAlias = dict[str, Any]

FOLDER = "schemas"

KINDS: Mapping[str, Any] = {
    "site": definitions.Site,
    "sources": Mapping[field_types.Id, definitions.Source],
    "areas": Mapping[field_types.Id, definitions.Area],
    "programmes": Mapping[field_types.Id, definitions.Programme],
    "dimensions": Mapping[field_types.Id, definitions.Dimension],
    "decisions": tuple[definitions.Decision, ...],
    "glossary": Mapping[field_types.Id, definitions.Term],
    "indicator": definitions.Indicator,
    "speakers": Mapping[field_types.Id, definitions.Speaker],
    "themes": Mapping[field_types.Id, definitions.Theme],
    "series": Series,
    "entries": SeriesEntries,
}
"""Kind of data file → the type of its content."""

_DRAFT = "http://json-schema.org/draft-07/schema#"
_GENERATED = (
    "Dibuat oleh `make schemas` dari hooks/terang/model/definitions.py; jangan diubah di sini."
    " · Made by `make schemas` from hooks/terang/model/definitions.py; do not edit."
)
_FOLDERS = {
    "indicator": "data/indicators/",
    "series": "data/coverage/",
    "entries": "data/coverage/⟨id⟩/",
}

_YEAR = "(?:19|2[01])[0-9]{2}"
_MONTH = f"{_YEAR}-(?:0[1-9]|1[0-2])"
_DAY = f"{_MONTH}-(?:0[1-9]|[12][0-9]|3[01])"
_DATE: EditorSchema = {
    "type": ["string", "integer"],
    "pattern": f"^(?:{_YEAR}(?:-(?:S[12]|Q[1-4]))?|{_MONTH}|{_DAY}|{_DAY}/{_DAY})$",
    "minimum": 1900,
    "maximum": 2199,
}
_TEXT: EditorSchema = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
_ID: EditorSchema = {"type": ["string", "integer"], "pattern": f"^(?:{field_types.ID.pattern})$"}
_NUMBER: EditorSchema = {
    "type": ["number", "string"],
    "pattern": r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$",
}
_NOT_NEGATIVE: EditorSchema = {"minimum": 0, "pattern": r"^(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$"}
_POSITIVE: EditorSchema = {**_NOT_NEGATIVE, "exclusiveMinimum": 0}
_WHOLE: EditorSchema = {
    "type": ["integer", "string"],
    "minimum": 0,
    "pattern": "^(?:0|[1-9][0-9]*)$",
}

_COUNTERPARTS: Mapping[str, EditorSchema] = {
    "parse_plain_text": _TEXT,
    "_identifier": _ID,
    "_number": _NUMBER,
    "_figure": _NUMBER,
    "_figure_or_null": {**_NUMBER, "type": ["number", "string", "null"]},
    "_positive": _POSITIVE,
    "_not_negative": _NOT_NEGATIVE,
    "_whole": _WHOLE,
    "_decimals": {"maximum": quantity.MAX_DECIMALS},
    "_known_format": {"enum": [definitions.FORMAT, str(definitions.FORMAT)]},
    "_flag": {"enum": [True, False, "true", "false"]},
    "_period": _DATE,
    "_full_date": {"type": "string", "pattern": f"^{_DAY}$"},
    "_has_ended": {},
    "_has_begun": {},
    "_one_or_more": {},
    "_some_keys": {},
    "_true": {"enum": [True, "true"]},
    "<lambda>": {},
    # JavaScript refuses needless escapes in strict expressions.
    "_web_address": {"type": "string", "pattern": r'^[Hh][Tt][Tt][Pp][Ss]?://[^\s<>"\\^`{|}]+$'},
    "_time_zone": {},
    "_currency": {"pattern": "^[A-Z]{3}$"},
    "_quoted_code": {"type": "string", "pattern": r"\S"},
    "_distinct": {"uniqueItems": True},
    "_not_partial": {},
    "_complete": {"required": list(LANGUAGES)},
    "_notice_missing": {},
    "word": {},  # The enumeration says it.
}
"""Validator of the model → its part of a schema."""

_SUBJECT: EditorSchema = {"type": "string", "pattern": f"^(?:{definitions.SUBJECT.pattern})$"}
_OF_DECISIONS: Mapping[str, EditorSchema] = {
    "about": {"anyOf": [_SUBJECT, {"type": "array", "items": _SUBJECT, "minItems": 1}]},
    "was": {},
}
"""Keys of decisions that a type cannot say: one or several subjects, and any old value."""


def schema_files(catalog: Catalog) -> dict[str, bytes]:
    """Return the schemas of all kinds of data files: path from the repository's root → bytes."""
    return {
        f"{FOLDER}/{kind}.json": (
            json.dumps(schema_for_kind(kind, catalog), ensure_ascii=False, indent=1) + "\n"
        ).encode()
        for kind in KINDS
    }


def schema_for_kind(kind: str, catalog: Catalog) -> EditorSchema:
    """Return the schema of a kind of data file, with the ids of the catalog."""
    builder = _SchemaBuilder(kind, catalog)
    root = builder.file_schema()
    texts = field_help.file_meaning(kind)
    schema = {
        "$schema": _DRAFT,
        "$comment": _GENERATED,
        "title": _FOLDERS.get(kind, f"data/{kind}.yml"),
        "description": "\n\n".join(texts[code] for code in LANGUAGES),
        **root,
    }
    return {**schema, "definitions": builder.definitions} if builder.definitions else schema


def first_line(path: str) -> str:
    """Return the first line of a data file, which tells its editor the path of the schema.

    https://github.com/redhat-developer/yaml-language-server#using-inlined-schema
    """
    folders = {folder: kind for kind, folder in _FOLDERS.items()}
    folder, _, name = path.rpartition("/")
    beside = {"data/decisions": "decisions"}
    kind = folders.get(f"{folder}/") or beside.get(folder) or name.removesuffix(".yml")
    if folder.startswith("data/coverage/"):
        kind = "entries"
    up = "../" * (path.count("/"))
    return f"# yaml-language-server: $schema={up}{FOLDER}/{kind}.json"


@dataclass
class _SchemaBuilder:
    """The conversion of types to schemas for a kind of file."""

    kind: str
    catalog: Catalog

    def __post_init__(self) -> None:
        self.definitions: dict[str, EditorSchema] = {}

    def type_schema(self, kind: FieldType, key: str) -> EditorSchema:
        """Return the schema of the value of a key."""
        schema = self._unchecked(kind, key)
        if kind.min_length:
            schema["minItems" if kind.plain is tuple else "minProperties"] = kind.min_length
        for validator in kind.validators:
            schema |= self._counterpart(validator)
        return schema

    def _unchecked(self, kind: FieldType, key: str) -> EditorSchema:
        """Return the schema of a type without its validators."""
        if kind.item is None:
            return self._class_schema(kind)
        if kind.item.plain is Breakdown:
            return self._breakdown_schema()
        item = self.type_schema(kind.item, key)
        if kind.plain is tuple:
            return {"type": "array", "items": item}
        return {
            "type": "object",
            "propertyNames": {"pattern": _ID["pattern"]},
            "additionalProperties": item,
        }

    def _class_schema(self, kind: FieldType) -> EditorSchema:
        """Return the schema of a class; that of a scalar comes from its validators alone."""
        if kind.plain is definitions.Unit:
            return self._unit_schema()
        if kind.choices:
            return {"enum": [*kind.choices]}
        return self._record_schema(kind.plain) if kind.is_a(BaseModel) else {}

    def _counterpart(self, validator: Callable[..., Any]) -> EditorSchema:
        match validator:
            case Reference():
                return self._reference(validator.kind)
            case TextPattern():
                return {"type": "string", "pattern": f"^(?:{validator.pattern.pattern})$"}
            case _ if validator.__name__ == "_amount":
                return self._amount_schema()
            case _:
                return _COUNTERPARTS[validator.__name__]

    # --- ids ---

    def _reference(self, to: str) -> EditorSchema:
        known = self._ids(to)
        if not known:
            return _ID  # An anchor is in the file itself, or the catalog has no id yet.
        enum: EditorSchema = {
            "enum": [form for identifier in known for form in _as_read(identifier)]
        }
        if (to, self.kind) not in {
            ("source", "series"),
            ("source", "entries"),
            ("source", "sources"),
            ("speaker", "series"),
            ("speaker", "entries"),
            ("area", "areas"),
        }:
            return self._defined(to, enum)
        # The file itself may define a new id: known ids are offered, no id is refused …
        self.definitions[f"known_{to}"] = enum
        return self._defined(to, {"anyOf": [enum, _ID]})

    def file_schema(self) -> EditorSchema:
        """Return the schema of the whole file."""
        schema = self.type_schema(parse_field_type(KINDS[self.kind]), "")
        if self.kind not in {"series", "entries"}:
            return schema
        # … unless the file defines no sources, or no speakers.
        cited = {"properties": {"sources": {"items": {"$ref": "#/definitions/known_source"}}}}
        lists = {name: {"items": cited} for name in RECORD_LISTS}
        values = {"properties": {"values": {"items": cited}}}
        others = {"population": values} if self.kind == "series" else {}
        named = {"properties": {"by": {"$ref": "#/definitions/known_speaker"}}}
        return schema | {
            "allOf": [
                {
                    "if": {"not": {"required": ["sources"]}},
                    "then": {"properties": {**lists, **others}},
                },
                {
                    "if": {"not": {"required": ["speakers"]}},
                    "then": {"properties": {name: {"items": named} for name in RECORD_LISTS}},
                },
            ],
        }

    def _defined(self, name: str, schema: EditorSchema) -> EditorSchema:
        self.definitions[name] = schema
        return {"$ref": f"#/definitions/{name}"}

    def _ids(self, to: str) -> list[str] | None:
        """Return the known ids of a kind of record; None for anchors, which are in the file."""
        records: Mapping[str, Mapping[str, object]] = {
            "source": self.catalog.sources,
            "area": self.catalog.areas,
            "programme": self.catalog.programmes,
            "indicator": self.catalog.indicators,
            "dimension": self.catalog.dimensions,
            "speaker": self.catalog.speakers,
            "theme": self.catalog.themes,
        }
        return sorted(records[to]) if to in records else None

    # --- records ---

    def _record_schema(self, record: type[BaseModel]) -> EditorSchema:
        is_changed = record.__name__.startswith("Changed")
        properties, required = {}, []
        for field in record_fields(record):
            schema = self._key_schema(record, field)
            if is_changed:
                schema = {"anyOf": [{"type": "null"}, schema]}
            elif field.is_required:
                required.append(field.key)
            properties[field.key] = _explained(schema, field)
        made: EditorSchema = {
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
        }
        if required:
            made["required"] = required
        if is_changed:
            made["minProperties"] = 1
        if record is Observation:
            made |= {
                "if": {"properties": {"status": {"const": "disputed"}}, "required": ["status"]},
                "then": {"required": ["note"]},
            }
        if (name := record_fields(record)[0].record) in SNIPPETS:
            label, body = SNIPPETS[name]
            made["defaultSnippets"] = [{"label": label, "body": body}]
        if record is field_types.Text:
            made["defaultSnippets"] = [{"label": "id, en", "body": BILINGUAL}]
        return made

    def _key_schema(self, record: type[BaseModel], field: RecordField) -> EditorSchema:
        """Return the schema of a key; of some its type cannot say enough."""
        if record is Correction and field.key == "set":
            return self._changes_schema()
        if record is definitions.Decision and field.key in _OF_DECISIONS:
            return _OF_DECISIONS[field.key]
        return self.type_schema(field.type, field.key)

    def _changes_schema(self) -> EditorSchema:
        """Return the schema of what a correction sets: keys of one kind of record."""
        return {"anyOf": [self._record_schema(changes) for changes in CHANGES.values()]}

    def _amount_schema(self) -> EditorSchema:
        """Return the schema of a number, or of a range of two."""
        ends = {field.key: _explained(_NUMBER, field) for field in record_fields(ValueRange)}
        pair = {"type": "object", "properties": ends, "required": [*ends]}
        return {"anyOf": [_NUMBER, {**pair, "additionalProperties": False}]}

    def _unit_schema(self) -> EditorSchema:
        """Return the schema of a bilingual word, a currency, or the word percent."""
        keys = {field.key: field for field in record_fields(definitions.Unit)}
        keys |= {code: replace(keys[code], record="Text") for code in LANGUAGES}
        explained = {
            key: _explained(self.type_schema(field.type, key), field) for key, field in keys.items()
        }
        forms = [
            {"properties": {key: explained[key] for key in form}, "required": [*form]}
            for form in (LANGUAGES, ("currency",))
        ]
        closed = {"type": "object", "additionalProperties": False}
        return {"anyOf": [*({**closed, **form} for form in forms), {"const": "percent"}]}

    def _breakdown_schema(self) -> EditorSchema:
        """Return the schema of the categories of each dimension in the catalog."""
        values, partial = record_fields(Breakdown)
        part = self.type_schema(values.type.item or values.type, "value")
        flag = _explained(self.type_schema(partial.type, "partial"), replace(partial, default=None))
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                key: {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {**dict.fromkeys(dimension.categories, part), "partial": flag},
                }
                for key, dimension in sorted(self.catalog.dimensions.items())
            },
        }


def _as_read(identifier: str) -> tuple[object, ...]:
    """Return the forms of an id in YAML 1.2: `2022` is also a number."""
    plain = identifier.isdigit() and identifier == str(int(identifier))
    return (identifier, int(identifier)) if plain else (identifier,)


def _explained(schema: EditorSchema, field: RecordField) -> EditorSchema:
    """Return a schema with the help of its key; draft-07 ignores what stands beside a `$ref`."""
    meaning = field_help.field_meaning(field.record, field.key)
    explained: EditorSchema = {"description": "\n\n".join(meaning[code] for code in LANGUAGES)}
    default, examples = field.default, field_help.offered_values().get(field.key)
    if isinstance(default, StrEnum | int):
        explained["default"] = default if isinstance(default, bool | int) else str(default)
    if examples:
        explained["examples"] = examples
    return explained | ({"allOf": [schema]} if "$ref" in schema else schema)
