"""transparency.sqlite has the tables with their keys, and views for common questions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from decimal import Decimal

import pytest
from tests.catalogs import HOSTILE, a_hostile, an_example, downloads, nothing

from terang.downloads.tables import record_tables
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


@pytest.mark.parametrize("catalog", [an_example(), nothing(), *map(a_hostile, HOSTILE)])
def test_it_reads_back_as_the_tables(catalog: Catalog) -> None:
    """The database has exactly the tables, columns, rows and values of the record."""
    with open_database(catalog) as connection:
        named = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid"
        assert [row["name"] for row in query_rows(connection, named)] == [
            table.name for table in record_tables(catalog)
        ]
        for table in record_tables(catalog):
            cursor = connection.execute(f'SELECT * FROM "{table.name}" ORDER BY rowid')  # noqa: S608
            assert [column[0] for column in cursor.description] == [
                column.name for column in table.columns
            ]
            expected = [
                tuple(float(cell) if isinstance(cell, Decimal) else cell for cell in row)
                for row in table.rows
            ]
            assert [tuple(row) for row in cursor] == expected


def test_whole_numbers_are_integers() -> None:
    """Whole numbers are stored as SQLite integers, which are exact."""
    with open_database(an_example()) as connection:
        types = "SELECT value, typeof(value) AS kind FROM observations ORDER BY value"
        found = [(row["value"], row["kind"]) for row in query_rows(connection, types)]
    assert found[0] == (-1.5, "real")
    assert found[1:] == [
        *((7, "integer"), (14000, "integer"), (85000, "integer"), (100000, "integer"))
    ]


def test_keys_are_declared_and_hold() -> None:
    """Primary and foreign keys are declared in SQLite, with all of their columns."""
    with open_database(an_example()) as connection:
        assert query_rows(connection, "PRAGMA foreign_key_check") == []
        for table in record_tables(an_example()):
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


def test_latest_figures() -> None:
    """Every series has a row with the latest figure and its source, or with an empty figure."""
    with open_database(an_example()) as connection:
        found = query_rows(connection, "SELECT * FROM latest_figures ORDER BY series")
    assert [(row["series"], row["value"]) for row in found] == [
        ("doubtful", None),
        ("people-town", 100000),
    ]
    assert found[1]["date"] == "2024-08-17"
    assert (found[1]["qualifier"], found[1]["publisher"]) == ("nearly", "Koran")
    assert (found[1]["unit_en"], found[1]["as_of"]) == ("people", "2025-06-30")


def test_target_states() -> None:
    """Each target has a row with its state, replacement and gap."""
    with open_database(an_example()) as connection:
        query = "SELECT series, anchor, state, replaced_by, gap_low FROM target_states"
        found = [tuple(row.values()) for row in query_rows(connection, query)]
    assert found == [
        ("doubtful", "target", "no-deadline", None, None),
        ("people-town", "target-2024", "met", "target-2025", -15000),
        ("people-town", "target-2025", "pending", None, 50000),
    ]


def test_contradictions() -> None:
    """Claims that contradict each other share a conflict number."""
    with open_database(an_example()) as connection:
        query = "SELECT conflict, anchor, kind, value, quote FROM contradictions"
        found = [tuple(row.values()) for row in query_rows(connection, query)]
    assert found == [
        (1, "result-2023-01-01-to-2023-04-30", "observation", 85000, '"85 ribu"'),
        (1, "target-2024", "target", 85000, None),
    ]


def test_claim_sources() -> None:
    """Each source of a claim has a row."""
    with open_database(an_example()) as connection:
        query = """SELECT position, source, publisher FROM claim_sources
                   WHERE anchor = 'result-2023-01-01-to-2023-04-30'"""
        found = [tuple(row.values()) for row in query_rows(connection, query)]
    assert found == [(0, "paper", "Koran"), (1, "copy", "Koran Lain")]


@pytest.mark.parametrize("catalog", [nothing(), *map(a_hostile, HOSTILE)])
def test_views_stand_on_any_record(catalog: Catalog) -> None:
    """Each view can be queried, without rows and with hostile texts."""
    views = ["claims", "claim_sources", "latest_figures", "target_states", "contradictions"]
    with open_database(catalog) as connection:
        named = "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY rowid"
        assert [row["name"] for row in query_rows(connection, named)] == views
        for view in views:
            query_rows(connection, f"SELECT * FROM {view}")  # noqa: S608
