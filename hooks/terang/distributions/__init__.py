"""The downloads: the whole record in the forms that re-users already use (CONTRACT section 4).

Every distribution turns the catalog, and what follows from it, into bytes; none writes a file. The
tabular ones start from `tables`, so that a column is said once for all of them. A new distribution
is a new module here and one line in `files`.

- `columns`: a model's keys as columns, a record as a row of cells
- `tables`: the twelve tables with their keys, as data
- `json_values`: values of the record as JSON has them
- `csv_files`, `series_json`: the distributions
"""

from __future__ import annotations

from collections.abc import Mapping

from terang.derive import Derived
from terang.distributions import csv_files, series_json
from terang.distributions.tables import tables
from terang.model import Catalog

FOLDER = "data"
"""Where the downloads stand under the site's root; the same in every language."""


def files(catalog: Catalog, derived: Mapping[str, Derived]) -> dict[str, bytes]:
    """Every download by its path under the site's root; `derived` holds each series by its id."""
    downloads = {
        **csv_files.files(tables(catalog)),
        **series_json.files(catalog, derived),
    }
    return {f"{FOLDER}/{name}": content for name, content in downloads.items()}
