"""Paths of the files that hold data, and free paths for new ones."""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Iterator
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


def free_path(stem: str, taken: Container[str]) -> str:
    """Return the path of a new file that no file has, without its ending in `stem`.

    A second file of the name is read after the first: records of a day hold in the order of files.
    """
    return next(path for path in _paths_in_order(stem) if path not in taken)


def _paths_in_order(stem: str) -> Iterator[str]:
    yield f"{stem}.yml"
    for count in itertools.count():
        for letter in "bcdefghijklmnopqrstuvwxy":
            yield f"{stem}{'z' * count}{letter}.yml"
