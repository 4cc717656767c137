"""The message about a file without a heading that is known, at the row most like one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from terang.diagnostics import Problem
from terang.editing.cell_numbers import plain_line
from terang.model.period import FIRST_YEAR, LAST_YEAR
from terang.parsing.sheets import CellPlace, CellValue, Sheet
from terang.parsing.spreadsheet import SpreadsheetError, unreadable

_MOST_ROWS_ABOVE = 30
_MOST_SHOWN = 6
_PERIOD_HEADING = re.compile(
    r"(?:tahun |year )?(?:19|20)\d\d[*r]?"
    r"|(?:tw|triwulan|quarter|q|semester)\.? ?(?:[1-4]|i{1,3}|iv)(?: (?:19|20)\d\d)?"
    r"|(?:jan|feb|mar|apr|mei|may|jun|jul|agu|aug|sep|okt|oct|nov|des|dec)\w*"
    r"(?:[ -](?:19|20)?\d\d)?",
    re.IGNORECASE,
)
"""The heading of a column that stands for a period, not for a key."""


def without_heading(path: str, sheets: Sequence[Sheet]) -> SpreadsheetError:
    """Return the error of a file without a heading that is known, at the row most like one."""
    likest = [(sheet, row) for sheet in sheets if (row := _row_like_a_heading(sheet))]
    if not likest:
        return unreadable(path, "heading")
    sheet, row = likest[0]
    filled = sorted(column for at, column in sheet.cells if at == row)
    texts = [plain_line(str(sheet.cells[row, column].value)) for column in filled]
    periods = [text for text in texts if _PERIOD_HEADING.fullmatch(text)]
    shown = periods if len(periods) > 1 else texts
    more = ["…"] if len(shown) > _MOST_SHOWN else []
    place = CellPlace(path, row, filled[0], sheet.cell_name(row, filled[0]))
    headings = ", ".join([*(text[:40] for text in shown[:_MOST_SHOWN]), *more])
    variant = "periods" if len(periods) > 1 else "unknown_headings"
    return SpreadsheetError(Problem(place, "not-a-spreadsheet", {"headings": headings}, variant))


def _row_like_a_heading(sheet: Sheet) -> int:
    """Return the row above the first figure, or else the first that fills most columns."""
    rows: dict[int, list[CellValue]] = {}
    for (row, _), cell in sorted(sheet.cells.items()):
        rows.setdefault(row, []).append(cell.value)
    first = next((row for row, values in rows.items() if any(map(_is_figure, values))), 0)
    above = [row for row in rows if row < first and not _is_numbering(rows[row])]
    widths = {row: len(values) for row, values in [*rows.items()][:_MOST_ROWS_ABOVE]}
    wide = (row for row, width in widths.items() if 4 * width >= 3 * max(widths.values()))
    return above[-1] if above and len(rows[above[-1]]) > 1 else next(wide, 0)


def _is_figure(value: CellValue) -> bool:
    """Return whether a cell holds a number that is no year."""
    return isinstance(value, Decimal) and not FIRST_YEAR <= value <= LAST_YEAR


def _is_numbering(values: Sequence[CellValue]) -> bool:
    return all(re.fullmatch(r"\(?\d{1,2}\)?", str(value)) for value in values)
