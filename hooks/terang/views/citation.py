"""Showing and citing a series elsewhere: what its page offers to those who do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from terang.i18n.formatter import TextLink
from terang.model.catalog import Series
from terang.views.page_context import PageContext

FRAME_HEIGHT = 900
"""Pixels in which headline and chart stand whole from a width of 600 on; below, a frame scrolls."""

_SPECIAL = re.compile(r"[\\{}%&#_$~^]")
_SPECIALS = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}  # fmt: skip
"""What BibTeX and LaTeX read as commands; the rest of `_SPECIAL` takes a backslash."""


@dataclass(frozen=True, slots=True)
class PublicationDetails:
    """Where and in which state the record is published."""

    address: str
    """The site's, with a slash at its end."""
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationView:
    """What a series' page offers to those who show or cite it elsewhere."""

    title: str
    frame: str
    """The full address of the page for a frame."""
    frame_height: int
    embed: TextLink
    image: TextLink | None
    """The chart as a file; None where nothing can be drawn."""
    citation: str
    bibtex: str


def embed_path(series: Series) -> str:
    """The folder of what a series is shown with elsewhere, from a language's root."""
    return f"embed/{series.id}/"


def citation_view(
    series: Series, context: PageContext, published: PublicationDetails, *, drawn: bool
) -> CitationView:
    """What the series' page offers; `drawn` says whether it has a chart."""
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
    image = TextLink(language.word("reuse.image"), context.page_href(f"{path}chart.svg"))
    return CitationView(
        title=title,
        frame=f"{published.address}{language.root}{path}",
        frame_height=FRAME_HEIGHT,
        embed=TextLink(language.word("reuse.embed_page"), context.page_href(path)),
        image=image if drawn else None,
        citation=language.word("reuse.citation", **cited),
        bibtex=_bibtex(series.id, cited, context.catalog.site.licence.id),
    )


def _bibtex(key: str, cited: dict[str, str], licence: str) -> str:
    """An entry for BibTeX and BibLaTeX; the day of access is the citer's to fill in."""
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
    # In braces within quotation marks, words are kept as they are: an office is not a person.
    lines = "".join(f'  {name} = "{{{text}}}",\n' for name, text in keys.items())
    return f"@misc{{{key},\n{lines}}}"


def _escaped(text: str) -> str:
    """A text as BibTeX and LaTeX read it back."""
    one_line = " ".join(text.split())
    return _SPECIAL.sub(lambda found: _SPECIALS.get(found[0], f"\\{found[0]}"), one_line)
