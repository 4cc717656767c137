"""The geometry of a chart: scale, ticks, marks and labels. A template draws it.

Horizontal positions are percent of the chart's width, vertical positions are pixels. So a chart
fills any screen while its letters keep their size. Labels that do not overlap at the narrowest
width never overlap, because marks only move apart as the chart grows.
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
"""The width of a chart in pixels on a screen of 320 pixels."""

HEIGHT, LOW = 342, 232
"""The height of a chart in pixels, and that of a chart with few claims."""
_FEW = 3
_TOP, _BOTTOM = 38, 30
"""Pixels above the highest mark, for its label and the word at today's line, and below the axis."""
_LEFT, _RIGHT = 3.0, 97.0
_LETTER, _LINE, _GAP = 7.2, 15, 9
_AXIS = 4
"""Pixels between a grid line and the value above it."""
_MARK = 7
_REACH = _GAP + _LINE + _MARK
"""The largest vertical distance between a mark and its label, in pixels."""
_MOST_YEARS, _MOST_STEPS = 5, 5
OTHERS = 3
"""The rank of a claim that is neither the latest, nor unmatched, nor a target."""
_YEAR = 10
"""The width of a year's text, in percent of the narrowest width."""


class MarkShape(StrEnum):
    """The shape of a mark: the kind of claim that it shows."""

    RESULT = "result"
    DISPUTED = "disputed"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class ChartClaim:
    """A claim to draw: a value over a period, with its label and its rank for a label."""

    period: Period
    value: Decimal
    shape: MarkShape
    label: str
    title: str
    rank: int
    """Lower ranks get their label first; `OTHERS` get no label in a comparison."""
    final: bool = False


@dataclass(frozen=True, slots=True)
class ChartLabel:
    """A text beside a mark; `anchor` is SVG's text-anchor, `dx` is in pixels from the mark."""

    text: str
    dx: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class ChartMark:
    """The mark of a claim: `x` and the ends of its span in percent, `y` in pixels."""

    shape: MarkShape
    x: float
    y: float
    start: float
    end: float
    title: str
    label: ChartLabel | None

    @property
    def is_span(self) -> bool:
        """True if the period is wider than the mark."""
        return self.end - self.start > 2 * _MARK * 100 / NARROWEST


@dataclass(frozen=True, slots=True)
class Tick:
    """A grid line and its text."""

    at: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class ChartLine:
    """A line between two neighbouring final results."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Chart:
    """The positions of everything in a chart."""

    height: int
    floor: float
    """The height of the zero line, or of the lowest line, in pixels from the top."""
    marks: tuple[ChartMark, ...]
    lines: tuple[ChartLine, ...]
    values: tuple[Tick, ...]
    years: tuple[Tick, ...]
    today: float | None

    @property
    def today_anchor(self) -> str:
        """The text-anchor of the word at today's line: the side that has room."""
        return "start" if (self.today or 0) < 100 / 2 else "end"


@dataclass(frozen=True, slots=True)
class ChartFrame:
    """The days and values that a chart must cover, so that several charts share a scale."""

    first: dt.date
    last: dt.date
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class _Scale:
    """The scale of a chart: days to percent, values to pixels."""

    first: dt.date
    days: int
    low: float
    high: float
    height: int = HEIGHT

    def x(self, day: dt.date, offset: float = 0.0) -> float:
        return self.after((day - self.first).days + offset)

    def after(self, days: float) -> float:
        """Return the position of a number of days after the first day."""
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
    """Return the geometry of a chart; None without claims.

    `write_value` returns a value on the axis in the page's language; the top value gets `unit`.
    `frame` widens the scale to that of other charts, and makes the chart low, with few labels.
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
    """Return round axis values, from zero (or below the lowest) to above the highest value."""
    low, high = min(lowest, Fraction()), max(highest, Fraction())
    if low == high:
        high = Fraction(1)
    step = _round_step((high - low) / _MOST_STEPS)
    bottom, top = math.floor(low / step), math.ceil(high / step)
    return [step * count for count in range(bottom, top + 1)]


def _round_step(least: Fraction) -> Fraction:
    """Return the smallest of 1, 2, 2.5 or 5 times a power of ten that is not below `least`."""
    power = Fraction(10) ** math.floor(math.log10(least))
    steps = (power * factor for factor in (1, 2, Fraction(5, 2), 5, 10))
    return next(step for step in steps if step >= least)


def _years(scale: _Scale, last: dt.date) -> Iterable[Tick]:
    """Yield a few years at their middle if there is room, or every n-th year at its beginning."""
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
    """Return a year at a position; near the edges its text runs inwards."""
    return Tick(
        x, str(year), "start" if x < _YEAR / 2 else "end" if x > 100 - _YEAR / 2 else "middle"
    )


def _lines(claims: Sequence[ChartClaim], scale: _Scale) -> Iterable[ChartLine]:
    """Yield lines between neighbouring final results; other claims are points, not a trend."""
    results = sorted(
        (claim for claim in claims if claim.shape is not MarkShape.TARGET),
        key=lambda claim: claim.period,
    )
    for earlier, later in itertools.pairwise(results):
        if earlier.final and later.final:
            from_, to = (_place(claim, scale) for claim in (earlier, later))
            yield ChartLine(from_.x, from_.y, to.x, to.y)


class _MarkPlace(NamedTuple):
    """The position of a claim: its mark and the ends of its span."""

    x: float
    y: float
    start: float
    end: float


def _place(claim: ChartClaim, scale: _Scale) -> _MarkPlace:
    """Return the position of a result, mid-period, or of a target, on its last day due."""
    period, y = claim.period, scale.y(claim.value)
    if claim.shape is MarkShape.TARGET:
        x = scale.x(period.last, 0.5)
        return _MarkPlace(x, y, x, x)
    before, days = (period.first - scale.first).days, (period.last - period.first).days + 1
    return _MarkPlace(
        scale.after(before + days / 2), y, scale.after(before), scale.after(before + days)
    )


class _Box(NamedTuple):
    """A rectangle in pixels at the narrowest width; `x` is the position of its mark, in percent."""

    x: float
    left: float
    top: float
    right: float
    bottom: float

    def is_free(self, others: Iterable[_Box]) -> bool:
        """Return whether it overlaps none of these boxes, at the narrowest or any wider width.

        Boxes side by side move apart as the chart grows, unless they are in the opposite order of
        their marks: then they move towards each other.
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
    """Return the box of a value on the axis: above its line, from the left edge."""
    base = tick.at - _AXIS
    return _Box(0, 0, base - _LINE + 3, len(tick.text) * _LETTER, base + 3)


def _marks(
    claims: Sequence[ChartClaim], scale: _Scale, axis: Iterable[_Box], *, among_others: bool
) -> tuple[ChartMark, ...]:
    """Return the mark of every claim; labels are placed by rank and left out without room."""
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
        placed = _free_label(claims[index].label, x, y, boxes, scale.height)
        if placed is not None:
            labels[index] = placed[0]
            taken.append(placed[1])
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
    """Return the first free place for a label, tried in a fixed order; None if there is none.

    `taken` are the boxes within reach of the mark.
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
