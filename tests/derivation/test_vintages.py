"""The record as of a day, and the values that stood in it before."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from terang.derivation.vintages import (
    DatedCorrection,
    DatedEntry,
    Effect,
    entry_as_of,
    standing_keys,
    vintages_of,
)

JANUARY = [dt.date(2026, 1, day) for day in range(1, 32)]
"""The days of a month, from index 0."""


def day(number: int) -> dt.date:
    """Return a day of January 2026."""
    return JANUARY[number - 1]


def correction(number: int, effect: Effect = Effect.KEPT, **keys: object) -> DatedCorrection:
    """Return a correction made on a day of January."""
    return DatedCorrection(day=day(number), keys=keys, effect=effect)


def an_entry(*corrections: DatedCorrection, **keys: object) -> DatedEntry:
    """Return an observation of 100 that was added on 5 January."""
    return DatedEntry(
        anchor="a",
        added=day(5),
        keys={"value": 100, "date": "2025"} | keys,
        corrections=corrections,
        defaults={"status": "reported"},
    )


def rows(entry: DatedEntry, key: str = "value") -> list[tuple[object, int, int | None]]:
    """Return the vintages of a key, with days of January."""
    return [
        (found.value, found.known_from.day, found.known_to.day if found.known_to else None)
        for found in vintages_of(entry)
        if found.key == key
    ]


WITHDRAWN, RESTORED = Effect.WITHDRAWN, Effect.RESTORED


@pytest.mark.parametrize(
    ("corrections", "expected"),
    [
        ([], [(100, 5, None)]),
        # The old value stood to the end of the day before.
        ([correction(9, value=110)], [(100, 5, 8), (110, 9, None)]),
        # Corrections hold in the order of their days, then of the files.
        ([correction(12, value=120), correction(9, value=110)],
         [(100, 5, 8), (110, 9, 11), (120, 12, None)]),
        ([correction(9, value=110), correction(9, value=120)], [(100, 5, 8), (120, 9, None)]),
        # A correction of something else does not end a value.
        ([correction(9, qualifier="about")], [(100, 5, None)]),
        # What was taken back stands anew.
        ([correction(9, value=110), correction(10, value=100)],
         [(100, 5, 8), (110, 9, 9), (100, 10, None)]),
        # Days of a withdrawal are left out.
        ([correction(9, WITHDRAWN)], [(100, 5, 8)]),
        ([correction(9, WITHDRAWN), correction(12, RESTORED)], [(100, 5, 8), (100, 12, None)]),
        ([correction(9, WITHDRAWN), correction(9, RESTORED)], [(100, 5, None)]),
        # Corrected while it was withdrawn.
        ([correction(9, WITHDRAWN), correction(10, value=110), correction(12, RESTORED)],
         [(100, 5, 8), (110, 12, None)]),
        # Corrected, or withdrawn, on the day on which it was added.
        ([correction(5, value=110)], [(110, 5, None)]),
        ([correction(5, WITHDRAWN)], []),
    ],
)  # fmt: skip
def test_a_value_stands_until_the_day_before_its_correction(
    corrections: list[DatedCorrection], expected: list[tuple[object, int, int | None]]
) -> None:
    """A vintage has the first and the last day on which a value stood."""
    assert rows(an_entry(*corrections)) == expected


def test_a_key_that_comes_and_goes() -> None:
    """A key stands from the correction that sets it to the one that takes it away."""
    entry = an_entry(correction(9, qualifier="about"), correction(12, qualifier=None))
    assert rows(entry, "qualifier") == [("about", 9, 11)]
    assert rows(entry, "due") == []


def test_an_absent_key_has_its_default() -> None:
    """A status that nobody wrote, or that was taken away, is the default."""
    entry = an_entry(correction(9, status="disputed"), correction(12, status=None))
    assert rows(entry, "status") == [
        ("reported", 5, 8),
        ("disputed", 9, 11),
        ("reported", 12, None),
    ]


def test_vintages_are_those_of_published_keys_in_order() -> None:
    """Other keys than the published ones have no vintages, unless they are asked for."""
    entry = an_entry(correction(9, note="changed", value=110))
    assert [(found.anchor, found.key) for found in vintages_of(entry)] == [
        ("a", "value"),
        ("a", "value"),
        ("a", "date"),
        ("a", "status"),
    ]
    assert [found.value for found in vintages_of(entry, ["note"])] == ["changed"]


def test_the_record_as_of_a_day_has_what_was_added_and_corrected_by_then() -> None:
    """Entries of later days, and later corrections, are not in it; those of the day are."""
    later = replace(an_entry(), anchor="b", added=day(10))
    entries = (an_entry(correction(9, value=110), correction(12, WITHDRAWN)), later)
    found = {
        number: {
            entry.anchor: standing_keys(entry_as_of(entry, day(number)))
            for entry in entries
            if entry.added <= day(number)
        }
        for number in (4, 5, 8, 9, 10, 11, 12)
    }
    plain = {"value": 100, "date": "2025", "status": "reported"}
    changed = plain | {"value": 110}
    assert found == {
        4: {},
        5: {"a": plain},
        8: {"a": plain},
        9: {"a": changed},
        10: {"a": changed, "b": plain},
        11: {"a": changed, "b": plain},
        12: {"a": None, "b": plain},
    }


def test_a_correction_and_never_having_said_it_otherwise_are_the_same_today() -> None:
    """A corrected entry reads as if it had been written so from the beginning."""
    corrected = an_entry(correction(9, value=110, qualifier="about"))
    assert standing_keys(corrected) == standing_keys(an_entry(value=110, qualifier="about"))


def test_vintages_agree_with_the_record_of_each_day() -> None:
    """On each day the record as of that day has the value of the vintage that holds the day."""
    entry = an_entry(
        correction(8, value=110),
        correction(11, WITHDRAWN),
        correction(13, value=120),
        correction(15, RESTORED),
        correction(15, value=130),
        correction(20, value=110),
    )
    for today in JANUARY:
        known = [
            found.value
            for found in vintages_of(entry, ["value"])
            if found.known_from <= today and (found.known_to is None or today <= found.known_to)
        ]
        then = [standing_keys(entry_as_of(entry, today))] if entry.added <= today else []
        assert known == [keys["value"] for keys in then if keys is not None]
