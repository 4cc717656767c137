"""The downloads of a small catalog that has a record of every kind: tables, CSV and JSON."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.catalogs import (
    ADDRESS,
    an_example,
    download_context,
    downloads,
    nothing,
    tables_of,
)

from terang.downloads import archive, atom, csv_files, sqlite_file
from terang.downloads.columns import Column, ColumnType
from terang.downloads.json_values import json_text
from terang.downloads.registry import download_files
from terang.downloads.table import Table
from terang.model.definitions import Measure

GOLDEN = Path(__file__).with_name("golden")
"""The folder of the expected tables; their lines end in LF."""

NAMES = [
    *("indicators", "series", "observations", "targets", "events", "sources", "revisions"),
    *("replies", "population", "breakdowns", "breaks", "areas", "speakers", "programmes"),
    *("facts", "contacts", "themes", "dimensions", "categories", "claims", "claim_sources"),
    *("conflicts", "vintages", "decisions"),
]


@pytest.mark.parametrize("name", [*NAMES, "people-town"])
def test_csv_text(name: str) -> None:
    """Each CSV file equals its golden text, with CR LF as line ends."""
    text = downloads(an_example())[f"data/{name}.csv"].decode()
    assert text.splitlines() == (GOLDEN / f"{name}.csv").read_text("utf-8").splitlines()
    assert text.count("\r\n") == text.count("\n") == len(text.splitlines())


def test_every_table_is_golden() -> None:
    """The record has exactly the tables of the golden texts, in their order."""
    assert [table.name for table in tables_of(an_example())] == NAMES


def test_header_without_rows() -> None:
    """A table without rows has its header, and so has every table of an empty catalog."""
    found = downloads(nothing())
    assert found["data/breakdowns.csv"] == b"series,anchor,dimension,category,value\r\n"
    assert found["data/areas.csv"] == b"id,name_id,name_en,level,parent\r\n"
    tables = [content for name, content in found.items() if name.endswith(".csv")]
    assert [content.count(b"\r\n") for content in tables] == [1] * len(NAMES)


def test_cells_keep_their_types() -> None:
    """Cells have the Python type of their column, or are None."""
    by_name = {table.name: table for table in tables_of(an_example())}
    kinds = {
        ColumnType.STRING: str,
        ColumnType.NUMBER: Decimal,
        ColumnType.INTEGER: int,
        ColumnType.BOOLEAN: bool,
        ColumnType.DATE: str,
        ColumnType.PERIOD: str,
        ColumnType.LIST: str,
    }
    for table in by_name.values():
        for row in table.rows:
            for column, cell in zip(table.columns, row, strict=True):
                # A number among texts keeps its written digits.
                mixed = Decimal if column.name in {"was", "is", "value"} else str
                assert cell is None or isinstance(cell, kinds[column.type] | mixed), column
    types = {column.name: column.type for column in by_name["observations"].columns}
    assert types["date"] is ColumnType.PERIOD
    assert types["value"] is types["precision"] is ColumnType.NUMBER
    assert types["contradicts"] is ColumnType.LIST
    types = {column.name: column.type for column in by_name["sources"].columns}
    assert types["accessed"] is ColumnType.DATE
    assert types["published"] is ColumnType.PERIOD
    types = {column.name: column.type for column in by_name["indicators"].columns}
    assert types["decimals"] is ColumnType.INTEGER
    assert types["satu_data_public"] is ColumnType.BOOLEAN


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        # texts that a spreadsheet would run
        ("=1+1", "'=1+1"),
        ("+62", "'+62"),
        ("-1", "'-1"),
        ("@SUM", "'@SUM"),
        ("\tx", "'\tx"),
        ("\rx", '"\'\rx"'),
        # after blanks and line breaks, and with full-width and other forms of the signs
        ("\n=1+1", '"\'\n=1+1"'),
        (" \r\n =1", '"\' \r\n =1"'),
        ("\u00a0\u3000=1", "'\u00a0\u3000=1"),
        ("\ufeff=1", "'\ufeff=1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        (" \uff0b1", "' \uff0b1"),
        ("\uff0d1", "'\uff0d1"),
        ("\uff20SUM", "'\uff20SUM"),
        ("\ufe62\u207b", "'\ufe62\u207b"),
        # only at the beginning, and a single apostrophe
        ("\n", '"\n"'),
        (" x", " x"),
        ("–1", "–1"),
        ("a=1", "a=1"),
        ("==1", "'==1"),
        ("'quoted'", "'quoted'"),
        # texts that RFC 4180 quotes
        ("a,b", '"a,b"'),
        ('"', '""""'),
        ("a\r\nb", '"a\r\nb"'),
        ("a\nb", '"a\nb"'),
        # numbers: never an apostrophe, never an exponent
        (Decimal(-5), "-5"),
        (Decimal("-0.50"), "-0.50"),
        (Decimal("0.000000001"), "0.000000001"),
        (Decimal(123456789012345678), "123456789012345678"),
        (0, "0"),
        (True, "true"),
        (None, ""),
    ],
)
def test_csv_cell(cell: str | Decimal | int | None, text: str) -> None:
    """A cell has this text in CSV; the cell beside it keeps an empty cell from being quoted."""
    columns = (Column("a", ColumnType.STRING), Column("b", ColumnType.STRING))
    table = Table(name="t", columns=columns, make_rows=lambda: [("x", cell)])
    assert csv_files.csv_bytes(table).decode() == f"a,b\r\nx,{text}\r\n"


def series_of(name: str) -> dict[str, Any]:
    """Return the JSON tree of a series of the example."""
    found: dict[str, Any] = json.loads(downloads(an_example())[f"data/{name}.json"])
    return found


KEYS = [
    *("$schema", "format", "id", "indicator", "area", "title", "definition", "unit", "url"),
    *("publisher", "licence", "notice", "sources", "observations", "targets", "events"),
    *("population", "breaks", "replies", "derived"),
]
PAGE = f"{ADDRESS}coverage/people-town/"


SIGNS = " \n\r\t\u00a0\u2003\u3000\u200b\ufeff=+-@\uff1d\uff0b\ufe63'ax,\""


@given(st.text(st.sampled_from(SIGNS), max_size=8))
def test_no_cell_is_a_formula(text: str) -> None:
    """Without what spreadsheets skip and fold, no cell begins with a sign of a formula."""
    columns = (Column("a", ColumnType.STRING), Column("b", ColumnType.STRING))
    table = Table(name="t", columns=columns, make_rows=lambda: [("x", text)])
    content = csv_files.csv_bytes(table).decode()
    _, (_, cell) = csv.reader(io.StringIO(content, newline=""))
    folded = unicodedata.normalize("NFKC", cell).translate(dict.fromkeys(map(ord, "\u200b\ufeff")))
    assert not folded.strip().startswith(("=", "+", "-", "@"))
    assert not cell.startswith(("\t", "\r"))
    assert cell in (text, f"'{text}")
    if not cell.startswith("'"):
        assert cell == text


def test_json_of_a_series() -> None:
    """The JSON file has exactly these keys, whatever the series holds, and needs no other file."""
    text = downloads(an_example())["data/people-town.json"].decode()
    assert text.endswith("}\n")
    for name in ("people-town", "doubtful"):
        assert list(series_of(name)) == KEYS
    found = series_of("people-town")
    assert found["$schema"] == f"{ADDRESS}data/series.schema.json"
    assert (found["format"], found["url"]) == (2, PAGE)
    assert found["title"] == {"id": "Orang — Kota", "en": "People — Town"}
    assert (found["definition"], found["unit"]) == (
        {"id": "Siapa", "en": "Who"},
        {"id": "orang", "en": "people"},
    )
    assert series_of("doubtful")["unit"] == "percent"
    assert found["licence"] == {"id": "CC-BY-4.0", "url": "https://example.org/licence"}
    assert found["notice"]["en"] == "An example, not official"
    assert found["breaks"] == [
        {
            "date": "2022-06-01",
            "reason": {"id": "Cara menghitung berubah", "en": "Counted in another way"},
            "sources": ["paper"],
            "added": "2024-08-20",
        }
    ]
    assert found["population"] == {
        "label": {"id": "Pekerja", "en": "Workers"},
        "values": [
            {
                "date": "2023",
                "value": 160000,
                "sources": ["paper", "copy"],
                "added": "2024-08-20",
                "note": {"id": "Taksiran"},
            }
        ],
    }


def test_json_of_an_entry() -> None:
    """An entry is as in the data with corrections applied; what may be left out is filled in."""
    found = series_of("people-town")
    assert found["observations"][0] == {
        "anchor": "result-2022",
        "url": f"{PAGE}#result-2022",
        "date": "2022",
        "date_start": "2022-01-01",
        "date_end": "2022-12-31",
        **dict.fromkeys(("value", "value_low", "value_high"), 14000),
        "status": "final",
        "sources": ["paper"],
        "added": "2024-08-20",
        "revisions": [],
    }
    corrected = found["observations"][2]
    assert (corrected["value"], corrected["status"]) == (100000, "reported")
    assert "note" not in corrected
    assert corrected["breakdown"] == {
        "sex": {"male": 60000, "female": 40000},
        "age": {"young": None, "old": 10, "partial": True},
    }
    target = found["targets"][1]
    assert (target["due"], target["date_start"], target["by"]) == ("2025", "2025-01-01", "office")
    assert found["replies"][0]["date_end"] == "2024-10-31"
    assert found["replies"][0]["url"] == f"{PAGE}#reply-2024-10"
    entries = [*found["observations"], *found["targets"], *found["events"], *found["replies"]]
    assert all(list(entry)[:2] == ["anchor", "url"] for entry in entries)


def test_json_of_a_range() -> None:
    """The value of a range is null, and its ends are numbers."""
    entry = series_of("people-town")["observations"][4]
    assert (entry["value"], entry["value_low"], entry["value_high"]) == (None, 80000, 90000)


def test_json_of_corrections() -> None:
    """A correction has its day and reason, and each changed key before and after."""
    found = series_of("people-town")
    (revision,) = found["observations"][2]["revisions"]
    assert (revision["date"], revision["reason"]) == (
        "2024-09-01",
        {"id": "Salah salin", "en": "A slip"},
    )
    assert list(revision["was"]) == list(revision["is"])
    assert revision["was"]["value"] == 90000.5
    assert (revision["was"]["note"], revision["is"]["note"]) == (
        {"id": "Lama, sekali", "en": "Old"},
        None,
    )
    assert (revision["was"]["preferred"], revision["is"]["preferred"]) == (None, {"id": "Terbaru"})
    withdrawn = found["observations"][3]
    assert withdrawn["withdrawn"] == {
        "date": "2024-09-02",
        "reason": {"id": "Bukan di sini"},
        "by": None,
    }
    (event,) = found["events"]
    assert "withdrawn" not in event
    assert [(each["was"], each["is"]) for each in event["revisions"]] == [
        ({"withdrawn": None}, {"withdrawn": "2024-09-02"}),
        ({"withdrawn": "2024-09-02"}, {"withdrawn": None}),
    ]


def test_json_has_every_source_that_it_names() -> None:
    """The sources of entries, corrections, replies, breaks and population are there, whole."""
    found = series_of("people-town")
    assert list(found["sources"]) == ["copy", "paper"]
    assert found["sources"]["copy"] == {
        "title": "Kabar yang sama",
        "publisher": "Koran Lain",
        "type": "press-release",
        "language": "id",
        "published": "2024-08",
        "url": "https://example.org/a?b=1,2",
        "archived": "https://archive.example.org/a",
        "accessed": "2025-01-31",
        "read": "stored-copy",
        "same_text_as": "paper",
        "note": {"id": "Sama"},
    }


def test_a_cumulative_figure_stands_for_the_year_so_far() -> None:
    """In tables and JSON a cumulative figure begins on 1 January; a stock begins with its date."""
    catalog = an_example()
    cumulative = catalog.indicators["people"].model_copy(update={"measure": Measure.CUMULATIVE})
    indicators = {**catalog.indicators, "people": cumulative}
    changed = dataclasses.replace(catalog, indicators=indicators)
    entry = json.loads(downloads(changed)["data/people-town.json"])["observations"][2]
    assert (entry["date"], entry["date_start"], entry["date_end"]) == (
        *("2024-08-17", "2024-01-01", "2024-08-17"),
    )
    for name in ("observations.csv", "claims.csv"):
        text = downloads(changed)[f"data/{name}"].decode()
        assert "2024-08-17,2024-01-01,2024-08-17" in text
        assert "2024-08-17,2024-08-17,2024-08-17" not in text


def test_json_has_a_line_for_each_entry() -> None:
    """Each key and each entry has a line, so that versions can be compared line by line."""
    tree = {
        "a": [{"x": 1, "y": [1, 2]}, {"x": "é\n"}],
        "b": {"c": (1, 2), "d": None, "e": []},
        "f": [],
        "g": {},
        "h": "text",
        "i": True,
    }
    written = json_text(tree)
    assert json.loads(written) == {**tree, "b": {"c": [1, 2], "d": None, "e": []}}
    assert written.split("\n") == [
        "{",
        '  "a": [',
        '    {"x": 1, "y": [1, 2]},',
        '    {"x": "é\\n"}',
        "  ],",
        '  "b": {',
        '    "c": [1, 2],',
        '    "d": null,',
        '    "e": []',
        "  },",
        '  "f": [],',
        '  "g": {},',
        '  "h": "text",',
        '  "i": true',
        "}",
        "",
    ]


def test_derived_figures() -> None:
    """Derived figures are numbers or pairs of numbers, whole numbers without a point."""
    found = series_of("people-town")["derived"]
    fewest, most = 30 * 10000 / 230, 30 * 20000 / 230
    needed = 30 * 50000 / 501
    dated = {"date": "2024-08-17", "anchors": ["result-2024-08-17"]}
    base = {"date": "2023-12-31", "anchors": ["result-2023-12-31"]}
    reached = {**dated, "share": [20 / 17, 20 / 17], "gap": [-15000, -15000]}
    undecided = {"total": None, "part": None, "needed": None, "verdict": None}
    assert found == {
        "as_of": "2025-06-30",
        "latest": {**dated, "low": 100000, "high": 100000, "about": True},
        "alongside": None,
        "change": {
            "previous": {
                "from": base,
                "absolute": [10000, 20000],
                "relative": [1 / 9, 1 / 4],
                "same_speaker": True,
                "direction": "rise",
            },
            "baseline": None,
        },
        "unmatched": None,
        "coverage_rate": [0.625, 0.625],
        "conflicts": [
            {
                "kind": "contradicts",
                "anchors": ["result-2023-01-01-to-2023-04-30", "target-2024"],
                "preferred": None,
            }
        ],
        "targets": [
            {
                "anchor": "target-2024",
                "state": "met",
                "reason": None,
                "decided_by": ["result-2024-08-17"],
                "replaced_by": "target-2025",
                "now": reached,
                "at_deadline": reached,
                **undecided,
            },
            {
                "anchor": "target-2025",
                "state": "pending",
                "reason": None,
                "decided_by": [],
                "replaced_by": None,
                "now": {**dated, "share": [2 / 3, 2 / 3], "gap": [50000, 50000]},
                "at_deadline": None,
                **undecided,
                "needed": [needed, needed],
                "verdict": "behind",
            },
        ],
        "paces": {"baseline": None, "recent": [fewest, most]},
        "by_year": {
            "2022": {
                "date": "2022",
                "anchors": ["result-2022"],
                "low": 14000,
                "high": 14000,
                "others": None,
            },
            "2023": {**base, "low": 80000, "high": 90000, "others": None},
            "2024": {**dated, "low": 100000, "high": 100000, "others": None},
        },
        "freshness": None,
    }


def test_series_in_which_nothing_counts() -> None:
    """A series without a claim that counts has null figures and no targets."""
    found = series_of("doubtful")
    assert found["observations"][0]["value"] == -1.5
    assert found["population"] is None
    assert found["derived"] == {
        "as_of": "2025-06-30",
        "latest": None,
        "alongside": None,
        "change": {"previous": None, "baseline": None},
        "unmatched": None,
        "coverage_rate": None,
        "conflicts": [],
        "targets": [],
        "paces": {"baseline": None, "recent": None},
        "by_year": {},
        "freshness": None,
    }


def test_a_file_is_computed_when_first_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names are known at once; reading a file computes no other file, and its bytes are kept."""
    catalog = an_example()
    everything = downloads(catalog)
    for module, name in (
        (archive, "archive_pieces"),
        (atom, "_feed"),
        (sqlite_file, "sqlite_pieces"),
    ):
        monkeypatch.delattr(module, name)
    found = download_files(download_context(catalog))
    assert [*found] == [*everything]
    assert len(found) == len(everything)
    name = next(name for name in found if name.startswith("data/") and name.endswith(".json"))
    assert found[name] == everything[name]
    assert found[name] is found[name]
    assert "data/nothing.json" not in found
    with pytest.raises(NameError):
        found["feed.xml"]
