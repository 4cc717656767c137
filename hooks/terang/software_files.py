"""The files of a repository that are the software, where edits belong, and `release.json`.

A site is data, pages and settings of its own on top of software that nobody edits there.
`release.json` stands in a released archive and in every site made from it: version, data format,
and the SHA-256 of each file of the software. An update replaces these files and no others; the
check names those that were edited in the wrong place.

Imports the standard library only, because `tools/release/update.py` runs before there is an
environment.
"""

from __future__ import annotations

import fnmatch
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from terang.checksums import sha256_of

RELEASE = "release.json"
_PROJECT = "pyproject.toml"

SOFTWARE = (
    "hooks/", "theme_overrides/", "tools/", "tests/", "docs/", ".ci/", ".vscode/", ".github/",
    ".editorconfig", ".gitattributes", ".gitignore", ".gitlab-ci.yml", ".pre-commit-config.yaml",
    "CONTRIBUTING.md", "LICENSE", "Makefile", "pyproject.toml", "requirements*.in",
    "requirements*.txt", RELEASE,
)  # fmt: skip
"""Folders and files of the software, as patterns; everything else is a site's own."""

_OWN = (
    "docs/record/", ".github/CODEOWNERS",
    # The record of the repository that the software comes from.
    "docs/picture.png", "tests/record/", "tests/browser/test_record*",
)  # fmt: skip
"""Files of a record that stand in a folder of the software."""


class BadReleaseError(ValueError):
    """A `release.json` that cannot be read; the text says why."""


def is_software(path: str) -> bool:
    """Return whether a file, by its path from the repository's root, is the software's."""
    return _matches(path, SOFTWARE) and not _matches(path, _OWN)


def _matches(path: str, patterns: Iterable[str]) -> bool:
    return any(
        path.startswith(pattern) if pattern.endswith("/") else fnmatch.fnmatchcase(path, pattern)
        for pattern in patterns
    )


@dataclass(frozen=True, slots=True)
class Release:
    """A version of the software: what `release.json` says."""

    version: str
    format: int
    """The data format that it reads and writes."""
    reads: tuple[int, ...]
    """Older formats that `make migrate` turns into it."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Path of each file of the software → SHA-256."""

    def to_json(self) -> bytes:
        """Return the file's bytes: the same for the same content."""
        content = {
            "version": self.version,
            "format": self.format,
            "reads": [*self.reads],
            "files": dict(sorted(self.files.items())),
        }
        return f"{json.dumps(content, ensure_ascii=False, indent=1)}\n".encode()

    @classmethod
    def of_files(cls, contents: Mapping[str, bytes]) -> Release:
        """Return the version that files are: pyproject.toml says its numbers.

        Raises BadReleaseError if it does not.
        """
        try:
            settings = tomllib.loads(contents[_PROJECT].decode("utf-8"))
            terang, version = settings["tool"]["terang"], str(settings["project"]["version"])
            reads = tuple(map(int, terang["reads"]))
            return cls(version, int(terang["data_format"]), reads, software_digests(contents))
        except (KeyError, ValueError, TypeError) as error:
            raise BadReleaseError(f"{_PROJECT}: {type(error).__name__}: {error}") from None

    @classmethod
    def from_json(cls, data: bytes) -> Release:
        """Parse a `release.json`; raises BadReleaseError."""
        try:
            content: Any = json.loads(data)
            release = cls(
                str(content["version"]),
                int(content["format"]),
                tuple(map(int, content["reads"])),
                {str(path): str(digest) for path, digest in content["files"].items()},
            )
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise BadReleaseError(f"{RELEASE}: {type(error).__name__}: {error}") from None
        for path in release.files:
            if not is_software(path) or {"", ".", ".."} & set(path.split("/")) or "\\" in path:
                raise BadReleaseError(f"{RELEASE}: {path!r}")
        return release

    def differences(self, files: Mapping[str, str]) -> SoftwareEdits:
        """Return how files of the software, path → SHA-256, differ from this version's."""
        present = {path: digest for path, digest in files.items() if path != RELEASE}
        return SoftwareEdits(
            changed=tuple(
                sorted(
                    path
                    for path, digest in self.files.items()
                    if path in present and present[path] != digest
                )
            ),
            gone=tuple(sorted(self.files.keys() - present.keys())),
            added=tuple(sorted(present.keys() - self.files.keys())),
        )


@dataclass(frozen=True, slots=True)
class SoftwareEdits:
    """The files of the software that are not as released."""

    changed: tuple[str, ...]
    gone: tuple[str, ...]
    added: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.changed or self.gone or self.added)


def software_digests(contents: Mapping[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 of each file of the software among these, `release.json` left out."""
    return {
        path: sha256_of(data)
        for path, data in contents.items()
        if is_software(path) and path != RELEASE
    }


def right_place(path: str) -> str:
    """Return where an edit of a software file belongs: `style`, `words`, `template`, or ""."""
    if path.startswith("hooks/terang/i18n/"):
        return "words"
    if path.startswith("theme_overrides/"):
        return "style" if path.endswith(".css") else "template"
    return ""


def read_release(root: Path) -> Release | None:
    """Return what a repository's `release.json` says; None without one."""
    path = root / RELEASE
    return Release.from_json(path.read_bytes()) if path.is_file() else None
