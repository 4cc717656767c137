"""The timeline of a series: its entries in order, and the breaks between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from terang.i18n.formatter import Moment, Sentence
from terang.model.catalog import Series
from terang.model.definitions import MeasureBreak
from terang.model.entries import Entry
from terang.views.attribution import publisher_links
from terang.views.entry_properties import entry_date, is_on_timeline
from terang.views.entry_view import EntryView, entry_view
from terang.views.page_context import PageContext
from terang.views.sentence_parts import closed
from terang.views.source_list import SourceLine, source_line


@dataclass(frozen=True, slots=True)
class BreakView:
    """A day from which figures do not measure the same as before."""

    when: Moment
    said: Sentence
    sources: tuple[SourceLine, ...]
    publishers: Sentence
    """The publishers of the sources, as links, for a row of a table."""
    kind: str = "break"


@dataclass(frozen=True, slots=True)
class TimelineView:
    """The entries of a series, oldest first, targets without a due date last."""

    title: str
    items: tuple[EntryView | BreakView, ...]
    has_entries: bool
    """False if every entry was withdrawn; breaks are shown all the same."""
    is_on_own_page: bool
    """True on the series' own page; a copy on another page is kept out of the search index."""


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
    shown = [entry for entry in entries_in_order(series, context) if is_on_timeline(entry)]
    return TimelineView(
        title=context.title(series),
        items=tuple(with_breaks(shown, series, context)),
        has_entries=bool(shown),
        is_on_own_page=context.url == context.series_path(series),
    )


def with_breaks(
    entries: Iterable[Entry], series: Series, context: PageContext
) -> Iterable[EntryView | BreakView]:
    """Yield entries in their order, and before each the breaks that are not after its date."""
    breaks = list(context.catalog.breaks_of(series))
    for entry in entries:
        date = entry_date(entry)
        while breaks and (date is None or breaks[0].date <= date):
            yield break_view(breaks.pop(0), context)
        yield entry_view(entry, series, context)
    for change in breaks:
        yield break_view(change, context)


def break_view(change: MeasureBreak, context: PageContext) -> BreakView:
    """Return a break with its day, its reason and its sources."""
    language = context.language
    date = language.date(change.date)
    reason = closed((language.text(change.reason),))
    return BreakView(
        when=date,
        said=language.sentence("timeline.break", reason=reason),
        sources=tuple(
            source_line(context.catalog.sources[source], context) for source in change.sources
        ),
        publishers=publisher_links(change.sources, context),
    )
