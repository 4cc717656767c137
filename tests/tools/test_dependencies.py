"""Dependencies are few and explained, and the core works without the site generator."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import yaml
from tests.built import real_now

import dependency_page
from dependency_page import LISTINGS, Listing
from terang.narrative.macros import MACROS

ROOT = Path(__file__).parents[2]

BLOCKED = """
import importlib.abc, sys

class Gone(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in {"mkdocs", "material", "terang_mkdocs", "pagefind_bin"}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Gone())
sys.path.insert(0, "hooks")
"""


def without_mkdocs(program: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a Python that has neither MkDocs nor Material."""
    return subprocess.run(
        [sys.executable, "-c", BLOCKED + textwrap.dedent(program)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_page_of_dependencies_is_current() -> None:
    """docs/dependencies.md is the page that `make dependencies` would write."""
    assert dependency_page.PAGE.read_text("utf-8") == dependency_page.dependency_page()


def test_every_list_has_its_section() -> None:
    """Every requirements file has its section on the page."""
    files = {path.name for path in ROOT.glob("requirements*.in")}
    assert files == {listing.asking for listing in LISTINGS if listing.asking.endswith(".in")}


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.asking)
def test_a_package_without_a_reason_is_named(listing: Listing, tmp_path: Path) -> None:
    """A package without a reason is named, and so is a reason without its package."""
    reasons = yaml.safe_load(dependency_page.REASONS.read_text("utf-8"))
    assert dependency_page.unexplained_packages(reasons) == []
    some = next(iter(reasons[listing.asking]))
    fewer = {name: why for name, why in reasons[listing.asking].items() if name != some}
    changed = {**reasons, listing.asking: {**fewer, "no-such-thing": "x"}}
    assert dependency_page.unexplained_packages(changed) == sorted(
        f"{name} ({listing.asking})" for name in (some, "no-such-thing")
    )
    for listed in LISTINGS:
        copy = tmp_path / listed.asking
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text((ROOT / listed.asking).read_text("utf-8"))
    asking = tmp_path / listing.asking
    if asking.suffix == ".json":
        asked = json.loads(asking.read_text())
        asked["dependencies"]["left-pad"] = "1.3.0"
        asking.write_text(json.dumps(asked))
    else:
        asking.write_text(asking.read_text() + "Left-pad>=1  # why not\n")
    assert dependency_page.unexplained_packages(reasons, tmp_path) == [
        f"left-pad ({listing.asking})"
    ]


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.asking)
def test_the_licence_of_every_locked_package_is_on_the_page(listing: Listing) -> None:
    """The page shows the licence of every locked package, including packages not installed here."""
    page = dependency_page.PAGE.read_text("utf-8")
    found = list(
        dependency_page.read_lock_file(ROOT / listing.lock, dependency_page.read_licences())
    )
    assert len(found) > 20
    assert [package.key for package in found if not package.licence] == []
    rows = [line for line in page.splitlines() if line.startswith("|")]
    assert [
        package.key
        for package in found
        if not any(package.licence in row and f" {package.name}" in row for row in rows)
    ] == []


def test_licences_are_those_that_packages_state() -> None:
    """The kept licences are exactly those that `make dependencies` reads from all environments."""
    kept = dependency_page.read_licences()
    every = [
        each
        for listing in LISTINGS
        if listing.lock.endswith(".txt")
        for each in dependency_page.locked_packages((ROOT / listing.lock).read_text("utf-8"))
    ]
    by_hand = yaml.safe_load(dependency_page.REASONS.read_text("utf-8"))["licences"]
    assert set(kept) == {f"{package.name} {package.version}" for package in every} | set(by_hand)
    stated = {
        f"{package.name} {package.version}": package.licence for package in every if package.licence
    }
    assert len(stated) > 100
    assert {key: kept[key] for key in stated} == stated


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.asking)
def test_every_package_is_held_by_a_checksum(listing: Listing) -> None:
    """Every locked package has a checksum, because pip would accept any file without it."""
    lock = (ROOT / listing.lock).read_text("utf-8")
    if listing.lock.endswith(".json"):
        places = {
            place: package for place, package in json.loads(lock)["packages"].items() if place
        }
        assert len(places) > 20
        assert [
            place
            for place, package in places.items()
            if not package["integrity"].startswith("sha512-") or "resolved" in package
        ] == []
        return
    found = list(dependency_page.locked_packages(lock))
    assert len(found) > 20
    assert [package.name for package in found if not package.hashes] == []
    assert [package.name for package in found if not package.needed_by] == []


def test_mkdocs_is_truly_gone() -> None:
    """The blocked Python cannot import MkDocs or Material, which the tests below rely on."""
    assert without_mkdocs("import mkdocs").returncode == 1
    assert without_mkdocs("import material").returncode == 1


def test_the_check_runs_without_mkdocs() -> None:
    """`make check` passes on the real record without MkDocs."""
    done = without_mkdocs("""
        from terang.cli.__main__ import main
        sys.exit(main(["check"]))
    """)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("language", ["id", "en"])
def test_everything_is_made_without_mkdocs(language: str) -> None:
    """Each page, download and narrative block of the real record is made without MkDocs."""
    done = without_mkdocs(f"""
        import datetime as dt
        from pathlib import Path
        from terang.narrative import macros, markdown_page
        from terang.pages import load_record
        now = dt.datetime.fromtimestamp({real_now()}, dt.UTC)
        loaded = load_record.load_publication(Path.cwd(), now)
        pages = [loaded.body(page, "{language}") for page in loaded.pages]
        told = [loaded.narrate(page, "{language}", "") for page in loaded.sources.values()]
        series = next(iter(loaded.catalog.series))
        programme = next(iter(loaded.catalog.programmes))
        forms = (call.forms[0] for call in macros.MACROS.values() if call.is_block)
        every = "".join(
            form.replace("series-id", series).replace("programme-id", programme) + "\\n\\n"
            for form in forms
        )
        page = markdown_page.read_page("content/{language}/x.md", every.encode())
        assert not page.problems, page.problems
        parts = loaded.narrate(page, "{language}", "").parts
        assert all(part.html.strip() for part in parts), parts
        print(len(pages), len(loaded.published_files()), len(told), len(parts))
        assert not {{"mkdocs", "material"}} & set(sys.modules)
    """)
    assert done.returncode == 0, done.stderr
    pages, files, told, parts = map(int, done.stdout.split())
    series = len([*(ROOT / "data" / "coverage").glob("*.yml")])
    assert pages > series > 0
    assert files > 20
    assert told == len([*(ROOT / "content").rglob("*.md")]) > 0
    assert parts == len([call for call in MACROS.values() if call.is_block])
