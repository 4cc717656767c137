"""A page as a sheet for a notice board: its QR code, its address, and the text to send on."""

from __future__ import annotations

import dataclasses
import re
from urllib.parse import unquote

import pytest
import segno
from tests.catalogs import an_example

from terang.i18n.formatter import Language, plain_text
from terang.views.notice_board import board_view, qr_code
from terang.views.page_context import PageContext

ADDRESS = "https://example.org/catatan/"


def test_the_drawing_is_the_code_of_the_address() -> None:
    """The path fills the dark modules of the code, within a white margin of four."""
    address = f"{ADDRESS}am-i-covered/"
    code, rows = qr_code(address), segno.make(address, error="m", micro=False).matrix
    drawn = set()
    for left, top, length, back in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", code.path):
        assert length == back
        drawn |= {(int(left) + step, int(top)) for step in range(int(length))}
    dark = {
        (x + 4, y + 4) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
    }
    assert drawn == dark
    assert code.side == len(rows) + 8
    assert qr_code("https://example.org/other/") != code


@pytest.mark.parametrize(("language", "root"), [("id", ""), ("en", "en/")])
def test_a_page_is_sent_on_with_its_address(language: str, root: str) -> None:
    """Text, link and sheet name the address of the page in its language."""
    catalog = an_example()
    programme = next(found for found in catalog.programmes.values() if found.contacts)
    url = f"{ADDRESS}{root}am-i-covered/"
    context = PageContext(catalog, {}, Language(language), "am-i-covered/", site=ADDRESS)
    shown = board_view(programme, context)
    assert shown.share.text.endswith(f": {url}")
    assert unquote(shown.share.whatsapp.href).endswith(f"text={shown.share.text}")
    assert (shown.code, f"https://{shown.address}/") == (qr_code(url), url)
    oldest = min(contact.checked for contact in programme.contacts.values())
    assert Language(language).date(oldest).text in plain_text(shown.checked)
    assert not board_view(programme.model_copy(update={"contacts": {}}), context).checked
    assert dataclasses.replace(context, site="") == context  # no page depends on the address
