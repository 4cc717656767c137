"""A real browser on the site of this checkout's own record: a Chromium a session, a page a test.

Screenshots of what the accessibility tests open go to `.cache/screenshots/` (not in git), when
TERANG_SCREENSHOTS is set.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.built import REAL_ADDRESS, BuiltSite, real_now
from tests.serve import serving

PREFIX = urlsplit(REAL_ADDRESS).path
WIDTHS = (320, 768, 1280)
HEIGHT = 800
_NAMES = ("chromium", "chromium-browser", "google-chrome")

_SHIFT = """
window.shift = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
  if (!entry.hadRecentInput) window.shift += entry.value;
})).observe({ type: "layout-shift", buffered: true });
"""


class SiteHandler(SimpleHTTPRequestHandler):
    """The site under its sub-path, with its own 404 page, as a web server would be set up."""

    def do_GET(self) -> None:
        """Answer with the file, or else with the 404 page."""
        path = urlsplit(self.path).path
        file = Path(self.directory, path.removeprefix(PREFIX))
        if path.startswith(PREFIX) and (file.is_file() or (file / "index.html").is_file()):
            self.path = "/" + self.path.removeprefix(PREFIX)
            super().do_GET()
            return
        content = Path(self.directory, "404.html").read_bytes()
        self.send_response(HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Log nothing."""


@pytest.fixture(scope="module")
def address(site: BuiltSite) -> Iterator[str]:
    """Yield the address at which the site is served, with a slash at its end."""
    with serving(partial(SiteHandler, directory=str(site.root))) as port:
        yield f"http://127.0.0.1:{port}{PREFIX}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Yield Debian's Chromium; skip the test, or fail on request, where there is none."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        reason = "no Chromium here: apt-get install chromium"
        if os.environ.get("TERANG_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        # The sandbox wants rights that a container's root has not.
        started = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield started
        started.close()


Open = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Open]:
    """Yield a function that opens pages of the site; at the end no page may have complained.

    A page is opened on the day for which the site was built, or `hours` later.

    A complaint is an error on the console, a request to another host, a failed request, or a
    layout shift.
    """
    complaints: list[str] = []
    contexts = []

    def note(request: Any) -> None:  # noqa: ANN401
        if urlsplit(request.url).netloc != urlsplit(address).netloc:
            complaints.append(f"asked of another host: {request.url}")

    def opened(
        url: str = "",
        width: int = 1280,
        hours: int = 0,
        **settings: Any,  # noqa: ANN401
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHT}, locale="id-ID", **settings
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        missing = "no-such" in url
        page.on("request", note)
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on(
            "console",
            lambda said: (
                complaints.append(f"{said.type}: {said.text}")
                if said.type in {"error", "warning"} and not missing
                else None
            ),
        )
        if settings.get("java_script_enabled", True):
            page.add_init_script(_SHIFT)
            moment = dt.datetime.fromtimestamp(int(real_now()), dt.UTC) + dt.timedelta(hours=hours)
            page.clock.set_fixed_time(moment)
        page.goto(address + url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
