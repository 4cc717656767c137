"""The latest figure and those of years as shares of a population, which may be too old for it.

docs/contract.md#population-of-the-latest
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from terang.derivation.by_year import YearFigure
from terang.derivation.claims import CountingDate, PopulationClaim
from terang.derivation.comparability import are_on_one_side
from terang.derivation.counting import group_by_date
from terang.derivation.quantity import Span
from terang.model.period import Period

MOST_YEARS_OLDER = 5
"""A population that is older than the latest by more years is a notice."""


def population_of(
    population: Sequence[PopulationClaim],
    latest: CountingDate | None,
    breaks: Sequence[dt.date],
) -> list[PopulationClaim]:
    """Return the population's values of the date that belongs to the latest.

    Of the dates that contain it the shortest, else the last that ends by its end; on its side of
    every break.
    """
    if latest is None:
        return []
    period = latest.period
    groups = [
        (date, values)
        for date, values in group_by_date(population, lambda value: value.period)
        if are_on_one_side(date, period, breaks)
    ]
    around = [group for group in groups if period.is_within(group[0])]
    if around:
        return min(around, key=lambda group: group[0].last - group[0].first)[1]
    ended = [values for date, values in groups if date.last <= period.last]
    return ended[-1] if ended else []


def is_population_old(date: Period, latest: Period) -> bool:
    """Return whether a population is more than five years older than a figure, last day to day."""
    oldest = (latest.last.year - MOST_YEARS_OLDER, latest.last.month, latest.last.day)
    return (date.last.year, date.last.month, date.last.day) < oldest


def coverage_rate_of(
    population: Sequence[PopulationClaim], latest: CountingDate | None
) -> Span | None:
    """Return the share of a population: figure ÷ people, low ÷ highest to high ÷ lowest."""
    people = [value.value for value in population]
    if latest is None or not people or min(people) <= 0:
        return None
    return Span(_share(latest.span.low, max(people)), _share(latest.span.high, min(people)))


@dataclass(frozen=True, slots=True)
class YearRate:
    """The figure of a year as a share of its population, and the population's date."""

    share: Span
    date: Period


def rates_by_year(
    population: Sequence[PopulationClaim],
    by_year: Mapping[int, YearFigure],
    dates: Sequence[CountingDate],
    breaks: Sequence[dt.date],
) -> dict[int, YearRate]:
    """Return the rate of each year whose figure has a population, by the rule of the latest."""
    counting = {date.period: date for date in dates}
    found = {}
    for year, figure in by_year.items() if population else ():
        date = counting.get(figure.date)
        people = population_of(population, date, breaks)
        if (share := coverage_rate_of(people, date)) is not None:
            found[year] = YearRate(share, people[0].period)
    return found


def _share(value: Fraction | None, people: Fraction) -> Fraction | None:
    return None if value is None else value / people
