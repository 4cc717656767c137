"""Manifest of a published site, `manifest.json`: checksums of its files and of its inputs.

Anyone with the repository can build the same files and compare them (`verify`).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Container, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self, TypeAlias
from zoneinfo import ZoneInfo

from terang.checksums import sha256_of
from terang.parsing import yaml_document

NAME = "manifest.json"
COMPRESSED = ".gz"
"""The ending of a file's compressed copy, which is not listed."""

DIRTY_SUFFIX = "-dirty"
"""The ending of a commit with uncommitted changes, as `git describe` writes it."""

_FORMAT = 1


Sums: TypeAlias = Mapping[str, str]
"""A file's path below a folder → its SHA-256."""

_NONE: Sums = MappingProxyType({})


class BadManifestError(ValueError):
    """The content is no manifest, or has another format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The checksums of a published site's files, and the origin of the site."""

    format: int = _FORMAT
    address: str
    """The site's address, with a slash at its end."""
    commit: str | None
    """The commit as given to the build command."""
    day: str
    """The date that all states refer to: `2026-07-01`."""
    moment: int
    """Seconds since 1970 on that day: the SOURCE_DATE_EPOCH for building the same site."""
    data: str
    """The digest of the data files; see `digest_of`."""
    lock: str
    """The digest of the lock file, which names every package with its checksums."""
    files: Sums
    """Path from the site's root → SHA-256; all files except this."""

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """Parse a published manifest; raises BadManifestError."""
        try:
            fields: Any = json.loads(content)
            manifest = cls(**fields)
        except (ValueError, TypeError):
            raise BadManifestError from None
        is_valid = isinstance(manifest.files, dict) and isinstance(manifest.moment, int)
        if manifest.format != _FORMAT or not is_valid:
            raise BadManifestError
        return manifest

    def to_json(self) -> bytes:
        """Return the manifest's bytes: the same for the same content."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        return f"{text}\n".encode()


def file_sums(folder: Path, known: Sums = _NONE, excluded: str = "") -> Sums:
    """Return the SHA-256 of every file below a folder, by path; `known` ones are not read.

    Files below the subfolder `excluded` are left out.
    """
    return {
        name: known.get(name) or sha256_of((folder / name).read_bytes())
        for name in sorted(yaml_document.names_below(folder))
        if not (excluded and name.startswith(f"{excluded}/"))
    }


def file_digests(sums: Sums) -> Sums:
    """Return the files that a manifest lists, sorted: not itself, no compressed copies."""
    listed = sorted(sums.items())
    return {name: sha for name, sha in listed if name != NAME and not is_copy(name, sums)}


def is_copy(name: str, names: Container[str]) -> bool:
    """Return whether a file is the compressed copy of another."""
    return name.endswith(COMPRESSED) and name.removesuffix(COMPRESSED) in names


def digest_of(contents: Mapping[str, bytes]) -> str:
    """Return a SHA-256 over several files: `sha256sum $(the paths, sorted) | sha256sum`."""
    lines = (f"{sha256_of(content)}  {path}\n" for path, content in sorted(contents.items()))
    return sha256_of("".join(lines).encode())


def noon_of_day(day: dt.date, zone: ZoneInfo) -> int:
    """Return noon of a day in a time zone, in seconds since 1970."""
    return int(dt.datetime.combine(day, dt.time(12), zone).timestamp())
