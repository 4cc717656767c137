"""The targets of a series as cards: claim, state, distance, and pace if still pending."""

from __future__ import annotations

from dataclasses import dataclass

from terang.derivation.change import Change
from terang.derivation.states import Range, State, by_date
from terang.derivation.targets import Outlook
from terang.i18n.formatter import Sentence
from terang.model.catalog import Series
from terang.model.definitions import Direction
from terang.views.attribution import speakers
from terang.views.claim_sentences import claim_ids
from terang.views.derived_figures import difference_range, share_range, with_about
from terang.views.entry_view import EntryView, entry_view
from terang.views.page_context import PageContext


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetCard:
    """A target as a card: the claim, its state, its distance, and its pace if pending."""

    entry: EntryView
    reached: Sentence
    latest: str
    """The names of the claims that `reached` is computed from."""
    verdict: str
    pace: tuple[Sentence, ...]
    """The inputs and the formula of the verdict; see docs/contract.md#paces."""


def target_cards(series: Series, context: PageContext) -> tuple[TargetCard, ...]:
    """Return the targets of a series, newest due date first, targets without a date last."""
    outlooks = context.derived[series.id].outlooks
    dated = by_date((outlook.target for outlook in outlooks), lambda target: target.due)
    ordered = [target.anchor for _, group in reversed(dated) for target in group]
    ordered += [outlook.target.anchor for outlook in outlooks if outlook.target.due is None]
    by_anchor = {outlook.target.anchor: outlook for outlook in outlooks}
    return tuple(_target_card(by_anchor[anchor], series, context) for anchor in ordered)


def _target_card(outlook: Outlook, series: Series, context: PageContext) -> TargetCard:
    pending = outlook.verdict is not None
    latest = context.derived[series.id].latest
    return TargetCard(
        entry=entry_view(outlook.target, series, context),
        reached=_reached(outlook, series, context),
        latest=claim_ids(series, latest.observations) if latest else "",
        verdict=context.language.word(f"verdict.{outlook.verdict}") if pending else "",
        pace=_pace_lines(outlook, series, context) if outlook.needed is not None else (),
    )


def _reached(outlook: Outlook, series: Series, context: PageContext) -> Sentence:
    """Return the distance of the latest figure from the target, and the figure's speakers."""
    latest, gap = context.derived[series.id].latest, outlook.gap
    if gap is None or latest is None or outlook.state is State.REPLACED:
        return ()
    claims = (outlook.target, *latest.observations)
    where, distance = _position(gap)
    share = outlook.reached_share
    base = "reached" if share is not None or where == "_exactly" else "gap"
    return context.language.sentence(
        f"targets.{base}{where}",
        who=speakers(latest.observations, context),
        share=with_about(share_range(share, context), claims, context) if share else (),
        gap=with_about(difference_range(distance, series, context), claims, context),
    )


def _position(gap: Range) -> tuple[str, Range]:
    """Return the suffix of the sentence for the side of the target, and the distance."""
    if gap.low == gap.high == 0:
        return "_exactly", gap
    if gap.high <= 0:
        return "_above", Range(-gap.high, -gap.low)
    return ("", gap) if gap.low >= 0 else ("_around", gap)


def _pace_lines(outlook: Outlook, series: Series, context: PageContext) -> tuple[Sentence, ...]:
    """Return the needed, baseline and recent pace, each with its inputs."""
    language, derived = context.language, context.derived[series.id]
    latest, due = derived.latest, outlook.target.due
    if latest is None or due is None or outlook.needed is None or outlook.gap is None:
        return ()
    days = (due.last - latest.period.last).days
    claims = (outlook.target, *latest.observations)
    gap = outlook.gap
    if context.indicator(series).direction is Direction.DECREASE:
        gap = Range(-gap.high, -gap.low)
    lines = [
        language.sentence(
            language.counted("targets.pace_needed", days),
            pace=with_about(difference_range(outlook.needed, series, context), claims, context),
            gap=with_about(difference_range(gap, series, context), claims, context),
            days=language.number(days),
        )
    ]
    steps: tuple[tuple[str, Range | None, Change | None], ...] = (
        ("baseline", derived.baseline_pace, derived.baseline),
        ("recent", derived.recent_pace, derived.previous),
    )
    for name, pace, step in steps:
        if pace is not None and step is not None:
            ends = (*step.base.observations, *latest.observations)
            shown = with_about(difference_range(pace, series, context), ends, context)
            date = language.date(step.base.period, step.base.observations[0].label)
            lines.append(language.sentence(f"targets.pace_{name}", pace=shown, date=date))
    return (*lines, language.sentence("targets.pace_formula"))
