"""The tables as Parquet, for DuckDB, Spark, Arrow and R: an extra of `make publish`.

DuckDB writes them, in one thread and to a folder that is gone afterwards, so that the same record
gives the same bytes. It is imported late: a build without Parquet does not need it. Texts have no
apostrophe before them, which only spreadsheets need.
"""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from terang.downloads.cells import Cell
from terang.downloads.columns import ColumnType
from terang.downloads.edition import Edition
from terang.downloads.table import Table

ENDING = ".parquet"

# DuckDB's type of a column; all others are VARCHAR.
_TYPES: Mapping[ColumnType, str] = {
    ColumnType.NUMBER: "DOUBLE",
    ColumnType.INTEGER: "BIGINT",
    ColumnType.BOOLEAN: "BOOLEAN",
    ColumnType.DATE: "DATE",
}


def parquet_name(table_name: str) -> str:
    """Return the name of a table's Parquet file."""
    return f"{table_name}{ENDING}"


def can_write_parquet() -> bool:
    """Return whether tables can be written as Parquet: DuckDB is installed."""
    return importlib.util.find_spec("duckdb") is not None


def duckdb_type(kind: ColumnType) -> str:
    """Return the type of a column in a Parquet file, as DuckDB calls it."""
    return _TYPES.get(kind, "VARCHAR")


def parquet_bytes(table: Table, edition: Edition) -> bytes:
    """Return a table as Parquet; its metadata holds what must travel with the data."""
    import duckdb  # noqa: PLC0415 - only publishing has it

    columns = [
        f'"{column.name}" {duckdb_type(column.type)}{" NOT NULL" * column.required}'
        for column in table.columns
    ]
    lists = ", ".join(f"unnest(?::{duckdb_type(column.type)}[])" for column in table.columns)
    cells = [
        [_plain_cell(row[index], column.type) for row in table.rows]
        for index, column in enumerate(table.columns)
    ]
    metadata = ", ".join(f"{key}: {_quoted(text)}" for key, text in _metadata(edition).items())
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as database:
        database.execute("SET threads = 1")
        database.execute("SET autoinstall_known_extensions = false")
        path = Path(folder) / parquet_name(table.name)
        database.execute(f"CREATE TABLE rows ({', '.join(columns)})")
        database.execute(f"INSERT INTO rows SELECT {lists}", cells)
        database.execute(
            f"COPY rows TO {_quoted(str(path))} (FORMAT parquet, KV_METADATA {{{metadata}}})"
        )
        return path.read_bytes()


def _metadata(edition: Edition) -> dict[str, str]:
    """Return publisher, notice, licence, format and version; never the day of the build."""
    return {
        **{f"publisher_{code}": text for code, text in edition.publisher.items()},
        **{f"notice_{code}": text for code, text in (edition.notice or {}).items()},
        "licence": edition.licence.id,
        "licence_url": edition.licence.url,
        "format": str(edition.format),
        "version": edition.version,
        "url": edition.address,
    }


def _plain_cell(cell: Cell, kind: ColumnType) -> str | int | float | bool | None:
    """Return a cell for a column of a type; a number among texts keeps its written digits."""
    if not isinstance(cell, Decimal):
        return cell
    return float(cell) if kind is ColumnType.NUMBER else f"{cell:f}"


def _quoted(text: str) -> str:
    """Return a text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"
