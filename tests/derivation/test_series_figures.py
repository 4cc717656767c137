"""The figures of a whole series: which dates count, the latest, the rate, years, freshness."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from tests.conftest import an_observation
from tests.conftest import derived as derived_of_entries
from tests.derivation.made_claims import (
    FLOW,
    PERCENT,
    derived,
    people,
    promised,
    said,
    series,
)

from terang.derivation.claims import Claim
from terang.model.entries import Observation, Target


def test_a_claim_counts_unless_it_is_disputed_or_set_aside() -> None:
    """A preferred claim sets aside other wordings of its date; equal ones and ranges count on."""
    found = derived(
        series(
            said("2025", 90, "held", preferred=True),
            said("2025", 80, "other"),
            said("2025", 90, "same"),
            said("2025", 90, "worded", qualifier="about"),
            said("2025", (80, 95), "range"),
            said("2024", 70, "old"),
            said("2023", 60, "disputed", status="disputed"),
        )
    )
    assert found.counting == {"held", "same", "old"}
    assert [date.anchors for date in found.dates] == [("old",), ("held", "same")]


def test_the_latest_and_what_was_reported_alongside() -> None:
    """The latest is the last date: of a stock the shortest, of a flow the longest."""
    claims = [
        said("2025", 50, "year"),
        said("2025-Q4", (20, 30), "quarter"),
        said("2025-06", 10, "june"),
        said("2024-12-31", 5, "before"),
    ]
    found = derived(series(*claims))
    assert found.latest is not None
    assert found.latest.anchors == ("quarter",)
    assert found.alongside is not None
    assert found.alongside.anchors == ("year",)
    assert derived(series(claims[3])).alongside is None
    assert derived(series()).latest is None
    flow = derived(series(*claims, traits=FLOW))
    assert flow.latest is not None
    assert flow.latest.anchors == ("year",)
    assert flow.alongside is None


def test_a_cumulative_figure_keeps_its_written_date() -> None:
    """It stands for the days since January, and is compared and shown as of its date."""
    claims = [
        said("2025-03", 10, "old", since_january=True),
        said("2025-06-01/2025-06-30", 15, "june", since_january=True),
        said("2026-03", 12, "new", since_january=True),
    ]
    found = derived(series(*claims, traits=FLOW))
    assert found.previous is not None
    assert found.previous.base.anchors == ("old",)
    assert found.previous.absolute.low == found.previous.absolute.high == 2
    assert found.latest is not None
    assert found.latest.period.written == "2026-03"
    assert found.by_year[2026].span.low == 12
    assert (found.by_year[2025].anchors, found.by_year[2025].is_part) == (("june",), True)
    assert not found.has_uncounted_newer


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([said("2025", 5)], False),
        ([said("2025", 5), said("2026-01", 6, status="disputed")], True),
        ([said("2025", 5), said("2024", 6, status="disputed")], False),
        # Another date with the same last day is not newer.
        ([said("2025", 5), said("2025-12-31", 6, status="disputed")], False),
        ([said("2025", 5, status="disputed")], False),
    ],
)
def test_a_newer_claim_that_does_not_count(claims: list[Claim], expected: bool) -> None:  # noqa: FBT001
    """A series knows whether a claim ends after the latest that counts."""
    assert derived(series(*claims)).has_uncounted_newer is expected


@pytest.mark.parametrize(
    ("baseline", "keys", "base", "is_unused"),
    [
        (None, {}, "a", False),
        ("b", {}, "b", False),
        ("c", {}, None, True),
        # A withdrawn or disputed entry counts for nothing.
        ("gone", {}, "a", False),
        ("disputed", {}, "a", False),
        ("a", {"breaks": ["2024-01-01"]}, None, True),
        (None, {"breaks": ["2024-01-01"]}, "b", False),
        (None, {"breaks": ["2025-01-01"]}, None, False),
    ],
)
def test_the_base_of_change(
    baseline: str | None,
    keys: dict[str, list[str]],
    base: str | None,
    is_unused: bool,  # noqa: FBT001
) -> None:
    """The base is the entry named as baseline, else the earliest that is comparable."""
    claims = [
        said("2023", 5, "a"),
        said("2024", 6, "b"),
        said("2025", 7, "c"),
        said("2022", 1, "disputed", status="disputed"),
    ]
    found = derived(series(*claims, baseline=baseline, **keys))  # type: ignore[arg-type]
    assert (found.baseline and found.baseline.base.anchors[0]) == base
    assert found.is_baseline_unused is is_unused


@pytest.mark.parametrize(
    ("populations", "keys", "rate", "date"),
    [
        # The date that contains the latest's, of several the shortest.
        ([people("2025", 200), people("2025-S2", 400)], {},
         (Fraction(1, 4), Fraction(1, 4)), "2025-S2"),
        # Else the last that ends by the latest's end, also on the very day.
        ([people("2023", 400), people("2024", 200), people("2026", 50)], {},
         (Fraction(1, 2), Fraction(1, 2)), "2024"),
        ([people("2025-12-31", 200), people("2024", 50)], {},
         (Fraction(1, 2), Fraction(1, 2)), "2025-12-31"),
        # Values of one date that differ give a range.
        ([people("2024", 200), people("2024-01-01/2024-12-31", 400)], {},
         (Fraction(1, 4), Fraction(1, 2)), "2024"),
        # On the latest's side of every break.
        ([people("2024", 200), people("2025-07", 400)], {"breaks": ["2025-06-01"]},
         (Fraction(1, 4), Fraction(1, 4)), "2025-07"),
        ([people("2024", 200)], {"breaks": ["2025-01-01"]}, None, None),
        ([people("2025", 200)], {"breaks": ["2025-06-01"]}, None, None),
        ([people("2026", 200)], {}, None, None),
        ([], {}, None, None),
        # Nobody can be a share of nobody.
        ([people("2024", 0), people("2024", 5)], {}, None, "2024"),
    ],
)  # fmt: skip
def test_the_population_of_the_latest(
    populations: list[object],
    keys: dict[str, list[str]],
    rate: tuple[Fraction, Fraction] | None,
    date: str | None,
) -> None:
    """The rate divides by the population that belongs to the latest."""
    latest = said("2025-Q4", 100)
    found = derived(series(latest, population=populations, **keys))  # type: ignore[arg-type]
    span = found.coverage_rate
    assert (span and (span.low, span.high)) == rate
    assert (found.population_date and found.population_date.written) == date


def test_a_rate_of_a_single_person() -> None:
    """A population of one is one to divide by."""
    rate = derived(series(said("2025", 1), population=[people("2025", 1)])).coverage_rate
    assert rate is not None
    assert rate.low == 1


def test_a_rate_of_an_open_figure() -> None:
    """An open end of the latest is an open end of the rate."""
    latest = said("2025-12-31", 100, qualifier="at-least")
    rate = derived(series(latest, population=[people("2025", 200)])).coverage_rate
    assert rate is not None
    assert (rate.low, rate.high) == (Fraction(1, 2), None)
    below = said("2025-12-31", 100, qualifier="at-most", traits=PERCENT)
    rate = derived(series(below, population=[people("2025", 200)])).coverage_rate
    assert rate is not None
    assert (rate.low, rate.high) == (None, Fraction(1, 2))


@pytest.mark.parametrize(
    ("date", "is_old"),
    [("2020", False), ("2020-06-30", False), ("2020-06-29", True), ("2020-05-31", True),
     ("2019-12-31", True), ("2020-07-01", False)],
)  # fmt: skip
def test_a_population_more_than_five_years_older(date: str, is_old: bool) -> None:  # noqa: FBT001
    """A population is old where it ends over five years before the latest does."""
    found = derived(series(said("2025-06-30", 5), population=[people(date, 10)]))
    assert found.is_population_old is is_old


def test_no_population_is_old_without_one() -> None:
    """A series without population, or without figures, has none that is old."""
    assert not derived(series(said("2025", 5))).is_population_old
    assert not derived(series(population=[people("2000", 5)])).is_population_old


def test_figures_by_year_of_a_stock() -> None:
    """A year has the last counting date within it, and the span of the others."""
    claims = [
        said("2024-03", 5, "march"),
        said("2024-09", (6, 7), "september"),
        said("2024", 9, "year"),
        said("2024-12-31", 8, "end"),
        said("2024-06-30/2025-06-30", 1, "across"),
        said("2026", 3, "disputed", status="disputed"),
    ]
    years = derived(series(*claims)).by_year
    assert list(years) == [2024]
    figure = years[2024]
    assert (figure.anchors, figure.date.written, figure.span.high) == (("end",), "2024-12-31", 8)
    assert not figure.is_part
    assert figure.others is not None
    assert (figure.others.low, figure.others.high) == (5, 9)
    assert derived(series(claims[0])).by_year[2024].others is None


def test_figures_by_year_of_a_flow() -> None:
    """A year has its total, else its part, unless a break stands within it."""
    claims = [said("2024-S1", 5, "a"), said("2024-S2", 6, "b"), said("2025-Q2", 3, "c")]
    found = derived(series(*claims, traits=FLOW)).by_year
    assert (found[2024].anchors, found[2024].span.low, found[2024].is_part) == (
        ("a", "b"),
        11,
        False,
    )
    assert (found[2025].anchors, found[2025].span.low, found[2025].is_part) == (("c",), 3, True)
    assert found[2025].date.written == "2025"
    assert list(derived(series(*claims, traits=FLOW, breaks=["2024-02-01"])).by_year) == [2025]


def test_claims_are_known_by_what_they_say() -> None:
    """The entry behind a claim is there to be shown, and makes no other claim of it."""
    entry = Observation.model_construct(anchor="a")
    claim, target = said("2025", 5, "a"), promised(5)
    assert replace(claim, entry=entry) == claim
    assert replace(target, entry=Target.model_construct(anchor="b")) == target
    date = derived(series(replace(claim, entry=entry), said("2025", 6, "b"))).dates[0]
    assert date.observations == (entry,)


def test_a_range_with_a_precision_is_about() -> None:
    """A value that follows from a range is called "about" where a precision stands beside it."""
    for precision in (None, 10):
        keys = {} if precision is None else {"precision": precision}
        entry = an_observation("2025", {"low": 80, "high": 90}, **keys)
        latest = derived_of_entries(entry).latest
        assert latest is not None
        assert [claim.quantity.is_about for claim in latest.claims] == [precision is not None]


def test_totals_that_nobody_stated() -> None:
    """Those that only parts give, of years and of the periods of targets; no part, no level."""
    half_years = [said(f"2024-S{half}", 10 * half, f"half-{half}") for half in (1, 2)]
    stated = [said("2025-S1", 5, "s1"), said("2025-S2", 6, "s2"), said("2025", 11, "whole")]
    partial, goal = said("2023-Q1", 7, "quarter"), promised(100, "2024-07-01/2025-06-30")
    assert derived(series(*half_years, traits=FLOW)).added_up[0].span.low == 30
    found = derived(series(*half_years, *stated, partial, target=goal, traits=FLOW)).added_up
    assert [(total.date.written, total.anchors) for total in found] == [
        ("2024", ("half-1", "half-2")),
        ("2024-07-01/2025-06-30", ("half-2", "s1")),
    ]
    assert derived(series(*half_years, *stated)).added_up == ()
    assert derived(series(*half_years, traits=FLOW, breaks=["2024-02-01"])).added_up == ()
