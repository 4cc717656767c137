"""TODO entry_properties."""

from __future__ import annotations

from collections.abc import Sequence

from terang.model.catalog import Series
from terang.model.entries import Entry, Observation, Status, Target
from terang.model.period import Period
from terang.views.page_context import PageContext


def entry_kind(entry: Entry) -> str:
    """`result`, `target` or `event`."""
    if isinstance(entry, Observation):
        return "result"
    return "target" if isinstance(entry, Target) else "event"


def mark_shape(entry: Entry) -> str:
    """The mark an entry bears: that of its kind, or of a disputed result."""
    disputed = isinstance(entry, Observation) and entry.status is Status.DISPUTED
    return "disputed" if disputed else entry_kind(entry)


def entry_date(entry: Entry) -> Period | None:
    """The day an entry stands at on a timeline: its date, or a target's due date."""
    return entry.due if isinstance(entry, Target) else entry.date


def standing_entries(series: Series, context: PageContext) -> list[Entry]:
    """Entries that are not withdrawn, in order."""
    return [item for item in entries_in_order(series, context) if item.withdrawn is None]


def entries_in_order(series: Series, context: PageContext) -> Sequence[Entry]:
    """Oldest first; targets without due last.

    Of one date the file's order holds: results, targets, events.
    """
    return context.once(f"{series.id}/order", lambda: _in_order(series.entries))


def _in_order(entries: Sequence[Entry]) -> Sequence[Entry]:
    dated = [(date, entry) for entry in entries if (date := entry_date(entry)) is not None]
    dated.sort(key=lambda pair: pair[0])
    return [item for _, item in dated] + [entry for entry in entries if entry_date(entry) is None]
