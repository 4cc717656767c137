"""The page of a series: headline, chart, timeline, table, targets, coverage rate and sources."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from terang.i18n.formatter import Sentence, TextLink, Wording
from terang.model.catalog import Series
from terang.model.entries import Entry, Event
from terang.views.chart import ChartView, chart_view
from terang.views.citation import CitationView, PublicationDetails, chart_files, citation_view
from terang.views.claim_sentences import (
    StatedClaim,
    claim_id,
    speaker_and_link,
    stated_claim,
)
from terang.views.comparison import comparison_link
from terang.views.coverage_rate import rate_age, rate_view, rate_warning
from terang.views.derived_figures import change_view
from terang.views.disagreements import DisagreementView, disagreement_views
from terang.views.editorial_rules import rules_view
from terang.views.entry_properties import is_on_timeline
from terang.views.entry_view import EntryView, named_entry
from terang.views.headline import HeadlineView, headline_view, today_moment
from terang.views.metadata_sheet import sheet_path
from terang.views.page_context import PageContext
from terang.views.past_record import PastRecordView, past_record_view
from terang.views.proposal_links import ways_to_propose
from terang.views.reply_view import ReplyView, reply_views
from terang.views.revision_text import RevisionView, revision_view
from terang.views.series_targets import SeriesTarget, series_targets
from terang.views.sharing import ShareView, share_view
from terang.views.source_list import SourceLine, source_line
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
class SeriesView:
    """The page of a series."""

    id: str
    title: str
    summary: Wording | None
    headline: HeadlineView
    chart: ChartView | None
    chart_files: tuple[TextLink, ...]
    """The chart as files; empty without a chart."""
    targets: tuple[SeriesTarget, ...]
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
    sources: tuple[SourceLine, ...]
    sources_address: str
    """The address of the page of all sources, in words for a printed page."""
    rules: tuple[Sentence, ...]
    """The editorial rules in short; empty on a site without a page of rules."""
    disagreements: tuple[DisagreementView, ...]
    definition: Wording
    facts: tuple[tuple[str, Wording], ...]
    """Further facts about the figures, as pairs of a term and a text."""
    downloads: tuple[TextLink, ...]
    """The files of this series, and the page of all downloads."""
    share: ShareView
    sheet: TextLink
    """The metadata of the indicator."""
    licence: Sentence
    correct: str
    propose: tuple[TextLink, ...]
    """The ways to propose a figure or a correction."""
    as_of: Sentence
    reuse: CitationView
    past: PastRecordView
    comparison: TextLink | None
    """The same indicator in other areas; None if there is no other."""


def series_view(  # noqa: PLR0913 (what a page of a series takes from its publication)
    series: Series,
    context: PageContext,
    correct: str,
    size: str,
    published: PublicationDetails,
    *,
    has_png: bool = False,
) -> SeriesView:
    """Return the page of a series.

    `correct` is the address for corrections, or empty; `size` is the JSON file's size in words;
    `has_png`: its chart has been drawn as PNG.
    """
    language, derived = context.language, context.derived[series.id]
    steps = (derived.baseline, derived.previous)
    if derived.baseline and derived.previous and derived.baseline.base is derived.previous.base:
        steps = (derived.baseline, None)
    licence = context.catalog.site.licence
    drawn = chart_view(series, context)
    headline = headline_view(series, context)
    address = f"{published.address}{language.root}{context.series_path(series)}"
    return SeriesView(
        id=series.id,
        title=context.title(series),
        summary=language.text(series.summary) if series.summary else None,
        headline=headline,
        chart=drawn,
        chart_files=chart_files(series, context, has_png=has_png) if drawn else (),
        targets=series_targets(series, context),
        changes=tuple(filter(None, (change_view(step, series, context) for step in steps))),
        years=year_rows(series, context),
        years_caption=language.word("year.caption", title=context.title(series)),
        baseline=_unused_baseline(series, context),
        rate=rate_view(series, context),
        rate_warning=rate_warning(context.derived[series.id].coverage_rate, context),
        rate_age=rate_age(series, context),
        timeline=timeline_view(series, context, address),
        table=table_view(series, context),
        sources=series_source_views(series, context),
        sources_address=language.word(
            "sources.on_paper", address=f"{published.address}{language.root}sources/"
        ),
        rules=rules_view(context),
        disagreements=disagreement_views(series, context),
        definition=language.text(context.indicator(series).definition),
        facts=tuple(_facts(series, context)),
        downloads=tuple(_downloads(series, size, context)),
        share=share_view(series, headline, address, context),
        sheet=TextLink(
            language.word("sheet.link"), context.page_href(sheet_path(series.indicator))
        ),
        licence=language.sentence("downloads.licence", licence=TextLink(licence.id, licence.url)),
        correct=correct,
        propose=ways_to_propose(series, context),
        as_of=language.sentence("series.as_of", today=today_moment(context)),
        reuse=citation_view(series, context, published, headline, drawn),
        past=past_record_view(series, context),
        comparison=comparison_link(series.indicator, context),
    )


def _downloads(series: Series, size: str, context: PageContext) -> Iterable[TextLink]:
    """Yield the files of a series, and the page of all downloads."""
    word = context.language.word
    for ending, text in (
        ("xlsx", word("downloads.xlsx")),
        ("csv", word("downloads.csv")),
        ("json", word("downloads.json", size=size)),
        ("csl.json", word("downloads.csl")),
    ):
        yield TextLink(text, context.file_href(f"data/{series.id}.{ending}"))
    yield TextLink(word("downloads.all"), context.page_href("data/"))


def table_view(series: Series, context: PageContext) -> TableView:
    """Return the table on the page of a series."""
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


def series_source_views(series: Series, context: PageContext) -> tuple[SourceLine, ...]:
    """Return the sources of a series, in the order of its timeline.

    Those of breaks, corrections and replies come last.
    """
    used = itertools.chain(
        (source for entry in standing_entries(series, context) for source in entry.sources),
        _further_sources(series, context),
    )
    sources = context.catalog.sources
    return tuple(source_line(sources[key], context) for key in dict.fromkeys(used))


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
    if indicator.theme is not None:
        yield word("series.theme"), language.text(context.catalog.themes[indicator.theme].title)
    if indicator.summary:
        yield word("series.about"), language.text(indicator.summary)
    if indicator.per:
        unit, per = language.unit_name(indicator.unit), language.text(indicator.per).text
        yield word("series.unit"), Wording(f"{unit} {per}")
    yield word("series.programme"), language.text(programme.title)
    yield word("series.agency"), language.text(programme.agency)
    yield word("series.measure"), Wording(word(f"series.measure_{indicator.measure}"))
    yield word("series.direction"), Wording(word(f"series.direction_{indicator.direction}"))
    yield word("series.frequency"), Wording(word(f"frequency.{indicator.frequency}"))
