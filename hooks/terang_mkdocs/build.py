"""State of a build: its publication, files, pages, menus and search index.

Called by the hook in hooks/main.py, one method an event. Knows no process and no folder swap: those
are in site_builder and in the commands.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

import jinja2
import jinja2.ext
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel

from terang import source_date
from terang.diagnostics import (
    LANGUAGES,
    InvalidDataError,
    Problem,
    errors,
    in_order,
    report_text,
)
from terang.i18n.terminal_messages import site_message
from terang.narrative.safe_markdown import MarkdownConverter
from terang.pages import component_files, navigation, own_files, security_policy
from terang.pages.load_record import Memory, load_publication
from terang.pages.navigation import MenuEntry
from terang.pages.page_address import DEFAULT_LANGUAGE, PageAddress, page_path
from terang.pages.templates import COMPONENTS, escape_quickly, restrict_templates
from terang.publishing import link_check
from terang.publishing.search.index import SearchError, SearchIndex
from terang.publishing.search.index_process import IndexProcess
from terang.publishing.search.page_text import PageText
from terang_mkdocs import pages, routing
from terang_mkdocs.file_directory import FileDirectory
from terang_mkdocs.page_shell import ShellBuilder
from terang_mkdocs.pages import NarrativePage, SitePage

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.theme import Theme
    from mkdocs.utils.templates import TemplateContext

    from terang.pages.publication import Publication

_KEY = "(build)"


class PublicationError(PluginError):
    """The site cannot be published; its text is the report of every problem."""

    @classmethod
    def from_problems(cls, problems: Iterable[Problem]) -> Self:
        """Return the error that reports these problems."""
        return cls(str(InvalidDataError(problems)))


def site_publication(config: MkDocsConfig, memory: Memory | None = None) -> Publication:
    """Return the publication of a build by its configuration; `memory` keeps parsed files.

    Raises PublicationError with every problem of data and pages.
    """
    root = Path(config.config_file_path).parent
    correct, address = str(config.extra.get("edit_url", "")), str(config.site_url)
    try:
        now = source_date.current_time(os.environ)
        return load_publication(root, now, correct, address, memory or Memory())
    except InvalidDataError as error:
        raise PublicationError(str(error)) from None
    except source_date.BadEpochError as error:
        raise PublicationError(site_message("bad-epoch", text=error)) from None


class Build:
    """The state of one build, kept in the configuration's `extra`."""

    def __init__(
        self, config: MkDocsConfig, publication: Publication, *, is_by_mkdocs: bool = True
    ) -> None:
        self.config = config
        self.publication = publication
        self.is_by_mkdocs = is_by_mkdocs
        """True if MkDocs builds the whole site at once. Otherwise pages are made singly, and who
        has them made checks and indexes them, if he does."""
        # We read and check the menus ourselves: MkDocs would warn where we only give a notice.
        self.nav, config.nav = config.nav, None
        self.notices: list[Problem] = []
        self._index: SearchIndex | IndexProcess | None = None
        self.root = Path(config.config_file_path).parent
        self.menus: Mapping[str, Sequence[MenuEntry]] = {}
        self.directory = FileDirectory({})
        self.pages: dict[PageAddress, SitePage] = {}

    @classmethod
    def prepare(
        cls, config: MkDocsConfig, publication: Publication, *, is_by_mkdocs: bool = True
    ) -> None:
        """Make the next build of this configuration use a publication that is already loaded."""
        config.extra[_KEY] = cls(config, publication, is_by_mkdocs=is_by_mkdocs)

    @classmethod
    def begin(cls, config: MkDocsConfig) -> None:
        """Prepare the configuration, and load the publication if `prepare` has not set it."""
        config.use_directory_urls = True  # docs/contract.md fixes the addresses
        _use_own_templates(config.theme)
        if _KEY not in config.extra:
            cls.prepare(config, site_publication(config))

    @classmethod
    def from_config(cls, config: MkDocsConfig) -> Build:
        """Return the build that a configuration carries."""
        build = config.extra[_KEY]
        if not isinstance(build, cls):
            raise TypeError(_KEY)
        return build

    @classmethod
    def close_prepared(cls, config: MkDocsConfig) -> None:
        """End the programs of the build that a configuration carries, if it carries one."""
        if _KEY in config.extra:
            cls.from_config(config).close()

    @property
    def footer(self) -> tuple[str, ...]:
        """The pages that the footer links to, by file name."""
        return tuple(map(str, self.config.extra.get("footer", ())))

    @functools.cached_property
    def classes_apart(self) -> Mapping[str, frozenset[str]]:
        """The classes of each stylesheet that only some pages load."""
        return component_files.classes_apart(self.root / COMPONENTS)

    @functools.cached_property
    def shells(self) -> ShellBuilder:
        """The builder of page shells; valid once all pages and the menus are known."""
        return ShellBuilder(
            self.config, self.publication, self.pages, self.menus, self.classes_apart
        )

    def arrange_files(self, files: Files) -> Files:
        """Return every file at its published place: narrative, stand-ins, data, our assets."""
        listed = [file for file in files if file.inclusion.value > InclusionLevel.DRAFT.value]
        written = [file for file in listed if file.src_dir == self.config.docs_dir]
        assets = [file for file in listed if self._is_asset(file)]
        docs = Path(self.config.docs_dir)
        narrative = [*written, *routing.stand_ins(written, self.config)]
        laid_out = [
            *map(routing.routed_file, narrative),
            *pages.generated_files(self.config, self.publication),
            *assets,
            *self._joined_assets(),
        ]
        if problems := [*routing.path_collisions(laid_out, docs.name)]:
            raise PublicationError.from_problems(problems)
        self._register_pages(laid_out)
        return Files(laid_out)

    def load_menus(self) -> None:
        """Read the menu of each language, and check it against the existing pages."""
        if self.nav is None:
            self.menus = self._default_menus()
            return
        sources = {page.file.src_uri: None for page in self.pages.values()}
        problems = [
            *navigation.menu_problems(
                self.nav, sources, self.footer, Path(self.config.config_file_path)
            )
        ]
        if errors(problems):
            raise PublicationError.from_problems(problems)
        self.notices += problems
        self.menus = navigation.present_menus(navigation.configured_menus(self.nav) or {}, sources)

    def _default_menus(self) -> Mapping[str, Sequence[MenuEntry]]:
        """Return the menus of a site that configures none."""
        words = {code: self.publication.words(code) for code in LANGUAGES}
        named = {"index.md", *self.footer}
        written: dict[str, dict[str, str]] = {}
        for page in self.pages.values():
            name = page.file.src_uri.split("/", 1)[1]
            if isinstance(page, NarrativePage) and name not in named:
                title = self.publication.sources[page.path].meta.get("title", name)
                written.setdefault(name, {})[page.language] = title
        return navigation.default_menus(
            {code: words[code]["shell.home"] for code in LANGUAGES},
            written.items(),
            (
                (
                    f"{page.path}index.md",
                    {code: page.title(self.publication.language(code)) for code in LANGUAGES},
                )
                for page in self.publication.pages
                if page.is_in_menu
            ),
        )

    def register_content(self, page: SitePage, content: str) -> None:
        """Record the page's ids and links, and add its text to the search index."""
        page.record_links(content)
        if self.is_by_mkdocs and (text := page.searchable_text(content)):
            self.index_page(page.file.dest_uri, text)

    def index_page(self, path: str, text: PageText) -> None:
        """Add the text of a page to the search index."""
        with self._open_index() as index:
            index.add(path, text)

    def complete_reading(self) -> None:
        """Check the pages, and complete the index: every page has been rendered."""
        if self.is_by_mkdocs:
            try:
                self.check_pages()
            except PublicationError:
                self.close()  # `mkdocs serve` goes on, with another build
                raise
            self.complete_index()

    def check_pages(self) -> None:
        """Report broken links, repeated ids and orphan pages; raises PublicationError."""
        pages = {page.address.url: page for page in self.pages.values()}
        linked = {entry.path for entries in self.menus.values() for entry in entries}
        linked |= {page_path(f"{DEFAULT_LANGUAGE}/{name}") for name in self.footer}
        problems = [
            *link_check.page_problems(pages, self.directory.published, linked),
            *self.notices,
        ]
        if errors(problems):
            raise PublicationError.from_problems(problems)
        if problems:
            sys.stderr.write(report_text(in_order(problems)) + "\n")

    def complete_index(self) -> None:
        """Let the search program make the index, while the build goes on: it has every page."""
        with self._open_index() as index:
            index.complete()

    def page_context(self, context: TemplateContext, page: SitePage) -> TemplateContext:
        """Return the context of a page's template, with its shell and words."""
        return {  # type: ignore[typeddict-unknown-key]
            **context,
            "shell": self.shells.page_shell(page),
            "words": self.publication.words(page.language),
            "linked_data": page.linked_data,
            "policy": security_policy.PAGE.meta,
        }

    def template_context(self, context: TemplateContext) -> TemplateContext:
        """Return the context of the 404 page, the sitemap and robots.txt."""
        shells = self.shells
        return {  # type: ignore[typeddict-unknown-key]
            **context,
            "lost": shells.not_found_sections(),
            "logo": shells.logo(shells.host_relative("assets/")),
            "assets": shells.host_relative("assets/"),
            "sitemap": shells.sitemap_entries(),
            "sitemap_url": shells.absolute_url("sitemap.xml"),
            "policy": security_policy.PAGE.meta,
        }

    def finish_site(self) -> None:
        """Write the search index, and delete the file that MkDocs stamps with the build's time."""
        site = Path(self.config.site_dir)
        (site / "sitemap.xml.gz").unlink(missing_ok=True)
        with self._open_index() as index:
            index.write()

    def close(self) -> None:
        """End the search program, after success or failure."""
        if self._index is not None:
            self._index.close()

    @contextlib.contextmanager
    def _open_index(self) -> Iterator[SearchIndex | IndexProcess]:
        try:
            if self._index is None:
                make = SearchIndex if self.is_by_mkdocs else IndexProcess
                self._index = make(Path(self.config.site_dir))
            yield self._index
        except SearchError as error:
            raise PluginError(site_message("search-failed", why=error)) from None

    def _joined_assets(self) -> Iterator[File]:
        """Yield the stylesheets and scripts, joined from the files of components, and the logo."""
        for path, join in component_files.joined_files(self.root / COMPONENTS).items():
            yield pages.OnDemandFile(self.config, path, join)
        if logo := self.publication.own.logo:
            source = self.root / own_files.FOLDER / logo
            yield File.generated(self.config, f"assets/{logo}", abs_src_path=str(source))

    def _is_asset(self, file: File) -> bool:
        """Return whether a file is one of our own assets: neither the theme's nor behind a link."""
        theme = Path(self.config.theme.custom_dir or "")
        if not file.src_uri.startswith("assets/") or Path(file.src_dir or "") != theme:
            return False
        return (theme / file.src_uri).resolve() == theme.resolve() / file.src_uri

    def _register_pages(self, files: Iterable[File]) -> None:
        """Create a page for each narrative file, and list pages and files by address."""
        listed = list(files)
        self.directory = FileDirectory.from_files(listed)
        converter = MarkdownConverter(
            self.config.markdown_extensions, self.config.mdx_configs or {}
        )
        for file in listed:
            if file.is_documentation_page() and file.page is None:
                # We check the menus ourselves: MkDocs would require each page in its own list.
                file.inclusion = InclusionLevel.NOT_IN_NAV
                NarrativePage(file, self.config, self.publication, self.directory, converter)
        created = [file.page for file in listed if isinstance(file.page, SitePage)]
        for page in created:
            page.is_made_alone = not self.is_by_mkdocs
        self.pages = {page.address: page for page in created}


class _Unindented(jinja2.ext.Extension):
    """Leaves out the indentation of templates, which every reader of every page would pay for."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        """Return a template's text without the spaces at the beginning of its lines."""
        return re.sub(r"(?m)^ +", "", source)


def _use_own_templates(theme: Theme) -> None:
    """Make MkDocs list our own templates only, and escape with our faster function.

    The theme brings twelve thousand icons; MkDocs would look at each of them twice.
    """
    if "get_env" in vars(theme):  # a configuration may be built again
        return
    create, own = theme.get_env, jinja2.FileSystemLoader(theme.custom_dir or ())

    def get_env() -> jinja2.Environment:
        env = create()
        env.loader.list_templates = own.list_templates  # type: ignore[method-assign, union-attr]
        env.add_extension(_Unindented)
        escape_quickly(env)
        restrict_templates(env)
        return env

    theme.get_env = get_env  # type: ignore[method-assign]
