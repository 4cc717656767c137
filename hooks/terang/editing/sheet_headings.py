"""The heading of a sheet: which rows it takes, and which key each column holds.

Headings are the contract's columns, of an entry file or of a download, or their words in either
language. They may stand below a title, in several rows, and in merged cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from terang.diagnostics import LANGUAGES, nearest_word
from terang.downloads import dictionary
from terang.editing.cell_numbers import plain_line, without_marks
from terang.editing.sheet_columns import KINDS, SheetColumn, columns_of
from terang.i18n.sheet_words import sheet_tree
from terang.model.catalog import Catalog
from terang.parsing.spreadsheet import MOST_COLUMNS, Sheet

_MOST_ROWS_ABOVE = 30
_MOST_ROWS_DEEP = 3
_LEAST_KNOWN = 2
_PARTS = re.compile(r"\s*(?:\n| / | · )\s*")
_ORNAMENTS = re.compile(r"^[\s*]+|[\s*:]+$")
_SKIPPED = re.compile(r"[(#\[].*|no\.?|nomor|number|nr\.?", re.IGNORECASE | re.DOTALL)
IGNORED = ""
"""The name of a column that is known, but not read: it follows from others."""
KIND = "kind"
_TABLES = ("observations", "targets", "events", "replies", "sources", "claims")
_OVERRIDDEN = frozenset({"series", "kind", "date", "value", "qualifier", "status", "reason"})
"""Columns that the dictionary explains, and that are read all the same."""
_FURTHER = frozenset({"date_start", "date_end", "unit_id", "unit_en", "currency"})


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a sheet."""

    kind: str
    """The kind of its rows, where no column of kinds says another."""
    columns: Mapping[int, SheetColumn]
    """Number of a column → its key."""
    last_row: int
    kind_column: int | None = None
    ignored: frozenset[int] = frozenset()
    unknown: Mapping[int, str] = field(default_factory=dict)
    """Columns whose heading is not known, with their headings."""
    twice: Mapping[int, int] = field(default_factory=dict)
    """Column → the column before it that holds the same key."""


class HeadingReader:
    """A reader of headings, with the words of a catalog's columns."""

    def __init__(self, catalog: Catalog) -> None:
        self.columns = {
            kind: {column.name: column for column in columns_of(kind, catalog)} for kind in KINDS
        }
        self._names = {
            kind: dict(_names(kind, columns.values())) for kind, columns in self.columns.items()
        }
        self._sheet_kinds = {
            name.casefold(): kind
            for kind, texts in sheet_tree()["sheets"].items()
            for name in (*texts.values(), kind, f"{kind}s")
        }
        claims = sheet_tree()["downloads"]["claims"].values()
        self._sheet_kinds |= dict.fromkeys(map(str.casefold, claims), "observation")
        self._sheet_kinds["replies"] = "reply"
        ours = (name for texts in sheet_tree()["unread"].values() for name in texts.values())
        self._unread = {name.casefold() for name in (*ours, *_other_tables())}

    def is_unread(self, name: str) -> bool:
        """Return whether a sheet or table of this name is one of ours that holds no entries."""
        return plain_line(name).casefold() in self._unread

    def kind_of_name(self, name: str) -> str:
        """Return the kind that the name of a sheet or file says, or ""."""
        return self._sheet_kinds.get(plain_line(name).casefold(), "")

    def heading(self, sheet: Sheet, kind: str = "") -> Heading | None:
        """Return the heading of a sheet of a kind, or of any kind; None if it has none."""
        rows = sorted({row for row, _ in sheet.cells})[:_MOST_ROWS_ABOVE]
        best: tuple[tuple[int, int, int, int], Heading] | None = None
        for order, candidate in enumerate([kind] if kind else KINDS):
            for first in rows:
                for depth in range(1, _MOST_ROWS_DEEP + 1):
                    found = self._heading_at(sheet, first, depth, candidate)
                    known = len(found.columns) + (found.kind_column is not None)
                    rank = (known, -len(found.unknown), -depth, -order)
                    if known >= _LEAST_KNOWN and (best is None or rank > best[0]):
                        best = rank, found
        return best[1] if best else None

    def _heading_at(self, sheet: Sheet, first: int, depth: int, kind: str) -> Heading:
        columns: dict[int, SheetColumn] = {}
        unknown: dict[int, str] = {}
        twice: dict[int, int] = {}
        ignored: set[int] = set()
        kind_column = None
        for number, texts in _heading_texts(sheet, first, depth):
            name = self._name_of(kind, texts)
            if name is None:
                unknown[number] = texts[-1]
            elif name == KIND:
                kind_column = number
            elif name == IGNORED:
                ignored.add(number)
            else:
                same = [at for at, column in columns.items() if column.name == name]
                if same and same[0] in sheet.hidden_columns:
                    ignored.add(same[0])
                    del columns[same[0]]
                elif same:
                    ignored.add(number)
                    if number not in sheet.hidden_columns:
                        twice[number] = same[0]
                    continue
                columns[number] = self.columns[kind][name]
        if kind_column is not None:
            for number in [*unknown]:
                if (column := self._of_another_kind(unknown[number])) is not None:
                    columns[number] = column
                    del unknown[number]
        last = first + depth - 1
        return Heading(kind, columns, last, kind_column, frozenset(ignored), unknown, twice)

    def _of_another_kind(self, text: str) -> SheetColumn | None:
        """Return the column of any kind that a heading names; for tables with a column of kinds."""
        for kind, names in self._names.items():
            if name := names.get(heading_key(text)):
                return self.columns[kind].get(name)
        return None

    def _name_of(self, kind: str, texts: tuple[str, ...]) -> str | None:
        """Return the column that a heading names; its last row says it, or all rows together."""
        names = self._names[kind]
        for text in (" ".join(texts), ": ".join(texts[-2:]), texts[-1]):
            for part in (text, *_PARTS.split(text)):
                if (name := names.get(heading_key(part))) is not None:
                    return name
        return IGNORED if _SKIPPED.fullmatch(texts[-1].strip()) else None

    def nearest(self, kind: str, text: str) -> str:
        """Return the heading that is most like an unknown one, or ""."""
        return nearest_word(heading_key(text), self._names[kind]) or ""


def _other_tables() -> Iterator[str]:
    """Yield the names of the downloads' tables that hold no entries."""
    return (name for name in dictionary.table_names() if name not in _TABLES)


def heading_key(text: str) -> str:
    """Return a heading as it is looked up: on one line, in small letters, without marks."""
    plain = _ORNAMENTS.sub("", plain_line(text))
    return _ORNAMENTS.sub("", without_marks(plain)[0]).casefold()


def _heading_texts(sheet: Sheet, first: int, depth: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the texts above each column, from top to bottom; a merged cell stands in all."""
    shown: dict[int, list[str]] = {}
    for row in range(first, first + depth):
        for column in range(1, MOST_COLUMNS + 1):
            if (cell := sheet.cells.get((row, column))) is not None:
                shown.setdefault(column, []).append(str(cell.value))
        for first_column, first_row, last_column, last_row in sheet.merged:
            if first_row <= row <= last_row and last_column <= MOST_COLUMNS:
                cell_at = sheet.cells.get((first_row, first_column))
                for column in range(first_column, last_column + 1):
                    if cell_at is not None and (row, column) not in sheet.cells:
                        shown.setdefault(column, []).append(str(cell_at.value))
    for column, texts in sorted(shown.items()):
        yield column, tuple(dict.fromkeys(texts))


def _names(kind: str, columns: Iterable[SheetColumn]) -> Iterator[tuple[str, str]]:
    """Yield each heading that names a column of a kind, with the column's name."""
    own = list(columns)
    for name in _FURTHER:
        yield name, IGNORED
    for table in _TABLES:
        for name, titles in dictionary.column_titles(table).items():
            if name not in _OVERRIDDEN:
                yield from ((heading_key(word), IGNORED) for word in (name, *titles))
                yield from ((f"{name}_{code}", IGNORED) for code in LANGUAGES)
                for code, words in sheet_tree()["variants"].items():
                    by_language = zip(LANGUAGES, titles, strict=True)
                    for language, title in by_language:
                        yield heading_key(words[language].format(title=title)), IGNORED
    if kind == "target":
        yield "reason", IGNORED
    if kind != "source":
        yield from (
            (heading_key(word), KIND) for word in sheet_tree()["columns"]["kind"]["title"].values()
        )
    yield KIND, KIND
    for name, words in sheet_tree()["synonyms"].items():
        for column in own:
            if column.name == name:
                yield from ((heading_key(word), name) for word in words.split(" | "))
    parts = [column for column in own if column.name.startswith("breakdown.")]
    for column in parts:
        for code in LANGUAGES:
            whole, _, part = column.titles[code].partition(": ")
            alone = [other.titles[code].endswith(f": {part}") for other in parts]
            if alone.count(True) == 1:
                yield heading_key(part), column.name
            yield heading_key(f"{whole} {part}"), column.name
    for column in own:
        base, _, code = column.name.rpartition(".")
        if base in ("note", "title", "text", "label", "preferred") and code in LANGUAGES:
            yield heading_key(column.titles[code].rpartition(" (")[0]), column.name
    for column in own:
        yield column.name, column.name
        yield column.name.replace(".", "_"), column.name
        yield from ((heading_key(column.titles[code]), column.name) for code in LANGUAGES)
    if kind == "target":
        yield "date", "due"
