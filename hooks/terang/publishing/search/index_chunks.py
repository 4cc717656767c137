"""Smaller chunks of Pagefind's index: a search loads a chunk, and smaller chunks load faster.

Pagefind splits its list of words into chunks of 30 kB for large sites. This module splits each of
them again, between two words, and lists the new chunks in the index's metadata. A file of unknown
form is left unchanged, and so is the index of a large site: its list of chunks, which every search
loads, would grow too much.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

from terang.checksums import sha256_of
from terang.publishing.search import index_format
from terang.publishing.search.index_format import Metadata, UnknownFormError, Word

SIZE = 12_000
"""Bytes of a chunk before compression, which halves it."""
MAX_CHUNKS = 12
"""Pagefind's chunks of a language; an index with more is left unchanged."""


def cut_index(folder: Path) -> None:
    """Cut Pagefind's index of every language into smaller chunks."""
    for metadata in sorted(folder.glob("pagefind.*.pf_meta")):
        try:
            _split_language(folder / "index", metadata)
        except (UnknownFormError, IndexError):
            continue


def _split_language(folder: Path, path: Path) -> None:
    """Split the chunks of a language; raises UnknownFormError or IndexError."""
    metadata = Metadata.from_file(path)
    old = [folder / f"{name}.pf_index" for name in metadata.chunk_names()]
    if len(old) > MAX_CHUNKS:
        return
    files: dict[str, bytes] = {}
    chunks: list[bytes] = []
    for file in old:
        language = file.name.partition("_")[0]
        for group in _word_groups(index_format.read_packed(file)):
            body = index_format.chunk_of([word.data for word in group])
            name = f"{language}_{sha256_of(body)[:7]}"
            files[name] = body
            ends = (group[0].text, group[-1].text, name.encode())
            chunks.append(index_format.array(map(index_format.text, ends)))
    if len(files) != len(chunks):
        raise UnknownFormError
    for file in old:
        file.unlink()
    for name, body in files.items():
        index_format.write_packed(folder / f"{name}.pf_index", body)
    index_format.write_packed(path, dataclasses.replace(metadata, chunks=chunks).data)


def _word_groups(chunk: bytes) -> Iterator[list[Word]]:
    """Yield the words of a chunk with their places, in groups for new chunks."""
    group: list[Word] = []
    size = 0
    for word in index_format.words(chunk):
        if group and size + len(word.data) > SIZE:
            yield group
            group, size = [], 0
        group.append(word)
        size += len(word.data)
    if group:
        yield group
