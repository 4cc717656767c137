"""The claims that derivation reads from the records of a series."""

from __future__ import annotations

import pytest
from tests.conftest import (
    a_population,
    a_series,
    a_target,
    an_indicator,
    an_observation,
    day,
    withdrawn,
    words,
)

from terang.derivation.claims import SeriesClaims
from terang.derivation.series_claims import claims_of_series
from terang.model.catalog import Series
from terang.model.definitions import Source
from terang.model.period import parse_period


def claims_of(
    series: Series, published: dict[str, str] | None = None, **indicator: object
) -> SeriesClaims:
    """Return the claims of a series; `published`: the dates of its sources, None without one."""
    dates = {name: None for entry in series.entries for name in entry.sources}
    dates |= {name: parse_period(date) for name, date in (published or {}).items()}
    sources = {
        name: Source.model_construct(id=name, publisher=name, published=date, same_text_as=None)
        for name, date in dates.items()
    }
    return claims_of_series(series, an_indicator(**indicator), sources)


@pytest.mark.parametrize(
    ("keys", "is_stock", "adds_up"),
    [
        ({"measure": "stock"}, True, True),
        ({"measure": "flow"}, False, True),
        ({"measure": "cumulative"}, False, True),
        ({"measure": "flow", "unit": "percent"}, False, False),
        ({"measure": "flow", "per": words()}, False, False),
        ({"measure": "flow", "unit": "percent", "per": words()}, False, False),
    ],
)
def test_the_traits_of_an_indicator(keys: dict[str, object], is_stock: bool, adds_up: bool) -> None:  # noqa: FBT001
    """A level is a stock; percentages and rates `per` something do not add up."""
    traits = claims_of(a_series(an_observation("2025", 5)), **keys).traits
    assert (traits.is_stock, traits.adds_up) == (is_stock, adds_up)


@pytest.mark.parametrize(
    ("measure", "first"),
    [("stock", "2025-09-01"), ("flow", "2025-09-01"), ("cumulative", "2025-01-01")],
)
def test_a_running_count_stands_for_the_days_since_january(measure: str, first: str) -> None:
    """A cumulative figure of September stands for the year up to it, any other for September."""
    (claim,) = claims_of(a_series(an_observation("2025-09", 5)), measure=measure).observations
    assert (claim.period.first, claim.period.last) == (day(first), day("2025-09-30"))


@pytest.mark.parametrize(
    ("published", "earliest"),
    [
        ({"a": "2025-03", "b": "2025-02-10"}, "2025-02-10"),
        ({"a": "2025-03", "b": "2025-04-10"}, "2025-03-01"),
        ({"b": "2025-04-10"}, "2025-04-10"),
        ({}, None),
    ],
)
def test_a_target_was_published_with_its_first_source(
    published: dict[str, str], earliest: str | None
) -> None:
    """The earliest first day on which a source was published counts; those without are left out."""
    (target,) = claims_of(a_series(a_target(5, "2026", sources=["a", "b"])), published).targets
    assert target.published == (None if earliest is None else day(earliest))
    assert target.announced is None


def test_withdrawn_entries_are_no_claims() -> None:
    """Withdrawn entries are left out, and neither contradict nor are contradicted."""
    series = a_series(
        withdrawn(an_observation("2024", 5)),
        an_observation("2025", 6, contradicts=["result-2024", "result-2026-01"]),
        an_observation("2026-01", 7),
        withdrawn(a_target(8, "2026", contradicts=["result-2025"])),
        population=a_population(("2025", 100)),
    )
    claims = claims_of(series)
    assert [claim.anchor for claim in claims.observations] == ["result-2025", "result-2026-01"]
    assert claims.targets == ()
    assert claims.contradictions == (("result-2025", "result-2026-01"),)
    assert [value.value for value in claims.population] == [100]
