"""The distance of a figure from a target and the pace needed, in sentences or table cells.

The rule is in docs/contract.md#share-and-gap-now-and-at-the-deadline.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from terang.derivation.change import difference
from terang.derivation.quantity import Span
from terang.derivation.states import State
from terang.derivation.targets import Distance, Outlook
from terang.i18n.formatter import Sentence
from terang.model.catalog import Series
from terang.model.definitions import Direction
from terang.model.entries import Observation, Target
from terang.model.field_types import Text
from terang.views.attribution import speakers
from terang.views.claim_sentences import claim_ids
from terang.views.derived_figures import (
    difference_range,
    is_about,
    range_text,
    reversed_span,
    share_range,
    value_range,
    with_about,
)
from terang.views.page_context import PageContext
from terang.views.sentence_parts import capitalized

_CELL_WORDS = {"at_deadline": "cell", "now": "cell"}
"""The words of distances that the heading of a column tells apart."""


@dataclass(frozen=True, slots=True)
class DistanceLine:
    """A sentence about a distance, and the names of the claims that it is computed from."""

    claims: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class TargetMeasure:
    """A target's reached share, or what is missing where there is no share, in a few words."""

    claims: str
    sentence: Sentence
    is_share: bool


def target_measures(
    outlook: Outlook, series: Series, context: PageContext
) -> tuple[TargetMeasure, ...]:
    """Return a target's distances with the words around them: at its deadline if over, and now."""
    measures = (
        _measure(f"targets.share_{key}", distance, outlook, series, context)
        for key, distance in _distances(outlook, series, context)
    )
    return tuple(replace(measure, sentence=capitalized(measure.sentence)) for measure in measures)


def brief_measures(
    outlook: Outlook, series: Series, context: PageContext
) -> tuple[TargetMeasure, ...]:
    """Return a target's distances in the fewest words, to stand behind its state."""
    return tuple(
        _measure(f"home.share_{key}", distance, outlook, series, context)
        for key, distance in _distances(outlook, series, context)
    )


def distance_lines(
    outlook: Outlook, series: Series, context: PageContext
) -> tuple[DistanceLine, ...]:
    """Return a target's distances in sentences: at its deadline once that is over, and now."""
    return tuple(
        _line(key, distance, outlook, series, context)
        for key, distance in _distances(outlook, series, context)
    )


def distance_cells(
    outlook: Outlook, series: Series, context: PageContext
) -> tuple[DistanceLine | None, DistanceLine | None]:
    """Return a target's distances as table cells: at its deadline and now, where there is one.

    They stand below headings that say which is which.
    """
    cells = {
        key: _line(_CELL_WORDS.get(key, key), distance, outlook, series, context)
        for key, distance in _distances(outlook, series, context)
    }
    at_deadline = cells.pop("at_deadline", None)
    return at_deadline, next(iter(cells.values()), None)


def needed_pace(outlook: Outlook, series: Series, context: PageContext) -> Sentence:
    """Return a sentence on the pace that reaches a pending target in time, with its inputs."""
    language, due = context.language, outlook.target.due
    latest = context.derived[series.id].latest
    if latest is None or due is None or outlook.needed is None or outlook.now is None:
        return ()
    fewest = (due.last - latest.period.last).days
    most = (due.last - latest.period.first).days
    claims = (outlook.target, *latest.observations)
    gap = outlook.now.gap
    if context.indicator(series).direction is Direction.DECREASE:
        gap = difference(Span(Fraction(), Fraction()), gap)
    return language.sentence(
        language.counted("targets.pace_needed", most),
        pace=with_about(difference_range(outlook.needed, series, context), claims, context),
        gap=with_about(difference_range(gap, series, context), claims, context),
        days=range_text(Span(Fraction(fewest), Fraction(most)), language.number, context),
    )


def _distances(
    outlook: Outlook, series: Series, context: PageContext
) -> Iterator[tuple[str, Distance]]:
    """Yield the distances of a target that still holds, each with the suffix of its words.

    The present one is left out where it is the same figure.
    """
    now, at_deadline = outlook.now, outlook.at_deadline
    if outlook.state is State.REPLACED:
        return
    if at_deadline is not None:
        yield "at_deadline", at_deadline
    if now is not None and (at_deadline is None or now.anchors != at_deadline.anchors):
        yield _amount_words(outlook, now, series, context) if outlook.is_flow else "now", now


def _amount_words(outlook: Outlook, now: Distance, series: Series, context: PageContext) -> str:
    """Return the suffix of the words for a flow's total or part: stated, or added up by us."""
    if outlook.total is None:
        is_stated = context.derived[series.id].are_of_one_date(now.anchors)
        return "part" if is_stated else "part_sum"
    is_stated = all(total.date != now.date for total in context.derived[series.id].added_up)
    return "total" if is_stated else "sum"


def _measure(
    key: str, distance: Distance, outlook: Outlook, series: Series, context: PageContext
) -> TargetMeasure:
    """Return a measure with the speaker and the date of its figure, in the words of `key`.

    The date may be another one than the deadline.
    """
    entries = _observations(distance, series)
    claims: tuple[Observation | Target, ...] = (outlook.target, *entries)
    if distance.share is None:
        figure = _distance_words(distance, claims, series, context)
    else:
        figure = with_about(share_range(distance.share, context), claims, context)
    sentence = context.language.sentence(
        key,
        who=speakers(entries, context),
        date=context.language.date(distance.date, _label(distance, entries)),
        share=figure,
    )
    return TargetMeasure(claim_ids(series, entries), sentence, distance.share is not None)


def _line(
    key: str, distance: Distance, outlook: Outlook, series: Series, context: PageContext
) -> DistanceLine:
    """Return a distance as a sentence; `key` is the suffix of the words for its figure."""
    language, entries = context.language, _observations(distance, series)
    added_up = outlook.total or outlook.part
    figure = language.sentence(
        f"targets.figure_{key}",
        who=speakers(entries, context),
        date=language.date(distance.date, _label(distance, entries)),
        sum=with_about(value_range(added_up, series, context), entries, context)
        if added_up
        else (),
    )
    gap = _distance_words(distance, (outlook.target, *entries), series, context)
    sentence = language.sentence("targets.distance", figure=figure, distance=gap)
    return DistanceLine(claim_ids(series, entries), capitalized(sentence))


def _label(distance: Distance, entries: tuple[Observation, ...]) -> Text | None:
    """Return the source's own words for the date, where all figures are of that date."""
    return entries[0].label if {entry.date for entry in entries} == {distance.date} else None


def _observations(distance: Distance, series: Series) -> tuple[Observation, ...]:
    return tuple(entry for entry in series.observations if entry.anchor in distance.anchors)


def _distance_words(
    distance: Distance,
    claims: tuple[Observation | Target, ...],
    series: Series,
    context: PageContext,
) -> Sentence:
    where, gap = _side(distance.gap)
    share = distance.share
    base = "reached" if share is not None or where == "_exactly" else "gap"
    if where == "_exactly" and is_about(claims):
        where = "_exactly_about"
    return context.language.sentence(
        f"targets.{base}{where}",
        share=with_about(share_range(share, context), claims, context) if share else (),
        gap=with_about(difference_range(gap, series, context), claims, context),
    )


def _side(gap: Span) -> tuple[str, Span]:
    """Return the suffix of the words for the side of the target, and the distance."""
    if gap.low == gap.high == 0:
        return "_exactly", gap
    if gap.high is not None and gap.high <= 0:
        return "_above", reversed_span(gap)
    if gap.low is not None and gap.low >= 0:
        return "", gap
    return "_around", gap
