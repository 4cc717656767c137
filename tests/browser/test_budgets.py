"""The budgets of `budgets.toml`: weight, length and words of pages, as their readers get them."""

from __future__ import annotations

import contextlib
import gzip
import posixpath
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Page
from tests.browser.conftest import PREFIX, SiteHandler
from tests.built import REAL_ADDRESS, BuiltSite, once
from tests.serve import serving
from tests.small_site import SERIES, a_project

pytestmark = pytest.mark.browser

BUDGETS: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("budgets.toml").read_text("utf-8")
)
PAGES = [name for name in BUDGETS if name not in ("every-page", "lists")]
MADE_UP = "series-of-"
HEIGHTS = {"1280": 800, "390": 664, "360": 640}

_FOLD = "document.querySelectorAll('main details').forEach((fold) => { fold.open = false; })"
_END = """
() => { const main = document.querySelector("main");
  return main.getBoundingClientRect().bottom + window.scrollY
    - parseFloat(getComputedStyle(main).paddingBottom); }
"""
# A word is read if it is drawn: neither folded, nor for a screen reader alone, nor in a figure, nor
# the same on every page.
_WORDS = """
() => { let words = 0;
  const UNCOUNTED = "figure, svg, .visually-hidden, .site-notice, .correction";
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const box = parent.getBoundingClientRect();
    const isSeen = parent.checkVisibility() && box.width > 1 && box.height > 1;
    if (isSeen && !parent.closest(UNCOUNTED)) {
      words += (walker.currentNode.textContent.match(/[\\p{L}\\p{N}][^\\s–·]*/gu) || []).length;
    }
  }
  return words; }
"""


def first_view(site: BuiltSite, url: str) -> dict[str, int]:
    """Return the packed size of a page, and of each stylesheet and script that it loads."""
    page = site.pages[url]
    links = page.all("link[@rel='stylesheet']", "href") + page.all("script[@src]", "src")
    files = [posixpath.normpath(posixpath.join(url, link)) for link in links]
    return {
        name: len(gzip.compress((site.root / name).read_bytes()))
        for name in (f"{url}index.html", *files)
    }


def address_of(site: BuiltSite, name: str) -> str:
    """Return the address of a page by its name in the budgets; empty for home."""
    if name == "small-series":
        own = [url for url in site.pages if re.fullmatch("coverage/[^/]+/", url)]
        return min(own, key=lambda url: len(site.pages[url].html))
    named = {"home": "", "main-series": site.series, "series-of-120": f"coverage/{SERIES}/"}
    return named.get(name, f"coverage/{SERIES}/" if name.startswith(MADE_UP) else f"{name}/")


def _claim(number: int, date: str, value: int) -> dict[str, Any]:
    return {
        "anchor": f"result-{number}",
        "date": date,
        "added": "2025-01-31",
        "value": value,
        "sources": ["berita-2024"],
        "quote": f"Kini sudah {value} orang yang terdaftar, kata kantor nomor {number}",
    }


def _series(name: str) -> dict[str, Any]:
    """Return the figures of a made-up series: one a month, or nine that contradict each other."""
    if name == "series-of-120":
        months = [f"{2014 + number // 12}-{number % 12 + 1:02}" for number in range(120)]
        claims = [_claim(n, month, 14_000 + 257 * n) for n, month in enumerate(months)]
    else:
        claims = [_claim(9, "2022", 14_000)]
        claims += [_claim(number, "2024", 50_000 + 1_000 * number) for number in range(9)]
    return {"observations": claims}


def _made_up(name: str, folder: Path) -> None:
    """Build a site with a made-up series."""
    project = a_project(folder)
    file = folder / "data" / "coverage" / f"{SERIES}.yml"
    tree = yaml.safe_load(file.read_text("utf-8"))
    target = {"value": 150_000, "added": "2025-01-31", "due": "2025", "sources": ["berita-2024"]}
    tree |= {"targets": [target], **_series(name)}
    file.write_text(yaml.safe_dump(tree, sort_keys=False, allow_unicode=True), "utf-8")
    for page in folder.glob("content/*/*.md"):
        page.write_text(page.read_text("utf-8").replace("#result-2022", ""), "utf-8")
    project.configure(site_url=REAL_ADDRESS)
    ran = project.build()
    assert ran.code == 0, ran.errors


@pytest.fixture(scope="module")
def made_up(run_folder: Path) -> dict[str, BuiltSite]:
    """Return the sites with made-up series by their names in the budgets."""
    names = [name for name in PAGES if name.startswith(MADE_UP)]
    return {
        name: BuiltSite(
            once(run_folder / f"budget-{name}", partial(_made_up, name)) / "site", REAL_ADDRESS
        )
        for name in names
    }


@pytest.fixture
def whose(site: BuiltSite, made_up: dict[str, BuiltSite], name: str) -> BuiltSite:
    """Return the site that a page of the budgets is on."""
    return made_up.get(name, site)


@contextlib.contextmanager
def opened(browser: Browser, site: BuiltSite, url: str, width: str) -> Iterator[Page]:
    """Yield a page without scripts, on a screen of the budgets."""
    with serving(partial(SiteHandler, directory=str(site.root))) as port:
        context = browser.new_context(
            viewport={"width": int(width), "height": HEIGHTS[width]}, java_script_enabled=False
        )
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{port}{PREFIX}{url}")
        yield page
        context.close()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("root", ["", "en/"])
def test_a_page_keeps_its_budget(browser: Browser, whose: BuiltSite, name: str, root: str) -> None:
    """A page is no heavier, no longer and no wordier than its budget, in either language."""
    url = root + address_of(whose, name)
    if url not in whose.pages:
        return  # another record has no such page
    budget = BUDGETS[name]
    files = first_view(whose, url)
    measured: dict[str, float] = {"wire": sum(files.values())}
    for width in budget["screens"]:
        with opened(browser, whose, url, width) as page:
            measured["words"] = page.evaluate(_WORDS)
            page.evaluate(_FOLD)
            measured[width] = round(page.evaluate(_END) / HEIGHTS[width], 1)
    allowed = {"wire": budget["wire"], "words": budget.get("words"), **budget["screens"]}
    over = {
        what: (amount, allowed[what])
        for what, amount in measured.items()
        if allowed[what] is not None and amount > allowed[what]
    }
    sys.stdout.write(f"{root}{name}: {measured}\n")  # pytest -rP shows it
    assert over == {}, f"{url}: measured and allowed; {files}"


def test_every_page_is_light(site: BuiltSite) -> None:
    """Every page but long lists weighs no more than a page may."""
    budget = BUDGETS["every-page"]
    heavy = {}
    for url in site.pages:
        path = url.removeprefix("en/")
        is_list = path.split("/")[0] in budget["except"]
        weight = sum(first_view(site, url).values())
        if not is_list and weight > budget["wire"]:
            heavy[url] = weight
    assert heavy == {}
