"""The tables as Parquet: typed as in the database, the same bytes each time, and listed."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import json
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.catalogs import a_hostile, an_example, download_context, nothing
from tests.downloads.test_guide import page_of, publish
from tests.small_site import REPOSITORY, a_project, environment

from terang.downloads import parquet_files
from terang.downloads.columns import Column, ColumnType
from terang.downloads.lazy_files import LazyFiles
from terang.downloads.registry import DownloadContext, download_files
from terang.downloads.table import Table
from terang.model.catalog import Catalog
from terang_mkdocs.__main__ import main

TYPES = {
    ColumnType.NUMBER: "DOUBLE",
    ColumnType.INTEGER: "BIGINT",
    ColumnType.BOOLEAN: "BOOLEAN",
    ColumnType.DATE: "DATE",
}


def with_parquet(catalog: Catalog) -> tuple[DownloadContext, LazyFiles]:
    """Return the downloads of a catalog with Parquet, and what they are made from."""
    context = dataclasses.replace(download_context(catalog), with_parquet=True)
    return context, download_files(context)


def read(data: bytes, folder: Path, query: str) -> list[Any]:
    """Return the answer to a query of a file, `{file}` in it."""
    path = folder / "table.parquet"
    path.write_bytes(data)
    with duckdb.connect() as database:
        return database.execute(query.replace("{file}", f"'{path}'")).fetchall()


def plain(cell: object) -> object:
    """Return a cell of a table as Parquet has it."""
    return float(cell) if isinstance(cell, Decimal) else cell


@pytest.mark.parametrize("catalog", [an_example(), nothing(), a_hostile("=\u0001'\"\n;--")])
def test_each_table_is_typed(catalog: Catalog, tmp_path: Path) -> None:
    """Columns have the types of their cells, also in a table without rows; rows are the table's."""
    context, files = with_parquet(catalog)
    for table in context.tables:
        data = files[f"data/{table.name}.parquet"]
        described = read(data, tmp_path, "DESCRIBE SELECT * FROM {file}")
        assert [(name, kind) for name, kind, *_ in described] == [
            (column.name, TYPES.get(column.type, "VARCHAR")) for column in table.columns
        ]
        is_text = [column.type is not ColumnType.NUMBER for column in table.columns]
        is_day = [column.type is ColumnType.DATE for column in table.columns]
        rows = [
            tuple(
                f"{cell:f}"
                if text and isinstance(cell, Decimal)
                else dt.date.fromisoformat(str(cell))
                if day and cell is not None
                else plain(cell)
                for cell, text, day in zip(row, is_text, is_day, strict=True)
            )
            for row in table.rows
        ]
        assert read(data, tmp_path, "SELECT * FROM {file}") == rows, table.name


def test_it_says_what_the_database_says(tmp_path: Path) -> None:
    """The tables have the rows that the database has."""
    context, files = with_parquet(an_example())
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(files["data/transparency.sqlite"])
        for table in context.tables:
            data = files[f"data/{table.name}.parquet"]
            (count,) = database.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()  # noqa: S608
            assert read(data, tmp_path, "SELECT count(*) FROM {file}") == [(count,)]


def test_what_must_travel_does(tmp_path: Path) -> None:
    """Publisher, notice, licence, format and version are in each file; the day of the build not."""
    context, files = with_parquet(an_example())
    query = "SELECT decode(key), decode(value) FROM parquet_kv_metadata({file})"
    found = dict(read(files["data/claims.parquet"], tmp_path, query))
    edition = context.edition
    assert edition.notice is not None
    assert found == {
        "publisher_id": edition.publisher["id"],
        "publisher_en": edition.publisher["en"],
        "notice_id": edition.notice["id"],
        "notice_en": edition.notice["en"],
        "licence": edition.licence.id,
        "licence_url": edition.licence.url,
        "format": "2",
        "version": edition.version,
        "url": edition.address,
    }


def test_the_bytes_are_the_same() -> None:
    """Another process, and many rows, give the same bytes."""
    columns = (Column("text", ColumnType.STRING), Column("number", ColumnType.NUMBER))
    table = Table(
        name="many",
        columns=columns,
        make_rows=lambda: ((f"row {n % 977}", Decimal(n) / 8) for n in range(300_000)),
    )
    edition = download_context(an_example()).edition
    first, second = (parquet_files.parquet_bytes(table, edition) for _ in range(2))
    assert first == second
    program = """if True:
        import dataclasses, hashlib, sys
        from tests.catalogs import an_example, download_context
        from terang.downloads.registry import download_files
        context = dataclasses.replace(download_context(an_example()), with_parquet=True)
        files = download_files(context)
        for name in sorted(files):
            if name.endswith(".parquet"):
                print(name, hashlib.sha256(files[name]).hexdigest())
    """
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=REPOSITORY,
            env=environment(),
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for _ in range(2)
    }
    assert len(answers) == 1
    assert answers.pop().count(".parquet") == len(download_context(an_example()).tables)


def test_they_are_listed() -> None:
    """The list of files, the catalogue and the page on data name them; the archive has none."""
    context, files = with_parquet(an_example())
    names = {f"{table.name}.parquet" for table in context.tables}
    index = {file["name"]: file for file in json.loads(files["data/index.json"])["files"]}
    assert names <= index.keys()
    assert index["claims.parquet"]["media_type"] == "application/vnd.apache.parquet"
    assert index["claims.parquet"]["bytes"] == len(files["data/claims.parquet"])
    catalogue = files["data/catalog.jsonld"].decode()
    assert all(f"/data/{name}#distribution" in catalogue for name in names)
    archive = zipfile.ZipFile(BytesIO(files["data/terang-data.zip"])).namelist()
    assert not [name for name in archive if name.endswith(".parquet")]
    published = dataclasses.replace(publish(an_example()), with_parquet=True)
    for language, root in (("id", "../"), ("en", "../../")):
        links = {link.get("href") for link in page_of(published, language).iter("a")}
        assert {f"{root}data/{name}" for name in names} <= links


def test_without_parquet() -> None:
    """A build without the extra has no such file, and the page on data does not speak of it."""
    assert not [
        name for name in download_files(download_context(an_example())) if "parquet" in name
    ]
    page = page_of(publish(an_example()), "id")
    assert not [link for link in page.iter("a") if "parquet" in (link.get("href") or "")]


def test_a_site_with_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One process and two publish the same files, and whoever verifies the site builds them."""
    project = a_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1782792000")
    assert main(["site", "--parquet", "--processes=1"]) == 0
    first = project.published()
    assert b"pkg:pypi/duckdb@" in first["bom.json"]
    assert main(["site", "--parquet", "--force", "--processes=2"]) == 0
    assert project.published() == first
    assert len([name for name in first if name.endswith(".parquet")]) == len(
        download_context(an_example()).tables
    )
    assert main(["verify", "site"]) == 0


def test_without_duckdb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without DuckDB the command says so, and publishes nothing."""
    project = a_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(parquet_files, "can_write_parquet", lambda: False)
    complained = StringIO()
    with contextlib.redirect_stderr(complained):
        assert main(["site", "--parquet"]) == 1
    assert "DuckDB" in complained.getvalue()
    assert not project.site.exists()
