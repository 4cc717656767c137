"""Signs of how far to trust a series: its sources, their agreement, its age in words.

The home page and the list of all series say it in the same words.
"""

from __future__ import annotations

from dataclasses import dataclass

from terang.derivation.conflicts import ConflictKind
from terang.derivation.speakers import original_text
from terang.i18n.formatter import Language
from terang.model.catalog import Series
from terang.model.entries import Event
from terang.views.page_context import PageContext
from terang.views.timeline import standing_entries

_MONTH, _YEAR = 30.44, 365.25
"""Days."""
_FEW_MONTHS, _MANY_MONTHS = 2, 24
"""Below the first an age is given in days, from the second on in years."""


@dataclass(frozen=True, slots=True)
class ReliabilityView:
    """Signs of how far to trust a series, in words; empty where there is nothing to say."""

    sources: str
    """The number of its sources; copies of one text count once."""
    agreement: str
    brief: str
    """The same in two or three words."""
    age: str
    """The time since the last day of the latest figure."""


def reliability_view(series: Series, context: PageContext) -> ReliabilityView:
    """Return the signs of how far to trust a series."""
    language, derived = context.language, context.derived[series.id]
    claims = [entry for entry in standing_entries(series, context) if not isinstance(entry, Event)]
    names = {claim.anchor for claim in claims}
    rivals = names & {
        anchor
        for conflict in derived.conflicts
        # An event that contradicts a claim is no other figure.
        if conflict.kind is not ConflictKind.CONTRADICTS or names.issuperset(conflict.anchors)
        for anchor in conflict.anchors
    }
    sources = context.catalog.sources
    texts = {original_text(key, sources) for claim in claims for key in claim.sources}
    latest = derived.latest
    days = (derived.as_of - latest.period.last).days if latest else None
    key = "disagree" if rivals else "agree" if len(texts) > 1 else "alone"
    counts = {"count": language.number(len(rivals)), "all": language.number(len(claims))}
    return ReliabilityView(
        sources=language.plural("reliability.sources", len(texts)),
        agreement=language.word(f"reliability.{key}", **counts) if texts else "",
        brief=language.word(f"reliability.{key}_brief", **counts) if texts else "",
        age=age_text(days, language) if days is not None else "",
    )


def age_text(days: int, language: Language) -> str:
    """Return an age in words: days, or months or years, rounded: `11 bulan`."""
    months = round(days / _MONTH)
    if months < _FEW_MONTHS:
        return language.plural("reliability.days", days)
    if months < _MANY_MONTHS:
        return language.plural("reliability.months", months)
    return language.plural("reliability.years", round(days / _YEAR))
