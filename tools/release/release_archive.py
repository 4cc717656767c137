"""Read and write versions of the software: a commit, a tag, or an archive with its checksums.

An archive, `terang-0.9.0.tar.gz`, holds a folder with every file of a commit but the record of the
repository that the software comes from, and `release.json`. The same commit gives the same bytes.

The standard library only: `update.py` runs from an unpacked archive, without an environment.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

HOOKS = Path(__file__).resolve().parents[2] / "hooks"
if str(HOOKS) not in sys.path:
    sys.path.insert(0, str(HOOKS))

from terang.checksums import sha256_of  # noqa: E402
from terang.software_files import (  # noqa: E402 - the path comes first
    RELEASE,
    BadReleaseError,
    Release,
    is_software,
    software_digests,
)

NAME = "terang"
SUMS = "SHA256SUMS"
PROVENANCE = "attestation.json"
"""The forge's signed statement of who built the files of a release; made by its workflow."""
CHANGELOG = "CHANGELOG.md"

VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9a-z]+(?:\.[0-9a-z]+)*))?")
"""A version number: https://semver.org, without metadata of builds."""

_RECORD = (
    "data/", "content/", "own/", "schemas/", "docs/record/", "docs/picture.png", "tests/record/",
    "tests/browser/test_record",
)  # fmt: skip
"""Paths that an archive leaves out: the record of the repository that the software comes from."""

_GIT_PLACES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY")
"""Variables that would lead git to another repository than the present folder's."""

_EXECUTABLE, _PLAIN = 0o755, 0o644
_LARGEST = 256 * 1024 * 1024
"""The bytes of an unpacked archive; the software has some six million."""


class ReleaseError(Exception):
    """No version can be made or taken; the text says why, in both languages."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """The content of a file, and whether it may be run."""

    data: bytes
    is_executable: bool = False


@dataclass(frozen=True, slots=True)
class SoftwareVersion:
    """A version of the software: what it says of itself, and its files."""

    release: Release
    files: Mapping[str, StoredFile]
    """All files of its archive by path, `release.json` left out."""
    origin: str
    """The archive or the commit that it was read from."""
    is_signed: bool = False
    """True if it was read from a tag whose signature git accepts on this machine."""

    @property
    def software(self) -> Mapping[str, StoredFile]:
        """The files that an update puts into a site."""
        found = {path: file for path, file in self.files.items() if is_software(path)}
        return {**found, RELEASE: StoredFile(self.release.to_json())}


def run_git(root: Path, *arguments: str, given: bytes | None = None) -> bytes:
    """Run git in a folder and return its output; raises ReleaseError with its last line."""
    command = ["git", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false", *arguments]
    clean = {name: text for name, text in os.environ.items() if name not in _GIT_PLACES}
    done = subprocess.run(
        command, cwd=root, env=clean, input=given, capture_output=True, check=False
    )
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["?"]
        raise ReleaseError(f"git {arguments[0]}: {lines[0]} {lines[-1]}")
    return done.stdout


def commit_files(root: Path, commit: str) -> dict[str, StoredFile]:
    """Return the files of a commit by path; raises ReleaseError for links and submodules."""
    listed = run_git(root, "ls-tree", "-r", "-z", "--full-tree", commit).decode("utf-8")
    entries = []
    for entry in filter(None, listed.split("\0")):
        facts, path = entry.split("\t", 1)
        mode, kind, identity = facts.split(" ")
        if kind != "blob" or mode == "120000":
            raise ReleaseError(f"{path}: bukan berkas biasa · not a regular file")
        entries.append((path, mode, identity))
    given = "".join(f"{identity}\n" for _, _, identity in entries).encode()
    answer = run_git(root, "cat-file", "--batch", given=given)
    files, at = {}, 0
    for path, mode, _ in entries:
        line = answer.index(b"\n", at)
        size = int(answer[at:line].split(b" ")[-1])
        files[path] = StoredFile(answer[line + 1 : line + 1 + size], mode == "100755")
        at = line + 1 + size + 1
    return files


def version_of_files(files: Mapping[str, StoredFile], origin: str) -> SoftwareVersion:
    """Return the version that the files of a commit are, without its record."""
    kept = {
        path: file
        for path, file in sorted(files.items())
        if not path.startswith(_RECORD) and path != RELEASE
    }
    try:
        release = Release.of_files({path: file.data for path, file in kept.items()})
    except BadReleaseError as error:
        raise ReleaseError(f"{origin}: {error}") from None
    return SoftwareVersion(release, kept, origin)


def tagged_version(address: str, tag: str) -> SoftwareVersion:
    """Return the version of a tag at the address of a repository, without keeping anything."""
    with tempfile.TemporaryDirectory(prefix="terang-") as folder:
        root = Path(folder)
        run_git(root, "init", "--quiet", "--bare")
        run_git(
            *(root, "fetch", "--quiet", "--no-tags", "--depth=1"),
            *("--", address, f"refs/tags/{tag}:refs/tags/{tag}"),
        )
        commit = run_git(root, "rev-parse", f"refs/tags/{tag}^{{commit}}").decode().strip()
        version = version_of_files(commit_files(root, commit), f"{tag} = {commit}")
        return replace(version, is_signed=_is_signed(root, tag))


def _is_signed(root: Path, tag: str) -> bool:
    try:
        run_git(root, "verify-tag", tag)
    except ReleaseError:  # no signature, or none by a key that this machine knows
        return False
    return True


def archive_bytes(version: SoftwareVersion, moment: int) -> bytes:
    """Return a version as `.tar.gz`; `moment` is that of all files, in seconds since 1970."""
    held = io.BytesIO()
    files = {**version.files, RELEASE: StoredFile(version.release.to_json())}
    with tarfile.open(fileobj=held, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, file in sorted(files.items()):
            member = tarfile.TarInfo(f"{NAME}-{version.release.version}/{path}")
            member.size, member.mtime = len(file.data), moment
            member.mode = _EXECUTABLE if file.is_executable else _PLAIN
            archive.addfile(member, io.BytesIO(file.data))
    return gzip.compress(held.getvalue(), 9, mtime=0)


def read_archive(path: Path) -> SoftwareVersion:
    """Return the version in an archive; raises ReleaseError if a checksum differs."""
    try:
        data = path.read_bytes()
        files = _members(data)
    except (OSError, tarfile.TarError, EOFError, zlib.error, UnicodeError) as error:
        raise ReleaseError(f"{path.name}: {error}") from None
    if RELEASE not in files:
        raise ReleaseError(f"{path.name}: {RELEASE} tidak ada · is missing")
    try:
        release = Release.from_json(files.pop(RELEASE).data)
    except BadReleaseError as error:
        raise ReleaseError(f"{path.name}: {error}") from None
    digests = software_digests({name: file.data for name, file in files.items()})
    if edits := release.differences(digests):
        named = ", ".join((*edits.changed, *edits.gone, *edits.added)[:5])
        raise ReleaseError(f"{path.name}: isinya bukan yang dirilis · not as released: {named}")
    return SoftwareVersion(release, files, f"{path.name} sha256:{sha256_of(data)}")


def _members(data: bytes) -> dict[str, StoredFile]:
    """Return the files of an archive by their path below its one folder."""
    files: dict[str, StoredFile] = {}
    total = 0
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        for member in archive:
            if member.isdir():
                continue
            total += member.size
            _, _, name = member.name.partition("/")
            is_inside = name and not {"", ".", ".."} & set(name.split("/")) and "\\" not in name
            if not member.isreg() or not is_inside or total > _LARGEST:
                raise ReleaseError(f"{member.name}: tidak boleh dalam arsip · not in an archive")
            content = archive.extractfile(member)
            read = content.read() if content else b""
            files[name] = StoredFile(read, bool(member.mode & 0o100))
    return files


def expected_sum(path: Path) -> str | None:
    """Return the SHA-256 that SHA256SUMS beside an archive gives it; None if there is none."""
    sums = path.with_name(SUMS)
    if not sums.is_file():
        return None
    for line in sums.read_text("utf-8", "replace").splitlines():
        digest, _, name = line.partition(" ")
        if name.strip().lstrip("*") == path.name:
            return digest
    return None


def changelog_sections(changelog: str) -> dict[str, str]:
    """Return the sections of a changelog by version: `## [0.9.0] - 2026-11-30`."""
    pieces = re.split(r"^## \[?([^\]\s]+)\]?([^\n]*)\n", changelog, flags=re.MULTILINE)
    return {
        version: f"{heading.strip(' -–')}\n{text}".strip()
        for version, heading, text in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True)
    }
