"""Trees of series files for tests: entries with what a test says, and corrections of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

ADDED = "2026-01-02"
"""The day since when the entries of a test are on record."""

_DEFAULT_ANCHORS = {
    "observations": ("result", "date"),
    "targets": ("target", "due"),
    "events": ("event", "date"),
    "replies": ("reply", "date"),
}


def series_tree(entries: Mapping[str, Iterable[Mapping[str, Any]]], **keys: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the tree of a series file.

    `entries` are lists of entries by name; the pseudo-key `corrected` of an entry is a list of its
    corrections without an anchor.
    """
    tree: dict[str, Any] = {"indicator": "covered", "area": "here"}
    corrections: list[dict[str, Any]] = []
    for name, records in entries.items():
        listed = []
        for record in records:
            written = {"added": ADDED, **record}
            anchor = anchor_of(name, written)
            made = written.pop("corrected", ())
            corrections += ({"anchor": anchor, **correction} for correction in made)
            listed.append(written)
        if listed:
            tree[name] = listed
    tree |= keys
    if corrections:
        tree["corrections"] = [*tree.get("corrections", ()), *corrections]
    return tree


def anchor_of(name: str, entry: Mapping[str, Any]) -> str:
    """Return the anchor of an entry of a list, given or by default."""
    prefix, dated = _DEFAULT_ANCHORS[name]
    date = str(entry.get(dated, "")).lower().replace("/", "-to-")
    return str(entry.get("anchor", f"{prefix}-{date}".removesuffix("-")))


def withdrawal(date: str = "2026-01-05", **keys: object) -> dict[str, object]:
    """Return a correction that withdraws an entry."""
    return {"date": date, "reason": {"id": "Catatan", "en": "Note"}, "withdraw": "true", **keys}


def change(day: str = "2026-01-05", /, **new: object) -> dict[str, object]:
    """Return a correction that sets keys of an entry."""
    return {"date": day, "reason": {"id": "Catatan", "en": "Note"}, "set": new}
