"""The list of all series (/coverage/): a row each, by theme, or by area without themes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from terang.derivation.derive import Derived
from terang.derivation.targets import Outlook
from terang.i18n.formatter import Moment, Sentence, TextLink, Wording
from terang.model.catalog import Series
from terang.views.attribution import speaker, speakers
from terang.views.comparison import comparison_link
from terang.views.headline import (
    LatestView,
    TargetLine,
    latest_view,
    newest_outlooks,
    target_line,
)
from terang.views.indicator_order import indicator_place
from terang.views.list_filter import NO_TARGET, ListFilter, list_filter
from terang.views.list_pages import SERIES_A_PAGE
from terang.views.page_context import PageContext
from terang.views.reliability import ReliabilityView, reliability_view
from terang.views.sentence_parts import capitalized
from terang.views.spark_lines import Spark, spark_of
from terang.views.target_list import group_of

COVERAGE = "coverage/"
"""The address of the list from the root of every language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewestTarget:
    """The target that was announced last among those of the newest deadline."""

    who: Sentence
    due: Moment | None
    line: TargetLine


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRow:
    """A series as a row: its latest figure, its newest target, and how far to trust it."""

    link: TextLink
    area: Wording | None
    """None where all series of the record are of one area."""
    who: Sentence
    """The speakers of the latest figure, without the publishers who say so."""
    latest: LatestView
    unit: str
    target: NewestTarget | None
    reliability: ReliabilityView
    group: str
    """The group of states of its newest target."""
    spark: Spark | None


@dataclass(frozen=True, slots=True)
class SeriesGroup:
    """The series of a theme or an area, and the groups of states of their newest targets."""

    title: str
    states: tuple[str, ...]
    rows: tuple[SeriesRow, ...]


@dataclass(frozen=True, slots=True)
class CoverageView:
    """The rows of series, grouped by theme or by area."""

    filter: ListFilter | None
    order: str
    """The order of the rows, in words."""
    groups: tuple[SeriesGroup, ...]
    comparisons: tuple[TextLink, ...]


def state_group(derived: Derived) -> str:
    """Return the group of states, in the list of series, of a series' newest target."""
    outlook = _newest_outlook(derived)
    return group_of(outlook) if outlook else NO_TARGET


def coverage_view(shown: Iterable[Series], context: PageContext, chosen: str = "") -> CoverageView:
    """Return a page of the list of all series, its groups in the order of the list.

    `chosen` is the only group of states of this page and its next ones, if there is one.
    """
    catalog = context.catalog
    has_areas = len({series.area for series in catalog.series.values()}) > 1
    groups: dict[str, list[SeriesRow]] = {}
    for series in shown:
        row = _row(series, context, has_areas=has_areas)
        groups.setdefault(_heading(series, context), []).append(row)
    indicators = sorted(
        catalog.indicators.values(), key=lambda kind: indicator_place(kind, catalog)
    )
    links = (comparison_link(indicator.id, context, brief=True) for indicator in indicators)
    states = context.cached_for_language(
        "(filter)", lambda: [state_group(context.derived[key]) for key in catalog.series]
    )
    return CoverageView(
        list_filter(
            states,
            COVERAGE,
            chosen,
            context,
            is_paged=len(states) > SERIES_A_PAGE,
        ),
        context.language.word("filter.order_themes" if catalog.themes else "filter.order_areas"),
        tuple(
            SeriesGroup(name, tuple(dict.fromkeys(row.group for row in rows)), tuple(rows))
            for name, rows in groups.items()
        ),
        tuple(link for link in links if link is not None),
    )


def _row(series: Series, context: PageContext, *, has_areas: bool) -> SeriesRow:
    language, shown = context.language, latest_view(series, context)
    latest = context.derived[series.id].latest
    title = language.name(series.title or context.indicator(series).title)
    return SeriesRow(
        link=TextLink(title, context.page_href(context.series_path(series))),
        area=language.text(context.catalog.area_of(series).name) if has_areas else None,
        who=capitalized(speakers(latest.observations, context)) if latest else (),
        latest=shown,
        unit=language.unit(context.indicator(series)) if shown.figure else "",
        target=_newest_target(series, context),
        reliability=reliability_view(series, context),
        group=state_group(context.derived[series.id]),
        spark=spark_of(context.derived[series.id], context.catalog.break_days_of(series)),
    )


def _newest_target(series: Series, context: PageContext) -> NewestTarget | None:
    """Return the target that was announced last; of several, the last in the files."""
    outlook = _newest_outlook(context.derived[series.id])
    if outlook is None:
        return None
    target = outlook.target
    return NewestTarget(
        who=capitalized((speaker(target, context),)),
        due=context.language.date(target.due, target.label) if target.due else None,
        line=target_line(outlook, series, context),
    )


def _newest_outlook(derived: Derived) -> Outlook | None:
    """Return the target that was announced last among those of the newest deadline."""
    _, outlooks = newest_outlooks(derived)
    if not outlooks:
        return None
    days = [
        outlook.target.announced.first if outlook.target.announced else dt.date.min
        for outlook in outlooks
    ]
    return outlooks[max(range(len(days)), key=lambda number: (days[number], number))]


def _heading(series: Series, context: PageContext) -> str:
    """Return the title of the group of a series: its theme, or its area without themes."""
    language, themes = context.language, context.catalog.themes
    if not themes:
        return language.name(context.catalog.area_of(series).name)
    theme = context.indicator(series).theme
    if theme is None:
        return language.word("page.other_theme")
    return language.name(themes[theme].title)
