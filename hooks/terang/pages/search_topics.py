"""The short list of pages that answers a search before the whole index is loaded.

A page has its title, its description and words that readers use for it: `keywords` of its front
matter, its headings, other names of the terms in it; a page made from the record, those of its
kind. The list is a few kilobytes, a twentieth of the index with its engine.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from terang.i18n.formatter import Language, all_words
from terang.model.catalog import Catalog
from terang.narrative.markdown_page import NarrativeSource
from terang.pages.generated_page import GeneratedPage
from terang.pages.page_address import address_of
from terang.pages.page_kinds import ComparisonPage, IndicatorPage, SeriesPage

MOST_SERIES = 30
"""The most series that are listed; of more, only those of the area with most of them.

Others are left to the index of all texts, and so are all if that area has more, too.
"""

_HEADING = re.compile(r"^##+ (.*?)(?: \{#[a-z0-9-]+\})?$", re.MULTILINE)
_MARKUP = re.compile(r"\{\{.*?\}\}|\]\([^)]*\)|[\[\]*_`]")


def topics_file(
    catalog: Catalog,
    sources: Mapping[str, NarrativeSource],
    pages: tuple[GeneratedPage, ...],
    language: Language,
) -> bytes:
    """Return the short list of pages for a search: `title`, `url`, `text` and `words` of each."""
    topics = [
        *_narrative_topics(catalog, sources, language.code),
        *_made_topics(catalog, pages, language),
    ]
    return json.dumps(topics, ensure_ascii=False, separators=(",", ":")).encode()


def _narrative_topics(
    catalog: Catalog, sources: Mapping[str, NarrativeSource], code: str
) -> Iterator[dict[str, str]]:
    for path, source in sorted(sources.items()):
        if source.language != code:
            continue
        headings = [_MARKUP.sub(" ", heading) for heading in _HEADING.findall(source.body)]
        words = [source.meta.get("keywords", ""), *headings, *_other_names(catalog, source)]
        yield {
            "title": source.meta.get("title", ""),
            "url": address_of(path.removeprefix("content/")).url,
            "text": source.meta.get("description", ""),
            "words": " ".join(" ".join(words).split()),
        }


def _other_names(catalog: Catalog, source: NarrativeSource) -> Iterator[str]:
    """Yield the other names of the terms that a page uses."""
    for term in catalog.glossary.values():
        name, *others = term.names_in(source.language)
        if re.search(rf"\b{re.escape(name)}\b", source.body):
            yield " ".join(others)


def _made_topics(
    catalog: Catalog, pages: tuple[GeneratedPage, ...], language: Language
) -> Iterator[dict[str, str]]:
    listed = _listed_series(catalog)
    for page in pages:
        if isinstance(page, (IndicatorPage, ComparisonPage)):
            continue  # each is one link away from its series; the index of all texts has it
        text = page.description(language)
        if isinstance(page, SeriesPage):
            if page.series.id not in listed:
                continue
            text = language.name(catalog.indicator_of(page.series).definition)
        key = f"search.{page.template}"
        yield {
            "title": page.title(language),
            "url": f"{language.root}{page.path}",
            "text": text,
            "words": language.word(key) if key in all_words() else "",
        }


def _listed_series(catalog: Catalog) -> frozenset[str]:
    """Return the ids of the series in the list; see `MOST_SERIES`."""
    areas = Counter(series.area for series in catalog.series.values())
    if areas.total() > MOST_SERIES:
        main = max(sorted(areas), key=areas.__getitem__)
        areas = Counter({main: areas[main]})
    if areas.total() > MOST_SERIES:
        return frozenset()
    return frozenset(series.id for series in catalog.series.values() if series.area in areas)
