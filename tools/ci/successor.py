"""Publish the site with ProperDocs too, and compare it with the site that MkDocs builds.

    .venv/bin/python tools/ci/successor.py .venv-properdocs/bin/python

MkDocs 1.x is no longer maintained; ProperDocs continues it. Both build the same mkdocs.yml, pages
and hooks, each in an environment without the other. Everything must be the same byte by byte,
except for the bill of materials, which names the builder, and the manifest's checksums of that bill
and of the lock file.

Both sites stay in .cache/properdocs/ for inspection.
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

_COPIED = ("content", "data", "theme_overrides")
_LINKED = ("hooks", "mkdocs.yml")
_CLOCK = "SOURCE_DATE_EPOCH"


def published(python: Path, source: Path, folder: Path, moment: str) -> Path:
    """Publish a repository with the packages of a Python, as the forge does; return the site."""
    folder.mkdir(parents=True)
    # Links are refused where readers read.
    for name in _COPIED:
        shutil.copytree(source / name, folder / name)
    for name in _LINKED:
        (folder / name).symlink_to(source / name)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "hooks"), _CLOCK: moment}
    for command in (["share"], ["site", "--images", "--parquet", "--compressed"]):
        subprocess.run(
            [str(python), "-m", "terang_mkdocs", *command],
            cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=True,
        )  # fmt: skip
    return folder / "site"


def makers(site: Path) -> set[str]:
    """Return the packages that a site's bill of materials names."""
    bill = json.loads((site / MAKERS).read_bytes())
    return {component["name"] for component in bill["components"]}


def differences(mkdocs_site: Path, properdocs_site: Path) -> list[str]:
    """Return the files that differ between two sites, apart from the names of their builders."""
    ours, theirs = _contents(mkdocs_site), _contents(properdocs_site)
    return [path for path in sorted(ours | theirs) if ours.get(path) != theirs.get(path)]


def _contents(site: Path) -> dict[str, bytes]:
    """Return every file by its path, without the parts that name the builders."""
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    left_out = {MAKERS, f"{MAKERS}.gz", f"{MANIFEST}.gz"}
    contents = {path: file.read_bytes() for path, file in files.items() if path not in left_out}
    manifest = json.loads(contents[MANIFEST])
    del manifest["lock"], manifest["files"][MAKERS]
    return {**contents, MANIFEST: json.dumps(manifest).encode()}


def main(arguments: list[str]) -> int:
    """Publish both and compare; return 0 if nothing differs, else 1."""
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
