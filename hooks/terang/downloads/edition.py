"""The edition of the record: its version, publisher and address, its last day, that of its tags."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from terang.derivation.derive import Derived
from terang.derivation.past_series import record_days
from terang.derivation.state_history import last_state_change
from terang.downloads import csv_files
from terang.downloads.columns import Column
from terang.downloads.dictionary import DictionaryWords
from terang.downloads.lazy_files import KeptFile, LazyFiles
from terang.downloads.site_address import SiteAddress
from terang.downloads.table import Table
from terang.model import period
from terang.model.catalog import Catalog
from terang.model.definitions import Licence
from terang.parsing.text_rules import contact_link

_DIGITS = 8

_STATE_COLUMNS = frozenset({"state", "reason"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A state of the record as published at an address."""

    version: str
    """The day of `modified` and a checksum of the record and its states: `2026.11.22+0f3a6c1d`."""
    modified: str
    """The last day on which the record or the state of a target changed: `2026-11-22`."""
    as_of: str
    """The day of the build, which states and freshness are seen from: `2026-11-30`."""
    publisher: DictionaryWords
    notice: DictionaryWords | None
    contact: str
    licence: Licence
    format: int
    """The version of the data format."""
    address: str
    """The address of the site, with a slash at its end."""

    @classmethod
    def of_catalog(
        cls,
        catalog: Catalog,
        derived: Mapping[str, Derived],
        tables: Sequence[Table],
        csv: LazyFiles,
        address: str,
    ) -> Edition:
        """Return the edition of a catalog with these tables; `csv` holds their files by name."""
        site, modified = catalog.site, modified_day(catalog, derived)
        return cls(
            version=f"{modified:%Y.%m.%d}+{_checksum(tables, csv)}",
            modified=modified.isoformat(),
            as_of=catalog.today.isoformat(),
            publisher=site.publisher.by_language(),
            notice=site.notice.by_language() if site.notice else None,
            contact=site.contact,
            licence=site.licence,
            format=site.format,
            address=SiteAddress.parse(address).root,
        )

    @property
    def contact_url(self) -> str:
        """The contact as the target of a link."""
        return contact_link(self.contact)

    def full_address(self, path: str) -> str:
        """Return the full address of a page or file, from its path below the site's root."""
        return f"{self.address}{path}"


def modified_day(catalog: Catalog, derived: Mapping[str, Derived]) -> dt.date:
    """Return the last day of the edition: on which the record or a target's state changed.

    The record is dated by its own entries, corrections and decisions. An empty record has the day
    from which the site's tags hold.
    """
    record = max(_days_of_record(catalog), default=first_day(catalog))
    changes = (
        last_state_change(
            series,
            catalog.indicator_of(series),
            catalog.sources,
            derived[key].outlooks,
            record,
        )
        for key, series in catalog.series.items()
    )
    return max((day for day in changes if day is not None), default=record)


def first_day(catalog: Catalog) -> dt.date:
    """Return the day from which the record's address holds in tags of feeds: their authority."""
    return period.parse_period(catalog.site.tag_authority.split(",")[1]).first


def _days_of_record(catalog: Catalog) -> Iterator[dt.date]:
    for series in catalog.series.values():
        yield from record_days(series)
    for indicator in catalog.indicators.values():
        yield from (change.added.first for change in indicator.breaks)
    yield from (decision.date.first for decision in catalog.decisions)


def _checksum(tables: Sequence[Table], csv: LazyFiles) -> str:
    """Return a checksum of everything that editors write, and of the states of targets."""
    checksum = hashlib.sha256()
    for table in sorted(tables, key=lambda table: table.name):
        if table.is_derived:
            continue
        file = csv.makers[table.csv_name]
        if any(column.is_derived for column in table.columns):
            written = table.selected(_is_written_or_state)
            file = KeptFile(functools.partial(csv_files.csv_pieces, written), table.keep)
        checksum.update(f"{table.name}\0{file.size}\0".encode())
        for piece in file.pieces():
            checksum.update(piece)
    return checksum.hexdigest()[:_DIGITS]


def _is_written_or_state(column: Column) -> bool:
    return not column.is_derived or column.name in _STATE_COLUMNS
