"""The built site of the record of Kutai Timur as of 1 July 2026."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.built import BuiltPage, BuiltSite, real_now
from tests.publishing.search.test_index_chunks import parts

from terang import source_date
from terang.i18n.formatter import Language, all_words
from terang.pages import load_record
from terang.pages.publication import Publication
from terang.publishing.search.page_text import PageText

REPOSITORY = Path(__file__).parents[2]
SERIES = "kutai-timur-vulnerable-workers"
OWN = f"coverage/{SERIES}/"

SEED = [
    # anchor, value, date (Indonesian, English), a piece of its quote
    ("result-2022", "14000", ("2022", "2022"), "kami hanya mampu menjangkau 14 ribu jiwa"),
    (
        "result-early-2023", "85000", ("awal 2023", "early 2023"),
        "meningkat drastis hingga mencapai 85 ribu jiwa",
    ),
    (
        "result-2024-08-17", "100000", ("17 Agustus 2024", "17 August 2024"),
        "puncaknya pada hari ini, mencapai 100 ribu jiwa",
    ),
    (
        "target-2025-115000", "115000", ("2025", "2025"),
        "hingga mencapai 115 ribu jiwa pada tahun 2025",
    ),
]  # fmt: skip

STATES = {
    "target-2024-85000": ("85000", "met"),
    "target-2025-115000": ("115000", "missed"),
    "target-2025-150000": ("150000", "missed"),
    "target-160000": ("160000", "no-deadline"),
}


def test_no_page_is_a_stand_in(pages: dict[str, BuiltPage]) -> None:
    """Every page is written in both languages, and every series has its page."""
    assert [url for url, page in pages.items() if 'class="notice"' in page.html] == []
    assert len(pages) > 30


@pytest.mark.parametrize("language", ["id", "en"])
def test_its_words_are_in_several_parts(site: BuiltSite, language: str) -> None:
    """The search words are in several parts, which the tests between parts rely on."""
    assert len(parts(site.root / "pagefind", language)) > 1


def test_it_shows_many_figures(site: BuiltSite) -> None:
    """The site shows many figures, which the tests of each figure rely on."""
    every = [*site.pages.values(), *site.embeds.values()]
    assert len({(value, page.url) for page in every for value in page.all("data", "value")}) > 100


@pytest.fixture(name="published", scope="module")
def _published() -> Publication:
    """Return the record as it is published; its pages still say what the index leaves out."""
    now = source_date.current_time({"SOURCE_DATE_EPOCH": real_now()})
    return load_record.load_publication(REPOSITORY, now)


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_search_finds_what_a_series_says(published: Publication, language: str) -> None:
    """A search finds a series by its claims, and not by texts that every page repeats."""
    (page,) = [found for found in published.pages if found.path == OWN]
    body = published.body(page, language)
    page_text = PageText.from_html(body, language, "")
    for _, _, times, quote in SEED:
        assert quote in page_text.text
        assert times[language == "en"] in page_text.text
    for key in ("series.downloads", "series.correct", "reuse.claims", "timeline.details"):
        assert all_words()[key][language] in body
        assert all_words()[key][language] not in page_text.text
    assert "<" not in page_text.text


def shown_words(page: BuiltPage, element_id: str) -> str:
    """Return the words of the element with an id."""
    element = page.root.find(f".//*[@id='{element_id}']")
    assert element is not None, element_id
    return " ".join("".join(element.itertext()).split())


@pytest.mark.parametrize(
    ("anchor", "value", "times", "quote"), SEED, ids=[milestone[0] for milestone in SEED]
)
@pytest.mark.parametrize("root", ["", "en/"])
def test_the_four_milestones(  # noqa: PLR0913, PLR0917
    pages: dict[str, BuiltPage],
    root: str,
    anchor: str,
    value: str,
    times: tuple[str, str],
    quote: str,
) -> None:
    """Each milestone is in words on the page of its series, in both languages."""
    page = pages[root + OWN]
    (entry,) = [node for node in page.root.findall(".//li") if node.get("id") == anchor]
    assert value in [node.get("value") for node in entry.findall(".//data")]
    assert times[root == "en/"] in ["".join(node.itertext()) for node in entry.findall(".//time")]
    (words_of,) = entry.findall(".//blockquote")
    assert quote in " ".join("".join(words_of.itertext()).split())
    assert words_of.get("lang") == ("id" if root else None)
    assert "Formasi" in "".join(entry.itertext()) or "formasi" in "".join(entry.itertext()).lower()


@pytest.mark.parametrize("root", ["", "en/"])
def test_two_milestones_are_disputed(pages: dict[str, BuiltPage], root: str) -> None:
    """Two milestones are marked as disputed, with the reason."""
    word = "Disputed" if root else "Diragukan"
    for anchor in ("result-early-2023", "result-2024-08-17"):
        assert word in shown_words(pages[root + OWN], anchor)
    assert word not in shown_words(pages[root + OWN], "result-2022")


@pytest.mark.parametrize("root", ["", "en/"])
@pytest.mark.parametrize(("anchor", "told"), STATES.items())
def test_each_target_shows_its_state(
    pages: dict[str, BuiltPage], root: str, anchor: str, told: tuple[str, str]
) -> None:
    """Each target on the timeline shows its state in words, as of the build day."""
    page = pages[root + OWN]
    (entry,) = [node for node in page.root.findall(".//ol/li") if node.get("id") == anchor]
    assert entry.get("data-state") == told[1]
    assert entry.findall(".//data")[0].get("value") == told[0]
    state = all_words()[f"state.{told[1]}"]["en" if root else "id"]
    assert state.lower() in "".join(entry.itertext()).lower()
    rows = page.root.findall(".//tr[@data-state]")
    assert told in [(row.findall(".//data")[0].get("value"), row.get("data-state")) for row in rows]


@pytest.mark.parametrize(("root", "code"), [("", "id"), ("en/", "en")])
def test_states_say_as_of_when(pages: dict[str, BuiltPage], root: str, code: str) -> None:
    """States name their date in the site's time zone."""
    day = dt.datetime.fromtimestamp(int(real_now()), ZoneInfo("Asia/Makassar")).date()
    assert Language(code).day(day).text in pages[root + OWN].text("main")
    assert day.isoformat() in pages[root + OWN].all("time", "datetime")


def test_the_answer_stands_first(pages: dict[str, BuiltPage]) -> None:
    """The home page begins with speaker, figure, date and targets, as the headline does."""
    main = pages[""].text("main")
    assert re.search(r"Dinas Tenaga Kerja.*98\.000 orang.*2025", main[:600])
    headline = pages[OWN].text("section[@class='headline']")
    for piece in ("98.000", "115.000", "150.000", "Tidak tercapai"):
        assert piece in main
        assert piece in headline
    for piece in ("100.000", "17 Agustus 2024"):
        assert piece in headline
