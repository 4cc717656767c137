"""Telephone numbers of contacts as links."""

from __future__ import annotations

import pytest

from terang.i18n.formatter import TextLink, plain_text
from terang.views.contacts import telephone_links


@pytest.mark.parametrize(
    ("text", "dialled"),
    [
        ("175", ["tel:175"]),
        ("(0549) 21 234", ["tel:054921234"]),
        ("+62 811-5555-123 (WhatsApp)", ["tel:+628115555123"]),
        # an extension is dialled by hand, later
        ("0549-21234 ext. 12", ["tel:054921234"]),
        ("0549-21234 pes 12", ["tel:054921234"]),
        ("0549-21234 / 0811 555", ["tel:054921234", "tel:0811555"]),
        ("0549 21234, 0549 21235", ["tel:054921234", "tel:054921235"]),
        ("(0549) 21 234 atau 175", ["tel:054921234", "tel:175"]),
        # no numbers
        ("tanya di loket", []),
        ("12", []),
        ("08001234567890123456", []),
    ],
)
def test_telephone_numbers_are_links(text: str, dialled: list[str]) -> None:
    """Each number of a text can be dialled, and the text stays as it is written."""
    parts = telephone_links(text)
    assert plain_text(parts) == text
    assert [part.href for part in parts if isinstance(part, TextLink)] == dialled
