"""Made-up charts of up to 150 claims, and the boxes of all their texts.

A chart follows from its number. It has up to 120 monthly figures, 12 targets and 8 rivals, and
intervals of years beside days, and totals that were added up; its values are between 0.3 and
3 billion.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from terang.i18n.formatter import Language
from terang.model.definitions import Unit
from terang.model.period import parse_period
from terang.views import chart_geometry
from terang.views.chart import ChartView
from terang.views.chart_geometry import (
    AxisWords,
    Chart,
    ChartBreak,
    ChartClaim,
    ChartFrame,
    MarkShape,
    chart,
)

CHARTS = 200
TODAY = dt.date(2026, 11, 30)

_UNITS = [
    Unit.model_construct(id="orang", en="people", currency=None, percent=False),
    Unit.model_construct(id="keluarga", en="families", currency=None, percent=False),
    Unit.model_construct(id=None, en=None, currency="IDR", percent=False),
]
_LONG = ["2014-01-01/2020-12-31", "2016", "2018-S2", "2021", "2019-07-01/2025-06-30", "2023-Q3"]
_HIGHEST = 3_000_000_000

_BOLD = {
    **dict.fromkeys("0123456789", 0.696),
    **dict.fromkeys("bdgpq", 0.716),
    **dict.fromkeys("hnu", 0.712),
    **dict.fromkeys("ijl", 0.343),
    **dict.fromkeys(".,", 0.380),
    " ": 0.348,
    "\u00a0": 0.348,
    "-": 0.415,
    "a": 0.675,
    "c": 0.593,
    "e": 0.678,
    "f": 0.435,
    "k": 0.665,
    "m": 1.042,
    "o": 0.687,
    "r": 0.493,
    "s": 0.595,
    "t": 0.478,
    "v": 0.652,
    "w": 0.924,
    "x": 0.645,
    "y": 0.652,
    "z": 0.582,
    "R": 0.770,
    "%": 1.002,
}
"""The widths of letters in DejaVu Sans Bold, the widest font of the theme, in letter sizes."""
_SIZE, _ASCENT, _DESCENT, _THIN = 13, 11, 3, 0.914


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Return whether the two boxes overlap."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


@dataclass(frozen=True)
class TextBox(Box):
    """A text of a chart and its rectangle in pixels."""

    text: str


@dataclass(frozen=True)
class MadeChart:
    """A made-up chart with the claims that it shows."""

    claims: tuple[ChartClaim, ...]
    chart: Chart
    view: ChartView


def made_chart(
    seed: int, small: ChartFrame | None = None, *, has_losses: bool = False
) -> MadeChart:
    """Return the chart of a number; every third has 120 monthly figures, 12 targets, 8 rivals.

    `small` is the frame of a small chart on another page. With `has_losses` every fifth of its
    values is below zero.
    """
    dice = random.Random(seed)  # noqa: S311
    language = Language(dice.choice(["id", "en"]))
    unit = dice.choice(_UNITS)
    claims = tuple(_claims(dice, language, unit, 1.0 if seed % 3 == 0 else dice.random()))
    axis = AxisWords(lambda steps: language.axis_figures(unit, steps, 0), language.unit_word(unit))
    breaks = (
        [ChartBreak(dt.date(dice.randint(2014, 2025), 6, 1), "")] if dice.random() < 0.3 else []
    )
    frame = ChartFrame(dt.date(2015, 1, 1), TODAY) if dice.random() < 0.1 else None
    if has_losses:
        claims = tuple(map(_with_loss, range(len(claims)), claims))
    if small is not None:
        frame = small
    drawn = chart(claims, TODAY, axis, frame, breaks)
    assert drawn is not None
    today = language.word("chart.today")
    view = ChartView(drawn, f"_made-{seed}", "-", "-", ("-",), "", ("-",), (), today, "")
    return MadeChart(claims, drawn, view)


def _claims(
    dice: random.Random, language: Language, unit: Unit, size: float
) -> Iterator[ChartClaim]:
    """Yield claims of one order of magnitude, or of all."""
    top = Decimal(10) ** dice.randint(0, 9) * 3
    is_mixed = dice.random() < 0.3
    numbers = itertools.count()

    def value() -> Decimal:
        if not is_mixed:
            return round(top * Decimal(dice.uniform(0.1, 1)), 1 if top < 100 else 0)
        found = Decimal(0.3 * 10 ** (dice.random() * 10))
        return round(found, 1 if found < 100 else 0)

    def claim(date: str, shape: MarkShape, rank: int, **keys: object) -> ChartClaim:
        low = value()
        high = min(low * 2, Decimal(_HIGHEST)) if dice.random() < 0.05 else low
        label = language.figure(high, unit, 0 if high == high.to_integral_value() else 1).text
        period, anchor = parse_period(date), f"claim-{next(numbers)}"
        return ChartClaim(
            period, low, high, shape, label, label, rank, anchor=anchor, **keys,  # type: ignore[arg-type]
        )  # fmt: skip

    months = [f"{2014 + number // 12}-{number % 12 + 1:02}" for number in range(120)]
    for number in range(max(1, round(120 * size))):
        rank = 0 if number == round(120 * size) - 1 else chart_geometry.OTHERS
        yield claim(months[number], MarkShape.RESULT, rank)
    for _ in range(round(12 * size)):
        due = dt.date(dice.randint(2015, 2030), 12, 31)
        life = (due - dt.timedelta(dice.randint(1, 1500)), due)
        date = dice.choice([f"{due.year}", due.isoformat()])
        yield claim(date, MarkShape.TARGET, 2, life=life)
    moment = dt.date(2014, 1, 1) + dt.timedelta(dice.randint(0, 4500))
    for _ in range(round(8 * size)):
        shape = dice.choice([MarkShape.RESULT, MarkShape.DISPUTED])
        yield claim(moment.isoformat(), shape, chart_geometry.RIVALS)
    for date in _LONG[: round(10 * size)]:
        yield claim(date, MarkShape.RESULT, chart_geometry.OTHERS)
    for year in range(2014, 2024, 3) if dice.random() < 0.3 else ():
        yield claim(f"{year}", MarkShape.SUM, chart_geometry.RIVALS)


def _with_loss(number: int, claim: ChartClaim) -> ChartClaim:
    """Return every fifth claim with its value below zero."""
    if number % 5:
        return claim
    return claim._replace(low=-claim.high, high=-claim.low, label=f"-{claim.label}")


def text_boxes(drawn: Chart, width: int, today: str) -> Iterator[TextBox]:
    """Yield the box of each text of a chart that is `width` pixels wide with its gutter."""
    plot = width - drawn.gutter

    def box(text: str, x: float, base: float, anchor: str, thin: float = _THIN) -> TextBox:
        long = thin * _SIZE * sum(_BOLD[letter] for letter in text)
        left = x - {"start": 0, "middle": long / 2, "end": long}[anchor]
        return TextBox(left, base - _ASCENT, left + long, base + _DESCENT, text)

    for tick in drawn.values:
        yield box(tick.text, 0, tick.at - 4, "start")
    for tick in drawn.years:
        yield box(tick.text, tick.at * plot / 100, drawn.height - 8, tick.anchor)
    if drawn.today is not None:
        yield box(today, drawn.today * plot / 100, 10, drawn.today_anchor)
    for mark in drawn.marks:
        if label := mark.label:
            x = plot if label.in_gutter else mark.x * plot / 100
            yield box(label.text, x + label.dx, label.y, label.anchor, 1)


def meeting(boxes: Iterable[TextBox]) -> list[tuple[str, str]]:
    """Return the pairs of texts whose boxes overlap."""
    return [
        (first.text, second.text)
        for first, second in itertools.combinations(boxes, 2)
        if first.meets(second)
    ]
