"""The kind, mark, date and order of entries, as timeline, table and chart show them."""

from __future__ import annotations

from collections.abc import Sequence

from terang.model.catalog import Series
from terang.model.entries import Entry, Observation, Status, Target
from terang.model.period import Period
from terang.views.page_context import PageContext


def entry_kind(entry: Entry) -> str:
    """Return `result`, `target` or `event`."""
    if isinstance(entry, Observation):
        return "result"
    return "target" if isinstance(entry, Target) else "event"


def mark_shape(entry: Entry) -> str:
    """Return the shape of an entry's mark: its kind, or `disputed`."""
    disputed = isinstance(entry, Observation) and entry.status is Status.DISPUTED
    return "disputed" if disputed else entry_kind(entry)


def entry_date(entry: Entry) -> Period | None:
    """Return the date of an entry on a timeline: its own, or the due date of a target."""
    return entry.due if isinstance(entry, Target) else entry.date


def standing_entries(series: Series, context: PageContext) -> list[Entry]:
    """Return the entries that are not withdrawn, in the order of the timeline."""
    return [entry for entry in entries_in_order(series, context) if entry.withdrawn is None]


def entries_in_order(series: Series, context: PageContext) -> Sequence[Entry]:
    """Return all entries, oldest first, targets without a due date last.

    Entries of the same date stay in the order of the file: results, targets, events.
    """
    return context.cached_for_language(f"{series.id}/order", lambda: _in_order(series.entries))


def _in_order(entries: Sequence[Entry]) -> Sequence[Entry]:
    dated = [(date, entry) for entry in entries if (date := entry_date(entry)) is not None]
    dated.sort(key=lambda pair: pair[0])
    return [entry for _, entry in dated] + [entry for entry in entries if entry_date(entry) is None]
