"""Render context of the page shell: finished texts and addresses around a page's content.

Called by the build for each page, and for the 404 page and the sitemap. Knows no template.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote, urlsplit

from mkdocs.utils import get_relative_url

from terang.diagnostics import LANGUAGES
from terang.downloads.file_types import media_type
from terang.pages.navigation import MenuEntry
from terang.pages.own_files import PLACES
from terang.pages.page_address import DEFAULT_LANGUAGE, PageAddress, address_of
from terang.parsing.text_rules import contact_link

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs.config.defaults import MkDocsConfig

    from terang.pages.publication import Publication
    from terang_mkdocs.pages import PageHeading, SitePage

_CLASSES = re.compile(r'class="([^"]*)"')

_MIN_HEADINGS = 3
"""Second-level headings that a page needs for a table of contents; the home page has none."""
_MIN_LENGTH = 6_000
"""Characters of HTML that a page needs for one: what is read in a minute needs none."""

ShellText: TypeAlias = tuple[str, str]
"""A text and its language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellLink:
    """A link in the shell: its address and its text."""

    href: str
    title: str
    current: str = ""
    """The value of `aria-current`: `page`, `true` for the page's section, or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageSwitch:
    """A link to the same page in a language."""

    href: str
    language: str
    name: str
    """The language's own name."""
    label: str
    """The link's title, in that language."""
    current: bool
    translated: bool
    """True if the page at `href` is written in that language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternateLink:
    """An absolute address of the page for a language, for `<link rel="alternate">`."""

    hreflang: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """The render context of everything around the content of a page."""

    language: str
    site_name: str
    title: str
    headline: str
    """The title again if the content has no first-level heading; else empty."""
    is_home: bool
    is_board: bool
    """True if the page is printed as a sheet for a notice board."""
    description: str
    written_in: str
    notice: ShellText | None
    only_in: str
    """A notice above a text in another language than the page's; else empty."""
    outdated: str
    """A notice above a translation that is older than its original; else empty."""
    canonical: str
    alternates: tuple[AlternateLink, ...]
    home: str
    assets: str
    styles: tuple[str, ...]
    """The stylesheets that some pages need and this one does."""
    search: str
    menu: tuple[ShellLink, ...]
    trail: tuple[ShellLink, ...]
    footer: tuple[ShellLink, ...]
    switches: tuple[LanguageSwitch, ...]
    headings: tuple[PageHeading, ...]
    """The table of contents; it stands between `opening` and `body`."""
    title_html: str
    """HTML up to the end of the content's own first-level heading, above the site's notice."""
    opening: str
    """HTML up to the first second-level heading, if the page has a table of contents."""
    body: str
    """HTML of the rest."""
    correction: ShellLink | None
    repository: str
    licence: ShellLink
    contact: ShellLink
    feed: str
    data: tuple[tuple[str, str], ...]
    """The downloads that hold what the page says: media type and address of each."""
    image: str
    """The absolute address of the image for shared links; else empty."""
    logo: str
    """The address of the site's own logo; else empty."""
    own_links: tuple[ShellLink, ...]
    own_licences: tuple[tuple[str, ShellLink], ...]
    """The licences of parts of the site: the part's name, and the licence."""
    above: str
    """HTML that the site itself has set above the page; likewise `below` and `in_footer`."""
    below: str
    in_footer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFoundSection:
    """The part of the 404 page in a language."""

    language: str
    home: str
    site_name: str
    words: Any


@dataclasses.dataclass(frozen=True, slots=True)
class ShellBuilder:
    """Builder of the shell of each page in a build."""

    config: MkDocsConfig
    publication: Publication
    pages: Mapping[PageAddress, SitePage]
    menus: Mapping[str, Sequence[MenuEntry]]
    classes_apart: Mapping[str, frozenset[str]]
    _alternates: dict[str, tuple[AlternateLink, ...]] = dataclasses.field(default_factory=dict)

    def page_shell(self, page: SitePage) -> Shell:
        """Return the shell of a page."""
        site = self.publication.catalog.site
        words = self.publication.words(page.language)
        relative = _relative_url(page)
        foreign = page.written_in != page.language
        own = self.pages[page.address.twin(page.written_in)]
        content = page.content or ""
        classes = {name for value in set(_CLASSES.findall(content)) for name in value.split()}
        is_board = "board" in classes  # on one sheet, without a table of contents
        is_long = len(page.headings) >= _MIN_HEADINGS and len(content) >= _MIN_LENGTH
        headings = page.headings if page.address.path and is_long and not is_board else ()
        title_html, content = _split_after_title(content)
        opening, body = _split_at_heading(content, headings)
        return Shell(
            language=page.language,
            site_name=site.publisher.in_language(page.language)[0],
            title=str(page.title),
            headline="" if title_html else str(page.title),
            is_home=not page.address.path,
            description=page.description,
            written_in=page.written_in,
            notice=site.notice.in_language(page.language) if site.notice else None,
            only_in=words("shell.only_in", language=words[f"shell.language_{page.written_in}"])
            if foreign
            else "",
            outdated=words["shell.outdated"] if page.edit in self.publication.outdated else "",
            canonical=self.absolute_url(own.url),
            alternates=self.alternates(page.address),
            home=relative(PageAddress(page.language, "").url),
            assets=relative("assets/"),
            styles=self._styles(classes | ({"contents"} if headings else set())),
            is_board=is_board,
            search=relative("pagefind/pagefind.js"),
            menu=tuple(self._menu(page)),
            trail=tuple(self._trail(page)),
            footer=tuple(self._footer(page)),
            switches=tuple(self._switches(page)),
            headings=headings,
            title_html=title_html,
            opening=opening,
            body=body,
            correction=self._correction(page, words),
            repository=str(self.config.extra.get("repository_url", "")),
            licence=ShellLink(href=site.licence.url, title=site.licence.id),
            contact=ShellLink(href=contact_link(site.contact), title=site.contact),
            feed=relative(PageAddress(page.language, "feed.xml").url)
            if PageAddress(page.language, "feed.xml").url in self.publication.downloads
            else "",
            data=tuple((media_type(path), relative(path)) for path in page.data_files),
            image=self.absolute_url(page.share_image) if page.share_image else "",
            logo=self.logo(relative("assets/")),
            own_links=tuple(
                ShellLink(href=link.url, title=link.title[page.language])
                for link in self.publication.own.links
            ),
            own_licences=tuple(
                (licence.part[page.language], ShellLink(href=licence.url, title=licence.name))
                for licence in self.publication.own.licences
            ),
            **{
                name: self.publication.own.pieces.get((page.language, place), "")
                for name, place in zip(("above", "below", "in_footer"), PLACES, strict=True)
            },
        )

    def _styles(self, classes: set[str]) -> tuple[str, ...]:
        """Return the stylesheets apart that have one of the content's classes."""
        return tuple(sheet for sheet, own in self.classes_apart.items() if own & classes)

    def logo(self, assets: str) -> str:
        """Return the address of the site's own logo, with this address of the assets; else ''."""
        name = self.publication.own.logo
        return f"{assets}{name}" if name else ""

    def absolute_url(self, url: str) -> str:
        """Return an address with protocol and host; MkDocs ends that of the site with a slash."""
        return f"{self.config.site_url}{url}"

    def alternates(self, address: PageAddress) -> tuple[AlternateLink, ...]:
        """Return the page in each language and as `x-default`; empty without a translation."""
        links = self._alternates.get(address.path)
        if links is None:
            links = self._alternates[address.path] = self._alternates_of(address)
        return links

    def _alternates_of(self, address: PageAddress) -> tuple[AlternateLink, ...]:
        twins = {language: self.pages[address.twin(language)] for language in LANGUAGES}
        if any(twin.written_in != language for language, twin in twins.items()):
            return ()
        urls = {language: self.absolute_url(twin.url) for language, twin in twins.items()}
        return tuple(
            AlternateLink(hreflang=name, href=url)
            for name, url in (*urls.items(), ("x-default", urls[DEFAULT_LANGUAGE]))
        )

    def sitemap_entries(self) -> tuple[tuple[str, tuple[AlternateLink, ...]], ...]:
        """Return the absolute address and alternates of each page except stand-ins, sorted."""
        own = [page for page in self.pages.values() if page.written_in == page.language]
        return tuple(
            (self.absolute_url(page.url), self.alternates(page.address))
            for page in sorted(own, key=lambda page: page.url)
        )

    def host_relative(self, url: str) -> str:
        """Return an address that begins with `/`, for the 404 page, shown at any depth."""
        return urlsplit(str(self.config.site_url)).path + url

    def not_found_sections(self) -> tuple[NotFoundSection, ...]:
        """Return the parts of the 404 page, one for each language."""
        return tuple(
            NotFoundSection(
                language=language,
                home=self.host_relative(PageAddress(language, "").url),
                site_name=self.publication.catalog.site.publisher.in_language(language)[0],
                words=self.publication.words(language),
            )
            for language in LANGUAGES
        )

    def _menu(self, page: SitePage) -> Iterator[ShellLink]:
        """Yield the menu's links, with the page itself and its section marked."""
        relative = _relative_url(page)
        for entry in self.menus[page.language]:
            inside = bool(entry.path) and page.address.path.startswith(entry.path)
            current = "page" if entry.path == page.address.path else "true" if inside else ""
            href = relative(self.pages[PageAddress(page.language, entry.path)].url)
            yield ShellLink(href=href, title=entry.title, current=current)

    def _trail(self, page: SitePage) -> Iterator[ShellLink]:
        """Yield the breadcrumbs from the home page on; none for pages directly below it."""
        relative = _relative_url(page)
        titles = {entry.path: entry.title for entry in self.menus[page.language]}
        parts = page.address.path.split("/")[:-1]
        for depth in range(len(parts)) if len(parts) > 1 else ():
            above = PageAddress(page.language, "".join(f"{part}/" for part in parts[:depth]))
            if above in self.pages:
                title = titles.get(above.path) or self._title(self.pages[above])
                yield ShellLink(href=relative(self.pages[above].url), title=title)

    def _footer(self, page: SitePage) -> Iterator[ShellLink]:
        """Yield the footer's links to existing pages."""
        for name in self.config.extra.get("footer", ()):
            address = address_of(f"{page.language}/{name}")
            if address not in self.pages:  # `menu_problems` has reported it
                continue
            current = "page" if address == page.address else ""
            other = self.pages[address]
            title = self._title(other)
            yield ShellLink(href=_relative_url(page)(other.url), title=title, current=current)

    def _title(self, page: SitePage) -> str:
        """Return the title of another page, which may not have been read yet."""
        if page.markdown is None:
            page.read_source(self.config)
        return str(page.title)

    def _switches(self, page: SitePage) -> Iterator[LanguageSwitch]:
        """Yield the links to the page in each language."""
        names = self.config.extra.get("languages", {})
        for language in LANGUAGES:
            twin = self.pages[page.address.twin(language)]
            yield LanguageSwitch(
                href=_relative_url(page)(twin.url),
                language=language,
                name=str(names.get(language, language)),
                label=self.publication.words(language)["shell.switch"],
                current=language == page.language,
                translated=twin.written_in == language,
            )

    def _correction(self, page: SitePage, words: Any) -> ShellLink | None:  # noqa: ANN401
        """Return the link for proposing a correction; None if the page itself has it."""
        template = self.config.extra.get("edit_url")
        if not template or page.edit is None:
            return None
        href = str(template).replace("{path}", quote(page.edit))
        if href in page.inventory.links:  # the page has the link at a better place
            return None
        key = "shell.correct" if page.is_narrative else "shell.correct_data"
        return ShellLink(href=href, title=words[key])


def _relative_url(page: SitePage) -> Callable[[str], str]:
    """Return a function that makes addresses from the site's root relative to a page."""
    return lambda url: get_relative_url(url, page.url)


def _split_after_title(content: str) -> tuple[str, str]:
    """Return the HTML up to the end of the first-level heading, empty without one, and the rest."""
    before, end, after = content.partition("</h1>")
    return (before + end, after) if end else ("", content)


def _split_at_heading(content: str, headings: Sequence[PageHeading]) -> tuple[str, str]:
    """Return the HTML before and from the first of these headings."""
    if not headings:
        return "", content
    heading = re.search(rf'<h2\b[^>]*\bid="{re.escape(headings[0].anchor)}"', content)
    position = heading.start() if heading else 0
    return content[:position], content[position:]
