"""TODO rival_claims."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from terang.derivation.states import Range
from terang.i18n.formatter import Sentence, SentencePart, plain_text
from terang.model.catalog import Series
from terang.model.entries import Entry, Event, Target
from terang.views.attribution import according_to, speaker
from terang.views.claim_sentences import claim_id, entry_link, linked_value
from terang.views.derived_figures import difference_range, with_about
from terang.views.entry_properties import entry_date, entry_kind
from terang.views.page_context import PageContext
from terang.views.sentence_parts import joined_list


@dataclass(frozen=True, slots=True)
class RivalView:
    """A claim that another disagrees with: who says so, what it says, and what differs."""

    id: str
    who: Sentence
    claim: Sentence
    differs: Sentence


def disagreement_line(rivals: Iterable[Entry], series: Series, context: PageContext) -> Sentence:
    """`Does not agree with the mayor: 85,000 (early 2023)`; each named once."""
    named = {
        plain_text(item): item for item in (_short(rival, series, context) for rival in rivals)
    }
    if not named:
        return ()
    first, *others = named.values()
    claims = (*first, *itertools.chain.from_iterable(("; ", *other) for other in others))
    return context.language.sentence("timeline.disagrees", claims=claims)


def _short(entry: Entry, series: Series, context: PageContext) -> Sentence:
    """An entry by speaker, value and date; a happening, whose title may be long, by its kind."""
    who = speaker(entry, context, linked=False)
    if not isinstance(entry, Event):
        return (who, ": ", entry_link(entry, series, context).text)
    date = context.language.date(entry.date, entry.label).text
    value = context.language.word("timeline.an_event")
    return (who, ": ", context.language.word("timeline.link_entry", value=value, date=date))


def rival_view(rival: Entry, entry: Entry, series: Series, context: PageContext) -> RivalView:
    kind = context.language.word(f"kind.{entry_kind(rival)}")
    return RivalView(
        claim_id(series, rival.anchor),
        according_to(rival, context),
        (f"{kind} ", *linked_value(rival, series, context)),
        _differs(rival, entry, series, context),
    )


def _differs(rival: Entry, entry: Entry, series: Series, context: PageContext) -> Sentence:
    """What tells two claims apart: their kind, value, date, speaker."""
    language, parts = context.language, list[SentencePart]()
    if entry_kind(rival) != entry_kind(entry):
        parts.append(language.word("table.kind").lower())
    if not isinstance(rival, Event) and not isinstance(entry, Event):
        gap = abs(rival.value - entry.value)
        if gap:
            shown = difference_range(Range.over([gap]), series, context)
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


def _speakers(entry: Entry, context: PageContext) -> frozenset[str]:
    """Who says so: the office, or the publishers where none is named."""
    if entry.by is not None:
        return frozenset([context.language.text(entry.by).text])
    return frozenset(context.catalog.sources[source].publisher for source in entry.sources)
