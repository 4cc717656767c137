"""Figures that follow from claims: ranges, shares, differences."""

from __future__ import annotations

from terang.derivation.states import Range
from terang.i18n.formatter import FigureText, Sentence, SentencePart
from terang.model.catalog import Series
from terang.views.page_context import PageContext


def value_texts(span: Range, series: Series, context: PageContext) -> Sentence:
    """A range of values of the series, rounded as they are shown: one figure, or `low to high`."""
    indicator = context.indicator(series)
    low, high = (context.language.figures_of(indicator, end) for end in (span.low, span.high))
    return either_text(low, high, context)


def share_texts(span: Range, context: PageContext) -> Sentence:
    """A range of shares, in percent."""
    return either_text(context.language.share(span.low), context.language.share(span.high), context)


def either_text(low: SentencePart, high: SentencePart, context: PageContext) -> Sentence:
    """One figure where both ends are the same, else `low to high`."""
    if low == high:
        return (low,)
    return context.language.sentence("targets.range", low=low, high=high)


def differences(
    span: Range, series: Series, context: PageContext, *, is_signed: bool = False
) -> Sentence:
    """Return a difference of two values; that of two percentages is in percentage points."""
    indicator = context.indicator(series)
    if not indicator.unit.percent:
        shown = value_texts(span, series, context)
        return signed(shown) if is_signed else shown
    low, high = (
        FigureText(
            context.language.figures_of(indicator, end).value,
            context.language.number(end, indicator.decimals),
        )
        for end in (span.low, span.high)
    )
    shown = either_text(low, high, context)
    shown = signed(shown) if is_signed else shown
    return context.language.sentence("change.points", amount=shown)


def signed(sentence: Sentence) -> Sentence:
    """Figures of a change with their plus written out."""
    return tuple(
        FigureText(part.value, f"+{part.text}")
        if isinstance(part, FigureText) and not part.value.startswith("-") and part.value != "0"
        else part
        for part in sentence
    )
