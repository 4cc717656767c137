"""Without looking at every pair of claims the same is found as the pairs give.

A date may have thousands of claims. The definitions here look at all pairs.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.derivation.made_claims import DECREASE, STOCK, derived, promised, said, series

from terang.derivation import quantity
from terang.derivation.claims import Claim, IndicatorTraits, SeriesClaims, TargetClaim
from terang.derivation.comparability import are_comparable, are_on_one_side, is_before
from terang.derivation.counting import counting_dates
from terang.derivation.derive import Derived
from terang.derivation.other_states import counted_claims, find_suppositions
from terang.derivation.quantity import Meaning
from terang.derivation.rivals import Rivals, Valued, families_of
from terang.model.entries import Status

DATES = ["2023", "2024", "2024-01", "2024-12-31", "2025-Q1", "2025-06", "2026-03-31"]
EXAMPLES = 150
TRAITS = st.sampled_from([STOCK, DECREASE])


@st.composite
def values(draw: st.DrawFn) -> dict[str, Any]:
    """Return a value, qualifier and precision that may stand beside each other."""
    low = draw(st.integers(0, 6))
    if draw(st.booleans()):
        return {"value": (low, low + draw(st.integers(1, 3)))}
    value = draw(st.sampled_from([low, 10 * low, 100]))
    words = [None, "about", "at-least", "at-most", "more-than", *(["nearly"] if value else [])]
    return {
        "value": value,
        "qualifier": draw(st.sampled_from(words)),
        "precision": draw(st.sampled_from([None, 1, 4])),
    }


@st.composite
def observations(draw: st.DrawFn, dates: Sequence[str] = DATES) -> list[Claim]:
    """Return observations of some dates, of which many share one."""
    traits = draw(TRAITS)
    return [
        said(
            draw(st.sampled_from(dates)),
            anchor=f"o{number}",
            status=draw(st.sampled_from(["reported", "reported", "disputed"])),
            preferred=draw(st.sampled_from([False, False, True])),
            traits=traits,
            **draw(values()),
        )
        for number in range(draw(st.integers(0, 9)))
    ]


@st.composite
def targets(draw: st.DrawFn) -> list[TargetClaim]:
    """Return targets in chains: each is replaced by at most one, and some by one that is gone."""
    names = draw(st.permutations([f"t{number}" for number in range(8)]))
    replaced = {name: other for other, name in itertools.pairwise(names) if draw(st.booleans())}
    made = [
        promised(
            due=draw(st.sampled_from(["2024", "2025", None])),
            anchor=name,
            replaces=replaced.get(name),
            **draw(values()),
        )
        for name in sorted(names)
    ]
    return [target for target in made if draw(st.integers(0, 5))]


# --- rivals ------------------------------------------------------------------------------------


def superseded_by(target: TargetClaim, claims: Sequence[TargetClaim]) -> set[str]:
    """Return what a target replaces, directly or through others."""
    found: set[str] = set()
    known = {other.anchor: other for other in claims}
    current: TargetClaim | None = target
    while current is not None and current.replaces is not None:
        found.add(current.replaces)
        current = known.get(current.replaces)
    return found


def pairs(
    claims: Sequence[Valued], are_related: Callable[[Any, Any], bool] = lambda *_: False
) -> list[tuple[str, str]]:
    """Return the pairs of claims that have nothing in common, in the order of the files."""
    return [
        (claim.anchor, other.anchor)
        for claim, other in itertools.combinations(claims, 2)
        if claim.quantity.meaning.has_nothing_in_common(other.quantity.meaning)
        and not are_related(claim, other)
    ]


def assert_gives(rivals: Rivals, expected: Sequence[tuple[str, str]]) -> None:
    """Require the claims with a rival, and the rivals of each, to be those of the pairs."""
    named = {anchor for pair in expected for anchor in pair}
    anchors = [claim.anchor for claim in rivals.claims]
    assert rivals.contested() == tuple(anchor for anchor in anchors if anchor in named)
    for anchor in anchors:
        others = (other for pair in expected if anchor in pair for other in pair)
        assert [*rivals.rivals_of(anchor)] == [other for other in others if other != anchor]


@settings(max_examples=EXAMPLES)
@given(observations(DATES[:1]))
def test_rivals_of_one_date(claims: list[Claim]) -> None:
    """Ranges, open ends and rounded values are rivals where comparing all pairs says so."""
    assert_gives(Rivals(claims), pairs(claims))


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("traits", [STOCK, DECREASE])
@pytest.mark.parametrize(
    "others",
    [
        [(100, None)],
        [((100, 110), None)],
        [(100, None), ((100, 110), None)],
        [((90, 110), None), (100, None), (100, "about")],
        [((90, 99), None), ((101, 110), None), (100, None)],
    ],
)
def test_rivals_of_what_is_nearly_said(
    others: list[tuple[Any, str | None]],
    traits: IndicatorTraits,
    count: int,
) -> None:
    """Nearly 100 is not 100, though the two may be next to each other, and others beside them."""
    words = [*[(100, "nearly")] * count, *others, *others]
    for written in (words, words[::-1]):
        claims = [
            said("2024", value, f"o{place}", qualifier=qualifier, traits=traits)
            for place, (value, qualifier) in enumerate(written)
        ]
        assert_gives(Rivals(claims), pairs(claims))


@settings(max_examples=EXAMPLES)
@given(targets())
def test_rivals_of_one_due_date(claims: list[TargetClaim]) -> None:
    """Nor are targets rivals of which one replaces the other, directly or through others."""
    superseded = {target.anchor: superseded_by(target, claims) for target in claims}

    def are_related(target: TargetClaim, other: TargetClaim) -> bool:
        return (
            other.anchor in superseded[target.anchor] or target.anchor in superseded[other.anchor]
        )

    for due in ("2024", "2025"):
        same_day = [target for target in claims if target.due and target.due.written == due]
        assert_gives(Rivals(same_day, families_of(claims)), pairs(same_day, are_related))


# --- counting, and the unmatched claim -----------------------------------------------------------


@given(observations())
def test_what_counts(claims: list[Claim]) -> None:
    """A claim counts unless it is disputed, or another wording of its date is preferred to it."""

    def does_count(claim: Claim) -> bool:
        others = [other for other in claims if other.period == claim.period and other.is_preferred]
        is_set_aside = any(other.wording != claim.wording for other in others)
        return claim.status is not Status.DISPUTED and (claim.is_preferred or not is_set_aside)

    found = {anchor for date in counting_dates(claims) for anchor in date.anchors}
    assert found == {claim.anchor for claim in claims if does_count(claim)}


def unmatched(claims: SeriesClaims, found: Derived) -> str | None:
    """Return the best claim that is surely better than every later one, by looking at them all."""
    is_decrease, best = claims.traits.is_decrease, None

    def is_better(claim: Claim, other: Claim) -> bool:
        low, high = (claim, other) if is_decrease else (other, claim)
        return low.quantity.meaning.is_below(high.quantity.meaning)

    def is_worse(claim: Claim, other: Claim) -> bool:
        ends = [entry.quantity.stated for entry in (claim, other)]
        if is_decrease:
            return (ends[1].high or 0) < (ends[0].high or 0)
        return (ends[0].low or 0) < (ends[1].low or 0)

    for claim in sorted(claims.observations, key=lambda claim: claim.period):
        later = [other for other in claims.observations if is_before(claim.period, other.period)]
        if (
            found.latest is not None
            and are_on_one_side(claim.period, found.latest.period, claims.breaks)
            and any(
                other.anchor in found.counting
                and are_comparable(claim.period, other.period, claims.breaks, is_stock=True)
                for other in later
            )
            and all(is_better(claim, other) for other in later)
            and (best is None or not is_worse(claim, best))
        ):
            best = claim
    return None if best is None else best.anchor


@settings(max_examples=EXAMPLES)
@given(observations(), TRAITS, st.lists(st.sampled_from(["2024-12-31", "2025-03-01"]), max_size=2))
def test_the_unmatched_claim(
    claims: list[Claim], traits: IndicatorTraits, breaks: list[str]
) -> None:
    """It is the one that comparing all claims with all later ones gives."""
    made = series(*claims, traits=traits, breaks=breaks)
    found = derived(made)
    assert (found.unmatched.anchor if found.unmatched else None) == unmatched(made, found)


@given(observations())
def test_what_would_count(claims: list[Claim]) -> None:
    """If one more claim counted, its date would have it beside those that count."""
    made = series(*claims, target=promised(3))
    counted = counted_claims(made)
    counting = {anchor for date in counted.dates for anchor in date.anchors}
    supposed = {found.anchors: found for found in find_suppositions(made, counted)}
    for claim in claims:
        if claim.anchor not in counting:
            (changed,) = supposed[claim.anchor,].changed
            same_date = [other for other in claims if other.period == claim.period]
            assert (changed,) == counting_dates(same_date, frozenset({claim.anchor}))
            expected = counting_dates(claims, frozenset({claim.anchor}))
            assert supposed[claim.anchor,].counted.dates == expected
    assert len(supposed) == len(claims) - len(counting) + (len(claims) - len(counting) > 1)


@settings(max_examples=EXAMPLES)
@given(observations(DATES[:1]), observations(DATES[1:2]))
def test_a_rise_is_one_for_each_pair(before: list[Claim], after: list[Claim]) -> None:
    """A change is a rise or a fall where that holds between each claim and each other."""
    renamed = [dataclasses.replace(claim, anchor=f"n{claim.anchor}") for claim in after]
    found = derived(series(*before, *renamed))
    change, latest = found.previous, found.latest
    if change is None or latest is None:
        return
    older, newer = (
        [claim.quantity.meaning for claim in date.claims] for date in (change.base, latest)
    )
    pairs_of_meanings = [*itertools.product(older, newer)]
    is_rise = all(meaning.is_below(other) for meaning, other in pairs_of_meanings)
    is_fall = all(other.is_below(meaning) for meaning, other in pairs_of_meanings)
    assert change.movement == ("rise" if is_rise else "fall" if is_fall else None)


# --- cost --------------------------------------------------------------------------------------


def comparisons(count: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how often two values are compared for a series with so many claims of one date."""
    asked = 0
    compare = Meaning.is_below

    def counted(meaning: Meaning, other: Meaning) -> bool:
        nonlocal asked
        asked += 1
        return compare(meaning, other)

    monkeypatch.setattr(quantity.Meaning, "is_below", counted)
    claims = [said("2024", 1000 + number, f"o{number}") for number in range(count)]
    conflicts = derived(series(*claims)).conflicts
    monkeypatch.undo()
    assert [len(conflict.anchors) for conflict in conflicts] == [count]
    return asked


def test_the_cost_grows_with_the_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten times as many claims of one date take about ten times as many comparisons."""
    few, many = (comparisons(count, monkeypatch) for count in (100, 1000))
    assert many < 15 * few
