"""The page's part on the record as it was: latest figure of each day, and where to ask more."""

from __future__ import annotations

from dataclasses import dataclass

from terang.derivation.latest_history import PastLatest, latest_history
from terang.i18n.formatter import Sentence, TextLink
from terang.model.catalog import Series
from terang.views.attribution import speakers
from terang.views.claim_sentences import StatedClaim, claim_ids, hedged_text
from terang.views.derived_figures import value_range
from terang.views.page_context import PageContext
from terang.views.sentence_parts import capitalized


@dataclass(frozen=True, slots=True)
class PastRecordView:
    """The latest figures that the record had, newest first, and the file of all its values."""

    lines: tuple[StatedClaim, ...]
    """Empty if there was one alone."""
    unchanged: Sentence
    """The day since when there is that one; else empty."""
    more: Sentence
    """The way to what the record said of every claim on any day."""


def past_record_view(series: Series, context: PageContext) -> PastRecordView:
    """Return the page's part on what the record said of a series on earlier days."""
    history = latest_history(
        series,
        context.indicator(series),
        context.catalog.sources,
        context.derived[series.id],
    )
    lines = tuple(_line(past, series, context) for past in history)
    since = context.language.day(history[-1].day) if len(history) == 1 else None
    return PastRecordView(
        lines=lines if len(lines) > 1 else (),
        unchanged=context.language.sentence("past.unchanged", day=since) if since else (),
        more=context.language.sentence(
            "past.more",
            file=TextLink("vintages.csv", context.file_href("data/vintages.csv")),
            example=TextLink(
                context.language.word("past.example"), context.page_href("data/", "_snippet-as_of")
            ),
        ),
    )


def _line(past: PastLatest, series: Series, context: PageContext) -> StatedClaim:
    """Return the day since when a figure was the latest, its speakers, its value and its date."""
    language, latest = context.language, past.latest
    day = language.day(past.day)
    if latest is None:
        return StatedClaim("", language.sentence("past.nothing", day=day))
    claim, *_ = latest.observations
    is_one = len({each.quantity.stated for each in latest.claims}) == 1
    sentence = language.sentence(
        "past.line",
        day=day,
        who=capitalized(speakers(latest.observations, context)),
        figure=hedged_text(claim, series, context)
        if is_one
        else value_range(latest.span, series, context),
        date=language.date(claim.date, claim.label),
    )
    return StatedClaim(claim_ids(series, latest.observations), sentence)
