"""A page that the daily build no longer renews says so by itself."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Open
from tests.built import BuiltSite, real_now

WORDS = {"": "terakhir diperbarui", "en/": "last updated on"}


@pytest.mark.parametrize("root", WORDS)
def test_a_page_that_was_not_renewed_says_so(visit: Open, site: BuiltSite, root: str) -> None:
    """The notice shows after two days without a build, on home and series pages."""
    built = dt.datetime.fromtimestamp(int(real_now()), dt.UTC).date().isoformat()
    for url in ("", site.series):
        for hours, is_shown in ((0, False), (24, False), (72, True)):
            notice = visit(root + url, hours=hours).locator(".headline__unbuilt").first
            if is_shown:
                expect(notice).to_be_visible()
                expect(notice).to_contain_text(WORDS[root])
                expect(notice.locator("time")).to_have_attribute("datetime", built)
            else:
                expect(notice).to_be_hidden()
