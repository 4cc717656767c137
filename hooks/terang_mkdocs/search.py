"""The search index of the site, by Pagefind, the same bytes from the same pages.

Pagefind stems words by a page's language, Indonesian too. It runs as a program of its own, fed page
by page while others are written. It is spoken to here in its own notation (JSON in base64, commas
between): its Python interface waits a tenth of a second for each answer. A page takes part by an
element with `data-pagefind-body`, without what is marked `data-pagefind-ignore`. It is handed over
as title and text: two thirds of the work, and four fifths of the memory, of having Pagefind read
the HTML again. The words of the title weigh more than others, those of the headings below it do
not. The index is loaded only when somebody searches.
"""

from __future__ import annotations

import base64
import contextlib
import fnmatch
import functools
import html
import json
import re
import subprocess
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from pagefind_bin import get_executable  # type: ignore[import-untyped]

from terang_mkdocs import chunks

FOLDER = "pagefind"

# Interfaces of Pagefind's own; ours is theme_overrides/assets/search.js.
_UNUSED = ("pagefind-*ui.css", "pagefind-*ui.js", "pagefind-ui.*", "pagefind-highlight.js")
_ENTRY = "pagefind-entry.json"

# Exact for what Markdown and autoescaping templates write: neither leaves a `<` or `>` in texts or
# values.
_TAKES_PART, _IS_PASSED_OVER = " data-pagefind-body", " data-pagefind-ignore"
_OPENED = re.compile(r'<(\w+)(?:\s[\w-]+(?:="[^"]*")?)*')
_LANGUAGE = re.compile(r'<html lang="([^"]*)"')
_TITLE = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_WITHIN = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|data|em|i|q|small|span|strong|sub|sup|time)\b[^>]*>"
)
_BETWEEN = re.compile(r"<[^>]*>")
_IMAGE = re.compile(r'<img\b[^>]*? alt="([^"]*)"[^>]*>')
_ENDS = tuple(".!?:;,…")
_CLOSING = ")”’\"'»"
_FEW = 4
"""So few words may well be said twice: a figure, a date."""
_AT_ONCE = 1 << 16
_INDEX = 0
"""The number that Pagefind gives the first index of a run."""


class SearchError(Exception):
    """The index cannot be made."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a search may find of a page."""

    language: str
    title: str
    text: str

    @classmethod
    def of(cls, page: str) -> Self | None:
        """That of a finished page; None where it takes no part."""
        begin, end = _element(page, _TAKES_PART)
        language = _LANGUAGE.search(page)
        if begin == end or language is None:
            return None
        blocks = _blocks(_without_passed_over(page[begin:end]))
        title = _TITLE.search(page, begin, end)
        return cls(language[1], " ".join(_blocks(title[1])) if title else "", _text(blocks))


def _without_passed_over(content: str) -> str:
    """What is left without the elements that are marked."""
    left, at = [], 0
    while True:
        begin, end = _element(content, _IS_PASSED_OVER, at)
        left.append(content[at:begin])
        if begin == end:
            return "".join(left)
        at = end


def _element(content: str, mark: str, at: int = 0) -> tuple[int, int]:
    """Where the next element with this mark begins and ends; twice the end where there is none."""
    opened = _opened(content, mark, at)
    if opened is None:
        return len(content), len(content)
    depth = 0
    for tag in _tags(opened[1]).finditer(content, opened.start()):
        depth += -1 if tag[1] else 1
        if not depth:
            return opened.start(), tag.end()
    return opened.start(), len(content)


def _opened(content: str, mark: str, at: int) -> re.Match[str] | None:
    """The next tag with this mark: texts and values that read like it are none."""
    while (at := content.find(mark, at)) >= 0:
        tag = _OPENED.match(content, content.rfind("<", 0, at))
        if tag is not None and at < tag.end() and content.count('"', tag.start(), at) % 2 == 0:
            return tag
        at += len(mark)
    return None


@functools.cache
def _tags(name: str) -> re.Pattern[str]:
    """Where an element of this name begins or ends."""
    return re.compile(rf"<(/?){name}\b[^>]*>")


def _blocks(content: str) -> list[str]:
    """The words of each block, of those that have any."""
    told = _WITHIN.sub("", _IMAGE.sub(r" \1 ", content))
    blocks = (html.unescape(one).split() for one in _BETWEEN.split(told))
    return [" ".join(words) for words in blocks if words]


def _text(blocks: Iterable[str]) -> str:
    """Blocks one after the other, with a full stop behind each that has no end of its own.

    What a page says again and again at some length, such as who says so, is heard once.
    """
    said: list[str] = []
    long: set[str] = set()
    for block in blocks:
        if block in long:
            continue
        if block.count(" ") >= _FEW:
            long.add(block)
        has_end = block.rstrip(_CLOSING).endswith(_ENDS)
        said.append(block if has_end else f"{block}.")
    return " ".join(said)


class Index:
    """The index of one build. Pages must be added in the same order for the same bytes."""

    def __init__(self) -> None:
        self._messages = 0
        self._faults: list[str] = []
        self._files: dict[str, str] = {}
        """The finished index: path below its folder → content in base64."""
        self._answered = threading.Event()
        try:
            self._program = subprocess.Popen(  # noqa: S603
                [str(get_executable()), "--service"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise SearchError(str(error)) from None
        self._to: Any = self._program.stdin
        self._from: Any = self._program.stdout
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self._send("NewIndex", config=None)

    def add(self, path: str, page: str) -> None:
        """Add a page, by the path of its file from the site's root, unless it takes no part."""
        if heard := Heard.of(page):
            found = {"url": f"/{path.removesuffix('index.html')}", "content": heard.text}
            said = {"language": heard.language, "meta": {"title": heard.title}}
            self._send("AddRecord", index_id=_INDEX, **found, **said, filters=None, sort=None)

    def write(self, site: Path) -> None:
        """Write the index of all pages added into the site's folder `pagefind`."""
        folder = site / FOLDER
        # Not left to the program: it says that it has written before the last file is whole.
        self._send("GetFiles", index_id=_INDEX)
        self._flush()
        self._answered.wait()  # it drops what it has not begun when nobody speaks any more
        self.close()
        if self._faults or _ENTRY not in self._files:
            raise SearchError(" ".join(self._faults[:1]) or str(self._program.returncode))
        for name, content in self._files.items():
            if not any(fnmatch.fnmatchcase(name, pattern) for pattern in _UNUSED):
                file = folder / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(base64.b64decode(content))
        _write_entry(folder, _entry_of(folder))
        chunks.cut(folder)

    def close(self) -> None:
        """End the program, with or without an index."""
        self._program.kill()
        self._program.wait()
        self._listener.join()
        for pipe in (self._to, self._from):
            with contextlib.suppress(OSError):  # what it did not read is lost
                pipe.close()

    def _send(self, what: str, **payload: Any) -> None:  # noqa: ANN401
        self._messages += 1
        message = {"message_id": self._messages, "payload": {"type": what, **payload}}
        try:
            self._to.write(base64.b64encode(json.dumps(message).encode()) + b",")
        except OSError as error:
            raise SearchError(str(error)) from None

    def _flush(self) -> None:
        try:
            self._to.flush()
        except OSError as error:
            raise SearchError(str(error)) from None

    def _listen(self) -> None:
        """Take the answers as they come, until the index is written or the program is gone."""
        rest = b""
        while found := self._from.read1(_AT_ONCE):
            *answers, rest = (rest + found).split(b",")
            for answer in answers:
                payload = json.loads(base64.b64decode(answer))["payload"]
                if payload["type"] == "Error":
                    self._faults.append(payload["message"])
                if payload["type"] == "GetFiles":
                    self._files = {one["path"]: one["content"] for one in payload["files"]}
                if payload["type"] == "GetFiles" or self._faults:
                    self._answered.set()
        self._answered.set()


def merge(other: Path, site: Path) -> str:
    """Name the languages of another folder's index in the site's own, before it is moved there.

    Returns the path of the file that this changes.
    """
    source, target = other / FOLDER, site / FOLDER
    entry = _entry_of(target)
    entry["languages"] |= _entry_of(source)["languages"]
    _write_entry(target, entry)
    (source / _ENTRY).unlink()
    return f"{FOLDER}/{_ENTRY}"


def _entry_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / _ENTRY).read_bytes())
    return found


def _write_entry(folder: Path, content: dict[str, Any]) -> None:
    """Write the entry file: Pagefind has its languages in the order of a hash map."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    (folder / _ENTRY).write_text(text, encoding="utf-8")
