"""terang-data.zip holds all downloads; pandas and SQLite answer questions from it alone."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest
from tests.catalogs import HOSTILE, a_hostile, an_example, downloads, tables_of


def unzipped() -> dict[str, bytes]:
    """Return the members of the example's archive by name."""
    content = downloads(an_example())["data/terang-data.zip"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def frame(content: bytes) -> pd.DataFrame:
    """Return a table as pandas reads it; `NULL` and `NA` stay texts."""
    return pd.read_csv(io.BytesIO(content), keep_default_na=False, na_values=[""])


def test_it_holds_every_download() -> None:
    """Members are the downloads, in order; only the feeds and the archive itself are outside."""
    found = downloads(an_example())
    inside = unzipped()
    assert list(inside) == sorted(inside)
    outside = {"data/terang-data.zip", "feed.xml", "en/feed.xml", "llms.txt"}
    del inside["README.md"], inside["LICENSE.txt"]
    assert {f"data/{name}": content for name, content in inside.items()} == {
        name: content for name, content in found.items() if name not in outside
    }


def test_it_says_what_it_is() -> None:
    """The README has publisher, notice, licence, version and every file; the licence is beside."""
    inside = unzipped()
    readme, licence = inside["README.md"].decode(), inside["LICENSE.txt"].decode()
    package = json.loads(inside["datapackage.json"])
    for text in (
        *("Penerbit", "Publisher", "An example, not official", "CC-BY-4.0", package["version"]),
        *("https://example.org/sub/", "2025-06-30", "format 2"),
    ):
        assert text in readme
    for name in set(inside) - {"README.md"}:
        ending = name.removeprefix("people-town").removeprefix("doubtful")
        assert ending in readme or name.startswith("ms-ind/"), name
    assert "https://example.org/licence" in licence


def test_it_knows_no_clock_and_no_platform() -> None:
    """The times, modes and systems of the members are fixed."""
    content = downloads(an_example())["data/terang-data.zip"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            assert member.date_time == (1980, 1, 1, 0, 0, 0)
            assert (member.create_system, member.external_attr) == (3, 0o100644 << 16)


def test_pandas_answers_from_it_alone() -> None:
    """The archive gives the latest figure, its source and the states of the targets."""
    inside = unzipped()
    derived = json.loads(inside["people-town.json"])["derived"]
    claims = frame(inside["observations.csv"]).set_index(["series", "anchor"])
    sources = frame(inside["sources.csv"]).set_index("id")
    latest = claims.loc[("people-town", derived["latest"]["anchors"][0])]
    assert (latest["value"], latest["date"]) == (100000, "2024-08-17")
    assert sources.loc[latest["sources"].split(";")[0], "publisher"] == "Koran"
    states = {target["anchor"]: target["state"] for target in derived["targets"]}
    assert states == {"target-2024": "met", "target-2025": "pending"}


def test_sqlite_answers_from_it_alone() -> None:
    """The database answers each question in a line of SQL."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(unzipped()["transparency.sqlite"])
        latest = "SELECT value, publisher FROM claims WHERE series = 'people-town' AND is_latest"
        assert database.execute(latest).fetchall() == [(100000, "Koran")]
        missed = "SELECT count(*) FROM targets WHERE state = 'missed'"
        assert database.execute(missed).fetchall() == [(0,)]


@pytest.mark.parametrize("text", HOSTILE)
def test_pandas_reads_back_the_tables(text: str) -> None:
    """Texts are read back whole, apart from the leading apostrophe."""
    found = downloads(a_hostile(text))
    for table in tables_of(a_hostile(text)):
        content = io.BytesIO(found[f"data/{table.name}.csv"])
        read_back = pd.read_csv(content, dtype=str, keep_default_na=False)
        assert list(read_back.columns) == [column.name for column in table.columns]
        for row, cells in zip(table.rows, read_back.itertuples(index=False), strict=True):
            for cell, again in zip(row, cells, strict=True):
                if isinstance(cell, str):
                    marked = again[:1] == "'" and again[1:2] in tuple("=+-@\t\r")
                    assert (again[1:] if marked else again) == cell


_PRINT = """
import hashlib, sys
sys.path[:0] = sys.argv[1:]
from tests.catalogs import an_example, downloads
for name, content in downloads(an_example()).items():
    print(name, hashlib.sha256(content).hexdigest())
"""


def test_no_seed_locale_or_zone_changes_a_byte() -> None:
    """Two processes that differ in hash seed, locale and time zone compute the same files."""
    root = Path(__file__).parents[2]

    def checksums(**environment: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", _PRINT, str(root), str(root / "hooks")],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    english = checksums(PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C.UTF-8")
    assert english == checksums(PYTHONHASHSEED="2", TZ="Asia/Makassar", LC_ALL="id_ID.UTF-8")
    assert "data/transparency.sqlite" in english
