"""Ids and links of finished pages, pages without a link to them, and broken links.

Called when every page has been rendered. Knows pages by `LinkedPage` only, whatever makes them.
"""

from __future__ import annotations

import html
import posixpath
import re
import sys
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol
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
        steps = plain["up"].count("/") if plain else 0
        if plain and steps <= len(folders):
            above = folders[: len(folders) - steps]
            is_here = not plain["up"] and not plain["path"]
            address = url if is_here else "/".join((*above, plain["path"]))
            return cls(unquote(address), plain["fragment"] or "")
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
    is_narrative: bool

    @property
    def inventory(self) -> LinkInventory:
        """The ids on the page, and the addresses that it links to."""

    @property
    def written_links(self) -> Mapping[str, str]:
        """An address on the page → the link as its author wrote it."""

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


def page_problems(
    pages: Mapping[str, LinkedPage], published: Container[str], linked: Iterable[str]
) -> Iterator[Problem]:
    """Yield each repeated id, each link to a page, file or id that does not exist, and orphans.

    `pages` by address; `published` holds the addresses of all pages and files of the site; `linked`
    are the paths of the pages in menus and footer. An orphan is a narrative page that no other page
    links to in any language.
    """
    yield from _LinkCheck(pages, published, set(linked)).problems()


@dataclass
class _LinkCheck:
    """A check of all pages, one in turn: of its links, only what concerns other pages is kept."""

    pages: Mapping[str, LinkedPage]
    published: Container[str]
    reached: set[str]
    """The paths of the pages that something leads to."""
    asked: dict[str, set[str]] = field(default_factory=dict)
    """By the address of a page: the ids that links ask of it."""

    def problems(self) -> Iterator[Problem]:
        """Yield every problem; `page_problems` says which."""
        for page in self.pages.values():
            yield from self._broken_links(page)
        lacking = {}
        for url, page in self.pages.items():
            ids = Counter(page.inventory.ids)
            for anchor in (anchor for anchor, times in ids.items() if times > 1):
                yield Problem(page.place_of(f"#{anchor}"), "repeated-id", {"anchor": anchor})
            lacking[url] = self.asked.get(url, set()) - ids.keys()
            if page.is_narrative and page.address.path not in self.reached:
                yield SiteNotice(Place(str(page.edit)), "orphan-page")
        if any(lacking.values()):
            for page in self.pages.values():
                yield from self._broken_anchors(page, lacking)

    def _broken_links(self, page: LinkedPage) -> Iterator[Problem]:
        """Yield the links of a page to nothing that exists; note what the others ask for."""
        for link, target in _links_within(page):
            if self._leads_nowhere(link, target):
                written = page.written_links.get(link, link)
                nearest = suggested_value(written, _relative_names(page, self.pages))
                yield SiteProblem(
                    page.place_of(written), "broken-link", {"link": written, **nearest}
                )
            elif (other := self.pages.get(target.address)) is not None:
                if target.fragment:
                    self.asked.setdefault(target.address, set()).add(target.fragment)
                if other.address.path != page.address.path:
                    self.reached.add(other.address.path)

    def _leads_nowhere(self, link: str, target: LinkTarget) -> bool:
        return target.address not in self.published or link.startswith("/")

    def _broken_anchors(
        self, page: LinkedPage, lacking: Mapping[str, set[str]]
    ) -> Iterator[Problem]:
        """Yield the links of a page to ids that are `lacking` on the page at an address."""
        for link, target in _links_within(page):
            if not self._leads_nowhere(link, target) and target.fragment in lacking.get(
                target.address, ()
            ):
                written = page.written_links.get(link, link)
                ids = self.pages[target.address].inventory.ids
                nearest = suggested_value(target.fragment, ids)
                values = {"link": written, "anchor": target.fragment, **nearest}
                yield SiteProblem(page.place_of(written), "broken-anchor", values)


def _links_within(page: LinkedPage) -> Iterator[tuple[str, LinkTarget]]:
    """Yield each link of a page that stays within the site, with its target."""
    for link in page.inventory.links:
        if (target := LinkTarget.from_link(page.url, link)) is not None:
            yield link, target


def _relative_names(page: LinkedPage, pages: Mapping[str, LinkedPage]) -> list[str]:
    """Return the names by which a link on this page would name each page of its language."""
    folder = posixpath.dirname(page.source)
    language = page.source.split("/", 1)[0]
    return [
        posixpath.relpath(other.source, folder)
        for other in pages.values()
        if other.source.startswith(f"{language}/")
    ]
