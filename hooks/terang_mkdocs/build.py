"""One build of the site: what is published, and where each part of it stands."""

from __future__ import annotations

import contextlib
import functools
import os
import posixpath
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import jinja2
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files, InclusionLevel

from terang import source_date
from terang.diagnostics import (
    LANGUAGES,
    InvalidDataError,
    Place,
    Problem,
    errors,
    in_order,
    report_text,
)
from terang.i18n.formatter import Language
from terang.i18n.sentences import SiteProblem, site_message
from terang.pages import security_policy
from terang.pages.load_record import Memory, load_publication
from terang.pages.published_record import is_download, is_feed
from terang.pages.templates import COMPONENTS, escape_quickly
from terang.publishing import manifest
from terang.publishing.search.index import SearchError, SearchIndex, merge_indexes
from terang.publishing.search.page_text import PageText
from terang_mkdocs import component_files, link_check, navigation, pages, parallel_build, routing
from terang_mkdocs.link_targets import Directory
from terang_mkdocs.markdown import Converter
from terang_mkdocs.navigation import MenuEntry
from terang_mkdocs.page_shell import Shells
from terang_mkdocs.pages import NarrativePage, SitePage
from terang_mkdocs.routing import PageAddress

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File
    from mkdocs.theme import Theme
    from mkdocs.utils.templates import TemplateContext

    from terang.pages.publication import Publication

_KEY = "(build)"

_OTHERS = tuple(f"{code}/" for code in LANGUAGES[1:])
"""The folders of all languages but the first."""


class PublicationError(PluginError):
    """The site cannot be published; its text is the report of every problem."""

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> Self:
        """The error that reports these problems."""
        return cls(str(InvalidDataError(problems)))


def published_site(config: MkDocsConfig, memory: Memory | None = None) -> Publication:
    """What is to be published, read and checked; `memory` is for who does so again and again.

    Raises InvalidDataError with every problem of data and pages, and clock.BadEpochError.
    """
    root = Path(config.config_file_path).parent
    correct, address = str(config.extra.get("edit_url", "")), str(config.site_url)
    return load_publication(
        root, source_date.current_time(os.environ), correct, address, memory or Memory()
    )


@dataclass(frozen=True, slots=True)
class Share:
    """What of the site is built here: all of it, one half beside another process, or pages."""

    whole: bool = True
    """Whether all is built: single pages are neither checked against each other nor indexed."""
    other: parallel_build.Half | None = None
    """The process that builds the other languages' pages, and the downloads; no feed."""
    send: parallel_build.Send | None = None
    """In that process: how the first one is told what its pages hold."""

    def holds(self, path: str) -> bool:
        """Whether a file of the site is written here."""
        is_page = path.startswith(_OTHERS) and not is_feed(path)
        is_other = is_page or is_download(path)
        return (self.other is None or not is_other) and (self.send is None or is_other)


class Build:
    """What one build knows; it travels in the configuration's `extra`."""

    def __init__(
        self, config: MkDocsConfig, publication: Publication, share: Share | None = None
    ) -> None:
        self.config = config
        self.publication = publication
        self.share = share or Share()
        # The menus are ours to read and to check: MkDocs would warn of what is a notice here.
        self.nav, config.nav = config.nav, None
        self.notices: list[Problem] = []
        self._index: SearchIndex | None = None
        self.root = Path(config.config_file_path).parent
        self.menus: Mapping[str, Sequence[MenuEntry]] = {}
        self.directory = Directory({})
        self.pages: dict[PageAddress, SitePage] = {}
        self.sums: dict[str, str] = {}
        """The checksums of files that were taken while there was time."""

    @classmethod
    def prepare(
        cls, config: MkDocsConfig, publication: Publication, share: Share | None = None
    ) -> None:
        """Have the next build of this configuration publish what is loaded already."""
        config.extra[_KEY] = cls(config, publication, share)

    @classmethod
    def begin(cls, config: MkDocsConfig) -> None:
        """Prepare the configuration, and load the publication unless it is loaded already."""
        config.use_directory_urls = True  # addresses are the contract's, not a setting
        _use_own_templates(config.theme)
        if not config.site_url:
            place = Place(routing.CONFIGURATION)
            raise PublicationError.of([SiteProblem(place, "no-site-address")])
        if _KEY in config.extra:
            return
        try:
            cls.prepare(config, published_site(config))
        except InvalidDataError as error:
            raise PublicationError(str(error)) from None
        except source_date.BadEpochError as error:
            raise PublicationError(site_message("bad-epoch", text=error)) from None

    @classmethod
    def of(cls, config: MkDocsConfig) -> Build:
        """The build that a configuration belongs to."""
        build = config.extra[_KEY]
        if not isinstance(build, cls):
            raise TypeError(_KEY)
        return build

    @property
    def docs(self) -> str:
        """The folder of narrative pages, from the repository's root."""
        return posixpath.basename(self.config.docs_dir.replace("\\", "/").rstrip("/"))

    @property
    def footer(self) -> tuple[str, ...]:
        """The pages the footer leads to, by file name."""
        return tuple(map(str, self.config.extra.get("footer", ())))

    @functools.cached_property
    def shells(self) -> Shells:
        """What makes the shell of each page; all of them are known, and the menus, when asked."""
        return Shells(self.config, self.publication, self.pages, self.menus)

    def lay_out(self, files: Files) -> Files:
        """Every file of the site at its place: narrative and stand-ins, data, our own assets."""
        listed = [file for file in files if file.inclusion.value > InclusionLevel.DRAFT.value]
        written = [file for file in listed if file.src_dir == self.config.docs_dir]
        assets = [file for file in listed if self._is_asset(file)]
        if problems := [*routing.misplaced_files(written, Path(self.config.docs_dir))]:
            raise PublicationError.of(problems)
        narrative = [*written, *routing.stand_ins(written, self.config)]
        laid_out = [
            *map(routing.routed_file, narrative),
            *pages.generated_files(self.config, self.publication),
            *assets,
            *self._joined_assets(),
        ]
        if problems := [*routing.path_collisions(laid_out, self.docs)]:
            raise PublicationError.of(problems)
        self._enter(laid_out)
        return Files([file for file in laid_out if self.share.holds(file.dest_uri)])

    def read_navigation(self) -> None:
        """The menu of each language, checked against the pages there are."""
        if self.nav is None:
            self.menus = self._own_menus()
            return
        sources = {page.file.src_uri: None for page in self.pages.values()}
        problems = [*navigation.menu_problems(self.nav, sources, self.footer, self.root)]
        if errors(problems):
            raise PublicationError.of(problems)
        self.notices += problems
        self.menus = navigation.present_menus(navigation.configured_menus(self.nav) or {}, sources)

    def _own_menus(self) -> Mapping[str, Sequence[MenuEntry]]:
        """The menus of a site whose configuration has none."""
        words = {code: self.publication.words(code) for code in LANGUAGES}
        named = {"index.md", *self.footer}
        written: dict[str, dict[str, str]] = {}
        for page in self.pages.values():
            name = page.file.src_uri.split("/", 1)[1]
            if isinstance(page, NarrativePage) and name not in named:
                title = self.publication.sources[page.path].meta.get("title", name)
                written.setdefault(name, {})[page.language] = title
        return navigation.own_menus(
            {code: words[code]["shell.home"] for code in LANGUAGES},
            written.items(),
            (
                (f"{page.path}index.md", {code: page.title(Language(code)) for code in LANGUAGES})
                for page in self.publication.pages
                if page.is_in_menu
            ),
        )

    def take_in(self, page: SitePage, content: str) -> None:
        """Note what the finished page holds and leads to, and what a search is to find of it.

        A page that stands in for one in another language is found there. What the shell says around
        a text, such as that a translation is out of date, is not searched.
        """
        page.take_stock(content)
        if self.share.whole and page.written_in == page.language:
            heard = PageText.of(content, page.language, str(page.title))
            with self._searching() as index:
                index.add(page.file.dest_uri, heard)

    def all_read(self) -> None:
        """Every page that is made here has been read.

        They can be checked, or told of, and the search has heard them all.
        """
        if self.share.send is not None:
            own = [page for page in self.pages.values() if self.share.holds(page.file.dest_uri)]
            stocks = {page.address: (page.stock, page.written_links) for page in own}
            self.share.send(parallel_build.STOCK, stocks)
        elif self.share.whole and self.share.other is None:
            try:
                self._check_pages()
            except PublicationError:
                self.close()  # a preview of MkDocs' own goes on, with another build
                raise
        if self.share.whole:
            with self._searching() as index:
                index.complete()

    def _check_pages(self) -> None:
        """Each page says what it is, each link leads somewhere, and each page is led to."""
        pages = {page.address.url: page for page in self.pages.values()}
        linked = {entry.path for entries in self.menus.values() for entry in entries}
        linked |= {routing.page_path(f"{routing.DEFAULT}/{name}") for name in self.footer}
        found = link_check.page_leads(pages)
        problems = [
            *link_check.link_problems(pages, found, self.directory),
            *link_check.orphan_pages(pages, found, linked),
            *self.notices,
        ]
        if errors(problems):
            raise PublicationError.of(problems)
        if problems:
            sys.stderr.write(report_text(in_order(problems)) + "\n")

    def page_context(self, context: TemplateContext, page: SitePage) -> TemplateContext:
        """The context of a page's template, with its shell and words."""
        own = {
            "shell": self.shells.of(page),
            "words": self.publication.words(page.language),
            "linked_data": page.linked_data,
            "policy": security_policy.PAGE.meta,
        }
        return {**context, **own}  # type: ignore[typeddict-item]

    def template_context(self, context: TemplateContext) -> TemplateContext:
        """The context of what is made once: 404 page, sitemap, robots.txt."""
        shells = self.shells
        own = {
            "lost": shells.lost(),
            "assets": shells.from_host("assets/"),
            "sitemap": shells.sitemap(),
            "sitemap_url": shells.absolute("sitemap.xml"),
            "policy": security_policy.PAGE.meta,
        }
        return {**context, **own}  # type: ignore[typeddict-item]

    def finish(self) -> None:
        """Write the search index, and take away what MkDocs stamps with the day of the build.

        The other process's files are put to these, once its pages have been checked too.
        """
        site = Path(self.config.site_dir)
        (site / "sitemap.xml.gz").unlink(missing_ok=True)
        if self.share.other is not None:  # not sooner, so as not to wait for it
            for address, (stock, written) in self.share.other.received(
                parallel_build.STOCK
            ).items():
                self.pages[address].know(stock, written)
            self._check_pages()
        with self._searching() as index:
            index.write(site)
        if self.share.send is not None:
            self.share.send(parallel_build.SUMS, manifest.file_sums(site))
        if self.share.other is not None:
            own = manifest.file_sums(site, but=parallel_build.FOLDER)
            self.sums = {**self.share.other.received(parallel_build.SUMS), **own}
            second = self.share.other.joined()
            del self.sums[merge_indexes(second, site)]
            parallel_build.move_into_place(second, site)

    def close(self) -> None:
        """Let go of what the build has begun, however it ended."""
        if self._index is not None:
            self._index.close()
        if self.share.other is not None:
            self.share.other.close()

    @contextlib.contextmanager
    def _searching(self) -> Iterator[SearchIndex]:
        try:
            if self._index is None:
                self._index = SearchIndex()
            yield self._index
        except SearchError as error:
            raise PluginError(site_message("search-failed", why=error)) from None

    def _joined_assets(self) -> Iterator[File]:
        """Yield the stylesheet and the script, each joined from the parts of components."""
        for path, join in component_files.joined_files(self.root / COMPONENTS).items():
            yield pages.DocumentFile.made(self.config, path, join)

    def _is_asset(self, file: File) -> bool:
        """Whether a file is one of our own assets: all else of the theme stays unpublished."""
        own = Path(self.config.theme.custom_dir or "")
        return file.src_uri.startswith("assets/") and Path(file.src_dir or "") == own

    def _enter(self, files: Iterable[File]) -> None:
        """Make a page of each narrative file, and list pages and files by where they stand."""
        listed = list(files)
        self.directory = Directory.of(listed)
        converter = Converter(self.config.markdown_extensions, self.config.mdx_configs or {})
        for file in listed:
            if file.is_documentation_page() and file.page is None:
                # The menus are ours to check: MkDocs would want each page in its own list.
                file.inclusion = InclusionLevel.NOT_IN_NAV
                NarrativePage(file, self.config, self.publication, self.directory, converter)
        found = [file.page for file in listed if isinstance(file.page, SitePage)]
        self.pages = {page.address: page for page in found}


def _use_own_templates(theme: Theme) -> None:
    """Have MkDocs look among our own files for those to publish, and escape as quickly as we do.

    The theme brings twelve thousand icons, each of which it would look at twice.
    """
    if "get_env" in vars(theme):  # a configuration may be built again
        return
    make, own = theme.get_env, jinja2.FileSystemLoader(theme.custom_dir or ())

    def get_env() -> jinja2.Environment:
        env = make()
        env.loader.list_templates = own.list_templates  # type: ignore[method-assign, union-attr]
        escape_quickly(env)
        return env

    theme.get_env = get_env  # type: ignore[method-assign]
