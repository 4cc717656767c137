"""The latest figure of a series as a text to send on, with its speaker, date and address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from terang.i18n.formatter import TextLink, plain_text
from terang.model.catalog import Series
from terang.views.headline import HeadlineView, headline_sentence
from terang.views.page_context import PageContext

_WHATSAPP = "https://wa.me/?text="
"""The address that opens WhatsApp with a text; the reader chooses whom it is sent to."""


@dataclass(frozen=True, slots=True)
class ShareView:
    """A text to send on, and the links that do it."""

    title: str
    text: str
    """The figure, its speaker and its date, then the address of the page."""
    whatsapp: TextLink
    feed: TextLink
    """The news of the record."""


def share_view(
    series: Series, headline: HeadlineView, address: str, context: PageContext
) -> ShareView:
    """Return the text of a series. `address`: the absolute address of its page."""
    language = context.language
    said = plain_text(headline_sentence(headline))
    text = language.word("share.text", title=context.title(series), said=said, url=address)
    link = TextLink(language.word("share.whatsapp"), f"{_WHATSAPP}{quote(text, safe='')}")
    feed = context.file_href(f"{language.root}feed.xml")
    return ShareView(context.title(series), text, link, TextLink(language.word("share.feed"), feed))
