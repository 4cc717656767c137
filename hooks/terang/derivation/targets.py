"""A target with its state, its gap and its verdict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from terang.derivation.pace import needed_pace
from terang.derivation.states import CountingDate, Range, State
from terang.model.definitions import Direction, Indicator, Measure
from terang.model.entries import Target


class Verdict(StrEnum):
    """Whether the paces so far would meet a pending target."""

    NOT_ASSESSABLE = "not-assessable"
    FALLING = "falling"
    ON_TRACK = "on-track"
    BEHIND = "behind"
    DEPENDS = "depends"


@dataclass(frozen=True, slots=True)
class Outlook:
    """A target seen from today: its state, and how far and how fast it would be reached."""

    target: Target
    state: State
    replacement: Target | None
    """What has replaced it, also where that came too late to change its state."""
    reached_share: Range | None
    """None too once its due date is over: the latest figure then says nothing about that day."""
    gap: Range | None
    """None too once its due date is over."""
    needed: Range | None
    """Value per 30 days, towards better positive."""
    verdict: Verdict | None


# --- targets -----------------------------------------------------------------------------------


def outlook(  # noqa: PLR0913, PLR0917 - a target's outlook needs the whole series around it
    target: Target,
    targets: Sequence[Target],
    dates: Sequence[CountingDate],
    indicator: Indicator,
    today: dt.date,
    paces: Sequence[Range | None],
) -> Outlook:
    """Return a target's state and the figures beside it.

    Once its due date is over the latest figure is one of another day: no share and no gap.
    """
    replacement = next(
        (target_item for target_item in targets if target_item.replaces == target.anchor), None
    )
    state = target_state(target, replacement, dates, indicator, today)
    latest = dates[-1] if dates and not is_over(target, today) else None
    distance = gap(target, latest)
    needed = None
    if state is State.PENDING and indicator.measure is Measure.STOCK:
        needed = needed_pace(target, latest, distance, indicator.direction)
    return Outlook(
        target=target,
        state=state,
        replacement=replacement,
        reached_share=reached_share(target, latest, indicator.direction),
        gap=distance,
        needed=needed,
        verdict=verdict(needed, paces) if state is State.PENDING else None,
    )


def is_over(target: Target, today: dt.date) -> bool:
    """Return whether the last day by which a target was to be reached has passed."""
    return target.due is not None and today > target.due.last


def target_state(
    target: Target,
    replacement: Target | None,
    dates: Sequence[CountingDate],
    indicator: Indicator,
    today: dt.date,
) -> State:
    """The first that holds of CONTRACT section 2's target states.

    For a flow, only counting dates that lie within the due date are looked at.
    """
    due = target.due
    if due is None:
        return State.NO_DEADLINE
    if replacement is not None and (
        replacement.announced is None or replacement.announced.last <= due.last
    ):
        return State.REPLACED
    if indicator.measure is Measure.FLOW:
        dates = [date for date in dates if date.period.is_within(due)]
    reached = [date.period for date in dates if _reaches(date, target, indicator.direction)]
    if any(period.last <= due.last for period in reached):
        return State.MET
    if reached:
        return State.MET_LATE
    if today <= due.last:
        return State.PENDING
    reported = any(date.period.last >= due.last for date in dates)
    return State.MISSED if reported else State.UNREPORTED


def _reaches(date: CountingDate, target: Target, direction: Direction) -> bool:
    """All counting values of a date are as good as the target, or better."""
    if direction is Direction.DECREASE:
        return date.values.high <= target.value
    return date.values.low >= target.value


def reached_share(
    target: Target, latest: CountingDate | None, direction: Direction
) -> Range | None:
    """Latest ÷ target, for an increase to a target above 0."""
    if latest is None or direction is not Direction.INCREASE or target.value <= 0:
        return None
    value = Fraction(target.value)
    return Range(latest.values.low / value, latest.values.high / value)


def gap(target: Target, latest: CountingDate | None) -> Range | None:
    """Target − latest, low and high."""
    if latest is None:
        return None
    value = Fraction(target.value)
    return Range(value - latest.values.high, value - latest.values.low)


def verdict(needed: Range | None, paces: Sequence[Range | None]) -> Verdict:
    """Of a pending target, the first that holds; `paces` are the baseline's and the recent one."""
    known = [pace for pace in paces if pace is not None]
    recent = paces[-1]
    if needed is None or not known:
        return Verdict.NOT_ASSESSABLE
    if recent is not None and recent.high < 0:
        return Verdict.FALLING
    if all(item.low >= needed.high for item in known):
        return Verdict.ON_TRACK
    if all(item.high < needed.low for item in known):
        return Verdict.BEHIND
    return Verdict.DEPENDS
