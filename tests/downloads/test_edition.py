"""The version follows the record and the states of targets, never the day of the build."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import pytest
from tests.catalogs import (
    download_context,
    downloads,
    edited_example,
    nothing,
)

from terang.downloads.edition import Edition
from terang.model.catalog import Catalog

LAST_DECISION = dt.date(2025, 2, 2)
"""The last day of the example's record."""
DUE = dt.date(2025, 12, 31)
"""The deadline of the example's pending target."""


def edition_on(day: dt.date, catalog: Catalog | None = None) -> Edition:
    """Return the edition of a catalog, by default the example, that is built on a day."""
    built = dataclasses.replace(catalog or edited_example(), today=day)
    return download_context(built).edition


def test_it_does_not_move_with_the_day() -> None:
    """An unchanged record has one version, built on whatever day, but says which day that is."""
    first, later = edition_on(LAST_DECISION), edition_on(DUE)
    assert first.version == later.version
    assert first.modified == later.modified == "2025-02-02"
    assert (first.as_of, later.as_of) == ("2025-02-02", "2025-12-31")


def test_it_moves_when_a_state_does() -> None:
    """A deadline that passes without the target being met moves the version on the next day."""
    before, after, later = (edition_on(DUE + dt.timedelta(days)) for days in (0, 1, 400))
    assert (before.modified, after.modified) == ("2025-02-02", "2026-01-01")
    assert before.version != after.version == later.version


def test_it_stays_when_a_deadline_passes_and_the_state_does_not_change() -> None:
    """A target that is met before its deadline is met after it: nothing changed."""
    catalog = edited_example("    value: 150000\n", "    value: 99000\n")
    states = {edition_on(DUE + dt.timedelta(days), catalog).version for days in (0, 1)}
    assert len(states) == 1


RECORDS = {
    "entry": ("targets:\n", "  - {date: 2025-02, value: 9, added: 2025-03-01, sources: [copy]}\n"),
    "correction": (
        "replies:\n",
        "  - {anchor: target-2025, date: 2025-03-01, reason: {id: Keliru}, withdraw: true}\n",
    ),
    "reply": (
        "breaks:\n",
        (
            "  - {to: result-2022, date: 2025-02, added: 2025-03-01, by: mayor, text: {id: Ya}, "
            "sources: [paper]}\n"
        ),
    ),
    "break": (
        "population:\n",
        "  - {date: 2021-01-01, added: 2025-03-01, reason: {id: Lain}, sources: [paper]}\n",
    ),
}


@pytest.mark.parametrize("kind", RECORDS)
def test_it_moves_when_the_record_does(kind: str) -> None:
    """Each kind of record moves the version to its own day on record."""
    before, lines = RECORDS[kind]
    changed = edition_on(LAST_DECISION, edited_example(before, lines + before))
    assert changed.modified == "2025-03-01"
    assert changed.version != edition_on(LAST_DECISION).version


def test_two_records_of_one_day_differ() -> None:
    """A version has a checksum: another record of the same day is another version."""
    changed = edition_on(LAST_DECISION, edited_example("value: 14000", "value: 14001"))
    same = edition_on(LAST_DECISION)
    assert changed.modified == same.modified
    assert changed.version != same.version


def test_nothing_has_the_day_of_the_tags() -> None:
    """A record without any day has that from which the site's tags hold."""
    assert edition_on(LAST_DECISION, nothing()).modified == "2025-01-01"


def test_what_depends_on_the_day_is_marked() -> None:
    """Only files that state `as_of` differ from day to day, if the record is unchanged."""
    days = (dt.date(2025, 6, 30), dt.date(2025, 7, 1))
    first, second = (downloads(dataclasses.replace(edited_example(), today=day)) for day in days)
    changed = {name for name in first if first[name] != second[name]}
    assert not {name for name in changed if name.endswith((".csv", ".xml", ".csl.json"))}
    for name in changed - {"data/terang-data.zip", "data/transparency.sqlite"}:
        text = first[name].decode()
        assert days[0].isoformat() in text or name == "data/catalog.jsonld"
    assert json.loads(first["data/index.json"])["as_of"] == "2025-06-30"
