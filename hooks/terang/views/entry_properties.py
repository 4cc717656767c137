"""The kind, mark, date and place of entries, as timeline, table and chart show them."""

from __future__ import annotations

from terang.model.entries import Entry, Observation, Status, Target
from terang.model.period import Period


def entry_kind(entry: Entry) -> str:
    """Return the kind of an entry as pages show it: `result`, `target` or `event`."""
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


def is_on_timeline(entry: Entry) -> bool:
    """Return whether a timeline shows an entry: one that stands, or that its speaker took back.

    Other withdrawn entries are listed below the table.
    """
    withdrawal = entry.withdrawn
    return withdrawal is None or (entry.by is not None and withdrawal.by == entry.by)
