"""Gathering: every listed site is read, or its last good content is kept, or it is missing.

A site that fails is named with its reason, and the others go on.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from terang.checksums import sha256_of
from terang_nation.site_list import ListedSite
from terang_nation.site_reader import (
    DAYS_UNTIL_STALE,
    Limits,
    RefusedSiteError,
    SitePackage,
    package_of,
    read_site,
)

_AT_ONCE = 16
"""The number of sites that are read side by side: most of the time goes into waiting."""
_NOTE = "site.json"
_NOTICES = ("stale", "other-areas")
"""The problems of sites that are read all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheredSite:
    """A listed site with what it says, today's or that of an earlier day."""

    site: ListedSite
    package: SitePackage | None
    """None if it was never read."""
    problem: RefusedSiteError | None = None

    @property
    def status(self) -> str:
        """`read`, `kept` from an earlier day, or `missing`."""
        if self.package is None:
            return "missing"
        return "read" if self.problem is None or self.problem.code in _NOTICES else "kept"


def gather_sites(
    sites: Sequence[ListedSite],
    cache: Path,
    today: dt.date,
    limits: Limits,
    *,
    with_series: bool = False,
) -> list[GatheredSite]:
    """Read all listed sites; what was read stays below `cache` for the next time."""

    def gather_site(site: ListedSite) -> GatheredSite:
        return _gather_site(site, cache / site.id, today, limits, with_series=with_series)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(gather_site, sites))


def _gather_site(
    site: ListedSite, folder: Path, today: dt.date, limits: Limits, *, with_series: bool
) -> GatheredSite:
    def kept(digest: str) -> bytes | None:
        file = folder / digest
        return file.read_bytes() if file.is_file() else None

    try:
        package = read_site(site, today, limits, kept, with_series=with_series)
    except RefusedSiteError as error:
        return GatheredSite(site=site, package=_last_package(site, folder), problem=error)
    _keep(package, folder)
    return GatheredSite(site=site, package=package, problem=_notice(package, today))


def _notice(package: SitePackage, today: dt.date) -> RefusedSiteError | None:
    """Return what is to be said of a site that was read."""
    if (today - dt.date.fromisoformat(package.day)).days > DAYS_UNTIL_STALE:
        return RefusedSiteError("stale", package.day)
    if package.left_out:
        return RefusedSiteError("other-areas", str(package.left_out))
    return None


def _keep(package: SitePackage, folder: Path) -> None:
    """Write the files of a site by their digests, then the note that names them."""
    folder.mkdir(parents=True, exist_ok=True)
    digests = {path: sha256_of(content) for path, content in package.files.items()}
    for path, digest in digests.items():
        if not (folder / digest).is_file():
            _replace(folder / digest, package.files[path])
    note = {"address": package.site.address, "day": package.day, "files": digests}
    _replace(folder / _NOTE, json.dumps(note).encode())
    for file in folder.iterdir():
        if file.name not in {_NOTE, *digests.values()}:
            file.unlink()


def _replace(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}")
    beside.write_bytes(content)
    beside.replace(path)


def _last_package(site: ListedSite, folder: Path) -> SitePackage | None:
    """Return what was read of a site last, if that is whole and from the same address."""
    try:
        note = json.loads((folder / _NOTE).read_bytes())
        files = {path: (folder / digest).read_bytes() for path, digest in note["files"].items()}
        sound = all(sha256_of(files[path]) == digest for path, digest in note["files"].items())
        is_same = note["address"] == site.address
        return package_of(site, note["day"], files) if sound and is_same else None
    except (OSError, ValueError, LookupError, TypeError, RefusedSiteError):
        shutil.rmtree(folder, ignore_errors=True)
        return None
