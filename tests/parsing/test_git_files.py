"""Files of a commit, and of the commit that the working tree would make."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.repositories import commit_all, git, new_repository, write_files

from terang.diagnostics import InvalidDataError
from terang.parsing import git_command, git_files
from terang.parsing.git_command import Repository
from terang.parsing.git_commits import Commit, commits_by_id

A = "data/a.yml"
FILES = {A: "a: 1\n", "data/b.yml": "b: 1\n", "lain.txt": "x\n"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a repository with one commit."""
    return new_repository(tmp_path / "own", FILES)


def opened(root: Path) -> Repository:
    """Return the repository of a folder."""
    return git_command.open_repository(root)


def working(root: Path) -> dict[str, bytes]:
    """Return the regular files of the commit that the working tree would make."""
    with git_files.working_tree(opened(root), ["data"]) as made:
        return made.tree.contents(["data", "lain.txt"])


def head(root: Path) -> Commit:
    """Return the last commit."""
    return commits_by_id(opened(root), [git(root, "rev-parse", "HEAD")]).popitem()[1]


def test_a_commit_is_read_from_its_objects(root: Path) -> None:
    """A commit is read without the working tree: regular files, whatever they are called."""
    names = {"data/nama aneh ü.yml": "", "data/baris\nbaru.yml": "1", 'data/"kutip"\\.yml': "2"}
    (root / "data" / "tautan.yml").symlink_to("a.yml")
    commit_all(root, {**names, "data/jalan.yml": "3"})
    (root / A).unlink()
    tree = git_files.committed_tree(opened(root), "HEAD")
    found = tree.contents(["data"])
    assert {path: content.decode() for path, content in found.items()} == {
        **{path: text for path, text in FILES.items() if path.startswith("data/")},
        **names,
        "data/jalan.yml": "3",
    }
    assert list(found) == sorted(found)
    assert list(tree.others) == ["data/tautan.yml"]


def test_a_name_that_is_no_text_is_read(root: Path) -> None:
    """A file name that is not UTF-8 is a name like any other, on both sides."""
    name = os.fsencode(root / "data") + b"/\xff.yml"
    with open(name, "wb") as file:  # noqa: PTH123 - a path of bytes
        file.write(b"x")
    assert working(root)["data/\udcff.yml"] == b"x"
    commit_all(root)
    tree = git_files.committed_tree(opened(root), "HEAD")
    assert tree.contents(["data"])["data/\udcff.yml"] == b"x"


@pytest.mark.parametrize("name", ["HEAD:data", f"HEAD:{A}"])
def test_a_lost_object_is_named(root: Path, name: str) -> None:
    """A repository that has lost objects of a commit is refused with the missing part named."""
    lost = git(root, "rev-parse", name)
    (root / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    with pytest.raises(InvalidDataError, match="no-repository") as caught:
        git_files.committed_tree(opened(root), "HEAD").contents(["data"])
    assert lost in str(caught.value)


# --- the working tree ----------------------------------------------------------------------------


def change(root: Path) -> dict[str, bytes]:
    """Change a tracked file."""
    write_files(root, {A: "a: 2\n"})
    return {A: b"a: 2\n"}


def change_after_staging(root: Path) -> dict[str, bytes]:
    """Change a tracked file again after it was staged."""
    write_files(root, {A: "a: 3\n"})
    git(root, "add", A)
    return change(root)


def change_assumed_unchanged(root: Path) -> dict[str, bytes]:
    """Change a file that git was told to assume unchanged."""
    git(root, "update-index", "--assume-unchanged", A)
    return change(root)


def change_skipped(root: Path) -> dict[str, bytes]:
    """Change a file that git was told to skip."""
    git(root, "update-index", "--skip-worktree", A)
    return change(root)


def change_with_old_times(root: Path) -> dict[str, bytes]:
    """Change a file to one of the same size and times, which git may take for the same."""
    before = (root / A).stat()
    git(root, "config", "core.checkStat", "minimal")
    git(root, "config", "core.trustctime", "false")
    changed = change(root)
    os.utime(root / A, ns=(before.st_atime_ns, before.st_mtime_ns))
    return changed


def change_line_breaks(root: Path) -> dict[str, bytes]:
    """Write the line breaks of another system, which git stores as its own."""
    write_files(root, {A: "a: 1\r\n", ".gitattributes": "* text=auto\n"})
    return {}


def remove(root: Path) -> dict[str, bytes | None]:
    """Remove a tracked file."""
    (root / A).unlink()
    return {A: None}


def add(root: Path) -> dict[str, bytes]:
    """Add an untracked file, of any name."""
    write_files(root, {"data/*?.yml": "1", "data/baris\nbaru.yml": "2"})
    return {"data/*?.yml": b"1", "data/baris\nbaru.yml": b"2"}


def add_elsewhere(root: Path) -> dict[str, bytes]:
    """Add an untracked file to another folder, which may hold anything."""
    write_files(root, {"muatan/besar.bin": "1"})
    return {}


def add_ignored(root: Path) -> dict[str, bytes]:
    """Add a file that git ignores."""
    write_files(root, {"data/c.yml": "1", ".git/info/exclude": "c.yml\n"})
    return {}


def force_ignored(root: Path) -> dict[str, bytes]:
    """Stage a file that git would ignore."""
    write_files(root, {"data/c.yml": "1", ".git/info/exclude": "c.yml\n"})
    git(root, "add", "--force", "data/c.yml")
    return {"data/c.yml": b"1"}


def link_file(root: Path) -> dict[str, bytes | None]:
    """Replace a file by a link."""
    (root / A).unlink()
    (root / A).symlink_to("../lain.txt")
    return {A: None}


def link_folder(root: Path) -> dict[str, bytes | None]:
    """Replace the folder by a link to another one."""
    (root / "data").rename(root.parent / "elsewhere")
    (root / "data").symlink_to(root.parent / "elsewhere")
    return {A: None, "data/b.yml": None}


def nest(root: Path) -> dict[str, bytes]:
    """Add another repository, with and without commits."""
    new_repository(root / "data" / "within", {"x.yml": "1"})
    new_repository(root / "data" / "blank")
    write_files(root, {"data/blank/x.yml": "1"})
    return {}


def add_submodule(root: Path) -> dict[str, bytes]:
    """Add another repository as a submodule."""
    new_repository(root / "data" / "within", {"x.yml": "1"})
    git(root, "add", "data/within")
    return {}


def in_conflict(root: Path) -> dict[str, bytes]:
    """Leave a merge unfinished."""
    git(root, "checkout", "-q", "-b", "work")
    commit_all(root, {A: "a: 2\n"}, day="2026-07-02")
    git(root, "checkout", "-q", "main")
    commit_all(root, {A: "a: 3\n"}, day="2026-07-03")
    git(root, "config", "merge.default", "union")
    git(root, "merge", "-q", "--no-commit", "-s", "ours", "work")
    blobs = [git(root, "rev-parse", f"{name}:{A}") for name in ("main~1", "main", "work")]
    stages = "".join(f"100644 {blob} {number}\t{A}\n" for number, blob in enumerate(blobs, 1))
    git(root, "rm", "-q", "--cached", A)
    (root / "stages").write_text(stages)
    git(root, "-c", "alias.x=!git update-index --index-info < stages", "x")
    assert len(git(root, "ls-files", "-u").splitlines()) == 3
    return {A: b"a: 3\n"}


@pytest.mark.parametrize(
    "step",
    [change, change_after_staging, change_assumed_unchanged, change_skipped, change_with_old_times,
     change_line_breaks, remove, add, add_elsewhere, add_ignored, force_ignored, link_file,
     link_folder, nest, add_submodule, in_conflict],
)  # fmt: skip
def test_the_working_tree_is_a_commit_not_made_yet(
    step: Callable[[Path], dict[str, bytes | None]], root: Path
) -> None:
    """Tracked files count as they are on disk, untracked ones below the folders too, no others."""
    expected: dict[str, bytes | None] = {path: text.encode() for path, text in FILES.items()}
    expected |= step(root)
    present = {path: content for path, content in expected.items() if content is not None}
    assert working(root) == present


def test_nothing_is_written_into_the_repository(root: Path) -> None:
    """Reading the working tree leaves no object, and the index as it was."""
    write_files(root, {A: "a: 2\n", "data/c.yml": "c: 1\n"})
    before = git(root, "count-objects", "-v"), (root / ".git" / "index").read_bytes()
    working(root)
    assert (git(root, "count-objects", "-v"), (root / ".git" / "index").read_bytes()) == before


def test_what_differs_is_named(root: Path) -> None:
    """The paths at which two trees differ are named: changed, new, gone, and become a link."""
    repository = opened(root)
    base = git_files.committed_tree(repository, "HEAD")
    write_files(root, {"lain.txt": "y\n", "data/c.yml": ""})
    (root / "data" / "b.yml").unlink()
    link_file(root)
    with git_files.working_tree(repository, ["data"]) as made:
        assert made.tree.changed_paths(base) == {A, "data/b.yml", "data/c.yml", "lain.txt"}
        assert base.changed_paths(base) == set()
        assert list(made.tree.others) == [A]
        assert made.untracked == {"data/c.yml"}


def test_an_executable_file_is_no_change(root: Path) -> None:
    """The right to run a file is no byte of it."""
    base = git_files.committed_tree(opened(root), "HEAD")
    (root / A).chmod(0o755)
    with git_files.working_tree(opened(root), ["data"]) as made:
        assert made.tree.changed_paths(base) == set()


def test_a_folder_of_its_repository(root: Path) -> None:
    """Paths are those from the folder, even if the repository begins above it."""
    site = root / "situs"
    commit_all(root, {"situs/data/a.yml": "a: 5\n"})
    write_files(site, {"data/c.yml": "c"})
    assert working(site) == {"data/a.yml": b"a: 5\n", "data/c.yml": b"c"}
    tree = git_files.committed_tree(opened(site), "HEAD")
    assert tree.contents(["data"]) == {"data/a.yml": b"a: 5\n"}
    commit = head(root)
    commit_all(root, {"situs/data/a.yml": "a: 6\n"})
    versions = git_files.earlier_versions(opened(site), head(root), "data/a.yml", 5)
    assert [*versions] == [(commit, b"a: 5\n")]


def test_a_folder_whose_path_needs_quotes(tmp_path: Path) -> None:
    """A repository may lie in a folder of any name."""
    root = new_repository(tmp_path / 'a:b "c" \\d', FILES)
    change(root)
    assert working(root)[A] == b"a: 2\n"


def test_ignored_files_and_submodules_are_listed(root: Path) -> None:
    """Ignored files and submodules are listed below the folders that are asked for."""
    write_files(root, {".gitignore": "*.tmp.yml\nmade/\n", "data/x.tmp.yml": "", "x.tmp.yml": ""})
    write_files(root, {"data/made/deep/y.yml": ""})
    add_submodule(root)
    repository = opened(root)
    assert git_files.ignored_files(repository, ["data", "none"]) == [
        "data/made/deep/y.yml",
        "data/x.tmp.yml",
    ]
    assert git_files.submodules(repository, ["data", "none"]) == ["data/within"]
    assert git_files.submodules(repository, ["lain.txt"]) == []


# --- earlier versions ----------------------------------------------------------------------------


def test_earlier_versions_come_newest_first(root: Path) -> None:
    """Earlier versions are regular files, newest first, within a limit, each with its commit."""
    days = ["2026-07-01", "2026-07-02", "2026-07-03", "2026-07-04", "2026-07-05"]
    texts = ["a: 2\n", "a: 3\n", None, "a: 3\n", "a: 4\n"]
    for day, text in zip(days, texts, strict=True):
        (root / A).unlink()
        if text is None:
            (root / A).symlink_to("b.yml")
        else:
            write_files(root, {A: text})
        commit_all(root, day=day)
    commit_all(root, {"data/b.yml": "b: 2\n"}, day="2026-07-06")
    repository, last = opened(root), head(root)

    def versions(limit: int) -> list[tuple[str, bytes]]:
        found = git_files.earlier_versions(repository, last, A, limit)
        return [(commit.moment.date().isoformat(), content) for commit, content in found]

    assert versions(9) == [
        ("2026-07-04", b"a: 3\n"),
        ("2026-07-01", b"a: 2\n"),
        ("2026-06-30", b"a: 1\n"),
    ]
    assert versions(1) == [("2026-07-04", b"a: 3\n")]
    assert [*git_files.earlier_versions(repository, last, "data/none.yml", 9)] == []
