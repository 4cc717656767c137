"""What follows from the claims of one series: counting, conflicts, change, target states, paces.

The rules are those of CONTRACT section 2; each function's docstring is its rule. All arithmetic is
exact (`Decimal` values become `Fraction`); a figure that rests on values that disagree is a range.
Nothing is ever computed from a qualifier or a precision. The only input besides the record is
`today`.
"""

from __future__ import annotations

import bisect
import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from terang.model.definitions import (
    Direction,
    Entry,
    EntryState,
    Frequency,
    Indicator,
    Measure,
    Observation,
    Population,
    PopulationValue,
    Series,
    Status,
    Target,
)
from terang.model.period import Period

EntryType = TypeVar("EntryType", bound=EntryState)
Dated = TypeVar("Dated")

PACE_DAYS = 30
"""Paces are in value per so many days."""

STALE_DAYS = 183
"""A latest figure older than half a year is said to be the newest found."""

EXPECTED_DAYS = {
    Frequency.MONTHLY: 30,
    Frequency.QUARTERLY: 90,
    Frequency.HALF_YEARLY: 180,
    Frequency.YEARLY: 365,
}


class State(StrEnum):
    """What became of a target."""

    NO_DEADLINE = "no-deadline"
    REPLACED = "replaced"
    MET = "met"
    MET_LATE = "met-late"
    MISSED = "missed"
    UNREPORTED = "unreported"
    PENDING = "pending"


class Verdict(StrEnum):
    """Whether the paces so far would meet a pending target."""

    NOT_ASSESSABLE = "not-assessable"
    FALLING = "falling"
    ON_TRACK = "on-track"
    BEHIND = "behind"
    DEPENDS = "depends"


class Freshness(StrEnum):
    """How old the latest figure is against its expected frequency."""

    FRESH = "fresh"
    DUE = "due"
    OVERDUE = "overdue"
    VERY_LATE = "very-late"


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


@dataclass(frozen=True, slots=True)
class Change:
    """From a base date to the latest: a difference, and a share of the base (None: no share)."""

    base: CountingDate
    absolute: Range
    relative: Range | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """A target seen from today: its state, and how far and how fast it would be reached."""

    target: Target
    state: State
    replacement: Target | None
    """What has replaced it, also where that came too late to change its state."""
    reached_share: Range | None
    """None too once its due date is over: the latest figure then says nothing about that day."""
    gap: Range | None
    """None too once its due date is over."""
    needed: Range | None
    """Value per 30 days, towards better positive."""
    verdict: Verdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """Everything that follows from one series, as of one day."""

    as_of: dt.date
    dates: tuple[CountingDate, ...]
    """Counting dates, oldest first."""
    latest: CountingDate | None
    previous: Change | None
    baseline: Change | None
    unmatched: Observation | None
    coverage_rate: Range | None
    conflicts: tuple[tuple[str, ...], ...]
    outlooks: tuple[Outlook, ...]
    """A target each (withdrawn ones have none), in the file's order."""
    baseline_pace: Range | None
    recent_pace: Range | None
    freshness: Freshness | None
    counting: frozenset[str] = field(default_factory=frozenset)
    """Anchors of the observations that count."""

    def outlook(self, anchor: str) -> Outlook | None:
        """The outlook of a target."""
        return next((one for one in self.outlooks if one.target.anchor == anchor), None)

    def disagreeing(self, anchor: str) -> tuple[str, ...]:
        """The anchors that an entry is in conflict with, each once."""
        others = (other for group in self.conflicts if anchor in group for other in group)
        return tuple(dict.fromkeys(other for other in others if other != anchor))

    @property
    def is_stale(self) -> bool:
        """Whether the headline says that no newer figure was found."""
        if self.latest is None:
            return False
        late = self.freshness in (Freshness.OVERDUE, Freshness.VERY_LATE)
        return late or (self.as_of - self.latest.period.last).days > STALE_DAYS


def derive(series: Series, indicator: Indicator, today: dt.date) -> Derived:
    """Everything that follows from one series on one day."""
    observations = standing(series.observations)
    targets = standing(series.targets)
    dates = counting_dates(observations)
    latest = dates[-1] if dates else None
    previous = change(previous_date(dates), latest)
    baseline = change(baseline_date(series, dates), latest)
    assess = indicator.measure is Measure.STOCK
    paces = [
        pace(step, latest, indicator.direction) if assess else None for step in (baseline, previous)
    ]
    return Derived(
        as_of=today,
        dates=dates,
        latest=latest,
        previous=previous,
        baseline=baseline,
        unmatched=unmatched(observations, dates, indicator.direction),
        coverage_rate=coverage_rate(latest, series.population),
        conflicts=conflicts(series),
        outlooks=tuple(
            outlook(target, targets, dates, indicator, today, paces) for target in targets
        ),
        baseline_pace=paces[0],
        recent_pace=paces[1],
        freshness=freshness(latest, indicator.frequency, today),
        counting=frozenset(anchor for one in dates for anchor in one.anchors),
    )


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
    for _, group in by_date(observations, lambda one: one.date):
        counting = tuple(one for one in group if counts(one, group))
        if counting:
            values = Range.over(one.value for one in counting)
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
    for _, observations in by_date(standing(series.observations), lambda one: one.date):
        if len({one.value for one in observations}) > 1:
            groups.append(tuple(one.anchor for one in observations))
    targets = standing(series.targets)
    for _, due in by_date(targets, lambda one: one.due):
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
    for one, other in itertools.combinations(due, 2):
        related = other.anchor in _superseded(one, targets) or (
            one.anchor in _superseded(other, targets)
        )
        if one.value != other.value and not related:
            rivals |= {one.anchor, other.anchor}
    return tuple(target.anchor for target in due if target.anchor in rivals)


def _superseded(target: Target, targets: Sequence[Target]) -> set[str]:
    """The anchors that a target replaces, directly or through others that it replaces."""
    by_anchor = {one.anchor: one for one in targets}
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


# --- change ------------------------------------------------------------------------------------


def previous_date(dates: Sequence[CountingDate]) -> CountingDate | None:
    """The last counting date that ends before the latest begins."""
    if not dates:
        return None
    ended = [one for one in dates if one.period.last < dates[-1].period.first]
    return ended[-1] if ended else None


def baseline_date(series: Series, dates: Sequence[CountingDate]) -> CountingDate | None:
    """The date of the entry named by `baseline`, else the earliest; None where it is the latest."""
    if not dates:
        return None
    named = [one for one in dates if series.baseline in one.anchors]
    base = named[0] if named else dates[0]
    return None if base is dates[-1] else base


def change(base: CountingDate | None, latest: CountingDate | None) -> Change | None:
    """Absolute: [low − base high, high − base low]; relative: [that ÷ base high, that ÷ base low].

    Relative is None where a divisor is not above 0.
    """
    if base is None or latest is None:
        return None
    absolute = Range(latest.values.low - base.values.high, latest.values.high - base.values.low)
    relative = None
    if base.values.low > 0:
        # A latest below zero turns the two quotients round.
        relative = Range.over((absolute.low / base.values.high, absolute.high / base.values.low))
    return Change(base, absolute, relative)


def unmatched(
    observations: Iterable[Observation], dates: Sequence[CountingDate], direction: Direction
) -> Observation | None:
    """Return the claim that no later one reaches: strictly better than every later observation.

    Disputed and set-aside observations take part on both sides, but a later date must count. Of
    several the best; of equals the last by date, then in the file.
    """
    if direction is Direction.NONE or not dates:
        return None
    ordered = sorted(observations, key=lambda one: one.date)
    periods = [one.date for one in ordered]
    merits = [_merit(Fraction(one.value), direction) for one in ordered]
    # The best value of each observation and of all after it.
    best_since = [*itertools.accumulate(reversed(merits), max)][::-1]
    found: Observation | None = None
    best: Fraction | None = None
    for observation, value in zip(ordered, merits, strict=True):
        later = bisect.bisect_right(periods, observation.date)
        is_last = observation.date >= dates[-1].period
        if not is_last and value > best_since[later] and (best is None or value >= best):
            found, best = observation, value
    return found


def _merit(value: Fraction, direction: Direction) -> Fraction:
    """A value turned so that more is better."""
    return -value if direction is Direction.DECREASE else value


def coverage_rate(latest: CountingDate | None, population: Population | None) -> Range | None:
    """Latest ÷ the population of the last date not after it.

    Where the population's values of that date differ: low ÷ highest to high ÷ lowest.
    """
    if latest is None or population is None:
        return None
    known = population_at(population, latest.period)
    if not known:
        return None
    people = Range.over(one.value for one in known)
    if people.low <= 0:
        return None
    return Range(latest.values.low / people.high, latest.values.high / people.low)


def population_at(population: Population, period: Period) -> list[PopulationValue]:
    """The population's values of its last date not after a period; none where all are later."""
    groups = by_date(population.values, lambda one: one.date)
    return next((group for date, group in reversed(groups) if date <= period), [])


# --- targets -----------------------------------------------------------------------------------


def outlook(  # noqa: PLR0913, PLR0917 - a target's outlook needs the whole series around it
    target: Target,
    targets: Sequence[Target],
    dates: Sequence[CountingDate],
    indicator: Indicator,
    today: dt.date,
    paces: Sequence[Range | None],
) -> Outlook:
    """Return a target's state and the figures beside it.

    Once its due date is over the latest figure is one of another day: no share and no gap.
    """
    replacement = next((one for one in targets if one.replaces == target.anchor), None)
    state = target_state(target, replacement, dates, indicator, today)
    latest = dates[-1] if dates and not is_over(target, today) else None
    distance = gap(target, latest)
    needed = None
    if state is State.PENDING and indicator.measure is Measure.STOCK:
        needed = needed_pace(target, latest, distance, indicator.direction)
    return Outlook(
        target=target,
        state=state,
        replacement=replacement,
        reached_share=reached_share(target, latest, indicator.direction),
        gap=distance,
        needed=needed,
        verdict=verdict(needed, paces) if state is State.PENDING else None,
    )


def is_over(target: Target, today: dt.date) -> bool:
    """Return whether the last day by which a target was to be reached has passed."""
    return target.due is not None and today > target.due.last


def target_state(
    target: Target,
    replacement: Target | None,
    dates: Sequence[CountingDate],
    indicator: Indicator,
    today: dt.date,
) -> State:
    """The first that holds of CONTRACT section 2's target states.

    For a flow, only counting dates that lie within the due date are looked at.
    """
    due = target.due
    if due is None:
        return State.NO_DEADLINE
    if replacement is not None and (
        replacement.announced is None or replacement.announced.last <= due.last
    ):
        return State.REPLACED
    if indicator.measure is Measure.FLOW:
        dates = [one for one in dates if one.period.within(due)]
    reached = [one.period for one in dates if _reaches(one, target, indicator.direction)]
    if any(period.last <= due.last for period in reached):
        return State.MET
    if reached:
        return State.MET_LATE
    if today <= due.last:
        return State.PENDING
    reported = any(one.period.last >= due.last for one in dates)
    return State.MISSED if reported else State.UNREPORTED


def _reaches(date: CountingDate, target: Target, direction: Direction) -> bool:
    """All counting values of a date are as good as the target, or better."""
    if direction is Direction.DECREASE:
        return date.values.high <= target.value
    return date.values.low >= target.value


def reached_share(
    target: Target, latest: CountingDate | None, direction: Direction
) -> Range | None:
    """Latest ÷ target, for an increase to a target above 0."""
    if latest is None or direction is not Direction.INCREASE or target.value <= 0:
        return None
    value = Fraction(target.value)
    return Range(latest.values.low / value, latest.values.high / value)


def gap(target: Target, latest: CountingDate | None) -> Range | None:
    """Target − latest, low and high."""
    if latest is None:
        return None
    value = Fraction(target.value)
    return Range(value - latest.values.high, value - latest.values.low)


# --- paces -------------------------------------------------------------------------------------


def pace(step: Change | None, latest: CountingDate | None, direction: Direction) -> Range | None:
    """Value per 30 days, towards better being positive: the change over the elapsed days.

    The range spans all ends of both dates (fewest days: from the base's last to the latest's first;
    most: from the base's first to the latest's last) and of both values. None when the fewest days
    are not positive.
    """
    if step is None or latest is None:
        return None
    fewest = (latest.period.first - step.base.period.last).days
    most = (latest.period.last - step.base.period.first).days
    if fewest <= 0:
        return None
    ends = (_merit(end, direction) for end in (step.absolute.low, step.absolute.high))
    return Range.over(end * PACE_DAYS / days for end in ends for days in (fewest, most))


def needed_pace(
    target: Target, latest: CountingDate | None, distance: Range | None, direction: Direction
) -> Range | None:
    """The gap over the days from the latest's last to the due date's last; None without any."""
    if latest is None or distance is None or target.due is None:
        return None
    days = (target.due.last - latest.period.last).days
    if days <= 0:
        return None
    ends = (_merit(end, direction) for end in (distance.low, distance.high))
    return Range.over(end * PACE_DAYS / days for end in ends)


def verdict(needed: Range | None, paces: Sequence[Range | None]) -> Verdict:
    """Of a pending target, the first that holds; `paces` are the baseline's and the recent one."""
    known = [one for one in paces if one is not None]
    recent = paces[-1]
    if needed is None or not known:
        return Verdict.NOT_ASSESSABLE
    if recent is not None and recent.high < 0:
        return Verdict.FALLING
    if all(one.low >= needed.high for one in known):
        return Verdict.ON_TRACK
    if all(one.high < needed.low for one in known):
        return Verdict.BEHIND
    return Verdict.DEPENDS


def freshness(
    latest: CountingDate | None, frequency: Frequency, today: dt.date
) -> Freshness | None:
    """Days since the latest's last day against the expected frequency f.

    fresh ≤ f, due ≤ f + max(14, f/6), overdue ≤ f + max(30, f/3), else very late; an irregular
    series has none.
    """
    expected = EXPECTED_DAYS.get(frequency)
    if latest is None or expected is None:
        return None
    age = (today - latest.period.last).days
    if age <= expected:
        return Freshness.FRESH
    if age <= expected + max(Fraction(14), Fraction(expected, 6)):
        return Freshness.DUE
    if age <= expected + max(Fraction(30), Fraction(expected, 3)):
        return Freshness.OVERDUE
    return Freshness.VERY_LATE
