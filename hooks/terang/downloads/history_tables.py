"""The tables of the record's own history: corrections, the values of each day, and decisions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from terang.derivation.past_series import dated_entry
from terang.derivation.vintages import VINTAGE_KEYS, vintages_of
from terang.downloads.cells import Cell, cell_value
from terang.downloads.columns import Column, ColumnType, column_fields
from terang.downloads.entry_tables import all_records
from terang.downloads.json_values import json_value
from terang.downloads.table import ANCHOR, SERIES, Table, TableRow, id_column, key_to
from terang.model.catalog import Catalog
from terang.model.definitions import Decision
from terang.model.entries import Correction, Revision, with_lifted
from terang.model.field_types import Text
from terang.model.quantity import ValueRange
from terang.parsing.yaml_document import Entries, Items, Node


def revision_table(catalog: Catalog) -> Table:
    """Return the table of corrections: a row for each changed key, and for each withdrawal."""
    reason = column_fields(Correction, ("reason",))
    return Table(
        name="revisions",
        columns=(
            SERIES,
            ANCHOR,
            Column("date", ColumnType.DATE, required=True, field="Correction.date"),
            id_column("key"),
            Column("was", ColumnType.STRING),
            Column("is", ColumnType.STRING),
            *(field.column for field in reason),
        ),
        make_rows=lambda: (
            (
                key,
                record.anchor,
                revision.date.written,
                *change,
                *(field.cell(revision.correction) for field in reason),
            )
            for key, record in all_records(catalog)
            for revision, withdrawal in with_lifted(record.history)
            for change in _changed_keys(revision, withdrawal)
        ),
        foreign_keys=(key_to("series", "series"),),
    )


def _changed_keys(
    revision: Revision, withdrawal: Correction | None
) -> Iterator[tuple[str, Cell, Cell]]:
    """Yield each changed key with its old and its new value; mappings as JSON.

    A withdrawal changes the key `withdrawn`; `withdrawal` is the one that a restoration lifts.
    """
    if revision.correction.withdraw:
        yield "withdrawn", None, revision.date.written
    elif withdrawal is not None:
        yield "withdrawn", withdrawal.date.written, None
    for key, old in revision.was.items():
        yield key, any_cell(old), any_cell(revision.now[key])


def any_cell(value: object) -> Cell:
    """Return a value in a table of the history as a cell: a text, or a range as `80..90`."""
    if isinstance(value, Text):
        return value.id
    if isinstance(value, ValueRange):
        return str(value)
    return _compact_json(json_value(value)) if isinstance(value, Mapping) else cell_value(value)


def _compact_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def vintage_table(catalog: Catalog) -> Table:
    """Return the table of vintages: a row for each value that a key had, with its days."""
    return Table(
        name="vintages",
        columns=(
            SERIES,
            ANCHOR,
            Column(
                "key", ColumnType.STRING, required=True, words=VINTAGE_KEYS, field="vintages.key"
            ),
            Column("value", ColumnType.STRING, required=True),
            Column("known_from", ColumnType.DATE, required=True),
            Column("known_to", ColumnType.DATE),
        ),
        make_rows=lambda: _vintage_rows(catalog),
        primary_key=("series", "anchor", "key", "known_from"),
        foreign_keys=(key_to("series", "series"),),
    )


def _vintage_rows(catalog: Catalog) -> Iterator[TableRow]:
    for key, series in sorted(catalog.series.items()):
        for entry in series.entries:
            for vintage in vintages_of(dated_entry(entry)):
                last = vintage.known_to.isoformat() if vintage.known_to else None
                value = any_cell(vintage.value)
                yield key, vintage.anchor, vintage.key, value, vintage.known_from.isoformat(), last


def decision_table(catalog: Catalog) -> Table:
    """Return the table of decisions: a row for each subject, in the order of the files."""
    dated = column_fields(Decision, ("date",))
    reason = column_fields(Decision, ("reason", "comparable"))
    return Table(
        name="decisions",
        columns=(
            *(field.column for field in dated),
            Column("about", ColumnType.STRING, required=True, field="Decision.about"),
            Column("was", ColumnType.STRING),
            *(field.column for field in reason),
        ),
        make_rows=lambda: (
            (
                *(field.cell(decision) for field in dated),
                subject,
                was,
                *(field.cell(decision) for field in reason),
            )
            for decision in catalog.decisions
            for subject, was in _earlier_values(decision)
        ),
    )


def _earlier_values(decision: Decision) -> Iterator[tuple[str, Cell]]:
    """Yield each subject with its old value as it stood; what is nested is JSON."""
    values = [decision.was]
    if len(decision.about) > 1 and isinstance(decision.was, Items):
        values = decision.was
    for subject, value in zip(decision.about, values, strict=False):
        yield subject, _node_cell(value)


def _node_cell(node: Node) -> Cell:
    return _compact_json(node) if isinstance(node, Entries | Items) else node and str(node)
