"""A record rendered as pages and files, for a host to publish.

The host (today MkDocs) asks for the list of pages and files, for the HTML of each page in each
language, and for narrative pages with their macros rendered. It does not know how they are made,
and this module knows no kind of page by name: see `page_kinds`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass

from markupsafe import Markup

from terang.diagnostics import LANGUAGES, Problem
from terang.i18n.formatter import Language, Words
from terang.model.catalog import Series
from terang.narrative import markdown_page, translation_stamp
from terang.narrative.glossary import TermFinder
from terang.narrative.markdown_page import Call, Narration, NarrativeSource
from terang.pages import proposal_form, security_policy
from terang.pages.generated_page import GeneratedPage
from terang.pages.page_kinds import (
    chart_file_path,
    chart_image_path,
    frame_path,
    generated_pages,
    share_image_path,
)
from terang.pages.published_record import PublishedRecord
from terang.pages.search_topics import topics_file
from terang.pages.templates import Renderer
from terang.views import (
    chart,
    citation,
    embed,
    glossary_terms,
    share_image,
)
from terang.views.page_context import PageContext


@dataclass(frozen=True)
class Publication(PublishedRecord):
    """A record with the templates that render it, and everything that is published from it."""

    render: Renderer
    _: KW_ONLY
    notices: tuple[Problem, ...] = ()

    def words(self, language: str) -> Words:
        """Return the interface words of a language."""
        return Words(self.language(language))

    def published_files(self) -> dict[str, bytes]:
        """Return downloads, feeds and documents: path from the site's root → bytes."""
        return {**self.downloads, **{path: make() for path, make in self.documents.items()}}

    def prepare_rendering(self) -> None:
        """Load what pages of every kind need, so that processes that are forked then have it."""
        self.render.compile()
        for code in LANGUAGES:
            self.language(code).plural("chart.results", 0)

    # --- pages made from data ---

    @functools.cached_property
    def pages(self) -> tuple[GeneratedPage, ...]:
        """Every page made from data."""
        return tuple(generated_pages(self))

    def body(self, page: GeneratedPage, language: str) -> str:
        """Return the finished HTML of the main part of a generated page, with its <h1>.

        Links are relative to the address of the page; every id occurs once.
        """
        context = self.context(language, page.path)
        html = self._rendered(
            f"pages/{page.template}",
            context,
            page=page.view(context),
            title=page.title(context.language),
            pager=page.pager(context),
        )
        return self.with_glossary(html, language, page.path)

    def with_glossary(self, html: str, language: str, url: str) -> str:
        """Return a page's HTML with its glossary terms linked to explanations below the text."""
        places = [*self._finders[language].first_places(html)]
        if not places:
            return html
        context = self.context(language, url)
        views = [
            glossary_terms.term_view(self.catalog.glossary[place.term], context) for place in places
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
        return {
            code: TermFinder.for_terms(self.catalog.glossary.values(), code) for code in LANGUAGES
        }

    def _rendered(self, template: str, context: PageContext, **values: object) -> str:
        word = context.language.word
        return self.render(template, word=word, lang=context.language.code, **values)

    # --- documents for other sites ---

    @functools.cached_property
    def documents(self) -> Mapping[str, Callable[[], bytes]]:
        """Pages for frames of other sites, charts as files, and the tables of the form.

        Path from the site's root → function that makes the file. Together the files are larger
        than all downloads, so that none is kept.
        """
        makers: dict[str, Callable[[], bytes]] = dict(proposal_form.proposal_files(self.catalog))
        for code in LANGUAGES:
            made = (self.catalog, self.sources, self.pages, self.language(code))
            makers[f"assets/topics-{code}.json"] = functools.partial(topics_file, *made)
        for series in self.catalog.series.values():
            for code in LANGUAGES:
                language = Language(code)
                frame = frame_path(series, language)
                makers[frame] = functools.partial(self._frame, series, code)
                if chart.is_drawable(series):
                    file = chart_file_path(series, language)
                    makers[file] = functools.partial(self._chart, series, code)
        return makers

    def _embed(self, series: Series, code: str) -> tuple[PageContext, embed.EmbedView]:
        """Return the view of a series on a page of another site."""
        return self._latest_embed(series.id, code)

    @functools.cached_property
    def _latest_embed(self) -> Callable[[str, str], tuple[PageContext, embed.EmbedView]]:
        """Makes such a view, and keeps the latest: its frame and its chart are made in turn."""

        @functools.lru_cache(maxsize=1)
        def make(series_id: str, code: str) -> tuple[PageContext, embed.EmbedView]:
            series = self.catalog.series[series_id]
            context = self.context(code, citation.embed_path(series))
            return context, embed.embed_view(series, context, self.publication_details)

        return make

    def _frame(self, series: Series, code: str) -> bytes:
        context, view = self._embed(series, code)
        policy = security_policy.EMBED.meta
        return self._rendered("documents/embed", context, page=view, policy=policy).encode()

    def _chart(self, series: Series, code: str) -> bytes:
        context, view = self._embed(series, code)
        image = share_image.chart_image(view, self.publication_details)
        return self._rendered("documents/chart", context, image=image).encode()

    def share_images(self) -> Iterator[tuple[str, str]]:
        """Yield the images for links, and those of charts: the path as PNG, the drawing as SVG."""
        for series in self.catalog.series.values():
            for code in LANGUAGES:
                context, view = self._embed(series, code)
                drawn = share_image.share_image(view)
                image = self._rendered("documents/share", context, image=drawn)
                yield share_image_path(series, context.language), image
                if view.chart is not None:
                    file = self._chart(series, code).decode()
                    yield chart_image_path(series, context.language), file

    # --- narrative pages ---

    @functools.cached_property
    def outdated(self) -> frozenset[str]:
        """The paths of translations that are older than their original."""
        return translation_stamp.outdated_pages(self.sources)

    def narrate(self, source: NarrativeSource, language: str, url: str) -> Narration:
        """Return a page's Markdown with tokens for its macros, and the HTML of each token.

        `language`: that of the text, which may differ from the language of the site around it.
        """
        context, narration = self.context(language, url), Narration()
        seen: set[tuple[str, ...]] = set()
        for call in source.calls:
            key = (call.name, *call.arguments)
            # Ids must be unique on a page: only the first copy of a component has them.
            narration.parts.append(self._called(call, context, ids=key not in seen))
            seen.add(key)
        narration.markdown = markdown_page.tokenized_markdown(source.pieces)
        return narration

    def _called(self, call: Call, context: PageContext, *, ids: bool) -> markdown_page.CallResult:
        shown = call.macro.result(call.arguments, context)
        if shown.template:
            html = self._rendered(shown.template, context, view=shown.content, ids=ids)
        else:
            html = self.render.sentence(shown.content).strip()
        return markdown_page.CallResult(html, shown.text)
