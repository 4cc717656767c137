"""Write docs/dependencies.md anew: each package with its reason, licence and version.

    .venv/bin/python tools/dependency_page.py

Reasons stand in tools/dependencies.yml, versions and checksums in the lock file, licences in the
packages themselves.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from terang_mkdocs.materials import Package, packages  # noqa: E402 - hooks/ is found from here on

PAGE = ROOT / "docs" / "dependencies.md"
REASONS = Path(__file__).with_name("dependencies.yml")

_HEAD = """\
<!-- Written by `make dependencies`; the reasons stand in tools/dependencies.yml. -->

# What the site depends on

[requirements.in](../requirements.in) names what we ask for; `make lock` turns it into
[requirements.txt](../requirements.txt), which holds every package at one version by the SHA-256 of
each file it may come from. `pip` refuses anything else. Each publication carries the same list as
`bom.json` (CycloneDX 1.6). Tests and tools have a list of their own, `requirements-dev.in`; nothing
of it takes part in a publication.
"""


def own(reasons: Mapping[str, str], found: Mapping[str, Package]) -> Iterator[str]:
    """What we ask for, a row each."""
    yield "| package | version | licence | why |"
    yield "|---|---|---|---|"
    for name, reason in sorted(reasons.items()):
        one = found[name]
        yield f"| {name} | {one.version} | {one.licence or '—'} | {reason} |"


def needed(found: Mapping[str, Package], asked: Mapping[str, str]) -> Iterator[str]:
    """What those need in turn."""
    yield "| package | version | licence | needed by |"
    yield "|---|---|---|---|"
    for name, one in sorted(found.items()):
        if name not in asked:
            by = ", ".join(other for other in one.needed_by if not other.startswith("-r"))
            yield f"| {name} | {one.version} | {one.licence or '—'} | {by} |"


def asked_for(text: str) -> set[str]:
    """The names in a requirements.in."""
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    return {re.split(r"[\[<>=! ]", line)[0] for line in lines if line and not line.startswith("-")}


def page() -> str:
    """The whole page."""
    found = {one.name: one for one in packages((ROOT / "requirements.txt").read_text("utf-8"))}
    reasons = yaml.safe_load(REASONS.read_text("utf-8"))["requirements.in"]
    unexplained = asked_for((ROOT / "requirements.in").read_text("utf-8")) ^ set(reasons)
    if unexplained:
        raise SystemExit(f"tools/dependencies.yml: {', '.join(sorted(unexplained))}")
    ours, theirs = "\n".join(own(reasons, found)), "\n".join(needed(found, reasons))
    return f"{_HEAD}\n## What we ask for\n\n{ours}\n\n## What that needs in turn\n\n{theirs}\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
