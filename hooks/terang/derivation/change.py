"""Change to the latest from the baseline or the previous date; differences of two ranges.

docs/contract.md#comparable-dates
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from terang.derivation.claims import CountingDate, IndicatorTraits
from terang.derivation.comparability import are_comparable, is_before
from terang.derivation.quantity import Span
from terang.model.entries import Status


class Movement(StrEnum):
    """The word for a change, where the claims support one."""

    RISE = "rise"
    FALL = "fall"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The difference between a base date and the latest."""

    base: CountingDate
    absolute: Span
    """In the unit; for percentages in percentage points."""
    relative: Span | None
    """As a share of the base; None where the base may be 0 or below, and for percentages."""
    has_one_speaker: bool
    is_one_count: bool
    """True if a pace may be computed: one speaker, or final figures on both sides."""
    movement: Movement | None


def previous_date(
    latest: CountingDate | None,
    dates: Sequence[CountingDate],
    traits: IndicatorTraits,
    breaks: Sequence[dt.date],
) -> CountingDate | None:
    """Return the previous date, from which change is counted: the last comparable one before."""
    return next(reversed(_comparable_before(latest, dates, traits, breaks)), None)


def baseline_date(
    latest: CountingDate | None,
    dates: Sequence[CountingDate],
    traits: IndicatorTraits,
    breaks: Sequence[dt.date],
    baseline: str | None,
) -> CountingDate | None:
    """Return the baseline, from which change is counted: the entry so named, else the earliest.

    None where that is not before the latest, or not comparable with it.
    """
    candidates = _comparable_before(latest, dates, traits, breaks)
    if any(baseline in date.anchors for date in dates):
        return next((date for date in candidates if baseline in date.anchors), None)
    return next(iter(candidates), None)


def _comparable_before(
    latest: CountingDate | None,
    dates: Sequence[CountingDate],
    traits: IndicatorTraits,
    breaks: Sequence[dt.date],
) -> list[CountingDate]:
    if latest is None:
        return []
    return [
        date
        for date in dates
        if is_before(date.period, latest.period)
        and are_comparable(date.period, latest.period, breaks, is_stock=traits.is_stock)
    ]


def change_between(
    base: CountingDate | None, latest: CountingDate | None, traits: IndicatorTraits
) -> Change | None:
    """Return the change of a figure from a base date to the latest.

    Absolute: [low − base high, high − base low], an open end None. None altogether where open ends
    leave even the sign unknown.
    """
    if base is None or latest is None:
        return None
    absolute = difference(latest.span, base.span)
    if absolute.has_open_end and not _is_sign_known(absolute):
        return None
    has_one_speaker = len(base.speakers | latest.speakers) == 1
    is_one_count = has_one_speaker or _are_final(base, latest)
    return Change(
        base=base,
        absolute=absolute,
        relative=None if traits.is_percent else _relative(latest.span, base.span),
        has_one_speaker=has_one_speaker,
        is_one_count=is_one_count,
        movement=_movement(base, latest) if is_one_count else None,
    )


def difference(minuend: Span, subtrahend: Span) -> Span:
    """Return one range minus another, in a change or a gap: [low − high, high − low]."""
    low, high = minuend.low, minuend.high
    return Span(
        None if low is None or subtrahend.high is None else low - subtrahend.high,
        None if high is None or subtrahend.low is None else high - subtrahend.low,
    )


def _is_sign_known(span: Span) -> bool:
    return (span.low is not None and span.low >= 0) or (span.high is not None and span.high <= 0)


def _relative(latest: Span, base: Span) -> Span | None:
    """Return the least and the greatest of latest ÷ base − 1 over all ends; an open end None."""
    if base.low is None or base.low <= 0:
        return None
    low_base = base.low if latest.low is not None and latest.low < 0 else base.high
    high_base = base.high if latest.high is not None and latest.high < 0 else base.low
    return Span(_quotient(latest.low, low_base), _quotient(latest.high, high_base))


def _quotient(value: Fraction | None, divisor: Fraction | None) -> Fraction | None:
    return None if value is None or divisor is None else value / divisor - 1


def _are_final(*dates: CountingDate) -> bool:
    return all(claim.status is Status.FINAL for date in dates for claim in date.claims)


def _movement(base: CountingDate, latest: CountingDate) -> Movement | None:
    """Return rise or fall where that holds for everything that the claims may mean."""
    if _is_all_below(base, latest):
        return Movement.RISE
    return Movement.FALL if _is_all_below(latest, base) else None


def _is_all_below(date: CountingDate, other: CountingDate) -> bool:
    """Return whether each claim of a date is below each of another, for all that they may mean."""
    meanings = [claim.quantity.meaning for claim in date.claims]
    others = [claim.quantity.meaning for claim in other.claims]
    highest = max(meanings, key=lambda meaning: meaning.upper_rank)
    return highest.is_below(min(others, key=lambda meaning: meaning.lower_rank))
