"""Amounts of a flow added up over the dates within a period, and sums that do not fit.

docs/contract.md#targets-of-a-flow

Several claims of one date, or several ways of cutting a period into parts, give several sums. All
of them are kept: what is said of a total holds for each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from terang.derivation.claims import CountingDate
from terang.derivation.comparability import holds_break, is_parted
from terang.derivation.quantity import Answer, Goal, Meaning, Quantity, Span
from terang.model.period import Period

MOST_SUMS = 500
"""The most sums that are told apart; of more, only the lowest and the highest end are kept."""
MOST_COVERS = 500
"""The most ways of cutting a period into parts that are looked at for conflicts."""

_DAY = dt.timedelta(days=1)
_ZERO = Span(Fraction(), Fraction())
_NOTHING = Quantity(_ZERO, Meaning(_ZERO), plain=Fraction())


@dataclass(frozen=True, slots=True)
class Sums:
    """All sums over one period, and the dates that were added up for them."""

    quantities: frozenset[Quantity]
    dates: frozenset[CountingDate]
    days: int = 0
    """The number of days of the period that they cover."""

    @property
    def span(self) -> Span:
        """Return the span from the least to the greatest sum."""
        return Span.around(quantity.stated for quantity in self.quantities)

    @property
    def anchors(self) -> tuple[str, ...]:
        """Return the anchors of all that was added up, in the order of the dates."""
        ordered = sorted(self.dates, key=lambda date: date.period)
        return tuple(anchor for date in ordered for anchor in date.anchors)

    def answers(self, goal: Goal) -> frozenset[Answer]:
        """Return what the sums say about a goal, each answer once."""
        return frozenset(goal.answer(quantity) for quantity in self.quantities)

    def with_date(self, date: CountingDate) -> Sums:
        """Return the sums with a further date: each of them plus each of its claims."""
        amounts = {claim.quantity for claim in date.claims}
        quantities = frozenset(
            Quantity.sum_of((quantity, amount))
            for quantity in self.quantities
            for amount in amounts
        )
        days = (date.period.last - date.period.first).days + 1
        return Sums(_with_limit(quantities), self.dates | {date}, self.days + days)

    def or_else(self, other: Sums | None) -> Sums:
        """Return both as alternatives."""
        if other is None:
            return self
        quantities = _with_limit(self.quantities | other.quantities)
        return Sums(quantities, self.dates | other.dates, self.days)


_EMPTY = Sums(frozenset({_NOTHING}), frozenset())


def _with_limit(quantities: frozenset[Quantity]) -> frozenset[Quantity]:
    """Return the quantities, or one from their lowest to their highest end where they are many."""
    return quantities if len(quantities) <= MOST_SUMS else frozenset({_hull_of(quantities)})


def _hull_of(quantities: Iterable[Quantity]) -> Quantity:
    """Return one quantity from the lowest to the highest end of several."""
    several = list(quantities)
    stated = Span.around(quantity.stated for quantity in several)
    meant = Span.around(quantity.meaning.span for quantity in several)
    highest = [quantity for quantity in several if quantity.meaning.span.high == meant.high]
    is_approached = all(quantity.meaning.excludes_top for quantity in highest)
    return Quantity(stated, Meaning(meant, meant.high if is_approached else None))


def dates_within(period: Period, dates: Iterable[CountingDate]) -> list[CountingDate]:
    """Return the dates of a flow whose days all lie within a period, to be added up."""
    return [date for date in dates if date.period.is_within(period)]


def total_of(period: Period, dates: Sequence[CountingDate], *, adds_up: bool) -> Sums | None:
    """Return the sums of dates that cover a period day by day, of all choices; or None.

    A date of the same days is one choice; where amounts do not add up, the only one.
    """
    reached: dict[dt.date, Sums] = {period.first: _EMPTY}
    for date in sorted(dates_within(period, dates), key=lambda date: date.period.first):
        before = reached.get(date.period.first)
        if before is None or not (adds_up or date.period == period):
            continue
        end = date.period.last + _DAY
        reached[end] = before.with_date(date).or_else(reached.get(end))
    return reached.get(period.last + _DAY)


def part_of(period: Period, dates: Sequence[CountingDate]) -> Sums | None:
    """Return the sums of dates within a period that cover the most of its days, of all choices.

    None where there is no date within it.
    """
    best = _EMPTY
    at_end: dict[dt.date, Sums] = {}
    for date in sorted(dates_within(period, dates), key=lambda date: date.period):
        first, last = date.period.first, date.period.last
        before = next((at_end[end] for end in reversed(at_end) if end < first), _EMPTY)
        candidate, known = before.with_date(date), at_end.get(last, best)
        if candidate.days > known.days:
            known = candidate
        elif candidate.days == known.days:
            known = candidate.or_else(known)
        at_end[last] = best = known
    return best if best.days else None


@dataclass(frozen=True, slots=True)
class PeriodSums:
    """Total and part of a flow over one period; each None where there is none."""

    total: Sums | None
    part: Sums | None
    has_parts: bool
    """True if there are counting dates within the period."""
    is_broken: bool = False
    """True if a break in the measurement keeps away what otherwise were added up."""

    @property
    def found(self) -> Sums | None:
        """Return the total, else the part."""
        return self.total or self.part


def sums_over(
    period: Period,
    dates: Sequence[CountingDate],
    breaks: Sequence[dt.date],
    announcement: dt.date | None = None,
    *,
    adds_up: bool,
) -> PeriodSums:
    """Return the amounts of a flow added up over a period: its total and its part.

    Neither where a break stands within it, or parts it from the day a target was announced. No part
    where there is a total, where a value of the series is negative (so that the days left out may
    lower the sum), or where amounts do not add up.
    """
    inner = dates_within(period, dates)
    total = total_of(period, inner, adds_up=adds_up)
    has_part = total is None and adds_up and all(is_never_negative(date) for date in dates)
    part = part_of(period, inner) if has_part else None
    is_parted_off = announcement is not None and is_parted(period, announcement, breaks)
    if is_parted_off or holds_break(period, breaks):
        has_sums = total is not None or part is not None
        return PeriodSums(None, None, is_broken=has_sums, has_parts=bool(inner))
    return PeriodSums(total, part, has_parts=bool(inner))


def is_never_negative(date: CountingDate) -> bool:
    """Return whether no claim of a date to be added up states less than 0."""
    return all(claim.quantity.is_never_negative for claim in date.claims)


# --- wholes and parts that do not fit ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SumConflict:
    """A whole with the parts that do not fit it."""

    whole: CountingDate
    parts: tuple[CountingDate, ...]

    @property
    def anchors(self) -> tuple[str, ...]:
        """Return the anchors of the parts, then of the whole."""
        return (*(anchor for part in self.parts for anchor in part.anchors), *self.whole.anchors)


def find_sum_conflicts(
    dates: Sequence[CountingDate], breaks: Sequence[dt.date]
) -> tuple[SumConflict, ...]:
    """Return the sums that do not fit: dates that differ from the dates within them, added up.

    A date differs, beyond all tolerances, from a sum of dates that cover it, or, where no value is
    negative, is below a sum of dates within it. Nothing is added up across a break.
    """
    has_negative = not all(is_never_negative(date) for date in dates)
    return _conflicts_of(dates, dates, breaks, has_negative=has_negative)


def renewed_sum_conflicts(
    known: Sequence[SumConflict],
    changed: CountingDate,
    dates: Sequence[CountingDate],
    breaks: Sequence[dt.date],
) -> tuple[SumConflict, ...]:
    """Return the conflicts of sums after a date changed: those of the wholes around it anew.

    A value below 0 changes what is asked of every whole.
    """
    if not is_never_negative(changed):
        return find_sum_conflicts(dates, breaks)
    has_negative = not all(is_never_negative(date) for date in dates)
    wholes = [date for date in dates if changed.period.is_within(date.period)]
    periods = {date.period for date in wholes}
    kept = (conflict for conflict in known if conflict.whole.period not in periods)
    return (*kept, *_conflicts_of(wholes, dates, breaks, has_negative=has_negative))


def _conflicts_of(
    wholes: Iterable[CountingDate],
    dates: Sequence[CountingDate],
    breaks: Sequence[dt.date],
    *,
    has_negative: bool,
) -> tuple[SumConflict, ...]:
    found = []
    for whole in wholes:
        if holds_break(whole.period, breaks):
            continue
        inner = [date for date in dates_within(whole.period, dates) if date is not whole]
        if inner and (parts := _unfit_parts(whole, inner, has_negative=has_negative)):
            found.append(SumConflict(whole, tuple(sorted(parts, key=lambda date: date.period))))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Amount:
    """All that the claims of a date may mean, as one amount."""

    period: Period
    quantity: Quantity


def _amount_of(date: CountingDate) -> _Amount:
    """Return what a date says; several claims go from the lowest to the highest end."""
    several = {claim.quantity for claim in date.claims}
    return _Amount(date.period, several.pop() if len(several) == 1 else _hull_of(several))


def _unfit_parts(
    whole: CountingDate, inner: Sequence[CountingDate], *, has_negative: bool
) -> frozenset[CountingDate]:
    amounts = [_amount_of(date) for date in inner]
    of_whole = _meaning_of_sum((_amount_of(whole),))
    by_period = {date.period: date for date in inner}
    unfit: set[Period] = set()
    for cover in _covers(whole.period, amounts):
        if of_whole.has_nothing_in_common(_meaning_of_sum(cover)):
            unfit |= {amount.period for amount in cover}
    if not unfit and not has_negative:
        heaviest = _heaviest(amounts)
        if of_whole.is_below(Meaning(Span(_meaning_of_sum(heaviest).span.low, None))):
            unfit |= {amount.period for amount in heaviest}
    return frozenset(by_period[period] for period in unfit)


def _meaning_of_sum(amounts: Iterable[_Amount]) -> Meaning:
    return Quantity.sum_of(amount.quantity for amount in amounts).meaning


def _covers(period: Period, amounts: Sequence[_Amount]) -> Iterator[tuple[_Amount, ...]]:
    """Yield the ways in which dates cover a period day by day, up to `MOST_COVERS`."""
    by_first: dict[dt.date, list[_Amount]] = {}
    for amount in amounts:
        by_first.setdefault(amount.period.first, []).append(amount)
    open_ways: list[tuple[_Amount, ...]] = [()]
    yielded = 0
    while open_ways and yielded < MOST_COVERS:
        way = open_ways.pop()
        begin = way[-1].period.last + _DAY if way else period.first
        if begin == period.last + _DAY:
            yielded += 1
            yield way
        else:
            open_ways += [(*way, amount) for amount in by_first.get(begin, ())]


def _heaviest(amounts: Sequence[_Amount]) -> tuple[_Amount, ...]:
    """Return the dates without overlap whose least sum is the greatest."""
    nothing: tuple[Fraction, tuple[_Amount, ...]] = (Fraction(), ())
    best, chosen = nothing, list[tuple[dt.date, Fraction, tuple[_Amount, ...]]]()
    for amount in sorted(amounts, key=lambda amount: amount.period):
        first, last = amount.period.first, amount.period.last
        before = next(
            ((weight, way) for end, weight, way in reversed(chosen) if end < first), nothing
        )
        weight = before[0] + (amount.quantity.meaning.span.low or 0)
        if weight > best[0]:
            best = weight, (*before[1], amount)
        chosen.append((last, *best))
    return best[1]
