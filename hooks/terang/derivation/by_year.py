"""The figure of each year that follows from the claims of a series (docs/contract.md#by-year)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from terang.derivation.claims import CountingDate
from terang.derivation.quantity import Span
from terang.derivation.totals import dates_within, sums_over
from terang.model.period import Period, parse_period


@dataclass(frozen=True, slots=True)
class YearFigure:
    """The figure of one year."""

    date: Period
    anchors: tuple[str, ...]
    span: Span
    others: Span | None = None
    """The span of a stock's other counting dates of the year."""
    other_anchors: tuple[str, ...] = ()
    """The claims of those dates."""
    is_part: bool = False
    """True if a flow's figure covers only a part of the year."""


def figures_by_year(
    dates: Sequence[CountingDate], breaks: Sequence[dt.date], *, is_stock: bool, adds_up: bool
) -> dict[int, YearFigure]:
    """Return the figure of each year that follows from a series' counting dates, oldest first."""
    found = {}
    for year in sorted({date.period.first.year for date in dates}):
        period = parse_period(str(year))
        if is_stock:
            figure = _stock_figure(dates_within(period, dates))
        else:
            figure = _flow_figure(period, dates, breaks, adds_up=adds_up)
        if figure is not None:
            found[year] = figure
    return found


def _stock_figure(dates: Sequence[CountingDate]) -> YearFigure | None:
    """Return the last counting date that lies in the year."""
    if not dates:
        return None
    *others, last = dates
    around = Span.around(date.span for date in others) if others else None
    rest = tuple(anchor for date in others for anchor in date.anchors)
    return YearFigure(last.period, last.anchors, last.span, around, rest)


def _flow_figure(
    year: Period, dates: Sequence[CountingDate], breaks: Sequence[dt.date], *, adds_up: bool
) -> YearFigure | None:
    """Return the year's total, else its part."""
    sums = sums_over(year, dates, breaks, adds_up=adds_up)
    if sums.found is None:
        return None
    return YearFigure(year, sums.found.anchors, sums.found.span, is_part=sums.total is None)
