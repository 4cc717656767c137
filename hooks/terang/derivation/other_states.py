"""States that a target would have if claims counted that do not.

docs/contract.md#which-claims-count
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from terang.derivation.claims import Claim, CountingDate, SeriesClaims
from terang.derivation.counting import counting_dates
from terang.derivation.states import State
from terang.derivation.totals import SumConflict, find_sum_conflicts


@dataclass(frozen=True, slots=True)
class CountedClaims:
    """The claims that count, by date, and those of a flow that do not fit each other."""

    dates: tuple[CountingDate, ...]
    sum_conflicts: tuple[SumConflict, ...]


@dataclass(frozen=True, slots=True)
class Supposition:
    """The claims that would count if some more did."""

    anchors: tuple[str, ...]
    counted: CountedClaims


@dataclass(frozen=True, slots=True)
class OtherState:
    """The state that a target would have if claims counted that are disputed or set aside."""

    anchors: tuple[str, ...]
    state: State


def counted_claims(claims: SeriesClaims, also: Sequence[Claim] = ()) -> CountedClaims:
    """Return the claims that count, and those named by `also` beside them."""
    dates = counting_dates(claims.observations, frozenset(claim.anchor for claim in also))
    do_add_up = claims.traits.adds_up and not claims.traits.is_stock
    return CountedClaims(dates, find_sum_conflicts(dates, claims.breaks) if do_add_up else ())


def find_suppositions(claims: SeriesClaims, counting: frozenset[str]) -> tuple[Supposition, ...]:
    """Return what counts if each claim that does not did, alone, and then if all of them did."""
    if not claims.targets:
        return ()
    uncounted = [claim for claim in claims.observations if claim.anchor not in counting]
    groups = [[claim] for claim in uncounted] + ([uncounted] if len(uncounted) > 1 else [])
    return tuple(
        Supposition(tuple(claim.anchor for claim in group), counted_claims(claims, group))
        for group in groups
    )


def find_other_states(
    state: State, supposed: Sequence[Supposition], state_of: Callable[[CountedClaims], State]
) -> tuple[OtherState, ...]:
    """Return the states that differ from a target's own, with the claims that would give them.

    The state that all of them together give stands only where no claim gives it alone.
    """
    found: list[OtherState] = []
    for supposition in supposed:
        other = state_of(supposition.counted)
        is_alone = len(supposition.anchors) == 1
        if other is not state and (is_alone or all(known.state is not other for known in found)):
            found.append(OtherState(supposition.anchors, other))
    return tuple(found)
