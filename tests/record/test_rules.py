"""The page of rules: links to it, its statements on reading, and evidence in docs/record."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from tests.built import BuiltPage, BuiltSite

from terang.i18n.formatter import all_words
from terang.loading import data_folder
from terang.model.definitions import ReadingDirection

ROOT = Path(__file__).resolve().parents[2]
SHORT = ("rules.answer", "rules.mistakes")
TEMPLATES = ROOT / "hooks" / "terang" / "cli" / "site_template"
READERS = ROOT / "docs" / "record" / "readers.md"
HEADER = ("Entri · Entry", "Paraf · Initials", "Hari · Day", "Dibaca · Read")
NOW = dt.datetime.now(dt.UTC)
RECORD = data_folder.load_catalog(ROOT, NOW)

# Statements of the page while they are true, in each language.
ONE_READER = {
    "id": "Belum ada pembaca kedua yang membubuhkan paraf.",
    "en": "No second reader has signed.",
}
COPIES_ONLY = {
    "id": "Semua sumber hanya kami baca dari salinan tersimpan",
    "en": "We have read all sources only as stored copies",
}
UNASKED = {
    "id": "Belum ada instansi yang kami tanya.",
    "en": "We have not asked any office.",
}


def signed(text: str) -> list[tuple[str, ...]]:
    """Return the rows of the table of second readers, without its head."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]
    assert rows[:1] == [HEADER]
    return rows[2:]


def faults(row: tuple[str, ...]) -> list[str]:
    """Return the faults of a row of the table."""
    if len(row) != len(HEADER):
        return ["cells"]
    entry, initials, day, read = row
    key, _, anchor = entry.strip("`").partition("#")
    series = RECORD.series.get(key)
    found = [] if series and series.entry(anchor) else ["entry"]
    found += [] if re.fullmatch("[A-Z]{2,4}", initials) else ["initials"]
    try:
        found += [] if dt.date.fromisoformat(day) <= RECORD.today else ["day"]
    except ValueError:
        found.append("day")
    return [*found, *([] if read in [*ReadingDirection] else ["read"])]


def rules(language: str) -> str:
    """Return the page of rules as written."""
    return (ROOT / "content" / language / "rules.md").read_text("utf-8")


def test_every_row_names_an_entry_a_reader_and_a_day() -> None:
    """Every row has initials of two to four letters, an entry of the record, and a past date."""
    rows = signed(READERS.read_text("utf-8"))
    assert [(row, faults(row)) for row in rows if faults(row)] == []


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("kutai-timur-vulnerable-workers#result-2022 | AB | 2026-11-30 | original", []),
        ("kutai-timur-vulnerable-workers#result-1999 | AB | 2026-11-30 | original", ["entry"]),
        ("kutai-timur-vulnerable-workers#result-2022 | Ab | 2026-11-30 | original", ["initials"]),
        ("kutai-timur-vulnerable-workers#result-2022 | AB | 2199-01-01 | original", ["day"]),
        ("kutai-timur-vulnerable-workers#result-2022 | AB | kemarin | original", ["day"]),
        ("kutai-timur-vulnerable-workers#result-2022 | AB | 2026-11-30 | seen", ["read"]),
        ("kutai-timur-vulnerable-workers#result-2022 | AB", ["cells"]),
    ],
)
def test_a_row_that_says_less_is_refused(row: str, fault: list[str]) -> None:
    """An incomplete row is refused."""
    assert faults(tuple(cell.strip() for cell in row.split("|"))) == fault


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_page_says_how_many_readers_there_were(language: str) -> None:
    """The page says that no second reader has signed exactly as long as the table is empty."""
    rows = signed(READERS.read_text("utf-8"))
    assert (ONE_READER[language] in rules(language)) == (not rows)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_page_says_how_sources_were_read(language: str) -> None:
    """The page says that all sources were stored copies exactly as long as that is true."""
    only_copies = all(
        source.read is ReadingDirection.STORED_COPY for source in RECORD.sources.values()
    )
    assert (COPIES_ONLY[language] in rules(language)) == only_copies


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_page_says_that_nobody_was_asked(language: str) -> None:
    """The page says that no office was asked; asking an office changes page and test."""
    assert UNASKED[language] in rules(language)


def test_a_new_site_explains_its_table_alike() -> None:
    """A new site's table is a copy of this table without its rows."""
    own = READERS.read_text("utf-8")
    template = TEMPLATES / "readers.md"
    head = own[: own.index("| --- |")].rstrip()
    assert template.read_text("utf-8").startswith(head)
    assert signed(template.read_text("utf-8")) == []


# --- links to the page ----------------------------------------------------------------------------


def series_pages(site: BuiltSite) -> list[BuiltPage]:
    """Return the pages of all series, in both languages."""
    found = [url for url in site.pages if re.fullmatch("(en/)?coverage/[^/]+/", url)]
    return [site.pages[url] for url in found]


def test_every_series_of_this_site_leads_to_the_rules(site: BuiltSite) -> None:
    """Each series page has the short rules with a working link, in both languages."""
    pages = series_pages(site)
    assert {page.language for page in pages} == {"id", "en"}
    for page in pages:
        main = page.text("main")
        for key in SHORT:
            assert all_words()[key][page.language] in main, page.url
        links = [
            link
            for link in page.root.findall(".//div[@class='rules screen']//a")
            if link.text == all_words()["rules.link"][page.language]
        ]
        assert [link.get("href") for link in links] == ["../../rules/"], page.url
    assert [link for link in site.broken_links() if "rules" in link[1]] == []


def test_every_page_leads_to_the_rules(site: BuiltSite) -> None:
    """The footer of each page links to the rules, and so does the contact page."""
    for language, root in (("id", ""), ("en", "en/")):
        rules = site.pages[f"{root}rules/"]
        assert rules.language == language
        assert "../rules/#reply" in site.pages[f"{root}contact/"].links
        assert "reply" in rules.ids
    for page in site.pages.values():
        links = [link.get("href", "") for link in page.root.findall(".//footer//a")]
        assert [link for link in links if re.fullmatch(r"(\.\./)*rules/|\./", link)], page.url


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_site_and_a_new_one_have_the_same_rules(language: str) -> None:
    """The rules of a new site are the same, except for the parts on how far they are followed."""
    form = re.compile(r"(?ms)^## [^\n]*\{#(\w+)\}\n(.*?)(?=^## |\Z)")
    template = TEMPLATES / "content" / language / "rules.md"
    own, other = (
        dict(form.findall(text)) for text in (rules(language), template.read_text("utf-8"))
    )
    assert own
    assert list(own) == list(other)
    assert {part for part in own if own[part] != other[part]} <= {"now", "unknown"}
