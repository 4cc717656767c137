"""What holds for every series whatever, tried on many that nobody would write."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import (
    WrittenData,
    a_population,
    a_series,
    a_target,
    an_indicator,
    an_observation,
    day,
    withdrawn,
    words,
)

from terang.derivation.derive import Derived, derive
from terang.derivation.states import Range, State
from terang.derivation.targets import Verdict
from terang.model.catalog import Series

# Few dates, so that they meet: nested, overlapping, the same in other words.
DATES = (
    "2023", "2023-12", "2023-12-31", "2024-S1", "2024-01-01/2024-06-30", "2024-06",
    "2024", "2024-01-01/2024-12-31", "2024-Q4", "2024-11-01/2025-02-28", "2025-01",
)  # fmt: skip
TODAYS = ("2024-12-31", "2025-01-01", "2025-06-30", "2027-01-01")

dates = st.sampled_from(DATES)
values = st.integers(min_value=0, max_value=5)
thoroughly = settings(max_examples=150)


@st.composite
def observations(draw: st.DrawFn) -> list[WrittenData]:
    """From one to six observations, of which any may be disputed, preferred or withdrawn."""
    return [
        _perhaps_withdrawn(
            draw,
            an_observation(
                draw(dates), draw(values), anchor=f"o{nth}", note=words(), **_standing(draw)
            ),
        )
        for nth in range(draw(st.integers(1, 6)))
    ]


def _standing(draw: st.DrawFn) -> dict[str, Any]:
    preferred = {"preferred": words()} if draw(st.integers(0, 4)) == 0 else {}
    disputed = draw(st.integers(0, 4)) == 0
    return {"status": "disputed" if disputed else "final", **preferred}


def _perhaps_withdrawn(draw: st.DrawFn, entry: WrittenData) -> WrittenData:
    return withdrawn(entry) if draw(st.integers(0, 5)) == 0 else entry


@st.composite
def targets(draw: st.DrawFn) -> list[WrittenData]:
    """Up to four targets; each may replace one that stands before it and is not replaced yet."""
    found = []
    free: list[str] = []
    for nth in range(draw(st.integers(0, 4))):
        keys: dict[str, Any] = {"anchor": f"t{nth}"}
        if draw(st.booleans()):
            keys["announced"] = draw(dates)
        replaces = draw(st.booleans())
        if free and replaces:
            keys["replaces"] = free.pop(draw(st.integers(0, len(free) - 1)))
        free.append(f"t{nth}")
        due: str | None = draw(st.none() | dates)
        found.append(_perhaps_withdrawn(draw, a_target(draw(values), due, **keys)))
    return found


@st.composite
def entries(draw: st.DrawFn) -> list[WrittenData]:
    """A series' observations and targets."""
    return [*draw(observations()), *draw(targets())]


indicators = st.fixed_dictionaries(
    {
        "direction": st.sampled_from(["increase", "decrease"]),
        "measure": st.sampled_from(["stock", "flow"]),
        "frequency": st.sampled_from(["irregular", "monthly", "yearly"]),
    }
)
populations = st.lists(st.tuples(dates, st.integers(1, 9)), min_size=1, max_size=3).map(
    lambda dated: {"population": a_population(*dated)}
)


@thoroughly
@given(entries(), populations, indicators, st.sampled_from(TODAYS))
def test_low_is_at_most_high(
    written: list[WrittenData], population: dict[str, Any], indicator: dict[str, str], today: str
) -> None:
    """Every range has its low at or below its high."""
    found = following(series_of(written, **population), indicator, today)
    assert all(range_item.low <= range_item.high for range_item in ranges(found))


@thoroughly
@given(entries(), populations, indicators, st.randoms(use_true_random=False))
def test_order_of_entries(
    written: list[WrittenData],
    population: dict[str, Any],
    indicator: dict[str, str],
    random: Any,  # noqa: ANN401
) -> None:
    """The order of entries in the file decides nothing but which of equals is the unmatched one."""
    shuffled = random.sample(written, len(written))
    item = following(series_of(written, **population), indicator, "2025-06-30")
    other = following(series_of(shuffled, **population), indicator, "2025-06-30")
    assert summary(item) == summary(other)


@thoroughly
@given(entries(), indicators, st.sampled_from(TODAYS))
def test_states(written: list[WrittenData], indicator: dict[str, str], today: str) -> None:
    """Each standing target has one state, and what goes with that state and no other."""
    series = series_of(written)
    found = following(series, indicator, today)
    standing = [target for target in series.targets if target.withdrawn is None]
    assert [outlook.target for outlook in found.outlooks] == standing
    for outlook in found.outlooks:
        due, state = outlook.target.due, outlook.state
        assert (state is State.NO_DEADLINE) == (due is None)
        assert (outlook.verdict is not None) == (state is State.PENDING)
        assert outlook.needed is None or state is State.PENDING
        is_over = due is not None and day(today) > due.last
        assert (outlook.gap is None) == (found.latest is None or is_over)
        if outlook.needed is None:
            assert outlook.verdict in (None, Verdict.NOT_ASSESSABLE)
        if due is not None:
            over = day(today) > due.last
            assert state is not State.PENDING or not over
            assert state not in (State.MISSED, State.UNREPORTED) or over
            assert state is not State.MET_LATE or indicator["measure"] == "stock"
        if state is State.REPLACED:
            assert outlook.replacement is not None
            assert outlook.replacement.replaces == outlook.target.anchor


@thoroughly
@given(entries(), indicators, st.sampled_from(TODAYS), st.sampled_from(TODAYS))
def test_time_alone(written: list[WrittenData], indicator: dict[str, str], a: str, b: str) -> None:
    """While nothing is published, time only turns pending into missed or unreported."""
    series = series_of(written)
    before, after = (following(series, indicator, today) for today in sorted((a, b)))
    for earlier, later in zip(before.outlooks, after.outlooks, strict=True):
        if earlier.state is State.PENDING:
            assert later.state in (State.PENDING, State.MISSED, State.UNREPORTED)
        else:
            assert later.state is earlier.state
    assert (before.dates, before.conflicts) == (after.dates, after.conflicts)


@thoroughly
@given(entries(), populations, indicators)
def test_withdrawn_entries_leave_no_trace(
    written: list[WrittenData], population: dict[str, Any], indicator: dict[str, str]
) -> None:
    """Withdrawn entries count nowhere: without them everything derived is the same."""
    standing = [entry for entry in written if "withdrawn" not in entry.keys]
    if not any(entry.list == "observations" for entry in standing):
        return
    whole = following(series_of(written, **population), indicator, "2025-06-30")
    rest = following(series_of(standing, **population), indicator, "2025-06-30")
    assert whole == rest


@thoroughly
@given(observations(), indicators)
def test_a_mirror(written: list[WrittenData], indicator: dict[str, str]) -> None:
    """Less is better of negated values is what more is better of the values themselves is."""
    mirrored = [
        WrittenData(item.list, {**item.keys, "value": -item.keys["value"]}) for item in written
    ]
    up = following(series_of(written), {**indicator, "direction": "increase"}, "2025-06-30")
    down = following(series_of(mirrored), {**indicator, "direction": "decrease"}, "2025-06-30")
    assert (up.baseline_pace, up.recent_pace) == (down.baseline_pace, down.recent_pace)
    assert anchor_of(up) == anchor_of(down)
    assert up.counting == down.counting


def series_of(written: list[WrittenData], **changes: Any) -> Series:  # noqa: ANN401
    """A series that is read on a day after every date."""
    return a_series(*written, today="2027-01-01", **changes)


def following(series: Series, indicator: dict[str, str], today: str) -> Derived:
    """What follows from a series on a day."""
    return derive(series, an_indicator(**indicator), day(today))


def anchor_of(found: Derived) -> str | None:
    """The unmatched claim's anchor."""
    return found.unmatched.anchor if found.unmatched else None


def ranges(found: Derived) -> list[Range]:
    """Every range there is."""
    changes = [item for item in (found.previous, found.baseline) if item is not None]
    some = [
        *(date.values for date in found.dates),
        *(change.absolute for change in changes),
        *(change.relative for change in changes),
        found.coverage_rate,
        found.baseline_pace,
        found.recent_pace,
        *(outlook.reached_share for outlook in found.outlooks),
        *(outlook.gap for outlook in found.outlooks),
        *(outlook.needed for outlook in found.outlooks),
    ]
    return [item for item in some if item is not None]


def summary(found: Derived) -> dict[str, Any]:
    """All that must not depend on where an entry stands in its file."""
    changes = [
        item and (item.base.period, item.absolute, item.relative)
        for item in (found.previous, found.baseline)
    ]
    unmatched = found.unmatched
    return {
        "dates": [(date.period, set(date.anchors), date.values) for date in found.dates],
        "counting": found.counting,
        "changes": changes,
        "unmatched": unmatched and (unmatched.date, unmatched.value),
        "rate": found.coverage_rate,
        "conflicts": {frozenset(group) for group in found.conflicts},
        "groups": len(found.conflicts),
        "paces": (found.baseline_pace, found.recent_pace),
        "freshness": (found.freshness, found.is_stale),
        "outlooks": {
            outlook.target.anchor: (
                outlook.state, outlook.verdict, outlook.gap, outlook.reached_share, outlook.needed,
                outlook.replacement and outlook.replacement.anchor,
            )
            for outlook in found.outlooks
        },
    }  # fmt: skip
