"""A claim in a sentence: speaker, value, qualifier, date, name for `data-claim`; links, lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from terang.i18n.formatter import (
    FigureLink,
    FigureText,
    Moment,
    Sentence,
    SentencePart,
    TextLink,
    Wording,
)
from terang.model.catalog import Series
from terang.model.definitions import Measure
from terang.model.entries import Entry, EntryState, Event, Observation, Target
from terang.model.quantity import Amount
from terang.views.attribution import according_to, speaker
from terang.views.entry_properties import entry_date, mark_shape
from terang.views.page_context import PageContext


def claim_id(series: Series, anchor: str) -> str:
    """Return the name of a claim, for the attribute `data-claim` of elements that state it."""
    return f"{series.id}#{anchor}"


def claim_ids(series: Series, entries: Iterable[Entry]) -> str:
    """Return the names of several claims, with spaces between."""
    return " ".join(claim_id(series, entry.anchor) for entry in entries)


@dataclass(frozen=True, slots=True)
class StatedClaim:
    """A sentence that states claims."""

    claim: str
    """The names of the claims, with spaces between; see `claim_ids`."""
    sentence: Sentence


def figure_text(entry: EntryState, series: Series, context: PageContext) -> FigureText | None:
    """Return the figure of a claim for a sentence; None for an event."""
    value: Amount | None = getattr(entry, "value", None)
    return None if value is None else context.language.figures_of(context.indicator(series), value)


def linked_figure(figure: FigureText, href: str) -> FigureLink:
    """Return the figure of a claim as a link to it."""
    return FigureLink(figure.value, figure.text, href, ends=figure.ends)


def qualifier_word(entry: EntryState, context: PageContext) -> str:
    """Return the speaker's own qualifier in words: `sekitar`, `nearly`."""
    hedge = getattr(entry, "qualifier", None)
    return context.language.word(f"qualifier.{hedge}") if hedge else ""


def kind_word(entry: Entry, context: PageContext) -> str:
    """Return the kind of an entry where it stands without its tags: `Result`, `Disputed result`."""
    shape = mark_shape(entry)
    return context.language.word("chart.disputed" if shape == "disputed" else f"kind.{shape}")


def hedged_text(entry: Observation | Target, series: Series, context: PageContext) -> Sentence:
    """Return a claim's value with its qualifier: `sekitar 98.000`."""
    return quantity_text(qualifier_word(entry, context), figure_text(entry, series, context))


def briefly_hedged_text(
    entry: Observation | Target, series: Series, context: PageContext
) -> Sentence:
    """Return a claim's value with a sign for its qualifier, `± 98.000`; nothing without one."""
    if entry.qualifier is None:
        return ()
    sign = context.language.word(f"qualifier_sign.{entry.qualifier}")
    return quantity_text(sign, figure_text(entry, series, context))


def quantity_text(hedge: str, value: FigureText | None, unit: str = "") -> Sentence:
    """Return a figure with qualifier and unit, if there is one: `sekitar 98.000 orang`."""
    if value is None:
        return ()
    before, behind = (f"{hedge} ",) if hedge else (), (f" {unit}",) if unit else ()
    return (*before, value, *behind)


def entry_moment(entry: Entry, context: PageContext) -> Moment | Wording:
    """Return an entry's date for a sentence, or the words that stand for a missing date."""
    period = entry_date(entry)
    if period is not None:
        return context.language.date(period, entry.label)
    if entry.label is not None:
        return context.language.text(entry.label)
    return Wording(context.language.word("timeline.without_due"))


def date_phrase(entry: Entry, series: Series, context: PageContext) -> Sentence:
    """Return a claim's date with its preposition: `untuk 2025`, `due 2027`."""
    language, period = context.language, entry_date(entry)
    if entry.label is not None:
        when = language.sentence("claim.for_label", date=entry_moment(entry, context))
    elif period is None:
        when = language.sentence("claim.without_due")
    else:
        key = "due" if isinstance(entry, Target) else "date"
        when = language.sentence(f"claim.for_{key}", date=language.date(period))
    if not since_january(entry, series, context):
        return when
    return language.sentence("claim.counted_since_january", when=when)


def since_january(entry: Entry, series: Series, context: PageContext) -> str:
    """Return the words in a sentence that a claim counts from 1 January on; else nothing."""
    is_counted = isinstance(entry, Observation) and (
        context.indicator(series).measure is Measure.CUMULATIVE
    )
    return context.language.word("claim.since_january") if is_counted else ""


def claim_sentence(
    entry: Observation | Target, series: Series, context: PageContext, *, is_linked: bool = False
) -> Sentence:
    """Return a claim as a sentence: `Menurut wali kota (dikutip Koran): 98.000, untuk 2025`.

    `is_linked` makes the value a link to the claim.
    """
    value = figure_text(entry, series, context)
    shown: SentencePart | None = value
    if value is not None and is_linked:
        href = context.entry_href(series, entry.anchor)
        shown = linked_figure(value, href)
    hedge = qualifier_word(entry, context)
    return context.language.sentence(
        "claim.line",
        who=according_to(entry, context, brief=True),
        amount=(f"{hedge} " if hedge else "", shown or ""),
        when=date_phrase(entry, series, context),
    )


def claim_list(claims: Iterable[Observation], series: Series, context: PageContext) -> Sentence:
    """Return the claims as sentences; the last one has no full stop."""
    parts: list[SentencePart] = []
    for claim in claims:
        parts += [". ", *claim_sentence(claim, series, context, is_linked=True)]
    return tuple(parts[1:])


def brief_claims(entries: Iterable[Observation], series: Series, context: PageContext) -> Sentence:
    """Return claims of the same date as a list: `wali kota: 98.000; dinas: 75.000`.

    It holds no links, because a chart's description is the same on every page.
    """
    parts: list[SentencePart] = []
    for entry in entries:
        who = speaker(entry, context, linked=False)
        parts += ["; ", who, ": ", *hedged_text(entry, series, context)]
    return tuple(parts[1:])


def entry_link(entry: Entry, series: Series, context: PageContext) -> TextLink:
    """Return an entry as a link for a sentence: its value and date."""
    language, period = context.language, entry_date(entry)
    if isinstance(entry, Event):
        name = language.text(entry.title).text
    else:
        value = figure_text(entry, series, context)
        name = f"{qualifier_word(entry, context)} {value.text if value else ''}".strip()
    if period is None:
        text = language.word("timeline.link_no_date", value=name)
    else:
        date = language.date(period, entry.label).text
        text = language.word("timeline.link_entry", value=name, date=date)
    return TextLink(text, context.entry_href(series, entry.anchor))


def speaker_and_link(entry: Entry, series: Series, context: PageContext) -> Sentence:
    """Return an entry's speaker, then its value and date as a link to it."""
    return (speaker(entry, context), ": ", entry_link(entry, series, context))


def short_claims(entries: Iterable[Entry], series: Series, context: PageContext) -> Sentence:
    """Return claims in a short list: speakers with links to their entries."""
    parts: list[SentencePart] = []
    for entry in entries:
        parts += ["; ", *speaker_and_link(entry, series, context)]
    return tuple(parts[1:])


def stated_claim(entry: Entry, series: Series, sentence: Sentence) -> StatedClaim:
    """Return a sentence as the statement of a claim."""
    return StatedClaim(claim_id(series, entry.anchor), sentence)


def linked_value(entry: Entry, series: Series, context: PageContext) -> Sentence:
    """Return an entry for a sentence: its value or title as a link, its date in brackets."""
    language = context.language
    href, value = context.entry_href(series, entry.anchor), figure_text(entry, series, context)
    hedge = qualifier_word(entry, context)
    title = language.text(entry.title) if isinstance(entry, Event) else Wording("")
    name: SentencePart = (
        linked_figure(value, href) if value else TextLink(title.text, href, title.lang)
    )
    return (f"{hedge} " if hedge else "", name, " (", entry_moment(entry, context), ")")
