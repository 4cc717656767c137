"""`make stamp`: a translation bears the fingerprint of the text it was compared with."""

from __future__ import annotations

from pathlib import Path

from terang.diagnostics import InvalidDataError, Place, Problem, nearest_word
from terang.narrative import macros, prose_check


def renew_stamp(root: Path, page: str) -> str:
    """Renew one translation's stamp, touching no other byte; the fingerprint it now bears.

    Raises InvalidDataError where the page is no translation of another.
    """
    pages = {path: macros.read_page(path, data) for path, data in macros.page_files(root).items()}
    path = page.removeprefix("./")
    wanted = {translation.path: original for original, translation in prose_check.page_pairs(pages)}
    if path not in wanted:
        match = nearest_word(path, wanted)
        values = {"page": path, "nearest": match or ", ".join(sorted(wanted)) or "–"}
        raise InvalidDataError([Problem(Place(path), "not-a-translation", values)])
    fingerprint = prose_check.fingerprint(wanted[path])
    file = root / path
    file.write_bytes(prose_check.stamped_text(file.read_bytes(), fingerprint))
    return fingerprint
