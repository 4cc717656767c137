"""The browser on the real server: its headers forbid attacks, and nothing that pages need."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.conftest import Open
from tests.browser.test_pages import place
from tests.browser.test_use import a_word
from tests.built import BuiltSite
from tests.serve import serving

# These fixtures replace those of the same names: the site behind nginx.
from tests.serving.conftest import address, program, site  # noqa: F401

pytestmark = pytest.mark.browser

KINDS = ("home", "series", "sources", "revisions", "data", "story")


@pytest.mark.parametrize("root", ["", "en/"])
def test_every_kind_of_page_works_under_the_headers(
    visit: Open,
    site: BuiltSite,  # noqa: F811
    root: str,
) -> None:
    """Every kind of page loads its stylesheet under the headers, without complaints."""
    for url in [*(place(site, kind) for kind in KINDS), site.series.replace("coverage", "embed")]:
        page = visit(root + url)
        assert page.evaluate("document.styleSheets.length") >= 1
        assert page.evaluate("document.styleSheets[0].cssRules.length") > 5


@pytest.mark.parametrize("root", ["", "en/"])
def test_search_works_under_the_headers(visit: Open, site: BuiltSite, root: str) -> None:  # noqa: F811
    """Search loads its script, worker, index and WebAssembly under the headers."""
    page = visit(root)
    page.wait_for_selector(".search--ready")
    page.fill(".search__input", a_word(site, root))
    expect(page.locator(".search__results a").first).to_be_visible()


@pytest.fixture
def other(address: str, site: BuiltSite) -> Iterator[str]:  # noqa: F811
    """Yield another site, which puts a page and a page for frames into frames."""
    embed = site.series.replace("coverage", "embed")

    class ServedHandler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            frames = (f"{address}{embed}", f"{address}{site.series}", address)
            self.wfile.write(
                b"<!doctype html><title>x</title><link rel=icon href=data:,>"
                + b"".join(b'<iframe src="%b"></iframe>' % frame.encode() for frame in frames)
            )

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Log nothing."""

    with serving(ServedHandler) as port:
        yield f"http://localhost:{port}/"


def test_only_a_page_for_frames_is_framed(
    browser: Browser,
    other: str,
    address: str,  # noqa: F811
) -> None:
    """Another site may frame a page for frames and read data; the browser refuses all else."""
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(other, wait_until="load")
    frames = page.frames[1:]
    shown = [frame.evaluate("document.querySelectorAll('data').length > 0") for frame in frames]
    assert shown == [True, False, False]
    assert len([message for message in said if "frame" in message.lower()]) == 2, said
    # Its script reads data, with their type, and no page.
    read = page.evaluate(
        """async ([data, home]) => [
          (await fetch(data)).headers.get("content-type"),
          (await (await fetch(data)).text()).split(",")[0],
          await fetch(home).then(() => "read", () => "refused"),
        ]""",
        [f"{address}data/claims.csv", address],
    )
    page.close()
    assert (read[0].partition(";")[0], *read[1:]) == ("text/csv", "claim_id", "refused")


def test_what_the_policy_is_for_does_not_run(browser: Browser, address: str) -> None:  # noqa: F811
    """A script, a style and a request that got into a page do not run under the policy."""
    page = browser.new_page()
    page.goto(address)
    refused = page.evaluate(
        """async () => {
          const refused = [];
          document.addEventListener("securitypolicyviolation",
            (event) => refused.push(event.effectiveDirective));
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          document.head.appendChild(script);
          const image = document.createElement("img");
          image.src = "http://localhost:9/x.png";
          document.body.appendChild(image);
          document.body.setAttribute("style", "color: red");
          await fetch("http://localhost:9/").catch(() => 0);
          await new Promise((done) => setTimeout(done, 200));
          return [window.ran, ...refused];
        }"""
    )
    page.close()
    assert set(refused) == {
        None, "connect-src", "img-src", "script-src-elem", "style-src-attr",
    }  # fmt: skip
