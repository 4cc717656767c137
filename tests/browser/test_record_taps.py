"""Questions of a citizen, from the home page of this record on a phone without scripts.

A question is answered when the element with its answer is in view: after so many taps, no scroll.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

ROOTS = ("", "en/")
WIDTH, HEIGHT = 390, 664
FAMILY = {"": "Keluarga dapat apa, tanya siapa", "en/": "What my family gets, whom to ask"}
SPEAKERS = {
    "": (
        "Dinas Tenaga Kerja Kutai Timur",
        "Pemerintah Kabupaten Kutai Timur",
        "Bupati Kutai Timur",
    ),
    "en/": (
        "The Kutai Timur labour office",
        "The Kutai Timur regency government",
        "The regent of Kutai Timur",
    ),
}
MISSED = {"": "Tidak tercapai", "en/": "Not reached"}


@pytest.fixture
def home(visit: Open, root: str) -> Page:
    """Return the home page of a language on a phone, without scripts."""
    page = visit(root, width=WIDTH, java_script_enabled=False)
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    return page


def is_in_view(element: Locator) -> bool:
    """Return whether an element is shown, whole, in what the screen shows of the page."""
    box = element.bounding_box()
    return box is not None and box["y"] >= 0 and box["y"] + box["height"] <= HEIGHT


def tap(page: Page, text: str) -> None:
    """Follow the link of this text, which the screen shows or a scroll brings up."""
    page.get_by_role("link", name=text, exact=True).first.click()


@pytest.mark.parametrize("root", ROOTS)
def test_how_many_are_covered(home: Page, root: str) -> None:
    """The figure, who said so and for when are in view at once."""
    answer = home.locator(".answer").first.locator("[data-claim]").first
    assert is_in_view(answer)
    expect(answer).to_contain_text(SPEAKERS[root][0])
    expect(answer.locator("data")).to_have_attribute("value", "98000")
    expect(answer.locator("time")).to_have_attribute("datetime", "2025")


@pytest.mark.parametrize("root", ROOTS)
def test_was_the_target_reached_and_who_set_it(home: Page, root: str) -> None:
    """Each target for 2025, who set it and its state are in view at once."""
    targets = home.locator(".answer__targets > li")
    values = [("115000", SPEAKERS[root][1]), ("150000", SPEAKERS[root][2])]
    expect(targets).to_have_count(len(values))
    for target, (value, speaker) in zip(targets.all(), values, strict=True):
        assert is_in_view(target)
        expect(target.locator("data").first).to_have_attribute("value", value)
        expect(target).to_contain_text(speaker)
        expect(target.locator(".tag")).to_have_text(MISSED[root])
    assert is_in_view(home.locator(".answer__title time[datetime='2025']"))


@pytest.mark.parametrize("root", ROOTS)
def test_what_does_my_family_get_and_whom_do_i_ask(home: Page, root: str) -> None:
    """After a tap the benefit, its condition and whom to ask are in view."""
    tap(home, FAMILY[root])
    benefit = home.locator("#family + p")
    assert is_in_view(benefit)
    for value in ("42000000", "3"):
        expect(benefit.locator(f"data[value='{value}']")).to_be_visible()
    call = home.locator("a[href='tel:175']")
    assert is_in_view(call)
    expect(home.locator("h1")).to_be_attached()
    assert re.search(r"am-i-covered/#family$", home.url)
