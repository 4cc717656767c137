"""A catalog and its narrative pages for pages to read; which files are downloads or feeds.

Page kinds read it, `publication` renders it, and the change report compares two of them. It knows
neither the kinds of pages nor their templates.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import Any

from terang.derivation.derive import Derived
from terang.derivation.series_claims import derive_series
from terang.downloads import guide, registry
from terang.downloads.edition import Edition
from terang.downloads.lazy_files import KeepBytes, LazyFiles, keep_in_memory
from terang.downloads.site_address import SiteAddress
from terang.downloads.table import Table
from terang.i18n.formatter import Language
from terang.model.catalog import Catalog
from terang.narrative.markdown_page import NarrativeSource
from terang.pages.own_files import OwnFiles
from terang.views.citation import PublicationDetails
from terang.views.list_pages import ListPages
from terang.views.page_context import PageContext


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadFacts:
    """The facts about downloads that pages state: edition, file sizes, row counts."""

    edition: Edition
    sizes: Mapping[str, int]
    """Path of a download from the site's root → bytes."""
    rows: Mapping[str, int]
    """Name of a table → rows."""


@dataclass(frozen=True)
class PublishedRecord:
    """A sound catalog with its narrative pages."""

    catalog: Catalog
    _: KW_ONLY
    sources: Mapping[str, NarrativeSource] = field(default_factory=dict)
    """Narrative pages by the path of their file from the repository's root."""
    correction_url: str = ""
    """The address for proposing a correction of a data file, with `{path}` in it, or empty."""
    address: str = registry.EXAMPLE
    """The site's own address, with a slash at its end."""
    own: OwnFiles = field(default_factory=OwnFiles)
    """Looks, words and links that the site has set in `own/`."""
    whole_site: bool = False
    """True if the finished site can also be downloaded as a single file, `guide.WHOLE_SITE`."""
    with_parquet: bool = False
    """True if the tables are also published as Parquet, which needs DuckDB."""
    images: Mapping[str, Path] = field(default_factory=dict)
    """The images of series that have been drawn: published path → file."""
    remote_downloads: Callable[[], DownloadFacts | None] = lambda: None
    """Returns the facts about the downloads if another process makes them, and has told them."""
    keep: KeepBytes = keep_in_memory
    """Keeps finished pages and downloads until they are written."""

    @functools.cached_property
    def derived(self) -> Mapping[str, Derived]:
        """Series id → everything derived from the series, computed once for all pages and files."""
        return {
            key: derive_series(
                series,
                self.catalog.indicator_of(series),
                self.catalog.sources,
                self.catalog.today,
            )
            for key, series in self.catalog.series.items()
        }

    @functools.cached_property
    def contents(self) -> ListPages:
        """The division of the record's long lists into pages."""
        return ListPages(self.catalog)

    def language(self, code: str) -> Language:
        """Return a language with the words that the site has set itself."""
        return Language(code, self.own.words)

    def context(self, language: str, url: str) -> PageContext:
        """Return the context of a page; `url` is its address from the language's root."""
        return PageContext(
            self.catalog,
            self.derived,
            self.language(language),
            url,
            SiteAddress.parse(self.address).root,
            self.contents.source_pages,
            narrative_pages=self._written,
            language_cache=self._shared,
        )

    @functools.cached_property
    def _written(self) -> frozenset[str]:
        return frozenset(page.name for page in self.sources.values())

    @functools.cached_property
    def _shared(self) -> dict[tuple[str, str], Any]:
        return {}

    # --- downloads ---

    @functools.cached_property
    def downloads(self) -> LazyFiles:
        """Downloads and feeds: path from the site's root → bytes, made on request."""
        files = registry.download_files(self._tabled)
        if not self.whole_site:
            return files
        # The archive is written last; an empty file reserves its address until then.
        return LazyFiles({**files.makers, guide.WHOLE_SITE: bytes}, self.keep)

    @functools.cached_property
    def _tabled(self) -> registry.DownloadContext:
        return registry.DownloadContext(
            self.catalog,
            self.derived,
            self.address,
            lambda: remote.edition if (remote := self.remote_downloads()) else None,
            self.with_parquet,
            self.keep,
        )

    @property
    def edition(self) -> Edition:
        """The edition: the state of the record that is published."""
        return self._tabled.edition

    @functools.cached_property
    def publication_details(self) -> PublicationDetails:
        """The address and version that citations of the record give."""
        return PublicationDetails(self.edition.address, self.edition.version)

    def make_downloads(self) -> DownloadFacts:
        """Make all downloads now, except the feeds, whose sizes no page states."""
        names = filter(is_download, self.downloads)
        return DownloadFacts(
            edition=self.edition,
            sizes={name: self.downloads.makers[name].size for name in names},
            rows={table.name: len(table.rows) for table in self._tabled.tables},
        )

    def download_size(self, path: str) -> int:
        """Return the size of a download in bytes."""
        remote = self.remote_downloads()
        return remote.sizes[path] if remote else self.downloads.makers[path].size

    def counted_tables(self) -> list[tuple[Table, int]]:
        """Return each table with its number of rows."""
        remote, tables = self.remote_downloads(), self._tabled.tables
        return [(table, remote.rows[table.name] if remote else len(table.rows)) for table in tables]


def is_download(path: str) -> bool:
    """Return whether a file of the site is a download, and neither a page nor a feed."""
    return path.startswith(f"{registry.FOLDER}/") and not path.endswith("/index.html")


def is_feed(path: str) -> bool:
    """Return whether a file of the record is a feed or a part of a feed: only those are XML."""
    return path.endswith(".xml")
