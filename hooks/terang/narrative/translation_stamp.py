"""`make stamp`: a translation bears the fingerprint of the text it was compared with."""

from __future__ import annotations

from pathlib import Path

from terang.diagnostics import InvalidDataError, Place, Problem, nearest
from terang.narrative import macros, prose_check


def stamp(root: Path, page: str) -> str:
    """Renew one translation's stamp, touching no other byte; the fingerprint it now bears.

    Raises InvalidDataError where the page is no translation of another.
    """
    pages = {path: macros.read(path, data) for path, data in macros.files(root).items()}
    path = page.removeprefix("./")
    wanted = {translation.path: original for original, translation in prose_check.pairs(pages)}
    if path not in wanted:
        match = nearest(path, wanted)
        values = {"page": path, "nearest": match or ", ".join(sorted(wanted)) or "–"}
        raise InvalidDataError([Problem(Place(path), "not-a-translation", values)])
    fingerprint = prose_check.fingerprint(wanted[path])
    file = root / path
    file.write_bytes(prose_check.stamped(file.read_bytes(), fingerprint))
    return fingerprint
