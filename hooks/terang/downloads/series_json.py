"""A series with its entries and derived figures as JSON (docs/contract.md#series-as-json).

A citizen's program needs no other file: entries are as in the data, with anchors filled in, and
`derived` holds the figures of docs/contract.md#derived-figures for its day.
"""

from __future__ import annotations

from collections.abc import Mapping

from terang.derivation.derive import Derived
from terang.downloads.columns import entry_keys
from terang.downloads.derived_json import DerivedJson
from terang.downloads.json_values import Json, json_record, json_text, json_value
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
        "derived": DerivedJson().derived(derived[series.id]),
    }
    return json_text(tree).encode()


def _entry(entry: Entry) -> dict[str, Json]:
    """Return an entry as written, led by its anchor, written or default."""
    return {"anchor": entry.anchor, **json_record(entry, entry_keys(type(entry)))}
