"""Spreadsheets become cells with their places, or one problem: never an exception, never a load."""

from __future__ import annotations

import io
import random
import resource
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest
import xlsxwriter

from terang.parsing import spreadsheet
from terang.parsing.sheets import Sheet
from terang.parsing.spreadsheet import MOST_BYTES, SpreadsheetError, parse_sheets

BOMB_SIZE = 80_000_000


def book(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    """Return the spreadsheet that a function fills."""
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True})
    fill(workbook)
    workbook.close()
    return file.getvalue()


def simple() -> bytes:
    """Return a spreadsheet with a few cells."""

    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet("Angka")
        sheet.write_row(0, 0, ["Tanggal", "Nilai", "Rumus"])
        sheet.write_row(1, 0, ["2024", 0.1 + 0.2])
        sheet.write_formula(1, 2, "=1+1", None, 2)
        sheet.write(4, 1, True)  # noqa: FBT003

    return book(fill)


def one_sheet(data: bytes) -> Sheet:
    """Return the only sheet of a file."""
    (sheet,) = parse_sheets("isian.xlsx", data)
    return sheet


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a spreadsheet with a part of its file changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for member in old.infolist():
            content = old.read(member)
            new.writestr(
                member.filename,
                change(content) if member.filename == name else content,
                zipfile.ZIP_DEFLATED,
            )
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def refusal(data: bytes) -> str:
    """Return the variant of the problem of a file that is refused."""
    with pytest.raises(SpreadsheetError) as refused:
        parse_sheets("isian.xlsx", data)
    assert refused.value.problem.code == "not-a-spreadsheet"
    assert refused.value.problem.place.path == "isian.xlsx"
    return refused.value.problem.variant


def test_cells_and_places() -> None:
    """Cells have their values, fifteen digits of a number, and the results of formulas."""
    sheet = one_sheet(simple())
    assert {place: cell.value for place, cell in sheet.cells.items()} == {
        (1, 1): "Tanggal",
        (1, 2): "Nilai",
        (1, 3): "Rumus",
        (2, 1): "2024",
        (2, 2): Decimal("0.3"),
        (2, 3): Decimal(2),
        (5, 2): True,
    }
    assert sheet.cell_name(7, 3) == "Angka!C7"


def test_merged_and_hidden_cells() -> None:
    """Merged cells, hidden columns and hidden sheets are known."""

    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet("Angka")
        sheet.merge_range("A1:C2", "Judul")
        sheet.set_column("D:E", None, None, {"hidden": True})
        workbook.add_worksheet("Rahasia").hide()

    first, second = parse_sheets("isian.xlsx", book(fill))
    assert first.merged == ((1, 1, 3, 2),)
    assert first.hidden_columns == {4, 5}
    assert (first.is_hidden, second.is_hidden) == (False, True)


def test_a_formula_without_a_result() -> None:
    """A formula whose result is not in the file is known, and has no value."""
    without = with_part(simple(), SHEET, lambda part: part.replace(b"<v>2</v>", b""))
    sheet = one_sheet(without)
    assert sheet.uncomputed == {(2, 3)}
    assert (2, 3) not in sheet.cells


def test_superscripts() -> None:
    """A text with superscripts has a text without them too."""

    def fill(workbook: xlsxwriter.Workbook) -> None:
        raised = workbook.add_format({"font_script": 1})
        workbook.add_worksheet("Angka").write_rich_string(0, 0, "98.000", raised, "1")

    cell = one_sheet(book(fill)).cells[1, 1]
    assert (cell.value, cell.bare) == ("98.0001", "98.000")


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("start", ["", "\ufeff", "sep=@\r\n"])
def test_tables_of_text(sign: str, start: str) -> None:
    """A table is read with a comma, a semicolon or a tab, as spreadsheets write it."""
    text = f'{start.replace("@", sign)}Tanggal{sign}Nilai\r\n2024{sign}"1,5{sign}x"\r\n'
    sheet = parse_sheets("isian.csv", text.encode())[0]
    row = 3 if "sep" in start else 2
    assert sheet.cells[row, 2].value == f"1,5{sign}x"
    assert sheet.cell_name(row, 2) == f"B{row}"


@pytest.mark.parametrize(
    "data", [b"\xff\xfe1\x002\x00", b"Tanggal\xe9", "x\u202ey".encode()], ids=["16", "1252", "bidi"]
)
def test_other_encodings(data: bytes) -> None:
    """A table that is not UTF-8, or holds hidden characters, is refused as a data file is."""
    with pytest.raises(SpreadsheetError) as refused:
        parse_sheets("isian.csv", data)
    assert refused.value.problem.code in {"not-utf-8", "forbidden-character"}


# --- hostile files -----------------------------------------------------------------------------


def test_old_and_locked_files() -> None:
    """A file of the old form, or locked by a password, is refused."""
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)) == "old"


def test_large_files() -> None:
    """A file above the limit is refused unread."""
    assert refusal(b"PK\x03\x04" + bytes(MOST_BYTES)) == "large"


ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
)


@pytest.mark.parametrize(
    "name", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "_rels/.rels"]
)
def test_entities(name: str) -> None:
    """No part may define entities, which could grow without end or read other files."""
    end = b"?>"
    hostile = with_part(simple(), name, lambda part: part.replace(end, end + ENTITIES.encode(), 1))
    assert refusal(hostile) == "entities"


def test_entities_in_another_encoding() -> None:
    """Entities are found in UTF-16 too."""

    def change(part: bytes) -> bytes:
        text = part.decode().replace("UTF-8", "UTF-16").replace("?>", f"?>{ENTITIES}", 1)
        return text.encode("utf-16")

    assert refusal(with_part(simple(), SHEET, change)) == "entities"


def test_bombs() -> None:
    """A part that unpacks to many times its size is refused before it is unpacked."""
    assert (
        refusal(with_part(simple(), "xl/theme/theme1.xml", lambda _: bytes(BOMB_SIZE))) == "large"
    )


def row(cell: str) -> Callable[[bytes], bytes]:
    """Return a change that adds a row with a cell to a sheet."""
    added = f"<row>{cell}</row></sheetData>".encode()
    return lambda part: part.replace(b"</sheetData>", added)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1048576"><v>1</v></c>',
        '<c r="XFD9"><v>1</v></c>',
        "<x>" * 100 + "</x>" * 100,
        '<c r="A9"><v>1</v></c>' * 2_001,
    ],
    ids=["last row", "last column", "deep", "many"],
)
def test_sheets_without_end(cell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet with too many rows, columns, levels or cells is refused."""
    monkeypatch.setattr(spreadsheet, "MOST_CELLS", 2_000)
    assert refusal(with_part(simple(), SHEET, row(cell))) == "large"


def test_merged_without_end() -> None:
    """A merged cell as large as the sheet costs nothing."""
    merged = b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    data = with_part(simple(), SHEET, lambda part: part.replace(b"</sheetData>", merged))
    assert one_sheet(data).merged == ((1, 1, 16384, 1048576),)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B9"><v>1e999</v></c>',
        '<c r="B9"><v>' + "9" * 9_000 + "</v></c>",
        '<c r="B9" s="77"><v>1</v></c>',
        '<c r="B9" t="s"><v>77</v></c>',
        '<c r="B9" t="d"><v>yesterday</v></c>',
        '<c r="9B"><v>1</v></c>',
        '<c r="B9" t="e"><v>#REF!</v></c>',
    ],
)
def test_broken_cells(cell: str) -> None:
    """A cell that no program writes is read as a text, or the file is refused."""
    try:
        one_sheet(with_part(simple(), SHEET, row(cell)))
    except SpreadsheetError as error:
        assert not error.problem.variant  # noqa: PT017 - it may be read as well


# --- fuzzing -----------------------------------------------------------------------------------


def flipped(data: bytes, chance: random.Random) -> bytes:
    """Return a file with a few bytes changed, cut out or doubled."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(changed))
        match chance.randrange(3):
            case 0:
                changed[at] = chance.randrange(256)
            case 1:
                del changed[at : at + chance.randint(1, 40)]
            case _:
                changed[at:at] = changed[at : at + chance.randint(1, 40)]
        if not changed:
            return b""
    return bytes(changed)


def test_any_bytes() -> None:
    """Whatever bytes a file has, it becomes sheets or one problem, in bounded memory."""
    chance, data = random.Random(24), simple()  # noqa: S311 - a test
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(150):
        read_or_refused("isian.xlsx", flipped(data, chance))
    for _ in range(250):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            name = chance.choice([n for n in archive.namelist() if n.endswith((".xml", ".rels"))])
        read_or_refused("isian.xlsx", with_part(data, name, lambda part: flipped(part, chance)))
    for _ in range(400):
        text = b'Tanggal;Nilai;Sumber\r\n2024;"1.000";x\r\n'
        read_or_refused("isian.csv", flipped(text, chance))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 300_000, "kilobytes"


def read_or_refused(path: str, data: bytes) -> Mapping[str, Sheet]:
    """Return the sheets of a file, or none if it is refused; nothing else may happen."""
    try:
        return {sheet.name: sheet for sheet in parse_sheets(path, data)}
    except SpreadsheetError as error:
        assert str(error.problem)  # noqa: PT017 - either is right
        return {}
