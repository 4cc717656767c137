"""Totals and parts of a flow, and the states of its targets."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest
from tests.derivation.made_claims import (
    FLOW,
    FLOW_DECREASE,
    PERCENT,
    STOCK,
    Value,
    derived,
    outlook,
    promised,
    said,
    series,
)

from terang.derivation import totals
from terang.derivation.claims import Claim, IndicatorTraits, TargetClaim
from terang.derivation.counting import counting_dates
from terang.derivation.derive import derive_states
from terang.derivation.quantity import Answer, Goal, Span
from terang.derivation.targets import Outlook
from terang.derivation.totals import part_of, total_of
from terang.model.period import parse_period

Ends = tuple[object, object] | None
GOAL = promised(100, "2025")


def look(*claims: Claim, target: TargetClaim = GOAL, **keys: object) -> Outlook:
    """Return the outlook of a flow's target of 100 for 2025."""
    return outlook(series(*claims, target=target, **{"traits": FLOW} | keys))  # type: ignore[arg-type]


def judged(*claims: Claim, **keys: object) -> tuple[str, str | None, str]:
    """Return the state, its reason, and the anchors of the claims that decided it."""
    judgement = look(*claims, **keys).judgement  # type: ignore[arg-type]
    return judgement.state, judgement.reason, "".join(judgement.decided_by)


def ends(span: Span | None) -> Ends:
    """Return the ends of a span."""
    return None if span is None else (span.low, span.high)


def quarters(*values: Value, year: int = 2025) -> list[Claim]:
    """Return the quarters of a year, with one letter each."""
    return [
        said(f"{year}-Q{number}", value, "abcd"[number - 1])
        for number, value in enumerate(values, start=1)
    ]


def test_a_total_covers_the_period_day_by_day() -> None:
    """It is the sum of dates that fill the period without gap or overlap."""
    assert ends(look(*quarters(10, 20, 30, 40)).total) == (100, 100)
    assert look(*quarters(10, 20, 30)).total is None
    gap = [said("2025-01-01/2025-06-29", 1), said("2025-07-01/2025-12-31", 1)]
    assert look(*gap).total is None
    overlap = [said("2025-01-01/2025-07-01", 1), said("2025-07-01/2025-12-31", 1)]
    assert look(*overlap).total is None
    beyond = [said("2025-S1", 1), said("2025-07-01/2026-01-01", 1)]
    assert look(*beyond).total is None
    assert look(said("2024-12-31/2025-12-31", 1)).total is None


def test_all_covers_and_all_claims_count() -> None:
    """A total goes from the least to the greatest sum, over all covers and all claims."""
    claims = quarters((10, 12), 20, 30, 40)
    assert ends(look(*claims).total) == (100, 102)
    rival = said("2025-Q2", 25, "r")
    assert ends(look(*claims, rival).total) == (100, 107)
    half = said("2025-S1", 20, "h")
    assert ends(look(*claims, half).total) == (90, 102)
    assert ends(look(*claims, said("2025", 130, "y")).total) == (100, 130)
    assert ends(look(*quarters(10, 20, 30), said("2025-Q4", 40, qualifier="at-least")).total) == (
        100, None,
    )  # fmt: skip


def test_a_part_is_of_what_covers_the_most_days() -> None:
    """Without a total, the choices of dates that cover the most days are added up."""
    first, third = said("2025-Q1", 10, "a"), said("2025-Q3", 30, "c")
    assert ends(look(first, third).part) == (40, 40)
    assert ends(look(first, said("2025-S1", 15, "h"), third).part) == (45, 45)
    # Two choices of as many days.
    shifted = said("2025-02-01/2025-05-01", 12, "s")
    assert ends(look(first, shifted).part) == (10, 12)
    assert "".join(look(first, shifted).now.anchors) == "as"  # type: ignore[union-attr]
    assert ends(look(first, said("2025-02-01/2025-04-30", 12, "s")).part) == (10, 10)
    assert ends(look(first, said("2025-02-01/2025-05-02", 12, "s")).part) == (12, 12)
    # The day after one that ends is free, its last day is not.
    assert ends(look(first, said("2025-04-01", 5)).part) == (15, 15)
    assert ends(look(first, said("2025-03-31/2025-04-01", 5)).part) == (10, 10)
    assert look().part is None
    assert look(said("2024", 5)).part is None
    assert look(*quarters(1, 1, 1, 1)).part is None
    # Several of one end, the longest last.
    ended = [said("2025-06-30", 1), said("2025-06", 2), said("2025-Q2", 3)]
    assert ends(look(*ended, first).part) == (13, 13)
    later = [said("2025-05", 7), said("2025-06-02/2025-06-30", 8), said("2025-05-02/2025-06-30", 9)]
    assert ends(look(*later).part) == (9, 15)


def test_no_part_where_a_value_may_be_negative() -> None:
    """Days left out might lower the sum where a value of the series is below zero."""
    loss = said("2024", -1, "loss")
    assert look(said("2025-Q1", 10), loss).part is None
    assert look(said("2025-Q1", 10), said("2024", (-1, 5))).part is None
    assert look(said("2025-Q1", 10), said("2024", 5, "a"), said("2024", -1, "b")).part is None
    assert look(said("2025-Q1", 10), said("2024", 0)).part is not None
    below = said("2024", 5, qualifier="at-most", traits=PERCENT)
    assert look(said("2025-Q1", 10), below).part is None
    assert ends(look(*quarters(10, 20, 30, 40), loss).total) == (100, 100)


def test_what_does_not_add_up() -> None:
    """Percentages have a total only of the same days, and no part."""
    rates = replace(PERCENT, is_stock=False)
    assert judged(*quarters(90, 90, 90, 90), traits=rates) == ("unreported", "parts-only", "")
    year = said("2025-01-01/2025-12-31", 99, "y")
    assert judged(*quarters(90, 90, 90, 90), year, traits=rates) == ("missed", None, "y")
    assert look(said("2025-Q1", 9), traits=rates).part is None


def test_states_of_an_increase() -> None:
    """Total or part that surely reaches it is met; a total that surely does not is missed."""
    assert judged(*quarters(25, 25, 25, 25)) == ("met", None, "abcd")
    assert judged(*quarters(25, 25, 25, 24)) == ("missed", None, "abcd")
    assert judged(*quarters(25, 25, 50)) == ("met", None, "abc")
    assert judged(*quarters(25, 25, 49)) == ("unreported", "parts-only", "")
    assert judged(*quarters(25, 25, 25, (20, 30))) == ("undecided", "rough-figure", "abcd")
    assert judged(*quarters(25, 25, (49, 60))) == ("unreported", "parts-only", "")
    rivals = [*quarters(25, 25, 25, 25), said("2025-Q4", 24, "e")]
    assert judged(*rivals) == ("undecided", "sources-disagree", "abcde")
    # One sum is sure, the other rough.
    rivals = [*quarters(25, 25, 25, 25), said("2025-Q4", 24, "e", qualifier="at-least")]
    assert judged(*rivals) == ("undecided", "rough-figure", "abcde")
    assert judged() == ("unreported", "none", "")


def test_states_of_a_decrease() -> None:
    """A ceiling is exceeded as soon as a part exceeds it, and kept only by a total."""
    keys = {"traits": FLOW_DECREASE}
    assert judged(*quarters(25, 25, 25, 25), **keys) == ("met", None, "abcd")
    assert judged(*quarters(25, 25, 25, 26), **keys) == ("missed", None, "abcd")
    assert judged(*quarters(25, 25, 51), **keys) == ("missed", None, "abc")
    assert judged(*quarters(25, 25, 25), **keys) == ("unreported", "parts-only", "")
    assert judged(*quarters(25, 25, 25, (20, 30)), **keys) == ("undecided", "rough-figure", "abcd")


def test_before_the_period_is_over() -> None:
    """Only what cannot change any more is said before the period is over."""
    ahead = promised(100, "2026")
    claims = quarters(40, 40, 30, year=2026)
    assert judged(*claims, target=ahead) == ("met", None, "abc")
    assert judged(*claims, target=ahead, traits=FLOW_DECREASE) == ("missed", None, "abc")
    assert judged(*claims[:2], target=ahead) == ("pending", None, "")
    assert judged(*claims[:2], target=ahead, traits=FLOW_DECREASE) == ("pending", None, "")
    assert judged(target=ahead) == ("pending", None, "")
    newer = promised(120, "2026", "newer", replaces="target")
    assert judged(*claims[:2], target=ahead, targets=[newer]) == ("replaced", None, "")
    assert judged(target=ahead, targets=[newer]) == ("replaced", None, "")
    assert judged(*claims, target=ahead, targets=[newer]) == ("met", None, "abc")
    assert look(*claims, target=ahead, targets=[newer]).replaced_by == "newer"
    # The last day is not over yet.
    today = promised(100, "2026-11-01/2026-11-30")
    short = said("2026-11-01/2026-11-30", 90, "s")
    assert judged(short, target=today) == ("pending", None, "")
    assert not look(short, target=today).is_over
    yesterday = promised(100, "2026-11-01/2026-11-29")
    assert judged(said("2026-11-01/2026-11-29", 90, "s"), target=yesterday)[0] == "missed"
    assert look(target=yesterday).is_over


def test_without_a_due_date() -> None:
    """There is no period to add up."""
    target = promised(100, None)
    found = look(said("2025", 200), target=target)
    assert (found.state, found.total, found.part, found.now) == ("no-deadline", None, None, None)
    assert not found.is_over
    newer = promised(120, "2026", "newer", replaces="target")
    assert look(said("2025", 200), target=target, targets=[newer]).state == "replaced"


@pytest.mark.parametrize(
    ("breaks", "announced", "state", "reason"),
    [
        (["2025-07-01"], "2025-01-01", "unreported", "break"),
        (["2025-12-31"], "2025-01-01", "unreported", "break"),
        (["2025-01-01"], "2024-06-01", "unreported", "break"),
        (["2025-01-01"], "2025-01-01", "met", None),
        (["2025-01-01"], None, "met", None),
        (["2026-01-01"], "2024-06-01", "met", None),
        (["2024-05-31"], "2024-06-01", "met", None),
    ],
)
def test_breaks(breaks: list[str], announced: str | None, state: str, reason: str | None) -> None:
    """Nothing is added up across a break, nor held against a target from beyond one."""
    found = look(
        said("2025", 120), target=promised(100, "2025", announced=announced), breaks=breaks
    )
    assert (found.state, found.judgement.reason) == (state, reason)
    assert (found.total is None) is (reason is not None)
    assert (found.now is None) is (reason is not None)


def test_the_reason_where_a_break_keeps_nothing_away() -> None:
    """A break is the reason only where something would have been added up without it."""
    keys = {"breaks": ["2025-07-01"]}
    assert judged(said("2025-Q1", 5), **keys)[1] == "break"
    assert judged(said("2024", 5), **keys)[1] == "none"
    assert judged(said("2025-Q1", 5), said("2024", -1), **keys)[1] == "parts-only"


def test_a_conflict_of_sums_decides_nothing() -> None:
    """The sources disagree if what is added up does not fit a whole."""
    year = said("2025", 130, "y")
    assert judged(*quarters(25, 25, 25, 25), year) == ("undecided", "sources-disagree", "abcyd")
    # Elsewhere it does not matter.
    older = [said("2024-S1", 1, "e"), said("2024-S2", 1, "f"), said("2024", 9, "g")]
    other = [*quarters(25, 25, 25, 25), *older]
    assert judged(*other) == ("met", None, "abcd")
    # Parts alone, in conflict with a half-year.
    parts = [*quarters(60, 60), said("2025-S1", 20, "h")]
    assert judged(*parts) == ("undecided", "sources-disagree", "ahb")
    ahead = promised(100, "2026")
    running = [*quarters(60, 60, year=2026), said("2026-S1", 20, "h")]
    assert judged(*running, target=ahead) == ("pending", None, "")


def test_what_a_page_says_of_a_sum() -> None:
    """A flow is measured once, as now, by its total or its part, with all that was added up."""
    found = look(*quarters(10, 20, 30, 20))
    assert found.now is not None
    assert ("".join(found.now.anchors), found.now.date.written) == ("abcd", "2025")
    assert found.now.share == Span(found.now.share.low, found.now.share.low)  # type: ignore[union-attr]
    assert ends(found.now.gap) == (20, 20)
    assert found.measured is found.now
    assert found.at_deadline is None
    assert found.is_flow
    assert (found.needed, found.verdict, found.nearest) == (None, None, ())
    part = look(*quarters(10, 20))
    assert part.now is not None
    assert ends(part.now.gap) == (70, 70)


def test_several_ways_are_told_apart_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit only the lowest and the highest sum are kept, which decides no more."""
    rivals = [
        said(f"2025-Q{number}", value, f"{number}{value}")
        for number in range(1, 5)
        for value in (23, 24, 26, 27)
    ]
    exact = look(*rivals)
    monkeypatch.setattr(totals, "MOST_SUMS", 17)
    assert look(*rivals).judgement == exact.judgement
    assert exact.judgement.reason == "sources-disagree"
    monkeypatch.setattr(totals, "MOST_SUMS", 16)
    hull = look(*rivals)
    assert ends(hull.total) == ends(exact.total) == (92, 108)
    assert hull.judgement.reason == "rough-figure"
    assert hull.judgement.decided_by == exact.judgement.decided_by


def test_500_sums_are_told_apart() -> None:
    """Up to 500 rival sums are told apart; more are one sum from the lowest to the highest."""
    rivals = [said("2025", value, f"{value}") for value in range(50, 551)]
    assert look(*rivals[:500]).judgement.reason == "sources-disagree"
    assert look(*rivals).judgement.reason == "rough-figure"


def test_the_hull_of_many_sums_keeps_what_is_excluded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A figure of "nearly 100" is below 100, also where many sums are kept as one."""
    monkeypatch.setattr(totals, "MOST_SUMS", 1)
    nearly = [
        said("2025", 100, "a", qualifier="nearly"),
        said("2025", 90, "b", qualifier="nearly"),
    ]
    assert look(*nearly).state == "missed"
    about = said("2025", 100, "c", qualifier="about", precision=1)
    assert look(*nearly, about).state == "undecided"
    open_above = said("2025", 90, "c", qualifier="at-least")
    assert look(*nearly, open_above).state == "undecided"


def test_covers_for_conflicts_are_looked_at_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first ways of cutting a period are compared with its whole, as many as the limit says."""
    half_years = [said("2025-S1", 50, "h"), said("2025-S2", 50, "i")]
    claims = series(said("2025", 100, "y"), *half_years, *quarters(25, 25, 25, 24), traits=FLOW)

    def wholes() -> set[str]:
        return {conflict.anchors[-1] for conflict in derived(claims).conflicts}

    assert wholes() == {"i", "y"}
    monkeypatch.setattr(totals, "MOST_COVERS", 2)
    assert wholes() == {"i", "y"}
    monkeypatch.setattr(totals, "MOST_COVERS", 1)
    assert wholes() == {"i"}
    monkeypatch.setattr(totals, "MOST_COVERS", 0)
    assert wholes() == set()


def test_500_ways_of_cutting_a_period_are_looked_at() -> None:
    """Nine pairs of days, each in one piece or in two, can be cut in 512 ways."""
    pieces = [
        f"2025-01-{first:02}" if first == last else f"2025-01-{first:02}/2025-01-{last:02}"
        for day in range(1, 19, 2)
        for first, last in ((day, day), (day + 1, day + 1), (day, day + 1))
    ]
    dates = counting_dates([said(piece, 1) for piece in pieces])
    amounts = [totals._amount_of(date) for date in dates]
    for days, ways in (("2025-01-01/2025-01-16", 2**8), ("2025-01-01/2025-01-18", 500)):
        assert len(list(totals._covers(parse_period(days), amounts))) == ways


def test_total_and_part_of_dates() -> None:
    """The sums name the dates, and the days that they cover."""
    dates = counting_dates(quarters(10, 20, 30))
    part = part_of(parse_period("2025"), dates)
    assert part is not None
    assert (part.days, part.anchors) == (273, ("a", "b", "c"))
    assert part.answers(Goal(Fraction(60), is_decrease=False)) == {Answer.YES}
    half = total_of(parse_period("2025-S1"), dates, adds_up=True)
    assert half is not None
    assert (half.days, half.anchors) == (181, ("a", "b"))
    assert total_of(parse_period("2025-Q1"), dates, adds_up=False) is not None
    assert total_of(parse_period("2025-S1"), dates, adds_up=False) is None


@pytest.mark.parametrize("today", ["2025-12-31", "2026-01-01"])
@pytest.mark.parametrize("traits", [STOCK, FLOW, FLOW_DECREASE])
def test_states_alone_are_those_of_the_outlooks(traits: IndicatorTraits, today: str) -> None:
    """States that are asked for alone are those with all else, on the last day and after it."""
    claims = series(
        said("2025", 90, traits=traits),
        targets=(promised(100, "2025", "dated"), promised(80, None, "undated")),
        traits=traits,
    )
    states = derive_states(claims, dt.date.fromisoformat(today))
    assert states == {found.anchor: found.state for found in derived(claims, today).outlooks}
    assert states["dated"] != ("pending" if today > "2025-12-31" else "missed")


def test_a_target_of_a_flow_without_a_due_date_is_about_a_flow() -> None:
    """An amount without a period has no deadline, no sum, and no distance."""
    found = outlook(series(said("2025", 90), target=promised(100, None), traits=FLOW))
    assert (found.state, found.is_flow, found.is_over) == ("no-deadline", True, False)
    assert (found.now, found.total, found.part) == (None, None, None)
