"""Made-up published sites: what the gathering reads of a site, made from the example."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path

from tests.catalogs import derived_of, edited_example
from tests.repositories import write_files

from terang.checksums import sha256_of
from terang.downloads.registry import DownloadContext, download_files
from terang_nation.site_reader import FILES

ADDRESS, CODE = "https://made.example/site/", "0102"
DAY, NOON = "2026-06-30", "1782792000"
"""The day of the sites, and the moment of the tests."""
SHA = "0" * 64


@functools.cache
def _example() -> Mapping[str, bytes]:
    catalog = edited_example()
    files = download_files(DownloadContext(catalog, derived_of(catalog), ADDRESS))
    series = (f"data/{key}.json" for key in catalog.series)
    return {path: files[path] for path in (*FILES, *series)}


def made_site(address: str, code: str) -> dict[str, bytes]:
    """Return the files of a site that are gathered, without its manifest."""
    return {
        path: content.replace(ADDRESS.encode(), address.encode()).replace(
            f",{CODE},".encode(), f",{code},".encode()
        )
        for path, content in _example().items()
    }


def manifest_of(files: Mapping[str, bytes], address: str, /, **changed: object) -> bytes:
    """Return the manifest of these files; `changed` replaces some of its keys."""
    fields = {
        "format": 2,
        "address": address,
        "commit": None,
        "day": DAY,
        "moment": int(NOON),
        **dict.fromkeys(("data", "pages", "software", "lock"), SHA),
        "files": {path: sha256_of(content) for path, content in files.items()},
    }
    return json.dumps({**fields, **changed}).encode()


def write_site(folder: Path, address: str, code: str) -> dict[str, bytes]:
    """Write a site with its manifest to a folder, and return its files."""
    files = made_site(address, code)
    write_files(folder, {**files, "manifest.json": manifest_of(files, address)})
    return files
