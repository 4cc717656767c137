"""Browser tests that need known terms, words and claims: on `sites/story`.

A record that has them too may be looked at in the same way, by importing these tests.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Open
from tests.browser.test_pages import accessibility
from tests.browser.test_use import FOCUSED, search, tab_to
from tests.built import BuiltSite, story

pytestmark = pytest.mark.browser

WIDTH, HEIGHT = 360, 640
LINES = """
() => Array.from(document.querySelectorAll(".headline > *, .headline__latest > *"))
    .filter(element => element.className !== "headline__more")
    .map(element => element.getBoundingClientRect().bottom)
"""


@pytest.fixture(scope="module")
def site(run_folder: Path) -> BuiltSite:
    """Return the site `sites/story` in place of the record's site."""
    return story(run_folder)


@pytest.mark.parametrize(
    ("root", "queries"),
    [
        ("", ["perlindungan", "melindungi", "dilindungi", "terlindungi"]),
        ("en/", ["protection", "protect", "protected"]),
    ],
)
def test_search_finds_by_stem(visit: Open, site: BuiltSite, root: str, queries: list[str]) -> None:
    """Each form of a word finds the pages of the others, in the page's language only."""
    page = visit(root)
    found = [sorted(search(page, query)) for query in queries]
    assert found[0]
    assert all(results == found[0] for results in found)
    paths = [results.partition("/sub/path/")[2] for results in found[0]]
    assert all(path.startswith("en/") is bool(root) for path in paths)
    texts = [site.pages[path.partition("#")[0]].text("main").lower() for path in paths]
    assert any(query not in text for query in queries for text in texts)


def test_search_by_keyboard(visit: Open, site: BuiltSite) -> None:
    """The keyboard leads into the search box, through results and into a page; Escape closes."""
    page = visit(site.series)
    assert search(page, "nelayan")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(f"{FOCUSED}.matches('.search__results a')")
    page.keyboard.press("ArrowUp")
    assert page.evaluate(f"{FOCUSED}.id") == "_query"
    page.keyboard.press("Escape")
    expect(page.locator(".search__panel")).to_be_hidden()
    assert page.evaluate(f"{FOCUSED}.id") == "_query"
    assert search(page, "iuran")
    page.keyboard.press("ArrowDown")
    wanted = page.evaluate(f"{FOCUSED}.href")
    page.keyboard.press("Enter")
    page.wait_for_url(wanted)
    assert "iuran" in (page.locator("main").text_content() or "").lower()


def test_search_on_a_phone(visit: Open) -> None:
    """A button opens the search box, and gets the focus back."""
    page = visit("", width=320)
    tab_to(page, ".search__toggle")
    page.keyboard.press("Enter")
    assert page.evaluate(f"{FOCUSED}.id") == "_query"
    assert search(page, "iuran")
    assert accessibility(page) == []
    page.keyboard.press("Escape")
    assert page.evaluate(f"{FOCUSED}.className") == "search__toggle"


def test_an_anchor_leads_to_its_claim(visit: Open, site: BuiltSite) -> None:
    """A link to a milestone shows it, below whatever stands on top."""
    page = visit(f"{site.series}#result-2024-08-17", width=320)
    box = page.locator("#result-2024-08-17").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 400


def test_the_words_of_a_claim_by_keyboard(visit: Open, site: BuiltSite) -> None:
    """A claim's own words are seen; the keyboard opens its citation, without a script."""
    page = visit(site.series, java_script_enabled=False)
    for year in page.locator(".timeline__year").all():
        if year.get_attribute("open") is None:
            year.locator("> summary").press("Enter")
    expect(page.locator(".timeline .quote").first).to_be_visible()
    details = page.locator(".timeline__details").first
    expect(details).not_to_have_attribute("open", re.compile(""))
    details.locator("summary").press("Enter")
    expect(details).to_have_attribute("open", "")
    expect(details.locator(".timeline__citation")).to_be_visible()


@pytest.mark.parametrize(
    ("root", "query"), [("", "jaminan kematian"), ("en/", "work accident insurance")]
)
def test_search_knows_other_names(visit: Open, root: str, query: str) -> None:
    """A search by a long name finds the page that uses the short name."""
    assert any("programme/" in address for address in search(visit(root), query))


def test_a_term_is_explained_without_a_script(visit: Open) -> None:
    """A tap on a term leads to its explanation, and a tap on the arrow back."""
    page = visit("programme/", width=320, java_script_enabled=False)
    page.locator("a.term").first.click()
    assert "#_term-" in page.url
    expect(page.locator(".glossary dt").first).to_be_visible()
    page.locator(".glossary dt a").first.click()
    assert "#_from-" in page.url


@pytest.mark.parametrize("home", ["", "en/"])
def test_the_answer_fits_the_first_screen_of_a_phone(visit: Open, home: str) -> None:
    """Every line of the headline stands within 360 × 640, and nothing overflows sideways."""
    page = visit(home, width=WIDTH)
    ends = page.evaluate(LINES)
    assert len(ends) >= 6
    assert max(ends) <= HEIGHT
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
