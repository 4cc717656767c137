"""The answer first: CONTRACT section 3's headline of a series, in its order."""

from __future__ import annotations

from dataclasses import dataclass

from terang.derive import Outlook, by_date
from terang.language import Figure, FigureLink, Link, Moment, Sentence
from terang.model import Direction, Observation, Series
from terang.views.entries import first_publisher, hedged, publishers, qualifier
from terang.views.scene import Scene


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One of several latest claims that differ."""

    figure: Sentence
    rest: Sentence


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target's value with what became of it, and who named it."""

    figure: Figure
    qualifier: str
    state: str
    state_word: str
    source: Sentence
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadlineView:
    """How many, when, who says so, was the target met, how certain."""

    title: str
    link: Link
    figure: Sentence
    """The latest figure with its qualifier; a range where claims differ; empty without any."""
    unit: str
    said: Sentence
    claims: tuple[ClaimLine, ...]
    targets_title: Sentence
    targets: tuple[TargetLine, ...]
    unmatched: Sentence
    stale: Sentence
    as_of: Sentence


def headline_view(series: Series, scene: Scene) -> HeadlineView:
    """The headline, each line empty where it has nothing to say."""
    language, derived = scene.language, scene.derived[series.id]
    indicator = scene.indicator(series)
    shown, said, claims = _latest(series, scene)
    due, outlooks = _newest_due(series, scene)
    return HeadlineView(
        title=scene.title(series),
        link=Link(language.word("headline.more"), scene.page(scene.series_path(series))),
        figure=shown,
        unit=language.unit(indicator) if shown else "",
        said=said,
        claims=claims,
        targets_title=language.sentence("headline.targets", due=due) if due else (),
        targets=tuple(_target_line(one, series, scene) for one in outlooks),
        unmatched=_unmatched(series, scene),
        stale=language.sentence("headline.stale", today=scene_today(scene))
        if derived.is_stale
        else (),
        as_of=language.sentence("series.as_of", today=scene_today(scene)),
    )


def scene_today(scene: Scene) -> Moment:
    """The day that every state is shown as of."""
    return scene.language.day(scene.catalog.today)


def _latest(series: Series, scene: Scene) -> tuple[Sentence, Sentence, tuple[ClaimLine, ...]]:
    """The latest counting claim; where several differ, their range and each of them."""
    language, latest = scene.language, scene.derived[series.id].latest
    if latest is None:
        return (), language.sentence("headline.nothing"), ()
    if latest.values.low == latest.values.high:
        claim = latest.observations[0]
        return hedged(claim, series, scene), _said(claim, "latest", series, scene), ()
    ends = (latest.values.low, latest.values.high)
    low, high = (language.figures_of(scene.indicator(series), end) for end in ends)
    claims = tuple(
        ClaimLine(hedged(one, series, scene), _said(one, "latest", series, scene))
        for one in latest.observations
    )
    shown = language.sentence("headline.range", low=low, high=high)
    return shown, language.sentence("headline.disagree"), claims


def _said(claim: Observation, key: str, series: Series, scene: Scene) -> Sentence:
    language = scene.language
    values = {
        "when": language.when(claim.date, claim.label),
        "publisher": publishers(claim, scene),
        "figure": hedged(claim, series, scene),
    }
    if claim.by is None:
        return language.sentence(f"headline.{key}_source", **values)
    return language.sentence(f"headline.{key}_by_source", by=language.text(claim.by), **values)


def _newest_due(series: Series, scene: Scene) -> tuple[Moment | None, list[Outlook]]:
    """The targets of the newest due date that is over, else of the next."""
    derived = scene.derived[series.id]
    groups = by_date((one.target for one in derived.outlooks), lambda target: target.due)
    over = [group for group in groups if group[0].last < derived.as_of]
    chosen = over[-1:] or groups[:1]
    if not chosen:
        return None, []
    anchors = [target.anchor for target in chosen[0][1]]
    outlooks = [one for one in derived.outlooks if one.target.anchor in anchors]
    return scene.language.date(chosen[0][0]), outlooks


def _target_line(outlook: Outlook, series: Series, scene: Scene) -> TargetLine:
    language, target = scene.language, outlook.target
    return TargetLine(
        figure=language.figures_of(scene.indicator(series), target.value),
        qualifier=qualifier(target, scene),
        state=outlook.state,
        state_word=language.word(f"state.{outlook.state}"),
        source=language.sentence("headline.by_source", publisher=first_publisher(target, scene)),
        href=scene.entry_href(series, target.anchor),
    )


def _unmatched(series: Series, scene: Scene) -> Sentence:
    derived, indicator = scene.derived[series.id], scene.indicator(series)
    claim = derived.unmatched
    if claim is None or indicator.direction is Direction.NONE:
        return ()
    value = scene.language.figures_of(indicator, claim.value)
    href = scene.entry_href(series, claim.anchor)
    return scene.language.sentence(
        f"headline.unmatched_{indicator.direction}",
        date=scene.language.date(claim.date, claim.label),
        value=FigureLink(value.value, value.text, href),
    )
