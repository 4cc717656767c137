"""One series with everything in it and everything that follows from it, as JSON.

A citizen's program needs no other file: entries are as in the data (CONTRACT section 1), anchors
filled in, and `derived` is CONTRACT section 2 for the day it names.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping

from terang.derivation.change import Change
from terang.derivation.derive import Derived
from terang.derivation.states import CountingDate, Range
from terang.derivation.targets import Outlook
from terang.downloads.columns import entry_keys
from terang.downloads.json_values import Json, json_number, json_record, json_text, json_value
from terang.downloads.on_demand import Group
from terang.model.catalog import Catalog, Series
from terang.model.entries import Entry


def series_json_groups(catalog: Catalog, derived: Mapping[str, Derived]) -> Iterator[Group]:
    """One file a series, each made for itself."""
    for key, series in sorted(catalog.series.items()):
        yield (_name(key),), functools.partial(_file, catalog, series, derived)


def _file(catalog: Catalog, series: Series, derived: Mapping[str, Derived]) -> dict[str, bytes]:
    key = series.id
    return {_name(key): json_text(_series(catalog, key, series, derived[key])).encode()}


def _name(key: str) -> str:
    return f"{key}.json"


def _series(catalog: Catalog, key: str, series: Series, derived: Derived) -> dict[str, Json]:
    return {
        "id": key,
        "indicator": series.indicator,
        "area": series.area,
        "title": json_value(catalog.title_of(series)),
        "observations": [_entry(entry) for entry in series.observations],
        "targets": [_entry(entry) for entry in series.targets],
        "events": [_entry(entry) for entry in series.events],
        "population": json_value(series.population),
        "derived": _derived(derived),
    }


def _entry(entry: Entry) -> dict[str, Json]:
    """An entry as written, led by its anchor, which may be the default one."""
    return {"anchor": entry.anchor, **json_record(entry, entry_keys(type(entry)))}


def _derived(derived: Derived) -> dict[str, Json]:
    return {
        "as_of": derived.as_of.isoformat(),
        "latest": _latest(derived.latest),
        "change": {
            "previous": _change(derived.previous),
            "baseline": _change(derived.baseline),
        },
        "unmatched": None if derived.unmatched is None else derived.unmatched.anchor,
        "coverage_rate": _range(derived.coverage_rate),
        "conflicts": derived.conflicts,
        "targets": [_target(outlook) for outlook in derived.outlooks],
        "paces": {
            "baseline": _range(derived.baseline_pace),
            "recent": _range(derived.recent_pace),
        },
        "freshness": derived.freshness,
    }


def _latest(latest: CountingDate | None) -> Json:
    if latest is None:
        return None
    return {
        "date": latest.period.written,
        "anchors": latest.anchors,
        "low": json_number(latest.values.low),
        "high": json_number(latest.values.high),
    }


def _change(change: Change | None) -> Json:
    if change is None:
        return None
    return {"absolute": _range(change.absolute), "relative": _range(change.relative)}


def _target(outlook: Outlook) -> dict[str, Json]:
    return {
        "anchor": outlook.target.anchor,
        "state": outlook.state,
        "reached_share": _range(outlook.reached_share),
        "gap": _range(outlook.gap),
        "needed": _range(outlook.needed),
        "verdict": outlook.verdict,
    }


def _range(found: Range | None) -> Json:
    return None if found is None else [json_number(found.low), json_number(found.high)]
