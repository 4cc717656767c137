"""Paths of the files that hold data."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

FOLDER = "data"
TABLE = ".csv"
"""The ending of entry files that are tables."""

_YAML = re.compile(r"\.ya?ml", re.IGNORECASE)


def is_data_file(path: str) -> bool:
    """Return whether a file is read as data; `kota.yml.txt` is, and is refused later."""
    name = PurePosixPath(path)
    if not name.is_relative_to(FOLDER) or name.name.startswith("."):
        return False
    return path.endswith(TABLE) or _YAML.search(name.name) is not None
