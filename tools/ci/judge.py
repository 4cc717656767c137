"""Judge a change with the software of its base: nothing that the change brings is run.

    .venv/bin/python tools/ci/judge.py --head <commit> [--base <commit>] [--fetch]

The files of the change are read as git objects. Its data is laid beside the base's software in a
temporary folder, and the base's own check compares it with the base's data. Data and software in
one change are refused, because the software could be what hides the change of the data; software
alone passes with a plain statement, because only a person can judge it.

The workflow `judge` runs this with the rights to read only; anybody can run it at a desk. The exit
status is 0 if the change passes, else 1.
"""

from __future__ import annotations

import argparse
import functools
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

import change_scope
import git_store
from annotations import CHANGES, LARGEST_CHANGES, publish_report
from change_scope import CONFIGURATION, DATA_FOLDERS, SCHEMAS, ChangeScope
from git_store import REGULAR, GitError, ScratchRepository, TreeEntry
from inert_text import inert_line
from report_size import ReportTooLongError, fitted_report

ROOT = Path(__file__).resolve().parents[2]

MINUTES = 8
"""The time in which the base's check answers, or the change is refused."""
LARGEST_FILE = 16 << 20
LARGEST_CHANGE = 512 << 20
"""The bytes of the data of a change."""
LARGEST_REPORT = LARGEST_CHANGES
"""The bytes that the statements and figures of a report may have, to be shown whole."""

_MOST_NAMED = 20
_SHORT = 12
"""The digits of a commit that a report shows."""
_PASSED = ("PATH", "HOME", "TMPDIR", "PIP_INDEX_URL", "SSL_CERT_FILE")
"""The variables that the base's software sees: no token of the forge, and no other day."""

_SENTENCES = Path(__file__).with_name("judge_sentences.yml")


@functools.cache
def verdict_sentences() -> Mapping[str, Mapping[str, str]]:
    """Return the sentences of a verdict: reason → language → text."""
    sentences: Mapping[str, Mapping[str, str]] = yaml.safe_load(_SENTENCES.read_text("utf-8"))
    return sentences


@dataclass(frozen=True, slots=True)
class GuardVerdict:
    """The outcome of a judgement, its reasons, and the texts that the check printed."""

    is_passed: bool
    reasons: tuple[str, ...]
    """Keys of judge_sentences.yml."""
    files: tuple[str, ...] = ()
    """Files that the last reason names."""
    problems: str = ""
    changes: str = ""

    def __str__(self) -> str:
        """Return the verdict as lines, Indonesian first."""
        shown = [_printable(name) for name in self.files[:_MOST_NAMED]]
        shown += ["…"] if len(self.files) > _MOST_NAMED else []
        title = "Lulus · Passed" if self.is_passed else "Ditolak · Refused"
        said = [f"- {' · '.join(verdict_sentences()[reason].values())}" for reason in self.reasons]
        return "\n".join([f"## {title}", "", *said, *(f"  - {name}" for name in shown), "", ""])


def _printable(name: str) -> str:
    return "".join(char if char.isprintable() else "\ufffd" for char in name)


def refusal(reason: str, files: Sequence[str] = (), *, problems: str = "") -> GuardVerdict:
    """Return a verdict that refuses a change."""
    return GuardVerdict(is_passed=False, reasons=(reason,), files=tuple(files), problems=problems)


def judge_proposal(repository: Path, base: str, head: str) -> GuardVerdict:
    """Return the verdict on what a proposal changes since it left the base."""
    try:
        base, head = (git_store.commit_id(repository, name) for name in (base, head))
    except git_store.UnknownCommitError as error:
        return refusal("unknown", [str(error)])
    before = git_store.merge_base(repository, base, head)
    if before is None:
        return refusal("unrelated")
    verdict = judge_change(repository, base, before, head)
    return verdict if before == base else replace(verdict, reasons=("behind", *verdict.reasons))


def judge_change(repository: Path, software: str, before: str, after: str) -> GuardVerdict:
    """Return the verdict on the change between two commits, by the software of a third."""
    scope = change_scope.change_scope(repository, before, after)
    data = git_store.tree_entries(repository, after, *DATA_FOLDERS)
    links = {path for path, entry in data.items() if entry.mode not in REGULAR}
    settings = [path for path in data if path.rpartition("/")[2].lower().startswith(".git")]
    if scope.links or links:
        return refusal("links", sorted({*scope.links, *links}))
    if settings:
        return refusal("settings", settings)
    if large := _too_large(repository, data):
        return refusal("size", large)
    if not (scope.data or scope.schemas or scope.software):
        return GuardVerdict(is_passed=True, reasons=("nothing",))
    if scope.software:
        return _judge_software(repository, software, before, after, scope)
    return _judge_data(repository, software, before, after, scope)


def _too_large(repository: Path, data: dict[str, TreeEntry]) -> list[str]:
    sizes = git_store.sizes(repository, [entry.identity for entry in data.values()])
    large = [path for path, size in zip(data, sizes, strict=True) if size > LARGEST_FILE]
    return large or (list(DATA_FOLDERS) if sum(sizes) > LARGEST_CHANGE else [])


def _judge_software(
    repository: Path, software: str, before: str, after: str, scope: ChangeScope
) -> GuardVerdict:
    if scope.data:
        if is_migration(repository, software, before, after):
            return GuardVerdict(is_passed=True, reasons=("migration",))
        return refusal("split", scope.software)
    owners = git_store.blob(repository, software, ".github/CODEOWNERS") or b""
    unowned = ("placeholders",) if b"@PLACEHOLDER" in owners else ()
    return GuardVerdict(is_passed=True, reasons=(*unowned, "software"), files=tuple(scope.software))


def _judge_data(
    repository: Path, software: str, before: str, after: str, scope: ChangeScope
) -> GuardVerdict:
    with tempfile.TemporaryDirectory(prefix="terang-judge-") as name:
        bench = JudgesBench(Path(name), repository, software)
        try:
            verdict = bench.check(before, after, scope)
        except change_scope.NoMenuError:
            # The menu of the proposal fits the configuration of its own base alone.
            return refusal("behind", [CONFIGURATION])
        if verdict.is_passed and scope.schemas and not bench.has_schemas_of(after):
            return replace(refusal("schemas", scope.schemas), changes=verdict.changes)
    if not verdict.is_passed and is_migration(repository, software, before, after):
        return GuardVerdict(is_passed=True, reasons=("migration",))
    return verdict


class JudgesBench:
    """A folder in which the software of one commit looks at the data of others."""

    def __init__(self, folder: Path, repository: Path, software: str) -> None:
        self._repository, self._software = repository, software
        self._scratch = ScratchRepository(folder, repository)

    def check(self, before: str, after: str, scope: ChangeScope) -> GuardVerdict:
        """Return the verdict of the software's own check on the change of the data."""
        moment = git_store.commit_moment(self._repository, before)
        # With its history: a check may ask what the record said earlier.
        base = self._scratch.commit(self._tree_with(before), [before], moment)
        # The report names the base: by the commit that people know, but not as git names one.
        name = self._scratch.name_commit(f"main-{before[:_SHORT]}", base)
        menu = after if CONFIGURATION in scope.data else None
        self._scratch.check_out(
            self._scratch.commit(self._tree_with(after, menu=menu), [base], moment)
        )
        try:
            done = self._run("check", "--base", name)
        except subprocess.TimeoutExpired:
            return refusal("time")
        if done.returncode:
            return replace(refusal("data_refused", problems=done.stderr), changes=done.stdout)
        try:
            fitted_report(done.stdout, LARGEST_REPORT, CHANGES.name, inert_line)
        except ReportTooLongError:
            return replace(refusal("report"), changes=done.stdout)
        return GuardVerdict(
            is_passed=True, reasons=("data",), problems=done.stderr, changes=done.stdout
        )

    def has_schemas_of(self, after: str) -> bool:
        """Return whether a commit's schemas are those that the software makes of its data."""
        try:
            if self._run("schemas").returncode:
                return False
        except subprocess.TimeoutExpired:
            return False
        made = git_store.tree_entries(self._scratch.folder, self._scratch.tree_of_folder(), SCHEMAS)
        given = git_store.tree_entries(self._repository, after, SCHEMAS)
        return {path: entry.identity for path, entry in made.items()} == {
            path: entry.identity for path, entry in given.items()
        }

    def _tree_with(self, data: str, *, menu: str | None = None) -> str:
        """Return the tree of the software with the data of a commit, and the menu of another."""
        own = git_store.tree_entries(self._repository, self._software, *DATA_FOLDERS)
        added = git_store.tree_entries(self._repository, data, *DATA_FOLDERS)
        if menu is not None:
            texts = [
                git_store.blob(self._repository, commit, CONFIGURATION) or b""
                for commit in (self._software, menu)
            ]
            identity = self._scratch.write_blob(change_scope.with_menu_of(*texts))
            added[CONFIGURATION] = TreeEntry(REGULAR[0], identity)
        return self._scratch.write_tree(self._software, own.keys() - added.keys(), added)

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        folder = self._scratch.folder
        return subprocess.run(
            # `-P`: what stands in the working folder is never imported.
            [python_for(folder), "-P", "-m", "terang", *arguments],
            cwd=folder,
            env={**_clean_environment(), "PYTHONPATH": str(folder / "hooks")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="replace",
            timeout=MINUTES * 60,
        )


def is_migration(repository: Path, software: str, before: str, after: str) -> bool:
    """Return whether a change is, byte for byte, what `make migrate` of the base makes."""
    makefile = git_store.blob(repository, software, "Makefile") or b""
    if software != before or re.search(rb"^migrate:", makefile, re.MULTILINE) is None:
        return False
    with tempfile.TemporaryDirectory(prefix="terang-judge-") as name:
        scratch = ScratchRepository(Path(name), repository)
        scratch.check_out(software)
        python = Path(python_for(scratch.folder))
        venv = scratch.folder / ".venv"
        if not venv.exists():
            venv.symlink_to(python.parent.parent)
        try:
            done = subprocess.run(
                [shutil.which("make") or "make", "migrate"],
                cwd=scratch.folder,
                env=_clean_environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                timeout=MINUTES * 60,
            )
        except subprocess.TimeoutExpired:
            return False
        if done.returncode:
            return False
        made = scratch.tree_of_folder()
        return not git_store.changed_paths(scratch.folder, made, after)


def python_for(checkout: Path) -> str:
    """Return a Python with the packages that a commit's lock file names.

    The present environment serves if the lock files are the same; otherwise the commit's own
    script sets one up in its folder.
    """
    locks = [folder / "requirements.txt" for folder in (checkout, ROOT)]
    if not locks[0].exists() or locks[0].read_bytes() == locks[1].read_bytes():
        return sys.executable
    own = checkout / ".venv" / "bin" / "python"
    if not own.exists():
        subprocess.run(
            [sys.executable, "-I", "tools/env/environment.py", locks[0].name],
            cwd=checkout,
            env=_clean_environment(),
            check=True,
        )
    return str(own)


def _clean_environment() -> dict[str, str]:
    return {
        **{name: os.environ[name] for name in _PASSED if name in os.environ},
        "LC_ALL": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge a change, show the verdict, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--head", required=True, help="the commit that proposes a change")
    parser.add_argument("--base", default="HEAD", help="the commit that judges it")
    parser.add_argument("--fetch", action="store_true", help="fetch the proposal from origin")
    parser.add_argument("--repository", type=Path, default=Path.cwd())
    given = parser.parse_args(arguments)
    try:
        if given.fetch:
            git_store.fetch_commit(given.repository, given.head)
        verdict = judge_proposal(given.repository, given.base, given.head)
    except (GitError, OSError, subprocess.CalledProcessError) as error:
        print(_printable(f"judge: {error}"), file=sys.stderr)
        return 1
    publish_report(verdict.problems, verdict.changes, os.environ, str(verdict))
    return 0 if verdict.is_passed else 1


if __name__ == "__main__":
    sys.exit(main())
