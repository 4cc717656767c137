"""Offline archive: a ZIP file of the finished site that opens from a memory stick.

Without a server, a browser does not find a folder's `index.html` and runs no module scripts: links
name their file in full, and files that need a server, for example the search, are left out.
"""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit, urlunsplit

from terang.downloads import archive
from terang.downloads.guide import WHOLE_SITE

_NEEDS_SERVER = ("pagefind/", "404.html", "robots.txt", "sitemap.xml", WHOLE_SITE)
"""Beginnings of paths that are of no use without a server, and the archive itself."""

MAX_SERIES = 200
"""The number of series up to which a site gets an archive; a country's would be far too large."""

_TAG = re.compile(r"<(?:a|img|link|script)\s[^<>]*>")
_ADDRESS = re.compile(r'(\s(?:href|src)=")([^"]*)(")')
_MODULE = re.compile(r'\s*<script type="module"[^<>]*></script>')


def pack_site(site: Path, address: str) -> None:
    """Write the archive of the finished site, published at `address`, into the site's folder."""
    with (site / WHOLE_SITE).open("wb") as stream:
        archive.write_archive(stream, _members(site, address))


def _members(site: Path, address: str) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file in the archive."""
    paths = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    for name, path in sorted(paths.items()):
        if name.startswith(_NEEDS_SERVER):
            continue
        content = path.read_bytes()
        is_page = name.endswith(".html")
        yield name, _offline_page(content.decode(), address).encode() if is_page else content


def _offline_page(html: str, address: str) -> str:
    """Return a page whose links name files, without scripts."""

    def replaced(attribute: re.Match[str]) -> str:
        return f"{attribute[1]}{_offline_link(attribute[2], address)}{attribute[3]}"

    return _TAG.sub(lambda tag: _ADDRESS.sub(replaced, tag[0]), _MODULE.sub("", html))


@functools.lru_cache(4096)
def _offline_link(link: str, address: str) -> str:
    """Return a link with the name of its file in full."""
    scheme, host, path, query, fragment = urlsplit(link)
    if scheme or host or not path:
        return link
    if path.lstrip("./") == WHOLE_SITE:  # the archive does not contain itself
        return urljoin(address, WHOLE_SITE)
    is_folder = path.endswith("/") or posixpath.basename(path) in (".", "..")
    if not is_folder:
        return link
    return urlunsplit(("", "", posixpath.join(path, "index.html"), query, fragment))
