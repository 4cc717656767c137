"""A series as the record held it on a day, and the days on which the states of targets changed."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.catalogs import edited_example
from tests.conftest import (
    a_population,
    a_reply,
    a_series,
    a_target,
    an_event,
    an_observation,
    corrected,
    words,
)

from terang.derivation.past_series import (
    dated_entry,
    indicator_as_of,
    record_days,
    series_as_of,
)
from terang.derivation.state_history import days_of_change, state_changes
from terang.derivation.vintages import vintages_of
from terang.model.catalog import Catalog, Series

TOWN = "people-town"


def town() -> Series:
    """Return the example's series with every kind of record."""
    return edited_example().series[TOWN]


def as_of(day: str) -> Series:
    """Return that series as of a day."""
    return series_as_of(town(), dt.date.fromisoformat(day))


def test_the_record_of_today_is_the_record() -> None:
    """After the last correction nothing is left out."""
    assert as_of("2025-06-30") == town()


def test_before_it_was_added_there_is_nothing() -> None:
    """Entries, replies, breaks and populations are there from the day on which they were added."""
    before, after = as_of("2024-08-19"), as_of("2024-08-20")
    assert before.entries == before.replies == before.breaks == ()
    assert before.population is None
    assert len(after.entries) == len(town().entries)
    assert (len(after.replies), len(after.breaks)) == (0, 1)
    assert len(as_of("2024-11-01").replies) == 1


@pytest.mark.parametrize(
    ("day", "value", "status", "note"),
    [
        ("2024-08-31", "90000.50", "provisional", "Old"),
        ("2024-09-01", "100000", "reported", None),
    ],
)
def test_a_correction_holds_from_its_day_on(
    day: str, value: str, status: str, note: str | None
) -> None:
    """Until then the entry is as it was added, keys that were taken away included."""
    entry = as_of(day).observations[2]
    assert (str(entry.value), entry.status) == (value, status)
    assert (entry.note.en if entry.note else None) == note


def test_a_withdrawal_holds_until_it_is_lifted() -> None:
    """An entry that is restored was withdrawn on the days between."""
    days = ("2024-09-01", "2024-09-02", "2024-09-03")
    assert [as_of(day).events[0].withdrawn is not None for day in days] == [False, True, False]


def test_what_is_done_on_a_day_holds_at_its_end() -> None:
    """A correction of a day, and a population added on it, are in the record as of that day."""
    corrections = {made.date.first: made for made in town().corrections}
    for day, correction in corrections.items():
        assert correction in series_as_of(town(), day).corrections
        assert correction not in series_as_of(town(), day - dt.timedelta(days=1)).corrections
    people = town().population
    assert people is not None
    first = min(value.added.first for value in people.values)
    then = series_as_of(town(), first).population
    assert then is not None
    assert then.values == tuple(value for value in people.values if value.added.first == first)


def test_a_key_that_a_correction_added_was_absent_before() -> None:
    """Before a breakdown was added by a correction there was an empty one, as in a new entry."""
    entry = corrected(
        an_observation("2024", 10),
        "2025-01-31",
        set={"breakdown": {"sex": {"female": 4, "male": 6}}},
    )
    series = a_series(entry)
    assert series.observations[0].breakdown != {}
    before = series_as_of(series, dt.date(2025, 1, 30)).observations[0]
    assert before == a_series(an_observation("2024", 10)).observations[0]


def test_breaks_of_an_indicator_are_dated_too() -> None:
    """An indicator has a break from the day on which that was added."""
    rate = edited_example().indicators["rate"]
    days = (dt.date(2025, 1, 4), dt.date(2025, 1, 5))
    assert [len(indicator_as_of(rate, day).breaks) for day in days] == [0, 1]


def test_vintages_of_an_entry_of_the_record() -> None:
    """The values that an entry of the model had, with the default of a key that was taken away."""
    found = [
        (vintage.key, str(vintage.value), vintage.known_from, vintage.known_to)
        for vintage in vintages_of(dated_entry(town().observations[2]))
        if vintage.key in {"value", "status"}
    ]
    first, last, corrected = (dt.date(2024, 8, 20), dt.date(2024, 8, 31), dt.date(2024, 9, 1))
    assert found == [
        ("value", "90000.50", first, last),
        ("value", "100000", corrected, None),
        ("status", "provisional", first, last),
        ("status", "reported", corrected, None),
    ]


def test_vintages_leave_out_the_days_of_a_withdrawal() -> None:
    """A date that was withdrawn and restored stood before and after, not between."""
    found = [
        (vintage.known_from, vintage.known_to)
        for vintage in vintages_of(dated_entry(town().events[0]))
    ]
    added, withdrawn, restored = (dt.date(2024, *day) for day in ((8, 20), (9, 2), (9, 3)))
    assert found == [(added, withdrawn - dt.timedelta(days=1)), (restored, None)]


# --- states ------------------------------------------------------------------------------------


def changes(catalog: Catalog) -> list[tuple[str, str, str, str]]:
    """Return day, target, state before and state after of each change."""
    series = catalog.series[TOWN]
    return [
        (change.day.isoformat(), change.outlook.anchor, change.before, change.outlook.state)
        for change in state_changes(
            series, catalog.indicator_of(series), catalog.sources, catalog.today
        )
    ]


MARCH = dt.date(2026, 3, 1)
MET = ("2024-09-01", "target-2024", "replaced", "met")


def test_the_first_state_is_no_change() -> None:
    """A target comes on record with a state; what changes afterwards is a change."""
    assert changes(edited_example()) == [MET]


def test_a_state_changes_when_its_day_is_over() -> None:
    """The day after the deadline is that on which the new state begins to hold."""
    assert changes(edited_example(today=MARCH)) == [
        MET,
        ("2026-01-01", "target-2025", "pending", "unreported"),
    ]


def test_a_report_that_comes_late_changes_the_state_when_it_comes() -> None:
    """A figure counts from the day on which it was added, not from the day that it is about."""
    line = "  - {date: 2025-12-31, value: 160000, added: 2026-02-01, sources: [copy]}\n"
    catalog = edited_example("targets:\n", f"{line}targets:\n", today=MARCH)
    assert changes(catalog) == [
        MET,
        ("2026-01-01", "target-2025", "pending", "unreported"),
        ("2026-02-01", "target-2025", "unreported", "met"),
    ]


def test_a_deadline_that_was_corrected_counts_as_it_was() -> None:
    """The day of the old deadline is asked for as well; the correction has a day of its own."""
    lines = (
        "  - {anchor: target-2025, date: 2026-02-01, reason: {id: Salah}, set: {due: 2027}}\n"
        "  - {anchor: target-2025, date: 2026-02-02, reason: {id: Salah}, withdraw: true}\n"
        "  - {anchor: target-2025, date: 2026-02-03, reason: {id: Salah}, restore: true}\n"
    )
    catalog = edited_example("replies:\n", f"{lines}replies:\n", today=MARCH)
    assert changes(catalog) == [
        MET,
        ("2026-01-01", "target-2025", "pending", "unreported"),
        ("2026-02-01", "target-2025", "unreported", "pending"),
    ]


def test_events_and_replies_change_no_state() -> None:
    """Only the days of observations, targets, their corrections, breaks and deadlines are asked."""
    catalog = edited_example(today=MARCH)
    series = catalog.series[TOWN]
    assert [
        day.isoformat() for day in days_of_change(series, catalog.indicator_of(series), MARCH)
    ] == [
        *("2024-08-20", "2024-09-01", "2024-09-02", "2025-01-01", "2026-01-01"),
    ]


def test_a_series_without_targets_has_no_days() -> None:
    """Nothing is derived for a series that has no targets."""
    catalog = edited_example()
    series = catalog.series["doubtful"]
    assert days_of_change(series, catalog.indicator_of(series), catalog.today) == ()


def test_every_kind_of_record_has_its_day() -> None:
    """Entries, replies, breaks, corrections and populations are dated by their own days."""
    series = a_series(
        corrected(an_observation("2024", 5, added="2025-01-01"), "2025-01-02", set={"value": 6}),
        a_target(8, "2026", announced="2020", added="2025-01-03"),
        an_event("2024-06-01", added="2025-01-04"),
        a_reply("result-2024", "2025-01-01", added="2025-01-05"),
        breaks=[{"date": "2023-01-01", "reason": words(), "sources": ["a"], "added": "2025-01-06"}],
        population=a_population(("2024", 100)),
    )
    days = [found.isoformat() for found in record_days(series)]
    assert sorted(days) == ["2020-01-01", *(f"2025-01-0{number}" for number in range(1, 7))]
    assert list(record_days(a_series(an_observation("2024", 5)))) == [dt.date(2020, 1, 1)]
