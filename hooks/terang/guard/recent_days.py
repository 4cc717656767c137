"""New records are dated by the days on which they are added, not long before.

Otherwise a correction dated years ago would look as if it had always been there
(docs/contract.md#silent-edits).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from terang.diagnostics import Problem
from terang.guard.snapshot import Snapshot
from terang.guard.written_records import (
    WrittenRecord,
    new_records,
    written_corrections,
    written_decisions,
    written_entries,
)
from terang.loading.series_files import series_files
from terang.model.period import NotAPeriodError, parse_period

MOST_DAYS = 31
"""The days before the base's day on which a new record may be dated."""


def dates_too_old(before: Snapshot, after: Snapshot, base_day: dt.date) -> Iterator[Problem]:
    """A new correction, decision, entry or reply is dated at most 31 days before the base."""
    earliest = base_day - dt.timedelta(days=MOST_DAYS)
    for record, key in _new_records(before, after):
        try:
            day = parse_period(str(record.node.get(key))).first
        except NotAPeriodError:
            continue
        if day < earliest:
            values = {"key": key, "text": day.isoformat(), "earliest": earliest.isoformat()}
            yield Problem(record.place(key), "dated-long-ago", values)


def _new_records(before: Snapshot, after: Snapshot) -> Iterator[tuple[WrittenRecord, str]]:
    """Yield each new record with the key that dates it."""
    was, now = series_files(before.documents), series_files(after.documents)
    for key, files in now.items():
        known = written_entries(was[key]) if key in was else {}
        for name, record in written_entries(files).items():
            if name not in known:
                yield record, "added"
        old = written_corrections(was[key]) if key in was else []
        for record in new_records(old, written_corrections(files)):
            yield record, "date"
    for record in new_records(written_decisions(before), written_decisions(after)):
        yield record, "date"
