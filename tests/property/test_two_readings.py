"""The core and the second reading of the rules agree on every made-up record."""

from __future__ import annotations

import os
from typing import Any

from tests.property import core_reading, second_reading
from tests.property.made_records import TODAY, make_record

RECORDS = int(os.environ.get("TERANG_MADE_RECORDS", "600"))
"""Number of records that are tried; 10,000 each week."""


def test_two_readings_agree() -> None:
    """All derived figures are the same, conflicts in any order of their claims."""
    for seed in range(RECORDS):
        record = make_record(seed).record
        core = comparable(core_reading.read_series(record, TODAY))
        assert core == comparable(second_reading.read_series(record, TODAY)), f"seed {seed}"


def comparable(derived: dict[str, Any]) -> dict[str, Any]:
    """Return derived figures with conflicts as sets of claims, sums by their whole alone.

    Of the parts that do not fit a whole, the core names the heaviest, the second reading all.
    """
    groups = [conflict for conflict in derived["conflicts"] if conflict["kind"] != "sum"]
    named = {frozenset(conflict["anchors"]) for conflict in groups}
    wholes = {
        conflict["anchors"][-1]
        for conflict in derived["conflicts"]
        if conflict["kind"] == "sum"
        and not any(group >= frozenset(conflict["anchors"]) for group in named)
    }
    return {**derived, "conflicts": (named, wholes)}
