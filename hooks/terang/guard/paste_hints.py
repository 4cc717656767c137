"""New files for an editor to create: corrections and decisions, whole, with open reasons."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container, Iterable, Mapping
from typing import Any

from terang.loading import file_names
from terang.parsing.yaml_blocks import yaml_block
from terang.parsing.yaml_document import Node

BLANK = {"id": "…", "en": "…"}
"""A placeholder text for the editor to fill in."""


class CorrectionFiles:
    """The entry files that hints offer for a series; no two have the same path."""

    def __init__(self, series: str, today: dt.date, taken: Iterable[str]) -> None:
        self._folder = f"data/coverage/{series}"
        self._day = today.isoformat()
        self._taken = {*taken}

    def new_file(self, anchor: str, does: Mapping[str, Any]) -> tuple[str, str]:
        """Return path and content of an entry file with one correction."""
        correction = {"anchor": anchor, "date": self._day, "reason": BLANK, **does}
        path = file_names.free_path(f"{self._folder}/{self._day}-{anchor}", self._taken)
        self._taken.add(path)
        return path, yaml_block({"corrections": [correction]})


def decision_file(
    about: str, was: Node, today: dt.date, taken: Container[str] = ()
) -> tuple[str, str]:
    """Return path and content of a new file with a decision, for an editor to create."""
    decision = {"date": today.isoformat(), "about": about, "was": was, "reason": BLANK}
    slug = "-".join(re.findall(r"[a-z0-9]+", about.lower()))
    path = file_names.free_path(f"data/decisions/{today.isoformat()}-{slug}", taken)
    return path, yaml_block([decision])
