"""The claim that no later figure reaches (docs/contract.md#unmatched-claims)."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Sequence
from fractions import Fraction

from terang.derivation.claims import Claim, CountingDate, SeriesClaims
from terang.derivation.comparability import are_on_one_side
from terang.derivation.quantity import Quantity
from terang.model.definitions import Direction


def unmatched_claim(
    claims: SeriesClaims, latest: CountingDate | None, counting: frozenset[str]
) -> Claim | None:
    """Return the best claim that is surely better than every later one.

    A counting claim of a comparable date is among those; disputed and set-aside ones take part, and
    those beyond a break too: else "no later figure that we found reaches it" could be false. Only
    claims on the latest's side of every break are candidates. Of equals, the last by date, then in
    the file.
    """
    traits = claims.traits
    if latest is None or not traits.is_stock or traits.direction is Direction.NONE:
        return None
    is_decrease = traits.is_decrease
    candidates = [
        claim
        for claim in sorted(claims.observations, key=lambda claim: claim.period)
        if are_on_one_side(claim.period, latest.period, claims.breaks)
    ]
    # Whatever is on the latest's side is comparable with a candidate.
    compared = [claim.period.first for claim in candidates if claim.anchor in counting]
    last_compared = max(compared, default=latest.period.first)
    by_beginning = sorted(claims.observations, key=lambda claim: claim.period.first)
    beginnings = [claim.period.first for claim in by_beginning]
    hardest = _hardest_from(by_beginning, is_decrease=is_decrease)
    found: Claim | None = None
    for claim in candidates:
        if claim.period.last >= last_compared:
            continue
        later = hardest[bisect.bisect_right(beginnings, claim.period.last)]
        is_unmatched = _is_surely_better(claim.quantity, later.quantity, is_decrease=is_decrease)
        if is_unmatched and (
            found is None or not _is_less(claim.quantity, found.quantity, is_decrease=is_decrease)
        ):
            found = claim
    return found


def _hardest_from(claims: Sequence[Claim], *, is_decrease: bool) -> list[Claim]:
    """Return for each claim the one that is hardest to surpass, of it and all that follow."""

    def harder(best: Claim, claim: Claim) -> Claim:
        if is_decrease:
            return min(best, claim, key=lambda said: said.quantity.meaning.lower_rank)
        return max(best, claim, key=lambda said: said.quantity.meaning.upper_rank)

    return [*itertools.accumulate(reversed(claims), harder)][::-1]


def _is_surely_better(quantity: Quantity, other: Quantity, *, is_decrease: bool) -> bool:
    if is_decrease:
        return quantity.meaning.is_below(other.meaning)
    return other.meaning.is_below(quantity.meaning)


def _is_less(quantity: Quantity, other: Quantity, *, is_decrease: bool) -> bool:
    """Return whether a value is worse than another, by the end that is closest to later ones."""
    if is_decrease:
        return _known(other.stated.high) < _known(quantity.stated.high)
    return _known(quantity.stated.low) < _known(other.stated.low)


def _known(end: Fraction | None) -> Fraction:
    """Return an end that is never open: on that side an unmatched claim is closed."""
    return end or Fraction()
