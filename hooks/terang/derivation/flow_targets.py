"""The rules for the state of a target of a flow (docs/contract.md#targets-of-a-flow)."""

from __future__ import annotations

from terang.derivation.quantity import Answer, Goal
from terang.derivation.states import Judgement, Reason, State
from terang.derivation.totals import PeriodSums, Sums


def judge_flow_target(
    goal: Goal, sums: PeriodSums, *, is_over: bool, is_replaced: bool, is_contested: bool
) -> Judgement:
    """Return the state of a target of a flow whose due date is known.

    `is_contested`: a whole and its parts do not fit among what is added up, so that sums decide
    nothing.
    """
    ahead = Judgement(State.REPLACED if is_replaced else State.PENDING)
    found = sums.found
    if found is None:
        return Judgement(State.UNREPORTED, _reason_unreported(sums)) if is_over else ahead
    if is_contested:
        disagree = Judgement(State.UNDECIDED, Reason.SOURCES_DISAGREE, found.anchors)
        return disagree if is_over else ahead
    if judgement := _decided_early(goal, found):
        return judgement
    if not is_over:
        return ahead
    if sums.total is None:
        return Judgement(State.UNREPORTED, Reason.PARTS_ONLY)
    return _judge_total(goal, sums.total)


def _reason_unreported(sums: PeriodSums) -> Reason:
    if sums.is_broken:
        return Reason.BREAK
    return Reason.PARTS_ONLY if sums.has_parts else Reason.NONE


def _decided_early(goal: Goal, sums: Sums) -> Judgement | None:
    """Return what a total or a part settles, also before the period is over.

    What has been reached stays reached; a ceiling that has been exceeded stays exceeded.
    """
    settled, state = (Answer.NO, State.MISSED) if goal.is_decrease else (Answer.YES, State.MET)
    is_settled = sums.answers(goal) == {settled}
    return Judgement(state, decided_by=sums.anchors) if is_settled else None


def _judge_total(goal: Goal, total: Sums) -> Judgement:
    answers, anchors = total.answers(goal), total.anchors
    if answers == {Answer.YES}:
        return Judgement(State.MET, decided_by=anchors)
    if answers == {Answer.NO}:
        return Judgement(State.MISSED, decided_by=anchors)
    do_disagree = {Answer.YES, Answer.NO} <= answers
    reason = Reason.SOURCES_DISAGREE if do_disagree else Reason.ROUGH_FIGURE
    return Judgement(State.UNDECIDED, reason, anchors)
