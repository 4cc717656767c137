"""The targets of a series: who set what, how far at the deadline and now, and the state."""

from __future__ import annotations

from dataclasses import dataclass

from terang.derivation.change import Change
from terang.derivation.counting import group_by_date
from terang.derivation.quantity import Span
from terang.derivation.targets import Outlook
from terang.i18n.formatter import Sentence
from terang.model.catalog import Series
from terang.views.attribution import attribution
from terang.views.claim_sentences import StatedClaim, claim_ids, short_claims
from terang.views.derived_figures import difference_range, with_about
from terang.views.entry_view import EntryView, entry_view
from terang.views.page_context import PageContext
from terang.views.sentence_parts import capitalized
from terang.views.target_distances import DistanceLine, distance_cells, needed_pace
from terang.views.target_evidence import decided_by, nearest_figures, other_states
from terang.views.target_sentences import state_word


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesTarget:
    """A target as a row: the claim, its state, its distances, and its pace if pending."""

    entry: EntryView
    who: Sentence
    state: str
    state_word: str
    at_deadline: DistanceLine | None
    """None while the deadline is to come, and where no figure speaks for it."""
    now: DistanceLine | None
    is_same: bool
    """True if the latest figure is the one for the deadline."""
    decided: StatedClaim | None
    """The claims that decide its state, where they are not those at the deadline."""
    nearest: StatedClaim | None
    """The figures nearest to the deadline, where none is sure to be for it."""
    other_states: tuple[StatedClaim, ...]
    """The states that it would have if claims counted that do not."""
    verdict: str
    pace: tuple[StatedClaim, ...]
    """The inputs and the formula of the verdict.

    The rule is in docs/contract.md#paces-between-dates-of-one-speaker.
    """


def series_targets(series: Series, context: PageContext) -> tuple[SeriesTarget, ...]:
    """Return the targets of a series, newest due date first, targets without a date last."""
    outlooks = context.derived[series.id].outlooks
    dated = group_by_date((outlook.target for outlook in outlooks), lambda target: target.due)
    ordered = [target.anchor for _, group in reversed(dated) for target in group]
    ordered += [outlook.target.anchor for outlook in outlooks if outlook.target.due is None]
    by_anchor = {outlook.target.anchor: outlook for outlook in outlooks}
    return tuple(_series_target(by_anchor[anchor], series, context) for anchor in ordered)


def _series_target(outlook: Outlook, series: Series, context: PageContext) -> SeriesTarget:
    pending = outlook.verdict is not None
    at_deadline, now = distance_cells(outlook, series, context)
    return SeriesTarget(
        entry=entry_view(outlook.target, series, context),
        who=capitalized(attribution(outlook.target, context, brief=True)),
        state=outlook.state,
        state_word=state_word(outlook, context),
        at_deadline=at_deadline,
        now=now,
        is_same=at_deadline is not None and now is None and outlook.now is not None,
        decided=_decided_elsewhere(outlook, series, context),
        nearest=nearest_figures(outlook, series, context),
        other_states=other_states(outlook, series, context),
        verdict=context.language.word(f"verdict.{outlook.verdict}") if pending else "",
        pace=_pace_lines(outlook, series, context) if outlook.needed is not None else (),
    )


def _decided_elsewhere(
    outlook: Outlook, series: Series, context: PageContext
) -> StatedClaim | None:
    """Return the claims that decide the state, unless the cell on the deadline names them."""
    at_deadline = outlook.at_deadline
    if at_deadline and set(at_deadline.anchors) == set(outlook.judgement.decided_by):
        return None
    return decided_by(outlook, series, context)


def _pace_lines(outlook: Outlook, series: Series, context: PageContext) -> tuple[StatedClaim, ...]:
    """Return the needed, baseline and recent pace, each with the claims that it is computed from.

    The needed pace is that of the target itself, which names its claims elsewhere on the card.
    """
    language, derived = context.language, context.derived[series.id]
    latest, needed = derived.latest, needed_pace(outlook, series, context)
    if latest is None or not needed:
        return ()
    lines = [StatedClaim("", needed)]
    steps: tuple[tuple[str, Span | None, Change | None], ...] = (
        ("baseline", derived.baseline_pace, derived.baseline),
        ("recent", derived.recent_pace, derived.previous),
    )
    for name, pace, step in steps:
        if pace is not None and step is not None:
            ends = (*step.base.observations, *latest.observations)
            shown = with_about(difference_range(pace, series, context), ends, context)
            base = short_claims(step.base.observations, series, context)
            said = language.sentence(f"targets.pace_{name}", pace=shown, claims=base)
            lines.append(StatedClaim(claim_ids(series, step.base.observations), said))
    return (*lines, StatedClaim("", language.sentence("targets.pace_formula")))
