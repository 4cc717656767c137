"""Files of a commit or of the working tree, ignored files, submodules, and earlier versions.

Both are read by the same code, from git's objects: what holds for one side of a comparison holds
for the other. Knows no file of the record.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from terang.parsing.git_command import LITERALLY, Repository, unreadable
from terang.parsing.git_commits import Commit, commits_by_id

_REGULAR = "100"
"""The beginning of the mode of a regular file; links and submodules have others."""

_SUBMODULE = "160000"
"""The mode of a submodule."""


@dataclass(frozen=True, slots=True)
class FileTree:
    """The files of a commit below the repository's folder: path → object."""

    repository: Repository
    files: Mapping[str, str]
    """Regular files only."""
    others: Mapping[str, str]
    """Links and submodules."""

    def contents(self, folders: Iterable[str]) -> dict[str, bytes]:
        """Return the regular files below folders: path → bytes, in order."""
        chosen = {path: self.files[path] for path in sorted(self.files) if is_below(path, folders)}
        objects = read_objects(self.repository, set(chosen.values()))
        return {path: objects[identity] for path, identity in chosen.items()}

    def changed_paths(self, other: FileTree) -> set[str]:
        """Return the paths at which two trees differ."""
        mine, its = {**self.files, **self.others}, {**other.files, **other.others}
        return {path for path in mine.keys() | its.keys() if mine.get(path) != its.get(path)}


@dataclass(frozen=True, slots=True)
class WorkingTree:
    """The commit that the working tree would make."""

    tree: FileTree
    untracked: frozenset[str]
    """Files that git does not hold yet, wherever they are."""


def is_below(path: str, folders: Iterable[str]) -> bool:
    """Return whether a path in git is one of these folders, or lies below one of them."""
    return any(path == folder or path.startswith(f"{folder}/") for folder in folders)


def committed_tree(repository: Repository, commit: str) -> FileTree:
    """Return the files of a commit."""
    files: dict[str, str] = {}
    others: dict[str, str] = {}
    for entry in repository.paths("ls-tree", "-r", "-z", commit):
        facts, path = entry.split("\t", 1)
        mode, _, identity = facts.split(" ")
        (files if mode.startswith(_REGULAR) else others)[path] = identity
    return FileTree(repository, files, others)


@contextlib.contextmanager
def working_tree(repository: Repository, folders: Iterable[str]) -> Iterator[WorkingTree]:
    """Read the working tree as the commit that it would make.

    That commit holds the tracked files as they are on disk, and the untracked ones below `folders`
    that git does not ignore. It is made of temporary objects, gone when the context ends. The
    repository's own index has no part in it but its list of files: it may hold flags that hide
    changes.
    """
    untracked = repository.paths("ls-files", "-z", "--others", "--exclude-standard")
    tracked = repository.paths("ls-files", "-z", "--cached")
    new = [path for path in untracked if is_below(path, folders) and not path.endswith("/")]
    on_disk = _Disk(repository.root)
    paths = [path for path in {*tracked, *new} if on_disk.holds(path)]
    with tempfile.TemporaryDirectory(prefix="terang-") as folder:
        objects = repository.output("rev-parse", "--git-path", "objects")
        present = repository.root / objects.decode("utf-8", "surrogateescape").rstrip("\n")
        temporary = repository.with_variables(
            GIT_INDEX_FILE=str(Path(folder, "index")),
            GIT_OBJECT_DIRECTORY=folder,
            GIT_ALTERNATE_OBJECT_DIRECTORIES=_quoted(str(present.absolute())),
        )
        given = "".join(f"{path}\0" for path in sorted(paths))
        temporary.output(
            *("-c", "core.compression=0", "update-index", "-z", "--add", "--stdin"),
            given=given.encode("utf-8", "surrogateescape"),
        )
        made = temporary.output("write-tree").decode("ascii").strip()
        yield WorkingTree(committed_tree(temporary, made), frozenset(untracked))


class _Disk:
    """The working tree's folder, with a memory for which of its folders are links."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._is_folder: dict[PurePosixPath, bool] = {PurePosixPath(): True}

    def holds(self, path: str) -> bool:
        """Return whether there is a file or link at a path, none of whose folders is a link."""
        file = self._root / path
        is_there = file.is_symlink() or file.is_file() or self._is_repository(file)
        return is_there and self._holds_folder(PurePosixPath(path).parent)

    def _holds_folder(self, folder: PurePosixPath) -> bool:
        # The outermost first, and without recursion: folders may be very deep.
        for inner in (*reversed(folder.parents), folder):
            if inner not in self._is_folder:
                path = self._root / inner
                is_folder = path.is_dir() and not path.is_symlink()
                self._is_folder[inner] = is_folder and self._is_folder[inner.parent]
        return self._is_folder[folder]

    def _is_repository(self, folder: Path) -> bool:
        """Return whether a path is a submodule that is checked out."""
        return folder.is_dir() and (folder / ".git").exists()


def ignored_files(repository: Repository, folders: Iterable[str]) -> list[str]:
    """Return the files below folders that git ignores, sorted."""
    asked = (
        LITERALLY,
        "ls-files",
        "-z",
        "--others",
        "--ignored",
        "--exclude-standard",
        "--",
        *folders,
    )
    return sorted(repository.paths(*asked))


def submodules(repository: Repository, folders: Iterable[str]) -> list[str]:
    """Return the repositories within this one that git lists as links below folders, sorted."""
    entries = repository.paths(LITERALLY, "ls-files", "-z", "--stage", "--", *folders)
    return sorted(entry.split("\t", 1)[1] for entry in entries if entry.startswith(_SUBMODULE))


def earlier_versions(
    repository: Repository, commit: Commit, path: str, limit: int
) -> Iterator[tuple[Commit, bytes]]:
    """Yield the earlier versions of a file, before a commit's own, newest first.

    `limit`: the number of commits that changed the file and are looked at.
    """
    asked = (LITERALLY, "rev-list", f"--max-count={limit + 1}", commit.id, "--", path)
    ids = repository.output(*asked).decode("ascii").split()
    commits = commits_by_id(repository, ids) if ids else {}
    seen = {committed_tree(repository, commit.id).files.get(path)}
    for commit_id in ids:
        for entry in repository.paths(LITERALLY, "ls-tree", "-z", commit_id, "--", path):
            mode, _, identity = entry.partition("\t")[0].split(" ")
            if mode.startswith(_REGULAR) and identity not in seen:
                seen.add(identity)
                yield commits[commit_id], read_objects(repository, {identity})[identity]


def read_objects(repository: Repository, identities: set[str]) -> dict[str, bytes]:
    """Return the bytes of files of a commit: object → bytes, by a single `git cat-file`."""
    wanted = sorted(identities)
    given = "".join(f"{identity}\n" for identity in wanted).encode("ascii")
    answer = repository.output("cat-file", "--batch", given=given)
    found, at = {}, 0
    for identity in wanted:
        line = answer.index(b"\n", at)
        header = answer[at:line].split(b" ")
        if header[-1] == b"missing":
            raise unreadable("no-repository", {"detail": f"missing object {identity}"})
        start, size = line + 1, int(header[-1])
        found[identity] = answer[start : start + size]
        at = start + size + 1
    return found


def _quoted(path: str) -> str:
    """Return a path for a list of git's that colons divide."""
    escaped = path.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
