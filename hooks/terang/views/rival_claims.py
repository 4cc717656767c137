"""The claims that disagree with an entry, the rule by which, and the points on which they differ.

The rules are in docs/contract.md#disagreement-between-claims.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from terang.derivation.change import difference
from terang.derivation.conflicts import ConflictKind
from terang.derivation.quantity import Span
from terang.derivation.series_claims import entry_quantity
from terang.i18n.formatter import Sentence, SentencePart, plain_text
from terang.model.catalog import Series
from terang.model.definitions import Indicator
from terang.model.entries import Entry, Event, Observation, Target
from terang.model.quantity import ends_of
from terang.views.attribution import according_to, speaker
from terang.views.claim_sentences import claim_id, entry_link, linked_value
from terang.views.derived_figures import difference_range, with_about
from terang.views.entry_properties import entry_date, entry_kind
from terang.views.page_context import PageContext
from terang.views.sentence_parts import joined_list


@dataclass(frozen=True, slots=True)
class RivalView:
    """A claim that disagrees with an entry: its speaker, its value, and the differences."""

    id: str
    who: Sentence
    claim: Sentence
    why: str
    """The rule by which they disagree, in words."""
    differs: Sentence


def disagreement_line(
    entry: Entry, rivals: Iterable[Entry], series: Series, context: PageContext
) -> Sentence:
    """Return `Does not agree with the mayor: 85,000 (early 2023)`, each claim once.

    Parts of a period disagree with its whole only together, and the line says so.
    """
    named = {
        plain_text(name): name for name in (_short_name(rival, series, context) for rival in rivals)
    }
    if not named:
        return ()
    first, *others = named.values()
    claims = (*first, *itertools.chain.from_iterable(("; ", *other) for other in others))
    key = "disagrees_in_sum" if _is_in_sum_only(entry, series, context) else "disagrees"
    return context.language.sentence(f"timeline.{key}", claims=claims)


def _is_in_sum_only(entry: Entry, series: Series, context: PageContext) -> bool:
    """Return whether an entry disagrees with others only as a part or as a sum of parts."""
    kinds = {
        conflict.kind
        for conflict in context.derived[series.id].conflicts
        if any(entry.anchor in pair for pair in conflict.pairs)
    }
    return kinds == {ConflictKind.SUM}


def _short_name(entry: Entry, series: Series, context: PageContext) -> Sentence:
    """Return an entry's speaker, value and date; an event's kind, as its title may be long."""
    who = speaker(entry, context, linked=False)
    if not isinstance(entry, Event):
        return (who, ": ", entry_link(entry, series, context).text)
    date = context.language.date(entry.date, entry.label).text
    value = context.language.word("timeline.an_event")
    return (who, ": ", context.language.word("timeline.link_entry", value=value, date=date))


def rival_view(rival: Entry, entry: Entry, series: Series, context: PageContext) -> RivalView:
    """Return a claim that disagrees with `entry`."""
    kind = context.language.word(f"kind.{entry_kind(rival)}")
    rule = _conflict_kind(rival, entry, series, context)
    is_of_parts = rule is ConflictKind.SUM
    return RivalView(
        claim_id(series, rival.anchor),
        according_to(rival, context),
        (f"{kind} ", *linked_value(rival, series, context)),
        context.language.word(f"conflict.{rule}"),
        () if is_of_parts else _differs(rival, entry, series, context),
    )


def _conflict_kind(
    rival: Entry, entry: Entry, series: Series, context: PageContext
) -> ConflictKind:
    """Return the rule by which two entries disagree."""
    kinds = (
        conflict.kind
        for conflict in context.derived[series.id].conflicts
        if any({rival.anchor, entry.anchor} == set(pair) for pair in conflict.pairs)
    )
    return next(kinds, ConflictKind.CONTRADICTS)


def _differs(rival: Entry, entry: Entry, series: Series, context: PageContext) -> Sentence:
    """Return the points on which two claims differ: kind, value, date, speaker."""
    language, parts = context.language, list[SentencePart]()
    if entry_kind(rival) != entry_kind(entry):
        parts.append(language.word("table.kind").lower())
    if not isinstance(rival, Event) and not isinstance(entry, Event):
        gap = _distance(rival, entry, context.indicator(series))
        if gap is None:
            parts.append(language.word("key.value"))
        elif gap.high != 0:
            shown = difference_range(gap, series, context)
            told = plain_text(with_about(shown, (rival, entry), context))
            parts.append(language.word("timeline.differs_value", gap=told))
    if entry_date(rival) != entry_date(entry):
        due = isinstance(rival, Target) and isinstance(entry, Target)
        parts.append(language.word("key.due" if due else "key.date"))
    if _speakers(rival, context).isdisjoint(_speakers(entry, context)):
        parts.append(language.word("key.by"))
    if not parts:
        return ()
    return language.sentence("timeline.differs", parts=joined_list(tuple(parts), context))


def _distance(
    rival: Observation | Target, entry: Observation | Target, indicator: Indicator
) -> Span | None:
    """Return the difference of two values; None where open ends leave even its side unknown."""
    lower, higher = sorted((rival, entry), key=lambda claim: ends_of(claim.value))
    ends = [entry_quantity(claim, indicator).stated for claim in (higher, lower)]
    gap = difference(*ends)
    return gap if gap.low is not None and gap.low >= 0 else None


def _speakers(entry: Entry, context: PageContext) -> frozenset[str]:
    """Return the office that an entry names, or else the publishers of its sources."""
    if entry.by is not None:
        return frozenset([entry.by])
    return frozenset(context.catalog.sources[source].publisher for source in entry.sources)
