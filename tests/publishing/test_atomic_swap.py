"""A published folder is replaced whole or not at all, and leftovers are cleared away."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path

import pytest

from terang.publishing import atomic_swap

HOOKS = Path(__file__).parents[2] / "hooks"

Content = Mapping[str, bytes]


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Return a published folder with a single page."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_bytes(b"old")
    return folder


@pytest.fixture(params=["one system call", "two renames"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test with both ways to exchange folders: atomically on Linux, by renames elsewhere."""
    if request.param == "two renames":
        monkeypatch.setattr(atomic_swap, "_exchange_names", lambda _one, _other: False)


def content(folder: Path) -> Content:
    """Return every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def beside(target: Path) -> list[str]:
    """Return the names of the entries beside a folder."""
    return sorted(path.name for path in target.parent.iterdir() if path != target)


def fail_in(folder: Path, fault: type[BaseException]) -> None:
    """Begin to build, and fail."""
    (folder / "new.html").write_bytes(b"new")
    raise fault


@pytest.mark.usefixtures("either_way")
def test_a_whole_folder_takes_the_place(target: Path) -> None:
    """The new folder takes the old name, and nothing of the old folder is left."""
    with atomic_swap.staged_site(target) as folder:
        assert folder.parent == target.parent
        (folder / "new.html").write_bytes(b"new")
    assert content(target) == {"new.html": b"new"}
    assert beside(target) == []


def test_the_first_folder_is_simply_named(tmp_path: Path) -> None:
    """The first published folder is renamed into place without an exchange."""
    with atomic_swap.staged_site(tmp_path / "site") as folder:
        (folder / "new.html").write_bytes(b"new")
    assert content(tmp_path / "site") == {"new.html": b"new"}
    assert beside(tmp_path / "site") == []


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize("fault", [RuntimeError, KeyboardInterrupt, SystemExit, OSError])
def test_a_fault_leaves_the_old_folder(target: Path, fault: type[BaseException]) -> None:
    """A failed build leaves the published folder and removes the half-built folder."""
    with pytest.raises(fault), atomic_swap.staged_site(target) as folder:
        fail_in(folder, fault)
    assert content(target) == {"index.html": b"old"}
    assert beside(target) == []


def test_a_failed_second_rename_puts_the_old_folder_back(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old folder is put back if the second of two renames fails."""
    monkeypatch.setattr(atomic_swap, "_exchange_names", lambda _one, _other: False)
    rename = Path.rename

    def failing(path: Path, to: Path) -> Path:
        if "-new-" in path.name:
            raise OSError(errno.EBUSY, "busy")
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="busy"), atomic_swap.staged_site(target):
        pass
    assert content(target) == {"index.html": b"old"}
    assert beside(target) == []


def test_the_next_build_puts_right_what_two_renames_left(target: Path) -> None:
    """A build restores the old folder if an earlier build died between two renames."""
    target.rename(target.with_name(".site-old-1"))
    target.with_name(".site-new-1").mkdir()
    with atomic_swap.staged_site(target) as folder:
        assert content(target) == {"index.html": b"old"}
        assert beside(target) == [folder.name]
    assert content(target) == {}
    assert beside(target) == []


def test_leftovers_of_a_killed_build_go(target: Path) -> None:
    """The next build removes the leftovers of a killed build."""
    killed = start_build(target)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert beside(target) != []
    assert content(target) == {"index.html": b"old"}
    with atomic_swap.staged_site(target) as folder:
        assert beside(target) == [folder.name]


def test_a_build_at_work_is_left_alone(target: Path) -> None:
    """Two builds at a time do not remove each other's folders."""
    other = start_build(target)
    with atomic_swap.staged_site(target) as folder:
        (folder / "new.html").write_bytes(b"new")
    assert content(target) == {"new.html": b"new"}
    assert len(beside(target)) == 1
    other.communicate(b"\n")
    assert content(target) == {"other.html": b"other"}
    assert beside(target) == []


def start_build(target: Path) -> subprocess.Popen[bytes]:
    """Start a build in another process, which waits for a line."""
    code = """
        import pathlib, sys
        from terang.publishing import atomic_swap
        with atomic_swap.staged_site(pathlib.Path(sys.argv[1])) as folder:
            (folder / "other.html").write_bytes(b"other")
            print("begun", flush=True)
            sys.stdin.readline()
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), str(target)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(HOOKS)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    return process


def test_a_link_is_followed(target: Path) -> None:
    """A symbolic link as the published folder stays, and its target is replaced."""
    link = target.with_name("public")
    link.symlink_to(target)
    with atomic_swap.staged_site(link) as folder:
        (folder / "new.html").write_bytes(b"new")
    assert link.is_symlink()
    assert content(target) == {"new.html": b"new"}


def test_readers_always_find_a_page(target: Path) -> None:
    """A page that is in both folders is never missing while they are exchanged."""
    code = """
        import pathlib, sys
        page = pathlib.Path(sys.argv[1], "index.html")
        print("begun", flush=True)
        while True:
            assert page.read_bytes() in (b"old", b"new")
    """
    reader = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), str(target)], stdout=subprocess.PIPE
    )
    assert reader.stdout is not None
    reader.stdout.readline()
    for text in (b"new", b"old") * 50:
        with atomic_swap.staged_site(target) as folder:
            (folder / "index.html").write_bytes(text)
    assert reader.poll() is None
    reader.kill()
    reader.communicate()


def test_other_hidden_names_are_left_alone(target: Path) -> None:
    """Only folders that a build can leave are removed as leftovers."""
    target.with_name(".sitelog").mkdir()
    target.with_name(".site-new-x").write_bytes(b"a file")
    with atomic_swap.staged_site(target):
        pass
    assert beside(target) == [".site-new-x", ".sitelog"]


# --- a folder that cannot be renamed -------------------------------------------------------------


@pytest.fixture
def fixed(target: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a published folder that refuses to be renamed, as a mount point does."""
    (target / "assets").mkdir()
    (target / "assets" / "a.css").write_bytes(b"old")
    rename = Path.rename

    def refusing(path: Path, to: Path) -> Path:
        if target in (path, Path(to)):
            raise OSError(errno.EBUSY, "busy")
        return rename(path, to)

    def busy(_path: Path, _other: Path) -> bool:
        raise OSError(errno.EBUSY, "busy")

    monkeypatch.setattr(Path, "rename", refusing)
    monkeypatch.setattr(atomic_swap, "_exchange_names", busy)
    monkeypatch.setattr(Path, "is_mount", lambda path: path == target)
    return target


def test_the_content_of_a_mount_point_is_replaced(fixed: Path) -> None:
    """A folder that cannot be renamed stays, and gets the new content; the old goes."""
    with atomic_swap.staged_site(fixed) as folder:
        assert folder.parent == fixed
        (folder / "assets").mkdir()
        (folder / "assets" / "b.css").write_bytes(b"new")
        assert (fixed / "index.html").read_bytes() == b"old"
    assert content(fixed) == {"assets/b.css": b"new"}
    assert sorted(path.name for path in fixed.iterdir()) == ["assets"]
    assert beside(fixed) == []


def test_a_mount_point_of_the_same_file_system(
    fixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new content is copied where only renaming shows a mount point."""
    monkeypatch.setattr(Path, "is_mount", lambda _path: False)
    with atomic_swap.staged_site(fixed) as folder:
        assert folder.parent == fixed.parent
        (folder / "new.html").write_bytes(b"new")
    assert content(fixed) == {"new.html": b"new"}
    assert not list(fixed.glob(".*"))
    assert beside(fixed) == []


def test_a_fault_leaves_the_content_of_a_mount_point(fixed: Path) -> None:
    """A failed build leaves everything in a mount point as it was."""
    before = content(fixed)
    with pytest.raises(RuntimeError), atomic_swap.staged_site(fixed) as folder:
        fail_in(folder, RuntimeError)
    assert content(fixed) == before


@pytest.mark.parametrize("moves", range(4))
def test_an_interrupted_replacement_is_restored_or_completed(
    fixed: Path, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    """A build that is killed after some of its moves leaves what the next one puts right."""
    before, done = content(fixed), 0
    replace = Path.replace

    def stopping(path: Path, to: Path) -> Path:
        nonlocal done
        if done == moves:
            os._exit(9)
        done += 1
        return replace(path, to)

    if (child := os.fork()) == 0:
        monkeypatch.setattr(Path, "replace", stopping)
        with atomic_swap.staged_site(fixed) as folder:
            (folder / "index.html").write_bytes(b"new")
            (folder / "new.html").write_bytes(b"new")
        os._exit(0)
    os.waitpid(child, 0)
    atomic_swap.remove_leftovers(fixed)
    new = {"index.html": b"new", "new.html": b"new"}
    assert content(fixed) == (before if moves < 2 else new)
    assert not list(fixed.glob(".*"))


def test_a_folder_in_a_folder_that_may_not_be_written(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The content is replaced if nothing can be made beside the published folder."""
    monkeypatch.setattr(os, "access", lambda path, _mode: path != target.parent)
    with atomic_swap.staged_site(target) as folder:
        assert folder.parent == target
        (folder / "new.html").write_bytes(b"new")
    assert content(target) == {"new.html": b"new"}
