"""The answers of those concerned to an entry, shown with it."""

from __future__ import annotations

from dataclasses import dataclass

from terang.i18n.formatter import Sentence, Wording
from terang.model.catalog import Series
from terang.model.entries import Reply
from terang.views.attribution import office
from terang.views.page_context import PageContext
from terang.views.revision_text import RevisionView, revision_view
from terang.views.source_list import SourceLine, source_line


@dataclass(frozen=True, slots=True)
class ReplyView:
    """An answer: who gives it and when, its text, its sources, and its corrections."""

    dom_id: str
    href: str
    who: Sentence
    text: Wording
    sources: tuple[SourceLine, ...]
    withdrawn: str
    """The word for a withdrawn answer; empty for one that stands."""
    revisions: tuple[RevisionView, ...]


def reply_views(anchor: str, series: Series, context: PageContext) -> tuple[ReplyView, ...]:
    """Return the replies to an entry, withdrawn ones too."""
    return tuple(_reply_view(reply, series, context) for reply in series.replies_to(anchor))


def reply_name(reply: Reply, context: PageContext) -> Sentence:
    """Return the author and the day of an answer: `Jawaban bupati, 3 Maret 2025`."""
    return context.language.sentence(
        "reply.title", who=office(reply.by, context), date=context.language.date(reply.date)
    )


def _reply_view(reply: Reply, series: Series, context: PageContext) -> ReplyView:
    return ReplyView(
        dom_id=context.dom_id(series, reply.anchor),
        href=context.entry_href(series, reply.anchor),
        who=reply_name(reply, context),
        text=context.language.text(reply.text),
        sources=tuple(
            source_line(context.catalog.sources[source], context) for source in reply.sources
        ),
        withdrawn=context.language.word("table.withdrawn") if reply.withdrawn else "",
        revisions=tuple(revision_view(revision, series, context) for revision in reply.history),
    )
