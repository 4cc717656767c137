"""Figures typed on a page are found however they are written; other numbers are not.

The spellings stand in `figures.yml` beside this file.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.catalogs import an_example

from terang.diagnostics import Place
from terang.model.field_types import Text
from terang.narrative import markdown_page, typed_figures
from terang.narrative.folded_text import NUMERAL, fold_text, plain_letters
from terang.narrative.known_texts import KnownTexts, NumberedName
from terang.narrative.page_review import PageReviewer
from terang.narrative.typed_figures import TypedFigure, typed_figure_problems

TABLE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "figures.yml").read_text("utf-8"))
REFUSED = TABLE["refused"]
VALUES = {Decimal(100000): '{{ value("series", "result-2024") }}'}
QUOTATIONS = {"menurut dinas ada 98.000 orang yang terverifikasi dan terdaftar"}
KNOWN = KnownTexts(
    VALUES,
    {plain_letters(text) for text in QUOTATIONS},
    {"5": [NumberedName("kelurahan", "ilir")], "limapuluh": [NumberedName("", "sari")]},
)

REVIEWER = PageReviewer()


def figures(text: str) -> list[TypedFigure]:
    """Return the figures typed on a page."""
    page = markdown_page.read_page("content/id/page.md", text.encode())
    assert not page.problems, page.problems
    return [*REVIEWER.review(page).figures]


def refused(text: str) -> list[tuple[Place, str]]:
    """Return place and text of each figure that a page may not hold."""
    problems = typed_figure_problems(figures(text), KNOWN)
    return [(problem.place, str(problem.values["text"])) for problem in problems]


def test_the_table_is_long_enough() -> None:
    """The table holds at least sixty spellings and places, and forty harmless texts."""
    assert len(REFUSED) >= 60
    assert len(TABLE["places"]) >= 20
    assert len(TABLE["harmless"]) >= 40


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["text"])
def test_a_typed_figure_is_found(case: dict[str, str]) -> None:
    """A figure is found in every spelling, whole."""
    assert [text.replace(NUMERAL, "?") for _, text in refused(case["text"])] == [case["found"]]


@pytest.mark.parametrize("case", TABLE["places"], ids=lambda case: case["where"])
def test_a_figure_is_found_wherever_a_reader_meets_it(case: dict[str, Any]) -> None:
    """A figure is found in every part of a page, and the problem names its line and column."""
    found = refused(case["page"])
    assert found
    place = found[case.get("nth", 0)][0]
    assert place.line == case["line"]
    assert place.column == case.get("column", place.column)


@pytest.mark.parametrize("text", TABLE["harmless"])
def test_other_numbers_are_no_typed_figures(text: str) -> None:
    """Dates, laws, times, labels, telephones, names and calls are no figures."""
    assert refused(text) == []


def test_a_name_of_the_record_may_hold_a_number() -> None:
    """The number of a name that the record knows is no figure, in that name alone."""
    assert refused("Di Kelurahan 5 Ilir dan di Lima Puluh Sari.") == []
    assert len(refused("Di kelurahan ada 5 orang, di ilir lima puluh orang.")) == 2


def test_the_names_of_a_record_are_known() -> None:
    """Names of areas are known with the numbers in them, and quotes with their figures."""
    catalog = an_example()
    town = catalog.areas["town"].model_copy(
        update={"name": Text.model_construct(id="Kota 7", en="Town 7")}
    )
    catalog = dataclasses.replace(catalog, areas={**catalog.areas, "town": town})
    known = KnownTexts.of_catalog(catalog)
    assert known.is_name("7", "dikota", "ramai")
    assert not known.is_name("7", "ada", "orang")
    assert known.is_quoted("85ribu")
    assert known.values[Decimal(14000)] == '{{ value("people-town", "result-2022") }}'


def test_the_name_of_a_page_without_a_title_is_read() -> None:
    """A page without a title takes it from its file: a figure there is typed, too."""
    for text, count in (("Teks.", 1), ("---\ntitle: Judul\n---\n\nTeks.", 0)):
        page = markdown_page.read_page("content/id/98000-orang.md", text.encode())
        assert len(REVIEWER.review(page).figures) == count


def test_the_record_is_quoted_word_by_word() -> None:
    """A quotation with a figure is let through only as it stands in the record."""
    assert refused('Katanya "ada 98.000 orang yang mendaftar" saat itu.')
    assert refused('Katanya "98.000" saat itu.')
    (problem,) = typed_figure_problems(
        figures('Katanya "ada 97.000 orang yang terverifikasi" saat itu.'), KNOWN
    )
    assert problem.variant == "quoted"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Kini 100.000 orang.", 'ganti dengan {{ value("series", "result-2024") }}'),
        ("Kini seratus ribu orang.", 'ganti dengan {{ value("series", "result-2024") }}'),
        (
            "Kini \uff11\uff10\uff10.\uff10\uff10\uff10 orang.",
            'ganti dengan {{ value("series", "result-2024") }}',
        ),
        ("Di 18 kecamatan.", "kalau ini angka program"),
        ("Kini 97 persen.", "catat angkanya di data/"),
    ],
)
def test_a_hint_fits_the_figure(text: str, hint: str) -> None:
    """The hint has the call of a known value, and the way out for a small number."""
    (problem,) = typed_figure_problems(figures(text), KNOWN)
    assert problem.hint("id").startswith(hint)


DIGITS = [chr(code) for code in range(0x110000) if unicodedata.decimal(chr(code), None) is not None]


@given(st.lists(st.sampled_from(DIGITS), min_size=1, max_size=7), st.sampled_from(["**", "_", ""]))
def test_digits_of_every_script_are_figures(digits: list[str], emphasis: str) -> None:
    """Whatever script digits are from, and however they are emphasised, they are found."""
    assert figures(f"Kini {emphasis}{''.join(digits)}{emphasis} persen warga.")


@given(
    st.integers(1000, 10**9),
    st.sampled_from([".", ",", "'", "·", " ", "\u00a0", "\u2009", "\u202f", "\u066c"]),
    st.lists(st.booleans(), min_size=12, max_size=12),
)
def test_grouped_digits_are_one_figure(number: int, mark: str, escapes: list[bool]) -> None:
    """Digits in groups are one figure, whatever sign stands between them, escaped or not."""
    groups = f"{number:,}".split(",")
    typed = groups[0]
    for group, is_escaped in zip(groups[1:], escapes, strict=False):
        typed += ("\\" if is_escaped and mark == "." else "") + mark + group
    (found,) = figures(f"Kini {typed} orang warga.")
    assert found.value == number


@pytest.mark.parametrize("hidden", ["\u200b", "\u00ad", "\u2060"])
def test_what_is_not_seen_cannot_hide_a_figure(hidden: str) -> None:
    """A character that nobody sees is refused on any page, also between digits."""
    page = markdown_page.read_page("content/id/page.md", f"Ada 100{hidden}.000 orang".encode())
    assert [problem.code for problem in page.problems] == ["forbidden-character"]


INDONESIAN = ["", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]
ENGLISH = [
    *("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
]
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def in_indonesian(number: int) -> str:
    """Return a number below a thousand million in Indonesian words."""
    for size, name in ((10**6, "juta"), (1000, "ribu"), (100, "ratus"), (10, "puluh")):
        if 11 <= number <= 19:
            ones = INDONESIAN[number - 10]
            return "sebelas" if number == 11 else f"{ones} belas"
        if number >= size:
            count = number // size
            first = f"se{name}" if count == 1 and size < 10**6 else f"{in_indonesian(count)} {name}"
            return f"{first} {in_indonesian(number % size)}".strip()
    return INDONESIAN[number]


def in_english(number: int) -> str:
    """Return a number below a thousand million in English words."""
    for size, name in ((10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            joined = " and " if size == 100 and number % size else " "
            return f"{in_english(number // size)} {name}{joined}{in_english(number % size)}".strip()
    if number < 20:
        return ENGLISH[number]
    return f"{TENS[number // 10]}{'-' if number % 10 else ''}{ENGLISH[number % 10]}"


@given(st.integers(13, 10**9 - 1), st.sampled_from([in_indonesian, in_english]))
def test_every_number_in_words_is_a_figure(number: int, speak: Callable[[int], str]) -> None:
    """A number in the words of either language is found whole, with its value."""
    (found,) = figures(f"Kini {speak(number)} warga.")
    assert (found.text, found.value) == (speak(number), number)


@given(st.text(max_size=200))
def test_folding_is_stable(text: str) -> None:
    """A folded text is folded: folding again changes nothing."""
    assert fold_text(fold_text(text)) == fold_text(text)


def test_the_number_of_reported_figures_is_limited() -> None:
    """A page full of figures is reported by the first two hundred."""
    assert len(figures("Kini 98.000 orang.\n\n" * 400)) == typed_figures._MOST
