"""Check narrative pages against the data, and translations against their originals.

Both languages of a page call the same figures and sources. A translation carries the fingerprint of
its original, which shows when the original has changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from terang.checksums import sha256_of
from terang.diagnostics import LANGUAGES, Place, Problem
from terang.model.catalog import Catalog
from terang.narrative.known_texts import KnownTexts
from terang.narrative.markdown_page import FOLDER, STAMP, NarrativeSource
from terang.narrative.typed_figures import TypedFigure, typed_figure_problems

_FINGERPRINT_LENGTH = 12


def prose_problems(
    pages: Mapping[str, NarrativeSource], typed: Iterable[TypedFigure], catalog: Catalog
) -> Iterator[Problem]:
    """Yield the problems and notices of pages: typed figures, and unequal or outdated translations.

    `typed` holds the figures typed on all of these pages.
    """
    yield from typed_figure_problems(typed, KnownTexts.of_catalog(catalog))
    for original, translation in page_pairs(pages):
        yield from call_differences(original, translation)
        yield from translation_notices(original, translation)


def page_pairs(
    pages: Mapping[str, NarrativeSource],
) -> Iterator[tuple[NarrativeSource, NarrativeSource]]:
    """Yield each page of the default language with each of its translations."""
    for page in pages.values():
        for language in LANGUAGES[1:]:
            other = pages.get(f"{FOLDER}/{language}/{page.name}")
            if page.language == LANGUAGES[0] and other is not None:
                yield page, other


# --- languages ---------------------------------------------------------------------------------


def call_differences(original: NarrativeSource, translation: NarrativeSource) -> Iterator[Problem]:
    """Yield a problem for each call that stands in only one language of a page."""
    for page, other in ((original, translation), (translation, original)):
        theirs = {(call.name, call.arguments) for call in other.calls}
        seen = set(theirs)
        for call in page.calls:
            key = (call.name, call.arguments)
            if key not in seen:
                seen.add(key)
                arguments = ", ".join(f'"{argument}"' for argument in call.arguments)
                values = {"call": f"{call.name}({arguments})", "other": other.path}
                yield Problem(call.place, "call-in-one-language", values)


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
