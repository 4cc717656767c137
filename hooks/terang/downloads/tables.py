"""The list of all tables of the record, and the tables of things with an id.

Every tabular format starts from them; they know no file format. Rows are sorted by id, or by series
and then in the order of its files. They are computed when they are first read.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from terang.derivation.derive import Derived
from terang.downloads.cells import Cell, day_cells
from terang.downloads.claim_tables import ClaimTables, claim_source_table, conflict_table
from terang.downloads.columns import Column, ColumnField, ColumnType, column_fields
from terang.downloads.entry_tables import entry_tables, reply_table
from terang.downloads.history_tables import decision_table, revision_table, vintage_table
from terang.downloads.table import ENTRY_KEY, ID, SERIES, ForeignKey, Table, id_column, key_to
from terang.model.catalog import Catalog, PopulationValue, Series
from terang.model.definitions import (
    Area,
    Category,
    Contact,
    Dimension,
    Fact,
    Indicator,
    MeasureBreak,
    Programme,
    Source,
    Speaker,
    Theme,
)
from terang.model.field_types import Record
from terang.model.period import Period


def record_tables(
    catalog: Catalog, derived: Mapping[str, Derived], claims: ClaimTables
) -> tuple[Table, ...]:
    """Return every table of the record, in the order of the downloads page."""
    return (
        _record_table(
            "indicators",
            Indicator,
            catalog.indicators,
            (key_to("programme", "programmes"), key_to("theme", "themes")),
        ),
        _series_table(catalog),
        *entry_tables(catalog, derived),
        source_table(catalog.sources),
        revision_table(catalog),
        reply_table(catalog),
        _population_table(catalog),
        _breakdown_table(catalog),
        _break_table(catalog),
        _area_table(catalog.areas),
        _record_table("speakers", Speaker, catalog.speakers),
        _record_table("programmes", Programme, catalog.programmes),
        _part_table("facts", Fact, "programme", _parts(catalog.programmes, "facts")),
        _part_table("contacts", Contact, "programme", _parts(catalog.programmes, "contacts")),
        _theme_table(catalog.themes),
        _record_table("dimensions", Dimension, catalog.dimensions),
        _part_table("categories", Category, "dimension", _parts(catalog.dimensions, "categories")),
        claims.claims(),
        claim_source_table(catalog),
        conflict_table(derived),
        vintage_table(catalog),
        decision_table(catalog),
    )


def source_table(sources: Mapping[str, Source]) -> Table:
    """Return the table of sources."""
    return _record_table("sources", Source, sources, (key_to("same_text_as", "sources"),))


# --- tables of records with an id --------------------------------------------------------------


def _record_table(
    name: str,
    model: type[Record],
    records: Mapping[str, Record],
    foreign_keys: tuple[ForeignKey, ...] = (),
    keys: Mapping[str, Sequence[str]] | None = None,
) -> Table:
    """Return a table with a row for each record; `keys` as in `column_fields`."""
    fields = column_fields(model, _own_keys(model), keys) if keys else _own_fields(model)
    return Table(
        name=name,
        columns=(ID, *_columns(fields)),
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
    baseline = ForeignKey(("id", "baseline"), "observations", ENTRY_KEY)
    references = (key_to("indicator", "indicators"), key_to("area", "areas"), baseline)
    return _record_table("series", Series, with_titles, references)


def _area_table(areas: Mapping[str, Area]) -> Table:
    """Return the areas, with a column for each scheme of codes that an area has."""
    schemes = sorted({scheme for area in areas.values() for scheme in area.codes})
    return _record_table("areas", Area, areas, (key_to("parent", "areas"),), {"codes": schemes})


def _theme_table(themes: Mapping[str, Theme]) -> Table:
    """Return the themes in the order in which they are shown, which is a column too."""
    fields = column_fields(Theme, _own_keys(Theme))
    return Table(
        name="themes",
        columns=(ID, *_columns(fields), Column("position", ColumnType.INTEGER, required=True)),
        make_rows=lambda: (
            (key, *_cells(fields, theme), position)
            for position, (key, theme) in enumerate(themes.items(), start=1)
        ),
        primary_key=("id",),
    )


def _parts(records: Mapping[str, Any], key: str) -> dict[str, Mapping[str, Record]]:
    """Return the mapping that each record holds under a key, by the id of the record."""
    return {name: getattr(record, key) for name, record in records.items()}


def _part_table(
    name: str, model: type[Record], whole: str, parts: Mapping[str, Mapping[str, Record]]
) -> Table:
    """Return a table of records that others hold by id; `whole` names the column of those."""
    fields = _with_days(column_fields(model, _own_keys(model)))
    table = "programmes" if whole == "programme" else f"{whole}s"
    return Table(
        name=name,
        columns=(id_column(whole), ID, *_columns(fields)),
        make_rows=lambda: (
            (key, part_id, *_cells(fields, part))
            for key, held in sorted(parts.items())
            for part_id, part in held.items()
        ),
        primary_key=(whole, "id"),
        foreign_keys=(key_to(whole, table),),
    )


# --- tables of the contents of series ----------------------------------------------------------


def _population_table(catalog: Catalog) -> Table:
    keys = ("date", "value", "sources", "note", "added")
    fields = _with_days(column_fields(PopulationValue, keys))
    return Table(
        name="population",
        columns=(SERIES, *_columns(fields)),
        make_rows=lambda: (
            (key, *_cells(fields, value))
            for key, series in sorted(catalog.series.items())
            if series.population is not None
            for value in series.population.values
        ),
        foreign_keys=(key_to("series", "series"),),
    )


def _breakdown_table(catalog: Catalog) -> Table:
    """Return a row for each category; a suppressed value is empty."""
    return Table(
        name="breakdowns",
        columns=(
            SERIES,
            *map(id_column, ("anchor", "dimension", "category")),
            Column("value", ColumnType.NUMBER),
        ),
        make_rows=lambda: (
            (key, observation.anchor, dimension, category, value)
            for key, series in sorted(catalog.series.items())
            for observation in series.observations
            for dimension, breakdown in observation.breakdown.items()
            for category, value in breakdown.values.items()
        ),
        primary_key=(*ENTRY_KEY, "dimension", "category"),
        foreign_keys=(
            ForeignKey(ENTRY_KEY, "observations", ENTRY_KEY),
            key_to("series", "series"),
            ForeignKey(("dimension", "category"), "categories", ("dimension", "id")),
        ),
    )


def _break_table(catalog: Catalog) -> Table:
    """Return the breaks of series, then those of indicators."""
    fields = column_fields(MeasureBreak, ("date", "reason", "sources", "added"))
    return Table(
        name="breaks",
        columns=(
            id_column("series", required=False),
            id_column("indicator", required=False),
            *_columns(fields),
        ),
        make_rows=lambda: (
            (*ids, *_cells(fields, change))
            for ids, changes in (
                *(((key, None), each.breaks) for key, each in sorted(catalog.series.items())),
                *(((None, key), each.breaks) for key, each in sorted(catalog.indicators.items())),
            )
            for change in changes
            if change.sources  # a break that a decision implies stands in the decisions
        ),
        foreign_keys=(key_to("series", "series"), key_to("indicator", "indicators")),
    )


# --- parts -------------------------------------------------------------------------------------


class _DayField(ColumnField):
    """The first or the last day of the date that stands before it."""

    def cell(self, record: Record) -> Cell:
        """Return the day; None if the record has no such date."""
        key, index = self.path
        period: Period | None = getattr(record, key)
        return day_cells(period)[int(index)]


def _with_days(fields: Iterable[ColumnField]) -> tuple[ColumnField, ...]:
    """Return the columns with those of the first and last day after each date."""
    found: list[ColumnField] = []
    for field in fields:
        found.append(field)
        if field.column.name == "date" and field.column.type is ColumnType.PERIOD:
            for index, name in enumerate(("date_start", "date_end")):
                column = Column(name, ColumnType.DATE, required=field.column.required)
                found.append(_DayField(column, ("date", str(index))))
    return tuple(found)


@functools.cache
def _own_fields(model: type[Record]) -> tuple[ColumnField, ...]:
    """Return the columns of a record without its id; each series has a table of its sources."""
    return column_fields(model, _own_keys(model))


def _own_keys(model: type[Record]) -> list[str]:
    """Return the keys of a record without its id, which begins the row."""
    return [key for key in model.model_fields if key != "id"]


def _columns(fields: Iterable[ColumnField]) -> tuple[Column, ...]:
    return tuple(field.column for field in fields)


def _cells(fields: Iterable[ColumnField], record: Record) -> tuple[Cell, ...]:
    return tuple(field.cell(record) for field in fields)
