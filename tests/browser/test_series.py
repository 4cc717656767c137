"""The page of a series in a browser: its folds, its links within the page, its text to send on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Open
from tests.built import BuiltSite

pytestmark = pytest.mark.browser

WIDTH, HEIGHT = 390, 664
ROOTS = ("", "en/")


def on_a_phone(visit: Open, url: str, **settings: bool) -> Page:
    """Return a page on the screen of a phone."""
    page = visit(url, width=WIDTH, **settings)
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    return page


@pytest.mark.parametrize("root", ROOTS)
def test_links_within_the_page_show_their_sections(visit: Open, site: BuiltSite, root: str) -> None:
    """Each link of the list on top brings what it names into view, without scripts."""
    page = on_a_phone(visit, root + site.series, java_script_enabled=False)
    links = [link.get_attribute("href") or "" for link in page.locator(".jump a").all()]
    assert len(links) >= 4
    for link in links:
        page.locator(f".jump a[href='{link}']").click()
        section = page.locator(f"[id='{link.removeprefix('#')}']")
        expect(section).to_be_in_viewport()
        page.evaluate("window.scrollTo(0, 0)")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_link_to_a_claim_opens_its_folds(visit: Open, site: BuiltSite, scripts: bool) -> None:  # noqa: FBT001
    """A link to any claim of the series shows it, also where its year is folded."""
    page = on_a_phone(visit, site.series, java_script_enabled=scripts)
    anchors = [item.get_attribute("id") for item in page.locator(".timeline__item").all()]
    assert anchors
    for anchor in (anchors[0], anchors[-1]):
        page = on_a_phone(visit, f"{site.series}#{anchor}", java_script_enabled=scripts)
        expect(page.locator(f"[id='{anchor}']")).to_be_in_viewport()


def test_a_mark_of_the_chart_leads_to_its_claim(visit: Open, site: BuiltSite) -> None:
    """By keyboard and without scripts; chart and marks keep the names that are read aloud."""
    page = on_a_phone(visit, site.series, java_script_enabled=False)
    marks = page.locator(".chart a")
    title = page.locator(".chart > [role=img] > title").text_content() or ""
    assert title in (page.locator(".chart > [role=img]").aria_snapshot().splitlines()[0])
    name = marks.first.locator("title").text_content() or ""
    expect(page.get_by_role("link", name=name, exact=True).first).to_be_attached()
    marks.first.focus()
    page.keyboard.press("Enter")
    anchor = (marks.first.get_attribute("href") or "").removeprefix("#")
    expect(page.locator(f"[id='{anchor}']")).to_be_in_viewport()


def test_the_text_to_send_on_is_copied(visit: Open, site: BuiltSite) -> None:
    """The button copies the whole text and says so; without scripts there is no button."""
    page = on_a_phone(visit, site.series)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.locator(".share__copy")
    button.click()
    expect(page.locator(".share__status")).not_to_be_empty()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator(".share__text").inner_text()
    bare = on_a_phone(visit, site.series, java_script_enabled=False)
    expect(bare.locator(".share__copy")).to_be_hidden()
    expect(bare.locator(".share__text")).to_be_visible()


def test_what_is_folded_is_printed(visit: Open, site: BuiltSite) -> None:
    """Table and sources are folded on the screen and open on paper."""
    page = visit(site.series)
    for fold in (".claims", ".sources"):
        expect(page.locator(f"main {fold}")).to_be_hidden()
    page.emulate_media(media="print")
    for fold in (".claims", ".sources"):
        expect(page.locator(f"main {fold}")).to_be_visible()
