"""Figures, dates and words in the form of each language, and the list of words."""

from __future__ import annotations

import ast
import random
import re
import string
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from babel.numbers import format_decimal
from pydantic import BaseModel
from tests.conftest import an_indicator, dump, read

from terang.derivation.states import State
from terang.derivation.targets import Verdict
from terang.diagnostics import LANGUAGES
from terang.i18n.formatter import (
    FigureText,
    Language,
    Moment,
    TextLink,
    Wording,
    Words,
    all_words,
    exact_text,
    machine_text,
    plain_text,
)
from terang.model.definitions import (
    Direction,
    Frequency,
    Measure,
    ReadingDirection,
    SourceType,
    Unit,
)
from terang.model.entries import (
    EventState,
    ObservationState,
    Qualifier,
    ReplyState,
    Status,
    TargetState,
)
from terang.model.field_types import Text
from terang.model.period import parse_period
from terang.model.quantity import ValueRange

REPOSITORY = Path(__file__).parents[2]
ID, EN = Language("id"), Language("en")

PEOPLE = an_indicator().unit
PERCENT = an_indicator(unit="percent").unit
RUPIAH = an_indicator(unit={"currency": "IDR"}).unit
DOLLARS = an_indicator(unit={"currency": "USD"}).unit


def bilingual_text(**languages: str) -> Text:
    """Return a bilingual text."""
    return read(Text, dump(languages))


def a_range(low: str, high: str) -> ValueRange:
    """Return a range of two values."""
    return ValueRange.model_construct(low=Decimal(low), high=Decimal(high))


def write_in_both_languages(value: object, unit: Unit, decimals: int = 0) -> tuple[str, str]:
    """Return a value as both languages write it."""
    number = value if isinstance(value, Fraction) else Decimal(str(value))
    return tuple(formatter.figure(number, unit, decimals).text for formatter in (ID, EN))  # type: ignore[return-value]


# --- figures -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "indonesian", "english"),
    [
        # counts: groups of three, the separator by language
        (0, PEOPLE, 0, "0", "0"),
        (999, PEOPLE, 0, "999", "999"),
        (1000, PEOPLE, 0, "1.000", "1,000"),
        (100000, PEOPLE, 0, "100.000", "100,000"),
        (1234567, PEOPLE, 0, "1.234.567", "1,234,567"),
        ("14.5", PEOPLE, 1, "14,5", "14.5"),
        ("14.50", PEOPLE, 1, "14,5", "14.5"),
        (14, PEOPLE, 2, "14,00", "14.00"),
        # ranges and paces are rounded for display
        (Fraction(2, 3), PEOPLE, 0, "1", "1"),
        (Fraction(2, 3), PEOPLE, 2, "0,67", "0.67"),
        # percent
        (87, PERCENT, 1, "87,0%", "87.0%"),
        ("6.25", PERCENT, 2, "6,25%", "6.25%"),
        (1234, PERCENT, 0, "1.234%", "1,234%"),
        ("-2.5", PERCENT, 1, "-2,5%", "-2.5%"),
        # money: its sign, in both languages as at home
        (1234, RUPIAH, 0, "Rp1.234", "Rp1,234"),
        (16800, RUPIAH, 0, "Rp16.800", "Rp16,800"),
        (0, RUPIAH, 0, "Rp0", "Rp0"),
        (-1234, RUPIAH, 0, "-Rp1.234", "-Rp1,234"),
        ("12.5", DOLLARS, 2, "US$12,50", "US$12.50"),
        # large money in words, if a single decimal says all of it
        (999999, RUPIAH, 0, "Rp999.999", "Rp999,999"),
        (1000000, RUPIAH, 0, "Rp1 juta", "Rp1 million"),
        (20_000_000_000, RUPIAH, 0, "Rp20 miliar", "Rp20 billion"),
        (20_500_000_000, RUPIAH, 0, "Rp20,5 miliar", "Rp20.5 billion"),
        (-20_000_000_000, RUPIAH, 0, "-Rp20 miliar", "-Rp20 billion"),
        (3_000_000_000_000, RUPIAH, 0, "Rp3 triliun", "Rp3 trillion"),
        # … else in full digits, or a smaller word
        (20_550_000_000, RUPIAH, 0, "Rp20.550 juta", "Rp20,550 million"),
        (20_123_456_789, RUPIAH, 0, "Rp20.123.456.789", "Rp20,123,456,789"),
    ],
)
def test_figures(value: object, unit: Unit, decimals: int, indonesian: str, english: str) -> None:
    """Counts, percentages and money have the forms of CLDR."""
    assert write_in_both_languages(value, unit, decimals) == (indonesian, english)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal(100000), "100000"),
        (Decimal("1E+5"), "100000"),
        (Decimal("87.0"), "87.0"),
        (Decimal("-2.50"), "-2.50"),
        (Fraction(100000), "100000"),
        (Fraction(-1, 4), "-0.25"),
        (Fraction(2, 3), "0.6666666666666666"),
    ],
)
def test_machine_form_of_a_figure(value: Decimal | Fraction, written: str) -> None:
    """`<data value>` gets plain digits, never an exponent."""
    assert machine_text(value) == written


def test_machine_form_is_the_same_in_each_language() -> None:
    """Only the text of a figure depends on the language, not its machine form."""
    figures = [formatter.figure(Decimal(100000), PEOPLE) for formatter in (ID, EN)]
    assert figures == [FigureText("100000", "100.000"), FigureText("100000", "100,000")]


@pytest.mark.parametrize("code", LANGUAGES)
def test_plain_numbers_are_those_of_babel(code: str) -> None:
    """Groups, decimals, signs and rounding are CLDR's, for numbers of every size."""
    locale, chance = Language(code).locale, random.Random(1)  # noqa: S311
    for _ in range(2_000):
        number = Decimal(chance.randint(-(10**12), 10**12)).scaleb(-chance.randint(0, 14))
        decimals = chance.randint(0, 4)
        pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
        expected = format_decimal(number, format=pattern, locale=locale)
        assert Language(code).number(number, decimals) == expected


def test_shares_have_one_decimal() -> None:
    """A share is a percentage with a single decimal, whatever the unit of its figures."""
    share = Fraction(98000, 150000)
    assert ID.share(share).text == "65,3%"
    assert EN.share(share) == FigureText("0.6533333333333333", "65.3%")
    assert ID.share(Fraction(7)).text == "700,0%"


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        # what is not 0 or 100 percent is never shown as such: digits are added, at most three
        (Fraction(0), "0,0%", "0.0%"),
        (Fraction(1), "100,0%", "100.0%"),
        (Fraction(9994, 10000), "99,9%", "99.9%"),
        (Fraction(9997, 10000), "99,97%", "99.97%"),
        (Fraction(999996, 1000000), "99,9996%", "99.9996%"),
        (Fraction(10003, 10000), "100,03%", "100.03%"),
        (Fraction(4, 10000), "0,04%", "0.04%"),
        (Fraction(-4, 10000), "-0,04%", "-0.04%"),
        (Fraction(6, 10**7), "0,0001%", "0.0001%"),
        (Fraction(-9997, 10000), "-99,97%", "-99.97%"),
        # then words
        (Fraction(1, 10**9), "kurang dari 0,0001%", "less than 0.0001%"),
        (Fraction(-1, 10**9), "antara -0,0001% dan 0", "between -0.0001% and 0"),
        (1 - Fraction(1, 10**9), "hampir 100%", "nearly 100%"),
        (1 + Fraction(1, 10**9), "sedikit di atas 100%", "just above 100%"),
        (-1 + Fraction(1, 10**9), "sedikit di atas -100%", "just above -100%"),
        (-1 - Fraction(1, 10**9), "sedikit di bawah -100%", "just below -100%"),
    ],
)
def test_shares_do_not_round_across_a_border(
    value: Fraction, indonesian: str, english: str
) -> None:
    """The machine form stays exact, whatever the text says."""
    assert [formatter.share(value).text for formatter in (ID, EN)] == [indonesian, english]
    assert float(ID.share(value).value) == pytest.approx(float(value), rel=1e-12)


@pytest.mark.parametrize(
    ("unit", "decimals", "value", "text"),
    [
        # a written value has the decimals of its source
        ("percent", 2, Decimal(87), "87%"),
        ("percent", 2, Decimal("87.0"), "87.0%"),
        ("percent", 2, Decimal("87.05"), "87.05%"),
        ({"currency": "USD"}, 2, Decimal("12.5"), "US$12.5"),
        # a computed one has those that it needs, at most the indicator's
        ("percent", 2, Fraction(87), "87%"),
        ("percent", 2, Fraction(175, 2), "87.5%"),
        ("percent", 2, Fraction(2, 3), "0.67%"),
        ({"id": "orang", "en": "people"}, 0, Fraction(5, 2), "2"),
        # … and more where it were shown as nothing
        ({"id": "orang", "en": "people"}, 0, Fraction(1, 3), "0.3"),
        ({"id": "orang", "en": "people"}, 0, Fraction(-1, 300), "-0.003"),
        ({"id": "orang", "en": "people"}, 0, Fraction(1, 3000), "less than 0.001"),
        ({"currency": "IDR"}, 0, Fraction(1, 4), "Rp0.2"),
        # a range has both
        ("percent", 1, a_range("80", "90.5"), "80%–90.5%"),
    ],
)
def test_no_decimals_that_a_source_did_not_give(
    unit: object, decimals: int, value: Decimal | Fraction | ValueRange, text: str
) -> None:
    """A figure never looks more exact than what was reported."""
    indicator = an_indicator(unit=unit, decimals=decimals)
    assert EN.figures_of(indicator, value).text == text


def test_a_range_keeps_both_ends() -> None:
    """Each end has its machine form and its text."""
    shown = ID.figures_of(an_indicator(), a_range("80000", "90000"))
    assert shown.value == "80000..90000"
    assert shown.ends == (FigureText("80000", "80.000"), FigureText("90000", "90.000"))


def test_differences_of_percentages_are_plain_numbers() -> None:
    """A difference of two percentages is in percentage points, which a word says."""
    indicator = an_indicator(unit="percent", decimals=1)
    points = [Fraction(3, 2), Fraction(2), Fraction(1, 300)]
    assert [EN.points_of(indicator, value).text for value in points] == ["1.5", "2", "0.003"]


def test_fractions_without_an_end_are_exact_enough() -> None:
    """An endless fraction is rounded only for display."""
    assert exact_text(Fraction(1, 3)) * 3 == Decimal("0.9999999999999999999999999999")
    assert exact_text(Fraction(1, 4)) == Decimal("0.25")


def test_the_unit_stands_behind_only_what_is_counted() -> None:
    """Only counts are followed by a unit; percent and money carry theirs."""
    assert [formatter.unit(an_indicator()) for formatter in (ID, EN)] == ["orang", "people"]
    assert [EN.unit_word(unit) for unit in (PERCENT, RUPIAH)] == ["", ""]


# --- dates -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "machine_form", "indonesian", "english"),
    [
        ("2022", "2022", "2022", "2022"),
        ("2025-S1", "2025-01", "semester I 2025", "the first half of 2025"),
        ("2025-S2", "2025-07", "semester II 2025", "the second half of 2025"),
        ("2023-Q1", "2023-01", "triwulan I 2023", "the first quarter of 2023"),
        ("2023-Q2", "2023-04", "triwulan II 2023", "the second quarter of 2023"),
        ("2023-Q3", "2023-07", "triwulan III 2023", "the third quarter of 2023"),
        ("2023-Q4", "2023-10", "triwulan IV 2023", "the fourth quarter of 2023"),
        ("2025-11", "2025-11", "November 2025", "November 2025"),
        ("2024-08", "2024-08", "Agustus 2024", "August 2024"),
        ("2024-08-17", "2024-08-17", "17 Agustus 2024", "17 August 2024"),
        ("2024-02-29", "2024-02-29", "29 Februari 2024", "29 February 2024"),
        (
            "2023-01-01/2023-04-30",
            "2023-01-01",
            "1 Januari – 30 April 2023",
            "1 January – 30 April 2023",
        ),
        (
            "2023-12-31/2024-01-01",
            "2023-12-31",
            "31 Desember 2023 – 1 Januari 2024",
            "31 December 2023 – 1 January 2024",
        ),
    ],
)
def test_dates(written: str, machine_form: str, indonesian: str, english: str) -> None:
    """A date is written in its precision; a long date has its first part as machine form."""
    period = parse_period(written)
    assert ID.date(period) == Moment(machine_form, indonesian)
    assert EN.date(period) == Moment(machine_form, english)


@pytest.mark.parametrize("language", [ID, EN])
def test_the_same_days_are_shown_as_they_were_written(language: Language) -> None:
    """Two equal periods are each shown as written, although they share a cache."""
    for year in ("2101", "2102"):  # not shown before by any test
        forms = [year, f"{year}-01-01/{year}-12-31"]
        forms = forms if year == "2101" else forms[::-1]
        periods = [parse_period(form) for form in forms]
        assert periods[0] == periods[1]
        shown = {form: language.date(period) for form, period in zip(forms, periods, strict=True)}
        assert shown[year].text == shown[year].machine == year
        assert shown[f"{year}-01-01/{year}-12-31"].machine == f"{year}-01-01"
        assert shown[f"{year}-01-01/{year}-12-31"].text.startswith("1 Jan")


def test_nothing_has_no_sign() -> None:
    """`-0` and `0` are equal, and neither is shown with a sign, in any order."""
    for value in map(Decimal, ("-0", "0", "-0.00", "0.00")):
        assert [ID.number(value), ID.number(value, 2)] == ["0", "0,00"]


def test_a_label_stands_for_its_date() -> None:
    """A label replaces the text of its date, and the machine form stays."""
    label = bilingual_text(id="awal 2023", en="early 2023")
    period = parse_period("2023-01-01/2023-04-30")
    assert ID.date(period, label) == Moment("2023-01-01", "awal 2023")
    assert EN.date(period, label) == Moment("2023-01-01", "early 2023")


def test_a_label_without_english_is_marked() -> None:
    """A label without English is marked as Indonesian on the date's element."""
    label = bilingual_text(id="awal 2023")
    assert EN.date(parse_period("2023"), label) == Moment("2023", "awal 2023", "id")


def test_a_state_date_is_a_full_date() -> None:
    """The day of a state is written as a full date."""
    day = parse_period("2026-11-22").first
    assert ID.day(day) == Moment("2026-11-22", "22 November 2026")


# --- sentences ---------------------------------------------------------------------------------


def test_a_sentence_keeps_its_parts() -> None:
    """A sentence keeps its figures, dates and foreign words as parts, in the language's order."""
    high = (Wording("kira-kira", "id"), " ", FigureText("2", "2"))
    sentence = EN.sentence("targets.range", low=FigureText("1", "1"), high=high)
    assert sentence == (
        FigureText("1", "1"),
        " to ",
        Wording("kira-kira", "id"),
        " ",
        FigureText("2", "2"),
    )
    assert plain_text(sentence) == "1 to kira-kira 2"


def test_braces_in_a_value_are_text() -> None:
    """Braces in a value are text, not placeholders."""
    assert EN.word("series.description", title="{title} {0} {x!r}").startswith("{title} {0} {x!r}:")
    assert "{low}" in plain_text(EN.sentence("targets.range", low="{low}", high="%s"))


def test_a_forgotten_value_is_a_mistake_of_ours() -> None:
    """A missing value raises an error instead of leaving a hole in the sentence."""
    with pytest.raises(KeyError):
        EN.sentence("targets.range", low="1")
    with pytest.raises(KeyError):
        EN.word("no.such.word")


@pytest.mark.parametrize(
    ("count", "indonesian", "english"),
    [
        (0, "0 capaian", "0 results"),
        (1, "1 capaian", "1 result"),
        (2, "2 capaian", "2 results"),
        (1000, "1.000 capaian", "1,000 results"),
    ],
)
def test_plurals(count: int, indonesian: str, english: str) -> None:
    """A counted word follows the language's plural rules."""
    assert ID.plural("chart.results", count) == indonesian
    assert EN.plural("chart.results", count) == english


def test_missing_english_is_shown_in_indonesian_and_marked() -> None:
    """A missing English text is shown in Indonesian with `lang="id"`, only on English pages."""
    text = bilingual_text(id="Catatan")
    assert EN.text(text) == Wording("Catatan", "id")
    assert ID.text(text) == Wording("Catatan", "")
    assert EN.text(bilingual_text(id="Catatan", en="Note")) == Wording("Note", "")


def test_a_quote_is_marked_where_its_language_is_not_the_pages() -> None:
    """A quote in another language than the page's is marked."""
    assert EN.foreign("kata-kata", "id") == Wording("kata-kata", "id")
    assert ID.foreign("kata-kata", "id") == Wording("kata-kata", "")


def test_words_quoted_in_both_languages_are_the_firsts() -> None:
    """Words quoted within a bilingual note keep their language and are marked."""
    text = bilingual_text(id='Katanya "nanti 100 ribu".', en='He said "nanti 100 ribu" ("later").')
    assert ID.prose(text) == (Wording('Katanya "nanti 100 ribu".'),)
    assert EN.prose(text) == (
        "He said ", Wording('"nanti 100 ribu"', "id"), " (", '"later"', ").",
    )  # fmt: skip
    assert EN.prose(bilingual_text(id="Baik.")) == (Wording("Baik.", "id"),)


def test_lists_as_the_language_writes_them() -> None:
    """Lists use commas and `dan`; Indonesian has a comma before it, British English none."""
    assert ID.listing(["a"]) == "a"
    assert ID.listing(["a", "b"]) == "a dan b"
    assert EN.listing(["a", "b", "c"]) == "a, b and c"


def test_where_a_language_begins() -> None:
    """The first language starts at the root, others in a folder."""
    assert [Language(code).root for code in LANGUAGES] == ["", "en/"]


def test_words_for_a_page_shell() -> None:
    """A page shell finds words by key, with or without values."""
    assert Words(ID)["shell.skip"] == "Langsung ke isi"
    assert Words(EN)("shell.only_in", language="Indonesian") == (
        "For now this page is only available in Indonesian."
    )


def test_plain_text_of_parts() -> None:
    """Every kind of part has a plain text."""
    parts = ("a", FigureText("1", "b"), Moment("2022", "c"), Wording("d", "id"), TextLink("e", "#"))
    assert plain_text(parts) == "abcde"


# --- the list of words -------------------------------------------------------------------------


def names_in(text: str) -> list[str]:
    """Return the placeholders of a word."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("key", all_words())
def test_word_is_complete(key: str) -> None:
    """Each word has both languages, with the same well-named placeholders."""
    entry = all_words()[key]
    assert list(entry) == list(LANGUAGES)
    assert all(text.strip() == text != "" for text in entry.values())
    names = [names_in(text) for text in entry.values()]
    assert names[0] == names[1]
    assert all(re.fullmatch("[a-z]+", name) for name in names[0])


_KEY = re.compile(r"[a-z]+(?:\.[a-z0-9_-]+)+")
_TEMPLATE_CALL = re.compile(r"""\bwords?(?:\(|\[)\s*["']([^"']+)["']""")
_PLURALS = ("one", "other")


def python_files() -> Iterator[Path]:
    """Return the project's Python files."""
    return (path for path in sorted((REPOSITORY / "hooks").rglob("*.py")))


def keys_in_templates() -> set[str]:
    """Return every key that a template uses."""
    found = set()
    for path in sorted((REPOSITORY / "theme_overrides").rglob("*")):
        if path.suffix in (".html", ".xml", ".txt"):
            found |= set(_TEMPLATE_CALL.findall(path.read_text("utf-8")))
    return found


def keys_in_python() -> tuple[set[str], list[re.Pattern[str]]]:
    """Return texts that may be keys, and patterns for the f-strings among them."""
    texts: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    for path in python_files():
        tree = ast.parse(path.read_text("utf-8"))
        pieces = {
            value
            for node in ast.walk(tree)
            if isinstance(node, ast.JoinedStr)
            for value in node.values
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(part.value) if isinstance(part, ast.Constant) else "[a-z0-9_.-]+"
                    for part in node.values
                ]
                patterns.append(re.compile("".join(parts)))
            elif node not in pieces and isinstance(getattr(node, "value", None), str):
                texts.add(node.value)
    return texts, [pattern for pattern in patterns if re.match(r"[a-z_]+\\\.", pattern.pattern)]


def sections() -> set[str]:
    """Return the first part of every key."""
    return {key.partition(".")[0] for key in all_words()}


def has_word(key: str) -> bool:
    """Return whether a key, or each of its plurals, has a word."""
    return key in all_words() or f"{key}.other" in all_words()


def test_every_word_asked_for_exists() -> None:
    """Every word that Python or a template asks for exists."""
    texts, patterns = keys_in_python()
    asked = {
        text for text in texts if _KEY.fullmatch(text) and text.partition(".")[0] in sections()
    }
    files = {
        text
        for text in asked
        if text.endswith((".yml", ".html", ".csv", ".json", ".md", ".js", ".css"))
    }
    files |= {"targets.state", "targets.reason"}  # columns of downloads
    assert sorted(text for text in asked - files if not has_word(text)) == []
    assert sorted(template for template in keys_in_templates() if not has_word(template)) == []
    ours = [pattern for pattern in patterns if pattern.pattern.partition("\\.")[0] in sections()]
    idle = [our.pattern for our in ours if not any(our.fullmatch(key) for key in all_words())]
    assert idle == []


def test_every_word_is_used() -> None:
    """Every word is used."""
    texts, patterns = keys_in_python()
    used = texts | keys_in_templates()
    idle = []
    for key in all_words():
        stem, _, last = key.rpartition(".")
        names = {key, stem} if last in _PLURALS else {key}
        if not names & used and not any(
            pattern.fullmatch(name) for pattern in patterns for name in names
        ):
            idle.append(key)
    assert idle == []


WORDS_FOR = [
    ("status", Status),
    ("qualifier", Qualifier),
    ("source_type", SourceType),
    ("reading", ReadingDirection),
    ("frequency", Frequency),
    ("state", State),
    ("state_means", State),
    ("verdict", Verdict),
]


@pytest.mark.parametrize(("section", "kind"), WORDS_FOR, ids=[item for item, _ in WORDS_FOR])
def test_every_code_has_its_word(section: str, kind: type[Status]) -> None:
    """Every code of data or rules has its word, and every such word has its code."""
    named = {key.partition(".")[2] for key in all_words() if key.startswith(f"{section}.")}
    # A code may have several sentences for its cases: `missed`, `missed_flow`.
    assert {name.partition("_")[0] for name in named} == {str(code) for code in kind}


@pytest.mark.parametrize(
    "record",
    [ObservationState, TargetState, EventState, ReplyState],
    ids=lambda record: record.__name__,
)
def test_every_key_of_an_entry_has_its_word(record: type[BaseModel]) -> None:
    """Every key that a correction may set has a word."""
    assert [name for name in record.model_fields if f"key.{name}" not in all_words()] == []


def test_measures_and_directions_have_words() -> None:
    """Each measure and each direction has its word."""
    for name in (
        *(f"measure_{measure}" for measure in Measure),
        *(f"direction_{direction}" for direction in Direction),
    ):
        assert f"series.{name}" in all_words()


PEOPLE, PERCENT = an_indicator().unit, an_indicator(unit="percent").unit


@pytest.mark.parametrize(
    ("unit", "steps", "indonesian", "english"),
    [
        (PEOPLE, [0, 50_000, 100_000], "0|50 ribu|100 ribu", "0|50 thousand|100 thousand"),
        (PEOPLE, [0, 2_500, 5_000], "0|2.500|5.000", "0|2,500|5,000"),
        (PEOPLE, [0, 2_500, 12_500], "0|2,5 ribu|12,5 ribu", "0|2.5 thousand|12.5 thousand"),
        (PEOPLE, [0, 5 * 10**8, 10**9], "0|0,5 miliar|1 miliar", "0|0.5 billion|1 billion"),
        (PEOPLE, [-20_000, 0], "-20 ribu|0", "-20 thousand|0"),
        (PERCENT, [0, 20_000], "0%|20.000%", "0%|20,000%"),
    ],
)
def test_an_axis_is_written_in_words(
    unit: Unit, steps: list[int], indonesian: str, english: str
) -> None:
    """The values of an axis share a word from ten thousand on, but for percent and money."""
    for language, expected in ((ID, indonesian), (EN, english)):
        found = language.axis_figures(unit, list(map(Fraction, steps)), 0)
        assert found == expected.split("|")
