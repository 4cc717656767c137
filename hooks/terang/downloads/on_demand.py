"""Files whose names are known at once, and whose bytes are made when somebody first asks for them.

A whole build asks for each of them; a preview shows one page and asks for few.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping

Group = tuple[Iterable[str], Callable[[], Mapping[str, bytes]]]
"""Names of files that are made together, and what makes them."""


class OnDemand(Mapping[str, bytes]):
    """Files by name, in the order of their groups; each group is made once."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self._makers: dict[str, Callable[[], Mapping[str, bytes]]] = {}
        for names, make in groups:
            self._makers |= dict.fromkeys(names, functools.cache(make))

    def __getitem__(self, name: str) -> bytes:
        return self._makers[name]()[name]

    def __contains__(self, name: object) -> bool:
        return name in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def in_folder(folder: str, files: Mapping[str, bytes]) -> Iterator[Group]:
    """The same files below a folder, made when they are asked for there."""
    for name in files:
        path = f"{folder}/{name}"
        yield (path,), functools.partial(_moved, path, files, name)


def _moved(path: str, files: Mapping[str, bytes], name: str) -> Mapping[str, bytes]:
    return {path: files[name]}
