"""transparency.sqlite: the same tables with their keys, and views that answer what people ask."""

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
def database(catalog: Catalog) -> Iterator[sqlite3.Connection]:
    """A catalog's database, opened from its bytes."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(downloads(catalog)["data/transparency.sqlite"])
        connection.row_factory = sqlite3.Row
        yield connection


def rows(connection: sqlite3.Connection, query: str) -> list[Mapping[str, object]]:
    """What a query finds."""
    return [dict(row) for row in connection.execute(query)]


@pytest.mark.parametrize("catalog", [an_example(), nothing(), *map(a_hostile, HOSTILE)])
def test_it_reads_back_as_the_tables(catalog: Catalog) -> None:
    """The same tables, columns, rows and values; nothing but them."""
    with database(catalog) as connection:
        named = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid"
        assert [row["name"] for row in rows(connection, named)] == [
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
    """Their digits are exact, and they print without a point."""
    with database(an_example()) as connection:
        types = "SELECT value, typeof(value) AS kind FROM observations ORDER BY value"
        found = [(row["value"], row["kind"]) for row in rows(connection, types)]
    assert found[0] == (-1.5, "real")
    assert found[1:] == [
        *((7, "integer"), (14000, "integer"), (85000, "integer"), (100000, "integer"))
    ]


def test_keys_are_declared_and_hold() -> None:
    """Primary and foreign keys are SQLite's own, composite ones whole."""
    with database(an_example()) as connection:
        assert rows(connection, "PRAGMA foreign_key_check") == []
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
    """The database holds to its keys when somebody adds to it."""
    with database(an_example()) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("UPDATE series SET baseline = 'gone' WHERE id = 'people-town'")
        with pytest.raises(sqlite3.IntegrityError):
            connection.commit()


def test_latest_figures() -> None:
    """Who said the latest figure of each series; a series without one is there all the same."""
    with database(an_example()) as connection:
        found = rows(connection, "SELECT * FROM latest_figures ORDER BY series")
    assert [(row["series"], row["value"]) for row in found] == [
        ("doubtful", None),
        ("people-town", 100000),
    ]
    assert found[1]["date"] == "2024-08-17"
    assert (found[1]["qualifier"], found[1]["publisher"]) == ("nearly", "Koran")
    assert (found[1]["unit_en"], found[1]["as_of"]) == ("people", "2025-06-30")


def test_target_states() -> None:
    """What became of each target."""
    with database(an_example()) as connection:
        query = "SELECT series, anchor, state, replaced_by, gap_low FROM target_states"
        found = [tuple(row.values()) for row in rows(connection, query)]
    assert found == [
        ("doubtful", "target", "no-deadline", None, None),
        ("people-town", "target-2024", "replaced", "target-2025", None),
        ("people-town", "target-2025", "pending", None, 50000),
    ]


def test_contradictions() -> None:
    """Claims that contradict each other stand under one number, with their words."""
    with database(an_example()) as connection:
        query = "SELECT conflict, anchor, kind, value, quote FROM contradictions"
        found = [tuple(row.values()) for row in rows(connection, query)]
    assert found == [
        (1, "result-2023-01-01-to-2023-04-30", "observation", 85000, '"85 ribu"'),
        (1, "target-2024", "target", 85000, None),
    ]


def test_claim_sources() -> None:
    """A list of sources comes apart into rows."""
    with database(an_example()) as connection:
        query = """SELECT position, source, publisher FROM claim_sources
                   WHERE anchor = 'result-2023-01-01-to-2023-04-30'"""
        found = [tuple(row.values()) for row in rows(connection, query)]
    assert found == [(0, "paper", "Koran"), (1, "copy", "Koran Lain")]


@pytest.mark.parametrize("catalog", [nothing(), *map(a_hostile, HOSTILE)])
def test_views_stand_on_any_record(catalog: Catalog) -> None:
    """Without rows, and whatever is written, each view can be asked."""
    views = ["claims", "claim_sources", "latest_figures", "target_states", "contradictions"]
    with database(catalog) as connection:
        named = "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY rowid"
        assert [row["name"] for row in rows(connection, named)] == views
        for view in views:
            rows(connection, f"SELECT * FROM {view}")  # noqa: S608
