"""The claims shown behind a target's state: what decided it, is nearest, would change it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from terang.derivation.claims import CountingDate
from terang.derivation.other_states import OtherState
from terang.derivation.states import State
from terang.derivation.targets import Outlook
from terang.model.catalog import Series
from terang.model.entries import Observation
from terang.model.period import Period
from terang.views.claim_sentences import StatedClaim, claim_ids, short_claims
from terang.views.page_context import PageContext


def decided_by(outlook: Outlook, series: Series, context: PageContext) -> StatedClaim | None:
    """Return for readers the claims that decided a target's state, each with speaker and link.

    Of an amount over a period that decides nothing yet, these are all claims that were added up.
    """
    anchors, key = outlook.judgement.decided_by, "decided_by"
    if not anchors and outlook.is_flow and outlook.now is not None:
        anchors, key = outlook.now.anchors, "added_up"
    return _stated(f"targets.{key}", _observations(anchors, series), series, context)


def nearest_figures(outlook: Outlook, series: Series, context: PageContext) -> StatedClaim | None:
    """Return for readers the figures nearest to a deadline for which no sure report was found."""
    due = outlook.target.due
    if outlook.is_flow and outlook.state is State.UNREPORTED and outlook.now is None and due:
        nearest: Iterable[CountingDate] = _around(due, context.derived[series.id].dates)
    else:
        nearest = outlook.nearest
    decided = outlook.judgement.decided_by
    claims = [claim for date in nearest for claim in date.observations]
    others = [claim for claim in claims if claim.anchor not in decided]
    return _stated("targets.nearest", others, series, context)


def _around(due: Period, dates: Iterable[CountingDate]) -> list[CountingDate]:
    """Return the dates that overlap a period, else the last before it and the first after it."""
    ordered = list(dates)
    before = [date for date in ordered if date.period.last < due.first]
    after = [date for date in ordered if date.period.first > due.last]
    overlapping = [date for date in ordered if date not in before and date not in after]
    return overlapping or [*before[-1:], *after[:1]]


def other_states(outlook: Outlook, series: Series, context: PageContext) -> tuple[StatedClaim, ...]:
    """Return for readers the claims that would change a target's state if they counted."""
    return tuple(_other_state(other, series, context) for other in outlook.other_states)


def _other_state(other: OtherState, series: Series, context: PageContext) -> StatedClaim:
    claims = _observations(other.anchors, series)
    sentence = context.language.sentence(
        "targets.other_state",
        claims=short_claims(claims, series, context),
        state=context.language.word(f"state.{other.state}"),
    )
    return StatedClaim(claim_ids(series, claims), sentence)


def _observations(anchors: Iterable[str], series: Series) -> list[Observation]:
    known = frozenset(anchors)
    return [entry for entry in series.observations if entry.anchor in known]


def _stated(
    key: str, claims: Sequence[Observation], series: Series, context: PageContext
) -> StatedClaim | None:
    if not claims:
        return None
    sentence = context.language.sentence(key, claims=short_claims(claims, series, context))
    return StatedClaim(claim_ids(series, claims), sentence)
