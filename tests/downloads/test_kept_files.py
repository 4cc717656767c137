"""The rows of tables and the files that a build keeps between their making and their readers."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from decimal import Decimal
from typing import IO

import pytest

from terang.downloads.columns import Column, ColumnType
from terang.downloads.json_values import Json, json_pieces, json_text
from terang.downloads.lazy_files import KeptFile, keep_in_memory, written_pieces
from terang.downloads.table import Table, TableRow
from terang.publishing.disk_store import DiskStore


def test_rows_are_computed_once_and_read_as_they_were() -> None:
    """Every reader gets every row in order, with its numbers and empty cells; also at once."""
    made: list[TableRow] = [(str(number), Decimal(number) / 8, None) for number in range(1_234)]
    asked: list[int] = []

    def make() -> Iterator[TableRow]:
        asked.append(len(made))
        return iter(made)

    columns = tuple(Column(name, ColumnType.STRING) for name in "abc")
    table = Table(name="t", columns=columns, make_rows=make, keep=DiskStore().keep)
    assert [*table.rows] == [*table.rows] == made
    assert all(first == second for first, second in zip(table.rows, table.rows, strict=True))
    assert (len(table.rows), asked) == (1_234, [1_234])


def test_a_file_in_pieces_is_like_any_other() -> None:
    """Size, checksum and bytes are those of all pieces, and they are made once."""
    pieces = [b"one", b"", b"\0" * 70_000]
    whole = b"".join(pieces)
    for keep in (keep_in_memory, DiskStore().keep):
        file = KeptFile(functools.partial(iter, pieces), keep)
        assert not file.is_made
        assert (file.size, file.sha256) == (len(whole), hashlib.sha256(whole).hexdigest())
        assert file() == file() == whole


def test_other_files_are_kept_between_the_pieces() -> None:
    """A file that is made from others while it is kept mixes with none of them."""
    store = DiskStore()
    parts = [KeptFile(functools.partial(bytes, part), store.keep) for part in (b"a" * 9, b"b")]
    joined = KeptFile(lambda: (part() for part in parts), store.keep)
    assert joined() == b"a" * 9 + b"b"
    assert [part() for part in parts] == [b"a" * 9, b"b"]


def test_what_is_written_comes_in_pieces() -> None:
    """A function that writes to a file gives its bytes, also those that it writes over."""

    def write(file: IO[bytes]) -> None:
        file.write(b"x" * 3_000_000)
        file.seek(0)
        file.write(b"y")

    assert b"".join(written_pieces(write)) == b"y" + b"x" * 2_999_999


@pytest.mark.parametrize("items", [[], [1], [{"a": [1, "é"]}, "b", None]])
def test_json_in_pieces_is_written_like_any_other(items: list[Json]) -> None:
    """An iterator gives the same text as a list of its items, also without any."""
    tree: dict[str, Json] = {"first": {"a": 1, "b": [2]}, "items": items, "last": []}
    pieces = json_pieces({**tree, "items": iter(items)})
    assert b"".join(pieces).decode() == json_text(tree)
