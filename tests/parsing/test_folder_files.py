"""Regular files below folders; links, repositories and special files are named."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.repositories import commit_all, git, new_repository, write_files

from terang.diagnostics import errors
from terang.parsing import folder_files, git_command, git_files

FOLDERS = ("data", "content", "docs/record")
FILES = {"data/a.yml": "", "content/id/index.md": "", "docs/record/facts.md": "", "docs/x.md": ""}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder with files."""
    write_files(tmp_path / "own", FILES)
    return tmp_path / "own"


def listed(root: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the files, and place and code of each problem."""
    found = folder_files.list_files(root, FOLDERS)
    assert errors(found.problems) == tuple(found.problems)
    return found.paths, sorted((problem.place.path, problem.code) for problem in found.problems)


def test_regular_files_are_listed(root: Path) -> None:
    """Regular files are listed in order; a folder that does not exist has none."""
    assert listed(root) == (["content/id/index.md", "data/a.yml", "docs/record/facts.md"], [])
    assert folder_files.list_files(root, ["own"]).paths == []


def link_to_file(root: Path) -> str:
    """Put a link to a file in a folder."""
    (root / "data" / "x.yml").symlink_to(root / "docs" / "x.md")
    return "data/x.yml"


def link_to_nothing(root: Path) -> str:
    """Put a link to nothing in a folder."""
    (root / "data" / "x.yml").symlink_to("nothing")
    return "data/x.yml"


def link_to_folder(root: Path) -> str:
    """Put a link to a folder in a folder."""
    (root / "content" / "id" / "more").symlink_to(root / "docs")
    return "content/id/more"


def link_in_place_of_folder(root: Path) -> str:
    """Put a link in place of a folder."""
    (root / "data").rename(root / "other")
    (root / "data").symlink_to("other")
    return "data"


def link_in_place_of_parent(root: Path) -> str:
    """Put a link in place of a folder's parent."""
    (root / "docs").rename(root / "other")
    (root / "docs").symlink_to("other")
    return "docs"


@pytest.mark.parametrize(
    "put",
    [link_to_file, link_to_nothing, link_to_folder, link_in_place_of_folder,
     link_in_place_of_parent],
)  # fmt: skip
def test_a_link_is_named_and_not_followed(put: Callable[[Path], str], root: Path) -> None:
    """A link anywhere is named at its place, and nothing behind it is listed."""
    place = put(root)
    paths, problems = listed(root)
    assert problems == [(place, "linked-file")]
    assert set(paths) <= set(FILES)
    assert [path for path in paths if (root / path).is_symlink()] == []


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_a_repository_is_named(kind: str, root: Path) -> None:
    """Another repository is named at its folder, and its own files are not listed."""
    write_files(root, {"data/within/x.yml": ""})
    if kind == "folder":
        new_repository(root / "data" / "within")
    else:
        write_files(root, {"data/within/.git": "gitdir: ../../elsewhere\n"})
    paths, problems = listed(root)
    assert problems == [("data/within", "nested-repository")]
    assert [path for path in paths if ".git" in path] == []


def test_special_files_are_named_and_not_opened(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe, which would never end, and a socket are named."""
    os.mkfifo(root / "content" / "id" / "pipe.md")
    monkeypatch.chdir(root / "data")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s.yml")
        _, problems = listed(root)
    assert problems == [("content/id/pipe.md", "special-file"), ("data/s.yml", "special-file")]


def test_deep_folders_are_listed(root: Path) -> None:
    """Folders within folders have no limit of ours."""
    deep = "data" + "/x" * 1200
    for length in range(len("data/x"), len(deep) + 1, 2):
        os.mkdir(f"{root}/{deep[:length]}")  # noqa: PTH102 - pathlib has a limit
    with open(f"{root}/{deep}/a.yml", "wb"):  # noqa: PTH123
        pass
    try:
        assert f"{deep}/a.yml" in listed(root)[0]
        new_repository(root, {})
        repository = git_command.open_repository(root)
        with git_files.working_tree(repository, FOLDERS) as working:
            assert f"{deep}/a.yml" in working.tree.files
    finally:
        subprocess.run(["rm", "-r", str(root / "data" / "x")], check=True)


def test_an_unreadable_folder_is_an_error(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that cannot be read is never passed over."""

    def denied(path: object) -> object:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", denied)
    with pytest.raises(PermissionError):
        listed(root)


def uncommitted(root: Path) -> list[tuple[str, str]]:
    """Return place and code of what no commit would hold."""
    repository = git_command.open_repository(root)
    paths = folder_files.list_files(root, FOLDERS).paths
    found = folder_files.uncommitted_problems(repository, paths, FOLDERS)
    return sorted((problem.place.path, problem.code) for problem in found)


def test_ignored_files_are_named(root: Path) -> None:
    """An ignored file is named, but not the hidden ones of editors and desktops."""
    new_repository(root, FILES)
    ignored = {".gitignore": "x.yml\n.*.swp\nmade/\n", "data/.a.yml.swp": ""}
    write_files(root, {**ignored, "data/x.yml": "", "content/id/made/y.md": "", "x.yml": ""})
    assert uncommitted(root) == [
        ("content/id/made/y.md", "ignored-file"),
        ("data/x.yml", "ignored-file"),
    ]
    git(root, "add", "--force", "data/x.yml", "content/id/made/y.md")
    assert uncommitted(root) == []


def test_submodules_are_named_even_where_they_are_not_checked_out(root: Path) -> None:
    """A submodule whose folder is empty is named, because it fills with the next update."""
    new_repository(root, FILES)
    new_repository(root / "data" / "within", {"x.yml": ""})
    commit_all(root)
    (root / "data" / "within").rename(root.parent / "moved")
    (root / "data" / "within").mkdir()
    assert listed(root)[1] == []
    assert uncommitted(root) == [("data/within", "nested-repository")]


def test_a_folder_that_cannot_be_read_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unreadable folder is an error, because a partial read would publish less."""
    (tmp_path / "closed").mkdir()
    (tmp_path / "a.yml").touch()
    assert [*folder_files.files_below(tmp_path)] == [tmp_path / "a.yml"]
    assert [*folder_files.files_below(tmp_path / "none")] == []
    scan = os.scandir

    def refused(folder: str) -> object:
        if str(folder).endswith("closed"):
            raise PermissionError(13, "Permission denied", folder)
        return scan(folder)

    monkeypatch.setattr(os, "scandir", refused)
    with pytest.raises(PermissionError):
        list(folder_files.files_below(tmp_path))
