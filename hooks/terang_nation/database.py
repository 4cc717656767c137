"""The outcome: one DuckDB file with the tables of all sites, and each of them as Parquet."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from terang.downloads.columns import Column, ColumnType
from terang.downloads.parquet_files import duckdb_type
from terang_nation.gather import GatheredSite
from terang_nation.gathered_tables import PlainCell, table_columns

NAME = "nation.duckdb"

_SITE = Column("site", ColumnType.STRING, required=True)
_SITES = (
    _SITE,
    Column("area", ColumnType.STRING, required=True),
    Column("address", ColumnType.STRING, required=True),
    Column("status", ColumnType.STRING, required=True, words=("read", "kept", "missing")),
    Column("problem", ColumnType.STRING),
    Column("as_of", ColumnType.DATE),
    Column("version", ColumnType.STRING),
    Column("claims", ColumnType.INTEGER, required=True),
)


def write_outcome(gathered: Sequence[GatheredSite], folder: Path) -> None:
    """Write the database and the Parquet files to a folder, each whole before it is replaced."""
    ordered = sorted(gathered, key=lambda found: found.site.id)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".gather-", dir=folder) as beside:
        whole = Path(beside)
        with duckdb.connect(str(whole / NAME)) as database:
            database.execute("SET threads = 1")
            database.execute("SET autoinstall_known_extensions = false")
            _write_table(database, "sites", _SITES, map(_site_row, ordered))
            for name, columns in table_columns().items():
                rows = (
                    (found.site.id, *row)
                    for found in ordered
                    if found.package is not None
                    for row in found.package.tables[name]
                )
                _write_table(database, name, (_SITE, *columns), rows)
            for name in ("sites", *table_columns()):
                path = whole / f"{name}.parquet"
                database.execute(f"COPY {name} TO '{_escaped(path)}' (FORMAT parquet)")
        for file in sorted(whole.iterdir()):
            shutil.move(file, folder / file.name)


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")


def _site_row(found: GatheredSite) -> tuple[PlainCell, ...]:
    package = found.package
    return (
        found.site.id,
        found.site.area,
        found.site.address,
        found.status,
        found.problem.code if found.problem else None,
        package.day if package else None,
        package.version if package else None,
        len(package.tables["claims"]) if package else 0,
    )


def _write_table(
    database: duckdb.DuckDBPyConnection,
    name: str,
    columns: Sequence[Column],
    rows: Iterable[tuple[PlainCell, ...]],
) -> None:
    """Create a table with typed columns, and fill it column by column."""
    types = [(column.name, duckdb_type(column.type)) for column in columns]
    described = ", ".join(f'"{column}" {kind}' for column, kind in types)
    database.execute(f"CREATE TABLE {name} ({described})")
    lists = ", ".join(f"unnest(?::{kind}[])" for _, kind in types)
    found = list(zip(*rows, strict=True)) or [()] * len(types)
    database.execute(f"INSERT INTO {name} SELECT {lists}", [list(cells) for cells in found])
