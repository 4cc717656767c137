"""Figures that follow from claims: ranges, shares, differences."""

from __future__ import annotations

from collections.abc import Iterable

from terang.derivation.change import Change
from terang.derivation.states import Range
from terang.i18n.formatter import FigureText, Sentence, SentencePart
from terang.model.catalog import Series
from terang.model.entries import EntryState, Observation, Target
from terang.views.claim_sentences import StatedClaim, claim_ids, claim_sentence
from terang.views.page_context import PageContext


def value_range(span: Range, series: Series, context: PageContext) -> Sentence:
    """A range of values of the series, rounded as they are shown: one figure, or `low to high`."""
    indicator = context.indicator(series)
    low, high = (context.language.figures_of(indicator, end) for end in (span.low, span.high))
    return range_text(low, high, context)


def share_range(span: Range, context: PageContext) -> Sentence:
    """A range of shares, in percent."""
    return range_text(context.language.share(span.low), context.language.share(span.high), context)


def range_text(low: SentencePart, high: SentencePart, context: PageContext) -> Sentence:
    """One figure where both ends are the same, else `low to high`."""
    if low == high:
        return (low,)
    return context.language.sentence("targets.range", low=low, high=high)


def difference_range(
    span: Range, series: Series, context: PageContext, *, is_signed: bool = False
) -> Sentence:
    """Return a difference of two values; that of two percentages is in percentage points."""
    indicator = context.indicator(series)
    if not indicator.unit.percent:
        shown = value_range(span, series, context)
        return with_plus_sign(shown) if is_signed else shown
    low, high = (
        FigureText(
            context.language.figures_of(indicator, end).value,
            context.language.number(end, indicator.decimals),
        )
        for end in (span.low, span.high)
    )
    shown = range_text(low, high, context)
    shown = with_plus_sign(shown) if is_signed else shown
    return context.language.sentence("change.points", amount=shown)


def with_plus_sign(sentence: Sentence) -> Sentence:
    """Figures of a change with their plus written out."""
    return tuple(
        FigureText(part.value, f"+{part.text}")
        if isinstance(part, FigureText) and not part.value.startswith("-") and part.value != "0"
        else part
        for part in sentence
    )


def with_about(figures: Sentence, claims: Iterable[EntryState], context: PageContext) -> Sentence:
    """Return figures worked out from claims, called "about" where a claim is not exact."""
    exact = not any(
        isinstance(claim, Observation | Target) and (claim.qualifier or claim.precision)
        for claim in claims
    )
    is_zero = all(part.value in ("0", "0.0") for part in figures if isinstance(part, FigureText))
    if exact or is_zero or not figures:
        return figures
    return (f"{context.language.word('qualifier.about')} ", *figures)


def change_view(step: Change | None, series: Series, context: PageContext) -> StatedClaim | None:
    """The claims at both ends, each with its speaker, and their difference; None without a base."""
    latest = context.derived[series.id].latest
    if step is None or latest is None:
        return None
    base, last = (_listed(item.observations, series, context) for item in (step.base, latest))
    claims = (*step.base.observations, *latest.observations)
    sentence = context.language.sentence(
        "change.since", base=base, latest=last, amount=change_amount(step, series, context)
    )
    return StatedClaim(claim_ids(series, claims), sentence)


def _listed(claims: Iterable[Observation], series: Series, context: PageContext) -> Sentence:
    """Return each claim as a sentence, semicolons between."""
    found: list[SentencePart] = []
    for claim in claims:
        found += ["; ", *claim_sentence(claim, series, context, is_linked=True)]
    return tuple(found[1:])


def change_amount(step: Change, series: Series, context: PageContext) -> Sentence:
    """A change with its share in brackets; of percentages, in percentage points alone."""
    latest = context.derived[series.id].latest
    claims = (*step.base.observations, *(latest.observations if latest else ()))
    absolute = difference_range(step.absolute, series, context, is_signed=True)
    if step.relative is None or context.indicator(series).unit.percent:
        return with_about(absolute, claims, context)
    return with_about(
        (*absolute, " (", *with_plus_sign(share_range(step.relative, context)), ")"),
        claims,
        context,
    )
