"""The tables that are gathered: their columns, and their rows as another site publishes them.

Nothing is believed: each cell has the type of its column, or the table is refused.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from terang.downloads.claim_tables import ClaimTables
from terang.downloads.columns import Column, ColumnType
from terang.downloads.csv_files import APOSTROPHE, begins_like_formula
from terang.downloads.site_address import SiteAddress
from terang.downloads.table import Table
from terang.downloads.tables import record_tables
from terang.model.catalog import Catalog
from terang.model.definitions import Site
from terang.parsing.decoding import decode_text

GATHERED = ("claims", "targets", "series", "indicators", "areas", "speakers", "programmes")
"""The tables that are read of each site, the one with the figures first."""

MOST_ROWS = 200_000
"""The rows of a table of one site: a thousand times those of a regency."""

_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
_WHOLE = re.compile(r"-?[0-9]{1,15}")

PlainCell: TypeAlias = str | int | float | bool | dt.date | None
GatheredRow: TypeAlias = tuple[PlainCell, ...]


class BadTableError(ValueError):
    """A table is not what a site of this format publishes; the text says where."""


@functools.cache
def table_columns() -> Mapping[str, tuple[Column, ...]]:
    """Return the columns of each gathered table, in its order; codes of areas are left out."""
    nothing = Catalog(site=Site.model_construct(), today=dt.date.min)  # type: ignore[call-arg]
    return {name: table.columns for name, table in tables_of(nothing).items()}


def tables_of(catalog: Catalog) -> dict[str, Table]:
    """Return the gathered tables of a record, without what is derived from its claims."""
    claims = ClaimTables(catalog, {}, SiteAddress.parse("https://example.org/"))
    tables = {table.name: table for table in record_tables(catalog, {}, claims)}
    return {name: tables[name] for name in GATHERED}


def read_rows(name: str, data: bytes) -> tuple[GatheredRow, ...]:
    """Return the rows of a table with the columns that we know; raises BadTableError.

    Columns that a later version has added are left out.
    """
    text, problems = decode_text(f"{name}.csv", data)
    if text is None or problems:
        raise BadTableError(f"{name}.csv: {problems[0].code if problems else 'text'}")
    csv.field_size_limit(1_000_000)
    try:
        heading, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    except (csv.Error, ValueError) as error:
        raise BadTableError(f"{name}.csv: {error}") from None
    if len(rows) > MOST_ROWS:
        raise BadTableError(f"{name}.csv: > {MOST_ROWS}")
    readers = _readers(name, heading)
    found = []
    for number, row in enumerate(rows, start=2):
        if len(row) != len(heading):
            raise BadTableError(f"{name}.csv:{number}")
        found.append(tuple(read(row[index]) for index, read in readers))
    return tuple(found)


def _readers(name: str, heading: Sequence[str]) -> list[tuple[int, Callable[[str], PlainCell]]]:
    """Return the place of each column that we know, with the function that reads its cells."""
    columns = table_columns()[name]
    missing = [column.name for column in columns if heading.count(column.name) != 1]
    if missing:
        raise BadTableError(f"{name}.csv: {', '.join(missing)}")
    return [
        (heading.index(column.name), functools.partial(_cell, f"{name}.csv", column))
        for column in columns
    ]


def _cell(file: str, column: Column, text: str) -> PlainCell:
    if not text:
        if column.required:
            raise BadTableError(f"{file}: {column.name}")
        return None
    try:
        return _value(column.type, text)
    except ValueError:
        raise BadTableError(f"{file}: {column.name}: {text[:40]}") from None


def _value(kind: ColumnType, text: str) -> PlainCell:
    """Return the value of a filled cell; raises ValueError if it has another type."""
    match kind:
        case ColumnType.NUMBER if _NUMBER.fullmatch(text):
            return float(text)
        case ColumnType.INTEGER if _WHOLE.fullmatch(text):
            return int(text)
        case ColumnType.BOOLEAN if text in ("true", "false"):
            return text == "true"
        case ColumnType.DATE:
            return dt.date.fromisoformat(text)
        case ColumnType.NUMBER | ColumnType.INTEGER | ColumnType.BOOLEAN:
            raise ValueError(text)
    own = text.removeprefix(APOSTROPHE)
    return own if own != text and begins_like_formula(own) else text
