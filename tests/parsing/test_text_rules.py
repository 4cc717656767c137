"""Rules for texts: unseen characters, mixed scripts, personal data, addresses."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from terang.parsing import text_rules


def codes_of(text: str, **where: bool) -> list[tuple[str, str]]:
    """Return code and variant of each fault of a text."""
    return [(fault.code, fault.variant) for fault in text_rules.find_text_faults(text, **where)]


def unseen_in(text: str) -> list[str]:
    """Return the unseen characters of a text, as Unicode numbers them."""
    return [text_rules.code_point(found[0]) for found in text_rules.UNSEEN.finditer(text)]


@pytest.mark.parametrize(
    "character",
    ["\u00ad", "\u034f", "\u061c", "\u115f", "\u180e", "\u200b", "\u200c", "\u200d", "\u200e",
     "\u200f", "\u202a", "\u202e", "\u2060", "\u2061", "\u2066", "\u2069", "\u3164", "\ufe00",
     "\ufe0e", "\ufe0f", "\ufeff", "\uffa0", "\ufff9", "\U000e0001", "\U000e0041", "\U000e0100",
     "\U000e01ef", "\U0001d173"],
    ids=text_rules.code_point,
)  # fmt: skip
def test_an_unseen_character_is_found_in_a_word(character: str) -> None:
    """Zero-width characters, soft hyphens, selectors and tags are found between letters, digits."""
    for text in (f"ca{character}kupan", f"85{character}000", character):
        assert unseen_in(text) == [text_rules.code_point(character)]


@pytest.mark.parametrize(
    "text",
    [
        "\u2764\ufe0f dan \u2600\ufe0e",  # a sign in its colourful and in its plain form
        "1\ufe0f\u20e3",  # a key cap
        "\U0001f468\U0001f3fd\u200d\U0001f469\u200d\U0001f467",  # a family
        "\u2764\ufe0f\u200d\U0001f525",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian
        "\u0915\u094d\u200d\u0937",  # Devanagari
        "\ua98f\ua9c0\u200c\ua98f",  # Javanese
        "naïve e\u0301 – “kutip” … 5\u00a0%",
    ],
)
def test_what_changes_a_form_is_seen(text: str) -> None:
    """Selectors and joiners stand where they change the form of an emoji or of a letter."""
    assert unseen_in(text) == []


@pytest.mark.parametrize(
    "text",
    ["", " ", "\u00a0", "\u200b\u200b", "\u3164", "\u00ad", "\u2060", "\u2800", "\u2003\u3000",
     "\u0301", "\ufe0f", "\n\t"],
    ids=ascii,
)  # fmt: skip
def test_a_text_of_what_nobody_sees_is_blank(text: str) -> None:
    """Spaces of any width, fillers, the empty braille pattern and lone marks are no text."""
    assert text_rules.is_blank(text)


@pytest.mark.parametrize("text", ["a", "\u200ba", "—", "0", "\u0e33", "😀", "\u200b."])
def test_a_text_with_anything_seen_is_not_blank(text: str) -> None:
    """A letter, digit or sign makes a text."""
    assert not text_rules.is_blank(text)


@pytest.mark.parametrize(
    ("text", "character"),
    [
        ("c\u0430kupan", "U+0430"),  # Cyrillic
        ("Jawa \u0422imur", "U+0422"),
        ("\u0391ngka", "U+0391"),  # Greek
        ("\u041c\u043e\u0441kva", "U+006B"),  # of two scripts with as many letters, not the Latin
        ("p\u0585nduduk", "U+0585"),  # Armenian
        ("\U0001d5baangka", "U+1D5BA"),  # a mathematical sign that is a letter
        ("c\u0430\u0301kupan", "U+0430"),
        ("Covid19\u0430", "U+0430"),
    ],
)
def test_a_letter_of_another_script_is_found(text: str, character: str) -> None:
    """One letter that only looks like its neighbours is found, and named."""
    (fault,) = text_rules.find_text_faults(text)
    assert fault.code == "mixed-scripts"
    assert (fault.character == character) is (text != "\u041c\u043e\u0441kva")


@pytest.mark.parametrize(
    "text",
    [
        "naïve façade Žižek",
        "\u041c\u043e\u0441\u043a\u0432\u0430, Moskva",
        "\u03b1-amilase, \u03b2",
        "5 µm, 3 K, 20 Å",
        "H₂O m² 1ª 2º",
        "社会BPJSカード",
        "ꦲꦤꦕꦫꦏ hanacaraka",
        "\uff21\uff42\uff43 Abc",
        "\u02bbokina",
        "\U0001d7cf satu",
    ],
)
def test_a_word_of_one_script_stands(text: str) -> None:
    """Words of one script stand beside words of another; signs of units belong to none."""
    assert codes_of(text) == []


def test_every_letter_has_one_script() -> None:
    """Every letter of Unicode has a script or none, and no letter raises an error."""
    latin = 0
    for number in range(sys.maxunicode + 1):
        letter = chr(number)
        if unicodedata.category(letter)[0] == "L":
            latin += text_rules.script_of(letter) == "LATIN"
        else:
            assert text_rules.script_of(letter) == ""
    assert latin > 1000


@pytest.mark.parametrize(
    ("text", "variant"),
    [
        ("NIK 6408011204900001 an.", ""),
        ("6408 0112 0490 0001", ""),
        ("640801.120490.0001", ""),
        ("64.08.01.120490.0001", ""),
        ("WA 0812-3456-7890", "telephone"),
        ("+62 812 3456 7890", "telephone"),
        ("6281234567890", "telephone"),
        ("(0549) 21234", "telephone"),
        ("(021)1234567", "telephone"),
        ("telp. 0549-21234", "telephone"),
        ("\uff10\uff18\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff10", "telephone"),
        ("hubungi nama.orang+x@dinas.contoh.go.id ya", "email"),
        ("nama\uff20contoh.id", "email"),
    ],
)
def test_personal_data_is_found(text: str, variant: str) -> None:
    """Identity numbers, telephone numbers and e-mail addresses are found in their usual forms."""
    assert codes_of(text) == [("personal-data", variant)]
    assert codes_of(text, is_searched=False) == []
    assert ("personal-data", variant) not in codes_of(text, may_hold_contact=True)


@pytest.mark.parametrize(
    "text",
    [
        "dari 100.000 menjadi 1.150.000 orang pada 17-08-2024",
        "Rp1.234.567.890.123.456 atau Rp 3000000000000000",
        "tahun 2020 2021 2022 2023",
        "+100.000.000 orang",
        "01-02-2024 03-04-2025",
        "2024-08-17 – 2025-08-17 08:30",
        "UU Nomor 24 Tahun 2011 Pasal 5",
        "560/0123/Disnaker/2024",
        "Hubungi 175 atau 1500 910",
        "0,1234567890 dan 0.123456789",
        "120 000 000 000",
        "017 017 017 017 017",
        "kode 64.08.01.2001",
        "ISBN 978-602-1234-56-7",
        "https://contoh.id/@nama/6408011204900001/081234567890",
    ],
)
def test_other_numbers_are_no_personal_data(text: str) -> None:
    """Amounts, dates, years, laws, codes and web addresses stand."""
    assert codes_of(text) == []


@pytest.mark.parametrize(
    "text",
    ["x@y.z?bcc=a@b.example", "x@y.z?subject=a", "x@y.z&cc=a@b.c", "x@y.z,a@b.c", "x@y.z;a@b.c",
     "mailto:x@y.z", "x@y.z%3Fbcc=a", "<x@y.z>", "x\uff20y.z"],
)  # fmt: skip
def test_an_address_has_no_parameters(text: str) -> None:
    """An address that could bring a letter to others is refused where an address may stand."""
    assert codes_of(text, may_hold_contact=True) == [("address-with-parameters", "")]
    assert not text_rules.is_plain_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "x@y.z",
        "koreksi.data+a@dinas-kota.contoh.go.id",
        "https://a.example/?q=a@b",
        "0812",
        "@dinas",
    ],
)
def test_a_plain_contact_stands(text: str) -> None:
    """An address alone, a web address and a telephone number are contacts."""
    assert codes_of(text, may_hold_contact=True) == []


def test_a_link_to_a_contact_has_no_parameters() -> None:
    """Whatever a contact holds, its link writes to one address."""
    assert text_rules.contact_link("a+b@c.example") == "mailto:a+b@c.example"
    assert text_rules.contact_link("https://a.example/?b=c") == "https://a.example/?b=c"
    assert text_rules.contact_link("a@b.c?bcc=d@e.f&g") == "mailto:a@b.c%3Fbcc%3Dd@e.f%26g"


@pytest.mark.parametrize(("text", "found"), [("…", True), (" … ", True), ("… dan", False)])
def test_a_placeholder_is_no_text(text: str, found: bool) -> None:  # noqa: FBT001
    """The sign of our own hints alone is refused; within a text it stands."""
    assert codes_of(text) == ([("placeholder", "")] if found else [])
