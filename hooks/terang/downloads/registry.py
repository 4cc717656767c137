"""The downloads: the whole record in the forms that re-users already use (CONTRACT section 4).

Every distribution turns the catalog, and what follows from it, into bytes; none writes a file. The
tabular ones start from `tables`, so that a column is said once for all of them. A new distribution
is a new module here and one line in `files`, which names it and says what makes it.

- `columns`: a model's keys as columns, a record as a row of cells
- `tables`: the twelve tables with their keys, as data
- `dictionary`: what each table and column means, in both languages
- `edition`: which state of the record this is, and who publishes it
- `on_demand`: files whose names are known before they are made
- `summaries`, `json_values`: series in a paragraph; values of the record as JSON has them
- `csv_files`, `series_json`, `json_schema`, `datapackage`, `sqlite_file` (with `sqlite_views`),
  `ms_ind`, `dcat`, `archive`, `atom`: the distributions
- `guide`: what the page on data says of each of them
- `schema_org`: what a series' page tells search engines; it stands in the page, not in a file
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
from terang.downloads.on_demand import OnDemand, in_folder
from terang.downloads.tables import Table, record_tables
from terang.model.catalog import Catalog

FOLDER = "data"
"""Where the downloads stand under the site's root; the same in every language."""

EXAMPLE = "https://example.org/"
"""An address that nobody has (RFC 2606), where the site's own is not known."""


@dataclass(frozen=True)
class Tabled:
    """A catalog as tables, made once for all that starts from them.

    `address` is the site's, for what names full addresses; `known` asks for the tables' edition
    where somebody else makes them.
    """

    catalog: Catalog
    address: str = EXAMPLE
    known: Callable[[], Edition] | None = None

    @functools.cached_property
    def tables(self) -> tuple[Table, ...]:
        """The twelve tables."""
        return record_tables(self.catalog)

    @functools.cached_property
    def csv(self) -> dict[str, bytes]:
        """The same as CSV files."""
        return csv_files.csv_texts(self.tables)

    @functools.cached_property
    def edition(self) -> Edition:
        """Which state of the record they are."""
        return self.known() if self.known else Edition.of(self.catalog, self.csv, self.address)


def download_files(tabled: Tabled, derived: Mapping[str, Derived]) -> Mapping[str, bytes]:
    """Every download by its path under the site's root; `derived` holds each series by its id."""
    catalog = tabled.catalog

    def package() -> Mapping[str, bytes]:
        return datapackage.datapackage_files(catalog, tabled.tables, tabled.csv, tabled.edition)

    record = OnDemand(
        [
            (csv_files.csv_names(tabled.tables), lambda: tabled.csv),
            ((datapackage.NAME,), package),
            ((sqlite_file.NAME,), lambda: sqlite_file.sqlite_files(tabled.tables, derived)),
            *series_json.series_json_groups(catalog, derived),
            ((json_schema.NAME,), lambda: json_schema.json_schema_files(tabled.edition)),
            (ms_ind.ms_ind_names(catalog), lambda: ms_ind.ms_ind_files(catalog)),
        ]
    )

    def catalogue() -> Mapping[str, bytes]:
        return dcat.dcat_files(catalog, record, archive.NAME, tabled.edition)

    listed = OnDemand([(record, lambda: record), ((dcat.NAME,), catalogue)])
    downloads = OnDemand(
        [(listed, lambda: listed), ((archive.NAME,), lambda: archive.archive_files(listed))]
    )
    return OnDemand(
        [
            *in_folder(FOLDER, downloads),
            *atom.feed_groups(catalog, derived, lambda: tabled.edition),
        ]
    )
