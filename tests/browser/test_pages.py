"""Every kind of page, in each language, light and dark, on a phone, a tablet and a desktop."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page
from tests.browser.conftest import HEIGHT, WIDTHS, Open
from tests.built import BuiltSite

pytestmark = pytest.mark.browser

KINDS = (
    "home", "coverage", "series", "sources", "revisions", "data", "story", "text", "sheet",
    "missing",
)  # fmt: skip
COLOURS = ("color-contrast", "link-in-text-block")
LOOKS = [
    (root, width, scheme)
    for width in WIDTHS
    for scheme in ("light", "dark")
    for root in ("", "en/")
]
"""The languages, widths and colour schemes in which axe sees a page."""
if not os.environ.get("TERANG_EVERY_PAGE"):
    LOOKS = [("", 320, "light"), ("en/", 1280, "light"), ("", 1280, "dark")]
SCREENSHOTS = Path(__file__).parents[2] / ".cache" / "screenshots"

_AXE = """
(rules) => {
  const settings = { resultTypes: ["violations"], ...(rules ? { runOnly: rules } : {}) };
  window.found = axe.run(document, settings).then((result) => result.violations.map((rule) =>
    rule.id + ": " + rule.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")));
}
"""
_SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_OPEN = "document.querySelectorAll('main details').forEach((details) => { details.open = true; })"
_TEXTS = """
() => Array.from(document.querySelectorAll("svg[role=img]")).flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  const texts = Array.from(svg.querySelectorAll("text")).map((element) => {
    const box = element.getBoundingClientRect();
    // A line is as high as its letters, not as its font.
    const trim = box.height * 0.15;
    return { text: element.textContent, left: box.left, right: box.right,
             top: box.top + trim, bottom: box.bottom - trim };
  });
  const outside = texts.filter((label) => label.left < frame.left - 1
    || label.right > frame.right + 1 || label.top < frame.top - 1
    || label.bottom > frame.bottom + 1)
    .map((label) => "outside: " + label.text);
  const meeting = texts.flatMap((label, index) => texts.slice(index + 1).filter((other) =>
    label.left < other.right && other.left < label.right && label.top < other.bottom
    && other.top < label.bottom).map((other) => label.text + " on " + other.text));
  return outside.concat(meeting);
})
"""


def place(site: BuiltSite, kind: str) -> str:
    """Return the address of a page of a kind, whatever the record is about."""
    if kind in {"coverage", "sources", "revisions", "data"}:
        return f"{kind}/"
    if kind == "text":
        return "reading/" if "reading/" in site.pages else site.told
    if kind == "sheet":
        links = site.pages[site.series].links
        return next(
            f"indicators/{link.split('indicators/')[1]}" for link in links if "tors/" in link
        )
    return {
        "home": "", "series": site.series, "story": site.told, "missing": "no-such-page/",
    }[kind]  # fmt: skip


def begin_axe(page: Page, *rules: str) -> None:
    """Load axe into the page, with all of its rules or with the given rules."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    page.evaluate(_AXE, list(rules) or None)


def found_by_axe(page: Page) -> list[str]:
    """Return the violations that axe finds."""
    found: list[str] = page.evaluate("window.found")
    return found


def accessibility(page: Page) -> list[str]:
    """Return the violations that axe finds on a page as it is now."""
    begin_axe(page)
    return found_by_axe(page)


def screenshot(page: Page, name: str) -> None:
    """Keep a screenshot of a page, for people to look at."""
    if os.environ.get("TERANG_SCREENSHOTS"):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


@pytest.mark.parametrize("kind", KINDS)
def test_everybody_can_use_it(visit: Open, site: BuiltSite, kind: str) -> None:
    """No kind of page violates a rule of axe or scrolls sideways, in either language."""
    # Both languages are opened at once: each has a process of its own.
    pages = {root: visit(f"{root}{place(site, kind)}") for root in ("", "en/")}
    faults: dict[str, list[str]] = {}
    for width in WIDTHS:
        for root, page in pages.items():
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.evaluate(_OPEN)
            if wide := page.evaluate(_SIDEWAYS):
                faults[f"{root}{width}"] = [f"{wide} pixels too wide"]
    for _, looks in itertools.groupby(LOOKS, key=lambda look: look[1:]):
        shown = [*looks]
        for root, width, scheme in shown:
            page = pages[root]
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.emulate_media(color_scheme=scheme)
            screenshot(page, f"{kind}-{root[:2] or 'id'}-{width}-{scheme}")
            # Only colours change between the two schemes.
            begin_axe(page, *(() if scheme == "light" else COLOURS))
        for root, width, scheme in shown:
            faults[f"{root}{width} {scheme}"] = found_by_axe(pages[root])
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize("root", ["", "en/"])
def test_no_page_scrolls_sideways(visit: Open, site: BuiltSite, root: str) -> None:
    """No page of the site scrolls sideways on the narrowest screen."""
    page = visit(root, width=320)
    base = page.url.removesuffix(root)
    wide = {}
    for url in site.tried:
        if url.startswith("en/") is bool(root):
            page.goto(base + url)
            page.evaluate(_OPEN)
            if too_wide := page.evaluate(_SIDEWAYS):
                wide[url] = too_wide
    assert wide == {}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("root", ["", "en/"])
def test_chart_labels_hide_nothing(visit: Open, site: BuiltSite, root: str, width: int) -> None:
    """No text of a drawn chart covers another or leaves the chart, in any series."""
    page = visit(root, width=width)
    base = page.url.removesuffix(root)
    found = {}
    for url in site.tried:
        if url.startswith(f"{root}coverage/"):
            page.goto(base + url)
            if faults := page.evaluate(_TEXTS):
                found[url] = faults
    assert found == {}


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_jumps(visit: Open, width: int) -> None:
    """The content of a page stays in place when its script has run."""
    page = visit("", width=width)
    page.wait_for_selector(".search--ready")
    page.wait_for_timeout(200)
    assert page.evaluate("window.shift") < 0.01
