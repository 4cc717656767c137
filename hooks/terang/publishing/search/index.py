"""Search index of the site, made by Pagefind: the same bytes from the same pages.

Called by the build: Pagefind runs as a process beside it and gets each page when it is rendered.
Its memory grows with its pages, fivefold when it makes the index of them. Therefore a process gets
some hundred pages of a language, and another one the next; `index_parts` joins what they make.

This module speaks Pagefind's protocol (JSON in base64, separated by commas), because its Python
interface waits a tenth of a second for each answer. It sends title and words (`page_text`): two
thirds of the work, and a fifth of the memory, that Pagefind needs to read HTML.
"""

from __future__ import annotations

import base64
import contextlib
import fnmatch
import itertools
import json
import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any

from pagefind_bin import get_executable  # type: ignore[import-untyped]

from terang.publishing.search import index_chunks, index_parts
from terang.publishing.search.index_format import UnknownFormError
from terang.publishing.search.index_parts import ENTRY
from terang.publishing.search.page_text import PageText

FOLDER = "pagefind"

PART_PAGES = 400
"""The pages of a language that a process gets. It takes 110 MB for them, and 270 MB for 1,000."""

# Pagefind's own user interfaces; ours is theme_overrides/components/search/script.js.
_UNUSED = ("pagefind-*ui.css", "pagefind-*ui.js", "pagefind-ui.*", "pagefind-highlight.js")

_READ_SIZE = 1 << 20
_PIPE_SIZE = 1 << 16
"""The size of a pipe's buffer: the process wakes once for some twenty pages."""
_INDEX = 0
"""The id of the first index in a Pagefind process."""


class SearchError(Exception):
    """The search index cannot be made."""


class SearchIndex:
    """The search index of a build. The same pages in the same order give the same bytes."""

    def __init__(self, site: Path, *, at_once: bool = False) -> None:
        """Begin an index that will be written into the folder `pagefind/` of the site's folder.

        `at_once`: processes of its own may join the parts of several languages at the same time.
        """
        self._folder, self._at_once = site / FOLDER, at_once
        self._parts: list[_PartProcess] = []
        self._open: dict[str, _PartProcess] = {}
        """For each language, the process that gets its next page."""

    def add(self, path: str, page: PageText) -> None:
        """Add a page, by the path of its file from the site's root."""
        part = self._open.get(page.language)
        if part is None:
            part = self._open[page.language] = self._new_part()
        part.add(path, page)
        if part.pages == PART_PAGES:
            part.complete()
            del self._open[page.language]

    def complete(self) -> None:
        """Request the index after the last page; Pagefind makes it while the build goes on."""
        for part in self._open.values() if self._parts else [self._new_part()]:
            part.complete()

    def write(self) -> None:
        """Write the complete index into the site; raises SearchError."""
        folders = [part.finished_folder() for part in self._parts]
        try:
            index_parts.join_parts(folders, self._folder, at_once=self._at_once)
        except (UnknownFormError, IndexError):
            raise SearchError("Pagefind") from None
        for folder in folders:
            shutil.rmtree(folder)
        index_chunks.cut_index(self._folder)

    def close(self) -> None:
        """Kill the processes, with or without an index."""
        for part in self._parts:
            part.close()

    def _new_part(self) -> _PartProcess:
        part = _PartProcess(self._folder / f".part-{len(self._parts)}")
        self._parts.append(part)
        return part


class _PartProcess:
    """A Pagefind process that makes the index of a part of the pages, and then ends."""

    def __init__(self, folder: Path) -> None:
        """Start the process; its index will be written into `folder`."""
        self.pages = 0
        self._folder = folder
        self._message_ids = itertools.count(1)
        self._errors: list[str] = []
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
        self.pages += 1
        record: dict[str, Any] = {
            "url": f"/{path.removesuffix('index.html')}",
            "content": page.text,
            "language": page.language,
            "meta": {"title": page.title},
        }
        self._send("AddRecord", index_id=_INDEX, **record, filters=None, sort=None)

    def complete(self) -> None:
        """Request the index of the pages."""
        # Pagefind does not write the files itself: it would answer before the last is complete.
        self._send("GetFiles", flush=True, index_id=_INDEX)

    def finished_folder(self) -> Path:
        """Wait for the index, and return the folder with it; raises SearchError."""
        self._listener.join()  # Pagefind drops pending work when its input is closed
        self.close()
        if self._errors or not (self._folder / ENTRY).is_file():
            raise SearchError("".join(self._errors[:1]) or str(self._process.returncode))
        return self._folder

    def close(self) -> None:
        """Kill the process."""
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self._input, self._output):
            with contextlib.suppress(OSError):  # the process may not have read all
                pipe.close()

    def _send(self, kind: str, *, flush: bool = False, **payload: Any) -> None:  # noqa: ANN401
        message = {"message_id": next(self._message_ids), "payload": {"type": kind, **payload}}
        try:
            self._input.write(base64.b64encode(json.dumps(message).encode()) + b",")
            if flush:
                self._input.flush()
        except OSError as error:
            raise SearchError("".join(self._errors[:1]) or str(error)) from None

    def _listen(self) -> None:
        """Handle answers until the process has ended."""
        pieces: list[bytes] = []  # the index is a single answer of many megabytes
        while data := self._output.read1(_READ_SIZE):
            end, *others = data.split(b",")
            pieces.append(end)
            for beginning in others:
                self._handle_answer(b"".join(pieces))
                pieces = [beginning]
        self._process.wait()

    def _handle_answer(self, answer: bytes) -> None:
        """Write the finished index from an answer, or keep its error; the process may end then."""
        payload = json.loads(base64.b64decode(answer))["payload"]
        if payload["type"] == "Error":
            self._errors.append(payload["message"])
        if payload["type"] == "GetFiles":
            try:
                _write_files(self._folder, payload["files"])
            except OSError as error:
                self._errors.append(str(error))
        if payload["type"] == "GetFiles" or self._errors:
            self._process.kill()


def _write_files(folder: Path, files: list[dict[str, str]]) -> None:
    """Write the files of an index, given by their paths with contents in base64."""
    used = {
        folder / file["path"]: file["content"]
        for file in files
        if not any(fnmatch.fnmatchcase(file["path"], pattern) for pattern in _UNUSED)
    }
    for parent in {file.parent for file in used}:
        parent.mkdir(parents=True, exist_ok=True)
    for path, content in used.items():
        path.write_bytes(base64.b64decode(content))
