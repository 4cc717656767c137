"""A target seen from today, of a stock or a flow: state, distances now and at its deadline, paces.

The rules stand in docs/contract.md#state-of-a-target.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from terang.derivation.change import difference
from terang.derivation.claims import CountingDate, SeriesClaims, TargetClaim
from terang.derivation.comparability import is_parted
from terang.derivation.flow_targets import judge_flow_target
from terang.derivation.other_states import (
    CountedClaims,
    OtherState,
    Supposition,
    find_other_states,
)
from terang.derivation.pace import Verdict, meant_gap, needed_pace, verdict_on
from terang.derivation.quantity import Goal, Span, goal_of
from terang.derivation.states import Judgement, State
from terang.derivation.stock_targets import (
    NO_DEADLINE,
    Evidence,
    judge_stock_target,
)
from terang.derivation.totals import PeriodSums, is_never_negative, sums_over
from terang.model.definitions import Direction
from terang.model.entries import Target
from terang.model.period import Period

WITHOUT_A_REPORT = frozenset({State.UNREPORTED, State.MET_TIME_UNKNOWN})
"""States in which no report says how it stood on the deadline's day."""


@dataclass(frozen=True, slots=True)
class Distance:
    """The distance of a figure from a target: the figure's share of it, and what is missing."""

    date: Period
    anchors: tuple[str, ...]
    share: Span | None
    gap: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """A target seen from today."""

    claim: TargetClaim
    judgement: Judgement
    replaced_by: str | None
    is_over: bool
    """True if its day is over."""
    is_flow: bool
    """True if it is about an amount over a period, so that `now` is about that period."""
    other_states: tuple[OtherState, ...] = ()
    """States that would follow if disputed or set-aside observations counted."""
    nearest: tuple[CountingDate, ...] = ()
    """The figures next to a stock's deadline, where no report says how it stood on the day."""
    now: Distance | None = None
    """The distance of the latest; for a flow, of all that was added up for its period."""
    at_deadline: Distance | None = None
    """The distance at the deadline of a stock, once that is over."""
    total: Span | None = None
    part: Span | None = None
    needed: Span | None = None
    """Value per 30 days, towards better positive."""
    verdict: Verdict | None = None

    @property
    def anchor(self) -> str:
        """Return the anchor of the target."""
        return self.claim.anchor

    @property
    def target(self) -> Target:
        """Return the entry of the record."""
        if self.claim.entry is None:
            raise ValueError(self.anchor)
        return self.claim.entry

    @property
    def measured(self) -> Distance | None:
        """Return the distance at the deadline if that is over, else the present one."""
        return self.at_deadline if self.is_over and not self.is_flow else self.now

    @property
    def state(self) -> State:
        """Return the state alone."""
        return self.judgement.state


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesFigures:
    """The figures of a series that every target is held against."""

    claims: SeriesClaims
    counted: CountedClaims
    suppositions: tuple[Supposition, ...]
    """The same, if claims counted that do not."""
    latest: CountingDate | None
    today: dt.date
    paces: tuple[Span | None, Span | None]
    """Baseline and recent, over everything that the claims may mean."""
    is_old: bool


def outlook_of(target: TargetClaim, figures: SeriesFigures) -> Outlook:
    """Return a target as seen from today: its state, its distances and its paces."""
    goal = goal_of(target.quantity, figures.claims.traits.direction)
    if figures.claims.traits.is_stock:
        return _stock_outlook(target, goal, figures)
    return _flow_outlook(target, goal, figures)


def state_of_target(
    target: TargetClaim, claims: SeriesClaims, counted: CountedClaims, today: dt.date
) -> State:
    """Return a target's state alone, of a stock or of a flow, as seen from today."""
    goal = goal_of(target.quantity, claims.traits.direction)
    is_replaced = _replacement(target, claims) is not None
    if claims.traits.is_stock:
        evidence = _evidence_for(target, goal, claims, counted)
        return judge_stock_target(evidence, today, is_replaced=is_replaced).state
    if target.due is None:
        return _state_without_due(is_replaced=is_replaced)
    sums = _sums_for(target, target.due, claims, counted)
    is_over = today > target.due.last
    return _judge_sums(goal, sums, counted, is_over=is_over, is_replaced=is_replaced).state


def _replacement(target: TargetClaim, claims: SeriesClaims) -> str | None:
    others = claims.targets
    return next((other.anchor for other in others if other.replaces == target.anchor), None)


def _evidence_for(
    target: TargetClaim, goal: Goal, claims: SeriesClaims, counted: CountedClaims
) -> Evidence:
    deadline = target.due.last if target.due else NO_DEADLINE
    return Evidence(goal, deadline, target.announcement_day, claims.breaks, counted.dates)


def _stock_outlook(target: TargetClaim, goal: Goal, figures: SeriesFigures) -> Outlook:
    replaced_by = _replacement(target, figures.claims)
    evidence = _evidence_for(target, goal, figures.claims, figures.counted)

    def judgement_on(evidence: Evidence) -> Judgement:
        return judge_stock_target(evidence, figures.today, is_replaced=replaced_by is not None)

    judgement = judgement_on(evidence)
    now = _distance_of_date(goal, _comparable_latest(figures.latest, evidence), figures)
    needed, verdict = None, None
    if judgement.state is State.PENDING:
        needed, verdict = _prospect(goal, now, evidence.deadline, figures)
    is_over = figures.today > evidence.deadline
    at_deadline = _distance_of_date(goal, _date_at_deadline(evidence), figures)
    return Outlook(
        claim=target,
        judgement=judgement,
        replaced_by=replaced_by,
        is_over=is_over,
        is_flow=False,
        other_states=find_other_states(
            judgement.state,
            figures.suppositions,
            lambda supposed: judgement_on(evidence.supposing(supposed.changed)).state,
        ),
        nearest=evidence.nearest if judgement.state in WITHOUT_A_REPORT else (),
        now=now,
        at_deadline=at_deadline if is_over else None,
        needed=needed,
        verdict=verdict,
    )


def _prospect(
    goal: Goal, now: Distance | None, deadline: dt.date, figures: SeriesFigures
) -> tuple[Span | None, Verdict]:
    """Return the needed pace of a pending target, and whether the paces so far are enough."""
    latest = figures.latest
    if now is None or latest is None:
        return None, Verdict.NOT_ASSESSABLE
    is_decrease = goal.is_decrease
    needed = needed_pace(now.gap, latest, deadline, is_decrease=is_decrease)
    meant = needed_pace(meant_gap(goal, latest), latest, deadline, is_decrease=is_decrease)
    return needed, verdict_on(meant, *figures.paces, is_old=figures.is_old)


def _comparable_latest(latest: CountingDate | None, evidence: Evidence) -> CountingDate | None:
    """Return the latest unless a break lies between it and the target, or may lie there."""
    if latest is None or not evidence.breaks:
        return latest
    since = evidence.announcement
    return None if since is None or is_parted(latest.period, since, evidence.breaks) else latest


def _date_at_deadline(evidence: Evidence) -> CountingDate | None:
    """Return the shortest date that ends on the day, else the first for it, else one in time."""
    on_the_day = [date for date in evidence.holding if date.period.last == evidence.deadline]
    if on_the_day:
        return on_the_day[-1]
    if evidence.for_the_day:
        return evidence.for_the_day[0]
    return evidence.in_time[-1] if evidence.in_time else None


def _distance_of_date(
    goal: Goal, date: CountingDate | None, figures: SeriesFigures
) -> Distance | None:
    if date is None:
        return None
    return _distance(goal, date.period, date.anchors, date.span, figures)


def _distance(
    goal: Goal, period: Period, anchors: tuple[str, ...], figure: Span, figures: SeriesFigures
) -> Distance:
    """Return share (of an increase to a target above 0) and gap of a figure."""
    share = None
    if figures.claims.traits.direction is Direction.INCREASE and goal.value > 0:
        share = Span(
            None if figure.low is None else figure.low / goal.value,
            None if figure.high is None else figure.high / goal.value,
        )
    return Distance(period, anchors, share, difference(Span(goal.value, goal.value), figure))


def _flow_outlook(target: TargetClaim, goal: Goal, figures: SeriesFigures) -> Outlook:
    claims, replaced_by, due = figures.claims, _replacement(target, figures.claims), target.due
    if due is None:
        return Outlook(
            claim=target,
            judgement=Judgement(_state_without_due(is_replaced=replaced_by is not None)),
            replaced_by=replaced_by,
            is_over=False,
            is_flow=True,
        )
    is_over, is_replaced = figures.today > due.last, replaced_by is not None

    def judged(counted: CountedClaims) -> tuple[PeriodSums, Judgement]:
        sums = _sums_for(target, due, claims, counted)
        return sums, _judge_sums(goal, sums, counted, is_over=is_over, is_replaced=is_replaced)

    def state_if(supposed: Supposition) -> State:
        has_others = _has_other_sums(due, supposed, figures.counted)
        return judged(supposed.counted)[1].state if has_others else judgement.state

    sums, judgement = judged(figures.counted)
    found = sums.found
    return Outlook(
        claim=target,
        judgement=judgement,
        replaced_by=replaced_by,
        is_over=is_over,
        is_flow=True,
        other_states=find_other_states(judgement.state, figures.suppositions, state_if),
        now=_distance(goal, due, found.anchors, found.span, figures) if found else None,
        total=sums.total.span if sums.total else None,
        part=sums.part.span if sums.part else None,
    )


def _sums_for(
    target: TargetClaim, due: Period, claims: SeriesClaims, counted: CountedClaims
) -> PeriodSums:
    announcement, adds_up = target.announcement_day, claims.traits.adds_up
    return sums_over(due, counted.dates, claims.breaks, announcement, adds_up=adds_up)


def _judge_sums(
    goal: Goal, sums: PeriodSums, counted: CountedClaims, *, is_over: bool, is_replaced: bool
) -> Judgement:
    is_contested = _is_contested(sums, counted)
    return judge_flow_target(
        goal, sums, is_over=is_over, is_replaced=is_replaced, is_contested=is_contested
    )


def _state_without_due(*, is_replaced: bool) -> State:
    """Return the state of an amount without a period: nothing can be held against it."""
    return State.REPLACED if is_replaced else State.NO_DEADLINE


def _is_contested(sums: PeriodSums, counted: CountedClaims) -> bool:
    """Return whether something that is added up is in conflict with a whole or with parts."""
    return sums.found is not None and not counted.contested.isdisjoint(sums.found.anchors)


def _has_other_sums(due: Period, supposed: Supposition, counted: CountedClaims) -> bool:
    """Return whether the sums over a due date, or what they are in conflict with, may be others.

    A value below 0 anywhere in the series leaves no part.
    """
    return supposed.counted.contested != counted.contested or any(
        date.period.is_within(due) or not is_never_negative(date) for date in supposed.changed
    )
