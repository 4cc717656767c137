"""The embed page of a series, shown in a frame on other sites."""

from __future__ import annotations

from dataclasses import dataclass

from terang.i18n.formatter import Sentence, TextLink, Wording
from terang.model.catalog import Series
from terang.views.chart import ChartView, chart_view
from terang.views.citation import PublicationDetails
from terang.views.headline import HeadlineView, headline_view
from terang.views.page_context import PageContext


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedView:
    """The embed page of a series."""

    title: str
    description: str
    headline: HeadlineView
    chart: ChartView | None
    publisher: str
    page: TextLink
    """The link to the series' own page."""
    canonical: str
    stylesheet: str
    icon: str
    as_of: Sentence
    licence: Sentence
    notice: Wording | None
    """The notice that the site shows on every page."""


def embed_view(series: Series, context: PageContext, published: PublicationDetails) -> EmbedView:
    """Return the embed page of a series; `context` is that of the embed page."""
    language, site = context.language, context.catalog.site
    title, path = context.title(series), context.series_path(series)
    headline = headline_view(series, context)
    return EmbedView(
        title=title,
        description=language.word("embed.description", title=title),
        headline=headline,
        chart=chart_view(series, context),
        publisher=language.name(site.publisher),
        page=TextLink(language.word("embed.page"), context.page_href(path)),
        canonical=f"{published.address}{language.root}{path}",
        stylesheet=context.file_href("assets/embed.css"),
        icon=context.file_href("assets/favicon.svg"),
        as_of=headline.as_of,
        licence=language.sentence(
            "downloads.licence", licence=TextLink(site.licence.id, site.licence.url)
        ),
        notice=language.text(site.notice) if site.notice else None,
    )
