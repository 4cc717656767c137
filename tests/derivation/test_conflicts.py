"""Claims of which not all can be true, and which of them disagree with each other."""

from __future__ import annotations

import pytest
from tests.derivation.made_claims import (
    DECREASE,
    FLOW,
    PERCENT,
    derived,
    promised,
    said,
    series,
)

from terang.derivation.claims import Claim, TargetClaim


def groups(*claims: Claim, **keys: object) -> list[tuple[str, str]]:
    """Return the kind of each conflict with the anchors of its claims."""
    found = derived(series(*claims, **keys)).conflicts  # type: ignore[arg-type]
    return [(conflict.kind, "".join(conflict.anchors)) for conflict in found]


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([said("2024", 5, "a"), said("2024", 6, "b")], [("date", "ab")]),
        ([said("2024", 5, "a"), said("2024-01-01/2024-12-31", 6, "b")], [("date", "ab")]),
        ([said("2024", 5, "a"), said("2024-12", 6, "b")], []),
        ([said("2024", 5, "a"), said("2024", 5, "b")], []),
        # Ranges, open ends and tolerances that have a value in common are no conflict.
        ([said("2024", (4, 6), "a"), said("2024", (6, 9), "b")], []),
        ([said("2024", (4, 6), "a"), said("2024", 7, "b")], [("date", "ab")]),
        ([said("2024", 4, "a", qualifier="at-least"), said("2024", 9, "b")], []),
        ([said("2024", 100, "a", qualifier="about"), said("2024", 105, "b")], []),
        ([said("2024", 100, "a", qualifier="about"), said("2024", 106, "b")], [("date", "ab")]),
        # A judgement does not end it.
        ([said("2024", 5, "a"), said("2024", 6, "b", preferred=True)], [("date", "ab")]),
        ([said("2024", 5, "a"), said("2024", 6, "b", status="disputed")], [("date", "ab")]),
        # A claim that may agree with each of the others is not among them.
        (
            [said("2024", 5, "a"), said("2024", (4, 9), "b"), said("2024", 6, "c")],
            [("date", "ac")],
        ),
        # A cumulative figure stands for the days since January.
        (
            [said("2024-06", 5, "a", since_january=True), said("2024-S1", 6, "b")],
            [("date", "ab")],
        ),
    ],
)
def test_claims_of_one_date(claims: list[Claim], expected: list[tuple[str, str]]) -> None:
    """Observations of the same days are in conflict where their values have nothing in common."""
    assert groups(*claims) == expected


A, B, C = promised(5, "2024", "a"), promised(6, "2024", "b"), promised(7, "2024", "c")


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        ([A, B], [("due", "ab")]),
        ([A, promised(6, "2024-12-31", "b")], []),
        ([A, promised((4, 6), "2024", "b")], []),
        ([A, promised(6, None, "b"), promised(7, None, "c")], []),
        ([A, promised(6, "2024", "b", replaces="a")], []),
        ([promised(5, "2024", "a", replaces="b"), B], []),
        # Neither is one that is replaced through another.
        ([A, promised(6, "2024", "b", replaces="a"), promised(7, "2024", "c", replaces="b")], []),
        ([A, promised(6, "2024", "b", replaces="a"), C], [("due", "abc")]),
        # A cycle, which is refused, is no endless loop.
        ([promised(5, "2024", "a", replaces="b"), promised(6, "2024", "b", replaces="a")], []),
    ],
)
def test_targets_of_one_due_date(
    targets: list[TargetClaim], expected: list[tuple[str, str]]
) -> None:
    """Targets of one due date are in conflict unless one replaces the other."""
    assert groups(targets=targets) == expected


def test_contradictions_are_named_unless_a_conflict_holds_both() -> None:
    """Claims that are tied are in conflict; a pair that a conflict of a date holds is not new."""
    claims = [said("2024", 5, "a"), said("2024", 6, "b"), said("2025", 5, "c")]
    assert groups(*claims, contradictions=[("a", "c"), ("b", "a"), ("c", "a")]) == [
        ("date", "ab"),
        ("contradicts", "ac"),
    ]


YEAR, FIRST, SECOND = said("2025", 90, "y"), said("2025-S1", 50, "a"), said("2025-S2", 60, "b")


@pytest.mark.parametrize(
    ("claims", "keys", "expected"),
    [
        ([YEAR, FIRST, SECOND], {}, [("sum", "aby")]),
        ([said("2025", 110, "y"), FIRST, SECOND], {}, []),
        ([said("2025", 120, "y"), FIRST, SECOND], {}, [("sum", "aby")]),
        # Parts that leave days out need only be less.
        ([said("2025", 120, "y"), FIRST], {}, []),
        ([said("2025", 40, "y"), FIRST], {}, [("sum", "ay")]),
        ([said("2025", 40, "y"), FIRST, said("2024", -1, "n")], {}, []),
        # Of parts that overlap by a day only one is added up.
        (
            [YEAR, said("2025-01-01/2025-04-01", 50, "a"), said("2025-04-01/2025-06-30", 50, "b")],
            {},
            [],
        ),
        # A part of nothing is not among those that are too much.
        ([said("2025", 40, "y"), FIRST, said("2025-Q3", 0, "b")], {}, [("sum", "ay")]),
        # Tolerances, ranges, and several claims of a date.
        ([said("2025", 100, "y", qualifier="about"), FIRST, said("2025-S2", 55, "b")], {}, []),
        ([said("2025", (90, 110), "y"), FIRST, SECOND], {}, []),
        ([YEAR, said("2025", 120, "z"), FIRST, SECOND], {}, [("date", "yz")]),
        # "Nearly 110" is not 110, in one copy or in two.
        ([said("2025", 110, "y", qualifier="nearly"), FIRST, SECOND], {}, [("sum", "aby")]),
        (
            [
                said("2025", 110, "y", qualifier="nearly"),
                said("2025", 110, "z", qualifier="nearly"),
                FIRST,
                SECOND,
            ],
            {},
            [("sum", "abyz")],
        ),
        # With a claim below it, it still is not; with one of 110 the date may be that.
        (
            [
                said("2025", 110, "y", qualifier="nearly"),
                said("2025", 90, "z"),
                FIRST,
                SECOND,
            ],
            {},
            [("date", "yz"), ("sum", "abyz")],
        ),
        (
            [
                said("2025", 110, "y", qualifier="nearly"),
                said("2025", 110, "z"),
                FIRST,
                SECOND,
            ],
            {},
            [("date", "yz")],
        ),
        # Nothing is added up across a break, nor are percentages or levels.
        ([YEAR, FIRST, SECOND], {"breaks": ["2025-05-01"]}, []),
        ([YEAR, FIRST, SECOND], {"breaks": ["2025-01-01"]}, [("sum", "aby")]),
        ([YEAR, FIRST, SECOND], {"traits": PERCENT}, []),
        ([YEAR, FIRST, SECOND], {"traits": DECREASE}, []),
        # A claim that does not count is added to nothing.
        ([YEAR, FIRST, said("2025-S2", 60, "b", status="disputed")], {}, []),
    ],
)
def test_wholes_and_parts_of_a_flow(
    claims: list[Claim], keys: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    """A date is in conflict with parts that add up to something else, or to more than it."""
    assert groups(*claims, **{"traits": FLOW} | keys) == expected


def test_only_claims_that_differ_disagree() -> None:
    """Two who say the same do not disagree, though a third is in conflict with both."""
    claims = [said("2024", 5, "a"), said("2024", 6, "b"), said("2024", 5, "c")]
    found = derived(series(*claims, contradictions=[("d", "a")]))
    assert [conflict.anchors for conflict in found.conflicts] == [("a", "b", "c"), ("d", "a")]
    assert {anchor: found.disagreeing(anchor) for anchor in "abcd"} == {
        "a": ("b", "d"),
        "b": ("a", "c"),
        "c": ("b",),
        "d": ("a",),
    }


def test_a_tie_between_equal_claims_of_a_conflict_is_kept() -> None:
    """Claims that say the same and are tied by `contradicts` disagree, without a new conflict."""
    claims = [said("2024", 5, "a"), said("2024", 6, "b"), said("2024", 5, "c")]
    found = derived(series(*claims, contradictions=[("c", "a")]))
    assert len(found.conflicts) == 1
    assert found.disagreeing("c") == ("b", "a")


def test_parts_disagree_with_the_whole_and_not_with_each_other() -> None:
    """Each part of a sum disagrees with the whole alone."""
    found = derived(series(YEAR, FIRST, SECOND, traits=FLOW))
    assert found.disagreeing("y") == ("a", "b")
    assert found.disagreeing("a") == found.disagreeing("b") == ("y",)


def test_the_preferred_claim_of_a_conflict() -> None:
    """A conflict names the claim that an editor prefers."""
    claims = [said("2024", 5, "a"), said("2024", 6, "b", preferred=True), said("2025", 1, "c")]
    found = derived(series(*claims, contradictions=[("a", "c")])).conflicts
    assert [conflict.preferred for conflict in found] == ["b", None]
