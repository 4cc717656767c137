"""The speaker and the publishers of a claim as pages name them, before its value.

Every component that states a figure or a target takes its attribution from here.
"""

from __future__ import annotations

from collections.abc import Iterable

from terang.diagnostics import LANGUAGES
from terang.i18n.formatter import NamedSpeaker, Sentence, SentencePart
from terang.model.definitions import SourceType
from terang.model.entries import EntryState
from terang.views.page_context import PageContext
from terang.views.sentence_parts import capitalized, joined_list

_QUOTING = frozenset({SourceType.NEWS, SourceType.ADVERTORIAL})
"""Types of source that quote a speaker; the others publish the speaker's own words."""


def office(key: str, context: PageContext) -> NamedSpeaker:
    """Return the name of an office for a page, by the id of the speaker."""
    return context.cached_for_language(f"(office)/{key}", lambda: _office(key, context))


def _office(key: str, context: PageContext) -> NamedSpeaker:
    name = context.language.text(context.catalog.speakers[key].name)
    return NamedSpeaker(name.text, lang=name.lang)


def speaker(entry: EntryState, context: PageContext, *, linked: bool = True) -> NamedSpeaker:
    """Return the name that a page puts before a claim: that of its office, or a publisher."""
    if entry.by is not None:
        return office(entry.by, context)
    link = context.source_link(context.catalog.sources[entry.sources[0]])
    return NamedSpeaker(link.text, link.href if linked else "", link.lang, is_publisher=True)


def beginning_speaker(entry: EntryState, context: PageContext) -> Sentence:
    """Return the name before a claim as a beginning, without a link: the same on every page."""
    name = f"(speaker)/{entry.by}" if entry.by else f"(publisher)/{entry.sources[0]}"
    return context.cached_for_language(
        name, lambda: capitalized((speaker(entry, context, linked=False),))
    )


def attribution(entry: EntryState, context: PageContext, *, brief: bool = False) -> Sentence:
    """Return the names before a claim: `the labour office (quoted by Teraskata)`.

    `brief` names the first publisher only and counts the others. A publisher that is also the
    speaker is named once. Most claims of a page have the same few attributions.
    """
    kind = "(brief attribution)" if brief else "(attribution)"
    return context.cached_for_page(
        kind, attribution_key(entry), lambda: _attribution(entry, context, brief=brief)
    )


def attribution_key(entry: EntryState) -> tuple[str, ...]:
    """Return what the attribution of a claim depends on: its speaker and its sources."""
    return (entry.by or "", *entry.sources)


def _attribution(entry: EntryState, context: PageContext, *, brief: bool) -> Sentence:
    who = speaker(entry, context)
    own = {who.text.casefold()}
    if entry.by is not None:
        name = context.catalog.speakers[entry.by].name
        own |= {name.in_language(code)[0].casefold() for code in LANGUAGES}
    quoting = [
        source
        for source in (context.catalog.sources[key] for key in entry.sources)
        if source.publisher.casefold() not in own
    ]
    if not quoting:
        return (who,)
    names: dict[str, SentencePart] = {}
    for source in quoting:
        names.setdefault(source.publisher, context.source_link(source))
    publishers = joined_list(tuple(names.values()), context)
    if brief and len(names) > 1:
        others = context.language.plural("headline.others", len(names) - 1)
        publishers = (next(iter(names.values())), " ", others)
    if entry.by is None:
        key = "also"
    else:
        key = "quoted" if all(source.type in _QUOTING for source in quoting) else "published"
    return context.language.sentence(f"claim.{key}", speaker=who, publishers=publishers)


def publisher_links(sources: Iterable[str], context: PageContext) -> Sentence:
    """Return the publishers of some sources as links, each once."""
    links: dict[str, SentencePart] = {}
    for source in (context.catalog.sources[key] for key in sources):
        links.setdefault(source.publisher, context.source_link(source))
    return joined_list(tuple(links.values()), context)


def according_to(entry: EntryState, context: PageContext, *, brief: bool = False) -> Sentence:
    """Return the attribution as a sentence's beginning: `Menurut wali kota (dikutip Koran)`."""
    return beginning_with(attribution(entry, context, brief=brief), context)


def beginning_with(who: Sentence, context: PageContext) -> Sentence:
    """Return an attribution as a sentence's beginning."""
    return capitalized(context.language.sentence("claim.according", who=who))


def speakers(entries: Iterable[EntryState], context: PageContext) -> Sentence:
    """Return the names that a page puts before several claims, each once."""
    named: dict[str, SentencePart] = {}
    for who in (speaker(entry, context) for entry in entries):
        named.setdefault(who.text, who)
    return joined_list(tuple(named.values()), context)


def according_to_all(entries: Iterable[EntryState], context: PageContext) -> Sentence:
    """Return the names before several claims as the beginning of a sentence."""
    who = speakers(entries, context)
    several = sum(isinstance(part, NamedSpeaker) for part in who) > 1
    key = "claim.according_several" if several else "claim.according"
    return capitalized(context.language.sentence(key, who=who))
