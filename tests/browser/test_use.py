"""Using the site: by keyboard, in either language, with scripts and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Open
from tests.browser.test_pages import SERIES, accessibility
from tests.built import Site

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement"


def tab_to(page: Page, selector: str, most: int = 40) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"{FOCUSED}.matches({selector!r})"):
            return
    pytest.fail(f"{selector} is not reached by keyboard")


def search(page: Page, query: str) -> list[str]:
    """Type into the box by keyboard, and wait for results: their addresses."""
    field = page.locator("#_query")
    if not page.evaluate(f"{FOCUSED}.id === '_query'"):
        tab_to(page, "#_query")
    page.keyboard.press("Control+a")
    page.keyboard.type(query)
    expect(page.locator(".search__status")).to_contain_text(query)
    assert field.input_value() == query
    links = page.locator(".search__results a")
    return [str(link.get_attribute("href")) for link in links.all()]


@pytest.mark.parametrize(
    ("root", "queries"),
    [
        ("", ["perlindungan", "melindungi", "dilindungi", "terlindungi"]),
        ("en/", ["protection", "protect", "protected"]),
    ],
)
def test_search_finds_by_stem(visit: Open, site: Site, root: str, queries: list[str]) -> None:
    """Each form of a word finds the pages of the others, in the page's language only."""
    page = visit(root)
    found = [sorted(search(page, query)) for query in queries]
    assert found[0]
    assert all(one == found[0] for one in found)
    paths = [one.partition("/sub/path/")[2] for one in found[0]]
    assert all(path.startswith("en/") is bool(root) for path in paths)
    texts = [site.pages[path.partition("#")[0]].text("main").lower() for path in paths]
    assert any(query not in text for query in queries for text in texts)


def test_search_by_keyboard(visit: Open) -> None:
    """To the box, through the results, into one of them; Escape closes."""
    page = visit(SERIES)
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
    """A button opens the box, and gets the focus back."""
    page = visit("", width=320)
    tab_to(page, ".search__toggle")
    page.keyboard.press("Enter")
    assert page.evaluate(f"{FOCUSED}.id") == "_query"
    assert search(page, "iuran")
    assert accessibility(page) == []
    page.keyboard.press("Escape")
    assert page.evaluate(f"{FOCUSED}.className") == "search__toggle"


def test_search_says_when_there_is_nothing(visit: Open) -> None:
    """In the page's language, with the word that was sought."""
    page = visit("en/")
    assert search(page, "zzzyyyxxx") == []
    expect(page.locator(".search__status")).to_contain_text("No page matches “zzzyyyxxx”")


def test_nothing_of_search_is_loaded_before_it_is_used(visit: Open) -> None:
    """A page costs what it shows."""
    page = visit("")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_selector(".search--ready")
    assert not [url for url in asked if "pagefind" in url]
    assert len(asked) <= 5
    search(page, "iuran")
    assert [url for url in asked if "pagefind" in url]


@pytest.mark.parametrize("url", ["", SERIES, "sources/", "reading/"])
def test_the_switcher_leads_to_the_same_page(visit: Open, url: str) -> None:
    """There and back, by keyboard."""
    page = visit(url)
    start = page.url
    for root, language in (("en/", "en"), ("", "id")):
        tab_to(page, ".languages a")
        page.keyboard.press("Enter")
        page.wait_for_url(start.removesuffix(url) + root + url)
        assert page.locator("html").get_attribute("lang") == language


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_drawer_by_keyboard(visit: Open, scripts: bool) -> None:  # noqa: FBT001
    """On a phone the menu opens with Enter, its links follow, and one leads on."""
    page = visit("en/", width=320, java_script_enabled=scripts)
    menu = page.locator(".drawer nav")
    expect(menu).to_be_hidden()
    drawer = page.locator(".drawer summary")
    drawer.focus()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    if scripts:
        assert accessibility(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/en/coverage/$"))


def test_the_skip_link(visit: Open) -> None:
    """The first stop; it leads past the header."""
    page = visit("")
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUSED}.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#_main")
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUSED}.closest('main') !== null")


def test_every_stop_is_seen(visit: Open) -> None:
    """Whoever walks by keyboard sees where they are."""
    for width in (320, 1280):
        page = visit("", width=width)
        for _ in range(25):
            page.keyboard.press("Tab")
            seen = page.evaluate(
                """() => { const one = document.activeElement, box = one.getBoundingClientRect();
                const style = getComputedStyle(one);
                return [one.outerHTML.slice(0, 80), box.width > 1 && box.height > 1,
                        style.outlineStyle !== "none" || style.boxShadow !== "none"]; }"""
            )
            assert seen[1:] == [True, True], seen[0]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("url", ["", f"en/{SERIES}"])
def test_without_scripts_only_search_is_missing(visit: Open, url: str, width: int) -> None:
    """Text, figures, chart, menu: all of it is there."""
    page = visit(url, width=width)
    page.wait_for_selector(".search--ready")
    bare = visit(url, width=width, java_script_enabled=False)
    for part in ("main", "footer", ".languages", ".menu--row", ".drawer"):
        found, expected = (one.locator(part).inner_text() for one in (bare, page))
        assert found == expected
    expect(bare.locator("#_query")).to_be_hidden()
    expect(bare.locator(".search__toggle")).to_be_hidden()
    expect(bare.locator("svg[role=img]").first).to_be_visible()


def test_an_anchor_leads_to_its_claim(visit: Open) -> None:
    """A link to a milestone shows it, below whatever stands on top."""
    page = visit(f"{SERIES}#result-2024-08-17", width=320)
    box = page.locator("#result-2024-08-17").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 400


def test_the_words_of_a_claim_by_keyboard(visit: Open) -> None:
    """Quote and source of a milestone are one step away, also without a pointer or a script."""
    page = visit(SERIES, java_script_enabled=False)
    details = page.locator(".timeline__details").first
    expect(details).not_to_have_attribute("open", re.compile(""))
    details.locator("summary").press("Enter")
    expect(details).to_have_attribute("open", "")
    expect(details.locator("blockquote")).to_be_visible()


def test_print_leaves_out_what_needs_a_click(visit: Open) -> None:
    """On paper there is no menu and no search, but chart and table are there."""
    page = visit(SERIES)
    page.emulate_media(media="print")
    expect(page.locator(".menu--row")).to_be_hidden()
    expect(page.locator(".search")).to_be_hidden()
    expect(page.locator("svg[role=img]")).to_be_visible()
    expect(page.locator("main table").first).to_be_visible()


@pytest.mark.parametrize("root", ["", "en/"])
def test_a_series_prints_on_one_sheet(visit: Open, site: Site, root: str) -> None:
    """One A4 each, whatever is folded on the screen; a source's address is written out."""
    page = visit(root)
    base = page.url.removesuffix(root)
    sheets = {}
    for url in site.pages:
        if re.fullmatch(rf"{root}coverage/[^/]+/", url):
            page.goto(base + url)
            page.emulate_media(media="print")
            sheets[url] = len(re.findall(rb"/Type /Page\b", page.pdf(prefer_css_page_size=True)))
            for address in page.locator(".sources__address").all():
                expect(address).to_have_text(address.get_attribute("href") or "")
                expect(address).to_be_visible()
    assert sheets
    assert set(sheets.values()) == {1}, sheets


@pytest.mark.parametrize(
    ("root", "query"), [("", "jaminan kematian"), ("en/", "work accident insurance")]
)
def test_search_knows_other_names(visit: Open, root: str, query: str) -> None:
    """What a page calls by a short name is found by the long one, too."""
    assert any("programme/" in one for one in search(visit(root), query))


def test_a_term_is_explained_without_a_script(visit: Open) -> None:
    """A tap on it leads to its explanation, a tap on the arrow back."""
    page = visit("programme/", width=320, java_script_enabled=False)
    page.locator("a.term").first.click()
    assert "#_term-" in page.url
    expect(page.locator(".glossary dt").first).to_be_visible()
    page.locator(".glossary dt a").first.click()
    assert "#_from-" in page.url
