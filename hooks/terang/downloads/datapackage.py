"""The descriptor of the CSV tables for programs, by Data Package 2.0.

https://datapackage.org/standard/data-package/ — every property is the standard's, except titles and
descriptions, which the standard has in one language: `title` is in the site's first language,
`title_id` and `title_en` (and `description_…`, `label_…`) hold both; and `as_of`, `format` and
`notice`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from terang.diagnostics import LANGUAGES
from terang.downloads import dictionary
from terang.downloads.cells import LIST_SEPARATOR
from terang.downloads.columns import Column, ColumnType
from terang.downloads.dictionary import DictionaryWords
from terang.downloads.edition import Edition
from terang.downloads.json_values import Json, json_text
from terang.downloads.lazy_files import KeptFile, LazyFiles
from terang.downloads.table import ForeignKey, Table
from terang.model.catalog import Catalog
from terang.model.definitions import Source

NAME = "datapackage.json"

_PROFILE = "https://datapackage.org/profiles/2.0/"
_LICENCE_NAME = re.compile(r"[-a-zA-Z0-9._]+")

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")

_ID = "[a-z0-9]+(?:-[a-z0-9]+)*"
_CALENDAR = "[0-9]{4}(?:-(?:S[12]|Q[1-4]|[0-9]{2}(?:-[0-9]{2})?))?"
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

PATTERNS: Mapping[ColumnType, str] = {
    ColumnType.PERIOD: f"^(?:{_CALENDAR}|{_DAY}/{_DAY})$",
    ColumnType.LIST: f"^{_ID}(?:{LIST_SEPARATOR}{_ID})*$",
}
"""The pattern of a cell whose type the standard does not have."""

_TYPES: Mapping[ColumnType, Mapping[str, Json]] = {
    ColumnType.NUMBER: {"type": "number", "decimalChar": "."},
    ColumnType.INTEGER: {"type": "integer"},
    ColumnType.BOOLEAN: {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
    ColumnType.DATE: {"type": "date", "format": "default"},
}
_STRING: Mapping[str, Json] = {"type": "string"}

_DIALECT: Mapping[str, Json] = {
    "header": True,
    "delimiter": ",",
    "lineTerminator": "\r\n",
    "quoteChar": '"',
    "doubleQuote": True,
}


def datapackage_bytes(
    catalog: Catalog, tables: Sequence[Table], csv: LazyFiles, edition: Edition
) -> bytes:
    """Return `datapackage.json`; `csv` holds each table's file."""
    sources = [_source(catalog.sources[key]) for key in sorted(catalog.sources)]
    descriptor: dict[str, Json] = {
        "$schema": f"{_PROFILE}datapackage.json",
        "name": "transparency",
        "id": edition.full_address(f"data/{NAME}"),
        **dictionary.described_words(dictionary.package_term(edition.publisher)),
        "homepage": edition.address,
        "version": edition.version,
        "created": f"{edition.modified}T00:00:00Z",
        "as_of": edition.as_of,
        "format": edition.format,
        "licenses": [_licence(edition)],
        "contributors": [_publisher(edition)],
        **(_notice(edition.notice) if edition.notice else {}),
        **({"sources": sources} if sources else {}),
        "resources": [_resource(table, csv.makers[table.csv_name]) for table in tables],
    }
    return json_text(descriptor, levels=5).encode()


def _licence(edition: Edition) -> dict[str, Json]:
    licence = edition.licence
    key = "name" if _LICENCE_NAME.fullmatch(licence.id) else "title"
    return {key: licence.id, "path": licence.url}


def _publisher(edition: Edition) -> dict[str, Json]:
    is_mail = _EMAIL.fullmatch(edition.contact) is not None
    return {
        "title": edition.publisher["id"],
        **{f"title_{code}": name for code, name in edition.publisher.items()},
        "path": edition.address,
        **({"email": edition.contact} if is_mail else {}),
        "roles": ["publisher"],
    }


def _notice(words: DictionaryWords) -> dict[str, Json]:
    return {
        "notice": words[LANGUAGES[0]],
        **{f"notice_{code}": text for code, text in words.items()},
    }


def _source(source: Source) -> dict[str, Json]:
    return {
        "title": f"{source.publisher}: {source.title}",
        **({"path": source.url} if source.url else {}),
    }


def _resource(table: Table, file: KeptFile) -> dict[str, Json]:
    return {
        "name": table.name,
        "type": "table",
        "path": table.csv_name,
        **dictionary.described_words(dictionary.table_term(table.name)),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "dialect": _DIALECT,
        "schema": _schema(table),
    }


def _schema(table: Table) -> dict[str, Json]:
    keys = [_foreign_key(table, key) for key in table.foreign_keys]
    return {
        "$schema": f"{_PROFILE}tableschema.json",
        "fields": [_field(table, column) for column in table.columns],
        "missingValues": [""],
        **({"primaryKey": list(table.primary_key)} if table.primary_key else {}),
        **({"foreignKeys": keys} if keys else {}),
    }


def _field(table: Table, column: Column) -> dict[str, Json]:
    constraints: dict[str, Json] = {}
    if column.required:
        constraints["required"] = True
    if column.words:
        constraints["enum"] = list(column.words)
    if column.type in PATTERNS:
        constraints["pattern"] = PATTERNS[column.type]
    return {
        "name": column.name,
        **_TYPES.get(column.type, _STRING),
        **dictionary.described_words(dictionary.column_term(table.name, column)),
        **({"categories": _categories(table, column)} if column.words else {}),
        **({"constraints": constraints} if constraints else {}),
    }


def _categories(table: Table, column: Column) -> list[Json]:
    """Return each word of a closed list with its meaning."""
    return [
        {
            "value": word,
            "label": labels[LANGUAGES[0]],
            **{f"label_{code}": labels[code] for code in LANGUAGES},
        }
        for word, labels in dictionary.column_words(table.name, column).items()
    ]


def _foreign_key(table: Table, key: ForeignKey) -> dict[str, Json]:
    """Return a foreign key; a key into its own table names no resource.

    Readers of Table Schema check a key of several columns as soon as one of them is filled. In the
    key of `series` and `replaces`, `series` is always filled: only its optional column is named.
    """
    required = {column.name for column in table.columns if column.required}
    pairs = list(zip(key.columns, key.references, strict=True))
    optional = [pair for pair in pairs if pair[0] not in required]
    columns, references = _unzipped(optional or pairs)
    resource = {} if key.table == table.name else {"resource": key.table}
    return {"fields": columns, "reference": {**resource, "fields": references}}


def _unzipped(pairs: Iterable[tuple[str, str]]) -> tuple[list[str], list[str]]:
    columns, references = zip(*pairs, strict=True)
    return list(columns), list(references)
