"""Agreement between the parts of a breakdown and their value (docs/contract.md#breakdowns)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from terang.model.entries import Breakdown
from terang.model.quantity import Amount, ValueRange


@dataclass(frozen=True, slots=True)
class BreakdownFault:
    """The problem of a breakdown."""

    code: str
    variant: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


def breakdown_fault(
    value: Amount, precision: Decimal | None, breakdown: Breakdown
) -> BreakdownFault | None:
    """Return what is wrong with the parts of a value, or None.

    Parts may miss the value by (categories + 1) × precision ÷ 2, since each of them and the value
    are rounded. A part that is suppressed alone, or that the other parts reveal, is a fault.
    """
    parts = list(breakdown.values.values())
    known = sum((part for part in parts if part is not None), Decimal())
    low, high = (value.low, value.high) if isinstance(value, ValueRange) else (value, value)
    leeway = _leeway(breakdown, precision)
    suppressed = parts.count(None)
    sums = {"sum": str(known)}
    if suppressed == 1:
        return BreakdownFault("suppressed-alone")
    if suppressed:
        if known > high + leeway:
            return BreakdownFault("breakdown-sum", "above", sums)
        return BreakdownFault("suppressed-alone", "revealed") if known == high else None
    if low - leeway <= known <= high + leeway:
        return None
    return BreakdownFault("breakdown-sum", "" if precision else "rounded", sums)


def exceeds_value(value: Amount, precision: Decimal | None, breakdown: Breakdown) -> bool:
    """Return whether the known parts add up to more than the value, however they were rounded."""
    known = [part for part in breakdown.values.values() if part is not None]
    high = value.high if isinstance(value, ValueRange) else value
    return sum(known, Decimal()) > high + _leeway(breakdown, precision)


def _leeway(breakdown: Breakdown, precision: Decimal | None) -> Decimal:
    """Return by how much parts may miss their value, since each of them and it are rounded."""
    return (len(breakdown.values) + 1) * (precision or Decimal()) / 2


def is_rounded(value: Amount, breakdown: Breakdown) -> bool:
    """Return whether all parts are known and miss their value, as rounded parts may."""
    parts = list(breakdown.values.values())
    if None in parts or breakdown.partial or isinstance(value, ValueRange):
        return False
    return sum((part for part in parts if part is not None), Decimal()) != value
