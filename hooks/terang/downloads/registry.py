"""The registry of downloads: one table of file names and the functions that compute their bytes.

`Publication` calls `download_files` and writes the result. No function here or below writes a file
or reads the clock. To add a download, write its module and add a line to the table in
`download_files`. Tabular formats start from `tables`, so that a column is defined once for all.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from terang.derivation.derive import Derived
from terang.downloads import (
    archive,
    atom,
    csv_files,
    datapackage,
    dcat,
    json_schema,
    ms_ind,
    series_json,
    sqlite_file,
)
from terang.downloads.edition import Edition
from terang.downloads.lazy_files import LazyFiles
from terang.downloads.tables import Table, record_tables
from terang.model.catalog import Catalog

FOLDER = "data"
"""The folder of the downloads below the site's root; the same for every language."""

EXAMPLE = "https://example.org/"
"""A reserved address (RFC 2606), used if the site's own is not known."""


@dataclass(frozen=True)
class DownloadContext:
    """A catalog with its tables and edition, each computed once for all downloads."""

    catalog: Catalog
    address: str = EXAMPLE
    """The site's address, for files that hold full addresses."""
    fetch_edition: Callable[[], Edition] | None = None
    """Returns the edition if another process computes the tables."""

    @functools.cached_property
    def tables(self) -> tuple[Table, ...]:
        """The tables of the record."""
        return record_tables(self.catalog)

    @functools.cached_property
    def csv(self) -> LazyFiles:
        """The CSV file of each table."""
        return LazyFiles(
            {table.csv_name: functools.partial(csv_files.csv_bytes, table) for table in self.tables}
        )

    @functools.cached_property
    def edition(self) -> Edition:
        """The edition of these tables."""
        if self.fetch_edition:
            return self.fetch_edition()
        return Edition.of(self.catalog, self.csv, self.address)


def download_files(context: DownloadContext, derived: Mapping[str, Derived]) -> LazyFiles:
    """Return every download by its path below the site's root.

    `derived`: series id → derived figures.
    """
    catalog, tables, csv = context.catalog, context.tables, context.csv
    files = LazyFiles(
        {
            # ⟨table⟩.csv
            **csv.makers,
            # datapackage.json
            datapackage.NAME: lambda: datapackage.datapackage_bytes(
                catalog, tables, csv, context.edition
            ),
            # transparency.sqlite
            sqlite_file.NAME: lambda: sqlite_file.sqlite_bytes(tables, derived),
            # ⟨series id⟩.json
            **{
                f"{key}.json": functools.partial(series_json.series_bytes, catalog, series, derived)
                for key, series in sorted(catalog.series.items())
            },
            # series.schema.json
            json_schema.NAME: lambda: json_schema.schema_bytes(context.edition),
            # ms-ind/⟨indicator id⟩.csv
            **{
                ms_ind.sheet_name(key): functools.partial(ms_ind.sheet_bytes, indicator)
                for key, indicator in sorted(catalog.indicators.items())
            },
            # catalog.jsonld, which describes all other files
            dcat.NAME: lambda: dcat.dcat_bytes(
                catalog, files.without(dcat.NAME, archive.NAME), archive.NAME, context.edition
            ),
            # terang-data.zip, which holds all other files
            archive.NAME: lambda: archive.archive_bytes(files.without(archive.NAME)),
        }
    )
    return LazyFiles(
        {
            # data/⟨name⟩
            **{f"{FOLDER}/{name}": make for name, make in files.makers.items()},
            # feed.xml, en/feed.xml and their archives
            **dict(atom.feed_makers(catalog, derived, lambda: context.edition)),
        }
    )
