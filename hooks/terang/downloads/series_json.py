"""A series with its entries and derived figures as JSON (docs/contract.md#series-as-json).

A citizen's program needs no other file: entries are as in the data, with anchors filled in, and
`derived` holds the figures of docs/contract.md#derived-figures for its day.
"""

from __future__ import annotations

from collections.abc import Mapping

from terang.derivation.change import Change
from terang.derivation.derive import Derived
from terang.derivation.states import CountingDate, Range
from terang.derivation.targets import Outlook
from terang.downloads.columns import entry_keys
from terang.downloads.json_values import Json, json_number, json_record, json_text, json_value
from terang.model.catalog import Catalog, Series
from terang.model.entries import Entry


def series_bytes(catalog: Catalog, series: Series, derived: Mapping[str, Derived]) -> bytes:
    """Return the JSON file of a series; `derived`: series id → derived figures."""
    tree: dict[str, Json] = {
        "id": series.id,
        "indicator": series.indicator,
        "area": series.area,
        "title": json_value(catalog.title_of(series)),
        "observations": [_entry(entry) for entry in series.observations],
        "targets": [_entry(entry) for entry in series.targets],
        "events": [_entry(entry) for entry in series.events],
        "population": json_value(series.population),
        "derived": _derived_figures(derived[series.id]),
    }
    return json_text(tree).encode()


def _entry(entry: Entry) -> dict[str, Json]:
    """Return an entry as written, led by its anchor, written or default."""
    return {"anchor": entry.anchor, **json_record(entry, entry_keys(type(entry)))}


def _derived_figures(derived: Derived) -> dict[str, Json]:
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


def _range(values: Range | None) -> Json:
    return None if values is None else [json_number(values.low), json_number(values.high)]
