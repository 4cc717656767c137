"""One claim as a reader meets it: what was said, when, by whom, and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from terang.derive import Derived, Outlook, State
from terang.language import Figure, FigureLink, Link, Moment, Part, Sentence, Wording
from terang.model import (
    Entry,
    EntryState,
    Event,
    Observation,
    Qualifier,
    Record,
    Revision,
    Series,
    Source,
    Status,
    Target,
    Text,
)
from terang.periods import Period
from terang.views.scene import Scene


@dataclass(frozen=True, slots=True)
class Tag:
    """A short word about a claim, with the code that styles it."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source in one line: a link, its kind, its date, what of it was read."""

    link: Link
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
    rows: tuple[tuple[str, Figure | str], ...]
    partial: str


@dataclass(frozen=True, slots=True)
class RivalView:
    """A claim that another disagrees with: what it says, who says so, and what differs."""

    claim: Sentence
    who: Sentence
    differs: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """One claim, ready for a timeline, a table or a list of sources."""

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
    figure: Figure | None
    amount: Sentence
    """The figure with its qualifier and its unit."""
    title: Wording | None
    text: Wording | None
    tags: tuple[Tag, ...]
    state: str
    state_means: str
    who: Sentence
    precision: str
    quote: Wording | None
    note: Sentence
    preferred: Sentence
    disagrees: str
    """What it disagrees with, in one line; empty where nothing speaks against it."""
    rivals: tuple[RivalView, ...]
    """The same claims one by one."""
    after: Sentence
    """Of the unmatched claim: the later reports, all of which fall short of it."""
    replaced: Sentence
    announced: Sentence
    sources: tuple[SourceLine, ...]
    revisions: tuple[RevisionView, ...]
    breakdowns: tuple[BreakdownView, ...]


def kind_of(entry: Entry) -> str:
    """`result`, `target` or `event`."""
    if isinstance(entry, Observation):
        return "result"
    return "target" if isinstance(entry, Target) else "event"


def shape_of(entry: Entry) -> str:
    """The mark an entry bears: that of its kind, or of a disputed result."""
    disputed = isinstance(entry, Observation) and entry.status is Status.DISPUTED
    return "disputed" if disputed else kind_of(entry)


def date_of(entry: Entry) -> Period | None:
    """The day an entry stands at on a timeline: its date, or a target's due date."""
    return entry.due if isinstance(entry, Target) else entry.date


def entry_view(entry: Entry, series: Series, scene: Scene) -> EntryView:
    """An entry in the page's language; worked out once a page."""
    return scene.here(series.id, entry.anchor, lambda: _entry_view(entry, series, scene))


def _entry_view(entry: Entry, series: Series, scene: Scene) -> EntryView:
    language, derived = scene.language, scene.derived[series.id]
    kind, period = kind_of(entry), date_of(entry)
    hedge, value = qualifier(entry, scene), figure(entry, series, scene)
    outlook = derived.outlook(entry.anchor)
    state = outlook.state if outlook else None
    found = (series.entry(one) for one in derived.disagreeing(entry.anchor))
    rivals = [one for one in found if one is not None]
    return EntryView(
        anchor=entry.anchor,
        dom_id=scene.dom_id(series, entry.anchor),
        href=scene.entry_href(series, entry.anchor),
        kind=kind,
        kind_word=language.word(f"kind.{kind}"),
        shape=shape_of(entry),
        when=_when(entry, scene),
        is_dated=period is not None,
        qualifier=hedge,
        figure=value,
        amount=amount(hedge, value, language.unit(scene.indicator(series))),
        title=language.text(entry.title) if isinstance(entry, Event) else None,
        text=language.text(entry.text) if isinstance(entry, Event) and entry.text else None,
        tags=tags_of(entry, derived, scene),
        state=state or "",
        state_means=language.word(f"state_means.{state}") if state else "",
        who=who(entry, scene),
        precision=_precision(entry, scene),
        quote=_quote(entry, scene),
        note=language.prose(entry.note) if entry.note else (),
        preferred=_preferred(entry, scene),
        disagrees=_disagrees(rivals, series, scene),
        rivals=tuple(_rival(one, entry, series, scene) for one in rivals),
        after=_after(entry, series, scene),
        replaced=_replaced(outlook, series, scene),
        announced=_announced(entry, scene),
        sources=tuple(source_line(scene.catalog.sources[one], scene) for one in entry.sources),
        revisions=tuple(revision_view(one, series, scene) for one in entry.revisions),
        breakdowns=_breakdowns(entry, series, scene),
    )


def figure(entry: EntryState, series: Series, scene: Scene) -> Figure | None:
    """The value of an observation or a target."""
    value: Decimal | None = getattr(entry, "value", None)
    return None if value is None else scene.language.figures_of(scene.indicator(series), value)


def qualifier(entry: EntryState, scene: Scene) -> str:
    """The speaker's own hedge: `sekitar`, `nearly`."""
    hedge = getattr(entry, "qualifier", None)
    return scene.language.word(f"qualifier.{hedge}") if hedge else ""


def hedged(entry: Observation | Target, series: Series, scene: Scene) -> Sentence:
    """`Sekitar 98.000`."""
    return amount(qualifier(entry, scene), figure(entry, series, scene))


def publishers(entry: EntryState, scene: Scene) -> Sentence:
    """Where a claim stands, as links: each publisher once."""
    links: dict[str, Part] = {}
    for one in entry.sources:
        source = scene.catalog.sources[one]
        links.setdefault(source.publisher, scene.source_link(source))
    return joined(tuple(links.values()), scene)


def first_publisher(entry: EntryState, scene: Scene) -> Sentence:
    """The first source's publisher, and how many others say the same."""
    names = {scene.catalog.sources[one].publisher for one in entry.sources}
    first = scene.source_link(scene.catalog.sources[entry.sources[0]])
    if len(names) == 1:
        return (first,)
    return (first, " ", scene.language.plural("headline.others", len(names) - 1))


def joined(parts: tuple[Part, ...], scene: Scene) -> Sentence:
    """Parts as the language lists them, commas and `dan` between."""
    if len(parts) == 1:
        return parts
    marks = [f"\0{index}\0" for index in range(len(parts))]
    sentence: list[Part] = []
    for piece in scene.language.listing(marks).split("\0"):
        if piece.isdigit():
            sentence.append(parts[int(piece)])
        elif piece:
            sentence.append(piece)
    return tuple(sentence)


def who(entry: EntryState, scene: Scene) -> Sentence:
    """Who says so: the office, and where it was published."""
    language = scene.language
    according = language.sentence("timeline.according_to", publishers=publishers(entry, scene))
    if entry.by is None:
        return according
    return (*language.sentence("timeline.said_by", by=language.text(entry.by)), ", ", *according)


def entry_link(entry: Entry, series: Series, scene: Scene) -> Link:
    """An entry named by its value and date, leading to its place."""
    language, period = scene.language, date_of(entry)
    if isinstance(entry, Event):
        name = language.text(entry.title).text
    else:
        value = figure(entry, series, scene)
        name = f"{qualifier(entry, scene)} {value.text if value else ''}".strip()
    if period is None:
        text = language.word("timeline.link_no_date", value=name)
    else:
        date = language.date(period, entry.label).text
        text = language.word("timeline.link_entry", value=name, date=date)
    return Link(text, scene.entry_href(series, entry.anchor))


def source_line(source: Source, scene: Scene) -> SourceLine:
    """A source with what a reader needs to weigh it."""
    return scene.here("(source)", source.id, lambda: _source_line(source, scene))


def _source_line(source: Source, scene: Scene) -> SourceLine:
    language = scene.language
    return SourceLine(
        link=scene.source_link(source),
        title=language.foreign(source.title, source.language),
        kind=language.word(f"source_type.{source.type}"),
        published=language.date(source.published) if source.published else None,
        reading=language.word(f"reading.{source.read}") if source.read else "",
        url=source.url or "",
    )


def revision_view(revision: Revision[Record], series: Series, scene: Scene) -> RevisionView:
    """A revision with each key's old value."""
    was = revision.was
    before = tuple(
        scene.language.sentence(
            "timeline.revised_was",
            key=scene.language.word(f"key.{key}"),
            was=old_value(getattr(was, key), series, scene),
        )
        for key in type(was).model_fields
        if key in was.model_fields_set
    )
    revised = scene.language.date(revision.revised)
    reason = scene.language.text(revision.reason)
    said = scene.language.sentence("timeline.revised", date=revised, reason=reason)
    return RevisionView(revised, reason, said, before)


def old_value(value: object, series: Series, scene: Scene) -> Part:
    """A key's earlier value: a figure, a date, a text or a list of ids."""
    language = scene.language
    match value:
        case None:
            part: Part = language.word("timeline.absent")
        case Decimal():
            part = language.figures_of(scene.indicator(series), value)
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
        case _:
            part = str(value)
    return part


def _when(entry: Entry, scene: Scene) -> Moment | Wording:
    """An entry's date, or what stands where it has none."""
    period = date_of(entry)
    if period is not None:
        return scene.language.date(period, entry.label)
    if entry.label is not None:
        return scene.language.text(entry.label)
    return Wording(scene.language.word("timeline.without_due"))


def amount(hedge: str, value: Figure | None, unit: str = "") -> Sentence:
    """A figure with its qualifier and unit: `sekitar 98.000 orang`; nothing without a figure."""
    if value is None:
        return ()
    before, behind = (f"{hedge} ",) if hedge else (), (f" {unit}",) if unit else ()
    return (*before, value, *behind)


def tags_of(entry: Entry, derived: Derived, scene: Scene) -> tuple[Tag, ...]:
    """Status by words: the state of a target, the status of a result, what stands against it."""
    word, outlook = scene.language.word, derived.outlook(entry.anchor)
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
            tags.append(Tag("unmatched", word("timeline.unmatched")))
    return tuple(tags)


def _precision(entry: Entry, scene: Scene) -> str:
    precision = getattr(entry, "precision", None)
    if precision is None:
        return ""
    number = scene.language.number(precision, max(0, -precision.normalize().as_tuple().exponent))
    return scene.language.word("timeline.precision", precision=number)


def _quote(entry: Entry, scene: Scene) -> Wording | None:
    if entry.quote is None:
        return None
    first = scene.catalog.sources[entry.sources[0]]
    return scene.language.foreign(entry.quote, first.language)


def _preferred(entry: Entry, scene: Scene) -> Sentence:
    reason = getattr(entry, "preferred", None)
    if reason is None:
        return ()
    return scene.language.sentence("timeline.preferred", reason=scene.language.text(reason))


def _disagrees(rivals: Iterable[Entry], series: Series, scene: Scene) -> str:
    """`Disagrees with 85,000 (early 2023) and an event (2023)`; each named once."""
    names = dict.fromkeys(_short(one, series, scene) for one in rivals)
    if not names:
        return ""
    return scene.language.word("timeline.disagrees", claims=scene.language.listing(names))


def _short(entry: Entry, series: Series, scene: Scene) -> str:
    """An entry by value and date; a happening, whose title may be long, by its kind."""
    if not isinstance(entry, Event):
        return entry_link(entry, series, scene).text
    date = scene.language.date(entry.date, entry.label).text
    value = scene.language.word("timeline.an_event")
    return scene.language.word("timeline.link_entry", value=value, date=date)


def _rival(rival: Entry, entry: Entry, series: Series, scene: Scene) -> RivalView:
    kind = scene.language.word(f"kind.{kind_of(rival)}")
    return RivalView(
        (f"{kind} ", *linked(rival, series, scene)),
        who(rival, scene),
        _differs(rival, entry, series, scene),
    )


def linked(entry: Entry, series: Series, scene: Scene) -> Sentence:
    """An entry with its date; its value, or its title, leads to its place."""
    language = scene.language
    href, value = scene.entry_href(series, entry.anchor), figure(entry, series, scene)
    hedge = qualifier(entry, scene)
    title = language.text(entry.title) if isinstance(entry, Event) else Wording("")
    name: Part = (
        FigureLink(value.value, value.text, href) if value else Link(title.text, href, title.lang)
    )
    return (f"{hedge} " if hedge else "", name, " (", _when(entry, scene), ")")


def _differs(rival: Entry, entry: Entry, series: Series, scene: Scene) -> Sentence:
    """What tells two claims apart: their kind, value, date, speaker."""
    language, parts = scene.language, list[Part]()
    if kind_of(rival) != kind_of(entry):
        parts.append(language.word("table.kind").lower())
    if not isinstance(rival, Event) and not isinstance(entry, Event):
        gap = abs(rival.value - entry.value)
        if gap:
            shown = language.figures_of(scene.indicator(series), gap)
            parts.append(language.word("timeline.differs_value", gap=shown.text))
    if date_of(rival) != date_of(entry):
        due = isinstance(rival, Target) and isinstance(entry, Target)
        parts.append(language.word("key.due" if due else "key.date"))
    if _speakers(rival, scene).isdisjoint(_speakers(entry, scene)):
        parts.append(language.word("key.by"))
    if not parts:
        return ()
    return language.sentence("timeline.differs", parts=joined(tuple(parts), scene))


def _speakers(entry: Entry, scene: Scene) -> frozenset[str]:
    """Who says so: the office, or the publishers where none is named."""
    if entry.by is not None:
        return frozenset([scene.language.text(entry.by).text])
    return frozenset(scene.catalog.sources[one].publisher for one in entry.sources)


def _after(entry: Entry, series: Series, scene: Scene) -> Sentence:
    """What was reported after the unmatched claim, from its last day on."""
    derived = scene.derived[series.id]
    unmatched = derived.unmatched
    if unmatched is None or unmatched.anchor != entry.anchor:
        return ()
    later = (
        one for date in derived.dates if date.period > unmatched.date for one in date.observations
    )
    reports = [linked(one, series, scene) for one in later]
    marks = scene.language.listing(f"\0{index}\0" for index in range(len(reports)))
    told: list[Part] = []
    for piece in marks.split("\0"):
        told += reports[int(piece)] if piece.isdigit() else (piece,)
    return scene.language.sentence("timeline.after", reports=tuple(filter(None, told)))


def _replaced(outlook: Outlook | None, series: Series, scene: Scene) -> Sentence:
    if outlook is None or outlook.replacement is None:
        return ()
    key = "replaced_by" if outlook.state is State.REPLACED else "replaced_late"
    link = entry_link(outlook.replacement, series, scene)
    return scene.language.sentence(f"targets.{key}", link=link)


def _announced(entry: Entry, scene: Scene) -> Sentence:
    if not isinstance(entry, Target) or entry.announced is None:
        return ()
    moment = scene.language.date(entry.announced)
    return scene.language.sentence("targets.announced", date=moment)


def _breakdowns(entry: Entry, series: Series, scene: Scene) -> tuple[BreakdownView, ...]:
    if not isinstance(entry, Observation):
        return ()
    language, found = scene.language, []
    for name, breakdown in entry.breakdown.items():
        dimension = scene.catalog.dimensions[name]
        rows = tuple(
            (
                language.name(dimension.categories[category].title),
                language.word("timeline.suppressed")
                if value is None
                else language.figures_of(scene.indicator(series), value),
            )
            for category, value in breakdown.values.items()
        )
        title = language.word("timeline.breakdown", dimension=language.name(dimension.title))
        partial = language.word("timeline.partial") if breakdown.partial else ""
        found.append(BreakdownView(title, rows, partial))
    return tuple(found)
