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
_WIDTHS = {ColumnType.STRING: 24, ColumnType.LIST: 24, ColumnType.PERIOD: 14}
_WIDTH = 14
_HEADING_HEIGHT = 32


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
        for name, table, rows in sheets:
            self._write_table(self._book.add_worksheet(name), table, rows)
        self._write_explanations([(name, table) for name, table, _ in sheets])
        self._book.close()
        # A book and its sheets refer to each other, and a build turns the collector off.
        for sheet in self._book.worksheets():
            vars(sheet).clear()
        vars(self._book).clear()
        self._book.fileclosed = True
        return file.getvalue()

    def _write_table(self, sheet: Any, table: Table, rows: Sequence[Sequence[Cell]]) -> None:  # noqa: ANN401
        sheet.set_row(0, _HEADING_HEIGHT)
        for number, column in enumerate(table.columns):
            title = in_both(dictionary.column_term(table.name, column).title)
            sheet.write_string(0, number, title, self._formats["heading"])
            sheet.set_column(number, number, _WIDTHS.get(column.type, _WIDTH))
        sheet.freeze_panes(1, 0)
        for at, row in enumerate(rows, start=1):
            for number, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
                if cell is not None:
                    self._write_cell(sheet, at, number, column, cell)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(table.columns) - 1)

    def _write_cell(
        self,
        sheet: Any,  # noqa: ANN401
        row: int,
        number: int,
        column: Column,
        cell: str | Decimal | int,
    ) -> None:
        if isinstance(cell, bool):
            sheet.write_boolean(row, number, cell)
        elif isinstance(cell, str):
            self._write_text(sheet, row, number, column, cell)
        elif len(_significant(cell)) > _MOST_DIGITS and not column.is_derived:
            sheet.write_string(row, number, f"{cell:f}", self._formats["text"])
        else:
            is_whole = column.type is ColumnType.NUMBER and cell == int(cell)
            sheet.write_number(
                row, number, float(cell), self._formats["whole"] if is_whole else None
            )

    def _write_text(
        self,
        sheet: Any,  # noqa: ANN401
        row: int,
        number: int,
        column: Column,
        cell: str,
    ) -> None:
        day = _real_day(column, cell)
        if day is not None:
            sheet.write_datetime(row, number, day, self._formats["day"])
        elif column.name in _LINKS and row < _MOST_LINKS and len(cell) < _LONGEST_LINK:
            sheet.write_url(row, number, cell, self._formats["link"], cell)
        else:
            sheet.write_string(row, number, _short(cell), self._formats["text"])

    def _write_explanations(self, tables: Sequence[tuple[str, Table]]) -> None:
        """Write what the file is, and what each column of each sheet means."""
        sheet = self._book.add_worksheet(sheet_texts("unread", "explanations")[LANGUAGES[0]])
        for number, width in enumerate((20, 26, 30, 30, 70, 70)):
            sheet.set_column(number, number, width, self._formats["text"])
        row = 0
        for label, texts in _facts(self.edition, self.title):
            sheet.write_string(row, 0, label, self._formats["heading"])
            for number, text in enumerate(dict.fromkeys(texts), start=1):
                sheet.write_string(row, number, _short(text))
            row += 1
        row += 1
        for number, key in enumerate(("sheet", "column")):
            heading = in_both(sheet_texts("downloads", key))
            sheet.write_string(row, number, heading, self._formats["heading"])
        for index, code in enumerate(LANGUAGES):
            for part, key in enumerate(("title", "meaning")):
                heading = sheet_texts("downloads", key)[code]
                sheet.write_string(row, 2 + 2 * part + index, heading, self._formats["heading"])
        for name, table in tables:
            for column in table.columns:
                row += 1
                term = dictionary.column_term(table.name, column)
                texts = (*(term.title[code] for code in LANGUAGES),)
                texts += tuple(term.description[code] for code in LANGUAGES)
                for number, text in enumerate((name, column.name, *texts)):
                    sheet.write_string(row, number, _short(text))


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


def _real_day(column: Column, text: str) -> dt.date | None:
    """Return the day that a date is; None for a longer date and for any other text."""
    if column.type not in (ColumnType.DATE, ColumnType.PERIOD) or len(text) != _DAY_LENGTH:
        return None
    day = dt.date.fromisoformat(text)
    return day if day >= _FIRST_DAY else None


def _significant(number: Decimal | int) -> str:
    return f"{abs(number):f}".replace(".", "").lstrip("0") if number else "0"


def _short(text: str) -> str:
    return text if len(text) <= _MOST_CHARACTERS else f"{text[: _MOST_CHARACTERS - 1]}…"
