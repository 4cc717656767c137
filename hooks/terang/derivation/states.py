"""States of entries, the dates that count, and conflicts between claims."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from terang.model.catalog import Series
from terang.model.entries import Entry, EntryState, Observation, Status, Target
from terang.model.period import Period

EntryType = TypeVar("EntryType", bound=EntryState)
Dated = TypeVar("Dated")


class State(StrEnum):
    """What became of a target."""

    NO_DEADLINE = "no-deadline"
    REPLACED = "replaced"
    MET = "met"
    MET_LATE = "met-late"
    MISSED = "missed"
    UNREPORTED = "unreported"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Range:
    """Two ends of one figure, `low` ≤ `high`; equal where claims agree."""

    low: Fraction
    high: Fraction

    @classmethod
    def over(cls, values: Iterable[Fraction | Decimal]) -> Range:
        """The smallest range that holds these values."""
        found = [Fraction(value) for value in values]
        return cls(min(found), max(found))


@dataclass(frozen=True, slots=True)
class CountingDate:
    """A date with the observations that count for it; `low` and `high` differ in a conflict."""

    period: Period
    observations: tuple[Observation, ...]
    values: Range

    @property
    def anchors(self) -> tuple[str, ...]:
        """Of the counting observations, in the file's order."""
        return tuple(observation.anchor for observation in self.observations)


# --- which claims count ------------------------------------------------------------------------


def standing(entries: Sequence[EntryType]) -> tuple[EntryType, ...]:
    """Entries that are not withdrawn: those count nowhere and neither replace nor contradict."""
    return tuple(entry for entry in entries if entry.withdrawn is None)


def counts(observation: Observation, same_date: Iterable[Observation]) -> bool:
    """An observation counts unless it is disputed, or another of its date is preferred to it.

    That other one has another value, and the observation is not itself preferred.
    """
    if observation.status is Status.DISPUTED:
        return False
    return observation.preferred is not None or not any(
        other.preferred is not None and other.value != observation.value for other in same_date
    )


def counting_dates(observations: Iterable[Observation]) -> tuple[CountingDate, ...]:
    """Dates with at least one counting observation, in order."""
    found = []
    for _, group in by_date(observations, lambda item: item.date):
        counting = tuple(member for member in group if counts(member, group))
        if counting:
            values = Range.over(element.value for element in counting)
            found.append(CountingDate(counting[0].date, counting, values))
    return tuple(found)


def by_date(
    entries: Iterable[Dated], date: Callable[[Dated], Period | None]
) -> list[tuple[Period, list[Dated]]]:
    """What is of the same days together, dates in order; what has no date is left out."""
    groups: dict[Period, list[Dated]] = {}
    for entry in entries:
        period = date(entry)
        if period is not None:
            groups.setdefault(period, []).append(entry)
    return sorted(groups.items(), key=lambda group: group[0])


# --- conflicts ---------------------------------------------------------------------------------


def conflicts(series: Series) -> tuple[tuple[str, ...], ...]:
    """Claims that disagree, as groups of anchors.

    One group a date whose observations have different values; one a due date, of the targets that
    have different values and do not replace each other; one a `contradicts` tie, named once.
    """
    groups: list[tuple[str, ...]] = []
    for _, observations in by_date(standing(series.observations), lambda item: item.date):
        if len({observation.value for observation in observations}) > 1:
            groups.append(tuple(observation.anchor for observation in observations))
    targets = standing(series.targets)
    for _, due in by_date(targets, lambda element: element.due):
        if rivals := _rivals(due, targets):
            groups.append(rivals)
    groups += _ties(standing(series.entries))
    unique: dict[frozenset[str], tuple[str, ...]] = {}
    for group in groups:
        unique.setdefault(frozenset(group), group)
    return tuple(unique.values())


def _rivals(due: Sequence[Target], targets: Sequence[Target]) -> tuple[str, ...]:
    """Of the targets of one due date, those that another one disputes without replacing it."""
    rivals = set()
    for item, other in itertools.combinations(due, 2):
        related = other.anchor in _superseded(item, targets) or (
            item.anchor in _superseded(other, targets)
        )
        if item.value != other.value and not related:
            rivals |= {item.anchor, other.anchor}
    return tuple(target.anchor for target in due if target.anchor in rivals)


def _superseded(target: Target, targets: Sequence[Target]) -> set[str]:
    """The anchors that a target replaces, directly or through others that it replaces."""
    by_anchor = {target_item.anchor: target_item for target_item in targets}
    found: set[str] = set()
    current: Target | None = target
    while current is not None and current.replaces is not None and current.replaces not in found:
        found.add(current.replaces)
        current = by_anchor.get(current.replaces)
    return found


def _ties(entries: Sequence[Entry]) -> list[tuple[str, ...]]:
    """Pairs tied by `contradicts`, in the order in which they are named."""
    anchors = {entry.anchor for entry in entries}
    return [
        (entry.anchor, other)
        for entry in entries
        for other in entry.contradicts
        if other in anchors
    ]
