"""The record as of a day, on made-up records whose entries were added and corrected over time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from random import Random
from typing import Any

from tests.property import second_reading as reading
from tests.property.core_reading import series_claims
from tests.property.made_records import TODAY, make_record
from tests.property.second_reading import Claim, Observation, Record, Target
from tests.property.test_properties import SEEDS, both_readings, randomness

from terang.derivation.derive import derive, derive_states
from terang.derivation.vintages import (
    DatedCorrection,
    DatedEntry,
    Effect,
    entry_as_of,
    standing_keys,
    vintages_of,
)

Reader = Callable[[Record, dt.date], dict[str, Any]]
Days = tuple[dt.date, dt.date]
History = tuple[DatedEntry, ...]
START = dt.date(2024, 6, 1)
CORRECTED = frozenset({"low", "high", "qualifier", "precision", "status", "by", "due", "announced"})
EFFECTS = (*[Effect.KEPT] * 4, Effect.WITHDRAWN, Effect.RESTORED)


def some_day(random: Random, days: Days) -> dt.date:
    """Return a day between two, both included."""
    first, last = days
    return first + dt.timedelta(random.randint(0, (last - first).days))


def written_keys(claim: Claim) -> dict[str, object]:
    """Return the keys of an entry as they are written."""
    return {key.name: getattr(claim, key.name) for key in fields(claim) if key.name != "anchor"}


def a_correction(
    random: Random, claim: Claim, words: Sequence[Claim], days: Days
) -> DatedCorrection:
    """Return a correction: keys as another entry has them, a withdrawal, or a restoration."""
    day, effect = some_day(random, days), random.choice(EFFECTS)
    known, other = written_keys(claim), written_keys(random.choice(words))
    keys = {key: other[key] for key in CORRECTED & known.keys() & other.keys()}
    return DatedCorrection(day=day, keys=keys if effect is Effect.KEPT else {}, effect=effect)


def a_history(random: Random, record: Record, other: Record, days: Days) -> History:
    """Return the entries of a record, added and corrected within these days."""

    def dated(claim: Claim, words: Sequence[Claim]) -> DatedEntry:
        added = some_day(random, days)
        number = random.choice((0, 0, 1, 2, 3)) if words else 0
        made = [a_correction(random, claim, words, (added, days[1])) for _ in range(number)]
        keys = written_keys(claim)
        return DatedEntry(anchor=claim.anchor, added=added, keys=keys, corrections=tuple(made))

    return (
        *(dated(claim, other.observations) for claim in record.observations),
        *(dated(target, other.targets) for target in record.targets),
    )


def entries_as_of(history: Iterable[DatedEntry], day: dt.date) -> History:
    """Return the entries added by the end of a day, as they were corrected by then."""
    return tuple(entry_as_of(entry, day) for entry in history if entry.added <= day)


def record_of(history: Iterable[DatedEntry], base: Record) -> Record:
    """Return the record of the entries that stand, as they were corrected last."""
    observations: list[Observation] = []
    targets: list[Target] = []
    for entry in history:
        keys: Any = standing_keys(entry)
        if keys is not None and "date" in keys:
            observations.append(Observation(anchor=entry.anchor, **keys))
        elif keys is not None:
            targets.append(Target(anchor=entry.anchor, **keys))
    return replace(base, observations=tuple(observations), targets=tuple(targets))


def gone_on(random: Random, history: History, other: Record, day: dt.date) -> History:
    """Return a history with entries and corrections of later days than `day`."""
    later = (day + dt.timedelta(1), TODAY)

    def corrected(entry: DatedEntry) -> DatedEntry:
        words = other.observations if "date" in entry.keys else other.targets
        if not words or random.random() < 0.5:
            return entry
        shape = Observation if "date" in entry.keys else Target
        claim: Claim = shape(anchor=entry.anchor, **entry.keys)  # type: ignore[arg-type]
        made = a_correction(random, claim, words, later)
        where = random.randint(0, len(entry.corrections))
        before, after = entry.corrections[:where], entry.corrections[where:]
        return replace(entry, corrections=(*before, made, *after))

    found = [corrected(entry) for entry in history]
    for entry in a_history(random, other, other, later):
        new = replace(entry, anchor=f"later-{entry.anchor}")
        tied = "contradicts" if "date" in entry.keys else "replaces"
        if random.random() < 0.5 and history:
            named = random.choice(history).anchor
            new = replace(
                new, keys={**new.keys, tied: (named,) if tied == "contradicts" else named}
            )
        found.insert(random.randint(0, len(found)), new)
    return tuple(found)


@both_readings
def test_a_day_does_not_depend_on_what_came_later(read: Reader) -> None:
    """The record as of a day says what it said then, before anything was added or corrected."""
    for seed in SEEDS:
        random, record = randomness(seed), make_record(seed).record
        other = make_record(seed + 1).record
        day = some_day(random, (START, TODAY - dt.timedelta(1)))
        then = a_history(random, record, other, (START, day))
        since = gone_on(random, then, other, day)
        known = record_of(entries_as_of(since, day), record)
        assert read(known, day) == read(record_of(then, record), day), seed


def test_what_came_later_matters_today() -> None:
    """The same records say something else today: the test above has something to find."""
    changed = 0
    for seed in range(50):
        random, record = randomness(seed), make_record(seed).record
        other = make_record(seed + 1).record
        day = some_day(random, (START, TODAY - dt.timedelta(1)))
        then = a_history(random, record, other, (START, day))
        since = record_of(gone_on(random, then, other, day), record)
        changed += reading.read_series(since, TODAY) != reading.read_series(
            record_of(then, record), TODAY
        )
    assert changed > 25


def test_vintages_agree_with_the_record_of_each_day() -> None:
    """On each day the record has the values of the vintages that hold the day, and no others."""
    asked_keys = ("low", "qualifier", "status", "due")
    for seed in SEEDS:
        random, record = randomness(seed), make_record(seed).record
        history = a_history(random, record, make_record(seed + 1).record, (START, TODAY))
        for entry in history:
            stirred = [entry.added, *(correction.day for correction in entry.corrections)]
            for day in (day + dt.timedelta(off) for day in stirred for off in (-1, 0, 1)):
                held = {
                    row.key: row.value
                    for row in vintages_of(entry, asked_keys)
                    if row.known_from <= day and (row.known_to is None or day <= row.known_to)
                }
                keys = [standing_keys(known) for known in entries_as_of([entry], day)]
                standing = (keys and keys[0]) or {}
                assert held == {key: standing[key] for key in asked_keys if key in standing}


def test_states_alone_are_those_of_all_figures() -> None:
    """The history of states asks for states alone, and hears what everything derived says."""
    found = set()
    for seed in SEEDS:
        claims = series_claims(make_record(seed).record)
        outlooks = {outlook.anchor: outlook.state for outlook in derive(claims, TODAY).outlooks}
        assert derive_states(claims, TODAY) == outlooks, seed
        found |= {*outlooks.values()}
    assert len(found) > 5
