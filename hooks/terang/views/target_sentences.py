"""Sentences about a target's state and its replacement.

They depend on more than the state, so that none claims more than the reports support.
"""

from __future__ import annotations

from terang.derivation.states import State
from terang.derivation.targets import Outlook
from terang.model.catalog import Series
from terang.model.definitions import Direction, Measure
from terang.model.entries import Observation, Target
from terang.views.claim_sentences import StatedClaim, claim_sentence, stated_claim
from terang.views.page_context import PageContext


def state_sentence(outlook: Outlook, series: Series, context: PageContext) -> str:
    """Return the meaning of a target's state, as far as the recorded reports support it."""
    return context.language.word(f"state_means.{_state_key(outlook, series, context)}")


def _state_key(outlook: Outlook, series: Series, context: PageContext) -> str:
    state, replacement = outlook.state, outlook.replacement
    is_flow = context.indicator(series).measure is Measure.FLOW
    match state:
        case State.REPLACED if replacement is not None and replacement.announced is None:
            return f"{state}_undated"
        case State.MISSED | State.MET_LATE:
            flow = "_flow" if is_flow else ""
            disagree = "_disagree" if _is_reached_by_some(outlook, series, context) else ""
            return f"{state}{flow}{disagree}"
        case State.UNREPORTED if is_flow:
            return f"{state}_flow"
        case _:
            return str(state)


def _is_reached_by_some(outlook: Outlook, series: Series, context: PageContext) -> bool:
    """Return whether a report that decides the state reaches the target.

    For a missed target, these are the reports for its day or later; for a missed target of a flow,
    the reports within its period; for a target met late, the reports up to its day.
    """
    target, due = outlook.target, outlook.target.due
    if due is None:
        return False
    indicator = context.indicator(series)
    dates = context.derived[series.id].dates
    if outlook.state is State.MET_LATE:
        dates = tuple(date for date in dates if date.period.last <= due.last)
    elif indicator.measure is Measure.FLOW:
        dates = tuple(date for date in dates if date.period.is_within(due))
    else:
        dates = tuple(date for date in dates if date.period.last >= due.last)
    return any(
        _reaches(claim, target, indicator.direction)
        for date in dates
        for claim in date.observations
    )


def _reaches(claim: Observation, target: Target, direction: Direction) -> bool:
    if direction is Direction.DECREASE:
        return claim.value <= target.value
    return claim.value >= target.value


def replaced_sentence(
    outlook: Outlook | None, series: Series, context: PageContext
) -> StatedClaim | None:
    """Return the target that replaced another, and the effect on the other's state."""
    if outlook is None or outlook.replacement is None:
        return None
    replacement = outlook.replacement
    claim = claim_sentence(replacement, series, context, is_linked=True)
    sentence = context.language.sentence(f"targets.{_replaced_key(outlook)}", claim=claim)
    return stated_claim(replacement, series, sentence)


def _replaced_key(outlook: Outlook) -> str:
    due = outlook.target.due
    announced = outlook.replacement.announced if outlook.replacement else None
    if outlook.state is State.REPLACED or due is None or announced is None:
        return "replaced_by"
    return "replaced_late" if announced.first > due.last else "replaced_unclear"
