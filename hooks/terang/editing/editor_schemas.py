"""JSON Schemas for editors, computed from the model: completion, explanations and warnings.

Draft-07, which VS Code and the forge's web editor read (https://json-schema.org/draft-07). Editors
read YAML 1.2 (`2022` is a number, `2024-08-17` a text), so a schema accepts a little more than the
check. It never accepts less: whatever it marks is wrong.

Each validator of the model has a counterpart here; a validator without one raises KeyError.
"""

from __future__ import annotations

import inspect
import json
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar, get_type_hints

from pydantic import BaseModel

from terang.diagnostics import LANGUAGES
from terang.editing.entry_file import LISTS
from terang.i18n import field_help
from terang.model import definitions, field_types, quantity
from terang.model.catalog import Catalog, Series
from terang.model.entries import Breakdown, Breakdowns, Observation

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
    "series": Series,
}
"""Kind of data file → the type of its content."""

_DRAFT = "http://json-schema.org/draft-07/schema#"
_GENERATED = (
    "Dibuat oleh `make schemas` dari hooks/terang/model/definitions.py; jangan diubah di sini."
    " · Made by `make schemas` from hooks/terang/model/definitions.py; do not edit."
)
_FOLDERS = {"indicator": "data/indicators/", "series": "data/coverage/"}

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
    "_not_future": {},
    # JavaScript's strict regular expressions forbid needless escapes.
    "_web_address": {"type": "string", "pattern": r'^[Hh][Tt][Tt][Pp][Ss]?://[^\s<>"\\^`{|}]+$'},
    "_time_zone": {},
    "_currency": {"pattern": "^[A-Z]{3}$"},
    "_quoted_code": {"type": "string", "pattern": r"\S"},
    "_distinct": {"uniqueItems": True},
    "_oldest_first": {},
    "_not_partial": {},
    "_complete": {"required": list(LANGUAGES)},
    "_notice_missing": {},
}
"""Name of a validator of the model → its condition, as far as a schema can express it."""

_EXAMPLES: Mapping[str, list[object]] = {
    "about": ["data/indicators/peserta.yml#definition"],
    "accessed": ["2025-01-31"],
    "announced": ["2024-08-17"],
    "archived": ["https://web.archive.org/"],
    "currency": ["IDR"],
    "date": ["2024-08-17"],
    "due": [2025, "2025-12"],
    "language": ["id", "en"],
    "precision": [1000],
    "published": ["2024-08-17"],
    "revised": ["2025-01-31"],
    "tag_authority": ["example.org,2026"],
    "time_zone": ["Asia/Makassar"],
    "url": ["https://"],
    "value": [100000],
}

_BILINGUAL = {"id": "$1", "en": "$2"}
_SNIPPETS: Mapping[str, tuple[str, EditorSchema]] = {
    "Observation": (
        "observasi · observation",
        {"date": "$1", "value": "$2", "sources": ["$3"], "quote": "$4"},
    ),
    "Target": (
        "target",
        {"value": "$1", "due": "$2", "announced": "$3", "sources": ["$4"], "quote": "$5"},
    ),
    "Event": (
        "peristiwa · event",
        {"date": "$1", "title": {"id": "$2", "en": "$3"}, "sources": ["$4"]},
    ),
    "Revision": (
        "revisi · revision",
        {"revised": "$1", "reason": {"id": "$2", "en": "$3"}, "was": {"value": "$4"}},
    ),
    "Decision": (
        "keputusan · decision",
        {"date": "$1", "about": "$2", "reason": {"id": "$3", "en": "$4"}},
    ),
    "PopulationValue": (
        "jumlah · number",
        {"date": "$1", "value": "$2", "sources": ["$3"]},
    ),
}
"""Record → the snippet that an editor offers for a list item: its label and its keys."""


def schema_files(catalog: Catalog) -> dict[str, bytes]:
    """Return the schema of every kind of data file: path from the repository's root → bytes."""
    return {
        f"{FOLDER}/{kind}.json": (
            json.dumps(schema_for_kind(kind, catalog), ensure_ascii=False, indent=1) + "\n"
        ).encode()
        for kind in KINDS
    }


def schema_for_kind(kind: str, catalog: Catalog) -> EditorSchema:
    """Return the schema of a kind of data file; it lists the ids that exist in the catalog."""
    builder = _SchemaBuilder(kind, catalog)
    root = builder.file_schema()
    texts = field_help.field_help_texts()[f"file.{kind}"]
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
    kind = folders.get(f"{folder}/", name.removesuffix(".yml"))
    up = "../" * (path.count("/"))
    return f"# yaml-language-server: $schema={up}{FOLDER}/{kind}.json"


@dataclass
class _SchemaBuilder:
    """The conversion of types to schemas for a kind of file."""

    kind: str
    catalog: Catalog

    def __post_init__(self) -> None:
        self.definitions: dict[str, EditorSchema] = {}

    def type_schema(self, hint: Any, key: str) -> EditorSchema:  # noqa: ANN401
        """Return the schema of the type of a key."""
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin is typing.Annotated:
            return self._annotated(arguments[0], arguments[1:], key)
        if origin in (types.UnionType, typing.Union):
            return self.type_schema(
                next(argument for argument in arguments if argument is not types.NoneType), key
            )
        if hint == Breakdowns:
            return self._breakdown_schema()
        if origin is tuple:
            return {"type": "array", "items": self.type_schema(arguments[0], key)}
        if origin is not None:
            return {
                "type": "object",
                "propertyNames": {"pattern": _ID["pattern"]},
                "additionalProperties": self.type_schema(arguments[1], key),
            }
        return self._class_schema(hint)

    def _class_schema(self, kind: type) -> EditorSchema:
        """Return the schema of a class; the schema of a scalar comes from its validators."""
        if kind is definitions.Unit:
            return self._unit_schema()
        if issubclass(kind, StrEnum):
            return {"enum": [str(word) for word in kind]}
        return self._record_schema(kind) if issubclass(kind, BaseModel) else {}

    def _annotated(self, hint: Any, metadata: Iterable[Any], key: str) -> EditorSchema:  # noqa: ANN401
        schema = self.type_schema(hint, key)
        for item in metadata:
            if getattr(item, "func", None) is not None:
                schema |= self._counterpart(item.func)
            for bound in getattr(item, "metadata", ()):
                least = getattr(bound, "min_length", 0)
                name = "minItems" if schema.get("type") == "array" else "minProperties"
                schema |= {name: least} if least else {}
        return schema

    def _counterpart(self, validator: Callable[..., Any]) -> EditorSchema:
        held = inspect.getclosurevars(validator).nonlocals
        match validator.__name__:
            case "existing":
                return self._reference(held["to"])
            case "matching":
                return {"type": "string", "pattern": f"^(?:{held['pattern'].pattern})$"}
            case "word":
                return {}  # the enumeration itself says it
            case name:
                return _COUNTERPARTS[name]

    # --- ids ---

    def _reference(self, to: str) -> EditorSchema:
        known = self._ids(to)
        if not known:
            return _ID  # an anchor is in the file itself, or no id exists yet
        enum: EditorSchema = {
            "enum": [form for identifier in known for form in _as_read(identifier)]
        }
        if (to, self.kind) not in {
            ("source", "series"),
            ("source", "sources"),
            ("area", "areas"),
        }:
            return self._defined(to, enum)
        # The file itself may define a new id: known ids are offered, others are accepted …
        self.definitions[f"known_{to}"] = enum
        return self._defined(to, {"anyOf": [enum, _ID]})

    def file_schema(self) -> EditorSchema:
        """Return the schema of the whole file."""
        schema = self.type_schema(KINDS[self.kind], "")
        if self.kind != "series":
            return schema
        # … except source ids in a series without its own sources.
        cited = {"properties": {"sources": {"items": {"$ref": "#/definitions/known_source"}}}}
        lists = {name: {"items": cited} for name in LISTS}
        values = {"properties": {"values": {"items": cited}}}
        return schema | {
            "if": {"not": {"required": ["sources"]}},
            "then": {"properties": {**lists, "population": values}},
        }

    def _defined(self, name: str, schema: EditorSchema) -> EditorSchema:
        self.definitions[name] = schema
        return {"$ref": f"#/definitions/{name}"}

    def _ids(self, to: str) -> list[str] | None:
        catalog = self.catalog
        match to:
            case "source":
                return sorted(catalog.sources)
            case "area":
                return sorted(catalog.areas)
            case "programme":
                return sorted(catalog.programmes)
            case "indicator":
                return sorted(catalog.indicators)
            case "dimension":
                return sorted(catalog.dimensions)
            case _:
                return None

    # --- records ---

    def _record_schema(self, record: type[BaseModel]) -> EditorSchema:
        hints = get_type_hints(record, include_extras=True)
        name = record.__name__.partition("[")[0].removeprefix("Earlier").removesuffix("State")
        is_earlier = record.__name__.startswith("Earlier")
        properties = {}
        required = []
        for key, field in record.model_fields.items():
            if field.validation_alias:
                continue  # no file can hold it
            # Only the field knows the argument of a generic record.
            bare = isinstance(hints[key], TypeVar)
            schema = self.type_schema(field.annotation if bare else hints[key], key)
            if is_earlier:
                schema = {"anyOf": [{"type": "null"}, schema]}
            elif field.is_required():
                required.append(key)
            properties[key] = _explained(schema, name, key, field.get_default())
        schema = {"type": "object", "properties": properties, "additionalProperties": False}
        if required:
            schema["required"] = required
        if is_earlier:
            schema["minProperties"] = 1
        if record is Observation:
            schema |= {
                "if": {"properties": {"status": {"const": "disputed"}}, "required": ["status"]},
                "then": {"required": ["note"]},
            }
        if name in _SNIPPETS:
            label, body = _SNIPPETS[name]
            schema["defaultSnippets"] = [{"label": label, "body": body}]
        if record is field_types.Text:
            schema["defaultSnippets"] = [{"label": "id, en", "body": _BILINGUAL}]
        return schema

    def _unit_schema(self) -> EditorSchema:
        """Return the schema of a unit: a bilingual word, a currency, or the word `percent`."""
        hints = get_type_hints(definitions.Unit, include_extras=True)
        texts = {
            code: _explained(self.type_schema(hints[code], code), "Text", code)
            for code in LANGUAGES
        }
        currency = _explained(self.type_schema(hints["currency"], "currency"), "Unit", "currency")
        forms = [
            {"properties": texts, "required": list(LANGUAGES)},
            {"properties": {"currency": currency}, "required": ["currency"]},
        ]
        closed = {"type": "object", "additionalProperties": False}
        return {"anyOf": [*({**closed, **form} for form in forms), {"const": "percent"}]}

    def _breakdown_schema(self) -> EditorSchema:
        """Return the schema of breakdowns: each dimension of the catalog with its categories."""
        hints = get_type_hints(Breakdown, include_extras=True)
        part = self.type_schema(typing.get_args(hints["values"])[1], "value")
        partial = _explained(self.type_schema(hints["partial"], "partial"), "Breakdown", "partial")
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                key: {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {**dict.fromkeys(dimension.categories, part), "partial": partial},
                }
                for key, dimension in sorted(self.catalog.dimensions.items())
            },
        }


def _as_read(identifier: str) -> tuple[object, ...]:
    """Return the forms in which editors may read an id: they read `2022` as a number."""
    plain = identifier.isdigit() and identifier == str(int(identifier))
    return (identifier, int(identifier)) if plain else (identifier,)


def _explained(schema: EditorSchema, record: str, key: str, default: object = None) -> EditorSchema:
    """Return a schema with its description, which draft-07 ignores beside a bare reference."""
    meaning = field_help.field_meaning(record, key)
    explained: EditorSchema = {"description": "\n\n".join(meaning[code] for code in LANGUAGES)}
    if isinstance(default, StrEnum | int):
        explained["default"] = default if isinstance(default, bool | int) else str(default)
    if key in _EXAMPLES:
        explained["examples"] = _EXAMPLES[key]
    return explained | ({"allOf": [schema]} if "$ref" in schema else schema)
