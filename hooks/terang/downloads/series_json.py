"""A series as JSON: its unit, entries, cited sources and derived figures.

docs/contract.md#series-as-json

A citizen's program needs no other file: entries are as in the data, with corrections applied and
sources beside them, and `derived` holds the figures of docs/contract.md#derived-figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from terang.derivation.derive import Derived
from terang.downloads import json_schema
from terang.downloads.cells import day_cells, record_period, value_ends
from terang.downloads.columns import entry_keys
from terang.downloads.derived_json import DerivedJson
from terang.downloads.entry_tables import DATED_KEYS
from terang.downloads.json_values import Json, json_text, json_value
from terang.downloads.site_address import SiteAddress
from terang.model.catalog import Catalog, Series
from terang.model.definitions import Indicator, Source, Unit
from terang.model.entries import Correction, Entry, Reply, Revision, with_lifted
from terang.model.quantity import ValueRange


def series_bytes(
    catalog: Catalog, series: Series, derived: Mapping[str, Derived], address: SiteAddress
) -> bytes:
    """Return the JSON file of a series; `derived`: series id → derived figures."""
    return json_text(series_tree(catalog, series, derived[series.id], address)).encode()


def series_tree(
    catalog: Catalog, series: Series, derived: Derived, address: SiteAddress
) -> dict[str, Json]:
    """Return the content of the JSON file of a series."""
    indicator, site = catalog.indicator_of(series), catalog.site

    def entries(records: tuple[Entry, ...] | tuple[Reply, ...]) -> list[Json]:
        return [
            _entry(record, indicator, address.claim(series.id, record.anchor)) for record in records
        ]

    return {
        "$schema": address.file(json_schema.NAME),
        "format": site.format,
        "id": series.id,
        "indicator": series.indicator,
        "area": series.area,
        "title": json_value(catalog.title_of(series)),
        "definition": json_value(indicator.definition),
        "unit": unit_value(indicator.unit),
        "url": address.series(series.id),
        "publisher": json_value(site.publisher),
        "licence": json_value(site.licence),
        "notice": json_value(site.notice),
        "sources": {key: _source(catalog.sources[key]) for key in cited_sources(catalog, series)},
        "observations": entries(series.observations),
        "targets": entries(series.targets),
        "events": entries(series.events),
        "population": json_value(series.population),
        "breaks": [
            json_value(change)
            for change in catalog.breaks_of(series)
            if change.sources  # a break that a decision implies has none
        ],
        "replies": entries(series.replies),
        "derived": DerivedJson().derived(derived),
    }


def unit_value(unit: Unit) -> Json:
    """Return the unit in a series' JSON as the data writes it: a text, a currency or `percent`."""
    return "percent" if unit.percent else json_value(unit)


# --- entries -----------------------------------------------------------------------------------


def _entry(record: Entry | Reply, indicator: Indicator, url: str) -> dict[str, Json]:
    """Return a record with its corrections applied; what the data leaves out is filled in."""
    tree: dict[str, Json] = {"anchor": record.anchor, "url": url}
    for key in entry_keys(type(record)):
        value = getattr(record, key)
        if key == "value":
            tree |= _value_keys(record)
        elif value not in (None, (), {}):
            tree[key] = json_value(value)
        if key in DATED_KEYS:
            first, last = day_cells(record_period(record, indicator))
            tree |= {"date_start": first, "date_end": last}
    tree["revisions"] = [
        _revision(revision, lifted) for revision, lifted in with_lifted(record.history)
    ]
    if record.withdrawn is not None:
        tree["withdrawn"] = {
            "date": record.withdrawn.date.written,
            "reason": json_value(record.withdrawn.reason),
            "by": record.withdrawn.by,
        }
    return tree


def _value_keys(record: Entry | Reply) -> dict[str, Json]:
    """Return the value and its ends; the value of a range is null."""
    value = getattr(record, "value", None)
    low, high = value_ends(record)
    return {
        "value": None if isinstance(value, ValueRange) else json_value(value),
        "value_low": json_value(low),
        "value_high": json_value(high),
    }


def _revision(revision: Revision, lifted: Correction | None) -> Json:
    """Return a correction with the keys that it changed; a withdrawal changes `withdrawn`."""
    was, now = dict(revision.was), dict(revision.now)
    if revision.correction.withdraw:
        was, now = {"withdrawn": None}, {"withdrawn": revision.date}
    elif lifted is not None:
        was, now = {"withdrawn": lifted.date}, {"withdrawn": None}
    return {
        "date": revision.date.written,
        "reason": json_value(revision.reason),
        "was": json_value(was),
        "is": json_value(now),
    }


# --- sources -----------------------------------------------------------------------------------


def _source(source: Source) -> Json:
    """Return a source as the data writes it, below its id."""
    tree = json_value(source)
    return {key: tree[key] for key in tree if key != "id"} if isinstance(tree, Mapping) else tree


def cited_sources(catalog: Catalog, series: Series) -> tuple[str, ...]:
    """Return the ids of the sources in a series' JSON: those it names, and what these copy."""
    named = dict.fromkeys(_named_sources(catalog, series))
    pending = list(named)
    while pending:
        original = catalog.sources[pending.pop()].same_text_as
        if original is not None and original not in named:
            named[original] = None
            pending.append(original)
    return tuple(sorted(named))


def _named_sources(catalog: Catalog, series: Series) -> Iterator[str]:
    for record in (*series.entries, *series.replies):
        yield from record.sources
        for revision in record.history:
            yield from revision.was.get("sources") or ()
    for correction in series.corrections:
        yield from correction.sources or ()
    for change in catalog.breaks_of(series):
        yield from change.sources
    for value in series.population.values if series.population else ():
        yield from value.sources
