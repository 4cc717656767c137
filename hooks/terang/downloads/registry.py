"""The registry of downloads: one table of file names and the functions that compute their bytes.

`Publication` calls `download_files` and writes the result. No function here or below writes a file
or reads the clock. To add a download, write its module and add a line to the table in
`download_files`. Tabular formats start from `tables`, so that a column is defined once for all.
"""

from __future__ import annotations

import dataclasses
import functools
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from terang.derivation.derive import Derived
from terang.downloads import (
    archive,
    atom,
    csl_json,
    csv_files,
    datapackage,
    datasette,
    dcat,
    index_json,
    json_schema,
    llms_text,
    ms_ind,
    parquet_files,
    readme,
    series_json,
    sqlite_file,
    tables,
    xlsx_files,
)
from terang.downloads.claim_tables import CLAIMS, ClaimTables
from terang.downloads.edition import Edition
from terang.downloads.lazy_files import (
    ContentMaker,
    KeepBytes,
    LazyFiles,
    keep_in_memory,
    written_pieces,
)
from terang.downloads.site_address import SiteAddress
from terang.downloads.table import Table
from terang.model.catalog import Catalog

FOLDER = "data"
"""The folder of the downloads below the site's root; the same for every language."""

EXAMPLE = "https://example.org/"
"""A reserved address (RFC 2606), used if the site's own is not known."""


@dataclass(frozen=True)
class DownloadContext:
    """A catalog with its tables and edition, each computed once for all downloads."""

    catalog: Catalog
    derived: Mapping[str, Derived]
    """Series id → derived figures."""
    address: str = EXAMPLE
    """The site's address, for files that hold full addresses."""
    fetch_edition: Callable[[], Edition | None] = lambda: None
    """Returns the edition if another process computes the tables, and has told it."""
    with_parquet: bool = False
    """True if each table is also made as Parquet, which needs DuckDB."""
    keep: KeepBytes = keep_in_memory
    """Keeps the bytes of a file between its first and its last reader."""

    @functools.cached_property
    def site_address(self) -> SiteAddress:
        """The site's address, as downloads state it."""
        return SiteAddress.parse(self.address)

    @functools.cached_property
    def claims(self) -> ClaimTables:
        """The flat tables of claims."""
        return ClaimTables(self.catalog, self.derived, self.site_address, self.keep)

    @functools.cached_property
    def tables(self) -> tuple[Table, ...]:
        """The tables of the record."""
        made = tables.record_tables(self.catalog, self.derived, self.claims)
        return tuple(dataclasses.replace(table, keep=self.keep) for table in made)

    @functools.cached_property
    def csv(self) -> LazyFiles:
        """The CSV file of each table."""
        return LazyFiles(
            {
                table.csv_name: self._all_claims
                if table.name == CLAIMS
                else functools.partial(csv_files.csv_pieces, table)
                for table in self.tables
            },
            self.keep,
        )

    @functools.cached_property
    def series_csv(self) -> LazyFiles:
        """The CSV file of the claims of each series."""
        return LazyFiles(
            {
                f"{key}.csv": functools.partial(self._claims_of, key)
                for key in sorted(self.catalog.series)
            },
            self.keep,
        )

    def _claims_of(self, series_id: str) -> bytes:
        return csv_files.csv_bytes(self.claims.claims_of(series_id))

    def _all_claims(self) -> Iterator[bytes]:
        """Yield the lines of the files of all series below one header."""
        header = csv_files.csv_bytes(self.claims.no_claims())
        yield header
        for file in self.series_csv.values():
            yield file[len(header) :]

    @functools.cached_property
    def series_spreadsheet(self) -> xlsx_files.TableSpreadsheet:
        """The spreadsheet of a series without its rows."""
        return xlsx_files.series_spreadsheet(
            self.claims.no_claims(), tables.source_table({}), self.edition
        )

    @functools.cached_property
    def edition(self) -> Edition:
        """The edition of these tables."""
        if (told := self.fetch_edition()) is not None:
            return told
        return Edition.of_catalog(self.catalog, self.derived, self.tables, self.csv, self.address)


def download_files(context: DownloadContext) -> LazyFiles:
    """Return every file to download by its path below the site's root."""
    catalog, derived = context.catalog, context.derived
    csv = context.csv
    files = LazyFiles(
        {
            # ⟨table⟩.csv
            **csv.makers,
            # datapackage.json
            datapackage.NAME: lambda: datapackage.datapackage_bytes(
                catalog, context.tables, csv, context.edition
            ),
            # transparency.sqlite
            sqlite_file.NAME: lambda: sqlite_file.sqlite_pieces(
                context.tables, catalog, context.claims, context.edition
            ),
            # transparency.metadata.json
            datasette.NAME: lambda: datasette.metadata_bytes(context.tables, context.edition),
            # ⟨table⟩.parquet
            **dict(_parquet_makers(context)),
            # terang.xlsx
            xlsx_files.NAME: lambda: _record_sheet(context),
            # ⟨series id⟩.json, ⟨series id⟩.csv, ⟨series id⟩.csl.json, ⟨series id⟩.xlsx
            **dict(_series_makers(context)),
            # series.schema.json
            json_schema.NAME: lambda: json_schema.schema_bytes(context.site_address),
            # ms-ind/⟨indicator id⟩.csv
            **{
                ms_ind.sheet_name(key): functools.partial(ms_ind.sheet_bytes, indicator)
                for key, indicator in sorted(catalog.indicators.items())
            },
            # index.json, which lists all files
            index_json.NAME: lambda: index_json.index_pieces(
                catalog, files, (index_json.NAME, dcat.NAME, archive.NAME), context.edition
            ),
            # catalog.jsonld, which describes all other files
            dcat.NAME: lambda: dcat.dcat_pieces(
                catalog, files.without(dcat.NAME, archive.NAME), archive.NAME, context.edition
            ),
            # terang-data.zip, which holds all other files but Parquet and says what they are
            archive.NAME: lambda: archive.archive_pieces(
                files.without(archive.NAME, *dict(_parquet_makers(context))),
                readme.readme_files(context.tables, context.edition),
            ),
        },
        context.keep,
    )
    return LazyFiles(
        {
            # data/⟨name⟩
            **{f"{FOLDER}/{name}": make for name, make in files.makers.items()},
            # llms.txt
            llms_text.NAME: lambda: llms_text.llms_bytes(context.edition),
            # feed.xml, en/feed.xml and their archives
            **dict(atom.feed_makers(catalog, derived, context.site_address)),
        },
        context.keep,
    )


def _parquet_makers(context: DownloadContext) -> Iterator[tuple[str, ContentMaker]]:
    """Yield the Parquet file of each table by name, if there are any."""
    for table in context.tables if context.with_parquet else ():
        yield parquet_files.parquet_name(table.name), functools.partial(_parquet, context, table)


def _parquet(context: DownloadContext, table: Table) -> bytes:
    return parquet_files.parquet_bytes(table, context.edition)


def _series_makers(context: DownloadContext) -> Iterator[tuple[str, ContentMaker]]:
    """Yield the files of each series by name."""
    catalog, address = context.catalog, context.site_address
    for key, series in sorted(catalog.series.items()):
        yield (
            f"{key}.json",
            functools.partial(series_json.series_bytes, catalog, series, context.derived, address),
        )
        yield f"{key}.csv", context.series_csv.makers[f"{key}.csv"]
        yield (
            csl_json.file_name(key),
            functools.partial(csl_json.csl_bytes, catalog, series, context.derived, context.claims),
        )
        yield f"{key}.xlsx", functools.partial(_series_sheet, context, key)


def _record_sheet(context: DownloadContext) -> Iterator[bytes]:
    sheet, title = xlsx_files.record_spreadsheet(context.tables, context.edition), context.edition
    return written_pieces(lambda stream: sheet.write(stream, title.publisher, context.tables))


def _series_sheet(context: DownloadContext, series_id: str) -> bytes:
    catalog, stream = context.catalog, io.BytesIO()
    series = catalog.series[series_id]
    cited = {source for entry in series.entries for source in entry.sources}
    sources = tables.source_table({key: catalog.sources[key] for key in cited})
    context.series_spreadsheet.write(
        stream,
        catalog.title_of(series).by_language(),
        (context.claims.claims_of(series_id), sources),
    )
    return stream.getvalue()
