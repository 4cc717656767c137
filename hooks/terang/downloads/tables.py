"""The record as twelve tables: columns, rows of typed cells, primary and foreign keys.

Every tabular format starts from them; they know no file format. Rows are sorted by id, or by series
and then in the order of its file. They are computed when they are first read.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from terang.downloads.columns import (
    Cell,
    Column,
    ColumnField,
    ColumnType,
    cell_value,
    column_fields,
    entry_keys,
)
from terang.downloads.json_values import json_value
from terang.model.catalog import Catalog, PopulationValue, Series
from terang.model.definitions import Area, Fact, Indicator, Programme, Source
from terang.model.entries import (
    Correction,
    Entry,
    Event,
    Observation,
    Reply,
    Revision,
    Target,
    with_lifted,
)
from terang.model.field_types import Record, Text
from terang.model.quantity import ValueRange


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns whose cells, if all are filled, name a row of a table."""

    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]


TableRow: TypeAlias = tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """A table; it has no primary key if no columns are sure to distinguish its rows."""

    name: str
    columns: tuple[Column, ...]
    make_rows: Callable[[], Iterable[TableRow]]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()

    @property
    def csv_name(self) -> str:
        """The name of the table's CSV file."""
        return f"{self.name}.csv"

    @functools.cached_property
    def rows(self) -> tuple[TableRow, ...]:
        """The rows, in order."""
        return tuple(self.make_rows())


def record_tables(catalog: Catalog) -> tuple[Table, ...]:
    """Return every table, in the order of the downloads page."""
    return (
        _record_table(
            "indicators", Indicator, catalog.indicators, (_key_to("programme", "programmes"),)
        ),
        _series_table(catalog),
        _entry_table("observations", Observation, catalog),
        _entry_table(
            "targets", Target, catalog, ForeignKey(("series", "replaces"), "targets", _ENTRY)
        ),
        _entry_table("events", Event, catalog),
        _record_table("sources", Source, catalog.sources, (_key_to("same_text_as", "sources"),)),
        _revision_table(catalog),
        _population_table(catalog),
        _breakdown_table(catalog),
        _area_table(catalog.areas),
        _record_table("programmes", Programme, catalog.programmes),
        _fact_table(catalog.programmes),
    )


# --- tables of records with an id --------------------------------------------------------------


def _record_table(
    name: str,
    model: type[Record],
    records: Mapping[str, Record],
    foreign_keys: tuple[ForeignKey, ...] = (),
    keys: Mapping[str, Sequence[str]] | None = None,
) -> Table:
    """Return a table with a row for each record; `keys` as in `column_fields`."""
    fields = column_fields(model, _own_keys(model), keys)
    return Table(
        name=name,
        columns=(_ID, *_columns(fields)),
        make_rows=lambda: (
            (key, *_cells(fields, record)) for key, record in sorted(records.items())
        ),
        primary_key=("id",),
        foreign_keys=foreign_keys,
    )


def _series_table(catalog: Catalog) -> Table:
    """Return the series, each with its own title or the generated one."""
    with_titles = {
        key: series.model_copy(update={"title": catalog.title_of(series)})
        for key, series in catalog.series.items()
    }
    baseline = ForeignKey(("id", "baseline"), "observations", _ENTRY)
    references = (_key_to("indicator", "indicators"), _key_to("area", "areas"), baseline)
    return _record_table("series", Series, with_titles, references)


def _area_table(areas: Mapping[str, Area]) -> Table:
    """Return the areas, with a column for each scheme of codes that an area has."""
    schemes = sorted({scheme for area in areas.values() for scheme in area.codes})
    return _record_table("areas", Area, areas, (_key_to("parent", "areas"),), {"codes": schemes})


def _fact_table(programmes: Mapping[str, Programme]) -> Table:
    fields = column_fields(Fact, _own_keys(Fact))
    return Table(
        name="facts",
        columns=(_id_column("programme"), _ID, *_columns(fields)),
        make_rows=lambda: (
            (key, fact, *_cells(fields, record))
            for key, programme in sorted(programmes.items())
            for fact, record in programme.facts.items()
        ),
        primary_key=("programme", "id"),
        foreign_keys=(_key_to("programme", "programmes"),),
    )


# --- tables of the contents of series ----------------------------------------------------------


def _entry_table(
    name: str, model: type[Entry], catalog: Catalog, *foreign_keys: ForeignKey
) -> Table:
    """Return the entries of one kind, withdrawn ones included."""
    fields = column_fields(model, entry_keys(model))
    return Table(
        name=name,
        columns=(_SERIES, *_columns(fields)),
        make_rows=lambda: (
            (key, *_cells(fields, entry))
            for key, entry in _all_entries(catalog)
            if isinstance(entry, model)
        ),
        primary_key=_ENTRY,
        foreign_keys=(_key_to("series", "series"), *foreign_keys),
    )


def _revision_table(catalog: Catalog) -> Table:
    """Return a row for each key that a revision changed; `was` is empty if the key was absent."""
    reason = column_fields(Correction, ("reason",))
    return Table(
        name="revisions",
        columns=(
            _SERIES,
            _id_column("anchor"),
            Column("date", ColumnType.DATE, required=True),
            _id_column("key"),
            Column("was", ColumnType.ANY),
            Column("is", ColumnType.ANY),
            *_columns(reason),
        ),
        make_rows=lambda: (
            (
                key,
                record.anchor,
                revision.date.written,
                *change,
                *_cells(reason, revision.correction),
            )
            for key, record in _all_records(catalog)
            for revision, withdrawal in with_lifted(record.history)
            for change in _changes(revision, withdrawal)
        ),
        foreign_keys=(_key_to("series", "series"),),
    )


def _changes(revision: Revision, withdrawal: Correction | None) -> Iterator[tuple[str, Cell, Cell]]:
    """Yield each changed key with its old and its new value; mappings as JSON.

    A withdrawal changes the key `withdrawn`; `withdrawal` is the one that a restoration lifts.
    """
    if revision.correction.withdraw:
        yield "withdrawn", None, revision.date.written
    elif withdrawal is not None:
        yield "withdrawn", withdrawal.date.written, None
    for key, old in revision.was.items():
        yield key, _changed_cell(old), _changed_cell(revision.now[key])


def _changed_cell(value: object) -> Cell:
    """Return a changed value: a text in the site's first language, a range as `80..90`."""
    if isinstance(value, Text):
        return value.id
    if isinstance(value, ValueRange):
        return str(value)
    return _compact_json(value) if isinstance(value, Mapping) else cell_value(value)


def _compact_json(value: object) -> str:
    return json.dumps(json_value(value), ensure_ascii=False, separators=(",", ":"))


def _population_table(catalog: Catalog) -> Table:
    fields = column_fields(PopulationValue, PopulationValue.model_fields)
    return Table(
        name="population",
        columns=(_SERIES, *_columns(fields)),
        make_rows=lambda: (
            (key, *_cells(fields, value))
            for key, series in sorted(catalog.series.items())
            if series.population is not None
            for value in series.population.values
        ),
        foreign_keys=(_key_to("series", "series"),),
    )


def _breakdown_table(catalog: Catalog) -> Table:
    """Return a row for each category; a suppressed value is empty."""
    return Table(
        name="breakdowns",
        columns=(
            _SERIES,
            *map(_id_column, ("anchor", "dimension", "category")),
            Column("value", ColumnType.NUMBER),
        ),
        make_rows=lambda: (
            (key, observation.anchor, dimension, category, value)
            for key, series in sorted(catalog.series.items())
            for observation in series.observations
            for dimension, breakdown in observation.breakdown.items()
            for category, value in breakdown.values.items()
        ),
        primary_key=(*_ENTRY, "dimension", "category"),
        foreign_keys=(ForeignKey(_ENTRY, "observations", _ENTRY), _key_to("series", "series")),
    )


def _all_records(catalog: Catalog) -> Iterator[tuple[str, Entry | Reply]]:
    """Yield each entry and each reply with the id of its series."""
    for key, series in sorted(catalog.series.items()):
        for record in (*series.entries, *series.replies):
            yield key, record


def _all_entries(catalog: Catalog) -> Iterator[tuple[str, Entry]]:
    """Yield each entry with the id of its series."""
    for key, series in sorted(catalog.series.items()):
        for entry in series.entries:
            yield key, entry


# --- parts -------------------------------------------------------------------------------------


def _id_column(name: str) -> Column:
    """Return a required column of ids."""
    return Column(name, ColumnType.STRING, required=True)


_ID, _SERIES = _id_column("id"), _id_column("series")
_ENTRY = ("series", "anchor")


def _key_to(column: str, table: str) -> ForeignKey:
    """Return the foreign key of a column that holds an id of another table."""
    return ForeignKey((column,), table, ("id",))


def _own_keys(model: type[Record]) -> list[str]:
    """Return the keys of a record without its id, which begins the row."""
    return [key for key in model.model_fields if key != "id"]


def _columns(fields: Iterable[ColumnField]) -> tuple[Column, ...]:
    return tuple(field.column for field in fields)


def _cells(fields: Iterable[ColumnField], record: Record) -> tuple[Cell, ...]:
    return tuple(field.cell(record) for field in fields)
