"""Ask Chromium which texts of a built page are seen, and draw pages before and after.

A stylesheet can hide a text in more ways than rules tell: it can move it away, cover it with its
own colour, or lead a script to it. `compare_pages` asks for pages that differ, or for all where
stylesheets or scripts do. Where there is no Chromium, or no playwright, nothing is asked.
"""

from __future__ import annotations

import contextlib
import functools
import html
import http.server
import importlib.util
import shutil
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from page_differences import SiteChange, Weight
from same_site import ComparisonError

_NAMES = ("chromium", "chromium-browser", "google-chrome")
WIDTHS = (1280, 360)
_HEIGHT = 900
_MOST_DRAWN = 30
"""The number of pages that are drawn on each side."""

_SEEN_TEXTS = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const clear = (colour) => /^rgba\\(.*, 0\\)$/.test(colour) || colour === "transparent";
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!clear(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const isClipped = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at), box = at.getBoundingClientRect();
      const isSmall = box.width * box.height < 4;
      if (style.clip !== "auto" && style.position === "absolute" && isSmall) return true;
      if (/inset\\((?:[5-9]\\d|100)%|circle\\(0/.test(style.clipPath)) return true;
      if (style.overflow !== "visible" && at !== document.body && at !== document.documentElement
          && (box.width <= 1 || box.height <= 1)) return true;
    }
    return false;
  };
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.data.replace(/\\s+/g, " ").trim(), element = node.parentElement;
    if (!text || element.closest("script, style, noscript, template, title, desc")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter((box) => box.width > 1 && box.height > 3
      && box.right + scrollX > 0 && box.bottom + scrollY > 0);
    const style = getComputedStyle(element);
    const ink = element instanceof SVGElement ? style.fill : style.color;
    const isOpen = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    found.push([text, boxes.length > 0 && isOpen && !clear(ink)
      && (element instanceof SVGElement || ink !== behind(element)) && !isClipped(element)]);
  }
  return found;
}"""


@dataclass(frozen=True, slots=True)
class SeenTexts:
    """The texts of a page, and those of them that are seen."""

    every: Counter[str]
    seen: Counter[str]


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves the files of a folder and logs nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Log nothing."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine; yield its address without a slash at its end."""
    handler = functools.partial(_QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def find_chromium() -> str | None:
    """Return the path of a Chromium that can be asked, if there is one."""
    if importlib.util.find_spec("playwright") is None:
        return None
    return next(filter(None, map(shutil.which, _NAMES)), None)


@contextlib.contextmanager
def _as_comparison_error(kind: type[Exception]) -> Iterator[None]:
    """Turn a failure of the browser into one of the comparison."""
    try:
        yield
    except kind as error:
        raise ComparisonError(f"Chromium: {error}") from error


@contextlib.contextmanager
def opened_pages(program: str) -> Iterator[Any]:
    """Start Chromium and yield a page in it."""
    from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415 - not always installed

    with _as_comparison_error(Error), sync_playwright() as playwright:
        # The sandbox wants rights that a container's root has not.
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield browser.new_page(viewport={"width": WIDTHS[0], "height": _HEIGHT})
        finally:
            browser.close()


def seen_texts(page: Any, address: str) -> Mapping[int, SeenTexts]:  # noqa: ANN401 - playwright
    """Return the texts of a page at each width."""
    page.goto(address)
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": _HEIGHT})
        pairs = page.evaluate(_SEEN_TEXTS)
        found[width] = SeenTexts(
            Counter(text for text, _ in pairs), Counter(text for text, is_seen in pairs if is_seen)
        )
    return found


def seen_changes(
    program: str, sites: Sequence[Path], addresses: Sequence[str], known: Sequence[SiteChange]
) -> Iterator[SiteChange]:
    """Yield the changes of what is seen that `known` changes do not tell yet."""
    with contextlib.ExitStack() as stack:
        roots = [stack.enter_context(served(site)) for site in sites]
        page = stack.enter_context(opened_pages(program))
        for address in addresses:
            told = [change for change in known if address in change.places]
            before, after = (seen_texts(page, f"{root}{quote(address)}") for root in roots)
            for width in WIDTHS:
                for change in _changes(before[width], after[width], width, address):
                    if not any(_is_told(change, other) for other in told):
                        yield change


def _is_told(change: SiteChange, other: SiteChange) -> bool:
    text = change.before or change.after
    return text in other.before or text in other.after


def _changes(before: SeenTexts, after: SeenTexts, width: int, address: str) -> Iterator[SiteChange]:
    for text in sorted(before.every.keys() & after.every.keys()):
        # More or fewer of the same text are a change that the page itself tells.
        step = after.seen[text] - before.seen[text]
        if before.every[text] == after.every[text] and step:
            shown = (f"{text} [{width} px]", text) if step > 0 else (text, f"{text} [{width} px]")
            kind = "shown" if step > 0 else "hidden"
            yield SiteChange(Weight.HIDDEN, kind, *shown, (address,))
    gone, added = before.every - after.every, after.every - before.every
    for text in sorted(gone):
        yield SiteChange(Weight.STATEMENTS, "written_by_script", text, "", (address,))
    for text in sorted(added):
        yield SiteChange(Weight.STATEMENTS, "written_by_script", "", text, (address,))


def draw_pages(
    program: str, sites: Mapping[str, Path], addresses: Sequence[str], folder: Path
) -> None:
    """Draw pages of both sites below a folder, and lay them side by side in its `index.html`."""
    drawn: dict[str, dict[str, str]] = {}
    with opened_pages(program) as page:
        for side, site in sites.items():
            (folder / side).mkdir(parents=True, exist_ok=True)
            with served(site) as root:
                for number, address in enumerate(addresses[:_MOST_DRAWN], 1):
                    if not (site / address.lstrip("/")).exists():
                        continue
                    name = f"{side}/{number:02}.png"
                    page.goto(f"{root}{quote(address)}")
                    page.screenshot(path=str(folder / name), full_page=True)
                    drawn.setdefault(address, {})[side] = name
    rows = "".join(
        f"<h2>{html.escape(address)}</h2><p>{''.join(_image(side, files) for side in sites)}</p>"
        for address, files in drawn.items()
    )
    title = "Sebelum · Before | Sesudah · After"
    text = f'<!doctype html><meta charset="utf-8"><title>{title}</title>{rows}'
    (folder / "index.html").write_text(text, encoding="utf-8")


def _image(side: str, files: Mapping[str, str]) -> str:
    """Return the image of a page on one side, of half the width."""
    return f'<img src="{files[side]}" alt="{side}" width="49%"> ' if side in files else ""
