"""The contacts of a programme: where something can be asked, and when that was last checked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from terang.i18n.formatter import Sentence, SentencePart, TextLink, Wording
from terang.model.definitions import Contact, Programme
from terang.model.field_types import Text
from terang.views.attribution import publisher_links
from terang.views.page_context import PageContext

_SEVERAL = re.compile(r"(\s*(?:[;/]|,(?=\s)|\s(?:atau|dan|or|and)(?=\s))\s*)")
"""Marks and words between two telephone numbers or addresses."""
_EXTENSION = re.compile(r"\s*(?:\(|ext|pes)", re.IGNORECASE)
_DIGITS = range(3, 16)
"""The number of digits that a telephone number may have; ITU-T E.164 allows 15."""


@dataclass(frozen=True, slots=True)
class ContactView:
    """A contact: each way to it, what can be asked there, its last check and its sources."""

    title: Wording
    purpose: Wording
    ways: tuple[tuple[str, Sentence], ...]
    """The name of each way, such as `Telephone`, and the way itself."""
    checked: Sentence
    """The day of its last check, and the publishers of its sources."""


@dataclass(frozen=True, slots=True)
class ContactsView:
    """All contacts of a programme."""

    title: Wording
    """The title of the programme."""
    contacts: tuple[ContactView, ...]


def contacts_view(programme: Programme, context: PageContext) -> ContactsView:
    """Return the contacts of a programme, in the order of the file."""
    return ContactsView(
        context.language.text(programme.title),
        tuple(_contact_view(contact, context) for contact in programme.contacts.values()),
    )


def _contact_view(contact: Contact, context: PageContext) -> ContactView:
    language = context.language
    ways: dict[str, Sentence] = {}
    if contact.telephone:
        ways["telephone"] = telephone_links(contact.telephone)
    if contact.email:
        ways["email"] = (TextLink(contact.email, f"mailto:{contact.email}"),)
    if contact.url:
        ways["url"] = (TextLink(contact.url, contact.url),)
    if contact.address:
        # An address is not translated: it is written as on the spot.
        ways["address"] = (language.text(Text.model_construct(id=contact.address)),)
    if contact.hours:
        ways["hours"] = (language.text(contact.hours),)
    return ContactView(
        title=language.text(contact.title),
        purpose=language.text(contact.purpose),
        ways=tuple((language.word(f"contact.{key}"), way) for key, way in ways.items()),
        checked=language.sentence(
            "contact.checked",
            date=language.date(contact.checked),
            publishers=publisher_links(contact.sources, context),
        ),
    )


def telephone_links(text: str) -> Sentence:
    """Return the telephone numbers of a contact as links to dial; other words as they are."""
    return tuple(_telephone_link(piece) for piece in _SEVERAL.split(text) if piece)


def _telephone_link(piece: str) -> SentencePart:
    """Return a number as a link; the link leaves out an extension, which is dialled later."""
    number = re.sub(r"[^0-9+]", "", _EXTENSION.split(piece.lstrip("( "), maxsplit=1)[0])
    is_number = re.fullmatch(r"\+?[0-9]+", number) and len(number.lstrip("+")) in _DIGITS
    return TextLink(piece, f"tel:{number}") if is_number else piece
