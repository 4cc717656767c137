"""The spreadsheet that `make sheet` writes: the record to look at, to correct and to add to.

A sheet a kind, a row an entry, and empty rows below. `sheet_import` reads it back; unchanged, it
changes nothing.
"""

from __future__ import annotations

import datetime as dt
import io
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from terang.diagnostics import LANGUAGES
from terang.downloads.sheet_rows import number_cell, placed_row, text_cell
from terang.downloads.workbook_file import JoinedRows, add_rows, close_book, style_number
from terang.editing.sheet_columns import NULL, CellShape, SheetColumn, columns_of
from terang.editing.sheet_headings import HeadingReader
from terang.editing.sheet_records import CellTexts, known_records, record_cells
from terang.i18n.sheet_words import in_both, sheet_texts, sheet_tree
from terang.model.catalog import Catalog

SHEETS = ("observation", "target", "event", "correction", "source")
EMPTY_ROWS = 200
_MOST_CHARACTERS = 32_767
_MOST_DIGITS = 15
"""The digits of a number that a spreadsheet keeps."""
_ALWAYS_SET = frozenset({"set.value", "set.date", "set.due", "set.note.id"})
"""The new values that every sheet of corrections has a column for."""
_FIRST = LANGUAGES[0]
_FLAG_WORDS = {"true": "ya", "false": "tidak"}
_WIDTHS = {CellShape.TEXT: 28, CellShape.IDS: 28, CellShape.ID: 24, CellShape.DATE: 22}
_WIDTH = 16


@dataclass(slots=True)
class EditorSheet:
    """The finished spreadsheet."""

    data: bytes
    rows: int
    left_out: tuple[str, ...] = ()
    """Records with a text that no cell can hold."""


def editor_sheet(catalog: Catalog, series_ids: Iterable[str]) -> EditorSheet:
    """Return the spreadsheet of `make sheet`: some series to correct and add to, with sources."""
    writer = _SheetWriter(catalog, tuple(series_ids))
    return writer.written()


@dataclass(slots=True)
class _SheetWriter:
    """A workbook that is being written."""

    catalog: Catalog
    series_ids: tuple[str, ...]
    _file: io.BytesIO = field(default_factory=io.BytesIO)
    _book: Any = None
    _formats: dict[str, Any] = field(default_factory=dict)
    _styles: dict[str, int] = field(default_factory=dict)
    _lists: dict[str, str] = field(default_factory=dict)
    """Name of a list of choices → its range."""
    _rows: dict[str, JoinedRows] = field(default_factory=dict)
    """Kind → the rows of its records: XlsxWriter would take seven times as long."""
    _left_out: list[str] = field(default_factory=list)

    def written(self) -> EditorSheet:
        """Return the workbook's bytes."""
        self._book = xlsxwriter.Workbook(
            self._file,
            # Texts stand in their cells: the page with the form reads only those.
            {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        # The same record gives the same bytes.
        created = dt.datetime.combine(self.catalog.today, dt.time())
        self._book.set_properties({"created": created, "title": in_both(_title(), " · ")})
        looks = {"bold": True, "text_wrap": True, "valign": "top", "border": 1}
        self._formats = {
            "bold": self._book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            "text": self._book.add_format({"num_format": "@"}),
            "required": self._book.add_format({**looks, "bg_color": "#f6e3b4"}),
            "heading": self._book.add_format({**looks, "bg_color": "#dde7f0"}),
            "wrapped": self._book.add_format({"text_wrap": True, "valign": "top"}),
        }
        self._styles = {name: style_number(look) for name, look in self._formats.items()}
        sheets = {kind: self._book.add_worksheet(_sheet_name(kind)) for kind in SHEETS}
        unread = {
            name: self._book.add_worksheet(texts[_FIRST])
            for name, texts in sheet_tree()["unread"].items()
            if name != "explanations"
        }
        self._write_lists(unread["lists"])
        for kind in SHEETS:
            self._write_kind(sheets[kind], kind)
        self._write_example(unread["example"])
        self._write_guide(unread["guide"])
        sheets["observation"].activate()
        close_book(self._book)
        data = add_rows(self._file, [self._rows[kind] for kind in SHEETS])
        return EditorSheet(
            data, sum(rows.count for rows in self._rows.values()), tuple(self._left_out)
        )

    # --- sheets of entries ---

    def _write_kind(self, sheet: Any, kind: str) -> None:  # noqa: ANN401
        records = self._records(kind)
        columns = columns_of(kind, self.catalog)
        if kind == "correction":
            records = list(records)
            used = {name for _, cells in records for name in cells}
            columns = tuple(
                column
                for column in columns
                if not column.name.startswith("set.") or column.name in {*used, *_ALWAYS_SET}
            )
        self._write_heading(sheet, kind, columns)
        rows = self._rows[kind] = JoinedRows()
        for name, cells in records:
            if any(len(text) > _MOST_CHARACTERS for text in cells.values()):
                self._left_out.append(name)
                continue
            placed = [
                self._cell(column, cells[column.name]) if column.name in cells else ""
                for column in columns
            ]
            rows.add(placed_row(rows.count + 2, placed))
        last = rows.count + EMPTY_ROWS
        for number, column in enumerate(columns):
            self._offer_choices(sheet, column, number, last)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, last, len(columns) - 1)

    def _records(self, kind: str) -> Iterable[tuple[str, CellTexts]]:
        """Yield the records of a kind that stand, each with its name and its cells."""
        if kind == "source":
            cited = self._cited_sources()
            for key, source in self.catalog.sources.items():
                if key in cited:
                    yield key, {"id": key, **record_cells(source)}
            return
        for key in self.series_ids:
            for record in known_records(kind, self.catalog.series[key]):
                if getattr(record, "withdrawn", None) is None:
                    name = f"{key}#{record.anchor}"
                    yield name, {"series": key, **record_cells(record)}

    def _cited_sources(self) -> set[str]:
        cited: set[str] = set()
        for key in self.series_ids:
            series = self.catalog.series[key]
            records: Sequence[Any] = (*series.entries, *series.corrections, *series.replies)
            cited |= {source for record in records for source in record.sources or ()}
            cited |= set(series.sources)
        is_whole = len(self.series_ids) == len(self.catalog.series)
        return cited | set(self.catalog.sources) if is_whole else cited

    def _write_heading(
        self,
        sheet: Any,  # noqa: ANN401
        kind: str,
        columns: Sequence[SheetColumn],
    ) -> None:
        reader = HeadingReader(self.catalog)
        sheet.set_row(0, 48)
        for number, column in enumerate(columns):
            is_number = column.shape in (CellShape.FIGURE, CellShape.NUMBER)
            look = None if is_number else self._formats["text"]
            sheet.set_column(number, number, _WIDTHS.get(column.shape, _WIDTH), look)
            needed = column.is_required and not column.is_given
            mark = " *" if needed else ""
            titles = in_both({code: f"{column.titles[code]}{mark}" for code in LANGUAGES})
            heading = reader.heading_of(kind, column, titles)
            sheet.write_string(
                0, number, heading, self._formats["required" if needed else "heading"]
            )
            note = in_both(column.help, "\n\n")
            sheet.write_comment(0, number, note, {"x_scale": 2.5, "y_scale": 1.8, "author": ""})

    def _cell(self, column: SheetColumn, text: str) -> str:
        is_number = column.shape in (CellShape.FIGURE, CellShape.NUMBER) and text != NULL
        if is_number and len(text.replace(".", "").replace("-", "").lstrip("0")) <= _MOST_DIGITS:
            return number_cell(Decimal(text), None)
        return text_cell(_shown(column, text), self._styles["text"])

    def _offer_choices(
        self,
        sheet: Any,  # noqa: ANN401
        column: SheetColumn,
        number: int,
        last: int,
    ) -> None:
        """Let a column's cells be chosen from a list, and anything else be written too."""
        name = _list_name(column)
        if name in self._lists:
            rule = {
                "validate": "list",
                "source": f"={self._lists[name]}",
                # Several ids stand in one cell, and new sources have no row in the list.
                "show_error": column.shape is CellShape.WORD,
                "error_type": "warning",
            }
            sheet.data_validation(1, number, last, number, rule)

    # --- sheets around them ---

    def _write_lists(self, sheet: Any) -> None:  # noqa: ANN401
        """Write the choices of all lists, each beside its names."""
        lists: dict[str, Mapping[str, str]] = {
            "series": {
                key: " · ".join(
                    dict.fromkeys(
                        self.catalog.title_of(self.catalog.series[key]).in_language(code)[0]
                        for code in LANGUAGES
                    )
                )
                for key in self.series_ids
            },
            "speaker": {
                key: in_both({code: office.name.in_language(code)[0] for code in LANGUAGES}, " · ")
                for key, office in self.catalog.speakers.items()
            },
            "source": {
                key: f"{source.publisher}: {source.title}"
                for key, source in self.catalog.sources.items()
            },
            "flag": {"ya": "true", "tidak": "false"},
        }
        for kind in SHEETS:
            for column in columns_of(kind, self.catalog):
                if column.words:
                    lists[_list_name(column)] = {
                        names[_FIRST]: word for word, names in column.words.items()
                    }
        for at, (name, choices) in zip(itertools.count(0, 2), lists.items(), strict=False):
            sheet.set_column(at, at, 30, self._formats["text"])
            sheet.set_column(at + 1, at + 1, 50, self._formats["text"])
            sheet.write_string(0, at, name, self._formats["bold"])
            if choices:
                area = xl_range_abs(1, at, len(choices), at)
                self._lists[name] = f"'{sheet.get_name()}'!{area}"
        # Row by row: what a row lacks when the next one begins would be lost.
        rows = itertools.zip_longest(*(choices.items() for choices in lists.values()))
        for row, choices_of_row in enumerate(rows, start=1):
            for at, found in zip(itertools.count(0, 2), choices_of_row, strict=False):
                if found is not None:
                    sheet.write_string(row, at, found[0])
                    sheet.write_string(row, at + 1, found[1][:_MOST_CHARACTERS])
        sheet.freeze_panes(1, 0)

    def _write_example(self, sheet: Any) -> None:  # noqa: ANN401
        """Write one worked example: a figure and its source, with what each cell says."""
        sheet.set_column(0, 0, 36)
        sheet.set_column(1, 1, 40, self._formats["text"])
        sheet.set_column(2, 2, 80)
        row = 0
        for kind, cells in sheet_tree()["example"].items():
            columns = {column.name: column for column in columns_of(kind, self.catalog)}
            title = in_both(sheet_texts("sheets", kind), " · ")
            sheet.write_string(row, 0, title, self._formats["bold"])
            row += 1
            for name, text in cells.items():
                column = columns[name]
                sheet.write_string(row, 0, in_both(column.titles, " · "), self._formats["wrapped"])
                sheet.write_string(row, 1, text)
                sheet.write_string(row, 2, in_both(column.help, "\n"), self._formats["wrapped"])
                row += 1
            row += 1

    def _write_guide(self, sheet: Any) -> None:  # noqa: ANN401
        sheet.set_column(0, 0, 110)
        row = 0
        for code in LANGUAGES:
            for paragraph in sheet_tree()["guide"][code]:
                is_title = paragraph == sheet_tree()["guide"][code][0]
                look = self._formats["bold" if is_title else "wrapped"]
                sheet.write_string(row, 0, paragraph, look)
                row += 1
            row += 1


def _title() -> Mapping[str, str]:
    return {code: sheet_tree()["guide"][code][0] for code in LANGUAGES}


def _sheet_name(kind: str) -> str:
    return sheet_texts("sheets", kind)[_FIRST]


def _list_name(column: SheetColumn) -> str:
    """Return the name of the list that a column's cells are chosen from, or ""."""
    match column.shape:
        case CellShape.WORD:
            return column.name.rpartition(".")[2]
        case CellShape.FLAG:
            return "flag"
    return column.reference if column.reference in ("series", "speaker", "source") else ""


def _shown(column: SheetColumn, text: str) -> str:
    """Return a text as the sheet shows it: words of closed lists in the site's language."""
    if column.shape is CellShape.FLAG:
        return _FLAG_WORDS.get(text, text)
    return column.words[text][_FIRST] if text in column.words else text
