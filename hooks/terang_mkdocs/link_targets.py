"""What a finished page holds and leads to: each link and anchor of the site, checked at once."""

from __future__ import annotations

import dataclasses
import html
import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from mkdocs.utils import get_relative_url

from terang.diagnostics import LANGUAGES
from terang_mkdocs.routing import page_name

if TYPE_CHECKING:
    from mkdocs.structure.files import File


# Exact for what Markdown and autoescaping templates write: neither leaves a `<` or `>` in texts or
# values. Twenty times the speed of a parser, on every page.
_ID, _HREF, _SRC = (
    # The name comes first, and the space before it after: so the search leaps from name to name.
    re.compile(rf'{name}="(?<=\s{name}=")([^"<>]*)"(?=[^<>]*>)')
    for name in ("id", "href", "src")
)

# What nearly all links are; anything else is left to the rules of RFC 3986.
_PLAIN = re.compile(r"(?P<up>(?:\.\./)*)(?P<path>(?:[\w-][\w.-]*/?)*)(?:#(?P<fragment>[\w.-]*))?")

# Below a folder, so that a link which climbs out of the site shows.
_BASE = "http://site.invalid/site/"


@dataclass(frozen=True, slots=True)
class Stock:
    """The ids on a page, and the addresses it leads to, each once."""

    ids: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


def page_stock(content: str) -> Stock:
    """What a finished page holds and leads to."""
    links = dict.fromkeys([*_HREF.findall(content), *_SRC.findall(content)])
    return Stock(tuple(map(html.unescape, _ID.findall(content))), tuple(map(html.unescape, links)))


@dataclasses.dataclass(frozen=True, slots=True)
class Directory:
    """All files of the site, by how a link names them and by where they are published."""

    files: Mapping[str, File]
    """Place in the docs tree → file; a page as `page_name` has it."""
    published: Mapping[str, File] = dataclasses.field(default_factory=dict)
    """Address from the site's root → file."""

    @classmethod
    def of(cls, files: Iterable[File]) -> Directory:
        """The directory of these files."""
        listed = list(files)
        return cls(
            {_name(file.src_uri): file for file in listed},
            {unquote("" if file.url in (".", "./") else file.url): file for file in listed},
        )

    def resolve(self, written: str, source: str, url: str) -> str | None:
        """The address, as seen from `url`, of what a link written in the file `source` leads to.

        A link names a file, seen from the file that it stands in. What belongs to no language, such
        as a download, is also found as if it stood in each language's folder.
        """
        try:
            _, _, path, query, fragment = urlsplit(written)
        except ValueError:
            return None
        if not path:
            return written
        name = _name(posixpath.join(posixpath.dirname(source), unquote(path)))
        language, _, rest = name.partition("/")
        file = self.files.get(name) or (self.files.get(rest) if language in LANGUAGES else None)
        if file is None:
            return None
        return urlunsplit(("", "", get_relative_url(file.url, url), query, fragment))


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """What a link leads to: an address from the site's root, and an id that should stand there."""

    address: str
    fragment: str

    @classmethod
    def of(cls, url: str, link: str) -> LinkTarget | None:
        """The target of a link of the page at `url`; None where it lies outside the site."""
        folders = url.split("/")[:-1]
        plain = _PLAIN.fullmatch(link)
        if plain and plain["up"].count("/") <= len(folders):
            above = folders[: len(folders) - plain["up"].count("/")]
            is_here = not plain["up"] and not plain["path"]
            address = url if is_here else "".join(f"{item}/" for item in above) + plain["path"]
            return cls(unquote(address), plain["fragment"] or "")
        try:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                return None
            target = urlsplit(urljoin(_BASE + url, link))
        except ValueError:  # `http://[`
            return cls(link, "")
        path = target.path.removeprefix(urlsplit(_BASE).path)
        return cls(unquote(path), unquote(target.fragment))


def _name(source: str) -> str:
    """How a file is looked up: a page without its ending, so that `x/` and `x.md` are one."""
    name = posixpath.normpath(source)
    return page_name(name) if name.endswith(".md") else name
