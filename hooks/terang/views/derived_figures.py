"""Figures computed from claims: ranges, shares, differences, changes."""

from __future__ import annotations

from collections.abc import Iterable

from terang.derivation.change import Change
from terang.derivation.states import Range
from terang.i18n.formatter import FigureText, Sentence, SentencePart
from terang.model.catalog import Series
from terang.model.entries import EntryState, Observation, Target
from terang.views.claim_sentences import StatedClaim, claim_ids, claim_list
from terang.views.page_context import PageContext


def value_range(span: Range, series: Series, context: PageContext) -> Sentence:
    """Return a range of the series' values, rounded for display: a figure, or `low to high`."""
    indicator = context.indicator(series)
    low, high = (context.language.figures_of(indicator, end) for end in (span.low, span.high))
    return range_text(low, high, context)


def share_range(span: Range, context: PageContext) -> Sentence:
    """Return a range of shares, in percent. `span`: fractions of 1."""
    return range_text(context.language.share(span.low), context.language.share(span.high), context)


def range_text(low: SentencePart, high: SentencePart, context: PageContext) -> Sentence:
    """Return `low to high`, or a single figure if both are the same."""
    if low == high:
        return (low,)
    return context.language.sentence("targets.range", low=low, high=high)


def difference_range(
    span: Range, series: Series, context: PageContext, *, is_signed: bool = False
) -> Sentence:
    """Return a difference of two values; two percentages differ in percentage points."""
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
    return context.language.sentence(
        "change.points", amount=with_plus_sign(shown) if is_signed else shown
    )


def with_plus_sign(sentence: Sentence) -> Sentence:
    """Return the figures of a change, positive figures with a plus sign."""
    return tuple(
        FigureText(part.value, f"+{part.text}")
        if isinstance(part, FigureText) and not part.value.startswith("-") and part.value != "0"
        else part
        for part in sentence
    )


def with_about(figures: Sentence, claims: Iterable[EntryState], context: PageContext) -> Sentence:
    """Return figures computed from claims, with "about" before them if a claim is not exact."""
    exact = not any(
        isinstance(claim, Observation | Target) and (claim.qualifier or claim.precision)
        for claim in claims
    )
    is_zero = all(part.value in ("0", "0.0") for part in figures if isinstance(part, FigureText))
    if exact or is_zero or not figures:
        return figures
    return (f"{context.language.word('qualifier.about')} ", *figures)


def change_view(step: Change | None, series: Series, context: PageContext) -> StatedClaim | None:
    """Return the claims at both ends of a change and their difference; None without a change."""
    latest = context.derived[series.id].latest
    if step is None or latest is None:
        return None
    base, last = (claim_list(date.observations, series, context) for date in (step.base, latest))
    claims = (*step.base.observations, *latest.observations)
    sentence = context.language.sentence(
        "change.since", base=base, latest=last, amount=change_amount(step, series, context)
    )
    return StatedClaim(claim_ids(series, claims), sentence)


def change_amount(step: Change, series: Series, context: PageContext) -> Sentence:
    """Return a change with its share in brackets: `+5 (+50,0%)`.

    A change of percentages is given in percentage points only.
    """
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
