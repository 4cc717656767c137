"""Files whose names are known at once and whose bytes are computed when they are first read.

The registry of downloads and the pages use it. A whole build reads every file; the preview of one
page reads few. Where the bytes are kept between two reads is the caller's choice: in memory, or on
disk (`publishing.disk_store`), so that the memory of a build does not grow with the record.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Protocol, TypeAlias

from terang.checksums import sha256_of

Content: TypeAlias = bytes | Iterator[bytes]
"""The bytes of a file: all, or in pieces if they are too many to be in memory at once."""

FileMaker: TypeAlias = Callable[[], bytes]
"""A function that computes the bytes of one file, or reads them where they are kept."""

ContentMaker: TypeAlias = Callable[[], Content]
"""A function that computes one file, which may come in pieces."""

PIECE = 1 << 20
"""The bytes of a file that are in memory at once, if it is read in pieces."""


class KeptBytes(Protocol):
    """Reads bytes where they are kept."""

    def __call__(self) -> bytes:
        """Return all bytes."""

    def pieces(self) -> Iterator[bytes]:
        """Yield the bytes in pieces."""


KeepBytes: TypeAlias = Callable[[Content], KeptBytes]
"""A function that keeps bytes and returns their reader."""


class BytesInMemory:
    """Reads bytes that are kept in memory."""

    __slots__ = ("_content",)

    def __init__(self, content: Content) -> None:
        self._content = content if isinstance(content, bytes) else b"".join(content)

    def __call__(self) -> bytes:
        """Return all bytes."""
        return self._content

    def pieces(self) -> Iterator[bytes]:
        """Yield the bytes in one piece."""
        yield self._content


keep_in_memory: KeepBytes = BytesInMemory
"""Keeps bytes in memory."""


def written_pieces(write: Callable[[IO[bytes]], None]) -> Iterator[bytes]:
    """Yield what a function writes to a file, which is on disk and gone afterwards."""
    with tempfile.TemporaryFile() as file:
        write(file)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


class KeptFile:
    """A file that is made when it is first asked for, kept, and read again at every later call."""

    __slots__ = ("_keep", "_make", "_read", "_sha256", "_size")

    def __init__(self, make: ContentMaker, keep: KeepBytes) -> None:
        self._make, self._keep = make, keep
        self._read: KeptBytes | None = None
        self._size, self._sha256 = 0, ""

    @property
    def is_made(self) -> bool:
        """True once the file has been made."""
        return self._read is not None

    def __call__(self) -> bytes:
        """Return the bytes of the file."""
        return self.reader()()

    @property
    def size(self) -> int:
        """The number of its bytes."""
        self.reader()
        return self._size

    @property
    def sha256(self) -> str:
        """Its checksum, in hexadecimal digits."""
        self.reader()
        return self._sha256

    def pieces(self) -> Iterator[bytes]:
        """Yield the bytes of the file in pieces."""
        return self.reader().pieces()

    def reader(self) -> KeptBytes:
        """Return the reader of the file; make the file if it has not been made."""
        if self._read is None:
            content = self._make()
            if isinstance(content, bytes):
                self._size, self._sha256 = len(content), sha256_of(content)
                self._read = self._keep(content)
            else:
                self._read = self._keep(self._measured(content))
        return self._read

    def _measured(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the pieces of a file, and note its size and checksum."""
        checksum = hashlib.sha256()
        for piece in pieces:
            checksum.update(piece)
            self._size += len(piece)
            yield piece
        self._sha256 = checksum.hexdigest()


class LazyFiles(Mapping[str, bytes]):
    """Bytes by file name, in the order given; each file is computed once and kept."""

    def __init__(
        self, makers: Mapping[str, ContentMaker], keep: KeepBytes = keep_in_memory
    ) -> None:
        # The makers of other lazy files keep what they make: kept again, it would be stored twice.
        self.makers: Mapping[str, KeptFile] = {
            name: make if isinstance(make, KeptFile) else KeptFile(make, keep)
            for name, make in makers.items()
        }

    def __getitem__(self, name: str) -> bytes:
        return self.makers[name]()

    def __contains__(self, name: object) -> bool:
        return name in self.makers

    def __iter__(self) -> Iterator[str]:
        return iter(self.makers)

    def __len__(self) -> int:
        return len(self.makers)

    def without(self, *names: str) -> LazyFiles:
        """Return all files except the named ones."""
        return LazyFiles({name: make for name, make in self.makers.items() if name not in names})
