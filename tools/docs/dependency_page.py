"""Write docs/dependencies.md anew: each package of each lock file, with its licence and reason.

    .venv/bin/python tools/docs/dependency_page.py

Reasons stand in tools/docs/dependencies.yml, versions and checksums in the lock files. Licences are
those that packages state themselves; since no environment holds all packages, they are kept in
tools/docs/licences.json, by version, and read anew here from the environments that there are.
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
"""What stands in the reasons beside them."""

_HEAD = """\
<!-- Written by `make dependencies`; the reasons stand in tools/docs/dependencies.yml. -->

# What the site depends on

What we ask for stands in the `requirements*.in` files, and in a `package.json` for the checkers
that come from npm. `make lock` turns the former into lock files, `npm` the latter. A lock file
holds every package at one version by the checksum of each file that it may come from; `pip` and
`npm ci` refuse anything else. Each publication names the packages that made it, with checksums and
licences, in `bom.json` (CycloneDX 1.6): those of the first list, and of the second where it has
images for links.

Held by no lock file: Python with its pip, make and git; `uv`, which `make lock` fetches to resolve
with, and which installs nothing; Chromium, nginx, Java and Node, as far as tests and audits use
them; what a forge runs its jobs on, by version in its workflow.

## The end of MkDocs 1.x, and of Material

The last release of MkDocs 1.x is of August 2024, and MkDocs 2 is to run neither hooks nor themes.
Material ends on 5 May 2027. Neither will stop the site:

- What is published is made by `hooks/terang/`, which knows neither. With both blocked, `make check`
  runs and every block, page and download is made:
  `make test ARGS=tests/tools/test_dependencies.py`.
- [ProperDocs](https://properdocs.org/) continues MkDocs 1.x. `make properdocs` publishes from the
  same `mkdocs.yml` and hooks in an environment that has ProperDocs and no MkDocs, and compares: all
  files are the same as those of MkDocs, byte by byte, but for the bill of materials and what the
  manifest says of it.
- Of Material the site takes two icons. With those two files in `theme_overrides/`, the same site is
  built without Material, byte by byte: `make test ARGS=tests/terang_mkdocs/test_properdocs.py`.

To move for good: `properdocs` in place of `mkdocs` in `requirements.in`, and in
`tools/env/lock.py` the override that keeps MkDocs out for every lock file. Hooks,
pages and `mkdocs.yml` stay as they are.
"""


@dataclass(frozen=True, slots=True)
class Locked:
    """A package of any lock file, from PyPI or npm."""

    name: str
    version: str
    licence: str
    needed_by: tuple[str, ...]

    @property
    def key(self) -> str:
        """By what its licence is kept."""
        return f"{self.name} {self.version}"


@dataclass(frozen=True, slots=True)
class Listing:
    """What one file asks for, and the lock file made from it."""

    asking: str
    lock: str
    title: str


LISTINGS = (
    Listing("requirements.in", "requirements.txt", "What builds the site"),
    Listing("requirements-share.in", "requirements-share.txt", "What draws the images for links"),
    Listing("requirements-properdocs.in", "requirements-properdocs.txt", "What continues MkDocs"),
    Listing("requirements-dev.in", "requirements-dev.txt", "What tests and checks the sources"),
    Listing("requirements-bench.in", "requirements-bench.txt", "What `make bench` compares with"),
    Listing(
        "tests/audit/package.json",
        "tests/audit/package-lock.json",
        "What `make audit` checks pages with",
    ),
)


def asked_for(path: Path) -> set[str]:
    """The names in a requirements.in or a package.json."""
    text = path.read_text("utf-8")
    if path.suffix == ".json":
        asked = json.loads(text)
        return {*asked["dependencies"], *asked.get("overrides", {})}
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    names = (re.split(r"[\[<>=! ]", line)[0] for line in lines if line and line[0] != "-")
    return {name.lower() for name in names}


def locked(path: Path, licences: Mapping[str, str]) -> Iterator[Locked]:
    """What a lock file names, with licences as they are kept."""
    text = path.read_text("utf-8")
    if path.suffix == ".json":
        for place, package in json.loads(text)["packages"].items():
            if place:
                name, version = place.rpartition("node_modules/")[2], package["version"]
                said = package.get("license") or licences.get(f"{name} {version}", "")
                yield Locked(name, version, said, ())
        return
    for found in locked_packages(text):
        said = licences.get(f"{found.name} {found.version}", "")
        yield Locked(found.name, found.version, said, found.needed_by)


def unexplained(reasons: Mapping[str, Mapping[str, str]], root: Path = ROOT) -> list[str]:
    """Packages without a reason, and reasons without a package; each with the file that asks."""
    files = {listing.asking for listing in LISTINGS} | (reasons.keys() - {_OUTSIDE})
    return [
        f"{name} ({file})"
        for file in sorted(files)
        for name in sorted(asked_for(root / file) ^ set(reasons.get(file, ())))
    ]


def own(reasons: Mapping[str, str], found: Iterable[Locked]) -> Iterator[str]:
    """What we ask for, a row each."""
    yield "| package | version | licence | why |"
    yield "|---|---|---|---|"
    for item in sorted(found, key=lambda element: element.name):
        if item.name in reasons:
            yield f"| {item.name} | {item.version} | {item.licence} | {reasons[item.name]} |"


def needed(found: Iterable[Locked]) -> Iterator[str]:
    """What those need in turn to publish, a row each."""
    yield "| package | version | licence | needed by |"
    yield "|---|---|---|---|"
    for element in sorted(found, key=lambda item: item.name):
        by = ", ".join(other for other in element.needed_by if not other.startswith("-r"))
        yield f"| {element.name} | {element.version} | {element.licence} | {by} |"


def by_licence(found: Iterable[Locked]) -> Iterator[str]:
    """What those need in turn and nothing published takes, a row a licence."""
    names: dict[str, set[str]] = {}
    for item in found:
        names.setdefault(item.licence, set()).add(item.name)
    yield "| licence | needed in turn |"
    yield "|---|---|"
    for licence, some in sorted(names.items()):
        yield f"| {licence} | {', '.join(sorted(some))} |"


def page() -> str:
    """The whole page."""
    reasons = yaml.safe_load(REASONS.read_text("utf-8"))
    if faults := unexplained(reasons):
        raise SystemExit(f"tools/docs/dependencies.yml: {', '.join(faults)}")
    licences = kept()
    if faults := unlicensed(licences):
        raise SystemExit(f"tools/docs/licences.json: {', '.join(faults)}")
    parts = [_HEAD]
    listed: set[str] = set()
    for listing in LISTINGS:
        found = list(locked(ROOT / listing.lock, licences))
        ours = own(reasons[listing.asking], found)
        # What an earlier list holds is not said again.
        rest = [each for each in found if each.key not in listed]
        rest = [each for each in rest if each.name not in reasons[listing.asking]]
        listed |= {each.key for each in found}
        parts += [
            f"## {listing.title}",
            f"[{listing.asking}](../{listing.asking})",
            "\n".join(ours),
        ]
        if rest:
            told = needed(rest) if listing is LISTINGS[0] else by_licence(rest)
            parts += ["\n".join(told)]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def kept() -> dict[str, str]:
    """The licences as they are kept, by name and version."""
    licences: dict[str, str] = json.loads(LICENCES.read_text("utf-8"))
    return licences


def unlicensed(licences: Mapping[str, str]) -> list[str]:
    """Locked packages whose licence nobody knows."""
    every = (each for listing in LISTINGS for each in locked(ROOT / listing.lock, licences))
    return sorted({item.key for item in every if not item.licence})


def stated(before: Mapping[str, str]) -> dict[str, str]:
    """The licence of every package of every requirements file, from whichever environment has it.

    Of one that no environment has, what is kept; of one that says nothing, what we found.
    """
    by_hand: Mapping[str, Any] = yaml.safe_load(REASONS.read_text("utf-8"))[_OUTSIDE]
    found: dict[str, Package] = {}
    for listing in LISTINGS:
        if listing.lock.endswith(".txt"):
            for each in locked_packages((ROOT / listing.lock).read_text("utf-8")):
                found[f"{each.name} {each.version}"] = each
    named = {key: each.licence or before.get(key, "") for key, each in sorted(found.items())}
    return {key: said for key, said in {**named, **by_hand}.items() if said}


def main() -> None:
    """Read licences anew, and write the page."""
    # Of what this environment lacks, the others are asked.
    sys.path += map(str, ROOT.glob(".venv-*/lib/python*/site-packages"))
    before = kept() if LICENCES.is_file() else {}
    LICENCES.write_text(json.dumps(stated(before), indent=1, sort_keys=True) + "\n", "utf-8")
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
