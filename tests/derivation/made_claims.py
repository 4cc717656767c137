"""Short forms of claims, for tests of what is derived from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from terang.derivation.claims import (
    Claim,
    IndicatorTraits,
    PopulationClaim,
    SeriesClaims,
    TargetClaim,
)
from terang.derivation.derive import Derived, derive
from terang.derivation.quantity import Quantity, quantity_of, range_of
from terang.derivation.targets import Outlook
from terang.model.definitions import Direction, Frequency
from terang.model.entries import Qualifier, Status
from terang.model.period import parse_period

TODAY = dt.date(2026, 11, 30)
STOCK = IndicatorTraits(
    is_stock=True,
    direction=Direction.INCREASE,
    is_percent=False,
    adds_up=True,
    frequency=Frequency.IRREGULAR,
)
FLOW = replace(STOCK, is_stock=False)
DECREASE = replace(STOCK, direction=Direction.DECREASE)
FLOW_DECREASE = replace(FLOW, direction=Direction.DECREASE)
UNDIRECTED = replace(STOCK, direction=Direction.NONE)
PERCENT = replace(STOCK, is_percent=True, adds_up=False)
Value = int | str | tuple[int | str, int | str]


def quantity(
    value: Value,
    qualifier: str | None = None,
    precision: int | None = None,
    traits: IndicatorTraits = STOCK,
) -> Quantity:
    """Return a written value, or a range of two."""
    if isinstance(value, tuple):
        low, high = map(Decimal, value)
        return range_of(low, high, is_rounded=precision is not None)
    return quantity_of(
        Decimal(value),
        Qualifier(qualifier) if qualifier else None,
        None if precision is None else Decimal(precision),
        traits.direction,
        is_signed=traits.is_percent,
    )


def said(  # noqa: PLR0913 (the keys of the data)
    date: str,
    value: Value,
    anchor: str = "",
    *,
    qualifier: str | None = None,
    precision: int | None = None,
    by: str = "office",
    status: str = "reported",
    preferred: bool = False,
    since_january: bool = False,
    traits: IndicatorTraits = STOCK,
) -> Claim:
    """Return an observation; `since_january`: of a cumulative measure."""
    period = parse_period(date)
    if since_january:
        period = replace(period, first=period.last.replace(month=1, day=1))
    return Claim(
        anchor=anchor or f"{date}={value}",
        period=period,
        quantity=quantity(value, qualifier, precision, traits),
        wording=(value, qualifier),
        status=Status(status),
        is_preferred=preferred,
        speaker=by,
    )


def promised(  # noqa: PLR0913 (the keys of the data)
    value: Value,
    due: str | None = "2025-12-31",
    anchor: str = "target",
    *,
    announced: str | None = "2025-01-01",
    published: str | None = None,
    replaces: str | None = None,
    qualifier: str | None = None,
    precision: int | None = None,
    traits: IndicatorTraits = STOCK,
) -> TargetClaim:
    """Return a target for the end of 2025, set at its beginning."""
    return TargetClaim(
        anchor=anchor,
        quantity=quantity(value, qualifier, precision, traits),
        due=None if due is None else parse_period(due),
        announced=None if announced is None else parse_period(announced).first,
        published=None if published is None else parse_period(published).first,
        replaces=replaces,
    )


def people(date: str, value: int) -> PopulationClaim:
    """Return a number of people for a date."""
    return PopulationClaim(period=parse_period(date), value=Fraction(value))


def series(  # noqa: PLR0913 (the keys of the data)
    *claims: Claim,
    target: TargetClaim | None = None,
    targets: Iterable[TargetClaim] = (),
    traits: IndicatorTraits = STOCK,
    breaks: Iterable[str] = (),
    baseline: str | None = None,
    contradictions: Iterable[tuple[str, str]] = (),
    population: Iterable[PopulationClaim] = (),
) -> SeriesClaims:
    """Return a series of these claims."""
    return SeriesClaims(
        traits=traits,
        observations=claims,
        targets=(*([] if target is None else [target]), *targets),
        contradictions=tuple(contradictions),
        breaks=tuple(dt.date.fromisoformat(day) for day in breaks),
        baseline=baseline,
        population=tuple(population),
    )


def derived(claims: SeriesClaims, today: dt.date | str = TODAY) -> Derived:
    """Return what follows from a series on a day."""
    return derive(claims, dt.date.fromisoformat(today) if isinstance(today, str) else today)


def outlook(claims: SeriesClaims, today: dt.date | str = TODAY) -> Outlook:
    """Return the outlook of the first target of a series."""
    return derived(claims, today).outlooks[0]
