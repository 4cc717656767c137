"""All rules for changes to published data, run on two snapshots.

`change_report.base_commit` calls it. The rules are in `entry_rules`, `definition_rules` and
`recent_days` (docs/contract.md#silent-edits).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from terang.diagnostics import Problem
from terang.guard.definition_rules import definition_problems
from terang.guard.entry_rules import correction_problems, entry_problems
from terang.guard.recent_days import dates_too_old
from terang.guard.snapshot import Snapshot
from terang.loading.series_files import series_files


def silent_edits(
    before: Snapshot, after: Snapshot, today: dt.date, base_day: dt.date | None = None
) -> Iterator[Problem]:
    """Run all rules for changes on two snapshots: yield a problem for each silent edit.

    `today` is the date in the YAML to paste; `base_day` that of the base's commit, None if nothing
    was committed.
    """
    if not before.files:
        return  # A first publication may hold records of any day.
    was, now = series_files(before.documents), series_files(after.documents)
    for key, files in was.items():
        if key in now:
            yield from entry_problems(key, files, now[key], today)
            yield from correction_problems(files, now[key])
    yield from definition_problems(before, after, today)
    if base_day is not None:
        yield from dates_too_old(before, after, base_day)
