"""The same site under ProperDocs, which continues MkDocs 1.x, where MkDocs is not installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.built import NOW
from tests.small_site import Project, Ran, a_project, environment
from tests.terang_mkdocs.preview.test_server import ABOUT, PreviewProcess, port

import successor
from environment import Environment
from unmet_pins import pins

__all__ = ["port"]

LOCK = successor.ROOT / "requirements-properdocs.txt"
ONLY_MKDOCS_NEEDS = {"mkdocs", "mkdocs-get-deps", "mergedeep"}


@pytest.fixture(scope="module")
def python() -> Path:
    """Return the Python that has ProperDocs; skip the test, or fail on request, without it."""
    if not Environment(successor.PYTHON.parents[1]).fitted(LOCK):
        reason = "no ProperDocs here: make properdocs"
        if os.environ.get("TERANG_REQUIRE_PROPERDOCS"):
            pytest.fail(reason)
        pytest.skip(reason)
    return successor.PYTHON


def run(python: Path, folder: Path, *command: str, **variables: str) -> Ran:
    """Run a module with that Python."""
    done = subprocess.run(
        [str(python), "-m", *command], cwd=folder, env={**environment(), **variables},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout, done.stderr)


def test_the_environment_has_no_mkdocs(python: Path, tmp_path: Path) -> None:
    """The environment of ProperDocs has no MkDocs: else the tests below would show nothing."""
    assert "No module named mkdocs" in run(python, tmp_path, "mkdocs").errors
    assert "properdocs, version 1.6" in run(python, tmp_path, "properdocs", "--version").out


def test_the_published_site_is_the_same(python: Path, tmp_path: Path) -> None:
    """A site is published the same, but for the names of the software that made it.

    `make properdocs` compares this checkout's own site.
    """
    project = a_project(tmp_path / "project")
    sites = [
        successor.published(host, project.root, tmp_path / name, NOW)
        for name, host in (("mkdocs", Path(sys.executable)), ("properdocs", python))
    ]
    assert successor.differences(*sites) == []
    ours, theirs = map(successor.makers, sites)
    assert ours - theirs == ONLY_MKDOCS_NEEDS
    assert theirs - ours == {"properdocs"}
    assert {"resvg-py", "font-source-sans-pro"} <= theirs


def test_its_own_command_reads_the_same_configuration(python: Path, tmp_path: Path) -> None:
    """`properdocs build` makes of mkdocs.yml the same site as `mkdocs build`."""
    project = a_project(tmp_path)
    pages = {}
    for name, host in (("mkdocs", Path(sys.executable)), ("properdocs", python)):
        command = (name, "build", "--strict", "--config-file", "mkdocs.yml")
        ran = run(host, project.root, *command, SOURCE_DATE_EPOCH=NOW, PYTHONPATH="")
        assert ran.code == 0, ran.errors
        pages[name] = project.published()
        shutil.rmtree(project.site)
    assert pages["mkdocs"] == pages["properdocs"]
    assert "en/coverage/covered-here/index.html" in pages["properdocs"]


def test_material_is_needed_for_two_icons_alone(python: Path, tmp_path: Path) -> None:
    """A site with Material's icons beside our templates needs neither MkDocs nor Material."""
    project = a_project(tmp_path / "project")
    command = ("terang_mkdocs", "site", "--force")
    assert run(python, project.root, *command, SOURCE_DATE_EPOCH=NOW).code == 0
    before = project.published()

    theme = project.root / "theme_overrides"
    icons = theme / ".icons" / "material"
    icons.mkdir(parents=True)
    for name in ("magnify.svg", "menu.svg"):
        shutil.copy(next(python.parents[1].glob(f"lib/*/*/material/**/material/{name}")), icons)
    pages = ["404.html", "robots.txt"]
    own = {"name": None, "custom_dir": theme.name, "language": "id", "static_templates": pages}
    project.configure(theme=own)
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    (blocked / "material.py").write_text("raise ModuleNotFoundError(__name__)\n")
    path = os.pathsep.join((str(blocked), environment()["PYTHONPATH"]))
    ran = run(python, project.root, *command, SOURCE_DATE_EPOCH=NOW, PYTHONPATH=path)
    assert ran.code == 0, ran.errors
    after = project.published()
    # The manifest names the software's digest, which the theme and mkdocs.yml are part of.
    assert {**after, "manifest.json": b""} == {**before, "manifest.json": b""}
    assert run(python, project.root, "material", PYTHONPATH=path).code == 1


@pytest.mark.parametrize("host", ["mkdocs", "properdocs"])
def test_every_warning_is_an_error(python: Path, tmp_path: Path, host: str) -> None:
    """Every warning ends the build, under either name of the logger."""
    project = a_project(tmp_path)
    project.add_hook(
        f"""
        import logging

        def on_post_build(config):
            logging.getLogger("{host}.plugins.other").warning("something is odd")
        """,
    )
    ran = run(python, project.root, "terang_mkdocs", "site")
    assert ran.code == 1
    assert ran.errors.count("something is odd\n") == 1
    assert not project.site.exists()


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        ("mkdocs.yml", "site_name: [\n", "mkdocs.yml:2:1: bad-configuration"),
        (
            "content/en/about.md",
            "---\ntitle: x\ndescription: x\n---\n\n[a](a.md)\n",
            "content/en/about.md:6:5: broken-link",
        ),
    ],
    ids=["configuration", "page"],
)
def test_mistakes_are_told_in_plain_lines(
    python: Path, tmp_path: Path, path: str, text: str, code: str
) -> None:
    """Mistakes are reported with their places, without a traceback."""
    project = a_project(tmp_path)
    (project.root / path).write_text(text)
    ran = run(python, project.root, "terang_mkdocs", "site")
    assert ran.code == 1
    assert code in ran.codes
    assert "Traceback" not in ran.errors


def test_the_preview_follows_a_change(python: Path, tmp_path: Path, port: int) -> None:
    """`make serve` follows a change on the server of ProperDocs."""
    project: Project = a_project(tmp_path)
    preview = PreviewProcess(project, port, str(python))
    try:
        preview.hears(f"http://127.0.0.1:{port}/contoh/")
        about = project.root / "content" / "id" / "about.md"
        project.write("content/id/about.md", about.read_text().replace("nelayan", "petani"))
        preview.hears("Diperbarui")
        assert "petani" in preview.page(ABOUT)
    finally:
        preview.stop()


def test_its_lock_file_holds_the_same_versions() -> None:
    """The lock file of ProperDocs has the versions of the usual lock file, but for MkDocs."""
    lock = pins(LOCK.read_text("utf-8"))
    share = pins((successor.ROOT / "requirements-share.txt").read_text("utf-8"))
    assert share.items() - lock.items() == {(name, share[name]) for name in ONLY_MKDOCS_NEEDS}
    assert lock.keys() - share.keys() == {"properdocs"}


def test_the_comparison_finds_what_differs(tmp_path: Path) -> None:
    """The comparison finds a changed byte, file or field, and ignores the makers' names."""
    site, changed = tmp_path / "one", tmp_path / "other"
    site.mkdir()
    (site / "manifest.json").write_text('{"day": "x", "lock": "a", "files": {"bom.json": "a"}}')
    (site / "bom.json").write_text("{}")
    (site / "index.html").write_text("a page")
    shutil.copytree(site, changed)
    (changed / "bom.json").write_text("[]")
    (changed / "manifest.json").write_text('{"day": "x", "lock": "b", "files": {"bom.json": "b"}}')
    assert successor.differences(site, changed) == []
    (changed / "manifest.json").write_text('{"day": "y", "lock": "b", "files": {"bom.json": "b"}}')
    (changed / "index.html").write_text("a Page")
    (changed / "extra.html").write_text("")
    assert successor.differences(site, changed) == ["extra.html", "index.html", "manifest.json"]
