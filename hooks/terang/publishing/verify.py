"""`make verify`: whether a published site is what the repository says.

First every file is held against the site's own manifest. Then the site is built again, from the
commit and for the day that the manifest names, and the two manifests are compared: whoever changed
a file and the manifest with it would have to change the repository too.
"""

from __future__ import annotations

import dataclasses
import gzip
import http.client
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.error
import urllib.request
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urljoin

from terang import source_date
from terang.i18n.sentences import site_message
from terang.publishing import manifest, server_files
from terang.publishing.manifest import BadManifestError, Manifest

_AT_ONCE = 8
_PATIENCE = 30
_MOST = 20
"""So many findings are named; the rest are counted."""
_INDEX = "index.html"
_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class VerifiableSite(ABC):
    """A published site, wherever it stands."""

    @abstractmethod
    def read(self, path: str) -> bytes | None:
        """A file; None where it is not there."""

    @abstractmethod
    def copies(self, path: str) -> Iterator[bytes]:
        """What a reader may get in place of a file: its compressed copy, taken apart."""

    def paths(self) -> frozenset[str] | None:
        """Every file there is; None where nobody can know."""
        return None


class SiteFolder(VerifiableSite):
    """A folder on this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, path: str) -> bytes | None:
        """A file of the folder."""
        file = self._folder / path
        return file.read_bytes() if file.is_file() else None

    def copies(self, path: str) -> Iterator[bytes]:
        """The file beside it."""
        content = self.read(path + manifest.COMPRESSED)
        if content is not None:
            yield _expanded(content)

    def paths(self) -> frozenset[str]:
        """Every file."""
        found = [path for path in self._folder.rglob("*") if path.is_file()]
        return frozenset(item.relative_to(self._folder).as_posix() for item in found)


class SiteAddress(VerifiableSite):
    """A site on the web."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/") + "/"

    def read(self, path: str) -> bytes | None:
        """A file as a server sends it; a page by the address that readers know."""
        return self._asked(path, "identity")

    def copies(self, path: str) -> Iterator[bytes]:
        """The same as browsers ask for it."""
        content = self._asked(path, "gzip")
        if content is not None:
            yield content

    def _asked(self, path: str, encoding: str) -> bytes | None:
        page = path.removesuffix(_INDEX) if f"/{path}".endswith(f"/{_INDEX}") else path
        request = urllib.request.Request(  # noqa: S310 - `at` lets http and https through alone
            urljoin(self._address, quote(page)), headers={"Accept-Encoding": encoding}
        )
        try:
            with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310
                content: bytes = answer.read()
                is_gzip = answer.headers.get("Content-Encoding") == "gzip"
        except urllib.error.HTTPError as error:
            if error.code in (http.client.NOT_FOUND, http.client.GONE):
                return None
            raise
        return _expanded(content) if is_gzip else content


def site_at(place: str) -> VerifiableSite:
    """The site at a folder or an address."""
    return (
        SiteAddress(place) if place.startswith(("http://", "https://")) else SiteFolder(Path(place))
    )


def verify_site(root: Path, place: str) -> int:
    """Say whether the site at a folder or address is what the repository at `root` says.

    The exit code is 0 where it is.
    """
    site = site_at(place)
    try:
        content = site.read(manifest.NAME)
        found = None if content is None else Manifest.read(content)
    except BadManifestError:
        found = None
    except (OSError, http.client.HTTPException) as error:
        return _answer([site_message("verify-unreachable", place=place, why=error)])
    if found is None:
        return _answer([site_message("verify-no-manifest", place=place)])
    findings = [*_changed(site, found), *_rebuilt(root, found)]
    if findings:
        return _answer(findings)
    commit = found.commit or "–"
    sys.stdout.write(
        site_message("verified", files=len(found.files), commit=commit, day=found.day) + "\n"
    )
    return 0


def _answer(findings: list[str]) -> int:
    for line in findings[:_MOST]:
        sys.stderr.write(f"{line}\n")
    if len(findings) > _MOST:
        sys.stderr.write(site_message("verify-more", count=len(findings) - _MOST) + "\n")
    sys.stderr.write(site_message("not-verified") + "\n")
    return 1


def _changed(site: VerifiableSite, found: Manifest) -> Iterator[str]:
    """Every file is there, is what the manifest says, and nothing else is there."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        answers = pool.map(lambda item: _fault(site, *item), found.files.items())
        yield from filter(None, answers)
    there = site.paths()
    if there is not None:
        names = dict.fromkeys(there)
        known = {*found.files, manifest.NAME}
        for path in sorted(there - known):
            if not manifest.is_copy(path, names):
                yield site_message("verify-extra", path=path)


def _fault(site: VerifiableSite, path: str, expected: str) -> str | None:
    try:
        content = site.read(path)
        if content is None:
            # The hosts that read it do not hand it out.
            hidden = path == server_files.HEADERS and site.paths() is None
            return None if hidden else site_message("verify-missing", path=path)
        if any(manifest.sha256_of(item) != expected for item in (content, *site.copies(path))):
            return site_message("verify-changed", path=path)
    except (OSError, http.client.HTTPException) as error:
        return site_message("verify-unreachable", place=path, why=error)
    return None


def _rebuilt(root: Path, found: Manifest) -> Iterator[str]:
    """Built anew from what the manifest names, every file is the same."""
    with tempfile.TemporaryDirectory(prefix="terang-") as folder:
        copy = Path(folder, "repository")
        if found.commit is None or found.commit.endswith(manifest.CHANGED):
            if found.commit is not None:
                yield site_message("verify-dirty", commit=found.commit)
            _laid_out(root, copy)
        elif not _checked_out(root, found.commit, copy):
            yield site_message("verify-unknown-commit", commit=found.commit)
            return
        ran = _built(copy, found)
        if ran.returncode:
            yield site_message(
                "verify-unbuildable", why=(ran.stderr.strip() or "?").splitlines()[-1]
            )
            return
        again = Manifest.read((copy / "site" / manifest.NAME).read_bytes())
    yield from _differences(found, again)


def _differences(found: Manifest, again: Manifest) -> Iterator[str]:
    for field in dataclasses.fields(Manifest):
        ours, theirs = getattr(again, field.name), getattr(found, field.name)
        if field.name == "files":
            for path in sorted({*ours, *theirs}):
                if ours.get(path) != theirs.get(path):
                    yield site_message("verify-differs", path=path)
        elif ours != theirs:
            yield site_message("verify-field", field=field.name, published=theirs, built=ours)


def _built(copy: Path, found: Manifest) -> subprocess.CompletedProcess[str]:
    environment: Mapping[str, str] = {
        **os.environ,
        "PYTHONPATH": str(copy / "hooks"),
        source_date.VARIABLE: str(found.moment),
    }
    command = [sys.executable, "-m", "terang_mkdocs", "site"]
    command += ["--commit", found.commit] if found.commit else []
    command += ["--images"] if any(path.endswith("/share.png") for path in found.files) else []
    return subprocess.run(  # noqa: S603 - this very program, on the repository's own files
        command, cwd=copy, env=environment, capture_output=True, text=True, check=False
    )


def _laid_out(root: Path, copy: Path) -> None:
    """The working tree as it is, in a folder of its own."""
    copy.mkdir()
    for path in root.iterdir():
        if not path.name.startswith(".") and path.name != "site":
            (copy / path.name).symlink_to(path)


def _checked_out(root: Path, commit: str, copy: Path) -> bool:
    """Whether the commit is part of the present history; its files in a folder of their own."""
    git = shutil.which("git")
    if git is None:
        return False
    if not _HASH.fullmatch(commit):
        return False
    answers = []
    for arguments in (
        ("merge-base", "--is-ancestor", commit, "HEAD"),
        ("archive", "--format=tar", commit),
    ):
        command = [git, *arguments]
        answers.append(
            subprocess.run(command, cwd=root, capture_output=True, check=False)  # noqa: S603
        )
        if answers[-1].returncode:
            return False
    with tarfile.open(fileobj=io.BytesIO(answers[-1].stdout)) as archive:
        archive.extractall(copy, filter="data")
    return True


def _expanded(content: bytes) -> bytes:
    """What was compressed; nothing where it cannot be read."""
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        return b""
