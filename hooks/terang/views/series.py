"""One series: its timeline, table, chart, sources and facts about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from terang.derivation.totals import population_at
from terang.i18n.formatter import Sentence, SentencePart, TextLink, Wording, plain_text
from terang.model.catalog import Series
from terang.model.entries import Entry, Event
from terang.views.chart import ChartView, chart_view
from terang.views.citation import CitationView, PublicationDetails, citation_view
from terang.views.claim_sentences import (
    StatedClaim,
    claim_id,
    claim_ids,
    claim_sentence,
    speaker_and_link,
    stated_claim,
)
from terang.views.comparison import comparison_link
from terang.views.derived_figures import change_view, range_text, share_range, with_about
from terang.views.editorial_rules import rules_view
from terang.views.entry_properties import entries_in_order, standing_entries
from terang.views.entry_view import EntryView, entry_view, named_entry
from terang.views.headline import HeadlineView, headline_view, today_moment
from terang.views.metadata_sheet import sheet_path
from terang.views.page_context import PageContext
from terang.views.sentence_parts import capitalized, joined_list
from terang.views.source_list import SourceLine, source_line
from terang.views.target_cards import TargetCard, target_cards


@dataclass(frozen=True, slots=True)
class TimelineView:
    """Milestones, oldest first; targets without a due date last."""

    title: str
    items: tuple[EntryView, ...]
    is_at_home: bool
    """Whether it stands on its series' own page: elsewhere it is a copy, and not searched."""
    gone: Mapping[str, tuple[StatedClaim, ...]]
    """Anchor of a milestone → what was withdrawn and once stood behind it; empty for none."""


@dataclass(frozen=True, slots=True)
class TableView:
    """A row for every observation and target; below it what was withdrawn."""

    caption: str
    value_header: str
    rows: tuple[EntryView, ...]
    withdrawn: tuple[WithdrawnView, ...]


@dataclass(frozen=True, slots=True)
class WithdrawnView:
    """A withdrawn entry: what it said, when it was withdrawn, and why."""

    id: str
    dom_id: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class QuotedSource:
    """A source of a series with the entries that stand on it."""

    line: SourceLine
    quotes: tuple[tuple[Wording, StatedClaim], ...]
    note: Wording | None


@dataclass(frozen=True, slots=True)
class SeriesView:
    """Everything on the page of a series."""

    id: str
    title: str
    summary: Wording | None
    headline: HeadlineView
    chart: ChartView | None
    targets: tuple[TargetCard, ...]
    changes: tuple[StatedClaim, ...]
    rate: StatedClaim | None
    rate_warning: str
    timeline: TimelineView
    table: TableView
    sources: tuple[QuotedSource, ...]
    rules: tuple[Sentence, ...]
    """The editorial rules in short; empty on a site without a page of rules."""
    facts: tuple[tuple[str, Wording], ...]
    json: TextLink
    csv: TextLink
    sheet: TextLink
    """The metadata of what it measures."""
    licence: Sentence
    correct: str
    as_of: Sentence
    reuse: CitationView
    comparison: TextLink | None
    """The same measure in other areas."""


def series_view(
    series: Series, context: PageContext, correct: str, size: str, published: PublicationDetails
) -> SeriesView:
    """The page of a series.

    `correct` is where a correction is proposed, or empty; `size` is the JSON file's, as text.
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
        rate=rate_view(series, context),
        rate_warning=rate_warning(series, context),
        timeline=timeline_view(series, context),
        table=table_view(series, context),
        sources=series_source_views(series, context),
        rules=rules_view(context),
        facts=tuple(_facts(series, context)),
        json=TextLink(
            language.word("downloads.json", size=size), context.file_href(f"data/{series.id}.json")
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


def timeline_view(series: Series, context: PageContext) -> TimelineView:
    """The timeline of a series."""
    items = tuple(entry_view(item, series, context) for item in standing_entries(series, context))
    is_at_home = context.url == context.series_path(series)
    return TimelineView(context.title(series), items, is_at_home, _gone(series, context))


def _gone(series: Series, context: PageContext) -> Mapping[str, tuple[StatedClaim, ...]]:
    """What was withdrawn, at the milestone before it; before the first, at the first.

    Where nothing else is left, it stands at none.
    """
    found: dict[str, list[StatedClaim]] = {}
    standing = [item.anchor for item in standing_entries(series, context)]
    before = standing[0] if standing else ""
    for entry in entries_in_order(series, context):
        if entry.withdrawn is None:
            before = entry.anchor
            continue
        who, mark, link = speaker_and_link(entry, series, context)
        place = TextLink(plain_text([link]), context.entry_href(series, entry.anchor))
        claim = capitalized((who, mark, place))
        sentence = context.language.sentence("timeline.gone", claim=claim)
        found.setdefault(before, []).append(stated_claim(entry, series, sentence))
    return {anchor: tuple(claims) for anchor, claims in found.items()}


def table_view(series: Series, context: PageContext) -> TableView:
    """The table of a series."""
    language = context.language
    unit = language.unit(context.indicator(series))
    header = language.word("table.value", unit=unit) if unit else language.word("table.value_bare")
    rows = (item for item in standing_entries(series, context) if not isinstance(item, Event))
    return TableView(
        caption=language.word("table.caption", title=context.title(series)),
        value_header=header,
        rows=tuple(entry_view(row, series, context) for row in rows),
        withdrawn=tuple(_withdrawn(series, context)),
    )


def _withdrawn(series: Series, context: PageContext) -> Iterable[WithdrawnView]:
    for entry in series.entries:
        if entry.withdrawn is not None:
            yield WithdrawnView(
                claim_id(series, entry.anchor),
                context.dom_id(series, entry.anchor),
                withdrawn_sentence(entry, series, context),
            )


def withdrawn_sentence(entry: Entry, series: Series, context: PageContext) -> Sentence:
    """What was withdrawn, when and why."""
    language, withdrawal = context.language, entry.withdrawn
    if withdrawal is None:
        return ()
    name = named_entry(entry, series, context)
    return language.sentence(
        "table.withdrawn_entry",
        entry=name,
        date=language.date(withdrawal.date),
        reason=language.text(withdrawal.reason),
    )


def series_source_views(series: Series, context: PageContext) -> tuple[QuotedSource, ...]:
    """The sources of a series in the order in which its timeline meets them, with their quotes."""
    found: dict[str, list[tuple[Wording, StatedClaim]]] = {}
    for entry in standing_entries(series, context):
        for position, source in enumerate(entry.sources):
            quotes = found.setdefault(source, [])
            view = entry_view(entry, series, context)
            if view.quote is not None and position == 0:
                claim = stated_claim(entry, series, speaker_and_link(entry, series, context))
                quotes.append((view.quote, claim))
    return tuple(
        QuotedSource(
            source_line(context.catalog.sources[item], context),
            tuple(quotes),
            _note(item, context),
        )
        for item, quotes in found.items()
    )


def _note(source: str, context: PageContext) -> Wording | None:
    note = context.catalog.sources[source].note
    return context.language.text(note) if note else None


def rate_view(series: Series, context: PageContext) -> StatedClaim | None:
    """The coverage rate: who said the latest figure, and of how many that is, according to whom."""
    rate, population = context.derived[series.id].coverage_rate, series.population
    latest = context.derived[series.id].latest
    if rate is None or population is None or latest is None:
        return None
    language, known = context.language, population_at(population, latest.period)
    claims: list[SentencePart] = []
    for observation in latest.observations:
        claims += ["; ", *claim_sentence(observation, series, context, is_linked=True)]
    sources = (context.catalog.sources[source] for item in known for source in item.sources)
    links = {source_item.publisher: context.source_link(source_item) for source_item in sources}
    counts = [item.value for item in known]
    low, high = (
        language.figures_of(context.indicator(series), end) for end in (min(counts), max(counts))
    )
    people = language.sentence(
        "rate.population",
        publishers=joined_list(tuple(links.values()), context),
        population=range_text(low, high, context),
        date=language.date(known[-1].date),
    )
    sentence = language.sentence(
        "rate.text",
        claims=tuple(claims[1:]),
        rate=with_about(share_range(rate, context), latest.observations, context),
        label=language.text(population.label),
        population=people,
    )
    return StatedClaim(claim_ids(series, latest.observations), sentence)


def rate_warning(series: Series, context: PageContext) -> str:
    """What a rate above 100 percent means; empty below."""
    rate = context.derived[series.id].coverage_rate
    return context.language.word("rate.above") if rate is not None and rate.high > 1 else ""


def _facts(series: Series, context: PageContext) -> Iterable[tuple[str, Wording]]:
    """What is measured, as pairs of a word and a text."""
    language, indicator = context.language, context.indicator(series)
    programme = context.catalog.programmes[indicator.programme]
    word = language.word
    yield word("series.definition"), language.text(indicator.definition)
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
