"""Make the files of a release from the present commit, and say what a person has to do.

    make release
    make release OUT=<folder>

Checked first: a clean tree, a version number in pyproject.toml that has no tag yet, its section of
the changelog, and its notes in both languages. Then the archive is written twice and compared, and
read back. The files are the archive, its bill of materials, the notes and their checksums.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from release_archive import (
    CHANGELOG,
    NAME,
    SUMS,
    VERSION,
    ReleaseError,
    SoftwareVersion,
    archive_bytes,
    changelog_sections,
    commit_files,
    read_archive,
    run_git,
    version_of_files,
)
from terang.checksums import sha256_of
from terang.publishing import sbom
from terang.software_files import RELEASE

FOLDER = Path(".cache", "release")
NOTES = "docs/releases"
_HALVES = ("## Bahasa Indonesia", "## English")

_LAST = """\
Yang tersisa bagi pengelola · What is left to the maintainer:
 1. Bacalah {notes} dan CHANGELOG.md sekali lagi. · Read both once more.
 2. make test && make lint
 3. make release        # berkas yang sama lagi · the same files again
 4. git tag --sign v{version} -m "Terang {version}"
 5. git push <remote> v{version}
 6. Tunggu alur kerja "release". · Wait for the workflow "release".
 7. Cocokkan SHA256SUMS di sana dengan {folder}/SHA256SUMS. · Compare the two.
 8. gh attestation verify {archive} --repo <owner>/<name>
 9. Terbitkan rancangannya di forge. · Publish the draft at the forge.
10. Coba di satu situs · Try it at one site: make update VERSION=v{version}
"""


def make_release(root: Path, folder: Path) -> int:
    """Write the files of a release; raises ReleaseError with the first reason not to."""
    version = checked_version(root)
    number = version.release.version
    moment = int(run_git(root, "show", "-s", "--format=%ct", "HEAD"))
    data = archive_bytes(version, moment)
    if data != archive_bytes(checked_version(root), moment):
        raise ReleaseError("arsipnya tidak berulang · the archive is not reproducible")
    archive = f"{NAME}-{number}.tar.gz"
    files = {
        archive: data,
        f"{NAME}-{number}.cdx.json": _bill(root, moment),
        f"{NAME}-{number}.md": version.files[f"{NOTES}/{number}.md"].data,
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    lines = (f"{sha256_of(data)}  {name}\n" for name, data in files.items())
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")
    if read_archive(folder / archive).release != version.release:
        raise ReleaseError("arsipnya tidak terbaca seperti semula · the archive reads differently")
    print("".join(f"{folder / name}\n" for name in (*files, SUMS)), end="")
    shown = folder.as_posix()
    notes = f"{NOTES}/{number}.md"
    print(_LAST.format(notes=notes, version=number, folder=shown, archive=archive), end="")
    return 0


def checked_version(root: Path) -> SoftwareVersion:
    """Return the version of the present commit; raises ReleaseError if it cannot be released."""
    if run_git(root, "status", "--porcelain").strip():
        raise ReleaseError("ada yang belum disimpan dengan git · there is work not committed")
    files = commit_files(root, "HEAD")
    if RELEASE in files:
        raise ReleaseError(
            f"{RELEASE} ada: ini sebuah situs, bukan repositori perangkat lunak · "
            "this is a site, not the software's repository"
        )
    version = version_of_files(files, "HEAD")
    for fault in _faults(root, version):
        raise ReleaseError(fault)
    return version


def _faults(root: Path, version: SoftwareVersion) -> Iterator[str]:
    number = version.release.version
    if VERSION.fullmatch(number) is None:
        yield f"pyproject.toml: {number} bukan nomor versi · is no version number"
    head = run_git(root, "rev-parse", "HEAD").strip()
    tags = run_git(root, "tag", "--list", f"v{number}").split()
    if tags and run_git(root, "rev-parse", f"v{number}^{{commit}}").strip() != head:
        yield f"v{number}: tag ini sudah ada di commit lain · the tag is at another commit"
    asked = (
        os.environ.get("GITHUB_REF_NAME", "") if os.environ.get("GITHUB_REF_TYPE") == "tag" else ""
    )
    if asked and asked != f"v{number}":
        yield f"{asked}: pyproject.toml menyebut · says {number}"
    section = changelog_sections(version.files[CHANGELOG].data.decode()).get(number, "")
    if re.match(r"\d{4}-\d{2}-\d{2}\n+\S", section) is None:
        yield f"{CHANGELOG}: bagian · section ## [{number}] - YYYY-MM-DD tidak ada · is missing"
    notes = version.files.get(f"{NOTES}/{number}.md")
    text = notes.data.decode() if notes else ""
    if any(re.search(rf"^{half}\n+\S", text, re.MULTILINE) is None for half in _HALVES):
        yield f"{NOTES}/{number}.md: perlu · needs {' + '.join(_HALVES)}"


def _bill(root: Path, moment: int) -> bytes:
    """Return the bill of materials of what a build uses."""
    lock = (root / "requirements-share.txt").read_text("utf-8")
    used = sbom.used_packages(sbom.locked_packages(lock), with_extras=True)
    stamp = dt.datetime.fromtimestamp(moment, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return sbom.bill_of_materials(used, stamp)


def main() -> int:
    """Run the command in the present folder and return the exit code."""
    try:
        return make_release(Path.cwd(), Path(os.environ.get("OUT") or FOLDER))
    except ReleaseError as error:
        print(f"Tidak dirilis · Not released: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
