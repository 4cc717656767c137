"""How the record's long lists are divided into pages, so that none grows without end.

A site of one regency has each list on one page; the address of the first page is always the list's
own. What stands where depends on the record alone and is the same in every language.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from terang.i18n.formatter import TextLink
from terang.model.catalog import Catalog, Series
from terang.model.definitions import Decision, Source
from terang.model.entries import Entry, Revision
from terang.model.field_types import Record
from terang.model.period import Period
from terang.views.page_context import PageContext
from terang.views.source_uses import SourceUses

_Item = TypeVar("_Item")

SERIES_A_PAGE = 150
LINES_A_PAGE = 1500
"""Of sources: a claim is a line."""
CHANGES_A_PAGE = 500

_SOURCE = 5
"""Lines that a source takes beside its claims."""


@dataclass(frozen=True, slots=True)
class SourcePortion:
    """A source with some of the claims that rest on it: all of them, where they fit on a page."""

    source: Source
    claims: Sequence[tuple[Series, Entry]]
    number: int = 1
    """Of its portions; only the first bears its id and what else there is to say."""


@dataclass(frozen=True, slots=True)
class RecordChange:
    """Something that we had published and then changed, withdrew or decided."""

    kind: str
    date: Period
    series: Series | None = None
    entry: Entry | None = None
    revision: Revision[Record] | None = None
    decision: Decision | None = None


@dataclass(frozen=True)
class ListPages:
    """Which page each part of the record's lists stands on."""

    catalog: Catalog

    @functools.cached_property
    def uses(self) -> SourceUses:
        """What rests on each source."""
        return SourceUses.of(self.catalog)

    @functools.cached_property
    def coverage(self) -> Sequence[Sequence[Series]]:
        """Every series, by the name of its area."""
        ordered = sorted(
            self.catalog.series.values(), key=lambda series: self.catalog.area_of(series).name.id
        )
        return packed_pages(((item, 1) for item in ordered), SERIES_A_PAGE)

    @functools.cached_property
    def sources(self) -> Sequence[Sequence[SourcePortion]]:
        """Every source, by publisher, then date, then id."""
        ordered = sorted(self.catalog.sources.values(), key=_source_order)
        portions = (portion for item in ordered for portion in self._portions(item))
        return packed_pages(
            ((portion_item, _SOURCE + len(portion_item.claims)) for portion_item in portions),
            LINES_A_PAGE,
        )

    @functools.cached_property
    def places(self) -> Mapping[str, str]:
        """Source id → the path of the page where it stands, from the language's root."""
        return {
            portion.source.id: list_path("sources/", number)
            for number, portions in enumerate(self.sources, start=1)
            for portion in portions
            if portion.number == 1
        }

    @functools.cached_property
    def changes(self) -> Sequence[Sequence[RecordChange]]:
        """Every revision, withdrawal and decision, newest first."""
        found = [*self._revised(), *self._withdrawn(), *self._decided()]
        found.sort(key=lambda item: item.date, reverse=True)
        return packed_pages(((item, 1) for item in found), CHANGES_A_PAGE)

    def _portions(self, source: Source) -> Iterable[SourcePortion]:
        claims = self.uses.claims.get(source.id, [])
        step = LINES_A_PAGE - _SOURCE
        for number, start in enumerate(range(0, max(len(claims), 1), step), start=1):
            yield SourcePortion(source, claims[start : start + step], number)

    def _entries(self) -> Iterable[tuple[Series, Entry]]:
        for series in self.catalog.series.values():
            for entry in series.entries:
                yield series, entry

    def _revised(self) -> Iterable[RecordChange]:
        for series, entry in self._entries():
            for revision in entry.revisions:
                yield RecordChange("revision", revision.revised, series, entry, revision)

    def _withdrawn(self) -> Iterable[RecordChange]:
        for series, entry in self._entries():
            if entry.withdrawn is not None:
                yield RecordChange("withdrawal", entry.withdrawn.date, series, entry)

    def _decided(self) -> Iterable[RecordChange]:
        for decision in self.catalog.decisions:
            yield RecordChange("decision", decision.date, decision=decision)


@dataclass(frozen=True, slots=True)
class Pager:
    """Which page of how many this is, and the way to the others; nothing where there is but one."""

    text: str = ""
    links: tuple[TextLink, ...] = ()


def pager(folder: str, number: int, count: int, context: PageContext) -> Pager:
    """The way from one page of a list to the first, the one before, the next, the last."""
    if count == 1:
        return Pager()
    word = context.language.word
    steps = {"first": 1, "previous": number - 1, "next": number + 1, "last": count}
    return Pager(
        word("pager.page", number=str(number), count=str(count)),
        tuple(
            TextLink(word(f"pager.{name}"), context.page(list_path(folder, to)))
            for name, to in steps.items()
            if 1 <= to <= count and to != number
        ),
    )


def list_path(folder: str, number: int) -> str:
    """Where a page of a list stands; the first has no number."""
    return folder if number == 1 else f"{folder}page/{number}/"


def packed_pages(weighed: Iterable[tuple[_Item, int]], most: int) -> Sequence[Sequence[_Item]]:
    """Items in pages of at most so much weight, in order; one empty page where there are none."""
    pages: list[list[_Item]] = [[]]
    taken = 0
    for item, weight in weighed:
        if pages[-1] and taken + weight > most:
            pages.append([])
            taken = 0
        pages[-1].append(item)
        taken += weight
    return pages


def _source_order(source: Source) -> tuple[str, str, str]:
    published = source.published.first.isoformat() if source.published else ""
    return source.publisher.casefold(), published, source.id
