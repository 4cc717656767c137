"""An entry in full: value, date, speaker, state, tags, name, sources, corrections, replies.

Timeline, table and target cards show it; an entry is computed once for each page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from terang.derivation.derive import Derived
from terang.derivation.states import State
from terang.i18n.formatter import (
    FigureText,
    Moment,
    Sentence,
    SentencePart,
    TextLink,
    Wording,
    plain_text,
)
from terang.model.catalog import Series
from terang.model.entries import Entry, Event, Observation, Status, Target
from terang.views.attribution import attribution, attribution_key, beginning_with
from terang.views.breakdown_view import BreakdownView, breakdown_views
from terang.views.claim_sentences import (
    StatedClaim,
    claim_id,
    date_phrase,
    entry_moment,
    figure_text,
    kind_word,
    qualifier_word,
    quantity_text,
    since_january,
    speaker_and_link,
    stated_claim,
)
from terang.views.entry_properties import entry_date, entry_kind, mark_shape
from terang.views.page_context import PageContext
from terang.views.proposal_links import form_href
from terang.views.reply_view import ReplyView, reply_views
from terang.views.revision_text import RevisionView, revision_view
from terang.views.rival_count import disagreement_line
from terang.views.sentence_parts import capitalized, unlinked
from terang.views.target_sentences import replaced_sentence, state_sentence, state_word


@dataclass(frozen=True, slots=True)
class Tag:
    """A short word about an entry, with the code that its style is named for."""

    code: str
    text: str


class EntryView(NamedTuple):
    """An entry, ready for a timeline, a table or a target card.

    A tuple, because a frozen data class of so many fields takes three times as long to make.
    """

    id: str
    """The name of the claim: series and anchor."""
    anchor: str
    dom_id: str
    href: str
    propose: str
    """The address of the form for a correction of it."""
    kind: str
    kind_word: str
    shape: str
    """The shape of its mark in timeline, table and chart: its kind, or `disputed`."""
    when: Moment | Wording
    """Its date, or the words that stand for a missing date."""
    is_dated: bool
    qualifier: str
    figure: FigureText | None
    amount: Sentence
    """The figure with its qualifier and its unit."""
    since: str
    """The words that the figure counts from 1 January on; empty for any other."""
    title: Wording | None
    text: Wording | None
    tags: tuple[Tag, ...]
    state: str
    state_means: str
    according: Sentence
    """The attribution, as the beginning of a sentence."""
    who: Sentence
    """The attribution, for a cell of a table, without links."""
    precision: str
    quote: Wording | None
    note: Sentence
    preferred: Sentence
    disagrees: Sentence
    """The number of claims that it disagrees with, in words; empty if there are none."""
    cited: Sentence
    """The claim as a citation, without its address."""
    after: tuple[StatedClaim, ...]
    """The later reports, all below it, if this is the unmatched claim."""
    withdrawn_references: tuple[StatedClaim, ...]
    """The withdrawn entries that it refers to, which count for nothing."""
    replaced: StatedClaim | None
    announced: Sentence
    added: Sentence
    """The day since when it is on record."""
    is_withdrawn: bool
    is_revised: bool
    """True if a correction changed one of its keys."""
    revisions: tuple[RevisionView, ...]
    """Its corrections, withdrawals and restorations, in the order in which they hold."""
    replies: tuple[ReplyView, ...]
    breakdowns: tuple[BreakdownView, ...]


@dataclass(frozen=True, slots=True)
class _SpeakerView:
    """The attribution of a claim in the forms of a page; claims of the same sources share it."""

    according: Sentence
    """The beginning of a sentence."""
    who: Sentence
    """For a cell of a table, without links."""
    cited: str
    """For a citation: brief, and as plain text."""


def entry_view(entry: Entry, series: Series, context: PageContext) -> EntryView:
    """Return an entry in full, in the page's language; it is computed once for each page."""
    return context.cached_for_page(
        series.id, entry.anchor, lambda: _entry_view(entry, series, context)
    )


def _entry_view(entry: Entry, series: Series, context: PageContext) -> EntryView:
    language, derived = context.language, context.derived[series.id]
    kind, period = entry_kind(entry), entry_date(entry)
    hedge, value = qualifier_word(entry, context), figure_text(entry, series, context)
    outlook = derived.outlook(entry.anchor)
    state = outlook.state if outlook else None
    disagreeing = (series.entry(anchor) for anchor in derived.disagreeing(entry.anchor))
    rivals = [rival for rival in disagreeing if rival is not None]
    amount = quantity_text(hedge, value, language.unit(context.indicator(series)))
    speaker = context.cached_for_page(
        "(speaker)", attribution_key(entry), lambda: _speaker_view(entry, context)
    )
    return EntryView(
        id=claim_id(series, entry.anchor),
        anchor=entry.anchor,
        dom_id=context.dom_id(series, entry.anchor),
        href=context.entry_href(series, entry.anchor),
        propose=form_href(series, context, entry.anchor),
        kind=kind,
        kind_word=language.word(f"kind.{kind}"),
        shape=mark_shape(entry),
        when=entry_moment(entry, context),
        is_dated=period is not None,
        qualifier=hedge,
        figure=value,
        amount=amount,
        since=since_january(entry, series, context),
        title=language.text(entry.title) if isinstance(entry, Event) else None,
        text=language.text(entry.text) if isinstance(entry, Event) and entry.text else None,
        tags=entry_tags(entry, series, context),
        state=state or "",
        state_means=state_sentence(outlook, context) if outlook else "",
        according=speaker.according,
        who=speaker.who,
        precision=_precision(entry, context),
        quote=_quote(entry, context),
        note=language.prose(entry.note) if entry.note else (),
        preferred=_preferred(entry, context),
        disagrees=disagreement_line(entry, rivals, series, context),
        cited=_citation(entry, speaker.cited, amount, series, context),
        after=_later_results(entry, series, context),
        withdrawn_references=tuple(_withdrawn_references(entry, series, context)),
        replaced=replaced_sentence(outlook, series, context),
        announced=_announced(entry, context),
        added=language.sentence("timeline.added", date=language.date(entry.added)),
        is_withdrawn=entry.withdrawn is not None,
        is_revised=bool(entry.revisions),
        revisions=tuple(revision_view(revision, series, context) for revision in entry.history),
        replies=reply_views(entry.anchor, series, context),
        breakdowns=breakdown_views(entry, series, context)
        if isinstance(entry, Observation)
        else (),
    )


def entry_tags(entry: Entry, series: Series, context: PageContext) -> tuple[Tag, ...]:
    """Return the tags of an entry: the state of a target, or the status of a result."""
    derived: Derived = context.derived[series.id]
    word, outlook = context.language.word, derived.outlook(entry.anchor)
    if entry.withdrawn is not None:
        return (Tag("withdrawn", word("table.withdrawn")),)
    tags = []
    if outlook and not (outlook.state is State.NO_DEADLINE and entry.label is None):
        # Its date column already says "no deadline".
        tags.append(Tag(f"state-{outlook.state}", state_word(outlook, context)))
    if isinstance(entry, Observation):
        if entry.status is not Status.REPORTED:
            tags.append(Tag(f"status-{entry.status}", word(f"status.{entry.status}")))
        if entry.anchor not in derived.counting and entry.status is not Status.DISPUTED:
            tags.append(Tag("not-counted", word("timeline.not_counted")))
        if derived.unmatched is not None and derived.unmatched.anchor == entry.anchor:
            direction = context.indicator(series).direction
            tags.append(Tag("unmatched", word(f"timeline.unmatched_{direction}")))
    return tuple(tags)


def _speaker_view(entry: Entry, context: PageContext) -> _SpeakerView:
    who = attribution(entry, context)
    return _SpeakerView(
        according=beginning_with(who, context),
        who=unlinked(who),
        cited=plain_text(capitalized(attribution(entry, context, brief=True))),
    )


def _citation(
    entry: Entry, who: str, amount: Sentence, series: Series, context: PageContext
) -> Sentence:
    """Return a claim as a citation: its speaker, its value or title, its date, and this record."""
    language = context.language
    said = language.text(entry.title).text if isinstance(entry, Event) else plain_text(amount)
    return language.sentence(
        "timeline.citation",
        who=who,
        claim=f"{kind_word(entry, context).lower()}: {said}",
        when=plain_text(date_phrase(entry, series, context)),
        publisher=language.name(context.catalog.site.publisher),
    )


def _precision(entry: Entry, context: PageContext) -> str:
    precision = getattr(entry, "precision", None)
    if precision is None:
        return ""
    number = context.language.number(precision, max(0, -precision.normalize().as_tuple().exponent))
    return context.language.word("timeline.precision", precision=number)


def _quote(entry: Entry, context: PageContext) -> Wording | None:
    if entry.quote is None:
        return None
    first = context.catalog.sources[entry.sources[0]]
    return context.language.foreign(entry.quote, first.language)


def _preferred(entry: Entry, context: PageContext) -> Sentence:
    reason = getattr(entry, "preferred", None)
    if reason is None:
        return ()
    return context.language.sentence("timeline.preferred", reason=context.language.text(reason))


def _later_results(entry: Entry, series: Series, context: PageContext) -> tuple[StatedClaim, ...]:
    """Return the results after the unmatched claim, disputed results too; else nothing."""
    unmatched = context.derived[series.id].unmatched
    if unmatched is None or unmatched.anchor != entry.anchor:
        return ()
    later = (
        observation
        for observation in series.observations
        if observation.withdrawn is None and observation.date > unmatched.period
    )
    return tuple(
        stated_claim(observation, series, speaker_and_link(observation, series, context))
        for observation in sorted(later, key=lambda observation: observation.date)
    )


def _announced(entry: Entry, context: PageContext) -> Sentence:
    if not isinstance(entry, Target) or entry.announced is None:
        return ()
    moment = context.language.date(entry.announced)
    return context.language.sentence("targets.announced", date=moment)


def _withdrawn_references(
    entry: Entry, series: Series, context: PageContext
) -> Iterator[StatedClaim]:
    """Yield the withdrawn entries that an entry replaces or contradicts."""
    named = [("contradicts", anchor) for anchor in entry.contradicts]
    if isinstance(entry, Target) and entry.replaces is not None:
        named.append(("replaces", entry.replaces))
    for key, anchor in named:
        other = series.entry(anchor)
        if other is not None and other.withdrawn is not None:
            claim = speaker_and_link(other, series, context)
            sentence = context.language.sentence(f"timeline.withdrawn_{key}", claim=claim)
            yield stated_claim(other, series, sentence)


def named_entry(
    entry: Entry, series: Series, context: PageContext, *, is_linked: bool = False
) -> Sentence:
    """Return an entry's name: `The mayor (quoted by News): Result 100,000, 17 August 2024 (a)`.

    `is_linked` makes the anchor a link to the entry.
    """
    view = entry_view(entry, series, context)
    who = capitalized(attribution(entry, context))
    parts: list[SentencePart] = [*who, ": ", view.kind_word, " "]
    if view.figure:
        parts += [f"{view.qualifier} " if view.qualifier else "", view.figure]
    if view.title:
        parts.append(view.title)
    anchor: SentencePart = TextLink(entry.anchor, view.href) if is_linked else entry.anchor
    parts += [", ", view.when, " (", anchor, ")"]
    return tuple(part for part in parts if part != "")
