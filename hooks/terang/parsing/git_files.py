"""Files of earlier commits, read from git's objects without a checkout."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from terang.diagnostics import InvalidDataError, Place, Problem

_PLACE = Place("data")
"""The place of a problem with the base commit: no line of a file causes it."""


def files_at(root: Path, base: str, *folders: str) -> dict[str, bytes]:
    """Return the files below folders of `root` at a commit: path from `root` → bytes, in order.

    A folder that did not exist then is empty. Raises InvalidDataError without git or a repository,
    or if `base` names no commit.
    """
    commit = _commit(root, base)
    listing = _git(root, "ls-tree", "-r", "-z", commit, "--", *folders)
    blobs = dict(_blobs(listing.decode("utf-8", "surrogateescape")))
    contents = _contents(root, set(blobs.values()))
    return {path: contents[blobs[path]] for path in sorted(blobs)}


@dataclass(frozen=True, slots=True)
class FileVersion:
    """The content that a commit gave to a file."""

    commit: str
    time: int
    """The time of the commit, in seconds since 1970."""
    path: str
    blob: str
    """The object of the content, for `contents_of`."""
    old_path: str = ""
    """The former path, if the commit moved the file."""


def versions_below(
    root: Path, folder: str, commit: str = "HEAD", *, published: bool = False
) -> list[FileVersion]:
    """Return the versions of all files below a folder of `root`, parents before children.

    `published`: only as they were merged, along the first parents of the commit. Raises
    InvalidDataError without git, a repository or the commit.
    """
    walk = ["--diff-merges=separate"]
    if published:
        walk = ["--first-parent", "--diff-merges=first-parent"]
    log = _git(
        root,
        *("log", "-z", "--raw", "--no-abbrev", "-M", "--topo-order", "--reverse", "--relative"),
        # The settings of a user may add these.
        *("--no-show-signature", "--no-notes", "--no-color", "--no-ext-diff"),
        *("--format=%x01%H %ct", *walk, _commit(root, commit), "--", folder),
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
            if mode.startswith("100"):
                yield FileVersion(commit, time, path, blob, old_path if status[0] == "R" else "")


def contents_of(root: Path, blobs: Iterable[str]) -> dict[str, bytes]:
    """Return object → bytes."""
    return _contents(root, set(blobs))


def is_shallow(root: Path) -> bool:
    """Return whether the history of a repository was cut off when it was cloned."""
    return _git(root, "rev-parse", "--is-shallow-repository").strip() == b"true"


def has_diverged_from(root: Path, base: str) -> bool:
    """Return whether `base` has commits that HEAD does not descend from.

    The additions of these commits would look like deletions.
    """
    arguments = ["merge-base", "--is-ancestor", _commit(root, base), "HEAD"]
    return _run(root, *arguments).returncode == 1


def _commit(root: Path, base: str) -> str:
    inside = _run(root, "rev-parse", "--git-dir")
    if inside.returncode:
        raise _unreadable("no-repository", {"detail": _last_line(inside.stderr)})
    # Without `--end-of-options` a base such as `--all` would be taken for an option.
    verified = _run(root, "rev-parse", "--verify", "--end-of-options", f"{base}^{{commit}}")
    if verified.returncode:
        raise _unreadable("unknown-base", {"base": base})
    return verified.stdout.decode("ascii").strip()


def _blobs(listing: str) -> Iterator[tuple[str, str]]:
    """Yield path and object of each ordinary file of `git ls-tree -z`: no links or submodules."""
    for line in listing.split("\0"):
        if line:
            facts, path = line.split("\t", 1)
            mode, _, identity = facts.split(" ")
            if mode.startswith("100"):
                yield path, identity


def _contents(root: Path, identities: set[str]) -> dict[str, bytes]:
    """Return object → bytes, read by a single `git cat-file`."""
    wanted = sorted(identities)
    answer = _git(
        root, "cat-file", "--batch", given="".join(f"{identity}\n" for identity in wanted)
    )
    found, at = {}, 0
    for identity in wanted:
        line = answer.index(b"\n", at)
        header = answer[at:line].split(b" ")
        if header[-1] == b"missing":
            raise _unreadable("no-repository", {"detail": f"missing object {identity}"})
        start, size = line + 1, int(header[-1])
        found[identity] = answer[start : start + size]
        at = start + size + 1
    return found


def _git(root: Path, *arguments: str, given: str = "") -> bytes:
    done = _run(root, *arguments, given=given)
    if done.returncode:
        raise _unreadable("no-repository", {"detail": _last_line(done.stderr)})
    return done.stdout


def _run(root: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[bytes]:
    git = shutil.which("git")
    if git is None:
        raise _unreadable("no-git", {})
    return subprocess.run(  # noqa: S603 - git alone, with arguments of our own and no shell
        [git, *arguments], cwd=root, input=given.encode("ascii"), capture_output=True, check=False
    )


def _last_line(said: bytes) -> str:
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "git"


def _unreadable(code: str, values: Mapping[str, str]) -> InvalidDataError:
    return InvalidDataError([Problem(_PLACE, code, values)])
