"""The labels of a chart: beside their marks, or below each other in a gutter at the right edge.

Labels beside marks that do not overlap at the narrowest width never overlap, because marks only
move apart as the chart grows. A gutter has the same width in pixels on every screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

NARROWEST = 288
"""The width of a chart in pixels on a screen of 320 pixels."""

MARK_SIZE = 7
"""The distance from the middle of a mark to its edge, in pixels."""
_LINE, _GAP = 15, 9
_DIGIT, _LETTER, _NARROW, _POINT, _WIDE = 9.1, 9.4, 6.5, 5, 13.6
"""The widths of characters in pixels, in the widest bold font of the theme at 13 pixels."""
_REGULAR_DIGIT, _REGULAR = 0.92, 0.86
"""The widths of digits and of other characters in regular type, as parts of those of bold ones."""
_BAR = 3
"""Half the height of the bar of an imprecise date."""
_AXIS = 4
"""Pixels between a grid line and the value above it, and beside that value."""
_REACH = _GAP + _LINE + MARK_SIZE
"""The largest vertical distance between a mark and its label, in pixels."""

GUTTERS = (72, 104, 144)
"""The widths of a gutter in pixels; the stylesheet has a class for each."""
MOST_VALUES = 30
"""The most labels in a gutter."""
_INDENT = 10
"""Pixels from the gutter's left edge to its labels."""


@dataclass(frozen=True, slots=True)
class ChartLabel:
    """A text beside a mark, or in the gutter.

    `anchor` is SVG's text-anchor, `dx` is in pixels from the mark, or from the gutter's left edge.
    """

    text: str
    dx: float
    y: float
    anchor: str
    in_gutter: bool = False


class MarkPlace(NamedTuple):
    """The position of a claim: its mark, the length of its bar, and the ends of its span."""

    x: float
    y: float
    bar: float
    start: float
    end: float


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


def place_labels(
    wanted: Iterable[tuple[int, Sequence[str]]],
    places: Sequence[MarkPlace],
    axis: Iterable[tuple[float, str]],
    floor: float,
) -> Mapping[int, ChartLabel]:
    """Return the labels for which there is room, by the number of their mark.

    `wanted` are numbers of marks, the most important first, each with the texts of which the first
    that has room is the label. `axis` are the heights and texts of the values at the edge; `floor`
    is the height of the axis below. A label lies on the bar of an imprecise date only where it has
    no other place.
    """
    taken = [_mark_box(place) for place in places]
    taken += [_axis_box(at, text) for at, text in axis]
    bars = [_bar_box(place) for place in places if place.end > place.start]
    labels: dict[int, ChartLabel] = {}
    for number, texts in wanted:
        place, own = places[number], taken[number]
        above, below = place.y - _REACH, place.y + place.bar + _REACH
        boxes = [box for box in taken if box.bottom > above and box.top < below and box is not own]
        clear = [*boxes, *(bar for bar in bars if bar.bottom > above and bar.top < below)]
        found = (
            _free_label(text, place, others, floor) for text in texts for others in (clear, boxes)
        )
        placed = next(filter(None, found), None)
        if placed is not None:
            labels[number] = placed[0]
            taken.append(placed[1])
    return labels


def gutter_width(texts: Iterable[str]) -> int:
    """Return the width of the narrowest gutter that holds these texts; of the widest, else."""
    needed = _INDENT + max(map(text_width, texts), default=0)
    return next((width for width in GUTTERS if width >= needed), GUTTERS[-1])


def gutter_height(count: int) -> int:
    """Return the height of a number of labels below each other, in pixels."""
    return count * _LINE


def gutter_labels(
    wanted: Iterable[tuple[int, str]], places: Sequence[MarkPlace], top: float, floor: float
) -> Mapping[int, ChartLabel]:
    """Return labels below each other, each as near to the height of its mark as others allow.

    `top` and `floor` are the heights between which their base lines are. Of marks at one height the
    labels keep their order. A text that is wider than the widest gutter is left out.
    """
    fitting = [
        (places[number].y + 4, number, text)
        for number, text in wanted
        if _INDENT + text_width(text) <= GUTTERS[-1]
    ]
    fitting.sort(key=lambda label: label[0])
    heights: list[float] = []
    for height, _, _ in fitting:
        heights.append(max(height, heights[-1] + _LINE if heights else top))
    lowest = floor
    for index in reversed(range(len(heights))):
        heights[index] = min(heights[index], lowest)
        lowest = heights[index] - _LINE
    return {
        number: ChartLabel(text, _INDENT, round(height), "start", in_gutter=True)
        for height, (_, number, text) in zip(heights, fitting, strict=True)
    }


def text_width(text: str) -> float:
    """Return the width of a bold label in pixels, rather too wide than too narrow."""
    return sum(map(_letter_width, text))


def _letter_width(letter: str) -> float:
    if letter.isdigit():
        return _DIGIT
    if letter in "., \u00a0":
        return _POINT
    if letter in "fijlrt":
        return _NARROW
    return _WIDE if letter.isupper() or letter in "mw%±~<>≤≥" else _LETTER


def _axis_box(at: float, text: str) -> _Box:
    """Return the box of a value on the axis: above its line, from the left edge."""
    base = at - _AXIS
    widths = (
        _letter_width(letter) * (_REGULAR_DIGIT if letter.isdigit() else _REGULAR)
        for letter in text
    )
    return _Box(0, 0, base - _LINE + 3, sum(widths) + _AXIS, base + 3)


def _mark_box(place: MarkPlace) -> _Box:
    """Return the box of a mark, or of a range's two marks with the bar between them."""
    centre, foot = place.x * NARROWEST / 100, place.y + place.bar
    return _Box(
        place.x, centre - MARK_SIZE, place.y - MARK_SIZE, centre + MARK_SIZE, foot + MARK_SIZE
    )


def _bar_box(place: MarkPlace) -> _Box:
    """Return the box of the bar of an imprecise date on the narrowest screen."""
    left, right = place.start * NARROWEST / 100, place.end * NARROWEST / 100
    return _Box(place.x, left, place.y - _BAR, right, place.y + place.bar + _BAR)


def _free_label(
    text: str, place: MarkPlace, taken: Sequence[_Box], floor: float
) -> tuple[ChartLabel, _Box] | None:
    """Return the first free place for a label, tried in a fixed order; None if there is none.

    `taken` are the boxes within reach of the mark.
    """
    x, y, below = place.x, place.y, place.y + place.bar + _GAP + _LINE - 4
    width, centre = text_width(text), x * NARROWEST / 100
    places = (
        ("middle", 0, y - _GAP, centre - width / 2),
        ("middle", 0, below, centre - width / 2),
        ("end", -_GAP, y + 4, centre - _GAP - width),
        ("start", _GAP, y + 4, centre + _GAP),
        ("end", MARK_SIZE, y - _GAP, centre + MARK_SIZE - width),
        ("start", -MARK_SIZE, y - _GAP, centre - MARK_SIZE),
        ("end", MARK_SIZE, below, centre + MARK_SIZE - width),
        ("start", -MARK_SIZE, below, centre - MARK_SIZE),
    )
    for anchor, dx, baseline, left in places:
        box = _Box(x, left, baseline - _LINE + 3, left + width, baseline + 3)
        if box.fits and baseline < floor and box.is_free(taken):
            return ChartLabel(text, dx, round(baseline), anchor), box
    return None
