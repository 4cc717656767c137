"""The claims of a series that disagree, as its page shows them: each conflict once.

The rules are in docs/contract.md#disagreement-between-claims.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from terang.derivation.conflicts import ConflictKind
from terang.derivation.quantity import Span
from terang.i18n.formatter import Sentence, plain_text
from terang.model.catalog import Series
from terang.model.entries import Entry, Qualifier
from terang.views.claim_sentences import StatedClaim, speaker_and_link, stated_claim
from terang.views.derived_figures import difference_range, with_about
from terang.views.page_context import PageContext
from terang.views.sentence_parts import capitalized
from terang.views.timeline import entries_in_order

_OPEN_ENDED = frozenset({Qualifier.MORE_THAN, Qualifier.AT_LEAST, Qualifier.AT_MOST})
"""Qualifiers of values that may be far from the one that is written."""


@dataclass(frozen=True, slots=True)
class DisagreementView:
    """A claim with those that disagree with it, or the claims of which not all can be true."""

    why: str
    """The rule by which they disagree, in words; empty if an editor has marked them."""
    first: StatedClaim
    others: tuple[StatedClaim, ...]
    """The other claims, each with its distance from the first where both name one value."""


def disagreement_views(series: Series, context: PageContext) -> tuple[DisagreementView, ...]:
    """Return what a page shows of a series' conflicts, each pair of claims once, in order."""
    ranks = {entry.anchor: rank for rank, entry in enumerate(entries_in_order(series, context))}
    groups = sorted(
        _groups(series, ranks, context), key=lambda group: [ranks[anchor] for anchor in group[1]]
    )
    return tuple(_view(kind, anchors, series, context) for kind, anchors in groups)


def _groups(
    series: Series, ranks: dict[str, int], context: PageContext
) -> Iterator[tuple[ConflictKind, list[str]]]:
    """Yield the claims of each conflict, of pairs all that disagree with the earlier claim."""
    marked: dict[str, list[str]] = {}
    for conflict in context.derived[series.id].conflicts:
        ordered = sorted(conflict.anchors, key=ranks.__getitem__)
        if conflict.kind is not ConflictKind.CONTRADICTS:
            yield conflict.kind, ordered
            continue
        first, other = ordered
        marked.setdefault(first, []).append(other)
    for first, others in marked.items():
        yield ConflictKind.CONTRADICTS, [first, *sorted(others, key=ranks.__getitem__)]


def _view(
    kind: ConflictKind, anchors: Iterable[str], series: Series, context: PageContext
) -> DisagreementView:
    found = [series.entry(anchor) for anchor in anchors]
    first, *others = (entry for entry in found if entry is not None)
    why = "" if kind is ConflictKind.CONTRADICTS else context.language.word(f"disagree.{kind}")
    is_sum = kind is ConflictKind.SUM  # its parts are no rivals of each other
    distances = [() if is_sum else _distance(first, other, series, context) for other in others]
    return DisagreementView(
        why,
        _stated(first, (), series, context),
        tuple(
            _stated(other, distance, series, context)
            for other, distance in zip(others, distances, strict=True)
        ),
    )


def _distance(first: Entry, other: Entry, series: Series, context: PageContext) -> Sentence:
    """Return how far two values are from each other.

    Empty for ranges, open ends, events and equal values: nobody knows how far from "at most 100".
    """
    if any(getattr(entry, "qualifier", None) in _OPEN_ENDED for entry in (first, other)):
        return ()
    low, high = (getattr(entry, "value", None) for entry in (first, other))
    if not isinstance(low, Decimal) or not isinstance(high, Decimal) or low == high:
        return ()
    apart = abs(Fraction(high) - Fraction(low))
    amount = difference_range(Span(apart, apart), series, context)
    return context.language.sentence(
        "disagree.apart", amount=plain_text(with_about(amount, (first, other), context))
    )


def _stated(entry: Entry, distance: Sentence, series: Series, context: PageContext) -> StatedClaim:
    """Return a claim by its speaker, with a link to it and its distance from another."""
    sentence = capitalized(speaker_and_link(entry, series, context))
    behind: Sentence = (" (", *distance, ")") if distance else ()
    return stated_claim(entry, series, (*sentence, *behind))
