"""The present state of a repository against an earlier commit: silent edits, and the report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from terang.change_report.changed_pages import PublishedState
from terang.change_report.changes import changes_between
from terang.change_report.text import change_report, no_report
from terang.diagnostics import InvalidDataError, Place, Problem, errors, in_order
from terang.guard import append_only, snapshot
from terang.guard.pairing import Comparison
from terang.loading import data_folder
from terang.model.catalog import Catalog
from terang.narrative import macros
from terang.pages.load_record import Checked
from terang.parsing import git_files


@dataclass(frozen=True, slots=True)
class BaseComparison:
    """What a comparison gives: problems, and Markdown for the public."""

    problems: tuple[Problem, ...]
    markdown: str


def compare_with_base(root: Path, base: str, checked: Checked, now: dt.datetime) -> BaseComparison:
    """The repository, read as `checked`, against the commit that `base` names."""
    try:
        files = git_files.files_at(root, base, data_folder.FOLDER, macros.FOLDER)
        before = snapshot.snapshot_of(files, now)
        after = snapshot.snapshot_of(data_folder.data_files(root), now)
        today = after.reading.catalog.today if after.reading.catalog else now.date()
        problems = list(append_only.silent_edits(before, after, today))
        if errors(problems) and git_files.has_diverged_from(root, base):
            problems.append(Problem(Place(data_folder.FOLDER), "base-has-more", {"base": base}))
    except InvalidDataError as error:
        return BaseComparison(error.problems, "")
    comparison = Comparison(before, after, today)
    return BaseComparison(in_order(problems), _markdown(comparison, files, checked, base))


def _markdown(
    comparison: Comparison, files: Mapping[str, bytes], checked: Checked, base: str
) -> str:
    if checked.catalog is None or errors(checked.problems):
        return no_report("unsound")
    reading = comparison.before.reading
    if comparison.before.files and (reading.catalog is None or errors(reading.problems)):
        return no_report("unsound_base")
    now = replace(checked.catalog, notices=())
    # The same day on both sides: only what was written makes a difference.
    was = replace(reading.catalog or Catalog(site=now.site, today=now.today), notices=())
    was = replace(was, today=now.today)
    pages = {
        path: macros.read_page(path, data)
        for path, data in files.items()
        if path.startswith(f"{macros.FOLDER}/") and path.endswith(".md")
    }
    paths = {pair.old_path: pair.new_path for pair in comparison.series}
    changes = changes_between(was, now, paths)
    return change_report(
        changes, PublishedState(was, pages), PublishedState(now, checked.sources), base
    )
