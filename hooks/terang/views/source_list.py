"""The list of sources (/sources/): each in a line, with all claims and facts that cite it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from terang.i18n.formatter import FigureText, Moment, Sentence, TextLink, Wording
from terang.model.catalog import Series
from terang.model.definitions import Fact, Source
from terang.model.entries import Entry, Event, Reply
from terang.views.attribution import beginning_speaker, office
from terang.views.claim_sentences import (
    claim_id,
    figure_text,
    kind_word,
    qualifier_word,
    quantity_text,
    since_january,
)
from terang.views.entry_properties import entry_date
from terang.views.list_pages import SourcePortion
from terang.views.page_context import PageContext
from terang.views.programme_facts import fact_figure, fact_unit
from terang.views.sentence_parts import joined_list
from terang.views.source_uses import SourceUses
from terang.views.words_address import words_address


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source in a line: its link, type, date, and how much of it was read."""

    link: TextLink
    title: Wording
    kind: str
    published: Moment | None
    reading: str
    url: str


def source_line(source: Source, context: PageContext) -> SourceLine:
    """Return a source in a line, as lists of sources show it; computed once for each page."""
    return context.cached_for_page("(source)", source.id, lambda: _source_line(source, context))


def _source_line(source: Source, context: PageContext) -> SourceLine:
    language = context.language
    return SourceLine(
        link=context.source_link(source),
        title=language.foreign(source.title, source.language),
        kind=language.word(f"source_type.{source.type}"),
        published=language.date(source.published) if source.published else None,
        reading=language.word(f"reading.{source.read}") if source.read else "",
        url=source.url or "",
    )


class SourceClaim(NamedTuple):
    """A claim in the list under its source: the speaker first."""

    id: str
    who: Sentence
    amount: Sentence
    moment: Moment | None
    since: str
    link: TextLink
    series: TextLink
    withdrawn: str
    words: TextLink | None
    """The quoted words on the page of the source; None where they cannot be looked for."""


@dataclass(frozen=True, slots=True)
class FactLine:
    """A programme fact in the list under its source."""

    title: str
    figure: FigureText
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """A source with all that cites it, or with a further portion of its claims."""

    id: str
    line: SourceLine
    note: Wording | None = None
    accessed: Sentence = ()
    archived: str = ""
    same_text: Sentence = ()
    copies: Sentence = ()
    claims: tuple[SourceClaim, ...]
    facts: tuple[FactLine, ...] = ()
    uses: tuple[Sentence, ...] = ()
    """Its other uses, such as replies, corrections, populations and legal bases."""
    continues: Sentence = ()
    """The link to the source's first portion, if this is a further portion."""


def source_views(
    portions: Iterable[SourcePortion], uses: SourceUses, context: PageContext
) -> tuple[SourceView, ...]:
    """Return these portions of the source list, each with what cites the source."""
    return tuple(_source_view(portion, uses, context) for portion in portions)


def _source_view(portion: SourcePortion, uses: SourceUses, context: PageContext) -> SourceView:
    language, source = context.language, portion.source
    claims = tuple(_claim_line(entry, series, source, context) for series, entry in portion.claims)
    if portion.number > 1:
        return SourceView(
            id=f"{source.id}--{portion.number}",
            line=source_line(source, context),
            claims=claims,
            continues=language.sentence("sources.continues", link=context.source_link(source)),
        )
    copies = tuple(context.source_link(copy) for copy in uses.copies.get(source.id, ()))
    original = context.catalog.sources.get(source.same_text_as or "")
    return SourceView(
        id=source.id,
        line=source_line(source, context),
        note=language.text(source.note) if source.note else None,
        accessed=language.sentence("sources.accessed", date=language.date(source.accessed))
        if source.accessed
        else (),
        archived=source.archived or "",
        same_text=language.sentence("sources.same_text", link=context.source_link(original))
        if original
        else (),
        copies=language.sentence("sources.copies", links=joined_list(copies, context))
        if copies
        else (),
        claims=claims,
        facts=tuple(_fact_line(fact, context) for fact in uses.facts.get(source.id, ())),
        uses=tuple(_other_uses(source, uses, context)),
    )


def _other_uses(source: Source, uses: SourceUses, context: PageContext) -> Iterator[Sentence]:
    """Yield everything but claims and facts that cites a source, each once."""
    language = context.language
    for series, reply in uses.replies.get(source.id, ()):
        yield _reply_use(reply, series, context)
    for series, correction in uses.corrections.get(source.id, ()):
        href = context.entry_href(series, correction.anchor)
        link = TextLink(f"{context.title(series)} ({correction.anchor})", href)
        date = language.date(correction.date)
        yield language.sentence("sources.correction", record=link, date=date)
    for title, change in uses.breaks.get(source.id, ()):
        date = language.date(change.date)
        yield language.sentence("sources.break", title=language.text(title), date=date)
    labels = (language.text(label).text for label in uses.populations.get(source.id, ()))
    for label in dict.fromkeys(labels):
        yield language.sentence("sources.population", label=label)
    for programme in uses.legal.get(source.id, ()):
        yield language.sentence("sources.legal", programme=language.name(programme.title))
    for programme, contact in uses.contacts.get(source.id, ()):
        yield language.sentence(
            "sources.contact",
            programme=language.name(programme.title),
            contact=language.name(contact.title),
        )
    for term in uses.terms.get(source.id, ()):
        yield language.sentence("sources.term", term=language.name(term.term))


def _reply_use(reply: Reply, series: Series, context: PageContext) -> Sentence:
    """Return a reply that cites a source, with a link to it."""
    language = context.language
    link = TextLink(context.title(series), context.entry_href(series, reply.anchor))
    who, date = office(reply.by, context), language.date(reply.date)
    return language.sentence("sources.reply", who=who, date=date, series=link)


def _link(entry: Entry, series: Series, context: PageContext) -> TextLink:
    """Return the kind of a claim, or the title of an event, as a link to it."""
    href = context.entry_href(series, entry.anchor)
    if isinstance(entry, Event):
        title = context.language.text(entry.title)
        return TextLink(title.text, href, title.lang)
    return TextLink(kind_word(entry, context), href)


def _claim_line(entry: Entry, series: Series, source: Source, context: PageContext) -> SourceClaim:
    language, period = context.language, entry_date(entry)
    value = figure_text(entry, series, context)
    return SourceClaim(
        id=claim_id(series, entry.anchor),
        who=beginning_speaker(entry, context),
        amount=quantity_text(
            qualifier_word(entry, context), value, language.unit(context.indicator(series))
        ),
        moment=language.date(period, entry.label) if period else None,
        since=since_january(entry, series, context),
        link=_link(entry, series, context),
        series=TextLink(context.title(series), context.page_href(context.series_path(series))),
        withdrawn=language.word("table.withdrawn") if entry.withdrawn else "",
        words=_words_link(entry, source, context),
    )


def _words_link(entry: Entry, source: Source, context: PageContext) -> TextLink | None:
    """Return a link to the quotation of a claim on the page of its first source."""
    if not entry.quote or not source.url or entry.sources[0] != source.id:
        return None
    address = words_address(source.url, entry.quote)
    return TextLink(context.language.word("sources.words"), address) if address else None


def _fact_line(fact: Fact, context: PageContext) -> FactLine:
    return FactLine(
        context.language.name(fact.title), fact_figure(fact, context), fact_unit(fact, context)
    )
