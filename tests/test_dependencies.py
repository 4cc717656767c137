"""Few dependencies, each explained; and the core outlives the site generator."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from tests.built import real_now

import dependency_page

ROOT = Path(__file__).parents[1]

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
    """`make dependencies` would change nothing: no package without a reason, none gone."""
    assert dependency_page.PAGE.read_text("utf-8") == dependency_page.page()


def test_every_package_is_held_by_a_checksum() -> None:
    """One that is not would be taken from wherever it is found."""
    lock = (ROOT / "requirements.txt").read_text("utf-8")
    found = list(dependency_page.packages(lock))
    assert len(found) > 20
    assert [one.name for one in found if not one.hashes] == []
    assert [one.name for one in found if not one.needed_by] == []


def test_mkdocs_is_truly_gone() -> None:
    """Else the tests below would show nothing."""
    assert without_mkdocs("import mkdocs").returncode == 1
    assert without_mkdocs("import material").returncode == 1


def test_the_check_runs_without_mkdocs() -> None:
    """`make check`, on the real record."""
    done = without_mkdocs("""
        from terang.__main__ import main
        sys.exit(main(["check"]))
    """)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("language", ["id", "en"])
def test_everything_is_made_without_mkdocs(language: str) -> None:
    """Each page, download and narrative block of the real record."""
    done = without_mkdocs(f"""
        import datetime as dt
        from pathlib import Path
        from terang import narrative, publication
        loaded = publication.load(Path.cwd(), dt.datetime.fromtimestamp({real_now()}, dt.UTC))
        pages = [loaded.body(page, "{language}") for page in loaded.pages]
        told = [loaded.narrate(one, "{language}", "") for one in loaded.sources.values()]
        blocks = {{call.name for one in loaded.sources.values() for call in one.calls}}
        series = next(iter(loaded.catalog.series))
        every = "".join(
            narrative.example(name).replace("series-id", series) + "\\n\\n"
            for name, one in narrative.CALLS.items() if one.is_block
        )
        page = narrative.read("content/{language}/x.md", every.encode())
        assert not page.problems, page.problems
        parts = loaded.narrate(page, "{language}", "").parts
        assert all(part.html.strip() for part in parts), parts
        print(len(pages), len(loaded.files()), len(told), len(parts))
        assert not {{"mkdocs", "material"}} & set(sys.modules)
    """)
    assert done.returncode == 0, done.stderr
    pages, files, told, parts = map(int, done.stdout.split())
    series = len([*(ROOT / "data" / "coverage").glob("*.yml")])
    assert pages > series > 0
    assert files > 20
    assert told == len([*(ROOT / "content").rglob("*.md")]) > 0
    assert parts == 6
