"""Find the repository of a folder, and run git so that nothing else decides its answers.

The variables of the caller's environment, and the settings of the machine and of the user, do not
reach git: they could name another repository, replace objects, or run programs. `git_files` and
`git_commits` call it; it knows no file of the record.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from terang.diagnostics import InvalidDataError, Place, Problem

PLACE = Place("data")
"""The place of a problem with git itself: no line of a file causes it."""

_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    # A clone without all objects would fetch them: no protocol has this name.
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
}

_OPTIONS = ("--no-pager", "--no-replace-objects")

LITERALLY = "--literal-pathspecs"
"""The option for a command that is given paths: none of them is a pattern."""

_SETTINGS = {
    "advice.graftFileDeprecated": "false",
    "core.attributesFile": os.devnull,
    "core.autocrlf": "false",
    "core.commitGraph": "false",
    "core.excludesFile": os.devnull,
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.safecrlf": "false",
    "core.symlinks": "true",
    "core.untrackedCache": "false",
    "core.warnAmbiguousRefs": "true",
    "safe.bareRepository": "explicit",
    # Whoever runs this has run the folder's Makefile; forges check out as another user.
    "safe.directory": "*",
}
"""Settings that hold over those of the repository's own `.git/config`."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A folder of a git repository, and the program that reads it."""

    root: Path
    program: str
    variables: Mapping[str, str] = field(default_factory=dict)
    """Variables for git beside those that are always set."""

    def run(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Run git in the folder and return what it answers, whatever its exit code."""
        settings = (f"{name}={value}" for name, value in _SETTINGS.items())
        options = [part for setting in settings for part in ("-c", setting)]
        path = os.pathsep.join((str(Path(self.program).parent), os.defpath))
        return subprocess.run(  # noqa: S603 - git alone, with arguments of our own and no shell
            [self.program, *_OPTIONS, *options, *arguments],
            cwd=self.root,
            env={"PATH": path, **_ENVIRONMENT, **self.variables},
            input=given,
            capture_output=True,
            check=False,
        )

    def output(self, *arguments: str, given: bytes = b"") -> bytes:
        """Return what git prints; raise InvalidDataError if it fails."""
        done = self.run(*arguments, given=given)
        if done.returncode:
            raise unreadable("no-repository", {"detail": last_line(done.stderr)})
        return done.stdout

    def paths(self, *arguments: str) -> list[str]:
        """Return the paths that git lists with `-z`, from the folder."""
        listing = self.output(*arguments).decode("utf-8", "surrogateescape")
        return [path for path in listing.split("\0") if path]

    def with_variables(self, **variables: str) -> Repository:
        """Return the same repository, read with more variables."""
        return replace(self, variables={**self.variables, **variables})


def open_repository(root: Path) -> Repository:
    """Return the repository that a folder belongs to; raise InvalidDataError if there is none.

    A folder that its repository ignores does not belong to it.
    """
    program = shutil.which("git")
    if program is None:
        raise unreadable("no-git", {})
    repository = Repository(root, program)
    inside = repository.run("rev-parse", "--is-inside-work-tree", "--show-prefix")
    if inside.returncode:
        raise unreadable("no-repository", {"detail": last_line(inside.stderr)})
    is_inside, _, prefix = inside.stdout.decode("utf-8", "surrogateescape").partition("\n")
    if is_inside != "true":
        raise unreadable("no-repository", {"detail": "this is no working tree"})
    if prefix.strip("\n") and not repository.run("check-ignore", "-q", str(root)).returncode:
        raise unreadable("no-repository", {"detail": "git ignores this folder"})
    return repository


def find_repository(root: Path) -> Repository | None:
    """Return the repository that a folder belongs to, or None."""
    try:
        return open_repository(root)
    except InvalidDataError:
        return None


def unreadable(code: str, values: Mapping[str, str], variant: str = "") -> InvalidDataError:
    """Return the error that a state cannot be read from git."""
    return InvalidDataError([Problem(PLACE, code, values, variant)])


def last_line(printed: bytes) -> str:
    """Return the last line that git has printed."""
    lines = printed.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "git"
