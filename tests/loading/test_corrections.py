"""Corrections: in which order they hold, what they leave, and where their mistakes are told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import everything
from tests.conftest import (
    WrittenData,
    a_reply,
    a_series,
    a_target,
    an_event,
    an_observation,
    corrected,
    words,
)
from tests.tables import as_table

from terang.loading.data_folder import LoadedData, read_data
from terang.model.catalog import Catalog, Series
from terang.model.entries import Observation, Status

NOON = dt.datetime.fromisoformat(f"{everything.TODAY}T04:00:00+00:00")
OWN = "data/coverage/covered-town.yml"
FOLDER = "data/coverage/covered-town"
REASON = {"id": "salah", "en": "slip"}


def first(*entries: WrittenData, **changes: Any) -> Observation:  # noqa: ANN401
    """Return the first observation of a series of these entries."""
    return a_series(*entries, **changes).observations[0]


def a_folder(own: list[dict[str, Any]], **beside: object) -> dict[str, bytes]:
    """Return the record of everything with these corrections of its own file and entry files.

    A name in `beside` is that of an entry file: `a_csv` is a.csv, `b` is b.yml.
    """
    trees = everything.files()
    del trees[f"{FOLDER}/2026-03.yml"]
    trees[OWN]["corrections"] = own
    tables = {name: content for name, content in beside.items() if name.endswith("_csv")}
    for name in beside.keys() - tables.keys():
        trees[f"{FOLDER}/{name}.yml"] = {"corrections": beside[name]}
    files = everything.written(trees)
    for name, content in tables.items():
        path = f"{FOLDER}/{name.removesuffix('_csv')}.csv"
        files[path] = as_table({"corrections": content})
    return files


def a_correction(date: str, anchor: str = "result-2022", **does: object) -> dict[str, Any]:
    """Return a correction of a day."""
    return {"anchor": anchor, "date": date, "reason": REASON, **does}


def told(reading: LoadedData) -> list[str]:
    """Return `file:line: code` of each error."""
    return [
        f"{problem.place.path.rpartition('/')[2]}:{problem.place.line}: {problem.code}"
        for problem in reading.problems
        if not problem.is_notice
    ]


def read(files: dict[str, bytes]) -> LoadedData:
    """Return the result of reading these files."""
    return read_data(files, NOON)


def series_of(files: dict[str, bytes]) -> Series:
    """Return the series of a sound folder."""
    return read(files).sound().series["covered-town"]


# --- order -----------------------------------------------------------------------------------


def test_corrections_hold_in_the_order_of_their_days() -> None:
    """A later day holds, wherever the correction stands."""
    observation = an_observation("2024", 10)
    for days in (["2025-01-01", "2025-01-02"], ["2025-01-02", "2025-01-01"]):
        entry = observation
        for day in days:
            entry = corrected(entry, day, set={"value": f"1{day[-1]}"})
        found = first(entry)
        assert found.value == 12
        assert [str(revision.was["value"]) for revision in found.revisions] == ["10", "11"]
        assert [str(revision.now["value"]) for revision in found.revisions] == ["11", "12"]
        assert [revision.date.written for revision in found.revisions] == sorted(days)


def test_of_one_day_they_hold_in_the_order_of_the_files() -> None:
    """The series' own file comes first, then entry files by the bytes of their names."""
    day = "2026-03-03"
    values = {"own": "101", "B": "102", "a": "103", "b_csv": "104", "c": "105"}
    corrections = {
        name: [a_correction(day, set={"value": value})] for name, value in values.items()
    }
    del corrections["B"]  # an upper-case name is no id
    own = corrections.pop("own")
    found = series_of(a_folder(own, **dict(reversed(corrections.items())))).observations[0]
    assert [str(revision.now["value"]) for revision in found.revisions] == [
        "101", "103", "104", "105",
    ]  # fmt: skip


def test_a_hyphen_sorts_by_its_byte() -> None:
    """Names of entry files are compared by their bytes, with their endings: `a-b` before `a.`."""
    day = "2026-03-03"
    files = a_folder(
        [],
        a=[a_correction(day, set={"value": "102"})],
        **{"a-b": [a_correction(day, set={"value": "101"})]},
    )
    found = series_of(files).observations[0]
    assert [str(revision.now["value"]) for revision in found.revisions] == ["101", "102"]


@given(st.permutations([*range(5)]), st.data())
@settings(max_examples=30)
def test_the_order_of_reading_is_nothing(order: list[int], data: st.DataObject) -> None:
    """Corrections of different days give the same record in whatever file and order they stand."""
    corrections = [
        a_correction(f"2026-03-0{nth + 1}", set={"value": f"20{nth}"}) for nth in range(5)
    ]
    split: dict[str, list[dict[str, Any]]] = {"own": [], "a": [], "b": []}
    for nth in order:
        split[data.draw(st.sampled_from([*split]))].append(corrections[nth])
    own = split.pop("own")
    found = series_of(a_folder(own, **{name: items for name, items in split.items() if items}))
    expected = series_of(a_folder(corrections))
    assert found.observations[0].value == expected.observations[0].value == 204
    assert found.observations[0].revisions == expected.observations[0].revisions


# --- what they do ----------------------------------------------------------------------------


def test_a_key_may_be_added_and_taken_away() -> None:
    """A correction adds an absent key; null takes it away, and its default holds again."""
    entry = an_observation("2024", 10)
    entry = corrected(entry, "2025-01-01", set={"status": "final", "contradicts": ["e"]})
    entry = corrected(entry, "2025-01-02", set={"status": None, "contradicts": None})
    found = first(entry, an_event("2024", anchor="e"))
    assert (found.status, found.contradicts) == (Status.REPORTED, ())
    added, taken = found.revisions
    assert dict(added.was) == {"status": Status.REPORTED, "contradicts": None}
    assert dict(added.now) == {"status": Status.FINAL, "contradicts": ("e",)}
    assert dict(taken.now) == {"status": None, "contradicts": None}


def test_a_corrected_date_leaves_the_anchor() -> None:
    """An anchor is permanent, also a default one whose date was wrong."""
    found = first(corrected(an_observation("2024", 10), "2025-01-01", set={"date": "2023"}))
    assert (found.anchor, found.date.written) == ("result-2024", "2023")


def test_every_kind_is_corrected() -> None:
    """Targets, events and replies are corrected as observations are."""
    series = a_series(
        an_observation("2024", 10),
        corrected(a_target(20, "2025"), "2025-01-01", set={"due": "2026"}),
        corrected(an_event("2024"), "2025-01-01", set={"title": words("Lain")}),
        corrected(a_reply("result-2024", "2025-01-01"), "2025-01-02", set={"by": "p"}),
    )
    assert series.targets[0].due is not None
    assert series.targets[0].due.written == "2026"
    assert series.events[0].title.id == "Lain"
    assert series.replies[0].by == "p"
    assert [len(entry.revisions) for entry in (*series.entries, *series.replies)] == [0, 1, 1, 1]


def test_a_withdrawn_entry_stays_and_may_come_back() -> None:
    """A withdrawal keeps every value; a restoration lifts it, and both stay in the history."""
    entry = corrected(an_observation("2024", 10), "2025-01-01", withdraw="true")
    found = first(entry)
    assert found.withdrawn is not None
    assert (found.withdrawn.date.written, found.value) == ("2025-01-01", Decimal(10))
    found = first(corrected(entry, "2025-01-02", restore="true"))
    assert found.withdrawn is None
    assert [bool(revision.correction.withdraw) for revision in found.history] == [True, False]
    assert found.revisions == ()
    # A withdrawn entry may still be corrected: what was wrong in it is said too.
    found = first(corrected(entry, "2025-01-02", set={"value": "11"}))
    assert (found.value, found.withdrawn is None) == (Decimal(11), False)


def values_alone(catalog: Catalog) -> Catalog:
    """Return a catalog without its notices, and with no trace of corrections."""
    series = {
        key: series.model_copy(
            update={
                "corrections": (),
                **{
                    name: tuple(
                        record.model_copy(update={"history": ()})
                        for record in getattr(series, name)
                    )
                    for name in ("observations", "targets", "events", "replies")
                },
            }
        )
        for key, series in catalog.series.items()
    }
    return replace(catalog, notices=(), series=series)


SLIPS: Mapping[str, list[Any]] = {
    "value": ["99", {"low": "98", "high": "99"}],
    "date": ["2021", "2022-06"],
    "status": ["provisional", None],
    "note": [{"id": "lain", "en": "other"}, None],
    "label": [None],
    "quote": ["kata lain", None],
    "by": ["council", None],
    "sources": [["copy"], ["news", "report"]],
    "precision": ["5"],
    "qualifier": ["at-least"],
    "contradicts": [["start"]],
    "breakdown": [{"scheme": {"death": "3", "partial": "true"}}],
}
"""The mistakes that an editor may have written in the first observation; None for nothing."""


@st.composite
def slips(draw: st.DrawFn) -> dict[str, Any]:
    """Draw some keys with what was written by mistake."""
    keys = draw(st.lists(st.sampled_from([*SLIPS]), min_size=1, max_size=4, unique=True))
    found = {key: draw(st.sampled_from(SLIPS[key])) for key in keys}
    if isinstance(found.get("value"), dict):
        found.pop("qualifier", None)
    return found


@given(slips(), st.booleans())
@settings(max_examples=60)
def test_a_corrected_slip_leaves_no_other_values(slip: dict[str, Any], in_steps: bool) -> None:  # noqa: FBT001
    """A corrected claim has the values of one that never said otherwise."""
    trees = everything.files()
    del trees[f"{FOLDER}/2026-03.yml"]
    right = trees[OWN]["observations"][0] | {"anchor": "first"}
    trees[OWN] |= {"baseline": "first"}
    trees[OWN]["events"][0]["contradicts"] = ["first"]
    trees[OWN]["observations"][0] = right
    never = values_alone(read(everything.written(trees)).sound())
    wrong = {**right, **slip}
    trees[OWN]["observations"][0] = {key: value for key, value in wrong.items() if value}
    back = {key: right.get(key, "null") for key in slip}
    steps = [{key: value} for key, value in back.items()] if in_steps else [back]
    if in_steps and isinstance(slip.get("value"), dict):
        steps.sort(key=lambda step: "value" not in step)
    trees[OWN]["corrections"] = [
        a_correction(f"2026-03-{nth:02}", "first", set=step)
        for nth, step in enumerate(steps, start=3)
    ]
    catalog = read(everything.written(trees)).sound()
    assert values_alone(catalog) == never
    first_entry = catalog.series["covered-town"].observations[0]
    assert {key for revision in first_entry.revisions for key in revision.was} == {*slip}


# --- mistakes --------------------------------------------------------------------------------

DAY = "2026-03-03"


@pytest.mark.parametrize(
    ("corrections", "expected"),
    [
        # what stands already
        ([a_correction(DAY, set={"value": "100"})], ["sets-what-stands"]),
        ([a_correction(DAY, set={"value": "100.0"})], ["sets-what-stands"]),
        ([a_correction(DAY, set={"qualifier": "null"})], ["sets-what-stands"]),
        ([a_correction(DAY, set={"contradicts": "null"})], ["sets-what-stands"]),
        ([a_correction(DAY, "other-2024", set={"status": "null"})], ["sets-what-stands"]),
        ([a_correction(DAY, "other-2024", set={"status": "reported"})], ["sets-what-stands"]),
        # the same days in another spelling, which pages show
        ([a_correction(DAY, set={"date": "2022-01-01/2022-12-31"})], []),
        # what cannot be corrected
        ([a_correction(DAY, set={"anchor": "lain"})], ["not-correctable"]),
        ([a_correction(DAY, set={"added": "2026-01-01"})], ["not-correctable"]),
        ([a_correction(DAY, set={"sources": []})], ["empty-list"]),
        ([a_correction(DAY, set={"value": "null"})], ["wrong-type"]),
        ([a_correction(DAY, set={"sources": "null"})], ["wrong-type"]),
        # by the rules of the record itself
        ([a_correction(DAY, set={"value": "75.000"})], ["not-a-number"]),
        ([a_correction(DAY, set={"date": "2027"})], ["in-the-future"]),
        ([a_correction(DAY, set={"due": "2026"})], ["unknown-key"]),
        (
            [a_correction(DAY, "other-2024", set={"note": "null", "status": "disputed"})],
            ["disputed-without-note"],
        ),
        ([a_correction(DAY, "start", set={"value": "5"})], ["unknown-key"]),
        ([a_correction(DAY, "target-2024", set={"announced": "2025"})], ["announced-after-due"]),
        ([a_correction(DAY, "target-2025", set={"qualifier": "about"})], ["range-with-qualifier"]),
        ([a_correction(DAY, "goal", set={"replaces": "goal"})], ["cycle"]),
        ([a_correction(DAY, set={"sources": ["tidak-ada"]})], ["unknown-id"]),
        # a dispute keeps its note, on each day
        (
            [
                a_correction(DAY, "other-2024", set={"status": "disputed"}),
                a_correction(DAY, "other-2024", set={"note": "null"}),
                a_correction(DAY, "other-2024", set={"status": "null"}),
            ],
            ["disputed-without-note"],
        ),
        # withdrawals
        (2 * [a_correction(DAY, withdraw="true")], ["withdraw-twice"]),
        ([a_correction(DAY, restore="true")], ["restore-twice"]),
        (
            [a_correction("2026-03-04", withdraw="true"), a_correction(DAY, restore="true")],
            ["restore-twice"],
        ),
        (
            [
                a_correction(DAY, withdraw="true"),
                a_correction(DAY, restore="true"),
                a_correction(DAY, withdraw="true"),
            ],
            [],
        ),
        # of nothing
        ([a_correction(DAY, "tidak-ada", withdraw="true")], ["unknown-id"]),
        ([a_correction(DAY, "tidak-ada", set={"value": "5"})], ["unknown-id"]),
    ],
)
def test_mistakes(corrections: list[dict[str, Any]], expected: list[str]) -> None:
    """A correction follows the rules of the record, and does not say what stands already."""
    reading = read(a_folder(corrections))
    found = [problem.code for problem in reading.problems if not problem.is_notice]
    assert found == expected
    assert all(problem.place.path == OWN for problem in reading.problems)


def lines_of(files: dict[str, bytes], path: str, text: str) -> list[int]:
    """Return the lines of a file that hold a text."""
    lines = files[path].decode().splitlines()
    return [number for number, line in enumerate(lines, start=1) if text in line]


def test_a_mistake_is_told_where_it_stands() -> None:
    """A mistake is told in the file and at the key of the correction that made it."""
    beside = f"{FOLDER}/a.yml"
    files = a_folder(
        [a_correction("2026-03-03", set={"value": "101"})],
        a=[
            a_correction("2026-03-04", set={"value": "1.010"}),
            a_correction("2026-03-05", set={"note": "null", "colour": "red"}),
            a_correction("2026-03-06", set={"value": "101"}),
        ],
    )
    wrong, same = lines_of(files, beside, "value:")
    (unknown,) = lines_of(files, beside, "colour:")
    assert told(read(files)) == [
        f"a.yml:{wrong}: not-a-number",
        f"a.yml:{unknown}: unknown-key",
        f"a.yml:{same}: sets-what-stands",
    ]


def test_a_later_rule_names_the_correction_that_broke_it() -> None:
    """A rule across records names the key in the last correction that set it."""
    beside = f"{FOLDER}/a.yml"
    files = a_folder([], a=[a_correction(DAY, "goal", set={"replaces": "target-2024"})])
    (line,) = lines_of(files, beside, "replaces:")
    assert told(read(files)) == [f"a.yml:{line}: replaced-twice"]
    # What no correction has set stands where the entry stands.
    files = a_folder([], a=[a_correction(DAY, "target-2025", set={"quote": "lain"})])
    files[OWN] = files[OWN].replace(b"anchor: goal", b"anchor: goal\n  replaces: target-2024")
    (_, line) = lines_of(files, OWN, "replaces:")
    assert told(read(files)) == [f"covered-town.yml:{line}: replaced-twice"]


def test_corrections_are_read_where_the_series_is_unsound() -> None:
    """All mistakes are told at once, also those of corrections beside a broken series."""
    files = a_folder([], a=[a_correction(DAY, set={"value": "1.000"})])
    files[OWN] = files[OWN].replace(b"indicator: covered", b"indicator: coverd")
    codes = [problem.code for problem in read(files).problems]
    assert codes == ["unknown-id", "not-a-number"]
    files = a_folder([], a=[a_correction(DAY, set={"value": "1.000"})])
    files[OWN] = files[OWN].replace(b"area: town", b"area: [town]")
    assert {problem.code for problem in read(files).problems} == {"wrong-type", "not-a-number"}


def test_of_records_that_share_an_anchor_the_first_is_corrected() -> None:
    """An anchor that stands twice is one mistake; a correction of it changes the first record."""
    trees = everything.files()
    trees[OWN]["observations"].append({**trees[OWN]["observations"][0], "value": "50"})
    trees[OWN]["corrections"] = [a_correction(DAY, set={"value": "101"})]
    reading = read(everything.written(trees))
    assert [code.rpartition(" ")[2] for code in told(reading)] == ["anchor-clash"]
    assert reading.catalog is not None
    found = reading.catalog.series["covered-town"].observations
    values = [entry.value for entry in found if entry.anchor == "result-2022"]
    assert values == [101, 50]
