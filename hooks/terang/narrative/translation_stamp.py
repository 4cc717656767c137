"""Stamp a translation with the fingerprint of its original, for `make stamp`."""

from __future__ import annotations

from pathlib import Path

from terang.diagnostics import InvalidDataError, Place, Problem, nearest_word
from terang.narrative import markdown_page, prose_check


def renew_stamp(root: Path, page: str) -> str:
    """Renew the stamp of a translation and return it; no other byte of the file changes.

    Raises InvalidDataError if the page is not a translation.
    """
    pages = {
        path: markdown_page.read_page(path, data)
        for path, data in markdown_page.page_files(root).items()
    }
    path = page.removeprefix("./")
    originals = {
        translation.path: original for original, translation in prose_check.page_pairs(pages)
    }
    if path not in originals:
        match = nearest_word(path, originals)
        values = {"page": path, "nearest": match or ", ".join(sorted(originals)) or "–"}
        raise InvalidDataError([Problem(Place(path), "not-a-translation", values)])
    fingerprint = prose_check.fingerprint(originals[path])
    file = root / path
    file.write_bytes(prose_check.stamped_text(file.read_bytes(), fingerprint))
    return fingerprint
