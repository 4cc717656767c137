"""The list of all series (/coverage/): their headlines, by theme, or by area without themes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from terang.i18n.formatter import TextLink
from terang.model.catalog import Series
from terang.views.comparison import comparison_link
from terang.views.headline import HeadlineView, headline_view
from terang.views.indicator_order import indicator_place
from terang.views.page_context import PageContext


@dataclass(frozen=True, slots=True)
class CoverageView:
    """The headlines of series, grouped by theme or by area."""

    groups: tuple[tuple[str, tuple[HeadlineView, ...]], ...]
    comparisons: tuple[TextLink, ...]


def coverage_view(shown: Iterable[Series], context: PageContext) -> CoverageView:
    """Return a page of the list; themes are in their order, areas in the order of their names."""
    groups: dict[str, list[HeadlineView]] = {}
    for series in shown:
        groups.setdefault(_heading(series, context), []).append(headline_view(series, context))
    names = list(groups) if context.catalog.themes else sorted(groups)
    catalog = context.catalog
    indicators = sorted(
        catalog.indicators.values(), key=lambda kind: indicator_place(kind, catalog)
    )
    links = (comparison_link(indicator.id, context) for indicator in indicators)
    return CoverageView(
        tuple((name, tuple(groups[name])) for name in names),
        tuple(link for link in links if link is not None),
    )


def _heading(series: Series, context: PageContext) -> str:
    """Return the title of the group of a series: its theme, or its area without themes."""
    language, themes = context.language, context.catalog.themes
    if not themes:
        return language.name(context.catalog.area_of(series).name)
    theme = context.indicator(series).theme
    if theme is None:
        return language.word("page.other_theme")
    return language.name(themes[theme].title)
