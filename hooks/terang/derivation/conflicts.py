"""Claims that disagree (docs/contract.md#disagreement-between-claims)."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias, TypeVar

from terang.derivation.claims import SeriesClaims, TargetClaim
from terang.derivation.counting import group_by_date
from terang.derivation.quantity import Quantity


class ConflictKind(StrEnum):
    """The rule by which claims are in conflict."""

    DATE = "date"
    DUE = "due"
    CONTRADICTS = "contradicts"
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Claims of which not all can be true."""

    kind: ConflictKind
    anchors: tuple[str, ...]
    preferred: str | None
    """The anchor of the claim that an editor prefers, if there is one."""


class Valued(Protocol):
    """An observation or a target."""

    @property
    def anchor(self) -> str:
        """Its name in the series."""

    @property
    def quantity(self) -> Quantity:
        """Its value."""


ValuedClaim = TypeVar("ValuedClaim", bound=Valued)
_Group: TypeAlias = tuple[ConflictKind, tuple[str, ...]]


def find_conflicts(claims: SeriesClaims, sums: Sequence[tuple[str, ...]]) -> tuple[Conflict, ...]:
    """Return the conflicts of a series; claims that a group holds are not named again.

    `sums`: groups of anchors of a flow's whole with parts that do not fit it.
    """
    found = itertools.chain(
        _conflicts_of_dates(claims),
        _conflicts_of_due_dates(claims.targets),
        ((ConflictKind.CONTRADICTS, pair) for pair in claims.contradictions),
        ((ConflictKind.SUM, anchors) for anchors in sums),
    )
    preferred = [claim.anchor for claim in claims.observations if claim.is_preferred]
    unique: dict[frozenset[str], Conflict] = {}
    for kind, anchors in found:
        held = next((anchor for anchor in anchors if anchor in preferred), None)
        if not any(known >= frozenset(anchors) for known in unique):
            unique[frozenset(anchors)] = Conflict(kind, anchors, held)
    return tuple(unique.values())


def _conflicts_of_dates(claims: SeriesClaims) -> Iterator[_Group]:
    for _, same_date in group_by_date(claims.observations, lambda claim: claim.period):
        if anchors := _rivals(same_date, lambda *_: False):
            yield ConflictKind.DATE, anchors


def _conflicts_of_due_dates(targets: Sequence[TargetClaim]) -> Iterator[_Group]:
    superseded = {target.anchor: superseded_by(target, targets) for target in targets}

    def are_related(target: TargetClaim, other: TargetClaim) -> bool:
        return (
            other.anchor in superseded[target.anchor] or target.anchor in superseded[other.anchor]
        )

    for _, same_day in group_by_date(targets, lambda target: target.due):
        if anchors := _rivals(same_day, are_related):
            yield ConflictKind.DUE, anchors


def _rivals(
    claims: Iterable[ValuedClaim], are_related: Callable[[ValuedClaim, ValuedClaim], bool]
) -> tuple[str, ...]:
    """Return the claims that have nothing in common with another one, in their order."""
    listed, rivals = list(claims), set()
    for claim, other in itertools.combinations(listed, 2):
        differ = claim.quantity.meaning.has_nothing_in_common(other.quantity.meaning)
        if differ and not are_related(claim, other):
            rivals |= {claim.anchor, other.anchor}
    return tuple(claim.anchor for claim in listed if claim.anchor in rivals)


def superseded_by(target: TargetClaim, targets: Iterable[TargetClaim]) -> frozenset[str]:
    """Return the anchors that a target replaces, directly or through others that it replaces."""
    by_anchor = {other.anchor: other for other in targets}
    found: set[str] = set()
    current: TargetClaim | None = target
    while current is not None and current.replaces is not None and current.replaces not in found:
        found.add(current.replaces)
        current = by_anchor.get(current.replaces)
    return frozenset(found)
