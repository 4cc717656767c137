"""A revision of an entry: its date, its reason, and the earlier value of each changed key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from terang.i18n.formatter import Moment, Sentence, SentencePart, Wording
from terang.model.catalog import Series
from terang.model.entries import Qualifier, Revision, Status
from terang.model.field_types import Text
from terang.model.period import Period
from terang.model.quantity import ValueRange
from terang.views.page_context import PageContext


@dataclass(frozen=True, slots=True)
class RevisionView:
    """A revision: its date, its reason, and the earlier values."""

    revised: Moment
    reason: Wording
    said: Sentence
    before: tuple[Sentence, ...]


def revision_view(revision: Revision, series: Series, context: PageContext) -> RevisionView:
    """Return a revision with the earlier value of each key that it changed."""
    before = tuple(
        context.language.sentence(
            "timeline.revised_was",
            key=context.language.word(f"key.{key}"),
            was=old_value(old, series, context),
        )
        for key, old in revision.was.items()
    )
    revised = context.language.date(revision.date)
    reason = context.language.text(revision.reason)
    said = context.language.sentence("timeline.revised", date=revised, reason=reason)
    return RevisionView(revised, reason, said, before)


def old_value(value: object, series: Series, context: PageContext) -> SentencePart:
    """Return a key's earlier value: a figure, a date, a text, a list of ids or a withdrawal."""
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
