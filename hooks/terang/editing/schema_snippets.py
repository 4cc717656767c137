"""Snippets that an editor offers for new records: `$1` is where the cursor stands first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

BILINGUAL = {"id": "$1", "en": "$2"}
SNIPPETS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "Observation": (
        "observasi · observation",
        {"date": "$1", "value": "$2", "sources": ["$3"], "added": "$4", "quote": "$5"},
    ),
    "Target": (
        "target",
        {
            "value": "$1",
            "due": "$2",
            "announced": "$3",
            "sources": ["$4"],
            "added": "$5",
            "quote": "$6",
        },
    ),
    "Event": (
        "peristiwa · event",
        {
            "date": "$1",
            "title": {"id": "$2", "en": "$3"},
            "sources": ["$4"],
            "added": "$5",
        },
    ),
    "Correction": (
        "koreksi · correction",
        {
            "anchor": "$1",
            "date": "$2",
            "reason": {"id": "$3", "en": "$4"},
            "set": {"value": "$5"},
        },
    ),
    "Reply": (
        "tanggapan · reply",
        {
            "to": "$1",
            "date": "$2",
            "added": "$3",
            "by": "$4",
            "text": {"id": "$5", "en": "$6"},
            "sources": ["$7"],
        },
    ),
    "Decision": (
        "keputusan · decision",
        {"date": "$1", "about": "$2", "was": "$3", "reason": {"id": "$4", "en": "$5"}},
    ),
    "PopulationValue": (
        "jumlah · number",
        {"date": "$1", "value": "$2", "sources": ["$3"], "added": "$4"},
    ),
}
"""Record → the name and the keys of the snippet that an editor offers for it."""
