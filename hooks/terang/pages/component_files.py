"""Join the styles and the scripts of components into the files that pages load.

They are joined without comments and white space, which readers would have to pay for. Styles that
few pages need are in stylesheets apart; a page loads one only if it has a class of it, and before
the others, which may override it. The site's own stylesheet, `own/style.css`, stands behind those
of components, as it was written.

A component's folder below `theme_overrides/components/` holds its template, its style and, where
there is one, its script. Called by the build and by the preview, which join them anew at each
change. Knows no template.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path

from terang.pages.own_files import own_style

ORDER = (
    "base", "shell", "header", "search", "search-results", "footer", "utilities", "table", "notice",
    "tag", "card", "quote", "headline", "targets", "timeline", "disagreements", "chart", "share",
    "series", "glossary", "contacts", "answer", "board", "series-list", "filter", "target-list",
    "pager", "panels", "compared", "propose", "states", "break", "reply", "source-list", "contents",
    "admonition", "footnote", "lost",
)  # fmt: skip
"""The order of the first styles: of two rules of the same weight, the later one holds."""

LAST = "print"
"""The style that overrides all others; styles without a place stand before it."""

APART = {
    "answers.css": ("card", "contacts", "answer", "board"),
    "lists.css": ("series-list", "filter", "target-list", "pager"),
    "compare.css": ("panels", "compared"),
    "states.css": ("states",),
    "rare.css": (
        *("break", "reply", "source-list", "contents"),
        *("admonition", "footnote", "lost"),
    ),
    "form.css": ("propose",),
    # Loaded by the search, on any page.
    "results.css": ("search-results",),
}
"""The stylesheets for some pages, below `assets/`, and the components whose styles they join."""

FRAMED = "embed"
"""The style of pages in frames of other sites, which load no other stylesheet."""

_FRAMED_PARTS = ("chart", FRAMED)
"""The components whose styles `embed.css` joins."""

_STYLE = "style.css"
_FILES = {
    "assets/terang.css": _STYLE,
    "assets/search.js": "script.js",
    # Of the search box, which loads it when somebody searches.
    "assets/results.js": "results.js",
    # Of the form for proposals, which alone loads them.
    "assets/propose.js": "propose.js",
    "assets/readings.js": "readings.js",
    "assets/sheet.js": "sheet.js",
    # Of lists of targets and series.
    "assets/filter.js": "filter.js",
}
"""The path of each joined file from the site's root, and the name of its parts."""

_COMMENTS = {
    ".css": re.compile(rb"/\*.*?\*/", re.DOTALL),
    ".js": re.compile(rb"^[ ]*//[^\n]*$", re.MULTILINE),
}
"""The comments of each kind of part; of a script only those that fill a line."""

_AFTER_PROPERTY = re.compile(rb"^([\w-]+): ")
_ZERO = re.compile(rb"(?<=[ :(,-])0(?=\.\d)")
"""The zero before a decimal point."""


def joined_files(components: Path) -> Mapping[str, Callable[[], bytes]]:
    """Return a function that joins the styles or scripts of a file, by the file's path."""
    join = functools.partial
    files = {path: join(join_parts, components, name) for path, name in _FILES.items()}
    apart = {
        f"assets/{sheet}": join(_join_styles, components, parts)
        for sheet, parts in {**APART, "embed.css": _FRAMED_PARTS}.items()
    }
    return {**files, **apart}


def join_parts(components: Path, name: str) -> bytes:
    """Return the parts of components with this name in order, without comments and white space."""
    if name != _STYLE:
        lines = _lines(path for path in _parts(components, name))
        return b"".join(line + b"\n" for line in lines)
    apart = {FRAMED, *(component for sheet in APART.values() for component in sheet)}
    parts = (path for path in _parts(components, name) if path.parent.name not in apart)
    own = own_style(components.parent.parent)  # it stands last, so that it holds
    return b"\n".join(filter(None, [_joined_style(parts), own]))


def classes_apart(components: Path) -> dict[str, frozenset[str]]:
    """Return the classes of each joined stylesheet that no other page's stylesheet has."""
    shared = _classes(join_parts(components, _STYLE))
    return {
        sheet: _classes(_join_styles(components, parts)) - shared for sheet, parts in APART.items()
    }


def _join_styles(components: Path, names: Collection[str]) -> bytes:
    """Return the styles of these components in order."""
    parts = (path for path in _parts(components, _STYLE) if path.parent.name in names)
    return _joined_style(parts)


def _joined_style(parts: Iterable[Path]) -> bytes:
    return b"".join(map(_compact_style, _lines(parts))).replace(b";}", b"}")


def _classes(style: bytes) -> frozenset[str]:
    """Return the classes that a stylesheet names before its braces."""
    selectors = b" ".join(re.findall(rb"([^{};]+)\{", style)).decode()
    return frozenset(re.findall(r"\.([A-Za-z][\w-]*)", selectors))


def _lines(parts: Iterable[Path]) -> Iterator[bytes]:
    """Yield the lines of parts without comments and the white space around them."""
    for path in parts:
        text = _COMMENTS[path.suffix].sub(b"", path.read_bytes())
        yield from filter(None, (line.strip() for line in text.splitlines()))


def _compact_style(line: bytes) -> bytes:
    """Return a line of a stylesheet without what separates it from the next, if a sign does."""
    line = _ZERO.sub(b"", _AFTER_PROPERTY.sub(rb"\1:", line.replace(b" {", b"{")))
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
