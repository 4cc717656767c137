"""The search index of the site, by Pagefind, the same bytes from the same pages.

Pagefind stems words by a page's language, Indonesian too. It runs as a program of its own, fed page
by page while others are made, and makes its index while they are written. It is spoken to here in
its own notation (JSON in base64, commas between): its Python interface waits a tenth of a second
for each answer. A page is handed over as title and words (`heard`): two thirds of the work, and
four fifths of the memory, of having Pagefind read the HTML again. The words of the title weigh more
than others, those of the headings below it do not. The index is loaded only when somebody searches.
"""

from __future__ import annotations

import base64
import contextlib
import fnmatch
import json
import subprocess
import threading
from pathlib import Path
from typing import Any

from pagefind_bin import get_executable  # type: ignore[import-untyped]

from terang.publishing.search import index_chunks
from terang.publishing.search.page_text import PageText

FOLDER = "pagefind"

# Interfaces of Pagefind's own; ours is theme_overrides/components/search/script.js.
_UNUSED = ("pagefind-*ui.css", "pagefind-*ui.js", "pagefind-ui.*", "pagefind-highlight.js")
_ENTRY = "pagefind-entry.json"

_AT_ONCE = 1 << 20
_PIPE = 1 << 16
"""As much as a pipe holds: the program is woken for some twenty pages, not for every other."""
_INDEX = 0
"""The number that Pagefind gives the first index of a run."""


class SearchError(Exception):
    """The index cannot be made."""


class SearchIndex:
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
                bufsize=_PIPE,
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

    def add(self, path: str, heard: PageText) -> None:
        """Add a page, by the path of its file from the site's root."""
        found = {"url": f"/{path.removesuffix('index.html')}", "content": heard.text}
        said = {"language": heard.language, "meta": {"title": heard.title}}
        self._send("AddRecord", index_id=_INDEX, **found, **said, filters=None, sort=None)

    def complete(self) -> None:
        """All pages are added: the index is made from them meanwhile."""
        # Not left to the program: it says that it has written before the last file is whole.
        self._send("GetFiles", index_id=_INDEX)
        self._flush()

    def write(self, site: Path) -> None:
        """Write the complete index into the site's folder `pagefind`."""
        folder = site / FOLDER
        self._answered.wait()  # it drops what it has not begun when nobody speaks any more
        self.close()
        if self._faults or _ENTRY not in self._files:
            raise SearchError(" ".join(self._faults[:1]) or str(self._program.returncode))
        used = {
            folder / name: content
            for name, content in self._files.items()
            if not any(fnmatch.fnmatchcase(name, pattern) for pattern in _UNUSED)
        }
        for place in {file.parent for file in used}:
            place.mkdir(parents=True, exist_ok=True)
        for file, content in used.items():
            file.write_bytes(base64.b64decode(content))
        _write_entry(folder, _entry_of(folder))
        index_chunks.cut_index(folder)

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
        begun: list[bytes] = []  # the index is one answer of many megabytes
        while found := self._from.read1(_AT_ONCE):
            end, *more = found.split(b",")
            begun.append(end)
            for begin in more:
                self._take(b"".join(begun))
                begun = [begin]
        self._answered.set()

    def _take(self, answer: bytes) -> None:
        payload = json.loads(base64.b64decode(answer))["payload"]
        if payload["type"] == "Error":
            self._faults.append(payload["message"])
        if payload["type"] == "GetFiles":
            self._files = {file["path"]: file["content"] for file in payload["files"]}
        if payload["type"] == "GetFiles" or self._faults:
            self._answered.set()


def merge_indexes(other: Path, site: Path) -> str:
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
