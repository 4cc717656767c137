"""A series, its entries and their corrections as this record held them on a day; all its days.

Entries are dated by `added`, corrections by their own day
(docs/contract.md#the-record-as-of-a-day).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TypeVar

from terang.derivation.vintages import VINTAGE_KEYS, DatedCorrection, DatedEntry, Effect
from terang.model.catalog import Series
from terang.model.definitions import Indicator, MeasureBreak
from terang.model.entries import Entry, Observation, RecordHistory, Reply, Revision, Status

_Added = TypeVar("_Added", bound=Entry | Reply | MeasureBreak)
AnyRecord = TypeVar("AnyRecord", bound=RecordHistory)


def series_as_of(series: Series, day: dt.date) -> Series:
    """Return a series as this record held it on a day: the records added by its end, as then."""
    population = series.population
    if population is not None:
        values = tuple(value for value in population.values if value.added.first <= day)
        population = population.model_copy(update={"values": values}) if values else None
    return series.model_copy(
        update={
            "observations": _as_of(series.observations, day),
            "targets": _as_of(series.targets, day),
            "events": _as_of(series.events, day),
            "replies": _as_of(series.replies, day),
            "corrections": tuple(made for made in series.corrections if made.date.first <= day),
            "breaks": _added_by(series.breaks, day),
            "population": population,
        }
    )


def indicator_as_of(indicator: Indicator, day: dt.date) -> Indicator:
    """Return an indicator as this record held it on a day: with the breaks added by its end."""
    return indicator.model_copy(update={"breaks": _added_by(indicator.breaks, day)})


def _added_by(records: Sequence[_Added], day: dt.date) -> tuple[_Added, ...]:
    return tuple(record for record in records if record.added.first <= day)


def _as_of(records: Sequence[AnyRecord], day: dt.date) -> tuple[AnyRecord, ...]:
    return tuple(
        record_with_history(record, count_corrections_until(record, day))
        for record in records
        if record.added.first <= day  # type: ignore[attr-defined]
    )


def count_corrections_until(record: RecordHistory, day: dt.date) -> int:
    """Return the number of a record's corrections that were made by the end of a day."""
    return sum(revision.date.first <= day for revision in record.history)


def record_with_history(record: AnyRecord, count: int) -> AnyRecord:
    """Return a record as this record held it then: after the first `count` of its corrections."""
    if count == len(record.history):
        return record
    update: dict[str, object] = {}
    fields = type(record).model_fields
    for revision in reversed(record.history[count:]):
        for key, old in revision.was.items():
            absent = fields[key].get_default(call_default_factory=True)
            update[key] = absent if old is None else old
    return record.model_copy(update={**update, "history": record.history[:count]})


def record_days(series: Series) -> Iterator[dt.date]:
    """Yield the days on which this record added something to a series or corrected it."""
    for record in (*series.entries, *series.replies, *series.breaks):
        yield record.added.first
    for correction in series.corrections:
        yield correction.date.first
    for value in series.population.values if series.population else ():
        yield value.added.first


def dated_entry(entry: Entry) -> DatedEntry:
    """Return an entry as this record first held it, with the days of its corrections."""
    written = record_with_history(entry, 0)
    keys = {key: getattr(written, key) for key in VINTAGE_KEYS if key in type(written).model_fields}
    return DatedEntry(
        anchor=entry.anchor,
        added=entry.added.first,
        keys={key: value for key, value in keys.items() if value is not None},
        corrections=tuple(
            DatedCorrection(day=revision.date.first, keys=revision.now, effect=_effect(revision))
            for revision in entry.history
        ),
        defaults={"status": Status.REPORTED} if isinstance(entry, Observation) else {},
    )


def _effect(revision: Revision) -> Effect:
    if revision.correction.withdraw:
        return Effect.WITHDRAWN
    return Effect.RESTORED if revision.correction.restore else Effect.KEPT
