"""The list of revisions, withdrawals and decisions (/revisions/), and the newest sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from terang.i18n.formatter import Sentence, TextLink, Wording
from terang.views.claim_sentences import claim_id
from terang.views.entry_view import named_entry
from terang.views.list_pages import RecordChange
from terang.views.page_context import PageContext
from terang.views.revision_text import RevisionView, revision_view
from terang.views.source_list import SourceLine, source_line
from terang.views.source_uses import SourceUses

_NEWEST = 10
"""The number of newest sources on the page."""


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """A revision, a withdrawal or a decision."""

    kind: str
    kind_word: str
    revision: RevisionView
    subject: Sentence
    link: TextLink | None
    claim: str
    """The name of the claim that changed; empty for a decision."""


@dataclass(frozen=True, slots=True)
class RevisionsView:
    """A page of the list."""

    lines: tuple[RevisionLine, ...]
    newest: tuple[SourceLine, ...]
    """The sources published last, only sources with a date; on the first page alone."""


def revisions_view(
    changes: Iterable[RecordChange], uses: SourceUses | None, context: PageContext
) -> RevisionsView:
    """Return a page of the list; `uses` is given for the page that shows the newest sources."""
    lines = tuple(_change_line(change, context) for change in changes)
    return RevisionsView(lines, _newest_sources(uses, context) if uses else ())


def _newest_sources(uses: SourceUses, context: PageContext) -> tuple[SourceLine, ...]:
    """Return the sources that claims or facts cite, the last published first."""
    dated = [
        (source.published, source)
        for _, source in sorted(context.catalog.sources.items())
        if source.published and (source.id in uses.claims or source.id in uses.facts)
    ]
    dated.sort(key=lambda pair: pair[0], reverse=True)
    return tuple(source_line(source, context) for _, source in dated[:_NEWEST])


def _change_line(change: RecordChange, context: PageContext) -> RevisionLine:
    language = context.language
    if change.decision is not None:
        reason = language.text(change.decision.reason)
        subject: Sentence = (", ".join(change.decision.about),)
    elif change.entry is not None and change.entry.withdrawn is not None:
        reason, subject = language.text(change.entry.withdrawn.reason), ()
    else:
        reason, subject = Wording(""), ()
    view, link, claim = RevisionView(language.date(change.date), reason, (), ()), None, ""
    if change.series is not None and change.entry is not None:
        if change.revision is not None:
            view = revision_view(change.revision, change.series, context)
        subject = named_entry(change.entry, change.series, context)
        claim = claim_id(change.series, change.entry.anchor)
        href = context.entry_href(change.series, change.entry.anchor)
        link = TextLink(context.title(change.series), href)
    kind_word = language.word(f"page.{change.kind}")
    return RevisionLine(change.kind, kind_word, view, subject, link, claim)
