"""Datasette's description of the database: titles, meanings, facets and the full-text search.

https://docs.datasette.io/en/stable/metadata.html — `datasette transparency.sqlite --metadata
transparency.metadata.json` shows it. Datasette has one language; it gets both, side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from terang.diagnostics import LANGUAGES
from terang.downloads import dictionary, sqlite_file
from terang.downloads.dictionary import DictionaryWords
from terang.downloads.edition import Edition
from terang.downloads.json_values import Json, json_text
from terang.downloads.search_texts import SEARCH_TABLE
from terang.downloads.table import Table

NAME = "transparency.metadata.json"

_FACETS: Mapping[str, Sequence[str]] = {
    "claims": ("kind", "series", "status", "publisher", "state"),
    "observations": ("series", "status", "by"),
    "targets": ("state", "series", "by"),
    "sources": ("type", "publisher", "read"),
    "conflicts": ("kind", "series"),
    "revisions": ("series", "key"),
    "vintages": ("series", "key"),
    "areas": ("level",),
    "facts": ("programme",),
}
"""Table → the columns whose values are counted beside it."""


def metadata_bytes(tables: Sequence[Table], edition: Edition) -> bytes:
    """Return the description of the database for Datasette."""
    term = dictionary.package_term(edition.publisher)
    described = [term.description, *([edition.notice] if edition.notice else [])]
    tree: dict[str, Json] = {
        "title": _both(term.title),
        "description": "\n\n".join(map(_both, described)),
        "license": edition.licence.id,
        "license_url": edition.licence.url,
        "source": _both(edition.publisher),
        "source_url": edition.address,
        "about": edition.version,
        "about_url": edition.full_address("data/"),
        "databases": {
            sqlite_file.NAME.removesuffix(".sqlite"): {
                "tables": {table.name: _table(table) for table in tables}
            }
        },
    }
    return json_text(tree, levels=6).encode()


def _table(table: Table) -> dict[str, Json]:
    term = dictionary.table_term(table.name)
    described: dict[str, Json] = {
        "title": _both(term.title),
        "description": _both(term.description),
        "columns": {
            column.name: _both(dictionary.column_term(table.name, column).description)
            for column in table.columns
        },
    }
    names = [column.name for column in table.columns]
    label = next((name for name in ("title_id", "name_id", "claim_id") if name in names), None)
    if label is not None:
        described["label_column"] = label
    if table.name in _FACETS:
        described["facets"] = _FACETS[table.name]
    if table.name == "claims":
        described |= {"fts_table": SEARCH_TABLE, "fts_pk": "rowid"}
    return described


def _both(words: DictionaryWords) -> str:
    """Return a text in all languages that it has, each once."""
    return " · ".join(dict.fromkeys(words[code] for code in LANGUAGES if code in words))
