"""Notices about files of the software that a site edited, for `make check`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from terang.diagnostics import Place, Problem
from terang.parsing import git_command
from terang.software_files import (
    RELEASE,
    BadReleaseError,
    Release,
    is_software,
    read_release,
    right_place,
    software_digests,
)


def edited_software(root: Path) -> Iterator[Problem]:
    """Yield a notice for each file of the software that a site edited: it is not as released.

    There is none without `release.json`, as in the repository that the software comes from.
    """
    try:
        release = read_release(root)
    except BadReleaseError:
        yield Problem(Place(RELEASE), "edited-software", {"version": "?"})
        return
    if release is None:
        return
    contents = {
        path: (root / path).read_bytes()
        for path in _present_paths(root, release)
        if is_software(path) and (root / path).is_file()
    }
    edits = release.differences(software_digests(contents))
    values = {"version": release.version}
    for path in (*edits.changed, *edits.gone):
        yield Problem(Place(path), "edited-software", values, right_place(path))
    for path in edits.added:
        yield Problem(Place(path), "edited-software", values, "added")


def _present_paths(root: Path, release: Release) -> set[str]:
    """Return the paths of a repository's files; without git, those that the release lists."""
    paths = {*release.files}
    if repository := git_command.find_repository(root):
        listed = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
        paths |= {*repository.paths(*listed)}
    return paths
