"""The answers of the home page: how many, was the target reached, can it be trusted.

A citizen asks these first. Everything else is on the page of the series, to which each leads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from terang.derivation.targets import Outlook
from terang.i18n.formatter import Sentence, TextLink
from terang.model.catalog import Series
from terang.model.entries import Observation
from terang.views.attribution import speaker, speakers
from terang.views.chart import ChartView, framed_chart_view
from terang.views.chart_geometry import ChartFrame
from terang.views.claim_sentences import StatedClaim, claim_ids
from terang.views.derived_figures import value_range, with_about
from terang.views.headline import (
    LatestView,
    TargetLine,
    alongside_claims,
    headline_view,
    newest_due,
    today_moment,
)
from terang.views.list_pages import ListPages
from terang.views.page_context import PageContext
from terang.views.reliability import ReliabilityView, reliability_view
from terang.views.sentence_parts import capitalized
from terang.views.target_distances import TargetMeasure, brief_measures
from terang.views.target_list import TARGETS, every_target

CHART_HEIGHT = 160
"""The height of the home page's chart in pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestAnswer:
    """The latest figure, who said so, and what was reported alongside."""

    latest: LatestView
    unit: str
    href: str
    """The address of the claim on the page of the series; that of the page without a claim."""
    alongside: StatedClaim | None
    alongside_who: Sentence
    page: TextLink
    """The page of the series: who said what, who disagrees, the data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTarget:
    """A target with the office that set it, without the publishers who say so."""

    who: Sentence
    line: TargetLine
    measures: tuple[TargetMeasure, ...]
    """At the deadline, once it is over, and now; shorter than those of the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetAnswer:
    """Was it reached: the targets of the newest deadline, and how many of all were reached."""

    title: Sentence
    targets: tuple[SetTarget, ...]
    counts: TextLink | None
    """The numbers of targets that were reached and missed, as a link to all; None without any."""
    chart: ChartView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustAnswer:
    """Can it be trusted: the sources, whether they agree, the age, the day of the last build."""

    reliability: ReliabilityView
    built: Sentence
    day: str
    """The day as of which the page holds: `2026-07-01`."""
    unbuilt: Sentence
    """The line that a page shows by itself when it was not built again for days."""


def latest_answer(series: Series | None = None, *, context: PageContext) -> LatestAnswer:
    """Return the home page's answer to how many: the latest figure of a series."""
    series = series or context.cached_for_language(
        "first-series", lambda: ListPages(context.catalog).first_series
    )
    if series is None:
        return _no_figure(context)
    language, derived = context.language, context.derived[series.id]
    headline = headline_view(series, context)
    page = context.page_href(context.series_path(series))
    latest = derived.latest
    others = alongside_claims(derived.alongside) if derived.alongside else []
    return LatestAnswer(
        latest=headline.latest,
        unit=headline.unit,
        href=context.entry_href(series, latest.observations[0].anchor) if latest else page,
        alongside=_alongside(others, series, context),
        alongside_who=speakers(others, context),
        page=TextLink(language.word("home.page"), page),
    )


def _no_figure(context: PageContext) -> LatestAnswer:
    """Return what stands on the home page of a site that has no series yet."""
    word, page = context.language.word, context.page_href("coverage/")
    return LatestAnswer(
        latest=LatestView(said=(word("page.coverage_empty"),)),
        unit="",
        href=page,
        alongside=None,
        alongside_who=(),
        page=TextLink(word("page.coverage_title"), page),
    )


def _alongside(
    claims: Sequence[Observation], series: Series, context: PageContext
) -> StatedClaim | None:
    """Return the range of the other reports of the same time."""
    alongside = context.derived[series.id].alongside
    if alongside is None:
        return None
    figures = with_about(value_range(alongside.span, series, context), claims, context)
    sentence = context.language.sentence("home.alongside", figures=figures)
    return StatedClaim(claim_ids(series, claims), sentence)


def target_answer(series: Series, context: PageContext) -> TargetAnswer:
    """Return the home page's answer to whether the targets of a series were reached."""
    headline = headline_view(series, context)
    _, outlooks = newest_due(series, context)
    return TargetAnswer(
        title=headline.targets_title,
        targets=tuple(
            _set_target(outlook, line, series, context)
            for outlook, line in zip(outlooks, headline.targets, strict=True)
        ),
        counts=_counts(context),
        chart=context.cached_for_language(
            f"{series.id}/small-chart", lambda: _small_chart(series, context)
        ),
    )


def _set_target(
    outlook: Outlook, line: TargetLine, series: Series, context: PageContext
) -> SetTarget:
    return SetTarget(
        who=capitalized((speaker(outlook.target, context),)),
        line=line,
        measures=brief_measures(outlook, series, context),
    )


def _counts(context: PageContext) -> TextLink | None:
    """Return how many targets of the whole record were reached and missed."""
    language = context.language
    groups = Counter(target.group for target in every_target(context))
    if not groups:
        return None
    text = language.word(
        "home.counts",
        all=language.number(groups.total()),
        met=language.number(groups["met"]),
        unmet=language.number(groups["missed"]),
    )
    return TextLink(text, context.page_href(TARGETS))


def _small_chart(series: Series, context: PageContext) -> ChartView | None:
    """Return the chart of a series, lower than on its page and with few labels."""
    today = context.catalog.today
    frame = ChartFrame(today, today, CHART_HEIGHT)
    return framed_chart_view(series, context, frame)


def trust_answer(series: Series, context: PageContext) -> TrustAnswer:
    """Return the home page's answer to how far the figures of a series can be trusted."""
    today = today_moment(context)
    return TrustAnswer(
        reliability=reliability_view(series, context),
        built=context.language.sentence("home.built", today=today),
        day=today.machine,
        unbuilt=context.language.sentence("shell.unbuilt", today=today),
    )
