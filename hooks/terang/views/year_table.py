"""The rows of a table of years: the figure of each year, of a series or of areas.

docs/contract.md#by-year
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from terang.derivation.by_year import YearFigure
from terang.derivation.quantity import Span
from terang.i18n.formatter import Sentence
from terang.model.catalog import Series
from terang.model.definitions import Measure
from terang.model.entries import Observation
from terang.model.period import Period
from terang.views.attribution import speakers
from terang.views.claim_sentences import (
    StatedClaim,
    claim_ids,
    figure_text,
    linked_figure,
    qualifier_word,
    since_january,
)
from terang.views.derived_figures import sum_sentence, value_range, with_about
from terang.views.page_context import PageContext
from terang.views.sentence_parts import capitalized


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year with its figure; None for a year without one."""

    year: str
    figure: StatedClaim | None


def year_rows(series: Series, context: PageContext) -> tuple[YearRow, ...]:
    """Return a row for each year from the first to the last that has a figure."""
    known = context.derived[series.id].by_year
    years = range(min(known), max(known) + 1) if known else ()
    return tuple(YearRow(str(year), _complete_figure(series, year, context)) for year in years)


def _complete_figure(series: Series, year: int, context: PageContext) -> StatedClaim | None:
    """Return the figure of a year; if it is not of the year's end, also the nearest to that.

    None where neither was found.
    """
    figure, nearest = year_figure(series, year, context), _nearest_to_end(series, year, context)
    if nearest is None:
        return figure
    if figure is None:
        is_disputed = any(_is_in(year, entry) for entry in series.observations)
        key = "none_undisputed" if is_disputed else "none"
        return StatedClaim(
            nearest.claim, (*context.language.sentence(f"year.{key}"), " ", *nearest.sentence)
        )
    claims = dict.fromkeys((*figure.claim.split(), *nearest.claim.split()))
    return StatedClaim(" ".join(claims), (*figure.sentence, " ", *nearest.sentence))


def _is_in(year: int, entry: Observation) -> bool:
    """Return whether an entry stands and is of a year alone."""
    is_within = entry.date.first.year == entry.date.last.year == year
    return is_within and entry.withdrawn is None


def _nearest_to_end(series: Series, year: int, context: PageContext) -> StatedClaim | None:
    """Return the counting date of a stock nearest to a year's end that none includes."""
    derived, end = context.derived[series.id], dt.date(year, 12, 31)
    is_stock = context.indicator(series).measure is Measure.STOCK
    if not is_stock or end > derived.as_of:
        return None
    if any(date.period.first <= end <= date.period.last for date in derived.dates):
        return None
    nearest = min(derived.dates, key=lambda date: _farthest(date.period, end))
    claims = list(nearest.observations)
    sentence = context.language.sentence(
        "year.no_end",
        year=str(year),
        who=speakers(claims, context),
        figure=_amount(nearest.span, claims, series, context),
        date=context.language.date(claims[0].date, claims[0].label),
    )
    return StatedClaim(claim_ids(series, claims), sentence)


def _farthest(period: Period, day: dt.date) -> int:
    """Return how many days a period may lie from a day outside of it."""
    return max(abs((day - end).days) for end in (period.first, period.last))


def year_figure(series: Series, year: int, context: PageContext) -> StatedClaim | None:
    """Return the figure in a year's row: its speakers, value and date, or what it adds up.

    None where no figure was found for the year.
    """
    derived = context.derived[series.id]
    figure = derived.by_year.get(year)
    if figure is None:
        return None
    for total in derived.added_up:
        if total.date == figure.date and not figure.is_part:
            return sum_sentence(total, series, context)
    claims = [entry for entry in series.observations if entry.anchor in figure.anchors]
    key, date = _date_of(figure, claims, series, context)
    sentence = context.language.sentence(
        f"year.{key}",
        who=speakers(claims, context),
        figure=_amount(figure.span, claims, series, context),
        date=date,
    )
    if figure.others is not None:
        rest = (entry for entry in series.observations if entry.anchor in figure.other_anchors)
        others = with_about(value_range(figure.others, series, context), rest, context)
        sentence += (" ", *context.language.sentence("year.others", figures=others))
    return StatedClaim(claim_ids(series, claims), capitalized(sentence))


def _date_of(
    figure: YearFigure, claims: list[Observation], series: Series, context: PageContext
) -> tuple[str, Sentence]:
    """Return the key of the words for a year's figure, and the date that they give."""
    language, claim = context.language, claims[0]
    stated = (language.date(claim.date, claim.label),)
    is_stated = context.derived[series.id].are_of_one_date(figure.anchors)
    if is_stated and since_january(claim, series, context):
        return "date", language.sentence("claim.counted_since_january", when=stated)
    if context.indicator(series).measure is Measure.STOCK:
        return "date", stated
    year = (language.date(figure.date),)
    if not figure.is_part:
        return "total", year
    return "part" if is_stated else "part_sum", year


def _amount(
    span: Span, claims: list[Observation], series: Series, context: PageContext
) -> Sentence:
    """Return the figure of claims: of a single one as it was stated, with a link to it."""
    claim, *others = claims
    value = figure_text(claim, series, context)
    if others or value is None:
        return with_about(value_range(span, series, context), claims, context)
    hedge = qualifier_word(claim, context)
    href = context.entry_href(series, claim.anchor)
    return (f"{hedge} " if hedge else "", linked_figure(value, href))
