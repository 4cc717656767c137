"""The news of the record as Atom feeds (RFC 4287), one feed for each language.

Each claim, revision and withdrawal is an entry. An entry says what was published at that moment and
never changes: a claim stays as it was first written, and a revision adds an entry of its own. Dates
come from the record alone, so that an unchanged record gives the same feed on any day.
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
from terang.downloads.lazy_files import FileMaker
from terang.i18n.formatter import Language, Wording, plain_text
from terang.model import period
from terang.model.catalog import Catalog, Series
from terang.model.definitions import Site
from terang.model.entries import Entry, Event, Observation, Revision, Target
from terang.views.attribution import according_to
from terang.views.claim_sentences import claim_sentence, speaker_and_link
from terang.views.entry_properties import entry_kind
from terang.views.page_context import PageContext
from terang.views.revision_text import revision_view
from terang.views.sentence_parts import capitalized

NAME = "feed.xml"
MAX_ENTRIES = 1000
"""The number of entries in a full document."""

_NAMESPACE = "http://www.w3.org/2005/Atom"
_HISTORY = "http://purl.org/syndication/history/1.0"
"""The namespace of RFC 5005."""

# XML readers turn a bare CR into a line break, and white space in an attribute into spaces.
_IN_TEXTS = {"\r": "&#13;"}
_IN_VALUES = {'"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsEntry:
    """An entry of a feed."""

    id: str
    """The permanent name within the site: `<series>/<anchor>`, then the event if it is no claim."""
    kind: str
    day: dt.date
    title: str
    text: Sequence[str]
    """Paragraphs."""
    href: str
    """The address below the language's root."""
    sources: Sequence[str]
    """The addresses of the sources."""


def feed_makers(
    catalog: Catalog, derived: Mapping[str, Derived], edition: Callable[[], Edition]
) -> Iterator[tuple[str, FileMaker]]:
    """Yield each document of each feed by its path below the site's root, with its maker.

    A long feed goes on in archive documents (RFC 5005). They are counted from the oldest entry, so
    that later news leaves them unchanged. A claim that was known long before it was entered moves
    the entries after it.
    """
    entries = (entry for series in catalog.series.values() for entry in series.entries)
    count = sum(1 + len(entry.revisions) + (entry.withdrawn is not None) for entry in entries)
    for language in map(Language, LANGUAGES):
        context = PageContext(catalog, derived, language, "")
        feed = functools.cache(functools.partial(_feed_documents, context, edition))
        for name in _document_names(count):
            yield f"{language.root}{name}", functools.partial(_document, feed, name)


def _document(feed: Callable[[], Mapping[str, bytes]], name: str) -> bytes:
    return feed()[name]


def _feed_documents(context: PageContext, edition: Callable[[], Edition]) -> dict[str, bytes]:
    """Return all documents of a language's feed by name."""
    oldest_first, documents = feed_news(context)[::-1], {}
    for number, name in enumerate(_document_names(len(oldest_first))):
        news = oldest_first[number * MAX_ENTRIES : (number + 1) * MAX_ENTRIES][::-1]
        documents[name] = _feed(context, edition(), news, name, number)
    return documents


def _document_names(count: int) -> list[str]:
    """Return the names of a feed's documents for `count` entries, the oldest document first."""
    full = max(count - 1, 0) // MAX_ENTRIES
    return [*map(_archive_name, range(full)), NAME]


def _archive_name(number: int) -> str:
    return f"feed-{number + 1}.xml"


# --- news of the record ------------------------------------------------------------------------


def feed_news(context: PageContext) -> list[NewsEntry]:
    """Return the news of the whole record, newest first."""
    found = [
        news
        for _, series in sorted(context.catalog.series.items())
        for entry in series.entries
        for news in _entry_news(entry, series, context)
    ]
    return sorted(found, key=lambda news: (-news.day.toordinal(), news.id))


def _entry_news(entry: Entry, series: Series, context: PageContext) -> Iterator[NewsEntry]:
    """Yield the news of an entry: its claim, each revision and its withdrawal."""
    language = context.language
    first, *later = _entry_states(entry)
    kind = entry_kind(entry)
    yield _news_entry(
        first,
        series,
        context,
        kind=kind,
        day=_day_known(first, context.catalog),
        title=language.word(
            "news.claim",
            kind=language.word(f"kind.{kind}"),
            claim=_claim_title(first, series, context),
            series=context.title(series),
        ),
        text=_claim_text(first, series, context),
    )
    for number, (state, revision) in enumerate(zip(later, entry.revisions, strict=True), start=1):
        view = revision_view(revision, series, context)
        yield _news_entry(
            state,
            series,
            context,
            kind="revision",
            event=f"/revision-{number}",
            day=revision.date.first,
            title=_event_title("revision", state, series, context),
            text=[plain_text(view.said), *(f"{plain_text(before)}" for before in view.before)],
        )
    if entry.withdrawn is not None:
        date, reason = entry.withdrawn.date, language.text(entry.withdrawn.reason)
        said = language.sentence("news.withdrawn", date=language.date(date), reason=reason)
        yield _news_entry(
            entry,
            series,
            context,
            kind="withdrawal",
            event="/withdrawn",
            day=date.first,
            title=_event_title("withdrawal", entry, series, context),
            text=[plain_text(said)],
        )


def _news_entry(
    entry: Entry,
    series: Series,
    context: PageContext,
    *,
    event: str = "",
    **keys: Any,  # noqa: ANN401
) -> NewsEntry:
    urls = (context.catalog.sources[source].url for source in entry.sources)
    return NewsEntry(
        id=f"{series.id}/{entry.anchor}{event}",
        href=f"{context.series_path(series)}#{entry.anchor}",
        sources=[url for url in urls if url],
        **keys,
    )


def _entry_states(entry: Entry) -> list[Entry]:
    """Return an entry as first written, then as it was after each of its revisions."""
    states = [entry]
    for revision in reversed(entry.revisions):
        states.append(_before_revision(states[-1], revision))
    return states[::-1]


def _before_revision(entry: Entry, revision: Revision) -> Entry:
    """Return an entry with the values that it had before a revision."""
    earlier = {}
    for key, old in revision.was.items():
        field = type(entry).model_fields[key]
        if old is not None:
            earlier[key] = old
        elif not field.is_required():
            earlier[key] = field.get_default(call_default_factory=True)
    return entry.model_copy(update=earlier)


def _day_known(entry: Entry, catalog: Catalog) -> dt.date:
    """Return the day a claim became known: the day of its earliest source, else its own date."""
    published = [catalog.sources[source].published for source in entry.sources]
    if days := [date.first for date in published if date is not None]:
        return min(days)
    if isinstance(entry, Target):
        return entry.announced.first if entry.announced else _first_day(catalog.site)
    return entry.date.first


def _first_day(site: Site) -> dt.date:
    """Return the day from which the site's tags hold, for claims without any date."""
    return period.parse_period(site.tag_authority.split(",")[1]).first


# --- words -------------------------------------------------------------------------------------


def _claim_title(entry: Entry, series: Series, context: PageContext) -> str:
    """Return an entry after its speaker: `The mayor: 98,000 (2025)`."""
    return plain_text(capitalized(speaker_and_link(entry, series, context)))


def _event_title(key: str, entry: Entry, series: Series, context: PageContext) -> str:
    claim = _claim_title(entry, series, context)
    return context.language.word(f"news.{key}", claim=claim, series=context.title(series))


def _claim_text(entry: Entry, series: Series, context: PageContext) -> list[str]:
    """Return the paragraphs of a claim: the claim, its announcement, quote, notes and sources."""
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
    sources = (context.catalog.sources[source_id] for source_id in entry.sources)
    lines += [
        language.word("news.source", publisher=source.publisher, title=source.title)
        for source in sources
    ]
    return lines


# --- XML ---------------------------------------------------------------------------------------


def _feed(
    context: PageContext, edition: Edition, entries: Sequence[NewsEntry], name: str, archives: int
) -> bytes:
    """Return a document of a feed; `archives`: the number of documents with older entries."""
    site, language = context.catalog.site, context.language
    zone = zoneinfo.ZoneInfo(site.time_zone)
    publisher = language.name(site.publisher)
    page = edition.full_address(language.root)
    newest = max((news.day for news in entries), default=_first_day(site))
    lines = [
        _element("id", _tag(site, f"{language.root}feed")),
        _element("title", language.word("news.title", publisher=publisher)),
        _element("updated", _instant(newest, zone)),
        _element("link", rel="self", href=f"{page}{name}"),
    ]
    if name != NAME:
        lines += [_element("fh:archive"), _element("link", rel="current", href=f"{page}{NAME}")]
    if archives:
        lines.append(
            _element("link", rel="prev-archive", href=f"{page}{_archive_name(archives - 1)}")
        )
    lines += [
        _element("link", rel="alternate", type="text/html", href=page),
        f"<author>{_element('name', publisher)}</author>",
        _element("rights", f"{site.licence.id} {site.licence.url}"),
        *(line for news in entries for line in _entry_lines(news, page, site, zone)),
    ]
    opened = f'<feed xmlns="{_NAMESPACE}" xmlns:fh="{_HISTORY}" xml:lang="{language.code}">'
    text = "\n".join(('<?xml version="1.0" encoding="utf-8"?>', opened, *lines, "</feed>", ""))
    return text.encode()


def _entry_lines(news: NewsEntry, page: str, site: Site, zone: zoneinfo.ZoneInfo) -> Iterator[str]:
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
    written = "".join(f' {key}="{escape(value, _IN_VALUES)}"' for key, value in attributes.items())
    return f"<{name}{written}>{escape(text, _IN_TEXTS)}</{name}>" if text else f"<{name}{written}/>"


def _tag(site: Site, name: str) -> str:
    """Return a permanent name (RFC 4151)."""
    return f"tag:{site.tag_authority}:{name}"


@functools.lru_cache(4096)
def _instant(day: dt.date, zone: zoneinfo.ZoneInfo) -> str:
    """Return the beginning of a day in the site's time zone."""
    return dt.datetime.combine(day, dt.time(), zone).isoformat()
