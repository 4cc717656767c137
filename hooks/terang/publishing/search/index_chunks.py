"""Pagefind's index in smaller parts: a search loads one, so a small one makes a light search.

Pagefind cuts its list of words at a size made for large sites, some 30 kB packed. Here each part is
cut again, between two words, and named in the list of parts. Both are CBOR (RFC 8949) behind a
mark, packed by gzip. What does not look as expected is left: search works all the same. So is the
index of a large site, whose list of parts, that every search loads, would grow by what is saved.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MARK = b"pagefind_dcd"
SIZE = 12_000
"""Bytes of a part before it is packed, about half of that after."""
MOST_PARTS = 12
"""Of a language, as Pagefind cuts them: an index of more is left as it is."""

_ARRAY, _TEXT = 4, 3
_SHORT = 24
"""Up to here a CBOR head holds its number itself; above, in 1, 2, 4 or 8 bytes behind it."""
_PARTS = 2
"""Where the list of parts stands in the index's table of contents, and how many hold it all."""
_CONTENTS = 6


class UnknownFormError(ValueError):
    """Not the form of index that this module knows."""


@dataclass(frozen=True, slots=True)
class _Part:
    first: bytes
    last: bytes
    name: bytes


def cut_index(folder: Path) -> None:
    """Cut every language's index below Pagefind's folder."""
    for contents in sorted(folder.glob("pagefind.*.pf_meta")):
        try:
            _cut_language(folder / "index", contents)
        except (UnknownFormError, IndexError):
            continue


def _cut_language(folder: Path, contents: Path) -> None:
    data = _read(contents)
    items = [*_items(data, 0)]
    if len(items) != _CONTENTS:
        raise UnknownFormError
    files: dict[Path, bytes] = {}
    parts: list[_Part] = []
    old = [folder / f"{_names(entry)[2].decode()}.pf_index" for entry in _items(items[_PARTS], 0)]
    if len(old) > MOST_PARTS:
        return
    for file in old:
        for words in _groups(_read(file)):
            body = _head(_ARRAY, 1) + _head(_ARRAY, len(words)) + b"".join(words)
            language = file.name.partition("_")[0]
            name = f"{language}_{hashlib.sha256(body).hexdigest()[:7]}"
            files[folder / f"{name}.pf_index"] = body
            parts.append(_Part(_word(words[0]), _word(words[-1]), _text(name)))
    if len({part.name for part in parts}) != len(parts):
        raise UnknownFormError
    listed = b"".join(_head(_ARRAY, 3) + part.first + part.last + part.name for part in parts)
    items[_PARTS] = _head(_ARRAY, len(parts)) + listed
    for file in old:
        file.unlink()
    for path, body in {**files, contents: _head(_ARRAY, _CONTENTS) + b"".join(items)}.items():
        path.write_bytes(gzip.compress(MARK + body, mtime=0))


def _read(path: Path) -> bytes:
    """A packed file behind its mark."""
    data = gzip.decompress(path.read_bytes())
    if not data.startswith(MARK):
        raise UnknownFormError
    return data.removeprefix(MARK)


def _groups(data: bytes) -> Iterator[list[bytes]]:
    """The words of a part, with their places, as many together as a new part holds."""
    (listed,) = _items(data, 0)
    group: list[bytes] = []
    for word in _items(listed, 0):
        if group and sum(map(len, group)) + len(word) > SIZE:
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _word(entry: bytes) -> bytes:
    """The text that a word's entry begins with, as CBOR."""
    return next(_items(entry, 0))


def _names(entry: bytes) -> list[bytes]:
    """The three texts of a part in the list of parts: first word, last word, name."""
    found = [*_items(entry, 0)]
    if len(found) != 3 or any(item[0] >> 5 != _TEXT for item in found):  # noqa: PLR2004
        raise UnknownFormError
    return [item[_argument(item, 0)[1] :] for item in found]


def _items(data: bytes, at: int) -> Iterator[bytes]:
    """The items of the array that stands at a place."""
    if data[at] >> 5 != _ARRAY:
        raise UnknownFormError
    count, at = _argument(data, at)
    for _ in range(count):
        end = _end(data, at)
        yield data[at:end]
        at = end


def _end(data: bytes, at: int) -> int:
    """Where the item at a place ends."""
    major = data[at] >> 5
    number, at = _argument(data, at)
    match major:
        case 0 | 1 | 7:
            return at
        case 2 | 3:
            return at + number
        case 4 | 5:
            for _ in range(number * (major - 3)):
                at = _end(data, at)
            return at
        case _:
            return _end(data, at)


def _argument(data: bytes, at: int) -> tuple[int, int]:
    """An item's number, and the place behind it."""
    info = data[at] & 31
    if info < _SHORT:
        return info, at + 1
    if info > _SHORT + 3:
        raise UnknownFormError
    size = 1 << (info - _SHORT)
    return int.from_bytes(data[at + 1 : at + 1 + size], "big"), at + 1 + size


def _head(major: int, number: int) -> bytes:
    """The beginning of an item."""
    if number < _SHORT:
        return bytes([major << 5 | number])
    power = next(power for power in range(4) if number < 1 << (8 << power))
    return bytes([major << 5 | (_SHORT + power)]) + number.to_bytes(1 << power, "big")


def _text(text: str) -> bytes:
    """A text as CBOR."""
    data = text.encode()
    return _head(_TEXT, len(data)) + data
