"""The comparison of an indicator in several areas: its pages, links, figures and charts."""

from __future__ import annotations

import bisect
import collections
import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from terang.derivation.quantity import Span
from terang.i18n.formatter import Moment, Sentence, TextLink, Wording
from terang.model.catalog import Catalog, Series
from terang.model.definitions import Area, Indicator, Level, Measure
from terang.views.attribution import speakers
from terang.views.chart import ChartView, drawn_spans, framed_chart_view
from terang.views.chart_geometry import ChartFrame, MarkShape
from terang.views.claim_sentences import StatedClaim, since_january
from terang.views.coverage_rate import with_rate_warning
from terang.views.derived_figures import share_range, with_about
from terang.views.headline import TargetLine, headline_view, today_moment
from terang.views.list_filter import SCRIPT
from terang.views.page_context import PageContext
from terang.views.sentence_parts import capitalized
from terang.views.spark_lines import Spark, spark_of
from terang.views.year_table import year_figure

AREAS_A_PAGE = 24
"""The most areas on a page."""

CLAIMS_AN_AREA = 20
"""The claims that each area may have on a page with the most areas; with more there are fewer."""

_MOST_PAGES = 12
"""The approximate number of links to other pages, in addition to the neighbouring pages."""


_TIERS = {
    Level.COUNTRY: "country",
    Level.PROVINCE: "province",
    Level.REGENCY: "regency",
    Level.CITY: "regency",
    Level.DISTRICT: "district",
    Level.VILLAGE: "village",
}
"""The tier of each level: only areas of one tier stand beside each other."""


@dataclass(frozen=True, slots=True)
class AreaPanel:
    """The chart of an area, with the name of its tier where a new one begins."""

    tier: str
    link: TextLink
    chart: ChartView | None
    shared: ChartView | None
    """The same on the scale of its tier; None where no other area of it has a chart."""


@dataclass(frozen=True, slots=True)
class AreaRow:
    """The row of an area: its latest figure with speaker and date, and its headline's targets."""

    tier: str
    """The name of its tier where a new one begins, else an empty text."""
    link: TextLink
    ids: str
    """The names of its latest claims."""
    who: Sentence
    figure: Sentence
    moment: Moment | None
    since: str
    rank: str
    """Its place among the latest figures of its tier; a span of places where they overlap."""
    rate: Sentence
    """The part of its population that the figure covers; empty where that is not known."""
    due: Sentence
    targets: tuple[TargetLine, ...]


@dataclass(frozen=True, slots=True)
class YearCell:
    """The figure of an area in a year, and the same as a part of the area's population."""

    figure: StatedClaim
    rate: Sentence
    """Empty where the population is not known."""


@dataclass(frozen=True, slots=True)
class YearsTable:
    """A table of areas and years."""

    caption: str
    years: tuple[str, ...]
    rows: tuple[tuple[str, TextLink, Spark | None, tuple[YearCell | None, ...]], ...]
    """For each area its tier where a new one begins, its link, bars, and the figure of each year.

    The figure is None where none was found.
    """


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """A page of areas, by their tiers, and in the order of their names."""

    definition: Wording
    as_of: Sentence
    caption: str
    value_header: str
    shapes: tuple[tuple[str, str], ...]
    panels: tuple[AreaPanel, ...]
    rows: tuple[AreaRow, ...]
    has_rates: bool
    """True if readers may choose between figures and parts of the population."""
    has_shared: bool
    """True if readers may choose between scales."""
    script: str
    """The script that takes a choice from the page's address."""
    has_ranks: bool
    missing: Sentence
    """The areas of the same tiers and parents for which there is no series."""
    by_year: YearsTable | None
    """None if no area has a figure for a year."""
    pages: tuple[tuple[TextLink, bool], ...]
    """Links to pages of the comparison, each with a flag: whether it is the current page."""


def compared_series(catalog: Catalog) -> Iterable[tuple[Indicator, int]]:
    """Yield the indicators to compare: those with series of several areas, with page counts."""
    compared = collections.defaultdict[str, list[Series]](list)
    for series in catalog.series.values():
        compared[series.indicator].append(series)
    for key, everywhere in sorted(compared.items()):
        if len(everywhere) > 1:
            yield catalog.indicators[key], -(-len(everywhere) // _areas_a_page(everywhere))


def _areas_a_page(compared: Collection[Series]) -> int:
    """Return the number of areas on a page of these series, so that no page is too heavy."""
    weight = sum(max(len(series.entries), CLAIMS_AN_AREA) for series in compared)
    return min(AREAS_A_PAGE, max(AREAS_A_PAGE * CLAIMS_AN_AREA * len(compared) // weight, 1))


def comparison_path(indicator: Indicator, number: int) -> str:
    """Return the path of a page of a comparison; the path of the first page has no number."""
    return f"compare/{indicator.id}/" + (f"{number}/" if number > 1 else "")


def comparison_link(
    indicator: str, context: PageContext, *, brief: bool = False
) -> TextLink | None:
    """Return the link to an indicator's comparison; None if it has a single series.

    A brief one is the indicator's title alone.
    """
    catalog = context.catalog
    compared = context.cached_for_language(
        "(compare)", lambda: {kind.id for kind, _ in compared_series(catalog)}
    )
    if indicator not in compared:
        return None
    title = context.language.name(catalog.indicators[indicator].title)
    text = title if brief else context.language.word("compare.link", title=title)
    return TextLink(text, context.page_href(f"compare/{indicator}/"))


def comparison_view(indicator: Indicator, number: int, context: PageContext) -> ComparisonView:
    """Return a page of an indicator's comparison; `number` counts from 1."""
    language = context.language
    compared = _compared_together(indicator, context)
    everywhere, size = compared.series, compared.page_size
    shown = everywhere[(number - 1) * size : number * size]
    tiers = dict(zip((series.id for series in shown), _begun_tiers(shown, context), strict=True))
    panels = [_panel(series, tiers[series.id], compared.frames, context) for series in shown]
    rows = tuple(
        _row(series, tiers[series.id], compared.ranks.get(series.id, ""), context)
        for series in shown
    )
    shapes = {shape: text for panel in panels if panel.chart for shape, text in panel.chart.shapes}
    unit, title = language.unit(indicator), language.name(indicator.title)
    return ComparisonView(
        definition=language.text(indicator.definition),
        as_of=language.sentence("series.as_of", today=today_moment(context)),
        caption=language.word("compare.caption", title=title),
        value_header=language.word("table.value", unit=unit)
        if unit
        else language.word("table.value_bare"),
        shapes=tuple((shape, shapes[shape]) for shape in MarkShape if shape in shapes),
        panels=tuple(panels),
        rows=rows,
        has_rates=any(row.rate for row in rows),
        has_shared=any(panel.shared for panel in panels),
        script=context.file_href(SCRIPT),
        has_ranks=any(row.rank for row in rows),
        missing=_missing_areas(everywhere, context) if len(shown) == len(everywhere) else (),
        by_year=_years_table(shown, tiers, title, context),
        pages=tuple(_pages(indicator, compared, number, context)),
    )


def _panel(
    series: Series, tier: str, frames: Mapping[str, ChartFrame], context: PageContext
) -> AreaPanel:
    """Return the chart of an area on its own scale, and on that of its tier."""
    frame = frames.get(_TIERS[context.catalog.area_of(series).level])
    own = framed_chart_view(series, context, frame and replace(frame, values=()))
    is_shared = frame is not None and bool(frame.values)
    shared = framed_chart_view(series, context, frame) if is_shared else None
    return AreaPanel(tier, _link(series, context), own, shared)


def place_among_areas(series: Series, context: PageContext) -> int:
    """Return the number of series that the comparison of the indicator shows before this one."""
    return _compared_together(context.indicator(series), context).places[series.id]


def areas_up_to_page(indicator: Indicator, number: int, context: PageContext) -> int:
    """Return the number of series that a comparison shows on its pages up to this number."""
    compared = _compared_together(indicator, context)
    return min(number * compared.page_size, len(compared.series))


@dataclass(frozen=True, slots=True)
class _Compared:
    """The series of an indicator, in the order of their areas."""

    series: Sequence[Series]
    places: Mapping[str, int]
    """Series id → place in that order."""
    page_size: int
    frames: Mapping[str, ChartFrame]
    """Tier → the frame of its charts."""
    ranks: Mapping[str, str]
    """Series id → the place of its latest figure."""


def _compared_together(indicator: Indicator, context: PageContext) -> _Compared:
    """Return the series of an indicator and what all pages of their comparison share."""

    def compute() -> _Compared:
        series = _by_areas(indicator, context)
        places = {compared.id: place for place, compared in enumerate(series)}
        return _Compared(
            series,
            places,
            _areas_a_page(series),
            _frames(series, context),
            _ranks(indicator, series, context),
        )

    return context.cached_for_language(f"(compare)/{indicator.id}", compute)


def _by_areas(indicator: Indicator, context: PageContext) -> Sequence[Series]:
    """Return all series of an indicator by the tiers and names of their areas."""
    name, tiers = context.language.name, [*dict.fromkeys(_TIERS.values())]

    def order(series: Series) -> tuple[int, str, str]:
        area = context.catalog.area_of(series)
        return tiers.index(_TIERS[area.level]), name(area.name).casefold(), series.id

    compared = (
        series for series in context.catalog.series.values() if series.indicator == indicator.id
    )
    return sorted(compared, key=order)


def _begun_tiers(shown: Sequence[Series], context: PageContext) -> Iterable[str]:
    """Yield the name of the tier that begins with each series; empty where none does.

    Areas of one tier alone need no name.
    """
    tiers = [_TIERS[context.catalog.area_of(series).level] for series in shown]
    for before, tier in zip(["", *tiers], tiers, strict=False):
        is_new = tier != before and len(set(tiers)) > 1
        yield context.language.word(f"tier.{tier}") if is_new else ""


def _missing_areas(compared: Sequence[Series], context: PageContext) -> Sentence:
    """Return the sentence about areas without a figure beside those that have one."""
    catalog, language = context.catalog, context.language
    areas = [catalog.area_of(series) for series in compared]
    beside = {_place(area) for area in areas}
    known = {area.id for area in areas}
    missing = (
        language.name(area.name)
        for area in catalog.areas.values()
        if area.id not in known and _place(area) in beside
    )
    names = sorted(missing, key=str.casefold)
    return language.sentence("compare.missing", names=language.listing(names)) if names else ()


def _place(area: Area) -> tuple[str, str | None]:
    """Return the tier of an area and what it lies in."""
    return _TIERS[area.level], area.parent


def _link(series: Series, context: PageContext) -> TextLink:
    """Return an area's name as a link to its series."""
    name = context.language.name(context.catalog.area_of(series).name)
    return TextLink(name, context.page_href(context.series_path(series)))


def _ranks(
    indicator: Indicator, compared: Iterable[Series], context: PageContext
) -> Mapping[str, str]:
    """Return the place of each series among the latest figures of its tier, by the series' id.

    Figures that may be equal, by all that they may mean, share a span of places. A flow has none:
    its latest dates may be of different length.
    """
    if indicator.measure is not Measure.STOCK:
        return {}
    language, tiers = context.language, collections.defaultdict[str, dict[str, Span]](dict)
    for series in compared:
        if latest := context.derived[series.id].latest:
            tiers[_TIERS[context.catalog.area_of(series).level]][series.id] = latest.meant
    ranks = {}
    for spans in tiers.values():
        lows = sorted(span.low for span in spans.values() if span.low is not None)
        highs = sorted(span.high for span in spans.values() if span.high is not None)
        for key, span in spans.items() if len(spans) > 1 else ():
            above = 0 if span.high is None else len(lows) - bisect.bisect_right(lows, span.high)
            below = 0 if span.low is None else bisect.bisect_left(highs, span.low)
            first, last = 1 + above, len(spans) - below
            ranks[key] = language.word(
                "compare.rank" if first == last else "compare.rank_between",
                first=language.ordinal(first),
                last=language.ordinal(last),
                count=language.number(len(spans)),
            )
    return ranks


def _row(series: Series, tier: str, rank: str, context: PageContext) -> AreaRow:
    latest = context.derived[series.id].latest
    headline = headline_view(series, context)
    claim = latest.observations[0] if latest else None
    return AreaRow(
        tier=tier,
        link=_link(series, context),
        ids=headline.latest.ids,
        who=headline.latest.who,
        figure=headline.latest.figure,
        moment=context.language.date(claim.date, claim.label) if claim else None,
        since=since_january(claim, series, context) if claim else "",
        rank=rank,
        rate=_rate(series, context),
        due=headline.targets_title,
        targets=headline.targets,
    )


def _rate(series: Series, context: PageContext) -> Sentence:
    """Return the coverage rate with the population that it is a part of, and its date."""
    derived, language = context.derived[series.id], context.language
    rate, latest, date = derived.coverage_rate, derived.latest, derived.population_date
    if rate is None or latest is None or date is None or series.population is None:
        return ()
    sentence = language.sentence(
        "compare.rate",
        rate=with_about(share_range(rate, context), latest.observations, context),
        label=language.text(series.population.label),
        date=language.date(date),
    )
    return with_rate_warning(sentence, rate, context)


def _year_cell(series: Series, year: int, context: PageContext) -> YearCell | None:
    """Return the figure of a year and its part of the population; None where none was found."""
    figure, derived = year_figure(series, year, context), context.derived[series.id]
    if figure is None:
        return None
    known, language = derived.rates_by_year.get(year), context.language
    if known is None or series.population is None:
        return YearCell(figure, ())
    claims = [
        entry for entry in series.observations if entry.anchor in derived.by_year[year].anchors
    ]
    rate = language.sentence(
        "compare.year_rate",
        who=speakers(claims, context),
        when=language.date(claims[0].date, claims[0].label),
        rate=with_about(share_range(known.share, context), claims, context),
        label=language.text(series.population.label),
        date=language.date(known.date),
    )
    return YearCell(figure, with_rate_warning(capitalized(rate), known.share, context))


def _years_table(
    shown: Sequence[Series], tiers: Mapping[str, str], title: str, context: PageContext
) -> YearsTable | None:
    """Return the figures of these areas in each year for which one of them has a figure."""
    years = sorted({year for series in shown for year in context.derived[series.id].by_year})
    if not years:
        return None
    return YearsTable(
        caption=context.language.word("year.caption", title=title),
        years=tuple(map(str, years)),
        rows=tuple(
            (
                tiers[series.id],
                _link(series, context),
                spark_of(context.derived[series.id], context.catalog.break_days_of(series)),
                tuple(_year_cell(series, year, context) for year in years),
            )
            for series in shown
        ),
    )


def _frames(compared: Iterable[Series], context: PageContext) -> Mapping[str, ChartFrame]:
    """Return the frame of the charts of each tier: the days of all, the values of its own areas.

    An area that is alone in its tier shares no values.
    """
    ends = collections.defaultdict[str, list[tuple[Decimal | Fraction, Decimal | Fraction]]](list)
    days: list[dt.date] = []
    for series in compared:
        if spans := [*drawn_spans(series, context)]:
            periods, lows, highs = zip(*spans, strict=True)
            ends[_TIERS[context.catalog.area_of(series).level]].append((min(lows), max(highs)))
            days += min(period.first for period in periods), max(period.last for period in periods)
    return {
        tier: ChartFrame(
            min(days),
            max(days),
            values=(min(low for low, _ in of_tier), max(high for _, high in of_tier))
            if len(of_tier) > 1
            else (),
        )
        for tier, of_tier in ends.items()
    }


def _pages(
    indicator: Indicator, compared: _Compared, number: int, context: PageContext
) -> Iterable[tuple[TextLink, bool]]:
    """Yield links to pages, named by their first and last area; none for a single page.

    A long comparison links to pages at equal steps and to the neighbours, so that no page lists
    all others.
    """
    series, size = compared.series, compared.page_size
    if len(series) <= size:
        return
    parts = [series[start : start + size] for start in range(0, len(series), size)]
    count = len(parts)
    step = max(count // _MOST_PAGES, 1)
    shown = {1, count, *range(step, count, step), *range(number - 2, number + 3)}
    for index, part in enumerate(parts, start=1):
        if index in shown:
            first, last = (_link(end, context).text for end in (part[0], part[-1]))
            text = context.language.word("compare.page", first=first, last=last)
            href = context.page_href(comparison_path(indicator, index))
            yield TextLink(text, href), index == number
