"""The form of Pagefind's index: files of CBOR (RFC 8949) behind a marker, compressed by gzip.

The metadata of a language lists its pages and the chunks of its words. A chunk holds words in the
order of their bytes, each with the pages that have it: their numbers, as differences, and places.
"""

from __future__ import annotations

import functools
import gzip
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

MARK = b"pagefind_dcd"

NUMBER, _TEXT, ARRAY = 0, 3, 4
"""Major types of CBOR."""
_SHORT = 24
"""Smaller numbers stand in a CBOR head itself; others in 1, 2, 4 or 8 bytes after it."""

# A page of a word is an array of its number, its places in the text and those in the title. These
# patterns know pages with fewer than 24 of each, and read a whole row of them at once.
_INTEGER = rb"(?:[\x00-\x17\x20-\x37]|[\x18\x38].|[\x19\x39]..|[\x1a\x3a].{4})"
_PLACES = b"(?:%s)" % b"|".join(
    rb"\x%02x" % (ARRAY << 5 | count) + _INTEGER + b"{%d}" % count for count in range(_SHORT)
)
_PAGE = re.compile(rb"\x83(" + _INTEGER + b")" + _PLACES * 2, re.DOTALL)
_PAGES = re.compile(rb"(?:\x83" + _INTEGER + _PLACES * 2 + b")*+", re.DOTALL)
_HEAD = re.compile(rb"[\x80-\x97]|" + _INTEGER, re.DOTALL)
_PAGE_HEADS = 4
"""The heads of a page besides those of its places: three arrays and its number."""


class UnknownFormError(ValueError):
    """The index has a form that this module does not know."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """The metadata of a language; each item is CBOR."""

    version: bytes
    pages: list[bytes]
    chunks: list[bytes]
    filters: bytes
    orders: bytes
    fields: bytes
    """The names of the texts besides the content: the title."""

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """Read the metadata of a language."""
        found = [*items(read_packed(path))]
        if len(found) != len(cls.__slots__):
            raise UnknownFormError
        version, pages, chunks, *others = found
        return cls(version, [*items(pages)], [*items(chunks)], *others)

    @property
    def data(self) -> bytes:
        """The metadata as CBOR."""
        lists = (array(self.pages), array(self.chunks))
        return array([self.version, *lists, self.filters, self.orders, self.fields])

    def chunk_names(self) -> list[str]:
        """Return the names of the chunks, in the order of their words."""
        listed = [[*items(chunk)] for chunk in self.chunks]
        if any(len(found) != 3 for found in listed):  # noqa: PLR2004 - first word, last word, name
            raise UnknownFormError
        return [content(name).decode() for _, _, name in listed]


class WordPages(NamedTuple):
    """The pages that have a word."""

    page_count: int
    places: int
    first: int
    """The number of the first page."""
    last: int
    rest: bytes
    """The pages as CBOR, after the number of the first."""


class Word(NamedTuple):
    """A word with its pages, and with those of its forms with accents."""

    text: bytes
    pages: WordPages
    variants: dict[bytes, WordPages]
    data: bytes
    """All of it as CBOR."""


def read_packed(path: Path) -> bytes:
    """Return the content of a compressed file after its marker."""
    data = gzip.decompress(path.read_bytes())
    if not data.startswith(MARK):
        raise UnknownFormError
    return data.removeprefix(MARK)


def write_packed(path: Path, data: bytes, level: int = 9) -> None:
    """Write a compressed file with its marker."""
    path.write_bytes(gzip.compress(MARK + data, level, mtime=0))


def words(chunk: bytes) -> Iterator[Word]:
    """Yield the words of a chunk."""
    position = _opened(chunk, 0, 1)
    count, position = _argument(chunk, position, ARRAY)
    for _ in range(count):
        start = position
        text, position = _read_text(chunk, _opened(chunk, position, 3))
        pages, position = _read_pages(chunk, position)
        forms, position = _argument(chunk, position, ARRAY)
        variants = {}
        for _ in range(forms):
            form, position = _read_text(chunk, _opened(chunk, position, 2))
            variants[form], position = _read_pages(chunk, position)
        yield Word(text, pages, variants, chunk[start:position])


def chunk_of(entries: list[bytes]) -> bytes:
    """Return a chunk of words, each given as CBOR."""
    return array([array(entries)])


def _read_pages(data: bytes, position: int) -> tuple[WordPages, int]:
    """Return the pages of a word, and the position after them."""
    count, start = _argument(data, position, ARRAY)
    position, places = start, 0
    steps: list[int] = []
    while len(steps) < count:
        row = _PAGES.match(data, position)
        if row and row[0]:
            end = row.end()
            found = _PAGE.findall(data, position, end)
            steps += [step[0] if len(step) == 1 else int.from_bytes(step[1:]) for step in found]
            places += len(_HEAD.findall(data, position, end)) - _PAGE_HEADS * len(found)
        else:
            step, end = _argument(data, _opened(data, position, 3), NUMBER)
            steps.append(step)
            for _ in ("text", "title"):
                held, end = _argument(data, end, ARRAY)
                places += held
                end = _end_of_integers(data, end, held)
        position = end
    if len(steps) != count:
        raise UnknownFormError
    if not count:
        return WordPages(0, 0, 0, 0, b""), position
    _, after_first = _argument(data, start + 1, NUMBER)
    return WordPages(count, places, steps[0], sum(steps), data[after_first:position]), position


def _end_of_integers(data: bytes, position: int, count: int) -> int:
    """Return the position after a number of integers."""
    found = _integers(count).match(data, position)
    if not found:
        raise UnknownFormError
    return found.end()


@functools.cache
def _integers(count: int) -> re.Pattern[bytes]:
    return re.compile(_INTEGER + b"{%d}" % count, re.DOTALL)


def _opened(data: bytes, position: int, count: int) -> int:
    """Return the position after the head of an array with this number of items: a single byte."""
    if data[position] != ARRAY << 5 | count:
        raise UnknownFormError
    return position + 1


def _read_text(data: bytes, position: int) -> tuple[bytes, int]:
    """Return a text, and the position after it."""
    length, position = _argument(data, position, _TEXT)
    return data[position : position + length], position + length


def _argument(data: bytes, position: int, major: int) -> tuple[int, int]:
    """Return the number in the head of an item of this type, and the position after the head."""
    head = data[position]
    info = head & 31
    if head >> 5 != major or info > _SHORT + 3:
        raise UnknownFormError
    if info < _SHORT:
        return info, position + 1
    end = position + 1 + (1 << (info - _SHORT))
    return int.from_bytes(data[position + 1 : end]), end


def items(data: bytes) -> Iterator[bytes]:
    """Yield the items of an array of texts, numbers and arrays."""
    count, position = _argument(data, 0, ARRAY)
    for _ in range(count):
        end = _item_end(data, position)
        yield data[position:end]
        position = end


def _item_end(data: bytes, position: int) -> int:
    """Return the end of the item that begins at `position`."""
    major = data[position] >> 5
    number, position = _argument(data, position, major)
    if major == ARRAY:
        for _ in range(number):
            position = _item_end(data, position)
    elif major == _TEXT:
        position += number
    elif major > 1:
        raise UnknownFormError
    return position


def content(text: bytes) -> bytes:
    """Return the content of a text that is given as CBOR."""
    return _read_text(text, 0)[0]


def array(entries: Iterable[bytes]) -> bytes:
    """Return an array of items as CBOR."""
    listed = [*entries]
    return head(ARRAY, len(listed)) + b"".join(listed)


def text(data: bytes) -> bytes:
    """Return a text as CBOR."""
    return head(_TEXT, len(data)) + data


@functools.lru_cache(4096)
def head(major: int, number: int) -> bytes:
    """Return the head of an item."""
    if number < _SHORT:
        return bytes([major << 5 | number])
    power = next(power for power in range(4) if number < 1 << (8 << power))
    return bytes([major << 5 | (_SHORT + power)]) + number.to_bytes(1 << power)
