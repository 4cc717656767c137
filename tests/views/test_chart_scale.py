"""Charts of up to 150 claims: no two texts meet, and what matters most has its value."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from tests.views.made_charts import CHARTS, TODAY, MadeChart, made_chart, meeting, text_boxes

from terang.views import home_answers
from terang.views.chart_geometry import CLAIMED, NARROWEST, OTHERS, ChartFrame
from terang.views.chart_labels import MOST_VALUES

SMALL = {
    "home": (ChartFrame(TODAY, TODAY, home_answers.CHART_HEIGHT), (NARROWEST, 452, 704)),
    "comparison": (ChartFrame(dt.date(2010, 1, 1), TODAY), (NARROWEST, 336)),
    "one scale": (
        ChartFrame(dt.date(2010, 1, 1), TODAY, values=(Decimal(0), Decimal(3_000_000_000))),
        (NARROWEST, 336),
    ),
}
"""The frames of small charts, and the widths that they have on screens from 320 pixels on."""


@pytest.fixture(scope="module")
def charts() -> list[MadeChart]:
    """Return all made-up charts."""
    return [made_chart(seed) for seed in range(CHARTS)]


def assert_texts_fit(made: MadeChart, number: int, width: float) -> None:
    """Assert that no two texts of a chart meet at a width, and that none leaves it."""
    boxes = list(text_boxes(made.chart, width, made.view.today))
    assert meeting(boxes) == [], f"chart {number} at {width}"
    for box in boxes:
        assert box.left >= 0, (number, box)
        assert box.right <= width, (number, box)
        assert box.top >= -1, (number, box)
        assert box.bottom <= made.chart.height, (number, box)


def test_no_two_texts_meet(charts: list[MadeChart]) -> None:
    """On no screen, and no text leaves the chart."""
    assert max(len(made.claims) for made in charts) >= 140
    for width in (NARROWEST, 420, 4 * NARROWEST):
        for number, made in enumerate(charts):
            assert_texts_fit(made, number, width)


@pytest.mark.parametrize("has_losses", [False, True])
@pytest.mark.parametrize("place", SMALL)
def test_no_two_texts_of_a_small_chart_meet(place: str, has_losses: bool) -> None:  # noqa: FBT001
    """Neither on the home page nor in a comparison, on its own scale and on one for all."""
    frame, widths = SMALL[place]
    for number in range(0, CHARTS, 2):
        made = made_chart(number, frame, has_losses=has_losses)
        assert made.chart.height == frame.height
        assert not made.chart.gutter
        for width in widths:
            assert_texts_fit(made, number, width)


def test_what_matters_most_has_its_value(charts: list[MadeChart]) -> None:
    """Above 24 claims the latest, the highest and the first targets are named in the gutter."""
    many = [made for made in charts if made.chart.gutter]
    assert len(many) > CHARTS / 2
    for made in many:
        pairs = list(zip(made.claims, made.chart.marks, strict=True))
        results = [claim for claim in made.claims if claim.shape in CLAIMED]
        named = {mark.label.text for _, mark in pairs if mark.label}
        assert max(results, key=lambda claim: claim.high).label in named
        assert {claim.label for claim in made.claims if claim.rank == 0} <= named
        assert len([mark for _, mark in pairs if mark.label]) <= MOST_VALUES
        for claim, mark in pairs:
            assert not (mark.is_small and claim.rank < OTHERS)
            assert mark.label is None or mark.label.in_gutter


def test_each_value_is_near_its_mark(charts: list[MadeChart]) -> None:
    """Values in the gutter are in their order, the highest on top."""
    for made in charts:
        if made.chart.gutter:
            pairs = zip(made.claims, made.chart.marks, strict=True)
            values = [(mark.label.y, claim.high) for claim, mark in pairs if mark.label]
            in_order = [value for _, value in sorted(values)]
            assert in_order == sorted(in_order, reverse=True)
