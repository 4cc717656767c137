"""Check a repository against an earlier commit: find silent edits, and write the change report.

`terang check --base` calls it. Both sides are read from git by the same code: the base as it was
committed, the working tree as it would be.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import shlex
import zoneinfo
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from terang.change_report.changed_files import ChangedFiles
from terang.change_report.data_report import data_changes
from terang.change_report.earlier_state import EarlierState, EarlierStateReader
from terang.change_report.markdown_text import code_span
from terang.change_report.page_report import SiteSettings
from terang.change_report.text import Differences, change_report, no_report
from terang.diagnostics import InvalidDataError, Place, Problem, errors, in_order
from terang.guard import append_only
from terang.guard.snapshot import Snapshot
from terang.i18n.terminal_messages import site_message
from terang.loading import data_paths
from terang.loading.cures import with_cures
from terang.loading.file_names import is_data_file
from terang.model.catalog import Catalog
from terang.narrative import markdown_page
from terang.pages.load_record import FOLDERS, Memory, check_record
from terang.pages.published_record import PublishedRecord
from terang.parsing import git_command, git_commits, git_files
from terang.parsing.git_commits import ComparedCommits
from terang.parsing.git_files import FileTree, WorkingTree

_SETTINGS = "mkdocs.yml"
_OWN = "own"
_TEXTS = (".css", ".html", ".svg", ".yml", ".md")
"""The ends of the names of files in own/ that hold text."""


@dataclass(frozen=True, slots=True)
class BaseComparison:
    """The result of a check against a base."""

    problems: tuple[Problem, ...]
    """The problems of the working tree itself, and those of the comparison."""
    markdown: str
    """The change report; empty if nothing was compared."""
    summary: str
    """A line that names both commits and says whether anything was compared."""


def compare_with_base(root: Path, base: str, now: dt.datetime) -> BaseComparison:
    """Check a repository against the earlier commit `base`: silent edits, and the change report.

    `now` is the clock's: no variable may move the day that the guard takes for today.
    """
    try:
        repository = git_command.open_repository(root)
        commits = git_commits.commits_to_compare(repository, base)
        with git_files.working_tree(repository, FOLDERS) as working:
            return _BaseCheck(root, now, commits, working).result()
    except InvalidDataError as error:
        checked = check_record(root, now)
        problems = in_order((*checked.problems, *error.problems))
        return BaseComparison(problems, "", site_message("not-compared"))


def _only_follows(problem: Problem, edits: Sequence[Problem]) -> bool:
    """Return whether a problem is there only because a published entry is gone."""
    gone = {str(edit.values["anchor"]) for edit in edits if edit.code == "entry-gone"}
    is_missing = problem.code in ("unknown-id", "unknown-id-in-page", "baseline-does-not-count")
    return is_missing and str(problem.values.get("text")) in gone


def _settings(before: FileTree, after: FileTree) -> SiteSettings:
    """Return the configuration on both sides, and the texts of own/ that differ."""
    old, new = (tree.contents([_SETTINGS, _OWN]) for tree in (before, after))
    own = {
        path: (old.get(path, b""), new.get(path, b""))
        for path in sorted(old.keys() | new.keys())
        if path.endswith(_TEXTS) and path != _SETTINGS and old.get(path) != new.get(path)
    }
    return SiteSettings(old.get(_SETTINGS, b""), new.get(_SETTINGS, b""), own)


class _BaseCheck:
    """One check of a working tree against a base."""

    def __init__(
        self,
        root: Path,
        now: dt.datetime,
        commits: ComparedCommits,
        working: WorkingTree,
    ) -> None:
        self.root, self.now = root, now
        self.commits, self.working = commits, working
        self.memory = Memory.kept()
        self.files = working.tree.contents(FOLDERS)
        self.checked = check_record(root, now, self.memory, self.files)
        repository = working.tree.repository
        self.head_tree = git_files.committed_tree(repository, commits.head.id)
        self.base_tree = git_files.committed_tree(repository, commits.base.id)

    def result(self) -> BaseComparison:
        """Return the problems, the report and the summary."""
        problems = [*self.checked.problems, *self._problems_of_files()]
        reader = EarlierStateReader(
            self.base_tree, self.commits, self.now, self._zone(), self.memory
        )
        earlier = reader.read_state()
        if isinstance(earlier, Problem):
            return BaseComparison(
                in_order((*problems, earlier)), "", self._summary("not-compared-with")
            )
        data = {path: content for path, content in self.files.items() if is_data_file(path)}
        after = Snapshot(data, self.checked.reading)
        today = self.checked.catalog.today if self.checked.catalog else self.now.date()
        base_day = self.commits.base.day(self._zone())
        edits = list(append_only.silent_edits(earlier.snapshot, after, today, base_day))
        problems = [problem for problem in problems if not _only_follows(problem, edits)]
        problems += [*earlier.notices, *with_cures(edits, self.files, today)]
        return BaseComparison(
            in_order(problems),
            self._markdown(earlier, after),
            self._summary(self._kind_of_comparison(earlier), earlier.unread),
        )

    def _problems_of_files(self) -> Iterator[Problem]:
        """Yield problems of files whose bytes on disk, or in git, are others than compared."""
        for path, content in self.files.items():
            if path in self.working.untracked:
                yield Problem(Place(path), "untracked-file", {"file": shlex.quote(path)})
            on_disk = (self.root / path).read_bytes()
            # Git stores line breaks in one form; no reader sees the difference.
            if content not in (on_disk, on_disk.replace(b"\r\n", b"\n")):
                yield Problem(Place(path), "stored-otherwise")
        if self.commits.tip != self.commits.base:
            yield Problem(Place(data_paths.FOLDER), "base-has-more", {"base": self.commits.name})

    def _zone(self) -> dt.tzinfo:
        catalog = self.checked.catalog
        return zoneinfo.ZoneInfo(catalog.site.time_zone) if catalog else dt.UTC

    def _changed_files(self) -> ChangedFiles:
        """Return the files that differ between both sides, wherever they are."""
        changed = self.working.tree.changed_paths(self.base_tree)
        return ChangedFiles.of_paths(changed | self.working.untracked)

    def _kind_of_comparison(self, earlier: EarlierState) -> str:
        """Return the sentence of the summary."""
        if not earlier.snapshot.files:
            return "compared-first"
        if earlier.unread:
            return "compared-partly"
        if self.commits.base == self.commits.head:
            return "compared-work" if self._uncommitted() else "compared-nothing"
        return "compared"

    def _uncommitted(self) -> int:
        """Return the number of files that are not as in the last commit."""
        return len(self.working.tree.changed_paths(self.head_tree) | self.working.untracked)

    def _summary(self, sentence: str, unread: int = 0) -> str:
        zone = self._zone()
        head, base = self.commits.head, self.commits.base
        return site_message(
            sentence,
            head=head.short_id,
            head_day=head.day(zone),
            base=base.short_id,
            base_day=base.day(zone),
            files=self._uncommitted(),
            unread=unread,
        )

    def _markdown(self, earlier: EarlierState, now: Snapshot) -> str:
        if self.checked.catalog is None or errors(self.checked.problems):
            return no_report("unsound")
        reading = earlier.snapshot.reading
        if earlier.snapshot.files and (reading.catalog is None or errors(reading.problems)):
            return no_report("unsound_base")
        after = dataclasses.replace(self.checked.catalog, notices=())
        # With the same day on both sides, only edits make a difference.
        before = dataclasses.replace(
            reading.catalog or Catalog(site=after.site, today=after.today),
            notices=(),
            today=after.today,
        )
        pages = {
            path: self.memory.page(path, content)
            for path, content in earlier.pages.items()
            if markdown_page.is_page_file(path)
        }
        base, trees = self.commits.base, (self.base_tree, self.working.tree)
        return change_report(
            PublishedRecord(before, sources=pages),
            PublishedRecord(after, sources=self.checked.sources),
            f"{code_span(self.commits.name)} ({base.short_id}, {base.day(self._zone())})",
            Differences(
                self._changed_files(),
                data_changes(earlier.snapshot, now),
                _settings(*trees),
            ),
        )
