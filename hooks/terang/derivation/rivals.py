"""Rivals: claims that speak of the same days and have nothing in common; families without any.

A date may have thousands of claims, and then millions of pairs that disagree. Which claims have a
rival is found without the pairs; the rivals of one claim are looked up when somebody asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

from terang.derivation.claims import TargetClaim
from terang.derivation.quantity import Quantity


class Valued(Protocol):
    """An observation or a target."""

    @property
    def anchor(self) -> str:
        """Its name in the series."""

    @property
    def quantity(self) -> Quantity:
        """Its value."""


@dataclass(frozen=True)
class Rivals:
    """Observations of one date, or targets of one due date, in the order of the files."""

    claims: Sequence[Valued]
    families: Mapping[str, str] = field(default_factory=dict)
    """Anchor → the name of a family, whose members are no rivals of each other."""

    def rivals_of(self, anchor: str) -> Iterator[str]:
        """Yield the rivals of a claim."""
        for claim in self.claims:
            if claim.anchor == anchor:
                yield from (other.anchor for other in self.claims if self._are_apart(claim, other))

    def contested(self) -> tuple[str, ...]:
        """Return the claims that have a rival.

        Who has one has one among a few: those that end lowest or begin highest and, since "nearly
        100" is not 100, those that say only what it excludes, or exclude all that it says.
        """
        by_top = sorted(self.claims, key=lambda claim: claim.quantity.meaning.upper_rank)
        by_bottom = sorted(self.claims, key=lambda claim: claim.quantity.meaning.lower_rank)
        ends = (*self._two_first(by_top), *self._two_first(reversed(by_bottom)))
        saying, excluding = self._by_value(_only_value), self._by_value(_excluded_value)

        def has_rival(claim: Valued) -> bool:
            others = (
                *ends,
                *saying.get(_excluded_value(claim), ()),
                *excluding.get(_only_value(claim), ()),
            )
            return any(self._are_apart(claim, other) for other in others)

        return tuple(claim.anchor for claim in self.claims if has_rival(claim))

    def _are_apart(self, claim: Valued, other: Valued) -> bool:
        """Return whether two claims are rivals."""
        if self._family(claim) == self._family(other):
            return False
        return claim.quantity.meaning.has_nothing_in_common(other.quantity.meaning)

    def _family(self, claim: Valued) -> str:
        return self.families.get(claim.anchor, claim.anchor)

    def _by_value(
        self, value_of: Callable[[Valued], Fraction | None]
    ) -> dict[Fraction | None, list[Valued]]:
        """Return two claims for each value that some have, of different families if there are."""
        found: dict[Fraction | None, list[Valued]] = {}
        for claim in self.claims:
            if (value := value_of(claim)) is not None:
                found.setdefault(value, []).append(claim)
        return {value: self._two_first(claims) for value, claims in found.items()}

    def _two_first(self, claims: Iterable[Valued]) -> list[Valued]:
        """Return the first claim, and the first of another family."""
        found: dict[str, Valued] = {}
        for claim in claims:
            found.setdefault(self._family(claim), claim)
            if len(found) > 1:
                break
        return list(found.values())


def _only_value(claim: Valued) -> Fraction | None:
    """Return the one value that a claim may mean, if it is one."""
    span = claim.quantity.meaning.span
    return span.low if span.low == span.high else None


def _excluded_value(claim: Valued) -> Fraction | None:
    """Return the value that lies within what a claim says, and that it does not mean."""
    return claim.quantity.meaning.excluded


def families_of(targets: Sequence[TargetClaim]) -> dict[str, str]:
    """Return each target's family, without rivals: the first of those that it replaces."""
    by_anchor = {target.anchor: target for target in targets}
    families: dict[str, str] = {}
    for target in targets:
        passed: dict[str, None] = {}
        anchor = target.anchor
        while anchor not in families and anchor not in passed:
            passed[anchor] = None
            replaced = by_anchor[anchor].replaces
            if replaced is not None and replaced in by_anchor:
                anchor = replaced
        first = families.get(anchor, anchor)
        families.update(dict.fromkeys(passed, first))
    return families
