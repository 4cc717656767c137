"""A value by the categories of a dimension, with what keeps the parts from adding up."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from terang.i18n.formatter import FigureText, Sentence, SentencePart
from terang.model.breakdown import exceeds_value, is_rounded
from terang.model.catalog import Series
from terang.model.definitions import Dimension
from terang.model.entries import Breakdown, Observation, Qualifier
from terang.views.page_context import PageContext


@dataclass(frozen=True, slots=True)
class BreakdownView:
    """A value divided by the categories of a dimension."""

    title: str
    rows: tuple[tuple[str, FigureText | str], ...]
    notes: tuple[str, ...]
    """The reasons why the parts may not add up."""


def breakdown_views(
    entry: Observation, series: Series, context: PageContext
) -> tuple[BreakdownView, ...]:
    """Return an observation's breakdowns for a page, with what keeps parts from adding up."""
    language, views = context.language, []
    for name, breakdown in entry.breakdown.items():
        dimension = context.catalog.dimensions[name]
        title = language.word("timeline.breakdown", dimension=language.name(dimension.title))
        rows = tuple(_rows(dimension, breakdown, series, context))
        notes = tuple(_notes(entry, dimension, breakdown, series, context))
        views.append(BreakdownView(title, rows, notes))
    return tuple(views)


def breakdown_parts(
    breakdowns: Mapping[str, Breakdown], series: Series, context: PageContext
) -> Sentence:
    """Return breakdowns in a line: `sex: female 60,000, male 40,000`."""
    sentence: list[SentencePart] = []
    for name, breakdown in breakdowns.items():
        dimension = context.catalog.dimensions[name]
        sentence += ["; ", f"{context.language.name(dimension.title)}: "]
        rows = _rows(dimension, breakdown, series, context)
        parts = ((", ", f"{title} ", part) for title, part in rows)
        sentence += [*itertools.chain.from_iterable(parts)][1:]
    return tuple(sentence[1:])


def _rows(
    dimension: Dimension, breakdown: Breakdown, series: Series, context: PageContext
) -> Iterator[tuple[str, FigureText | str]]:
    """Yield the title and the value of each category; a suppressed value in words."""
    language = context.language
    for category, value in breakdown.values.items():
        title = language.name(dimension.categories[category].title)
        yield title, _part_text(value, series, context)


def _part_text(value: Decimal | None, series: Series, context: PageContext) -> FigureText | str:
    if value is None:
        return context.language.word("timeline.suppressed")
    return context.language.figures_of(context.indicator(series), value)


def _notes(
    entry: Observation,
    dimension: Dimension,
    breakdown: Breakdown,
    series: Series,
    context: PageContext,
) -> Iterator[str]:
    """Yield why the parts do not add up to the value; parts of a rate are never expected to."""
    word, indicator = context.language.word, context.indicator(series)
    if indicator.unit.percent or indicator.per is not None:
        return
    if dimension.overlapping or (not indicator.unit.signed and _must_overlap(entry, breakdown)):
        yield word("timeline.overlapping")
    if breakdown.partial:
        yield word("timeline.partial")
    elif not dimension.overlapping and is_rounded(entry.value, breakdown):
        yield word("timeline.rounded")


def _must_overlap(entry: Observation, breakdown: Breakdown) -> bool:
    """Return whether one person must be in several parts of a breakdown that nobody called whole.

    More than "at least 41,000" shows nothing, nor does more than "about 41,000".
    """
    is_sure = entry.qualifier in {None, Qualifier.AT_MOST}
    return is_sure and exceeds_value(entry.value, entry.precision, breakdown)
