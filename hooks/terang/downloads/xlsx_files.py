"""Tables as spreadsheets (.xlsx), to read: one for each series, and one of everything.

Numbers are numbers, and a date that is a day is a real date. Headings are in both languages; a
sheet of explanations says what each column means. The same record gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import IO, Any, TypeAlias

from terang.diagnostics import LANGUAGES
from terang.downloads import dictionary
from terang.downloads.cells import Cell
from terang.downloads.columns import Column, ColumnType
from terang.downloads.edition import Edition
from terang.downloads.sheet_rows import (
    cell_opening,
    column_name,
    day_cell,
    flag_cell,
    number_cell,
    placed_row,
    row_of,
    text_cell,
)
from terang.downloads.table import Table
from terang.downloads.workbook_file import MOST_ROWS, SheetLayout, SheetRows, WorkbookFrame
from terang.i18n.sheet_words import BothTexts, in_both, sheet_texts

NAME = "terang.xlsx"
"""The spreadsheet of all tables."""

_LINKS = frozenset({"url"})
"""Columns whose cells lead to a page of the site."""
_MOST_LINKS = 60_000
_LONGEST_LINK = 2_000
_MOST_DIGITS = 15
_FIRST_DAY = dt.date(1900, 3, 1)
"""Spreadsheets disagree about the days before."""
_DAY_LENGTH = len("2024-08-17")
_DATES = frozenset({ColumnType.DATE, ColumnType.PERIOD})
_WIDTHS = {ColumnType.STRING: 24, ColumnType.LIST: 24, ColumnType.PERIOD: 14}
_WIDTH = 14
_HEADING_HEIGHT = 32.25
_EXPLAINED_WIDTHS = (20, 26, 30, 30, 70, 70)


CellMaker: TypeAlias = Callable[[Any, int], str]
"""A function that makes a cell of a column, which is not empty, in a row."""


class TableSpreadsheet:
    """A spreadsheet of tables to download and read, a sheet a table.

    `names`: a name for each sheet. What does not depend on rows is made once for many files.
    """

    def __init__(self, tables: Sequence[Table], names: Sequence[str], edition: Edition) -> None:
        self._edition = edition
        layouts = [
            SheetLayout(
                name,
                tuple(_WIDTHS.get(column.type, _WIDTH) for column in table.columns),
                has_heading=True,
            )
            for name, table in zip(names, tables, strict=True)
        ]
        explanations = sheet_texts("unread", "explanations")[LANGUAGES[0]]
        self._frame = WorkbookFrame(
            [*layouts, SheetLayout(explanations, _EXPLAINED_WIDTHS, look="text")],
            in_both(_complete(edition.publisher), " · "),
            dt.datetime.fromisoformat(edition.modified),
        )
        self._styles = self._frame.styles
        self._headings = [self._heading(table) for table in tables]
        self._makers = [[*map(self._cell_maker, table.columns)] for table in tables]
        explained = list(self._explained_columns(names, tables))
        self._explained_from = functools.cache(lambda first: _placed_rows(explained, first))

    def write(self, stream: IO[bytes], title: BothTexts, tables: Iterable[Table]) -> None:
        """Write a file of tables with these columns."""
        sheets = [
            self._sheet(heading, makers, table)
            for heading, makers, table in zip(self._headings, self._makers, tables, strict=True)
        ]
        explanations = list(self._explanations(title))
        self._frame.write(
            stream,
            in_both(_complete(title), " · "),
            [*sheets, SheetRows(explanations, len(explanations))],
        )

    def _heading(self, table: Table) -> str:
        terms = (dictionary.column_term(table.name, column) for column in table.columns)
        cells = [self._text("heading", in_both(term.title)) for term in terms]
        return placed_row(1, cells, _HEADING_HEIGHT)

    def _sheet(self, heading: str, makers: Sequence[CellMaker], table: Table) -> SheetRows:
        return SheetRows(
            _rows(heading, makers, table),
            min(len(table.rows) + 1, MOST_ROWS),
            _linked_cells(table),
        )

    def _cell_maker(self, column: Column) -> CellMaker:
        """Return the function that makes a cell of a column, which is not empty, in a row."""
        text, link, day, whole = (self._styles[look] for look in ("text", "link", "day", "whole"))
        is_number, is_derived = column.type is ColumnType.NUMBER, column.is_derived

        def make(cell: Cell, row: int) -> str:
            if isinstance(cell, str):
                return text_cell(cell, text)
            return flag_cell(cell) if isinstance(cell, bool) else make_number(cell, row)

        def make_number(cell: Any, _row: int) -> str:  # noqa: ANN401
            if not is_derived and _has_many_digits(cell):
                return text_cell(f"{cell:f}", text)
            return number_cell(cell, whole if is_number and cell == int(cell) else 0)

        @functools.lru_cache(4096)
        def date_cell(written: str) -> str:
            found = _real_day(written)
            return text_cell(written, text) if found is None else day_cell(found, day)

        def make_link(cell: str, row: int) -> str:
            return text_cell(cell, link if _is_link(cell, row) else text)

        if column.name in _LINKS:
            return make_link
        if column.type in _DATES:
            return lambda cell, _row: date_cell(cell)
        return make_number if is_number else make

    def _text(self, look: str, text: str) -> str:
        return text_cell(text, self._styles[look])

    # --- the sheet of explanations ---

    def _explanations(self, title: BothTexts) -> Iterator[str]:
        """Yield the rows on the file, and on each column of each sheet."""
        rows = [
            [self._text("heading", label), *(self._text("text", text) for text in texts)]
            for label, texts in _facts(self._edition, title)
        ]
        yield from _placed_rows([*rows, []], 1)
        yield from self._explained_from(len(rows) + 2)

    def _explained_columns(
        self, names: Sequence[str], tables: Sequence[Table]
    ) -> Iterator[Sequence[str]]:
        """Yield the row of headings, then a row for each column of each table."""
        headings = [in_both(sheet_texts("downloads", key)) for key in ("sheet", "column")]
        for key in ("title", "meaning"):
            headings += (sheet_texts("downloads", key)[code] for code in LANGUAGES)
        yield [self._text("heading", heading) for heading in headings]
        for name, table in zip(names, tables, strict=True):
            for column in table.columns:
                term = dictionary.column_term(table.name, column)
                words = [
                    texts[code] for texts in (term.title, term.description) for code in LANGUAGES
                ]
                yield [self._text("text", text) for text in (name, column.name, *words)]


def record_spreadsheet(tables: Sequence[Table], edition: Edition) -> TableSpreadsheet:
    """Return the spreadsheet of all tables."""
    return TableSpreadsheet(tables, [table.name for table in tables], edition)


def series_spreadsheet(claims: Table, sources: Table, edition: Edition) -> TableSpreadsheet:
    """Return the spreadsheet of the claims of a series and their sources."""
    names = (sheet_texts("downloads", "claims"), sheet_texts("sheets", "source"))
    return TableSpreadsheet((claims, sources), [texts[LANGUAGES[0]] for texts in names], edition)


def _placed_rows(rows: Iterable[Sequence[str]], first: int) -> list[str]:
    return [placed_row(number, cells) for number, cells in enumerate(rows, start=first)]


def _rows(heading: str, makers: Sequence[CellMaker], table: Table) -> Iterator[str]:
    """Yield the rows of a table below its heading, as many as a sheet can have."""
    yield heading
    columns = [(cell_opening(number), make) for number, make in enumerate(makers)]
    for at, row in enumerate(itertools.islice(table.rows, MOST_ROWS - 1), start=2):
        placed = [
            f'{opening}{at}"{make(cell, at)}'
            for (opening, make), cell in zip(columns, row, strict=True)
            if cell is not None
        ]
        yield row_of(at, placed)


def _link_columns(table: Table) -> list[int]:
    return [number for number, column in enumerate(table.columns) if column.name in _LINKS]


def _linked_cells(table: Table) -> Iterator[tuple[str, str]]:
    """Yield each cell that leads to a page, with its address."""
    columns = _link_columns(table)
    for at, row in enumerate(table.rows, start=2) if columns else ():
        for number in columns:
            if _is_link(row[number], at):
                yield f"{column_name(number)}{at}", str(row[number])


def _is_link(cell: Cell, row: int) -> bool:
    """Return whether a cell leads to its address; `row` counts from 1."""
    return isinstance(cell, str) and row <= _MOST_LINKS and len(cell) < _LONGEST_LINK


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
            yield in_both(sheet_texts("downloads", key)), tuple(dict.fromkeys(shown))


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
