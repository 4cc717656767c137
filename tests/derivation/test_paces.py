"""How fast, and whether fast enough: CONTRACT section 2, paces and verdict."""

from __future__ import annotations

from typing import Any

import pytest
from tests.conftest import WrittenData, a_disputed, day, derived, each, outlook, span, withdrawn
from tests.conftest import a_target as promised
from tests.conftest import an_observation as said

from terang.derivation.states import Range

LESS: dict[str, Any] = {"direction": "decrease"}
FLOW: dict[str, Any] = {"measure": "flow"}


@pytest.mark.parametrize(
    ("base", "latest", "pace"),
    [
        # days: 30 of them, 60 of them, over a leap day and over none, over a year's end
        (("2024-01-01", [100]), ("2024-01-31", [160]), span(60)),
        (("2024-01-01", [100]), ("2024-03-01", [160]), span(30)),
        (("2023-01-01", [100]), ("2023-03-02", [160]), span(30)),
        (("2023-12-31", [100]), ("2024-01-30", [160]), span(60)),
        # two days that follow each other
        (("2024-02-29", [100]), ("2024-03-01", [101]), span(30)),
        # falling, standing still
        (("2024-01-01", [160]), ("2024-01-31", [100]), span(-60)),
        (("2024-01-01", [100]), ("2024-01-31", [100]), span(0)),
        # a year, then a day: 61 days after its last, 425 after its first
        (("2023", [100]), ("2024-03-01", [161]), span("366/85", 30)),
        (("2023", [161]), ("2024-03-01", [100]), span(-30, "-366/85")),
        # a day, then a month: 1 day to its first, 31 to its last
        (("2023-12-31", [100]), ("2024-01", [131]), span(30, 930)),
        # two years on end: 1 day at the fewest, 730 at the most
        (("2023", [100]), ("2024", [110]), span("30/73", 300)),
        # values that disagree: change 10 to 40 in 30 days
        (("2024-01-01", [100, 110]), ("2024-01-31", [120, 140]), span(10, 40)),
        # both at once: change −10 to 20, in 10 to 20 days
        (("2024-01-01/2024-01-11", [100, 110]), ("2024-01-21", [100, 120]), span(-30, 60)),
        # all of it falling: change −40 to −10, in 10 to 20 days
        (("2024-01-01/2024-01-11", [120, 140]), ("2024-01-21", [100, 110]), span(-120, -15)),
    ],
)
def test_pace(
    base: tuple[str, list[object]], latest: tuple[str, list[object]], pace: Range
) -> None:
    """A pace is the change per 30 days, over all ends of both dates and of both ranges."""
    everything = derived(*each(*base), *each(*latest))
    assert (everything.baseline_pace, everything.recent_pace) == (pace, pace)


def test_two_paces() -> None:
    """The baseline's pace runs from the baseline, the recent one from the previous date."""
    everything = derived(said("2024-01-01", 0), said("2024-01-31", 2), said("2024-03-01", 20))
    assert everything.baseline_pace == span(10)
    assert everything.recent_pace == span(18)


@pytest.mark.parametrize(
    ("base", "latest", "pace"),
    [
        ([160], [100], span(60)),
        ([100], [160], span(-60)),
        # change −40 to −10
        ([130, 140], [100, 120], span(10, 40)),
    ],
)
def test_pace_of_a_decrease(base: list[object], latest: list[object], pace: Range) -> None:
    """Towards better is positive: where less is better, a fall is."""
    entries = [*each("2024-01-01", base), *each("2024-01-31", latest)]
    assert derived(*entries, indicator=LESS).baseline_pace == pace


@pytest.mark.parametrize(
    ("dates", "baseline", "recent"),
    [
        # one date, or the baseline at the latest: nothing to run from
        (["2024"], None, None),
        # fewest days below 0: the base lies within the latest
        (["2025-11", "2025"], None, None),
        # fewest days 0: the base ends on the day on which the latest begins
        (["2024-01-01/2024-01-31", "2024-01-31/2024-02-29"], None, None),
        # fewest days 1
        (["2024-01", "2024-02"], span(0), span(0)),
        # the baseline overlaps, hence nothing is previous either
        (["2024-07-01/2025-06-30", "2025-03", "2025"], None, None),
        # skipped, the recent pace runs from the one before
        (["2024", "2025-11", "2025"], span(0), span(0)),
    ],
)
def test_no_pace(dates: list[str], baseline: Range | None, recent: Range | None) -> None:
    """A pace is null when the fewest days are not positive."""
    everything = derived(*(said(date, 5) for date in dates))
    assert (everything.baseline_pace, everything.recent_pace) == (baseline, recent)


def test_the_baseline_may_be_the_latest() -> None:
    """A baseline that is the latest leaves the recent pace alone."""
    entries = [said("2024-01-01", 100), said("2024-01-31", 160)]
    everything = derived(*entries, baseline="result-2024-01-31")
    assert (everything.baseline_pace, everything.recent_pace) == (None, span(60))


def test_flow_has_no_paces() -> None:
    """For a flow paces and needed are null, and a pending target is not assessable."""
    entries = [said("2023", 50), said("2024", 60), promised(100, "2026")]
    everything = derived(*entries, indicator=FLOW, today="2025-06-01")
    assert (everything.baseline_pace, everything.recent_pace) == (None, None)
    ahead = everything.outlooks[0]
    assert (ahead.state, ahead.needed, ahead.verdict) == ("pending", None, "not-assessable")
    assert (ahead.gap, ahead.reached_share) == (span(40), span("3/5"))


# --- needed ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("latest", "target", "due", "needed"),
    [
        # 184 days from 30 June to 31 December
        (("2024-06-30", [100]), 284, "2024", span(30)),
        (("2024-06", [100]), 284, "2024-12-31", span(30)),
        (("2024-S1", [100]), 284, "2024-12", span(30)),
        (("2024-06", [100, 192]), 284, "2024", span(15, 30)),
        # 30 days over a leap day; one day
        (("2024-01-31", [100]), 160, "2024-03-01", span(60)),
        (("2024-12-30", [100]), 160, "2024", span(1800)),
        # partly there: from −20 to 10 in 30 days
        (("2024-12-01", [90, 120]), 100, "2024-12-31", span(-20, 10)),
        # no days left: the latest is of the last day, or beyond it
        (("2024-12-31", [100]), 160, "2024-12-31", None),
        (("2024", [100]), 160, "2024-12-31", None),
        (("2024", [100]), 160, "2024-12-30", None),
    ],
)
def test_needed(
    latest: tuple[str, list[object]], target: object, due: str, needed: Range | None
) -> None:
    """Needed is the gap over the days from the latest's last to the due date's last day."""
    today = day("2024-12-31") if due != "2024-12-30" else day("2024-12-30")
    if due == "2024-03-01":
        today = day("2024-02-01")
    ahead = outlook(*each(*latest), promised(target, due), today=today.isoformat())
    assert (ahead.state, ahead.needed) == ("pending", needed)


def test_needed_of_a_decrease() -> None:
    """Towards better is positive in what is needed, too."""
    entries = [said("2024-06", 284), promised(100, "2024")]
    assert outlook(*entries, today="2024-07-01", indicator=LESS).needed == span(30)


@pytest.mark.parametrize(
    ("entries", "state"),
    [
        ([said("2024-06", 200), promised(100, "2024")], "met"),
        ([said("2024-06", 50), promised(100, "2024")], "unreported"),
        ([said("2024-06", 50), said("2025", 60), promised(100, "2024")], "missed"),
        ([said("2024-06", 50), said("2025", 160), promised(100, "2024")], "met-late"),
        ([said("2024-06", 50), promised(100)], "no-deadline"),
        (
            [
                said("2024-06", 50),
                promised(100, "2030"),
                promised(9, "2031", replaces="target-2030"),
            ],
            "replaced",
        ),
    ],
)
def test_only_the_pending_are_judged(entries: list[WrittenData], state: str) -> None:
    """Needed and verdict belong to pending targets."""
    ahead = outlook(said("2023-06", 10), *entries)
    assert (ahead.state, ahead.needed, ahead.verdict) == (state, None, None)


# --- verdict -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "previous", "latest", "target", "verdict"),
    [
        # every low ≥ needed's high: paces 10 and 10, needed 10; then needed 9
        ([0], [10], [20], 30, "on-track"),
        ([0], [10], [20], 29, "on-track"),
        # every high < needed's low: needed 11
        ([0], [10], [20], 31, "behind"),
        # one is enough, the other is not: baseline 10, recent 18, needed 15
        ([0], [2], [20], 35, "depends"),
        ([0], [2], [20], 30, "on-track"),
        ([0], [2], [20], 38, "depends"),
        ([0], [2], [20], 39, "behind"),
        # recent's high < 0: falling, before the baseline's 10 is held against needed 15 or 11
        ([0], [30], [20], 35, "falling"),
        ([0], [30], [20], 31, "falling"),
        # standing still is not falling
        ([0], [20], [20], 25, "depends"),
        ([0], [20], [20], 31, "behind"),
        # only the recent pace can be falling: baseline −10, recent 0 or 5
        ([40], [20], [20], 41, "behind"),
        ([40], [15], [20], 41, "behind"),
        # recent from −10 to 10 is not falling; baseline 10, needed 5
        ([0], [10, 30], [20], 25, "depends"),
        # recent from −20 to −1 is
        ([0], [21, 40], [20], 25, "falling"),
        # the latest disagrees: paces 9 to 11 and 18 to 22, needed 8 to 12
        ([0], [0], [18, 22], 30, "depends"),
        # needed 7 to 11, both lows at 18 and 9: the baseline's 9 is too little for 11
        ([0], [0], [18, 22], 29, "depends"),
        # needed 5 to 9: lows 9 and 18
        ([0], [0], [18, 22], 27, "on-track"),
        # needed 22 to 26: highs 11 and 22, of which 22 is not below 22; then 23 to 27
        ([0], [0], [18, 22], 44, "depends"),
        ([0], [0], [18, 22], 45, "behind"),
    ],
)
def test_verdict(
    base: list[object], previous: list[object], latest: list[object], target: int, verdict: str
) -> None:
    """The paces so far against the one needed: the first that holds."""
    # 30 days lie between each two of these, the due date included.
    entries = [
        *each("2024-01-01", base),
        *each("2024-01-31", previous),
        *each("2024-03-01", latest),
        promised(target, "2024-03-31"),
    ]
    ahead = outlook(*entries, today="2024-03-02")
    assert (ahead.state, ahead.verdict) == ("pending", verdict)


@pytest.mark.parametrize(
    ("values", "target", "verdict"),
    [
        # paces 10 and 10, needed 10, then 11
        ((40, 30, 20), 10, "on-track"),
        ((40, 30, 20), 9, "behind"),
        # it rises, where it ought to fall
        ((40, 10, 20), 5, "falling"),
    ],
)
def test_verdict_of_a_decrease(values: tuple[int, ...], target: int, verdict: str) -> None:
    """Where less is better, falling means that it rises."""
    dates = ("2024-01-01", "2024-01-31", "2024-03-01")
    claims = [said(date, value) for date, value in zip(dates, values, strict=True)]
    ahead = outlook(*claims, promised(target, "2024-03-31"), today="2024-03-02", indicator=LESS)
    assert ahead.verdict == verdict


@pytest.mark.parametrize(
    ("observations", "due"),
    [
        # nothing counts
        ([a_disputed("2024-01-31", 5)], "2024-03-31"),
        ([withdrawn(said("2024-01-31", 5))], "2024-03-31"),
        # no pace: one date only, or the other overlaps
        ([said("2024-01-31", 5)], "2024-03-31"),
        ([said("2024-01-15/2024-01-31", 5), said("2024-01-31", 6)], "2024-03-31"),
        # no needed: no days left
        ([said("2024-01-31", 5), said("2024-03-01", 6)], "2024-03-01"),
        ([said("2024-01-31", 5), said("2024-03", 6)], "2024-03-02"),
    ],
)
def test_not_assessable(observations: list[WrittenData], due: str) -> None:
    """Without a pace or without needed a pending target cannot be assessed."""
    ahead = outlook(*observations, promised(100, due), today="2024-03-01")
    assert (ahead.state, ahead.verdict) == ("pending", "not-assessable")


def test_verdict_by_the_recent_pace_alone() -> None:
    """One pace is enough to judge by."""
    entries = [said("2024-01-31", 10), said("2024-03-01", 20), promised(30, "2024-03-31")]
    ahead = outlook(*entries, baseline="result-2024-03-01", today="2024-03-02")
    assert ahead.verdict == "on-track"
