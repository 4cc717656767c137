"""One indicator in several areas: small charts on one scale, and one table."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from terang.i18n.formatter import Moment, Sentence, TextLink, Wording
from terang.model.catalog import Catalog, Series
from terang.model.definitions import Indicator
from terang.model.entries import Event
from terang.views.chart import ChartView, framed_chart_view
from terang.views.chart_geometry import ChartFrame, MarkShape
from terang.views.entry_properties import entry_date, standing_entries
from terang.views.headline import TargetLine, headline_view, today_moment
from terang.views.page_context import PageContext


def comparison_link(indicator: str, context: PageContext) -> TextLink | None:
    """The way to where the series of an indicator are compared; None where there is but one."""
    series = (
        series_item
        for series_item in context.catalog.series.values()
        if series_item.indicator == indicator
    )
    if sum(1 for _ in itertools.islice(series, 2)) < 2:  # noqa: PLR2004 - two can be compared
        return None
    title = context.language.name(context.catalog.indicators[indicator].title)
    text = context.language.word("compare.link", title=title)
    return TextLink(text, context.page_href(f"compare/{indicator}/"))


AREAS_A_PAGE = 24
"""How many areas a page compares."""

_MOST_PAGES = 12
"""About how many of its pages a comparison names on each, beside those around it."""


@dataclass(frozen=True, slots=True)
class AreaPanel:
    """One area's chart."""

    link: TextLink
    chart: ChartView | None


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area's row: the latest figure with speaker and date, and the targets of the day."""

    link: TextLink
    ids: str
    """The names of its latest claims."""
    who: Sentence
    figure: Sentence
    moment: Moment | None
    due: Sentence
    targets: tuple[TargetLine, ...]


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """A page of areas in the order of their names; `pages` leads to the others."""

    definition: Wording
    as_of: Sentence
    caption: str
    value_header: str
    shapes: tuple[tuple[str, str], ...]
    panels: tuple[AreaPanel, ...]
    rows: tuple[AreaRow, ...]
    pages: tuple[tuple[TextLink, bool], ...]
    """Each page of the comparison, and whether it is this one."""


def compared_series(catalog: Catalog) -> Iterable[tuple[Indicator, int]]:
    """The indicators of more than one series, and on how many pages each is compared."""
    found: dict[str, int] = {}
    for series in catalog.series.values():
        found[series.indicator] = found.get(series.indicator, 0) + 1
    for key, count in sorted(found.items()):
        if count > 1:
            yield catalog.indicators[key], -(-count // AREAS_A_PAGE)


def comparison_path(indicator: Indicator, number: int) -> str:
    """Where a page of a comparison stands; the first has no number."""
    return f"compare/{indicator.id}/" + (f"{number}/" if number > 1 else "")


def comparison_view(indicator: Indicator, number: int, context: PageContext) -> ComparisonView:
    """One page of an indicator's comparison."""
    language = context.language
    everywhere, frame = context.cached_for_language(
        f"(compare)/{indicator.id}", lambda: _together(indicator, context)
    )
    shown = everywhere[(number - 1) * AREAS_A_PAGE : number * AREAS_A_PAGE]
    panels = [
        AreaPanel(_link(item, context), framed_chart_view(item, context, frame)) for item in shown
    ]
    shapes = {shape: text for panel in panels if panel.chart for shape, text in panel.chart.shapes}
    unit, title = language.unit(indicator), language.name(indicator.title)
    return ComparisonView(
        definition=language.text(indicator.definition),
        as_of=language.sentence("series.as_of", today=today_moment(context)),
        caption=language.word("compare.caption", title=title),
        value_header=language.word("table.value", unit=unit)
        if unit
        else language.word("table.value_bare"),
        shapes=tuple(
            (shape_item, shapes[shape_item]) for shape_item in MarkShape if shape_item in shapes
        ),
        panels=tuple(panels),
        rows=tuple(_row(item, context) for item in shown),
        pages=tuple(_pages(indicator, everywhere, number, context)),
    )


def _together(
    indicator: Indicator, context: PageContext
) -> tuple[Sequence[Series], ChartFrame | None]:
    """All series of an indicator by their areas' names, and what they span."""
    name = context.language.name
    everywhere = sorted(
        (series for series in context.catalog.series.values() if series.indicator == indicator.id),
        key=lambda item: (name(context.catalog.area_of(item).name).casefold(), item.id),
    )
    return everywhere, _frame(everywhere, context)


def _link(series: Series, context: PageContext) -> TextLink:
    """An area by its name, leading to its series."""
    name = context.language.name(context.catalog.area_of(series).name)
    return TextLink(name, context.page_href(context.series_path(series)))


def _row(series: Series, context: PageContext) -> AreaRow:
    latest = context.derived[series.id].latest
    headline = headline_view(series, context)
    claim = latest.observations[0] if latest else None
    return AreaRow(
        link=_link(series, context),
        ids=headline.latest.ids,
        who=headline.latest.who,
        figure=headline.latest.figure,
        moment=context.language.date(claim.date, claim.label) if claim else None,
        due=headline.targets_title,
        targets=headline.targets,
    )


def _frame(series: Iterable[Series], context: PageContext) -> ChartFrame | None:
    """The days and values that all of these series span."""
    dated = [
        (date, entry.value)
        for series_item in series
        for entry in standing_entries(series_item, context)
        if not isinstance(entry, Event) and (date := entry_date(entry)) is not None
    ]
    if not dated:
        return None
    values = [value for _, value in dated]
    return ChartFrame(
        min(date.first for date, _ in dated),
        max(date.last for date, _ in dated),
        min(values),
        max(values),
    )


def _parts(series: Sequence[Series]) -> Iterable[Sequence[Series]]:
    """As many as a page compares at a time."""
    return (series[start : start + AREAS_A_PAGE] for start in range(0, len(series), AREAS_A_PAGE))


def _pages(
    indicator: Indicator, series: Sequence[Series], number: int, context: PageContext
) -> Iterable[tuple[TextLink, bool]]:
    """Pages by their first and last area; none where there is one page only.

    Of many, every so many and those around this one: no page lists all others.
    """
    if len(series) <= AREAS_A_PAGE:
        return
    parts = [*_parts(series)]
    count = len(parts)
    step = max(count // _MOST_PAGES, 1)
    shown = {1, count, *range(step, count, step), *range(number - 2, number + 3)}
    for index, part in enumerate(parts, start=1):
        if index in shown:
            first, last = (_link(item, context).text for item in (part[0], part[-1]))
            text = context.language.word("compare.page", first=first, last=last)
            yield (
                TextLink(text, context.page_href(comparison_path(indicator, index))),
                index == number,
            )
