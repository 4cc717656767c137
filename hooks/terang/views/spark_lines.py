"""The spark line of a series: a small bar for each year that has a figure.

Bars begin at zero and join nothing: between the figures of two years nobody said anything. Only
figures that can be compared stand side by side: the drawing has no words that would tell a part of
a year from a whole one, or what was measured before a break from what was measured after it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from terang.derivation.derive import Derived

_YEARS = 8
_STEP, _HEIGHT, _LEAST = 8, 16, 1
"""Pixels from bar to bar, of the highest bar, and of the lowest that is not zero."""


@dataclass(frozen=True, slots=True)
class Spark:
    """The bars of the last years as a path of SVG, and the size of the drawing in pixels."""

    path: str
    width: int = _YEARS * _STEP
    height: int = _HEIGHT


def spark_of(derived: Derived, breaks: Iterable[dt.date]) -> Spark | None:
    """Return the spark line of a series over eight years; None where fewer than two have a figure.

    The height of a year is its highest figure; series with figures below zero have none. A year has
    no bar if its figure is of a part of it, or begins before the last of the series' `breaks`.
    """
    first = derived.as_of.year - _YEARS + 1
    since = max((day for day in breaks if day <= derived.as_of), default=dt.date.min)
    values = {
        year - first: figure.span.high if figure.span.high is not None else figure.span.low
        for year, figure in derived.by_year.items()
        if year >= first and not figure.is_part and figure.date.first >= since
    }
    known = {place: value for place, value in values.items() if value is not None}
    top = max(known.values(), default=0)
    if len(known) < 2 or top <= 0 or min(known.values()) < 0:  # noqa: PLR2004
        return None
    heights = {
        place: max(round(value / top * _HEIGHT), _LEAST if value else 0)
        for place, value in known.items()
    }
    bars = (
        f"M{place * _STEP + _STEP // 2} {_HEIGHT}v-{height}" for place, height in heights.items()
    )
    return Spark("".join(bars))
