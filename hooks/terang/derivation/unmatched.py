"""The claim that no later figure reaches (docs/contract.md#unmatched-claims)."""

from __future__ import annotations

from fractions import Fraction

from terang.derivation.claims import Claim, CountingDate, SeriesClaims
from terang.derivation.comparability import are_comparable, are_on_one_side, is_before
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
    found: Claim | None = None
    for claim in sorted(claims.observations, key=lambda claim: claim.period):
        if not are_on_one_side(claim.period, latest.period, claims.breaks):
            continue
        later = [other for other in claims.observations if is_before(claim.period, other.period)]
        has_counting = any(
            other.anchor in counting
            and are_comparable(claim.period, other.period, claims.breaks, is_stock=True)
            for other in later
        )
        is_unmatched = has_counting and all(
            _is_surely_better(claim.quantity, other.quantity, is_decrease=is_decrease)
            for other in later
        )
        if is_unmatched and (
            found is None or not _is_less(claim.quantity, found.quantity, is_decrease=is_decrease)
        ):
            found = claim
    return found


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
