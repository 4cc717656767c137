"""The tables as one SQLite database, with their keys, and views that answer what people ask.

Built in memory and taken as bytes: no file, no clock, so the same record is the same database.
Numbers are stored as SQLite has them, whole ones as integers; truth values are 0 and 1.
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

# What SQLite makes of a column's type; `was` holds texts and numbers, and has none.
_TYPES: Mapping[ColumnType, str] = {
    ColumnType.NUMBER: " NUMERIC",
    ColumnType.INTEGER: " INTEGER",
    ColumnType.BOOLEAN: " INTEGER",
    ColumnType.ANY: "",
}


def sqlite_files(tables: Sequence[Table], derived: Mapping[str, Derived]) -> dict[str, bytes]:
    """The one database."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.execute(f"PRAGMA page_size = {_PAGE_SIZE}")
        database.execute("PRAGMA encoding = 'UTF-8'")
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("BEGIN")
        for table in tables:
            database.execute(_creation(table))
        for table in tables:
            places = ", ".join("?" for _ in table.columns)
            rows = ([_bound(cell) for cell in row] for row in table.rows)
            database.executemany(f"INSERT INTO {sql_name(table.name)} VALUES ({places})", rows)  # noqa: S608
        for view in sqlite_views.view_statements(derived):
            database.execute(view)
        database.execute("COMMIT")  # refuses what a foreign key does not find
        return {NAME: database.serialize()}


def sql_name(name: str) -> str:
    """A name of a table or column as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def _creation(table: Table) -> str:
    parts = [*map(_column, table.columns)]
    if table.primary_key:
        parts.append(f"PRIMARY KEY ({_names(table.primary_key)})")
    parts += map(_foreign_key, table.foreign_keys)
    return f"CREATE TABLE {sql_name(table.name)} (\n  " + ",\n  ".join(parts) + "\n)"


def _column(column: Column) -> str:
    required = " NOT NULL" if column.required else ""
    return f"{sql_name(column.name)}{_TYPES.get(column.type, ' TEXT')}{required}"


def _foreign_key(key: ForeignKey) -> str:
    """Checked at the end: series and observations refer to each other."""
    return (
        f"FOREIGN KEY ({_names(key.columns)}) REFERENCES {sql_name(key.table)}"
        f" ({_names(key.references)}) DEFERRABLE INITIALLY DEFERRED"
    )


def _names(columns: Sequence[str]) -> str:
    return ", ".join(map(sql_name, columns))


def _bound(cell: Cell) -> str | int | float | None:
    return json_number(cell) if isinstance(cell, Decimal) else cell
