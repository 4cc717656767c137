"""One claim as a reader meets it: what was said, when, by whom, and what speaks against it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from terang.derivation.derive import Derived
from terang.derivation.states import Range, State
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
from terang.model.definitions import Source
from terang.model.entries import (
    Entry,
    Event,
    Observation,
    Qualifier,
    Revision,
    Status,
    Target,
    Withdrawal,
)
from terang.model.field_types import Record, Text
from terang.model.period import Period
from terang.views.attribution import (
    according,
    attribution,
    claim_id,
    claim_ids,
    computed,
    joined_list,
    speaker,
)
from terang.views.claims import (
    StatedClaim,
    date_of,
    entry_link,
    figure_text,
    kind_of,
    linked_sources,
    moment_of,
    qualifier,
    quantity_text,
    shape_of,
    spoken,
    stated_claim,
)
from terang.views.figures import differences
from terang.views.page_context import PageContext
from terang.views.target_words import replaced_sentence, state_sentence


@dataclass(frozen=True, slots=True)
class Tag:
    """A short word about a claim, with the code that styles it."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source in one line: a link, its kind, its date, what of it was read."""

    link: TextLink
    title: Wording
    kind: str
    published: Moment | None
    reading: str
    url: str


@dataclass(frozen=True, slots=True)
class RevisionView:
    """A change: when, why, and each key as it stood before."""

    revised: Moment
    reason: Wording
    said: Sentence
    before: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class BreakdownView:
    """A value by the categories of a dimension."""

    title: str
    rows: tuple[tuple[str, FigureText | str], ...]
    partial: str


@dataclass(frozen=True, slots=True)
class RivalView:
    """A claim that another disagrees with: who says so, what it says, and what differs."""

    id: str
    who: Sentence
    claim: Sentence
    differs: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """One claim, ready for a timeline, a table or a list of sources."""

    id: str
    """The series and the anchor of the claim, as its elements name it."""
    anchor: str
    dom_id: str
    href: str
    kind: str
    kind_word: str
    shape: str
    """The mark it bears, in timeline, table and chart: its kind, or `disputed`."""
    when: Moment | Wording
    """Its date, or what stands where there is none."""
    is_dated: bool
    qualifier: str
    figure: FigureText | None
    amount: Sentence
    """The figure with its qualifier and its unit."""
    title: Wording | None
    text: Wording | None
    tags: tuple[Tag, ...]
    state: str
    state_means: str
    according: Sentence
    """Who says so, as the beginning of a sentence."""
    who: Sentence
    """The same in a cell of a table."""
    precision: str
    quote: Wording | None
    note: Sentence
    preferred: Sentence
    disagrees: Sentence
    """What it disagrees with, in one line; empty where nothing speaks against it."""
    rivals: tuple[RivalView, ...]
    """The same claims one by one."""
    rival_ids: str
    after: tuple[StatedClaim, ...]
    """Of the unmatched claim: the later reports, all of which fall short of it."""
    replaced: StatedClaim | None
    announced: Sentence
    sources: tuple[SourceLine, ...]
    revisions: tuple[RevisionView, ...]
    breakdowns: tuple[BreakdownView, ...]


def entry_view(entry: Entry, series: Series, context: PageContext) -> EntryView:
    """An entry in the page's language; worked out once a page."""
    return context.here(series.id, entry.anchor, lambda: _entry_view(entry, series, context))


def _entry_view(entry: Entry, series: Series, context: PageContext) -> EntryView:
    language, derived = context.language, context.derived[series.id]
    kind, period = kind_of(entry), date_of(entry)
    hedge, value = qualifier(entry, context), figure_text(entry, series, context)
    outlook = derived.outlook(entry.anchor)
    state = outlook.state if outlook else None
    found = (series.entry(item) for item in derived.disagreeing(entry.anchor))
    rivals = [item for item in found if item is not None]
    return EntryView(
        id=claim_id(series, entry.anchor),
        anchor=entry.anchor,
        dom_id=context.dom_id(series, entry.anchor),
        href=context.entry_href(series, entry.anchor),
        kind=kind,
        kind_word=language.word(f"kind.{kind}"),
        shape=shape_of(entry),
        when=moment_of(entry, context),
        is_dated=period is not None,
        qualifier=hedge,
        figure=value,
        amount=quantity_text(hedge, value, language.unit(context.indicator(series))),
        title=language.text(entry.title) if isinstance(entry, Event) else None,
        text=language.text(entry.text) if isinstance(entry, Event) and entry.text else None,
        tags=tags_of(entry, series, context),
        state=state or "",
        state_means=state_sentence(outlook, series, context) if outlook else "",
        according=according(entry, context),
        who=attribution(entry, context),
        precision=_precision(entry, context),
        quote=_quote(entry, context),
        note=language.prose(entry.note) if entry.note else (),
        preferred=_preferred(entry, context),
        disagrees=_disagrees(rivals, series, context),
        rivals=tuple(_rival(rival, entry, series, context) for rival in rivals),
        rival_ids=claim_ids(series, rivals),
        after=_after(entry, series, context),
        replaced=replaced_sentence(outlook, series, context),
        announced=_announced(entry, context),
        sources=tuple(
            source_line(context.catalog.sources[source], context) for source in entry.sources
        ),
        revisions=tuple(revision_view(revision, series, context) for revision in entry.revisions),
        breakdowns=_breakdowns(entry, series, context),
    )


def source_line(source: Source, context: PageContext) -> SourceLine:
    """A source with what a reader needs to weigh it."""
    return context.here("(source)", source.id, lambda: _source_line(source, context))


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


def revision_view(revision: Revision[Record], series: Series, context: PageContext) -> RevisionView:
    """A revision with each key's old value."""
    was = revision.was
    before = tuple(
        context.language.sentence(
            "timeline.revised_was",
            key=context.language.word(f"key.{key}"),
            was=old_value(getattr(was, key), series, context),
        )
        for key in type(was).model_fields
        if key in was.model_fields_set
    )
    revised = context.language.date(revision.revised)
    reason = context.language.text(revision.reason)
    said = context.language.sentence("timeline.revised", date=revised, reason=reason)
    return RevisionView(revised, reason, said, before)


def old_value(value: object, series: Series, context: PageContext) -> SentencePart:
    """A key's earlier value: a figure, a date, a text, a list of ids or a withdrawal."""
    language = context.language
    match value:
        case None:
            part: SentencePart = language.word("timeline.absent")
        case Decimal():
            part = language.figures_of(context.indicator(series), value)
        case Period():
            part = language.date(value)
        case Text():
            part = language.text(value)
        case Status():
            part = language.word(f"status.{value}")
        case Qualifier():
            part = language.word(f"qualifier.{value}")
        case tuple() | Mapping():
            part = ", ".join(value)
        case Withdrawal():
            part = f"{language.date(value.date).text} ({language.text(value.reason).text})"
        case str():
            part = value
        case _:
            raise TypeError(type(value))
    return part


def tags_of(entry: Entry, series: Series, context: PageContext) -> tuple[Tag, ...]:
    """Status by words: the state of a target, the status of a result, what stands against it."""
    derived: Derived = context.derived[series.id]
    word, outlook = context.language.word, derived.outlook(entry.anchor)
    state = outlook.state if outlook else None
    tags = []
    if state and not (state is State.NO_DEADLINE and entry.label is None):
        # "no deadline" stands already where its date would.
        tags.append(Tag(f"state-{state}", word(f"state.{state}")))
    if isinstance(entry, Observation):
        if entry.status is not Status.REPORTED:
            tags.append(Tag(f"status-{entry.status}", word(f"status.{entry.status}")))
        if entry.anchor not in derived.counting and entry.status is not Status.DISPUTED:
            tags.append(Tag("not-counted", word("timeline.not_counted")))
        if derived.unmatched is not None and derived.unmatched.anchor == entry.anchor:
            direction = context.indicator(series).direction
            tags.append(Tag("unmatched", word(f"timeline.unmatched_{direction}")))
    return tuple(tags)


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


def _disagrees(rivals: Iterable[Entry], series: Series, context: PageContext) -> Sentence:
    """`Does not agree with the mayor: 85,000 (early 2023)`; each named once."""
    named = {
        plain_text(item): item for item in (_short(rival, series, context) for rival in rivals)
    }
    if not named:
        return ()
    first, *others = named.values()
    claims = (*first, *itertools.chain.from_iterable(("; ", *other) for other in others))
    return context.language.sentence("timeline.disagrees", claims=claims)


def _short(entry: Entry, series: Series, context: PageContext) -> Sentence:
    """An entry by speaker, value and date; a happening, whose title may be long, by its kind."""
    who = speaker(entry, context, linked=False)
    if not isinstance(entry, Event):
        return (who, ": ", entry_link(entry, series, context).text)
    date = context.language.date(entry.date, entry.label).text
    value = context.language.word("timeline.an_event")
    return (who, ": ", context.language.word("timeline.link_entry", value=value, date=date))


def _rival(rival: Entry, entry: Entry, series: Series, context: PageContext) -> RivalView:
    kind = context.language.word(f"kind.{kind_of(rival)}")
    return RivalView(
        claim_id(series, rival.anchor),
        according(rival, context),
        (f"{kind} ", *linked_sources(rival, series, context)),
        _differs(rival, entry, series, context),
    )


def _differs(rival: Entry, entry: Entry, series: Series, context: PageContext) -> Sentence:
    """What tells two claims apart: their kind, value, date, speaker."""
    language, parts = context.language, list[SentencePart]()
    if kind_of(rival) != kind_of(entry):
        parts.append(language.word("table.kind").lower())
    if not isinstance(rival, Event) and not isinstance(entry, Event):
        gap = abs(rival.value - entry.value)
        if gap:
            shown = differences(Range.over([gap]), series, context)
            told = plain_text(computed(shown, (rival, entry), context))
            parts.append(language.word("timeline.differs_value", gap=told))
    if date_of(rival) != date_of(entry):
        due = isinstance(rival, Target) and isinstance(entry, Target)
        parts.append(language.word("key.due" if due else "key.date"))
    if _speakers(rival, context).isdisjoint(_speakers(entry, context)):
        parts.append(language.word("key.by"))
    if not parts:
        return ()
    return language.sentence("timeline.differs", parts=joined_list(tuple(parts), context))


def _speakers(entry: Entry, context: PageContext) -> frozenset[str]:
    """Who says so: the office, or the publishers where none is named."""
    if entry.by is not None:
        return frozenset([context.language.text(entry.by).text])
    return frozenset(context.catalog.sources[source].publisher for source in entry.sources)


def _after(entry: Entry, series: Series, context: PageContext) -> tuple[StatedClaim, ...]:
    """What was reported after the unmatched claim, from its last day on; disputed claims too."""
    unmatched = context.derived[series.id].unmatched
    if unmatched is None or unmatched.anchor != entry.anchor:
        return ()
    later = [
        observation
        for observation in series.observations
        if observation.withdrawn is None and observation.date > unmatched.date
    ]
    later.sort(key=lambda item: item.date)
    return tuple(
        stated_claim(element, series, spoken(element, series, context)) for element in later
    )


def _announced(entry: Entry, context: PageContext) -> Sentence:
    if not isinstance(entry, Target) or entry.announced is None:
        return ()
    moment = context.language.date(entry.announced)
    return context.language.sentence("targets.announced", date=moment)


def _breakdowns(entry: Entry, series: Series, context: PageContext) -> tuple[BreakdownView, ...]:
    if not isinstance(entry, Observation):
        return ()
    language, found = context.language, []
    for name, breakdown in entry.breakdown.items():
        dimension = context.catalog.dimensions[name]
        rows = tuple(
            (
                language.name(dimension.categories[category].title),
                language.word("timeline.suppressed")
                if value is None
                else language.figures_of(context.indicator(series), value),
            )
            for category, value in breakdown.values.items()
        )
        title = language.word("timeline.breakdown", dimension=language.name(dimension.title))
        partial = language.word("timeline.partial") if breakdown.partial else ""
        found.append(BreakdownView(title, rows, partial))
    return tuple(found)
