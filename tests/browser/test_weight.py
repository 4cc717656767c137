"""The weight of a page over the wire: every requested file, packed as a host packs it."""

from __future__ import annotations

import gzip
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import PREFIX, Open
from tests.browser.test_pages import place
from tests.browser.test_use import a_word, search
from tests.built import BuiltSite

pytestmark = pytest.mark.browser

FIRST_VIEW, REQUESTS = 26_000, 8
"""Bytes and files of a page with its icon; a comparison has four stylesheets and two scripts."""

FIRST_SEARCH = 40_000
"""Bytes: what a first search asks for on top of the page."""


def weights(site: BuiltSite, urls: list[str]) -> dict[str, int]:
    """Return each requested file with its size by gzip, the heaviest first."""
    found = {}
    for url in urls:
        path = urlsplit(url).path.removeprefix(PREFIX)
        file = site.root / path
        file = file / "index.html" if file.is_dir() else file
        name = file.relative_to(site.root).as_posix()
        found[name] = len(gzip.compress(file.read_bytes()))
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def asked_for(page: Page) -> list[str]:
    """Return the list that every request of a page will be entered in."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def said(found: dict[str, int]) -> str:
    """Return the files of a view with their sizes as lines, to show the file that grew."""
    lines = [f"{size:>7} {name}" for name, size in found.items()]
    return "\n".join([f"{sum(found.values())} bytes in {len(found)} requests:", *lines])


@pytest.mark.parametrize("root", ["", "en/"])
@pytest.mark.parametrize("kind", ["series", "home", "story"])
def test_a_first_view_is_light(visit: Open, site: BuiltSite, root: str, kind: str) -> None:
    """A first view loads the page, its stylesheets, scripts and icon, and nothing of search."""
    page = visit("revisions/")
    asked = asked_for(page)
    page.goto(page.url.removesuffix("revisions/") + root + place(site, kind))
    page.wait_for_selector(".search--ready")
    assets = [page.locator("link[rel=icon]").get_attribute("href") or ""]
    icon = page.evaluate("(href) => new URL(href, document.baseURI).href", assets[0])
    found = weights(site, [*asked, icon])
    # A stylesheet that is kept from the page before is not asked for again.
    sheets, scripts = page.locator("link[rel=stylesheet]"), page.locator("script[src]")
    found |= weights(site, sheets.evaluate_all("(all) => all.map((one) => one.href)"))
    found |= weights(site, scripts.evaluate_all("(all) => all.map((one) => one.src)"))
    assert sum(found.values()) <= FIRST_VIEW, said(found)
    assert len(found) <= REQUESTS, said(found)


@pytest.mark.parametrize("root", ["", "en/"])
def test_a_first_search_is_light(visit: Open, site: BuiltSite, root: str) -> None:
    """A first search loads the short list of pages and what reads it."""
    query = a_word(site, root)
    page = visit(root)
    page.wait_for_selector(".search--ready")
    asked = asked_for(page)
    assert search(page, query)
    expect(page.locator(".search__results li").first).to_be_visible()
    found = weights(site, asked)
    assert found
    assert sum(found.values()) <= FIRST_SEARCH, said(found)
