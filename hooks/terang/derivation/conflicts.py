"""Conflicts: claims of a series that disagree; targets that another target replaces.

docs/contract.md#disagreement-between-claims
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

from terang.derivation.claims import SeriesClaims, TargetClaim
from terang.derivation.counting import group_by_date
from terang.derivation.rivals import Rivals, families_of
from terang.derivation.totals import SumConflict


class ConflictKind(StrEnum):
    """The rule by which claims are in conflict."""

    DATE = "date"
    DUE = "due"
    CONTRADICTS = "contradicts"
    SUM = "sum"


@dataclass(frozen=True)
class Conflict:
    """Claims of which not all can be true."""

    kind: ConflictKind
    anchors: tuple[str, ...]
    preferred: str | None
    """The anchor of the claim that an editor prefers, if there is one."""
    disagreements: tuple[Disagreement, ...]
    """The claims that disagree with each other; others may say the same."""

    @functools.cached_property
    def members(self) -> frozenset[str]:
        """Return its anchors, to look one up: each disagrees with another."""
        return frozenset(self.anchors)

    def rivals_of(self, anchor: str) -> Iterator[str]:
        """Yield the claims that one of its claims disagrees with, some of them more than once."""
        for disagreement in self.disagreements if anchor in self.members else ():
            yield from disagreement.rivals_of(anchor)


class Disagreement(Protocol):
    """Claims of which some disagree with each other."""

    def rivals_of(self, anchor: str) -> Iterable[str]:
        """Return the claims that one disagrees with, in the order of the files."""


@dataclass(frozen=True, slots=True)
class TwoSides:
    """Claims each of which disagrees with those of the other side, and not with its own."""

    sides: tuple[tuple[str, ...], tuple[str, ...]]

    def rivals_of(self, anchor: str) -> Iterable[str]:
        """Return the other side of a claim."""
        ones, others = self.sides
        return others if anchor in ones else ones if anchor in others else ()


_Group: TypeAlias = tuple[ConflictKind, tuple[str, ...], Disagreement]


def find_conflicts(
    claims: SeriesClaims, sum_conflicts: Sequence[SumConflict]
) -> tuple[Conflict, ...]:
    """Return the conflicts of a series; claims that a group holds are not named again."""
    found = itertools.chain(
        _conflicts_of_dates(claims),
        _conflicts_of_due_dates(claims.targets),
        map(_conflict_of_two, claims.contradictions),
        map(_conflict_of_sums, sum_conflicts),
    )
    preferred = {claim.anchor for claim in claims.observations if claim.is_preferred}
    conflicts: list[Conflict] = []
    with_claim: dict[str, list[int]] = {}
    """Anchor → the places of the conflicts that hold it."""
    for kind, anchors, disagreement in found:
        places = with_claim.get(anchors[0], ())
        at = next((place for place in places if conflicts[place].members.issuperset(anchors)), None)
        if at is None:
            held = next((anchor for anchor in anchors if anchor in preferred), None)
            for anchor in anchors:
                with_claim.setdefault(anchor, []).append(len(conflicts))
            conflicts.append(Conflict(kind, anchors, held, (disagreement,)))
        else:
            known = conflicts[at]
            more = (*known.disagreements, disagreement)
            conflicts[at] = dataclasses.replace(known, disagreements=more)
    return tuple(conflicts)


def _conflicts_of_dates(claims: SeriesClaims) -> Iterator[_Group]:
    for _, same_date in group_by_date(claims.observations, lambda claim: claim.period):
        rivals = Rivals(same_date)
        if anchors := rivals.contested():
            yield ConflictKind.DATE, anchors, rivals


def _conflicts_of_due_dates(targets: Sequence[TargetClaim]) -> Iterator[_Group]:
    families = families_of(targets)
    for _, same_day in group_by_date(targets, lambda target: target.due):
        rivals = Rivals(same_day, families)
        if anchors := rivals.contested():
            yield ConflictKind.DUE, anchors, rivals


def _conflict_of_two(pair: tuple[str, str]) -> _Group:
    """Return two entries that an editor has tied."""
    claim, other = pair
    return ConflictKind.CONTRADICTS, pair, TwoSides(((claim,), (other,)))


def _conflict_of_sums(conflict: SumConflict) -> _Group:
    """Return a whole and its parts: the parts disagree with the whole, not with each other."""
    parts = tuple(anchor for part in conflict.parts for anchor in part.anchors)
    return ConflictKind.SUM, conflict.anchors, TwoSides((parts, conflict.whole.anchors))
