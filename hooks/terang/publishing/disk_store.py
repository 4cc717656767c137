"""Bytes that a build has made and reads again later, on disk instead of in memory.

A build keeps finished pages and downloads here, so that its memory does not grow with their number.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

from terang.downloads.lazy_files import PIECE, Content


class DiskStore:
    """A store of bytes in an unnamed temporary file, which disappears with its last reader.

    A forked process reads what was kept before the fork, and keeps its own bytes in a file of its
    own: two processes that write to one file would overwrite each other.
    """

    def __init__(self) -> None:
        self._owner = -1
        self._file: _UnnamedFile

    def keep(self, content: Content) -> StoredBytes:
        """Write bytes to the file, and return their reader."""
        if self._owner != os.getpid():
            self._owner, self._file = os.getpid(), _UnnamedFile(_unnamed_file())
        file = self._file
        # Whoever makes the pieces may keep other bytes between them.
        pieces = (content,) if isinstance(content, bytes) else content
        return StoredBytes(file, tuple((file.append(piece), len(piece)) for piece in pieces))


class StoredBytes:
    """Reads bytes from their places in the file."""

    __slots__ = ("_file", "_places")

    def __init__(self, file: _UnnamedFile, places: tuple[tuple[int, int], ...]) -> None:
        self._file, self._places = file, places

    def __call__(self) -> bytes:
        """Return all bytes."""
        return b"".join(self._file.bytes_at(*place) for place in self._places)

    def pieces(self) -> Iterator[bytes]:
        """Yield the bytes in pieces."""
        for start, size in self._places:
            for place in range(start, start + size, PIECE):
                yield self._file.bytes_at(place, min(PIECE, start + size - place))


def _unnamed_file() -> int:
    """Open a new file that no folder lists, and return its descriptor."""
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


class _UnnamedFile:
    """An open file, closed when nobody reads it any more."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._end = 0

    def __del__(self) -> None:
        os.close(self._number)

    def append(self, content: bytes) -> int:
        """Write bytes at the end, and return the place where they begin."""
        start, rest = self._end, memoryview(content)
        while rest:
            written = os.pwrite(self._number, rest, self._end)
            rest, self._end = rest[written:], self._end + written
        return start

    def bytes_at(self, start: int, size: int) -> bytes:
        """Return the bytes of a place; the system may give fewer than asked for at once."""
        pieces: list[bytes] = []
        while size and (piece := os.pread(self._number, size, start)):
            pieces.append(piece)
            start, size = start + len(piece), size - len(piece)
        return b"".join(pieces)
