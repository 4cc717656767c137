"""What a re-user finds in the downloads: read back, they are the record, whatever it says."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TypeVar

import pytest

from terang import documents, model
from terang.derive import derive
from terang.distributions import files
from terang.distributions.tables import Table, tables
from terang.model import Catalog, Record

RecordType = TypeVar("RecordType", bound=Record)

TODAY = dt.date(2025, 6, 30)

HOSTILE = [
    "polos",
    # what a spreadsheet would run, each beginning of it
    '=HYPERLINK("http://example.org";"x")',
    "+62 812",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    # what CSV quotes, and what splits lines
    "kata \"bupati\", katanya; 'ya'",
    "satu\r\ndua\n\ntiga\rempat",
    "1\u20282\u20293\u00a04",
    # what breaks out of a page or a feed
    "</script><script>alert(1)</script><!-- ]]> &amp; {{ value('x') }} {% raw %}",
    # what readers of text trip over
    "\u200f\u0645\u0631\u062d\u0628\u0627 kanan ke kiri",
    "\U0001f468\u200d\U0001f33e pekerja e\u0301 \u00e9",
    "\ufeffBOM",
    "\\n \\u0041 \\",
    "NULL",
]

# Every text field of the data holds the text named TEXT.
SITE = """
publisher: {id: TEXT, en: TEXT}
contact: TEXT
licence: {id: TEXT, url: "https://example.org/licence"}
time_zone: Asia/Makassar
tag_authority: example.org,2025
format: 1
"""
SOURCE = """
title: TEXT
publisher: TEXT
type: news
language: id
note: {id: TEXT, en: TEXT}
"""
AREA = """
name: {id: TEXT, en: TEXT}
level: regency
codes: {scheme: TEXT}
"""
PROGRAMME = """
title: {id: TEXT, en: TEXT}
summary: {id: TEXT, en: TEXT}
agency: {id: TEXT, en: TEXT}
legal_basis: [paper]
facts:
  fee:
    title: {id: TEXT, en: TEXT}
    value: 0.5
    unit: {id: TEXT, en: TEXT}
    sources: [paper]
    per: {id: TEXT, en: TEXT}
    quote: TEXT
    note: {id: TEXT, en: TEXT}
"""
INDICATOR = """
title: {id: TEXT, en: TEXT}
definition: {id: TEXT, en: TEXT}
programme: cover
unit: {id: TEXT, en: TEXT}
direction: increase
measure: stock
summary: {id: TEXT, en: TEXT}
per: {id: TEXT, en: TEXT}
satu_data:
  concept: {id: TEXT, en: TEXT}
  interpretation: {id: TEXT, en: TEXT}
  method: {id: TEXT, en: TEXT}
  classification: {id: TEXT, en: TEXT}
  estimation_level: {id: TEXT, en: TEXT}
"""
REMARKS = """
    label: {id: TEXT, en: TEXT}
    by: {id: TEXT, en: TEXT}
    quote: TEXT
    note: {id: TEXT, en: TEXT}
    sources: [paper]
    withdrawn: {date: 2025-01-31, reason: {id: TEXT, en: TEXT}}
    revisions:
      - revised: 2025-01-31
        reason: {id: TEXT, en: TEXT}
        was: {quote: TEXT, note: {id: TEXT, en: TEXT}}
"""
SERIES = f"""
indicator: people
area: town
title: {{id: TEXT, en: TEXT}}
summary: {{id: TEXT, en: TEXT}}
observations:
  - date: 2024
    value: 1
    preferred: {{id: TEXT, en: TEXT}}
    breakdown: {{sex: {{male: 1, female: 0}}}}
{REMARKS}
targets:
  - value: 2
{REMARKS}
events:
  - date: 2024
    title: {{id: TEXT, en: TEXT}}
    text: {{id: TEXT, en: TEXT}}
{REMARKS}
population:
  label: {{id: TEXT, en: TEXT}}
  values:
    - {{date: 2023, value: 3, sources: [paper], note: {{id: TEXT, en: TEXT}}}}
"""

NO_TEXT = {
    *("id", "series", "anchor", "indicator", "area", "programme", "parent", "baseline"),
    *("type", "level", "language", "direction", "measure", "frequency", "status", "qualifier"),
    *("url", "archived", "read", "same_text_as", "replaces", "currency"),
    *("key", "dimension", "category"),
}
"""Columns of ids, addresses and chosen words."""


def a_record(kind: type[RecordType], template: str, text: str) -> RecordType:
    """A model from YAML in which every text is this one."""
    root = documents.parse("file", template.encode()).root
    return kind.model_validate(
        _with_text(root, text), context=model.Context("file", TODAY, ids={"source": None})
    )


def _with_text(node: documents.Node, text: str) -> documents.Node:
    """The tree with TEXT replaced, after parsing: no escape of YAML is in the way."""
    if isinstance(node, documents.Entries):
        for key, value in node.items():
            node[key] = _with_text(value, text)
    elif isinstance(node, documents.Items):
        node[:] = [_with_text(item, text) for item in node]
    elif node == "TEXT":
        return documents.Scalar.at(text, (1, 1), quoted=True)
    return node


def a_catalog(text: str) -> Catalog:
    """One of everything, each text this one."""
    return Catalog(
        site=a_record(model.Site, SITE, text),
        today=TODAY,
        sources={"paper": a_record(model.Source, SOURCE, text)},
        areas={"town": a_record(model.Area, AREA, text)},
        programmes={"cover": a_record(model.Programme, PROGRAMME, text)},
        indicators={"people": a_record(model.Indicator, INDICATOR, text)},
        series={"people-town": a_record(model.Series, SERIES, text)},
    )


def downloads(catalog: Catalog) -> dict[str, bytes]:
    """The files of a catalog."""
    derived = {
        key: derive(series, catalog.indicator_of(series), catalog.today)
        for key, series in catalog.series.items()
    }
    return files(catalog, derived)


def csv_rows(content: bytes) -> list[list[str]]:
    """A CSV file as Python's own reader has it, without the apostrophes that were set before."""
    lines = list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))
    return [[_without_apostrophe(cell) for cell in line] for line in lines]


def _without_apostrophe(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@\t\r") else cell


def as_text(cell: object) -> str:
    """What a cell reads as, said once more and apart from the code that writes it."""
    if cell is None:
        return ""
    return {True: "true", False: "false"}[cell] if isinstance(cell, bool) else str(cell)


@pytest.mark.parametrize("text", HOSTILE)
def test_csv_reads_back_as_the_tables(text: str) -> None:
    """Header and cells are the tables', whatever is written in them."""
    catalog = a_catalog(text)
    found = downloads(catalog)
    for table in tables(catalog):
        header, *rows = csv_rows(found[f"data/{table.name}.csv"])
        assert header == [column.name for column in table.columns]
        assert rows == [[as_text(cell) for cell in row] for row in table.rows]
        assert rows


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_come_back_whole_from_csv(text: str) -> None:
    """Every column of free text holds just the text that was written in the data."""
    catalog = a_catalog(text)
    found = downloads(catalog)
    counted = 0
    for table in tables(catalog):
        header, *rows = csv_rows(found[f"data/{table.name}.csv"])
        free = {
            column.name
            for column in table.columns
            if column.type == "string" and column.name not in NO_TEXT
        }
        for row in rows:
            cells = dict(zip(header, row, strict=True))
            assert {cells[name] for name in free} <= {text}, table.name
            counted += len(free)
    assert counted > 50
    was = [row[4] for row in csv_rows(found["data/revisions.csv"])[1:]]
    assert [json.loads(cell)["en"] if cell.startswith('{"id"') else cell for cell in was] == (
        [text] * 6
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_come_back_whole_from_json(text: str) -> None:
    """Quotes, notes, reasons and old texts are just what was written in the data."""
    found = json.loads(downloads(a_catalog(text))["data/people-town.json"])
    both = {"id": text, "en": text}
    assert found["title"] == found["population"]["label"] == both
    for kind in ("observations", "targets", "events"):
        (entry,) = found[kind]
        assert entry["quote"] == entry["revisions"][0]["was"]["quote"] == text
        assert entry["label"] == entry["by"] == entry["note"] == both
        assert entry["withdrawn"]["reason"] == entry["revisions"][0]["reason"] == both
    assert found["events"][0]["title"] == found["events"][0]["text"] == both
    assert found["observations"][0]["preferred"] == both


@pytest.mark.parametrize("text", HOSTILE)
def test_no_csv_cell_begins_like_a_formula(text: str) -> None:
    """A spreadsheet finds nothing to run."""
    for name, content in downloads(a_catalog(text)).items():
        if name.endswith(".csv"):
            for row in csv.reader(io.StringIO(content.decode(), newline="")):
                assert not any(cell.startswith(tuple("=+-@\t\r")) for cell in row)


def test_lines_end_in_crlf() -> None:
    """Outside quoted cells every line ends in CR LF, the last one too."""
    for name, content in downloads(a_catalog("a")).items():
        if name.endswith(".csv"):
            assert content.endswith(b"\r\n")
            assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")


def test_keys_hold() -> None:
    """A primary key tells rows apart; a foreign key that is filled names a row."""
    by_name = {table.name: table for table in tables(a_catalog("a"))}
    for table in by_name.values():
        names = {column.name for column in table.columns}
        assert names >= set(table.primary_key)
        if table.primary_key:
            keys = list(values(table, table.primary_key))
            assert len(set(keys)) == len(keys)
        for key in table.foreign_keys:
            known = set(values(by_name[key.table], key.references))
            assert {one for one in values(table, key.columns) if None not in one} <= known


def values(table: Table, names: Iterable[str]) -> Iterator[tuple[object, ...]]:
    """The cells of some columns, row by row."""
    columns = [column.name for column in table.columns]
    for row in table.rows:
        yield tuple(row[columns.index(name)] for name in names)


def test_order_of_the_folder_changes_no_byte() -> None:
    """Records may be read in any order."""
    catalog = a_catalog("a")
    one = catalog.series["people-town"]
    other = one.model_copy(update={"area": "city"})
    areas = {"town": catalog.areas["town"], "city": catalog.areas["town"]}
    series = {"people-town": one, "people-city": other}
    forwards = dataclasses.replace(catalog, series=series, areas=areas)
    backwards = dataclasses.replace(
        catalog,
        series=dict(reversed(series.items())),
        areas=dict(reversed(areas.items())),
    )
    assert list(downloads(forwards).items()) == list(downloads(backwards).items())


NUMBERS = {"value", "precision", "low", "high", "male", "female"}
RANGES = {
    *("absolute", "relative", "reached_share", "gap", "needed"),
    *("coverage_rate", "recent"),
}


def test_json_numbers_are_numbers() -> None:
    """Figures are JSON numbers, never texts or truth values; ranges are two of them or null."""
    found = json.loads(downloads(a_catalog("1"))["data/people-town.json"])
    seen = set()
    for key, value in pairs(found):
        if key in NUMBERS:
            assert type(value) in (int, float), key
            seen.add(key)
        elif key in RANGES:
            ends = value if isinstance(value, list) else [0, 0]
            assert value is None or isinstance(value, list)
            assert [type(end) in (int, float) for end in ends] == [True, True]
        elif isinstance(value, int | float):
            pytest.fail(f"{key} is a number")
    assert seen >= {"value", "male", "female"}


def pairs(node: object) -> Iterator[tuple[str, object]]:
    """Every key of a JSON text with its value, however deep."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield key, value
            yield from pairs(value)
    elif isinstance(node, list):
        for item in node:
            yield from pairs(item)


def test_json_is_utf_8_as_it_is_read() -> None:
    """Letters stand as they are, not as escapes; the file ends in a line break."""
    content = downloads(a_catalog("\U0001f33e é"))["data/people-town.json"]
    assert "\U0001f33e é" in content.decode()
    assert content.endswith(b"\n}\n")
    assert b"\r" not in content


def test_figures_keep_every_digit() -> None:
    """Numbers are the written digits in CSV, and as exact as JSON readers are in JSON."""
    template = SERIES.replace("value: 1\n", "value: 123456789012345678\n").replace(
        "breakdown: {sex: {male: 1, female: 0}}", "precision: 0.10"
    )
    catalog = a_catalog("a")
    series = {"people-town": a_record(model.Series, template, "a")}
    found = downloads(dataclasses.replace(catalog, series=series))
    header, row = csv_rows(found["data/observations.csv"])
    cells = dict(zip(header, row, strict=True))
    assert (cells["value"], cells["precision"]) == ("123456789012345678", "0.10")
    observation = json.loads(found["data/people-town.json"], parse_float=Decimal)["observations"][0]
    assert observation["value"] == 123456789012345678
    assert observation["precision"] == Decimal("0.1")
