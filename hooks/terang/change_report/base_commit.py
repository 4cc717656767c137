"""Compare a repository with an earlier commit: find silent edits, and write the change report.

`terang check --base` calls it with the data and pages that it has read and checked.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from terang.change_report.text import change_report, no_report
from terang.diagnostics import InvalidDataError, Place, Problem, errors, in_order
from terang.guard import append_only, snapshot
from terang.guard.snapshot import Snapshot
from terang.loading import data_folder
from terang.model.catalog import Catalog
from terang.narrative import markdown_page
from terang.pages.load_record import CheckedRecord
from terang.pages.published_record import PublishedRecord
from terang.parsing import git_files


@dataclass(frozen=True, slots=True)
class BaseComparison:
    """The result of a comparison: problems, and the change report as Markdown."""

    problems: tuple[Problem, ...]
    markdown: str


def compare_with_base(
    root: Path, base: str, checked: CheckedRecord, now: dt.datetime
) -> BaseComparison:
    """Compare the repository, read as `checked`, with the commit that `base` names."""
    try:
        files = git_files.files_at(root, base, data_folder.FOLDER, markdown_page.FOLDER)
        before = snapshot.snapshot_of(files, now)
        after = snapshot.snapshot_of(data_folder.data_files(root), now)
        today = after.reading.catalog.today if after.reading.catalog else now.date()
        problems = list(append_only.silent_edits(before, after, today))
        if errors(problems) and git_files.has_diverged_from(root, base):
            problems.append(Problem(Place(data_folder.FOLDER), "base-has-more", {"base": base}))
    except InvalidDataError as error:
        return BaseComparison(error.problems, "")
    return BaseComparison(in_order(problems), _markdown(before, files, checked, base))


def _markdown(
    before_change: Snapshot, files: Mapping[str, bytes], checked: CheckedRecord, base: str
) -> str:
    if checked.catalog is None or errors(checked.problems):
        return no_report("unsound")
    reading = before_change.reading
    if before_change.files and (reading.catalog is None or errors(reading.problems)):
        return no_report("unsound_base")
    after = dataclasses.replace(checked.catalog, notices=())
    # With the same day on both sides, only edits make a difference.
    before = dataclasses.replace(
        reading.catalog or Catalog(site=after.site, today=after.today),
        notices=(),
        today=after.today,
    )
    pages = {
        path: markdown_page.read_page(path, data)
        for path, data in files.items()
        if path.startswith(f"{markdown_page.FOLDER}/") and path.endswith(".md")
    }
    return change_report(
        PublishedRecord(before, sources=pages),
        PublishedRecord(after, sources=checked.sources),
        base,
    )
