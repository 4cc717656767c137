"""Spreadsheets read into entries: what is added, corrected, the same or refused, cell by cell."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from tests import everything
from tests.editing.sheets import (
    NOW,
    Rows,
    catalog_of,
    cells_of,
    plan_of,
    problems_of,
    record,
    workbook,
)
from tests.hostile import CORPUS
from tests.swarm.catalog_maker import made_catalog
from tests.swarm.trials import check_spreadsheet

from terang.diagnostics import LANGUAGES
from terang.editing.sheet_columns import KINDS, columns_of
from terang.editing.sheet_headings import HeadingReader
from terang.editing.sheet_import import plan_import
from terang.editing.sheet_layout import SHEETS, editor_sheet
from terang.editing.sheet_plan import ImportPlan
from terang.i18n.sheet_words import sheet_tree
from terang.loading import data_folder
from terang.parsing.sheets import Sheet, SheetCell
from terang.parsing.spreadsheet import SpreadsheetError, parse_sheets

TOWN = "covered-town"
HEADING = ["Seri data", "Tanggal", "Nilai", "Sumber"]
NEW = f"data/coverage/{TOWN}/2026-06-30-isian.yml"


def figures(*rows: Any, heading: list[str] | None = None, **options: Any) -> ImportPlan:  # noqa: ANN401
    """Return the plan of a sheet of figures below a heading."""
    return plan_of(workbook({"Angka": [heading or HEADING, *rows]}, **options))


def written(plan: ImportPlan, path: str = NEW) -> Mapping[str, Any]:
    """Return the tree of a file that is planned; every value is a text."""
    assert not plan.problems, "\n".join(map(str, plan.problems))
    tree: Mapping[str, Any] = yaml.load(plan.files[path], Loader=yaml.CBaseLoader)  # noqa: S506
    return tree


def first(plan: ImportPlan, name: str = "observations") -> Mapping[str, Any]:
    """Return the first record of a list of the planned file."""
    entry: Mapping[str, Any] = written(plan)[name][0]
    return entry


OF_ALL_KINDS = [
    *("kind", "series", "id", "date", "due", "value", "title.id", "title.en", "sources"),
    *("title", "publisher", "type", "language"),
]
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)


# --- what comes out goes in --------------------------------------------------------------------


def test_an_unchanged_sheet_changes_nothing() -> None:
    """A sheet that was written and not touched is all the same, with every key of the format."""
    sheet = editor_sheet(catalog_of(record()), [TOWN])
    plan = plan_of(sheet.data)
    assert (plan.same, plan.planned, plan.problems, plan.skipped) == (sheet.rows, [], [], [])
    assert sheet.rows > 10
    assert not plan.files


def test_every_column_of_an_entry_is_in_the_sheet() -> None:
    """Each key that an entry uses has its column, and is read back under its name."""
    catalog = catalog_of(record())
    plan = plan_of(editor_sheet(catalog, [TOWN]).data)
    for use, kind in zip(plan.sheets, ("observation", "target", "event"), strict=False):
        assert set(use.columns) == {column.name for column in columns_of(kind, catalog)}


def made_up(seed: int) -> dict[str, bytes]:
    """Return the record with hostile texts and odd numbers in the places of its own."""
    chance, files = random.Random(seed), everything.files()  # noqa: S311 - a test
    texts = [text for text in CORPUS.values() if text.isprintable() and text.strip()]
    texts += [
        "-",
        "=1+1",
        "'x",
        "_x0041_",
        " a\u00a0b ",
        "2024",
        "ya",
        "1,5",
        "x\ny",
    ]

    def text() -> str:
        return "karangan " * chance.randint(0, 1) + chance.choice(texts)

    for path in (f"data/coverage/{TOWN}.yml", f"data/coverage/{TOWN}/2026-03.yml"):
        for name in ("observations", "targets", "events"):
            for entry in files[path].get(name, ()):
                for key in ("label", "note", "title", "text", "preferred"):
                    if key in entry and chance.random() < 0.8:
                        entry[key] = {"id": text(), "en": text()}
                if "quote" in entry:
                    entry["quote"] = text()
    observations = files[f"data/coverage/{TOWN}.yml"]["observations"]
    observations[0]["value"] = chance.choice(["0", "0.1", "123456789012345.6", "99999999999999999"])
    observations[0]["date"] = chance.choice(["2022", "2022-Q3", "2022-S1", "2022-02-28"])
    observations[0]["anchor"] = "result-2022"
    return everything.written(files)


@pytest.mark.parametrize("seed", range(6))
def test_made_up_records_come_back_unchanged(seed: int) -> None:
    """Whatever texts and numbers a record has, its unchanged sheet changes nothing."""
    contents = made_up(seed)
    sheet = editor_sheet(catalog_of(contents), [TOWN])
    plan = plan_import("x.xlsx", parse_sheets("x.xlsx", sheet.data), contents, NOW)
    assert [str(problem) for problem in plan.problems] == []
    assert (plan.same, plan.planned) == (sheet.rows, [])


@pytest.mark.parametrize("seed", range(40, 44))
def test_made_up_catalogs_come_back_unchanged(seed: int) -> None:
    """The unchanged sheet of any catalog changes nothing, whatever it holds."""
    made = made_catalog(seed)
    check_spreadsheet(data_folder.read_data(made.files, made.now).sound(), made)


def test_the_same_bytes() -> None:
    """The same record gives the same sheet, byte for byte."""
    catalog = catalog_of(record())
    assert editor_sheet(catalog, [TOWN]).data == editor_sheet(catalog, [TOWN]).data


def test_a_sheet_says_how_far_it_reaches() -> None:
    """A reader that believes what the sheets say of their extent finds every row of an entry."""
    sheet = editor_sheet(catalog_of(record()), [TOWN])
    book = openpyxl.load_workbook(io.BytesIO(sheet.data), read_only=True)
    found = book.worksheets[: len(SHEETS)]
    assert sum(each.max_row - 1 for each in found) == sheet.rows
    assert all(any(row) for each in found for row in each.iter_rows(values_only=True))


def test_the_example_can_be_imported() -> None:
    """The worked example is a sound row, where its series and its office are there."""
    example = sheet_tree()["example"]
    rows = {
        "Angka": [list(example["observation"]), list(example["observation"].values())],
        "Sumber": [list(example["source"]), list(example["source"].values())],
    }
    files = everything.files()
    text = workbook(rows)
    sheets = parse_sheets("x.xlsx", text)
    changes = {"contoh-vulnerable-workers": TOWN, "dinas-contoh": "office"}
    cells = {
        sheet.name: {
            place: type(cell)(changes.get(str(cell.value), cell.value))
            for place, cell in sheet.cells.items()
        }
        for sheet in sheets
    }
    changed = [type(sheet)(sheet.name, cells[sheet.name]) for sheet in sheets]
    later = NOW + dt.timedelta(days=10)
    plan = plan_import("x.xlsx", changed, everything.written(files), later)
    assert [str(problem) for problem in plan.problems] == []
    assert [item.kind for item in plan.planned] == ["observation", "source"]


# --- additions ---------------------------------------------------------------------------------


def test_a_new_figure() -> None:
    """A row becomes an entry in a new file, in the contract's forms."""
    row = [TOWN, "TW II 2025", "sekitar 97,5 ribu", "report"]
    plan = figures(row)
    assert first(plan) == {
        "date": "2025-Q2",
        "value": "97500",
        "qualifier": "about",
        "precision": "100",
        "sources": ["report"],
        "added": "2026-06-30",
    }
    assert cells_of(plan) == ["Angka!A2"]


def test_a_new_source() -> None:
    """A new source stands in the file of the series that cites it."""
    rows = {
        "Angka": [HEADING, [TOWN, "2025-05", 97000, "koran-2025"]],
        "Sumber": [
            ["Id sumber", "Judul", "Penerbit", "Jenis", "Terbit"],
            ["koran-2025", "Berita", "Koran", "berita", (dt.date(2025, 6, 2), "d mmm yyyy")],
        ],
    }
    source = written(plan_of(workbook(rows)))["sources"]["koran-2025"]
    assert source == {
        "title": "Berita",
        "publisher": "Koran",
        "type": "news",
        "language": "id",
        "published": "2025-06-02",
    }


def test_twelve_months_with_a_breakdown() -> None:
    """Twelve months by sex take twelve rows; categories are named by their titles."""
    heading = [*HEADING, "Jenis kelamin (id): Perempuan (id)", "Laki-laki (en)"]
    rows = [
        [TOWN, f"{month} 2025", 1000 + n, "report", 600 + n, 400] for n, month in enumerate(MONTHS)
    ]
    entries = written(figures(*rows, heading=heading))["observations"]
    assert [entry["date"] for entry in entries] == [f"2025-{month:02}" for month in range(1, 13)]
    assert entries[11]["breakdown"] == {"sex": {"female": "611", "male": "400"}}


def test_a_row_that_is_on_record_is_the_same() -> None:
    """A row without anchor that says what an entry says adds nothing, also when read again."""
    row = [TOWN, "2025-05", 97000, "report"]
    added = figures(row)
    later = {**record(), **added.files}
    data = workbook({"Angka": [HEADING, row]})
    again = plan_import("isian.xlsx", parse_sheets("isian.xlsx", data), later, NOW)
    assert (again.same, again.planned, again.problems) == (1, [], [])


def test_a_second_file_of_the_day() -> None:
    """A file that is there is never written again: the next has another name."""
    contents = {**record(), **figures([TOWN, "2025-05", 97000, "report"]).files}
    data = workbook({"Angka": [HEADING, [TOWN, "2025-06", 97500, "report"]]})
    plan = plan_import("isian.xlsx", parse_sheets("isian.xlsx", data), contents, NOW)
    assert list(plan.files) == [NEW.replace(".yml", "b.yml")]


# --- corrections -------------------------------------------------------------------------------

KNOWN = ["Seri data", "Jangkar", "Nilai", "Catatan", "Alasan koreksi (bahasa Indonesia)"]


def test_a_changed_value_is_a_correction() -> None:
    """A changed cell of a known entry becomes a correction, with the reason beside it."""
    plan = figures([TOWN, "result-2022", "120 ", "catatan (id)", "salah salin"], heading=KNOWN)
    assert first(plan, "corrections") == {
        "anchor": "result-2022",
        "date": "2026-06-30",
        "reason": {"id": "salah salin"},
        "set": {"value": "120"},
    }
    assert plan.planned[0].is_correction
    assert cells_of(plan) == ["Angka!C2"]


def test_a_changed_text_keeps_its_other_language() -> None:
    """A correction of a text sets all of it."""
    plan = figures([TOWN, "result-2022", 100, "lebih jelas", "diperjelas"], heading=KNOWN)
    assert first(plan, "corrections")["set"] == {
        "note": {"id": "lebih jelas", "en": "catatan (en)"}
    }


def test_null_takes_a_key_away() -> None:
    """`null` in a cell takes an optional key away."""
    plan = figures([TOWN, "result-2022", 100, "null", "keliru"], heading=KNOWN)
    assert NEW in plan.files
    assert b"note: null" in plan.files[NEW]


def test_a_missing_row_deletes_nothing() -> None:
    """A sheet with few rows says nothing about the others."""
    plan = figures([TOWN, "result-2022", 100, "catatan (id)", None], heading=KNOWN)
    assert (plan.same, plan.planned, plan.problems) == (1, [], [])


def test_rows_of_corrections() -> None:
    """A sheet of corrections withdraws, restores and sets."""
    rows = [
        ["Seri data", "Jangkar", "Alasan", "Cabut", "Menjadi: Nilai", "Ditarik oleh"][:5],
        [TOWN, "result-2025", "keliru", "ya", None],
        [TOWN, "result-2022", "salah salin", None, "1.200"],
    ]
    found = written(plan_of(workbook({"Koreksi": rows})))["corrections"]
    assert [{**entry, "date": ""} for entry in found] == [
        {"anchor": "result-2025", "date": "", "reason": {"id": "keliru"}, "withdraw": "true"},
        {
            "anchor": "result-2022",
            "date": "",
            "reason": {"id": "salah salin"},
            "set": {"value": "1200"},
        },
    ]


# --- tables as offices have them ---------------------------------------------------------------


def test_a_table_below_a_title() -> None:
    """A title, a merged heading, counted columns, empty rows and remarks are no data."""
    rows: Rows = [
        ["Tabel 3.1 Peserta menurut jenis kelamin"],
        [],
        ["Tanggal", "Nilai", "Jenis kelamin (id)", None, "Sumber"],
        [None, None, "Perempuan (id)", "Laki-laki (id)", None],
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        ["2025-05*)", "1.000", "600", "400", "report"],
        [],
        ["2025-06", 1100, 700, 400, "report"],
        ["*) angka sementara"],
        ["Sumber: Dinas"],
    ]
    merged = {
        "A3:A4": "Tanggal",
        "B3:B4": "Nilai",
        "C3:D3": "Jenis kelamin (id)",
        "E3:E4": "Sumber",
    }
    plan = plan_of(workbook({"Lembar1": rows}, merged=merged), series=TOWN)
    entries = written(plan)["observations"]
    assert [entry["value"] for entry in entries] == ["1000", "1100"]
    assert entries[0]["breakdown"] == {"sex": {"female": "600", "male": "400"}}
    assert [place.cell for place, _ in plan.skipped] == ["Lembar1!A9", "Lembar1!A10"]


@pytest.mark.parametrize(
    ("part", "word", "date"),
    [("Bulan", "Mei", "2025-05"), ("Bulan", 5, "2025-05"), ("Triwulan", "II", "2025-Q2"),
     ("Semester", 1, "2025-S1")],
)  # fmt: skip
def test_a_year_and_its_parts(part: str, word: str | int, date: str) -> None:
    """A year and its month, quarter or half may stand in two columns."""
    heading = ["Seri data", "Tahun", part, "Jumlah (orang)", "Sumber"]
    plan = figures([TOWN, 2025, word, 97000, "report"], heading=heading)
    assert (first(plan)["date"], first(plan)["value"]) == (date, "97000")


FILES = Path(__file__).with_name("files")


@pytest.mark.parametrize("name", ["libreoffice-id-ID.xlsx", "libreoffice-en-GB.xlsx"])
def test_a_spreadsheet_of_libreoffice(name: str) -> None:
    """A table saved by LibreOffice in either country means the same."""
    plan = plan_of((FILES / name).read_bytes(), series=TOWN)
    entries = written(plan)["observations"]
    assert [(entry["date"], entry["value"]) for entry in entries] == [
        ("2025-01-31", "97500"),
        ("2025-02", "98250.5"),
        ("2025-Q2", "101000"),
        ("2025-S1", "97500"),
        ("2025-09-08", "102000"),
    ]
    assert entries[2]["quote"] == "101.000 orang"
    assert entries[2]["sources"] == ["report", "news"]
    assert (entries[3]["qualifier"], entries[3]["precision"]) == ("about", "100")


@pytest.mark.parametrize("name", ["libreoffice-id-ID.csv", "libreoffice-en-GB.csv"])
def test_a_table_of_libreoffice(name: str) -> None:
    """As a .csv its dates can be read in two ways, and are refused at their cells."""
    plan = plan_of((FILES / name).read_bytes(), name, TOWN)
    assert problems_of(plan) == [("A5", "cell-two-ways"), ("A8", "cell-two-ways")]
    assert [record.place.cell for record in plan.planned] == ["A4", "A6", "A7"]


def test_merged_cells_of_the_body() -> None:
    """A merged source stands for all its rows; a merged value stands for none."""
    rows = [["2025-05", 1000, "report"], ["2025-06", 1100, None]]
    heading = ["Tanggal", "Nilai", "Sumber"]
    book = workbook({"Angka": [heading, *rows]}, merged={"C2:C3": "report"})
    assert len(written(plan_of(book, series=TOWN))["observations"]) == 2
    rows[1][1] = None
    book = workbook({"Angka": [heading, *rows]}, merged={"B2:B3": 1000, "C2:C3": "report"})
    assert ("Angka!B3", "cell-merged") in problems_of(plan_of(book, series=TOWN))


def test_hidden_columns_are_read_and_named() -> None:
    """A hidden column is read, and the plan names it."""
    plan = figures(
        [TOWN, "2025-05", 97000, "report", "tersembunyi"],
        heading=[*HEADING, "Kutipan"],
        hidden=["E:E"],
    )
    assert first(plan)["quote"] == "tersembunyi"
    assert plan.sheets[0].hidden == ("quote",)


def test_a_row_without_a_figure_is_skipped() -> None:
    """A cell that says that there are no data makes no entry."""
    plan = figures([TOWN, "2025-05", "n/a", "report"], [TOWN, "2025-06", 1, "report"])
    assert [(place.cell, text) for place, text in plan.skipped] == [("Angka!C2", "n/a")]
    assert len(plan.planned) == 1


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_table_of_text(sign: str) -> None:
    """A .csv is read with the headings of an entry file, for rows of all kinds."""
    rows = [
        OF_ALL_KINDS,
        ["observation", TOWN, "", "2025-05", "", "97000", "", "", "koran-2025", "", "", "", ""],
        ["target", TOWN, "", "", "2027", "99000", "", "", "report", "", "", "", ""],
        ["event", TOWN, "", "2025-06-01", "", "", "Rapat", "Meeting", "report", "", "", "", ""],
        ["source", "", "koran-2025", "", "", "", "", "", "", "Berita", "Koran", "news", "id"],
    ]  # fmt: skip
    text = "\n".join(sign.join(row) for row in rows)
    plan = plan_of(text.encode(), "isian.csv")
    assert list(written(plan)) == ["observations", "targets", "events", "sources"]
    assert cells_of(plan) == ["A2", "A3", "A4", "A5"]


def test_headings_in_both_languages_and_forms() -> None:
    """Each column is found by its name and by its title in each language, alone and together."""
    catalog = catalog_of(record())
    reader = HeadingReader(catalog)
    for kind in KINDS:
        for column in columns_of(kind, catalog):
            forms = [column.name, column.name.replace(".", "_"), *column.titles.values()]
            forms += ["\n".join(column.titles[code] for code in LANGUAGES)]
            for form in forms:
                shown = reader.heading_of(kind, column, form)
                found = reader._name_of(kind, (shown,))
                assert found == column.name, (kind, form)


def test_a_heading_that_is_too_long_to_be_read_keeps_its_name() -> None:
    """Only the first letters of a heading are read, so that those of one dimension may be alike."""
    files = everything.files()
    files["data/dimensions.yml"]["sex"]["title"] = {"id": "panjang " * 400, "en": "long"}
    contents = everything.written(files)
    sheet = editor_sheet(catalog_of(contents), [TOWN])
    plan = plan_import("x.xlsx", parse_sheets("x.xlsx", sheet.data), contents, NOW)
    assert [str(problem) for problem in plan.problems] == []
    assert (plan.same, plan.planned) == (sheet.rows, [])


# --- refusals ----------------------------------------------------------------------------------

Case = tuple[Rows, list[tuple[str, str]]]
ANCHORED = ["Seri data", "Jangkar", "Tanggal", "Nilai", "Sumber", "Dicatat"]
WITH_HEDGE = [*HEADING, "Keterangan jumlah"]
RANGE = [*HEADING, "Nilai terendah", "Nilai tertinggi"]
REFUSED: Mapping[str, Case] = {
    "two dates": ([HEADING, [TOWN, "08/09/2025", 1, "report"]], [("Angka!B2", "cell-two-ways")]),
    "two numbers": (
        [HEADING, [TOWN, "2025-05", "97.500 ribu", "report"]],
        [("Angka!C2", "cell-two-ways")],
    ),
    "words": (
        [HEADING, [TOWN, "2025-05", "banyak", "report"]],
        [("Angka!C2", "cell-not-a-number")],
    ),
    "a dash": ([HEADING, [TOWN, "2025-05", "–", "report"]], [("Angka!C2", "cell-dash")]),
    "percent": (
        [HEADING, [TOWN, "2025-05", (0.85, "0%"), "report"]],
        [("Angka!C2", "cell-percent")],
    ),
    "money": (
        [HEADING, [TOWN, "2025-05", "Rp20 miliar", "report"]],
        [("Angka!C2", "cell-other-unit")],
    ),
    "two hedges": (
        [WITH_HEDGE, [TOWN, "2025-05", "sekitar 100", "report", "hampir"]],
        [("Angka!C2", "cell-two-qualifiers")],
    ),
    "a value and a range": (
        [RANGE, [TOWN, "2025-05", 95, "report", 90, 100]],
        [("Angka!E2", "cell-value-and-range")],
    ),
    "no date": ([HEADING, [TOWN, "awal 2025", 1, "report"]], [("Angka!B2", "not-a-date")]),
    "a date to come": ([HEADING, [TOWN, "2027", 1, "report"]], [("Angka!B2", "in-the-future")]),
    "no source": ([HEADING, [TOWN, "2025-05", 1, None]], [("Angka!A2", "sheet-missing")]),
    "an unknown source": ([HEADING, [TOWN, "2025-05", 1, "reprot"]], [("Angka!D2", "unknown-id")]),
    "an unknown series": (
        [HEADING, ["kota-lain", "2025-05", 1, "report"]],
        [("Angka!A2", "sheet-no-series")],
    ),
    "an unknown column": (
        [[*HEADING, "Catatn"], [TOWN, "2025-05", 1, "report", "x"]],
        [("Angka!E1", "sheet-unknown-column")],
    ),
    "a column without a heading": (
        [HEADING, [TOWN, "2025-05", 1, "report", "x"]],
        [("Angka!E2", "sheet-unknown-column")],
    ),
    "a column twice": (
        [[*HEADING, "Jumlah"], [TOWN, "2025-05", 1, "report", 2]],
        [("Angka!E1", "sheet-column-twice")],
    ),
    "an unknown kind": (
        [["kind", *HEADING], ["janji", TOWN, "2025-05", 1, "report"]],
        [("Angka!A2", "sheet-unknown-kind")],
    ),
    "in thousands": (
        [["Peserta (dalam ribu orang)"], HEADING, [TOWN, "2025-05", 97, "report"]],
        [("Angka!A1", "sheet-scaled")],
    ),
    "not of its kind": (
        [["kind", *HEADING, "due"], ["observation", TOWN, "2025-05", 1, "report", "2027"]],
        [("Angka!F2", "cell-not-of-kind")],
    ),
    "no reason": (
        [ANCHORED, [TOWN, "result-2022", "2022", 101, "report | news", "2026-03-02"]],
        [("Angka!D2", "sheet-reason-missing")],
    ),
    "emptied": (
        [ANCHORED, [TOWN, "result-2022", "2022", None, "report | news", "2026-03-02"]],
        [("Angka!A2", "cell-emptied")],
    ),
    "another first day": (
        [ANCHORED, [TOWN, "result-2022", "2022", 100, "report | news", "2026-03-09"]],
        [("Angka!F2", "cell-permanent")],
    ),
    "a correction or a rival": (
        [HEADING, [TOWN, "2022", 101, "report"]],
        [("Angka!A2", "sheet-row-two-ways")],
    ),
    "the same row twice": (
        [HEADING, [TOWN, "2025-05", 1, "report"], [TOWN, "2025-05", 1, "report"]],
        [("Angka!A3", "anchor-clash")],
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_cells(name: str) -> None:
    """A cell that cannot be taken is named with its problem, and no file is planned."""
    rows, problems = REFUSED[name]
    plan = plan_of(workbook({"Angka": rows}))
    assert problems_of(plan) == problems
    assert not plan.files
    assert all(str(problem).startswith("isian.xlsx:Angka!") for problem in plan.problems)


SOURCE_HEADING = ["Id sumber", "Judul", "Penerbit", "Jenis"]


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([[None, "Berita", "Koran", "berita"]], ("Sumber!B2", "sheet-source-without-id")),
        ([["report", "Judul lain", "Dinas", "government"]], ("Sumber!B2", "sheet-source-differs")),
        ([["koran", "Berita", "Koran", "berita"]], ("Sumber!A2", "sheet-source-uncited")),
    ],
)
def test_refused_sources(rows: Rows, problem: tuple[str, str]) -> None:
    """A source needs an id and somebody who cites it; a known one changes by a decision."""
    plan = plan_of(workbook({"Sumber": [SOURCE_HEADING, *rows]}))
    assert problems_of(plan) == [problem]


def test_a_source_twice() -> None:
    """Two rows with the id of one new source are refused."""
    source = ["koran", "Berita", "Koran", "berita"]
    rows = {
        "Angka": [HEADING, [TOWN, "2025-05", 1, "koran"]],
        "Sumber": [SOURCE_HEADING, source, source],
    }
    assert problems_of(plan_of(workbook(rows))) == [("Sumber!A3", "sheet-source-twice")]


def test_a_refused_source_does_not_refuse_who_cites_it() -> None:
    """The cause is reported, and not what follows from it."""
    rows = {
        "Angka": [HEADING, [TOWN, "2025-05", 1, "koran"]],
        "Sumber": [["Id sumber", "Judul", "Terbit"], ["koran", "Berita", "08/09/2025"]],
    }
    assert problems_of(plan_of(workbook(rows))) == [("Sumber!C2", "cell-two-ways")]


def test_a_formula_without_a_result() -> None:
    """A formula that was never computed is refused at its cell."""
    data = workbook({"Angka": [HEADING, [TOWN, "2025-05", 1, "report"]]})
    sheets = parse_sheets("isian.xlsx", data)
    cells = {place: cell for place, cell in sheets[0].cells.items() if place != (2, 3)}
    changed = type(sheets[0])("Angka", cells, uncomputed=frozenset({(2, 3)}))
    plan = plan_import("isian.xlsx", [changed], record(), NOW)
    assert problems_of(plan) == [("Angka!C2", "cell-uncomputed")]


def test_no_heading() -> None:
    """A file without a heading that is known is refused as a whole."""
    with pytest.raises(SpreadsheetError) as refused:
        plan_of(workbook({"Angka": [["a", "b"], [1, 2]]}))
    problem = refused.value.problem
    assert (problem.place.cell, problem.variant) == ("Angka!A1", "unknown_headings")  # type: ignore[attr-defined]
    with pytest.raises(SpreadsheetError) as refused:
        plan_of(workbook({"Angka": [["Tabel"], ["Kecamatan", 2023, 2024], ["Kota", 1500, 1600]]}))
    problem = refused.value.problem
    assert (problem.place.cell, problem.variant) == ("Angka!A2", "periods")  # type: ignore[attr-defined]
    assert problem.values["headings"] == "2023, 2024"


def test_two_figures_for_a_time() -> None:
    """Two rows about one time are two claims, each with an anchor of its own."""
    rows = [HEADING, [TOWN, "2025-05", 1, "report"], [TOWN, "2025-05", 2, "report"]]
    plan = plan_of(workbook({"Angka": rows}))
    assert plan.problems == []
    anchors = [record.tree.get("anchor") for record in plan.planned]
    assert anchors == [None, "result-2025-05-2"]


def test_what_is_missing_is_named_by_its_heading() -> None:
    """A row lacks what its column is called, in both languages, not what its key is called."""
    (problem,) = plan_of(workbook({"Angka": [HEADING, [TOWN, "2025-05", 1, None]]})).problems
    assert "“Sumber”" in problem.message("id")
    assert "“Sources”" in problem.message("en")


def test_a_refused_row_is_not_among_the_understood() -> None:
    """A row with a problem that only the check finds is not shown as understood."""
    rows = [HEADING, [TOWN, "2025-13", 1, "report"], [TOWN, "2025-05", 2, "report"]]
    plan = plan_of(workbook({"Angka": rows}))
    assert problems_of(plan) == [("Angka!B2", "not-a-date")]
    assert cells_of(plan) == ["Angka!A3"]
    assert plan.files == {}


def test_initials_of_two_categories() -> None:
    """The initials of the categories of a dimension name their columns, both together."""
    contents = everything.files()
    contents["data/dimensions.yml"]["sex"]["categories"] = {
        "female": {"title": {"id": "Perempuan", "en": "Women"}},
        "male": {"title": {"id": "Laki-laki", "en": "Men"}},
    }
    read = HeadingReader(catalog_of(everything.written(contents)))
    both = Sheet("", cells([[*HEADING, "L", "P"]]))
    found = read.heading(both)
    assert found is not None
    assert [column.name for column in found.columns.values()][4:] == [
        "breakdown.sex.male", "breakdown.sex.female",
    ]  # fmt: skip
    twice = read.heading(Sheet("", cells([[*HEADING, "L", "P", "L", "P"]])))
    assert twice is not None
    assert set(twice.unknown) == {5, 6, 7, 8}
    alone = read.heading(Sheet("", cells([[*HEADING, "L"]])))
    assert alone is not None
    assert alone.unknown == {5: "L"}


def cells(rows: Sequence[Sequence[str]]) -> dict[tuple[int, int], SheetCell]:
    """Return rows of texts as the cells of a sheet."""
    return {
        (row, column): SheetCell(text)
        for row, texts in enumerate(rows, start=1)
        for column, text in enumerate(texts, start=1)
    }


@pytest.mark.parametrize("name", ["population", "series", "Petunjuk", "Contoh", "Daftar"])
def test_sheets_that_hold_no_entries(name: str) -> None:
    """Tables of downloads that hold no entries, and our own guides, are not read as figures."""
    with pytest.raises(SpreadsheetError):
        plan_of(workbook({name: [HEADING, [TOWN, "2025-05", 1, "report"]]}))


def test_columns_in_brackets_are_not_read() -> None:
    """A column whose heading stands in brackets may hold anything."""
    plan = figures(
        ["x", TOWN, "2025-05", 1, "report", 1],
        heading=["(catatan kami)", *HEADING, "No."],
    )
    assert len(plan.planned) == 1
    assert not plan.problems
