"""The record as twelve tables: columns, rows of typed cells, primary and foreign keys.

They know no file format. Rows stand by id, or by series and then as in its file; they are made when
somebody asks for them.
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
from terang.model.entries import Entry, Event, Observation, Revision, Target
from terang.model.field_types import Record


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns whose cells, where all of them are filled, name a row of a table."""

    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]


TableRow: TypeAlias = tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """One table; without a primary key where no columns are sure to tell its rows apart."""

    name: str
    columns: tuple[Column, ...]
    each: Callable[[], Iterable[TableRow]]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()

    @functools.cached_property
    def rows(self) -> tuple[TableRow, ...]:
        """Its rows, in order."""
        return tuple(self.each())


def record_tables(catalog: Catalog) -> tuple[Table, ...]:
    """Every table, in CONTRACT section 4's order."""
    return (
        _things("indicators", Indicator, catalog.indicators, (_one("programme", "programmes"),)),
        _series(catalog),
        _entries("observations", Observation, catalog),
        _entries("targets", Target, catalog, ForeignKey(("series", "replaces"), "targets", _ENTRY)),
        _entries("events", Event, catalog),
        _things("sources", Source, catalog.sources, (_one("same_text_as", "sources"),)),
        _revisions(catalog),
        _population(catalog),
        _breakdowns(catalog),
        _areas(catalog.areas),
        _things("programmes", Programme, catalog.programmes),
        _facts(catalog.programmes),
    )


# --- tables of things with an id ---------------------------------------------------------------


def _things(
    name: str,
    model: type[Record],
    records: Mapping[str, Record],
    foreign_keys: tuple[ForeignKey, ...] = (),
    keys: Mapping[str, Sequence[str]] | None = None,
) -> Table:
    """A row a record, by its id; `keys` as `columns.fields` takes them."""
    found = column_fields(model, _own_keys(model), keys)
    return Table(
        name=name,
        columns=(_ID, *_columns(found)),
        each=lambda: ((key, *_cells(found, record)) for key, record in sorted(records.items())),
        primary_key=("id",),
        foreign_keys=foreign_keys,
    )


def _series(catalog: Catalog) -> Table:
    """Every series has a title here, its own or the one made for it."""
    titled = {
        key: series.model_copy(update={"title": catalog.title_of(series)})
        for key, series in catalog.series.items()
    }
    baseline = ForeignKey(("id", "baseline"), "observations", _ENTRY)
    references = (_one("indicator", "indicators"), _one("area", "areas"), baseline)
    return _things("series", Series, titled, references)


def _areas(areas: Mapping[str, Area]) -> Table:
    """A column a scheme of codes that any area has."""
    schemes = sorted({scheme for area in areas.values() for scheme in area.codes})
    return _things("areas", Area, areas, (_one("parent", "areas"),), {"codes": schemes})


def _facts(programmes: Mapping[str, Programme]) -> Table:
    found = column_fields(Fact, _own_keys(Fact))
    return Table(
        name="facts",
        columns=(_string("programme"), _ID, *_columns(found)),
        each=lambda: (
            (key, fact, *_cells(found, record))
            for key, programme in sorted(programmes.items())
            for fact, record in programme.facts.items()
        ),
        primary_key=("programme", "id"),
        foreign_keys=(_one("programme", "programmes"),),
    )


# --- tables of what stands in series -----------------------------------------------------------


def _entries(name: str, model: type[Entry], catalog: Catalog, *foreign_keys: ForeignKey) -> Table:
    """A row an entry of one kind; withdrawn ones too, which say so."""
    found = column_fields(model, entry_keys(model))
    return Table(
        name=name,
        columns=(_SERIES, *_columns(found)),
        each=lambda: (
            (key, *_cells(found, entry))
            for key, entry in _all_entries(catalog)
            if isinstance(entry, model)
        ),
        primary_key=_ENTRY,
        foreign_keys=(_one("series", "series"), *foreign_keys),
    )


def _revisions(catalog: Catalog) -> Table:
    """A row a key that a revision changed; empty where the key was absent before."""
    reason = column_fields(Revision, ("reason",))
    return Table(
        name="revisions",
        columns=(
            _SERIES,
            _string("anchor"),
            Column("revised", ColumnType.DATE, required=True),
            _string("key"),
            Column("was", ColumnType.ANY),
            *_columns(reason),
        ),
        each=lambda: (
            (key, entry.anchor, revision.revised.written, changed, was, *_cells(reason, revision))
            for key, entry in _all_entries(catalog)
            for revision in entry.revisions
            for changed, was in _was(revision.was)
        ),
        foreign_keys=(_one("series", "series"),),
    )


def _was(earlier: Record) -> Iterator[tuple[str, Cell]]:
    """The changed keys, in the model's order, each with its old value; mappings as JSON."""
    for key in type(earlier).model_fields:
        if key in earlier.model_fields_set:
            old = getattr(earlier, key)
            nested = isinstance(old, Record | Mapping)
            yield key, _compact_json(old) if nested else cell_value(old)


def _compact_json(value: object) -> str:
    return json.dumps(json_value(value), ensure_ascii=False, separators=(",", ":"))


def _population(catalog: Catalog) -> Table:
    found = column_fields(PopulationValue, PopulationValue.model_fields)
    return Table(
        name="population",
        columns=(_SERIES, *_columns(found)),
        each=lambda: (
            (key, *_cells(found, value))
            for key, series in sorted(catalog.series.items())
            if series.population is not None
            for value in series.population.values
        ),
        foreign_keys=(_one("series", "series"),),
    )


def _breakdowns(catalog: Catalog) -> Table:
    """A row a category; a suppressed value is empty."""
    return Table(
        name="breakdowns",
        columns=(
            _SERIES,
            *map(_string, ("anchor", "dimension", "category")),
            Column("value", ColumnType.NUMBER),
        ),
        each=lambda: (
            (key, observation.anchor, dimension, category, value)
            for key, series in sorted(catalog.series.items())
            for observation in series.observations
            for dimension, breakdown in observation.breakdown.items()
            for category, value in breakdown.values.items()
        ),
        primary_key=(*_ENTRY, "dimension", "category"),
        foreign_keys=(ForeignKey(_ENTRY, "observations", _ENTRY), _one("series", "series")),
    )


def _all_entries(catalog: Catalog) -> Iterator[tuple[str, Entry]]:
    """Each entry with the id of its series."""
    for key, series in sorted(catalog.series.items()):
        for entry in series.entries:
            yield key, entry


# --- parts -------------------------------------------------------------------------------------


def _string(name: str) -> Column:
    """A column of ids, that no row lacks."""
    return Column(name, ColumnType.STRING, required=True)


_ID, _SERIES = _string("id"), _string("series")
_ENTRY = ("series", "anchor")


def _one(column: str, table: str) -> ForeignKey:
    """One column that holds an id of a table of things."""
    return ForeignKey((column,), table, ("id",))


def _own_keys(model: type[Record]) -> list[str]:
    """A thing's own keys; its id leads the row, and stands outside the record."""
    return [key for key in model.model_fields if key != "id"]


def _columns(found: Iterable[ColumnField]) -> tuple[Column, ...]:
    return tuple(field.column for field in found)


def _cells(found: Iterable[ColumnField], record: Record) -> tuple[Cell, ...]:
    return tuple(field.cell(record) for field in found)
