"""Read rows of a spreadsheet as new entries and corrections, or refuse their cells.

Rows become trees whose places are cells, and the code of the check reads them with the whole data
folder, so that the two cannot disagree. `cli.sheet_commands` shows the plan and writes its files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from terang.diagnostics import LANGUAGES, Problem
from terang.editing.draft_entry import typed_tree
from terang.editing.sheet_columns import LISTS, NULL, REASON, SheetColumn
from terang.editing.sheet_headings import HeadingReader
from terang.editing.sheet_plan import ImportPlan, PlannedRecord, SheetUse, add_files
from terang.editing.sheet_records import CellTexts, is_same_text, known_records, record_cells
from terang.editing.sheet_rows import CellReading, ReadCell, RowReader, SheetRow
from terang.editing.sheet_trees import ReadCells, record_tree
from terang.editing.unknown_headings import without_heading
from terang.loading import data_folder
from terang.model.catalog import Catalog
from terang.parsing.sheets import CellPlace, Sheet

_KEPT = frozenset({"anchor", "added", "series"})
_PREFIXES = {"observation": ("result", "date"), "target": ("target", "due"),
             "event": ("event", "date"), "reply": ("reply", "date")}  # fmt: skip


def plan_import(
    path: str,
    sheets: Iterable[Sheet],
    contents: Mapping[str, bytes],
    now: dt.datetime,
    series: str = "",
) -> ImportPlan:
    """Read the rows of a file's sheets as new entries and corrections, or refuse their cells.

    Raises SpreadsheetError if no sheet has a heading that is known.
    """
    catalog = data_folder.read_data(contents, now).sound()
    importer = _Importer(path, catalog, series)
    importer.add_sheets(sheets)
    add_files(importer.plan, path, contents, now, catalog.today)
    return importer.plan


class _Importer:
    """The rows of a file on their way into a plan."""

    def __init__(self, path: str, catalog: Catalog, series: str) -> None:
        self._path, self._catalog, self._series = path, catalog, series
        self.plan = ImportPlan()
        self._known = {
            (kind, key): {self._name(kind, record): record_cells(record) for record in records}
            for key, one_series in catalog.series.items()
            for kind in LISTS
            if (records := known_records(kind, one_series))
        }
        self._sources = {key: record_cells(source) for key, source in catalog.sources.items()}

    def _name(self, kind: str, record: object) -> str:
        return str(id(record)) if kind == "correction" else str(getattr(record, "anchor", ""))

    def add_sheets(self, sheets: Iterable[Sheet]) -> None:
        """Add the rows of all sheets."""
        reader = HeadingReader(self._catalog)
        sheets = [*sheets]
        found = False
        for sheet in sheets:
            table = sheet.name or self._path.rpartition("/")[2].partition(".")[0]
            if reader.is_unread(table) or not sheet.cells:
                continue
            named = reader.kind_of_name(table)
            heading = reader.heading(sheet, named) or reader.heading(sheet)
            if heading is None or sheet.is_hidden:
                self.plan.sheets.append(SheetUse(sheet.name, is_hidden=sheet.is_hidden))
                continue
            found = True
            hidden = [
                column.name
                for number, column in heading.columns.items()
                if number in sheet.hidden_columns
            ]
            names = tuple(column.name for column in heading.columns.values())
            self.plan.sheets.append(SheetUse(sheet.name, names, tuple(hidden)))
            rows = RowReader(self._path, sheet, heading, self._catalog, self._series)
            self.plan.problems += rows.scaled_cells()
            self.plan.problems += rows.unread_columns()
            self.plan.remarks += rows.remarks()
            for row in rows.rows(reader.columns):
                self._add_row(row)
        if not found:
            raise without_heading(self._path, [sheet for sheet in sheets if not sheet.is_hidden])

    def _add_row(self, row: SheetRow) -> None:
        if row.is_remark:
            self.plan.skipped.append((row.place, ""))
        elif row.problems:
            self.plan.problems += row.problems
            self.plan.lacks_sources |= row.kind == "source"
        elif row.kind == "source":
            self._add_source(row)
        elif (nothing := _says_nothing(row)) is not None:
            self.plan.skipped.append((nothing.place, nothing.written))
        else:
            self._add_entry(row)

    # --- sources ---

    def _add_source(self, row: SheetRow) -> None:
        key = _only_text(row, "id")
        known = self._sources.get(key or "")
        cells = self._chosen(row, known or {})
        self.plan.lacks_sources |= cells is None or key is None
        if cells is None:
            return
        if key is None:
            self._refuse(row.place, "sheet-source-without-id")
        elif known is None:
            own = {name: cell for name, cell in cells.items() if name != "id"}
            own.setdefault("language", (LANGUAGES[0], row.place))
            tree = record_tree("source", own, row.place)
            self.plan.planned.append(PlannedRecord("source", "", tree, row.place, key))
        else:
            self._compare_source(row, cells, known)

    def _compare_source(self, row: SheetRow, cells: ReadCells, known: CellTexts) -> None:
        for name, cell in row.cells.items():
            if name != "id" and not _is_same(cell.column, cells[name][0], known.get(name)):
                values = {"now": cells[name][0], "was": known.get(name, "–")}
                self._refuse(cell.place, "sheet-source-differs", **values)
                return
        self.plan.same += 1

    # --- entries ---

    def _add_entry(self, row: SheetRow) -> None:
        series = _only_text(row, "series") or self._series
        if series not in self._catalog.series:
            place = row.cells["series"].place if "series" in row.cells else row.place
            others = ", ".join(self._catalog.series)
            self._refuse(place, "sheet-no-series", text=series or "–", known=others)
            return
        records = self._known.get((row.kind, series), {})
        if row.kind == "correction":
            self._add_correction(row, series, records)
            return
        anchor = _only_text(row, "anchor")
        if anchor is None and any(self._equals(row, record) for record in records.values()):
            self.plan.same += 1
            return
        on_record: CellTexts | None = records.get(anchor) if anchor else None
        cells = self._chosen(row, on_record or {})
        if cells is None:
            return
        if on_record is not None and anchor is not None:
            self._compare(row, series, anchor, cells, on_record)
            return
        default = _default_anchor(row.kind, cells)
        if anchor is None and default in records:
            self._refuse(row.place, "sheet-row-two-ways", anchor=default)
            return
        if anchor is None and (free := self._free_anchor(row.kind, series, default, cells)):
            default = free
            cells["anchor"] = (free, row.place)
        self._plan_entry(row, series, anchor or default, cells)

    def _free_anchor(self, kind: str, series: str, default: str, cells: ReadCells) -> str:
        """Return an anchor for another claim about a time that a row above is about, or ""."""
        before = [
            record
            for record in self.plan.planned
            if (record.kind, record.series) == (kind, series)
            and (record.name == default or record.name.startswith(f"{default}-"))
        ]
        says_the_same = {str(cells[key][0]) for key in ("value", "value.low") if key in cells}
        if any(str(record.tree.get("value")) in says_the_same for record in before):
            return ""  # The same row twice, which is refused.
        taken = {record.name for record in before} | {*self._known.get((kind, series), {})}
        numbers = (f"{default}-{number}" for number in range(2, len(taken) + 3))
        return next(name for name in numbers if name not in taken) if before else ""

    def _plan_entry(self, row: SheetRow, series: str, name: str, cells: ReadCells) -> None:
        own = {key: cell for key, cell in cells.items() if key not in (*REASON, "series")}
        own = {key: cell for key, cell in own.items() if key != "anchor" or cell[0]}
        own.setdefault("added", (self._catalog.today.isoformat(), row.place))
        tree = record_tree(row.kind, own, row.place)
        self.plan.planned.append(PlannedRecord(row.kind, series, tree, row.place, name))

    def _add_correction(self, row: SheetRow, series: str, records: Mapping[str, CellTexts]) -> None:
        if any(self._equals(row, record) for record in records.values()):
            self.plan.same += 1
            return
        cells = self._chosen(row, {})
        if cells is None:
            return
        own = {key: cell for key, cell in cells.items() if key != "series"}
        own.setdefault("date", (self._catalog.today.isoformat(), row.place))
        own = {key: cell for key, cell in own.items() if not _is_unset_flag(key, cell[0])}
        tree = record_tree("correction", own, row.place)
        name = _only_text(row, "anchor") or ""
        self.plan.planned.append(PlannedRecord("correction", series, tree, row.place, name))

    def _equals(self, row: SheetRow, known: CellTexts) -> bool:
        """Return whether each filled cell says, in some reading, what a record says."""
        own = {name: cell for name, cell in row.cells.items() if name not in (*REASON, "series")}
        if row.kind == "correction":
            own = {name: cell for name, cell in row.cells.items() if name != "series"}
            filled = {name for name in known if name not in own}
            if filled & row.offered:
                return False
        return all(_matching(cell, known) is not None for cell in own.values())

    # --- cells ---

    def _chosen(self, row: SheetRow, known: CellTexts) -> ReadCells | None:
        """Return the texts of a row; refuse a cell that can be read in two ways.

        Of a cell whose reading is on record, that is taken.
        """
        chosen: ReadCells = {}
        said: ReadCells = {}
        for name, cell in row.cells.items():
            reading = _matching(cell, known)
            if reading is None and len(cell.readings) > 1:
                ways = " / ".join(dict.fromkeys(_way(way) for way in cell.readings))
                self._refuse(cell.place, "cell-two-ways", text=cell.written, ways=ways)
                return None
            if reading is None and cell.readings:
                reading = cell.readings[0]
                for key, text in reading.said.items():
                    said[key] = (text, cell.place)
            for key, text in reading.texts.items() if reading else ():
                if key in chosen and chosen[key][0] != text:
                    self._refuse(cell.place, "cell-value-and-range", text=cell.written)
                    return None
                chosen[key] = (text, cell.place)
            del name
        for key, (text, place) in said.items():
            if key.endswith("qualifier") and key in chosen and chosen[key][0] != text:
                self._refuse(place, "cell-two-qualifiers", text=text, other=chosen[key][0])
                return None
            chosen.setdefault(key, (text, place))
        return self._without_ends(row, chosen)

    def _without_ends(self, row: SheetRow, cells: ReadCells) -> ReadCells | None:
        """Return the cells without the ends of a single value, as downloads repeat it."""
        low, high = cells.get("value.low"), cells.get("value.high")
        if low is None or high is None:
            return cells
        single = cells.get("value")
        rest = {key: cell for key, cell in cells.items() if key not in ("value.low", "value.high")}
        if single is None and low[0] == high[0]:
            return {**rest, "value": low}
        if single is None:
            return cells
        for name, end in (("value.low", low), ("value.high", high)):
            if end[0] != single[0]:
                place = row.cells[name].place if name in row.cells else single[1]
                self._refuse(place, "cell-value-and-range", text=f"{single[0]}, {end[0]}")
                return None
        return rest

    def _compare(
        self, row: SheetRow, series: str, anchor: str, cells: ReadCells, known: CellTexts
    ) -> None:
        """Plan the correction that the changed cells of a known entry make."""
        changed: dict[str, ReadCells] = {}
        for key in dict.fromkeys(_key_of(name) for name in row.offered):
            if key in _KEPT or key == "reason":
                continue
            change = self._changed_key(row, key, cells, known)
            if change is None:
                return
            if change:
                changed[key] = change
        if "added" in cells and not _same_day(cells["added"][0], known["added"]):
            values = {"now": cells["added"][0], "was": known["added"]}
            self._refuse(cells["added"][1], "cell-permanent", key="added", **values)
        elif not changed:
            self.plan.same += 1
        elif REASON[0] not in cells:
            first = next(iter(next(iter(changed.values())).values()))
            was = ", ".join(f"{key}: {_known_text(key, known)}" for key in changed)
            now = ", ".join(_group_text(change) for change in changed.values())
            self._refuse(first[1], "sheet-reason-missing", anchor=anchor, was=was, now=now)
        else:
            self._plan_correction(row, series, anchor, changed, cells)

    def _changed_key(
        self, row: SheetRow, key: str, cells: ReadCells, known: CellTexts
    ) -> ReadCells | None:
        """Return the new cells of a key; empty if it is the same, None if it is refused."""
        own = {name: cell for name, cell in cells.items() if _key_of(name) == key}
        before = {name: text for name, text in known.items() if _key_of(name) == key}
        columns = {cell.column.name: cell.column for cell in row.cells.values()}
        differing = {
            name
            for name, (text, _) in own.items()
            if not _is_same(columns.get(name), text, before.get(name))
        }
        is_default = {text for text, _ in own.values()} <= _DEFAULTS.get(key, frozenset())
        if not before and is_default:
            return {}
        gone = [name for name in before if name in row.offered and name not in own]
        if gone and not (key == "value" and differing):
            values = {"column": gone[0], "was": before[gone[0]]}
            self._refuse(row.place, "cell-emptied", **values)
            return None
        if not differing:
            return {}
        if key == "value":
            return own
        kept = {name: (text, row.place) for name, text in before.items()}
        return {**kept, **own}

    def _plan_correction(
        self,
        row: SheetRow,
        series: str,
        anchor: str,
        changed: Mapping[str, ReadCells],
        cells: ReadCells,
    ) -> None:
        places = [place for change in changed.values() for _, place in change.values()]
        first = next(place for place in places if place != row.place or len(places) == 1)
        texts: ReadCells = {
            "anchor": (anchor, first),
            "date": (self._catalog.today.isoformat(), first),
            **{name: cells[name] for name in REASON if name in cells},
        }
        for key, change in changed.items():
            if any(text == NULL for text, _ in change.values()) and key != "breakdown":
                texts[f"set.{key}"] = (NULL, first)
            else:
                texts |= {f"set.{name}": cell for name, cell in change.items()}
        tree = record_tree("correction", texts, first)
        self.plan.planned.append(
            PlannedRecord("correction", series, tree, first, anchor, is_correction=True)
        )

    def _refuse(self, place: CellPlace, code: str, **values: str) -> None:
        self.plan.problems.append(Problem(place, code, values))


_DEFAULTS = {"status": frozenset({"reported"})}


def _says_nothing(row: SheetRow) -> ReadCell | None:
    """Return the cell that says that a row has no figure: `n/a`, or a dash."""
    cell = row.cells.get("value")
    return cell if cell is not None and not cell.readings else None


def _only_text(row: SheetRow, name: str) -> str | None:
    cell = row.cells.get(name)
    return cell.readings[0].texts[name] if cell and cell.readings else None


def _matching(cell: ReadCell, known: CellTexts) -> CellReading | None:
    """Return the reading of a cell that says what a record says, or None."""
    for reading in cell.readings:
        texts = reading.texts
        if all(_is_same(cell.column, text, known.get(name)) for name, text in texts.items()):
            return reading
    return None


def _is_same(column: SheetColumn | None, text: str, known: str | None) -> bool:
    if known is None:
        return column is not None and text in _DEFAULTS.get(column.name, frozenset())
    if column is None:
        return text == known
    if column.key == "quote" and text == typed_tree("quote", known):
        return True  # its own outer marks are no part of a quotation
    return is_same_text(column, text, known)


def _same_day(cell: str, known: str) -> bool:
    return cell.strip() == known


def _way(reading: CellReading) -> str:
    return " ".join((*reversed([*reading.said.values()]), reading.shown()))


def _key_of(name: str) -> str:
    return name.partition(".")[0]


def _known_text(key: str, known: CellTexts) -> str:
    return " / ".join(text for name, text in known.items() if _key_of(name) == key) or "–"


def _group_text(cells: ReadCells) -> str:
    return " / ".join(text for text, _ in cells.values())


def _is_unset_flag(name: str, text: str) -> bool:
    return name in ("withdraw", "restore") and text == "false"


def _default_anchor(kind: str, cells: ReadCells) -> str:
    prefix, key = _PREFIXES[kind]
    date = cells[key][0].lower().replace("/", "-to-") if key in cells else ""
    return "-".join(filter(None, (prefix, date)))
