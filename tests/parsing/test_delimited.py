"""Tables of entries: the same tree as a YAML file, whatever program has saved them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests import everything
from tests.tables import as_table

from terang.diagnostics import problem_catalogue, report_text
from terang.loading.data_folder import LoadedData, read_data, read_document
from terang.model.catalog import Catalog
from terang.parsing.decoding import MAX_BYTES
from terang.parsing.yaml_blocks import plain_tree
from terang.parsing.yaml_document import MAX_LEVELS, Document

PATH = "data/coverage/covered-town/rekap.csv"
NOON = dt.datetime.fromisoformat(f"{everything.TODAY}T04:00:00+00:00")


def parsed(text: str | bytes) -> Document:
    """Return the document of a table."""
    return read_document(PATH, text if isinstance(text, bytes) else text.encode())


def tree_of(text: str | bytes) -> Any:  # noqa: ANN401
    """Return the tree of a sound table."""
    document = parsed(text)
    assert document.problems == (), report_text(document.problems)
    return plain_tree(document.root)


def found(text: str | bytes) -> list[str]:
    """Return `row:column: code` of each problem of a table."""
    return [
        f"{problem.place.line}:{problem.place.column}: {problem.code}"
        for problem in parsed(text).problems
    ]


# --- cells -----------------------------------------------------------------------------------


def test_a_row_is_a_record() -> None:
    """Each row stands in the list of its kind; without a kind it is an observation."""
    text = (
        "kind,date,value,to,id,title\n"
        ",2022,5,,,\n"
        "target,,9,,,\n"
        "event,2023,,,,\n"
        "observation,2024,7,,,\n"
        "correction,2025-01-31,,,,\n"
        "reply,2025,,result-2022,,\n"
        "source,,,,news,Kabar\n"
    )
    assert tree_of(text) == {
        "observations": [{"date": "2022", "value": "5"}, {"date": "2024", "value": "7"}],
        "targets": [{"value": "9"}],
        "events": [{"date": "2023"}],
        "corrections": [{"date": "2025-01-31"}],
        "replies": [{"date": "2025", "to": "result-2022"}],
        "sources": {"news": {"title": "Kabar"}},
    }


def test_a_point_leads_into_a_record() -> None:
    """A column with points holds a value of a record within the record."""
    text = "date,note.id,note.en,value.low,value.high,breakdown.sex.m,set.note.id\n"
    text += "2022,teks,text,1,2,3,lain\n"
    assert tree_of(text)["observations"] == [
        {
            "date": "2022",
            "note": {"id": "teks", "en": "text"},
            "value": {"low": "1", "high": "2"},
            "breakdown": {"sex": {"m": "3"}},
            "set": {"note": {"id": "lain"}},
        }
    ]


@pytest.mark.parametrize(
    ("cell", "sources"),
    [
        ("a", ["a"]),
        ("a | b", ["a", "b"]),
        ("a | b | c", ["a", "b", "c"]),
        (" a  |  b ", ["a", "b"]),
        ("a|b", ["a|b"]),
    ],
)
def test_lists_are_joined(cell: str, sources: list[str]) -> None:
    """Sources and contradictions are lists; blanks stand around their bar."""
    assert tree_of(f"date,sources\n2022,{cell}\n")["observations"][0]["sources"] == sources
    (entry,) = tree_of(f"date,contradicts\n2022,{cell}\n")["observations"]
    assert entry["contradicts"] == sources
    # Other texts may have a bar of their own.
    assert tree_of(f"date,quote\n2022,{cell}\n")["observations"][0]["quote"] == cell.strip()


def test_an_empty_cell_is_an_absent_key() -> None:
    """An empty cell, or one of blanks, says nothing; a row of them is no record."""
    text = "date,value,quote\n2022,5,  \n,,\n\n   \n2023,,a\n"
    assert tree_of(text)["observations"] == [
        {"date": "2022", "value": "5"},
        {"date": "2023", "quote": "a"},
    ]


def test_null_is_written_out() -> None:
    """`null` takes a key away in a correction, and suppresses a part; elsewhere it is refused."""
    text = "kind,anchor,set.note,breakdown.sex.m\ncorrection,a,null,\n,,,null\n"
    assert tree_of(text) == {
        "corrections": [{"anchor": "a", "set": {"note": None}}],
        "observations": [{"breakdown": {"sex": {"m": None}}}],
    }
    assert found("date,by\n2022,null\n") == ["2:by: empty-value"]
    assert found("date,sources\n2022,null\n") == ["2:sources: empty-value"]
    for text in ("NULL", "~", "Null", "nil"):  # other programs' words are texts
        assert tree_of(f"date,quote\n2022,{text}\n")["observations"][0]["quote"] == text


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_programs_save_tables_in_their_ways(line_end: str, delimiter: str, mark: bytes) -> None:
    """Commas, semicolons or tabs, any line ends, with or without a byte-order mark."""
    rows = [["date", "value", "quote"], ["2022", "5", '"satu, dua; ""tiga"""'], ["2023", "6", ""]]
    text = line_end.join(delimiter.join(row) for row in rows)
    for end in ("", line_end):
        assert tree_of(mark + (text + end).encode())["observations"] == [
            {"date": "2022", "value": "5", "quote": 'satu, dua; "tiga"'},
            {"date": "2023", "value": "6"},
        ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_heading_says_what_stands_between_cells(delimiter: str) -> None:
    """The sign between the names of columns divides all cells, whatever stands in texts."""
    others = {",", ";"} - {delimiter}
    quote = 9 * "".join(others)
    text = f"date{delimiter}quote\n2022{delimiter}{quote}\n"
    assert tree_of(text)["observations"] == [{"date": "2022", "quote": quote}]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_quoted_cell_may_have_lines(line_end: str) -> None:
    """Quoted line breaks belong to the text, and are the same however a program ends lines."""
    text = f'date,quote{line_end}2022,"satu{line_end}{line_end}dua"{line_end}2023,tiga{line_end}'
    first, second = tree_of(text)["observations"]
    assert (first["quote"], second["quote"]) == ("satu\n\ndua", "tiga")
    # A row is a row of the spreadsheet, whatever lines its cells have.
    assert found(text.replace("tiga", "null")) == ["3:quote: empty-value"]


# --- mistakes --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["1:1: table-without-heading"]),
        (",,\n,2022,\n", ["1:1: table-without-heading", "2:2: cell-without-heading"]),
        ("date,value,date\n2022,5,\n", ["1:date: duplicate-column"]),
        (
            "date,value,date\n2022,5,2023\n",
            ["1:date: duplicate-column", "2:date: column-within-column"],
        ),
        ("kind,date\nplan,2022\n", ["2:kind: unknown-kind"]),
        ("kind,date\nnull,2022\n", ["2:kind: unknown-kind"]),
        ("kind,date\nObservation,2022\n", ["2:kind: unknown-kind"]),
        ("date,value\n2022,5,6\n", ["2:3: cell-without-heading"]),
        ("date,value\n2022,5, ,\n", []),
        ("date,,value\n2022,x,5\n", ["2:2: cell-without-heading"]),
        ("value,value.low\na,b\n", ["2:value.low: column-within-column"]),
        ("value.low,value\na,b\n", ["2:value: column-within-column"]),
        ("value.low,value\na,\n,b\n", []),
        # headings that are no keys, and the cells below them
        ("note,note.id\na,b\n", ["1:note: unknown-key"]),
        ("Tanggal,Nilai\n2022,null\n", ["1:Tanggal: unknown-key", "2:Nilai: empty-value"]),
        ("date,a: b\n2022,5\n", ["1:2: unknown-key"]),
        ("kind,title\nsource,Kabar\n", ["2:1: row-without-id"]),
        ("kind,id\nsource,null\n", ["2:1: row-without-id"]),
        ("kind,id.a\nsource,b\n", ["1:id.a: unknown-key"]),
        ("kind,id,title\nsource,a,b\nsource,a,c\n", ["3:id: duplicate-key"]),
        ('date,quote\n2022,"a\n', ["2:1: not-a-table"]),
        ('date,quote\n2022,"a"b\n', ["2:1: not-a-table"]),
        # characters that nobody sees
        ("date,quote\n2022,a\u202eb\n", ["2:7: forbidden-character"]),
        ("date,quote\n2022,a\tb\n", ["2:quote: forbidden-character"]),
        ("date,quote\n2022,a\x00b\n", ["2:7: forbidden-character"]),
        # texts that are no texts of an editor
        ("date,quote\n2022,…\n", ["2:quote: placeholder"]),
        ("date,quote\n2022,\u2800\n", ["2:quote: empty-value"]),
        ("date,quote\n2022,tulis a@example.org\n", ["2:quote: personal-data"]),
        ("date,value\n2022,6408010101900001\n", []),  # a number may have any digits
        (b"date\n\xff\n", ["2:1: not-utf-8"]),
        ("date\n2022\n".encode("utf-16"), ["1:1: not-utf-8"]),
        # more than any editor has
        ("date\n" + "2022\n" * 20_000, ["20001:1: table-too-large"]),
        ("date\n" + "2022\n" * 19_999, []),
        (",".join(f"c{number}" for number in range(201)), ["1:1: table-too-large"]),
        (",".join(["date", *(f"set.breakdown.c.c{number}" for number in range(199))]), []),
        ("a" * MAX_BYTES + "a", ["1:1: too-large"]),
        # a record within a record within a record …
        ("date," + ".".join("a" * MAX_LEVELS) + "\n2022,1\n", ["1:2: too-deep"]),
        ("date," + ".".join("a" * 60_000) + "\n2022,1\n", ["1:2: too-deep"]),
        ("date,breakdown." + ".".join("a" * (MAX_LEVELS - 4)) + "\n2022,1\n", []),
    ],
)
def test_mistakes_are_told_by_row_and_column(text: str | bytes, expected: list[str]) -> None:
    """A mistake is told at its row and the name of its column."""
    assert found(text) == expected


def test_the_name_of_a_column_does_no_harm() -> None:
    """A name with line breaks or hidden characters is shown on one line, and shortened."""
    heading = '"a\nb","a\nb",' + "x" * 300 + "," + "x" * 300
    shown = [str(problem).split(": ")[0] for problem in parsed(f"{heading}\n1,2,3,4\n").problems]
    assert {place.rpartition("/")[2] for place in shown} == {
        "rekap.csv:1:a b", f"rekap.csv:1:{'x' * 200}…",
    }  # fmt: skip


def test_a_long_row_costs_little() -> None:
    """Cells beyond the heading are told, not each of a hundred thousand."""
    problems = parsed("date\n2022" + ",x" * 100_000 + "\n").problems
    assert {problem.code for problem in problems} == {"cell-without-heading"}
    assert len(problems) <= 200


# --- tables and their YAML twins -------------------------------------------------------------

LETTERS = st.sampled_from("ab ,;|'\"\n.:#-{}[]\\é=+0")
WORDS = (
    st.lists(LETTERS, min_size=1, max_size=8)
    .map("".join)
    .filter(lambda text: text == text.strip() != "")
)
IDS = st.sampled_from(["a", "b-1", "result-2022", "2024", "c"])
TEXTS = st.fixed_dictionaries({"id": WORDS}, optional={"en": WORDS})
VALUES = st.one_of(WORDS, st.fixed_dictionaries({"low": WORDS, "high": WORDS}))
ENTRY = {"note": TEXTS, "label": TEXTS, "by": IDS, "quote": WORDS, "anchor": IDS}
RECORDS = {
    "observations": st.fixed_dictionaries(
        {
            "date": WORDS,
            "value": VALUES,
            "sources": st.lists(IDS, min_size=1, max_size=3, unique=True),
        },
        optional={
            **ENTRY,
            "contradicts": st.lists(IDS, min_size=1, max_size=2),
            "breakdown": st.dictionaries(
                IDS, st.dictionaries(IDS, st.none() | WORDS, min_size=1), min_size=1, max_size=2
            ),
        },
    ),
    "targets": st.fixed_dictionaries({"value": VALUES}, optional={**ENTRY, "due": WORDS}),
    "events": st.fixed_dictionaries({"date": WORDS, "title": TEXTS}, optional=ENTRY),
    "corrections": st.fixed_dictionaries(
        {"anchor": IDS, "date": WORDS, "reason": TEXTS},
        optional={
            "set": st.dictionaries(
                st.sampled_from(["note", "quote", "status"]), st.none() | WORDS, min_size=1
            ),
            "withdraw": st.just("true"),
        },
    ),
    "replies": st.fixed_dictionaries({"to": IDS, "date": WORDS, "text": TEXTS}),
}
TREES = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.lists(record, min_size=1, max_size=3) for name, record in RECORDS.items()},
        "sources": st.dictionaries(
            IDS, st.fixed_dictionaries({"title": WORDS}), min_size=1, max_size=2
        ),
    },
)
SAVED = st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from(",;\t"),
        "line_end": st.sampled_from(["\n", "\r\n", "\r"]),
        "has_mark": st.booleans(),
    }
)


@settings(max_examples=100)
@given(TREES, SAVED)
def test_a_table_has_the_tree_of_its_yaml_twin(tree: dict[str, Any], saved: dict[str, Any]) -> None:
    """Whatever a YAML file may hold as text, a table holds too, and is read as the same tree."""
    document = parsed(as_table(tree, **saved))
    assert document.problems == (), report_text(document.problems)
    assert plain_tree(document.root) == tree


def reading(files: dict[str, bytes]) -> LoadedData:
    """Return the result of reading these files."""
    return read_data(files, NOON)


def catalog_of(files: dict[str, bytes]) -> Catalog:
    """Return the catalog of these files without its notices, which tell their places."""
    return replace(reading(files).sound(), notices=())


ENTRY_FILE = "data/coverage/covered-town/2026-03.yml"


def with_entries(trees: dict[str, Any], where: str) -> tuple[dict[str, Any], Any]:
    """Return the other files, and one entry file with everything that it may hold.

    `where` is `beside` or `all`: only what the entry file holds, or the entries of the series too.
    """
    beside = trees.pop(ENTRY_FILE)
    own = trees["data/coverage/covered-town.yml"]
    if where == "all":
        for name in ("targets", "events"):
            beside[name] = own.pop(name)
        beside["observations"] = own["observations"][1:] + beside["observations"]
        own["observations"] = own["observations"][:1]
    return trees, beside


def without_null_words(node: Any) -> Any:  # noqa: ANN401
    """Return a tree of the record of everything with None where it writes `null`."""
    if isinstance(node, dict):
        return {key: without_null_words(child) for key, child in node.items()}
    if isinstance(node, list):
        return [without_null_words(child) for child in node]
    return None if node == "null" else node


@pytest.mark.parametrize("where", ["beside", "all"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_gives_the_records_of_its_yaml_twin(where: str, delimiter: str) -> None:
    """An entry file of everything gives the same catalog as YAML and as a table."""
    trees, beside = with_entries(everything.files(), where)
    files = everything.written(trees)
    table = as_table(without_null_words(beside), delimiter=delimiter, has_mark=True)
    twin = everything.written({ENTRY_FILE: beside})
    assert catalog_of({**files, PATH: table}) == catalog_of({**files, **twin})


def test_a_table_has_the_mistakes_of_its_yaml_twin() -> None:
    """A mistake in a table has the code that it has in YAML."""
    mistakes = [
        ("observations", {"value": {"low": "320", "high": "310"}}),
        ("observations", {"value": "3.100"}),
        ("observations", {"date": "2030"}),
        ("observations", {"sources": ["report", "report"]}),
        ("observations", {"sources": ["raport"]}),
        ("observations", {"note": {"en": "Note"}}),
        ("observations", {"colour": "red"}),
        ("observations", {"breakdown": {"sex": {"women": "1"}}}),
        ("corrections", {"set": {"anchor": "lain"}}),
        ("corrections", {"set": {"value": "null"}}),
        ("corrections", {"withdraw": "true"}),
        ("corrections", {"anchor": "tidak-ada"}),
        ("replies", {"to": "tidak-ada"}),
        ("replies", {"by": "tidak-ada"}),
        ("sources", {"local": {"title": "Tanpa jenis"}}),
    ]
    for name, change in mistakes:
        trees, beside = with_entries(everything.files(), "beside")
        if name == "sources":
            beside[name] |= change
        else:
            beside[name][0] |= change
        files = everything.written(trees)
        twin = everything.written({ENTRY_FILE: beside})
        told = [
            [problem.code for problem in reading({**files, **extra}).problems]
            for extra in ({PATH: as_table(without_null_words(beside))}, twin)
        ]
        assert sorted(told[0]) == sorted(told[1]) != [], change


# --- any bytes -------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        b",", b";", b"\t", b"\r\n", b"\n", b"\r", b'"', b'""', b".", b"..", b" | ", b"null",
        b"kind", b"date", b"value", b"value.low", b"sources", b"source", b"correction", b"set.",
        b"id", b"2022", b"5", b"\xef\xbb\xbf", b"\xff", b"\0", b"\xe2\x80\xae", b"a.b.c",
        b"note.id", b"berita", b" ",
    ]
)  # fmt: skip


@settings(max_examples=100)
@given(st.lists(st.one_of(PIECES, st.binary(max_size=4)), max_size=40).map(b"".join))
@example(b"kind,kind\nsource,\n")
@example(b"kind,id,id.a\nsource,a,b\n")
@example(b"a.,.a,..\n1,2,3\n")
def test_any_bytes_are_answered(data: bytes) -> None:
    """Whatever the bytes of a table are, mistakes are told and nothing is raised."""
    files = everything.written(everything.files())
    read = reading({**files, PATH: data})
    printed = report_text(read.problems)
    assert all(problem.code in problem_catalogue() for problem in read.problems)
    assert all(line.isprintable() for line in printed.split("\n"))
