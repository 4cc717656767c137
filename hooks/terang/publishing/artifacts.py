"""Files that accompany a finished site: headers, bill of materials, manifest, compressed copies.

Called by the commands when all pages stand in the folder. A server sends the compressed copies
instead of compressing files itself.
"""

from __future__ import annotations

import datetime as dt
import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from terang.checksums import sha256_of
from terang.loading import data_folder
from terang.narrative.markdown_page import FOLDER
from terang.pages import own_files
from terang.pages.site_configuration import CONFIGURATION
from terang.publishing import manifest, sbom, server_files
from terang.publishing.manifest import Manifest, Sums

if TYPE_CHECKING:
    from terang.pages.publication import Publication

_PAGES = (FOLDER, own_files.FOLDER)
"""The folders of narrative pages and of the site's own looks and words."""

_SOFTWARE = ("hooks", "theme_overrides", CONFIGURATION)
"""The files that decide what a site is made of beside its data and pages."""

_COMPRESSIBLE = frozenset(
    {".atom", ".css", ".csv", ".geojson", ".html", ".js", ".json", ".jsonld", ".sqlite", ".svg"}
    | {".txt", ".xml"}
)
"""Endings of files to compress; images, archives and the search index are compressed already."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """The origin of a site: repository, commit and site generator."""

    root: Path
    commit: str | None
    host: str
    """The name of the site generator's package: `mkdocs`."""


def write_artifacts(
    folder: Path, publication: Publication, provenance: Provenance, known: Sums
) -> Sums:
    """Write the accompanying files of the finished site in `folder`.

    `known` are checksums that need no reading. Returns the checksums of all files.
    """
    site = publication.catalog.site
    day = publication.catalog.today
    noon = dt.datetime.combine(day, dt.time(12), ZoneInfo(site.time_zone))
    moment = int(noon.timestamp())
    lock_file = sbom.lock_file(provenance.host)
    lock = lock_file.read_bytes() if lock_file.is_file() else b""
    sums = dict(manifest.file_sums(folder, known))

    def write(name: str, content: bytes) -> None:
        (folder / name).write_bytes(content)
        sums[name] = sha256_of(content)

    write(server_files.HEADERS, server_files.header_file(sums))
    stamp = dt.datetime.fromtimestamp(moment, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    listed = sbom.locked_packages(lock.decode("utf-8"))
    with_extras = bool(publication.images) or publication.with_parquet
    used = sbom.used_packages(listed, with_extras=with_extras)
    write(sbom.NAME, sbom.bill_of_materials(used, stamp))
    site_manifest = Manifest(
        address=publication.address,
        commit=provenance.commit or None,
        day=day.isoformat(),
        moment=moment,
        data=manifest.digest_of(data_folder.data_files(provenance.root)),
        pages=manifest.folder_digest(provenance.root, _PAGES),
        software=manifest.folder_digest(provenance.root, _SOFTWARE),
        lock=sha256_of(lock),
        files=manifest.file_digests(sums),
    )
    write(manifest.NAME, site_manifest.to_json())
    return sums


def compress_files(folder: Path) -> None:
    """Write a compressed copy beside each file that becomes smaller; same bytes at any time."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in _COMPRESSIBLE and path.is_file():
            content = path.read_bytes()
            copy = gzip.compress(content, 9, mtime=0)
            if len(copy) < len(content):
                path.with_name(path.name + manifest.COMPRESSED).write_bytes(copy)
