"""The site away from home: in a frame of another page, and from a folder without a server."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.conftest import Open
from tests.browser.test_pages import accessibility
from tests.built import BuiltSite
from tests.serve import Silent, serving

from terang.views.frame_height import LEAST_WIDTH

pytestmark = pytest.mark.browser


# --- frames ------------------------------------------------------------------------------------


@pytest.mark.parametrize("root", ["", "en/"])
@pytest.mark.parametrize("width", [320, 760])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_frame_is_accessible_and_narrow(
    visit: Open, site: BuiltSite, root: str, width: int, scheme: str
) -> None:
    """A page for frames is accessible at any width, light or dark, and never overflows."""
    page = visit(
        root + site.series.replace("coverage/", "embed/"), width=width, color_scheme=scheme
    )
    assert accessibility(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.scripts.length") == 0


@pytest.fixture
def elsewhere(address: str, site: BuiltSite, tmp_path: Path) -> Iterator[str]:
    """Yield a page of another host, with the line that a series' page offers."""
    line = site.pages[site.series].root.findall(".//details[@class='reuse']//code")[0]
    html = "".join(line.itertext()).replace(site.address, address)
    text = f"<!doctype html><meta charset=utf-8><title>x</title><h1>x</h1>{html}"
    (tmp_path / "index.html").write_text(text, "utf-8")
    (tmp_path / "favicon.ico").touch()
    with serving(partial(Silent, directory=str(tmp_path))) as port:
        yield f"http://localhost:{port}/"


def test_a_frame_in_a_page(browser: Browser, site: BuiltSite, address: str, elsewhere: str) -> None:
    """A framed page fits its frame, and its link opens the whole page outside the frame.

    From 600 pixels on the frame is as high as the page, and hardly higher.
    """
    context = browser.new_context(viewport={"width": 320, "height": 900})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(elsewhere)
    frame = page.frame_locator("iframe")
    frame.locator("figure svg").first.wait_for()
    assert frame.locator("h1").inner_text()
    sizes = frame.locator("html").evaluate(
        "html => [html.scrollHeight, html.clientHeight, html.scrollWidth, html.clientWidth]"
    )
    assert sizes[2] <= sizes[3]
    page.set_viewport_size({"width": LEAST_WIDTH + 16, "height": 900})  # the margins of its body
    height = frame.locator("main").evaluate("main => main.offsetHeight")
    room = frame.locator("html").evaluate("html => html.clientHeight")
    assert room - 160 < height <= room
    frame.locator(".embed__foot a").first.click()
    page.wait_for_url(address + site.series)
    context.close()
    assert said == []


# --- a folder ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(site: BuiltSite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the whole site as somebody unpacks it, in a folder whose name has blanks."""
    root = tmp_path_factory.mktemp("a memory stick")
    with zipfile.ZipFile(io.BytesIO(site.files["data/terang-site.zip"])) as archive:
        archive.extractall(root)
    return root


@pytest.fixture
def opened(browser: Browser) -> Iterator[Page]:
    """Yield a page that opens files; at the end nothing may have been complained about."""
    context = browser.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "requestfailed",
        # An icon that is still on its way when the next page opens is let go.
        lambda request: (
            None if request.failure == "net::ERR_ABORTED" else complaints.append(request.url)
        ),
    )
    page.on(
        "request",
        lambda request: None if request.url.startswith("file:") else complaints.append(request.url),
    )
    yield page
    context.close()
    assert complaints == []


def test_every_page_opens_from_a_folder(opened: Page, site: BuiltSite, folder: Path) -> None:
    """Every page opens from a folder, styled, without console errors or requests."""
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) == len(site.pages) + len(site.embeds)
    for path in (folder / url / "index.html" for url in site.tried):
        opened.goto(path.as_uri())
        assert opened.title()
        styled = opened.evaluate("getComputedStyle(document.body).margin")
        assert styled == "0px", path


def test_links_lead_from_file_to_file(opened: Page, site: BuiltSite, folder: Path) -> None:
    """Menu, series and language switch lead from file to file, and the search box is hidden."""
    opened.goto((folder / "index.html").as_uri())
    assert not opened.locator(".search").is_visible()
    opened.locator(".menu--row a[href*='coverage/']").first.click()
    assert opened.url == (folder / "coverage/index.html").as_uri()
    opened.locator(f"main a[href*='{site.series.removeprefix('coverage/')}']").first.click()
    assert opened.url.startswith((folder / f"{site.series}index.html").as_uri())
    opened.locator(".languages a").click()
    assert opened.url.startswith((folder / f"en/{site.series}index.html").as_uri())
    opened.goto(urljoin(opened.url, "index.html#_downloads"))
    assert opened.locator("#_downloads").is_visible()
