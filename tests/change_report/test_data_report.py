"""The report on data: changes stand in both halves, and no long text hides what is beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.change_report.test_statements import SETTINGS, reports
from tests.guard.test_append_only import BASE
from tests.repositories import new_repository

from report_size import LONGEST_LINE
from terang.change_report.data_report import before_and_now
from terang.change_report.markdown_text import differing_texts
from terang.i18n.formatter import Language

LONG = "kata " * 1_000
ENTRY = f"""\
sources:
  baru:
    note: {{id: '{LONG}', en: '{LONG}'}}
    title: Laporan baru
    publisher: Koran baru
    type: news
    language: id
observations:
  - date: 2026-05
    quote: '{LONG}'
    value: 123456
    by: bupati
    sources: [baru]
    added: 2026-06-30
    label: {{id: Mei tahun ini, en: June of last year}}
    precision: 5000
    breakdown: {{sex: {{female: 70001, male: 53455}}}}
    note: {{id: Catatan biasa., en: Audited by nobody.}}
"""
DECISION = """\
- date: 2026-06-30
  about: site:publisher.id
  was: Penerbit
  reason: {id: Berganti nama., en: Sold to another firm.}
"""


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the report on a new entry, a new source and a decision, by language."""
    folder = tmp_path_factory.mktemp("told") / "own"
    site = new_repository(folder, {**BASE, "mkdocs.yml": SETTINGS})
    renamed = BASE["data/site.yml"].replace("id: Penerbit", "id: Penerbit Lain")
    files = {
        "data/coverage/kota/new.yml": ENTRY,
        "data/decisions/new.yml": DECISION,
        "data/site.yml": renamed,
    }
    return reports(site, files)


@pytest.mark.parametrize(
    "text",
    [
        "Mei tahun ini",
        "June of last year",
        "Catatan biasa.",
        "Audited by nobody.",
        "5000",
        "Laporan baru",
        "Koran baru",
        "Berganti nama.",
        "Sold to another firm.",
        "Penerbit Lain",
    ],
)
def test_a_text_of_either_language_stands_in_both_halves(both: list[str], text: str) -> None:
    """Whoever reads one half sees every new text, in whichever language it is written."""
    for half in both:
        lines = [line for line in half.splitlines() if text in line]
        assert any(len(line) <= LONGEST_LINE for line in lines)


def test_a_breakdown_is_told_with_its_numbers(both: list[str]) -> None:
    """Parts are told with the number of each, so that two that are exchanged are seen."""
    for half in both:
        assert "  - `sex`: female 70001, male 53455\n" in half


@given(st.text("abc", max_size=40), st.text("abc", max_size=40), st.integers(0, 9_000))
def test_a_difference_stays_in_view(old: str, new: str, at: int) -> None:
    """The difference of two texts is shown, however long they are before and behind it."""
    around = "x" * at, "y" * (9_000 - at)
    before, after = (text.join(around) for text in (old, new))
    shown = differing_texts(before, after)
    assert (shown[0] == shown[1]) == (old == new)
    if old != new:
        assert max(map(len, shown)) < LONGEST_LINE
        lines = [*before_and_now(before, after, Language("id"))]
        assert lines[0].partition(": ")[2] != lines[1].partition(": ")[2]


def test_short_texts_are_shown_whole() -> None:
    """A text that is not long is shown whole on both sides."""
    assert differing_texts("a b c", "a d c") == ("a b c", "a d c")
