"""Paths of the files that hold data."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from terang.loading import data_folder

_YAML = re.compile(r"\.ya?ml", re.IGNORECASE)


def is_data_file(path: str) -> bool:
    """Return whether a file is read as data; `kota.yml.txt` is, and is refused later."""
    name = PurePosixPath(path)
    return (
        name.is_relative_to(data_folder.FOLDER)
        and not name.name.startswith(".")
        and _YAML.search(name.name) is not None
    )
