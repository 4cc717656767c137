"""Compare two built sites for their readers: pages whose text differs, and statements that do.

A statement is what the software concludes from the record, `derived` in the JSON of a series: a
state of a target, a change, a pace. Called by `update.py`; the standard library only.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

_MOST_PAGES, _MOST_LINES = 20, 6
"""The pages that are shown, and the lines of each; the rest is counted."""

_MAKERS = ("bom.json", "manifest.json", "_headers")
"""Files that differ whenever the software does."""

_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "br", "caption", "dd", "details", "div"),
        *("dl", "dt", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table"),
        *("tbody", "td", "th", "thead", "tr", "ul"),
    )
)
_SILENT = frozenset(("script", "style", "template"))
_VOID = frozenset(("br", "hr", "img", "input", "link", "meta", "source", "wbr"))


def _is_hidden(attributes: list[tuple[str, str | None]]) -> bool:
    return any(name == "hidden" and value != "until-found" for name, value in attributes)


class _MainText(HTMLParser):
    """The text of a page, a line for each block: of its <main>, or of all without one.

    What is `hidden` is left out: a page shows it under a condition, and readers do not see it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = [""]
        self._silent = 0
        self._hidden: list[str] = []
        """The tags that are open from a hidden one on, all of the hidden one's name."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "main":
            self.blocks = [""]
        if tag in _SILENT:
            self._silent += 1
        if tag not in _VOID and (
            self._hidden[:1] == [tag] or (not self._hidden and _is_hidden(attrs))
        ):
            self._hidden.append(tag)
        if tag in _BLOCKS:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._silent += 1_000  # what follows is the shell
        if tag in _SILENT:
            self._silent -= 1
        if self._hidden[:1] == [tag]:
            self._hidden.pop()
        if tag in _BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if self._silent <= 0 and not self._hidden:
            self.blocks[-1] += data


def page_lines(html: str) -> list[str]:
    """Return the text of a page's main part, a line for each block."""
    parser = _MainText()
    parser.feed(html)
    return [line for line in (" ".join(block.split()) for block in parser.blocks) if line]


def statements(data: bytes) -> dict[str, str]:
    """Return the conclusions in the JSON of a series: where it is → what it says."""
    try:
        derived = json.loads(data).get("derived", {})
    except (ValueError, AttributeError):
        return {}
    return {place: text for place, text in _leaves(derived, "") if place != "as_of"}


def _leaves(node: Any, place: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _leaves(value, f"{place}.{key}" if place else key)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            name = value.get("anchor", index) if isinstance(value, dict) else index
            yield from _leaves(value, f"{place}[{name}]")
    else:
        yield place, json.dumps(node, ensure_ascii=False)


def differences(before: Path, after: Path) -> Iterator[str]:
    """Yield what changes between two sites, in both languages, as lines of a report."""
    old, new = _files(before), _files(after)
    found = (path for path in old.keys() | new.keys() if path.endswith(".html"))
    pages = sorted(found, key=lambda path: (path.count("/"), path))  # the home page first
    gone = [path for path in pages if path not in new]
    added = [path for path in pages if path not in old]
    differing: list[tuple[str, list[str], list[str]]] = []
    for path in pages:
        if old.get(path) != new.get(path) and path in old and path in new:
            former, present = (page_lines(_text(root / path)) for root in (before, after))
            if former != present:
                differing.append((path, former, present))
    yield (
        f"Halaman: {len(differing)} berubah teksnya, {len(added)} baru, {len(gone)} hilang, dari "
        f"{len(pages)} · Pages: the text of {len(differing)} differs, {len(added)} are new, "
        f"{len(gone)} are gone, of {len(pages)}"
    )
    yield from (f"  - {path}" for path in gone)
    yield from (f"  + {path}" for path in added[:_MOST_PAGES])
    for path, former, present in differing[:_MOST_PAGES]:
        yield f"  ~ {path}"
        changed = [
            line
            for line in difflib.unified_diff(former, present, lineterm="", n=0)
            if _is_change(line)
        ]
        yield from (f"      {line}" for line in changed[:_MOST_LINES])
        if len(changed) > _MOST_LINES:
            yield f"      … {len(changed) - _MOST_LINES}"
    if len(differing) > _MOST_PAGES:
        yield f"  … {len(differing) - _MOST_PAGES}"
    yield from _statement_lines(before, after, old.keys() & new.keys())
    others = [path for path in old.keys() | new.keys() if not path.endswith(".html")]
    changed_files = sum(old.get(path) != new.get(path) for path in others if path not in _MAKERS)
    yield f"Berkas lain: {changed_files} berubah · Other files: {changed_files} differ"


def _statement_lines(before: Path, after: Path, shared: set[str]) -> Iterator[str]:
    found = []
    series = (path for path in shared if path.startswith("data/") and path.endswith(".json"))
    for path in sorted(series):
        was, now = (statements((root / path).read_bytes()) for root in (before, after))
        found += [
            f"  {path} {place}: {was[place]} → {now.get(place, '–')}"
            for place in sorted(was)
            if was[place] != now.get(place)
        ]
    yield f"Kesimpulan yang berubah: {len(found)} · Conclusions that differ: {len(found)}"
    yield from found[: _MOST_PAGES * _MOST_LINES]


def _is_change(line: str) -> bool:
    return line[:1] in "+-" and not line.startswith(("+++", "---"))


def _text(path: Path) -> str:
    return path.read_text("utf-8", "replace")


def _files(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).digest()
        for path in sorted(site.rglob("*"))
        if path.is_file() and "pagefind" not in path.relative_to(site).parts
    }
