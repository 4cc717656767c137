"""Figures that follow from claims: ranges, shares, differences."""

from __future__ import annotations

from terang.derivation.states import Range
from terang.i18n.formatter import FigureText, Sentence, SentencePart
from terang.model.catalog import Series
from terang.views.page_context import PageContext


def value_texts(span: Range, series: Series, scene: PageContext) -> Sentence:
    """A range of values of the series, rounded as they are shown: one figure, or `low to high`."""
    indicator = scene.indicator(series)
    low, high = (scene.language.figures_of(indicator, end) for end in (span.low, span.high))
    return either_text(low, high, scene)


def share_texts(span: Range, scene: PageContext) -> Sentence:
    """A range of shares, in percent."""
    return either_text(scene.language.share(span.low), scene.language.share(span.high), scene)


def either_text(low: SentencePart, high: SentencePart, scene: PageContext) -> Sentence:
    """One figure where both ends are the same, else `low to high`."""
    if low == high:
        return (low,)
    return scene.language.sentence("targets.range", low=low, high=high)


def differences(
    span: Range, series: Series, scene: PageContext, *, is_signed: bool = False
) -> Sentence:
    """Return a difference of two values; that of two percentages is in percentage points."""
    indicator = scene.indicator(series)
    if not indicator.unit.percent:
        shown = value_texts(span, series, scene)
        return signed(shown) if is_signed else shown
    low, high = (
        FigureText(
            scene.language.figures_of(indicator, end).value,
            scene.language.number(end, indicator.decimals),
        )
        for end in (span.low, span.high)
    )
    shown = either_text(low, high, scene)
    shown = signed(shown) if is_signed else shown
    return scene.language.sentence("change.points", amount=shown)


def signed(sentence: Sentence) -> Sentence:
    """Figures of a change with their plus written out."""
    return tuple(
        FigureText(part.value, f"+{part.text}")
        if isinstance(part, FigureText) and not part.value.startswith("-") and part.value != "0"
        else part
        for part in sentence
    )
