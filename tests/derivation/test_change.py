"""From an earlier date to the latest: previous, baseline, change; the unmatched; coverage rate."""

from __future__ import annotations

from typing import Any

import pytest
from tests.conftest import (
    WrittenData,
    a_disputed,
    a_population,
    a_preferred,
    derived,
    each,
    span,
    withdrawn,
)
from tests.conftest import an_observation as said

from terang.derivation.change import Change
from terang.derivation.states import Range


@pytest.mark.parametrize(
    ("dates", "previous"),
    [
        # one date has none before it
        (["2024"], None),
        # the last that ends before the latest begins, not merely one that is older
        (["2022", "2023", "2024"], "2023"),
        (["2024", "2025-11", "2025"], "2024"),
        (["2024-06", "2024-12", "2025-S1", "2025-05", "2025-06"], "2025-05"),
        # ends the day before: leap day, year's end, quarter's end
        (["2024-02-29", "2024-03-01"], "2024-02-29"),
        (["2023", "2024-01-01"], "2023"),
        (["2024-Q1", "2024-Q2"], "2024-Q1"),
        (["2024-S1", "2024-S2"], "2024-S1"),
        # ends on the day on which the latest begins
        (["2023-06-01/2024-01-01", "2024-01-01/2024-03-31"], None),
        # lies within it, shares its end, lasts to its middle
        (["2025-11", "2025"], None),
        (["2025", "2025-12"], None),
        (["2024-07-01/2025-06-30", "2025"], None),
        # skipped until one is far enough
        (["2023", "2024-12", "2024-11-01/2025-01-01", "2025-03", "2025"], "2024-12"),
    ],
)
def test_previous(dates: list[str], previous: str | None) -> None:
    """Previous is the last counting date that ends before the latest begins."""
    found = derived(*(said(date, 1) for date in dates)).previous
    assert base_of(found) == previous


def test_previous_counts() -> None:
    """Previous is a counting date: disputed and withdrawn claims are passed over."""
    entries = [said("2021", 1), a_disputed("2022", 2), withdrawn(said("2023", 3)), said("2024", 4)]
    assert base_of(derived(*entries).previous) == "2021"


@pytest.mark.parametrize(
    ("entries", "named", "baseline"),
    [
        # the earliest counting date, wherever it stands
        ([said("2024", 3), said("2022", 1), said("2023", 2)], None, "2022"),
        ([a_disputed("2021", 9), said("2022", 1), said("2023", 2)], None, "2022"),
        ([withdrawn(said("2021", 9)), said("2022", 1), said("2023", 2)], None, "2022"),
        # the one named
        ([said("2022", 1), said("2023", 2), said("2024", 3)], "result-2023", "2023"),
        # its date, with all that counts then
        (
            [said("2021", 1), said("2022", 1), said("2022", 2, anchor="b"), said("2023", 3)],
            "b",
            "2022",
        ),
        # the latest itself is no base, be it named or the only one
        ([said("2022", 1), said("2023", 2)], "result-2023", None),
        ([said("2022", 1)], None, None),
        ([said("2022", 1), said("2022", 2, anchor="b")], None, None),
        # it may overlap with the latest
        ([said("2025-11", 1), said("2025", 2)], None, "2025-11"),
    ],
)
def test_baseline(entries: list[WrittenData], named: str | None, baseline: str | None) -> None:
    """The base of change is the date of the named observation, else the earliest counting date."""
    changes: dict[str, Any] = {"baseline": named} if named else {}
    found = derived(*entries, **changes).baseline
    assert base_of(found) == baseline


@pytest.mark.parametrize(
    ("base", "latest", "absolute", "relative"),
    [
        # single values: up, down, not at all
        ([100], [150], span(50), span("1/2")),
        ([150], [120], span(-30), span("-1/5")),
        ([100], [100], span(0), span(0)),
        ([3], [1], span(-2), span("-2/3")),
        (["0.1"], ["0.3"], span("0.2"), span(2)),
        # the latest disagrees, the base does, both do
        ([100], [90, 120], span(-10, 20), span("-1/10", "1/5")),
        ([80, 100], [120], span(20, 40), span("1/5", "1/2")),
        ([80, 100], [60, 90], span(-40, 10), span("-2/5", "1/8")),
        # all of it lies below
        ([80, 100], [40, 60], span(-60, -20), span("-3/5", "-1/4")),
        # a divisor that is not above 0: no share, not even where the other one is
        ([0], [10], span(10), None),
        ([0, 10], [20], span(10, 20), None),
        ([-5], [10], span(15), None),
        ([-5, 5], [10], span(5, 15), None),
        # the latest may be 0
        ([10], [0], span(-10), span(-1)),
    ],
)
def test_change(
    base: list[object], latest: list[object], absolute: Range, relative: Range | None
) -> None:
    """Absolute is [low − base high, high − base low]; relative divides by base high, base low."""
    everything = derived(*each("2023", base), *each("2024", latest))
    for found in (everything.previous, everything.baseline):
        assert found is not None
        assert (found.absolute, found.relative) == (absolute, relative)


def test_a_change_does_not_ask_which_way_is_better() -> None:
    """A decrease that is good is a negative change all the same."""
    found = derived(said("2023", 10), said("2024", 8), indicator={"direction": "decrease"}).previous
    assert found is not None
    assert (found.absolute, found.relative) == (span(-2), span("-1/5"))


@pytest.mark.parametrize(
    ("entries", "unmatched"),
    [
        # nothing later, nothing lower
        ([said("2022", 100)], None),
        ([said("2022", 80), said("2023", 100)], None),
        # the peak, if nothing later comes up to it
        ([said("2022", 100), said("2023", 80), said("2024", 90)], "result-2022"),
        ([said("2022", 100), said("2023", 80), said("2024", 100)], None),
        ([said("2022", 100), said("2023", 80), said("2024", 101)], None),
        (
            [said("2021", 100), said("2022", 120), said("2023", 80), said("2024", 110)],
            "result-2022",
        ),
        # a later peak lower than the first
        ([said("2021", 100), said("2022", 90), said("2023", 50)], "result-2021"),
        # equals: an earlier one is reached by the later …
        ([said("2021", 100), said("2022", 100), said("2023", 50)], "result-2022"),
        # … which is also the last by date where it does not count …
        ([said("2021", 100), a_disputed("2022", 100), said("2023", 50)], "result-2022"),
        ([a_disputed("2022", 100), said("2021", 100), said("2023", 50)], "result-2022"),
        # … and on one date the last in the file
        ([said("2022", 9, anchor="b"), said("2022", 9, anchor="a"), said("2023", 5)], "a"),
        ([said("2022", 9, anchor="a"), a_disputed("2022", 9, anchor="b"), said("2023", 5)], "b"),
        # disputed, or not preferred: it stays unmatched
        ([a_disputed("2022", 100), said("2023", 80)], "result-2022"),
        (
            [said("2022", 120, anchor="a"), a_preferred("2022", 60, anchor="b"), said("2023", 80)],
            "a",
        ),
        # the best of those that disagree
        ([said("2022", 90, anchor="a"), said("2022", 95, anchor="b"), said("2023", 80)], "b"),
        ([said("2022", 95, anchor="a"), said("2022", 90, anchor="b"), said("2023", 80)], "a"),
        # withdrawn: never said
        ([withdrawn(said("2022", 100)), said("2023", 80)], None),
        # what is later must count
        ([said("2022", 100), a_disputed("2023", 120)], None),
        ([said("2022", 100), a_disputed("2023", 90), said("2024", 80)], "result-2022"),
        ([said("2022", 100), a_disputed("2023", 120), said("2024", 80)], "result-2023"),
        ([said("2022", 100), withdrawn(said("2023", 120)), said("2024", 80)], "result-2022"),
        ([said("2023", 80), a_disputed("2024", 100)], None),
        # … but what does not count reaches it all the same
        ([said("2022", 100), said("2023", 80), a_disputed("2024", 120)], None),
        ([said("2022", 100), said("2023", 80), a_disputed("2024", 100)], None),
        ([said("2022", 100), a_disputed("2023", 120), said("2023", 80, anchor="b")], None),
        # … every value of it
        ([said("2022", 100), said("2023", 90), said("2023", 110, anchor="b")], None),
        ([said("2022", 100), said("2023", 90), said("2023", 99, anchor="b")], "result-2022"),
        # later is by last day, then first day; the same days are not later
        ([said("2025-11", 100), said("2025", 80)], "result-2025-11"),
        ([said("2025", 100), said("2025-12", 80)], "result-2025"),
        ([said("2024", 100), said("2024-01-01/2024-12-31", 80)], None),
    ],
)
def test_unmatched(entries: list[WrittenData], unmatched: str | None) -> None:
    """The unmatched claim is strictly better than every later claim; the best of them."""
    found = derived(*entries).unmatched
    assert (found.anchor if found else None) == unmatched


@pytest.mark.parametrize(
    ("entries", "unmatched"),
    [
        ([said("2022", 5), said("2023", 9), said("2024", 7)], "result-2022"),
        ([said("2022", 5), said("2023", 5)], None),
        ([said("2022", 9), said("2023", 5)], None),
        ([said("2022", 5), said("2023", 4, anchor="a"), said("2023", 9, anchor="b")], None),
        (
            [said("2022", 5), said("2023", 6, anchor="a"), said("2023", 9, anchor="b")],
            "result-2022",
        ),
        ([said("2021", 6), said("2022", 5), said("2023", 7)], "result-2022"),
        ([a_disputed("2021", 1), said("2022", 5), said("2023", 7)], "result-2021"),
        ([said("2022", -5), said("2023", 0)], "result-2022"),
    ],
)
def test_unmatched_decrease(entries: list[WrittenData], unmatched: str | None) -> None:
    """Where less is better, the lowest is the best."""
    found = derived(*entries, indicator={"direction": "decrease"}).unmatched
    assert (found.anchor if found else None) == unmatched


def test_unmatched_direction_none() -> None:
    """Where neither way is better nothing is unmatched."""
    entries = [said("2022", 100), said("2023", 80)]
    assert derived(*entries, indicator={"direction": "none"}).unmatched is None


@pytest.mark.parametrize(
    ("latest", "population", "rate"),
    [
        # the last that is not after the latest
        (("2023", [100]), [("2022", 200), ("2024", 400)], span("1/2")),
        (("2023", [100]), [("2024", 400), ("2022", 200), ("2021", 100)], span("1/2")),
        (("2023", [100]), [("2022", 200), ("2023", 250)], span("2/5")),
        # dated after: none
        (("2023", [100]), [("2024", 400)], None),
        (("2023-06-30", [100]), [("2023-07-01", 400)], None),
        # after goes by last days, then first days
        (("2023-06", [100]), [("2023", 400)], None),
        (("2023-12", [100]), [("2023", 400)], span("1/4")),
        (("2023", [100]), [("2023-12", 400)], None),
        (("2023", [100]), [("2023-12-31", 400)], None),
        (("2023-12-31", [100]), [("2023-12", 400)], span("1/4")),
        # values that differ: low ÷ highest to high ÷ lowest
        (("2023", [100]), [("2022", 200), ("2022", 250)], span("2/5", "1/2")),
        (("2023", [100, 150]), [("2022", 200)], span("1/2", "3/4")),
        (("2023", [100, 150]), [("2022", 250), ("2022", 200)], span("2/5", "3/4")),
        (("2023", [60]), [("2022", 200), ("2022", 300), ("2022", 240)], span("1/5", "3/10")),
        # of that date only, its days in other words included
        (("2023", [100]), [("2021", 50), ("2022", 200), ("2022", 200)], span("1/2")),
        (("2023", [100]), [("2022", 200), ("2022-01-01/2022-12-31", 250)], span("2/5", "1/2")),
        # above 100 % it stays as it is
        (("2023", [300]), [("2022", 200)], span("3/2")),
        (("2023", [0]), [("2022", 200)], span(0)),
    ],
)
def test_coverage_rate(
    latest: tuple[str, list[object]], population: list[tuple[str, object]], rate: Range | None
) -> None:
    """The coverage rate is latest ÷ the population of the last date not after it."""
    entries = [said("2020", 1), *each(*latest)]
    assert derived(*entries, population=a_population(*population)).coverage_rate == rate


def test_nobody_is_no_population_to_be_a_share_of() -> None:
    """Also where only one of the values of its date says so."""
    for values in ((0,), (0, 100)):
        people = a_population(*(("2022", value) for value in values))
        assert derived(said("2023", 100), population=people).coverage_rate is None
    item = a_population(("2022", 1))
    assert derived(said("2023", 1), population=item).coverage_rate == span(1)


def test_no_coverage_rate_without_population() -> None:
    """Without a population there is no rate."""
    assert derived(said("2023", 100)).coverage_rate is None


def test_coverage_rate_is_of_the_latest_that_counts() -> None:
    """A disputed claim after the latest changes neither the figure nor the population's date."""
    entries = [said("2022", 100), a_disputed("2024", 300)]
    found = derived(*entries, population=a_population(("2021", 200), ("2023", 600))).coverage_rate
    assert found == span("1/2")


def base_of(change: Change | None) -> str | None:
    """The date that a change starts from."""
    return change.base.period.written if change else None
