"""The claims of one series for derivation: values, days, traits, a target's announcement.

`series_claims` knows the model; here is only what the rules of
docs/contract.md#derived-figures ask for.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction

from terang.derivation.quantity import Quantity, Span
from terang.model.definitions import Direction, Frequency
from terang.model.entries import Observation, Status, Target
from terang.model.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorTraits:
    """The properties of an indicator that the rules ask for."""

    is_stock: bool
    direction: Direction
    is_percent: bool
    adds_up: bool
    """True if amounts of several periods may be added: no percentages, no rates `per` something."""
    frequency: Frequency

    @property
    def is_decrease(self) -> bool:
        """Return whether less is better."""
        return self.direction is Direction.DECREASE


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An observation that stands: an amount for a period, by a speaker."""

    anchor: str
    period: Period
    quantity: Quantity
    wording: tuple[object, ...]
    """Value and qualifier as written: what `preferred` is preferred to differs in it."""
    status: Status
    is_preferred: bool
    speaker: str
    entry: Observation | None = field(default=None, compare=False)
    """The entry of the record that it comes from, for those who show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetClaim:
    """A target that stands."""

    anchor: str
    quantity: Quantity
    due: Period | None
    announced: dt.date | None
    """First day on which it was announced, as written."""
    published: dt.date | None
    """Earliest first day on which one of its sources was published."""
    replaces: str | None
    entry: Target | None = field(default=None, compare=False)
    """The entry of the record that it comes from, for those who show it."""

    @property
    def announcement_day(self) -> dt.date | None:
        """Return the day of its announcement, from which figures are evidence for it.

        The first day of `announced`; else the earliest publication of its sources, if that is not
        after the deadline; else the first day of the due date.
        """
        if self.announced is not None:
            return self.announced
        due, published = self.due, self.published
        if published is not None and (due is None or published <= due.last):
            return published
        return None if due is None else due.first


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationClaim:
    """A number of people to be covered, for a date."""

    period: Period
    value: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesClaims:
    """Everything about one series that derived figures follow from; nothing withdrawn is in it."""

    traits: IndicatorTraits
    observations: tuple[Claim, ...]
    targets: tuple[TargetClaim, ...] = ()
    contradictions: tuple[tuple[str, str], ...] = ()
    """Pairs of anchors tied by `contradicts`, in the order in which they are named."""
    breaks: tuple[dt.date, ...] = ()
    baseline: str | None = None
    population: tuple[PopulationClaim, ...] = ()


@dataclass(frozen=True, slots=True)
class CountingDate:
    """A date with the claims that count for it."""

    period: Period
    claims: tuple[Claim, ...]

    @property
    def anchors(self) -> tuple[str, ...]:
        """Return the anchors of its claims, in the order of the files."""
        return tuple(claim.anchor for claim in self.claims)

    @property
    def observations(self) -> tuple[Observation, ...]:
        """Return the entries of its claims."""
        return tuple(claim.entry for claim in self.claims if claim.entry is not None)

    @property
    def span(self) -> Span:
        """Return the span from the lowest to the highest that its claims state."""
        return Span.around(claim.quantity.stated for claim in self.claims)

    @property
    def meant(self) -> Span:
        """Return the span of everything that its claims may mean."""
        return Span.around(claim.quantity.meaning.span for claim in self.claims)

    @property
    def speakers(self) -> frozenset[str]:
        """Return everybody who speaks for this date."""
        return frozenset(claim.speaker for claim in self.claims)
