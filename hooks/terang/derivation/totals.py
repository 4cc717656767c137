"""A value as a share of its population."""

from __future__ import annotations

from terang.derivation.states import CountingDate, Range, by_date
from terang.model.catalog import Population, PopulationValue
from terang.model.period import Period


def coverage_rate(latest: CountingDate | None, population: Population | None) -> Range | None:
    """Latest ÷ the population of the last date not after it.

    Where the population's values of that date differ: low ÷ highest to high ÷ lowest.
    """
    if latest is None or population is None:
        return None
    known = population_at(population, latest.period)
    if not known:
        return None
    people = Range.over(item.value for item in known)
    if people.low <= 0:
        return None
    return Range(latest.values.low / people.high, latest.values.high / people.low)


def population_at(population: Population, period: Period) -> list[PopulationValue]:
    """The population's values of its last date not after a period; none where all are later."""
    groups = by_date(population.values, lambda item: item.date)
    return next((group for date, group in reversed(groups) if date <= period), [])
