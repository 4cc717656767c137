"""A value as a claim or target states it: its tolerance, all that it may mean, a target's goal.

The rules are those of docs/contract.md#meaning-of-a-claim. Arithmetic is exact and uses only what
is stated (`Span`); a tolerance withholds judgements (`Meaning`) and enters no arithmetic.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from terang.model.definitions import Direction
from terang.model.entries import Qualifier

LARGEST_TOLERANCE = Fraction(5, 100)
"""The share of a value that a tolerance read from its digits never exceeds."""


@dataclass(frozen=True, slots=True)
class Span:
    """The low and the high end of a figure; an end that is open is None."""

    low: Fraction | None
    high: Fraction | None

    @property
    def has_open_end(self) -> bool:
        """Return whether an end is open."""
        return self.low is None or self.high is None

    @classmethod
    def around(cls, spans: Iterable[Span]) -> Span:
        """Return the span from the lowest to the highest of some spans, at least one."""
        ends = list(spans)
        lows = [span.low for span in ends if span.low is not None]
        highs = [span.high for span in ends if span.high is not None]
        return cls(
            min(lows) if len(lows) == len(ends) else None,
            max(highs) if len(highs) == len(ends) else None,
        )


@dataclass(frozen=True, slots=True)
class Meaning:
    """Everything that a claim may mean: all values of a span but the excluded one, if any."""

    span: Span
    excluded: Fraction | None = None

    @property
    def excludes_top(self) -> bool:
        """Return whether the high end is approached, but not meant: "nearly 100" is below 100."""
        return self.excluded is not None and self.excluded == self.span.high

    @property
    def upper_rank(self) -> tuple[bool, Fraction, bool]:
        """Return its rank by the high end, an open one last: "nearly 100" comes before 100."""
        return self.span.high is None, self.span.high or Fraction(), not self.excludes_top

    @property
    def lower_rank(self) -> tuple[bool, Fraction]:
        """Return its rank by the low end, an open one first."""
        return self.span.low is not None, self.span.low or Fraction()

    def is_below(self, other: Meaning) -> bool:
        """Return whether everything that it may mean is below all that the other may mean."""
        high, low = self.span.high, other.span.low
        if high is None or low is None:
            return False
        return high < low or (high == low and self.excludes_top)

    def has_nothing_in_common(self, other: Meaning) -> bool:
        """Return whether no value is meant by both."""
        if self.is_below(other) or other.is_below(self):
            return True
        return self.is_the_excluded_of(other) or other.is_the_excluded_of(self)

    def is_the_excluded_of(self, other: Meaning) -> bool:
        """Return whether it means one value only, which the other excludes."""
        low, high = self.span.low, self.span.high
        return low is not None and low == high and low == other.excluded


@dataclass(frozen=True, slots=True)
class Quantity:
    """A stated value, with all that it may mean."""

    stated: Span
    meaning: Meaning
    written: Fraction | None = None
    """The one value that the source names; None for a range and for a sum."""
    plain: Fraction | None = None
    """The same where no qualifier stands beside it; a precision may."""
    tolerance: Fraction = Fraction()
    """The amount by which one value may be off; that of a sum is within its meaning."""
    is_about: bool = False
    """True if its source rounds one value: `about`, `nearly` or a precision. False for a sum."""

    @property
    def is_never_negative(self) -> bool:
        """Return whether everything that is stated is 0 or more."""
        return self.stated.low is not None and self.stated.low >= 0

    @classmethod
    def sum_of(cls, parts: Iterable[Quantity]) -> Quantity:
        """Return the sum of quantities: of their ends, tolerances included, and plain values."""
        addends = list(parts)
        stated = _sum_of_spans(part.stated for part in addends)
        meant = _sum_of_spans(part.meaning.span for part in addends)
        excludes_top = any(part.meaning.excludes_top for part in addends)
        plain = [part.plain for part in addends if part.plain is not None]
        return cls(
            stated=stated,
            meaning=Meaning(meant, meant.high if excludes_top else None),
            plain=sum(plain, Fraction()) if len(plain) == len(addends) else None,
        )


def _sum_of_spans(spans: Iterable[Span]) -> Span:
    low: Fraction | None = Fraction()
    high: Fraction | None = Fraction()
    for span in spans:
        low = None if low is None or span.low is None else low + span.low
        high = None if high is None or span.high is None else high + span.high
    return Span(low, high)


def range_of(low: Decimal, high: Decimal, *, is_rounded: bool = False) -> Quantity:
    """Return a range as its source gave it; it has no tolerance, even where a precision is written.

    `is_rounded`: a precision stands beside it, so that what follows from it is called "about".
    """
    stated = Span(Fraction(low), Fraction(high))
    return Quantity(stated, Meaning(stated), is_about=is_rounded)


# The history of states asks for the same values on each day: more than half of its time.
@functools.lru_cache(4096)
def quantity_of(
    value: Decimal,
    qualifier: Qualifier | None,
    precision: Decimal | None,
    direction: Direction,
    *,
    is_signed: bool,
) -> Quantity:
    """Return the quantity that one value with its qualifier and precision states.

    `is_signed`: the unit has values below 0, so that "at most" is open below.
    """
    number, is_rounded = Fraction(value), precision is not None
    if qualifier in {Qualifier.AT_LEAST, Qualifier.MORE_THAN}:
        stated = Span(number, None)
        return Quantity(stated, Meaning(stated), number, is_about=is_rounded)
    if qualifier is Qualifier.AT_MOST:
        stated = Span(None if is_signed else Fraction(), number)
        return Quantity(stated, Meaning(stated), number, is_about=is_rounded)
    stated = Span(number, number)
    if qualifier is None and precision is None:
        return Quantity(stated, Meaning(stated), number, number)
    around = tolerance_of(value, precision)
    is_nearly = qualifier is Qualifier.NEARLY
    is_one_sided = is_nearly and direction is not Direction.DECREASE
    meant = Span(number - around, number if is_one_sided else number + around)
    return Quantity(
        stated,
        meaning=Meaning(meant, number if is_nearly and number else None),
        written=number,
        plain=number if qualifier is None else None,
        tolerance=around,
        is_about=True,
    )


def tolerance_of(value: Decimal, precision: Decimal | None) -> Fraction:
    """Return the tolerance: half of the precision, else half the place of the last digit not 0.

    Read from the digits, it is never over 5 % of the value: 98,000 → 500; 100,000 → 5,000.
    """
    if precision is not None:
        return Fraction(precision) / 2
    exponent = value.normalize().as_tuple().exponent
    place = Fraction(10) ** exponent if isinstance(exponent, int) else Fraction()
    return min(place / 2, abs(Fraction(value)) * LARGEST_TOLERANCE)


class Answer(Enum):
    """The answer of claims to the question whether a goal is reached."""

    YES = "yes"
    NO = "no"
    BOTH = "both"
    """Some claims surely reach it, and some surely do not; others may be rough."""
    ROUGH = "rough"


@dataclass(frozen=True, slots=True)
class Goal:
    """A value that is to be reached, from which side, and how roughly it was set."""

    value: Fraction
    is_decrease: bool
    leeway: Fraction = Fraction()
    """The target's own tolerance: figures short of it, but within that, are rough."""

    def answer(self, quantity: Quantity) -> Answer:
        """Return what one claim, or one sum of claims, says."""
        if self.is_surely_reached(quantity):
            return Answer.YES
        return Answer.NO if self.is_surely_not_reached(quantity) else Answer.ROUGH

    def is_surely_reached(self, quantity: Quantity) -> bool:
        """Return whether everything that a claim may mean reaches the goal.

        A plain value that equals the goal reaches it, however it was rounded.
        """
        if quantity.plain == self.value:
            return True
        span = quantity.meaning.span
        if self.is_decrease:
            return span.high is not None and span.high <= self.value
        return span.low is not None and span.low >= self.value

    def is_surely_not_reached(self, quantity: Quantity) -> bool:
        """Return whether nothing that a claim may mean reaches the goal, or nearly does."""
        if self.is_surely_reached(quantity):
            return False
        meaning = quantity.meaning
        if self.is_decrease:
            low = meaning.span.low
            return low is not None and low > self.value + self.leeway
        high, limit = meaning.span.high, self.value - self.leeway
        return high is not None and (high < limit or (high == limit and meaning.excludes_top))


def goal_of(quantity: Quantity, direction: Direction) -> Goal:
    """Return the goal that a target sets: the low of a range (of a decrease, its high)."""
    is_decrease = direction is Direction.DECREASE
    value = quantity.written
    if value is None:
        value = quantity.stated.high if is_decrease else quantity.stated.low
    if value is None:
        raise ValueError(quantity)  # a range is closed at both ends
    return Goal(value, is_decrease, quantity.tolerance)
