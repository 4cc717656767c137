"""A table of the downloads: its columns, its keys, and its rows of typed cells.

Every tabular format reads it; it knows neither the record nor any file format.
"""

from __future__ import annotations

import functools
import itertools
import pickle
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from terang.downloads.cells import Cell
from terang.downloads.columns import Column, ColumnType
from terang.downloads.lazy_files import KeepBytes, KeptBytes, keep_in_memory


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns whose cells, if all are filled, name a row of a table."""

    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]


TableRow: TypeAlias = tuple[Cell, ...]

_PORTION = 500
"""The number of rows that are in memory at once."""


class KeptRows:
    """Rows that are computed once and kept in portions, of which one at a time is read again.

    Each format reads them. To read a row takes a tenth of the time that it takes to compute it.
    """

    __slots__ = ("_count", "_portions")

    def __init__(self, rows: Iterable[TableRow], keep: KeepBytes) -> None:
        self._portions: list[KeptBytes] = []
        self._count = 0
        left = iter(rows)
        while portion := tuple(itertools.islice(left, _PORTION)):
            self._portions.append(keep(pickle.dumps(portion, pickle.HIGHEST_PROTOCOL)))
            self._count += len(portion)

    def __iter__(self) -> Iterator[TableRow]:
        for portion in self._portions:
            yield from pickle.loads(portion())  # noqa: S301 - bytes of this process

    def __len__(self) -> int:
        return self._count


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """A table; it has no primary key if no columns are sure to distinguish its rows.

    Its rows are computed when they are first read, and kept by `keep`.
    """

    name: str
    columns: tuple[Column, ...]
    make_rows: Callable[[], Iterable[TableRow]]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    keep: KeepBytes = keep_in_memory

    @property
    def csv_name(self) -> str:
        """The name of the table's CSV file."""
        return f"{self.name}.csv"

    @property
    def is_derived(self) -> bool:
        """True if no editor writes any of its cells."""
        return all(column.is_derived for column in self.columns)

    @functools.cached_property
    def rows(self) -> KeptRows:
        """The rows, in order."""
        return KeptRows(self.make_rows(), self.keep)

    def selected(self, is_selected: Callable[[Column], bool]) -> Table:
        """Return the table with some of its columns, without keys."""
        kept = [index for index, column in enumerate(self.columns) if is_selected(column)]
        return Table(
            name=self.name,
            columns=tuple(self.columns[index] for index in kept),
            make_rows=lambda: (tuple(row[index] for index in kept) for row in self.rows),
            keep=self.keep,
        )


def id_column(name: str, *, required: bool = True) -> Column:
    """Return a column of a table whose cells are ids."""
    return Column(name, ColumnType.STRING, required=required)


ID, SERIES, ANCHOR = map(id_column, ("id", "series", "anchor"))
ENTRY_KEY = ("series", "anchor")


def key_to(column: str, table: str) -> ForeignKey:
    """Return a table's foreign key: a column of it that holds ids of another table."""
    return ForeignKey((column,), table, ("id",))
