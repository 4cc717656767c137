"""llms.txt: where an assistant finds the figures, and what it must say with them.

https://llmstxt.org — at most 4 kB, so that an assistant reads all of it. The words stand in
`llms.yml`.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

import yaml

from terang.diagnostics import LANGUAGES
from terang.downloads.edition import Edition

NAME = "llms.txt"
MOST_BYTES = 4096

_FILE = Path(__file__).with_name("llms.yml")
_QUOTED = (400, 200, 100, 50, 25)
"""The numbers of characters that are quoted of a name or a notice; the first that fits is taken."""


def llms_bytes(edition: Edition) -> bytes:
    """Return llms.txt, with its words in English and the rules also in Indonesian."""
    texts = [_filled(edition, most).encode() for most in _QUOTED]
    return next((text for text in texts if len(text) <= MOST_BYTES), texts[-1])


def _filled(edition: Edition, most: int) -> str:
    """Return the text with the names of an edition, each cut to `most` characters."""
    publisher, notice = edition.publisher, edition.notice or {}
    values = {f"publisher_{code}": _short(publisher[code], most) for code in LANGUAGES}
    values |= {f"notice_{code}": _short(notice.get(code, ""), most) for code in LANGUAGES}
    values |= {
        "url": edition.address,
        "licence": _short(edition.licence.id, most),
        "licence_url": edition.licence.url,
        "version": edition.version,
        "as_of": edition.as_of,
    }
    lines = _words()["text"].splitlines(keepends=True)
    return "".join(line.format(**values) for line in lines if _is_kept(line, values))


def _is_kept(line: str, values: Mapping[str, str]) -> bool:
    """Return whether a line says something: one about the notice needs a notice."""
    return all(values[f"notice_{code}"] or f"{{notice_{code}}}" not in line for code in LANGUAGES)


def _short(text: str, most: int) -> str:
    """Return a text in one line, cut to a number of characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


@functools.cache
def _words() -> Mapping[str, str]:
    with _FILE.open(encoding="utf-8") as file:
        words: Mapping[str, str] = yaml.load(file, Loader=yaml.CBaseLoader)  # noqa: S506
    return words
