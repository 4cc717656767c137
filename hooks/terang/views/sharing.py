"""Texts to send on: the latest figure of a series with its speaker and date, or a page."""

from __future__ import annotations

import dataclasses
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
    """A sentence, then the address of the page."""
    whatsapp: TextLink
    feed: TextLink | None = None
    """The news of the record."""


def share_view(
    series: Series, headline: HeadlineView, address: str, context: PageContext
) -> ShareView:
    """Return the text about a series to send on; `address`: the absolute address of its page."""
    language = context.language
    said = plain_text(headline_sentence(headline))
    title = context.title(series)
    text = language.word("share.text", title=title, said=said, url=address)
    feed = TextLink(language.word("share.feed"), context.file_href(f"{language.root}feed.xml"))
    return dataclasses.replace(text_to_send(title, text, context), feed=feed)


def text_to_send(title: str, text: str, context: PageContext) -> ShareView:
    """Return a finished text with the link that hands it to WhatsApp."""
    href = f"{_WHATSAPP}{quote(text, safe='')}"
    return ShareView(title, text, TextLink(context.language.word("share.whatsapp"), href))
