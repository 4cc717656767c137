"""Layout that readers depend on: rows as cards, a small header, short lines, states alike."""

from __future__ import annotations

import itertools

import pytest
from tests.browser.conftest import Open
from tests.browser.test_pages import place
from tests.built import BuiltSite

pytestmark = pytest.mark.browser

MOST_LETTERS = 70
"""Letters on a line, as an average of the lines of a paragraph."""

_CARDS = """
() => Array.from(document.querySelectorAll(".series-list tbody tr")).map((row) => {
  const line = parseFloat(getComputedStyle(row).lineHeight);
  const style = getComputedStyle(row);
  const space = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom) + 1;
  const title = row.querySelector("th").getBoundingClientRect().height;
  return [(row.getBoundingClientRect().height - space - title) / line, row.textContent];
})
"""
_LINES = """
() => Array.from(document.querySelectorAll("main p, main li")).flatMap((element) => {
  const range = document.createRange();
  range.selectNodeContents(element);
  const tops = new Set(Array.from(range.getClientRects()).map((box) => Math.round(box.bottom / 8)));
  const letters = element.innerText.replace(/\\s+/g, " ").length;
  return tops.size > 2 && !element.querySelector("ul, ol, .tag")
    ? [[letters / tops.size, element.innerText]] : [];
})
"""
_TAGS = """
(states) => states.map((state) => {
  const tag = document.createElement("span");
  tag.className = `tag tag--state-${state}`;
  tag.textContent = "x";
  document.querySelector("main").appendChild(tag);
  const style = getComputedStyle(tag);
  const numbers = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
  return { state, sign: getComputedStyle(tag, "::before").content, colour: numbers(style.color),
    frame: style.borderTopStyle,
    weight: [style.borderTopWidth, style.fontWeight, style.fontSize, style.backgroundColor],
    paper: numbers(getComputedStyle(document.documentElement).backgroundColor) };
})
"""


def luminance(colour: list[float]) -> float:
    """Return the relative luminance of a colour, as WCAG defines it."""
    parts = [part / 255 for part in colour]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colour: list[float], paper: list[float]) -> float:
    """Return the contrast of two colours."""
    low, high = sorted((luminance(colour), luminance(paper)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("root", ["", "en/"])
def test_a_series_is_a_card_of_four_lines_on_a_phone(visit: Open, root: str) -> None:
    """Below its title a series takes three lines of the list: figure, speaker, target."""
    page = visit(f"{root}coverage/", width=390)
    cards = page.evaluate(_CARDS)
    assert cards
    assert [card for card in cards if card[0] > 3.05] == []


@pytest.mark.parametrize("root", ["", "en/"])
def test_the_header_is_small_at_high_zoom(visit: Open, site: BuiltSite, root: str) -> None:
    """At 400 % zoom of a small desk the header takes a quarter of the screen at most."""
    for kind in ("home", "series", "coverage"):
        page = visit(root + place(site, kind), width=320)
        page.set_viewport_size({"width": 320, "height": 256})
        header = page.locator("header").bounding_box()
        assert header is not None
        assert header["height"] <= 256 / 4


@pytest.mark.parametrize("kind", ["home", "text", "story", "series"])
def test_lines_of_text_are_short(visit: Open, site: BuiltSite, kind: str) -> None:
    """No paragraph of a page on a desk has more letters on a line than an eye can follow."""
    page = visit(place(site, kind), width=1280)
    assert [line for line in page.evaluate(_LINES) if line[0] > MOST_LETTERS] == []


@pytest.mark.parametrize(
    ("scheme", "media"), [("light", "screen"), ("dark", "screen"), ("light", "print")]
)
def test_good_and_bad_news_weigh_the_same(visit: Open, scheme: str, media: str) -> None:
    """Reached and not reached differ by sign and colour only; both can be read, also in print."""
    page = visit("targets/", color_scheme=scheme)  # loads the styles of all states
    page.emulate_media(media=media, color_scheme=scheme)
    states = ["met", "missed", "met-late", "met-then-fell", "undecided", "unreported", "pending"]
    tags = page.evaluate(_TAGS, states)
    for tag, other in itertools.pairwise(tags):
        assert tag["weight"] == other["weight"]
    for tag in tags:
        assert contrast(tag["colour"], tag["paper"]) >= 4.5, tag
        assert tag["sign"] not in {"none", "normal", ""}
    met, missed = tags[:2]
    assert met["frame"] == missed["frame"]
    assert met["sign"] != missed["sign"]
    assert media == "print" or met["colour"] != missed["colour"]
