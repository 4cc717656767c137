"""The headline of a series: latest figure, due targets, unmatched claim, freshness, the day.

The order of its lines is set in docs/contract.md#headline.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from terang.derivation.counting import Alongside, group_by_date
from terang.derivation.derive import Derived
from terang.derivation.freshness import next_figure_day
from terang.derivation.targets import Outlook
from terang.i18n.formatter import FigureText, Moment, Sentence, TextLink, plain_text
from terang.model.catalog import Series
from terang.model.entries import Observation
from terang.model.period import Period
from terang.views.attribution import according_to, according_to_all, attribution, speakers
from terang.views.claim_sentences import (
    StatedClaim,
    claim_id,
    claim_ids,
    claim_sentence,
    date_phrase,
    hedged_text,
    qualifier_word,
    stated_claim,
)
from terang.views.derived_figures import value_range, with_about
from terang.views.page_context import PageContext
from terang.views.reply_view import reply_name
from terang.views.sentence_parts import capitalized
from terang.views.target_distances import TargetMeasure, target_measures
from terang.views.target_sentences import state_word


@dataclass(frozen=True, slots=True)
class HeadlineClaim:
    """A claim among latest claims that differ: its speaker and its value."""

    id: str
    who: Sentence
    figure: Sentence


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target: its speaker, its value and its state."""

    id: str
    who: Sentence
    figure: FigureText
    qualifier: str
    state: str
    state_word: str
    measures: tuple[TargetMeasure, ...]
    """At the deadline, once it is over, and now."""
    other_states: str
    """A statement that claims which do not count would give another state; empty if none would."""
    href: str


@dataclass(frozen=True, slots=True)
class LatestView:
    """The latest claims that count: their speakers, their value and their date."""

    ids: str = ""
    """Their names; empty if no claim counts, and then all but `said` is empty."""
    according: Sentence = ()
    who: Sentence = ()
    """The speakers, for a cell of a table."""
    figure: Sentence = ()
    """The value with its qualifier; a range if the claims differ."""
    when: Sentence = ()
    said: Sentence = ()
    """The date, and a statement that the claims differ if they do."""
    claims: tuple[HeadlineClaim, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadlineView:
    """The headline: each line is empty if there is nothing to say."""

    title: str
    link: TextLink
    latest: LatestView
    unit: str
    targets_title: Sentence
    targets: tuple[TargetLine, ...]
    unmatched: StatedClaim | None
    replies: tuple[TextLink, ...]
    """Links to the replies to the claims that it states."""
    alongside: StatedClaim | None
    """The other reports of the same time as the latest."""
    stale: Sentence
    expected: Sentence
    """The day by which the next figure is expected, where a frequency is known."""
    as_of: Sentence
    day: str
    """The day as of which the headline holds: `2026-07-01`."""
    unbuilt: Sentence
    """The line that a page shows by itself when it was not built again for days."""


def headline_view(series: Series, context: PageContext) -> HeadlineView:
    """Return the headline of a series."""
    language, derived = context.language, context.derived[series.id]
    latest = latest_view(series, context)
    due, outlooks = newest_due(series, context)
    targets = language.counted("headline.targets", len(outlooks))
    return HeadlineView(
        title=context.title(series),
        link=TextLink(
            language.word("headline.more"), context.page_href(context.series_path(series))
        ),
        latest=latest,
        unit=_unit(latest, series, context),
        targets_title=language.sentence(targets, due=due) if due else (),
        targets=tuple(target_line(outlook, series, context) for outlook in outlooks),
        unmatched=_unmatched_sentence(series, context),
        replies=tuple(_replies(_stated_anchors(derived, outlooks), series, context)),
        alongside=_alongside(series, derived, context),
        stale=_stale(derived, context),
        expected=_expected(series, derived, context),
        as_of=language.sentence("series.as_of", today=today_moment(context)),
        day=today_moment(context).machine,
        unbuilt=language.sentence("shell.unbuilt", today=today_moment(context)),
    )


def headline_sentence(view: HeadlineView) -> Sentence:
    """Return the headline's latest figure as text: `Menurut wali kota: 98.000, untuk 2025`."""
    return _latest_in_words(view.latest, view.unit)


def latest_sentence(series: Series, context: PageContext) -> Sentence:
    """Return the same without a headline; empty if no figure counts."""
    latest = latest_view(series, context)
    return _latest_in_words(latest, _unit(latest, series, context)) if latest.figure else ()


def _unit(latest: LatestView, series: Series, context: PageContext) -> str:
    return context.language.unit(context.indicator(series)) if latest.figure else ""


def _latest_in_words(latest: LatestView, unit: str) -> Sentence:
    if not latest.figure:
        return latest.said
    unit = f" {unit}" if unit else ""
    if not latest.claims:
        return (*latest.according, ": ", *latest.figure, unit, ", ", *latest.said, ".")
    sentence: Sentence = latest.said
    for number, claim in enumerate(latest.claims):
        sentence += ("; " if number else " ", *claim.who, ": ", *claim.figure)
    return (*sentence, unit, ".")


def today_moment(context: PageContext) -> Moment:
    """Return the day as of which a headline states everything."""
    return context.language.day(context.catalog.today)


def _alongside(series: Series, derived: Derived, context: PageContext) -> StatedClaim | None:
    """Return the range of the other reports of the same time as the latest."""
    alongside = derived.alongside
    if alongside is None:
        return None
    claims = alongside_claims(alongside)
    sentence = context.language.sentence(
        "headline.alongside",
        who=speakers(claims, context),
        figures=with_about(value_range(alongside.span, series, context), claims, context),
    )
    return StatedClaim(claim_ids(series, claims), capitalized(sentence))


def alongside_claims(alongside: Alongside) -> list[Observation]:
    """Return the headline's other claims of the same time as its latest figure."""
    return [claim for date in alongside.dates for claim in date.observations]


def _stale(derived: Derived, context: PageContext) -> Sentence:
    """Return the line that no newer figure was found, or only figures that do not count."""
    if not derived.is_stale:
        return ()
    key = "stale_uncounted" if derived.has_uncounted_newer else "stale"
    return context.language.sentence(f"headline.{key}", today=today_moment(context))


def _expected(series: Series, derived: Derived, context: PageContext) -> Sentence:
    """Return the line on the day by which the next figure is expected, also when it is over."""
    frequency = context.indicator(series).frequency
    day = next_figure_day(derived.latest, frequency)
    if day is None:
        return ()
    key = "expected_over" if day < context.catalog.today else "expected"
    return context.language.sentence(f"headline.{key}", date=context.language.day(day))


def latest_view(series: Series, context: PageContext) -> LatestView:
    """Return the headline's latest figure; if several claims differ, their range and each claim."""
    language, latest = context.language, context.derived[series.id].latest
    if latest is None:
        return LatestView(said=language.sentence("headline.nothing"))
    claim, *_ = latest.observations
    when = date_phrase(claim, series, context)
    if len({claim.quantity.stated for claim in latest.claims}) == 1:
        return LatestView(
            ids=claim_id(series, claim.anchor),
            according=according_to(claim, context),
            who=attribution(claim, context),
            figure=hedged_text(claim, series, context),
            when=when,
            said=when,
        )
    return LatestView(
        ids=claim_ids(series, latest.observations),
        according=according_to_all(latest.observations, context),
        who=speakers(latest.observations, context),
        figure=value_range(latest.span, series, context),
        when=when,
        said=language.sentence("headline.disagree", when=when),
        claims=tuple(
            _claim_line(observation, series, context) for observation in latest.observations
        ),
    )


def _claim_line(claim: Observation, series: Series, context: PageContext) -> HeadlineClaim:
    who = capitalized(attribution(claim, context))
    return HeadlineClaim(claim_id(series, claim.anchor), who, hedged_text(claim, series, context))


def newest_due(series: Series, context: PageContext) -> tuple[Moment | None, list[Outlook]]:
    """Return the headline's due targets: of the last due date that is over, or else of the next."""
    due, outlooks = newest_outlooks(context.derived[series.id])
    return (context.language.date(due) if due else None), outlooks


def newest_outlooks(derived: Derived) -> tuple[Period | None, list[Outlook]]:
    """Return the due date of the headline's targets, and these targets."""
    groups = group_by_date(
        (outlook.target for outlook in derived.outlooks), lambda target: target.due
    )
    over = [group for group in groups if group[0].last < derived.as_of]
    chosen = over[-1:] or groups[:1]
    if not chosen:
        return None, []
    anchors = [target.anchor for target in chosen[0][1]]
    outlooks = [outlook for outlook in derived.outlooks if outlook.target.anchor in anchors]
    return chosen[0][0], outlooks


def target_line(outlook: Outlook, series: Series, context: PageContext) -> TargetLine:
    """Return a target of the headline with its state and how far it was reached."""
    language, target = context.language, outlook.target
    return TargetLine(
        id=claim_id(series, target.anchor),
        who=capitalized(attribution(target, context, brief=True)),
        figure=language.figures_of(context.indicator(series), target.value),
        qualifier=qualifier_word(target, context),
        state=outlook.state,
        state_word=state_word(outlook, context),
        measures=target_measures(outlook, series, context),
        other_states=language.word("headline.other_states") if outlook.other_states else "",
        href=context.entry_href(series, target.anchor),
    )


def _stated_anchors(derived: Derived, outlooks: Iterable[Outlook]) -> list[str]:
    """Return the anchors of the claims that the headline states, each once."""
    dates = [derived.latest] if derived.latest else []
    dates += derived.alongside.dates if derived.alongside else ()
    anchors = [anchor for date in dates for anchor in date.anchors]
    anchors += [outlook.anchor for outlook in outlooks]
    anchors += [derived.unmatched.anchor] if derived.unmatched else []
    return list(dict.fromkeys(anchors))


def _replies(anchors: Iterable[str], series: Series, context: PageContext) -> Iterator[TextLink]:
    """Yield a link to each reply that stands to one of these entries."""
    for anchor in anchors:
        for reply in series.replies_to(anchor):
            if reply.withdrawn is None:
                name = plain_text(reply_name(reply, context))
                yield TextLink(name, context.entry_href(series, reply.anchor))


def _unmatched_sentence(series: Series, context: PageContext) -> StatedClaim | None:
    """Return the unmatched claim and the statement that no later report reaches it."""
    unmatched, indicator = context.derived[series.id].unmatched, context.indicator(series)
    claim = unmatched.entry if unmatched else None
    if claim is None:
        return None
    sentence = context.language.sentence(
        f"headline.unmatched_{indicator.direction}",
        claim=claim_sentence(claim, series, context, is_linked=True),
    )
    return stated_claim(claim, series, sentence)
