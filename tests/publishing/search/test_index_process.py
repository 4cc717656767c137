"""A search index made by a process of its own: the same index, and its errors arrive."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from terang.publishing.search.index import SearchError, SearchIndex
from terang.publishing.search.index_process import IndexProcess
from terang.publishing.search.page_text import PageText

TEXTS = {
    f"{folder}page-{number}/index.html": PageText(language, f"Halaman {number}", f"{word} {number}")
    for language, folder, word in (("id", "", "pekerja"), ("en", "en/", "workers"))
    for number in range(5)
}


def made(index: SearchIndex | IndexProcess, site: Path) -> Mapping[str, bytes]:
    """Make the index of all texts, and return its files."""
    with contextlib.closing(index):
        for path, text in TEXTS.items():
            index.add(path, text)
        index.complete()
        index.write()
    return {str(file.relative_to(site)): file.read_bytes() for file in site.rglob("*.*")}


def test_another_process_makes_the_same_index(tmp_path: Path) -> None:
    """An index has the same bytes, whichever process makes it."""
    here, there = tmp_path / "here", tmp_path / "there"
    assert made(IndexProcess(there), there) == made(SearchIndex(here), here)


def test_an_error_of_the_process_is_raised_here(tmp_path: Path) -> None:
    """An index that cannot be written fails with the reason, and not with a closed pipe."""
    taken = tmp_path / "taken"
    taken.write_text("a file where the site's folder should be")
    with pytest.raises(SearchError, match="taken"):
        made(IndexProcess(taken), taken)


def test_a_killed_process_is_an_error(tmp_path: Path) -> None:
    """A process that has been killed does not pass for one that has written its index."""
    with contextlib.closing(IndexProcess(tmp_path)) as index:
        index._process.kill()
        index._process.wait()
        with pytest.raises(SearchError):
            index.write()
