"""The data files as of a day: nothing that came later is in them, and all that was there is."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from typing import Any

import pytest
from tests import everything
from tests.built import REPOSITORY
from tests.everything import Tree

from terang.derivation.past_series import indicator_as_of, series_as_of
from terang.derivation.series_claims import derive_series
from terang.diagnostics import InvalidDataError
from terang.guard.past_files import files_as_of
from terang.loading import data_folder
from terang.model.catalog import Catalog
from terang.model.entries import Observation

NOW = dt.datetime(2026, 6, 30, 4, tzinfo=dt.UTC)
LONG_AFTER = dt.datetime(2199, 12, 30, tzinfo=dt.UTC)
TOWN = "data/coverage/covered-town.yml"
MORE = "data/coverage/covered-town/2026-03.yml"
TABLE = "data/coverage/covered-town/2026-05.csv"
DAYS = [dt.date(2026, 3, day) for day in range(1, 8)]
LATER = [f"2026-0{month}-{day}" for month in (4, 5, 6) for day in (10, 20)]
ROWS = """kind,anchor,date,value,sources,added,due,contradicts,reason.id,set.value\r
observation,,2026-01,330,report | news,2026-05-01,,counted-2024 | late-one,,\r
observation,late-one,2026-02,335,later,2026-05-10,,,,\r
target,,,999,later,2026-05-20,2027,,,\r
correction,late-one,2026-05-11,,,,,,salah,334\r
"""


def read(files: Mapping[str, bytes]) -> Catalog:
    """Return the catalog of sound files."""
    return data_folder.read_data(files, NOW).sound()


def files_today(*, with_table: bool = True) -> dict[str, bytes]:
    """Return the record that uses every key, with a table of entries that came later."""
    trees = everything.files()
    if with_table:
        trees["data/sources.yml"]["later"] = {
            key: trees["data/sources.yml"]["news"][key] for key in ("title", "publisher", "type")
        } | {"language": "id"}
    files = everything.written(trees)
    return {**files, TABLE: ROWS.encode()} if with_table else files


def test_as_of_today_is_the_record() -> None:
    """Nothing changes, not even a byte."""
    assert files_as_of(files_today(), dt.date(2026, 6, 30), NOW) == dict(
        sorted(files_today().items())
    )


@pytest.mark.parametrize("day", [*DAYS, dt.date(2026, 5, 5), dt.date(2026, 5, 15)])
def test_twice_is_once(day: dt.date) -> None:
    """The record as of a day is the same as of that day; by way of a later day it is the same."""
    once = files_as_of(files_today(), day, NOW)
    assert files_as_of(once, day, NOW) == once
    between = files_as_of(files_today(), dt.date(2026, 5, 18), NOW)
    assert read(files_as_of(between, day, NOW)) == read(once)


@pytest.mark.parametrize("day", [*DAYS, dt.date(2026, 5, 15)])
def test_files_say_what_the_derivation_says(day: dt.date) -> None:
    """A series read from the files is the series that the state of a past day is derived from."""
    today, past = read(files_today()), read(files_as_of(files_today(), day, NOW))
    expected = series_as_of(today.series["covered-town"], day)
    if not (expected.observations or expected.targets):
        assert past.series == {}
        return
    found = past.series["covered-town"]
    for name in ("observations", "targets", "events", "replies", "breaks", "population"):
        assert getattr(found, name) == getattr(expected, name), name
    assert (
        past.indicators["covered"].breaks
        == indicator_as_of(today.indicators["covered"], day).breaks
    )


def added_later(trees: dict[str, Tree], dice: random.Random) -> dict[str, Tree]:
    """Return files with records of later days: entries, corrections, replies, breaks, decisions."""
    series, day = trees[TOWN], dice.choice
    more: dict[str, Any] = {"observations": [], "corrections": [], "targets": [], "replies": []}
    for number in range(dice.randint(1, 4)):
        more["observations"].append(
            {
                "anchor": f"later-{number}",
                "date": day(["2024", "2025", "2026-01", "2026-02-03"]),
                "value": str(dice.randint(1, 900)),
                "sources": ["later"],
                "added": day(LATER),
                "contradicts": ["result-2022"],
            }
        )
        more["corrections"].append(
            {
                "anchor": day(["result-2022", "counted-2024", "target-2024", "later-0"]),
                "date": "2026-06-2" + str(number),
                "reason": {"id": "keliru"},
                **day([{"withdraw": "true"}, {"set": {"note": {"id": f"lain {number}"}}}]),
            }
        )
    # An entry that is withdrawn twice would be a mistake.
    made = {correction["anchor"]: correction for correction in more["corrections"]}
    more["corrections"] = [*made.values()]
    more["targets"].append(
        {"value": "950", "due": "2028", "sources": ["later"], "added": day(LATER)}
    )
    more["replies"].append(
        {
            "to": "later-0",
            "date": "2026-06-20",
            "added": "2026-06-20",
            "by": "council",
            "text": {"id": "Bukan begitu"},
            "sources": ["later"],
        }
    )
    more["sources"] = {"later": trees["data/sources.yml"]["news"] | {"published": "2026-03-10"}}
    series["population"]["values"].append(
        {"date": "2025", "value": "180000", "sources": ["later"], "added": day(LATER)}
    )
    old = trees["data/indicators/covered.yml"]["title"]
    trees["data/indicators/covered.yml"]["title"] = {"id": "Judul baru", "en": "New title"}
    trees["data/decisions/later.yml"] = [
        {
            "date": day(LATER),
            "about": "indicator:covered.title",
            "was": old,
            "reason": {"id": "lebih jelas"},
        }
    ]
    return {**trees, "data/coverage/covered-town/later.yml": more}


@pytest.mark.parametrize("seed", range(20))
def test_nothing_that_came_later_is_there(seed: int) -> None:
    """As of a day the record is the same, whatever was added, corrected or decided after it."""
    dice = random.Random(seed)  # noqa: S311
    day = dt.date(2026, 3, dice.randint(2, 31))
    before = everything.written(everything.files())
    since = everything.written(added_later(everything.files(), dice))
    assert read(since) != read(before)
    past, expected = (read(files_as_of(files, day, NOW)) for files in (since, before))
    assert past == expected
    for key, series in expected.series.items():
        indicator = expected.indicator_of(series)
        states = [
            derive_series(record.series[key], indicator, record.sources, day).outlooks
            for record in (past, expected)
        ]
        assert states[0] == states[1]


def test_a_table_keeps_its_rows() -> None:
    """A table of entries loses the rows that came later, and references to these."""
    past = files_as_of(files_today(), dt.date(2026, 5, 5), NOW)
    heading, row, *rest = past[TABLE].decode().split("\r\n")
    assert heading == ROWS.partition("\r\n")[0]
    assert (row, rest) == (
        "observation,,2026-01,330,report | news,2026-05-01,,counted-2024,,",
        [""],
    )
    assert b"later" not in past["data/sources.yml"]


def a_decision(about: str, was: str) -> dict[str, object]:
    """Return a decision of 1 February 2026."""
    return {"date": "2026-02-01", "about": about, "was": was, "reason": {"id": "ada"}}


def test_a_series_without_claims_is_gone() -> None:
    """Its files are gone with it; a source of theirs that something else cites moves."""
    trees = everything.files()
    trees["data/glossary.yml"]["registered"]["sources"] = ["local"]
    trees["data/decisions.yml"].append(a_decision("series:covered-town.summary", "null"))
    past = files_as_of(everything.written(trees), dt.date(2026, 3, 1), NOW)
    assert not [path for path in past if path.startswith("data/coverage")]
    catalog = read(past)
    assert catalog.sources["local"].title == "Hanya di sini"
    assert "uncited" in catalog.sources
    assert catalog.decisions == ()


def test_offices_of_entry_files() -> None:
    """An office that only later entries name is gone; one of a file that is gone stays known."""
    trees = everything.files()
    trees[MORE]["observations"].append(
        {
            "date": "2026-01",
            "value": "1",
            "by": "branch",
            "sources": ["news"],
            "added": "2026-05-01",
        }
    )
    there = files_as_of(everything.written(trees), dt.date(2026, 5, 1), NOW)
    assert "branch" in read(there).speakers
    before = files_as_of(everything.written(trees), dt.date(2026, 4, 1), NOW)
    assert "branch" not in read(before).speakers
    trees["data/decisions.yml"].append(a_decision("speaker:branch.name.en", "Bureau"))
    past = files_as_of(everything.written(trees), dt.date(2026, 3, 1), NOW)
    assert not [path for path in past if path.startswith("data/coverage")]
    assert read(past).speakers["branch"].name.id == "Cabang (id)"


def test_a_decision_is_undone() -> None:
    """Before the day of a decision its keys have their old values, or are absent."""
    trees = everything.files()
    trees["data/decisions.yml"].append(
        {
            "date": "2026-03-07",
            "about": ["source:report.url", "fact:cover.fee.value"],
            "was": ["null", "16000"],
            "reason": {"id": "ditemukan"},
        }
    )
    files = everything.written(trees)
    for day, titles, url, fee, decisions in (
        (dt.date(2026, 3, 4), "Judul lama (id)", None, 16000, 0),
        (dt.date(2026, 3, 5), "Peserta (id)", None, 16000, 1),
        (dt.date(2026, 3, 7), "Peserta (id)", "https://example.org/laporan", 16800, 3),
    ):
        catalog = read(files_as_of(files, day, NOW))
        assert catalog.indicators["covered"].title.id == titles
        assert catalog.sources["report"].url == url
        assert catalog.programmes["cover"].facts["fee"].value == fee
        assert len(catalog.decisions) == decisions
    unit = read(files_as_of(files, dt.date(2026, 3, 5), NOW)).indicators["covered"].unit
    assert unit.en == "souls"  # type: ignore[union-attr]


def test_what_was_looked_at_later() -> None:
    """A contact that was checked later is not there, and a source not read later."""
    trees = everything.files()
    trees["data/sources.yml"]["report"]["accessed"] = "2026-04-01"
    trees["data/programmes.yml"]["cover"]["contacts"]["desk"]["checked"] = "2026-04-01"
    catalog = read(files_as_of(everything.written(trees), dt.date(2026, 3, 20), NOW))
    assert catalog.sources["report"].accessed is None
    assert catalog.programmes["cover"].contacts == {}


def test_files_keep_their_layout() -> None:
    """A file in which nothing changes has its comments; others have them where nothing changes."""
    trees = everything.files()
    files = everything.written(trees)
    files["data/areas.yml"] = b"# Daerah\n" + files["data/areas.yml"]
    files[TOWN] = b"# Seri\n" + files[TOWN]
    trees[TOWN]["observations"][0]["added"] = "2026-04-01"
    past = files_as_of(files, dt.date(2026, 3, 10), NOW)
    assert past == dict(sorted(files.items()))
    assert files_as_of(files, dt.date(2026, 3, 2), NOW)["data/areas.yml"].startswith(b"# Daerah")


def test_mistakes_are_told() -> None:
    """Data with mistakes has no past."""
    files = files_today()
    files["data/areas.yml"] = b"town: {}\n"
    with pytest.raises(InvalidDataError):
        files_as_of(files, DAYS[0], NOW)


def test_this_record() -> None:
    """Each day on which this checkout's record changed can be written and read back."""
    files = data_folder.data_files(REPOSITORY)
    catalog = data_folder.read_data(files, LONG_AFTER).sound()
    days = {entry.added.first for series in catalog.series.values() for entry in series.entries}
    for day in sorted(days):
        past = data_folder.read_data(files_as_of(files, day, LONG_AFTER), LONG_AFTER).sound()
        for key, series in past.series.items():
            expected = series_as_of(catalog.series[key], day)
            assert [entry.anchor for entry in series.entries] == [
                entry.anchor for entry in expected.entries
            ]
            values = [
                [entry.value for entry in record.entries if isinstance(entry, Observation)]
                for record in (series, expected)
            ]
            assert values[0] == values[1]
    after = max(days, default=dt.date(2026, 1, 1)) + dt.timedelta(400)
    assert files_as_of(files, after, LONG_AFTER) == dict(sorted(files.items()))
