"""All rules for changes to published data, run on two snapshots.

`change_report.base_commit` calls it. The rules are in `definition_rules`, `entry_rules` and
`revision_rules` (docs/contract.md#silent-edits).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from terang.diagnostics import Place, Problem
from terang.guard import definition_rules, entry_rules
from terang.guard.pairing import Comparison, SeriesPair
from terang.guard.snapshot import Snapshot


def silent_edits(before: Snapshot, after: Snapshot, today: dt.date) -> Iterator[Problem]:
    """Yield a problem for each silent edit.

    `today` is the date in the YAML to paste.
    """
    comparison = Comparison(before, after, today)
    for pair in comparison.series:
        if pair.new_path is None:
            yield _series_gone(pair)
        elif pair.new is not None:
            yield from definition_rules.series_definition_problems(pair, pair.new)
            yield from entry_rules.entry_problems(pair, pair.new)
    yield from definition_rules.indicator_definition_problems(comparison)
    yield from definition_rules.decisions_gone(comparison)


def _series_gone(pair: SeriesPair) -> Problem:
    """A series that was published stays; each of its entries may be withdrawn."""
    text = "\n".join(pair.comparison.before.lines(pair.old_path)).rstrip("\n")
    return Problem(Place(pair.old_path), "series-gone", {"file": pair.old_path, "example": text})
