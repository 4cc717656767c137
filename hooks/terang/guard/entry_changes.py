"""Changes of the keys of entries, replies, corrections and decisions that stay.

In a sound change only translations are added to them; the change report tells each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from terang.guard.definition_changes import KeyChange, key_changes
from terang.guard.snapshot import Snapshot
from terang.guard.stated_values import stated_value
from terang.guard.written_records import (
    WrittenRecord,
    edited_copy,
    written_corrections,
    written_decisions,
    written_entries,
)
from terang.loading.series_files import SeriesFiles, series_files


def entry_changes(before: Snapshot, after: Snapshot) -> Iterator[KeyChange]:
    """Yield the changed keys of entries, corrections and decisions that stay."""
    was, now = series_files(before.documents), series_files(after.documents)
    for key in was.keys() & now.keys():
        yield from key_changes(_named_entries(key, was[key]), _named_entries(key, now[key]))
        yield from _copies(written_corrections(was[key]), written_corrections(now[key]))
    yield from _copies(written_decisions(before), written_decisions(after))


def _named_entries(series: str, files: SeriesFiles) -> Mapping[str, WrittenRecord]:
    entries = written_entries(files).items()
    return {f"{series}:{name}:{anchor}": record for (name, anchor), record in entries}


def _copies(old: list[WrittenRecord], new: list[WrittenRecord]) -> Iterator[KeyChange]:
    """Yield the changed keys of records without an id, each beside the one that is most like it."""
    was, now = ([stated_value(record.node) for record in records] for records in (old, new))
    fresh = [record for record, value in zip(new, now, strict=True) if value not in was]
    for record, value in zip(old, was, strict=True):
        copy = edited_copy(record, fresh) if value not in now else None
        if copy is not None:
            yield from key_changes({copy.name: record}, {copy.name: copy})
