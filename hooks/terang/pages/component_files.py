"""Join the styles and the scripts of components into the files that pages load.

They are joined without comments and white space, which readers would have to pay for. The site's
own stylesheet, `own/style.css`, stands behind those of components, as it was written.

A component's folder below `theme_overrides/components/` holds its template, its style and, where
there is one, its script. Called by the build and by the preview, which join them anew at each
change. Knows no template.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from terang.pages.own_files import own_style

ORDER = (
    "base", "shell", "header", "search", "footer", "utilities", "table", "notice", "tag", "card",
    "quote", "headline", "targets", "timeline", "disagreements", "reply", "chart", "pager",
    "sources", "share", "series", "glossary", "contacts", "answer", "series-list", "propose",
    "footnote",
)  # fmt: skip
"""The order of the first styles: of two rules of the same weight, the later one holds."""

LAST = "print"
"""The style that overrides all others; styles without a place stand before it."""

_STYLE = "style.css"
_FILES = {
    "assets/terang.css": _STYLE,
    "assets/search.js": "script.js",
    # Of the search box, which loads it when somebody searches.
    "assets/results.js": "results.js",
    # Of the form for proposals, which alone loads them.
    "assets/propose.js": "propose.js",
    "assets/readings.js": "readings.js",
}
"""The path of each joined file from the site's root, and the name of its parts."""

_COMMENTS = {
    ".css": re.compile(rb"/\*.*?\*/", re.DOTALL),
    ".js": re.compile(rb"^[ ]*//[^\n]*$", re.MULTILINE),
}
"""The comments of each kind of part; of a script only those that fill a line."""

_AFTER_PROPERTY = re.compile(rb"^([\w-]+): ")


def joined_files(components: Path) -> Mapping[str, Callable[[], bytes]]:
    """Return a function that joins each file, by the file's path from the site's root."""
    return {path: functools.partial(join_parts, components, name) for path, name in _FILES.items()}


def join_parts(components: Path, name: str) -> bytes:
    """Return the parts of this name in order, without comments and white space."""
    joined = b"\n".join(path.read_bytes() for path in _parts(components, name))
    lines = [line.strip() for line in _COMMENTS[Path(name).suffix].sub(b"", joined).splitlines()]
    if name != _STYLE:
        return b"".join(line + b"\n" for line in lines if line)
    own = own_style(components.parent.parent)  # it stands last, so that it holds
    return b"\n".join(filter(None, [b"".join(map(_compact_style, filter(None, lines))), own]))


def _compact_style(line: bytes) -> bytes:
    """Return a line of a stylesheet without what separates it from the next, if a sign does."""
    line = _AFTER_PROPERTY.sub(rb"\1:", line.replace(b" {", b"{"))
    return line if line.endswith((b"{", b"}", b";", b",", b":")) else line + b"\n"


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
