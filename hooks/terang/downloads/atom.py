"""The news of the record as Atom feeds (RFC 4287), one feed for each language.

A long feed goes on in archive documents (RFC 5005). `news` writes the entries.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import zoneinfo
from collections.abc import Callable, Iterator, Mapping, Sequence
from xml.sax.saxutils import escape

from terang.derivation.derive import Derived
from terang.derivation.state_history import state_changes
from terang.diagnostics import LANGUAGES
from terang.downloads.edition import first_day
from terang.downloads.lazy_files import FileMaker
from terang.downloads.news import NewsEntry, StateChanges, news_of_record, record_news_count
from terang.downloads.site_address import SiteAddress
from terang.i18n.formatter import Language
from terang.model.catalog import Catalog
from terang.model.definitions import Site
from terang.views.page_context import PageContext

NAME = "feed.xml"
MAX_ENTRIES = 1000
"""The number of records and corrections in a full document; changed states come on top."""

_NAMESPACE = "http://www.w3.org/2005/Atom"
_HISTORY = "http://purl.org/syndication/history/1.0"
"""The namespace of RFC 5005."""

# XML readers turn a bare CR into a line break, and white space in an attribute into spaces.
_IN_TEXTS = {"\r": "&#13;"}
_IN_VALUES = {'"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
# Hardly any text holds what must be escaped, and a search is faster.
_NOT_IN_TEXTS = re.compile("[&<>\r]")
_NOT_IN_VALUES = re.compile('[&<>"\r\n\t]')


def feed_makers(
    catalog: Catalog, derived: Mapping[str, Derived], address: SiteAddress
) -> Iterator[tuple[str, FileMaker]]:
    """Yield each document of each feed by its path below the site's root, with its maker.

    Documents are counted from the oldest entry, so that later news leaves archives unchanged.
    States are computed when the first document is read; the names of documents need none.
    """
    names = _document_names(record_news_count(catalog.series.values()))
    parts = functools.cache(functools.partial(_parts_of_feed, catalog, names))
    for language in map(Language, LANGUAGES):
        context = PageContext(catalog, derived, language, "")
        for number, name in enumerate(names):
            made = functools.partial(_document, context, address, parts, number, name)
            yield f"{language.root}{name}", made


def _state_changes(catalog: Catalog) -> StateChanges:
    return {
        key: state_changes(series, catalog.indicator_of(series), catalog.sources, catalog.today)
        for key, series in catalog.series.items()
    }


def _document(
    context: PageContext,
    address: SiteAddress,
    parts: Callable[[], Mapping[str, Sequence[NewsEntry]]],
    number: int,
    name: str,
) -> bytes:
    return _feed(context, address, parts()[name], name, number)


def _parts_of_feed(catalog: Catalog, names: Sequence[str]) -> Mapping[str, Sequence[NewsEntry]]:
    """Return the entries of each document of a feed by its name, the oldest document first."""
    parts: list[list[NewsEntry]] = [[]]
    count = 0
    for news in reversed(news_of_record(catalog.series.values(), _state_changes(catalog))):
        if news.is_of_record and count == MAX_ENTRIES:
            parts.append([])
            count = 0
        parts[-1].insert(0, news)
        count += news.is_of_record
    return dict(zip(names, parts, strict=True))


def _document_names(count: int) -> list[str]:
    """Return the names of a feed's documents for `count` entries, the oldest document first."""
    full = max(count - 1, 0) // MAX_ENTRIES
    return [*map(_archive_name, range(full)), NAME]


def _archive_name(number: int) -> str:
    return f"feed-{number + 1}.xml"


# --- XML ---------------------------------------------------------------------------------------


def _feed(
    context: PageContext,
    address: SiteAddress,
    entries: Sequence[NewsEntry],
    name: str,
    archives: int,
) -> bytes:
    """Return a document of a feed; `archives`: the number of documents with older entries."""
    site, language = context.catalog.site, context.language
    zone = zoneinfo.ZoneInfo(site.time_zone)
    publisher = language.name(site.publisher)
    page = address.full_address(language.root)
    newest = max((news.updated for news in entries), default=first_day(context.catalog))
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
        _element("rights", " ".join((site.licence.id, site.licence.url, *_notice(context)))),
        *(line for news in entries for line in _entry_lines(news, context, page, zone)),
    ]
    opened = f'<feed xmlns="{_NAMESPACE}" xmlns:fh="{_HISTORY}" xml:lang="{language.code}">'
    text = "\n".join(('<?xml version="1.0" encoding="utf-8"?>', opened, *lines, "</feed>", ""))
    return text.encode()


def _notice(context: PageContext) -> tuple[str, ...]:
    notice = context.catalog.site.notice
    return () if notice is None else (context.language.name(notice),)


def _entry_lines(
    news: NewsEntry, context: PageContext, page: str, zone: zoneinfo.ZoneInfo
) -> Iterator[str]:
    told, site = news.tell(context), context.catalog.site
    yield "<entry>"
    yield f"<id>{_text(_tag(site, news.id))}</id>"
    yield _element("title", told.title)
    yield f"<published>{_instant(news.published, zone)}</published>"
    yield f"<updated>{_instant(news.updated, zone)}</updated>"
    yield f'<link rel="alternate" type="text/html" href="{_value(page + told.href)}"/>'
    for url in told.sources:
        yield f'<link rel="via" href="{_value(url)}"/>'
    yield f'<category term="{news.kind}"/>'
    content = "\n\n".join(told.text)
    yield f'<content type="text">{_text(content)}</content>'
    yield "</entry>"


def _element(name: str, text: str = "", **attributes: str) -> str:
    written = "".join(f' {key}="{_value(value)}"' for key, value in attributes.items())
    return f"<{name}{written}>{_text(text)}</{name}>" if text else f"<{name}{written}/>"


def _text(text: str) -> str:
    """Return a text for the content of an element."""
    return escape(text, _IN_TEXTS) if _NOT_IN_TEXTS.search(text) else text


def _value(text: str) -> str:
    """Return a text for the value of an attribute."""
    return escape(text, _IN_VALUES) if _NOT_IN_VALUES.search(text) else text


def _tag(site: Site, name: str) -> str:
    """Return a permanent name (RFC 4151)."""
    return f"tag:{site.tag_authority}:{name}"


@functools.lru_cache(4096)
def _instant(day: dt.date, zone: zoneinfo.ZoneInfo) -> str:
    """Return the beginning of a day in the site's time zone."""
    return dt.datetime.combine(day, dt.time(), zone).isoformat()
