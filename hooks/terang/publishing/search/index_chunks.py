"""Smaller chunks of Pagefind's index: a search loads a chunk, and smaller chunks load faster.

Pagefind splits its list of words into chunks of 30 kB for large sites. This module splits each of
them again, between two words, and lists the new chunks in the index's metadata. Both files are CBOR
(RFC 8949) behind a marker, compressed by gzip. A file of unknown form is left unchanged, and so is
the index of a large site: its list of chunks, which every search loads, would grow too much.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from terang.checksums import sha256_of

MARK = b"pagefind_dcd"
SIZE = 12_000
"""Bytes of a chunk before compression, which halves it."""
MAX_CHUNKS = 12
"""Pagefind's chunks of a language; an index with more is left unchanged."""

_ARRAY, _TEXT = 4, 3
_SHORT = 24
"""Smaller numbers stand in a CBOR head itself; others in 1, 2, 4 or 8 bytes after it."""
_CHUNK_LIST = 2
"""The position of the list of chunks in the metadata."""
_METADATA_ITEMS = 6
"""The number of items in the metadata."""


class UnknownFormError(ValueError):
    """The index has a form that this module does not know."""


@dataclass(frozen=True, slots=True)
class _IndexChunk:
    """A chunk in the list of chunks: its first word, last word and name, as CBOR."""

    first: bytes
    last: bytes
    name: bytes


def cut_index(folder: Path) -> None:
    """Cut Pagefind's index of every language into smaller chunks."""
    for metadata in sorted(folder.glob("pagefind.*.pf_meta")):
        try:
            _split_language(folder / "index", metadata)
        except (UnknownFormError, IndexError):
            continue


def _split_language(folder: Path, metadata: Path) -> None:
    """Split the chunks of a language; raises UnknownFormError or IndexError."""
    data = _read_packed(metadata)
    items = [*_items(data, 0)]
    if len(items) != _METADATA_ITEMS:
        raise UnknownFormError
    files: dict[Path, bytes] = {}
    chunks: list[_IndexChunk] = []
    old = [
        folder / f"{_names(entry)[2].decode()}.pf_index" for entry in _items(items[_CHUNK_LIST], 0)
    ]
    if len(old) > MAX_CHUNKS:
        return
    for file in old:
        for words in _word_groups(_read_packed(file)):
            body = _head(_ARRAY, 1) + _head(_ARRAY, len(words)) + b"".join(words)
            language = file.name.partition("_")[0]
            name = f"{language}_{sha256_of(body)[:7]}"
            files[folder / f"{name}.pf_index"] = body
            chunks.append(_IndexChunk(_word(words[0]), _word(words[-1]), _text(name)))
    if len({chunk.name for chunk in chunks}) != len(chunks):
        raise UnknownFormError
    listed = b"".join(_head(_ARRAY, 3) + chunk.first + chunk.last + chunk.name for chunk in chunks)
    items[_CHUNK_LIST] = _head(_ARRAY, len(chunks)) + listed
    for file in old:
        file.unlink()
    for path, body in {**files, metadata: _head(_ARRAY, _METADATA_ITEMS) + b"".join(items)}.items():
        path.write_bytes(gzip.compress(MARK + body, mtime=0))


def _read_packed(path: Path) -> bytes:
    """Return the content of a compressed file after its marker."""
    data = gzip.decompress(path.read_bytes())
    if not data.startswith(MARK):
        raise UnknownFormError
    return data.removeprefix(MARK)


def _word_groups(data: bytes) -> Iterator[list[bytes]]:
    """Yield the words of a chunk with their places, in groups for new chunks."""
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
    """Return the word at the beginning of its entry, as CBOR."""
    return next(_items(entry, 0))


def _names(entry: bytes) -> list[bytes]:
    """Return the three texts of an entry in the list of chunks: first word, last word, name."""
    texts = [*_items(entry, 0)]
    if len(texts) != 3 or any(text[0] >> 5 != _TEXT for text in texts):  # noqa: PLR2004
        raise UnknownFormError
    return [text[_argument(text, 0)[1] :] for text in texts]


def _items(data: bytes, position: int) -> Iterator[bytes]:
    """Yield the items of the array that begins at `position`."""
    if data[position] >> 5 != _ARRAY:
        raise UnknownFormError
    count, position = _argument(data, position)
    for _ in range(count):
        end = _item_end(data, position)
        yield data[position:end]
        position = end


def _item_end(data: bytes, position: int) -> int:
    """Return the end of the item that begins at `position`."""
    major = data[position] >> 5
    number, position = _argument(data, position)
    match major:
        case 0 | 1 | 7:
            return position
        case 2 | 3:
            return position + number
        case 4 | 5:
            for _ in range(number * (major - 3)):
                position = _item_end(data, position)
            return position
        case _:
            return _item_end(data, position)


def _argument(data: bytes, position: int) -> tuple[int, int]:
    """Return the number in an item's head, and the position after it."""
    info = data[position] & 31
    if info < _SHORT:
        return info, position + 1
    if info > _SHORT + 3:
        raise UnknownFormError
    size = 1 << (info - _SHORT)
    return int.from_bytes(data[position + 1 : position + 1 + size], "big"), position + 1 + size


def _head(major: int, number: int) -> bytes:
    """Return the head of an item."""
    if number < _SHORT:
        return bytes([major << 5 | number])
    power = next(power for power in range(4) if number < 1 << (8 << power))
    return bytes([major << 5 | (_SHORT + power)]) + number.to_bytes(1 << power, "big")


def _text(text: str) -> bytes:
    """Return a text as CBOR."""
    data = text.encode()
    return _head(_TEXT, len(data)) + data
