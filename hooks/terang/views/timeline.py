"""The timeline of a series: entries that stand in their order, and the breaks between them."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from terang.i18n.formatter import Moment, Sentence
from terang.model.catalog import Series
from terang.model.definitions import MeasureBreak
from terang.model.entries import Entry
from terang.model.period import Period
from terang.views.attribution import publisher_links
from terang.views.entry_properties import entry_date, is_on_timeline
from terang.views.entry_view import EntryView, entry_view
from terang.views.page_context import PageContext
from terang.views.sentence_parts import closed
from terang.views.source_list import SourceLine, source_line

MOST_UNFOLDED = 24
"""The number of entries above which the timeline is folded by year."""


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
class YearView:
    """The entries of a year, or those without a date, to be folded."""

    year: str
    """The year, or the words for targets without a date."""
    counts: str
    """The number of entries of each kind, in words."""
    items: tuple[EntryView | BreakView, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class TimelineView:
    """The entries of a series, oldest first, targets without a due date last."""

    title: str
    items: tuple[EntryView | BreakView, ...]
    """All of them, or none if they are folded by year."""
    years: tuple[YearView, ...]
    """All of them by year, if they are more than `MOST_UNFOLDED`."""
    has_entries: bool
    """False if every entry was withdrawn; breaks are shown all the same."""
    is_on_own_page: bool
    """True on the series' own page; a copy on another page is kept out of the search index."""
    address: str
    """The absolute address of the series' page, for citations; empty on any other page."""
    cited: str
    """The anchor of the latest claim, whose citation the page links to; empty if there is none."""


def standing_entries(series: Series, context: PageContext) -> list[Entry]:
    """Return the entries that are not withdrawn, in the order of the timeline."""
    return [entry for entry in entries_in_order(series, context) if entry.withdrawn is None]


def entries_in_order(series: Series, context: PageContext) -> Sequence[Entry]:
    """Return all entries in the order of a timeline: oldest first, those without a date last.

    Entries of the same date stay in the order of the file: results, targets, events.
    """
    return context.cached_for_language(f"{series.id}/order", lambda: _in_order(series.entries))


def _in_order(entries: Sequence[Entry]) -> Sequence[Entry]:
    dated = [(date, entry) for entry in entries if (date := entry_date(entry)) is not None]
    dated.sort(key=lambda pair: pair[0])
    return [entry for _, entry in dated] + [entry for entry in entries if entry_date(entry) is None]


def timeline_view(series: Series, context: PageContext, address: str = "") -> TimelineView:
    """Return the timeline of a series. `address`: of the series' own page, for citations."""
    shown = [entry for entry in entries_in_order(series, context) if is_on_timeline(entry)]
    latest = context.derived[series.id].latest
    cited = latest.anchors[0] if latest else ""
    is_folded = len(shown) > MOST_UNFOLDED
    return TimelineView(
        title=context.title(series),
        items=() if is_folded else tuple(with_breaks(shown, series, context)),
        years=tuple(_years(shown, series, cited, context)) if is_folded else (),
        has_entries=bool(shown),
        is_on_own_page=context.url == context.series_path(series),
        address=address,
        cited=cited,
    )


def _years(
    shown: Sequence[Entry], series: Series, cited: str, context: PageContext
) -> Iterator[YearView]:
    """Yield the entries by the year of their last day; open are the newest and the cited one."""
    years = {entry.anchor: _year_of(entry_date(entry)) for entry in shown}
    newest = max((year for year in years.values() if year is not None), default=None)
    views = with_breaks(shown, series, context)
    breaks = iter(context.catalog.breaks_of(series))

    def year_of(view: EntryView | BreakView) -> int | None:
        return _year_of(next(breaks).date) if isinstance(view, BreakView) else years[view.anchor]

    for year, group in itertools.groupby(views, year_of):
        items = tuple(group)
        word = context.language.word("timeline.undated") if year is None else str(year)
        is_open = year in (newest, years.get(cited, newest)) and year is not None
        yield YearView(word, _counts(items, context), items, is_open)


def _year_of(date: Period | None) -> int | None:
    return None if date is None else date.last.year


def _counts(items: Iterable[EntryView | BreakView], context: PageContext) -> str:
    """Return `5 results, 2 targets, and 1 event`."""
    language = context.language
    counted = Counter(view.kind for view in items if isinstance(view, EntryView))
    words = {
        "result": "chart.results", "target": "chart.target_count", "event": "timeline.event_count",
    }  # fmt: skip
    return language.listing(
        [language.plural(word, counted[kind]) for kind, word in words.items() if counted[kind]]
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
