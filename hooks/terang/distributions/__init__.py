"""The downloads: the whole record in the forms that re-users already use (CONTRACT section 4).

Every distribution turns the catalog, and what follows from it, into bytes; none writes a file. The
tabular ones start from `tables`, so that a column is said once for all of them. A new distribution
is a new module here and one line in `files`.

- `columns`: a model's keys as columns, a record as a row of cells
- `tables`: the twelve tables with their keys, as data
- `dictionary`: what each table and column means, in both languages
- `edition`: which state of the record this is, and who publishes it
- `summaries`, `json_values`: series in a paragraph; values of the record as JSON has them
- `csv_files`, `series_json`, `json_schema`, `datapackage`, `sqlite_file` (with `sqlite_views`),
  `ms_ind`, `dcat`, `archive`, `atom`: the distributions
- `guide`: what the page on data says of each of them
- `schema_org`: what a series' page tells search engines; it stands in the page, not in a file
"""

from __future__ import annotations

from collections.abc import Mapping

from terang.derive import Derived
from terang.distributions import (
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
from terang.distributions.edition import Edition
from terang.distributions.tables import tables
from terang.model import Catalog

FOLDER = "data"
"""Where the downloads stand under the site's root; the same in every language."""

EXAMPLE = "https://example.org/"
"""An address that nobody has (RFC 2606), where the site's own is not known."""


def files(
    catalog: Catalog, derived: Mapping[str, Derived], address: str = EXAMPLE
) -> dict[str, bytes]:
    """Every download by its path under the site's root.

    `derived` holds each series by its id; `address` is the site's, for what names full addresses.
    """
    record = tables(catalog)
    csv = csv_files.files(record)
    edition = Edition.of(catalog, csv, address)
    downloads = {
        **csv,
        **datapackage.files(catalog, record, csv, edition),
        **sqlite_file.files(record, derived),
        **series_json.files(catalog, derived),
        **json_schema.files(edition),
        **ms_ind.files(catalog),
    }
    downloads |= dcat.files(catalog, downloads, archive.NAME, edition)
    downloads |= archive.files(downloads)
    return {
        **{f"{FOLDER}/{name}": content for name, content in downloads.items()},
        **atom.files(catalog, derived, edition),
    }


def edition(catalog: Catalog, address: str = EXAMPLE) -> Edition:
    """Which state of the record a catalog is."""
    return Edition.of(catalog, csv_files.files(tables(catalog)), address)
