"""Count the kinds of edits that the guard meets: every key of the model, changed in every way."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator

from tests.everything import Tree
from tests.guard.test_every_key import (
    BEFORE,
    KEYS,
    Occurrence,
    changed,
    refused,
    retyped,
    snapshot_after,
    told,
)

from terang.guard.snapshot import Snapshot

WAYS = ("changed", "deleted", "retyped", "added")


def edits(occurrence: Occurrence) -> Iterator[tuple[str, Snapshot, Snapshot]]:
    """Yield each way of editing a key, with the snapshots before and after."""
    key = occurrence.field.key

    def deleted(holder: dict[str, Tree]) -> None:
        del holder[key]

    def replaced(value: Callable[[Tree], Tree]) -> Callable[[dict[str, Tree]], None]:
        return lambda holder: holder.update({key: value(holder[key])})

    without = _after(occurrence, deleted)
    yield "changed", BEFORE, _after(occurrence, replaced(changed))
    yield "deleted", BEFORE, without
    yield "retyped", BEFORE, _after(occurrence, replaced(retyped))
    yield "added", without, BEFORE


def _after(occurrence: Occurrence, change: Callable[[dict[str, Tree]], None]) -> Snapshot:
    return snapshot_after(lambda trees: change(occurrence.holder(trees)))


def main() -> int:
    """Print the number of edits by way and outcome; return 0 if none is silent."""
    counts: Counter[tuple[str, str]] = Counter()
    kinds = {}
    for occurrence in KEYS:
        name = f"{occurrence.field.record}.{occurrence.field.key}"
        for way, before, after in edits(occurrence):
            outcome = "refused" if refused(before, after) else "reported"
            if outcome == "reported" and not told(before, after):
                outcome = "silent"
                print(f"silent: {occurrence.name} {way}")
            counts[way, outcome] += 1
            kinds[name, way] = outcome
    for way in WAYS:
        shown = ", ".join(f"{name} {counts[way, name]}" for name in OUTCOMES)
        print(f"{way}: {shown}")
    totals = {name: sum(counts[way, name] for way in WAYS) for name in OUTCOMES}
    shown = ", ".join(f"{name} {count}" for name, count in totals.items())
    print(f"kinds of edits {len(kinds)}, edits {counts.total()}: {shown}")
    return 1 if totals["silent"] else 0


OUTCOMES = ("refused", "reported", "silent")

if __name__ == "__main__":
    sys.exit(main())
