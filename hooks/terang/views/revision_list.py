"""The list of all changes of the record (/revisions/), and the newest sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from terang.i18n.formatter import Moment, Sentence, TextLink, Wording
from terang.model.catalog import Series
from terang.model.definitions import Decision
from terang.model.entries import Entry
from terang.views.claim_sentences import claim_id
from terang.views.decision_text import decision_subjects, earlier_texts
from terang.views.entry_view import named_entry
from terang.views.list_pages import RecordChange
from terang.views.page_context import PageContext
from terang.views.reply_view import reply_name
from terang.views.revision_text import correction_kind, revision_view
from terang.views.sentence_parts import closed
from terang.views.source_list import SourceLine, source_line
from terang.views.source_uses import SourceUses

_NEWEST = 10
"""The number of newest sources on the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionLine:
    """A correction, a withdrawal, a restoration, a reply or a decision."""

    kind: str
    kind_word: str
    when: Moment
    """The day on which it came on record."""
    by: Sentence = ()
    """Whoever took a claim back."""
    subject: Sentence
    """The name of what was changed, answered or decided."""
    link: TextLink | None = None
    claim: str = ""
    """The name of the claim that is concerned; empty for a decision."""
    before: tuple[Sentence, ...] = ()
    """The earlier values."""
    reason: Sentence = ()
    reply: Sentence = ()
    """The author and the day of a reply that was given or changed."""
    text: Wording | None = None
    """The text of a reply that was given."""
    more: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class RevisionsView:
    """A page of the list."""

    lines: tuple[RevisionLine, ...]
    newest: tuple[SourceLine, ...]
    """The sources published last, only sources with a date; on the first page alone."""


def revisions_view(
    changes: Iterable[RecordChange], uses: SourceUses | None, context: PageContext
) -> RevisionsView:
    """Return a page of the list of changes; `uses` is given where it shows the newest sources."""
    lines = tuple(_change_line(change, context) for change in changes)
    return RevisionsView(lines, _newest_sources(uses, context) if uses else ())


def _newest_sources(uses: SourceUses, context: PageContext) -> tuple[SourceLine, ...]:
    """Return the sources that claims, replies or facts cite, the last published first."""
    cited = uses.claims.keys() | uses.replies.keys() | uses.facts.keys()
    dated = [
        (source.published, source)
        for key, source in sorted(context.catalog.sources.items())
        if source.published and key in cited
    ]
    dated.sort(key=lambda pair: pair[0], reverse=True)
    return tuple(source_line(source, context) for _, source in dated[:_NEWEST])


def _change_line(change: RecordChange, context: PageContext) -> RevisionLine:
    if change.decision is not None:
        return _decision_line(change.decision, context)
    if change.series is None or change.entry is None:
        raise ValueError(change)
    line = _entry_line(change, change.series, change.entry, context)
    if change.reply is not None:
        line = replace(line, reply=reply_name(change.reply, context))
    if change.revision is None:
        return line
    view = revision_view(change.revision, change.series, context)
    return replace(line, by=view.by, before=view.before, reason=view.reason, more=view.more)


def _entry_line(
    change: RecordChange, series: Series, entry: Entry, context: PageContext
) -> RevisionLine:
    """Return a change of an entry, or a reply to it, without the details of a correction."""
    language, reply = context.language, change.reply
    revision = change.revision
    kind = "reply" if revision is None else correction_kind(revision.correction)
    anchor = entry.anchor if reply is None else reply.anchor
    text = language.text(reply.text) if reply is not None and revision is None else None
    name = named_entry(entry, series, context)
    return RevisionLine(
        kind=kind,
        kind_word=language.word(f"page.{kind}"),
        when=language.date(change.date),
        subject=name if reply is None else language.sentence("page.reply_about", entry=name),
        link=TextLink(context.title(series), context.entry_href(series, anchor)),
        claim=claim_id(series, entry.anchor),
        text=text,
    )


def _decision_line(decision: Decision, context: PageContext) -> RevisionLine:
    language = context.language
    comparable = (language.sentence("page.decision_comparable"),) if decision.comparable else ()
    return RevisionLine(
        kind="decision",
        kind_word=language.word("page.decision"),
        when=language.date(decision.date),
        subject=decision_subjects(decision, context),
        before=earlier_texts(decision, context),
        reason=closed((language.text(decision.reason),)),
        more=comparable,
    )
