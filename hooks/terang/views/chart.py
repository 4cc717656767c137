"""The chart of a series: its claims as marks, its texts and its description in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from terang.derivation.added_up import AddedUp
from terang.derivation.derive import Derived
from terang.derivation.series_claims import counted_period
from terang.i18n.formatter import Sentence, plain_text
from terang.model.catalog import Series
from terang.model.definitions import Measure
from terang.model.entries import Entry, Event, Observation, Status, Target
from terang.model.period import Period
from terang.model.quantity import ends_of
from terang.views import chart_geometry
from terang.views.attribution import beginning_speaker, publisher_links
from terang.views.claim_sentences import (
    StatedClaim,
    brief_claims,
    briefly_hedged_text,
    claim_ids,
    date_phrase,
    figure_text,
    hedged_text,
    qualifier_word,
    since_january,
)
from terang.views.derived_figures import sum_sentence, value_range
from terang.views.entry_properties import entry_date, entry_kind, mark_shape
from terang.views.entry_view import entry_tags
from terang.views.page_context import PageContext
from terang.views.sentence_parts import capitalized, closed
from terang.views.timeline import standing_entries


@dataclass(frozen=True, slots=True)
class ChartView:
    """The geometry of a chart with its texts."""

    chart: chart_geometry.Chart
    dom_id: str
    title: str
    description: str
    said: Sentence
    """The description as a sentence of figures and speakers."""
    claims: str
    """The names of the claims that the description states."""
    caption: Sentence
    """The number of claims that are drawn and that are not: it states no figure."""
    shapes: tuple[tuple[str, str], ...]
    today: str
    note: str


def is_drawable(series: Series) -> bool:
    """Return whether the series has a claim that a chart can show: a claim with a date."""
    claims = (entry for entry in series.entries if not isinstance(entry, Event))
    return any(claim.withdrawn is None and entry_date(claim) is not None for claim in claims)


def chart_view(series: Series, context: PageContext) -> ChartView | None:
    """Return the chart of a series, the same on every page; None if no claim has a date."""
    return context.cached_for_language(series.id, lambda: framed_chart_view(series, context))


def framed_chart_view(
    series: Series, context: PageContext, frame: chart_geometry.ChartFrame | None = None
) -> ChartView | None:
    """Return the chart of a series over days and values of `frame`, which other charts share."""
    language, derived = context.language, context.derived[series.id]
    indicator = context.indicator(series)
    claims = drawn_claims(series, context)

    def axis_figures(steps: Sequence[Fraction]) -> Sequence[str]:
        name = f"(axis)/{indicator.id}/{len(steps)}/{steps[0]}/{steps[-1]}"
        return context.cached_for_language(
            name, lambda: language.axis_figures(indicator.unit, steps, indicator.decimals)
        )

    axis_words = chart_geometry.AxisWords(axis_figures, language.unit_word(indicator.unit))
    breaks = _breaks(series, context)
    drawn = chart_geometry.chart(claims, derived.as_of, axis_words, frame, breaks)
    if drawn is None:
        return None
    parts = context.cached_for_language(
        f"{series.id}/caption", lambda: _parts_of_caption(series, context)
    )
    said = context.cached_for_language(
        f"{series.id}/words", lambda: _description(parts, series, context)
    )
    shapes = {claim.shape for claim in claims}
    if any(mark.is_span and mark.shape in chart_geometry.CLAIMED for mark in drawn.marks):
        shapes.add(chart_geometry.MarkShape.SPAN)
    if drawn.breaks:
        shapes.add(chart_geometry.MarkShape.BREAK)
    results = [claim for claim in claims if claim.shape in chart_geometry.CLAIMED]
    return ChartView(
        chart=drawn,
        dom_id=f"_{series.id}-chart",
        title=language.word("chart.title", title=context.title(series)),
        description=plain_text(said.sentence),
        said=said.sentence,
        claims=said.claim,
        caption=_joined(parts),
        shapes=tuple(
            (shape, language.word(f"chart.{shape}"))
            for shape in chart_geometry.MarkShape
            if shape in shapes
        ),
        today=language.word("chart.today"),
        note="" if drawn.lines or len(results) < 2 else language.word("chart.points"),  # noqa: PLR2004
    )


def drawn_claims(series: Series, context: PageContext) -> Sequence[chart_geometry.ChartClaim]:
    """Return the claims of a series as its chart shows them by marks."""
    return context.cached_for_language(f"{series.id}/claims", lambda: _claims(series, context))


def _claims(series: Series, context: PageContext) -> Sequence[chart_geometry.ChartClaim]:
    """Return the observations, the targets with a due date and the added-up totals, to draw."""
    claims = (_claim(entry, series, context) for entry in standing_entries(series, context))
    sums = (_sum(total, series, context) for total in context.derived[series.id].added_up)
    return [claim for claim in (*claims, *sums) if claim is not None]


def drawn_spans(
    series: Series, context: PageContext
) -> Iterator[tuple[Period, Decimal | Fraction, Decimal | Fraction]]:
    """Yield period, low and high value of each claim that `drawn_claims` returns, without texts."""
    for entry in standing_entries(series, context):
        date = entry_date(entry)
        if not isinstance(entry, Event) and date is not None:
            yield (_drawn_period(entry, date, series, context), *ends_of(entry.value))
    for total in context.derived[series.id].added_up:
        if ends := _ends(total):
            yield total.date, ends[0], ends[-1]


def _drawn_period(
    entry: Observation | Target, date: Period, series: Series, context: PageContext
) -> Period:
    if isinstance(entry, Target):
        return date
    return counted_period(date, context.indicator(series))


def _ends(total: AddedUp) -> list[Fraction]:
    return [end for end in (total.span.low, total.span.high) if end is not None]


def _sum(total: AddedUp, series: Series, context: PageContext) -> chart_geometry.ChartClaim | None:
    """Return an added-up total as a mark of its own kind, which leads to its sentence."""
    ends = _ends(total)
    if not ends:
        return None
    is_year = total.date in {figure.date for figure in context.derived[series.id].by_year.values()}
    return chart_geometry.ChartClaim(
        period=total.date,
        low=ends[0],
        high=ends[-1],
        shape=chart_geometry.MarkShape.SUM,
        label=plain_text(value_range(total.span, series, context)),
        title=plain_text(sum_sentence(total, series, context).sentence),
        rank=chart_geometry.RIVALS,
        anchor="_years" if is_year else "_targets",
    )


def _claim(entry: Entry, series: Series, context: PageContext) -> chart_geometry.ChartClaim | None:
    period, value = entry_date(entry), figure_text(entry, series, context)
    if isinstance(entry, Event) or period is None or value is None:
        return None
    language, derived = context.language, context.derived[series.id]
    kind, moment = (
        language.word(f"kind.{entry_kind(entry)}"),
        language.date(period, entry.label).text,
    )
    who = plain_text(beginning_speaker(entry, context))
    said = f"{who}: {kind} {qualifier_word(entry, context)} {value.text}, {moment}"
    if since := since_january(entry, series, context):
        said = f"{said}, {since}"
    tags = "".join(f", {tag.text}" for tag in entry_tags(entry, series, context))
    low, high = ends_of(entry.value)
    life, replaced_by = _life_of(entry, derived) if isinstance(entry, Target) else (None, "")
    is_cumulative = context.indicator(series).measure is Measure.CUMULATIVE
    return chart_geometry.ChartClaim(
        period=_drawn_period(entry, period, series, context),
        low=low,
        high=high,
        shape=chart_geometry.MarkShape(mark_shape(entry)),
        label=plain_text(hedged_text(entry, series, context)),
        title=f"{said}{tags}".replace("  ", " "),
        rank=_rank(entry, derived),
        # A year's last amount and the next one's first are no trend.
        final=isinstance(entry, Observation) and entry.status is Status.FINAL and not is_cumulative,
        anchor=entry.anchor,
        life=life,
        replaced_by=replaced_by,
        brief=plain_text(briefly_hedged_text(entry, series, context)),
    )


def _rank(entry: Observation | Target, derived: Derived) -> int:
    """Return the rank for a label: the latest, the unmatched claim, targets, rivals, the rest."""
    if derived.latest is not None and entry.anchor in derived.latest.anchors:
        return 0
    if derived.unmatched is not None and entry.anchor == derived.unmatched.anchor:
        return 1
    if isinstance(entry, Target):
        return 2
    is_rival = entry.status is Status.DISPUTED or derived.disagreeing(entry.anchor)
    return chart_geometry.RIVALS if is_rival else chart_geometry.OTHERS


def _life_of(target: Target, derived: Derived) -> tuple[tuple[dt.date, dt.date] | None, str]:
    """Return the days on which a target holds, and what replaces it before its deadline.

    A target for an amount holds over the time of that amount.
    """
    outlook = derived.outlook(target.anchor)
    if outlook is None or target.due is None:
        return None, ""
    last = target.due.last
    first = target.due.first if outlook.is_flow else outlook.claim.announcement_day
    if first is None or first >= last:
        return None, ""
    successor = derived.outlook(outlook.replaced_by) if outlook.replaced_by else None
    if successor is not None and not outlook.is_flow and successor.target.due is not None:
        end = successor.claim.announcement_day
        if end is not None and first < end < last:
            return (first, end), successor.anchor
    return (first, last), ""


def _description(caption: Sequence[Sentence], series: Series, context: PageContext) -> StatedClaim:
    """Return the chart in words: its claims, latest, unmatched, the newest sum, the rest."""
    language, derived = context.language, context.derived[series.id]
    counted, *others = caption
    said: list[Sentence] = [counted]
    claims: list[Observation] = []
    if derived.latest is None:
        said.append(language.sentence("headline.nothing"))
    else:
        claims += derived.latest.observations
        key = "latest_counted" if derived.has_uncounted_newer else "latest"
        date: Sentence = (language.date(derived.latest.period, claims[0].label),)
        if since_january(claims[0], series, context):
            date = language.sentence("claim.counted_since_january", when=date)
        each = capitalized(brief_claims(claims, series, context))
        said.append(language.sentence(f"chart.{key}", date=date, claims=each))
    if (unmatched := derived.unmatched) is not None and (claim := unmatched.entry) is not None:
        claims.append(claim)
        key = f"headline.unmatched_{context.indicator(series).direction}"
        line = language.sentence(
            "claim.line",
            who=beginning_speaker(claim, context),
            amount=hedged_text(claim, series, context),
            when=date_phrase(claim, series, context),
        )
        said.append(language.sentence(key, claim=line))
    names = claim_ids(series, claims).split()
    if derived.added_up:
        newest = sum_sentence(derived.added_up[-1], series, context)
        names += newest.claim.split()
        said.append(newest.sentence)
    return StatedClaim(" ".join(dict.fromkeys(names)), _joined([*said, *others]))


def _parts_of_caption(series: Series, context: PageContext) -> list[Sentence]:
    """Return what is drawn and what is not: numbers of claims, sums, targets left out; breaks."""
    standing = [
        claim for claim in standing_entries(series, context) if not isinstance(claim, Event)
    ]
    drawn = [claim for claim in standing if entry_date(claim) is not None]
    parts: list[Sentence] = [(_counted(drawn, context),)]
    if sums := len(context.derived[series.id].added_up):
        parts.append((context.language.plural("chart.sums", sums),))
    if undated := len(standing) - len(drawn):
        parts.append((context.language.plural("chart.undated", undated),))
    return [*parts, *_breaks_in_words(series, context)]


def _joined(sentences: Iterable[Sentence]) -> Sentence:
    """Return sentences as running text."""
    return tuple(part for sentence in sentences for part in (" ", *sentence))[1:]


def _breaks(series: Series, context: PageContext) -> list[chart_geometry.ChartBreak]:
    """Return the breaks of a series with their days and reasons."""
    language = context.language
    return [
        chart_geometry.ChartBreak(
            day=change.date.first,
            title=f"{language.date(change.date).text}: {language.text(change.reason)}",
        )
        for change in context.catalog.breaks_of(series)
    ]


def _breaks_in_words(series: Series, context: PageContext) -> Iterator[Sentence]:
    """Yield each break with its reason and its sources, without links."""
    language = context.language
    for change in context.catalog.breaks_of(series):
        yield language.sentence(
            "chart.break_on",
            date=language.date(change.date),
            reason=closed((language.text(change.reason),)),
            publishers=plain_text(publisher_links(change.sources, context)),
        )


def _counted(drawn: Sequence[Entry], context: PageContext) -> str:
    """Return `12 results (3 of them disputed) and 3 targets, from 2022 to 2025`."""
    language = context.language
    shapes = [mark_shape(claim) for claim in drawn]
    targets = shapes.count(chart_geometry.MarkShape.TARGET)
    disputed = shapes.count(chart_geometry.MarkShape.DISPUTED)
    results = language.plural("chart.results", len(shapes) - targets)
    if disputed:
        among = language.word("chart.disputed_among", count=language.number(disputed))
        results = f"{results} {among}"
    counted = [results, *([language.plural("chart.target_count", targets)] if targets else [])]
    dates = [date for claim in drawn if (date := entry_date(claim))]
    counts = language.listing(counted)
    first = str(min(date.first.year for date in dates))
    last = str(max(date.last.year for date in dates))
    if first == last:
        return language.word("chart.description_one", counts=counts, date=first)
    return language.word("chart.description", counts=counts, first=first, last=last)
