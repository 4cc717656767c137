"""Ids and links of finished pages, pages without a link to them, and broken links.

Called when every page has been rendered. Knows pages by `LinkedPage` only, whatever makes them.
"""

from __future__ import annotations

import html
import posixpath
import re
import sys
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeAlias
from urllib.parse import unquote, urljoin, urlsplit

from terang.diagnostics import Place, Problem
from terang.i18n.terminal_messages import SiteNotice, SiteProblem, suggested_value
from terang.pages.page_address import PageAddress

# Exact for the output of Markdown and of autoescaping templates: neither leaves a `<` or `>` in
# texts or values. Twenty times the speed of a parser, on every page.
_ID, _HREF, _SRC = (
    # The name comes first, and the space before it after: the search then leaps from name to name.
    re.compile(rf'{name}="(?<=\s{name}=")([^"<>]*)"(?=[^<>]*>)')
    for name in ("id", "href", "src")
)

# The form of nearly all links; the rest follow the rules of RFC 3986.
_PLAIN = re.compile(
    # Possessive: else a name of 30 letters before a `%` would be cut in a billion ways.
    r"(?P<up>(?:\.\./)*)(?P<path>(?:[\w-][\w.-]*+/?)*+)(?:\?[\w.=&-]*)?(?:#(?P<fragment>[\w.-]*))?"
)

# A plain address of another site, as sources have: not worth a parser.
_OUTSIDE = re.compile(r"https?://[\w.-]+(?:/|$)")

# Below a folder: a link that climbs out of the site is then recognised.
_BASE = "http://site.invalid/site/"


@dataclass(frozen=True, slots=True)
class LinkInventory:
    """The ids on a page and the addresses that it links to; each address once."""

    ids: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


def link_inventory(content: str) -> LinkInventory:
    """Return the ids and links in a page's finished HTML."""
    links = dict.fromkeys([*_HREF.findall(content), *_SRC.findall(content)])
    return LinkInventory(_unescaped(_ID.findall(content)), _unescaped(links))


def _unescaped(texts: Iterable[str]) -> tuple[str, ...]:
    """Return texts of HTML as plain texts; pages have most ids and links in common."""
    return tuple(sys.intern(html.unescape(text)) for text in texts)


class LinkTarget(NamedTuple):
    """The destination of a link: an address from the site's root, and an id on that page."""

    address: str
    fragment: str

    @classmethod
    def from_link(cls, url: str, link: str) -> LinkTarget | None:
        """Return the target of a link of the page at `url`; None if it lies outside the site."""
        folders = url.split("/")[:-1]
        plain = _PLAIN.fullmatch(link)
        if plain and plain["up"].count("/") <= len(folders):
            above = folders[: len(folders) - plain["up"].count("/")]
            is_here = not plain["up"] and not plain["path"]
            address = url if is_here else "".join(f"{name}/" for name in above) + plain["path"]
            # Kept for all pages until the last is checked, and the same for many of them.
            return cls(sys.intern(unquote(address)), plain["fragment"] or "")
        if _OUTSIDE.match(link):
            return None
        try:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                return None
            target = urlsplit(urljoin(_BASE + url, link))
        except ValueError:  # `http://[`
            return cls(link, "")
        path = target.path.removeprefix(urlsplit(_BASE).path)
        return cls(unquote(path), unquote(target.fragment))


class LinkedPage(Protocol):
    """The properties of a page that the link check needs."""

    address: PageAddress
    inventory: LinkInventory
    written_links: dict[str, str]
    """An address on the page → the link as its author wrote it."""
    is_narrative: bool

    @property
    def url(self) -> str:
        """The page's address, from the site's root."""

    @property
    def source(self) -> str:
        """The page's file below the docs folder: `id/reading.md`."""

    @property
    def edit(self) -> str | None:
        """The file that a correction would change, from the repository's root."""

    def place_of(self, text: str) -> Place:
        """Return the place of a text in the page's source."""


ResolvedLinks: TypeAlias = Mapping[str, Sequence[tuple[str, LinkTarget]]]
"""By a page's address: each of its links that stays within the site, with its target."""


def resolve_links(pages: Iterable[LinkedPage]) -> ResolvedLinks:
    """Return the targets of all links of these pages that stay within the site."""
    return {
        page.url: [
            (link, target)
            for link in page.inventory.links
            if (target := LinkTarget.from_link(page.url, link)) is not None
        ]
        for page in pages
    }


def link_problems(
    pages: Mapping[str, LinkedPage], resolved: ResolvedLinks, published: Container[str]
) -> Iterator[Problem]:
    """Yield each repeated id, and each link to a page, file or id that does not exist.

    `pages` by address; `published` holds the addresses of all pages and files of the site.
    """
    anchors = {url: frozenset(page.inventory.ids) for url, page in pages.items()}
    for url, page in pages.items():
        if len(anchors[url]) < len(page.inventory.ids):
            yield from _repeated_ids(page)
        for link, target in resolved[url]:
            written = page.written_links.get(link, link)
            ids = anchors.get(target.address)
            if target.address not in published or link.startswith("/"):
                values = {"link": written, **suggested_value(written, _relative_names(page, pages))}
                yield SiteProblem(page.place_of(written), "broken-link", values)
            elif ids is not None and target.fragment and target.fragment not in ids:
                nearest = suggested_value(target.fragment, pages[target.address].inventory.ids)
                values = {"link": written, "anchor": target.fragment, **nearest}
                yield SiteProblem(page.place_of(written), "broken-anchor", values)


def _repeated_ids(page: LinkedPage) -> Iterator[Problem]:
    for anchor, times in Counter(page.inventory.ids).items():
        if times > 1:
            yield Problem(page.place_of(f"#{anchor}"), "repeated-id", {"anchor": anchor})


def orphan_pages(
    pages: Mapping[str, LinkedPage], resolved: ResolvedLinks, linked: Iterable[str]
) -> Iterator[Problem]:
    """Yield each narrative page that no other page links to in any language.

    `linked` are the paths of the pages in menus and footer.
    """
    reached = set(linked)
    for url, page in pages.items():
        others = {target.address for _, target in resolved[url]} & pages.keys()
        reached |= {pages[other].address.path for other in others} - {page.address.path}
    for page in pages.values():
        if page.is_narrative and page.address.path not in reached:
            yield SiteNotice(Place(str(page.edit)), "orphan-page")


def _relative_names(page: LinkedPage, pages: Mapping[str, LinkedPage]) -> list[str]:
    """Return the names by which a link on this page would name each page of its language."""
    folder = posixpath.dirname(page.source)
    language = page.source.split("/", 1)[0]
    return [
        posixpath.relpath(other.source, folder)
        for other in pages.values()
        if other.source.startswith(f"{language}/")
    ]
