"""One series: its timeline, table, chart, sources and facts about it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from terang.derivation.derive import population_at
from terang.i18n.formatter import Link, Part, Sentence, Wording, plain
from terang.model.definitions import Entry, Event, Observation, Series, Status, Target
from terang.model.period import Period
from terang.views import chart_geometry
from terang.views.attribution import claim_id, claim_ids, computed, joined, opened, speaker
from terang.views.citation import Published, ReuseView, reuse_view
from terang.views.claims import (
    StatedClaim,
    date_of,
    dated,
    figure,
    hedged,
    kind_of,
    qualifier,
    shape_of,
    spoken,
    stated,
    stated_briefly,
    stated_claim,
)
from terang.views.entries import EntryView, SourceLine, entry_view, source_line, tags_of
from terang.views.figures import either, shares
from terang.views.headline import (
    HeadlineView,
    has_uncounted_newer,
    headline_view,
    scene_today,
)
from terang.views.page_context import Scene
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
class ChartView:
    """The geometry with its texts."""

    chart: chart_geometry.Chart
    dom_id: str
    title: str
    description: str
    said: Sentence
    """The description with figures and speakers in their elements."""
    claims: str
    """The names of the claims that it states."""
    shapes: tuple[tuple[str, str], ...]
    today: str
    note: str

    def __hash__(self) -> int:
        """By its words alone: a drawing is looked up by its view, which holds hundreds of marks."""
        return hash((self.dom_id, self.title, self.description))


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
    json: Link
    csv: Link
    sheet: Link
    """The metadata of what it measures."""
    licence: Sentence
    correct: str
    as_of: Sentence
    reuse: ReuseView
    comparison: Link | None
    """The same measure in other areas."""


def series_view(
    series: Series, scene: Scene, correct: str, size: str, published: Published
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
        sources=source_views(series, scene),
        rules=rules_view(scene),
        facts=tuple(_facts(series, scene)),
        json=Link(language.word("downloads.json", size=size), scene.file(f"data/{series.id}.json")),
        csv=Link(language.word("downloads.csv"), scene.page("data/")),
        sheet=Link(language.word("sheet.link"), scene.page(sheet_path(series.indicator))),
        licence=language.sentence("downloads.licence", licence=Link(licence.id, licence.url)),
        correct=correct,
        as_of=language.sentence("series.as_of", today=scene_today(scene)),
        reuse=reuse_view(series, scene, published, drawn=drawn is not None),
        comparison=comparison_link(series.indicator, scene),
    )


def comparison_link(indicator: str, scene: Scene) -> Link | None:
    """The way to where the series of an indicator are compared; None where there is but one."""
    series = (one for one in scene.catalog.series.values() if one.indicator == indicator)
    if sum(1 for _ in itertools.islice(series, 2)) < 2:  # noqa: PLR2004 - two can be compared
        return None
    title = scene.language.name(scene.catalog.indicators[indicator].title)
    text = scene.language.word("compare.link", title=title)
    return Link(text, scene.page(f"compare/{indicator}/"))


def standing_entries(series: Series, scene: Scene) -> list[Entry]:
    """Entries that are not withdrawn, in order."""
    return [one for one in entries_in_order(series, scene) if one.withdrawn is None]


def entries_in_order(series: Series, scene: Scene) -> Sequence[Entry]:
    """Oldest first; targets without due last.

    Of one date the file's order holds: results, targets, events.
    """
    return scene.once(f"{series.id}/order", lambda: _in_order(series.entries))


def _in_order(entries: Sequence[Entry]) -> Sequence[Entry]:
    dated = [(date, one) for one in entries if (date := date_of(one)) is not None]
    dated.sort(key=lambda pair: pair[0])
    return [one for _, one in dated] + [one for one in entries if date_of(one) is None]


def timeline_view(series: Series, scene: Scene) -> TimelineView:
    """The timeline of a series."""
    items = tuple(entry_view(one, series, scene) for one in standing_entries(series, scene))
    is_at_home = scene.url == scene.series_path(series)
    return TimelineView(scene.title(series), items, is_at_home, _gone(series, scene))


def _gone(series: Series, scene: Scene) -> Mapping[str, tuple[StatedClaim, ...]]:
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
        place = Link(plain([link]), scene.entry_href(series, entry.anchor))
        claim = opened((who, mark, place))
        sentence = scene.language.sentence("timeline.gone", claim=claim)
        found.setdefault(before, []).append(stated_claim(entry, series, sentence))
    return {anchor: tuple(claims) for anchor, claims in found.items()}


def table_view(series: Series, scene: Scene) -> TableView:
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


def _withdrawn(series: Series, scene: Scene) -> Iterable[WithdrawnView]:
    for entry in series.entries:
        if entry.withdrawn is not None:
            yield WithdrawnView(
                claim_id(series, entry.anchor),
                scene.dom_id(series, entry.anchor),
                withdrawn_sentence(entry, series, scene),
            )


def withdrawn_sentence(entry: Entry, series: Series, scene: Scene) -> Sentence:
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


def named_entry(entry: Entry, series: Series, scene: Scene) -> Sentence:
    """An entry in full: `The mayor (quoted by News): Result 100,000, 17 August 2024 (anchor)`."""
    view = entry_view(entry, series, scene)
    parts: list[Part] = [*opened(view.who), ": ", view.kind_word, " "]
    if view.figure:
        parts += [f"{view.qualifier} " if view.qualifier else "", view.figure]
    if view.title:
        parts.append(view.title)
    parts += [", ", view.when, f" ({entry.anchor})"]
    return tuple(part for part in parts if part != "")


def is_drawable(series: Series) -> bool:
    """Whether its chart shows anything: a claim with a date."""
    claims = (one for one in series.entries if not isinstance(one, Event))
    return any(one.withdrawn is None and date_of(one) is not None for one in claims)


def chart_view(series: Series, scene: Scene) -> ChartView | None:
    """The chart of a series, the same wherever it stands; None where nothing can be drawn."""
    return scene.once(series.id, lambda: framed_chart_view(series, scene))


def framed_chart_view(
    series: Series, scene: Scene, frame: chart_geometry.Frame | None = None
) -> ChartView | None:
    """The chart of a series within a frame that it shares with others."""
    language, derived = scene.language, scene.derived[series.id]
    indicator = scene.indicator(series)
    claims = scene.once(f"{series.id}/claims", lambda: _claims(series, scene))
    decimals = indicator.decimals

    def axis(value: Fraction) -> str:
        """A value on the axis, with as many decimals as it needs."""
        exact = next(count for count in itertools.count() if (value * 10**count).denominator == 1)
        digits = max(exact, decimals) if exact else 0
        return language.figure(value, indicator.unit, digits).text

    drawn = chart_geometry.chart(claims, derived.as_of, axis, language.unit(indicator), frame)
    if drawn is None:
        return None
    said = scene.once(f"{series.id}/words", lambda: _description(series, scene))
    shapes = {claim.shape for claim in claims}
    results = [claim for claim in claims if claim.shape is not chart_geometry.Shape.TARGET]
    return ChartView(
        chart=drawn,
        dom_id=f"_{series.id}-chart",
        title=language.word("chart.title", title=scene.title(series)),
        description=plain(said.sentence),
        said=said.sentence,
        claims=said.claim,
        shapes=tuple(
            (one, language.word(f"chart.{one}")) for one in chart_geometry.Shape if one in shapes
        ),
        today=language.word("chart.today"),
        note="" if drawn.lines or len(results) < 2 else language.word("chart.points"),  # noqa: PLR2004
    )


def _claims(series: Series, scene: Scene) -> Sequence[chart_geometry.Claim]:
    """The observations, and the targets with a due date, as something to draw."""
    found = (_claim(entry, series, scene) for entry in standing_entries(series, scene))
    return [claim for claim in found if claim is not None]


def _claim(entry: Entry, series: Series, scene: Scene) -> chart_geometry.Claim | None:
    period, value = date_of(entry), figure(entry, series, scene)
    if isinstance(entry, Event) or period is None or value is None:
        return None
    language, derived = scene.language, scene.derived[series.id]
    kind, moment = language.word(f"kind.{kind_of(entry)}"), language.date(period, entry.label).text
    who = plain(opened((speaker(entry, scene, linked=False),)))
    said = f"{who}: {kind} {qualifier(entry, scene)} {value.text}, {moment}"
    tags = "".join(f", {tag.text}" for tag in tags_of(entry, series, scene))
    return chart_geometry.Claim(
        period=period,
        value=entry.value,
        shape=chart_geometry.Shape(shape_of(entry)),
        label=value.text,
        title=f"{said}{tags}".replace("  ", " "),
        rank=_rank(entry, derived.latest.anchors if derived.latest else (), derived.unmatched),
        final=isinstance(entry, Observation) and entry.status is Status.FINAL,
    )


def _rank(entry: Observation | Target, latest: Iterable[str], unmatched: Observation | None) -> int:
    """Which claims are labelled first: the latest, the unmatched, targets, then the rest."""
    if entry.anchor in latest:
        return 0
    if unmatched is not None and entry.anchor == unmatched.anchor:
        return 1
    return 2 if isinstance(entry, Target) else chart_geometry.OTHERS


def _description(series: Series, scene: Scene) -> StatedClaim:
    """The chart in words: what is drawn, the latest and the highest figure, what is not drawn."""
    language, derived = scene.language, scene.derived[series.id]
    standing = [one for one in standing_entries(series, scene) if not isinstance(one, Event)]
    drawn = [one for one in standing if date_of(one) is not None]
    said: list[Sentence] = [(_counted(drawn, scene),)]
    claims: list[Observation] = []
    if derived.latest is None:
        said.append(language.sentence("headline.nothing"))
    else:
        claims += derived.latest.observations
        key = "latest_counted" if has_uncounted_newer(series, derived) else "latest"
        date = language.date(derived.latest.period, claims[0].label)
        each = opened(stated_briefly(claims, series, scene))
        said.append(language.sentence(f"chart.{key}", date=date, claims=each))
    if (claim := derived.unmatched) is not None:
        claims.append(claim)
        key = f"headline.unmatched_{scene.indicator(series).direction}"
        one = language.sentence(
            "claim.line",
            who=opened((speaker(claim, scene, linked=False),)),
            amount=hedged(claim, series, scene),
            when=dated(claim, scene),
        )
        said.append(language.sentence(key, claim=one))
    if undated := len(standing) - len(drawn):
        said.append((language.plural("chart.undated", undated),))
    sentence = tuple(part for one in said for part in (" ", *one))[1:]
    return StatedClaim(claim_ids(series, claims), sentence)


def _counted(drawn: Sequence[Entry], scene: Scene) -> str:
    """What is drawn: `12 results (3 of them disputed) and 3 targets, from 2022 to 2025`."""
    language = scene.language
    shapes = [shape_of(one) for one in drawn]
    targets = shapes.count(chart_geometry.Shape.TARGET)
    disputed = shapes.count(chart_geometry.Shape.DISPUTED)
    results = language.plural("chart.results", len(shapes) - targets)
    if disputed:
        among = language.word("chart.disputed_among", count=language.number(disputed))
        results = f"{results} {among}"
    counted = [results, *([language.plural("chart.target_count", targets)] if targets else [])]
    years = sorted(year for one in drawn if (date := date_of(one)) for year in _years(date))
    counts = language.listing(counted)
    first, last = str(years[0]), str(years[-1])
    if first == last:
        return language.word("chart.description_one", counts=counts, date=first)
    return language.word("chart.description", counts=counts, first=first, last=last)


def _years(period: Period) -> tuple[int, int]:
    return period.first.year, period.last.year


def source_views(series: Series, scene: Scene) -> tuple[QuotedSource, ...]:
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


def _note(source: str, scene: Scene) -> Wording | None:
    note = scene.catalog.sources[source].note
    return scene.language.text(note) if note else None


def rate_view(series: Series, scene: Scene) -> StatedClaim | None:
    """The coverage rate: who said the latest figure, and of how many that is, according to whom."""
    rate, population = scene.derived[series.id].coverage_rate, series.population
    latest = scene.derived[series.id].latest
    if rate is None or population is None or latest is None:
        return None
    language, known = scene.language, population_at(population, latest.period)
    claims: list[Part] = []
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
        publishers=joined(tuple(links.values()), scene),
        population=either(low, high, scene),
        date=language.date(known[-1].date),
    )
    sentence = language.sentence(
        "rate.text",
        claims=tuple(claims[1:]),
        rate=computed(shares(rate, scene), latest.observations, scene),
        label=language.text(population.label),
        population=people,
    )
    return StatedClaim(claim_ids(series, latest.observations), sentence)


def rate_warning(series: Series, scene: Scene) -> str:
    """What a rate above 100 percent means; empty below."""
    rate = scene.derived[series.id].coverage_rate
    return scene.language.word("rate.above") if rate is not None and rate.high > 1 else ""


def _facts(series: Series, scene: Scene) -> Iterable[tuple[str, Wording]]:
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
