"""transparency.sqlite has the tables with their keys, a full-text search and a table about it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from decimal import Decimal

import pytest
from tests.catalogs import HOSTILE, a_hostile, an_example, downloads, nothing, tables_of

from terang.model.catalog import Catalog


@contextmanager
def open_database(catalog: Catalog) -> Iterator[sqlite3.Connection]:
    """Yield a connection to a catalog's database."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(downloads(catalog)["data/transparency.sqlite"])
        connection.row_factory = sqlite3.Row
        yield connection


def query_rows(connection: sqlite3.Connection, query: str) -> list[Mapping[str, object]]:
    """Return the rows of a query."""
    return [dict(row) for row in connection.execute(query)]


STANDING = [a_hostile(text, is_withdrawn=False) for text in HOSTILE]
SEARCH = "claims_search"


@pytest.mark.parametrize("catalog", [an_example(), nothing(), *map(a_hostile, HOSTILE), *STANDING])
def test_it_reads_back_as_the_tables(catalog: Catalog) -> None:
    """The database has exactly the tables, columns, rows and values of the record."""
    with open_database(catalog) as connection:
        named = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid"
        names = [row["name"] for row in query_rows(connection, named)]
        assert [name for name in names if not str(name).startswith(SEARCH)] == [
            *(table.name for table in tables_of(catalog)),
            "about",
        ]
        for table in tables_of(catalog):
            cursor = connection.execute(f'SELECT * FROM "{table.name}" ORDER BY rowid')  # noqa: S608
            assert [column[0] for column in cursor.description] == [
                column.name for column in table.columns
            ]
            numbers = {
                index for index, column in enumerate(table.columns) if column.type == "number"
            }
            expected = [
                tuple(
                    (float(cell) if index in numbers else str(cell))
                    if isinstance(cell, Decimal)
                    else cell
                    for index, cell in enumerate(row)
                )
                for row in table.rows
            ]
            assert [tuple(row) for row in cursor] == expected


def test_nothing_of_the_program_is_in_it() -> None:
    """Neither the number of its changes nor the version of SQLite, by which its bytes differ."""
    data = downloads(an_example())["data/transparency.sqlite"]
    assert data.startswith(b"SQLite format 3\0")
    assert (data[24:28], data[92:100]) == (bytes(4), bytes(8))


def test_whole_numbers_are_integers() -> None:
    """Whole numbers are stored as SQLite integers, which are exact."""
    with open_database(an_example()) as connection:
        types = (
            "SELECT value, typeof(value) AS kind FROM observations"
            " WHERE value IS NOT NULL ORDER BY value"
        )
        found = [(row["value"], row["kind"]) for row in query_rows(connection, types)]
    assert found[0] == (-1.5, "real")
    assert found[1:] == [
        *((7, "integer"), (14000, "integer"), (85000, "integer"), (100000, "integer"))
    ]


def test_keys_are_declared_and_hold() -> None:
    """Primary and foreign keys are declared in SQLite, with all of their columns."""
    with open_database(an_example()) as connection:
        assert query_rows(connection, "PRAGMA foreign_key_check") == []
        for table in tables_of(an_example()):
            info = connection.execute(f"PRAGMA table_info({table.name})").fetchall()
            keyed = sorted((row["pk"], row["name"]) for row in info if row["pk"])
            assert tuple(name for _, name in keyed) == table.primary_key
            listed = connection.execute(f"PRAGMA foreign_key_list({table.name})").fetchall()
            found: dict[int, list[tuple[str, str, str]]] = {}
            for row in sorted(listed, key=lambda row: (row["id"], row["seq"])):
                found.setdefault(row["id"], []).append((row["from"], row["table"], row["to"]))
            expected = [
                [(a, key.table, b) for a, b in zip(key.columns, key.references, strict=True)]
                for key in table.foreign_keys
            ]
            assert sorted(found.values()) == sorted(expected)


def test_a_broken_key_is_refused() -> None:
    """The database rejects a change that breaks a foreign key."""
    with open_database(an_example()) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("UPDATE series SET baseline = 'gone' WHERE id = 'people-town'")
        with pytest.raises(sqlite3.IntegrityError):
            connection.commit()


def test_columns_have_a_type() -> None:
    """Every column declares its type, also without rows, so that no reader has to guess."""
    with open_database(nothing()) as connection:
        for table in tables_of(nothing()):
            info = connection.execute(f"PRAGMA table_info({table.name})").fetchall()
            assert {row["type"] for row in info} <= {"TEXT", "NUMERIC", "INTEGER", "DATE"}
        info = connection.execute("PRAGMA table_info(claims)").fetchall()
        types = {row["name"]: row["type"] for row in info}
    assert types["area_bps"] == types["date"] == "TEXT"
    assert (types["date_end"], types["value"], types["is_latest"]) == ("DATE", "NUMERIC", "INTEGER")


def test_it_has_no_views() -> None:
    """The database holds tables alone: DuckDB knows no types of a view's columns."""
    with open_database(an_example()) as connection:
        named = "SELECT name FROM sqlite_schema WHERE type = 'view'"
        assert query_rows(connection, named) == []


def test_latest_figures() -> None:
    """The latest figure of a series is a row of claims, with its source and address."""
    with open_database(an_example()) as connection:
        (row,) = query_rows(connection, "SELECT * FROM claims WHERE is_latest")
    assert (row["series"], row["value"], row["date_end"]) == ("people-town", 100000, "2024-08-17")
    assert (row["qualifier"], row["publisher"], row["unit"]) == ("nearly", "Koran", "orang")


def test_what_must_travel_does() -> None:
    """A table has publisher, notice, licence, format, version and the day of the states."""
    with open_database(an_example()) as connection:
        about = dict(connection.execute("SELECT key, value FROM about").fetchall())
    assert about["publisher_en"] == "Publisher"
    assert about["notice_id"] == "Situs contoh, tidak resmi"
    assert (about["licence"], about["format"]) == ("CC-BY-4.0", "2")
    assert (about["modified"], about["as_of"]) == ("2025-02-02", "2025-06-30")
    assert about["url"] == "https://example.org/sub/"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("bupati", ["people-town#result-2023-01-01-to-2023-04-30"]),
        ("mayor disputed", ["people-town#result-2023-01-01-to-2023-04-30"]),
        ("mulai", ["people-town#event-2023-q2"]),
        ("negeri", []),
    ],
)
def test_claims_are_found_by_their_words(words: str, found: list[str]) -> None:
    """The full-text search finds speakers, notes and titles in both languages."""
    query = """SELECT claim_id FROM claims WHERE rowid IN
               (SELECT rowid FROM claims_search WHERE claims_search MATCH ?)"""
    with open_database(an_example()) as connection:
        rows = connection.execute(query, [words]).fetchall()
    assert [row["claim_id"] for row in rows] == found


@pytest.mark.parametrize("catalog", [nothing(), *STANDING])
def test_the_search_has_a_row_for_each_claim(catalog: Catalog) -> None:
    """The search's rows have the numbers of the claims, whatever their texts are."""
    with open_database(catalog) as connection:
        both = "SELECT rowid, claim_id FROM claims_search ORDER BY rowid"
        claims = "SELECT rowid, claim_id FROM claims ORDER BY rowid"
        assert query_rows(connection, both) == query_rows(connection, claims)


def test_datasette_is_told_what_it_shows() -> None:
    """The metadata names each table and column, facets that exist, and the search."""
    found = json.loads(downloads(an_example())["data/transparency.metadata.json"])
    assert (found["license"], found["source_url"]) == ("CC-BY-4.0", "https://example.org/sub/")
    assert "An example, not official" in found["description"]
    tables = found["databases"]["transparency"]["tables"]
    assert list(tables) == [table.name for table in tables_of(an_example())]
    for table in tables_of(an_example()):
        names = [column.name for column in table.columns]
        assert list(tables[table.name]["columns"]) == names
        assert set(tables[table.name].get("facets", [])) <= set(names)
        assert tables[table.name].get("label_column", names[0]) in names
    assert tables["claims"]["fts_table"] == SEARCH
