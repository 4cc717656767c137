"""Translations and the fingerprint of their original: pairs of pages, stamps, outdated ones.

A translation carries the fingerprint of its original, which shows when the original has changed.
`make stamp` renews it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from terang.checksums import sha256_of
from terang.diagnostics import LANGUAGES, InvalidDataError, Place, Problem, nearest_word
from terang.narrative.markdown_page import (
    FOLDER,
    STAMP,
    NarrativeSource,
    page_files,
    read_page,
)

_FINGERPRINT_LENGTH = 12


def page_pairs(
    pages: Mapping[str, NarrativeSource],
) -> Iterator[tuple[NarrativeSource, NarrativeSource]]:
    """Yield each page of the default language with each of its translations."""
    for page in pages.values():
        for language in LANGUAGES[1:]:
            other = pages.get(f"{FOLDER}/{language}/{page.name}")
            if page.language == LANGUAGES[0] and other is not None:
                yield page, other


def translation_notices(
    original: NarrativeSource, translation: NarrativeSource
) -> Iterator[Problem]:
    """Yield a notice if a translation does not carry the fingerprint of its original."""
    if not is_current(original, translation):
        stamped = STAMP in translation.meta
        values = {"original": original.path, "page": translation.path}
        code = "outdated-translation" if stamped else "unstamped-translation"
        yield Problem(Place(translation.path), code, values)


def is_current(original: NarrativeSource, translation: NarrativeSource) -> bool:
    """Return whether a translation carries the fingerprint of the original as it is now."""
    return translation.meta.get(STAMP) == fingerprint(original)


def fingerprint(page: NarrativeSource) -> str:
    """Return a hash of a page's text in 12 hexadecimal digits, without white space and stamp."""
    front = [f"{key}: {value}" for key, value in sorted(page.meta.items()) if key != STAMP]
    text = " ".join("\n".join((*front, page.body)).split())
    return sha256_of(text.encode())[:_FINGERPRINT_LENGTH]


def stamped_text(data: bytes, value: str) -> bytes:
    """Return a page's bytes with its stamp renewed or added; no other byte changes."""
    line = f"{STAMP}: {value}".encode()
    old = re.compile(rb"(?m)^" + STAMP.encode() + rb":[^\r\n]*")
    head = re.match(rb"(?:\xef\xbb\xbf)?---[ \t]*(\r?\n)(.*?)^---", data, re.DOTALL | re.MULTILINE)
    if head is None:
        return b"---\n" + line + b"\n---\n\n" + data
    if old.search(head[0]):
        return data[: head.start()] + old.sub(line, head[0], count=1) + data[head.end() :]
    place = head.end() - 3
    return data[:place] + line + head[1] + data[place:]


def outdated_pages(pages: Mapping[str, NarrativeSource]) -> frozenset[str]:
    """Return the paths of translations that are older than their originals."""
    return frozenset(
        translation.path
        for original, translation in page_pairs(pages)
        if STAMP in translation.meta and not is_current(original, translation)
    )


def renew_stamp(root: Path, page: str) -> str:
    """Renew the stamp of a translation and return it; no other byte of the file changes.

    Raises InvalidDataError if the page is not a translation.
    """
    pages = {path: read_page(path, data) for path, data in page_files(root).items()}
    path = page.removeprefix("./")
    originals = {translation.path: original for original, translation in page_pairs(pages)}
    if path not in originals:
        match = nearest_word(path, originals)
        values = {"page": path, "nearest": match or ", ".join(sorted(originals)) or "–"}
        raise InvalidDataError([Problem(Place(path), "not-a-translation", values)])
    stamp = fingerprint(originals[path])
    file = root / path
    file.write_bytes(stamped_text(file.read_bytes(), stamp))
    return stamp
