"""Sentences about the distance of a figure from a target.

The rule is in docs/contract.md#share-and-gap-now-and-at-the-deadline.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from terang.derivation.quantity import Span
from terang.derivation.states import State
from terang.derivation.targets import Distance, Outlook
from terang.i18n.formatter import Sentence
from terang.model.catalog import Series
from terang.model.entries import Observation, Target
from terang.model.field_types import Text
from terang.views.attribution import speakers
from terang.views.claim_sentences import StatedClaim, claim_ids
from terang.views.derived_figures import (
    difference_range,
    reversed_span,
    share_range,
    value_range,
    with_about,
)
from terang.views.page_context import PageContext
from terang.views.sentence_parts import capitalized


@dataclass(frozen=True, slots=True)
class DistanceLine:
    """A sentence about a distance, and the names of the claims that it is computed from."""

    claims: str
    sentence: Sentence


def measured_share(outlook: Outlook, series: Series, context: PageContext) -> StatedClaim | None:
    """Return the share of a target at its deadline, or now while that is ahead.

    It names the speaker and the date of the figure, which may be of another day than the deadline.
    """
    distance = outlook.measured
    if distance is None or distance.share is None or outlook.state is State.REPLACED:
        return None
    entries, share = _observations(distance, series), share_range(distance.share, context)
    sentence = context.language.sentence(
        f"targets.share_{_base(outlook)}",
        who=speakers(entries, context),
        date=context.language.date(distance.date, _label(distance, entries)),
        share=with_about(share, (outlook.target, *entries), context),
    )
    return StatedClaim(claim_ids(series, entries), capitalized(sentence))


def distance_lines(
    outlook: Outlook, series: Series, context: PageContext
) -> tuple[DistanceLine, ...]:
    """Return the distances of a target: at the deadline, and now where that is another figure."""
    if outlook.state is State.REPLACED:
        return ()
    return tuple(_lines(outlook, series, context))


def _lines(outlook: Outlook, series: Series, context: PageContext) -> Iterator[DistanceLine]:
    now, at_deadline = outlook.now, outlook.at_deadline
    if at_deadline is not None:
        yield _line("figure_at_deadline", at_deadline, outlook, series, context)
    if now is not None and outlook.is_flow:
        yield _line(f"figure_{_base(outlook)}", now, outlook, series, context)
    elif now is not None and (at_deadline is None or now.anchors != at_deadline.anchors):
        yield _line("figure_now", now, outlook, series, context)


def _line(
    key: str, distance: Distance, outlook: Outlook, series: Series, context: PageContext
) -> DistanceLine:
    language, entries = context.language, _observations(distance, series)
    added_up = outlook.total or outlook.part
    figure = language.sentence(
        f"targets.{key}",
        who=speakers(entries, context),
        date=language.date(distance.date, _label(distance, entries)),
        sum=with_about(value_range(added_up, series, context), entries, context)
        if added_up
        else (),
    )
    gap = _distance_words(distance, (outlook.target, *entries), series, context)
    sentence = language.sentence("targets.distance", figure=figure, distance=gap)
    return DistanceLine(claim_ids(series, entries), sentence)


def _base(outlook: Outlook) -> str:
    """Return the suffix of the words for the figure that a target is measured by."""
    if outlook.is_flow:
        return "total" if outlook.total else "part"
    return "at_deadline" if outlook.is_over else "now"


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
