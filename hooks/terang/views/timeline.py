"""The timeline of a series: its entries in order, and what was withdrawn between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from terang.model.catalog import Series
from terang.model.entries import Entry
from terang.views.claim_sentences import StatedClaim, speaker_and_link, stated_claim
from terang.views.entry_properties import entry_date
from terang.views.entry_view import EntryView, entry_view
from terang.views.page_context import PageContext
from terang.views.sentence_parts import capitalized


@dataclass(frozen=True, slots=True)
class TimelineView:
    """The entries of a series, oldest first, targets without a due date last."""

    title: str
    items: tuple[EntryView, ...]
    is_on_own_page: bool
    """True on the series' own page; a copy on another page is kept out of the search index."""
    withdrawn: Mapping[str, tuple[StatedClaim, ...]]
    """Anchor of an entry → the withdrawn entries after it; "" for a timeline without entries."""


def standing_entries(series: Series, context: PageContext) -> list[Entry]:
    """Return the entries that are not withdrawn, in the order of the timeline."""
    return [entry for entry in entries_in_order(series, context) if entry.withdrawn is None]


def entries_in_order(series: Series, context: PageContext) -> Sequence[Entry]:
    """Return all entries, oldest first, targets without a due date last.

    Entries of the same date stay in the order of the file: results, targets, events.
    """
    return context.cached_for_language(f"{series.id}/order", lambda: _in_order(series.entries))


def _in_order(entries: Sequence[Entry]) -> Sequence[Entry]:
    dated = [(date, entry) for entry in entries if (date := entry_date(entry)) is not None]
    dated.sort(key=lambda pair: pair[0])
    return [entry for _, entry in dated] + [entry for entry in entries if entry_date(entry) is None]


def timeline_view(series: Series, context: PageContext) -> TimelineView:
    """Return the timeline of a series."""
    return TimelineView(
        title=context.title(series),
        items=tuple(
            entry_view(entry, series, context) for entry in standing_entries(series, context)
        ),
        is_on_own_page=context.url == context.series_path(series),
        withdrawn=_withdrawn_by_anchor(series, context),
    )


def _withdrawn_by_anchor(
    series: Series, context: PageContext
) -> Mapping[str, tuple[StatedClaim, ...]]:
    """Return the withdrawn entries, by the anchor of the entry before them on the timeline.

    Entries withdrawn before the first are with the first; the key is "" if no entry is left.
    """
    withdrawn: dict[str, list[StatedClaim]] = {}
    before = next((entry.anchor for entry in standing_entries(series, context)), "")
    for entry in entries_in_order(series, context):
        if entry.withdrawn is None:
            before = entry.anchor
            continue
        claim = capitalized(speaker_and_link(entry, series, context))
        sentence = context.language.sentence("timeline.gone", claim=claim)
        withdrawn.setdefault(before, []).append(stated_claim(entry, series, sentence))
    return {anchor: tuple(claims) for anchor, claims in withdrawn.items()}
