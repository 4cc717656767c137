"""The downloads of a small catalog that has a record of every kind: tables, CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.catalogs import ADDRESS, an_example, derived_of, downloads, nothing

from terang.downloads import archive, atom, csv_files, sqlite_file
from terang.downloads.columns import Column, ColumnType
from terang.downloads.json_values import json_text
from terang.downloads.registry import DownloadContext, download_files
from terang.downloads.tables import Table, record_tables

GOLDEN = {
    "indicators": """\
id,title_id,title_en,definition_id,definition_en,programme,unit_id,unit_en,currency,direction,\
measure,summary_id,summary_en,decimals,per_id,per_en,frequency,satu_data_concept_id,\
satu_data_concept_en,satu_data_interpretation_id,satu_data_interpretation_en,satu_data_method_id,\
satu_data_method_en,satu_data_classification_id,satu_data_classification_en,\
satu_data_estimation_level_id,satu_data_estimation_level_en,satu_data_composite,satu_data_public
people,Orang,People,Siapa,Who,cover,orang,people,,increase,stock,,,0,,,irregular,Konsep,,,,,,,,,,\
false,
rate,Angka,Rate,Berapa,How many,cover,persen,percent,,none,flow,,,2,per tahun,,yearly,,,,,,,,,,,,
""",
    "series": """\
id,indicator,area,title_id,title_en,summary_id,summary_en,baseline,population_label_id,\
population_label_en
doubtful,rate,town,Diragukan,In doubt,,,,,
people-town,people,town,Orang — Kota,People — Town,Ringkas,,result-2022,Pekerja,
""",
    "observations": """\
series,anchor,date,value,status,qualifier,precision,preferred_id,preferred_en,label_id,label_en,\
by_id,by_en,quote,note_id,note_en,sources,contradicts,withdrawn_date,withdrawn_reason_id,\
withdrawn_reason_en
doubtful,result-2024,2024,-1.50,disputed,,,,,,,,,,Kenapa,,paper,,,,
people-town,result-2022,2022,14000,final,,,,,,,,,,,,paper,,,,
people-town,result-2023-01-01-to-2023-04-30,2023-01-01/2023-04-30,85000,disputed,,,,,awal 2023,\
early 2023,Bupati,,\"\"\"85 ribu\"\"\",Diragukan,Disputed,paper;copy,target-2024,,,
people-town,result-2024-08-17,2024-08-17,100000,reported,nearly,1000,Terbaru,,,,,,,,,paper,,,,
people-town,result-2024-wrong,2024-08-17,7,reported,,,,,,,,,,,,copy,,2024-09-02,Bukan di sini,
""",
    "targets": """\
series,anchor,value,due,announced,replaces,qualifier,precision,label_id,label_en,by_id,by_en,\
quote,note_id,note_en,sources,contradicts,withdrawn_date,withdrawn_reason_id,withdrawn_reason_en
doubtful,target,10.00,,,,,,,,,,,,,paper,,,,
people-town,target-2024,85000,2024,,,,,,,,,,,,paper,,,,
people-town,target-2025,150000,2025,2024-05-22,target-2024,,,,,,,,,,paper,,,,
""",
    "events": """\
series,anchor,date,title_id,title_en,text_id,text_en,label_id,label_en,by_id,by_en,quote,note_id,\
note_en,sources,contradicts,withdrawn_date,withdrawn_reason_id,withdrawn_reason_en
people-town,event-2023-q2,2023-Q2,Mulai,Start,Begitulah,,,,,,,,,paper,,,,
""",
    "sources": """\
id,title,publisher,type,language,published,url,archived,accessed,read,same_text_as,note_id,note_en
copy,Kabar yang sama,Koran Lain,press-release,id,2024-08,\"https://example.org/a?b=1,2\",\
https://archive.example.org/a,2025-01-31,stored-copy,paper,Sama,
paper,Kabar,Koran,news,id,,,,,,,,
""",
    "revisions": """\
series,anchor,revised,key,was,reason_id,reason_en
people-town,result-2024-08-17,2024-09-01,note,\"{\"\"id\"\":\"\"Lama, sekali\"\",\
\"\"en\"\":\"\"Old\"\"}\",Salah salin,A slip
people-town,result-2024-08-17,2024-09-01,sources,paper;copy,Salah salin,A slip
people-town,result-2024-08-17,2024-09-01,value,90000.50,Salah salin,A slip
people-town,result-2024-08-17,2024-09-01,status,reported,Salah salin,A slip
people-town,result-2024-08-17,2024-09-01,preferred,,Salah salin,A slip
people-town,result-2024-08-17,2024-09-01,breakdown,\"{\"\"sex\"\":{\"\"male\"\":1,\
\"\"female\"\":null}}\",Salah salin,A slip
""",
    "population": """\
series,date,value,sources,note_id,note_en
people-town,2023,160000,paper;copy,Taksiran,
""",
    "breakdowns": """\
series,anchor,dimension,category,value
people-town,result-2024-08-17,sex,male,60000
people-town,result-2024-08-17,sex,female,40000
people-town,result-2024-08-17,age,young,
people-town,result-2024-08-17,age,old,10
""",
    "areas": """\
id,name_id,name_en,level,parent,codes_bps,codes_kemendagri
land,Negeri,Land,country,,,
town,Kota,Town,regency,land,0102,01.02
""",
    "programmes": """\
id,title_id,title_en,summary_id,summary_en,agency_id,agency_en,legal_basis
cover,Perlindungan,Cover,\"Untuk semua, kata mereka\",,Dinas,Office,paper;copy
""",
    "facts": """\
programme,id,title_id,title_en,value,unit_id,unit_en,currency,per_id,per_en,date,quote,note_id,\
note_en,sources
cover,fee,Iuran,Fee,16800,,,IDR,per bulan,per month,2024-Q1,Rp16.800,,,paper
cover,share,Bagian,Share,0.24,persen,percent,,,,,,,,paper
""",
}


@pytest.mark.parametrize("name", GOLDEN)
def test_csv_text(name: str) -> None:
    """Each CSV file equals its golden text, with CR LF as line ends."""
    text = downloads(an_example())[f"data/{name}.csv"].decode()
    assert text == GOLDEN[name].replace("\n", "\r\n")


def test_every_table_is_golden() -> None:
    """The record has exactly the tables of the golden texts, in their order."""
    assert [table.name for table in record_tables(an_example())] == list(GOLDEN)


def test_header_without_rows() -> None:
    """A table without rows has its header, and so has every table of an empty catalog."""
    found = downloads(nothing())
    assert found["data/breakdowns.csv"] == b"series,anchor,dimension,category,value\r\n"
    assert found["data/areas.csv"] == b"id,name_id,name_en,level,parent\r\n"
    tables = [content for name, content in found.items() if name.endswith(".csv")]
    assert [content.count(b"\r\n") for content in tables] == [1] * 12


def test_cells_keep_their_types() -> None:
    """Cells have the Python type of their column, or are None."""
    by_name = {table.name: table for table in record_tables(an_example())}
    kinds = {
        ColumnType.STRING: str,
        ColumnType.NUMBER: Decimal,
        ColumnType.INTEGER: int,
        ColumnType.BOOLEAN: bool,
        ColumnType.DATE: str,
        ColumnType.PERIOD: str,
        ColumnType.LIST: str,
        ColumnType.ANY: str | Decimal,
    }
    for table in by_name.values():
        for row in table.rows:
            for column, cell in zip(table.columns, row, strict=True):
                assert cell is None or isinstance(cell, kinds[column.type]), (table.name, column)
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
    columns = (Column("a", ColumnType.STRING), Column("b", ColumnType.ANY))
    table = Table(name="t", columns=columns, make_rows=lambda: [("x", cell)])
    assert csv_files.csv_bytes(table).decode() == f"a,b\r\nx,{text}\r\n"


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
    """The JSON file has every key of a series, entries as written, and derived figures."""
    text = downloads(an_example())["data/people-town.json"].decode()
    found = json.loads(text)
    assert text.startswith('{\n  "id": "people-town",\n')
    assert text.endswith("}\n")
    assert list(found) == [
        *("id", "indicator", "area", "title"),
        *("observations", "targets", "events", "population", "derived"),
    ]
    assert found["title"] == {"id": "Orang — Kota", "en": "People — Town"}
    assert found["observations"][0] == {
        "anchor": "result-2022",
        "date": "2022",
        "value": 14000,
        "status": "final",
        "sources": ["paper"],
    }
    assert found["observations"][2] == {
        "anchor": "result-2024-08-17",
        "date": "2024-08-17",
        "value": 100000,
        "qualifier": "nearly",
        "precision": 1000,
        "preferred": {"id": "Terbaru"},
        "breakdown": {
            "sex": {"male": 60000, "female": 40000},
            "age": {"young": None, "old": 10, "partial": True},
        },
        "sources": ["paper"],
        "revisions": [
            {
                "revised": "2024-09-01",
                "reason": {"id": "Salah salin", "en": "A slip"},
                "was": {
                    "note": {"id": "Lama, sekali", "en": "Old"},
                    "sources": ["paper", "copy"],
                    "value": 90000.5,
                    "status": "reported",
                    "preferred": None,
                    "breakdown": {"sex": {"male": 1, "female": None}},
                },
            }
        ],
    }
    assert found["observations"][3]["withdrawn"] == {
        "date": "2024-09-02",
        "reason": {"id": "Bukan di sini"},
    }
    assert found["targets"][1] == {
        "anchor": "target-2025",
        "value": 150000,
        "due": "2025",
        "announced": "2024-05-22",
        "replaces": "target-2024",
        "sources": ["paper"],
    }
    assert found["events"][0]["anchor"] == "event-2023-q2"
    assert found["population"] == {
        "label": {"id": "Pekerja"},
        "values": [
            {
                "date": "2023",
                "value": 160000,
                "sources": ["paper", "copy"],
                "note": {"id": "Taksiran"},
            }
        ],
    }


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


def test_entries_are_led_by_their_anchor() -> None:
    """Every entry begins with its anchor, written or default."""
    found = json.loads(downloads(an_example())["data/people-town.json"])
    entries = [*found["observations"], *found["targets"], *found["events"]]
    assert all(next(iter(entry)) == "anchor" for entry in entries)


def test_derived_figures() -> None:
    """Derived figures are numbers or pairs of numbers, whole numbers without a point."""
    found = json.loads(downloads(an_example())["data/people-town.json"])["derived"]
    fewest, most = 30 * 86000 / 959, 30 * 86000 / 595
    needed = 30 * 50000 / 501
    dated = {"date": "2024-08-17", "anchors": ["result-2024-08-17"]}
    change = {
        "from": {"date": "2022", "anchors": ["result-2022"]},
        "absolute": [86000, 86000],
        "relative": [43 / 7, 43 / 7],
        "same_speaker": True,
        "direction": "rise",
    }
    reached = {**dated, "share": [20 / 17, 20 / 17], "gap": [-15000, -15000]}
    undecided = {"total": None, "part": None, "needed": None, "verdict": None}
    assert found == {
        "as_of": "2025-06-30",
        "latest": {**dated, "low": 100000, "high": 100000, "about": True},
        "alongside": None,
        "change": {"previous": change, "baseline": change},
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
                "verdict": "depends",
            },
        ],
        "paces": {"baseline": [fewest, most], "recent": [fewest, most]},
        "by_year": {
            "2022": {
                "date": "2022",
                "anchors": ["result-2022"],
                "low": 14000,
                "high": 14000,
                "others": None,
            },
            "2024": {**dated, "low": 100000, "high": 100000, "others": None},
        },
        "freshness": None,
    }


def test_series_in_which_nothing_counts() -> None:
    """A series without a claim that counts has null figures and its target states."""
    found = json.loads(downloads(an_example())["data/doubtful.json"])
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
        "targets": [
            {
                "anchor": "target",
                "state": "no-deadline",
                "reason": None,
                "decided_by": [],
                "replaced_by": None,
                "now": None,
                "at_deadline": None,
                "total": None,
                "part": None,
                "needed": None,
                "verdict": None,
            }
        ],
        "paces": {"baseline": None, "recent": None},
        "by_year": {},
        "freshness": None,
    }


def test_a_file_is_computed_when_first_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names are known at once; reading a file computes no other file, and its bytes are kept."""
    catalog = an_example()
    everything = downloads(catalog)
    for module, name in (
        (archive, "archive_bytes"),
        (atom, "_feed"),
        (sqlite_file, "sqlite_bytes"),
    ):
        monkeypatch.delattr(module, name)
    found = download_files(DownloadContext(catalog, ADDRESS), derived_of(catalog))
    assert [*found] == [*everything]
    assert len(found) == len(everything)
    name = next(name for name in found if name.startswith("data/") and name.endswith(".json"))
    assert found[name] == everything[name]
    assert found[name] is found[name]
    assert "data/nothing.json" not in found
    with pytest.raises(NameError):
        found["feed.xml"]
