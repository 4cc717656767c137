"""Ways to cite and embed a series: citation, BibTeX, frame, the folder to embed; chart files."""

from __future__ import annotations

import re
from dataclasses import dataclass

from terang.i18n.formatter import TextLink, plain_text
from terang.model.catalog import Series
from terang.views.chart import ChartView
from terang.views.frame_height import frame_height
from terang.views.headline import HeadlineView
from terang.views.page_context import PageContext

_SPECIAL = re.compile(r"[\\{}%&#_$~^]")
_SPECIALS = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}  # fmt: skip
"""Escapes of BibTeX and LaTeX commands; the rest of `_SPECIAL` takes a backslash."""


@dataclass(frozen=True, slots=True)
class PublicationDetails:
    """The address and the version of the published record."""

    address: str
    """The address of the site, with a slash at its end."""
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationView:
    """The texts and links for citing and embedding a series."""

    title: str
    frame: str
    """The absolute address of the embed page."""
    frame_height: int
    embed: TextLink
    citation: str
    bibtex: str


def embed_path(series: Series) -> str:
    """Return the folder of a series' embed page and images, from the language's root."""
    return f"embed/{series.id}/"


def chart_files(series: Series, context: PageContext, *, has_png: bool) -> tuple[TextLink, ...]:
    """Return links to the chart as files, named by their formats."""
    formats = ("SVG", "PNG") if has_png else ("SVG",)
    folder = embed_path(series)
    return tuple(
        TextLink(name, context.page_href(f"{folder}chart.{name.lower()}")) for name in formats
    )


def citation_view(
    series: Series,
    context: PageContext,
    published: PublicationDetails,
    headline: HeadlineView,
    chart: ChartView | None,
) -> CitationView:
    """Return the ways to cite and embed a series, whose embed page shows headline and chart."""
    language, path = context.language, embed_path(series)
    address = f"{published.address}{language.root}{context.series_path(series)}"
    title = context.title(series)
    cited = {
        "publisher": language.name(context.catalog.site.publisher),
        "title": title,
        "version": published.version,
        "year": str(context.catalog.today.year),
        "url": address,
    }
    return CitationView(
        title=title,
        frame=f"{published.address}{language.root}{path}",
        frame_height=frame_height(headline, chart, _feet(headline, cited, context)),
        embed=TextLink(language.word("reuse.embed_page"), context.page_href(path)),
        citation=language.word("reuse.citation", **cited),
        bibtex=_bibtex(series.id, cited, context.catalog.site.licence.id),
    )


def _feet(headline: HeadlineView, cited: dict[str, str], context: PageContext) -> tuple[str, ...]:
    """Return the lines below the chart of an embed page."""
    language, site = context.language, context.catalog.site
    page = f"{language.word('embed.page')} · {cited['publisher']}"
    licence = language.word("downloads.licence", licence=site.licence.id)
    notice = (language.name(site.notice),) if site.notice else ()
    return (*notice, f"{plain_text(headline.as_of)} {page}", licence)


def _bibtex(key: str, cited: dict[str, str], licence: str) -> str:
    """Return an entry for BibTeX and BibLaTeX; the reader fills in the day of access."""
    safe = {name: _escaped(text) for name, text in cited.items()}
    keys = {
        "author": safe["publisher"],
        "title": safe["title"],
        "year": safe["year"],
        "version": safe["version"],
        "note": f"Version {safe['version']}, {_escaped(licence)}",
        "url": cited["url"],
        "urldate": "YYYY-MM-DD",
    }
    # Braces within quotation marks keep an office from being read as first and last name.
    lines = "".join(f'  {name} = "{{{text}}}",\n' for name, text in keys.items())
    return f"@misc{{{key},\n{lines}}}"


def _escaped(text: str) -> str:
    """Return a text with the special characters of BibTeX and LaTeX escaped."""
    return _SPECIAL.sub(
        lambda match: _SPECIALS.get(match[0], f"\\{match[0]}"), " ".join(text.split())
    )
