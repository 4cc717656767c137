"""The finished site in one file that opens from a memory stick, without a server.

A browser that reads a folder finds no `index.html` by itself, and runs no script from it: links
name their file in full, and what needs a server is left out, the search above all.
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
"""What is of no use in a folder, and the file itself."""

MOST_SERIES = 200
"""Up to how many series a site fits in a hand; one of a whole country is hundreds of megabytes."""

_TAG = re.compile(r"<(?:a|img|link|script)\s[^<>]*>")
_ADDRESS = re.compile(r'(\s(?:href|src)=")([^"]*)(")')
_MODULE = re.compile(r'\s*<script type="module"[^<>]*></script>')


def pack_site(site: Path, address: str) -> None:
    """Put the finished site, published at `address`, into one file within itself."""
    with (site / WHOLE_SITE).open("wb") as stream:
        archive.write_archive(stream, _members(site, address))


def _members(site: Path, address: str) -> Iterator[tuple[str, bytes]]:
    paths = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    for name, path in sorted(paths.items()):
        if name.startswith(_NEEDS_SERVER):
            continue
        content = path.read_bytes()
        is_page = name.endswith(".html")
        yield name, _local(content.decode(), address).encode() if is_page else content


def _local(html: str, address: str) -> str:
    """A page whose links lead to files, and which runs nothing."""

    def full(found: re.Match[str]) -> str:
        return f"{found[1]}{_file(found[2], address)}{found[3]}"

    return _TAG.sub(lambda tag: _ADDRESS.sub(full, tag[0]), _MODULE.sub("", html))


@functools.lru_cache(4096)
def _file(link: str, address: str) -> str:
    """A link as it leads from file to file."""
    scheme, host, path, query, fragment = urlsplit(link)
    if scheme or host or not path:
        return link
    if path.lstrip("./") == WHOLE_SITE:  # it does not hold itself
        return urljoin(address, WHOLE_SITE)
    is_folder = path.endswith("/") or posixpath.basename(path) in (".", "..")
    if not is_folder:
        return link
    return urlunsplit(("", "", posixpath.join(path, "index.html"), query, fragment))
