"""Paces, the pace that a pending target needs, and the verdict on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest
from tests.derivation.made_claims import (
    DECREASE,
    FLOW,
    STOCK,
    TODAY,
    UNDIRECTED,
    Value,
    derived,
    outlook,
    promised,
    said,
    series,
)

from terang.derivation.claims import Claim, IndicatorTraits
from terang.derivation.quantity import Span
from terang.model.definitions import Frequency

Ends = tuple[object, object] | None


def ends(span: Span | None) -> Ends:
    """Return the ends of a span."""
    return None if span is None else (span.low, span.high)


def test_paces_are_changes_in_thirty_days() -> None:
    """Between single days a pace is exact; baseline and recent pace have bases of their own."""
    claims = [said("2026-01-01", 100), said("2026-03-02", 130), said("2026-05-01", 120)]
    found = derived(series(*claims))
    assert ends(found.baseline_pace) == (5, 5)
    assert ends(found.recent_pace) == (-5, -5)
    lower = derived(series(*claims, traits=DECREASE))
    assert ends(lower.baseline_pace) == (-5, -5)
    assert ends(lower.recent_pace) == (5, 5)


@pytest.mark.parametrize(
    ("after", "traits", "expected"),
    [
        # From January to February: between 1 and 58 days.
        (160, STOCK, (Fraction(60 * 30, 58), 60 * 30)),
        (40, STOCK, (-60 * 30, Fraction(-60 * 30, 58))),
        ((90, 160), STOCK, (-10 * 30, 60 * 30)),
        (160, DECREASE, (-60 * 30, Fraction(-60 * 30, 58))),
        ((90, 160), DECREASE, (-60 * 30, 10 * 30)),
    ],
)
def test_a_pace_between_months_goes_over_all_their_days(
    after: Value, traits: IndicatorTraits, expected: Ends
) -> None:
    """A pace goes from the least to the greatest over both ends of dates and of values."""
    found = derived(series(said("2026-01", 100), said("2026-02", after), traits=traits))
    assert ends(found.recent_pace) == expected


def test_an_open_end_is_an_open_pace() -> None:
    """An open end of a change is an open end of the pace."""
    claims = [said("2026-01-01", 100), said("2026-01-31", 130, qualifier="at-least")]
    assert ends(derived(series(*claims)).recent_pace) == (30, None)
    assert ends(derived(series(*claims, traits=DECREASE)).recent_pace) == (None, -30)


@pytest.mark.parametrize(
    ("claims", "traits"),
    [
        ([said("2026-01-01", 100)], STOCK),
        ([said("2026-01-01", 100, by="A"), said("2026-01-31", 130, by="B")], STOCK),
        ([said("2025-01", 100), said("2026-01", 130)], FLOW),
        ([said("2026-01-01", 100), said("2026-01-31", 130)], UNDIRECTED),
        ([], STOCK),
    ],
)
def test_where_there_is_no_pace(claims: list[Claim], traits: IndicatorTraits) -> None:
    """Two speakers, a flow, and a series without a better side have no pace."""
    found = derived(series(*claims, traits=traits))
    assert (found.baseline_pace, found.recent_pace) == (None, None)


AHEAD = promised(100, "2027-06-30")


def needed(*claims: Claim, traits: IndicatorTraits = STOCK, due: str = "2027-06-30") -> Ends:
    """Return the pace that a target of 100 needs."""
    return ends(outlook(series(*claims, target=promised(100, due), traits=traits)).needed)


def test_the_needed_pace_closes_the_gap_until_the_deadline() -> None:
    """It is the gap over the days from both ends of the latest to the deadline."""
    assert needed(said("2026-09-03", 70)) == (3, 3)
    assert needed(said("2026-09-03/2026-09-13", 70)) == (3, Fraction(30 * 30, 290))
    assert needed(said("2026-09-03", (70, 80))) == (2, 3)
    assert needed(said("2026-09-03", 70, qualifier="at-least")) == (None, 3)
    assert needed(said("2026-09-03", 130), traits=DECREASE) == (3, 3)
    assert needed(said("2026-09-03", (120, 130)), traits=DECREASE) == (2, 3)
    # Better than the target, the gap is below zero.
    rough = said("2026-09-03", (90, 130))
    assert needed(rough) == (-3, 1)


def test_no_pace_is_needed_without_days_left() -> None:
    """No days are left if the latest ends on the day of the deadline."""
    assert needed(said(f"{TODAY}", 70), due=f"{TODAY}") is None
    assert needed(said(f"{TODAY - dt.timedelta(1)}", 70), due=f"{TODAY}") == (900, 900)
    assert needed() is None


def verdict(*claims: Claim, traits: IndicatorTraits = STOCK, **keys: object) -> str | None:
    """Return the verdict on a target of 100 that is due in June 2027."""
    return outlook(series(*claims, target=AHEAD, traits=traits, **keys)).verdict  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # A year from 90 to 95, a year to go from there to 100.
        ((85, 90, 95), "on-track"),
        ((85, 89, 95), "on-track"),
        ((86, 90, 95), "depends"),
        ((80, 91, 95), "depends"),
        ((88, 91, 94), "behind"),
        ((70, 95, 94), "falling"),
        ((70, 94, 94), "depends"),
        # What the claims may mean counts, not only what they say.
        ((75, (85, 90), 95), "on-track"),
        ((75, (85, 91), 95), "depends"),
        ((94, 94, (90, 94)), "behind"),
        ((94, 94, (90, 99)), "depends"),
        ((95, 95, (90, 94)), "falling"),
    ],
)
def test_verdicts(values: tuple[Value, ...], expected: str) -> None:
    """Each verdict holds for all that the claims may mean, else it depends."""
    dates = ("2024-06-30", "2025-06-30", "2026-06-30")
    claims = [
        said(date, value, f"{number}")
        for number, (date, value) in enumerate(zip(dates, values, strict=True))
    ]
    assert verdict(*claims) == expected


def test_a_tolerance_withholds_a_verdict() -> None:
    """A pace that is only just enough is not called so where the figures are rough."""
    base, middle = said("2024-06-30", 80), said("2025-06-30", 88)
    assert verdict(base, middle, said("2026-06-30", 96)) == "on-track"
    assert verdict(base, middle, said("2026-06-30", 96, precision=10)) == "depends"
    rough = promised(100, "2027-06-30", precision=10)
    slow = [said("2025-06-30", 94), said("2026-06-30", 96)]
    assert verdict(*slow) == "behind"
    assert outlook(series(*slow, target=rough)).verdict == "depends"
    sinking = [said("2025-06-30", 106), said("2026-06-30", 104)]
    rough_ceiling = promised(100, "2027-06-30", precision=10, traits=DECREASE)
    assert verdict(*sinking, traits=DECREASE) == "behind"
    assert outlook(series(*sinking, target=rough_ceiling, traits=DECREASE)).verdict == "depends"


def test_open_ends_leave_a_verdict_open() -> None:
    """A pace without a known low end is not enough, and one without a high end not too slow."""
    base = said("2025-06-30", 80)
    assert verdict(base, said("2026-06-30", 89, qualifier="at-least")) == "depends"
    assert verdict(base, said("2026-06-30", 90, qualifier="at-least")) == "on-track"
    assert verdict(base, said("2026-06-30", 70, qualifier="at-most")) == "falling"


@pytest.mark.parametrize(
    ("frequency", "day", "expected"),
    [
        ("irregular", TODAY - dt.timedelta(365), "behind"),
        ("irregular", TODAY - dt.timedelta(366), "not-assessable"),
        ("yearly", TODAY - dt.timedelta(486), "behind"),
        ("yearly", TODAY - dt.timedelta(487), "not-assessable"),
        ("monthly", TODAY - dt.timedelta(60), "behind"),
        ("monthly", TODAY - dt.timedelta(61), "not-assessable"),
    ],
)
def test_an_old_figure_allows_no_verdict(frequency: str, day: dt.date, expected: str) -> None:
    """A latest that is very late or, where irregular, over a year old is not assessable."""
    traits = replace(STOCK, frequency=Frequency(frequency))
    claims = [said(f"{day - dt.timedelta(300)}", 50), said(f"{day}", 51)]
    assert verdict(*claims, traits=traits) == expected


def test_without_a_pace_nothing_can_be_assessed() -> None:
    """One figure, figures of two speakers, or a break before the target allow no verdict."""
    assert verdict(said("2026-06-30", 90)) == "not-assessable"
    assert verdict() == "not-assessable"
    two = [said("2025-06-30", 80, by="A"), said("2026-06-30", 90, by="B")]
    assert verdict(*two) == "not-assessable"
    claims = [said("2025-06-30", 80), said("2026-06-30", 90)]
    assert verdict(*claims) == "on-track"
    assert verdict(*claims, breaks=["2025-03-01"]) == "not-assessable"
    # One pace is enough.
    other = said("2024-06-30", 85, by="another")
    assert verdict(other, *claims) == "on-track"


def test_only_a_pending_target_has_a_verdict() -> None:
    """A target that is met, replaced or over has neither a needed pace nor a verdict."""
    claims = [said("2025-06-30", 80), said("2026-06-30", 90)]
    for target in (promised(85, "2027"), promised(100, "2026-10"), promised(100, None)):
        found = outlook(series(*claims, target=target))
        assert (found.needed, found.verdict) == (None, None)
    replaced = series(*claims, targets=[AHEAD, promised(110, "2028", "new", replaces="target")])
    assert outlook(replaced).state == "replaced"
    assert (outlook(replaced).needed, outlook(replaced).verdict) == (None, None)
