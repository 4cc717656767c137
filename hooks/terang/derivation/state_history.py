"""The days on which the states of targets changed or may change, as this record said then.

A state changes when a day is over, or when something is added or corrected. The record is asked on
those days alone (docs/contract.md#the-record-as-of-a-day).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from terang.derivation.derive import derive, derive_states
from terang.derivation.past_series import indicator_as_of, series_as_of
from terang.derivation.series_claims import claims_of_series, derive_series
from terang.derivation.states import State
from terang.derivation.targets import Outlook
from terang.model.catalog import Series
from terang.model.definitions import Indicator, Source
from terang.model.entries import Observation, Target

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChange:
    """A state of a target that began to hold after another one."""

    day: dt.date
    """The first day on which it held in this record."""
    before: State
    outlook: Outlook
    """The target, seen from that day."""
    series: Series
    """The series as this record held it on that day."""


def state_changes(
    series: Series, indicator: Indicator, sources: Mapping[str, Source], today: dt.date
) -> tuple[StateChange, ...]:
    """Return every change of a target's state until today, oldest first.

    The state with which a target came on record is no change. A state that did not hold at the end
    of any day is left out.
    """
    known: dict[str, State] = {}
    changes = []
    days = days_of_change(series, indicator, today)
    for day in days if len(days) > 1 else ():
        then = series_as_of(series, day)
        claims = claims_of_series(then, indicator_as_of(indicator, day), sources)
        states = derive_states(claims, day)
        changed = {anchor for anchor, state in states.items() if known.get(anchor, state) != state}
        # Most days change no state, and everything else takes far longer to derive.
        for outlook in derive(claims, day).outlooks if changed else ():
            if outlook.anchor in changed:
                before = known[outlook.anchor]
                changes.append(StateChange(day=day, before=before, outlook=outlook, series=then))
        known |= states
    return tuple(changes)


def days_of_change(series: Series, indicator: Indicator, today: dt.date) -> tuple[dt.date, ...]:
    """Return the days until today on which a target of a series may change its state, in order.

    The first is that on which the first target came on record.
    """
    first = min((target.added.first for target in series.targets), default=None)
    if first is None:
        return ()
    days = {change.added.first for change in (*indicator.breaks, *series.breaks)}
    valued: tuple[Observation | Target, ...] = (*series.observations, *series.targets)
    for entry in valued:
        days |= {entry.added.first, *(revision.date.first for revision in entry.history)}
    # A corrected deadline was another one before.
    for target in series.targets:
        earlier = (revision.was.get("due") for revision in target.history)
        days |= {due.last + _DAY for due in (target.due, *earlier) if due is not None}
    return tuple(sorted(day for day in days if first <= day <= today))


def last_state_change(
    series: Series,
    indicator: Indicator,
    sources: Mapping[str, Source],
    outlooks: tuple[Outlook, ...],
    since: dt.date,
) -> dt.date | None:
    """Return the last day after `since` on which a state changed because a day was over.

    Nothing has been added or corrected since; `outlooks` are those of today.
    """
    over = sorted(_over_since(outlooks, since), key=lambda item: item[0], reverse=True)
    for due, outlook in over:
        before = derive_series(series, indicator, sources, due).outlook(outlook.anchor)
        if before is not None and before.state is not outlook.state:
            return due + _DAY
    return None


def _over_since(outlooks: tuple[Outlook, ...], since: dt.date) -> Iterator[tuple[dt.date, Outlook]]:
    """Yield the last day of each deadline that has passed since, with its target."""
    for outlook in outlooks:
        due = outlook.claim.due
        if outlook.is_over and due is not None and due.last >= since:
            yield due.last, outlook
