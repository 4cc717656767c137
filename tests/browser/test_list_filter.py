"""The filter above the lists of targets and of series, and the order of their rows."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Open
from tests.built import BuiltSite

pytestmark = pytest.mark.browser

BOARDS = {"targets/": ".target-list tbody tr", "coverage/": ".series-list tbody tr"}


def shown(page: Page, rows: str) -> list[str]:
    """Return the classes or states of the rows that are shown."""
    return [
        row.get_attribute("data-state") or row.get_attribute("class") or ""
        for row in page.locator(f"{rows}:visible").all()
    ]


@pytest.mark.parametrize("url", BOARDS)
def test_a_count_filters_all_rows(visit: Open, site: BuiltSite, url: str) -> None:
    """Without scripts, by tap and by keyboard; each count is the number of its rows."""
    if "filter__choice" not in site.pages[url].html:
        return  # all rows of another record are of one group
    page = visit(url, width=390, java_script_enabled=False)
    for label in page.locator(".filter label[for^='_show']").all():
        label.click()
        numbers = [part for part in label.inner_text().split() if part.isdigit()]
        assert numbers == [str(len(shown(page, BOARDS[url])))]
        expect(page.locator(".filter__part:visible").first).to_be_visible()
    page.locator(".filter__choice:checked").focus()
    page.keyboard.press("ArrowDown")  # from the last choice to the first
    assert len(shown(page, BOARDS[url])) == page.locator(BOARDS[url]).count()


@pytest.mark.parametrize("url", BOARDS)
def test_a_choice_has_an_address_and_rows_can_be_sorted(
    visit: Open, site: BuiltSite, url: str
) -> None:
    """The address of a choice shows it again; the list can be sorted and set back."""
    if "filter__choice" not in site.pages[url].html:
        return
    page = visit(url)
    page.locator(".filter label[for^='_show']").last.click()
    expect(page.locator(".filter__choice").last).to_be_checked()
    chosen = shown(page, BOARDS[url])
    again = visit(f"{url}#{page.url.partition('#')[2]}")
    expect(again.locator(".filter__choice").last).to_be_checked()
    assert shown(again, BOARDS[url]) == chosen
    page.locator(".filter label[for^='_show']").first.click()
    first = page.locator("tbody").first
    names = first.locator("th").all_inner_texts()
    page.locator(".filter__sort select").select_option(index=2)
    in_order = first.locator("th a").all_inner_texts()
    assert in_order == sorted(in_order, key=str.casefold)
    page.locator(".filter__sort select").select_option(index=1)
    days = first.locator("tr").evaluate_all(
        "(rows) => rows.map((row) => (row.querySelector('time') || {}).dateTime || '')"
    )
    assert days == sorted(days, reverse=True)
    page.locator(".filter__sort select").select_option(index=0)
    assert first.locator("th").all_inner_texts() == names


@pytest.mark.parametrize("names", ["scale own shared .panel", "figures count rate td"])
def test_a_comparison_has_choices(visit: Open, site: BuiltSite, names: str) -> None:
    """One scale, or parts of the population: by tap and keyboard without scripts, by address."""
    group, usual, rare, place = names.split()
    ids = {name: f"_{group}-{name}" for name in (usual, rare)}
    url = next((url for url, page in site.pages.items() if f'id="{ids[rare]}"' in page.html), None)
    if url is None:
        return  # no two areas of another record can be compared like this

    def expect_choice(page: Page, chosen: str) -> None:
        expect(page.locator(f"#{ids[chosen]}")).to_be_checked()
        for name in ids:
            parts = page.locator(f"{place} .compared__{name}")
            visible = page.locator(f"{place} .compared__{name}:visible")
            expect(visible).to_have_count(parts.count() if name == chosen else 0)

    page = visit(url, width=320, java_script_enabled=False)
    expect_choice(page, usual)
    page.locator(f"label[for='{ids[rare]}']").click()
    expect_choice(page, rare)
    page.locator(f"#{ids[rare]}").focus()
    page.keyboard.press("ArrowUp")
    expect_choice(page, usual)
    page = visit(url)
    page.locator(f"label[for='{ids[rare]}']").click()
    assert page.url.endswith(f"#{ids[rare]}")
    expect_choice(visit(f"{url}#{ids[rare]}"), rare)
