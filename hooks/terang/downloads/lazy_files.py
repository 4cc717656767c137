"""Files whose names are known at once and whose bytes are computed when they are first read.

The registry of downloads and the pages use it. A whole build reads every file; the preview of one
page reads few. Where the bytes are kept between two reads is the caller's choice: in memory, or on
disk (`publishing.disk_store`), so that the memory of a build does not grow with the record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

FileMaker: TypeAlias = Callable[[], bytes]
"""A function that computes the bytes of one file, or reads them where they are kept."""

KeepBytes: TypeAlias = Callable[[bytes], FileMaker]
"""A function that keeps bytes and returns the function that reads them again."""


def keep_in_memory(content: bytes) -> FileMaker:
    """Keep bytes in memory."""
    return lambda: content


class KeptFile:
    """A file that is made at the first call, kept, and read again at every later call."""

    __slots__ = ("_keep", "_make", "_read")

    def __init__(self, make: FileMaker, keep: KeepBytes) -> None:
        self._make, self._keep = make, keep
        self._read: FileMaker | None = None

    @property
    def is_made(self) -> bool:
        """True once the file has been made."""
        return self._read is not None

    def __call__(self) -> bytes:
        """Return the bytes of the file."""
        if self._read is not None:
            return self._read()
        content = self._make()
        self._read = self._keep(content)
        return content


class LazyFiles(Mapping[str, bytes]):
    """Bytes by file name, in the order given; each file is computed once and kept."""

    def __init__(self, makers: Mapping[str, FileMaker], keep: KeepBytes = keep_in_memory) -> None:
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
