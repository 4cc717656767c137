"""The news of the record as Atom feeds (RFC 4287), one a language.

An entry a claim, a revision and a withdrawal. Each says what was published at that moment and never
changes afterwards: a claim stands as it was first written, a revision adds an entry of its own.
Dates come from the record alone, so that an unchanged record is an unchanged feed on any day.
"""

from __future__ import annotations

import datetime as dt
import functools
import zoneinfo
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from terang.derivation.derive import Derived
from terang.diagnostics import LANGUAGES
from terang.downloads.edition import Edition
from terang.downloads.on_demand import Group
from terang.i18n.formatter import Language, Wording, plain_text
from terang.model import period
from terang.model.catalog import Catalog, Series
from terang.model.definitions import Site
from terang.model.entries import Entry, Event, Observation, Revision, Target
from terang.model.field_types import Record
from terang.views.attribution import according_to
from terang.views.claim_sentences import claim_sentence, speaker_and_link
from terang.views.entry_properties import entry_kind
from terang.views.page_context import PageContext
from terang.views.revision_text import revision_view
from terang.views.sentence_parts import capitalized

NAME = "feed.xml"
MOST = 1000
"""Entries a document."""

_NAMESPACE = "http://www.w3.org/2005/Atom"
_HISTORY = "http://purl.org/syndication/history/1.0"
"""Of RFC 5005."""

# A reader of XML turns a bare CR into a line break, and white space in a value into spaces.
_IN_TEXTS = {"\r": "&#13;"}
_IN_VALUES = {'"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One entry of a feed."""

    id: str
    """Its permanent name within the site: `<series>/<anchor>`, and what happened to it."""
    kind: str
    day: dt.date
    title: str
    text: Sequence[str]
    """Paragraphs."""
    href: str
    """From the language's root."""
    sources: Sequence[str]
    """Addresses."""


def feed_groups(
    catalog: Catalog, derived: Mapping[str, Derived], edition: Callable[[], Edition]
) -> Iterator[Group]:
    """A feed a language, by its path from the site's root; of a long one, its archive (RFC 5005).

    Archives are counted from the oldest entry, so that what is newer leaves them as they are; a
    claim that was known long before it was entered moves the entries after it.
    """
    entries = (entry for series in catalog.series.values() for entry in series.entries)
    count = sum(
        1 + len(entry_item.revisions) + (entry_item.withdrawn is not None) for entry_item in entries
    )
    for language in map(Language, LANGUAGES):
        names = [f"{language.root}{name}" for name in _documents(count)]
        context = PageContext(catalog, derived, language, "")
        yield names, functools.partial(_files, context, edition)


def _files(context: PageContext, edition: Callable[[], Edition]) -> dict[str, bytes]:
    everything = feed_news(context)
    oldest_first, found = everything[::-1], {}
    for number, name in enumerate(_documents(len(everything))):
        part = oldest_first[number * MOST : (number + 1) * MOST][::-1]
        found[f"{context.language.root}{name}"] = _feed(context, edition(), part, name, number)
    return found


def _documents(count: int) -> list[str]:
    """The documents of a feed with so much news, the oldest first."""
    full = max(count - 1, 0) // MOST
    return [*map(_archive, range(full)), NAME]


def _archive(number: int) -> str:
    return f"feed-{number + 1}.xml"


# --- what is news ------------------------------------------------------------------------------


def feed_news(context: PageContext) -> list[News]:
    """Everything that happened in the record, newest first."""
    found = [
        item
        for _, series in sorted(context.catalog.series.items())
        for entry in series.entries
        for item in _of_entry(entry, series, context)
    ]
    return sorted(found, key=lambda item: (-item.day.toordinal(), item.id))


def _of_entry(entry: Entry, series: Series, context: PageContext) -> Iterator[News]:
    language = context.language
    first, *later = _states(entry)
    kind = entry_kind(entry)
    yield _news(
        first,
        series,
        context,
        kind=kind,
        day=_day(first, context.catalog),
        title=language.word(
            "news.claim",
            kind=language.word(f"kind.{kind}"),
            claim=_named(first, series, context),
            series=context.title(series),
        ),
        text=_said(first, series, context),
    )
    for number, (state, revision) in enumerate(zip(later, entry.revisions, strict=True), start=1):
        view = revision_view(revision, series, context)
        yield _news(
            state,
            series,
            context,
            kind="revision",
            happened=f"/revision-{number}",
            day=revision.revised.first,
            title=_titled("revision", state, series, context),
            text=[plain_text(view.said), *(f"{plain_text(before)}" for before in view.before)],
        )
    if entry.withdrawn is not None:
        date, reason = entry.withdrawn.date, language.text(entry.withdrawn.reason)
        said = language.sentence("news.withdrawn", date=language.date(date), reason=reason)
        yield _news(
            entry,
            series,
            context,
            kind="withdrawal",
            happened="/withdrawn",
            day=date.first,
            title=_titled("withdrawal", entry, series, context),
            text=[plain_text(said)],
        )


def _news(
    entry: Entry,
    series: Series,
    context: PageContext,
    *,
    happened: str = "",
    **keys: Any,  # noqa: ANN401
) -> News:
    urls = (context.catalog.sources[source].url for source in entry.sources)
    return News(
        id=f"{series.id}/{entry.anchor}{happened}",
        href=f"{context.series_path(series)}#{entry.anchor}",
        sources=[url for url in urls if url],
        **keys,
    )


def _states(entry: Entry) -> list[Entry]:
    """An entry as first written, and as it stood after each of its revisions."""
    states = [entry]
    for revision in reversed(entry.revisions):
        states.append(_undone(states[-1], revision))
    return states[::-1]


def _undone(entry: Entry, revision: Revision[Record]) -> Entry:
    """An entry with the keys of one revision as they were before it."""
    earlier = {}
    for key in revision.was.model_fields_set:
        old = getattr(revision.was, key)
        field = type(entry).model_fields[key]
        if old is not None:
            earlier[key] = old
        elif not field.is_required():
            earlier[key] = field.get_default(call_default_factory=True)
    return entry.model_copy(update=earlier)


def _day(entry: Entry, catalog: Catalog) -> dt.date:
    """The day a claim became known: of its earliest source, else of what it is about."""
    published = [catalog.sources[source].published for source in entry.sources]
    if days := [item.first for item in published if item is not None]:
        return min(days)
    if isinstance(entry, Target):
        return entry.announced.first if entry.announced else _beginning(catalog.site)
    return entry.date.first


def _beginning(site: Site) -> dt.date:
    """The day from which the site's tags hold: it has one where nothing else has."""
    return period.parse_period(site.tag_authority.split(",")[1]).first


# --- words -------------------------------------------------------------------------------------


def _named(entry: Entry, series: Series, context: PageContext) -> str:
    """An entry with its speaker first: `The mayor: 98,000 (2025)`."""
    return plain_text(capitalized(speaker_and_link(entry, series, context)))


def _titled(key: str, entry: Entry, series: Series, context: PageContext) -> str:
    claim = _named(entry, series, context)
    return context.language.word(f"news.{key}", claim=claim, series=context.title(series))


def _said(entry: Entry, series: Series, context: PageContext) -> list[str]:
    """Who said it, what, in which words, with what to know about it, and where."""
    language = context.language
    claim = (
        according_to(entry, context)
        if isinstance(entry, Event)
        else claim_sentence(entry, series, context)
    )
    lines = [f"{plain_text(claim)}."]
    if isinstance(entry, Event) and entry.text:
        lines.append(language.text(entry.text).text)
    if isinstance(entry, Target) and entry.announced:
        moment = language.date(entry.announced)
        lines.append(plain_text(language.sentence("news.announced", date=moment)))
    if entry.quote:
        lines.append(plain_text(language.sentence("news.quote", quote=Wording(entry.quote))))
    if isinstance(entry, Observation) and entry.preferred:
        reason = language.text(entry.preferred)
        lines.append(plain_text(language.sentence("timeline.preferred", reason=reason)))
    if entry.note:
        lines.append(language.text(entry.note).text)
    for source_item in entry.sources:
        source = context.catalog.sources[source_item]
        lines.append(language.word("news.source", publisher=source.publisher, title=source.title))
    return lines


# --- XML ---------------------------------------------------------------------------------------


def _feed(
    context: PageContext, edition: Edition, found: Sequence[News], name: str, before: int
) -> bytes:
    """One document of a feed; so many archives hold what came before."""
    site, language = context.catalog.site, context.language
    zone = zoneinfo.ZoneInfo(site.time_zone)
    publisher = language.name(site.publisher)
    page = edition.at(language.root)
    newest = max((item.day for item in found), default=_beginning(site))
    lines = [
        _element("id", _tag(site, f"{language.root}feed")),
        _element("title", language.word("news.title", publisher=publisher)),
        _element("updated", _instant(newest, zone)),
        _element("link", rel="self", href=f"{page}{name}"),
    ]
    if name != NAME:
        lines += [_element("fh:archive"), _element("link", rel="current", href=f"{page}{NAME}")]
    if before:
        lines.append(_element("link", rel="prev-archive", href=f"{page}{_archive(before - 1)}"))
    lines += [
        _element("link", rel="alternate", type="text/html", href=page),
        f"<author>{_element('name', publisher)}</author>",
        _element("rights", f"{site.licence.id} {site.licence.url}"),
        *(line for item in found for line in _entry(item, page, site, zone)),
    ]
    opened = f'<feed xmlns="{_NAMESPACE}" xmlns:fh="{_HISTORY}" xml:lang="{language.code}">'
    text = "\n".join(('<?xml version="1.0" encoding="utf-8"?>', opened, *lines, "</feed>", ""))
    return text.encode()


def _entry(news: News, page: str, site: Site, zone: zoneinfo.ZoneInfo) -> Iterator[str]:
    yield "<entry>"
    yield _element("id", _tag(site, news.id))
    yield _element("title", news.title)
    yield _element("updated", _instant(news.day, zone))
    yield _element("link", rel="alternate", type="text/html", href=f"{page}{news.href}")
    for url in dict.fromkeys(news.sources):
        yield _element("link", rel="via", href=url)
    yield _element("category", term=news.kind)
    yield _element("content", "\n\n".join(news.text), type="text")
    yield "</entry>"


def _element(name: str, text: str = "", **attributes: str) -> str:
    said = "".join(f' {key}="{escape(value, _IN_VALUES)}"' for key, value in attributes.items())
    return f"<{name}{said}>{escape(text, _IN_TEXTS)}</{name}>" if text else f"<{name}{said}/>"


def _tag(site: Site, name: str) -> str:
    """A permanent name (RFC 4151)."""
    return f"tag:{site.tag_authority}:{name}"


@functools.lru_cache(4096)
def _instant(day: dt.date, zone: zoneinfo.ZoneInfo) -> str:
    """The beginning of a day where the site is at home."""
    return dt.datetime.combine(day, dt.time(), zone).isoformat()
