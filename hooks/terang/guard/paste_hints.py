"""New files for an editor to create: corrections and decisions, whole, with open reasons."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from terang.parsing.yaml_blocks import yaml_block
from terang.parsing.yaml_document import Node

BLANK = {"id": "…", "en": "…"}
"""A placeholder text for the editor to fill in."""


def correction_file(
    series: str, anchor: str, today: dt.date, does: Mapping[str, Any]
) -> tuple[str, str]:
    """Return path and content of an entry file with one correction."""
    correction = {"anchor": anchor, "date": today.isoformat(), "reason": BLANK, **does}
    path = f"data/coverage/{series}/{today.isoformat()}-{anchor}.yml"
    return path, yaml_block({"corrections": [correction]})


def decision_file(about: str, was: Node, today: dt.date) -> tuple[str, str]:
    """Return path and content of a file with one decision."""
    decision = {"date": today.isoformat(), "about": about, "was": was, "reason": BLANK}
    slug = "-".join(re.findall(r"[a-z0-9]+", about.lower()))
    return f"data/decisions/{today.isoformat()}-{slug}.yml", yaml_block([decision])
