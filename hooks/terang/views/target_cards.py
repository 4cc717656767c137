"""The targets of a series as cards: claim, state, distance, and pace if still pending."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from terang.derivation.change import Change, difference
from terang.derivation.counting import group_by_date
from terang.derivation.quantity import Span
from terang.derivation.targets import Outlook
from terang.model.catalog import Series
from terang.model.definitions import Direction
from terang.views.claim_sentences import StatedClaim, claim_ids, short_claims
from terang.views.derived_figures import difference_range, range_text, with_about
from terang.views.entry_view import EntryView, entry_view
from terang.views.page_context import PageContext
from terang.views.target_distances import DistanceLine, distance_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetCard:
    """A target as a card: the claim, its state, its distance, and its pace if pending."""

    entry: EntryView
    distances: tuple[DistanceLine, ...]
    """At the deadline, once it is over, and now."""
    verdict: str
    pace: tuple[StatedClaim, ...]
    """The inputs and the formula of the verdict.

    The rule is in docs/contract.md#paces-between-dates-of-one-speaker.
    """


def target_cards(series: Series, context: PageContext) -> tuple[TargetCard, ...]:
    """Return the targets of a series, newest due date first, targets without a date last."""
    outlooks = context.derived[series.id].outlooks
    dated = group_by_date((outlook.target for outlook in outlooks), lambda target: target.due)
    ordered = [target.anchor for _, group in reversed(dated) for target in group]
    ordered += [outlook.target.anchor for outlook in outlooks if outlook.target.due is None]
    by_anchor = {outlook.target.anchor: outlook for outlook in outlooks}
    return tuple(_target_card(by_anchor[anchor], series, context) for anchor in ordered)


def _target_card(outlook: Outlook, series: Series, context: PageContext) -> TargetCard:
    pending = outlook.verdict is not None
    return TargetCard(
        entry=entry_view(outlook.target, series, context),
        distances=distance_lines(outlook, series, context),
        verdict=context.language.word(f"verdict.{outlook.verdict}") if pending else "",
        pace=_pace_lines(outlook, series, context) if outlook.needed is not None else (),
    )


def _pace_lines(outlook: Outlook, series: Series, context: PageContext) -> tuple[StatedClaim, ...]:
    """Return the needed, baseline and recent pace, each with the claims that it is computed from.

    The needed pace is that of the target itself, which names its claims elsewhere on the card.
    """
    language, derived = context.language, context.derived[series.id]
    latest, due = derived.latest, outlook.target.due
    if latest is None or due is None or outlook.needed is None or outlook.now is None:
        return ()
    fewest = (due.last - latest.period.last).days
    most = (due.last - latest.period.first).days
    days = Span(Fraction(fewest), Fraction(most))
    claims = (outlook.target, *latest.observations)
    gap = outlook.now.gap
    if context.indicator(series).direction is Direction.DECREASE:
        gap = difference(Span(Fraction(), Fraction()), gap)
    needed = language.sentence(
        language.counted("targets.pace_needed", most),
        pace=with_about(difference_range(outlook.needed, series, context), claims, context),
        gap=with_about(difference_range(gap, series, context), claims, context),
        days=range_text(days, language.number, context),
    )
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
