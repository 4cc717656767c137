"""The comparison of two versions of the software by the sites they build."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from tests.built import NOW, REPOSITORY

import same_site

CapturedOutput = pytest.CaptureFixture[str]
TEMPLATE = "theme_overrides/components/footer/template.html"


def git(root: Path, *arguments: str) -> None:
    """Run git in a folder, with an author."""
    who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository with this software and the smallest site, all of it committed."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    root = tmp_path / "checkout"
    shutil.copytree(REPOSITORY / "tests" / "sites" / "minimal", root)
    for name in ("hooks", "theme_overrides", "tools"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(REPOSITORY / name, root / name, ignore=ignored)
    shutil.copyfile(REPOSITORY / "Makefile", root / "Makefile")
    (root / ".gitignore").write_text("__pycache__\n/site/\n")
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "x")
    return root


def built_site(folder: Path, **files: str) -> Path:
    """Return a built site whose manifest and archive repeat the checksum of index.html."""
    folder.mkdir()
    listed = {f"{name}.html": text for name, text in files.items()}
    for name, text in listed.items():
        (folder / name).write_text(text)
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        for name, text in listed.items():
            archive.writestr(zipfile.ZipInfo(f"all/{name}"), text)
    (folder / "bom.json").write_text(str(folder))
    sums = {**listed, "bom.json": str(folder), "all.zip": repr(listed)}
    manifest = {"commit": str(folder), "lock": str(folder), "data": "x", "files": sums}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def paths(found: tuple[same_site.Difference, ...]) -> list[str]:
    """Return the paths of differences."""
    return [difference.path for difference in found]


def test_a_changed_template_is_found(checkout: Path, capsys: CapturedOutput) -> None:
    """A changed template makes the sites differ, and an unchanged commit does not."""
    arguments = ["HEAD", "--sites", "real"]
    assert same_site.main(arguments, checkout) == 0
    said = capsys.readouterr().out
    assert "0 differ" in said
    assert "s of processor) by here" in said

    template = checkout / TEMPLATE
    template.write_text(template.read_text("utf-8") + "<p>changed</p>\n", "utf-8")
    assert same_site.main(arguments, checkout) == 1
    said = capsys.readouterr().out
    assert "real: differs: coverage/" in said
    assert "<p>changed</p>" in said
    assert ".csv: " not in said


def test_data_are_the_same_on_both_sides(checkout: Path, capsys: CapturedOutput) -> None:
    """A changed page makes no difference unless each side builds its own data."""
    page = checkout / "content" / "id" / "index.md"
    page.write_text(page.read_text("utf-8") + "\nKalimat baru.\n", "utf-8")
    here = same_site.copy_working_tree(checkout, checkout.parent / "here")
    there = same_site.copy_commit(checkout, "HEAD", checkout.parent / "there")
    assert (here.root / "content/id/index.md").read_bytes() == page.read_bytes()
    assert (there.root / "content/id/index.md").read_bytes() != page.read_bytes()
    shared = same_site._records("real", (here, here), checkout.parent / "x", 1)
    assert list(shared) == [here.root, here.root]
    own = same_site._records("real", (here, there), checkout.parent / "x", 1)
    assert list(own) == [here.root, there.root]
    assert capsys.readouterr().out == ""


def test_what_git_ignores_is_not_copied(checkout: Path) -> None:
    """New files are copied; removed files, ignored files and build results are not."""
    (checkout / "new.txt").write_text("x")
    (checkout / "site").mkdir()
    (checkout / "site" / "index.html").write_text("x")
    (checkout / "data" / "areas.yml").unlink()
    here = same_site.copy_working_tree(checkout, checkout.parent / "here").root
    assert (here / "new.txt").is_file()
    assert not (here / "site").exists()
    assert not (here / "data" / "areas.yml").exists()
    there = same_site.copy_commit(checkout, "HEAD", checkout.parent / "there").root
    assert not (there / "new.txt").exists()
    assert (there / "data" / "areas.yml").is_file()


def test_every_file_is_compared(tmp_path: Path) -> None:
    """Changed and missing files are reported, and so are files that repeat a changed file."""
    here = built_site(tmp_path / "here", index="a\nb", other="x")
    there = built_site(tmp_path / "there", index="a\nc", third="x")
    found = same_site.compare(here, there)
    every = ["all.zip", "index.html", "manifest.json", "other.html", "third.html"]
    assert paths(found.refused) == every
    places = {difference.path: difference.place for difference in found.refused}
    assert places["index.html"] == "line 2\n    here:  'b'\n    there: 'c'"
    assert places["other.html"] == "is only here"
    assert places["third.html"] == "is not here"
    assert places["all.zip"].startswith("byte ")
    assert found.same == 0


def test_the_maker_is_not_compared(tmp_path: Path) -> None:
    """The bill of materials, commit and lock file may differ; the data digest may not."""
    here, there = (
        built_site(tmp_path / "here", index="a"),
        built_site(tmp_path / "there", index="a"),
    )
    assert same_site.compare(here, there) == same_site.SiteComparison(3, (), ())
    manifest = json.loads((there / "manifest.json").read_text())
    (there / "manifest.json").write_text(json.dumps({**manifest, "data": "y"}))
    assert paths(same_site.compare(here, there).refused) == ["manifest.json"]


def test_a_named_file_may_differ(tmp_path: Path) -> None:
    """A named file may differ, also inside the manifest and archives; other files may not."""
    here = built_site(tmp_path / "here", index="a", other="x")
    there = built_site(tmp_path / "there", index="b", other="x")
    found = same_site.compare(here, there, ["index.*"])
    assert (paths(found.allowed), paths(found.refused)) == (["index.html"], [])
    third = built_site(tmp_path / "third", index="b", other="y")
    found = same_site.compare(here, third, ["index.*"])
    assert paths(found.refused) == ["all.zip", "manifest.json", "other.html"]


def test_the_lines_shown_are_around_the_difference() -> None:
    """A long line is cut to the part around its difference."""
    place = same_site._place(b"x" * 5000 + b"here", b"x" * 5000 + b"there")
    assert place.startswith("line 1\n    here:  'xxxx")
    assert "here'" in place
    assert len(place) < 300


@pytest.mark.parametrize(
    ("commit", "why"), [("no-such-commit", "no-such-commit"), ("", "AGAINST=<commit>")]
)
def test_a_commit_that_is_not_there_is_named(
    checkout: Path, capsys: CapturedOutput, commit: str, why: str
) -> None:
    """An unknown commit is named, with the exit code for a comparison that did not happen."""
    assert same_site.main([commit], checkout) == 2
    assert why in capsys.readouterr().err


def test_a_build_that_fails_is_shown(checkout: Path, capsys: CapturedOutput) -> None:
    """A failing build shows the output of its software."""
    (checkout / "data" / "site.yml").write_text("x: [\n")
    assert same_site.main(["HEAD", "--sites", "real"], checkout) == 2
    said = capsys.readouterr().err
    assert said.startswith("here: ")
    assert "\ndata/site.yml:" in said
