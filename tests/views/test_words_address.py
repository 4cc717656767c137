"""The address of quoted words on a page, as the standard of text fragments writes it."""

from __future__ import annotations

import pytest

from terang.views.words_address import words_address

PAGE = "https://contoh.id/berita"


@pytest.mark.parametrize(
    ("quoted", "text"),
    [
        ("Kami melindungi 81.000 pekerja.", "Kami%20melindungi%2081.000%20pekerja"),
        # signs of a directive's own
        ("nelayan-petani, ojek & becak", "nelayan%2Dpetani%2C%20ojek%20%26%20becak"),
        # a long quotation by both of its ends
        (
            "Sampai akhir tahun kami melindungi 81.000 pekerja di semua desa.",
            "Sampai%20akhir%20tahun,di%20semua%20desa",
        ),
        # words that the page may have otherwise
        (
            "Kata dia, \u201cya\u201d, kami [dinas] melindungi semua",
            "Kata%20dia,melindungi%20semua",
        ),
        ("Kami \u2026 melindungi", "Kami,melindungi"),
    ],
)
def test_a_quotation_is_looked_for(quoted: str, text: str) -> None:
    """A short quotation is given whole, a long one by its ends, percent-encoded."""
    assert words_address(PAGE, quoted) == f"{PAGE}#:~:text={text}"


def test_an_address_keeps_its_fragment() -> None:
    """A fragment and a query of the page's own stay before the directive."""
    assert (
        words_address("https://a.id/?b=c#d", "satu dua") == "https://a.id/?b=c#d:~:text=satu%20dua"
    )


@pytest.mark.parametrize(
    ("url", "quoted"),
    [
        ("https://a.id/perda.pdf", "satu dua tiga"),
        ("https://a.id/Perda.PDF?b=c", "satu dua tiga"),
        (PAGE, "\u2026"),
        (PAGE, "[Kami] melindungi"),
        (PAGE, "85"),
    ],
)
def test_some_words_are_not_looked_for(url: str, quoted: str) -> None:
    """A file that is no web page, and words that would be found anywhere, have no such address."""
    assert words_address(url, quoted) == ""
