"""Publish the site with ProperDocs too, and compare it with what MkDocs makes.

    .venv/bin/python tools/ci/successor.py .venv-properdocs/bin/python

MkDocs 1.x is maintained no longer; ProperDocs continues it. The same mkdocs.yml, pages and hooks
are built by both, each in an environment that lacks the other. All has to be the same, byte by
byte, but for the bill of materials, which names the one or the other, and the manifest's checksums
of that bill and of the lock file.

Both sites stay in .cache/properdocs/, to be looked at.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".cache" / "properdocs"
PYTHON = ROOT / ".venv-properdocs" / "bin" / "python"
MAKERS = "bom.json"
MANIFEST = "manifest.json"

_SOURCES = ("content", "data", "hooks", "mkdocs.yml", "theme_overrides")
_CLOCK = "SOURCE_DATE_EPOCH"


def published(python: Path, source: Path, folder: Path, moment: str) -> Path:
    """Publish a repository with the packages of one Python, as the forge does; the site."""
    folder.mkdir(parents=True)
    for name in _SOURCES:
        (folder / name).symlink_to(source / name)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "hooks"), _CLOCK: moment}
    for command in (["share"], ["site", "--images", "--compressed"]):
        subprocess.run(
            [str(python), "-m", "terang_mkdocs", *command],
            cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=True,
        )  # fmt: skip
    return folder / "site"


def makers(site: Path) -> set[str]:
    """The packages that a site's bill of materials names."""
    bill = json.loads((site / MAKERS).read_bytes())
    return {component["name"] for component in bill["components"]}


def differences(path_item: Path, other: Path) -> list[str]:
    """The files that differ between two sites, beyond naming their makers."""
    ours, theirs = _contents(path_item), _contents(other)
    return [path for path in sorted(ours | theirs) if ours.get(path) != theirs.get(path)]


def _contents(site: Path) -> dict[str, bytes]:
    """Every file by its path; what names the makers is left out, or taken out."""
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    left_out = {MAKERS, f"{MAKERS}.gz", f"{MANIFEST}.gz"}
    contents = {path: file.read_bytes() for path, file in files.items() if path not in left_out}
    manifest = json.loads(contents[MANIFEST])
    del manifest["lock"], manifest["files"][MAKERS]
    return {**contents, MANIFEST: json.dumps(manifest).encode()}


def main(arguments: list[str]) -> int:
    """Publish both and compare; the exit code is 0 where nothing differs."""
    moment = os.environ.get(_CLOCK) or str(int(time.time()))
    shutil.rmtree(KEPT, ignore_errors=True)
    pythons = {"mkdocs": Path(sys.executable), "properdocs": Path(ROOT, *arguments)}
    try:
        with ThreadPoolExecutor() as pool:
            jobs = {
                name: pool.submit(published, python, ROOT, KEPT / name, moment)
                for name, python in pythons.items()
            }
        sites = {name: job.result() for name, job in jobs.items()}
    except subprocess.CalledProcessError as error:
        print(f"{error.cmd[0]}: exit {error.returncode}", file=sys.stderr)
        return 1
    found = differences(*sites.values())
    found += [f"{MAKERS}: no {name}" for name in sites if name not in makers(sites[name])]
    for line in found:
        print(f"differs: {line}", file=sys.stderr)
    if not found:
        files = len(_contents(sites["properdocs"]))
        gone = ", ".join(sorted(makers(sites["mkdocs"]) - makers(sites["properdocs"])))
        print(f"The same under ProperDocs, without {gone}: {files} files, byte by byte.")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
