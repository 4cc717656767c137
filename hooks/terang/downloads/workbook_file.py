"""An .xlsx file whose rows go straight to a stream, between parts that XlsxWriter has made.

XlsxWriter makes the parts that do not depend on rows, once for all files with the same sheets. It
keeps an object for each cell and makes every part anew for each file, which took a tenth of a whole
build of 500 series. Texts stand in their cells.
"""

from __future__ import annotations

import datetime as dt
import functools
import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import IO, Any
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.url import Url
from xlsxwriter.utility import quote_sheetname

from terang.downloads.archive import LEVEL
from terang.downloads.sheet_rows import column_name, text_content

MOST_ROWS = 1_048_576
"""The number of rows that a sheet can have."""
_BATCH = 500
"""The number of rows or links that are written at once."""
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_BOOK, _PROPERTIES = "xl/workbook.xml", "docProps/core.xml"

_EXTENT = re.compile(r'<dimension ref="[^"]*"/>')
_HEADING_EXTENT = re.compile('(?<=<dimension ref="A1:)([A-Z]+)1')


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """A sheet without its rows: its name, the widths of its columns and their look."""

    name: str
    widths: tuple[int, ...]
    has_heading: bool = False
    """True if its first row stays in sight and its rows can be filtered."""
    look: str = ""


@dataclass(frozen=True, slots=True)
class SheetRows:
    """The rows of a sheet, as finished XML, and the addresses that cells lead to."""

    rows: Iterable[str]
    count: int
    links: Iterable[tuple[str, str]] = ()
    """Cells, such as `B4`, each with its address; they are read when the rows have been."""


@dataclass(slots=True)
class JoinedRows:
    """The rows of a sheet as XML, in one place: the memory of many single texts stays in use."""

    xml: bytearray = field(default_factory=bytearray)
    count: int = 0

    def add(self, row: str) -> None:
        """Add the next row."""
        self.xml += row.encode()
        self.count += 1


class WorkbookFrame:
    """The parts of a file that do not depend on its rows."""

    def __init__(self, layouts: Sequence[SheetLayout], author: str, created: dt.datetime) -> None:
        self.layouts = layouts
        file = io.BytesIO()
        book = xlsxwriter.Workbook(file, {"in_memory": True})
        book.set_properties({"author": author, "created": created})
        formats = {
            "heading": book.add_format(
                {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#dde7f0"}
            ),
            "text": book.add_format({"num_format": "@"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "whole": book.add_format({"num_format": "#,##0"}),
            "link": book.get_default_url_format(),
        }
        self.styles: dict[str, int] = {name: style_number(look) for name, look in formats.items()}
        for layout in layouts:
            sheet = book.add_worksheet(layout.name)
            for number, width in enumerate(layout.widths):
                sheet.set_column(number, number, width, formats.get(layout.look))
            if layout.has_heading:
                sheet.freeze_panes(1, 0)
        close_book(book)
        with zipfile.ZipFile(file) as archive:
            self._parts = {name: archive.read(name).decode() for name in archive.namelist()}
        self._start = self._start_of_file()

    def write(self, stream: IO[bytes], title: str, sheets: Sequence[SheetRows]) -> None:
        """Write a file with the rows of each sheet; its bytes depend on them and `title` alone."""
        stream.write(self._start)
        with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
            for number, (layout, sheet) in enumerate(zip(self.layouts, sheets, strict=True), 1):
                name = _sheet_part(number)
                with archive.open(name, "w") as file:
                    links = _write_sheet(file, self._parts[name], layout, sheet)
                if links:
                    with archive.open(f"xl/worksheets/_rels/sheet{number}.xml.rels", "w") as file:
                        _write_targets(file, links)
            book = self._parts[_BOOK].replace("<calcPr", f"{self._filters(sheets)}<calcPr", 1)
            _add_part(archive, _BOOK, book.encode())
            named = f"<dc:title>{text_content(title)}</dc:title><dc:creator>"
            properties = self._parts[_PROPERTIES].replace("<dc:creator>", named, 1)
            _add_part(archive, _PROPERTIES, properties.encode())

    def _start_of_file(self) -> bytes:
        """Return a file of the parts that are the same in all files: packed once, not each time."""
        changing = {_BOOK, _PROPERTIES, *map(_sheet_part, range(1, len(self.layouts) + 1))}
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
            for name, part in self._parts.items():
                if name not in changing:
                    _add_part(archive, name, part.encode())
        return stream.getvalue()

    def _filters(self, sheets: Sequence[SheetRows]) -> str:
        """Return the names of the areas that can be filtered, as spreadsheets sort them."""
        filtered = [
            (layout.name, number, _filtered_area(layout, sheet))
            for number, (layout, sheet) in enumerate(zip(self.layouts, sheets, strict=True))
        ]
        names = "".join(
            f'<definedName name="_xlnm._FilterDatabase" localSheetId="{number}" hidden="1">'
            f"{text_content(quote_sheetname(name))}!{_absolute(area)}</definedName>"
            for name, number, area in sorted(filtered, key=lambda named: named[0].lower())
            if area
        )
        return f"<definedNames>{names}</definedNames>" if names else ""


def close_book(book: Any) -> None:  # noqa: ANN401
    """Write a workbook of XlsxWriter, and free its memory.

    A book and its sheets refer to each other, and a build turns the garbage collector off.
    """
    book.close()
    for sheet in book.worksheets():
        vars(sheet).clear()
    vars(book).clear()
    book.fileclosed = True


def style_number(look: Any) -> int:  # noqa: ANN401
    """Return the number of a format in its workbook, as cells name it."""
    return int(look._get_xf_index())  # noqa: SLF001


def add_rows(book: IO[bytes], rows: Sequence[JoinedRows]) -> bytes:
    """Return a finished workbook with more rows below the heading of its first sheets."""
    numbered = {_sheet_part(number): own for number, own in enumerate(rows, 1)}
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(book) as before,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive,
    ):
        for name in before.namelist():
            part = before.read(name)
            with archive.open(name, "w") as file:
                if (added := numbered.get(name)) and added.count:
                    heading, end, after = part.decode().partition("</sheetData>")
                    extent = _HEADING_EXTENT.sub(rf"\g<1>{added.count + 1}", heading, count=1)
                    file.write(extent.encode())
                    file.write(added.xml)
                    part = f"{end}{after}".encode()
                file.write(part)
    return stream.getvalue()


def _sheet_part(number: int) -> str:
    return f"xl/worksheets/sheet{number}.xml"


def _add_part(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    with archive.open(name, "w") as file:  # `writestr` would note the time
        file.write(content)


def _write_sheet(
    file: IO[bytes], part: str, layout: SheetLayout, sheet: SheetRows
) -> list[tuple[str, str]]:
    """Write a sheet, and return its links; `part` is the same one without rows."""
    before, _, after = part.partition("<sheetData/>")
    extent = f'<dimension ref="A1:{column_name(len(layout.widths) - 1)}{sheet.count}"/>'
    before = _EXTENT.sub(extent, before, count=1)
    file.write(f"{before}<sheetData>".encode())
    _write_texts(file, sheet.rows)
    area = _filtered_area(layout, sheet)
    file.write(f'</sheetData>{f"""<autoFilter ref="{area}"/>""" if area else ""}'.encode())
    if links := [*sheet.links]:
        file.write(b"<hyperlinks>")
        _write_texts(file, map(_hyperlink, links, itertools.count(1)))
        file.write(b"</hyperlinks>")
    file.write(after.encode())
    return links


def _hyperlink(link: tuple[str, str], number: int) -> str:
    """Return the element that makes a cell a link: the place on a page; `_target` has the page."""
    cell, address = link
    place = address.partition("#")[2]
    location = f' location="{_attribute(place)}"' if place else ""
    return f'<hyperlink ref="{cell}" r:id="rId{number}"{location}/>'


def _write_targets(file: IO[bytes], links: Iterable[tuple[str, str]]) -> None:
    """Write the part that lists the pages that a sheet's cells lead to."""
    file.write(f'{_DECLARATION}<Relationships xmlns="{_RELATIONS}">'.encode())
    _write_texts(file, map(_target, links, itertools.count(1)))
    file.write(b"</Relationships>")


def _target(link: tuple[str, str], number: int) -> str:
    page = _page_target(link[1].partition("#")[0])
    return f'<Relationship Id="rId{number}" Type="{_LINK}" Target="{page}" TargetMode="External"/>'


def _write_texts(file: IO[bytes], texts: Iterable[str]) -> None:
    left = iter(texts)
    while batch := [*itertools.islice(left, _BATCH)]:
        file.write("".join(batch).encode())


def _filtered_area(layout: SheetLayout, sheet: SheetRows) -> str:
    """Return the area of a sheet that can be filtered, such as `A1:Z26`; empty if there is none."""
    if not layout.has_heading or sheet.count == 1:
        return ""
    return f"A1:{column_name(len(layout.widths) - 1)}{sheet.count}"


def _absolute(area: str) -> str:
    first, last = area.split(":")
    column = last.rstrip("0123456789")
    return f"${first[0]}${first[1:]}:${column}${last[len(column) :]}"


@functools.lru_cache(4)
def _page_target(page: str) -> str:
    return _attribute(Url(page)._target())  # noqa: SLF001 - as XlsxWriter writes it


def _attribute(text: str) -> str:
    return escape(text, {'"': "&quot;", "\n": "&#xA;"})
