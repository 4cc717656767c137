"""Everything that follows from the claims of one series on a day; or its targets' states alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from terang.derivation.added_up import AddedUp, totals_added_up
from terang.derivation.by_year import YearFigure, figures_by_year
from terang.derivation.change import Change, baseline_date, change_between, previous_date
from terang.derivation.claims import Claim, CountingDate, SeriesClaims
from terang.derivation.conflicts import Conflict, find_conflicts
from terang.derivation.counting import (
    Alongside,
    dates_alongside,
    has_newer_claim,
    latest_date,
)
from terang.derivation.coverage import (
    YearRate,
    coverage_rate_of,
    is_population_old,
    population_of,
    rates_by_year,
)
from terang.derivation.freshness import Freshness, freshness_of, is_latest_stale
from terang.derivation.other_states import counted_claims, find_suppositions
from terang.derivation.pace import is_too_old, meant_pace_of, pace_of
from terang.derivation.quantity import Span
from terang.derivation.states import State
from terang.derivation.targets import Outlook, SeriesFigures, outlook_of, state_of_target
from terang.derivation.unmatched import unmatched_claim
from terang.model.definitions import Direction
from terang.model.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """All figures that follow from one series."""

    as_of: dt.date
    dates: tuple[CountingDate, ...]
    """Counting dates, oldest first."""
    latest: CountingDate | None
    alongside: Alongside | None
    previous: Change | None
    baseline: Change | None
    is_baseline_unused: bool
    """True if the entry named as baseline counts, but is no base: not before the latest, say."""
    unmatched: Claim | None
    coverage_rate: Span | None
    population_date: Period | None
    """The date of the population that the rate divides by."""
    is_population_old: bool
    """True if that is more than five years older than the latest."""
    conflicts: tuple[Conflict, ...]
    outlooks: tuple[Outlook, ...]
    """One for each target that stands, in the order of the files."""
    baseline_pace: Span | None
    recent_pace: Span | None
    by_year: dict[int, YearFigure]
    rates_by_year: dict[int, YearRate]
    added_up: tuple[AddedUp, ...]
    """Totals that no counting claim states, oldest first."""
    freshness: Freshness | None
    is_stale: bool
    """True if the headline says that no newer figure was found."""
    has_uncounted_newer: bool
    """True if a claim that does not count ends after the latest."""
    counting: frozenset[str]
    """Anchors of the observations that count."""

    def outlook(self, anchor: str) -> Outlook | None:
        """Return the outlook of a target."""
        return next((outlook for outlook in self.outlooks if outlook.anchor == anchor), None)

    def are_of_one_date(self, anchors: Iterable[str]) -> bool:
        """Return whether claims are of one counting date, however each of them writes it."""
        return any(set(anchors).issubset(date.anchors) for date in self.dates)

    def disagreeing(self, anchor: str) -> tuple[str, ...]:
        """Return the anchors of the claims that an entry disagrees with, each once."""
        others = (other for conflict in self.conflicts for other in conflict.rivals_of(anchor))
        return tuple(dict.fromkeys(others))


def derive_states(claims: SeriesClaims, today: dt.date) -> dict[str, State]:
    """Return from claims the states of a series' targets on a day, by anchor, and nothing else."""
    counted = counted_claims(claims)
    return {
        target.anchor: state_of_target(target, claims, counted, today) for target in claims.targets
    }


def derive(claims: SeriesClaims, today: dt.date) -> Derived:
    """Return everything that follows from the claims of a series on a day."""
    traits, breaks = claims.traits, claims.breaks
    counted = counted_claims(claims)
    dates = counted.dates
    latest = latest_date(dates, is_stock=traits.is_stock)
    counting = frozenset(anchor for date in dates for anchor in date.anchors)
    earlier = previous_date(latest, dates, traits, breaks)
    base = baseline_date(latest, dates, traits, breaks, claims.baseline)
    previous = change_between(earlier, latest, traits)
    baseline = change_between(base, latest, traits)
    freshness = freshness_of(latest, traits.frequency, today)
    has_pace = traits.is_stock and traits.direction is not Direction.NONE
    changes = (baseline, previous) if has_pace else (None, None)
    paces = [pace_of(change, latest, is_decrease=traits.is_decrease) for change in changes]
    meant = [meant_pace_of(change, latest, is_decrease=traits.is_decrease) for change in changes]
    people = population_of(claims.population, latest, breaks)
    figures = SeriesFigures(
        claims=claims,
        counted=counted,
        suppositions=find_suppositions(claims, counted),
        latest=latest,
        today=today,
        paces=(meant[0], meant[1]),
        is_old=latest is not None and is_too_old(latest, traits.frequency, freshness, today),
    )
    outlooks = tuple(outlook_of(target, figures) for target in claims.targets)
    by_year = figures_by_year(dates, breaks, is_stock=traits.is_stock, adds_up=traits.adds_up)
    return Derived(
        as_of=today,
        dates=dates,
        latest=latest,
        alongside=dates_alongside(latest, dates) if traits.is_stock else None,
        previous=previous,
        baseline=baseline,
        is_baseline_unused=claims.baseline in counting and base is None,
        unmatched=unmatched_claim(claims, latest, counting),
        coverage_rate=coverage_rate_of(people, latest),
        population_date=people[0].period if people else None,
        is_population_old=bool(people)
        and latest is not None
        and is_population_old(people[0].period, latest.period),
        conflicts=find_conflicts(claims, counted.sum_conflicts),
        outlooks=outlooks,
        baseline_pace=paces[0],
        recent_pace=paces[1],
        by_year=by_year,
        rates_by_year=rates_by_year(claims.population, by_year, dates, breaks),
        added_up=totals_added_up(dates, by_year, outlooks),
        freshness=freshness,
        is_stale=is_latest_stale(latest, freshness, traits.frequency, today),
        has_uncounted_newer=has_newer_claim(latest, claims.observations),
        counting=counting,
    )
