"""What follows from the claims of one series: counting, conflicts, change, target states, paces.

The rules are those of CONTRACT section 2; each function's docstring is its rule. All arithmetic is
exact (`Decimal` values become `Fraction`); a figure that rests on values that disagree is a range.
Nothing is ever computed from a qualifier or a precision. The only input besides the record is
`today`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from terang.derivation.change import Change, baseline_date, change, previous_date
from terang.derivation.comparability import unmatched
from terang.derivation.freshness import STALE_DAYS, Freshness, freshness
from terang.derivation.pace import pace
from terang.derivation.states import CountingDate, Range, conflicts, counting_dates, standing
from terang.derivation.targets import Outlook, outlook
from terang.derivation.totals import coverage_rate
from terang.model.catalog import Series
from terang.model.definitions import Indicator, Measure
from terang.model.entries import Observation


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
        return next(
            (
                outlook_item
                for outlook_item in self.outlooks
                if outlook_item.target.anchor == anchor
            ),
            None,
        )

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
        counting=frozenset(anchor for date in dates for anchor in date.anchors),
    )
