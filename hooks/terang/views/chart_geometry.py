"""Scale, ticks, marks and labels of a chart: geometry only; the drawing is a template's.

Across, everything is in percent of the chart's width; down, in pixels. So a chart fills any screen
while its letters keep their size, and labels that do not overlap at the narrowest width overlap at
none: marks only move apart as the chart grows.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from terang.model.period import Period

_Write: TypeAlias = Callable[[Fraction], str]

NARROWEST = 288
"""Pixels a chart has on a screen of 320."""

HEIGHT, LOW = 342, 232
"""Of a chart, and of one with few claims."""
_FEW = 3
_TOP, _BOTTOM = 38, 30
"""Above the highest mark there is room for its label, and for the word at today's line."""
_LEFT, _RIGHT = 3.0, 97.0
_LETTER, _LINE, _GAP = 7.2, 15, 9
_AXIS = 4
"""Pixels between a line of the grid and the value written above it."""
_MARK = 7
_REACH = _GAP + _LINE + _MARK
"""How far from a mark its label may stand, up or down."""
_MOST_YEARS, _MOST_STEPS = 5, 5
OTHERS = 3
"""The rank of a claim that is neither the latest, nor unmatched, nor a target."""
_YEAR = 10
"""Percent of the narrowest width that a year takes, written out."""


class MarkShape(StrEnum):
    """What a mark stands for; each has its own form."""

    RESULT = "result"
    DISPUTED = "disputed"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class ChartClaim:
    """What is to be drawn: a value over a period, with its label and its rank for a label."""

    period: Period
    value: Decimal
    shape: MarkShape
    label: str
    title: str
    rank: int
    """Lower ranks get their label first; those of `OTHERS` none in a chart among others."""
    final: bool = False


@dataclass(frozen=True, slots=True)
class ChartLabel:
    """A text beside a mark; `anchor` is SVG's text-anchor, `dx` pixels from x."""

    text: str
    dx: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class ChartMark:
    """A claim at its place: x and the span's ends in percent, y in pixels."""

    shape: MarkShape
    x: float
    y: float
    start: float
    end: float
    title: str
    label: ChartLabel | None

    @property
    def is_span(self) -> bool:
        """Whether its date is longer than the mark is wide."""
        return self.end - self.start > 2 * _MARK * 100 / NARROWEST


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid, and what is written at it."""

    at: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class ChartLine:
    """Two neighbouring final results, joined."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the drawing places."""

    height: int
    floor: float
    """Where the zero (or lowest) line stands, in pixels."""
    marks: tuple[ChartMark, ...]
    lines: tuple[ChartLine, ...]
    values: tuple[Tick, ...]
    years: tuple[Tick, ...]
    today: float | None

    @property
    def today_anchor(self) -> str:
        """On which side of today's line its word stands: where there is room."""
        return "start" if (self.today or 0) < 100 / 2 else "end"


@dataclass(frozen=True, slots=True)
class ChartFrame:
    """What a chart has to hold at least: so that several share one scale."""

    first: dt.date
    last: dt.date
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class _Scale:
    """Days to percent, values to pixels."""

    first: dt.date
    days: int
    low: float
    high: float
    height: int = HEIGHT

    def x(self, day: dt.date, offset: float = 0.0) -> float:
        return self.after((day - self.first).days + offset)

    def after(self, days: float) -> float:
        """So many days from the left."""
        return round(_LEFT + (_RIGHT - _LEFT) * (days / self.days), 2)

    def y(self, value: Decimal | Fraction) -> float:
        share = (float(value) - self.low) / (self.high - self.low)
        return round(self.height - _BOTTOM - (self.height - _BOTTOM - _TOP) * share, 1)


def chart(
    claims: Sequence[ChartClaim],
    today: dt.date,
    write_value: _Write,
    unit: str = "",
    frame: ChartFrame | None = None,
) -> Chart | None:
    """The geometry of these claims; None where there is nothing to draw.

    `write_value` writes a value on the axis in the page's language; the topmost bears the unit.
    `frame` widens the scale to that of other charts, and makes the chart a low one with few labels.
    """
    if not claims:
        return None
    days = [day for claim in claims for day in (claim.period.first, claim.period.last)]
    values = [claim.value for claim in claims]
    if frame is not None:
        days += [frame.first, frame.last]
        values += [frame.low, frame.high]
    first, last = min(days), max(*days, today)
    steps = value_steps(Fraction(min(values)), Fraction(max(values)))
    height = HEIGHT if len(claims) > _FEW and frame is None else LOW
    low, high = float(steps[0]), float(steps[-1])
    scale = _Scale(first, max((last - first).days + 1, 1), low, high, height)
    texts = [write_value(step) for step in steps]
    texts[-1] = f"{texts[-1]} {unit}".strip()
    ticks = tuple(Tick(scale.y(step), text) for step, text in zip(steps, texts, strict=True))
    return Chart(
        height=height,
        floor=scale.y(max(steps[0], Fraction())),
        marks=_marks(claims, scale, map(_axis_box, ticks), among_others=frame is not None),
        lines=tuple(_lines(claims, scale)),
        values=ticks,
        years=tuple(_years(scale, last)),
        today=scale.x(today, 0.5) if today >= first else None,
    )


def value_steps(lowest: Fraction, highest: Fraction) -> list[Fraction]:
    """Round steps from zero (or below the lowest) to above the highest value: at most six."""
    low, high = min(lowest, Fraction()), max(highest, Fraction())
    if low == high:
        high = Fraction(1)
    step = _round_step((high - low) / _MOST_STEPS)
    bottom, top = math.floor(low / step), math.ceil(high / step)
    return [step * count for count in range(bottom, top + 1)]


def _round_step(least: Fraction) -> Fraction:
    """The smallest of 1, 2, 2.5 or 5 times a power of ten that is not below `least`."""
    power = Fraction(10) ** math.floor(math.log10(least))
    steps = (power * factor for factor in (1, 2, Fraction(5, 2), 5, 10))
    return next(step for step in steps if step >= least)


def _years(scale: _Scale, last: dt.date) -> Iterable[Tick]:
    """A few years in their middle, where there is room; of more, every so many at its beginning."""
    first = scale.first
    years = range(first.year, last.year + 1)
    stride = math.ceil(len(years) / _MOST_YEARS)
    if stride > 1:
        begun = first > dt.date(first.year, 1, 1)
        for year in years[int(begun) :: stride]:
            yield _year(year, scale.x(dt.date(year, 1, 1)))
        return
    for year in years:
        start, end = max(dt.date(year, 1, 1), first), min(dt.date(year, 12, 31), last)
        if ((end - start).days + 1) * 100 / scale.days > _YEAR:
            yield _year(year, scale.x(start + (end - start) / 2))


def _year(year: int, x: float) -> Tick:
    """A year at its place, turned inwards near the edges."""
    return Tick(
        x, str(year), "start" if x < _YEAR / 2 else "end" if x > 100 - _YEAR / 2 else "middle"
    )


def _lines(claims: Sequence[ChartClaim], scale: _Scale) -> Iterable[ChartLine]:
    """A line joins only neighbouring final results: other claims are points, not a trend."""
    results = sorted(
        (claim for claim in claims if claim.shape is not MarkShape.TARGET),
        key=lambda element: element.period,
    )
    for item, other in itertools.pairwise(results):
        if item.final and other.final:
            from_, to = (_place(claim, scale) for claim in (item, other))
            yield ChartLine(from_.x, from_.y, to.x, to.y)


class _LabelPlace(NamedTuple):
    """Where a claim stands: its mark, and the ends of its span."""

    x: float
    y: float
    start: float
    end: float


def _place(claim: ChartClaim, scale: _Scale) -> _LabelPlace:
    """A result in the middle of its period; a target at the day it is due."""
    period, y = claim.period, scale.y(claim.value)
    if claim.shape is MarkShape.TARGET:
        x = scale.x(period.last, 0.5)
        return _LabelPlace(x, y, x, x)
    before, days = (period.first - scale.first).days, (period.last - period.first).days + 1
    return _LabelPlace(
        scale.after(before + days / 2), y, scale.after(before), scale.after(before + days)
    )


class _Box(NamedTuple):
    """Where something stands at the narrowest width; `x` is the mark it belongs to, in percent."""

    x: float
    left: float
    top: float
    right: float
    bottom: float

    def is_free(self, others: Iterable[_Box]) -> bool:
        """Whether it overlaps none of these, at the narrowest width or at a wider one.

        Side by side two only move apart, unless each stands on the other side of the other's mark:
        then they move towards each other.
        """
        own_x, own_left, own_top, own_right, own_bottom = self
        for x, left, top, right, bottom in others:
            if own_bottom <= top or bottom <= own_top:
                continue
            if own_right <= left:
                if own_x > x:
                    return False
            elif right <= own_left:
                if x > own_x:
                    return False
            else:
                return False
        return True

    @property
    def fits(self) -> bool:
        return self.left >= 0 and self.right <= NARROWEST and self.top >= 0


def _axis_box(tick: Tick) -> _Box:
    """Where a value is written on the axis: above its line, from the left edge."""
    base = tick.at - _AXIS
    return _Box(0, 0, base - _LINE + 3, len(tick.text) * _LETTER, base + 3)


def _marks(
    claims: Sequence[ChartClaim], scale: _Scale, axis: Iterable[_Box], *, among_others: bool
) -> tuple[ChartMark, ...]:
    """Every claim at its place; labels by rank, each where it is free, or none."""
    places = [_place(claim, scale) for claim in claims]
    taken = [
        _Box(x, x * NARROWEST / 100 - _MARK, y - _MARK, x * NARROWEST / 100 + _MARK, y + _MARK)
        for x, y, _, _ in places
    ]
    taken += axis
    labels: dict[int, ChartLabel] = {}
    for index in sorted(range(len(claims)), key=lambda number: (claims[number].rank, number)):
        if among_others and claims[index].rank >= OTHERS:
            break
        x, y, _, _ = places[index]
        own, above, below = taken[index], y - _REACH, y + _REACH
        boxes = [box for box in taken if box.bottom > above and box.top < below and box is not own]
        found = _free_label(claims[index].label, x, y, boxes, scale.height)
        if found is not None:
            labels[index] = found[0]
            taken.append(found[1])
    return tuple(
        ChartMark(
            shape=claim.shape,
            x=place.x,
            y=place.y,
            start=place.start,
            end=place.end,
            title=claim.title,
            label=labels.get(index),
        )
        for index, (claim, place) in enumerate(zip(claims, places, strict=True))
    )


def _free_label(
    text: str, x: float, y: float, taken: Sequence[_Box], height: int
) -> tuple[ChartLabel, _Box] | None:
    """The first free place beside a mark, tried in a fixed order; None if there is none.

    `taken` is what stands within its reach.
    """
    width, centre = len(text) * _LETTER, x * NARROWEST / 100
    places = (
        ("middle", 0.0, y - _GAP, centre - width / 2),
        ("middle", 0.0, y + _GAP + _LINE - 4, centre - width / 2),
        ("end", -_GAP, y + 4, centre - _GAP - width),
        ("start", _GAP, y + 4, centre + _GAP),
        ("end", _MARK, y - _GAP, centre + _MARK - width),
        ("start", -_MARK, y - _GAP, centre - _MARK),
        ("end", _MARK, y + _GAP + _LINE - 4, centre + _MARK - width),
        ("start", -_MARK, y + _GAP + _LINE - 4, centre - _MARK),
    )
    for anchor, dx, baseline, left in places:
        box = _Box(x, left, baseline - _LINE + 3, left + width, baseline + 3)
        if box.fits and baseline < height - _BOTTOM and box.is_free(taken):
            return ChartLabel(text, dx, round(baseline, 1), anchor), box
    return None
