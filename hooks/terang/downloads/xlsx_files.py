"""Tables as spreadsheets (.xlsx), to read: one for each series, and one of everything.

Numbers are numbers, and a date that is a day is a real date. Headings are in both languages; a
sheet of explanations says what each column means. The same record gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import xlsxwriter

from terang.diagnostics import LANGUAGES
from terang.downloads import dictionary
from terang.downloads.cells import Cell
from terang.downloads.columns import Column, ColumnType
from terang.downloads.edition import Edition
from terang.downloads.sheet_rows import (
    RowSheet,
    day_cell,
    flag_cell,
    number_cell,
    style_of,
    text_cell,
)
from terang.downloads.table import Table
from terang.i18n.sheet_words import BothTexts, in_both, sheet_texts
from terang.model.catalog import Catalog, Series

NAME = "terang.xlsx"
"""The spreadsheet of all tables."""

_LINKS = frozenset({"url"})
"""Columns whose cells lead to a page of the site."""
_MOST_LINKS = 60_000
_LONGEST_LINK = 2_000
_MOST_CHARACTERS = 32_767
_MOST_DIGITS = 15
_FIRST_DAY = dt.date(1900, 3, 1)
"""Spreadsheets disagree about the days before."""
_DAY_LENGTH = len("2024-08-17")
_DATES = frozenset({ColumnType.DATE, ColumnType.PERIOD})
_WIDTHS = {ColumnType.STRING: 24, ColumnType.LIST: 24, ColumnType.PERIOD: 14}
_WIDTH = 14
_HEADING_HEIGHT = 32.25


def record_xlsx(tables: Iterable[Table], edition: Edition) -> bytes:
    """Return all tables as one spreadsheet to download and read, a sheet a table."""
    book = _Book(edition, edition.publisher)
    named = [(table.name, table, table.rows) for table in tables]
    return book.written(named)


def series_xlsx(
    catalog: Catalog, series: Series, claims: Table, sources: Table, edition: Edition
) -> bytes:
    """Return a series' claims and their sources as a spreadsheet to download and read."""
    book = _Book(edition, catalog.title_of(series).by_language())
    cited = {source for entry in series.entries for source in entry.sources}
    rows = [row for row in sources.rows if row[0] in cited]
    return book.written(
        [
            (sheet_texts("downloads", "claims")[LANGUAGES[0]], claims, claims.rows),
            (sheet_texts("sheets", "source")[LANGUAGES[0]], sources, rows),
        ]
    )


@dataclass(slots=True)
class _Book:
    """A workbook that is being written."""

    edition: Edition
    title: BothTexts
    _book: Any = None
    _formats: dict[str, Any] = field(default_factory=dict)
    _styles: dict[str, int] = field(default_factory=dict)
    """Their numbers in the workbook."""

    def written(self, sheets: Sequence[tuple[str, Table, Sequence[Sequence[Cell]]]]) -> bytes:
        """Return the bytes of a workbook of tables, each with a name and its rows."""
        file = io.BytesIO()
        plain = {"strings_to_numbers": False, "strings_to_formulas": False}
        self._book = xlsxwriter.Workbook(
            file, {"in_memory": True, "strings_to_urls": False, **plain}
        )
        self._book.set_properties(
            {
                "title": in_both(_complete(self.title), " · "),
                "author": in_both(_complete(self.edition.publisher), " · "),
                "created": dt.datetime.fromisoformat(self.edition.modified),
            }
        )
        self._formats = {
            "heading": self._book.add_format(
                {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#dde7f0"}
            ),
            "text": self._book.add_format({"num_format": "@"}),
            "day": self._book.add_format({"num_format": "yyyy-mm-dd"}),
            "whole": self._book.add_format({"num_format": "#,##0"}),
            "link": self._book.get_default_url_format(),
        }
        self._styles = {name: style_of(look) for name, look in self._formats.items()}
        for name, table, rows in sheets:
            self._write_table(self._add_sheet(name), table, rows)
        self._write_explanations([(name, table) for name, table, _ in sheets])
        self._book.close()
        # A book and its sheets refer to each other, and a build turns the collector off.
        for sheet in self._book.worksheets():
            vars(sheet).clear()
        vars(self._book).clear()
        self._book.fileclosed = True
        return file.getvalue()

    def _add_sheet(self, name: str) -> RowSheet:
        sheet: RowSheet = self._book.add_worksheet(name, RowSheet)
        return sheet

    def _write_table(self, sheet: RowSheet, table: Table, rows: Sequence[Sequence[Cell]]) -> None:
        columns = table.columns
        titles = [in_both(dictionary.column_term(table.name, column).title) for column in columns]
        sheet.add_row([self._text("heading", title) for title in titles], _HEADING_HEIGHT)
        for number, column in enumerate(columns):
            sheet.set_column(number, number, _WIDTHS.get(column.type, _WIDTH))
        sheet.freeze_panes(1, 0)
        links = [number for number, column in enumerate(columns) if column.name in _LINKS]
        for at, row in enumerate(rows, start=1):
            cells = list(map(self._cell, columns, row))
            for number in links:
                address = row[number]
                if isinstance(address, str) and at < _MOST_LINKS and len(address) < _LONGEST_LINK:
                    sheet.link_cell(number, address)
                    cells[number] = self._text("link", address)
            sheet.add_row(cells)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(columns) - 1)

    def _cell(self, column: Column, cell: Cell) -> str:
        """Return a cell of a table; an empty text if it is empty."""
        if cell is None:
            return ""
        if isinstance(cell, str):
            day = _real_day(cell) if column.type in _DATES else None
            return self._text("text", cell) if day is None else day_cell(day, self._styles["day"])
        if isinstance(cell, bool):
            return flag_cell(cell)
        if _has_many_digits(cell) and not column.is_derived:
            return self._text("text", f"{cell:f}")
        is_whole = column.type is ColumnType.NUMBER and cell == int(cell)
        return number_cell(cell, self._styles["whole"] if is_whole else 0)

    def _text(self, look: str, text: str) -> str:
        shown = text if len(text) <= _MOST_CHARACTERS else f"{text[: _MOST_CHARACTERS - 1]}…"
        return text_cell(shown, self._styles[look])

    def _write_explanations(self, tables: Sequence[tuple[str, Table]]) -> None:
        """Write what the file is, and what each column of each sheet means."""
        sheet = self._add_sheet(sheet_texts("unread", "explanations")[LANGUAGES[0]])
        for number, width in enumerate((20, 26, 30, 30, 70, 70)):
            sheet.set_column(number, number, width, self._formats["text"])
        for label, texts in _facts(self.edition, self.title):
            shown = (self._text("text", text) for text in dict.fromkeys(texts))
            sheet.add_row([self._text("heading", label), *shown])
        sheet.add_row([])
        headings = [in_both(sheet_texts("downloads", key)) for key in ("sheet", "column")]
        for key in ("title", "meaning"):
            headings += (sheet_texts("downloads", key)[code] for code in LANGUAGES)
        sheet.add_row([self._text("heading", heading) for heading in headings])
        for name, table in tables:
            for column in table.columns:
                term = dictionary.column_term(table.name, column)
                words = [
                    texts[code] for texts in (term.title, term.description) for code in LANGUAGES
                ]
                sheet.add_row([self._text("text", text) for text in (name, column.name, *words)])


def _facts(edition: Edition, title: BothTexts) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield what must be known of the file: label, and the text in each language."""
    values: dict[str, Iterable[str]] = {
        "about": _complete(title).values(),
        "publisher": _complete(edition.publisher).values(),
        "notice": _complete(edition.notice).values() if edition.notice else (),
        "licence": (edition.licence.id, edition.licence.url),
        "address": (edition.address,),
        "version": (edition.version,),
    }
    for key, texts in values.items():
        if shown := tuple(texts):
            yield in_both(sheet_texts("downloads", key)), shown


def _complete(texts: BothTexts) -> BothTexts:
    """Return a text in all languages; a missing one is the first."""
    return {code: texts.get(code, texts[LANGUAGES[0]]) for code in LANGUAGES}


def _real_day(text: str) -> dt.date | None:
    """Return the day that a date is; None for a longer date."""
    if len(text) != _DAY_LENGTH:
        return None
    day = dt.date.fromisoformat(text)
    return day if day >= _FIRST_DAY else None


def _has_many_digits(number: Decimal | int) -> bool:
    """Return whether a number has more digits than spreadsheets keep."""
    text = f"{number:f}"
    return len(text) > _MOST_DIGITS and len(text.lstrip("-0.").replace(".", "")) > _MOST_DIGITS
