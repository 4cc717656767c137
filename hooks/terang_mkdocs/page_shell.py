"""What the page shell's templates place around a page: finished texts and addresses, no more."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote, urljoin, urlsplit

from mkdocs.utils import get_relative_url

from terang.diagnostics import LANGUAGES
from terang_mkdocs.navigation import MenuEntry
from terang_mkdocs.routing import DEFAULT, PageAddress, address_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs.config.defaults import MkDocsConfig

    from terang.pages.publication import Publication
    from terang_mkdocs.pages import Heading, SitePage

_CONTENTS = 3
"""The second-level headings from which on a page lists its contents; the home page never does."""

ShellText: TypeAlias = tuple[str, str]
"""A text, and the language that it is in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellLink:
    """Where a link leads and what it says."""

    href: str
    title: str
    current: str = ""
    """What `aria-current` says: `page`, `true` for the part the page is in, or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """The way to the same page in a language."""

    href: str
    language: str
    name: str
    """The language by its own name."""
    label: str
    """What the link does, in that language."""
    current: bool
    translated: bool
    """Whether the page there is written in that language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternate:
    """An absolute address of the page, and the language it is for."""

    hreflang: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """Everything around the text of a page."""

    language: str
    site_name: str
    title: str
    headline: str
    """The title again where the text has no heading of the first level, else nothing."""
    description: str
    written_in: str
    notice: ShellText | None
    only_in: str
    """Said above a text in another language than the page's; else nothing."""
    outdated: str
    """Said above a translation that is older than its original; else nothing."""
    canonical: str
    alternates: tuple[Alternate, ...]
    home: str
    assets: str
    search: str
    menu: tuple[ShellLink, ...]
    trail: tuple[ShellLink, ...]
    footer: tuple[ShellLink, ...]
    switches: tuple[Switch, ...]
    headings: tuple[Heading, ...]
    """What the list of contents names; it stands between `opening` and `body`."""
    opening: str
    """Finished HTML: the page's text up to its first second-level heading, when it has contents."""
    body: str
    """Finished HTML: the rest."""
    correction: ShellLink | None
    repository: str
    licence: ShellLink
    contact: ShellLink
    feed: str
    image: str
    """The full address of the image that goes with a link to the page, or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """One language's part of the 404 page."""

    language: str
    home: str
    site_name: str
    words: Any


@dataclasses.dataclass(frozen=True, slots=True)
class Shells:
    """Makes the shell of each page of one build."""

    config: MkDocsConfig
    publication: Publication
    pages: Mapping[PageAddress, SitePage]
    menus: Mapping[str, Sequence[MenuEntry]]
    _alternates: dict[str, tuple[Alternate, ...]] = dataclasses.field(default_factory=dict)

    def of(self, page: SitePage) -> Shell:
        """The shell of a page."""
        site = self.publication.catalog.site
        words = self.publication.words(page.language)
        to = _from(page)
        foreign = page.written_in != page.language
        own = self.pages[page.address.twin(page.written_in)]
        headings = page.headings if page.address.path and len(page.headings) >= _CONTENTS else ()
        content = page.content or ""
        opening, body = _parted(content, headings)
        return Shell(
            language=page.language,
            site_name=site.publisher.in_language(page.language)[0],
            title=str(page.title),
            headline="" if "<h1" in content else str(page.title),
            description=page.description,
            written_in=page.written_in,
            notice=site.notice.in_language(page.language) if site.notice else None,
            only_in=words("shell.only_in", language=words[f"shell.language_{page.written_in}"])
            if foreign
            else "",
            outdated=words["shell.outdated"] if page.edit in self.publication.outdated else "",
            canonical=self.absolute(own.url),
            alternates=self.alternates(page.address),
            home=to(PageAddress(page.language, "").url),
            assets=to("assets/"),
            search=to("pagefind/pagefind.js"),
            menu=tuple(self._menu(page)),
            trail=tuple(self._trail(page)),
            footer=tuple(self._footer(page)),
            switches=tuple(self._switches(page)),
            headings=headings,
            opening=opening,
            body=body,
            correction=self._correction(page, words),
            repository=str(self.config.extra.get("repository_url", "")),
            licence=ShellLink(href=site.licence.url, title=site.licence.id),
            contact=ShellLink(href=_contact(site.contact), title=site.contact),
            feed=to(PageAddress(page.language, "feed.xml").url)
            if PageAddress(page.language, "feed.xml").url in self.publication.downloads
            else "",
            image=self.absolute(page.share_image) if page.share_image else "",
        )

    def absolute(self, url: str) -> str:
        """An address with protocol and host."""
        return urljoin(str(self.config.site_url), url)

    def alternates(self, address: PageAddress) -> tuple[Alternate, ...]:
        """The page in each language and for everybody else; none where a twin is missing."""
        found = self._alternates.get(address.path)
        if found is None:
            found = self._alternates[address.path] = self._alternates_of(address)
        return found

    def _alternates_of(self, address: PageAddress) -> tuple[Alternate, ...]:
        twins = {language: self.pages[address.twin(language)] for language in LANGUAGES}
        if any(twin.written_in != language for language, twin in twins.items()):
            return ()
        urls = {language: self.absolute(twin.url) for language, twin in twins.items()}
        return tuple(
            Alternate(hreflang=name, href=url)
            for name, url in (*urls.items(), ("x-default", urls[DEFAULT]))
        )

    def sitemap(self) -> tuple[tuple[str, tuple[Alternate, ...]], ...]:
        """Each page that is no stand-in: its absolute address and its alternates, sorted."""
        own = [page for page in self.pages.values() if page.written_in == page.language]
        return tuple(
            (self.absolute(page.url), self.alternates(page.address))
            for page in sorted(own, key=lambda item: item.url)
        )

    def from_host(self, url: str) -> str:
        """An address that begins at the host: for a page that is shown at any depth."""
        return urlsplit(str(self.config.site_url)).path + url

    def lost(self) -> tuple[Lost, ...]:
        """The 404 page's parts."""
        return tuple(
            Lost(
                language=language,
                home=self.from_host(PageAddress(language, "").url),
                site_name=self.publication.catalog.site.publisher.in_language(language)[0],
                words=self.publication.words(language),
            )
            for language in LANGUAGES
        )

    def _menu(self, page: SitePage) -> Iterator[ShellLink]:
        to = _from(page)
        for entry in self.menus[page.language]:
            inside = bool(entry.path) and page.address.path.startswith(entry.path)
            current = "page" if entry.path == page.address.path else "true" if inside else ""
            href = to(self.pages[PageAddress(page.language, entry.path)].url)
            yield ShellLink(href=href, title=entry.title, current=current)

    def _trail(self, page: SitePage) -> Iterator[ShellLink]:
        """The pages above this one, from home on; nothing for those one step from home."""
        to = _from(page)
        titles = {entry.path: entry.title for entry in self.menus[page.language]}
        parts = page.address.path.split("/")[:-1]
        for depth in range(len(parts)) if len(parts) > 1 else ():
            above = PageAddress(page.language, "".join(f"{part}/" for part in parts[:depth]))
            if above in self.pages:
                title = titles.get(above.path) or self._title(self.pages[above])
                yield ShellLink(href=to(self.pages[above].url), title=title)

    def _footer(self, page: SitePage) -> Iterator[ShellLink]:
        for name in self.config.extra.get("footer", ()):
            address = address_of(f"{page.language}/{name}")
            if address not in self.pages:  # said already
                continue
            current = "page" if address == page.address else ""
            other = self.pages[address]
            title = self._title(other)
            yield ShellLink(href=_from(page)(other.url), title=title, current=current)

    def _title(self, page: SitePage) -> str:
        """The title of another page, which nobody may have read yet."""
        if page.markdown is None:
            page.read_source(self.config)
        return str(page.title)

    def _switches(self, page: SitePage) -> Iterator[Switch]:
        names = self.config.extra.get("languages", {})
        for language in LANGUAGES:
            twin = self.pages[page.address.twin(language)]
            yield Switch(
                href=_from(page)(twin.url),
                language=language,
                name=str(names.get(language, language)),
                label=self.publication.words(language)["shell.switch"],
                current=language == page.language,
                translated=twin.written_in == language,
            )

    def _correction(self, page: SitePage, words: Any) -> ShellLink | None:  # noqa: ANN401
        template = self.config.extra.get("edit_url")
        if not template or page.edit is None:
            return None
        href = str(template).replace("{path}", quote(page.edit))
        if href in page.stock.links:  # the page says so itself, at a better place
            return None
        key = "shell.correct" if page.made_by_hand else "shell.correct_data"
        return ShellLink(href=href, title=words[key])


def _from(page: SitePage) -> Callable[[str], str]:
    """Addresses from the site's root, as seen from a page."""
    return lambda url: get_relative_url(url, page.url)


def _parted(content: str, headings: Sequence[Heading]) -> tuple[str, str]:
    """A page's text, parted before the first of these headings."""
    if not headings:
        return "", content
    heading = re.search(rf'<h2\b[^>]*\bid="{re.escape(headings[0].anchor)}"', content)
    at = heading.start() if heading else 0
    return content[:at], content[at:]


def _contact(contact: str) -> str:
    """An address to write to: a web address as it stands, anything else by mail."""
    return contact if contact.startswith(("http://", "https://")) else f"mailto:{contact}"
