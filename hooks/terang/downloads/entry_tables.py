"""The tables of entries and replies, a row a record; targets with their states.

After the keys of the data stand the first and last day of each date, the ends of each value, and of
a target its state (docs/contract.md#tables).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from terang.derivation.derive import Derived
from terang.derivation.states import Reason, State
from terang.derivation.targets import Distance, Outlook
from terang.downloads.cells import (
    Cell,
    cell_value,
    day_cells,
    list_cell,
    record_period,
    span_cells,
    value_ends,
)
from terang.downloads.columns import Column, ColumnField, ColumnType, column_fields, entry_keys
from terang.downloads.table import ENTRY_KEY, SERIES, ForeignKey, Table, id_column, key_to
from terang.model.catalog import Catalog, Series
from terang.model.definitions import Indicator
from terang.model.entries import Correction, Entry, Event, Observation, Reply, Target

DATED_KEYS = ("date", "due")
"""The keys with a date that may be longer than a day."""


@dataclass(frozen=True, slots=True)
class EntryCells:
    """A record with all that its cells are read from."""

    record: Entry | Reply
    indicator: Indicator
    outlook: Outlook | None
    """The outlook of a target that stands; None of any other record."""


@dataclass(frozen=True, slots=True)
class EntryColumn:
    """A column with the function that reads its cell."""

    column: Column
    cell: Callable[[EntryCells], Cell]


def entry_tables(catalog: Catalog, derived: Mapping[str, Derived]) -> tuple[Table, ...]:
    """Return the tables of observations, targets and events."""
    replaced = (
        ForeignKey(("series", "replaces"), "targets", ENTRY_KEY),
        ForeignKey(("series", "replaced_by"), "targets", ENTRY_KEY),
    )
    return (
        _entry_table("observations", Observation, catalog, derived),
        _entry_table("targets", Target, catalog, derived, *replaced),
        _entry_table("events", Event, catalog, derived),
    )


def reply_table(catalog: Catalog) -> Table:
    """Return the table of replies."""
    return _entry_table("replies", Reply, catalog, {})


def _entry_table(
    name: str,
    model: type[Entry | Reply],
    catalog: Catalog,
    derived: Mapping[str, Derived],
    *foreign_keys: ForeignKey,
) -> Table:
    columns = tuple(_entry_columns(model))
    return Table(
        name=name,
        columns=(SERIES, *(column.column for column in columns)),
        make_rows=lambda: (
            (key, *(column.cell(cells) for column in columns))
            for key, series in sorted(catalog.series.items())
            for cells in _cells_of(series, model, catalog, derived.get(key))
        ),
        primary_key=ENTRY_KEY,
        foreign_keys=(key_to("series", "series"), key_to("by", "speakers"), *foreign_keys),
    )


def _cells_of(
    series: Series, model: type[Entry | Reply], catalog: Catalog, derived: Derived | None
) -> Iterator[EntryCells]:
    outlooks = {outlook.anchor: outlook for outlook in derived.outlooks} if derived else {}
    indicator = catalog.indicator_of(series)
    for record in (*series.entries, *series.replies):
        if isinstance(record, model):
            yield EntryCells(record, indicator, outlooks.get(record.anchor))


def all_records(catalog: Catalog) -> Iterator[tuple[str, Entry | Reply]]:
    """Yield each entry and reply with its series' id, in the order of the tables of entries."""
    for key, series in sorted(catalog.series.items()):
        for record in (*series.entries, *series.replies):
            yield key, record


# --- columns -----------------------------------------------------------------------------------


def _entry_columns(model: type[Entry | Reply]) -> Iterator[EntryColumn]:
    for field in column_fields(model, entry_keys(model)):
        key = field.path[0]
        if key == "value":
            yield from _value_columns(field)
        else:
            yield EntryColumn(field.column, _reader(field))
        if key in DATED_KEYS:
            yield from _day_columns(is_required=field.column.required)
    if model is Target:
        yield from _target_columns()
    yield from _withdrawal_columns()


def _reader(field: ColumnField) -> Callable[[EntryCells], Cell]:
    key, *nested = field.path

    def cell(cells: EntryCells) -> Cell:
        value = getattr(cells.record, key)
        # Nearly every key is absent or holds its cell.
        return field.cell(cells.record) if nested and value is not None else cell_value(value)

    return cell


def _value_columns(field: ColumnField) -> Iterator[EntryColumn]:
    """Yield the columns of a value and its ends; the first is empty of a range."""
    yield EntryColumn(dataclasses.replace(field.column, required=False), _reader(field))
    for index, end in enumerate(("low", "high")):
        column = Column(f"value_{end}", ColumnType.NUMBER, required=True)
        yield EntryColumn(column, _end_reader(index))


def _end_reader(index: int) -> Callable[[EntryCells], Cell]:
    return lambda cells: value_ends(cells.record)[index]


def _day_columns(*, is_required: bool) -> Iterator[EntryColumn]:
    """Yield the columns of the first and the last day of a date."""
    for name, index in (("date_start", 0), ("date_end", 1)):
        yield EntryColumn(Column(name, ColumnType.DATE, required=is_required), _day_reader(index))


def _day_reader(index: int) -> Callable[[EntryCells], Cell]:
    return lambda cells: day_cells(record_period(cells.record, cells.indicator))[index]


def _withdrawal_columns() -> Iterator[EntryColumn]:
    """Yield the columns of the withdrawal that holds, `withdrawn_…`."""
    for field in column_fields(Correction, ("date", "reason", "by", "see")):
        name = f"withdrawn_{field.column.name}"
        column = dataclasses.replace(field.column, name=name, required=False)
        yield EntryColumn(column, _withdrawal_reader(field))


def _withdrawal_reader(field: ColumnField) -> Callable[[EntryCells], Cell]:
    def cell(cells: EntryCells) -> Cell:
        withdrawal = cells.record.withdrawn
        return None if withdrawal is None else field.cell(withdrawal)

    return cell


# --- the state of a target ---------------------------------------------------------------------


def _target_columns() -> Iterator[EntryColumn]:
    """Yield the columns of a target's state; they are empty of one that is withdrawn."""
    for column, read in _TARGET_CELLS:
        yield EntryColumn(dataclasses.replace(column, is_derived=True), _outlook_reader(read))


def _outlook_reader(read: Callable[[Outlook], Cell]) -> Callable[[EntryCells], Cell]:
    return lambda cells: None if cells.outlook is None else read(cells.outlook)


def _share_end(distance: Distance | None, index: int) -> Cell:
    span = distance.share if distance else None
    return None if span is None else span_cells(span)[index]


_TARGET_CELLS: tuple[tuple[Column, Callable[[Outlook], Cell]], ...] = (
    (
        Column("state", ColumnType.STRING, words=tuple(map(str, State)), field="targets.state"),
        lambda outlook: str(outlook.state),
    ),
    (
        Column("reason", ColumnType.STRING, words=tuple(map(str, Reason)), field="targets.reason"),
        lambda outlook: cell_value(outlook.judgement.reason),
    ),
    (
        Column("decided_by", ColumnType.LIST),
        lambda outlook: list_cell(outlook.judgement.decided_by),
    ),
    (id_column("replaced_by", required=False), lambda outlook: outlook.replaced_by),
    (Column("share_low", ColumnType.NUMBER), lambda outlook: _share_end(outlook.now, 0)),
    (Column("share_high", ColumnType.NUMBER), lambda outlook: _share_end(outlook.now, 1)),
    (
        Column("at_deadline_date", ColumnType.PERIOD),
        lambda outlook: outlook.at_deadline.date.written if outlook.at_deadline else None,
    ),
    (
        Column("share_at_deadline_low", ColumnType.NUMBER),
        lambda outlook: _share_end(outlook.at_deadline, 0),
    ),
    (
        Column("share_at_deadline_high", ColumnType.NUMBER),
        lambda outlook: _share_end(outlook.at_deadline, 1),
    ),
)
