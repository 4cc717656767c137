"""Claims that disagree, and targets that another target replaces.

docs/contract.md#disagreement-between-claims
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias, TypeVar

from terang.derivation.claims import SeriesClaims, TargetClaim
from terang.derivation.counting import group_by_date
from terang.derivation.quantity import Quantity
from terang.derivation.totals import SumConflict


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
    pairs: tuple[tuple[str, str], ...]
    """The claims that disagree with each other; others of the conflict may say the same."""


class Valued(Protocol):
    """An observation or a target."""

    @property
    def anchor(self) -> str:
        """Its name in the series."""

    @property
    def quantity(self) -> Quantity:
        """Its value."""


ValuedClaim = TypeVar("ValuedClaim", bound=Valued)
_Pairs: TypeAlias = tuple[tuple[str, str], ...]
_Group: TypeAlias = tuple[ConflictKind, tuple[str, ...], _Pairs]


def find_conflicts(
    claims: SeriesClaims, sum_conflicts: Sequence[SumConflict]
) -> tuple[Conflict, ...]:
    """Return the conflicts of a series; claims that a group holds are not named again."""
    found = itertools.chain(
        _conflicts_of_dates(claims),
        _conflicts_of_due_dates(claims.targets),
        ((ConflictKind.CONTRADICTS, pair, (pair,)) for pair in claims.contradictions),
        map(_conflict_of_sums, sum_conflicts),
    )
    preferred = [claim.anchor for claim in claims.observations if claim.is_preferred]
    conflicts: dict[frozenset[str], Conflict] = {}
    for kind, anchors, pairs in found:
        names = frozenset(anchors)
        holder = next((known for known in conflicts if known >= names), None)
        if holder is None:
            held = next((anchor for anchor in anchors if anchor in preferred), None)
            conflicts[names] = Conflict(kind, anchors, held, pairs)
        else:
            known = conflicts[holder]
            conflicts[holder] = dataclasses.replace(known, pairs=(*known.pairs, *pairs))
    return tuple(conflicts.values())


def _conflicts_of_dates(claims: SeriesClaims) -> Iterator[_Group]:
    for _, same_date in group_by_date(claims.observations, lambda claim: claim.period):
        if pairs := _disagreeing_pairs(same_date, lambda *_: False):
            yield ConflictKind.DATE, _named_in(pairs, same_date), pairs


def _conflicts_of_due_dates(targets: Sequence[TargetClaim]) -> Iterator[_Group]:
    superseded = {target.anchor: superseded_by(target, targets) for target in targets}

    def are_related(target: TargetClaim, other: TargetClaim) -> bool:
        return (
            other.anchor in superseded[target.anchor] or target.anchor in superseded[other.anchor]
        )

    for _, same_day in group_by_date(targets, lambda target: target.due):
        if pairs := _disagreeing_pairs(same_day, are_related):
            yield ConflictKind.DUE, _named_in(pairs, same_day), pairs


def _conflict_of_sums(conflict: SumConflict) -> _Group:
    """Return a whole and its parts: the parts disagree with the whole, not with each other."""
    parts = [anchor for part in conflict.parts for anchor in part.anchors]
    pairs = tuple(itertools.product(parts, conflict.whole.anchors))
    return ConflictKind.SUM, conflict.anchors, pairs


def _disagreeing_pairs(
    claims: Iterable[ValuedClaim], are_related: Callable[[ValuedClaim, ValuedClaim], bool]
) -> _Pairs:
    """Return the pairs of claims that have nothing in common, in the order of the files."""
    return tuple(
        (claim.anchor, other.anchor)
        for claim, other in itertools.combinations(claims, 2)
        if claim.quantity.meaning.has_nothing_in_common(other.quantity.meaning)
        and not are_related(claim, other)
    )


def _named_in(pairs: _Pairs, claims: Iterable[Valued]) -> tuple[str, ...]:
    """Return the anchors of claims that some pair names, in the order of the files."""
    named = set(itertools.chain.from_iterable(pairs))
    return tuple(claim.anchor for claim in claims if claim.anchor in named)


def superseded_by(target: TargetClaim, targets: Iterable[TargetClaim]) -> frozenset[str]:
    """Return the anchors that a target replaces, directly or through others that it replaces."""
    by_anchor = {other.anchor: other for other in targets}
    found: set[str] = set()
    current: TargetClaim | None = target
    while current is not None and current.replaces is not None and current.replaces not in found:
        found.add(current.replaces)
        current = by_anchor.get(current.replaces)
    return frozenset(found)
