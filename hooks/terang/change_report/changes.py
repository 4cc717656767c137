"""The changes of entries and indicators between two states of the record.

Unlike `guard`, it judges nothing: it lists the changes for the report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from terang.derivation.states import State
from terang.model.catalog import Series
from terang.model.definitions import Indicator
from terang.model.entries import Entry
from terang.model.fields import Guard, guarded_fields
from terang.pages.published_record import PublishedRecord
from terang.views.entry_properties import entry_kind

_DEFINING = tuple(field.key for field in guarded_fields(Indicator, Guard.DECISION))
"""The keys that define the meaning of an indicator's figures."""

_HISTORY = frozenset({"anchor", "added", "history"})
"""Keys with the history of an entry, which are reported in their own way."""


@dataclass(frozen=True, slots=True)
class EntryChange:
    """An entry before and after; None on the side where it does not exist."""

    before: Entry | None
    after: Entry | None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys with a new value."""
        if self.before is None or self.after is None:
            return ()
        names = (name for name in type(self.after).model_fields if name not in _HISTORY)
        return tuple(name for name in names if _has_new_value(name, self.before, self.after))

    @property
    def is_new(self) -> bool:
        """True if the entry did not exist before."""
        return self.before is None

    @property
    def is_gone(self) -> bool:
        """True if the entry has been removed, which is never allowed."""
        return self.after is None

    @property
    def is_withdrawn(self) -> bool:
        """True if this change withdraws the entry."""
        return (
            self.before is not None
            and self.before.withdrawn is None
            and self.after is not None
            and self.after.withdrawn is not None
        )


@dataclass(frozen=True, slots=True)
class SeriesChange:
    """A series before and after; None on the side where it does not exist."""

    before: Series | None
    after: Series | None
    entries: tuple[EntryChange, ...]
    states: tuple[tuple[str, State, State], ...]
    """Anchor, old state and new state of each earlier target whose state changes."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes that readers should know."""

    is_first: bool
    """True if nothing was published before."""
    series: tuple[SeriesChange, ...]
    indicators: tuple[tuple[Indicator, Indicator], ...]
    """Indicators whose meaning changes: before, after."""

    @property
    def entries(self) -> Iterator[EntryChange]:
        """Every changed entry."""
        for series in self.series:
            yield from series.entries


def changes_between(before: PublishedRecord, after: PublishedRecord) -> Changes:
    """Return the changes of entries and indicators between two records."""
    was, now = before.catalog, after.catalog
    pairs = [(was.series.get(key), series) for key, series in now.series.items()]
    gone = [(series, None) for key, series in was.series.items() if key not in now.series]
    return Changes(
        is_first=not was.series,
        series=tuple(_series_change(*pair, before, after) for pair in (*pairs, *gone)),
        indicators=tuple(_redefined(was.indicators, now.indicators)),
    )


def _series_change(
    old: Series | None, new: Series | None, before: PublishedRecord, after: PublishedRecord
) -> SeriesChange:
    states = []
    if old is not None and new is not None:
        for outlook in after.derived[new.id].outlooks:
            earlier = before.derived[old.id].outlook(outlook.anchor)
            if earlier is not None and earlier.state is not outlook.state:
                states.append((outlook.anchor, earlier.state, outlook.state))
    return SeriesChange(old, new, tuple(_entry_changes(old, new)), tuple(states))


def _entry_changes(old: Series | None, new: Series | None) -> Iterator[EntryChange]:
    """Yield the changed entries in the order of the file, then those that are gone."""
    before, after = _entries_by_anchor(old), _entries_by_anchor(new)
    for key in dict.fromkeys((*after, *before)):
        change = EntryChange(before.get(key), after.get(key))
        if change.keys or change.is_new or change.is_gone or change.is_withdrawn:
            yield change


def _entries_by_anchor(series: Series | None) -> dict[tuple[str, str], Entry]:
    """Return the entries of a series by kind and anchor."""
    return {
        (entry_kind(entry), entry.anchor): entry for entry in (series.entries if series else ())
    }


def _has_new_value(key: str, before: Entry, after: Entry) -> bool:
    """Return whether a key has a new value; the order in a list of ids does not matter."""
    old, new = getattr(before, key, None), getattr(after, key, None)
    if isinstance(old, tuple) and isinstance(new, tuple):
        return frozenset(old) != frozenset(new)
    return bool(old != new)


def _redefined(
    before: Mapping[str, Indicator], after: Mapping[str, Indicator]
) -> Iterator[tuple[Indicator, Indicator]]:
    """Yield the indicators with a change in a key that defines them."""
    for name, new in after.items():
        old = before.get(name)
        if old is not None and any(getattr(old, key) != getattr(new, key) for key in _DEFINING):
            yield old, new
