"""Figures computed from claims as texts for readers: ranges, shares, sums, differences, changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from terang.derivation.added_up import AddedUp
from terang.derivation.change import Change, Movement
from terang.derivation.quantity import Span
from terang.i18n.formatter import FigureText, Sentence, SentencePart, plain_text
from terang.model.catalog import Series
from terang.model.entries import EntryState, Observation, Qualifier, Target
from terang.views.attribution import speakers
from terang.views.claim_sentences import StatedClaim, claim_ids, claim_list
from terang.views.page_context import PageContext

_ROUGH = frozenset({Qualifier.ABOUT, Qualifier.NEARLY})


def value_range(span: Span, series: Series, context: PageContext) -> Sentence:
    """Return a computed range of values for readers, rounded: a figure, or `low to high`."""
    indicator = context.indicator(series)
    return range_text(span, lambda end: context.language.figures_of(indicator, end), context)


def share_range(span: Span, context: PageContext) -> Sentence:
    """Return a computed range of shares for readers, in percent."""
    return range_text(span, context.language.share, context)


def range_text(
    span: Span, figure: Callable[[Fraction], SentencePart], context: PageContext
) -> Sentence:
    """Return a computed range as text: `low to high`, or a single figure; an open end in words."""
    word = context.language.word
    if span.low is None or span.high is None:
        end = span.low if span.high is None else span.high
        key = "qualifier.at-least" if span.high is None else "qualifier.at-most"
        return () if end is None else (f"{word(key)} ", figure(end))
    low = figure(span.low)
    if span.low == span.high:
        return (low,)
    high = figure(span.high)
    if plain_text((low,)) == plain_text((high,)):
        return (low,)
    return context.language.sentence("targets.range", low=low, high=high)


def sum_sentence(total: AddedUp, series: Series, context: PageContext) -> StatedClaim:
    """Return a sentence for readers on a total that was added up from claims."""
    claims = [entry for entry in series.observations if entry.anchor in total.anchors]
    sentence = context.language.sentence(
        "year.sum",
        who=speakers(claims, context),
        figure=with_about(value_range(total.span, series, context), claims, context),
        date=context.language.date(total.date),
    )
    return StatedClaim(claim_ids(series, claims), sentence)


def difference_range(
    span: Span, series: Series, context: PageContext, *, is_signed: bool = False
) -> Sentence:
    """Return a computed difference for readers; of two percentages in percentage points."""
    indicator = context.indicator(series)
    if not indicator.unit.percent:
        shown = value_range(span, series, context)
        return with_plus_sign(shown) if is_signed else shown

    shown = range_text(span, lambda end: context.language.points_of(indicator, end), context)
    return context.language.sentence(
        "change.points", amount=with_plus_sign(shown) if is_signed else shown
    )


def reversed_span(span: Span) -> Span:
    """Return a computed difference counted the other way, to be shown to readers."""
    return Span(None if span.high is None else -span.high, None if span.low is None else -span.low)


def with_plus_sign(sentence: Sentence) -> Sentence:
    """Return the figures of a change, positive figures with a plus sign."""
    return tuple(
        FigureText(part.value, f"+{part.text}")
        if isinstance(part, FigureText) and _can_have_sign(part)
        else part
        for part in sentence
    )


def _can_have_sign(figure: FigureText) -> bool:
    """Return whether a figure is above zero, and written without words before it."""
    is_positive = not figure.value.startswith("-") and figure.value != "0"
    return is_positive and any(map(str.isdigit, figure.text.partition(" ")[0]))


def with_about(figures: Sentence, claims: Iterable[EntryState], context: PageContext) -> Sentence:
    """Return figures computed from claims, with "about" before the first if a claim is not exact.

    An observation that is open at an end is exact: its open end is in the figures.
    """
    numbers = [part for part in figures if isinstance(part, FigureText)]
    if not numbers or not is_about(claims):
        return figures
    place = figures.index(numbers[0])
    return (*figures[:place], f"{context.language.word('qualifier.about')} ", *figures[place:])


def is_about(claims: Iterable[EntryState]) -> bool:
    """Return whether what is computed from claims is called "about": one of them is not exact."""
    return any(_is_rough(claim) for claim in claims)


def _is_rough(claim: EntryState) -> bool:
    if isinstance(claim, Observation):
        return claim.precision is not None or claim.qualifier in _ROUGH
    return isinstance(claim, Target) and bool(claim.qualifier or claim.precision)


def change_view(step: Change | None, series: Series, context: PageContext) -> StatedClaim | None:
    """Return a change as a text for readers: the claims at both ends, their computed difference.

    Only a change between figures of one count is called a rise or a fall; its amount then has no
    sign, because the word gives the direction.
    """
    latest = context.derived[series.id].latest
    if step is None or latest is None:
        return None
    base, last = (claim_list(date.observations, series, context) for date in (step.base, latest))
    claims = (*step.base.observations, *latest.observations)
    # From 100 to "nearly 100" is a fall, but its amount as stated is 0.
    movement = None if 0 in (step.absolute.low, step.absolute.high) else step.movement
    sentence = context.language.sentence(
        f"change.{movement or 'since'}",
        base=base,
        latest=last,
        amount=change_amount(step, series, context, movement),
    )
    return StatedClaim(claim_ids(series, claims), sentence)


def change_amount(
    step: Change, series: Series, context: PageContext, movement: Movement | None = None
) -> Sentence:
    """Return a computed change as text, with its share in brackets: `+5 (+50,0%)`.

    A change of percentages, or between two speakers, has no share. Beside the word for a movement
    there are no signs.
    """
    sign = with_plus_sign if movement is None else tuple
    absolute_change, share = step.absolute, step.relative
    if movement is Movement.FALL:
        absolute_change, share = reversed_span(step.absolute), share and reversed_span(share)
    latest = context.derived[series.id].latest
    claims = (*step.base.observations, *(latest.observations if latest else ()))
    absolute = difference_range(absolute_change, series, context, is_signed=movement is None)
    if share is None or not step.is_one_count:
        return with_about(absolute, claims, context)
    return with_about(
        (*absolute, " (", *sign(share_range(share, context)), ")"),
        claims,
        context,
    )
