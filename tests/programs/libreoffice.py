"""LibreOffice opens the spreadsheets under Indonesian and British settings, as what they are.

`make programs` runs it. Each spreadsheet is opened and written again as OpenDocument, which says
the type of each cell and how it is shown. The view of a sheet, such as a frozen heading, is lost on
that way: `tests/downloads/test_xlsx.py` asks the file for that.
"""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree
from tests.built import real_catalog
from tests.catalogs import an_example, download_context, downloads

from terang.downloads import dictionary
from terang.downloads.cells import Cell
from terang.downloads.columns import ColumnType
from terang.downloads.table import Table

LOCALES = {"id-ID": ("98.000", "BENAR"), "en-GB": ("98,000", "TRUE")}
"""The settings → how they show 98 thousand, and a truth."""

OFFICE, TEXT, TABLE, LINK = (
    "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}",
    "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}",
    "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}",
    "{http://www.w3.org/1999/xlink}",
)
SETTINGS = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item
 oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"
><value>{locale}</value></prop></item></oor:items>
"""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell as LibreOffice has read it."""

    kind: str | None
    value: str | None
    shown: str
    link: str | None


class Opened:
    """A spreadsheet as LibreOffice has read it."""

    def __init__(self, path: Path) -> None:
        self._tree = etree.parse(path)

    def sheet(self, name: str) -> list[list[ShownCell]]:
        """Return the rows of a sheet, repeated cells each by themselves."""
        (sheet,) = self._tree.iterfind(f".//{TABLE}table[@{TABLE}name='{name}']")
        return [[*self._cells(row)] for row in sheet.iterfind(f".//{TABLE}table-row")]

    def _cells(self, row: etree._Element) -> Iterator[ShownCell]:
        for cell in row:
            kind = cell.get(f"{OFFICE}value-type")
            value = cell.get(f"{OFFICE}value") or cell.get(f"{OFFICE}date-value")
            lines = ["".join(line.itertext()) for line in cell.iterfind(f"{TEXT}p")]
            link = cell.find(f".//{TEXT}a")
            shown = ShownCell(
                kind, value, "\n".join(lines), None if link is None else link.get(f"{LINK}href")
            )
            repeated = int(cell.get(f"{TABLE}number-columns-repeated", "1"))
            yield from [shown] * (repeated if kind or repeated < 100 else 1)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Return the spreadsheets of the example and of this record by name."""
    folder, found = tmp_path_factory.mktemp("sheets"), {}
    for record, catalog in {"example": an_example(), "own": real_catalog()}.items():
        names = ["terang.xlsx"]
        if catalog.series:
            longest = max(catalog.series.values(), key=lambda series: len(series.entries))
            names.append(f"{longest.id}.xlsx")
        made = downloads(catalog)
        for name, kind in zip(names, ("record", "series"), strict=False):
            found[f"{record}-{kind}"] = folder / f"{record}-{kind}.xlsx"
            found[f"{record}-{kind}"].write_bytes(made[f"data/{name}"])
    return found


@pytest.fixture(scope="module", params=LOCALES)
def locale(request: pytest.FixtureRequest) -> str:
    """Return each locale."""
    return str(request.param)


@pytest.fixture(scope="module")
def opened(
    locale: str, files: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Opened]:
    """Return what LibreOffice reads of each spreadsheet under a locale."""
    program = shutil.which("soffice")
    assert program is not None, "no LibreOffice: apt-get install libreoffice-calc-nogui"
    folder = tmp_path_factory.mktemp(locale)
    (folder / "profile" / "user").mkdir(parents=True)
    (folder / "profile" / "user" / "registrymodifications.xcu").write_text(
        SETTINGS.format(locale=locale), "utf-8"
    )
    command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "fods", "--outdir", str(folder), *map(str, files.values())]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {name: Opened(folder / f"{name}.fods") for name in files}


def shown_tables(record: str) -> dict[str, Table]:
    """Return the tables of a record by name."""
    catalog = an_example() if record == "example" else real_catalog()
    return {table.name: table for table in download_context(catalog).tables}


@pytest.mark.parametrize("record", ["example", "own"])
def test_each_cell_is_what_it_is(opened: Mapping[str, Opened], record: str) -> None:
    """Each number is a number, each day a date, each truth a truth, and all else a text."""
    for name, table in shown_tables(record).items():
        heading, *rows = opened[f"{record}-record"].sheet(name)
        titles = [dictionary.column_term(name, column).title for column in table.columns]
        for cell, title in zip(heading, titles, strict=False):
            assert cell.shown.split("\n") == [*dict.fromkeys((title["id"], title["en"]))]
        for expected, found in zip(table.rows, rows, strict=False):
            filled = [*found, *[ShownCell(None, None, "", None)] * len(expected)]
            for column, cell, shown in zip(table.columns, expected, filled, strict=False):
                assert shown.kind == kind_of(column.type, cell), (name, column.name, cell)
                if shown.kind == "date":
                    assert (shown.value, shown.shown) == (cell, cell)
                if shown.kind == "float" and not isinstance(cell, bool):
                    assert float(str(shown.value)) == pytest.approx(float(cell), rel=1e-14)  # type: ignore[arg-type]
        assert len(rows) >= len(table.rows)


def kind_of(column: ColumnType, cell: Cell) -> str | None:
    """Return the type that a cell has in a spreadsheet."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "float"  # a formula, `TRUE()`, which each language shows in its own word
    if isinstance(cell, int | Decimal):
        return "float"
    if column in (ColumnType.DATE, ColumnType.PERIOD):
        try:
            return "date" if dt.date.fromisoformat(cell) >= dt.date(1900, 3, 1) else "string"
        except ValueError:
            return "string"
    return "string"


def test_numbers_are_shown_as_the_reader_writes_them(
    opened: Mapping[str, Opened], locale: str
) -> None:
    """Thousands and truths are shown by the reader's own settings."""
    number, truth = LOCALES[locale]
    cells = [cell for row in opened["example-series"].sheet("Pernyataan") for cell in row]
    thousands = {cell.shown for cell in cells if cell.value == "100000"}
    assert thousands == {number.replace("98", "100")}
    assert truth in {cell.shown for cell in cells if cell.kind == "float"}


@pytest.mark.parametrize("record", ["example", "own"])
def test_claims_lead_to_their_place(opened: Mapping[str, Opened], record: str) -> None:
    """Each address of a claim is a link to it."""
    if f"{record}-series" not in opened:
        return  # this record has no series yet
    _, *rows = opened[f"{record}-series"].sheet("Pernyataan")
    links = [cell for row in rows for cell in row if cell.link]
    assert links
    assert all(cell.link == cell.shown and "#" in cell.shown for cell in links)
