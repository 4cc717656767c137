"""Verification of a published site against the repository, for `make verify`.

First every file is compared with the site's own manifest. Then the site is built again from the
commit and for the day in the manifest, and the two manifests are compared: to hide a changed file,
its author would have to change the repository too. The build command is given by the caller.

A stranger's server may send anything. It is read with limits, and what it says is printed only as
`site_message` prints it: on one line, short, and without signs that a terminal or a forge obeys.
"""

from __future__ import annotations

import dataclasses
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from terang import source_date
from terang.i18n.terminal_messages import site_message
from terang.publishing import manifest, origin_checks, server_files
from terang.publishing.manifest import BadManifestError, Manifest
from terang.publishing.patient_map import TooPatientError, map_patiently
from terang.publishing.published_site import (
    HostedSite,
    SiteFolder,
    UnreadableSiteError,
    VerifiableSite,
    digest_of_chunks,
)

_MAX_SHOWN = 20
"""Findings that are printed; the rest are counted."""
_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def verify_site(root: Path, place: str, builder: str) -> int:
    """Verify the site in a folder or at an address against the repository at `root`.

    `builder` is the Python module that builds a site. Prints the findings, or what has been shown
    and what has not; returns the exit code, 0 if there are no findings.
    """
    is_address = place.startswith(("http://", "https://"))
    site = HostedSite(place) if is_address else SiteFolder(Path(place))
    try:
        content, published = next(map_patiently(_published_manifest, [site]))
    except (UnreadableSiteError, TooPatientError) as error:
        return _print_findings([site_message("verify-unreachable", place=place, why=error)])
    if content is None or published is None:
        return _print_findings([site_message("verify-no-manifest", place=place)])
    origin = origin_checks.check_origin(root, content, published, is_address=is_address)
    findings = [
        *_file_findings(site, published),
        *_build_findings(root, published, builder),
        *origin.findings,
    ]
    if findings:
        return _print_findings(findings)
    commit = published.commit or "–"
    lines = [
        site_message("verified", files=len(published.files), commit=commit, day=published.day),
        site_message("verify-shown"),
        *origin.remarks,
        site_message("verify-not-shown"),
    ]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


def _published_manifest(site: VerifiableSite) -> tuple[bytes | None, Manifest | None]:
    """Return a site's manifest as it is published, and as it is read; None where there is none."""
    content = site.read_file(manifest.NAME, manifest.MAX_BYTES)
    try:
        return content, None if content is None else Manifest.from_json(content)
    except BadManifestError:
        return content, None


def _print_findings(findings: list[str]) -> int:
    """Print findings and return the exit code for a failed verification."""
    for line in findings[:_MAX_SHOWN]:
        sys.stderr.write(f"{line}\n")
    if len(findings) > _MAX_SHOWN:
        sys.stderr.write(site_message("verify-more", count=len(findings) - _MAX_SHOWN) + "\n")
    sys.stderr.write(site_message("not-verified") + "\n")
    return 1


# --- the files -----------------------------------------------------------------------------------


def _file_findings(site: VerifiableSite, published: Manifest) -> Iterator[str]:
    """Yield a finding for each file that is missing, changed, or not in the manifest."""
    try:
        yield from filter(
            None,
            map_patiently(lambda file: _file_finding(site, *file), [*published.files.items()]),
        )
    except TooPatientError as error:
        yield site_message("verify-unreachable", place="…", why=error)
    paths = site.paths()
    if paths is not None:
        for path in sorted(paths - {*published.files, manifest.NAME}):
            if not manifest.is_copy(path, paths):
                yield site_message("verify-extra", path=path)


def _file_finding(site: VerifiableSite, path: str, expected: str) -> str | None:
    """Return the finding on a file; None if its checksum is the expected one."""
    try:
        content = site.chunks(path)
        if content is None:
            # Hosts that read `_headers` do not serve it.
            is_hidden = path == server_files.HEADERS and site.paths() is None
            return None if is_hidden else site_message("verify-missing", path=path)
        if digest_of_chunks(content) != expected or any(
            digest_of_chunks(copy) != expected for copy in site.copies(path)
        ):
            return site_message("verify-changed", path=path)
    except UnreadableSiteError as error:
        return site_message("verify-unreachable", place=path, why=error)
    return None


# --- the build -----------------------------------------------------------------------------------


def _build_findings(root: Path, published: Manifest, builder: str) -> Iterator[str]:
    """Build the site again from the manifest's commit, and yield each difference."""
    with tempfile.TemporaryDirectory(prefix="terang-") as folder:
        copy = Path(folder, "repository")
        if published.commit is None or published.commit.endswith(manifest.DIRTY_SUFFIX):
            if published.commit is not None:
                yield site_message("verify-dirty", commit=published.commit)
            _copy_working_tree(root, copy)
        elif not _check_out(root, published.commit, copy):
            yield site_message("verify-unknown-commit", commit=published.commit)
            return
        process = _run_build(copy, published, builder)
        if process.returncode:
            why = (process.stderr.strip() or "?").splitlines()[-1]
            yield site_message("verify-unbuildable", why=why)
            return
        try:
            built = Manifest.from_json((copy / "site" / manifest.NAME).read_bytes())
        except BadManifestError:  # The commit is of another version of the software.
            yield site_message("verify-unbuildable", why=manifest.NAME)
            return
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
    command += ["--parquet"] if any(path.endswith(".parquet") for path in published.files) else []
    return subprocess.run(  # noqa: S603 - this very program, on the repository's own files
        command, cwd=copy, env=environment, capture_output=True, check=False,
        encoding="utf-8", errors="replace",
    )  # fmt: skip


def _copy_working_tree(root: Path, copy: Path) -> None:
    """Copy the present working tree, without the site, hidden files and caches."""

    def left_out(folder: str, names: list[str]) -> set[str]:
        is_top = Path(folder) == root
        return {
            name for name in names
            if name.startswith(".") or name == "__pycache__" or (is_top and name == "site")
        }  # fmt: skip

    shutil.copytree(root, copy, symlinks=True, ignore=left_out)


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
