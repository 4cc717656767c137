"""`make release`: what a machine can do for a release, and what keeps it from being made."""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path

import pytest
from tests.built import REPOSITORY
from tests.repositories import commit_all, git, new_repository

import make_release
import release_archive
from release_archive import ReleaseError
from terang.loading.formats import format_1
from terang.model.definitions import FORMAT
from terang.software_files import RELEASE, is_software

PROJECT = '[project]\nversion = "1.2.3"\n[tool.terang]\ndata_format = 2\nreads = [1]\n'
FILES = {
    "pyproject.toml": PROJECT,
    "CHANGELOG.md": "# Changelog\n\n## [1.2.3] - 2026-11-30\n\n- More.\n\n## [1.2.2]\n\n- Less.\n",
    "docs/releases/1.2.3.md": "# 1.2.3\n\n## Bahasa Indonesia\n\nLebih.\n\n## English\n\nMore.\n",
    "hooks/a.py": "a = 1\n",
    "requirements-share.txt": "babel==2.17.0 \\\n    --hash=sha256:"
    + "0" * 64
    + "\n    # via -r requirements.in\n",
    "data/site.yml": "format: 2\n",
    "tests/record/test_data.py": "",
    "docs/record/facts.md": "",
    "mkdocs.yml": "site_name: a\n",
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the software's repository, ready for its release."""
    for name in ("GITHUB_REF_TYPE", "GITHUB_REF_NAME"):
        monkeypatch.delenv(name, raising=False)
    return new_repository(tmp_path / "repository", FILES)


def test_the_files_of_a_release(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The archive holds the software without the record; the same commit gives the same bytes."""
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        assert make_release.make_release(root, folder) == 0
    names = ["SHA256SUMS", "terang-1.2.3.cdx.json", "terang-1.2.3.md", "terang-1.2.3.tar.gz"]
    for name in names:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()
    assert sorted(path.name for path in folders[0].iterdir()) == names
    archive = folders[0] / "terang-1.2.3.tar.gz"
    version = release_archive.read_archive(archive)
    assert version.release.version == "1.2.3"
    assert (version.release.format, version.release.reads) == (2, (1,))
    assert set(version.files) == {
        path for path in FILES if not path.startswith(("data/", "tests/record/", "docs/record/"))
    }
    assert RELEASE in version.software
    assert "mkdocs.yml" not in version.software
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    assert release_archive.expected_sum(archive) == digest
    bill = json.loads((folders[0] / "terang-1.2.3.cdx.json").read_bytes())
    assert [component["name"] for component in bill["components"]] == ["babel"]
    said = capsys.readouterr().out
    assert "git tag --sign v1.2.3" in said
    assert sum(line[:2].strip().isdigit() for line in said.splitlines()) >= 10


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"pyproject.toml": PROJECT.replace("1.2.3", "1.2")}, "not a version|is no version number"),
        ({"pyproject.toml": PROJECT.replace("1.2.3", "1.2.4")}, r"\[1\.2\.4\]"),
        ({"pyproject.toml": PROJECT.replace("reads", "read")}, "KeyError"),
        ({"CHANGELOG.md": "# Changelog\n\n## [1.2.3]\n\n- More.\n"}, r"CHANGELOG\.md"),
        ({"CHANGELOG.md": "# Changelog\n\n## [1.2.3] - 2026-11-30\n"}, r"CHANGELOG\.md"),
        ({"docs/releases/1.2.3.md": "# 1.2.3\n\n## English\n\nMore.\n"}, "Bahasa Indonesia"),
        ({RELEASE: "{}"}, "this is a site"),
    ],
)
def test_what_keeps_a_release_from_being_made(
    root: Path, tmp_path: Path, change: dict[str, str], told: str
) -> None:
    """A version without its number, changelog or notes is not released, nor is a site."""
    commit_all(root, change)
    with pytest.raises(ReleaseError, match=told):
        make_release.make_release(root, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_work_that_is_not_committed_is_not_released(root: Path, tmp_path: Path) -> None:
    """A release is made of a commit."""
    (root / "hooks" / "b.py").write_text("b = 1\n", "utf-8")
    with pytest.raises(ReleaseError, match="not committed"):
        make_release.make_release(root, tmp_path / "out")


def test_a_tag_belongs_to_one_commit(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version is released once; the forge's tag says the number that the commit says."""
    git(root, "tag", "v1.2.3")
    assert make_release.make_release(root, tmp_path / "out") == 0
    commit_all(root, {"hooks/b.py": "b = 1\n"})
    with pytest.raises(ReleaseError, match="at another commit"):
        make_release.make_release(root, tmp_path / "out")
    git(root, "tag", "--delete", "v1.2.3")
    monkeypatch.setenv("GITHUB_REF_TYPE", "tag")
    monkeypatch.setenv("GITHUB_REF_NAME", "v1.2.4")
    with pytest.raises(ReleaseError, match=r"v1\.2\.4"):
        make_release.make_release(root, tmp_path / "out")


def test_the_numbers_of_this_checkout_agree() -> None:
    """pyproject.toml states the data format that the software reads and writes."""
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    assert settings["tool"]["terang"] == {"data_format": FORMAT, "reads": [FORMAT - 1]}
    assert release_archive.VERSION.fullmatch(settings["project"]["version"])
    assert format_1.__name__.endswith(f"format_{FORMAT - 1}")


def test_every_file_of_this_checkout_is_somebodys() -> None:
    """Each tracked file is the software's or a site's own; nothing at the root is forgotten."""
    own = (
        "data/", "content/", "own/", "schemas/", "docs/record/", "tests/record/",
        "tests/browser/test_record", "docs/picture.png", ".github/CODEOWNERS", "mkdocs.yml",
        "README.md", "CHANGELOG.md", "SECURITY.md", "LICENSE-CONTENT.md",
    )  # fmt: skip
    listed = release_archive.run_git(REPOSITORY, "ls-files", "-z").decode().split("\0")
    unclear = [path for path in filter(None, listed) if is_software(path) == path.startswith(own)]
    assert unclear == []
