"""Bytes that a build has made and reads again later, on disk instead of in memory.

A build keeps finished pages and downloads here, so that its memory does not grow with their number.
"""

from __future__ import annotations

import functools
import os
import tempfile
from typing import IO

from terang.downloads.lazy_files import FileMaker


class DiskStore:
    """An unnamed temporary file, which disappears with the process.

    A forked process reads what was kept before the fork, and keeps its own bytes in a file of its
    own: two processes that write to one file would overwrite each other.
    """

    def __init__(self) -> None:
        self._owner = -1
        self._file: IO[bytes]
        self._end = 0

    def keep(self, content: bytes) -> FileMaker:
        """Write bytes to the file, and return the function that reads them."""
        if self._owner != os.getpid():
            self._owner, self._end = os.getpid(), 0
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - open until it is dropped
        start = self._end
        while self._end - start < len(content):
            self._end += os.pwrite(
                self._file.fileno(), memoryview(content)[self._end - start :], self._end
            )
        return functools.partial(_read, self._file, start, len(content))


def _read(file: IO[bytes], start: int, size: int) -> bytes:
    """Return bytes of a file; a single call reads at most 2 GB."""
    pieces: list[bytes] = []
    while size and (piece := os.pread(file.fileno(), size, start)):
        pieces.append(piece)
        start, size = start + len(piece), size - len(piece)
    return b"".join(pieces)
