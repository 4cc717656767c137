"""What a finished page holds and leads to: each link and anchor of the site, checked at once."""

from __future__ import annotations

import dataclasses
import html
import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from mkdocs.utils import get_relative_url

from terang.diagnostics import LANGUAGES, Place, Problem
from terang.i18n.sentences import SiteNotice, SiteProblem, meant
from terang_mkdocs.routing import page_name

if TYPE_CHECKING:
    from mkdocs.structure.files import File

    from terang_mkdocs.pages import SitePage

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


def stock(content: str) -> Stock:
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
class Target:
    """What a link leads to: an address from the site's root, and an id that should stand there."""

    address: str
    fragment: str

    @classmethod
    def of(cls, url: str, link: str) -> Target | None:
        """The target of a link of the page at `url`; None where it lies outside the site."""
        folders = url.split("/")[:-1]
        plain = _PLAIN.fullmatch(link)
        if plain and plain["up"].count("/") <= len(folders):
            above = folders[: len(folders) - plain["up"].count("/")]
            is_here = not plain["up"] and not plain["path"]
            address = url if is_here else "".join(f"{one}/" for one in above) + plain["path"]
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


Leads: TypeAlias = Mapping[str, Sequence[tuple[str, Target]]]
"""By a page's address: its links that stay within the site, each with what it leads to."""


def leads(pages: Mapping[str, SitePage]) -> Leads:
    """Where the links of these pages lead."""
    return {
        url: [
            (link, target)
            for link in page.stock.links
            if (target := Target.of(page.url, link)) is not None
        ]
        for url, page in pages.items()
    }


def link_problems(
    pages: Mapping[str, SitePage], found: Leads, directory: Directory
) -> Iterator[Problem]:
    """Every link of every page (by its address) leads to a page or file, and to an id there."""
    for url, page in pages.items():
        for anchor, times in Counter(page.stock.ids).items():
            if times > 1:
                yield SiteProblem(page.place_of(f"#{anchor}"), "repeated-id", {"anchor": anchor})
        for link, target in found[url]:
            yield from _problems_of(page, link, target, pages, directory)


def orphans(
    pages: Mapping[str, SitePage], found: Leads, linked: Iterable[str]
) -> Iterator[Problem]:
    """Every narrative page is led to, in one of its languages, from another page.

    `linked` are the paths of the pages in menus and footer.
    """
    reached = set(linked)
    for url, page in pages.items():
        others = {target.address for _, target in found[url]} & pages.keys()
        reached |= {pages[other].address.path for other in others} - {page.address.path}
    for page in pages.values():
        if page.made_by_hand and page.address.path not in reached:
            yield SiteNotice(Place(str(page.edit)), "orphan-page")


def _problems_of(
    page: SitePage,
    link: str,
    target: Target,
    pages: Mapping[str, SitePage],
    directory: Directory,
) -> Iterator[Problem]:
    written = page.written_links.get(link, link)
    if target.address not in directory.published or link.startswith("/"):
        values = {"link": written, **meant(written, _names_seen_from(page, directory))}
        yield SiteProblem(page.place_of(written), "broken-link", values)
        return
    other = pages.get(target.address)
    if (
        other is not None
        and target.fragment
        and target.fragment not in (other.present_anchor_ids or ())
    ):
        values = {
            "link": written,
            "anchor": target.fragment,
            **meant(target.fragment, other.stock.ids),
        }
        yield SiteProblem(page.place_of(written), "broken-anchor", values)


def _names_seen_from(page: SitePage, directory: Directory) -> list[str]:
    """How a link on this page would name each page of its language."""
    folder = posixpath.dirname(page.file.src_uri)
    language = page.file.src_uri.split("/", 1)[0]
    return [
        posixpath.relpath(file.src_uri, folder)
        for file in directory.files.values()
        if file.page is not None and file.src_uri.startswith(f"{language}/")
    ]
