"""`manifest.json`: which files a published site is made of, and what they were made from.

Whoever has the repository can build the same files from it, and compare (`verification`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self, TypeAlias
from zoneinfo import ZoneInfo

from terang.parsing import yaml_document

NAME = "manifest.json"
COMPRESSED = ".gz"
"""How a file's compressed copy ends: it is no file of its own, and so is not listed."""

CHANGED = "-dirty"
"""How a commit ends, as `git describe` writes it, when something had been changed since."""

_FORMAT = 1


Sums: TypeAlias = Mapping[str, str]
"""A file's path below a folder → its SHA-256."""

_NONE: Sums = MappingProxyType({})


class BadManifestError(ValueError):
    """What is no manifest, or one of another format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A published site: every file's SHA-256, and what the files were made from."""

    format: int = _FORMAT
    address: str
    """The site's, with a slash at its end."""
    commit: str | None
    """As its maker gave it."""
    day: str
    """The day that every state is shown as of: `2026-07-01`."""
    moment: int
    """A moment of that day, to build the site anew with: a value for SOURCE_DATE_EPOCH."""
    data: str
    """The digest of the data files: that of a list as `sha256sum` prints it, sorted by path."""
    lock: str
    """The digest of the lock file, and so of every package that took part."""
    files: Sums
    """Path from the site's root → SHA-256; all files but this one."""

    @classmethod
    def read(cls, content: bytes) -> Self:
        """The manifest as published."""
        try:
            found: Any = json.loads(content)
            manifest = cls(**found)
        except (ValueError, TypeError):
            raise BadManifestError from None
        sound = isinstance(manifest.files, dict) and isinstance(manifest.moment, int)
        if manifest.format != _FORMAT or not sound:
            raise BadManifestError
        return manifest

    def written(self) -> bytes:
        """Its bytes: the same from the same content."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        return f"{text}\n".encode()


def file_sums(folder: Path, known: Sums = _NONE, but: str = "") -> Sums:
    """The SHA-256 of every file below a folder, by path, as far as it is not known already.

    What is below the folder's own folder `but` is left out.
    """
    return {
        name: known.get(name) or sha256_of((folder / name).read_bytes())
        for name in sorted(yaml_document.names_below(folder))
        if not (but and name.startswith(f"{but}/"))
    }


def file_digests(found: Sums) -> Sums:
    """What a manifest lists of a site's files, in order: not itself, and no compressed copy."""
    listed = sorted(found.items())
    return {name: item for name, item in listed if name != NAME and not is_copy(name, found)}


def is_copy(name: str, names: Mapping[str, object]) -> bool:
    """Whether a file is the compressed copy of another."""
    return name.endswith(COMPRESSED) and name.removesuffix(COMPRESSED) in names


def digest_of(contents: Mapping[str, bytes]) -> str:
    """One SHA-256 for several files: `sha256sum $(the paths, sorted) | sha256sum`."""
    lines = (f"{sha256_of(content)}  {path}\n" for path, content in sorted(contents.items()))
    return sha256_of("".join(lines).encode())


def noon_of_day(day: dt.date, zone: ZoneInfo) -> int:
    """A moment that stands for a day there, in seconds since 1970."""
    return int(dt.datetime.combine(day, dt.time(12), zone).timestamp())


def sha256_of(content: bytes) -> str:
    """A file's checksum, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
