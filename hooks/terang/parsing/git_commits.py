"""The commits of a comparison: the base, the one that two share, and their moments."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from terang.parsing.git_command import Repository, last_line, unreadable

_SHORT = 10
"""The number of characters that a commit is shown by."""

_LAST_MOMENT = int(dt.datetime(9999, 12, 30, tzinfo=dt.UTC).timestamp())
"""A later moment has no day in every time zone, but git stores it."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit by its id, and the moment at which it was made, as it says itself."""

    id: str
    moment: dt.datetime

    @property
    def short_id(self) -> str:
        """The id as it is shown."""
        return self.id[:_SHORT]

    def day(self, zone: dt.tzinfo) -> dt.date:
        """Return the day of the commit in a time zone."""
        return self.moment.astimezone(zone).date()


@dataclass(frozen=True, slots=True)
class ComparedCommits:
    """The commits of a comparison."""

    name: str
    """The base as it was named."""
    head: Commit
    """The commit on which the working tree is based."""
    tip: Commit
    """The commit that the base's name stands for."""
    base: Commit
    """The last commit that both share, which is the one that is compared."""


def commits_to_compare(repository: Repository, name: str) -> ComparedCommits:
    """Return the commits of a comparison with the base `name`.

    Raises InvalidDataError if there is nothing to compare with: a name of no commit or of two, or
    commits that share none or several.
    """
    tip = _named_commit(repository, name)
    if not (head := _commit_id(repository, "HEAD")[0]):
        raise unreadable("no-commit", {})
    asked = repository.run("merge-base", "--all", tip, head)
    if asked.returncode > 1 or asked.stderr:
        raise unreadable("no-repository", {"detail": last_line(asked.stderr)})
    found = asked.stdout.decode("ascii").split()
    if not found:
        shallow = repository.output("rev-parse", "--is-shallow-repository").strip() == b"true"
        raise unreadable("unrelated-base", {"base": name}, "shallow" if shallow else "")
    if len(found) > 1:
        raise unreadable("unrelated-base", {"base": name}, "several")
    commits = commits_by_id(repository, [head, tip, *found])
    return ComparedCommits(name, commits[head], commits[tip], commits[found[0]])


def commits_by_id(repository: Repository, ids: list[str]) -> dict[str, Commit]:
    """Return the commits with these ids, each with its moment."""
    listing = repository.output("rev-list", "--no-walk", "--timestamp", *ids).decode("ascii")
    commits = {}
    for line in listing.splitlines():
        seconds, commit_id = line.split(" ")
        moment = dt.datetime.fromtimestamp(min(int(seconds), _LAST_MOMENT), dt.UTC)
        commits[commit_id] = Commit(commit_id, moment)
    return commits


def _named_commit(repository: Repository, name: str) -> str:
    """Return the id of the commit that a name stands for; raise InvalidDataError."""
    if not name.strip():
        raise unreadable("blank-base", {})
    # A name that begins like an option is never one of a branch.
    if name.startswith("-") or "\0" in name:
        raise unreadable("unknown-base", {"base": name})
    commit_id, is_ambiguous = _commit_id(repository, name)
    if not commit_id:
        raise unreadable("unknown-base", {"base": name})
    if is_ambiguous:
        raise unreadable("ambiguous-base", {"base": name})
    return commit_id


def _commit_id(repository: Repository, name: str) -> tuple[str, bool]:
    """Return the id of a commit, empty if there is none, and whether the name has two meanings."""
    # Without `--end-of-options` a name such as `--all` would be taken for an option.
    found = repository.run("rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}")
    # `^main` is verified too, as the commits that it excludes.
    commit_id = re.fullmatch(rb"[0-9a-f]{40,64}\n", found.stdout)
    return commit_id[0].decode(
        "ascii"
    ).strip() if commit_id else "", b"is ambiguous" in found.stderr
