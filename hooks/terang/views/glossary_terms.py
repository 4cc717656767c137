"""The glossary terms of a page: explained below its text, linked from their first occurrence."""

from __future__ import annotations

from dataclasses import dataclass

from terang.i18n.formatter import Sentence, SentencePart, Wording
from terang.model.definitions import Term
from terang.views.page_context import PageContext
from terang.views.sentence_parts import joined_list


@dataclass(frozen=True, slots=True)
class TermView:
    """A term; `id` is its explanation's, `from_id` that of its first occurrence in the text."""

    id: str
    from_id: str
    term: Wording
    explanation: Wording
    also: str
    source: Sentence
    back: str


def term_view(term: Term, context: PageContext) -> TermView:
    """Return a glossary term for the list below a page, in the page's language."""
    language = context.language
    shown = language.text(term.term)
    others = term.synonyms.in_language(language.code)
    links: dict[str, SentencePart] = {}
    for source in (context.catalog.sources[key] for key in term.sources):
        links.setdefault(source.publisher, context.source_link(source))
    publishers = joined_list(tuple(links.values()), context)
    return TermView(
        id=f"_term-{term.id}",
        from_id=f"_from-{term.id}",
        term=shown,
        explanation=language.text(term.explanation),
        also=language.word("glossary.also", names=language.listing(others)) if others else "",
        source=language.sentence("glossary.source", publishers=publishers),
        back=language.word("glossary.back", term=shown.text),
    )
