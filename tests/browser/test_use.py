"""Use of the site: by keyboard, in either language, with scripts and without."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Open
from tests.browser.test_pages import accessibility, place
from tests.built import BuiltSite

from terang.publishing.search import index
from terang.publishing.search.index import SearchIndex
from terang.publishing.search.page_text import PageText

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement"


def tab_to(page: Page, selector: str, most: int = 40) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"{FOCUSED}.matches({selector!r})"):
            return
    pytest.fail(f"{selector} is not reached by keyboard")


def a_word(site: BuiltSite, root: str) -> str:
    """Return a word that this record is found by: the longest of its first series' title."""
    return max(re.findall(r"\w+", site.pages[root + site.series].text("h1")), key=len)


def search(page: Page, query: str) -> list[str]:
    """Type into the search box, wait for results, and return their addresses."""
    field = page.locator("#_query")
    if not page.evaluate(f"{FOCUSED}.id === '_query'"):
        tab_to(page, "#_query")
    page.keyboard.press("Control+a")
    page.keyboard.type(query)
    expect(page.locator(".search__status")).to_contain_text(query)
    assert field.input_value() == query
    links = page.locator(".search__results a")
    return [str(link.get_attribute("href")) for link in links.all()]


def test_search_says_when_there_is_nothing(visit: Open) -> None:
    """A search without results says so in the page's language, with the query."""
    page = visit("en/")
    assert search(page, "zzzyyyxxx") == []
    expect(page.locator(".search__status")).to_contain_text("No page matches “zzzyyyxxx”")


def test_nothing_of_search_is_loaded_before_it_is_used(visit: Open) -> None:
    """No file of search is loaded before the reader searches."""
    page = visit("")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_selector(".search--ready")
    assert not [url for url in asked if "pagefind" in url or "topics" in url]
    assert len(asked) <= 6  # page, two stylesheets, script, picture (twice in some browsers)
    search(page, "iuran")
    assert [url for url in asked if "topics" in url]


@pytest.mark.parametrize("kind", ["home", "series", "sources", "text"])
def test_the_switcher_leads_to_the_same_page(visit: Open, site: BuiltSite, kind: str) -> None:
    """The language switch leads to the same page and back, by keyboard."""
    url = place(site, kind)
    page = visit(url)
    start = page.url
    for root, language in (("en/", "en"), ("", "id")):
        tab_to(page, ".languages a")
        page.keyboard.press("Enter")
        page.wait_for_url(start.removesuffix(url) + root + url)
        assert page.locator("html").get_attribute("lang") == language


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_drawer_by_keyboard(visit: Open, scripts: bool) -> None:  # noqa: FBT001
    """The menu of a phone opens with Enter, and a link that follows leads on."""
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
    """The skip link is the first stop and leads past the header."""
    page = visit("")
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUSED}.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#_main")
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUSED}.closest('main') !== null")


def test_every_stop_is_seen(visit: Open) -> None:
    """Every element that the keyboard reaches shows its focus."""
    for width in (320, 1280):
        page = visit("", width=width)
        for nth in range(25):
            page.keyboard.press("Tab")
            if page.evaluate(f"{FOCUSED} === document.body"):  # round once
                assert nth > 10
                break
            seen = page.evaluate(
                """() => { const element = document.activeElement;
                const box = element.getBoundingClientRect();
                const style = getComputedStyle(element);
                return [element.outerHTML.slice(0, 80), box.width > 1 && box.height > 1,
                        style.outlineStyle !== "none" || style.boxShadow !== "none"]; }"""
            )
            assert seen[1:] == [True, True], seen[0]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(("root", "kind"), [("", "home"), ("en/", "series")])
def test_without_scripts_only_search_and_buttons_are_missing(
    visit: Open, site: BuiltSite, root: str, kind: str, width: int
) -> None:
    """Text, figures, chart and menu are all there without scripts; no button stands idle."""
    url = root + place(site, kind)
    page = visit(url, width=width)
    page.wait_for_selector(".search--ready")
    bare = visit(url, width=width, java_script_enabled=False)
    assert bare.locator("main button:visible").count() == 0
    for view in (bare, page):
        view.evaluate("document.querySelectorAll('main button').forEach((one) => one.remove())")
    for part in ("main", "footer", ".languages", ".menu--row", ".drawer"):
        found, expected = (view.locator(part).inner_text() for view in (bare, page))
        assert found == expected
    expect(bare.locator("#_query")).to_be_hidden()
    expect(bare.locator(".search__toggle")).to_be_hidden()
    charts = bare.locator("svg[role=img]")
    assert charts.count() == page.locator("svg[role=img]").count()
    assert charts.count() or kind == "home"
    for chart in charts.all():
        expect(chart).to_be_visible()


def test_print_leaves_out_what_needs_a_click(visit: Open, site: BuiltSite) -> None:
    """A printed page has no menu, search or unused filter, but has chart and tables."""
    page = visit(site.series)
    page.emulate_media(media="print")
    expect(page.locator(".menu--row")).to_be_hidden()
    expect(page.locator(".search")).to_be_hidden()
    expect(page.locator("svg[role=img]")).to_be_visible()
    expect(page.locator("main .claims")).to_be_visible()
    page.goto(page.url.removesuffix(site.series) + "targets/")
    expect(page.locator(".filter__choice:checked + label")).to_be_visible()
    for hidden in page.locator(".filter__choice:not(:checked) + label, .filter__sort").all():
        expect(hidden).to_be_hidden()
    expect(page.locator(".target-list thead").first).to_be_visible()  # a table, not cards


@pytest.mark.parametrize("root", ["", "en/"])
def test_a_series_prints_on_one_sheet(visit: Open, site: BuiltSite, root: str) -> None:
    """A series prints on one A4 sheet, with folded parts and the address of the sources' page."""
    page = visit(root)
    base = page.url.removesuffix(root)
    sheets = {}
    for url in site.tried:
        if re.fullmatch(rf"{root}coverage/[^/]+/", url):
            page.goto(base + url)
            page.emulate_media(media="print")
            sheets[url] = len(re.findall(rb"/Type /Page\b", page.pdf(prefer_css_page_size=True)))
            if page.locator("main .sources").count():
                expect(page.locator("main .sources")).to_be_visible()
                address = page.locator("#_sources > .paper")
                expect(address).to_be_visible()
                expect(address).to_contain_text(f"{site.address}{root}sources/")
    assert sheets
    assert set(sheets.values()) == {1}, sheets


def test_a_notice_boards_sheet_is_one_page(visit: Open, site: BuiltSite) -> None:
    """A page for a notice board prints on one A4 sheet, with a QR code and its address."""
    boards = [url for url, page in site.pages.items() if 'class="board paper' in page.html]
    page = visit("")
    base = page.url
    for url in boards:
        page.goto(base + url)
        code, address = page.locator(".board__code"), page.locator(".board__address")
        expect(code).to_be_hidden()
        page.emulate_media(media="print")
        expect(code).to_be_visible()
        expect(address).to_have_text(f"{site.address.removeprefix('https://')}{url}".rstrip("/"))
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type /Page\b", printed)) == 1, url
        page.emulate_media(media="screen")


_FOUND = """
async ([address, queries]) => {
  const engine = await import(address);
  await engine.options({ baseUrl: "/", noWorker: true });
  const found = {};
  for (const query of queries) {
    const { results } = await engine.search(query);
    const shown = await Promise.all(results.slice(0, 8).map((result) => result.data()));
    found[query] = [results.map(({ id, score }) => [id, score]), shown.map(({ url }) => url)];
  }
  return found;
}
"""


def test_an_index_made_in_parts_finds_the_same(
    visit: Open, site: BuiltSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large site's index, joined from parts, gives the same results in the same order."""
    texts = {
        f"{url}index.html": PageText.from_html(site.pages[url].html, "id", "")
        for url in sorted(url for url in site.pages if not url.startswith("en/"))[:50]
    }
    for name, most in (("whole", len(texts)), ("parts", 20)):
        monkeypatch.setattr(index, "PART_PAGES", most)
        with contextlib.closing(SearchIndex(tmp_path / name)) as made:
            for path, text in texts.items():
                made.add(path, text)
            made.complete()
            made.write()
    page = visit("")
    page.route(
        "**/made/**",
        lambda route: route.fulfill(
            path=tmp_path / urlsplit(route.request.url).path.split("/made/")[1]
        ),
    )
    word = a_word(site, "")
    queries = [word, f"{word} data", "data", word[:4], "zzzyyyxxx", '"tidak ada"', "yang di 2024"]
    whole, parts = (
        page.evaluate(_FOUND, [f"{page.url}made/{name}/pagefind/pagefind.js", queries])
        for name in ("whole", "parts")
    )
    assert len(texts) > 20
    assert len([query for query in queries if whole[query][0]]) > 3
    assert parts == whole
