"""The page of a series: headline, chart, timeline, table, targets, coverage rate and sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from terang.i18n.formatter import Sentence, TextLink, Wording
from terang.model.catalog import Series
from terang.model.entries import Entry, Event
from terang.views.chart import ChartView, chart_view
from terang.views.citation import CitationView, PublicationDetails, citation_view
from terang.views.claim_sentences import (
    StatedClaim,
    claim_id,
    speaker_and_link,
    stated_claim,
)
from terang.views.comparison import comparison_link
from terang.views.coverage_rate import rate_age, rate_view, rate_warning
from terang.views.derived_figures import change_view
from terang.views.editorial_rules import rules_view
from terang.views.entry_properties import is_on_timeline
from terang.views.entry_view import EntryView, entry_view, named_entry
from terang.views.headline import HeadlineView, headline_view, today_moment
from terang.views.metadata_sheet import sheet_path
from terang.views.page_context import PageContext
from terang.views.reply_view import ReplyView, reply_views
from terang.views.revision_text import RevisionView, revision_view
from terang.views.source_list import SourceLine, source_line
from terang.views.target_cards import TargetCard, target_cards
from terang.views.timeline import (
    BreakView,
    TimelineView,
    standing_entries,
    timeline_view,
    with_breaks,
)
from terang.views.year_table import YearRow, year_rows


@dataclass(frozen=True, slots=True)
class TableView:
    """A row for every observation and target and for every break; withdrawn entries below."""

    caption: str
    value_header: str
    rows: tuple[EntryView | BreakView, ...]
    withdrawn: tuple[WithdrawnView, ...]


@dataclass(frozen=True, slots=True)
class WithdrawnView:
    """A withdrawn entry: its name, its corrections with their reasons, and the replies to it."""

    id: str
    dom_id: str
    """Empty for an entry that its speaker took back: that one is on the timeline."""
    name: Sentence
    history: tuple[RevisionView, ...]
    replies: tuple[ReplyView, ...]
    """Empty for an entry on the timeline, where they are shown."""


@dataclass(frozen=True, slots=True)
class QuotedSource:
    """A source of a series, with its quotes and the claims that they support."""

    line: SourceLine
    quotes: tuple[tuple[Wording, StatedClaim], ...]
    note: Wording | None


@dataclass(frozen=True, slots=True)
class SeriesView:
    """The page of a series."""

    id: str
    title: str
    summary: Wording | None
    headline: HeadlineView
    chart: ChartView | None
    targets: tuple[TargetCard, ...]
    changes: tuple[StatedClaim, ...]
    years: tuple[YearRow, ...]
    years_caption: str
    baseline: StatedClaim | None
    """The entry named as base of change, if it is withdrawn, or not comparable with the latest."""
    rate: StatedClaim | None
    rate_warning: str
    rate_age: Sentence
    timeline: TimelineView
    table: TableView
    sources: tuple[QuotedSource, ...]
    rules: tuple[Sentence, ...]
    """The editorial rules in short; empty on a site without a page of rules."""
    facts: tuple[tuple[str, Wording], ...]
    json: TextLink
    spreadsheet: TextLink
    csv: TextLink
    sheet: TextLink
    """The metadata of the indicator."""
    licence: Sentence
    correct: str
    as_of: Sentence
    reuse: CitationView
    comparison: TextLink | None
    """The same indicator in other areas; None if there is no other."""


def series_view(
    series: Series, context: PageContext, correct: str, size: str, published: PublicationDetails
) -> SeriesView:
    """Return the page of a series.

    `correct` is the address for corrections, or empty; `size` is the JSON file's size in words.
    """
    language, derived = context.language, context.derived[series.id]
    steps = (derived.baseline, derived.previous)
    if derived.baseline and derived.previous and derived.baseline.base is derived.previous.base:
        steps = (derived.baseline, None)
    licence = context.catalog.site.licence
    drawn = chart_view(series, context)
    return SeriesView(
        id=series.id,
        title=context.title(series),
        summary=language.text(series.summary) if series.summary else None,
        headline=headline_view(series, context),
        chart=drawn,
        targets=target_cards(series, context),
        changes=tuple(filter(None, (change_view(step, series, context) for step in steps))),
        years=year_rows(series, context),
        years_caption=language.word("year.caption", title=context.title(series)),
        baseline=_unused_baseline(series, context),
        rate=rate_view(series, context),
        rate_warning=rate_warning(series, context),
        rate_age=rate_age(series, context),
        timeline=timeline_view(series, context),
        table=table_view(series, context),
        sources=series_source_views(series, context),
        rules=rules_view(context),
        facts=tuple(_facts(series, context)),
        json=TextLink(
            language.word("downloads.json", size=size), context.file_href(f"data/{series.id}.json")
        ),
        spreadsheet=TextLink(
            language.word("downloads.xlsx"), context.file_href(f"data/{series.id}.xlsx")
        ),
        csv=TextLink(language.word("downloads.csv"), context.page_href("data/")),
        sheet=TextLink(
            language.word("sheet.link"), context.page_href(sheet_path(series.indicator))
        ),
        licence=language.sentence("downloads.licence", licence=TextLink(licence.id, licence.url)),
        correct=correct,
        as_of=language.sentence("series.as_of", today=today_moment(context)),
        reuse=citation_view(series, context, published, drawn=drawn is not None),
        comparison=comparison_link(series.indicator, context),
    )


def table_view(series: Series, context: PageContext) -> TableView:
    """Return the table of a series."""
    language = context.language
    unit = language.unit(context.indicator(series))
    header = language.word("table.value", unit=unit) if unit else language.word("table.value_bare")
    return TableView(
        caption=language.word("table.caption", title=context.title(series)),
        value_header=header,
        rows=tuple(with_breaks(_rows(series, context), series, context)),
        withdrawn=tuple(
            _withdrawn_view(entry, series, context)
            for entry in series.entries
            if entry.withdrawn is not None
        ),
    )


def _rows(series: Series, context: PageContext) -> Iterable[Entry]:
    standing = standing_entries(series, context)
    return (entry for entry in standing if not isinstance(entry, Event))


def _withdrawn_view(entry: Entry, series: Series, context: PageContext) -> WithdrawnView:
    is_elsewhere = is_on_timeline(entry)
    return WithdrawnView(
        id=claim_id(series, entry.anchor),
        dom_id="" if is_elsewhere else context.dom_id(series, entry.anchor),
        name=named_entry(entry, series, context, is_linked=is_elsewhere),
        history=tuple(revision_view(revision, series, context) for revision in entry.history),
        replies=() if is_elsewhere else reply_views(entry.anchor, series, context),
    )


def series_source_views(series: Series, context: PageContext) -> tuple[QuotedSource, ...]:
    """Return the sources of a series with their quotes, in the order of its timeline.

    Those of breaks, corrections and replies come last.
    """
    quoted: dict[str, list[tuple[Wording, StatedClaim]]] = {}
    for entry in standing_entries(series, context):
        for position, source in enumerate(entry.sources):
            quotes = quoted.setdefault(source, [])
            view = entry_view(entry, series, context)
            if view.quote is not None and position == 0:
                claim = stated_claim(entry, series, speaker_and_link(entry, series, context))
                quotes.append((view.quote, claim))
    for source in _further_sources(series, context):
        quoted.setdefault(source, [])
    sources = context.catalog.sources
    return tuple(
        QuotedSource(
            line=source_line(sources[key], context),
            quotes=tuple(quotes),
            note=context.language.text(note) if (note := sources[key].note) else None,
        )
        for key, quotes in quoted.items()
    )


def _further_sources(series: Series, context: PageContext) -> Iterable[str]:
    """Yield the sources of the breaks, corrections and replies of a series."""
    for change in context.catalog.breaks_of(series):
        yield from change.sources
    for correction in series.corrections:
        yield from correction.sources or ()
    for reply in series.replies:
        yield from reply.sources


def _unused_baseline(series: Series, context: PageContext) -> StatedClaim | None:
    entry = series.entry(series.baseline or "")
    if entry is None:
        return None
    is_withdrawn = entry.withdrawn is not None
    if not is_withdrawn and not context.derived[series.id].is_baseline_unused:
        return None
    key = "withdrawn_baseline" if is_withdrawn else "unused_baseline"
    claim = speaker_and_link(entry, series, context)
    return stated_claim(entry, series, context.language.sentence(f"change.{key}", claim=claim))


def _facts(series: Series, context: PageContext) -> Iterable[tuple[str, Wording]]:
    """Yield the facts about a series as pairs of a term and a text."""
    language, indicator = context.language, context.indicator(series)
    programme = context.catalog.programmes[indicator.programme]
    word = language.word
    yield word("series.definition"), language.text(indicator.definition)
    if indicator.theme is not None:
        yield word("series.theme"), language.text(context.catalog.themes[indicator.theme].title)
    if indicator.summary:
        yield word("series.about"), language.text(indicator.summary)
    unit = language.unit_name(indicator.unit)
    per = f" {language.text(indicator.per).text}" if indicator.per else ""
    yield word("series.unit"), Wording(f"{unit}{per}")
    yield word("series.area"), language.text(context.catalog.area_of(series).name)
    yield word("series.programme"), language.text(programme.title)
    yield word("series.agency"), language.text(programme.agency)
    yield word("series.measure"), Wording(word(f"series.measure_{indicator.measure}"))
    yield word("series.direction"), Wording(word(f"series.direction_{indicator.direction}"))
    yield word("series.frequency"), Wording(word(f"frequency.{indicator.frequency}"))
