"""The search index of the finished site, by Pagefind, the same bytes from the same pages.

Pagefind tells languages apart by `<html lang>` and stems Indonesian. It is run as the program that
it is: its Python interface waits a tenth of a second for each answer. A page takes part by an
element with `data-pagefind-body`; the index is loaded only when somebody searches.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from pagefind_bin import get_executable  # type: ignore[import-untyped]

FOLDER = "pagefind"

# Interfaces of Pagefind's own; ours is theme_overrides/assets/search.js.
_UNUSED = ("pagefind-*ui.css", "pagefind-*ui.js", "pagefind-ui.*", "pagefind-highlight.js")
_ENTRY = "pagefind-entry.json"


class SearchError(Exception):
    """The index cannot be made."""


def index(site: Path) -> None:
    """Index a finished site into its folder `pagefind`."""
    command = [str(get_executable()), "--site", str(site), "--output-subdir", FOLDER, "--silent"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError as error:
        raise SearchError(str(error)) from None
    folder = site / FOLDER
    if done.returncode or not (folder / _ENTRY).is_file():
        raise SearchError(" ".join((done.stderr or done.stdout).split()) or str(done.returncode))
    for pattern in _UNUSED:
        for path in folder.glob(pattern):
            path.unlink()
    _sort(folder / _ENTRY)


def _sort(entry: Path) -> None:
    """Write the entry file again: its languages stand in the order of a hash map."""
    content = json.loads(entry.read_bytes())
    entry.write_text(
        json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False),
        encoding="utf-8",
    )
