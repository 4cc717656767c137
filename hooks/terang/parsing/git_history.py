"""The versions of all files through the history of a repository, and whether it is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from terang.parsing.git_command import Repository

_REGULAR = "100"
"""The beginning of the mode of a regular file; links and submodules have others."""


@dataclass(frozen=True, slots=True)
class FileVersion:
    """The content that a commit gave to a file."""

    commit: str
    time: int
    """The time of the commit, in seconds since 1970."""
    path: str
    blob: str
    """The object of the content, for `git_files.read_objects`."""
    old_path: str = ""
    """The former path, if the commit moved the file."""


def versions_below(
    repository: Repository, folder: str, commit: str = "HEAD", *, published: bool = False
) -> list[FileVersion]:
    """Return the versions of all files below a folder, parents before children.

    `published`: only as they were merged, along the first parents of the commit. Raises
    InvalidDataError without the commit.
    """
    walk = ["--diff-merges=separate"]
    if published:
        walk = ["--first-parent", "--diff-merges=first-parent"]
    log = repository.output(
        *("log", "-z", "--raw", "--no-abbrev", "-M", "--topo-order", "--reverse", "--relative"),
        # The settings of a user may add these.
        *("--no-show-signature", "--no-notes", "--no-color", "--no-ext-diff"),
        *("--format=%x01%H %ct", *walk, "--end-of-options", commit, "--", folder),
    )
    return [*dict.fromkeys(_versions(log.decode("utf-8", "surrogateescape")))]


def _versions(log: str) -> Iterator[FileVersion]:
    """Yield the versions in the output of `git log -z --raw`, of merges once for each parent."""
    commit, time = "", 0
    fields = iter(log.split("\0"))
    for text in fields:
        if text.startswith("\x01"):
            commit, _, written = text[1:].strip().partition(" ")
            time = int(written)
        elif (facts := text.lstrip("\n")).startswith(":"):
            _, mode, _, blob, status = facts.split(" ")
            old_path = next(fields) if status[0] in "RC" else ""
            path = next(fields)
            if mode.startswith(_REGULAR):
                yield FileVersion(commit, time, path, blob, old_path if status[0] == "R" else "")


def is_shallow(repository: Repository) -> bool:
    """Return whether the history of a repository was cut off when it was cloned."""
    return repository.output("rev-parse", "--is-shallow-repository").strip() == b"true"
