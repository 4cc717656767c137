"""Files whose names are known at once and whose bytes are computed when they are first read.

The registry of downloads and the pages use it. A whole build reads every file; the preview of one
page reads few.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

FileMaker: TypeAlias = Callable[[], bytes]
"""A function that computes the bytes of one file."""


class LazyFiles(Mapping[str, bytes]):
    """Bytes by file name, in the order given; each file is computed once and kept."""

    def __init__(self, makers: Mapping[str, FileMaker]) -> None:
        self.makers = {name: functools.cache(make) for name, make in makers.items()}

    def __getitem__(self, name: str) -> bytes:
        return self.makers[name]()

    def __contains__(self, name: object) -> bool:
        return name in self.makers

    def __iter__(self) -> Iterator[str]:
        return iter(self.makers)

    def __len__(self) -> int:
        return len(self.makers)

    def without(self, *names: str) -> dict[str, bytes]:
        """Return the bytes of all files except the named ones."""
        return {name: self[name] for name in self if name not in names}
