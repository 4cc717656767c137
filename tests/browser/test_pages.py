"""Every kind of page, in each language, light and dark, on a phone, a tablet and a desk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page
from tests.browser.conftest import HEIGHT, WIDTHS, Open
from tests.built import Site

pytestmark = pytest.mark.browser

SERIES = "coverage/kutai-timur-vulnerable-workers/"
KINDS = {
    "home": "", "coverage": "coverage/", "series": SERIES, "sources": "sources/",
    "revisions": "revisions/", "data": "data/", "story": "evolution/", "text": "reading/",
    "missing": "no-such-page/",
}  # fmt: skip
EACH = [(f"{root}{url}") for url in KINDS.values() for root in ("", "en/")]
SCREENSHOTS = Path(__file__).parents[2] / ".cache" / "screenshots"

_AXE = """
async (rules) => (await axe.run(document, {
  resultTypes: ["violations"], ...(rules ? { runOnly: rules } : {}),
})).violations.map(
  (one) => one.id + ": " + one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | "))
"""
_SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_OPEN = "document.querySelectorAll('main details').forEach((one) => { one.open = true; })"
_TEXTS = """
() => Array.from(document.querySelectorAll("svg[role=img]")).flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  const texts = Array.from(svg.querySelectorAll("text")).map((one) => {
    const box = one.getBoundingClientRect();
    // A line is as high as its letters, not as its font.
    const trim = box.height * 0.15;
    return { text: one.textContent, left: box.left, right: box.right,
             top: box.top + trim, bottom: box.bottom - trim };
  });
  const outside = texts.filter((one) => one.left < frame.left - 1 || one.right > frame.right + 1
    || one.top < frame.top - 1 || one.bottom > frame.bottom + 1)
    .map((one) => "outside: " + one.text);
  const meeting = texts.flatMap((one, index) => texts.slice(index + 1).filter((other) =>
    one.left < other.right && other.left < one.right && one.top < other.bottom
    && other.top < one.bottom).map((other) => one.text + " on " + other.text));
  return outside.concat(meeting);
})
"""


def accessibility(page: Page, *rules: str) -> list[str]:
    """What axe finds wrong: with every rule it has, or with these."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(_AXE, list(rules) or None)
    return found


def screenshot(page: Page, name: str) -> None:
    """Keep what a page looks like, for people to look at."""
    if os.environ.get("TERANG_SCREENSHOTS"):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


@pytest.mark.parametrize("url", EACH, ids=lambda one: one or "home")
def test_everybody_can_use_it(visit: Open, url: str) -> None:
    """No violation of any of axe's rules, no sideways scroll, nothing jumps."""
    page = visit(url if "no-such" not in url else url.replace("en/no", "no-such/en/no"))
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            screenshot(page, f"{url.strip('/').replace('/', '-') or 'home'}-{width}-{scheme}")
            page.evaluate(_OPEN)
            # Between the two only colours change.
            rules = () if scheme == "light" else ("color-contrast", "link-in-text-block")
            found[f"{width} {scheme}"] = accessibility(page, *rules)
        found[f"{width} sideways"] = [page.evaluate(_SIDEWAYS)]
    expected: dict[str, list[object]] = {name: [] for name in found}
    expected |= {f"{width} sideways": [0] for width in WIDTHS}
    assert found == expected


@pytest.mark.parametrize("root", ["", "en/"])
def test_no_page_scrolls_sideways(visit: Open, site: Site, root: str) -> None:
    """Not one of the site's pages, on the narrowest screen."""
    page = visit(root, width=320)
    base = page.url.removesuffix(root)
    wide = {}
    for url in site.pages:
        if url.startswith("en/") is bool(root):
            page.goto(base + url)
            page.evaluate(_OPEN)
            if too_wide := page.evaluate(_SIDEWAYS):
                wide[url] = too_wide
    assert wide == {}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("root", ["", "en/"])
def test_chart_labels_hide_nothing(visit: Open, site: Site, root: str, width: int) -> None:
    """As drawn: no text lies on another or leaves its chart, in any series."""
    page = visit(root, width=width)
    base = page.url.removesuffix(root)
    found = {}
    for url in site.pages:
        if url.startswith(f"{root}coverage/"):
            page.goto(base + url)
            if faults := page.evaluate(_TEXTS):
                found[url] = faults
    assert found == {}


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_jumps(visit: Open, width: int) -> None:
    """What stands there when a page appears stays there when its script has run."""
    page = visit("", width=width)
    page.wait_for_selector(".search--ready")
    page.wait_for_timeout(200)
    assert page.evaluate("window.shift") < 0.01
