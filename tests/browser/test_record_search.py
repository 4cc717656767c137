"""Search in the words of citizens: the page that answers is among the first three results."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from tests.browser.conftest import PREFIX, Open
from tests.browser.test_use import search
from tests.browser.test_weight import asked_for, said, weights
from tests.built import BuiltSite

pytestmark = pytest.mark.browser

QUERIES: list[list[str]] = yaml.safe_load(
    Path(__file__).with_name("test_record_queries.yml").read_text("utf-8")
)
FIRST = 3
FIRST_RESULT = 40_000
"""Bytes, packed, that are loaded before the first result is shown."""


@pytest.mark.parametrize(("root", "column"), [("", 1), ("en/", 2)])
def test_citizens_find_their_page(visit: Open, root: str, column: int) -> None:
    """Each query of a citizen finds its page among the first three results."""
    assert len(QUERIES) >= 40
    page = visit(root)
    missed = {}
    for row in QUERIES:
        found = [
            urlsplit(address).path.removeprefix(PREFIX) for address in search(page, row[column])
        ]
        if root + row[0] not in found[:FIRST]:
            missed[row[column]] = (row[0], found[:FIRST])
    assert [f"{query}: {found}" for query, found in missed.items()] == []


@pytest.mark.parametrize(("root", "column"), [("", 1), ("en/", 2)])
def test_the_first_result_is_light(visit: Open, site: BuiltSite, root: str, column: int) -> None:
    """The first result of the first search costs no more than a page, whatever is asked."""
    for row in QUERIES[::8]:
        page = visit(root)
        page.wait_for_selector(".search--ready")
        asked = asked_for(page)
        assert search(page, row[column])
        found = weights(site, asked)
        assert sum(found.values()) <= FIRST_RESULT, said(found)


def test_enter_searches_all_texts(visit: Open) -> None:
    """Enter, or the button below the results, searches every text of the site."""
    page = visit("")
    search(page, "beasiswa")
    asked = asked_for(page)
    page.keyboard.press("Enter")
    page.wait_for_selector(".search__results mark")
    assert any("pagefind" in url for url in asked)
    assert page.locator(".search__more").is_hidden()
