"""One catalog as pages and files, ready for a host to put in place.

A host (today MkDocs) asks for the pages and files there are, for the HTML of each page in each
language, and for narrative pages with their calls filled in. It knows nothing of how they are made.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup

from terang.derivation.derive import Derived, derive
from terang.derivation.states import Range
from terang.diagnostics import LANGUAGES, Problem
from terang.downloads import guide, ms_ind, registry, schema_org
from terang.downloads.edition import Edition
from terang.downloads.lazy_files import LazyFiles
from terang.downloads.tables import Table
from terang.i18n.formatter import Language, Sentence, Words, plain_text
from terang.model.catalog import Catalog, Series
from terang.model.definitions import Indicator
from terang.narrative import macros, prose_check
from terang.narrative.glossary import TermFinder
from terang.narrative.macros import Call, Narration, NarrativeSource
from terang.pages import security_policy
from terang.pages.page_kinds import GeneratedPage, ListPage
from terang.pages.templates import Renderer
from terang.views import (
    chart,
    citation,
    claims,
    comparison,
    contents,
    embed,
    figures,
    headline,
    record,
    series,
    sheets,
    target_rows,
    terms,
)
from terang.views.contents import Contents
from terang.views.page_context import PageContext


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadFacts:
    """What pages say of the downloads: their edition, their bytes by path, rows by table."""

    edition: Edition
    sizes: Mapping[str, int]
    rows: Mapping[str, int]


@dataclass(frozen=True)
class Publication:
    """A sound catalog with its narrative pages, and all that is published of them."""

    catalog: Catalog
    render: Renderer
    sources: Mapping[str, NarrativeSource] = field(default_factory=dict)
    notices: tuple[Problem, ...] = ()
    correct: str = ""
    address: str = registry.EXAMPLE
    """The site's own, with a slash at its end."""
    whole_site: bool = False
    """Whether the host puts the finished site into one file, `distributions.guide.WHOLE_SITE`."""
    images: Mapping[str, Path] = field(default_factory=dict)
    """Those of `share_images` that the host has drawn: where each is published → where it lies."""
    elsewhere: Callable[[], DownloadFacts] | None = None
    """Where the downloads are made by somebody else: asks for what pages say of them."""

    @functools.cached_property
    def derived(self) -> Mapping[str, Derived]:
        """Series id → what follows from it; worked out once for all pages and files."""
        return {
            key: derive(series_item, self.catalog.indicator_of(series_item), self.catalog.today)
            for key, series_item in self.catalog.series.items()
        }

    @functools.cached_property
    def downloads(self) -> Mapping[str, bytes]:
        """Downloads and feeds: path from the site's root → bytes, made when asked for."""
        found = registry.download_files(self._tabled, self.derived)
        if not self.whole_site:
            return found
        # The file is written after everything else; until then it is empty.
        return LazyFiles({**found.makers, guide.WHOLE_SITE: bytes})

    @functools.cached_property
    def _tabled(self) -> registry.DownloadContext:
        elsewhere = self.elsewhere
        known = (lambda: elsewhere().edition) if elsewhere else None
        return registry.DownloadContext(self.catalog, self.address, known)

    @property
    def edition(self) -> Edition:
        """Which state of the record this is."""
        return self._tabled.edition

    def make_downloads(self) -> DownloadFacts:
        """Make all downloads now, but not the feeds, whose sizes no page says."""
        names = filter(is_download, self.downloads)
        return DownloadFacts(
            edition=self.edition,
            sizes={name: len(self.downloads[name]) for name in names},
            rows={table.name: len(table.rows) for table in self._tabled.tables},
        )

    def size(self, name: str) -> int:
        """How many bytes a download has."""
        return len(self.downloads[name]) if self.elsewhere is None else self.elsewhere().sizes[name]

    def count(self, table: Table) -> int:
        """How many rows a table has."""
        return len(table.rows) if self.elsewhere is None else self.elsewhere().rows[table.name]

    def files(self) -> dict[str, bytes]:
        """Downloads, feeds, and the documents: path from the site's root → bytes."""
        return {**self.downloads, **{path: make() for path, make in self.documents.items()}}

    def words(self, language: str) -> Words:
        """A language's interface words."""
        return Words(Language(language))

    def context(self, language: str, url: str) -> PageContext:
        """The record as seen from one page of one language."""
        return PageContext(
            self.catalog,
            self.derived,
            Language(language),
            url,
            self.contents.places,
            written=self._written,
            shared=self._shared,
        )

    @functools.cached_property
    def _written(self) -> frozenset[str]:
        return frozenset(page.name for page in self.sources.values())

    @functools.cached_property
    def contents(self) -> Contents:
        """Which page each part of the record's lists stands on."""
        return Contents(self.catalog)

    @functools.cached_property
    def _shared(self) -> dict[tuple[str, str], Any]:
        return {}

    # --- pages made from data ---

    @functools.cached_property
    def pages(self) -> tuple[GeneratedPage, ...]:
        """Every page made from data."""
        return (
            *_pages("coverage/", len(self.contents.coverage)),
            *(self._series_page(series_item) for series_item in self.catalog.series.values()),
            *self._comparison_pages(),
            *_pages("sources/", len(self.contents.sources), "data/sources.yml"),
            *_pages("revisions/", len(self.contents.changes)),
            _page("data/", "data"),
            *(
                self._sheet_page(indicator)
                for _, indicator in sorted(self.catalog.indicators.items())
            ),
        )

    def _sheet_page(self, indicator: Indicator) -> GeneratedPage:
        def texts(key: str) -> dict[str, str]:
            languages = map(Language, LANGUAGES)
            return {to.code: to.word(key, title=to.name(indicator.title)) for to in languages}

        return GeneratedPage(
            path=sheets.sheet_path(indicator.id),
            title=texts("sheet.title"),
            description=texts("sheet.description"),
            edit=f"data/indicators/{indicator.id}.yml",
        )

    def _series_page(self, series_item: Series) -> GeneratedPage:
        titles = {code: self.context(code, "").title(series_item) for code in LANGUAGES}
        describe = {
            code: Language(code).word("series.description", title=titles[code])
            for code in LANGUAGES
        }
        return GeneratedPage(
            path=f"coverage/{series_item.id}/",
            title=titles,
            description=describe,
            edit=series_item.path,
        )

    def _comparison_pages(self) -> Iterator[GeneratedPage]:
        """The series of each indicator that has more than one, so many a page."""
        for indicator, count in comparison.compared_series(self.catalog):
            for number in range(1, count + 1):
                titles, describe = {}, {}
                for code in LANGUAGES:
                    language = Language(code)
                    name = language.name(indicator.title)
                    key = "compare.title_part" if count > 1 else "compare.title"
                    part = {"number": str(number), "count": str(count)} if count > 1 else {}
                    titles[code] = language.word(key, title=name, **part)
                    describe[code] = language.word("compare.description", title=name)
                path = comparison.comparison_path(indicator, number)
                yield GeneratedPage(
                    path=path,
                    title=titles,
                    description=describe,
                    edit=f"data/indicators/{indicator.id}.yml",
                )

    def body(self, page: GeneratedPage, language: str) -> str:
        """The finished HTML of a generated page's main part, its <h1> included.

        Links are relative to the page's own address; every id stands once.
        """
        context = self.context(language, page.path)
        name, view = self._view(page, context)
        part = page.part
        pager = contents.pager(part.folder, part.number, part.count, context) if part else None
        title = page.title[language]
        html = self._rendered(f"pages/{name}", context, page=view, title=title, pager=pager)
        return self.explained(html, language, page.path)

    def explained(self, html: str, language: str, url: str) -> str:
        """A page's text with each term of the glossary led to its explanation, below the text."""
        places = [*self._finders[language].first_places(html)]
        if not places:
            return html
        context = self.context(language, url)
        views = [
            terms.term_view(self.catalog.glossary[place_item.term], context)
            for place_item in places
        ]
        pieces, end = [], 0
        for place, view in zip(places, views, strict=True):
            text = Markup(html[place.start : place.end])  # noqa: S704 - a piece of finished HTML
            link = self._rendered("term", context, view=view, text=text).strip()
            pieces += [html[end : place.start], link]
            end = place.end
        return "".join([*pieces, html[end:], self._rendered("glossary", context, terms=views)])

    @functools.cached_property
    def _finders(self) -> Mapping[str, TermFinder]:
        return {code: TermFinder.of(self.catalog.glossary.values(), code) for code in LANGUAGES}

    def head(self, page: GeneratedPage, language: str) -> list[dict[str, Any]]:
        """What a generated page tells machines about itself: JSON-LD for its head."""
        folder, _, rest = page.path.partition("/")
        item = self.catalog.series.get(rest.removesuffix("/"))
        if folder != "coverage" or item is None:
            return []
        return [schema_org.dataset_node(self.catalog, self.derived, item, language, self.edition)]

    def _list(self, folder: str, number: int, context: PageContext) -> object:
        """What stands on a page of one of the record's lists."""
        found = self.contents
        match folder:
            case "coverage/":
                return record.coverage_view(found.coverage[number - 1], context)
            case "sources/":
                return record.source_views(found.sources[number - 1], found.uses, context)
            case _:
                newest = found.uses if number == 1 else None
                return record.revisions_view(found.changes[number - 1], newest, context)

    def _view(self, page: GeneratedPage, context: PageContext) -> tuple[str, object]:
        if page.part is not None:
            return page.part.folder.strip("/"), self._list(
                page.part.folder, page.part.number, context
            )
        match page.path:
            case "data/":
                tables, whole = self._tabled.tables, self.whole_site
                counted = [(table, self.count(table)) for table in tables]
                return "data", guide.data_page_view(counted, self.size, context, whole_site=whole)
            case path if path.startswith("compare/"):
                _, key, *rest = path.strip("/").split("/")
                number = int(rest[0]) if rest else 1
                compared = self.catalog.indicators[key]
                return "comparison", comparison.comparison_view(compared, number, context)
            case _ if page.path.startswith("indicators/"):
                key = page.path.split("/")[1]
                indicator = self.catalog.indicators[key]
                file = f"data/{ms_ind.sheet_name(key)}"
                return "sheet", sheets.sheet_view(
                    indicator, ms_ind.ms_ind_items(indicator), file, context
                )
            case _:
                item = self.catalog.series[page.path.split("/")[1]]
                correct = self.correct.replace("{path}", item.path)
                size = record.size_word(self.size(f"data/{item.id}.json"), context)
                return "series", series.series_view(item, context, correct, size, self._published)

    def _rendered(self, template: str, context: PageContext, **values: object) -> str:
        word = context.language.word
        return self.render(template, word=word, lang=context.language.code, **values)

    # --- what is shown elsewhere ---

    @functools.cached_property
    def _published(self) -> citation.PublicationDetails:
        return citation.PublicationDetails(self.edition.address, self.edition.version)

    @functools.cached_property
    def documents(self) -> Mapping[str, Callable[[], bytes]]:
        """Whole documents of their own: pages for a frame, charts as files.

        Path from the site's root → what makes it: together they are larger than all downloads.
        """
        found: dict[str, Callable[[], bytes]] = {}
        for series_item in self.catalog.series.values():
            for code in LANGUAGES:
                folder = f"{Language(code).root}{citation.embed_path(series_item)}"
                found[f"{folder}index.html"] = functools.partial(self._frame, series_item, code)
                if chart.is_drawable(series_item):
                    found[f"{folder}chart.svg"] = functools.partial(self._chart, series_item, code)
        return found

    def _embed(self, series_item: Series, code: str) -> tuple[PageContext, embed.EmbedView]:
        """What a series shows in somebody else's page."""
        path = citation.embed_path(series_item)
        context = self.context(code, path)
        return context, context.once(
            path, lambda: embed.embed_view(series_item, context, self._published)
        )

    def _frame(self, series_item: Series, code: str) -> bytes:
        context, view = self._embed(series_item, code)
        policy = security_policy.EMBED.meta
        return self._rendered("documents/embed", context, page=view, policy=policy).encode()

    def _chart(self, series_item: Series, code: str) -> bytes:
        context, view = self._embed(series_item, code)
        image = embed.chart_file(view, self._published)
        return self._rendered("documents/chart", context, image=image).encode()

    def share_images(self) -> Iterator[tuple[str, str]]:
        """The images that go with links to series, as SVG: path of the PNG → what it shows."""
        for series_item in self.catalog.series.values():
            for code in LANGUAGES:
                context, view = self._embed(series_item, code)
                image = self._rendered("documents/share", context, image=embed.share_picture(view))
                yield f"{context.language.root}{citation.embed_path(series_item)}share.png", image

    def image_of(self, path: str, language: str) -> str:
        """Where the image that goes with links to a page is published; empty where none is."""
        folder, _, rest = path.partition("/")
        item = self.catalog.series.get(rest.removesuffix("/"))
        if folder != "coverage" or item is None:
            return ""
        image = f"{Language(language).root}{citation.embed_path(item)}share.png"
        return image if image in self.images else ""

    # --- narrative pages ---

    @functools.cached_property
    def outdated(self) -> frozenset[str]:
        """The paths of translations that are older than the text they were made from."""
        return prose_check.outdated_pages(self.sources)

    def narrate(self, source: NarrativeSource, language: str, url: str) -> Narration:
        """A page's Markdown with tokens for its calls, and what takes their place.

        `language` is the one the page is shown in, which a stand-in does not share with its text.
        """
        context, narration = self.context(language, url), Narration()
        text: list[str] = []
        seen: set[tuple[str, ...]] = set()
        for piece in source.pieces:
            if isinstance(piece, str):
                text.append(piece)
                continue
            token = f"{macros.OPEN}{len(narration.parts)}{macros.CLOSE}"
            call = (piece.name, *piece.arguments)
            # A second copy of a component on one page bears no ids: they stand on the first.
            narration.parts.append(self._part(piece, context, ids=call not in seen))
            text.append(f"\n\n{token}\n\n" if piece.is_block else token)
            seen.add(call)
        narration.markdown = "".join(text)
        return narration

    def _part(self, call: Call, context: PageContext, *, ids: bool) -> macros.CallResult:
        if call.is_block:
            item = self.catalog.series[call.arguments[0]]
            view = _BLOCKS[call.name](item, context)
            html = self._rendered(call.name, context, view=view, ids=ids)
            return macros.CallResult(html, context.title(item))
        sentence = _inline(call, context)
        html = self.render.sentence(sentence).strip()
        return macros.CallResult(html, plain_text(sentence))


def is_download(path: str) -> bool:
    """Whether a file of the site is a download: no page, no feed."""
    return path.startswith(f"{registry.FOLDER}/") and not path.endswith("/index.html")


def is_feed(path: str) -> bool:
    """Whether a file of the record is a feed or a part of one: nothing else is XML."""
    return path.endswith(".xml")


_BLOCKS = {
    "headline": headline.headline_view,
    "timeline": series.timeline_view,
    "table": series.table_view,
    "chart": chart.chart_view,
    "targets": target_rows.outlook_views,
    "sources": series.series_source_views,
}


def _pages(folder: str, count: int, edit: str | None = None) -> Iterator[GeneratedPage]:
    """The pages of a list."""
    first = _page(folder, folder.strip("/"), edit)
    for number in range(1, count + 1):
        titles = dict(first.title)
        if number > 1:
            values = {"number": str(number), "count": str(count)}
            for code, title in first.title.items():
                titles[code] = Language(code).word("pager.title", title=title, **values)
        path, part = contents.list_path(folder, number), ListPage(folder, number, count)
        yield dataclasses.replace(first, path=path, title=titles, part=part)


def _page(path: str, name: str, edit: str | None = None) -> GeneratedPage:
    def texts(part: str) -> dict[str, str]:
        return {code: Language(code).word(f"page.{name}_{part}") for code in LANGUAGES}

    return GeneratedPage(
        path=path, title=texts("title"), description=texts("description"), edit=edit
    )


def _inline(call: Call, context: PageContext) -> Sentence:
    """What an inline call says: figures, dates, shares, facts, citations."""
    first, *rest = call.arguments
    if call.name == "cite":
        return (context.source_link(context.catalog.sources[first]),)
    if call.name == "fact":
        fact = context.catalog.programmes[first].facts[rest[0]]
        unit = record.fact_unit(fact, context)
        return (record.fact_figure(fact, context), f" {unit}" if unit else "")
    item = context.catalog.series[first]
    anchor = rest[0] if rest else None
    return (*_INLINE[call.name](item, anchor, context), *_withdrawn(item, anchor, context))


def _withdrawn(series_item: Series, anchor: str | None, context: PageContext) -> Sentence:
    """The mark behind what a withdrawn entry said.

    It is no link: the call may stand in one, that leads to where the entry stands.
    """
    entry = series_item.entry(anchor) if anchor is not None else None
    if entry is None or entry.withdrawn is None:
        return ()
    return (f" ({context.language.word('key.withdrawn')})",)


def _value(series_item: Series, anchor: str | None, context: PageContext) -> Sentence:
    """An entry's value, or the latest."""
    if anchor is not None:
        entry = series_item.entry(anchor)
        shown = claims.figure_text(entry, series_item, context) if entry else None
        return (shown,) if shown else ()
    latest = context.derived[series_item.id].latest
    if latest is None:
        return (context.language.word("inline.no_figure"),)
    return figures.value_texts(latest.values, series_item, context)


def _date(series_item: Series, anchor: str | None, context: PageContext) -> Sentence:
    """An entry's date, or the latest's."""
    if anchor is not None:
        entry = series_item.entry(anchor)
        period = claims.date_of(entry) if entry else None
        if entry is None or period is None:
            return (context.language.word("timeline.without_due"),)
        return (context.language.date(period, entry.label),)
    latest = context.derived[series_item.id].latest
    if latest is None:
        return (context.language.word("inline.no_date"),)
    return (context.language.date(latest.period, latest.observations[0].label),)


def _change(series_item: Series, _anchor: str | None, context: PageContext) -> Sentence:
    """The change since the baseline."""
    step = context.derived[series_item.id].baseline
    if step is None:
        return (context.language.word("change.none"),)
    return target_rows.change_amount(step, series_item, context)


def _share(series_item: Series, anchor: str | None, context: PageContext) -> Sentence:
    """The share of a target that the latest figure is, or of the population."""
    derived = context.derived[series_item.id]
    outlook = derived.outlook(anchor) if anchor else None
    share: Range | None = outlook.reached_share if outlook else None
    if anchor is None:
        share = derived.coverage_rate
    if share is None:
        return (context.language.word("inline.no_share"),)
    return figures.share_texts(share, context)


_INLINE = {"value": _value, "date": _date, "change": _change, "share": _share}
