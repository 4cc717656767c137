"""Borders of the rules that the small records do not stand on, with answers worked out by hand.

Both readings are asked.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from tests.property import core_reading
from tests.property import second_reading as reading
from tests.property.second_reading import Observation, PopulationValue, Record, Target

TODAY = dt.date(2026, 11, 30)
READINGS = {"core": core_reading.read_series, "second": reading.read_series}


@pytest.fixture(autouse=True, params=READINGS)
def reading_in_use(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `read` ask one reading, then the other."""
    monkeypatch.setitem(READINGS, "asked", READINGS[request.param])


def number(value: str | float) -> Fraction:
    """Return a value as it is written."""
    return Fraction(str(value))


def an_observation(date: str, value: str | float, **changes: object) -> Observation:
    """Return an observation of a plain value."""
    keys: dict[str, Any] = {
        "anchor": f"{date}={value}",
        "date": date,
        "low": number(value),
        "high": number(value),
    }
    return Observation(**keys | changes)


def a_target(due: str | None, value: float, **changes: object) -> Target:
    """Return a target of a plain value that was announced in 2024."""
    keys: dict[str, Any] = {
        "anchor": "target",
        "due": due,
        "low": number(value),
        "high": number(value),
    }
    return Target(**keys | {"announced": "2024"} | changes)


def read(*observations: Observation, **changes: object) -> dict[str, Any]:
    """Return what is derived from observations and other keys of a record."""
    keys: dict[str, Any] = {"observations": observations} | changes
    return READINGS["asked"](Record(**keys), TODAY)


def target_of(*observations: Observation, target: Target, **changes: object) -> dict[str, Any]:
    """Return what is derived about a single target."""
    found: dict[str, Any] = read(*observations, targets=(target,), **changes)["targets"][0]
    return found


@pytest.mark.parametrize(
    ("value", "words", "expected"),
    [
        ("98000", {"qualifier": "about"}, 500),
        ("100000", {"qualifier": "about"}, 5000),  # 5 % of the value, not half of its place
        ("150000", {"qualifier": "about"}, 5000),
        ("87.5", {"qualifier": "nearly"}, "0.05"),
        ("98000", {"qualifier": "about", "precision": Fraction(5000)}, 2500),
        ("98000", {"precision": Fraction(1000)}, 500),
        ("98000", {}, 0),
        ("98000", {"qualifier": "at-least", "precision": Fraction(1000)}, 0),
        ("0", {"qualifier": "about"}, 0),
    ],
)
def test_tolerance(value: str, words: dict[str, Any], expected: str | int) -> None:
    """A tolerance is half of the precision or of the last digit's place; plain values have none."""
    assert reading.tolerance(an_observation("2025", value, **words)) == number(expected)


@pytest.mark.parametrize(
    ("date", "state"), [("2026-04-02", "missed"), ("2026-04-03", "unreported")]
)
def test_a_report_92_days_later_is_for_the_day(date: str, state: str) -> None:
    """A report is for the day up to 92 days later, on 2 April; after that it is long after."""
    target = a_target("2025-12-31", 100)
    assert target_of(an_observation(date, 90), target=target)["state"] == state


@pytest.mark.parametrize(
    ("value", "words", "state"),
    [
        (95, {"qualifier": "about", "precision": Fraction(10)}, "undecided"),  # up to 100
        (94, {"qualifier": "about", "precision": Fraction(10)}, "missed"),
        (105, {"qualifier": "about", "precision": Fraction(10)}, "met"),  # down to 100
        (104, {"qualifier": "about", "precision": Fraction(10)}, "undecided"),
        (100, {"qualifier": "at-most"}, "undecided"),
        (99, {"qualifier": "at-most"}, "missed"),
        (100, {"qualifier": "more-than"}, "met"),
    ],
)
def test_a_rough_claim_against_a_target(value: int, words: dict[str, Any], state: str) -> None:
    """A rough claim surely reaches a target, surely does not, or leaves it undecided."""
    claim = an_observation("2025-12-31", value, **words)
    assert target_of(claim, target=a_target("2025-12-31", 100))["state"] == state


def test_a_report_as_far_after_as_before_does_not_speak_against() -> None:
    """A report as many days after D as the other ends before it does not speak against."""
    june, target = an_observation("2025-12-21", 120), a_target("2025-12-31", 100)
    for date, state in (("2026-01-10", "met"), ("2026-01-09", "met-then-fell")):
        assert target_of(june, an_observation(date, 90), target=target)["state"] == state


def test_a_date_that_holds_the_day_keeps_from_missed() -> None:
    """A rough report of a year around D keeps a target from being missed."""
    rough = an_observation("2025", 90, qualifier="at-least")
    on_the_day = an_observation("2025-06-30", 90)
    late, target = an_observation("2026-06-30", 120), a_target("2025-06-30", 100)
    assert target_of(on_the_day, target=target)["state"] == "missed"
    assert target_of(on_the_day, rough, target=target)["state"] == "undecided"
    assert target_of(on_the_day, late, target=target)["state"] == "met-late"
    assert target_of(on_the_day, rough, late, target=target)["state"] == "met-time-unknown"


def test_a_break_from_the_first_day_of_a_date_is_not_within_it() -> None:
    """A break on 1 January parts the years, and stands within neither."""
    years = (an_observation("2024", 80), an_observation("2025", 90))
    breaks = (dt.date(2024, 1, 1),)
    assert read(*years, breaks=breaks)["change"]["previous"]["absolute"] == [10, 10]
    assert read(*years, breaks=(dt.date(2025, 1, 1),))["change"]["previous"] is None


def test_changes_of_ranges_and_open_ends() -> None:
    """A change has all ends; an open end is null, and all is null if the sign is unknown."""
    base = an_observation("2024", 50, high=Fraction(100))
    last = an_observation("2025", 200, qualifier="at-least")
    change = read(base, last)["change"]["previous"]
    assert change["absolute"] == [100, None]
    assert change["relative"] == [1, None]
    assert change["direction"] == "rise"
    assert (
        read(base, an_observation("2025", 60, qualifier="at-least"))["change"]["previous"] is None
    )


def test_a_touching_tolerance_is_no_rise() -> None:
    """A change from about 100 (5 more or less) to 105 is no rise, since both may be the same."""
    base = an_observation("2024", 100, qualifier="about")
    for value, direction in ((105, None), (106, "rise")):
        found = read(base, an_observation("2025", value))["change"]["previous"]
        assert found["direction"] == direction


def test_a_written_baseline_that_is_no_base_is_null() -> None:
    """The baseline is the earliest date, the written date, or null if that is not before."""
    years = [an_observation(year, 100) for year in ("2022", "2023", "2024")]
    for baseline, expected in ((None, "2022"), ("2023=100", "2023"), ("gone", "2022")):
        assert read(*years, baseline=baseline)["change"]["baseline"]["from"]["date"] == expected
    assert read(*years, baseline="2024=100")["change"]["baseline"] is None


def test_february_is_compared_with_february() -> None:
    """A flow's month is compared with the month of another year, also in leap years."""
    months = (an_observation("2024-02", 5), an_observation("2025-02", 8))
    assert read(*months, measure="flow")["change"]["previous"]["absolute"] == [3, 3]


def test_conflicts() -> None:
    """Claims conflict on a date, on a due date, or by `contradicts`."""
    claims = (
        an_observation("2024", 100, is_preferred=True),
        an_observation("2024-01-01/2024-12-31", 120),
        an_observation("2025", 100, contradicts=("2024=100", "gone")),
        an_observation("2025", 102, qualifier="about", anchor="about"),
    )
    targets = (
        a_target("2026", 5, anchor="a"),
        a_target("2026", 6, anchor="b", replaces="a"),
        a_target("2026", 7, anchor="c", replaces="b"),
    )
    found = read(*claims, targets=targets)["conflicts"]
    date = ["2024=100", "2024-01-01/2024-12-31=120"]
    assert [(entry["kind"], entry["anchors"], entry["preferred"]) for entry in found] == [
        ("date", date, "2024=100"),
        ("date", ["2025=100", "about"], None),
        ("contradicts", ["2025=100", "2024=100"], "2024=100"),
    ]
    loose = (a_target("2026", 5, anchor="a"), a_target("2026", 6, anchor="b"))
    assert [entry["anchors"] for entry in read(targets=loose)["conflicts"]] == [["a", "b"]]


def test_parts_above_the_whole_are_in_conflict() -> None:
    """A year below the sum of dates within it conflicts, unless a value may be negative."""
    claims = (
        an_observation("2025", 50),
        an_observation("2025-Q1", 30),
        an_observation("2025-Q3", 30),
    )
    assert [entry["kind"] for entry in read(*claims, measure="flow")["conflicts"]] == ["sum"]
    loss = an_observation("2024", -1)
    assert read(*claims, loss, measure="flow", unit="currency")["conflicts"] == []


@pytest.mark.parametrize(
    ("values", "direction", "verdict"),
    [
        ((80, 85, 95), "increase", "on-track"),
        ((60, 88, 90), "increase", "depends"),
        ((80, 81, 82), "increase", "behind"),
        ((80, 90, 85), "increase", "falling"),
        ((130, 125, 115), "decrease", "behind"),
        ((130, 120, 105), "decrease", "on-track"),
    ],
)
def test_verdicts_of_a_pending_target(
    values: tuple[int, int, int], direction: str, verdict: str
) -> None:
    """A verdict holds every pace against the needed pace; 100 is due a year after the latest."""
    dates = ("2024-06-30", "2025-06-30", "2026-06-30")
    claims = [an_observation(date, value) for date, value in zip(dates, values, strict=True)]
    target = a_target("2027-06-30", 100)
    assert target_of(*claims, target=target, direction=direction)["verdict"] == verdict


def test_paces_and_what_is_needed() -> None:
    """Paces are in 30 days, improvement positive, and exact between two single days."""
    claims = (an_observation("2026-03-02", 130), an_observation("2026-05-01", 120))
    target = a_target("2026-12-27", 100)
    found = read(*claims, targets=(target,), direction="decrease")
    assert found["paces"] == {"baseline": [5, 5], "recent": [5, 5]}
    assert found["targets"][0]["needed"] == [Fraction(5, 2), Fraction(5, 2)]
    assert found["targets"][0]["now"]["gap"] == [-20, -20]
    assert found["targets"][0]["now"]["share"] is None


def test_coverage_rate() -> None:
    """The rate uses the shortest population around the latest, and the widest of its values."""
    latest = an_observation("2025-12-31", 90, high=Fraction(99))
    around = [PopulationValue(date="2025", value=Fraction(value)) for value in (180, 198)]
    before = [PopulationValue(date="2024", value=Fraction(90))]
    both = (*around, *before)
    assert read(latest, population=both)["coverage_rate"] == [Fraction(90, 198), Fraction(99, 180)]
    assert read(latest, population=tuple(before))["coverage_rate"] == [1, Fraction(11, 10)]
    breaks = (dt.date(2025, 1, 1),)
    assert read(latest, population=tuple(before), breaks=breaks)["coverage_rate"] is None


@pytest.mark.parametrize(
    ("frequency", "age", "expected"),
    [
        ("monthly", 30, "fresh"),
        ("monthly", 31, "due"),
        ("monthly", 44, "due"),
        ("monthly", 60, "overdue"),
        ("monthly", 61, "very-late"),
        ("quarterly", 105, "due"),
        ("half-yearly", 210, "due"),
        ("yearly", 486, "overdue"),
        ("irregular", 900, None),
    ],
)
def test_freshness(frequency: str, age: int, expected: str | None) -> None:
    """The freshness follows from the days since the latest figure."""
    claim = an_observation(f"{TODAY - dt.timedelta(age)}", 1)
    assert read(claim, frequency=frequency)["freshness"] == expected


def test_figures_by_year() -> None:
    """A stock's year has its last figure and the others' span; a flow's has its total or part."""
    stock = [
        an_observation(date, value) for date, value in (("2024-03", 5), ("2024", 7), ("2024-09", 6))
    ]
    year = read(*stock)["by_year"]["2024"]
    assert (year["date"], year["low"], year["others"]) == ("2024", 7, [5, 6])
    flow = [an_observation(date, 3) for date in ("2024-S1", "2024-S2", "2025-Q1")]
    years = read(*flow, measure="flow")["by_year"]
    assert (years["2024"]["low"], years["2024"].get("part")) == (6, None)
    assert (years["2025"]["low"], years["2025"].get("part")) == (3, True)


def test_a_preferred_claim_sets_others_aside() -> None:
    """A preferred claim sets aside other values of its date; an equal claim still counts."""
    claims = (
        an_observation("2025", 90, is_preferred=True),
        an_observation("2025", 80, anchor="other"),
        an_observation("2025", 90, anchor="same"),
    )
    assert read(*claims)["latest"]["anchors"] == ["2025=90", "same"]


def test_a_period_that_ends_today_is_not_over() -> None:
    """A flow's period that ends today has a known total, but is over only tomorrow."""
    period = "2025-12-01/2026-11-30"
    claim, target = an_observation(period, 90), a_target(period, 100)
    for direction in ("increase", "decrease"):
        found = target_of(claim, target=target, measure="flow", direction=direction)
        assert (found["state"], found["total"]) == ("pending", [90, 90])


def test_a_break_beside_a_flow_takes_its_total() -> None:
    """A break within a flow's due date, or between it and its announcement, takes its total."""
    claim, target = an_observation("2025", 90), a_target("2025", 80)
    for day in (dt.date(2025, 7, 1), dt.date(2025, 1, 1)):
        found = target_of(claim, target=target, measure="flow", breaks=(day,))
        assert (found["state"], found["reason"]) == ("unreported", "break")
        assert found["total"] is None
    after = target_of(claim, target=target, measure="flow", breaks=(dt.date(2026, 1, 1),))
    assert (after["state"], after["total"]) == ("met", [90, 90])


def test_where_nothing_is_added_up_only_the_same_days_count() -> None:
    """A percentage of the year is its total; the percentages of its halves are none."""
    parts = (an_observation("2025-S1", 90), an_observation("2025-S2", 90))
    target = a_target("2025", 80)
    keys = {"measure": "flow", "has_per": True}
    assert target_of(*parts, target=target, **keys)["reason"] == "parts-only"
    year = an_observation("2025", 85)
    assert target_of(*parts, year, target=target, **keys)["total"] == [85, 85]


def test_a_target_first_named_after_its_deadline_was_set_by_the_due_date() -> None:
    """A day of publication after D does not count; the due date's first day is taken."""
    target = a_target("2025-12", 100, announced=None, published=("2026-02-01",))
    assert target_of(an_observation("2025-12-10", 120), target=target)["state"] == "met"
    assert target_of(an_observation("2025-11-30", 120), target=target)["state"] == "unreported"


def test_at_the_deadline_stands_the_shortest_date_that_ends_on_it() -> None:
    """At the deadline the day's figure comes before the year's, and either before later days."""
    claims = [an_observation(date, 90) for date in ("2025", "2025-12-31", "2026-01-02")]
    target = a_target("2025-12-31", 100)
    assert target_of(*claims, target=target)["at_deadline"]["date"] == "2025-12-31"
    assert target_of(*claims[::2], target=target)["at_deadline"]["date"] == "2025"


def test_the_population_of_the_year_comes_before_that_of_a_day_in_it() -> None:
    """A population whose date contains the latest's period comes before any other."""
    values = (("2025", 100), ("2025-06-29", 50))
    people = tuple(PopulationValue(date=date, value=Fraction(value)) for date, value in values)
    assert read(an_observation("2025-06-30", 25), population=people)["coverage_rate"] == [
        Fraction(1, 4),
        Fraction(1, 4),
    ]


def test_a_rough_report_of_the_same_end_keeps_from_a_fall() -> None:
    """A rough date with the end of the lower report keeps a target from `met-then-fell`."""
    claims = [an_observation("2025-06-30", 120), an_observation("2025-12-31", 90)]
    rough = an_observation("2025-12", 90, qualifier="at-least")
    target = a_target("2025-12-31", 100)
    assert target_of(*claims, target=target)["state"] == "met-then-fell"
    found = target_of(*claims, rough, target=target)
    assert (found["state"], found["reason"]) == ("undecided", "sources-disagree")


@pytest.mark.parametrize(("age", "verdict"), [(365, "behind"), (366, "not-assessable")])
def test_an_irregular_figure_of_over_a_year_is_too_old_for_a_verdict(
    age: int, verdict: str
) -> None:
    """An irregular figure over 365 days old gives no verdict on a target ahead."""
    dates = [TODAY - dt.timedelta(days) for days in (age + 300, age)]
    claims = [an_observation(f"{date}", 50) for date in dates]
    assert target_of(*claims, target=a_target("2027", 100))["verdict"] == verdict


def test_a_ceiling_that_is_a_range_is_reached_at_its_high() -> None:
    """A ceiling of 80 to 90 is reached by 88."""
    target = a_target("2025-12-31", 80, high=Fraction(90))
    claim = an_observation("2025-12-31", 88)
    assert target_of(claim, target=target, direction="decrease")["state"] == "met"


@pytest.mark.parametrize("due", ["2025-12-31", None])
def test_a_report_of_the_announcement_day_is_in_time(due: str | None) -> None:
    """A date that begins on the announcement day is in time, and not the day before."""
    target = a_target(due, 100, announced="2025-03-01")
    assert target_of(an_observation("2025-03-01", 120), target=target)["state"] == "met"
    assert target_of(an_observation("2025-02-28", 120), target=target)["state"] != "met"


def test_the_latest_of_two_dates_with_one_end() -> None:
    """The latest of dates with the same end is a stock's shorter and a flow's longer date."""
    claims = (an_observation("2025", 50), an_observation("2025-Q4", 20))
    assert read(*claims)["latest"]["date"] == "2025-Q4"
    assert read(*claims, measure="flow")["latest"]["date"] == "2025"
