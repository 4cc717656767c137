"""A site in which every field is an attack, opened page by page: nothing runs or is hidden.

The pages are opened without the security policy first, so that only escaping stands between the
texts and the reader.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect
from tests import hostile
from tests.built import REPOSITORY, BuiltSite, build
from tests.serve import Silent, serving

pytestmark = pytest.mark.browser

# Fields that no page shows: they are in the downloads, or for search alone.
NOT_ON_PAGES = {
    "Fact.note.en", "Fact.note.id", "Fact.quote", "PopulationValue.note.en",
    "PopulationValue.note.id", "Programme.summary.en", "Programme.summary.id", "author", "x",
}  # fmt: skip

_SHOWN = """
() => {
  const copy = document.documentElement.cloneNode(true);
  copy.querySelectorAll("script").forEach((element) => element.remove());
  // HTML to be copied: a browser that gets it shows what it means.
  copy.querySelectorAll("main pre code, main textarea").forEach((element) => {
    element.textContent = new DOMParser().parseFromString(element.textContent, "text/html")
      .querySelector("iframe")?.title ?? element.textContent;
  });
  const attributes = Array.from(document.querySelectorAll("*")).flatMap((element) =>
    Array.from(element.attributes).filter((attribute) => !["href", "src"].includes(attribute.name))
      .map((attribute) => attribute.value));
  return [copy.textContent, ...attributes];
}
"""


_SHOWN_RESULTS = 8

_CREDULOUS = """
const texts = %s;
export const options = async () => {};
export const init = async () => {};
export const search = async (first) => ({ results: texts.slice(Number(first)).map((text) => ({
  data: async () => ({ url: "/", meta: { title: text }, excerpt: `${text} <mark>${text}</mark>` }),
})) });
"""


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """Return the site, built from nothing but attacks."""
    folder = tmp_path_factory.mktemp("hostile")
    hostile.lay_out(folder, REPOSITORY)
    code, said = build(folder)
    assert code == 0, said
    return BuiltSite(folder / "site", "http://127.0.0.1/")


@pytest.fixture(scope="module")
def host(attacked: BuiltSite) -> Iterator[str]:
    """Yield the address at which it is served."""
    with serving(partial(Silent, directory=str(attacked.root))) as port:
        yield f"http://127.0.0.1:{port}/"


class Watched:
    """A page of the browser on which every dialog, foreign request and complaint is noted."""

    def __init__(self, browser: Browser, host: str, site: Path, **settings: bool) -> None:
        self.host, self.site = host, site
        self.noted: list[str] = []
        self._context = browser.new_context(**settings)
        self._context.set_default_timeout(10_000)
        self.page: Page = self._context.new_page()
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._request)
        self.page.on("pageerror", lambda error: self.noted.append(f"script: {error}"))
        self.page.on("console", self._console)
        self._context.on("page", lambda other: self.noted.append(f"opened: {other.url}"))
        self.noted.clear()

    def open(self, url: str) -> None:
        """Open a page and wait until it has loaded."""
        self.page.goto(self.host + url, wait_until="load")

    def close(self) -> None:
        """Close the page."""
        self._context.close()

    def _console(self, said: ConsoleMessage) -> None:
        self.noted.append(f"{said.type}: {said.text} {said.location['url']}")

    def _dialog(self, dialog: object) -> None:
        self.noted.append(f"dialog on {self.page.url}")
        dialog.dismiss()  # type: ignore[attr-defined]

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        file = self.site / unquote(parts.path).lstrip("/")
        here = request.url.startswith(self.host)
        if not here or not (file.is_file() or (file / "index.html").is_file()):
            self.noted.append(f"asked for {request.url} on {self.page.url}")


def addresses(site: Path) -> list[str]:
    """Return the address of every page."""
    found = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html"))]
    return [path.removesuffix("index.html") for path in found]


def test_every_text_is_shown_and_none_runs(
    browser: Browser, attacked: BuiltSite, host: str
) -> None:
    """Every text is shown as written, without a dialog or a request for foreign files."""
    watched = Watched(browser, host, attacked.root, bypass_csp=True)
    altered: list[tuple[str, tuple[str, str]]] = []
    seen: set[str] = set()
    for url in addresses(attacked.root):
        watched.open(url)
        for shown in watched.page.evaluate(_SHOWN):
            altered += [(url, change) for change in hostile.altered(shown)]
            seen |= hostile.shown_fields(shown)
    watched.close()
    assert watched.noted == [], watched.noted[:9]
    assert altered == []
    assert everywhere() - seen == NOT_ON_PAGES


def test_the_policy_has_nothing_to_object_to(
    browser: Browser, attacked: BuiltSite, host: str
) -> None:
    """The console stays empty under the security policy, so no inline style or script is there."""
    watched = Watched(browser, host, attacked.root)
    for url in addresses(attacked.root):
        watched.open(url)
    watched.close()
    assert watched.noted == [], watched.noted[:9]


def test_nothing_runs_that_is_searched_for(
    browser: Browser, attacked: BuiltSite, host: str
) -> None:
    """A query typed or in the address is shown as text and does not run."""
    watched = Watched(browser, host, attacked.root, bypass_csp=True)
    for text in hostile.CORPUS.values():
        watched.open(f"?q={quote(text)}&search={quote(text)}#{quote(text)}")
    watched.page.wait_for_selector(".search--ready")
    status = watched.page.locator(".search__status")
    for text in hostile.CORPUS.values():
        watched.page.fill(".search__input", text)
        expect(status).to_contain_text(text.strip())
    for word in ("alert", "script", "mark", "evil"):
        watched.page.fill(".search__input", word)
        expect(status).to_contain_text(word)
        expect(watched.page.locator(".search__results a").first).to_be_visible()
    watched.close()
    assert watched.noted == [], watched.noted[:9]


def test_nothing_runs_that_a_search_answers(
    browser: Browser, attacked: BuiltSite, host: str
) -> None:
    """Titles and excerpts of an engine that escapes nothing, unlike Pagefind, stay text."""
    texts = [*hostile.CORPUS.values()]
    watched = Watched(browser, host, attacked.root, bypass_csp=True)
    engine = _CREDULOUS % json.dumps(texts)
    watched.page.route(
        "**/pagefind.js", lambda route: route.fulfill(body=engine, content_type="text/javascript")
    )
    # The short list of pages, which answers first, knows nothing here.
    watched.page.route("**/topics-*.json", lambda route: route.fulfill(body="[]"))
    watched.open("")
    results = watched.page.locator(".search__results")
    for first in range(0, len(texts), _SHOWN_RESULTS):
        watched.page.fill(".search__input", str(first))
        for text in texts[first : first + _SHOWN_RESULTS]:
            expect(results).to_contain_text(text.strip())
        tags = results.evaluate(
            "all => [...all.querySelectorAll('*')].map((element) => element.tagName)"
        )
        assert {*tags} <= {"LI", "A", "P", "MARK"}
    watched.close()
    assert watched.noted == [], watched.noted[:9]


def everywhere() -> set[str]:
    """Return every field of data and pages that holds a text of the corpus."""
    return {field for text in hostile.site_files().values() for field in hostile.shown_fields(text)}
