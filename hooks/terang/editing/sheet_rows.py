"""The rows of a sheet, each cell with the ways to read it, as texts in the contract's forms.

A cell that can be read in two ways keeps both; `sheet_import` takes the one that is on record, or
refuses the cell with both.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from terang.diagnostics import Problem
from terang.editing import cell_dates
from terang.editing.cell_numbers import (
    FigureForm,
    NumberReading,
    UnreadableNumberError,
    digits,
    number_readings,
    plain_line,
)
from terang.editing.draft_entry import typed_tree
from terang.editing.sheet_columns import NULL, CellShape, SheetColumn
from terang.editing.sheet_headings import Heading, heading_key
from terang.editing.sheet_records import clean_text, titles_of
from terang.model.catalog import Catalog
from terang.parsing.delimited import LIST_SEPARATOR
from terang.parsing.sheets import CellPlace, Sheet, SheetCell

_LIST_SIGNS = re.compile(r"\s*[|;\n]\s*")
_BLANKS = re.compile(r"\s+")
_LINE_BLANKS = re.compile(r"[^\S\n]+")
_COMMA = re.compile(r"\s*,\s*")
_REMARK = re.compile(
    r"(?:\*|sumber\s*:|source\s*:|catatan\s*:|keterangan\s*:|note\s*:|notes\s*:)", re.IGNORECASE
)
_LARGE = r"(?:ribu|juta|miliar|milyar|triliun)(?:an)?|(?:thousand|million|billion|trillion)s?|000"
_SCALED = re.compile(
    rf"\((?:dalam |in )?(?:rp\.?\s*|idr\s*)?(?:{_LARGE})\b[^()]*\)|\b(?:dalam|in) (?:{_LARGE})\b"
    r"(?!\s+\d)",
    re.IGNORECASE,
)
"""Says that all figures of a table are in thousands or more."""
_COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?")
_FLAGS = {
    **dict.fromkeys(("true", "ya", "y", "yes", "benar", "1", "v", "x", "✓"), "true"),
    **dict.fromkeys(("false", "tidak", "t", "n", "no", "salah", "0"), "false"),
}
_FILLED_DOWN = frozenset({"series", "date", "due", "sources", "by", "status", "added"})
"""The keys whose merged cells stand for all their rows."""


@dataclass(frozen=True, slots=True)
class CellReading:
    """A way to read a cell."""

    texts: Mapping[str, str]
    """Name of a column → text; of a range its two ends."""
    said: Mapping[str, str] = field(default_factory=dict)
    """Further keys that the cell says: `precision` and `qualifier` of `sekitar 97,5 ribu`."""

    def shown(self) -> str:
        """Return the reading for a message."""
        return "..".join(self.texts.values())


@dataclass(frozen=True, slots=True)
class ReadCell:
    """A filled cell with the ways to read it: none if it says that there is no figure."""

    column: SheetColumn
    place: CellPlace
    readings: tuple[CellReading, ...]
    written: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A filled row."""

    kind: str
    place: CellPlace
    """The place of its first filled cell."""
    cells: Mapping[str, ReadCell]
    offered: frozenset[str] = frozenset()
    """The names of all columns of its sheet, filled or not."""
    problems: tuple[Problem, ...] = ()
    is_remark: bool = False


class RowReader:
    """A reader of the rows of a sheet."""

    def __init__(
        self, path: str, sheet: Sheet, heading: Heading, catalog: Catalog, series: str = ""
    ) -> None:
        self._path, self._sheet, self._heading = path, sheet, heading
        self._catalog, self._series = catalog, series
        self._ids: dict[str, Mapping[str, str]] = {}
        self._merged = {
            (row, column): (area[1], area[0])
            for area in sheet.merged
            if area[0] == area[2] and (area[1], area[0]) in sheet.cells
            for row in range(area[1] + 1, min(area[3], area[1] + 10_000) + 1)
            for column in (area[0],)
        }

    def rows(self, columns_by_kind: Mapping[str, Mapping[str, SheetColumn]]) -> Iterator[SheetRow]:
        """Yield the filled rows below the heading."""
        filled: dict[int, dict[int, SheetCell]] = {}
        for (row, column), cell in sorted(self._sheet.cells.items()):
            if row > self._heading.last_row:
                filled.setdefault(row, {})[column] = cell
        for row, cells in filled.items():
            is_next = row == self._heading.last_row + 1
            if not _is_column_numbers(cells, without_brackets=is_next):
                yield self._row(row, cells, columns_by_kind)

    def place(self, row: int, column: int) -> CellPlace:
        """Return the place of a cell."""
        return CellPlace(self._path, row, column, self._sheet.cell_name(row, column))

    def _row(
        self,
        row: int,
        cells: dict[int, SheetCell],
        columns_by_kind: Mapping[str, Mapping[str, SheetColumn]],
    ) -> SheetRow:
        heading = self._heading
        first = self.place(row, min(cells))
        kind = heading.kind
        problems: list[Problem] = []
        if heading.kind_column in cells:
            word = plain_line(str(cells[heading.kind_column].value)).lower()
            kind = _KIND_WORDS.get(word, "")
            if not kind:
                place = self.place(row, heading.kind_column)
                problem = Problem(place, "sheet-unknown-kind", {"text": word})
                return SheetRow(heading.kind, first, {}, problems=(problem,))
        if len(cells) == 1 and self._is_remark(next(iter(cells.values()))):
            return SheetRow(kind, first, {}, is_remark=True)
        own, form = columns_by_kind[kind], self._form(row, cells)
        read: dict[str, ReadCell] = {}
        for number, column in heading.columns.items():
            name = _name_for(kind, column.name, own)
            place, cell = self.place(row, number), self._cell(row, number, name, cells)
            if fault := self._fault(row, number, cell):
                problems.append(Problem(place, fault))
            elif cell is not None and name not in own:
                problems.append(Problem(place, "cell-not-of-kind", {"column": name, "kind": kind}))
            elif cell is not None:
                try:
                    read[name] = self._read(own[name], place, cell, form)
                except UnreadableNumberError as error:
                    values = {"text": _shown(cell), **error.values}
                    problems.append(Problem(place, error.code, values))
        offered = frozenset(column.name for column in heading.columns.values())
        return SheetRow(kind, first, read, offered, tuple(problems))

    def _cell(
        self, row: int, number: int, name: str, cells: Mapping[int, SheetCell]
    ) -> SheetCell | None:
        """Return a cell; of a year the month beside it too, of a merged cell the whole."""
        cell = cells.get(number) or self._cell_above(row, number, name)
        part = cells.get(self._heading.part_column or 0)
        if cell is None or part is None or name not in ("date", "due"):
            return cell
        return self._with_part(cell, part)

    def _fault(self, row: int, number: int, cell: SheetCell | None) -> str:
        """Return the code of what keeps a cell from being read, or ""."""
        if (row, number) in self._sheet.uncomputed:
            return "cell-uncomputed"
        return "cell-merged" if cell is None and (row, number) in self._merged else ""

    def _with_part(self, year: SheetCell, part: SheetCell) -> SheetCell:
        """Return a year with its month, quarter or half as one cell: `TW II 2024`."""
        texts = (self._heading.part_word, _shown(part), _shown(year))
        is_month = not texts[0] and texts[1].isdigit()
        return SheetCell("/".join(texts[1:]) if is_month else " ".join(filter(None, texts)))

    def scaled_cells(self) -> Iterator[Problem]:
        """Yield a problem for each cell of the title and heading that says `dalam ribu`."""
        for (row, column), cell in sorted(self._sheet.cells.items()):
            text = str(cell.value)
            if row <= self._heading.last_row and _SCALED.search(text):
                values = {"text": plain_line(text)}
                yield Problem(self.place(row, column), "sheet-scaled", values)

    def unread_columns(self) -> Iterator[Problem]:
        """Yield a problem for each visible column with filled cells that no key is known for.

        It stands at the heading; of a column without one, at its first filled cell.
        """
        heading = self._heading
        known = {*heading.columns, *heading.ignored, heading.kind_column, heading.part_column}
        for number, cells in sorted(self._cells_below().items()):
            if number in heading.twice:
                values = {"other": self._sheet.cell_name(heading.last_row, heading.twice[number])}
                yield Problem(self._heading_place(number), "sheet-column-twice", values)
            elif number in known or number in self._sheet.hidden_columns:
                continue
            elif number in heading.unknown:
                values = {"heading": plain_line(heading.unknown[number]), "count": str(len(cells))}
                yield Problem(self._heading_place(number), "sheet-unknown-column", values)
            else:
                yield Problem(self.place(cells[0], number), "sheet-unknown-column", {}, "blank")

    def remarks(self) -> Iterator[tuple[CellPlace, str]]:
        """Yield the place of what is hidden, or is read without what is not seen; with a word."""
        for number in sorted({*self._heading.unknown} & self._sheet.hidden_columns):
            yield self._heading_place(number), "hidden_column"
        below = [at for at in sorted(self._sheet.cells) if at[0] > self._heading.last_row]
        for row in sorted({row for row, _ in below} & self._sheet.hidden_rows):
            yield self.place(row, min(column for at, column in below if at == row)), "hidden_row"
        for row, column in below:
            key = self._heading.columns.get(column)
            value = self._sheet.cells[row, column].value
            is_text = key is None or key.shape is CellShape.TEXT
            if not is_text and isinstance(value, str) and plain_line(value) != _one_line(value):
                yield self.place(row, column), "unseen"

    def _cells_below(self) -> dict[int, list[int]]:
        """Return column → the rows of its filled cells below the heading, but for footnotes."""
        rows: dict[int, set[int]] = {}
        for row, column in self._sheet.cells:
            if row > self._heading.last_row:
                rows.setdefault(row, set()).add(column)
        found: dict[int, list[int]] = {}
        for row, columns in sorted(rows.items()):
            only = self._sheet.cells[row, min(columns)]
            if len(columns) > 1 or not self._is_remark(only):
                for column in columns:
                    found.setdefault(column, []).append(row)
        return found

    def _heading_place(self, number: int) -> CellPlace:
        """Return the place of a column's heading, of its lowest row."""
        rows = (row for row in range(self._heading.last_row, 0, -1))
        filled = (row for row in rows if (row, number) in self._sheet.cells)
        return self.place(next(filled, self._heading.last_row), number)

    def _is_remark(self, cell: SheetCell) -> bool:
        return isinstance(cell.value, str) and _REMARK.match(cell.value.strip()) is not None

    def _cell_above(self, row: int, number: int, name: str) -> SheetCell | None:
        """Return the merged cell that a cell is part of, where it stands for all its rows."""
        first = self._merged.get((row, number))
        return self._sheet.cells.get(first) if first and name in _FILLED_DOWN else None

    def _form(self, row: int, cells: Mapping[int, SheetCell]) -> FigureForm:
        """Return the form of the figures of the row's series."""
        series = self._series
        for number, column in self._heading.columns.items():
            cell = cells.get(number) or self._cell_above(row, number, column.name)
            if column.name == "series" and cell is not None:
                series = self._id("series", _shown(cell))
        found = self._catalog.series.get(series)
        return FigureForm.of_indicator(self._catalog.indicator_of(found)) if found else FigureForm()

    # --- cells ---

    def _read(
        self, column: SheetColumn, place: CellPlace, cell: SheetCell, form: FigureForm
    ) -> ReadCell:
        shown = _shown(cell)
        # `NULL` may be a text; what is written out in the contract's form is none.
        if shown == NULL or (column.shape is not CellShape.TEXT and shown.lower() == NULL):
            return ReadCell(column, place, (CellReading({column.name: NULL}),), shown)
        return ReadCell(column, place, tuple(self._readings(column, cell, form)), shown)

    def _readings(
        self, column: SheetColumn, cell: SheetCell, form: FigureForm
    ) -> Iterator[CellReading]:
        name = column.name
        match column.shape:
            case CellShape.FIGURE:
                for number in number_readings(cell, form):
                    yield _figure_reading(name, number)
            case CellShape.NUMBER:
                for number in number_readings(cell, FigureForm(words=form.words)):
                    yield CellReading({name: digits(number.low)})
            case CellShape.DATE:
                for text in cell_dates.date_readings(cell) or (_shown(cell),):
                    yield CellReading({name: text})
            case _:
                yield CellReading({name: self._text(column, cell)})

    def _text(self, column: SheetColumn, cell: SheetCell) -> str:
        """Return what a cell says that is no number and no date."""
        shown, lines = _shown(cell), _shown(cell, lines=True)
        match column.shape:
            case CellShape.WORD:
                return _word(column, shown)
            case CellShape.FLAG:
                return _FLAGS.get(shown.lower(), shown)
            case CellShape.ID:
                return self._id(column.reference, shown)
            case CellShape.IDS:
                return self._id_list(column.reference, lines)
        return str(typed_tree("quote", lines)) if column.key == "quote" else lines

    def _id(self, reference: str, text: str) -> str:
        """Return the id that a text is, or names by a title that only one record has."""
        if reference not in self._ids:
            found: dict[str, set[str]] = {}
            known = titles_of(reference, self._catalog)
            for key, titles in known.items():
                for title in titles:
                    found.setdefault(heading_key(title), set()).add(key)
            self._ids[reference] = {
                title: next(iter(keys))
                for title, keys in found.items()
                # An id is that record's, whatever another is called.
                if len(keys) == 1 and title not in known
            }
        bare = text.strip()
        return self._ids[reference].get(heading_key(bare), bare)

    def _id_list(self, reference: str, text: str) -> str:
        """Return the ids of a list, joined as in a table of entries."""
        whole = self._id(reference, text)
        if whole != text.strip():
            return whole
        # Long runs of blanks would keep the patterns busy.
        text = _LINE_BLANKS.sub(" ", text)
        parts = [part for part in _LIST_SIGNS.split(text.strip()) if part]
        if len(parts) == 1 and "," in text and " " not in text.replace(", ", ","):
            parts = [part for part in _COMMA.split(text.strip()) if part]
        return LIST_SEPARATOR.join(self._id(reference, part) for part in parts)


def _name_for(kind: str, name: str, own: Mapping[str, SheetColumn]) -> str:
    """Return the key that a column holds in a row of a kind."""
    if kind == "target" and name == "date":
        return "due"
    # What a correction gives for a key of an entry is its new value.
    is_new = kind == "correction" and name not in own and f"set.{name}" in own
    return f"set.{name}" if is_new else name


def _one_line(text: str) -> str:
    """Return a text on one line, with all its characters."""
    return _BLANKS.sub(" ", text.replace("\u2212", "-")).strip()


_KIND_WORDS = {
    word: kind
    for kind, words in {
        "observation": "observation observasi capaian angka result figure",
        "target": "target",
        "event": "event peristiwa",
        "correction": "correction koreksi",
        "reply": "reply tanggapan jawaban",
        "source": "source sumber",
    }.items()
    for word in words.split()
}


def _figure_reading(name: str, number: NumberReading) -> CellReading:
    """Return the reading of a figure; what its words say goes to the keys beside it."""
    is_value = name.rpartition(".")[2] == "value"
    prefix = name.removesuffix("value")
    if number.low != number.high:
        texts = {f"{name}.low": digits(number.low), f"{name}.high": digits(number.high)}
    else:
        texts = {name: digits(number.low)}
    said = {}
    if is_value and number.precision is not None and number.precision > 1:
        said[f"{prefix}precision"] = digits(number.precision)
    if is_value and number.qualifier:
        said[f"{prefix}qualifier"] = number.qualifier
    return CellReading(texts, said)


def _word(column: SheetColumn, text: str) -> str:
    """Return the word of a closed list that a text is, or names in a language."""
    plain = heading_key(text)
    for word, names in column.words.items():
        if plain in {word, *(name.casefold() for name in names.values())}:
            return word
    return text


def _shown(cell: SheetCell, *, lines: bool = False) -> str:
    """Return the text of a cell; a number in plain digits, a date in the contract's form."""
    match cell.value:
        case bool():
            return "true" if cell.value else "false"
        case Decimal():
            return digits(cell.value)
        case dt.datetime():
            return next(iter(cell_dates.date_readings(cell)), cell.value.date().isoformat())
    return clean_text(cell.value) if lines else plain_line(cell.value)


def _is_column_numbers(cells: Mapping[int, SheetCell], *, without_brackets: bool) -> bool:
    """Return whether a row only counts the columns: `(1) (2) (3)`."""
    texts = [_shown(cell) for _, cell in sorted(cells.items())]
    if len(texts) < 3 or not all(map(_COLUMN_NUMBER.fullmatch, texts)):  # noqa: PLR2004
        return False
    if not without_brackets and not all(text.startswith("(") for text in texts):
        return False
    numbers = [int(re.sub(r"\D", "", text)) for text in texts]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 2  # noqa: PLR2004
