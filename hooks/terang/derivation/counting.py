"""Claims that count, grouped by date; the latest date, and the dates that overlap it.

docs/contract.md#which-claims-count, docs/contract.md#comparable-dates
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from terang.derivation.claims import Claim, CountingDate
from terang.derivation.comparability import is_before
from terang.derivation.quantity import Span
from terang.model.entries import Status
from terang.model.period import Period

Dated = TypeVar("Dated")


def group_by_date(
    entries: Iterable[Dated], date_of: Callable[[Dated], Period | None]
) -> list[tuple[Period, list[Dated]]]:
    """Return claims grouped by the days of their date, in order; those without a date left out."""
    groups: dict[Period, list[Dated]] = {}
    for entry in entries:
        period = date_of(entry)
        if period is not None:
            groups.setdefault(period, []).append(entry)
    return sorted(groups.items(), key=lambda group: group[0])


def does_count(claim: Claim, preferred: Iterable[Claim]) -> bool:
    """A claim counts unless it is disputed, or another wording of its date is preferred to it."""
    if claim.status is Status.DISPUTED:
        return False
    return claim.is_preferred or all(other.wording == claim.wording for other in preferred)


def counting_dates(
    claims: Iterable[Claim], also: frozenset[str] = frozenset()
) -> tuple[CountingDate, ...]:
    """Return the dates with at least one counting claim, in order.

    `also`: anchors of claims that are taken to count as well.
    """
    found = []
    for _, same_date in group_by_date(claims, lambda claim: claim.period):
        preferred = [claim for claim in same_date if claim.is_preferred]
        counting = tuple(
            claim for claim in same_date if claim.anchor in also or does_count(claim, preferred)
        )
        if counting:
            found.append(CountingDate(counting[0].period, counting))
    return tuple(found)


def with_date(dates: tuple[CountingDate, ...], changed: CountingDate) -> tuple[CountingDate, ...]:
    """Return counting dates in their order, with one in the place of that of the same days."""
    at = bisect.bisect_left(dates, changed.period, key=lambda date: date.period)
    is_known = at < len(dates) and dates[at].period == changed.period
    return (*dates[:at], changed, *dates[at + is_known :])


def latest_date(dates: Sequence[CountingDate], *, is_stock: bool) -> CountingDate | None:
    """Return the last date; of several that end on its day a stock's shortest, a flow's longest."""
    if not dates:
        return None
    last_day = dates[-1].period.last
    ending = [date for date in dates if date.period.last == last_day]
    return ending[-1] if is_stock else ending[0]


def has_newer_claim(latest: CountingDate | None, claims: Iterable[Claim]) -> bool:
    """Return whether a claim that does not count ends after the latest date of those that do."""
    return latest is not None and any(claim.period.last > latest.period.last for claim in claims)


@dataclass(frozen=True, slots=True)
class Alongside:
    """Figures that were reported of the same time as the latest, under other dates."""

    dates: tuple[CountingDate, ...]

    @property
    def anchors(self) -> tuple[str, ...]:
        """Return the anchors of all its claims."""
        return tuple(anchor for date in self.dates for anchor in date.anchors)

    @property
    def span(self) -> Span:
        """Return the span of all its claims."""
        return Span.around(date.span for date in self.dates)


def dates_alongside(latest: CountingDate | None, dates: Sequence[CountingDate]) -> Alongside | None:
    """Return the other counting dates that overlap the latest, or None."""
    if latest is None:
        return None
    overlapping = tuple(
        date
        for date in dates
        if date is not latest
        and not is_before(date.period, latest.period)
        and not is_before(latest.period, date.period)
    )
    return Alongside(overlapping) if overlapping else None
