"""What goes with a finished site: a server's headers, the bill of materials, the manifest.

Compressed copies too, where they are asked for: a server hands them out instead of compressing.
"""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from terang.loading import data_folder
from terang.publishing import manifest, sbom, server_files
from terang.publishing.manifest import Manifest, Sums

if TYPE_CHECKING:
    from terang.pages.publication import Publication

_TEXTS = frozenset(
    {".atom", ".css", ".csv", ".geojson", ".html", ".js", ".json", ".jsonld", ".sqlite", ".svg"}
    | {".txt", ".xml"}
)
"""What is worth compressing: pictures, archives and the search index are compressed already."""


def write_artifacts(
    folder: Path, root: Path, publication: Publication, commit: str | None, known: Sums
) -> Sums:
    """Write what goes with the finished site in `folder`, made from the repository at `root`.

    `known` are the checksums of files that have been read already; all of them are returned.
    """
    site = publication.catalog.site
    day = publication.catalog.today
    moment = manifest.noon_of_day(day, ZoneInfo(site.time_zone))
    lock = sbom.LOCK.read_bytes() if sbom.LOCK.is_file() else b""
    found = dict(manifest.file_sums(folder, known))

    def write(name: str, content: bytes) -> None:
        (folder / name).write_bytes(content)
        found[name] = manifest.sha256_of(content)

    write(server_files.HEADERS, server_files.header_file(found))
    stamp = dt.datetime.fromtimestamp(moment, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    listed = sbom.locked_packages(lock.decode("utf-8"))
    used = sbom.taking_part(listed, pictured=bool(publication.images))
    write(sbom.NAME, sbom.bill_of_materials(used, stamp))
    whole = Manifest(
        address=publication.address,
        commit=commit or None,
        day=day.isoformat(),
        moment=moment,
        data=manifest.digest_of(data_folder.data_files(root)),
        lock=manifest.sha256_of(lock),
        files=manifest.file_digests(found),
    )
    write(manifest.NAME, whole.written())
    return found


def compress_files(folder: Path) -> None:
    """Lay a compressed copy beside each file that becomes smaller; the same bytes at any time."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in _TEXTS and path.is_file():
            content = path.read_bytes()
            copy = gzip.compress(content, 9, mtime=0)
            if len(copy) < len(content):
                path.with_name(path.name + manifest.COMPRESSED).write_bytes(copy)
