"""The tables as an SQLite database with their keys, a full-text search and a table about it all.

It is built in a file that is gone afterwards, without the clock; what SQLite notes about its own
work is taken out, so that the same record gives the same bytes.
Whole numbers are stored as integers, other numbers as SQLite's floats, truth values as 0 and 1,
days as texts of the declared type DATE, which DuckDB reads as dates. It has no views: DuckDB would
not know the types of their columns.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path

from terang.downloads.claim_tables import ClaimTables
from terang.downloads.columns import Column, ColumnType
from terang.downloads.edition import Edition
from terang.downloads.json_values import json_number
from terang.downloads.lazy_files import PIECE
from terang.downloads.search_texts import SEARCH_COLUMNS, SEARCH_TABLE, search_rows
from terang.downloads.table import ForeignKey, Table
from terang.model.catalog import Catalog

NAME = "transparency.sqlite"

ABOUT = "about"
"""The table with everything that must travel with the data."""

_PAGE_SIZE = 4096

_WRITERS_MARKS = ((24, 4), (92, 8))
"""Places and lengths in the header: the number of changes, twice, and the version of SQLite.

https://sqlite.org/fileformat2.html#the_database_header
"""

# SQLite's type of a column; all others are TEXT. Of NUMERIC, DuckDB makes DOUBLE.
_TYPES: Mapping[ColumnType, str] = {
    ColumnType.NUMBER: "NUMERIC",
    ColumnType.INTEGER: "INTEGER",
    ColumnType.BOOLEAN: "INTEGER",
    ColumnType.DATE: "DATE",
}


def sqlite_pieces(
    tables: Sequence[Table], catalog: Catalog, claims: ClaimTables, edition: Edition
) -> Iterator[bytes]:
    """Yield the SQLite database of the tables."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        _write_database(path, tables, catalog, claims, edition)
        with path.open("r+b") as file:
            for place, length in _WRITERS_MARKS:
                file.seek(place)
                file.write(bytes(length))
            file.seek(0)
            while piece := file.read(PIECE):
                yield piece


def _write_database(
    path: Path,
    tables: Sequence[Table],
    catalog: Catalog,
    claims: ClaimTables,
    edition: Edition,
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        # If this fails, the file is of no use anyway.
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute(f"PRAGMA page_size = {_PAGE_SIZE}")
        database.execute("PRAGMA encoding = 'UTF-8'")
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("BEGIN")
        for table in tables:
            database.execute(_create_table(table))
        for table in tables:
            types = [column.type for column in table.columns]
            rows = (
                [
                    _sqlite_number(cell, kind) if isinstance(cell, Decimal) else cell
                    for cell, kind in zip(row, types, strict=True)
                ]
                for row in table.rows
            )
            _insert_rows(database, table.name, rows, len(types))
        database.execute(f"CREATE TABLE {ABOUT} (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
        _insert_rows(database, ABOUT, map(list, about_rows(edition)), 2)
        columns = ", ".join(SEARCH_COLUMNS)
        database.execute(f"CREATE VIRTUAL TABLE {SEARCH_TABLE} USING fts5({columns})")
        _insert_rows(database, SEARCH_TABLE, search_rows(catalog, claims), len(SEARCH_COLUMNS))
        database.execute("COMMIT")  # fails if a foreign key names no row


def about_rows(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield the rows of the SQLite table about the database: publisher, notice, licence, days."""
    yield from ((f"publisher_{code}", text) for code, text in edition.publisher.items())
    yield from ((f"notice_{code}", text) for code, text in (edition.notice or {}).items())
    yield "licence", edition.licence.id
    yield "licence_url", edition.licence.url
    yield "format", str(edition.format)
    yield "version", edition.version
    yield "modified", edition.modified
    yield "as_of", edition.as_of
    yield "url", edition.address


def _insert_rows(
    database: sqlite3.Connection, name: str, rows: Iterator[Sequence[object]], width: int
) -> None:
    placeholders = ", ".join("?" for _ in range(width))
    statement = f"INSERT INTO {_quoted(name)} VALUES ({placeholders})"  # noqa: S608
    database.executemany(statement, rows)


def _quoted(name: str) -> str:
    """Return the quoted name of a table or column."""
    return '"' + name.replace('"', '""') + '"'


def _create_table(table: Table) -> str:
    definitions = [*map(_column, table.columns)]
    if table.primary_key:
        definitions.append(f"PRIMARY KEY ({_quoted_list(table.primary_key)})")
    definitions += map(_foreign_key, table.foreign_keys)
    return f"CREATE TABLE {_quoted(table.name)} (\n  " + ",\n  ".join(definitions) + "\n)"


def _column(column: Column) -> str:
    required = " NOT NULL" if column.required else ""
    return f"{_quoted(column.name)} {_TYPES.get(column.type, 'TEXT')}{required}"


def _foreign_key(key: ForeignKey) -> str:
    """Return a deferred foreign key: series and observations refer to each other."""
    return (
        f"FOREIGN KEY ({_quoted_list(key.columns)}) REFERENCES {_quoted(key.table)}"
        f" ({_quoted_list(key.references)}) DEFERRABLE INITIALLY DEFERRED"
    )


def _quoted_list(columns: Sequence[str]) -> str:
    return ", ".join(map(_quoted, columns))


def _sqlite_number(cell: Decimal, kind: ColumnType) -> str | int | float:
    """Return a number for a column of a type; among texts it keeps its written digits."""
    return json_number(cell) if kind is ColumnType.NUMBER else f"{cell:f}"
