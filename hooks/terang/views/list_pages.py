"""Pagination: the pages, paths and pager of the lists of series, targets, sources and revisions.

The division depends on the record alone, so it is the same in every language. The address of a
list's first page has no number.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from terang.i18n.formatter import TextLink
from terang.model.catalog import Catalog, Series
from terang.model.definitions import Decision, Source
from terang.model.entries import Entry, Reply, Revision
from terang.model.period import Period
from terang.views.indicator_order import indicator_place
from terang.views.page_context import PageContext
from terang.views.source_uses import SourceUses

_Item = TypeVar("_Item")

SERIES_A_PAGE = 200
"""The most rows that are filtered on one page; a list of more has pages for each of its states.

With rows as different as those of this repository's record, 200 weigh almost as much as a page may
(tests/browser/budgets.toml).
"""
LINES_A_PAGE = 1500
"""The most lines on a page of sources; each claim takes a line."""
CHANGES_A_PAGE = 500

_LINES_A_SOURCE = 5
"""Lines that a source takes in addition to its claims."""


@dataclass(frozen=True, slots=True)
class SourcePortion:
    """A source with the claims that cite it, as many as fit on a page."""

    source: Source
    claims: Sequence[tuple[Series, Entry]]
    number: int = 1
    """The number of this portion; only the first has the source's id and its other uses."""


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A correction, a withdrawal, a restoration, a reply or a decision."""

    date: Period
    """The day on which it came on record."""
    series: Series | None = None
    entry: Entry | None = None
    """The entry that is changed, or that is answered by the reply."""
    reply: Reply | None = None
    revision: Revision | None = None
    """The correction of the entry, or of the reply; None for a reply that was given."""
    decision: Decision | None = None


@dataclass(frozen=True)
class ListPages:
    """The pages of the record's lists."""

    catalog: Catalog

    @functools.cached_property
    def uses(self) -> SourceUses:
        """The citations of each source."""
        return SourceUses.from_catalog(self.catalog)

    @functools.cached_property
    def coverage(self) -> Sequence[Sequence[Series]]:
        """Every series: by theme, place within it, indicator and area.

        Without themes by area, the one with most series first: a site is about it.
        """
        ordered = sorted(self.catalog.series.values(), key=self._series_order)
        return packed_pages(((series, 1) for series in ordered), SERIES_A_PAGE)

    @functools.cached_property
    def first_series(self) -> Series | None:
        """The series that leads the list; None before the first figure."""
        return next((series for page in self.coverage for series in page), None)

    def _series_order(self, series: Series) -> tuple[object, ...]:
        """Return the place of a series on the list; the same in every language."""
        area = self.catalog.area_of(series).name.id
        place = indicator_place(self.catalog.indicator_of(series), self.catalog)
        if self.catalog.themes:
            return place, area
        return -self._series_of_areas[series.area], area, place

    @functools.cached_property
    def _series_of_areas(self) -> Counter[str]:
        """The number of series of each area."""
        return Counter(series.area for series in self.catalog.series.values())

    @functools.cached_property
    def sources(self) -> Sequence[Sequence[SourcePortion]]:
        """Every source, in the order of publisher, date and id."""
        ordered = sorted(self.catalog.sources.values(), key=_source_order)
        portions = (portion for source in ordered for portion in self._portions(source))
        weighed = ((portion, _LINES_A_SOURCE + len(portion.claims)) for portion in portions)
        return packed_pages(weighed, LINES_A_PAGE)

    @functools.cached_property
    def source_pages(self) -> Mapping[str, str]:
        """Source id → path of the page that shows the source, from the language's root."""
        return {
            portion.source.id: list_path("sources/", number)
            for number, portions in enumerate(self.sources, start=1)
            for portion in portions
            if portion.number == 1
        }

    @functools.cached_property
    def changes(self) -> Sequence[Sequence[RecordChange]]:
        """Every correction, withdrawal, restoration, reply and decision, newest first."""
        changes = [
            change for series in self.catalog.series.values() for change in _changes_of(series)
        ]
        changes += [
            RecordChange(decision.date, decision=decision) for decision in self.catalog.decisions
        ]
        changes.sort(key=lambda change: change.date, reverse=True)
        return packed_pages(((change, 1) for change in changes), CHANGES_A_PAGE)

    def _portions(self, source: Source) -> Iterable[SourcePortion]:
        claims = self.uses.claims.get(source.id, [])
        step = LINES_A_PAGE - _LINES_A_SOURCE
        for number, start in enumerate(range(0, max(len(claims), 1), step), start=1):
            yield SourcePortion(source, claims[start : start + step], number)


def _changes_of(series: Series) -> Iterator[RecordChange]:
    """Yield the corrections and the replies of a series."""
    for entry in series.entries:
        for revision in entry.history:
            yield RecordChange(revision.date, series, entry, revision=revision)
        for reply in series.replies_to(entry.anchor):
            yield RecordChange(reply.added, series, entry, reply)
            for revision in reply.history:
                yield RecordChange(revision.date, series, entry, reply, revision)


@dataclass(frozen=True, slots=True)
class Pager:
    """The number of a page and links to other pages; empty if there is a single page."""

    text: str = ""
    links: tuple[TextLink, ...] = ()


def pager(folder: str, number: int, count: int, context: PageContext) -> Pager:
    """Return the links to the first, previous, next and last page of a list."""
    if count == 1:
        return Pager()
    word = context.language.word
    steps = {"first": 1, "previous": number - 1, "next": number + 1, "last": count}
    return Pager(
        word("pager.page", number=str(number), count=str(count)),
        tuple(
            TextLink(word(f"pager.{name}"), context.page_href(list_path(folder, to)))
            for name, to in steps.items()
            if 1 <= to <= count and to != number
        ),
    )


def list_path(folder: str, number: int) -> str:
    """Return the path of a page of a list; the path of the first page has no number."""
    return folder if number == 1 else f"{folder}page/{number}/"


def state_folder(folder: str, group: str) -> str:
    """Return the path of the part of a list that shows one group of states."""
    return f"{folder}state/{group}/"


def packed_pages(weighed: Iterable[tuple[_Item, int]], capacity: int) -> Sequence[Sequence[_Item]]:
    """Return the items of a list in pages, in order; a single empty page without items.

    `weighed` are items with their weights; a page holds at most `capacity`, or a single item.
    """
    pages: list[list[_Item]] = [[]]
    taken = 0
    for item, weight in weighed:
        if pages[-1] and taken + weight > capacity:
            pages.append([])
            taken = 0
        pages[-1].append(item)
        taken += weight
    return pages


def _source_order(source: Source) -> tuple[str, str, str]:
    published = source.published.first.isoformat() if source.published else ""
    return source.publisher.casefold(), published, source.id
