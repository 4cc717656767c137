"""Joins the indexes that Pagefind has made of parts of a language's pages into one.

The joined index has the form and the content of one that Pagefind makes of all pages at once, in
their order, but never more than one part of the pages has been in memory.
"""

from __future__ import annotations

import functools
import hashlib
import heapq
import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from terang.publishing.parallel_build import start_in_background
from terang.publishing.search import index_format
from terang.publishing.search.index_format import Metadata, UnknownFormError, Word, WordPages

ENTRY = "pagefind-entry.json"

_CHUNK_PLACES = 20_000
"""The size of Pagefind's chunks: pages of words and places on them, accented forms left out."""
_NAME_DIGITS = 7
_COMPRESSION = 6
"""Within two hundredths of the smallest size, in a quarter of the time."""

_NONE = index_format.array([])
_PAGE_HEAD = index_format.head(index_format.ARRAY, 3)


def join_parts(parts: Sequence[Path], target: Path, *, at_once: bool = False) -> None:
    """Join finished indexes of parts of the pages, in their order, into one in a folder.

    A part may have pages of several languages, and its files are moved. `at_once`: languages of
    several parts have a process each. Raises UnknownFormError or IndexError if an index has an
    unknown form.
    """
    target.mkdir(parents=True, exist_ok=True)
    entries = [json.loads((part / ENTRY).read_bytes()) for part in parts]
    joined: dict[str, Callable[[], list[dict[str, Any]]]] = {}
    for language in sorted({language for entry in entries for language in entry["languages"]}):
        found = [
            (part, entry["languages"][language])
            for part, entry in zip(parts, entries, strict=True)
            if language in entry["languages"]
        ]
        work = functools.partial(_joined_language, language, found, target)
        joined[language] = (
            start_in_background(work)
            if at_once and len(found) > 1
            else functools.partial(list, work())
        )
    languages = {language: entry for language, wait in joined.items() for entry in wait()}
    for part in parts:
        for file in [*part.glob("*.js"), *part.glob("wasm.*")]:
            file.replace(target / file.name)
    # Sorted: Pagefind writes languages in the order of a hash map.
    entry = json.dumps(
        {**entries[0], "languages": languages},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    (target / ENTRY).write_text(entry, encoding="utf-8")


def _joined_language(
    language: str, found: Sequence[tuple[Path, dict[str, Any]]], target: Path
) -> Iterator[dict[str, Any]]:
    """Join the parts of a language, given with their entries, and yield the entry of the whole."""
    parts = [part for part, _ in found]
    names = [f"pagefind.{entry['hash']}.pf_meta" for _, entry in found]
    for kind in ("fragment", "index"):
        (target / kind).mkdir(exist_ok=True)
    if len(parts) == 1:
        for path in [parts[0] / names[0], *parts[0].glob(f"*/{language}_*")]:
            path.rename(target / path.relative_to(parts[0]))
        yield found[0][1]
        return
    listed = [Metadata.from_file(part / name) for part, name in zip(parts, names, strict=True)]
    version, fields = listed[0].version, listed[0].fields
    if any(
        (metadata.version, metadata.filters, metadata.orders, metadata.fields)
        != (version, _NONE, _NONE, fields)
        for metadata in listed
    ):
        raise UnknownFormError
    offsets = itertools.accumulate((len(metadata.pages) for metadata in listed), initial=0)
    streams = [
        _words_of(part / "index", metadata, offset)
        for part, metadata, offset in zip(parts, listed, offsets, strict=False)
    ]
    chunks = _written_chunks(_joined_words(streams), language, target / "index")
    pages = _moved_pages(parts, listed, language, target / "fragment")
    data = Metadata(version, pages, chunks, _NONE, _NONE, fields).data
    digest = f"{language}_{_digits(data)[: len(language) + 8]}"
    index_format.write_packed(target / f"pagefind.{digest}.pf_meta", data)
    yield {**found[0][1], "hash": digest, "page_count": len(pages)}


def _moved_pages(
    parts: Sequence[Path], found: Sequence[Metadata], language: str, folder: Path
) -> list[bytes]:
    """Move the fragments of all parts into a folder, and return the list of the pages.

    Two fragments of two parts may have the same name: it is short, and becomes longer.
    """
    pages: list[bytes] = []
    names: set[str] = set()
    for part, metadata in zip(parts, found, strict=True):
        for page in metadata.pages:
            name_item, *others = index_format.items(page)
            name = index_format.content(name_item).decode()
            source = part / "fragment" / f"{name}.pf_fragment"
            target = folder / source.name
            if name in names:
                full = f"{language}_{_digits(index_format.read_packed(source))}"
                name = _free_name(full, len(language), names.__contains__)
                target = folder / f"{name}.pf_fragment"
            source.rename(target)
            names.add(name)
            pages.append(index_format.array([index_format.text(name.encode()), *others]))
    return pages


def _words_of(folder: Path, metadata: Metadata, offset: int) -> Iterator[tuple[bytes, int, Word]]:
    """Yield the words of a part in their order, each with the number of the part's first page."""
    for name in metadata.chunk_names():
        for word in index_format.words(index_format.read_packed(folder / f"{name}.pf_index")):
            yield word.text, offset, word


def _joined_words(
    streams: Iterable[Iterator[tuple[bytes, int, Word]]],
) -> Iterator[tuple[bytes, int, bytes]]:
    """Yield each word with its size in a chunk and its entry, of which every part has a piece."""
    for text, group in itertools.groupby(heapq.merge(*streams), key=lambda found: found[0]):
        pieces = [(offset, word) for _, offset, word in group]
        variants: dict[bytes, list[tuple[int, WordPages]]] = {}
        for offset, word in pieces:
            for form, pages in word.variants.items():
                variants.setdefault(form, []).append((offset, pages))
        own = [(offset, word.pages) for offset, word in pieces]
        forms = [
            index_format.array([index_format.text(form), _joined_pages(found)])
            for form, found in variants.items()
        ]
        size = sum(pages.page_count + pages.places for _, pages in own)
        entry = [index_format.text(text), _joined_pages(own), index_format.array(forms)]
        yield text, size, index_format.array(entry)


def _joined_pages(pieces: Iterable[tuple[int, WordPages]]) -> bytes:
    """Return the pages of a word from all parts as CBOR; only the first of a part moves."""
    joined: list[bytes] = []
    count = last = 0
    for offset, pages in pieces:
        if pages.page_count:
            step = index_format.head(index_format.NUMBER, offset + pages.first - last)
            joined += (_PAGE_HEAD, step, pages.rest)
            count, last = count + pages.page_count, offset + pages.last
    return index_format.head(index_format.ARRAY, count) + b"".join(joined)


def _written_chunks(
    words: Iterable[tuple[bytes, int, bytes]], language: str, folder: Path
) -> list[bytes]:
    """Write the words in chunks into a folder, and return the list of the chunks."""
    ends: list[tuple[str, str]] = []
    names: list[str] = []
    for group in _word_groups(words):
        chunk = index_format.chunk_of([entry for _, entry in group])
        name = _free_name(f"{language}_{_digits(chunk)}", len(language), names.__contains__)
        index_format.write_packed(folder / f"{name}.pf_index", chunk, _COMPRESSION)
        ends.append((group[0][0].decode(), group[-1][0].decode()))
        names.append(name)
    return [
        index_format.array(index_format.text(item.encode()) for item in (*found, name))
        for found, name in zip(_shortened(ends), names, strict=True)
    ]


def _word_groups(
    words: Iterable[tuple[bytes, int, bytes]],
) -> Iterator[list[tuple[bytes, bytes]]]:
    """Yield the words with their entries, in groups for chunks."""
    group: list[tuple[bytes, bytes]] = []
    size = 0
    for text, places, entry in words:
        group.append((text, entry))
        size += places
        if size >= _CHUNK_PLACES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _shortened(ends: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the first and the last word of each chunk, as short as they still part the chunks."""
    first = ends[0][0] if ends else ""
    for (_, last), (following, _) in itertools.pairwise(ends):
        pairs = zip(last, following, strict=False)
        length = 1 + len([*itertools.takewhile(lambda pair: pair[0] == pair[1], pairs)])
        yield first, last[:length] if last[:length] >= first else last
        first = following[:length]
    if ends:
        yield first, ends[-1][1]


def _free_name(name: str, prefix: int, is_taken: Callable[[str], bool]) -> str:
    """Return the beginning of a name, longer if it is taken."""
    lengths = range(prefix + 1 + _NAME_DIGITS, len(name))
    return next((name[:end] for end in lengths if not is_taken(name[:end])), name)


def _digits(data: bytes) -> str:
    """Return the checksum by which Pagefind names a file; it leaves out zeros."""
    return "".join(f"{byte:x}" for byte in hashlib.sha1(data, usedforsecurity=False).digest())
