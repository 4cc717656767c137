"""Which claims disagree: CONTRACT section 2, conflict."""

from __future__ import annotations

import pytest
from tests.conftest import WrittenData, a_disputed, a_preferred, an_event, derived, withdrawn
from tests.conftest import a_target as promised
from tests.conftest import an_observation as said


@pytest.mark.parametrize(
    ("entries", "groups"),
    [
        # one date, other values
        ([said("2024", 5, anchor="a"), said("2024", 6, anchor="b")], ["ab"]),
        ([said("2024", 5, anchor="a"), said("2024-01-01/2024-12-31", 6, anchor="b")], ["ab"]),
        ([said("2024-Q1", 5, anchor="a"), said("2024-01-01/2024-03-31", 6, anchor="b")], ["ab"]),
        # the same value is no conflict, however it is written
        ([said("2024", 5, anchor="a"), said("2024", "5.0", anchor="b")], []),
        # nor are dates that only overlap
        ([said("2024", 5, anchor="a"), said("2024-12", 6, anchor="b")], []),
        # with all observations of the date, those that agree with one of the two included
        (
            [
                said("2024", 5, anchor="a"),
                said("2024", 6, anchor="b"),
                said("2024", 5, anchor="c"),
            ],
            ["abc"],
        ),
        # a judgement does not end it, a withdrawal does
        ([said("2024", 5, anchor="a"), a_preferred("2024", 6, anchor="b")], ["ab"]),
        ([said("2024", 5, anchor="a"), a_disputed("2024", 6, anchor="b")], ["ab"]),
        ([said("2024", 5, anchor="a"), withdrawn(said("2024", 6, anchor="b"))], []),
        # a group a date
        (
            [
                said(f"202{year}", value, anchor=f"{'ab'[value]}{year}")
                for year in (3, 4)
                for value in (0, 1)
            ],
            ["a3 b3", "a4 b4"],
        ),
    ],
)
def test_conflicts_of_a_date(entries: list[WrittenData], groups: list[str]) -> None:
    """Observations of the same days whose values differ are in conflict, all of that date."""
    assert conflicts(*entries) == grouped(groups)


@pytest.mark.parametrize(
    ("targets", "groups"),
    [
        ([promised(5, "2024", anchor="a"), promised(6, "2024", anchor="b")], ["ab"]),
        # the same days in other words; the same last day only
        (
            [promised(5, "2024", anchor="a"), promised(6, "2024-01-01/2024-12-31", anchor="b")],
            ["ab"],
        ),
        ([promised(5, "2024", anchor="a"), promised(6, "2024-12-31", anchor="b")], []),
        # the same value
        ([promised(5, "2024", anchor="a"), promised(5, "2024", anchor="b")], []),
        # one replaces the other, in time or not, whichever stands first
        ([promised(5, "2024", anchor="a"), promised(6, "2024", anchor="b", replaces="a")], []),
        ([promised(5, "2024", anchor="a", replaces="b"), promised(6, "2024", anchor="b")], []),
        (
            [
                promised(5, "2024", anchor="a"),
                promised(6, "2024", anchor="b", replaces="a", announced="2025"),
            ],
            [],
        ),
        # a third that replaces neither disagrees with both
        (
            [
                promised(5, "2024", anchor="a"),
                promised(6, "2024", anchor="b", replaces="a"),
                promised(7, "2024", anchor="c"),
            ],
            ["abc"],
        ),
        # … but with that one only whose value differs: b, which replaces a, agrees with c
        (
            [
                promised(5, "2024", anchor="a"),
                promised(6, "2024", anchor="b", replaces="a"),
                promised(6, "2024", anchor="c"),
            ],
            ["ac"],
        ),
        # without a due date there is nothing to compare
        ([promised(5, anchor="a"), promised(6, anchor="b")], []),
        # the withdrawn neither disagree nor replace
        ([promised(5, "2024", anchor="a"), withdrawn(promised(6, "2024", anchor="b"))], []),
        (
            [
                promised(5, "2024", anchor="a"),
                withdrawn(promised(6, "2024", anchor="b", replaces="a")),
                promised(7, "2024", anchor="c"),
            ],
            ["ac"],
        ),
    ],
)
def test_conflicts_of_a_due_date(targets: list[WrittenData], groups: list[str]) -> None:
    """Targets of one due date, of which neither replaces the other, conflict when values differ."""
    assert conflicts(said("2022", 1, anchor="z"), *targets) == grouped(groups)


@pytest.mark.parametrize(
    ("entries", "groups"),
    [
        # across dates and kinds
        ([said("2023", 5, anchor="a"), said("2024", 6, anchor="b", contradicts=["a"])], ["ab"]),
        ([said("2023", 5, anchor="a", contradicts=["b"]), an_event("2024", anchor="b")], ["ab"]),
        ([said("2023", 5, anchor="a"), promised(6, anchor="b", contradicts=["a"])], ["ab"]),
        # also of equal values
        ([said("2023", 5, anchor="a"), said("2024", 5, anchor="b", contradicts=["a"])], ["ab"]),
        # named by both: once
        (
            [
                said("2023", 5, anchor="a", contradicts=["b"]),
                said("2024", 6, anchor="b", contradicts=["a"]),
            ],
            ["ab"],
        ),
        # two ties are two groups of two, beside those of a date
        (
            [
                said("2022", 5, anchor="a", contradicts=["b", "c"]),
                said("2023", 6, anchor="b"),
                said("2023", 7, anchor="c"),
            ],
            ["ab", "ac", "bc"],
        ),
        (
            [
                said("2023", 5, anchor="a", contradicts=["b"]),
                said("2023", 6, anchor="b"),
                said("2023", 7, anchor="c"),
            ],
            ["ab", "abc"],
        ),
        # the withdrawn contradict nothing and are not contradicted
        (
            [
                said("2023", 5, anchor="a"),
                withdrawn(said("2024", 6, anchor="b", contradicts=["a"])),
            ],
            [],
        ),
        (
            [
                withdrawn(said("2023", 5, anchor="a")),
                said("2024", 6, anchor="b", contradicts=["a"]),
            ],
            [],
        ),
    ],
)
def test_contradictions(entries: list[WrittenData], groups: list[str]) -> None:
    """Two entries tied by `contradicts` are in conflict, whichever of them names the other."""
    assert conflicts(*entries) == grouped(groups)


def test_a_contradiction_changes_no_counting() -> None:
    """Being contradicted does not keep an observation from counting."""
    entries = [said("2023", 5, anchor="a"), said("2024", 6, anchor="b", contradicts=["a"])]
    assert derived(*entries).counting == {"a", "b"}


def test_disagreeing() -> None:
    """A conflict is shown on all who are in it: each knows all others, each once."""
    everything = derived(
        said("2023", 5, anchor="a", contradicts=["b", "d"]),
        said("2023", 6, anchor="b"),
        said("2023", 6, anchor="c"),
        an_event("2024", anchor="d"),
        an_event("2025", anchor="e"),
    )
    assert {anchor: set(everything.disagreeing(anchor)) for anchor in "abcde"} == {
        "a": {"b", "c", "d"},
        "b": {"a", "c"},
        "c": {"a", "b"},
        "d": {"a"},
        "e": set(),
    }
    assert sorted(everything.disagreeing("a")) == ["b", "c", "d"]


def conflicts(*entries: WrittenData) -> list[list[str]]:
    """The groups in conflict; in which order they stand is not laid down."""
    return sorted(sorted(group) for group in derived(*entries).conflicts)


def grouped(groups: list[str]) -> list[list[str]]:
    """`["ab", "a3 b3"]` → `[["a", "b"], ["a3", "b3"]]`."""
    return sorted(sorted(group.split() if " " in group else group) for group in groups)
