"""Keep what was published in the branch `published`, and measure each publication by the last.

    .venv/bin/python tools/ci/published.py check
    .venv/bin/python tools/ci/published.py keep [--site site] [--record <folder>] [--push]

`check` stands before a publication. It refuses a commit that does not descend from the one last
published (a rewritten history, a forced push, an old run started again), another branch than main,
and changes since then that the software of those days refuses: also changes that pass alone and not
together.

`keep` follows a build. It adds a commit to the branch with the manifest, the day, the commit, the
tables of the record, and the data and pages that they were made from. Nothing published is lost
with a host, or with a rewritten branch. The exit status is 0 if all is well, else 1.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import change_scope
import git_store
import judge
from annotations import publish_report
from change_scope import CONFIGURATION, DATA_FOLDERS, SCHEMAS
from git_store import REGULAR, GitError, ScratchRepository, TreeEntry
from judge import GuardVerdict

BRANCH = "published"
MAIN = "main"
REMOTE = "origin"

_REF = f"refs/heads/{BRANCH}"
_FORMAT = "data/site.yml"
_SOURCES = (*DATA_FOLDERS, SCHEMAS, CONFIGURATION)
_IDENTITY = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_README = """\
# Yang sudah terbit · What was published

Satu commit untuk tiap penerbitan: `publication.json` (hari, commit, sidik data), `manifest.json`
(SHA-256 tiap berkas situs), `tables/` (tabel data), `sources/` (data dan halaman asalnya). Cabang
ini hanya bertambah; penerbitan berikutnya diukur dengan commit terakhirnya.

One commit for each publication: `publication.json` (day, commit, digest of the data),
`manifest.json` (SHA-256 of every file of the site), `tables/` (tables of the record), `sources/`
(data and pages that they were made from). This branch only grows; the next publication is measured
by its last commit.
"""


@dataclass(frozen=True, slots=True)
class LastPublication:
    """The last commit of the branch `published`, and what it says was published."""

    tip: str
    commit: str
    day: str


class DamagedBranchError(Exception):
    """The branch `published` holds something else than publications."""


# --- before a publication -------------------------------------------------------------------------


def check_publishable(repository: Path, ref: str) -> GuardVerdict:
    """Return whether the present commit may be published after what was published last."""
    if ref != f"refs/heads/{MAIN}":
        return judge.refusal("branch", [ref])
    head = git_store.commit_id(repository, "HEAD")
    try:
        last = last_publication(repository)
    except DamagedBranchError:
        return judge.refusal("damaged")
    if last is None:
        return GuardVerdict(is_passed=True, reasons=("first",))
    if last.commit == head:
        return GuardVerdict(is_passed=True, reasons=("same",))
    if not git_store.is_ancestor(repository, last.commit, head):
        return judge.refusal("rewritten", [f"{last.commit} ({last.day})"])
    return judge_history(repository, last.commit, head)


def judge_history(repository: Path, published: str, head: str) -> GuardVerdict:
    """Return the verdict on everything that changed since a commit, by the software of the time.

    The changes are taken together as far as they touch data alone or software alone: an edit that
    was made and taken back is none, and one that later changes of software would let pass is
    judged by the software before them.
    """
    reasons: list[str] = []
    files: list[str] = []
    problems = changes = ""
    for before, after in _segments(repository, published, head):
        verdict = judge.judge_change(repository, before, before, after)
        problems, changes = problems + verdict.problems, changes + verdict.changes
        reasons += [reason for reason in verdict.reasons if reason not in reasons]
        if not verdict.is_passed:
            refused = (*(reason for reason in reasons if reason not in verdict.reasons),)
            return GuardVerdict(
                is_passed=False, reasons=(*refused, *verdict.reasons), files=verdict.files,
                problems=problems, changes=changes,
            )  # fmt: skip
        files += verdict.files
    return GuardVerdict(
        is_passed=True, reasons=tuple(reasons or ["nothing"]), files=tuple(dict.fromkeys(files)),
        problems=problems, changes=changes,
    )  # fmt: skip


def _segments(repository: Path, published: str, head: str) -> Iterator[tuple[str, str]]:
    """Yield pairs of commits, each the longest change that is of one kind; migrations alone."""
    commits = list(git_store.first_parents(repository, published, head))
    chains = [commits[:1]]
    for before, after in itertools.pairwise(commits):
        if _is_migration(repository, before, after):
            chains += [[before, after], [after]]
        else:
            chains[-1].append(after)
    for chain in chains:
        start = 0
        while start < len(chain) - 1:
            end = len(chain) - 1
            while end > start + 1 and _is_mixed(repository, chain[start], chain[end]):
                end -= 1
            yield chain[start], chain[end]
            start = end


def _is_migration(repository: Path, before: str, after: str) -> bool:
    changed = {each.path for each in git_store.changed_paths(repository, before, after)}
    return _FORMAT in changed and judge.is_migration(repository, before, before, after)


def _is_mixed(repository: Path, before: str, after: str) -> bool:
    scope = change_scope.change_scope(repository, before, after)
    return bool(scope.software and scope.data)


def last_publication(repository: Path) -> LastPublication | None:
    """Return the last publication of the branch, fetched from origin if there is an origin.

    Raises DamagedBranchError if its last commit is none, and GitError if origin does not answer.
    """
    tip = _published_tip(repository)
    if tip is None:
        return None
    try:
        said: Any = json.loads(git_store.blob(repository, tip, "publication.json") or b"")
        commit, day = said["commit"], said["day"]
        is_sound = _IDENTITY.fullmatch(commit) and _DAY.fullmatch(day)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise DamagedBranchError from None
    if not is_sound or not _holds_sources_of(repository, tip, commit):
        raise DamagedBranchError
    return LastPublication(tip, commit, day)


def _published_tip(repository: Path) -> str | None:
    """Return the last commit of the branch; None if there is no such branch anywhere."""
    if REMOTE in git_store.run_git(repository, "remote").decode().split():
        # An empty answer means that there is none; no answer is an error, never "none".
        said = git_store.run_remote(repository, "ls-remote", REMOTE, _REF).decode().split()
        if not said:
            return None
        git_store.fetch_commit(repository, said[0], REMOTE)
        return git_store.commit_id(repository, said[0])
    try:
        return git_store.commit_id(repository, _REF)
    except git_store.UnknownCommitError:
        return None


def _holds_sources_of(repository: Path, tip: str, commit: str) -> bool:
    """Return whether the branch holds the very sources of the commit that it names.

    A commit that this repository does not know any more is left to the check of the history.
    """
    try:
        commit = git_store.commit_id(repository, commit)
    except git_store.UnknownCommitError:
        return True
    given = git_store.tree_entries(repository, commit, *_SOURCES)
    kept = git_store.tree_entries(repository, tip, "sources")
    return {path: entry.identity for path, entry in given.items()} == {
        path.removeprefix("sources/"): entry.identity for path, entry in kept.items()
    }


# --- after a build --------------------------------------------------------------------------------


def keep_publication(repository: Path, site: Path) -> str | None:
    """Add a finished site to the local branch `published`; return the commit, None if none is new.

    The site must be one of the present commit.
    """
    manifest: Mapping[str, Any] = json.loads((site / "manifest.json").read_bytes())
    head = git_store.commit_id(repository, "HEAD")
    if manifest["commit"] != head:
        raise GitError(f"{site}: commit {manifest['commit']!r}, HEAD {head}")
    tip = _published_tip(repository)
    with tempfile.TemporaryDirectory(prefix="terang-published-") as name:
        scratch = ScratchRepository(Path(name), repository)
        files = {"README.md": _README.encode()}
        files["manifest.json"] = (site / "manifest.json").read_bytes()
        facts = {key: manifest.get(key) for key in ("address", "commit", "data", "day", "moment")}
        files["publication.json"] = (json.dumps({"format": 1, **facts}, indent=1) + "\n").encode()
        for table in sorted((site / "data").glob("*.csv")):
            files[f"tables/{table.name}"] = table.read_bytes()
        package = site / "data" / "datapackage.json"
        if package.exists():
            files[f"tables/{package.name}"] = package.read_bytes()
        entries = {
            path: TreeEntry(REGULAR[0], scratch.write_blob(content))
            for path, content in files.items()
        }
        for path, entry in git_store.tree_entries(repository, head, *_SOURCES).items():
            entries[f"sources/{path}"] = entry
        tree = scratch.write_tree("", (), entries)
        if tip is not None and not git_store.changed_paths(scratch.folder, tip, tree):
            return None
        message = f"Publish {manifest['day']} from {head}\n"
        made = scratch.commit(tree, [tip] if tip else [], f"{manifest['moment']} +0000", message)
        git_store.run_git(Path(name), "update-ref", _REF, made)
        if tip is not None:
            git_store.run_git(repository, "update-ref", _REF, tip)
        git_store.run_git(repository, "fetch", "--quiet", "--no-tags", name, f"{_REF}:{_REF}")
    return made


def write_record(repository: Path, site: Path, made: str | None, folder: Path) -> None:
    """Write the manifest to a folder, and the new commit as a bundle if there is one.

    Jobs that run none of our software attest the one and push the other.
    """
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    shutil.copyfile(site / "manifest.json", folder / "manifest.json")
    if made is not None:
        parents = git_store.run_git(repository, "show", "--no-patch", "--format=%P", made).decode()
        known = [f"^{parent}" for parent in parents.split()]
        bundle = str((folder / "published.bundle").resolve())
        git_store.run_git(repository, "bundle", "create", "--quiet", bundle, _REF, *known)


# --- the command ----------------------------------------------------------------------------------


def present_ref(repository: Path, environment: Mapping[str, str]) -> str:
    """Return the ref that is being published: the forge's word, else the branch checked out."""
    if environment.get("GITHUB_ACTIONS") == "true":
        return environment.get("GITHUB_REF", "")
    if environment.get("GITLAB_CI") == "true":
        return f"refs/heads/{environment.get('CI_COMMIT_BRANCH', '')}"
    try:
        return git_store.run_git(repository, "symbolic-ref", "HEAD").decode().strip()
    except GitError:
        return "HEAD"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="may the present commit be published?")
    keeping = commands.add_parser("keep", help="add a finished site to the branch")
    keeping.add_argument("--site", type=Path, default=Path("site"))
    keeping.add_argument("--record", type=Path, help="also write manifest and commit here")
    keeping.add_argument("--push", action="store_true", help="also push the branch to origin")
    given = parser.parse_args(arguments)
    repository = Path.cwd()
    try:
        if given.command == "check":
            verdict = check_publishable(repository, present_ref(repository, os.environ))
            publish_report(verdict.problems, verdict.changes, os.environ, str(verdict))
            return 0 if verdict.is_passed else 1
        made = keep_publication(repository, given.site)
        if given.record:
            write_record(repository, given.site, made, given.record)
        if made and given.push:
            git_store.run_remote(repository, "push", "--quiet", REMOTE, f"{_REF}:{_REF}")
    except (GitError, OSError, ValueError, subprocess.CalledProcessError) as error:
        print(f"published: {error}", file=sys.stderr)
        return 1
    print(f"{BRANCH}: {made or '='}")
    if "GITHUB_OUTPUT" in os.environ:
        with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="ascii") as file:
            file.write(f"kept={'true' if made else 'false'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
