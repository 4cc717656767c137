"""Review a page as its readers will meet it: convert it once, and check what comes out.

`pages.load_record` calls it for each page that has been read.
"""

from __future__ import annotations

from dataclasses import dataclass

from terang.diagnostics import Place, Problem
from terang.narrative import page_limits, page_markup
from terang.narrative.markdown_page import NarrativeSource, tokenized_markdown
from terang.narrative.page_markup import RefusedMarkup
from terang.narrative.rendered_text import read_texts
from terang.narrative.safe_markdown import EXTENSIONS, MarkdownContext, MarkdownConverter
from terang.narrative.typed_figures import TypedFigure, typed_figures


@dataclass(frozen=True, slots=True)
class PageReview:
    """The problems of a page's markup, and the figures typed on it."""

    problems: tuple[Problem, ...]
    figures: tuple[TypedFigure, ...]


class PageReviewer:
    """Reviews pages one after another, with a converter that has a site's extensions."""

    def __init__(self) -> None:
        self._converter = MarkdownConverter(EXTENSIONS, {})

    def review(self, source: NarrativeSource) -> PageReview:
        """Return the review of a page; what cannot be converted is a problem, never an error."""
        if problems := [*page_limits.limit_problems(source)]:
            return PageReview(tuple(problems), ())
        refused: list[RefusedMarkup] = []
        context = MarkdownContext(
            lambda _: None,
            {"table": ""},
            report=lambda kind, name: refused.append((kind, name)),
        )
        try:
            content, _ = self._converter.convert(tokenized_markdown(source.pieces), context)
        except RecursionError:
            place = Place(source.path, source.first_line)
            return PageReview((Problem(place, "page-limit", {}, "nested"),), ())
        texts = [*read_texts(content)]
        return PageReview(
            tuple(page_markup.markup_problems(source, content, texts, refused)),
            tuple(typed_figures(source, texts)),
        )
