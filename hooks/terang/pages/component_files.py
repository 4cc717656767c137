"""Join the styles and the scripts of components into the two files that every page loads.

The site's own stylesheet, `own/style.css`, stands behind those of components.

A component's folder below `theme_overrides/components/` holds its template, its style and, where
there is one, its script. Called by the build and by the preview, which join them anew at each
change. Knows no template.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from terang.pages.own_files import own_style

ORDER = (
    "base", "shell", "header", "search", "footer", "utilities", "table", "notice", "tag", "card",
    "quote", "headline", "targets", "timeline", "reply", "chart", "pager", "sources", "glossary",
    "contacts",
    "footnote",
)  # fmt: skip
"""The order of the first styles: of two rules of the same weight, the later one holds."""

LAST = "print"
"""The style that overrides all others; styles without a place stand before it."""

_STYLE = "style.css"
_FILES = {"assets/terang.css": _STYLE, "assets/search.js": "script.js"}
"""The path of each joined file from the site's root, and the name of its parts."""


def joined_files(components: Path) -> Mapping[str, Callable[[], bytes]]:
    """Return a function that joins each file, by the file's path from the site's root."""
    return {path: functools.partial(join_parts, components, name) for path, name in _FILES.items()}


def join_parts(components: Path, name: str) -> bytes:
    """Return the parts of this name in order, with an empty line between two of them."""
    parts = [path.read_bytes() for path in _parts(components, name)]
    if name == _STYLE:  # the site's own stands last, so that it holds
        parts += filter(None, [own_style(components.parent.parent)])
    return b"\n".join(parts)


def _parts(components: Path, name: str) -> Iterator[Path]:
    """Yield each component's file of this name: first those of ORDER, then others by name."""
    paths = (path for path in components.glob(f"*/{name}") if not _is_linked(path))
    files = {path.parent.name: path for path in paths}
    unplaced = sorted(files.keys() - {*ORDER, LAST})
    for component in (*ORDER, *unplaced, LAST):
        if component in files:
            yield files[component]


def _is_linked(path: Path) -> bool:
    """Return whether a file or its folder is a symbolic link, which could lead anywhere."""
    return path.is_symlink() or path.parent.is_symlink()
