"""The list of all series (/coverage/): their headlines, grouped by area."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from terang.i18n.formatter import TextLink
from terang.model.catalog import Series
from terang.views.comparison import comparison_link
from terang.views.headline import HeadlineView, headline_view
from terang.views.page_context import PageContext


@dataclass(frozen=True, slots=True)
class CoverageView:
    """The headlines of series, grouped by area."""

    groups: tuple[tuple[str, tuple[HeadlineView, ...]], ...]
    comparisons: tuple[TextLink, ...]


def coverage_view(shown: Iterable[Series], context: PageContext) -> CoverageView:
    """Return a page of the list; areas are in the order of their names."""
    groups: dict[str, list[HeadlineView]] = {}
    for series in shown:
        name = context.language.name(context.catalog.area_of(series).name)
        groups.setdefault(name, []).append(headline_view(series, context))
    links = (
        comparison_link(indicator, context) for indicator in sorted(context.catalog.indicators)
    )
    return CoverageView(
        tuple((name, tuple(groups[name])) for name in sorted(groups)),
        tuple(link for link in links if link is not None),
    )
