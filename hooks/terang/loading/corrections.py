"""Corrections applied to the records of a series, in the order of their days, then of the files.

The record of a past day is the same with the corrections of later days left out
(docs/contract.md#corrections).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from terang.diagnostics import Problem
from terang.loading.series_files import SeriesFiles
from terang.loading.validation_errors import validation_problems
from terang.model.catalog import RECORD_LISTS, Series
from terang.model.entries import CHANGES, Correction, RecordHistory, Revision, check_state
from terang.model.field_types import Context
from terang.parsing.yaml_document import Document, Entries

_READERS: Mapping[type[RecordHistory], TypeAdapter[Any]] = {
    kind: TypeAdapter(changes) for kind, changes in CHANGES.items()
}
_PERMANENT = frozenset({"anchor", "added"})


class CorrectedSeries:
    """A series to which corrections are applied one by one; `problems` grow with them."""

    def __init__(self, series: Series, files: SeriesFiles, context: Context) -> None:
        self._series = series
        self._files = files
        self._context = context
        self._records: dict[str, RecordHistory] = {
            record.anchor: record for name in RECORD_LISTS for record in getattr(series, name)
        }
        self.problems: list[Problem] = []

    def series(self) -> Series:
        """Return the series with all its corrections applied."""
        corrections = enumerate(self._series.corrections)
        for index, correction in sorted(corrections, key=lambda item: item[1].date.first):
            record = self._records.get(correction.anchor)
            if record is not None:
                revision = self._revision(index, correction, record)
                if revision is not None:
                    self._records[correction.anchor] = self._applied(index, record, revision)
        return self._series.model_copy(
            update={
                name: tuple(self._records[record.anchor] for record in getattr(self._series, name))
                for name in RECORD_LISTS
            }
        )

    def _revision(
        self, index: int, correction: Correction, record: RecordHistory
    ) -> Revision | None:
        """Return a correction as it applies to a record, or None if it has mistakes."""
        if correction.set is None:
            is_withdrawn = record.withdrawn is not None
            if is_withdrawn == bool(correction.withdraw):
                key = "withdraw" if correction.withdraw else "restore"
                values = {"anchor": correction.anchor}
                self._report(index, key, code=f"{key}-twice", values=values)
                return None
            return Revision(correction)
        written, kind = self._correctable(index, correction.set), type(record)
        path = self._files.place("corrections", index).path
        context = replace(self._context, path=path, notices=[])
        try:
            changes = _READERS[kind].validate_python(written, context=context)
        except ValidationError as error:
            document = Document(path, written)
            self.problems += validation_problems(document, error, CHANGES[kind])
            return None
        finally:
            self.problems += context.notices
        now = {key: getattr(changes, key) for key in type(changes).model_fields if key in written}
        was = {key: _stated(record, key) for key in now}
        for key, value in now.items():
            if was[key] == value:
                values = {"key": key, "anchor": correction.anchor}
                self._report(index, "set", key, code="sets-what-stands", values=values)
        return Revision(correction, was, now)

    def _correctable(self, index: int, written: Entries) -> Entries:
        """Return the keys of a correction without the permanent ones, which are reported."""
        rest = Entries(written.mark)
        for key, mark in written.key_marks.items():
            if key in _PERMANENT:
                self._report(index, "set", key, code="not-correctable", values={"key": key})
                continue
            rest.key_marks[key] = mark
            if key in written:
                rest[key] = written[key]
        return rest

    def _applied(self, index: int, record: RecordHistory, revision: Revision) -> RecordHistory:
        """Return the record after a correction; report what does not go together in it."""
        fields = type(record).model_fields
        update: dict[str, Any] = {
            key: fields[key].get_default(call_default_factory=True) if value is None else value
            for key, value in revision.now.items()
        }
        update["history"] = (*record.history, revision)
        corrected = record.model_copy(update=update)
        try:
            check_state(corrected)
        except PydanticCustomError as error:
            context = error.context or {}
            self._report(
                index,
                "set",
                *context.get("at", ()),
                code=error.type,
                values=context.get("values", {}),
                variant=context.get("variant", ""),
            )
        return corrected

    def _report(
        self, index: int, *steps: str, code: str, values: Mapping[str, Any], variant: str = ""
    ) -> None:
        place = self._files.key_place("corrections", index, *steps)
        self.problems.append(Problem(place, code, values, variant))


def _stated(record: BaseModel, key: str) -> Any:  # noqa: ANN401
    """Return the value of a key of a record; None for an empty list or mapping, as if absent."""
    value = getattr(record, key)
    return None if value in ((), {}) else value
