"""Verification of a published site against the repository, for `make verify`.

First every file is compared with the site's own manifest. Then the site is built again from the
commit and for the day in the manifest, and the two manifests are compared: to hide a changed file,
its author would have to change the repository too. The build command is given by the caller.
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
from terang.checksums import sha256_of
from terang.i18n.terminal_messages import site_message
from terang.pages.load_record import FOLDERS
from terang.publishing import manifest, server_files
from terang.publishing.manifest import BadManifestError, Manifest

_CONNECTIONS = 8
_TIMEOUT = 30
"""Seconds until a request fails."""
_MAX_SHOWN = 20
"""Findings that are printed; the rest are counted."""
_INDEX = "index.html"
_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class VerifiableSite(ABC):
    """A published site in a folder or on the web."""

    @abstractmethod
    def read_file(self, path: str) -> bytes | None:
        """Return the content of a file; None if it does not exist."""

    @abstractmethod
    def expanded_copies(self, path: str) -> Iterator[bytes]:
        """Yield the expanded content of a file's compressed copies."""

    def paths(self) -> frozenset[str] | None:
        """Return the paths of all files; None if they cannot be listed."""
        return None


class SiteFolder(VerifiableSite):
    """A site in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read_file(self, path: str) -> bytes | None:
        """Return the content of a file; None if it does not exist."""
        file = self._folder / path
        return file.read_bytes() if file.is_file() else None

    def expanded_copies(self, path: str) -> Iterator[bytes]:
        """Yield the expanded content of the compressed file beside it."""
        content = self.read_file(path + manifest.COMPRESSED)
        if content is not None:
            yield _expanded(content)

    def paths(self) -> frozenset[str]:
        """Return the paths of all files."""
        files = [path for path in self._folder.rglob("*") if path.is_file()]
        return frozenset(path.relative_to(self._folder).as_posix() for path in files)


class SiteAddress(VerifiableSite):
    """A site on the web."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/") + "/"

    def read_file(self, path: str) -> bytes | None:
        """Return a file without compression, a page by its public address; None if missing."""
        return self._fetch(path, "identity")

    def expanded_copies(self, path: str) -> Iterator[bytes]:
        """Yield the file as the server sends it to browsers, expanded."""
        content = self._fetch(path, "gzip")
        if content is not None:
            yield content

    def _fetch(self, path: str, encoding: str) -> bytes | None:
        page = path.removesuffix(_INDEX) if f"/{path}".endswith(f"/{_INDEX}") else path
        request = urllib.request.Request(  # noqa: S310 - only http and https reach this class
            urljoin(self._address, quote(page)), headers={"Accept-Encoding": encoding}
        )
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT) as response:  # noqa: S310
                content: bytes = response.read()
                is_gzip = response.headers.get("Content-Encoding") == "gzip"
        except urllib.error.HTTPError as error:
            if error.code in (http.client.NOT_FOUND, http.client.GONE):
                return None
            raise
        return _expanded(content) if is_gzip else content


def verify_site(root: Path, place: str, builder: str) -> int:
    """Compare the site in a folder or at an address with the repository at `root`.

    `builder` is the Python module that builds a site. Prints the findings; returns the exit code, 0
    if there are none.
    """
    is_address = place.startswith(("http://", "https://"))
    site = SiteAddress(place) if is_address else SiteFolder(Path(place))
    try:
        content = site.read_file(manifest.NAME)
        published = None if content is None else Manifest.from_json(content)
    except BadManifestError:
        published = None
    except (OSError, http.client.HTTPException) as error:
        return _print_findings([site_message("verify-unreachable", place=place, why=error)])
    if published is None:
        return _print_findings([site_message("verify-no-manifest", place=place)])
    findings = [*_file_findings(site, published), *_build_findings(root, published, builder)]
    if findings:
        return _print_findings(findings)
    commit = published.commit or "–"
    sys.stdout.write(
        site_message("verified", files=len(published.files), commit=commit, day=published.day)
        + "\n"
    )
    return 0


def _print_findings(findings: list[str]) -> int:
    """Print findings and return the exit code for a failed verification."""
    for line in findings[:_MAX_SHOWN]:
        sys.stderr.write(f"{line}\n")
    if len(findings) > _MAX_SHOWN:
        sys.stderr.write(site_message("verify-more", count=len(findings) - _MAX_SHOWN) + "\n")
    sys.stderr.write(site_message("not-verified") + "\n")
    return 1


def _file_findings(site: VerifiableSite, published: Manifest) -> Iterator[str]:
    """Yield a finding for each file that is missing, changed, or not in the manifest."""
    with ThreadPoolExecutor(_CONNECTIONS) as pool:
        findings = pool.map(lambda file: _file_finding(site, *file), published.files.items())
        yield from filter(None, findings)
    paths = site.paths()
    if paths is not None:
        for path in sorted(paths - {*published.files, manifest.NAME}):
            if not manifest.is_copy(path, paths):
                yield site_message("verify-extra", path=path)


def _file_finding(site: VerifiableSite, path: str, expected: str) -> str | None:
    """Return the finding on a file; None if its checksum is the expected one."""
    try:
        content = site.read_file(path)
        if content is None:
            # Hosts that read `_headers` do not serve it.
            is_hidden = path == server_files.HEADERS and site.paths() is None
            return None if is_hidden else site_message("verify-missing", path=path)
        contents = (content, *site.expanded_copies(path))
        if any(sha256_of(data) != expected for data in contents):
            return site_message("verify-changed", path=path)
    except (OSError, http.client.HTTPException) as error:
        return site_message("verify-unreachable", place=path, why=error)
    return None


def _build_findings(root: Path, published: Manifest, builder: str) -> Iterator[str]:
    """Build the site again from the manifest's commit, and yield each difference."""
    with tempfile.TemporaryDirectory(prefix="terang-") as folder:
        copy = Path(folder, "repository")
        if published.commit is None or published.commit.endswith(manifest.DIRTY_SUFFIX):
            if published.commit is not None:
                yield site_message("verify-dirty", commit=published.commit)
            _lay_out_working_tree(root, copy)
        elif not _check_out(root, published.commit, copy):
            yield site_message("verify-unknown-commit", commit=published.commit)
            return
        process = _run_build(copy, published, builder)
        if process.returncode:
            yield site_message(
                "verify-unbuildable", why=(process.stderr.strip() or "?").splitlines()[-1]
            )
            return
        built = Manifest.from_json((copy / "site" / manifest.NAME).read_bytes())
    yield from _manifest_differences(published, built)


def _manifest_differences(published: Manifest, built: Manifest) -> Iterator[str]:
    """Yield a finding for each file and each field that differs."""
    for field in dataclasses.fields(Manifest):
        ours, theirs = getattr(built, field.name), getattr(published, field.name)
        if field.name == "files":
            for path in sorted({*ours, *theirs}):
                if ours.get(path) != theirs.get(path):
                    yield site_message("verify-differs", path=path)
        elif ours != theirs:
            yield site_message("verify-field", field=field.name, published=theirs, built=ours)


def _run_build(copy: Path, published: Manifest, builder: str) -> subprocess.CompletedProcess[str]:
    """Build the repository in `copy` as the published site was built."""
    environment: Mapping[str, str] = {
        **os.environ,
        "PYTHONPATH": str(copy / "hooks"),
        source_date.VARIABLE: str(published.moment),
    }
    command = [sys.executable, "-m", builder, "site"]
    command += ["--commit", published.commit] if published.commit else []
    command += ["--images"] if any(path.endswith("/share.png") for path in published.files) else []
    return subprocess.run(  # noqa: S603 - this very program, on the repository's own files
        command, cwd=copy, env=environment, capture_output=True, text=True, check=False
    )


def _lay_out_working_tree(root: Path, copy: Path) -> None:
    """Create a folder with the present working tree, without the site.

    A build refuses links in the folders that readers read: these are copied, the others linked.
    """
    copy.mkdir()
    copied = {folder.partition("/")[0] for folder in FOLDERS}
    for path in root.iterdir():
        if path.name in copied and path.is_dir() and not path.is_symlink():
            shutil.copytree(path, copy / path.name, symlinks=True)
        elif not path.name.startswith(".") and path.name != "site":
            (copy / path.name).symlink_to(path)


def _check_out(root: Path, commit: str, copy: Path) -> bool:
    """Extract a commit's files into `copy`; return whether it is part of the present history."""
    git = shutil.which("git")
    if git is None or not _HASH.fullmatch(commit):
        return False
    outputs = []
    for arguments in (
        ("merge-base", "--is-ancestor", commit, "HEAD"),
        ("archive", "--format=tar", commit),
    ):
        command = [git, *arguments]
        outputs.append(
            subprocess.run(command, cwd=root, capture_output=True, check=False)  # noqa: S603
        )
        if outputs[-1].returncode:
            return False
    with tarfile.open(fileobj=io.BytesIO(outputs[-1].stdout)) as archive:
        archive.extractall(copy, filter="data")
    return True


def _expanded(content: bytes) -> bytes:
    """Return the expanded content of gzip data; empty if it is damaged."""
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        return b""
