"""Totals that no counting claim states: amounts of a flow that only its parts give.

The rule is in docs/contract.md#targets-of-a-flow. The chart and the table of years say of them that
they were added up. A claim that does not count may state another total.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from terang.derivation.by_year import YearFigure
from terang.derivation.claims import CountingDate
from terang.derivation.quantity import Span
from terang.derivation.targets import Outlook
from terang.model.period import Period


@dataclass(frozen=True, slots=True)
class AddedUp:
    """The sum of claims that cover a period day by day, where none that counts is of the whole."""

    date: Period
    anchors: tuple[str, ...]
    """All that was added up."""
    span: Span


def totals_added_up(
    dates: Sequence[CountingDate],
    by_year: Mapping[int, YearFigure],
    outlooks: Iterable[Outlook],
) -> tuple[AddedUp, ...]:
    """Return the added-up totals of years and of the periods of targets, each period once."""
    stated = {date.period for date in dates}
    totals = {total.date: total for total in _totals(by_year, outlooks) if total.date not in stated}
    return tuple(totals[date] for date in sorted(totals))


def _totals(by_year: Mapping[int, YearFigure], outlooks: Iterable[Outlook]) -> Iterator[AddedUp]:
    """Yield every total of a year or of a target's period, also those that somebody stated."""
    for figure in by_year.values():
        if not figure.is_part:
            yield AddedUp(figure.date, figure.anchors, figure.span)
    for outlook in outlooks:
        if outlook.total is not None and outlook.now is not None:
            yield AddedUp(outlook.now.date, outlook.now.anchors, outlook.total)
