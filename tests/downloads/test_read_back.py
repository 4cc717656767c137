"""The downloads, read back as a re-user does, are the record, whatever its texts are."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal

import pytest
from tests.catalogs import HOSTILE, SERIES, a_hostile, downloads, hostile_series, tables_of

from terang.downloads.table import Table
from terang.model.catalog import with_ids

NO_TEXT = {
    *("id", "series", "anchor", "indicator", "area", "programme", "parent", "baseline"),
    *("type", "level", "language", "direction", "measure", "frequency", "status", "qualifier"),
    *("url", "archived", "read", "same_text_as", "replaces", "currency"),
    *("key", "dimension", "category", "theme", "by", "to", "see", "withdrawn_by", "withdrawn_see"),
    *("state", "reason", "replaced_by", "claim_id", "kind", "area_bps", "source", "about"),
    *("source_type", "source_read", "source_url", "preferred"),
}
"""Columns of ids, addresses and closed lists of words."""

MIXED = {("revisions", "was"), ("revisions", "is"), ("vintages", "value")}
"""Columns that hold the value of any key."""


def csv_rows(content: bytes) -> list[list[str]]:
    """Return the rows of a CSV file as Python's reader does, without leading apostrophes."""
    lines = list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))
    return [[_without_apostrophe(cell) for cell in line] for line in lines]


def _without_apostrophe(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@\t\r") else cell


def as_text(cell: object) -> str:
    """Return the expected text of a cell, independent of the code under test."""
    if cell is None:
        return ""
    return {True: "true", False: "false"}[cell] if isinstance(cell, bool) else str(cell)


@pytest.mark.parametrize("text", HOSTILE)
def test_csv_reads_back_as_the_tables(text: str) -> None:
    """Header and cells equal those of the tables, whatever the texts are."""
    filled = set()
    for catalog in (a_hostile(text), a_hostile(text, is_withdrawn=False)):
        found = downloads(catalog)
        for table in tables_of(catalog):
            header, *rows = csv_rows(found[f"data/{table.name}.csv"])
            assert header == [column.name for column in table.columns]
            assert rows == [[as_text(cell) for cell in row] for row in table.rows]
            filled |= {table.name} if rows else set()
    assert filled == {table.name for table in tables_of(a_hostile(text))}


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_come_back_whole_from_csv(text: str) -> None:
    """Every column of free text holds the text of the data unchanged."""
    catalog = a_hostile(text)
    found = downloads(catalog)
    counted = 0
    for table in tables_of(catalog):
        header, *rows = csv_rows(found[f"data/{table.name}.csv"])
        free = {
            column.name
            for column in table.columns
            if column.type == "string"
            and column.name not in NO_TEXT
            and (table.name, column.name) not in MIXED
        }
        for row in rows:
            cells = dict(zip(header, row, strict=True))
            unfilled = {""} if cells.get("withdrawn_date") == "" else set()
            assert {cells[name] for name in free} <= {text, *unfilled}, table.name
            counted += len(free)
    assert counted > 50
    changes = [row[3:6] for row in csv_rows(found["data/revisions.csv"])[1:]]
    assert changes == [["quote", "lama", text], ["withdrawn", "", "2025-02-01"]] * 3


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_come_back_whole_from_json(text: str) -> None:
    """Quotes, notes, reasons and earlier texts are those of the data, unchanged."""
    found = json.loads(downloads(a_hostile(text))["data/people-town.json"])
    both = {"id": text, "en": text}
    assert found["title"] == found["population"]["label"] == both
    for kind in ("observations", "targets", "events"):
        (entry,) = found[kind]
        assert entry["quote"] == entry["revisions"][0]["is"]["quote"] == text
        assert entry["label"] == entry["note"] == both
        assert entry["withdrawn"]["reason"] == entry["revisions"][0]["reason"] == both
    assert found["replies"][0]["text"] == found["breaks"][0]["reason"] == both
    assert found["sources"]["paper"]["title"] == text
    assert found["publisher"] == found["notice"] == found["definition"] == found["unit"] == both
    assert found["events"][0]["title"] == found["events"][0]["text"] == both
    assert found["observations"][0]["preferred"] == both


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_come_back_whole_from_claims(text: str) -> None:
    """The flat table and the citations hold the text of the data unchanged."""
    found = downloads(a_hostile(text, is_withdrawn=False))
    header, *rows = csv_rows(found["data/people-town.csv"])
    assert [header, *rows] == csv_rows(found["data/claims.csv"])
    for row in rows:
        cells = dict(zip(header, row, strict=True))
        for name in ("speaker_id", "speaker_en", "publisher", "quote"):
            assert cells[name] == text
    for item in json.loads(found["data/people-town.csl.json"]):
        assert item["note"] == item["original-title"] == item["publisher"] == text
        assert item["author"] == [{"literal": text}]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_csv_cell_begins_like_a_formula(text: str) -> None:
    """No cell begins with a character that starts a formula."""
    for name, content in downloads(a_hostile(text)).items():
        if name.endswith(".csv"):
            for row in csv.reader(io.StringIO(content.decode(), newline="")):
                assert not any(cell.startswith(tuple("=+-@\t\r")) for cell in row)


def test_lines_end_in_crlf() -> None:
    """Every line ends in CR LF, the last line included."""
    for name, content in downloads(a_hostile("a")).items():
        if name.endswith(".csv"):
            assert content.endswith(b"\r\n")
            assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")


def test_keys_hold() -> None:
    """Primary keys are unique, and a filled foreign key names a row."""
    by_name = {table.name: table for table in tables_of(a_hostile("a"))}
    for table in by_name.values():
        names = {column.name for column in table.columns}
        assert names >= set(table.primary_key)
        if table.primary_key:
            keys = list(column_values(table, table.primary_key))
            assert len(set(keys)) == len(keys)
        for key in table.foreign_keys:
            known = set(column_values(by_name[key.table], key.references))
            assert {
                value for value in column_values(table, key.columns) if None not in value
            } <= known


def column_values(table: Table, names: Iterable[str]) -> Iterator[tuple[object, ...]]:
    """Yield the cells of the named columns of each row."""
    columns = [column.name for column in table.columns]
    for row in table.rows:
        yield tuple(row[columns.index(name)] for name in names)


def test_order_of_the_folder_changes_no_byte() -> None:
    """The downloads do not depend on the order in which records are read."""
    catalog = a_hostile("a")
    town = catalog.series["people-town"]
    city = town.model_copy(update={"area": "city"})
    areas = with_ids({"town": catalog.areas["town"], "city": catalog.areas["town"]})
    series = with_ids({"people-town": town, "people-city": city})
    forwards = dataclasses.replace(catalog, series=series, areas=areas)
    backwards = dataclasses.replace(
        catalog,
        series=dict(reversed(series.items())),
        areas=dict(reversed(areas.items())),
    )
    assert list(downloads(forwards).items()) == list(downloads(backwards).items())


NUMBERS = {"value", "value_low", "value_high", "precision", "low", "high", "male", "female"}
"""Keys of figures; `value` is a mapping where it is changed to a range, and null beside one."""
RANGES = {
    *("absolute", "relative", "reached_share", "gap", "needed"),
    *("coverage_rate", "recent"),
}


def test_json_numbers_are_numbers() -> None:
    """Figures are JSON numbers, never texts or booleans; ranges are two numbers or null."""
    found = json.loads(downloads(a_hostile("1"))["data/people-town.json"])
    seen = set()
    for key, value in key_values(found):
        if key in NUMBERS:
            assert type(value) in (int, float), key
            seen.add(key)
        elif key in RANGES:
            ends = value if isinstance(value, list) else [0, 0]
            assert value is None or isinstance(value, list)
            assert [type(end) in (int, float) for end in ends] == [True, True]
        elif isinstance(value, int | float) and key != "format":
            pytest.fail(f"{key} is a number")
    assert seen >= {"value", "male", "female"}


def key_values(node: object) -> Iterator[tuple[str, object]]:
    """Yield every key of a JSON tree with its value, at any depth."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield key, value
            yield from key_values(value)
    elif isinstance(node, list):
        for member in node:
            yield from key_values(member)


def test_json_is_utf_8_as_it_is_read() -> None:
    """Characters are not escaped, and the file ends in a line break."""
    content = downloads(a_hostile("\U0001f33e é"))["data/people-town.json"]
    assert "\U0001f33e é" in content.decode()
    assert content.endswith(b"\n}\n")
    assert b"\r" not in content


def test_figures_keep_every_digit() -> None:
    """Numbers keep their written digits in CSV and their exact values in JSON."""
    template = SERIES.replace("value: 1\n", "value: 123456789012345678\n").replace(
        "breakdown: {sex: {male: 1, female: 0}}", "precision: 0.10"
    )
    catalog = a_hostile("a")
    series = with_ids({"people-town": hostile_series("a", template)})
    found = downloads(dataclasses.replace(catalog, series=series))
    header, row = csv_rows(found["data/observations.csv"])
    cells = dict(zip(header, row, strict=True))
    assert (cells["value"], cells["precision"]) == ("123456789012345678", "0.10")
    observation = json.loads(found["data/people-town.json"], parse_float=Decimal)["observations"][0]
    assert observation["value"] == 123456789012345678
    assert observation["precision"] == Decimal("0.1")
