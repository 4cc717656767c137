"""Corrections applied to the records of a series, in the order of their days, then of the files.

The record of a past day is the same with the corrections of later days left out
(docs/contract.md#corrections).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from terang.diagnostics import Place, Problem
from terang.loading.series_files import SeriesFiles, items_of
from terang.loading.validation_errors import validation_problems
from terang.model.catalog import RECORD_LISTS, Series
from terang.model.entries import (
    CHANGES,
    AnchoredRecord,
    Correction,
    Event,
    Observation,
    Reply,
    Revision,
    Target,
    check_state,
)
from terang.model.field_types import Context
from terang.model.period import Period
from terang.parsing.yaml_document import Document, Entries

_READERS: Mapping[type[AnchoredRecord], TypeAdapter[Any]] = {
    kind: TypeAdapter(changes) for kind, changes in CHANGES.items()
}
_LISTS: Mapping[type[AnchoredRecord], str] = {
    Observation: "observations",
    Target: "targets",
    Event: "events",
    Reply: "replies",
}
_PERMANENT = frozenset({"anchor", "added"})


Changes: TypeAlias = Mapping[str, Any]
"""Key → new value; None for a key that is taken away."""


class WrittenChanges:
    """The keys that the corrections of a series set, read also from unsound files."""

    def __init__(self, files: SeriesFiles, context: Context) -> None:
        self._context = context
        self._changes: dict[Place, Changes] = {}
        """Place of a `set` → what it sets."""
        self.problems: list[Problem] = []
        kinds = {
            anchor: kind for kind, name in _LISTS.items() for _, _, anchor in files.written(name)
        }
        for document in files.documents:
            for index, item in enumerate(items_of(document, "corrections")):
                kind = kinds.get(str(item.get("anchor"))) if isinstance(item, Entries) else None
                written = item.get("set") if isinstance(item, Entries) else None
                if kind is not None and isinstance(written, Entries):
                    place = document.place("corrections", index, "set")
                    changes = self._read(document.path, kind, written)
                    if changes is not None:
                        self._changes[place] = changes

    def at(self, place: Place) -> Changes | None:
        """Return what the `set` at a place sets, or None if it has mistakes."""
        return self._changes.get(place)

    def _read(self, path: str, kind: type[AnchoredRecord], written: Entries) -> Changes | None:
        correctable = self._correctable(path, written)
        context = replace(self._context, path=path, notices=[])
        try:
            changes = _READERS[kind].validate_python(correctable, context=context)
        except ValidationError as error:
            document = Document(path, correctable)
            self.problems += validation_problems(document, error, CHANGES[kind])
            return None
        finally:
            self.problems += context.notices
        keys = type(changes).model_fields
        return {key: getattr(changes, key) for key in keys if key in correctable}

    def _correctable(self, path: str, written: Entries) -> Entries:
        """Return the keys of a correction without the permanent ones, which are reported."""
        rest = Entries(written.mark)
        for key, mark in written.key_marks.items():
            if key in _PERMANENT:
                self.problems.append(Problem(Place(path, *mark), "not-correctable", {"key": key}))
                continue
            rest.key_marks[key] = mark
            if key in written:
                rest[key] = written[key]
        return rest


class CorrectedSeries:
    """A series to which corrections are applied one by one; `problems` grow with them."""

    def __init__(self, series: Series, files: SeriesFiles, changes: WrittenChanges) -> None:
        self._series = series
        self._files = files
        self._changes = changes
        self._first: dict[str, AnchoredRecord] = {}
        """Anchor → its record; of records that share an anchor, which is a mistake, the first."""
        for name in RECORD_LISTS:
            for record in getattr(series, name):
                self._first.setdefault(record.anchor, record)
        self._records = dict(self._first)
        self.problems: list[Problem] = []

    def series(self) -> Series:
        """Return the series with all its corrections applied."""
        corrections = enumerate(self._series.corrections)
        for index, correction in sorted(corrections, key=lambda item: item[1].date.first):
            record = self._records.get(correction.anchor)
            if record is not None:
                if correction.date.first < record.added.first:
                    values = {"date": correction.date.written, "added": record.added.written}
                    self._add_problem(index, "date", code="corrected-before-added", values=values)
                revision = self._revision(index, correction, record)
                if revision is not None:
                    self._records[correction.anchor] = self._applied(index, record, revision)
        return self._series.model_copy(
            update={
                name: tuple(map(self._as_corrected, getattr(self._series, name)))
                for name in RECORD_LISTS
            }
        )

    def _as_corrected(self, record: AnchoredRecord) -> AnchoredRecord:
        is_first = self._first[record.anchor] is record
        return self._records[record.anchor] if is_first else record

    def _revision(
        self, index: int, correction: Correction, record: AnchoredRecord
    ) -> Revision | None:
        """Return a correction as it applies to a record, or None if it has mistakes."""
        if correction.set is None:
            is_withdrawn = record.withdrawn is not None
            if is_withdrawn == bool(correction.withdraw):
                key, code = ("withdraw", "withdraw-twice")
                if correction.restore:
                    key, code = ("restore", "restore-twice")
                self._add_problem(index, key, code=code, values={"anchor": correction.anchor})
                return None
            return Revision(correction)
        now = self._changes.at(self._files.place("corrections", index, "set"))
        if now is None:
            return None
        was = {key: _stated(getattr(record, key)) for key in now}
        for key, value in now.items():
            if _is_same(was[key], _value_or_default(record, key, value)):
                values = {"key": key, "anchor": correction.anchor}
                self._add_problem(index, "set", key, code="sets-what-stands", values=values)
        return Revision(correction, was, now)

    def _applied(self, index: int, record: AnchoredRecord, revision: Revision) -> AnchoredRecord:
        """Return the record after a correction; report what does not go together in it."""
        update: dict[str, Any] = {
            key: _value_or_default(record, key, value) for key, value in revision.now.items()
        }
        update["history"] = (*record.history, revision)
        corrected = record.model_copy(update=update)
        try:
            check_state(corrected)
        except PydanticCustomError as error:
            context = error.context or {}
            self._add_problem(
                index,
                "set",
                *context.get("at", ()),
                code=error.type,
                values=context.get("values", {}),
                variant=context.get("variant", ""),
            )
        return corrected

    def _add_problem(
        self, index: int, *steps: str, code: str, values: Mapping[str, Any], variant: str = ""
    ) -> None:
        place = self._files.key_place("corrections", index, *steps)
        self.problems.append(Problem(place, code, values, variant))


def _value_or_default(record: AnchoredRecord, key: str, value: Any) -> Any:  # noqa: ANN401
    """Return a new value of a key; the default of a key that is taken away."""
    field = type(record).model_fields[key]
    return field.get_default(call_default_factory=True) if value is None else value


def _stated(value: Any) -> Any:  # noqa: ANN401
    """Return a value; None for an empty list or mapping, as if it were absent."""
    return None if value in ((), {}) else value


def _is_same(old: Any, new: Any) -> bool:  # noqa: ANN401
    """Return whether a value stays as it is; of a date also its spelling, which pages show."""
    is_respelt = isinstance(old, Period) and isinstance(new, Period) and old.written != new.written
    return old == _stated(new) and not is_respelt
