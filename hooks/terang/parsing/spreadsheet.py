"""The cells of a spreadsheet (.xlsx) or of a table (.csv), with their places and within limits.

Only values are read: formulas are not run, and nothing is fetched. The XML is walked once before
openpyxl reads it: entities, too many cells and other loads end there, and the walk finds what
openpyxl's streaming reader leaves out: merged and hidden cells, and formulas without a result.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from xml.parsers import expat

from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils.cell import range_boundaries

from terang.diagnostics import Place, Problem
from terang.parsing.decoding import decode_text
from terang.parsing.sheets import MOST_COLUMNS, Area, CellValue, Sheet, SheetCell

MOST_BYTES = 10_000_000
MOST_UNPACKED = 40_000_000
MOST_RATIO = 200
"""The unpacked size, divided by the packed size, of a file that is no bomb."""
MOST_SHEETS = 50
MOST_MEMBERS = 1_000
MOST_ROWS = 50_000
MOST_CELLS = 500_000
_MOST_LEVELS = 64
_CHUNK = 1 << 16
_DELIMITERS = ";,\t"
_LINES_LOOKED_AT = 20

_PACKED, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_OF_PAGES = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head")
"""The beginnings of web pages and XML, which some programs save under a spreadsheet's name."""
_FIRST_BYTES = 200
# openpyxl leaves no difference between other codes and texts that look like one, except of texts
# that stand in their cells: those look like `_x005F_x0041_`.
_ESCAPED = re.compile(r"_x005F(_x[0-9A-Fa-f]{4}_)|_x(00[01][0-9A-Fa-f])_")
_SEPARATOR_LINE = re.compile(r"sep=.\r?\n")


class SpreadsheetError(Exception):
    """A file cannot be read as a spreadsheet; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def unreadable(path: str, variant: str = "", detail: str = "") -> SpreadsheetError:
    """Return the error of a spreadsheet, in one of the wordings of its problem."""
    return SpreadsheetError(Problem(Place(path), "not-a-spreadsheet", {"detail": detail}, variant))


def parse_sheets(path: str, data: bytes) -> tuple[Sheet, ...]:
    """Parse a spreadsheet into sheets, whatever its bytes are; raise SpreadsheetError."""
    if len(data) > MOST_BYTES:
        raise unreadable(path, "large")
    if data.startswith(_OLD_OFFICE):
        raise unreadable(path, "old")
    if data[:_FIRST_BYTES].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_OF_PAGES):
        raise unreadable(path, "page")
    if not data.startswith(_PACKED):
        return (_parse_table(path, data),)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            structures = _walk_parts(path, archive)
            return tuple(_workbook_sheets(path, data, structures))
    except SpreadsheetError:
        raise
    except Exception as error:
        # openpyxl raises nearly every kind of exception for a broken file.
        raise unreadable(path, detail=type(error).__name__) from error


# --- the walk over the XML ---------------------------------------------------------------------


@dataclass(slots=True)
class _Structure:
    """Merged and hidden cells of a part of the file, and its size, as the walk finds them."""

    merged: list[Area] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    uncomputed: set[tuple[int, int]] = field(default_factory=set)
    last_row: int = 0
    last_column: int = 0


class _XmlWalk:
    """A walk over a part's XML that stops at the limits."""

    def __init__(self, path: str, count_cell: Callable[[], None]) -> None:
        self.structure = _Structure()
        self._path = path
        self._count_cell = count_cell
        self._level = 0
        self._row = 0
        self._column = 0
        self._has_formula = self._has_result = False

    def parse_stream(self, stream: Any) -> None:  # noqa: ANN401
        """Walk over a stream of bytes."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)  # noqa: FBT003 - expat's own signature
        parser.Parse(b"", True)  # noqa: FBT003

    def _refuse_doctype(self, *_: object) -> None:
        raise unreadable(self._path, "entities")

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._level += 1
        if self._level > _MOST_LEVELS:
            raise unreadable(self._path, "large")
        match name.rpartition(" ")[2]:
            case "row":
                self._row = int(attributes.get("r", self._row + 1))
                self._column = 0
                if attributes.get("hidden") in ("1", "true"):
                    self.structure.hidden_rows.add(self._row)
            case "c":
                self._begin_cell(attributes)
            case "f":
                self._has_formula = True
            case "v" | "is":
                self._has_result = True
            case "mergeCell":
                self._merge(attributes.get("ref", ""))
            case "col" if attributes.get("hidden") in ("1", "true"):
                first, last = int(attributes["min"]), int(attributes["max"])
                self.structure.hidden_columns.update(range(first, min(last, MOST_COLUMNS) + 1))

    def _end(self, name: str) -> None:
        self._level -= 1
        if name.endswith(" c") and self._has_formula and not self._has_result:
            self.structure.uncomputed.add((self._row, self._column))

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        self._count_cell()
        self._has_formula = self._has_result = False
        if reference := attributes.get("r"):
            column, self._row, *_ = (number or 0 for number in range_boundaries(reference))
            self._column = column
        else:
            self._column += 1
        found = self.structure
        found.last_row = max(found.last_row, self._row)
        found.last_column = max(found.last_column, self._column)
        if found.last_row > MOST_ROWS:
            raise unreadable(self._path, "large")

    def _merge(self, reference: str) -> None:
        first_column, first_row, last_column, last_row = range_boundaries(reference)
        if None not in (first_column, first_row, last_column, last_row):
            self.structure.merged.append(
                (first_column or 0, first_row or 0, last_column or 0, last_row or 0)
            )
        if len(self.structure.merged) > MOST_ROWS:
            raise unreadable(self._path, "large")


def _walk_parts(path: str, archive: zipfile.ZipFile) -> dict[str, _Structure]:
    """Walk over every part of a file that is XML; return what is found, by the part's name."""
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    is_bomb = unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, _CHUNK)
    if is_bomb or len(members) > MOST_MEMBERS:
        raise unreadable(path, "large")
    cells = 0

    def count_cell() -> None:
        nonlocal cells
        cells += 1
        if cells > MOST_CELLS:
            raise unreadable(path, "large")

    structures = {}
    for member in members:
        if member.filename.lower().endswith((".xml", ".rels")):
            walk = _XmlWalk(path, count_cell)
            with archive.open(member) as stream:
                walk.parse_stream(stream)
            structures[member.filename] = walk.structure
    return structures


# --- sheets ------------------------------------------------------------------------------------


def _workbook_sheets(
    path: str, data: bytes, structures: Mapping[str, _Structure]
) -> Iterator[Sheet]:
    workbook = load_workbook(
        io.BytesIO(data), read_only=True, data_only=True, keep_links=False, rich_text=True
    )
    if len(workbook.sheetnames) > MOST_SHEETS:
        raise unreadable(path, "large")
    for sheet in workbook.worksheets:
        part: str = sheet._worksheet_path  # type: ignore[attr-defined] # noqa: SLF001
        found = structures.get(part.lstrip("/"), _Structure())
        if found.last_column > MOST_COLUMNS:
            raise unreadable(path, "large")
        yield Sheet(
            name=sheet.title,
            cells=dict(_filled_cells(sheet, found)),
            merged=tuple(found.merged),
            hidden_columns=frozenset(found.hidden_columns),
            hidden_rows=frozenset(found.hidden_rows),
            is_hidden=sheet.sheet_state != "visible",
            uncomputed=frozenset(found.uncomputed),
        )


def _filled_cells(
    sheet: Any,  # noqa: ANN401
    found: _Structure,
) -> Iterator[tuple[tuple[int, int], SheetCell]]:
    """Yield the filled cells of a sheet with their places, row by row."""
    if not found.last_row:
        return
    rows = sheet.iter_rows(max_row=found.last_row, max_col=found.last_column)
    for number, row in enumerate(rows, start=1):
        for cell in row:
            if cell.value is not None and (filled := _sheet_cell(cell)) is not None:
                yield (number, cell.column), filled


def _sheet_cell(cell: Any) -> SheetCell | None:  # noqa: ANN401
    value = cell.value
    if isinstance(value, CellRichText):
        return _rich_cell(value)
    read: CellValue
    match value:
        case bool():
            read = value
        case int():
            read = Decimal(value)
        case float():
            # Fifteen digits are what spreadsheets show and mean; the rest is how floats are kept.
            read = Decimal(f"{value:.15g}")
        case dt.datetime():
            read = value.replace(tzinfo=None)
        case dt.date():
            read = dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001
        case _:
            read = _unescaped(str(value))
    is_empty = isinstance(read, str) and not read.strip()
    return None if is_empty else SheetCell(read, str(cell.number_format or "General"))


def _rich_cell(value: CellRichText) -> SheetCell | None:
    runs = [(_run_text(run), _is_superscript(run)) for run in value]
    text = _unescaped("".join(run for run, _ in runs))
    bare = _unescaped("".join(run for run, is_raised in runs if not is_raised))
    if not text.strip():
        return None
    return SheetCell(text, bare=bare if bare.strip() and bare != text else "")


def _run_text(run: str | TextBlock) -> str:
    return run.text if isinstance(run, TextBlock) else run


def _is_superscript(run: str | TextBlock) -> bool:
    return isinstance(run, TextBlock) and run.font.vertAlign == "superscript"


def _unescaped(text: str) -> str:
    """Return a text with the characters that the format writes as `_x000D_`."""
    plain = _ESCAPED.sub(lambda code: code[1] or chr(int(code[2], 16)), text)
    return plain.replace("\r\n", "\n")


# --- tables of text ----------------------------------------------------------------------------


def _parse_table(path: str, data: bytes) -> Sheet:
    """Return a table between commas, semicolons or tabs as a sheet without a name."""
    text, problems = decode_text(path, data)
    if text is None or problems:
        raise SpreadsheetError(problems[0])
    text = _SEPARATOR_LINE.sub("\n", text, count=1) if _SEPARATOR_LINE.match(text) else text
    head = "\n".join(text.split("\n")[:_LINES_LOOKED_AT])
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=head.count))
    cells = {}
    try:
        for number, row in enumerate(rows, start=1):
            if number > MOST_ROWS or len(row) > MOST_COLUMNS:
                raise unreadable(path, "large")
            for column, content in enumerate(row, start=1):
                if content.strip():
                    cells[number, column] = SheetCell(content.replace("\r\n", "\n"))
    except csv.Error as error:
        raise unreadable(path, detail=str(error)) from error
    return Sheet("", cells)
