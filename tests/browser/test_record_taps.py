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
    for width in (WIDTH, 320):
        home.set_viewport_size({"width": width, "height": HEIGHT})
        notice = home.locator(".site-notice").bounding_box()
        assert notice is not None
        assert notice["height"] < 24  # one line of its letters


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
    expect(benefit).to_be_in_viewport()  # waits until the page has scrolled to the link's end
    assert is_in_view(benefit)
    for value in ("42000000", "3"):
        expect(benefit.locator(f"data[value='{value}']")).to_be_visible()
    call = home.locator("a[href='tel:175']")
    assert is_in_view(call)
    expect(home.locator("h1")).to_be_attached()
    assert re.search(r"am-i-covered/#family$", home.url)


PAGE = {
    "": "Siapa bilang apa, siapa berbeda, dan datanya",
    "en/": "Who says so, who disagrees, and the data",
}
DISAGREE = {"": "Yang tidak cocok", "en/": "What disagrees"}
SAID = {"": "Siapa menyatakan apa", "en/": "Who said what"}
CITE = {"": "Kutip angka terbaru", "en/": "Cite the latest figure"}
DOWNLOAD = {"": "Unduh data", "en/": "Download the data"}


@pytest.mark.parametrize("root", ROOTS)
def test_who_says_so_and_who_disagrees(home: Page, root: str) -> None:
    """After two taps the claims with their speakers are in view, or those that disagree."""
    tap(home, PAGE[root])
    tap(home, SAID[root])
    assert is_in_view(home.locator("#_timeline"))
    home.go_back()
    tap(home, DISAGREE[root])
    assert is_in_view(home.locator("#_disagree"))
    rivals = home.locator("#_disagree ~ * [data-claim]")
    assert is_in_view(rivals.first)
    expect(rivals.first.locator(".speaker").first).to_be_visible()


@pytest.mark.parametrize("root", ROOTS)
def test_cite_this_claim(home: Page, root: str) -> None:
    """After two taps the citation of the latest claim is in view, with the claim's address."""
    tap(home, PAGE[root])
    tap(home, CITE[root])
    citation = home.locator("#_cite-latest")
    assert is_in_view(citation)
    expect(citation.locator("a[href='#result-2025']")).to_be_visible()


@pytest.mark.parametrize("root", ROOTS)
def test_the_data_of_this_series(home: Page, root: str) -> None:
    """After two taps the files with the data of the series are in view."""
    tap(home, PAGE[root])
    tap(home, DOWNLOAD[root])
    for kind in ("xlsx", "csv", "json"):
        file = home.locator(f".downloads a[href$='/kutai-timur-vulnerable-workers.{kind}']")
        assert is_in_view(file)


@pytest.mark.parametrize("root", ROOTS)
def test_which_targets_are_open_or_missed(home: Page, root: str) -> None:  # noqa: ARG001
    """After a tap counts and the next open one are in view; a second tap shows the missed."""
    home.locator("main a[href$='targets/']").first.click()
    home.wait_for_load_state()
    counts = {state: home.locator(f"label[for='_show-{state}']") for state in ("open", "missed")}
    for count in counts.values():
        assert is_in_view(count)
        assert re.match(r"\d+ ", count.inner_text())
    first = home.locator(".target-list tr[data-state='pending']").first
    assert is_in_view(first.locator("data").first)
    assert is_in_view(first.locator("time").first)
    counts["missed"].click()
    missed = home.locator(".target-list tr:visible[data-claim]")
    assert missed.count() == int(counts["missed"].inner_text().split()[0])
    assert is_in_view(missed.first.locator("data").first)


@pytest.mark.parametrize("root", ROOTS)
def test_how_does_it_stand_beside_its_neighbours(home: Page, root: str) -> None:  # noqa: ARG001
    """After two taps the area's own figure, its place and those of neighbours are in view."""
    home.locator("main .answer a[href*='coverage/']:not([href*='#'])").first.click()
    home.locator("main a[href*='compare/']").first.click()
    home.wait_for_load_state()
    rows = home.locator("table").first.locator("tbody tr[data-claim]")
    own = rows.filter(has=home.get_by_role("link", name="Kutai Timur", exact=True)).first
    assert is_in_view(own.locator("th > a").first)
    seen = [row for row in rows.all() if is_in_view(row.locator("td data").first)]
    assert len(seen) >= 4
    assert is_in_view(own.locator("td data").first)
    places = home.get_by_text(re.compile(r"^(ke-1 dari|1st of) \d+$"))
    assert own.filter(has=places).count() == 1
