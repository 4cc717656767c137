"""The answer first: CONTRACT section 3's headline of a series, in its order."""

from __future__ import annotations

from dataclasses import dataclass

from terang.derivation.derive import Derived
from terang.derivation.states import by_date
from terang.derivation.targets import Outlook
from terang.i18n.formatter import FigureText, Moment, Sentence, TextLink
from terang.model.catalog import Series
from terang.model.entries import Observation
from terang.views.attribution import (
    according,
    attribution,
    claim_id,
    claim_ids,
    opened,
    speakers,
    together,
)
from terang.views.claims import StatedClaim, dated, hedged_text, qualifier
from terang.views.page_context import PageContext
from terang.views.target_words import unmatched_sentence


@dataclass(frozen=True, slots=True)
class HeadlineClaim:
    """One of several latest claims that differ: who says so, and the value."""

    id: str
    who: Sentence
    figure: Sentence


@dataclass(frozen=True, slots=True)
class TargetLine:
    """Who named a target, its value, and what became of it."""

    id: str
    who: Sentence
    figure: FigureText
    qualifier: str
    state: str
    state_word: str
    href: str


@dataclass(frozen=True, slots=True)
class LatestView:
    """The latest counting claims: who says so, how many, for which day."""

    ids: str = ""
    """Their names; empty where nothing counts, and then only `said` is there."""
    according: Sentence = ()
    who: Sentence = ()
    """The same in a cell of a table."""
    figure: Sentence = ()
    """With its qualifier; a range where claims differ."""
    said: Sentence = ()
    """For which day; where claims differ, that they do."""
    claims: tuple[HeadlineClaim, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadlineView:
    """Who says so, how many, when, was the target met, how certain."""

    title: str
    link: TextLink
    latest: LatestView
    unit: str
    targets_title: Sentence
    targets: tuple[TargetLine, ...]
    unmatched: StatedClaim | None
    stale: Sentence
    as_of: Sentence


def headline_view(series: Series, scene: PageContext) -> HeadlineView:
    """The headline, each line empty where it has nothing to say."""
    language, derived = scene.language, scene.derived[series.id]
    latest = _latest(series, scene)
    due, outlooks = _newest_due(series, scene)
    targets = language.counted("headline.targets", len(outlooks))
    return HeadlineView(
        title=scene.title(series),
        link=TextLink(language.word("headline.more"), scene.page(scene.series_path(series))),
        latest=latest,
        unit=language.unit(scene.indicator(series)) if latest.figure else "",
        targets_title=language.sentence(targets, due=due) if due else (),
        targets=tuple(_target_line(one, series, scene) for one in outlooks),
        unmatched=unmatched_sentence(series, scene),
        stale=_stale(series, derived, scene),
        as_of=language.sentence("series.as_of", today=context_today(scene)),
    )


def headline_sentence(view: HeadlineView) -> Sentence:
    """Return the latest figure as running text: `Menurut wali kota: 98.000 orang, untuk 2025`."""
    latest = view.latest
    if not latest.figure:
        return latest.said
    unit = f" {view.unit}" if view.unit else ""
    if not latest.claims:
        return (*latest.according, ": ", *latest.figure, unit, ", ", *latest.said, ".")
    sentence: Sentence = latest.said
    for number, one in enumerate(latest.claims):
        sentence += ("; " if number else " ", *one.who, ": ", *one.figure)
    return (*sentence, unit, ".")


def context_today(scene: PageContext) -> Moment:
    """The day that every state is shown as of."""
    return scene.language.day(scene.catalog.today)


def has_uncounted_newer(series: Series, derived: Derived) -> bool:
    """Return whether a figure newer than the latest one stands that no calculation uses."""
    latest = derived.latest
    return latest is not None and any(
        one.withdrawn is None and one.date > latest.period for one in series.observations
    )


def _stale(series: Series, derived: Derived, scene: PageContext) -> Sentence:
    """That no newer figure was found, or only such as do not count."""
    if not derived.is_stale:
        return ()
    key = "stale_uncounted" if has_uncounted_newer(series, derived) else "stale"
    return scene.language.sentence(f"headline.{key}", today=context_today(scene))


def _latest(series: Series, scene: PageContext) -> LatestView:
    """The latest counting claim; where several differ, their range and each of them."""
    language, latest = scene.language, scene.derived[series.id].latest
    if latest is None:
        return LatestView(said=language.sentence("headline.nothing"))
    claim, *_ = latest.observations
    when = dated(claim, scene)
    if latest.values.low == latest.values.high:
        return LatestView(
            ids=claim_id(series, claim.anchor),
            according=according(claim, scene),
            who=attribution(claim, scene),
            figure=hedged_text(claim, series, scene),
            said=when,
        )
    ends = (latest.values.low, latest.values.high)
    low, high = (language.figures_of(scene.indicator(series), end) for end in ends)
    return LatestView(
        ids=claim_ids(series, latest.observations),
        according=together(latest.observations, scene),
        who=speakers(latest.observations, scene),
        figure=language.sentence("headline.range", low=low, high=high),
        said=language.sentence("headline.disagree", when=when),
        claims=tuple(_claim_line(one, series, scene) for one in latest.observations),
    )


def _claim_line(claim: Observation, series: Series, scene: PageContext) -> HeadlineClaim:
    who = opened(attribution(claim, scene))
    return HeadlineClaim(claim_id(series, claim.anchor), who, hedged_text(claim, series, scene))


def _newest_due(series: Series, scene: PageContext) -> tuple[Moment | None, list[Outlook]]:
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


def _target_line(outlook: Outlook, series: Series, scene: PageContext) -> TargetLine:
    language, target = scene.language, outlook.target
    return TargetLine(
        id=claim_id(series, target.anchor),
        who=opened(attribution(target, scene, brief=True)),
        figure=language.figures_of(scene.indicator(series), target.value),
        qualifier=qualifier(target, scene),
        state=outlook.state,
        state_word=language.word(f"state.{outlook.state}"),
        href=scene.entry_href(series, target.anchor),
    )
