"""Vintages: the keys of entries as they stood on a day, and how long each value stood.

An entry is known from the day on which it was added; corrections change, withdraw or restore it
from their own day on. The records here are neutral: whoever reads them says which keys there are,
and how a value is written. docs/contract.md#the-record-as-of-a-day
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

VINTAGE_KEYS = ("value", "date", "due", "qualifier", "status")
"""The keys whose earlier values are published."""

_DAY = dt.timedelta(days=1)


class Effect(Enum):
    """The effect of a correction on whether its entry stands."""

    KEPT = "kept"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedCorrection:
    """A correction of an entry, which holds from its day on."""

    day: dt.date
    keys: Mapping[str, object] = field(default_factory=dict)
    """Keys with their new values; None takes a key away."""
    effect: Effect = Effect.KEPT


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedEntry:
    """An entry as it was added, with its corrections in the order of the files."""

    anchor: str
    added: dt.date
    keys: Mapping[str, object]
    corrections: tuple[DatedCorrection, ...] = ()
    defaults: Mapping[str, object] = field(default_factory=dict)
    """Values of keys while they are absent: an observation without `status` is `reported`."""


@dataclass(frozen=True, slots=True)
class Vintage:
    """A value of a key, with the first and the last day on which it stood in this record."""

    anchor: str
    key: str
    value: object
    known_from: dt.date
    known_to: dt.date | None
    """None while it stands."""


def entry_as_of(entry: DatedEntry, day: dt.date) -> DatedEntry:
    """Return an entry's keys as they stood on a day: with the corrections made by its end."""
    made = tuple(correction for correction in entry.corrections if correction.day <= day)
    return replace(entry, corrections=made)


def standing_keys(entry: DatedEntry) -> Mapping[str, object] | None:
    """Return an entry's keys as they stand after all corrections; None where it is withdrawn.

    Corrections hold in the order of their days, then of the files.
    """
    keys, is_withdrawn = dict(entry.keys), False
    for correction in sorted(entry.corrections, key=lambda correction: correction.day):
        keys |= correction.keys
        if correction.effect is not Effect.KEPT:
            is_withdrawn = correction.effect is Effect.WITHDRAWN
    written = {key: keys[key] for key in keys if keys[key] is not None}
    return None if is_withdrawn else {**entry.defaults, **written}


def vintages_of(entry: DatedEntry, keys: Sequence[str] = VINTAGE_KEYS) -> tuple[Vintage, ...]:
    """Return the vintages of an entry: each value that a key had, key by key, oldest first.

    Days on which the entry was withdrawn, or had no such key, are left out. A value that did not
    stand to the end of any day is not among them.
    """
    if not entry.corrections:
        kept = standing_keys(entry) or {}
        return tuple(
            Vintage(entry.anchor, key, kept[key], entry.added, None) for key in keys if key in kept
        )
    days = _days_of_change(entry)
    states = [standing_keys(entry_as_of(entry, day)) or {} for day in days]
    found: list[Vintage] = []
    for key in keys:
        known: Vintage | None = None
        for day, state in zip(days, states, strict=True):
            value = state.get(key)
            if known is not None and known.value != value:
                found.append(replace(known, known_to=day - _DAY))
                known = None
            if known is None and value is not None:
                known = Vintage(entry.anchor, key, value, day, None)
        found += [known] if known is not None else []
    return tuple(found)


def _days_of_change(entry: DatedEntry) -> list[dt.date]:
    """Return the day on which an entry was added, and those on which something changed since."""
    later = {max(correction.day, entry.added) for correction in entry.corrections}
    return sorted({entry.added} | later)
