"""A correction of an entry or a reply in words: its day, its reason, the earlier values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from terang.i18n.formatter import Moment, Sentence, SentencePart, TextLink, Wording
from terang.model.catalog import Series
from terang.model.entries import Breakdown, Correction, Qualifier, Revision, Status
from terang.model.field_types import Text
from terang.model.period import Period
from terang.model.quantity import ValueRange
from terang.views.attribution import office, publisher_links, speaker
from terang.views.breakdown_view import breakdown_parts
from terang.views.claim_sentences import linked_value
from terang.views.page_context import PageContext
from terang.views.sentence_parts import closed, joined_list


@dataclass(frozen=True, slots=True)
class RevisionView:
    """A correction: what it did and why, and the earlier values."""

    kind: str
    """`revision`, `withdrawal` or `restoration`."""
    revised: Moment
    reason: Sentence
    said: Sentence
    """Its day, whoever took the claim back, and the reason."""
    by: Sentence
    """Whoever took the claim back; empty where this record mends its own mistake."""
    before: tuple[Sentence, ...]
    more: tuple[Sentence, ...]
    """Sentences on the place where the claim is recorded now, and on the correction's sources."""


def revision_view(revision: Revision, series: Series, context: PageContext) -> RevisionView:
    """Return a correction, with the earlier value of each key that it changed."""
    correction, language = revision.correction, context.language
    kind = correction_kind(correction)
    before = tuple(
        closed(
            language.sentence(
                "timeline.revised_was",
                key=language.word(f"key.{key}"),
                was=earlier_value(key, old, revision, series, context),
            )
        )
        for key, old in revision.was.items()
    )
    revised, reason = language.date(revision.date), closed((language.text(revision.reason),))
    who = () if correction.by is None else (office(correction.by, context),)
    key = f"timeline.{kind}_by" if who else f"timeline.{kind}"
    return RevisionView(
        kind=kind,
        revised=revised,
        reason=reason,
        said=language.sentence(key, who=who, date=revised, reason=reason),
        by=language.sentence("timeline.taken_back_by", who=who) if who else (),
        before=before,
        more=tuple(_further_lines(correction, context)),
    )


def correction_kind(correction: Correction) -> str:
    """Return the kind of a correction: `revision`, `withdrawal` or `restoration`."""
    if correction.withdraw:
        return "withdrawal"
    return "restoration" if correction.restore else "revision"


def _further_lines(correction: Correction, context: PageContext) -> Iterator[Sentence]:
    """Yield the place where a claim is recorded now, and the sources of its correction."""
    if correction.see is not None:
        yield context.language.sentence("timeline.see", claim=_elsewhere(correction.see, context))
    if correction.sources:
        publishers = publisher_links(correction.sources, context)
        yield context.language.sentence("timeline.correction_sources", publishers=publishers)


def _elsewhere(see: str, context: PageContext) -> Sentence:
    """Return the claim of `⟨series⟩#⟨anchor⟩`: its speaker, its value as a link, its series."""
    key, _, anchor = see.partition("#")
    series = context.catalog.series[key]
    entry = series.entry(anchor)
    if entry is None:
        raise KeyError(see)  # loading has checked it
    title = TextLink(context.title(series), context.page_href(context.series_path(series)))
    return (speaker(entry, context), ": ", *linked_value(entry, series, context), ", ", title)


def earlier_value(
    key: str, value: object, revision: Revision, series: Series, context: PageContext
) -> Sentence:
    """Return a key's value before a correction: figures, dates and links in their elements."""
    language = context.language
    match value:
        case Text() if isinstance(new := revision.now.get(key), Text):
            told: Sentence = (_earlier_text(value, new, context),)
        case Decimal() if key == "precision":
            told = (language.plain_figure(value),)
        case str() if key == "by":
            told = (office(value, context),)
        case str() if key == "quote":
            told = (_earlier_quote(value, revision, series, context),)
        case str() if key in {"replaces", "to"}:
            told = (_anchor_link(value, series, context),)
        case tuple() if key == "sources":
            told = publisher_links(value, context)
        case tuple() if value and key == "contradicts":
            links = [_anchor_link(anchor, series, context) for anchor in value]
            told = joined_list(tuple(links), context)
        case Mapping() if value and all(isinstance(part, Breakdown) for part in value.values()):
            told = breakdown_parts(value, series, context)
        case _:
            told = (old_value(value, series, context),)
    return told


def _earlier_text(old: Text, new: Text, context: PageContext) -> Wording:
    """Return an earlier text in the page's language; in the other if only that one changed."""
    language = context.language
    if language.text(old) == language.text(new):
        for code, text in old.by_language().items():
            if new.by_language().get(code) != text:
                return language.foreign(text, code)
    return language.text(old)


def _earlier_quote(quote: str, revision: Revision, series: Series, context: PageContext) -> Wording:
    """Return an earlier quotation, marked with the language of its source."""
    entry = series.entry(revision.correction.anchor)
    before = revision.was.get("sources") or (entry.sources if entry else ())
    languages = [context.catalog.sources[source].language for source in before]
    return context.language.foreign(quote, next(iter(languages), context.language.code))


def _anchor_link(anchor: str, series: Series, context: PageContext) -> TextLink:
    return TextLink(anchor, context.entry_href(series, anchor))


def old_value(value: object, series: Series, context: PageContext) -> SentencePart:
    """Return a key's value before a correction: a figure, date, text, list of ids or withdrawal."""
    language = context.language
    match value:
        case None:
            part: SentencePart = language.word("timeline.absent")
        case Decimal() | ValueRange():
            part = language.figures_of(context.indicator(series), value)
        case Period():
            part = language.date(value)
        case Text():
            part = language.text(value)
        case Status():
            part = language.word(f"status.{value}")
        case Qualifier():
            part = language.word(f"qualifier.{value}")
        case tuple() | Mapping():
            part = ", ".join(value)
        case str():
            part = value
        case _:
            raise TypeError(type(value))
    return part
