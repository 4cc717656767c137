"""The tables as an SQLite database with their keys, and with views for common questions.

It is built in memory, without a file or the clock, so that the same record gives the same bytes.
Whole numbers are stored as integers, other numbers as SQLite's floats, truth values as 0 and 1.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from decimal import Decimal

from terang.derivation.derive import Derived
from terang.downloads import sqlite_views
from terang.downloads.columns import Cell, Column, ColumnType
from terang.downloads.json_values import json_number
from terang.downloads.tables import ForeignKey, Table

NAME = "transparency.sqlite"

_PAGE_SIZE = 4096

# SQLite's type of a column; `was` holds texts and numbers and therefore has no type.
_TYPES: Mapping[ColumnType, str] = {
    ColumnType.NUMBER: " NUMERIC",
    ColumnType.INTEGER: " INTEGER",
    ColumnType.BOOLEAN: " INTEGER",
    ColumnType.ANY: "",
}


def sqlite_bytes(tables: Sequence[Table], derived: Mapping[str, Derived]) -> bytes:
    """Return the database file."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.execute(f"PRAGMA page_size = {_PAGE_SIZE}")
        database.execute("PRAGMA encoding = 'UTF-8'")
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("BEGIN")
        for table in tables:
            database.execute(_create_table(table))
        for table in tables:
            placeholders = ", ".join("?" for _ in table.columns)
            rows = ([_sqlite_value(cell) for cell in row] for row in table.rows)
            statement = f"INSERT INTO {_quoted(table.name)} VALUES ({placeholders})"  # noqa: S608
            database.executemany(statement, rows)
        for view in sqlite_views.view_statements(derived):
            database.execute(view)
        database.execute("COMMIT")  # fails if a foreign key names no row
        return database.serialize()


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
    return f"{_quoted(column.name)}{_TYPES.get(column.type, ' TEXT')}{required}"


def _foreign_key(key: ForeignKey) -> str:
    """Return a deferred foreign key: series and observations refer to each other."""
    return (
        f"FOREIGN KEY ({_quoted_list(key.columns)}) REFERENCES {_quoted(key.table)}"
        f" ({_quoted_list(key.references)}) DEFERRABLE INITIALLY DEFERRED"
    )


def _quoted_list(columns: Sequence[str]) -> str:
    return ", ".join(map(_quoted, columns))


def _sqlite_value(cell: Cell) -> str | int | float | None:
    return json_number(cell) if isinstance(cell, Decimal) else cell
