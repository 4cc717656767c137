"""States that a target would have if claims counted that do not.

docs/contract.md#which-claims-count
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from terang.derivation.claims import Claim, CountingDate, SeriesClaims
from terang.derivation.counting import counting_dates, with_date
from terang.derivation.states import State
from terang.derivation.totals import SumConflict, find_sum_conflicts, renewed_sum_conflicts


@dataclass(frozen=True)
class CountedClaims:
    """The claims that count, by date, and those of a flow that do not fit each other."""

    dates: tuple[CountingDate, ...]
    sum_conflicts: tuple[SumConflict, ...]

    @functools.cached_property
    def contested(self) -> frozenset[str]:
        """Return the anchors of all claims that do not fit others."""
        return frozenset(anchor for conflict in self.sum_conflicts for anchor in conflict.anchors)


@dataclass(frozen=True, slots=True)
class Supposition:
    """The claims that would count if some more did."""

    anchors: tuple[str, ...]
    counted: CountedClaims
    changed: tuple[CountingDate, ...]
    """The dates for which other claims would count than do."""


@dataclass(frozen=True, slots=True)
class OtherState:
    """The state that a target would have if claims counted that are disputed or set aside."""

    anchors: tuple[str, ...]
    state: State


def counted_claims(claims: SeriesClaims, also: Sequence[Claim] = ()) -> CountedClaims:
    """Return what counts if the claims named by `also` counted too, for the states of that case."""
    dates = counting_dates(claims.observations, frozenset(claim.anchor for claim in also))
    conflicts = find_sum_conflicts(dates, claims.breaks) if _is_added_up(claims) else ()
    return CountedClaims(dates, conflicts)


def _is_added_up(claims: SeriesClaims) -> bool:
    return claims.traits.adds_up and not claims.traits.is_stock


def find_suppositions(claims: SeriesClaims, counted: CountedClaims) -> tuple[Supposition, ...]:
    """Return what counts if each claim that does not did, alone, and then if all of them did."""
    if not claims.targets:
        return ()
    known = {date.period: date for date in counted.dates}
    counting = {anchor for date in counted.dates for anchor in date.anchors}
    places = {claim.anchor: place for place, claim in enumerate(claims.observations)}
    uncounted = [claim for claim in claims.observations if claim.anchor not in counting]
    found = []
    for claim in uncounted:
        others = known[claim.period].claims if claim.period in known else ()
        together = sorted((*others, claim), key=lambda member: places[member.anchor])
        changed = CountingDate(together[0].period, tuple(together))
        found.append(_supposition_of(claim, changed, claims, counted))
    if len(uncounted) > 1:
        all_counted = counted_claims(claims, uncounted)
        of_others = tuple(date for date in all_counted.dates if known.get(date.period) != date)
        found.append(
            Supposition(tuple(claim.anchor for claim in uncounted), all_counted, of_others)
        )
    return tuple(found)


def _supposition_of(
    claim: Claim, changed: CountingDate, claims: SeriesClaims, counted: CountedClaims
) -> Supposition:
    """Return what counts if one more claim did; only its own date is another than it is."""
    dates = with_date(counted.dates, changed)
    conflicts: tuple[SumConflict, ...] = ()
    if _is_added_up(claims):
        conflicts = renewed_sum_conflicts(counted.sum_conflicts, changed, dates, claims.breaks)
    return Supposition((claim.anchor,), CountedClaims(dates, conflicts), (changed,))


def find_other_states(
    state: State, suppositions: Sequence[Supposition], state_of: Callable[[Supposition], State]
) -> tuple[OtherState, ...]:
    """Return the states that differ from a target's own, with the claims that would give them.

    The state that all of them together give stands only where no claim gives it alone.
    """
    found: list[OtherState] = []
    for supposition in suppositions:
        other = state_of(supposition)
        is_alone = len(supposition.anchors) == 1
        if other is not state and (is_alone or all(known.state is not other for known in found)):
            found.append(OtherState(supposition.anchors, other))
    return tuple(found)
