"""A page as a sheet for a notice board, and as a text to send on.

On paper a QR code, and the address in letters, lead from the sheet to the page. The sheet says when
the contacts of the programme were last checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import segno

from terang.i18n.formatter import Sentence
from terang.model.definitions import Programme
from terang.views.page_context import PageContext
from terang.views.sharing import ShareView, text_to_send

_QUIET = 4
"""The white modules around a QR code (ISO/IEC 18004)."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code as a drawing: the length of a side in modules, and a path of its dark modules."""

    side: int
    path: str


@dataclass(frozen=True, slots=True)
class BoardView:
    """A page as text to send, as QR code and as address."""

    share: ShareView
    code: QrCode
    address: str
    """The address of the page as people type it."""
    checked: Sentence
    """The day of the oldest check of a contact; empty without contacts."""


def board_view(programme: Programme, context: PageContext) -> BoardView:
    """Return a page of a programme as a sheet for a notice board, and as a text to send on."""
    language = context.language
    title = language.name(programme.title)
    url = f"{context.site}{language.root}{context.url}"
    days = [contact.checked for contact in programme.contacts.values()]
    return BoardView(
        share=text_to_send(title, language.word("board.text", title=title, url=url), context),
        code=qr_code(url),
        address=re.sub(r"^https?://|/$", "", url),
        checked=language.sentence("board.checked", date=language.date(min(days))) if days else (),
    )


def qr_code(text: str) -> QrCode:
    """Return a text as a QR code for a notice board, read though a seventh of it is soiled."""
    rows = segno.make(text, error="m", micro=False).matrix
    return QrCode(len(rows) + 2 * _QUIET, "".join(_runs(rows)))


def _runs(rows: tuple[bytearray, ...]) -> Iterator[str]:
    """Yield the path of each run of dark modules in a row."""
    for y, row in enumerate(rows):
        for run in re.finditer(rb"\x01+", bytes(row)):
            length = run.end() - run.start()
            yield f"M{run.start() + _QUIET} {y + _QUIET}h{length}v1h-{length}z"
