"""Changes, the words for them, comparable dates, and claims that no later figure reaches."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from tests.derivation.made_claims import (
    DECREASE,
    FLOW,
    PERCENT,
    UNDIRECTED,
    Value,
    derived,
    said,
    series,
)

from terang.derivation.change import Change
from terang.derivation.claims import Claim, IndicatorTraits
from terang.derivation.comparability import (
    are_comparable,
    holds_break,
    is_moved_by_years,
    is_parted,
)
from terang.model.period import parse_period

Ends = tuple[float | None, float | None] | None


def change(*claims: Claim, traits: IndicatorTraits = PERCENT) -> Change | None:
    """Return the change from the previous date."""
    return derived(series(*claims, traits=traits)).previous


@pytest.mark.parametrize(
    ("before", "after", "absolute", "relative"),
    [
        (50, 75, (25, 25), (0.5, 0.5)),
        (75, 50, (-25, -25), (Fraction(-1, 3), Fraction(-1, 3))),
        ((50, 100), (80, 90), (-20, 40), (Fraction(-1, 5), Fraction(4, 5))),
        # Below zero the quotient is least over the low end of the base, and greatest over the high.
        ((10, 20), (-5, 5), (-25, -5), (-1.5, -0.5)),
        ((10, 20), (-8, -5), (-28, -15), (Fraction(-9, 5), Fraction(-5, 4))),
        ((10, 20), (0, 0), (-20, -10), (-1, -1)),
        # Nothing is a share of a base that may be 0 or less.
        (0, 5, (5, 5), None),
        ((-1, 2), 5, (3, 6), None),
        ((1, 2), 5, (3, 4), (1.5, 4)),
    ],
)
def test_a_change_has_all_ends(before: Value, after: Value, absolute: Ends, relative: Ends) -> None:
    """A change goes from low less high to high less low, and as quotients likewise."""
    found = derived(series(said("2024", before), said("2025", after))).previous
    assert found is not None
    assert (found.absolute.low, found.absolute.high) == absolute
    assert (found.relative and (found.relative.low, found.relative.high)) == relative


@pytest.mark.parametrize(
    ("before", "after", "absolute", "relative"),
    [
        # An open end is None, and the whole change where its sign is not known.
        ((100, None), (100, "at-least"), (0, None), (0, None)),
        ((100, None), (99, "at-least"), None, None),
        ((100, "at-least"), (100, None), (None, 0), (None, 0)),
        ((100, "at-least"), (101, None), None, None),
        ((100, "at-least"), (200, "at-least"), None, None),
        ((100, "at-most"), (100, None), (0, 100), None),
        ((100, None), (100, "at-most"), (-100, 0), (-1, 0)),
        # Nothing is the whole of any fall, but of how much is not known.
        ((100, "at-least"), (0, None), (None, -100), (None, -1)),
    ],
)
def test_a_change_of_open_ends(
    before: tuple[int, str | None], after: tuple[int, str | None], absolute: Ends, relative: Ends
) -> None:
    """An open end stays open; a change whose sign is unknown is none."""
    claims = [
        said(year, value, qualifier=qualifier)
        for year, (value, qualifier) in (("2024", before), ("2025", after))
    ]
    found = derived(series(*claims)).previous
    assert (found and (found.absolute.low, found.absolute.high)) == absolute
    ends = found and found.relative
    assert (ends and (ends.low, ends.high)) == relative


def test_percentages_differ_in_percentage_points() -> None:
    """A change of percentages has no relative part; open below, it may be all unknown."""
    found = change(said("2024", 50), said("2025", 75))
    assert found is not None
    assert (found.absolute.low, found.relative) == (25, None)
    open_below = said("2025", 75, qualifier="at-most", traits=PERCENT)
    assert change(said("2024", 50), open_below) is None


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        ([said("2024", 50)], [said("2025", 60)], "rise"),
        ([said("2024", 60)], [said("2025", 50)], "fall"),
        ([said("2024", 50)], [said("2025", 50)], None),
        # It holds for everything that all claims may mean, or is not said.
        ([said("2024", 100, qualifier="about")], [said("2025", 105)], None),
        ([said("2024", 100, qualifier="about")], [said("2025", 106)], "rise"),
        ([said("2024", 50), said("2024", 70, "b")], [said("2025", 60)], None),
        (
            [said("2024", 50), said("2024", 55, "b")],
            [said("2025", 60), said("2025", 56, "c")],
            "rise",
        ),
        (
            [said("2024", 50), said("2024", 55, "b")],
            [said("2025", 60), said("2025", 55, "c")],
            None,
        ),
        ([said("2024", 99)], [said("2025", 100, qualifier="nearly")], None),
        ([said("2024", 100)], [said("2025", 100, qualifier="nearly")], "fall"),
        # Nor between two speakers, unless all is final.
        ([said("2024", 50, by="A")], [said("2025", 60, by="B")], None),
        (
            [said("2024", 50, by="A")],
            [said("2025", 60, by="A"), said("2025", 60, "b", by="B")],
            None,
        ),
        (
            [said("2024", 50, by="A", status="final")],
            [said("2025", 60, by="B", status="final")],
            "rise",
        ),
        ([said("2024", 50, by="A", status="final")], [said("2025", 60, by="B")], None),
        ([said("2024", 50, by="A")], [said("2025", 60, by="B", status="final")], None),
    ],
)
def test_the_word_for_a_change(before: list[Claim], after: list[Claim], word: str | None) -> None:
    """A change is called a rise or a fall between claims of one speaker, where it surely is."""
    found = derived(series(*before, *after)).previous
    assert found is not None
    assert found.movement == word
    speakers = {claim.speaker for claim in (*before, *after)}
    assert found.has_one_speaker is (len(speakers) == 1)


@pytest.mark.parametrize(
    ("date", "other", "is_moved"),
    [
        ("2024-Q1", "2025-Q1", True),
        ("2025-Q1", "2024-Q1", True),
        ("2024-Q1", "2024-Q1", True),
        ("2024-Q1", "2025-Q2", False),
        ("2024-Q1", "2025-S1", False),
        ("2024-02", "2025-02", True),
        ("2024-02-29", "2025-02-28", True),
        ("2024-02-28", "2025-02-28", True),
        ("2024-02-28", "2025-03-28", False),
        ("2024-02-27", "2025-02-28", False),
        ("2025-01-01/2025-01-30", "2024-01", False),
        ("2023-12-01/2024-01-31", "2024-12-01/2025-01-31", True),
        ("2023-12-01/2024-01-31", "2024-12-01/2026-01-31", False),
        ("2024", "2023-01-01/2024-12-31", False),
    ],
)
def test_periods_of_a_flow_are_moved_by_years(date: str, other: str, is_moved: bool) -> None:  # noqa: FBT001
    """A period is compared with the same days of another year; February ends on one place."""
    assert is_moved_by_years(parse_period(date), parse_period(other)) is is_moved


BREAK = (dt.date(2025, 1, 1),)


@pytest.mark.parametrize(
    ("date", "other", "is_comparable"),
    [
        ("2024", "2025", False),
        ("2025", "2024", False),
        ("2025", "2026", True),
        ("2023", "2024", True),
        ("2024-12-31", "2025-01-01", False),
        ("2024-12-31/2025-01-01", "2026", False),
        ("2026", "2024-12-31/2025-01-01", False),
    ],
)
def test_a_break_parts_what_is_before_from_what_is_after(
    date: str,
    other: str,
    is_comparable: bool,  # noqa: FBT001
) -> None:
    """Dates on one side of every break are comparable, and none that holds a break."""
    periods = parse_period(date), parse_period(other)
    assert are_comparable(*periods, BREAK, is_stock=True) is is_comparable


def test_the_first_day_of_a_date_may_be_that_of_a_break() -> None:
    """A break on the first day of a date is not within it; one on the last is."""
    for written, is_held in (("2025", False), ("2024-12-31/2025-01-01", True), ("2024", False)):
        assert holds_break(parse_period(written), BREAK) is is_held
        assert is_parted(parse_period(written), parse_period(written).first, BREAK) is is_held
    assert is_parted(parse_period("2024"), BREAK[0], BREAK)
    assert not is_parted(parse_period("2025"), BREAK[0], BREAK)
    assert is_parted(parse_period("2025"), dt.date(2024, 12, 31), BREAK)


def unmatched(*claims: Claim, traits: IndicatorTraits = DECREASE, **keys: object) -> str | None:
    """Return the anchor of the claim that no later figure reaches."""
    found = derived(series(*claims, traits=traits, **keys)).unmatched  # type: ignore[arg-type]
    return found.anchor if found else None


HIGH, LOW = said("2024", 100, "high"), said("2025", 90, "low")


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([HIGH, LOW], "high"),
        ([LOW, HIGH], "high"),
        ([said("2024", 90, "a"), said("2025", 90, "b")], None),
        ([said("2024", 80, "a"), said("2025", 90, "b")], None),
        ([HIGH], None),
        # Everything that it means is better than everything that each later claim means.
        ([said("2024", 100, "a", qualifier="about"), said("2025", 95, "b")], None),
        ([said("2024", 100, "a", qualifier="about"), said("2025", 94, "b")], "a"),
        ([said("2024", (90, 100), "a"), said("2025", 95, "b")], None),
        ([said("2024", 100, "a"), said("2025", 90, "b", qualifier="at-least")], None),
        ([said("2024", 100, "a", qualifier="at-least"), LOW], "a"),
        # A disputed claim may be reached, and may be unmatched itself.
        ([HIGH, LOW, said("2026", 110, "c", status="disputed")], None),
        ([said("2024", 100, "a", status="disputed"), LOW], "a"),
        # A counting one is among the later ones.
        ([HIGH, said("2025", 90, "b", status="disputed")], None),
        # Overlapping dates are neither before nor after.
        ([said("2025", 100, "year"), said("2025-12-31", 90, "day")], None),
        ([said("2024", 100, "a"), said("2024-12-31/2025-06-30", 90, "b")], None),
        # Of several the best; of equals the last by date, then in the file.
        ([said("2023", 110, "a"), HIGH, LOW], "a"),
        ([said("2023", 95, "a"), HIGH, LOW], "high"),
        ([said("2024-06", 100, "a"), said("2024-12", 100, "b"), LOW], "b"),
        ([said("2024", 100, "a"), said("2024", 100, "b"), LOW], "b"),
        ([said("2024", (100, 120), "a"), said("2024", 100, "b"), LOW], "b"),
        ([said("2024", 100, "b"), said("2024", (100, 120), "a"), LOW], "a"),
    ],
)
def test_the_claim_that_no_later_figure_reaches(claims: list[Claim], expected: str | None) -> None:
    """The best claim that is surely better than all later ones is unmatched."""
    assert derived(series(*claims)).unmatched == next(
        (claim for claim in claims if claim.anchor == expected), None
    )


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([said("2024", 90, "a"), said("2025", 100, "b")], "a"),
        ([said("2024", 100, "a"), said("2025", 90, "b")], None),
        ([said("2023", 80, "a"), said("2024", 90, "b"), said("2025", 100, "c")], "a"),
        ([said("2023", 90, "a"), said("2024", 80, "b"), said("2025", 100, "c")], "b"),
        ([said("2024", 90, "a"), said("2024", 90, "b"), said("2025", 100, "c")], "b"),
        ([said("2024", 90, "a", qualifier="at-most"), said("2025", 100, "b")], "a"),
        ([said("2024", (80, 90), "a"), said("2024", 90, "b"), said("2025", 100, "c")], "b"),
        ([said("2024", 90, "b"), said("2024", (80, 90), "a"), said("2025", 100, "c")], "a"),
        ([said("2024", 90, "b"), said("2024", (80, 91), "a"), said("2025", 100, "c")], "b"),
    ],
)
def test_of_a_decrease_the_lowest_is_the_best(claims: list[Claim], expected: str | None) -> None:
    """A claim that is below all later ones is unmatched if less is better."""
    assert unmatched(*claims) == expected


def test_no_claim_is_unmatched_without_a_direction_or_of_a_flow() -> None:
    """A flow, and a series without a better side, have no unmatched claim."""
    assert unmatched(HIGH, LOW, traits=FLOW) is None
    assert unmatched(HIGH, LOW, traits=UNDIRECTED) is None


def test_a_break_before_the_latest_leaves_no_older_claim_unmatched() -> None:
    """Only claims on the latest's side of every break are candidates; later ones all take part."""
    claims = [said("2023", 120, "old"), HIGH, LOW]
    keys: dict[str, object] = {"traits": PERCENT}
    assert unmatched(*claims, breaks=["2024-01-01"], **keys) == "high"  # type: ignore[arg-type]
    assert unmatched(*claims, breaks=["2025-01-01"], **keys) is None  # type: ignore[arg-type]
    beyond = said("2025-06-30", 110, "beyond", status="disputed")
    years = [said("2023", 100, "a"), said("2024", 90, "b"), beyond]
    assert unmatched(*years[:2], **keys) == "a"  # type: ignore[arg-type]
    assert unmatched(*years, breaks=["2025-01-01"], **keys) is None  # type: ignore[arg-type]
