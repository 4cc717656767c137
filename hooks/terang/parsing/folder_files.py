"""Files below a folder; links, ignored files and submodules as problems.

A link could publish any file of the machine, and a repository within the repository is in no
commit of it. Nothing is opened here.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from terang.diagnostics import Place, Problem
from terang.parsing import git_files
from terang.parsing.git_command import Repository

_GIT = ".git"


@dataclass(slots=True)
class FolderFiles:
    """The regular files below folders, and the problems with everything else."""

    paths: list[str] = field(default_factory=list)
    """Paths from the repository's root, with slashes, in order."""
    problems: list[Problem] = field(default_factory=list)


def files_below(folder: Path) -> Iterator[Path]:
    """Yield every file below a folder, in no order; none if the folder does not exist.

    Raises OSError if a folder cannot be read: to skip it would publish only part of the data.
    """
    return (folder / name for name in names_below(folder))


def names_below(folder: Path) -> Iterator[str]:
    """Yield the paths of these files from the folder, with slashes."""

    def unreadable(error: OSError) -> None:
        raise error

    if folder.exists():
        for place, _, names in os.walk(folder, onerror=unreadable):
            path = place[len(str(folder)) :].strip(os.sep).replace(os.sep, "/")
            yield from (f"{path}/{name}" for name in names) if path else names


def list_files(root: Path, folders: Iterable[str]) -> FolderFiles:
    """Return the files below folders of `root`; a folder that does not exist has none.

    Raises OSError if a folder cannot be read: to skip it would publish only part of the record.
    """
    found = FolderFiles()
    for folder in folders:
        # `docs/record` is no folder of ours if `docs` is a link.
        parents = [*reversed(Path(folder).parents[:-1]), Path(folder)]
        link = next((path.as_posix() for path in parents if (root / path).is_symlink()), None)
        if link is not None:
            found.problems.append(_problem(link, "linked-file"))
        elif (root / folder).exists():
            _list_folder(root, folder, found)
    found.paths.sort()
    return found


def _list_folder(root: Path, folder: str, found: FolderFiles) -> None:
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        with os.scandir(root / path) as entries:
            for entry in entries:
                here = f"{path}/{entry.name}"
                if entry.is_symlink():
                    found.problems.append(_problem(here, "linked-file"))
                elif entry.name == _GIT:
                    found.problems.append(_problem(path, "nested-repository"))
                elif entry.is_dir():
                    waiting.append(here)
                elif entry.is_file():
                    found.paths.append(here)
                else:
                    found.problems.append(_problem(here, "special-file"))


def uncommitted_problems(
    repository: Repository, paths: Iterable[str], folders: Iterable[str]
) -> Iterator[Problem]:
    """Yield a problem for each of these files that git ignores, and for each submodule."""
    folders = tuple(folders)
    ignored = set(git_files.ignored_files(repository, folders))
    for path in paths:
        # Hidden files, such as those of editors and desktops, are never published.
        if path in ignored and not path.rpartition("/")[2].startswith("."):
            yield _problem(path, "ignored-file")
    for path in git_files.submodules(repository, folders):
        yield _problem(path, "nested-repository")


def _problem(path: str, code: str) -> Problem:
    return Problem(Place(path), code, {"file": shlex.quote(path)})
