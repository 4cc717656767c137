"""Manifest of a published site, `manifest.json`: checksums of its files and of its inputs.

Anyone with the repository can build the same files and compare them (`verify`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self, TypeAlias

from terang.checksums import sha256_of
from terang.parsing import folder_files

NAME = "manifest.json"
MAX_BYTES = 64 * 1024 * 1024
"""The bytes of a manifest that are read: those of half a million files."""
COMPRESSED = ".gz"
"""The ending of a file's compressed copy, which is not listed."""

DIRTY_SUFFIX = "-dirty"
"""The ending of a commit with uncommitted changes, as `git describe` writes it."""

_FORMAT = 2

_CACHE = "__pycache__"


Sums: TypeAlias = Mapping[str, str]
"""A file's path below a folder → its SHA-256."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_LONGEST_TEXT = 2_000
_LAST_MOMENT = 2**32

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
    pages: str
    """The digest of the narrative pages and their files."""
    software: str
    """The digest of the software that built the site: code, theme and configuration."""
    lock: str
    """The digest of the lock file, which names every package with its checksums."""
    files: Sums
    """Path from the site's root → SHA-256; all files except this."""

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """Parse a published manifest, whoever wrote it; raises BadManifestError."""
        try:
            fields: Any = json.loads(content)
            manifest = cls(**fields)
        except (ValueError, TypeError, RecursionError, MemoryError):
            raise BadManifestError from None
        if not _are_sound(fields):
            raise BadManifestError
        return manifest

    def to_json(self) -> bytes:
        """Return the manifest's bytes: the same for the same content."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        return f"{text}\n".encode()


def _are_sound(fields: Any) -> bool:  # noqa: ANN401
    """Return whether every field of a manifest has its type and form."""
    moment, commit, files = fields["moment"], fields["commit"], fields["files"]
    texts = (fields["address"], fields["day"], "" if commit is None else commit)
    digests = (fields[name] for name in ("data", "pages", "software", "lock"))
    return (
        fields.get("format", _FORMAT) == _FORMAT
        and type(moment) is int
        and 0 <= moment < _LAST_MOMENT
        and all(isinstance(text, str) and len(text) < _LONGEST_TEXT for text in texts)
        and all(map(_is_digest, digests))
        and isinstance(files, dict)
        and all(_is_file_path(path) and _is_digest(sha) for path, sha in files.items())
    )


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None


def _is_file_path(path: str) -> bool:
    """Return whether a path stays below the folder that it is read from."""
    parts = path.split("/")
    return (
        len(path) < _LONGEST_TEXT
        and path.isprintable()
        and "\\" not in path
        and not {"", ".", ".."}.intersection(parts)
    )


def file_sums(folder: Path, known: Sums = _NONE, excluded: str = "") -> Sums:
    """Return the checksum, for a manifest, of every file of a site; `known` ones are not read.

    Files below the subfolder `excluded` are left out.
    """
    return {
        name: known.get(name) or sha256_of((folder / name).read_bytes())
        for name in sorted(folder_files.names_below(folder))
        if not (excluded and name.startswith(f"{excluded}/"))
    }


def file_digests(sums: Sums) -> Sums:
    """Return the files that a manifest lists, sorted: not itself, no compressed copies."""
    listed = sorted(sums.items())
    return {name: sha for name, sha in listed if name != NAME and not is_copy(name, sums)}


def is_copy(name: str, names: Container[str]) -> bool:
    """Return whether a file is the compressed copy of another, which a manifest leaves out."""
    return name.endswith(COMPRESSED) and name.removesuffix(COMPRESSED) in names


def digest_of(contents: Mapping[str, bytes]) -> str:
    """Return the digest of inputs for a manifest: `sha256sum $(the paths, sorted) | sha256sum`."""
    lines = (f"{sha256_of(content)}  {path}\n" for path, content in sorted(contents.items()))
    return sha256_of("".join(lines).encode())


def folder_digest(root: Path, places: Iterable[str]) -> str:
    """Return the digest, for a manifest, of the files at these places, without hidden ones."""
    contents = {}
    for place in places:
        names = folder_files.names_below(root / place) if (root / place).is_dir() else ("",)
        for name in names:
            parts = name.split("/")
            path = root / place / name if name else root / place
            if not any(part.startswith(".") or part == _CACHE for part in parts) and path.is_file():
                contents[f"{place}/{name}".rstrip("/")] = path.read_bytes()
    return digest_of(contents)
