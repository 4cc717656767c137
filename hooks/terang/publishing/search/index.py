"""Search index of the site, made by Pagefind: the same bytes from the same pages.

Called by the build: Pagefind runs as a process beside it and gets each page when it is rendered.
This module speaks Pagefind's protocol (JSON in base64, separated by commas), because its Python
interface waits a tenth of a second for each answer. It sends title and words (`page_text`): two
thirds of the work, and a fifth of the memory, that Pagefind needs to read HTML.
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

# Pagefind's own user interfaces; ours is theme_overrides/components/search/script.js.
_UNUSED = ("pagefind-*ui.css", "pagefind-*ui.js", "pagefind-ui.*", "pagefind-highlight.js")
_ENTRY = "pagefind-entry.json"

_READ_SIZE = 1 << 20
_PIPE_SIZE = 1 << 16
"""The size of a pipe's buffer: the process wakes once for some twenty pages."""
_INDEX = 0
"""The id of the first index in a Pagefind process."""


class SearchError(Exception):
    """The search index cannot be made."""


class SearchIndex:
    """The search index of a build. The same pages in the same order give the same bytes."""

    def __init__(self) -> None:
        self._messages = 0
        self._errors: list[str] = []
        self._files: dict[str, str] = {}
        """The finished index: path below `pagefind/` → content in base64."""
        self._answered = threading.Event()
        try:
            self._process = subprocess.Popen(  # noqa: S603
                [str(get_executable()), "--service"],
                bufsize=_PIPE_SIZE,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise SearchError(str(error)) from None
        self._input: Any = self._process.stdin
        self._output: Any = self._process.stdout
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self._send("NewIndex", config=None)

    def add(self, path: str, page: PageText) -> None:
        """Add a page, by the path of its file from the site's root."""
        record: dict[str, Any] = {
            "url": f"/{path.removesuffix('index.html')}",
            "content": page.text,
            "language": page.language,
            "meta": {"title": page.title},
        }
        self._send("AddRecord", index_id=_INDEX, **record, filters=None, sort=None)

    def complete(self) -> None:
        """Request the index after the last page; Pagefind makes it while the build goes on."""
        # Pagefind does not write the files itself: it would answer before the last is complete.
        self._send("GetFiles", flush=True, index_id=_INDEX)

    def write(self, site: Path) -> None:
        """Write the complete index into the site's folder `pagefind/`; raises SearchError."""
        folder = site / FOLDER
        self._answered.wait()  # Pagefind drops pending work when its input is closed
        self.close()
        if self._errors or _ENTRY not in self._files:
            raise SearchError(" ".join(self._errors[:1]) or str(self._process.returncode))
        used = {
            folder / name: content
            for name, content in self._files.items()
            if not any(fnmatch.fnmatchcase(name, pattern) for pattern in _UNUSED)
        }
        for parent in {file.parent for file in used}:
            parent.mkdir(parents=True, exist_ok=True)
        for file, content in used.items():
            file.write_bytes(base64.b64decode(content))
        _write_entry(folder, _read_entry(folder))
        index_chunks.cut_index(folder)

    def close(self) -> None:
        """Kill the process, with or without an index."""
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self._input, self._output):
            with contextlib.suppress(OSError):  # the process may not have read all
                pipe.close()

    def _send(self, kind: str, *, flush: bool = False, **payload: Any) -> None:  # noqa: ANN401
        self._messages += 1
        message = {"message_id": self._messages, "payload": {"type": kind, **payload}}
        try:
            self._input.write(base64.b64encode(json.dumps(message).encode()) + b",")
            if flush:
                self._input.flush()
        except OSError as error:
            raise SearchError(str(error)) from None

    def _listen(self) -> None:
        """Handle answers until the process ends."""
        pieces: list[bytes] = []  # the index is a single answer of many megabytes
        while data := self._output.read1(_READ_SIZE):
            end, *others = data.split(b",")
            pieces.append(end)
            for beginning in others:
                self._handle_answer(b"".join(pieces))
                pieces = [beginning]
        self._answered.set()

    def _handle_answer(self, answer: bytes) -> None:
        """Keep an error or the finished index from an answer."""
        payload = json.loads(base64.b64decode(answer))["payload"]
        if payload["type"] == "Error":
            self._errors.append(payload["message"])
        if payload["type"] == "GetFiles":
            self._files = {file["path"]: file["content"] for file in payload["files"]}
        if payload["type"] == "GetFiles" or self._errors:
            self._answered.set()


def merge_indexes(other: Path, site: Path) -> str:
    """Add the languages of another folder's search index to the site's, before its files move.

    Returns the path of the changed file.
    """
    source, target = other / FOLDER, site / FOLDER
    entry = _read_entry(target)
    entry["languages"] |= _read_entry(source)["languages"]
    _write_entry(target, entry)
    (source / _ENTRY).unlink()
    return f"{FOLDER}/{_ENTRY}"


def _read_entry(folder: Path) -> dict[str, Any]:
    """Return the content of an index's entry file, which lists its languages."""
    entry: dict[str, Any] = json.loads((folder / _ENTRY).read_bytes())
    return entry


def _write_entry(folder: Path, content: dict[str, Any]) -> None:
    """Write the entry file, sorted: Pagefind writes languages in the order of a hash map."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    (folder / _ENTRY).write_text(text, encoding="utf-8")
