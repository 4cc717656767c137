"""The geometry of a chart: scale, ticks, marks and lines. A template draws it.

Horizontal positions are percent of the chart's width, vertical positions are pixels. So a chart
fills any screen while its letters keep their size. Labels are placed by `chart_labels`.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from terang.model.period import Period
from terang.views.chart_labels import (
    MARK_SIZE,
    MOST_VALUES,
    NARROWEST,
    ChartLabel,
    MarkPlace,
    gutter_height,
    gutter_labels,
    gutter_width,
    place_labels,
    text_width,
)

HEIGHT, LOW = 342, 232
"""The height of a chart in pixels, and that of a chart with few claims."""
_FEW = 3
_TOP, _BOTTOM = 38, 30
"""Pixels above the highest mark, for its label and the word at today's line, and below the axis."""
_BASE, _LINE = 8, 15
"""Pixels from the highest grid line up to the highest base line of a gutter, and between two."""
_LEFT, _RIGHT = 3.0, 97.0
_MOST_YEARS, _MOST_STEPS = 5, 5
RIVALS, OTHERS = 3, 4
"""The rank of a claim that others contradict, and of one that is not named among many."""
_MANY = 24
"""The number of claims above which most results are drawn small, and labels are in a gutter."""
_YEAR = 33
"""The width of a year's text in pixels."""
_YEARS_APART = 40
"""The least width in pixels for each of several years."""
_LEAST_YEAR = 10
"""The width of a part of a year that is named; its text may reach a little into the next year."""


class MarkShape(StrEnum):
    """The shape of a mark: the kind of claim that it shows, a sum, a span of days, or a break."""

    RESULT = "result"
    DISPUTED = "disputed"
    TARGET = "target"
    SUM = "sum"
    """A total that was added up, because no claim that counts states it."""
    SPAN = "span"
    BREAK = "break"


CLAIMED = frozenset({MarkShape.RESULT, MarkShape.DISPUTED})
"""The shapes of claims about the past."""


class ChartClaim(NamedTuple):
    """A claim to draw: a value or a range over a period, with its label and its label's rank.

    A total that was added up is drawn like one, with a shape of its own.
    """

    period: Period
    low: Decimal | Fraction
    high: Decimal | Fraction
    shape: MarkShape
    label: str
    title: str
    rank: int
    """Lower ranks get their label first; from `RIVALS` on none in a comparison."""
    final: bool = False
    anchor: str = ""
    life: tuple[dt.date, dt.date] | None = None
    """The days on which a target holds: from its announcement to its deadline or replacement."""
    replaced_by: str = ""
    """The anchor of the target that replaces it within its life; empty without one."""
    brief: str = ""
    """The label with a sign for its qualifier, for where the word has no room; else empty."""

    @property
    def labels(self) -> Sequence[str]:
        """The label and its brief form, in the order of preference."""
        return (self.label, self.brief) if self.brief else (self.label,)


@dataclass(frozen=True, slots=True)
class AxisWords:
    """The values on the axis in the page's language; the top value gets the unit."""

    write: Callable[[Sequence[Fraction]], Sequence[str]]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ChartBreak:
    """A day from which figures do not measure the same, with its reason in words."""

    day: dt.date
    title: str


class ChartMark(NamedTuple):
    """The mark of a claim: `x` and the ends of its span in percent, `y` in pixels.

    A claim about more days than a mark covers has a bar of their length, and no mark at its middle,
    where nobody said anything. A range has a mark or a bar at each end, with a line between them.
    """

    shape: MarkShape
    x: float
    y: float
    """The height of the value, or of a range's high end."""
    bar: float
    """The length of the bar from a range's high to its low end in pixels; 0 for a single value."""
    start: float
    end: float
    title: str
    label: ChartLabel | None
    is_span: bool = False
    """True if the period is wider than the mark."""
    is_small: bool = False
    """True for one of so many results that only the most important keep their size."""
    anchor: str = ""
    life: tuple[float, float] | None = None
    """The ends of the line of a target that is drawn over its life, in percent."""
    step: float | None = None
    """The height of the target that replaces it at the end of its life."""

    @property
    def width(self) -> float:
        """The length of the bar of a span, in percent."""
        return _short(self.end - self.start)

    @property
    def foot(self) -> float:
        """The height of a range's low end."""
        return self.y + self.bar


@dataclass(frozen=True, slots=True)
class Tick:
    """A grid line and its text."""

    at: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class BreakLine:
    """The line at a break in the measurement: its position in percent, its reason in words."""

    x: float
    title: str


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
    breaks: tuple[BreakLine, ...]
    values: tuple[Tick, ...]
    years: tuple[Tick, ...]
    today: float | None
    gutter: int = 0
    """The width in pixels that is left free for labels at the right, outside of the 100 %."""

    @property
    def receded(self) -> Sequence[ChartMark]:
        """The small marks, which are drawn first."""
        return [mark for mark in self.marks if mark.is_small]

    @property
    def stacked(self) -> Sequence[ChartMark]:
        """The other marks in the order of drawing: sums, bars, then what must not be hidden."""
        named = [mark for mark in self.marks if not mark.is_small]
        return sorted(named, key=lambda mark: (mark.shape is not MarkShape.SUM, not mark.is_span))

    @property
    def today_anchor(self) -> str:
        """The text-anchor of the word at today's line: the side that has room."""
        return "start" if (self.today or 0) < 100 / 2 else "end"


@dataclass(frozen=True, slots=True)
class ChartFrame:
    """The days and values that a chart must cover, so that several charts share them."""

    first: dt.date
    last: dt.date
    height: int = LOW
    """In pixels."""
    values: tuple[Decimal | Fraction, ...] = ()
    """The lowest and the highest value, where charts share their scale."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """The scale of a chart: days to percent, values to pixels."""

    first: dt.date
    days: int
    low: float
    high: float
    height: int = HEIGHT
    width: int = NARROWEST
    """The width of the drawing on the narrowest screen, in pixels."""

    def x(self, day: dt.date, offset: float = 0.0) -> float:
        return self.after((day - self.first).days + offset)

    def after(self, days: float) -> float:
        """Return the position of a number of days after the first day."""
        return _short(_LEFT + (_RIGHT - _LEFT) * (days / self.days))

    def y(self, value: Decimal | Fraction) -> float:
        share = (float(value) - self.low) / (self.high - self.low)
        return round(self.height - _BOTTOM - (self.height - _BOTTOM - _TOP) * share)


def _short(number: float) -> float:
    """Return a number with a decimal, or without one if that is a zero: a page holds many."""
    rounded = round(float(number), 1)
    return int(rounded) if rounded.is_integer() else rounded


def chart(
    claims: Sequence[ChartClaim],
    today: dt.date,
    axis: AxisWords,
    frame: ChartFrame | None = None,
    breaks: Sequence[ChartBreak] = (),
) -> Chart | None:
    """Return the geometry of a chart; None without claims.

    `frame` widens days and values to those of other charts, and gives the height and few labels.
    Breaks outside of the scale are left out.
    """
    if not claims:
        return None
    days = [day for claim in claims for day in (claim.period.first, claim.period.last)]
    values = [value for claim in claims for value in (claim.low, claim.high)]
    if frame is not None:
        days += [frame.first, frame.last]
        values += frame.values
    first, last = min(days), max(*days, today)
    steps = value_steps(Fraction(min(values)), Fraction(max(values)))
    named = _named(claims) if len(claims) > _MANY and frame is None else {}
    gutter = gutter_width(named.values()) if named else 0
    height = HEIGHT if len(claims) > _FEW else LOW
    if frame is not None:
        height = frame.height
    height = max(height, gutter_height(len(named)) + _TOP + _BOTTOM)
    low, high = float(steps[0]), float(steps[-1])
    days_shown = max((last - first).days + 1, 1)
    scale = _Scale(first, days_shown, low, high, height, NARROWEST - gutter)
    *texts, top = axis.write(steps)
    texts.append(f"{top} {axis.unit}".strip())
    ticks = tuple(Tick(scale.y(step), text) for step, text in zip(steps, texts, strict=True))
    return Chart(
        height=height,
        floor=scale.y(max(steps[0], Fraction())),
        marks=_marks(claims, scale, ticks, named, among_others=frame is not None),
        lines=tuple(_lines(claims, scale, breaks)),
        breaks=tuple(
            BreakLine(scale.x(change.day), change.title)
            for change in breaks
            if first <= change.day <= last
        ),
        values=ticks,
        years=tuple(_apart(_years(scale, last), scale)),
        today=scale.x(today, 0.5) if today >= first else None,
        gutter=gutter,
    )


def _named(claims: Sequence[ChartClaim]) -> dict[int, str]:
    """Return the labels that stand out among many claims, by their number: the most important.

    They are the latest, the unmatched, the highest, targets, rivals and sums; of several with one
    value, the newest.
    """
    results = [claim.high for claim in claims if claim.shape in CLAIMED]
    highest = max(results, default=None)
    numbers = [
        number
        for number, claim in enumerate(claims)
        if claim.rank < OTHERS or (claim.shape in CLAIMED and claim.high == highest)
    ]
    numbers.sort(key=lambda number: (claims[number].rank, -claims[number].period.last.toordinal()))
    named: dict[tuple[Decimal | Fraction, str], int] = {}
    for number in numbers:
        named.setdefault((claims[number].high, claims[number].label), number)
    return {number: text for (_, text), number in [*named.items()][:MOST_VALUES]}


@functools.lru_cache(maxsize=64)
def value_steps(lowest: Fraction, highest: Fraction) -> Sequence[Fraction]:
    """Return the ticks of a chart's scale: round values from zero, or the lowest, to the top.

    The charts of an area in both languages, and those of areas on one scale, follow each other.
    """
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
    room = (_RIGHT - _LEFT) * scale.width / 100
    stride = math.ceil(len(years) / min(_MOST_YEARS, int(room / _YEARS_APART)))
    if stride > 1:
        begun = first > dt.date(first.year, 1, 1)
        for year in years[int(begun) :: stride]:
            yield _year(year, scale.x(dt.date(year, 1, 1)), scale)
        return
    for year in years:
        start, end = max(dt.date(year, 1, 1), first), min(dt.date(year, 12, 31), last)
        if ((end - start).days + 1) * 100 / scale.days > _LEAST_YEAR:
            yield _year(year, scale.x(start + (end - start) / 2), scale)


def _apart(years: Iterable[Tick], scale: _Scale) -> Iterable[Tick]:
    """Yield the years whose texts do not meet the one before them on the narrowest screen."""
    end = 0.0
    for tick in years:
        before = {"start": 0.0, "middle": _YEAR / 2, "end": _YEAR}[tick.anchor]
        left = tick.at * scale.width / 100 - before
        if left >= end:
            yield tick
            end = left + _YEAR


def _year(year: int, x: float, scale: _Scale) -> Tick:
    """Return a year at a position; near the edges its text runs inwards."""
    half = _YEAR * 50 / scale.width
    return Tick(x, str(year), "start" if x < half else "end" if x > 100 - half else "middle")


def _lines(
    claims: Sequence[ChartClaim], scale: _Scale, breaks: Sequence[ChartBreak]
) -> Iterable[ChartLine]:
    """Yield lines between neighbouring final results; other claims are points, not a trend.

    No line leads across a break, or to a range.
    """
    results = sorted(
        (claim for claim in claims if claim.shape in CLAIMED),
        key=lambda claim: claim.period,
    )
    for earlier, later in itertools.pairwise(results):
        is_broken = any(earlier.period.first < change.day <= later.period.last for change in breaks)
        has_range = earlier.low != earlier.high or later.low != later.high
        if earlier.final and later.final and not (is_broken or has_range):
            from_, to = (_place(claim, scale) for claim in (earlier, later))
            yield ChartLine(from_.x, from_.y, to.x, to.y)


def _place(claim: ChartClaim, scale: _Scale) -> MarkPlace:
    """Return the position of a result, mid-period, or of a target, on its last day due."""
    period, y = claim.period, scale.y(claim.high)
    bar = 0 if claim.low is claim.high else scale.y(claim.low) - y
    if claim.shape is MarkShape.TARGET:
        x = scale.x(period.last, 0.5)
        return MarkPlace(x, y, bar, x, x)
    before, days = (period.first - scale.first).days, (period.last - period.first).days + 1
    return MarkPlace(
        scale.after(before + days / 2), y, bar, scale.after(before), scale.after(before + days)
    )


def _marks(
    claims: Sequence[ChartClaim],
    scale: _Scale,
    ticks: Sequence[Tick],
    named: Mapping[int, str],
    *,
    among_others: bool,
) -> tuple[ChartMark, ...]:
    """Return the mark of every claim; labels are placed by rank and left out without room.

    `named` are the labels in the gutter, if there is one.
    """
    places = [_place(claim, scale) for claim in claims]
    floor = scale.height - _BOTTOM
    if named:
        is_wide = text_width(ticks[-1].text) > scale.width
        top = _TOP + _LINE if is_wide else _TOP - _BASE
        from_top = sorted(named.items(), key=lambda item: -claims[item[0]].high)
        labels = gutter_labels(from_top, places, top, floor)
    else:
        by_rank = sorted(range(len(claims)), key=lambda number: (claims[number].rank, number))
        wanted = [
            (number, claims[number].labels)
            for number in by_rank
            if not (among_others and claims[number].rank >= RIVALS)
        ]
        axis = [(tick.at, tick.text) for tick in ticks]
        labels = place_labels(wanted, places, axis, floor)
    are_many = len(claims) > _MANY
    heights = {claim.anchor: place.y for claim, place in zip(claims, places, strict=True)}
    least_span = 2 * MARK_SIZE * 100 / scale.width
    return tuple(
        ChartMark(
            shape=claim.shape,
            x=place.x,
            y=place.y,
            bar=place.bar,
            start=place.start,
            end=place.end,
            title=claim.title,
            label=labels.get(index),
            is_span=place.end - place.start > least_span,
            is_small=are_many
            and claim.shape is MarkShape.RESULT
            and index not in labels
            and not (named and claim.rank < OTHERS),
            anchor=claim.anchor,
            life=_life(claim, scale),
            step=heights.get(claim.replaced_by) if claim.replaced_by else None,
        )
        for index, (claim, place) in enumerate(zip(claims, places, strict=True))
    )


def _life(claim: ChartClaim, scale: _Scale) -> tuple[float, float] | None:
    """Return the ends of the line of a target; None where its days are unknown or not drawn."""
    if claim.life is None:
        return None
    first, last = claim.life
    first = max(first, scale.first)
    return (scale.x(first), scale.x(last, 0.5)) if first < last else None
