"""Paths of the files that hold data."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

FOLDER = "data"
TABLE = ".csv"
"""The ending of entry files that are tables."""

ENDING = re.compile(r"\.(?:ya?ml|csv)", re.IGNORECASE)
"""An ending of data, perhaps with something behind it."""


def is_data_file(path: str) -> bool:
    """Return whether a file is read as data; `kota.yml.txt` is, and is refused later."""
    name = PurePosixPath(path)
    if not name.is_relative_to(FOLDER) or name.name.startswith("."):
        return False
    return ENDING.search(name.name) is not None
