"""One published site: its tables, read whole and held against its manifest, or a reason why not.

What a site sends is never believed, and never more of it is read than the limits allow.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from terang.checksums import sha256_of
from terang.model.definitions import FORMAT
from terang.publishing import manifest
from terang.publishing.manifest import BadManifestError, Manifest
from terang.publishing.published_site import (
    HostedSite,
    SiteFolder,
    TooMuchError,
    UnreadableSiteError,
    VerifiableSite,
)
from terang_nation.gathered_tables import (
    GATHERED,
    BadTableError,
    GatheredRow,
    read_rows,
    table_columns,
)
from terang_nation.site_list import ListedSite

DAYS_UNTIL_STALE = 7
MANIFEST_BYTES = 4 * 1024 * 1024
"""The bytes of a manifest that are read: those of 40,000 files."""
PACKAGE = "data/datapackage.json"
FILES = (PACKAGE, *(f"data/{name}.csv" for name in GATHERED))
_DAY = dt.timedelta(days=1)
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that is read of one site."""

    file_bytes: int = 32 * 1024 * 1024
    site_bytes: int = 128 * 1024 * 1024
    seconds: float = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePackage:
    """The tables of a site, whole and verified."""

    site: ListedSite
    day: str
    """The day that its states refer to."""
    version: str
    files: Mapping[str, bytes]
    tables: Mapping[str, tuple[GatheredRow, ...]]
    left_out: int = 0
    """The number of its claims that are about areas which it does not speak for."""


class RefusedSiteError(Exception):
    """A site is not read; `code` is a key of sentences.yml, `detail` a stranger's words."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def read_site(
    site: ListedSite,
    today: dt.date,
    limits: Limits,
    kept: Callable[[str], bytes | None],
    *,
    with_series: bool = False,
) -> SitePackage:
    """Read one gathered site: its tables, and series' files if wanted; raises RefusedSiteError.

    `kept` returns the content of a SHA-256 that was read before, so that it is not read again.
    """
    try:
        reader = _LimitedReader(_source_of(site), limits)
        listed = _manifest_of(reader, site, today)
        files = {path: _verified_file(reader, listed, path, kept) for path in FILES}
        package = package_of(site, listed.day, files)
        if with_series:
            more = {
                path: _verified_file(reader, listed, path, kept) for path in _series_files(package)
            }
            package = replace(package, files={**files, **more})
    except TooMuchError as error:
        raise RefusedSiteError("too-much", str(error)) from None
    except (UnreadableSiteError, OSError) as error:
        raise RefusedSiteError("unreachable", str(error)) from None
    return package


def package_of(site: ListedSite, day: str, files: Mapping[str, bytes]) -> SitePackage:
    """Return the files that one gathered site publishes as a package; raises RefusedSiteError."""
    description = _description_of(files[PACKAGE])
    try:
        tables = {name: read_rows(name, files[f"data/{name}.csv"]) for name in GATHERED}
    except BadTableError as error:
        raise RefusedSiteError("bad-table", str(error)) from None
    _check_claims(site, tables["claims"])
    own = _own_tables(site, tables)
    return SitePackage(
        site=site,
        day=day,
        version=str(description.get("version", "")),
        files=files,
        tables=own,
        left_out=len(tables["claims"]) - len(own["claims"]),
    )


def series_file(series_id: str) -> str:
    """Return the path of a series' file on one gathered site; RefusedSiteError for a bad id."""
    if not _ID.fullmatch(series_id):
        raise RefusedSiteError("bad-table", "series.csv: id")
    return f"data/{series_id}.json"


def _series_files(package: SitePackage) -> list[str]:
    (place,) = _places("series", "id")
    return [series_file(str(row[place])) for row in package.tables["series"]]


class _LimitedReader:
    """A reader of a site's files that stops at the limits of the site."""

    def __init__(self, source: VerifiableSite, limits: Limits) -> None:
        self._source = source
        self._limits = limits
        self._left = limits.site_bytes
        self._until = time.monotonic() + limits.seconds

    def read_file(self, path: str, most: int | None = None) -> bytes | None:
        """Return a file, or None if it is not there; raises UnreadableSiteError."""
        chunks = self._source.chunks(path)
        if chunks is None:
            return None
        content, most = bytearray(), min(most or self._limits.file_bytes, self._left)
        try:
            for chunk in chunks:
                content += chunk
                if len(content) > most:
                    raise TooMuchError(f"{path}: > {most} B")
                if time.monotonic() > self._until:
                    raise TooMuchError(f"{path}: > {self._limits.seconds:g} s")
        finally:
            if isinstance(chunks, Generator):
                chunks.close()  # and with it the connection
        self._left -= len(content)
        return bytes(content)


def _source_of(site: ListedSite) -> VerifiableSite:
    if site.folder is None:
        return HostedSite(site.address)
    if not site.folder.is_dir():
        raise UnreadableSiteError(str(site.folder))
    return SiteFolder(site.folder)


def _manifest_of(reader: _LimitedReader, site: ListedSite, today: dt.date) -> Manifest:
    content = reader.read_file(manifest.NAME, MANIFEST_BYTES)
    if content is None:
        raise RefusedSiteError("no-manifest")
    try:
        found = Manifest.from_json(content)
        day = dt.date.fromisoformat(found.day)
    except (BadManifestError, ValueError):
        raise RefusedSiteError("not-a-manifest") from None
    if found.address != site.address:
        raise RefusedSiteError("other-address", found.address)
    if day > today + _DAY:
        raise RefusedSiteError("future", found.day)
    return found


def _verified_file(
    reader: _LimitedReader,
    listed: Manifest,
    path: str,
    kept: Callable[[str], bytes | None],
) -> bytes:
    """Return a file whose content is what the manifest says."""
    digest = listed.files.get(path)
    if digest is None:
        raise RefusedSiteError("missing-file", path)
    content = kept(digest)
    if content is None:
        content = reader.read_file(path)
    if content is None:
        raise RefusedSiteError("missing-file", path)
    if sha256_of(content) != digest:
        raise RefusedSiteError("digest-differs", path)
    return content


def _description_of(content: bytes) -> Mapping[str, Any]:
    try:
        description = json.loads(content)
    except (ValueError, RecursionError):
        raise RefusedSiteError("bad-table", PACKAGE) from None
    if not isinstance(description, dict):
        raise RefusedSiteError("bad-table", PACKAGE)
    if description.get("format") != FORMAT:
        raise RefusedSiteError("other-format", str(description.get("format")))
    return description


def _check_claims(site: ListedSite, rows: tuple[GatheredRow, ...]) -> None:
    """Refuse claims that lead elsewhere, and two of one id."""
    url, claim_id = _places("claims", "url", "claim_id")
    for row in rows:
        if not str(row[url]).startswith(site.address):
            raise RefusedSiteError("leads-elsewhere", str(row[url]))
    if len({row[claim_id] for row in rows}) != len(rows):
        raise RefusedSiteError("bad-table", "claims.csv: claim_id")


def _own_tables(
    site: ListedSite, tables: Mapping[str, tuple[GatheredRow, ...]]
) -> dict[str, tuple[GatheredRow, ...]]:
    """Return the tables without series of other areas; refuse a site that has no other series."""
    series, area = _places("claims", "series", "area_bps")
    claims = tables["claims"]
    own = {row[series] for row in claims if str(row[area] or "").startswith(site.area)}
    if claims and not own:
        raise RefusedSiteError("other-area", str(claims[0][area] or "–"))
    places = {"claims": series, "targets": _places("targets", "series")[0]}
    places["series"] = _places("series", "id")[0]
    kept = {
        name: tuple(row for row in tables[name] if row[place] in own)
        for name, place in places.items()
    }
    return {**tables, **kept}


def _places(table: str, *names: str) -> list[int]:
    columns = [column.name for column in table_columns()[table]]
    return [columns.index(name) for name in names]
