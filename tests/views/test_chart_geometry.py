"""Chart geometry: positions and ranges, and no label hides another label or a mark at any width."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import day
from tests.views.made_charts import Box

from terang.model.period import parse_period
from terang.views import chart_geometry
from terang.views.chart_geometry import (
    HEIGHT,
    NARROWEST,
    OTHERS,
    AxisWords,
    Chart,
    ChartBreak,
    ChartClaim,
    ChartMark,
    MarkShape,
    Tick,
    chart,
    value_steps,
)

TODAY = day("2026-06-30")
DIGIT, LETTER, POINT = 9.05, 7.0, 4.95
"""The widths of bold characters in pixels, measured in DejaVu Sans at 13 pixels."""
THIN = 0.914
"""The width of a digit that is not bold, as a part of a bold one's."""
ASCENT, DESCENT, MARK = 11, 3, 7
"""Pixels of what is drawn: a line above and below its base, half a mark."""

WIDTHS = [NARROWEST, 2 * NARROWEST, 4 * NARROWEST]

AXIS = AxisWords(lambda steps: [str(step) for step in steps])


def a_claim(date: str, value: object, high: object = None, **keys: object) -> ChartClaim:
    """Return a claim to draw: a result of a day or longer, labelled with its value.

    With `high` it is a range.
    """
    written = {"shape": MarkShape.RESULT, "label": f"{value}", "title": "", "rank": OTHERS, **keys}
    ends = [Decimal(str(end)) for end in (value, value if high is None else high)]
    return ChartClaim(parse_period(date), *ends, **written)  # type: ignore[arg-type]


def a_target(due: str, value: object, **keys: object) -> ChartClaim:
    """Return a target to draw."""
    return a_claim(due, value, shape=MarkShape.TARGET, **{"rank": 2, **keys})


def a_chart(
    *claims: ChartClaim, today: dt.date = TODAY, breaks: Sequence[ChartBreak] = ()
) -> Chart:
    """Return the chart of these claims."""
    found = chart(claims, today, AXIS, breaks=breaks)
    assert found is not None
    return found


def width_of(text: str) -> float:
    """Return the width of a bold text in pixels."""
    return sum(DIGIT if sign.isdigit() else POINT if sign in ",. " else LETTER for sign in text)


def mark_box(mark: ChartMark, width: float) -> Box:
    """Return the box of a mark, or of the two marks of a range with their bar."""
    x = mark.x * width / 100
    return Box(x - MARK, mark.y - MARK, x + MARK, mark.y + mark.bar + MARK)


def label_box(mark: ChartMark, width: float) -> Box:
    """Return the box of a mark's label."""
    label = mark.label
    assert label is not None
    long = width_of(label.text)
    start = {"start": 0.0, "middle": long / 2, "end": long}[label.anchor]
    x = width if label.in_gutter else mark.x * width / 100
    left = x + label.dx - start
    return Box(left, label.y - ASCENT, left + long, label.y + DESCENT)


def axis_box(tick: Tick) -> Box:
    """Return the box of a value on the axis, as the template places it."""
    return Box(0, tick.at - 4 - ASCENT, THIN * width_of(tick.text), tick.at - 4 + DESCENT)


def overlaps(found: Chart, width: float) -> list[tuple[object, object]]:
    """Return labels that overlap each other, a mark of another claim, or a value on the axis."""
    labelled = [mark for mark in found.marks if mark.label]
    boxes = [label_box(mark, width) for mark in labelled]
    pairs: list[tuple[object, object]] = [
        (mark.label, other.label)
        for (mark, box), (other, second) in itertools.combinations(
            zip(labelled, boxes, strict=True), 2
        )
        if box.meets(second)
    ]
    for mark, box in zip(labelled, boxes, strict=True):
        pairs += [(mark.label, tick) for tick in found.values if box.meets(axis_box(tick))]
        others = [other for other in found.marks if other is not mark]
        pairs += [(mark.label, other) for other in others if box.meets(mark_box(other, width))]
    return pairs


# --- the scale ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "steps"),
    [
        # from zero, however far away the values are
        ([100000], [0, 20000, 40000, 60000, 80000, 100000]),
        ([98000, 150000], [0, 50000, 100000, 150000]),
        ([14000, 115000], [0, 25000, 50000, 75000, 100000, 125000]),
        ([7], [0, 2, 4, 6, 8]),
        ([87], [0, 20, 40, 60, 80, 100]),
        # small shares
        (["1.2"], [0, "0.25", "0.5", "0.75", 1, "1.25"]),
        # below zero, zero is still a line
        ([-3, 2], [-3, -2, -1, 0, 1, 2]),
        ([-40], [-40, -30, -20, -10, 0]),
        # nothing but zero
        ([0], [0, "0.2", "0.4", "0.6", "0.8", 1]),
    ],
)
def test_steps_are_round_and_hold_zero(values: list[object], steps: list[object]) -> None:
    """There are at most seven round steps, from zero or below the lowest to above the highest."""
    fractions = [Fraction(str(value)) for value in values]
    found = value_steps(min(fractions), max(fractions))
    assert found == [Fraction(str(step)) for step in steps]


@given(st.lists(st.fractions(-(10**13), 10**13, max_denominator=1000), min_size=1, max_size=5))
def test_steps_of_any_values(values: list[Fraction]) -> None:
    """Zero is a step, every value is between two steps, and all steps are equally far apart."""
    steps = value_steps(min(values), max(values))
    assert 0 in steps
    assert steps[0] <= min(values)
    assert max(values) <= steps[-1]
    assert 2 <= len(steps) <= 8
    apart = {higher - lower for lower, higher in itertools.pairwise(steps)}
    assert len(apart) == 1
    scaled = apart.pop()
    while scaled >= 10:
        scaled /= 10
    while scaled < 1:
        scaled *= 10
    assert scaled in (1, 2, Fraction(5, 2), 5)


def test_everything_stands_inside() -> None:
    """Marks, spans, ticks and today's line are within the drawing."""
    found = a_chart(
        a_claim("2022", 0), a_claim("2024-08-17", 100000), a_target("2030", 150000),
    )  # fmt: skip
    for mark in found.marks:
        assert 0 <= mark.start <= mark.x <= mark.end <= 100
        assert 0 < mark.y < HEIGHT
    assert all(0 < tick.at < HEIGHT for tick in found.values)
    assert all(0 <= tick.at <= 100 for tick in found.years)
    assert found.today is not None
    assert 0 <= found.today <= 100


def test_time_runs_to_the_right_and_values_up() -> None:
    """Days are equally wide, values equally high."""
    found = a_chart(a_claim("2022-01-01", 0), a_claim("2024-01-01", 50), a_claim("2026-01-01", 100))
    xs, ys = [mark.x for mark in found.marks], [mark.y for mark in found.marks]
    assert xs[1] - xs[0] == pytest.approx(xs[2] - xs[1], abs=0.2)
    assert ys[0] - ys[1] == pytest.approx(ys[1] - ys[2], abs=1)
    assert xs == sorted(xs)
    assert ys == sorted(ys, reverse=True)


def test_the_floor_is_zero() -> None:
    """Today's line ends at zero, also if values are below zero."""
    assert a_chart(a_claim("2024", 10)).floor == a_chart(a_claim("2024", 10)).values[0].at
    below = a_chart(a_claim("2024", -10), a_claim("2025", 10))
    assert below.floor == next(tick.at for tick in below.values if tick.text == "0")
    assert below.marks[0].y > below.floor > below.marks[1].y


# --- marks -------------------------------------------------------------------------------------


def test_a_result_stands_in_the_middle_of_its_period() -> None:
    """An imprecise date is a span around the mark."""
    found = a_chart(a_claim("2024", 10), today=day("2024-12-31"))
    (mark,) = found.marks
    assert mark.x == pytest.approx(50, abs=0.1)
    assert (mark.start, mark.end) == (3, 97)
    assert mark.is_span


def test_a_day_is_no_span() -> None:
    """In a chart of years, a day is a point."""
    found = a_chart(a_claim("2020", 1), a_claim("2024-08-17", 2))
    assert [mark.is_span for mark in found.marks] == [True, False]


@pytest.mark.parametrize("due", ["2025-12-31", "2025-12", "2025-Q4", "2025-S2", "2025"])
def test_a_target_stands_at_the_last_day_it_is_due(due: str) -> None:
    """A year's target is due when the year ends, and is a point."""
    found = a_chart(a_claim("2022-01-01", 1), a_target(due, 9), a_claim("2025-12-31", 5))
    target, result = found.marks[1:]
    assert target.x == result.x
    assert target.start == target.end == target.x


def test_today_is_a_line_where_it_lies_in_the_chart() -> None:
    """The axis reaches today; if all claims are in the future there is no line."""
    assert a_chart(a_claim("2020", 1)).today == pytest.approx(97, abs=0.1)
    assert a_chart(a_target("2030-12-31", 1)).today is None


@pytest.mark.parametrize(("due", "anchor"), [("2026-07-31", "end"), ("2199", "start")])
def test_todays_word_stands_inside(due: str, anchor: str) -> None:
    """The word is on the side of its line that has room, and above every label."""
    found = a_chart(a_claim("2025", 1), a_target(due, 1))
    assert found.today_anchor == anchor
    assert all(label_box(mark, NARROWEST).top > 10 + DESCENT for mark in found.marks if mark.label)


def test_nothing_to_draw() -> None:
    """A series without a claim has no chart."""
    assert chart([], TODAY, AXIS) is None


# --- ranges and breaks -------------------------------------------------------------------------


def test_a_range_is_a_bar_from_its_low_to_its_high_end() -> None:
    """Both ends are where single values of that size would be."""
    found = a_chart(a_claim("2022", 20), a_claim("2023", 60), a_claim("2024", 20, 60))
    low, high, both = found.marks
    assert both.y == high.y
    assert both.y + both.bar == pytest.approx(low.y)
    assert (low.bar, high.bar) == (0, 0)


def test_the_scale_holds_both_ends_of_a_range() -> None:
    """A range below zero widens the scale downwards."""
    found = a_chart(a_claim("2024", -40, 60))
    (mark,) = found.marks
    assert found.values[0].at >= mark.y + mark.bar
    assert found.values[-1].at <= mark.y


def test_a_break_is_a_line_at_its_day() -> None:
    """It is between the figures before and from that day on; beyond the scale it is left out."""
    claims = [a_claim("2022-12-31", 1), a_claim("2023-01-01", 1), a_claim("2024-12-31", 1)]
    days = [day("2023-01-01"), day("2020-01-01"), day("2030-01-01")]
    found = a_chart(*claims, breaks=[ChartBreak(each, f"{each}") for each in days])
    (line,) = found.breaks
    assert line.title == "2023-01-01"
    assert found.marks[0].x <= line.x <= found.marks[1].x


# --- lines -------------------------------------------------------------------------------------


def joined(*claims: ChartClaim) -> int:
    """Return the number of lines between these claims."""
    return len(a_chart(*claims).lines)


def test_a_line_joins_neighbouring_final_results() -> None:
    """Lines follow the order of dates, not the order of the file."""
    finals = [a_claim(year, 5, final=True) for year in ("2024", "2022", "2023")]
    found = a_chart(*finals)
    ends = [(line.x1, line.x2) for line in found.lines]
    xs = sorted(mark.x for mark in found.marks)
    assert ends == [(xs[0], xs[1]), (xs[1], xs[2])]


def test_no_line_leads_across_a_break() -> None:
    """Figures measure something else from a break on; an earlier one parts nothing."""
    ends = [a_claim("2022", 1, final=True), a_claim("2024", 2, final=True)]
    for day_of_break, lines in (("2023-01-01", 0), ("2024-06-01", 0), ("2021-01-01", 1)):
        found = a_chart(*ends, breaks=[ChartBreak(day(day_of_break), "")])
        assert len(found.lines) == lines, day_of_break


def test_no_line_leads_to_a_range() -> None:
    """A line would have to choose one of its ends."""
    assert joined(a_claim("2022", 1, final=True), a_claim("2023", 2, 3, final=True)) == 0


def test_claims_that_are_not_final_are_points() -> None:
    """Claims of different speakers are not a trend."""
    assert joined(a_claim("2022", 1), a_claim("2023", 2)) == 0
    assert joined(a_claim("2022", 1, final=True), a_claim("2023", 2)) == 0


def test_a_claim_between_breaks_the_line() -> None:
    """A result between two final results, disputed or not, leaves a gap."""
    ends = [a_claim("2022", 1, final=True), a_claim("2024", 2, final=True)]
    assert joined(*ends) == 1
    assert joined(*ends, a_claim("2023", 3)) == 0
    assert joined(*ends, a_claim("2023", 3, shape=MarkShape.DISPUTED)) == 0


def test_a_sum_is_no_claim() -> None:
    """It neither breaks a line nor gets one, and the highest figure of many is a claim's."""
    ends = [a_claim("2022", 1, final=True), a_claim("2024", 2, final=True)]
    whole = a_claim("2022-01-01/2024-12-31", 3, shape=MarkShape.SUM, rank=chart_geometry.RIVALS)
    assert joined(*ends, whole) == 1
    many = [a_claim(f"20{10 + nth // 12}-{nth % 12 + 1:02}", nth) for nth in range(40)]
    found = a_chart(*many, whole)
    assert {mark.label.text for mark in found.marks if mark.label} == {"39", "3"}
    assert found.stacked[0].shape is MarkShape.SUM


def test_a_target_neither_breaks_a_line_nor_gets_one() -> None:
    """A target is not a result."""
    ends = [a_claim("2022", 1, final=True), a_claim("2024", 2, final=True)]
    assert joined(*ends, a_target("2023", 3)) == 1


# --- years -------------------------------------------------------------------------------------


def years(*dates: str, today: str = "2026-06-30") -> list[str]:
    """Return the years below the chart."""
    found = a_chart(*(a_claim(date, 1) for date in dates), today=day(today))
    return [tick.text for tick in found.years]


def test_years_are_written_below() -> None:
    """Each of a few years with room is written, every second or third of many."""
    assert years("2022") == ["2022", "2023", "2024", "2025", "2026"]
    assert years("2026-05-01") == ["2026"]
    assert years("2015", today="2026-06-30") == ["2015", "2018", "2021", "2024"]
    assert len(years("1945", today="2199-01-01")) <= 5


@given(
    first=st.dates(dt.date(1950, 1, 1), dt.date(2050, 1, 1)),
    days=st.integers(0, 20000),
)
def test_years_never_overlap(first: dt.date, days: int) -> None:
    """At the narrowest width there is space between any two years, and none leaves the chart."""
    found = a_chart(a_claim(first.isoformat(), 1), today=first + dt.timedelta(days))
    assert found.years
    ends = 0.0
    for tick in found.years:
        long = THIN * width_of(tick.text)
        x = tick.at * NARROWEST / 100
        left = x - {"start": 0, "middle": long / 2, "end": long}[tick.anchor]
        assert left >= ends
        ends = left + long
    assert ends <= NARROWEST


# --- labels ------------------------------------------------------------------------------------


def test_the_most_important_claims_are_labelled_first() -> None:
    """If there is no room for all labels, lower ranks keep theirs."""
    ranks = (4, 3, 0, 2, 1)
    found = a_chart(*(a_claim("2024", 10, rank=rank, label="1" * 23) for rank in ranks))
    labelled = sorted(rank for rank, mark in zip(ranks, found.marks, strict=True) if mark.label)
    assert 1 < len(labelled) < len(ranks)
    assert labelled == list(range(len(labelled)))


def test_a_label_without_room_is_brief() -> None:
    """The word of a qualifier gives way to its sign, before the label is left out."""
    claims = [a_claim("2024", 10, label="9" * 60, brief="± 10"), a_claim("2025", 20, brief="> 20")]
    assert [mark.label and mark.label.text for mark in a_chart(*claims).marks] == ["± 10", "20"]


def test_among_other_charts_only_what_matters_is_labelled() -> None:
    """In a comparison only the latest, the unmatched claim and targets are labelled."""
    ranks = (0, 1, 2, chart_geometry.RIVALS, OTHERS)
    claims = [a_claim(f"20{20 + nth}", 10 + nth, rank=rank) for nth, rank in enumerate(ranks)]
    frame = chart_geometry.ChartFrame(day("2019-01-01"), day("2026-12-31"))
    for among, expected in ((frame, [0, 1, 2]), (None, sorted(ranks))):
        found = chart(claims, TODAY, AXIS, frame=among)
        assert found is not None
        marks = zip(ranks, found.marks, strict=True)
        assert [rank for rank, mark in marks if mark.label] == expected


def test_one_claim() -> None:
    """A single claim is labelled, and the axis starts at zero."""
    found = a_chart(a_claim("2024", 100000))
    assert [mark.label is not None for mark in found.marks] == [True]
    assert found.values[0].text == "0"


def test_all_equal() -> None:
    """Claims of the same value on the same day overlap; their label appears once."""
    found = a_chart(*(a_claim("2024-08-17", 100000) for _ in range(5)))
    assert len({(mark.x, mark.y) for mark in found.marks}) == 1
    assert all(not overlaps(found, width) for width in WIDTHS)


def test_a_hundred_claims() -> None:
    """All of many claims are marked, some are labelled, and none is hidden."""
    claims = [
        a_claim(f"20{10 + nth // 12}-{nth % 12 + 1:02}", (nth * 7919) % 160000, rank=nth % 9)
        for nth in range(100)
    ]
    found = a_chart(*claims)
    assert len(found.marks) == 100
    assert sum(mark.label is not None for mark in found.marks) > 1
    assert found.gutter
    assert [overlaps(found, width - found.gutter) for width in WIDTHS] == [[], [], []]


def claims_on(dates: st.SearchStrategy[str]) -> st.SearchStrategy[list[ChartClaim]]:
    """Return a strategy for many claims of every kind on these dates."""
    return st.lists(
        st.builds(
            a_claim,
            dates,
            st.integers(-20, 160).map(lambda thousands: thousands * 1000),
            st.none() | st.integers(161, 200).map(lambda thousands: thousands * 1000),
            label=st.sampled_from(["14.000", "100.000", "Rp20,5 miliar", "87,0%", "7"]),
            rank=st.integers(0, OTHERS),
            shape=st.sampled_from(["result", "disputed", "target"]).map(MarkShape),
        ),
        min_size=1,
        max_size=20,
    )


DAYS = st.dates(dt.date(2022, 1, 1), dt.date(2026, 6, 1)).map(dt.date.isoformat)
LONGER = st.sampled_from(["2022", "2023", "2024", "2025", "2024-S1", "2023-Q3", "2025-11"])
DAYS_OF_A_MONTH = st.dates(dt.date(2024, 7, 1), dt.date(2024, 7, 31)).map(dt.date.isoformat)


@settings(max_examples=150)
@given(claims_on(DAYS | LONGER) | claims_on(DAYS_OF_A_MONTH | st.just("2022")))
def test_labels_never_hide_anything(claims: Sequence[ChartClaim]) -> None:
    """At 320 pixels or wider no label overlaps another or a mark, and none leaves the chart."""
    found = a_chart(*claims)
    for width in [*WIDTHS, 420]:
        assert overlaps(found, width) == []
        for mark in found.marks:
            if mark.label:
                box = label_box(mark, width)
                assert box.left >= 0
                assert box.right <= width
                assert box.top >= 0
                assert box.bottom <= HEIGHT


def test_the_narrowest_width_is_a_small_phones() -> None:
    """The narrowest width is 320 pixels less the page's margins."""
    assert chart_geometry.NARROWEST == 320 - 2 * 16


def test_many_results_recede() -> None:
    """Above 24 claims, results without a label are small; disputed ones and targets never are."""
    results = [a_claim(f"20{10 + nth}", 10 + nth % 5, label="1" * 20) for nth in range(16)]
    others = [a_claim("2012", 20, shape=MarkShape.DISPUTED), a_target("2013", 30)]
    for many, is_small in ((1, False), (2, True)):
        found = a_chart(*(results * many), *others)
        small = [mark for mark in found.marks if mark.is_small]
        assert bool(small) == is_small
        assert all(mark.shape is MarkShape.RESULT and mark.label is None for mark in small)


def test_a_bar_is_as_long_as_its_dates() -> None:
    """The bar of an imprecise date begins on its first day and ends on its last."""
    found = a_chart(a_claim("2024", 10), a_claim("2025-12-31", 20), today=day("2025-12-31"))
    bar, _ = found.marks
    assert bar.width == pytest.approx(94 * 366 / 731, abs=0.1)


def test_a_bar_hides_no_mark() -> None:
    """Bars are drawn before the marks of days."""
    found = a_chart(a_claim("2024-06-30", 10), a_claim("2024", 10), a_claim("2025-12-31", 20))
    assert [mark.is_span for mark in found.stacked] == [True, False, False]
