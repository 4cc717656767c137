"""Observations that cannot be set against each other."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Sequence
from fractions import Fraction

from terang.derivation.states import CountingDate
from terang.model.definitions import Direction
from terang.model.entries import Observation


def unmatched(
    observations: Iterable[Observation], dates: Sequence[CountingDate], direction: Direction
) -> Observation | None:
    """Return the claim that no later one reaches: strictly better than every later observation.

    Disputed and set-aside observations take part on both sides, but a later date must count. Of
    several the best; of equals the last by date, then in the file.
    """
    if direction is Direction.NONE or not dates:
        return None
    ordered = sorted(observations, key=lambda observation_item: observation_item.date)
    periods = [item.date for item in ordered]
    merits = [merit(Fraction(item.value), direction) for item in ordered]
    # The best value of each observation and of all after it.
    best_since = [*itertools.accumulate(reversed(merits), max)][::-1]
    found: Observation | None = None
    best: Fraction | None = None
    for observation, value in zip(ordered, merits, strict=True):
        later = bisect.bisect_right(periods, observation.date)
        is_last = observation.date >= dates[-1].period
        if not is_last and value > best_since[later] and (best is None or value >= best):
            found, best = observation, value
    return found


def merit(value: Fraction, direction: Direction) -> Fraction:
    """A value turned so that more is better."""
    return -value if direction is Direction.DECREASE else value
