"""Borders of the states of a stock's target that the small records do not stand on."""

from __future__ import annotations

import pytest
from tests.derivation.made_claims import (
    DECREASE,
    Value,
    derived,
    outlook,
    promised,
    said,
    series,
)

from terang.derivation.claims import Claim, TargetClaim

GOAL = promised(100)
"""Set on 1 January 2025 for 31 December 2025."""


def judged(
    *claims: Claim, target: TargetClaim = GOAL, **keys: object
) -> tuple[str, str | None, tuple[str, ...]]:
    """Return the state of a target, its reason, and the claims that decided it."""
    judgement = outlook(series(*claims, target=target, **keys)).judgement  # type: ignore[arg-type]
    return judgement.state, judgement.reason, judgement.decided_by


def state(*claims: Claim, target: TargetClaim = GOAL, **keys: object) -> str:
    """Return the state alone."""
    return judged(*claims, target=target, **keys)[0]


def yes(date: str, anchor: str = "yes", *, by: str = "office") -> Claim:
    """Return a claim that reaches the target."""
    return said(date, 105, anchor, by=by)


def no(date: str, anchor: str = "no", *, by: str = "office") -> Claim:
    """Return a claim that does not."""
    return said(date, 95, anchor, by=by)


def rough(date: str, anchor: str = "rough", *, by: str = "office") -> Claim:
    """Return a claim that may or may not."""
    return said(date, 90, anchor, qualifier="at-least", by=by)


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2025-01-01", "met"),
        ("2024-12-31", "unreported"),
        ("2024-12-31/2025-06-30", "unreported"),
        ("2025-12-31", "met"),
        # Whatever ends on the day speaks for it.
        ("2024-06-01/2025-12-31", "met"),
        ("2025-12-30/2026-01-01", "met-time-unknown"),
        ("2024-12-31/2026-01-01", "unreported"),
        ("2026-01-01", "met-time-unknown"),
    ],
)
def test_when_a_figure_is_in_time(date: str, expected: str) -> None:
    """A figure is in time from the announcement day to the deadline, or if it ends on that."""
    assert state(yes(date)) == expected


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2025-12-30", "unreported"),
        ("2025-12-31", "missed"),
        ("2023-01-01/2025-12-31", "missed"),
        ("2026-01-01", "missed"),
        ("2026-04-02", "missed"),
        ("2026-04-03", "unreported"),
        ("2026-01-01/2026-04-02", "missed"),
        ("2026-01-01/2026-04-03", "unreported"),
        ("2025-12-31/2026-01-01", "unreported"),
    ],
)
def test_when_a_figure_is_for_the_day(date: str, expected: str) -> None:
    """A figure is for the day if it ends on it, or begins after it and ends within 92 days."""
    assert state(no(date)) == expected


def test_what_speaks_against_a_figure_in_time() -> None:
    """A later figure in time, another of the day, or one that is nearer after it."""
    assert state(yes("2025-06-30"), no("2025-09-30", by="B")) == "undecided"
    assert state(yes("2025-06-30"), no("2025-05-31")) == "met"
    # Of two that end on one day before the deadline, neither is later.
    assert state(yes("2025-06-30"), no("2025-06", by="B")) == "met"
    assert state(yes("2025-12-31"), no("2025", by="B")) == "undecided"
    assert state(yes("2025"), no("2025-12-31", by="B")) == "undecided"
    assert state(yes("2025-12-31"), no("2025-12-30")) == "met"
    assert state(yes("2025-12-21"), no("2026-01-09", by="B")) == "undecided"
    assert state(yes("2025-12-21"), no("2026-01-10", by="B")) == "met"
    # One that only holds the day speaks against nothing.
    assert state(yes("2025-12-01"), no("2025-12-31/2026-01-01")) == "met"
    # Nor does one that is not for the day.
    assert state(yes("2025-01-31"), no("2026-04-03")) == "met"
    assert state(yes("2025-01-31"), no("2026-04-02", by="B")) == "undecided"
    # A rough one does not.
    assert state(yes("2025-06-30"), rough("2025-12-31")) == "met"
    assert state(yes("2025-06-30"), rough("2025-12-31"), no("2025-12-31", by="B")) == "undecided"


def test_met_is_decided_by_all_that_say_yes() -> None:
    """All figures in time that say yes decide, also those that something speaks against."""
    found = judged(yes("2025-03-31", "a"), no("2025-06-30"), yes("2025-12-31", "b"))
    assert found == ("met", None, ("a", "b"))


def test_met_then_fell() -> None:
    """A later figure of the same office is below, and nothing in time since says otherwise."""
    assert judged(yes("2025-06-30"), no("2025-12-31")) == ("met-then-fell", None, ("yes", "no"))
    # Another office's is no fall; of two on one side one is enough.
    assert judged(yes("2025-06-30", by="A"), no("2025-12-31", by="B")) == (
        "undecided", "sources-disagree", ("yes", "no"),
    )  # fmt: skip
    both = [yes("2025-06-30", "a", by="A"), yes("2025-06-30", "b", by="B")]
    assert state(*both, no("2025-12-31", by="B")) == "met-then-fell"
    # Figures of the day differ: none of them is later.
    assert state(yes("2025"), no("2025-12-31")) == "undecided"
    # Its own date must say yes, and the later one no.
    mixed = [yes("2025-06-30"), no("2025-06-30", "rival")]
    assert state(*mixed, no("2025-12-31")) == "undecided"
    mixed = [no("2025-12-31"), rough("2025-12-31")]
    assert state(yes("2025-06-30"), *mixed) == "undecided"
    # Neither a rough figure of the same end, nor a later one, may say anything but no.
    assert state(yes("2025-06-30"), no("2025-12-31"), rough("2025-12")) == "undecided"
    assert state(yes("2025-06-30"), no("2025-09-30"), rough("2025-12-31")) == "undecided"
    assert state(yes("2025-06-30"), rough("2025-07-31"), no("2025-12-31")) == "met-then-fell"
    # After the deadline too.
    assert state(yes("2025-06-30"), no("2026-01-31")) == "met-then-fell"
    confirmed = no("2026-02-01", "b", by="B")
    assert state(yes("2025-06-30"), no("2026-01-31"), confirmed) == "met-then-fell"
    # The last fall is named.
    found = judged(
        yes("2025-02-28", "a"), no("2025-03-31", "b"), yes("2025-06-30", "c"), no("2025-09-30", "d")
    )
    assert found == ("met-then-fell", None, ("c", "d"))


def test_undecided_by_what_was_in_time() -> None:
    """A claim in time says yes; another of its date, or one against it, says no, or is rough."""
    assert judged(yes("2025-06-30"), no("2025-06-30")) == (
        "undecided", "sources-disagree", ("yes", "no"),
    )  # fmt: skip
    assert judged(yes("2025-06-30"), rough("2025-06-30")) == (
        "undecided", "rough-figure", ("yes", "rough"),
    )  # fmt: skip
    unsure = [yes("2025-03-31", "a"), rough("2025-03-31", "b"), yes("2025-06-30", "c")]
    assert judged(*unsure, rough("2025-06-30", "d")) == ("undecided", "rough-figure", ("c", "d"))
    # The latest pair is named, of one figure those that speak against it first.
    found = judged(
        yes("2025-03-31", "a", by="A"),
        no("2025-06-30", "b", by="B"),
        yes("2025-09-30", "c", by="A"),
        no("2025-12-31", "d", by="B"),
    )
    assert found == ("undecided", "sources-disagree", ("c", "d"))
    split = [yes("2025-09-30", "c"), no("2025-09-30", "c2", by="B")]
    assert judged(*split, no("2025-12-31", "d", by="B"))[2] == ("c", "c2", "d")


def test_met_late() -> None:
    """Figures for the day say no, and a later one says yes."""
    assert judged(no("2025-12-31"), yes("2026-01-31")) == ("met-late", None, ("no", "yes"))
    assert judged(no("2025-12-31", "a"), no("2026-01-15", "b"), yes("2026-12-31", "c")) == (
        "met-late", None, ("a", "c"),
    )  # fmt: skip
    # Without one before it, or where one of them is rough, nobody knows when.
    assert state(yes("2026-01-31")) == "met-time-unknown"
    assert state(no("2026-02-28"), yes("2026-01-31")) == "met-time-unknown"
    assert state(no("2025-12-31"), rough("2026-01-15"), yes("2026-01-31")) == "met-time-unknown"
    assert state(no("2026-01-31"), yes("2026-01-31/2026-02-28")) == "met-time-unknown"
    assert state(no("2026-01-31"), yes("2026-02-01/2026-02-28")) == "met-late"
    # A figure for the day after it does not matter; one that is not for the day does not either.
    assert state(no("2025-12-31"), yes("2026-01-31"), no("2026-02-28", "b")) == "met-late"
    # A date around the deadline that says anything else leaves it open.
    around = "2025-12-15/2026-01-15"
    assert state(no("2025-12-31"), no(around, "b"), yes("2026-01-31")) == "met-late"
    for other in (yes(around, "b"), rough(around)):
        assert state(no("2025-12-31"), other, yes("2026-01-31")) == "met-time-unknown"
    both = [yes(around, "b"), no(around, "c", by="B")]
    assert state(no("2025-12-31"), *both, yes("2026-01-31")) == "met-time-unknown"
    # The second late figure may be the first with a report before it.
    early, later = yes("2026-01-01/2026-03-15", "a"), yes("2026-03-10/2026-03-31", "b")
    assert judged(early, no("2026-01-15"), later) == ("met-late", None, ("no", "b"))


def test_met_at_some_time() -> None:
    """A figure around the deadline, or a late one, says yes."""
    assert judged(yes("2025-12-01/2026-01-31", "a"), yes("2026-12-31", "b")) == (
        "met-time-unknown", None, ("a", "b"),
    )  # fmt: skip
    before_it_was_set = "2024-12-31/2026-01-31"
    assert state(yes(before_it_was_set)) == "unreported"
    assert state(no("2025-12-31"), yes("2025-12-01/2026-01-31")) == "met-time-unknown"


def test_missed() -> None:
    """All figures for the day say no, and none that holds the day says anything else."""
    assert judged(no("2025-12-31", "a"), no("2026-03-31", "b"), no("2025-06-30", "c")) == (
        "missed", None, ("a", "b"),
    )  # fmt: skip
    assert state(no("2025-12-31"), rough("2026-03-31")) == "undecided"
    held = "2024-12-31/2026-01-31"
    assert state(no("2025-12-31"), yes(held)) == "unreported"
    assert state(no("2025-12-31"), rough(held)) == "undecided"
    assert state(no("2025-12-31"), no(held, "b")) == "missed"


def test_undecided_by_other_figures() -> None:
    """A figure that bears on the target says both, or else is rough."""
    late = [yes("2026-12-01", "a"), no("2026-12-01", "b", by="B")]
    assert judged(*late) == ("undecided", "sources-disagree", ("a", "b"))
    assert judged(rough("2025-06-30"), *late) == ("undecided", "sources-disagree", ("a", "b"))
    assert judged(rough("2025-06-30", "r"), rough("2026-12-01", "s")) == (
        "undecided", "rough-figure", ("r", "s"),
    )  # fmt: skip
    for date in ("2025-06-30", "2025-12-31", "2026-01-31", "2026-12-01", "2024-12-31/2026-01-31"):
        assert state(rough(date)) == "undecided"
    assert state(rough("2024-06-30")) == "unreported"
    assert state(rough("2024-12-01/2025-06-30")) == "unreported"


def test_reasons_of_unreported() -> None:
    """The first reason that holds: a break, a late figure, any figure, none."""
    assert judged() == ("unreported", "none", ())
    assert judged(no("2024-06-30")) == ("unreported", "not-for-the-day", ())
    assert judged(no("2025-12-31/2026-06-30")) == ("unreported", "not-for-the-day", ())
    assert judged(no("2025-06-30"), no("2026-06-30", "b")) == ("unreported", "long-after", ())
    breaks = {"breaks": ["2025-03-01"]}
    assert judged(no("2025-12-31"), **breaks) == ("unreported", "break", ())
    assert judged(no("2025-12-31"), no("2025-02-28", "b"), **breaks)[1] == "break"
    assert judged(no("2025-02-28"), **breaks)[1] == "not-for-the-day"
    assert judged(no("2026-06-30"), breaks=["2026-01-01"])[1] == "break"
    # A break that keeps nothing away is no reason.
    assert judged(no("2024-06-30"), breaks=["2024-03-01"])[1] == "not-for-the-day"
    assert judged(no("2024-06-30"), breaks=["2024-09-01"])[1] == "not-for-the-day"
    # What began before the announcement and only holds the deadline is no evidence anyway.
    assert judged(no("2024-06-01/2026-06-30"), breaks=["2024-09-01"])[1] == "not-for-the-day"


@pytest.mark.parametrize(
    ("announced", "published", "due", "expected"),
    [
        ("2025-06", "2025-01-01", "2025-12-31", "unreported"),
        (None, "2025-06-01", "2025-12-31", "unreported"),
        (None, "2025-05-01", "2025-12-31", "met"),
        (None, "2025-12-31", "2025-12-31", "unreported"),
        # A source after the deadline does not say when it was set: the due date's days do.
        (None, "2026-01-01", "2025-12-31", "unreported"),
        (None, "2026-01-01", "2025", "met"),
        (None, "2025-12-31", "2025", "unreported"),
        (None, None, "2025", "met"),
        (None, None, "2025-06/2025", "met"),
        # Without a due date, whatever was published says when it was set.
        (None, "2025-05-01", None, "met"),
        (None, "2025-06-01", None, "no-deadline"),
        (None, None, None, "no-deadline"),
        ("2025-05-31", None, None, "met"),
        ("2025-06-01", None, None, "no-deadline"),
    ],
)
def test_the_announcement_day(
    announced: str | None, published: str | None, due: str | None, expected: str
) -> None:
    """Evidence begins on the day that was announced or published, else with the due date."""
    written = "2025-06-01/2025-12-31" if due == "2025-06/2025" else due
    target = promised(100, written, announced=announced, published=published)
    date = "2025-06-30" if due == "2025-06/2025" else "2025-05-31"
    assert state(yes(date), target=target) == expected


def test_without_a_due_date() -> None:
    """A target without a day is met, undecided, fell, or has no deadline; nothing else."""
    target = promised(100, None)
    assert state(yes("2026-06-30"), target=target) == "met"
    assert state(no("2026-06-30"), target=target) == "no-deadline"
    assert state(no("2026-03-31"), yes("2026-06-30"), target=target) == "met"
    assert state(rough("2026-06-30"), target=target) == "no-deadline"
    assert state(yes("2026-06-30"), no("2026-09-30"), target=target) == "met-then-fell"
    assert state(yes("2026-06-30"), no("2026-09-30", by="B"), target=target) == "undecided"
    newer = promised(120, "2027", "newer", replaces="target")
    assert state(no("2026-06-30"), target=target, targets=[newer]) == "replaced"
    assert state(yes("2026-06-30"), target=target, targets=[newer]) == "met"


def test_a_target_is_over_on_the_day_after() -> None:
    """On its last day a target is pending, and the day after it is missed."""
    claims = series(no("2025-12-15"), no("2025-12-31", "b"), target=GOAL)
    assert outlook(claims, "2025-12-31").state == "pending"
    assert not outlook(claims, "2025-12-31").is_over
    assert outlook(claims, "2025-12-31").at_deadline is None
    assert outlook(claims, "2026-01-01").state == "missed"
    assert outlook(claims, "2026-01-01").is_over
    newer = promised(120, "2027", "newer", replaces="target")
    replaced = series(no("2025-12-31"), targets=[GOAL, newer])
    assert outlook(replaced, "2025-12-31").state == "replaced"
    assert outlook(replaced, "2026-01-01").state == "missed"
    assert outlook(replaced, "2026-01-01").replaced_by == "newer"


def test_a_decrease() -> None:
    """Figures at or below the target reach it if less is better."""
    values: tuple[Value, ...] = (100, 101, (95, 100), (99, 101))
    for value, expected in zip(values, ("met", "missed", "met", "undecided"), strict=True):
        claim = said("2025-12-31", value, traits=DECREASE)
        assert state(claim, target=promised(100, traits=DECREASE), traits=DECREASE) == expected


def shares(*claims: Claim, **keys: object) -> dict[str, object]:
    """Return the figures by which a target is measured, as anchors with share and gap."""
    found = outlook(series(*claims, **{"target": GOAL} | keys))  # type: ignore[arg-type]
    return {
        name: distance
        and (
            *distance.anchors,
            distance.share and (distance.share.low, distance.share.high),
            (distance.gap.low, distance.gap.high),
        )
        for name, distance in (("now", found.now), ("then", found.at_deadline))
    }


def test_shares_and_gaps() -> None:
    """Each is given now and at the deadline, with both ends."""
    day = said("2025-12-31", (50, 75), "day")
    assert shares(day, said("2026-06-30", 75, "now", qualifier="at-least")) == {
        "now": ("now", (0.75, None), (None, 25)),
        "then": ("day", (0.5, 0.75), (25, 50)),
    }
    below = said("2026-06-30", 75, "now", qualifier="at-most")
    assert shares(below)["now"] == ("now", (0, 0.75), (25, 100))


@pytest.mark.parametrize(
    ("value", "traits"), [(100, DECREASE), (0, None)], ids=["decrease", "target of 0"]
)
def test_a_share_only_of_an_increase_to_more_than_nothing(value: Value, traits: object) -> None:
    """A decrease, and a target of 0, have a gap and no share."""
    keys: dict[str, object] = {} if traits is None else {"traits": traits}
    found = shares(said("2025-12-31", 50, "a"), target=promised(value), **keys)["then"]
    assert isinstance(found, tuple)
    assert found[1] is None
    least = shares(said("2025-12-31", 50, "a"), target=promised(1))
    assert least["then"] == ("a", (50, 50), (-49, -49))


def test_the_figure_at_the_deadline() -> None:
    """The shortest that ends on the day, else the first for the day, else the last in time."""
    dates = ("2025-06-30", "2025", "2025-12-31", "2026-01-31", "2026-02-28")
    then = [no(date, date) for date in dates]
    assert shares(*then)["then"][0] == "2025-12-31"  # type: ignore[index]
    assert shares(*then[:2], *then[3:])["then"][0] == "2025"  # type: ignore[index]
    assert shares(then[0], *then[3:])["then"][0] == "2026-01-31"  # type: ignore[index]
    assert shares(no("2025-05-31"), then[0])["then"][0] == "2025-06-30"  # type: ignore[index]
    assert shares(no("2024-05-31"), no("2026-06-30"))["then"] is None
    # A date that holds the day without ending on it says nothing about it.
    assert shares(then[0], no("2025-12-31/2026-06-30"))["then"][0] == "2025-06-30"  # type: ignore[index]


def test_no_distance_across_a_break() -> None:
    """The latest is measured only where no break parts it from the day the target was set."""
    latest = no("2026-06-30")
    assert shares(latest)["now"] is not None
    assert shares(latest, breaks=["2026-01-01"])["now"] is None
    assert shares(latest, breaks=["2025-01-01"])["now"] is not None
    # Where nobody knows when it was set, any break may lie between.
    unknown = promised(100, None, announced=None)
    assert shares(latest, target=unknown)["now"] is not None
    assert shares(latest, target=unknown, breaks=["2020-01-01"])["now"] is None
    assert shares(target=GOAL)["now"] is None


def test_which_distance_a_page_gives_alone() -> None:
    """It is the one at the deadline once that is over, before that the present one."""
    claims = [no("2025-12-31", "day"), no("2026-06-30", "now")]
    measured = outlook(series(*claims, target=GOAL)).measured
    assert measured is not None
    assert measured.anchors == ("day",)
    ahead = outlook(series(*claims, target=promised(100, "2027"))).measured
    assert ahead is not None
    assert ahead.anchors == ("now",)


LATER = [no("2026-06-30", "c"), no("2026-07-31", "d")]


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([no("2024-05-31", "a"), no("2024-06-30", "b"), *LATER], ("b", "c")),
        ([no("2024-06-30", "b")], ("b",)),
        (LATER, ("c",)),
        ([yes("2025-12-15/2026-01-15", "a")], ("a",)),
        ([no("2025-12-31", "a"), yes("2025-12-15/2026-01-15", "b")], ("a", "b")),
        ([], ()),
        # Where a report decides, nothing else is named.
        ([no("2025-12-31", "a"), *LATER], ()),
    ],
)
def test_the_figures_next_to_the_deadline(claims: list[Claim], expected: tuple[str, ...]) -> None:
    """The nearest before and after are named if no report says how it stood on the day."""
    nearest = outlook(series(*claims, target=GOAL)).nearest
    assert tuple(anchor for date in nearest for anchor in date.anchors) == expected


def test_outlooks_are_found_by_their_anchors() -> None:
    """Each target has its outlook, under its anchor."""
    found = derived(series(targets=[GOAL, promised(50, "2024", "other")]))
    other = found.outlook("other")
    assert other is not None
    assert other.claim.anchor == "other"
    assert found.outlook("none") is None
    with pytest.raises(ValueError, match="other"):
        _ = other.target
