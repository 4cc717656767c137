"""Series of the record read as claims: which stand, their days and values; the way to derive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from terang.derivation.claims import (
    Claim,
    IndicatorTraits,
    PopulationClaim,
    SeriesClaims,
    TargetClaim,
)
from terang.derivation.derive import Derived, derive
from terang.derivation.quantity import Quantity, quantity_of, range_of
from terang.derivation.speakers import speaker_of
from terang.model.catalog import Series
from terang.model.definitions import Indicator, Measure, Source
from terang.model.entries import Observation, Target
from terang.model.period import Period
from terang.model.quantity import ValueRange


def derive_series(
    series: Series, indicator: Indicator, sources: Mapping[str, Source], today: dt.date
) -> Derived:
    """Read a series of the record as claims, derive from them, and return what follows on a day."""
    return derive(claims_of_series(series, indicator, sources), today)


def claims_of_series(
    series: Series, indicator: Indicator, sources: Mapping[str, Source]
) -> SeriesClaims:
    """Return the claims of a series that stand: withdrawn entries are left out."""
    observations = [entry for entry in series.observations if entry.withdrawn is None]
    targets = [entry for entry in series.targets if entry.withdrawn is None]
    population = series.population.values if series.population else ()
    return SeriesClaims(
        traits=_traits_of(indicator),
        observations=tuple(_claim_of(entry, indicator, sources) for entry in observations),
        targets=tuple(_target_claim_of(entry, indicator, sources) for entry in targets),
        contradictions=tuple(_contradictions(series)),
        breaks=tuple(sorted(change.date.first for change in (*indicator.breaks, *series.breaks))),
        baseline=series.baseline,
        population=tuple(
            PopulationClaim(period=value.date, value=Fraction(value.value)) for value in population
        ),
    )


def _traits_of(indicator: Indicator) -> IndicatorTraits:
    return IndicatorTraits(
        is_stock=indicator.measure is Measure.STOCK,
        direction=indicator.direction,
        is_percent=indicator.unit.percent,
        adds_up=not indicator.unit.percent and indicator.per is None,
        frequency=indicator.frequency,
    )


def _claim_of(entry: Observation, indicator: Indicator, sources: Mapping[str, Source]) -> Claim:
    return Claim(
        anchor=entry.anchor,
        period=counted_period(entry.date, indicator),
        quantity=entry_quantity(entry, indicator),
        wording=(entry.value, entry.qualifier),
        status=entry.status,
        is_preferred=entry.preferred is not None,
        speaker=speaker_of(entry, sources),
        entry=entry,
    )


def counted_period(period: Period, indicator: Indicator) -> Period:
    """Return the days that a claim's figure stands for: a cumulative one's since 1 January."""
    if indicator.measure is not Measure.CUMULATIVE:
        return period
    return replace(period, first=period.last.replace(month=1, day=1))


def _target_claim_of(
    entry: Target, indicator: Indicator, sources: Mapping[str, Source]
) -> TargetClaim:
    published = [sources[source].published for source in entry.sources]
    return TargetClaim(
        anchor=entry.anchor,
        quantity=entry_quantity(entry, indicator),
        due=entry.due,
        announced=entry.announced.first if entry.announced else None,
        published=min((date.first for date in published if date is not None), default=None),
        replaces=entry.replaces,
        entry=entry,
    )


def entry_quantity(entry: Observation | Target, indicator: Indicator) -> Quantity:
    """Return the value of an entry, read from the record for its claim, with all it may mean."""
    if isinstance(entry.value, ValueRange):
        is_rounded = entry.precision is not None
        return range_of(entry.value.low, entry.value.high, is_rounded=is_rounded)
    return quantity_of(
        entry.value,
        entry.qualifier,
        entry.precision,
        indicator.direction,
        is_signed=indicator.unit.signed,
    )


def _contradictions(series: Series) -> Iterator[tuple[str, str]]:
    """Yield the pairs tied by `contradicts`, in the order in which they are named."""
    standing = [entry for entry in series.entries if entry.withdrawn is None]
    anchors = {entry.anchor for entry in standing}
    for entry in standing:
        for other in entry.contradicts:
            if other in anchors:
                yield entry.anchor, other
