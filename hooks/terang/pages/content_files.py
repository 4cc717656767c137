"""Names and kinds of the files below content/, and of the theme's assets.

A name becomes a part of addresses, of server files and of links, on every system: it is an id with
a known ending. Called by the check of the record, which needs no site generator.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from terang.diagnostics import LANGUAGES, Place, Problem
from terang.model.field_types import ID, slug
from terang.narrative.markdown_page import FOLDER
from terang.pages.page_address import language_of
from terang.parsing.folder_files import names_below

ASSETS = "theme_overrides/assets"
"""The folder of the theme's files that are published as they are."""

# Formats that a browser shows or saves. HTML, scripts and SVG could run code as our own.
PUBLISHABLE = ("avif", "csv", "gif", "jpeg", "jpg", "md", "pdf", "png", "txt", "webp")
ASSET_FORMATS = ("avif", "css", "gif", "ico", "jpeg", "jpg", "js", "png", "svg", "webp", "woff2")

_WINDOWS = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])")
"""Names of devices: Windows has no file of such a name, whatever its ending is."""


_BREAKS = re.compile(r"[\x00-\x20\x7f](?<! )")


def _as_escape(character: re.Match[str]) -> str:
    """Return a line break or another control character in a form that is seen."""
    return repr(character[0])[1:-1]


def content_problems(root: Path) -> Iterator[Problem]:
    """Yield the problems in names and kinds of the files below content/ and of the assets."""
    for folder, formats in ((FOLDER, PUBLISHABLE), (ASSETS, ASSET_FORMATS)):
        # Hidden files, such as those of editors and desktops, are never published.
        names = (name for name in names_below(root / folder) if not _is_hidden(name))
        yield from file_name_problems(folder, names, formats)


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in name.split("/"))


def file_name_problems(
    folder: str, names: Iterable[str], formats: Iterable[str]
) -> Iterator[Problem]:
    """Yield the problems in names and kinds of files to publish below a folder such as content/."""
    seen: set[str] = set()
    for name in sorted(names):
        place = Place(f"{folder}/{name}")
        parents, stem, ending = _parts(name)
        if folder == FOLDER and language_of(name) is None:
            values = {"folders": ", ".join(f"{folder}/{code}/" for code in LANGUAGES)}
            yield Problem(place, "outside-languages", values)
        for depth, parent in enumerate(parents):
            path = "/".join(parents[: depth + 1])
            if path not in seen:
                seen.add(path)
                yield from _name_problems(Place(f"{folder}/{path}"), parent, "")
        if ending in formats:
            yield from _name_problems(place, stem, ending)
        else:
            values = {"suffix": ending, "suffixes": ", ".join(formats)}
            yield Problem(place, "not-publishable", values, "" if ending else "none")


def _parts(name: str) -> tuple[list[str], str, str]:
    """Return the folders of a path, and its file's name before and after the last point."""
    *parents, file = name.split("/")
    stem, ending = posixpath.splitext(file)
    return parents, stem, ending.lstrip(".")


def _name_problems(place: Place, stem: str, ending: str) -> Iterator[Problem]:
    """Yield the problem of a folder's name, or of a file's name without its ending."""
    if stem == "README" and ending == "md":
        yield Problem(place, "bad-file-name", {"text": stem, "suggestion": "index.md"}, "readme")
    elif ID.fullmatch(stem) is None:
        suggestion = (slug(stem) or "nama-baru") + (f".{ending}" if ending else "")
        values = {"text": _BREAKS.sub(_as_escape, stem), "suggestion": suggestion}
        yield Problem(place, "bad-file-name", values)
    elif _WINDOWS.fullmatch(stem):
        suggestion = f"{stem}-2" + (f".{ending}" if ending else "")
        yield Problem(place, "bad-file-name", {"text": stem, "suggestion": suggestion}, "windows")
