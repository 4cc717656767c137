"""Which claims count, and which is the latest: the first rules of CONTRACT section 2."""

from __future__ import annotations

import pytest
from tests.conftest import WrittenData, a_disputed, a_preferred, derived, outlook, span, withdrawn
from tests.conftest import a_target as promised
from tests.conftest import an_observation as said

from terang.derivation.states import Range


@pytest.mark.parametrize("status", ["final", "reported", "provisional", "estimated"])
def test_every_other_status_counts(status: str) -> None:
    """An observation counts, however firm it is, unless it is disputed."""
    assert derived(said("2024", 5, status=status)).counting == {"result-2024"}


@pytest.mark.parametrize(
    ("entries", "counting"),
    [
        # one alone
        ([said("2024", 5, anchor="a")], "a"),
        ([a_disputed("2024", 5, anchor="a")], ""),
        ([a_preferred("2024", 5, anchor="a")], "a"),
        # several of one date, nobody preferred
        ([said("2024", 5, anchor="a"), said("2024", 6, anchor="b")], "ab"),
        ([said("2024", 5, anchor="a"), a_disputed("2024", 6, anchor="b")], "a"),
        # one preferred: it alone, with whoever says the same (5.0 is 5)
        ([said("2024", 5, anchor="a"), a_preferred("2024", 6, anchor="b")], "b"),
        ([said("2024", 5, anchor="a"), a_preferred("2024", 5, anchor="b")], "ab"),
        ([said("2024", "5.0", anchor="a"), a_preferred("2024", 5, anchor="b")], "ab"),
        (
            [
                said("2024", 5, anchor="a"),
                a_preferred("2024", 6, anchor="b"),
                said("2024", 6, anchor="c"),
            ],
            "bc",
        ),
        # two preferred do not shut each other out
        ([a_preferred("2024", 5, anchor="a"), a_preferred("2024", 6, anchor="b")], "ab"),
        # preferred and disputed: it does not count, and neither does what it is preferred to
        (
            [
                a_disputed("2024", 6, anchor="a", preferred={"id": "teks"}),
                said("2024", 5, anchor="b"),
                said("2024", 6, anchor="c"),
            ],
            "c",
        ),
        # a date is its days, not its words
        ([said("2024", 5, anchor="a"), a_preferred("2024-01-01/2024-12-31", 6, anchor="b")], "b"),
        # preference reaches no other date, however much they share
        ([said("2024", 5, anchor="a"), a_preferred("2024-12", 6, anchor="b")], "ab"),
        ([said("2024", 5, anchor="a"), a_preferred("2024-01-01/2024-12-30", 6, anchor="b")], "ab"),
        # the withdrawn count nowhere, and prefer nothing
        ([said("2024", 5, anchor="a"), withdrawn(a_preferred("2024", 6, anchor="b"))], "a"),
        ([withdrawn(said("2024", 5, anchor="a"))], ""),
    ],
)
def test_counting(entries: list[WrittenData], counting: str) -> None:
    """An observation counts unless disputed, or another value of its date is preferred."""
    assert derived(*entries).counting == set(counting)


@pytest.mark.parametrize(
    ("entries", "dates"),
    [
        # low and high: the same, unless they conflict
        ([said("2024", 5)], [("2024", span(5))]),
        ([said("2024", 7, anchor="a"), said("2024", 5, anchor="b")], [("2024", span(5, 7))]),
        (
            [said("2024", v, anchor=f"a{v}") for v in (7, 5, 6)],
            [("2024", span(5, 7))],
        ),
        # what does not count widens nothing
        ([said("2024", 5, anchor="a"), a_disputed("2024", 9, anchor="b")], [("2024", span(5))]),
        ([said("2024", 5, anchor="a"), a_preferred("2024", 9, anchor="b")], [("2024", span(9))]),
        # by last days, then first days, wherever they stand in the file
        (
            [said("2024", 3), said("2024-12", 4), said("2024-06", 2), said("2023", 1)],
            [
                ("2023", span(1)),
                ("2024-06", span(2)),
                ("2024", span(3)),
                ("2024-12", span(4)),
            ],
        ),
        # a date on which nothing counts is no counting date
        ([said("2023", 5), a_disputed("2024", 9)], [("2023", span(5))]),
    ],
)
def test_counting_dates(entries: list[WrittenData], dates: list[tuple[str, Range]]) -> None:
    """A counting date has at least one counting observation, a low and a high."""
    found = derived(*entries).dates
    assert [(item.period.written, item.values) for item in found] == dates


@pytest.mark.parametrize(
    ("entries", "latest"),
    [
        ([said("2023", 1), said("2024", 2)], "result-2024"),
        ([said("2024", 2), said("2023", 1)], "result-2024"),
        # "2025" ends after "November 2025"
        ([said("2025", 1), said("2025-11", 2)], "result-2025"),
        # leap day before the first of March, end of the year before the new one
        ([said("2024-03-01", 1), said("2024-02-29", 2)], "result-2024-03-01"),
        ([said("2024-12-31", 1), said("2025-01-01", 2)], "result-2025-01-01"),
        # a later claim that does not count is not the latest
        ([said("2023", 1), a_disputed("2024", 2)], "result-2023"),
        ([said("2023", 1), withdrawn(said("2024", 2))], "result-2023"),
    ],
)
def test_latest(entries: list[WrittenData], latest: str) -> None:
    """Latest is the last counting date."""
    found = derived(*entries).latest
    assert found is not None
    assert found.anchors == (latest,)


@pytest.mark.parametrize(
    "nothing",
    [
        [a_disputed("2023", 5), a_disputed("2024", 6)],
        [withdrawn(said("2023", 5)), withdrawn(said("2024", 6))],
        [a_disputed("2023", 5), withdrawn(said("2024", 6))],
    ],
)
def test_nothing_counts(nothing: list[WrittenData]) -> None:
    """Where nothing counts, everything derived is null; a target still has its state."""
    target = promised(100, "2030")
    everything = derived(*nothing, target, indicator={"frequency": "monthly"})
    assert everything.latest is None
    assert (everything.previous, everything.baseline) == (None, None)
    assert (everything.baseline_pace, everything.recent_pace) == (None, None)
    assert (everything.coverage_rate, everything.freshness, everything.unmatched) == (None,) * 3
    ahead = everything.outlooks[0]
    assert (ahead.state, ahead.verdict) == ("pending", "not-assessable")
    assert (ahead.reached_share, ahead.gap, ahead.needed) == (None, None, None)
    assert outlook(*nothing, promised(100, "2024")).state == "unreported"
