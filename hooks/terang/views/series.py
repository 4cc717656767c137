"""One series: its timeline, table, chart, sources and facts about it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from terang.derivation.totals import population_at
from terang.i18n.formatter import Sentence, SentencePart, TextLink, Wording, plain_text
from terang.model.catalog import Series
from terang.model.entries import Entry, Event
from terang.views.attribution import claim_id, claim_ids, computed, joined_list, opened
from terang.views.chart import ChartView, chart_view, entries_in_order, standing_entries
from terang.views.citation import CitationView, PublicationDetails, citation_view
from terang.views.claims import (
    StatedClaim,
    spoken,
    stated,
    stated_claim,
)
from terang.views.entries import EntryView, SourceLine, entry_view, source_line
from terang.views.figures import either_text, share_texts
from terang.views.headline import HeadlineView, context_today, headline_view
from terang.views.page_context import PageContext
from terang.views.rules import rules_view
from terang.views.sheets import sheet_path
from terang.views.target_rows import OutlookView, change_view, outlook_views


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
    targets: tuple[OutlookView, ...]
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
    series: Series, scene: PageContext, correct: str, size: str, published: PublicationDetails
) -> SeriesView:
    """The page of a series.

    `correct` is where a correction is proposed, or empty; `size` is the JSON file's, as text.
    """
    language, derived = scene.language, scene.derived[series.id]
    steps = (derived.baseline, derived.previous)
    if derived.baseline and derived.previous and derived.baseline.base is derived.previous.base:
        steps = (derived.baseline, None)
    licence = scene.catalog.site.licence
    drawn = chart_view(series, scene)
    return SeriesView(
        id=series.id,
        title=scene.title(series),
        summary=language.text(series.summary) if series.summary else None,
        headline=headline_view(series, scene),
        chart=drawn,
        targets=outlook_views(series, scene),
        changes=tuple(filter(None, (change_view(one, series, scene) for one in steps))),
        rate=rate_view(series, scene),
        rate_warning=rate_warning(series, scene),
        timeline=timeline_view(series, scene),
        table=table_view(series, scene),
        sources=series_source_views(series, scene),
        rules=rules_view(scene),
        facts=tuple(_facts(series, scene)),
        json=TextLink(
            language.word("downloads.json", size=size), scene.file(f"data/{series.id}.json")
        ),
        csv=TextLink(language.word("downloads.csv"), scene.page("data/")),
        sheet=TextLink(language.word("sheet.link"), scene.page(sheet_path(series.indicator))),
        licence=language.sentence("downloads.licence", licence=TextLink(licence.id, licence.url)),
        correct=correct,
        as_of=language.sentence("series.as_of", today=context_today(scene)),
        reuse=citation_view(series, scene, published, drawn=drawn is not None),
        comparison=comparison_link(series.indicator, scene),
    )


def comparison_link(indicator: str, scene: PageContext) -> TextLink | None:
    """The way to where the series of an indicator are compared; None where there is but one."""
    series = (one for one in scene.catalog.series.values() if one.indicator == indicator)
    if sum(1 for _ in itertools.islice(series, 2)) < 2:  # noqa: PLR2004 - two can be compared
        return None
    title = scene.language.name(scene.catalog.indicators[indicator].title)
    text = scene.language.word("compare.link", title=title)
    return TextLink(text, scene.page(f"compare/{indicator}/"))


def timeline_view(series: Series, scene: PageContext) -> TimelineView:
    """The timeline of a series."""
    items = tuple(entry_view(one, series, scene) for one in standing_entries(series, scene))
    is_at_home = scene.url == scene.series_path(series)
    return TimelineView(scene.title(series), items, is_at_home, _gone(series, scene))


def _gone(series: Series, scene: PageContext) -> Mapping[str, tuple[StatedClaim, ...]]:
    """What was withdrawn, at the milestone before it; before the first, at the first.

    Where nothing else is left, it stands at none.
    """
    found: dict[str, list[StatedClaim]] = {}
    standing = [one.anchor for one in standing_entries(series, scene)]
    before = standing[0] if standing else ""
    for entry in entries_in_order(series, scene):
        if entry.withdrawn is None:
            before = entry.anchor
            continue
        who, mark, link = spoken(entry, series, scene)
        place = TextLink(plain_text([link]), scene.entry_href(series, entry.anchor))
        claim = opened((who, mark, place))
        sentence = scene.language.sentence("timeline.gone", claim=claim)
        found.setdefault(before, []).append(stated_claim(entry, series, sentence))
    return {anchor: tuple(claims) for anchor, claims in found.items()}


def table_view(series: Series, scene: PageContext) -> TableView:
    """The table of a series."""
    language = scene.language
    unit = language.unit(scene.indicator(series))
    header = language.word("table.value", unit=unit) if unit else language.word("table.value_bare")
    rows = (one for one in standing_entries(series, scene) if not isinstance(one, Event))
    return TableView(
        caption=language.word("table.caption", title=scene.title(series)),
        value_header=header,
        rows=tuple(entry_view(one, series, scene) for one in rows),
        withdrawn=tuple(_withdrawn(series, scene)),
    )


def _withdrawn(series: Series, scene: PageContext) -> Iterable[WithdrawnView]:
    for entry in series.entries:
        if entry.withdrawn is not None:
            yield WithdrawnView(
                claim_id(series, entry.anchor),
                scene.dom_id(series, entry.anchor),
                withdrawn_sentence(entry, series, scene),
            )


def withdrawn_sentence(entry: Entry, series: Series, scene: PageContext) -> Sentence:
    """What was withdrawn, when and why."""
    language, withdrawal = scene.language, entry.withdrawn
    if withdrawal is None:
        return ()
    name = named_entry(entry, series, scene)
    return language.sentence(
        "table.withdrawn_entry",
        entry=name,
        date=language.date(withdrawal.date),
        reason=language.text(withdrawal.reason),
    )


def named_entry(entry: Entry, series: Series, scene: PageContext) -> Sentence:
    """An entry in full: `The mayor (quoted by News): Result 100,000, 17 August 2024 (anchor)`."""
    view = entry_view(entry, series, scene)
    parts: list[SentencePart] = [*opened(view.who), ": ", view.kind_word, " "]
    if view.figure:
        parts += [f"{view.qualifier} " if view.qualifier else "", view.figure]
    if view.title:
        parts.append(view.title)
    parts += [", ", view.when, f" ({entry.anchor})"]
    return tuple(part for part in parts if part != "")


def series_source_views(series: Series, scene: PageContext) -> tuple[QuotedSource, ...]:
    """The sources of a series in the order in which its timeline meets them, with their quotes."""
    found: dict[str, list[tuple[Wording, StatedClaim]]] = {}
    for entry in standing_entries(series, scene):
        for position, source in enumerate(entry.sources):
            quotes = found.setdefault(source, [])
            view = entry_view(entry, series, scene)
            if view.quote is not None and position == 0:
                claim = stated_claim(entry, series, spoken(entry, series, scene))
                quotes.append((view.quote, claim))
    return tuple(
        QuotedSource(
            source_line(scene.catalog.sources[one], scene),
            tuple(quotes),
            _note(one, scene),
        )
        for one, quotes in found.items()
    )


def _note(source: str, scene: PageContext) -> Wording | None:
    note = scene.catalog.sources[source].note
    return scene.language.text(note) if note else None


def rate_view(series: Series, scene: PageContext) -> StatedClaim | None:
    """The coverage rate: who said the latest figure, and of how many that is, according to whom."""
    rate, population = scene.derived[series.id].coverage_rate, series.population
    latest = scene.derived[series.id].latest
    if rate is None or population is None or latest is None:
        return None
    language, known = scene.language, population_at(population, latest.period)
    claims: list[SentencePart] = []
    for one in latest.observations:
        claims += ["; ", *stated(one, series, scene, is_linked=True)]
    sources = (scene.catalog.sources[source] for one in known for source in one.sources)
    links = {one.publisher: scene.source_link(one) for one in sources}
    counts = [one.value for one in known]
    low, high = (
        language.figures_of(scene.indicator(series), end) for end in (min(counts), max(counts))
    )
    people = language.sentence(
        "rate.population",
        publishers=joined_list(tuple(links.values()), scene),
        population=either_text(low, high, scene),
        date=language.date(known[-1].date),
    )
    sentence = language.sentence(
        "rate.text",
        claims=tuple(claims[1:]),
        rate=computed(share_texts(rate, scene), latest.observations, scene),
        label=language.text(population.label),
        population=people,
    )
    return StatedClaim(claim_ids(series, latest.observations), sentence)


def rate_warning(series: Series, scene: PageContext) -> str:
    """What a rate above 100 percent means; empty below."""
    rate = scene.derived[series.id].coverage_rate
    return scene.language.word("rate.above") if rate is not None and rate.high > 1 else ""


def _facts(series: Series, scene: PageContext) -> Iterable[tuple[str, Wording]]:
    """What is measured, as pairs of a word and a text."""
    language, indicator = scene.language, scene.indicator(series)
    programme = scene.catalog.programmes[indicator.programme]
    word = language.word
    yield word("series.definition"), language.text(indicator.definition)
    if indicator.summary:
        yield word("series.about"), language.text(indicator.summary)
    unit = language.unit_name(indicator.unit)
    per = f" {language.text(indicator.per).text}" if indicator.per else ""
    yield word("series.unit"), Wording(f"{unit}{per}")
    yield word("series.area"), language.text(scene.catalog.area_of(series).name)
    yield word("series.programme"), language.text(programme.title)
    yield word("series.agency"), language.text(programme.agency)
    yield word("series.measure"), Wording(word(f"series.measure_{indicator.measure}"))
    yield word("series.direction"), Wording(word(f"series.direction_{indicator.direction}"))
    yield word("series.frequency"), Wording(word(f"frequency.{indicator.frequency}"))
