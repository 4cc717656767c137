"""The record at a commit, with each file as it could last be read.

A build refuses data with mistakes: a file that has some was not published as it stands at the
commit, but in its version before them. `base_commit` compares with that one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from terang.diagnostics import InvalidDataError, Place, Problem, errors
from terang.guard.snapshot import Snapshot
from terang.loading import data_folder, data_paths
from terang.loading.file_names import is_data_file
from terang.loading.formats import format_1
from terang.loading.formats.earlier_record import HistoryCutOffError, earlier_record
from terang.narrative import markdown_page
from terang.pages.load_record import Memory
from terang.parsing import git_files
from terang.parsing.git_commits import Commit, ComparedCommits
from terang.parsing.git_files import FileTree

_MOST_VERSIONS = 20
"""The number of commits of one file in which a readable version is looked for."""

_MOST_READINGS = 60
"""The number of times that all data is read for it."""


@dataclass(frozen=True, slots=True)
class EarlierState:
    """The record at the base: a snapshot of the data, and the pages as bytes by path."""

    snapshot: Snapshot
    pages: dict[str, bytes]
    notices: tuple[Problem, ...]
    """The files whose version is another, or that cannot be read."""

    @property
    def unread(self) -> int:
        """The number of files that have no version without mistakes."""
        return sum(notice.variant == "" for notice in self.notices)


class EarlierStateReader:
    """A reader of the record at the base of a comparison."""

    def __init__(
        self,
        tree: FileTree,
        commits: ComparedCommits,
        now: dt.datetime,
        zone: dt.tzinfo,
        memory: Memory,
    ) -> None:
        self._tree, self._commits = tree, commits
        self._now, self._zone, self._memory = now, zone, memory
        self._readings = 0

    def read_state(self) -> EarlierState | Problem:
        """Return the record at the base, or the problem that there is none to compare with."""
        files = self._tree.contents((data_paths.FOLDER, markdown_page.FOLDER))
        data = {path: content for path, content in files.items() if is_data_file(path)}
        if not data and self._has_data_elsewhere():
            return self._problem("base-without-data")
        data = self._in_present_format(data)
        reading = self._reading(data)
        wrong = {problem.place.path for problem in errors(reading.problems)} & data.keys()
        wrong |= set(filter(is_data_file, self._tree.others))
        notices = []
        for path in sorted(wrong):
            version = self._last_readable_version(path, data)
            if version is None:
                notices.append(Problem(Place(path), "unsound-base"))
            else:
                commit, data[path] = version
                values = {"file": path, **self._named(commit)}
                notices.append(Problem(Place(path), "unsound-base", values, "earlier"))
        if wrong:
            reading = self._reading(data)
        if data and all(document.root is None for document in reading.documents.values()):
            return self._problem("unreadable-base")
        pages = {path: content for path, content in files.items() if path not in data}
        return EarlierState(Snapshot(data, reading), pages, tuple(notices))

    def _in_present_format(self, data: dict[str, bytes]) -> dict[str, bytes]:
        """Return data of the former format as `make migrate` would write it, other data as it is.

        So a change of format is compared as a change of data, and hides none.
        """
        if not format_1.is_former(data):
            return data
        today = self._now.astimezone(self._zone).date()
        try:
            earlier = earlier_record(self._tree.repository, self._zone, self._commits.base.id)
            migration = format_1.migrated_files(data, today, earlier or format_1.EarlierRecord())
        except (InvalidDataError, HistoryCutOffError):
            return data
        return migration.files

    def _reading(self, data: dict[str, bytes]) -> data_folder.LoadedData:
        self._readings += 1
        return data_folder.read_data(data, self._now, self._memory.document)

    def _last_readable_version(
        self, path: str, data: dict[str, bytes]
    ) -> tuple[Commit, bytes] | None:
        """Return the newest version of a file that has no mistake beside the other files."""
        for commit, content in self._versions(path):
            if self._readings >= _MOST_READINGS:
                return None
            if self._memory.document(path, content).problems:
                continue
            problems = errors(self._reading({**data, path: content}).problems)
            if not any(problem.place.path == path for problem in problems):
                return commit, content
        return None

    def _versions(self, path: str) -> Iterator[tuple[Commit, bytes]]:
        repository, base = self._tree.repository, self._commits.base
        return git_files.earlier_versions(repository, base, path, _MOST_VERSIONS)

    def _has_data_elsewhere(self) -> bool:
        """Return whether a commit before the base, or the tip, has data."""
        repository = self._tree.repository
        asked = ("rev-list", f"--max-count={_MOST_VERSIONS}", self._commits.base.id, "--")
        ids = repository.output(*asked, data_paths.FOLDER).decode("ascii").split()
        return any(
            is_data_file(path)
            for commit_id in (self._commits.tip.id, *ids)
            for path in git_files.committed_tree(repository, commit_id).files
        )

    def _problem(self, code: str) -> Problem:
        values = {"base": self._commits.name, **self._named(self._commits.base)}
        return Problem(Place(data_paths.FOLDER), code, values)

    def _named(self, commit: Commit) -> dict[str, str]:
        return {"commit": commit.short_id, "day": commit.day(self._zone).isoformat()}
