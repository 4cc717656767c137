"""A series, its population, the anchors of its entries, and the catalog of all data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import (
    Field,
)

from terang.diagnostics import Problem
from terang.model.definitions import (
    Area,
    Decision,
    Dimension,
    Indicator,
    MeasureBreak,
    Programme,
    Site,
    Source,
    Speaker,
    Term,
    Theme,
)
from terang.model.entries import Correction, Entry, Event, Observation, Reply, Target
from terang.model.field_types import (
    AreaId,
    BegunDay,
    Date,
    Id,
    IndicatorId,
    Named,
    ObservationRef,
    OwnId,
    Record,
    Remark,
    SourceIds,
    Text,
)
from terang.model.fields import Guard, Key
from terang.model.quantity import Count
from terang.parsing.yaml_document import Entries, Items, Scalar

_KEPT, _DECISION, _REPORTED = Key(Guard.KEPT), Key(Guard.DECISION), Key(Guard.REPORTED)


class PopulationValue(Record):
    """A count of the people to be covered, with its sources."""

    date: Annotated[Date, _DECISION]
    value: Annotated[Count, _DECISION]
    sources: Annotated[SourceIds, _DECISION]
    added: Annotated[BegunDay, _KEPT]
    note: Annotated[Remark | None, _DECISION] = None


class Population(Record):
    """The denominator of the coverage rate (docs/contract.md#coverage-rate)."""

    label: Annotated[Named, _DECISION]
    values: Annotated[tuple[PopulationValue, ...], Field(min_length=1)]


class SeriesEntries(Record):
    """The records of a series that a file may hold: its own, or an entry file beside it."""

    observations: Annotated[tuple[Observation, ...], _KEPT] = ()
    targets: Annotated[tuple[Target, ...], _KEPT] = ()
    events: Annotated[tuple[Event, ...], _KEPT] = ()
    corrections: Annotated[tuple[Correction, ...], _KEPT] = ()
    replies: Annotated[tuple[Reply, ...], _KEPT] = ()
    sources: Annotated[Mapping[Id, Source], _KEPT] = Field(default_factory=dict)
    speakers: Annotated[Mapping[Id, Speaker], _KEPT] = Field(default_factory=dict)
    breaks: Annotated[tuple[MeasureBreak, ...], _DECISION] = ()


class Series(SeriesEntries):
    """A series of claims about an indicator in an area: data/coverage/<id>.yml.

    Its entry files, data/coverage/<id>/<name>.yml, are part of it; corrections are applied.
    """

    id: OwnId = ""
    indicator: Annotated[IndicatorId, _DECISION]
    area: Annotated[AreaId, _DECISION]
    title: Annotated[Named | None, _REPORTED] = None
    summary: Annotated[Remark | None, _REPORTED] = None
    baseline: Annotated[ObservationRef | None, _DECISION] = None
    population: Annotated[Population | None, _DECISION] = None

    @property
    def path(self) -> str:
        """The path of its own file from the repository's root."""
        return f"data/coverage/{self.id}.yml"

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Observations, targets and events, in the order of the files."""
        return (*self.observations, *self.targets, *self.events)

    def entry(self, anchor: str) -> Entry | None:
        """Return the entry of an anchor, or None."""
        return next((entry for entry in self.entries if entry.anchor == anchor), None)

    def replies_to(self, anchor: str) -> tuple[Reply, ...]:
        """Return the replies to an entry, withdrawn ones too, in the order of the files."""
        return tuple(reply for reply in self.replies if reply.to == anchor)


# --- the catalog ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """The content of data/, read and checked, and the day of today."""

    site: Site
    today: dt.date
    sources: Mapping[str, Source] = field(default_factory=dict)
    """Id → source, from sources.yml and from every series."""
    areas: Mapping[str, Area] = field(default_factory=dict)
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    dimensions: Mapping[str, Dimension] = field(default_factory=dict)
    speakers: Mapping[str, Speaker] = field(default_factory=dict)
    """Id → speaker, from speakers.yml and from every series."""
    themes: Mapping[str, Theme] = field(default_factory=dict)
    """In the order in which they are shown."""
    decisions: tuple[Decision, ...] = ()
    glossary: Mapping[str, Term] = field(default_factory=dict)
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    series: Mapping[str, Series] = field(default_factory=dict)
    notices: tuple[Problem, ...] = ()

    def indicator_of(self, series: Series) -> Indicator:
        """Return the indicator of a series."""
        return self.indicators[series.indicator]

    def area_of(self, series: Series) -> Area:
        """Return the area of a series."""
        return self.areas[series.area]

    def breaks_of(self, series: Series) -> tuple[MeasureBreak, ...]:
        """Return the breaks of a series and of its indicator, in the order of their days."""
        both = (*self.indicator_of(series).breaks, *series.breaks)
        return tuple(sorted(both, key=lambda change: change.date))

    def break_days_of(self, series: Series) -> tuple[dt.date, ...]:
        """Return the days of the breaks of a series and of its indicator, in order."""
        return tuple(change.date.first for change in self.breaks_of(series))

    def title_of(self, series: Series) -> Text:
        """Return the title of a series, or else the titles of its indicator and area."""
        if series.title is not None:
            return series.title
        titles, names = self.indicator_of(series).title, self.area_of(series).name
        return Text.model_construct(id=f"{titles.id} — {names.id}", en=f"{titles.en} — {names.en}")


def with_ids(records: Mapping[str, Any]) -> dict[str, Any]:
    """Return records of the catalog, each with its key as its `id`."""
    return {key: record.model_copy(update={"id": key}) for key, record in records.items()}


RECORD_LISTS = ("observations", "targets", "events", "replies")
"""The lists of a series' records that have an anchor."""
_ENTRY_LISTS = {
    "observations": ("result", "date"),
    "targets": ("target", "due"),
    "events": ("event", "date"),
    "replies": ("reply", "date"),
}


def written_anchors(root: Entries, *lists: str) -> Iterator[str]:
    """Yield the anchors of a series' entries in one of its files, also of invalid ones."""
    for name in lists or _ENTRY_LISTS:
        for _, anchor in written_entries(root, name):
            yield anchor


def written_entries(root: Entries, name: str) -> Iterator[tuple[int, str]]:
    """Yield the anchor of each entry of a series, given or by default, with its index in a list."""
    prefix, dated = _ENTRY_LISTS[name]
    entries = root.get(name)
    for index, entry in enumerate(entries if isinstance(entries, Items) else ()):
        if not isinstance(entry, Entries):
            continue
        own, date = entry.get("anchor"), entry.get(dated)
        if isinstance(own, Scalar):
            yield index, str(own)
        elif isinstance(date, Scalar):
            yield index, f"{prefix}-{date.lower().replace('/', '-to-')}"
        else:
            yield index, prefix
