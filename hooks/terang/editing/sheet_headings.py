"""The heading of a sheet: its rows, the key of each column, and how a heading is looked up.

Headings are the contract's columns, of an entry file or of a download, or their words in either
language. They may stand below a title, in several rows, and in merged cells.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from terang.diagnostics import LANGUAGES, nearest_word
from terang.downloads import dictionary
from terang.editing.cell_numbers import plain_line, without_marks
from terang.editing.sheet_columns import KINDS, SheetColumn, columns_of
from terang.editing.sheet_records import BILINGUAL
from terang.i18n.sheet_words import BETWEEN_LANGUAGES, sheet_tree
from terang.model.catalog import Catalog
from terang.parsing.sheets import MOST_COLUMNS, Sheet, SheetCell

_MOST_ROWS_ABOVE = 30
_MOST_ROWS_DEEP = 3
_LEAST_KNOWN = 2
_LONGEST_HEADING = 1_000
_PARTS = re.compile(r"\s*(?:\n| / | · )\s*")
_ORNAMENTS = re.compile(r"^[\s*]+|[\s*:]+$")
_SKIPPED = re.compile(r"[(#\[].*|no\.?|nomor|number|nr\.?", re.IGNORECASE | re.DOTALL)
_YEARS = frozenset({"tahun", "year"})
_PARTS_OF_YEAR = {
    **dict.fromkeys(("bulan", "month"), ""),
    **dict.fromkeys(("triwulan", "quarter"), "TW"),
    "semester": "Semester",
}
_UNIT_BEHIND = re.compile(
    r"\s*\((?:orang|jiwa|peserta|pekerja|people|persons|rp\.?|idr|rupiah)\)$", re.IGNORECASE
)
IGNORED = ""
"""The name of a column that is known, but not read: it follows from others."""
KIND = "kind"
_TABLES = ("observations", "targets", "events", "replies", "sources", "claims")
_READ_ALL_THE_SAME = frozenset({"series", "kind", "date", "value", "qualifier", "status", "reason"})
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
    part_column: int | None = None
    """The column of months, quarters or halves beside one of years."""
    part_word: str = ""
    """The word that such a part needs before it: `TW` of `II`."""


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
        self._initials = tuple(_initials(catalog))
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
        kind: str = self._sheet_kinds.get(plain_line(name).casefold(), "")
        return kind

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
        named = {
            number: (self._name_of(kind, texts), texts[-1])
            for number, texts in _heading_texts(sheet, first, depth)
        }
        named |= self._named_by_initials(kind, named)
        kinds = [number for number, (name, _) in named.items() if name == KIND]
        unknown = {number: text for number, (name, text) in named.items() if name is None}
        columns = {
            number: self.columns[kind][name]
            for number, (name, _) in named.items()
            if name not in (None, KIND, IGNORED) and name is not None
        }
        if kinds:
            # A key's own name says more than a title that another kind of row happens to have.
            named_by_key = {
                number: text
                for number, (_, text) in named.items()
                if text.strip() not in self.columns[kind] and number not in kinds
            }
            others = {
                number: self._of_another_kind(text)
                for number, text in named_by_key.items()
                if number in unknown or self._is_key(text)
            }
            columns |= {number: column for number, column in others.items() if column is not None}
        part_column, part_word = _part_of_year(columns, {n: text for n, (_, text) in named.items()})
        columns.pop(part_column or 0, None)
        columns, twice = _without_repeated(columns, sheet.hidden_columns)
        unknown = {number: text for number, text in unknown.items() if number not in columns}
        ignored = frozenset({*named} - {*columns, *kinds, *unknown, part_column})
        last = first + depth - 1
        kind_column = kinds[0] if kinds else None
        return Heading(
            kind, columns, last, kind_column, ignored, unknown, twice, part_column, part_word
        )

    def _named_by_initials(
        self, kind: str, named: Mapping[int, tuple[str | None, str]]
    ) -> dict[int, tuple[str | None, str]]:
        """Return the columns that the initials of two categories name together: `L`, `P`."""
        places: dict[str, list[int]] = {}
        for number, (name, text) in named.items():
            if name is None:
                places.setdefault(heading_key(text), []).append(number)
        return {
            places[initial][0]: (name, named[places[initial][0]][1])
            for initials in self._initials
            # Beside each other once: a pair for each quarter says something else.
            if all(len(places.get(initial, ())) == 1 for initial in initials)
            for initial, name in initials.items()
            if name in self.columns[kind]
        }

    def _is_key(self, text: str) -> bool:
        """Return whether a heading is the name of a column of any kind."""
        return any(text.strip() in columns for columns in self.columns.values())

    def _of_another_kind(self, text: str) -> SheetColumn | None:
        """Return the column of any kind that a heading names; for tables with a column of kinds."""
        for columns in self.columns.values():
            if text.strip() in columns:
                return columns[text.strip()]
        for kind, names in self._names.items():
            if name := names.get(heading_key(text)):
                return self.columns[kind].get(name)
        return None

    def heading_of(self, kind: str, column: SheetColumn, text: str) -> str:
        """Return a column's heading; with its name, where another column could be meant too."""
        read = text[:_LONGEST_HEADING]
        if self._name_of(kind, (read,)) == column.name:
            return text
        name = f"{BETWEEN_LANGUAGES}{column.name}"
        return f"{read[: _LONGEST_HEADING - len(name)]}{name}"

    def _name_of(self, kind: str, texts: tuple[str, ...]) -> str | None:
        """Return the column that a heading names; its last row says it, or all rows together."""
        names = self._names[kind]
        for part in _PARTS.split(texts[-1]):
            if part in self.columns[kind]:
                return part
        for text in (" ".join(texts), ": ".join(texts[-2:]), texts[-1]):
            for part in (text, *_PARTS.split(text)):
                if (name := names.get(heading_key(part))) is not None:
                    return name
        if (name := names.get(heading_key(_UNIT_BEHIND.sub("", texts[-1])))) is not None:
            return name
        return IGNORED if _SKIPPED.fullmatch(texts[-1].strip()) else None

    def nearest(self, kind: str, text: str) -> str:
        """Return the heading that is most like an unknown one, or ""."""
        return nearest_word(heading_key(text), self._names[kind]) or ""


def _part_of_year(
    columns: Mapping[int, SheetColumn], texts: Mapping[int, str]
) -> tuple[int | None, str]:
    """Return the column that has the month, quarter or half of a year beside it, and its word."""
    keys = {
        number: heading_key(texts[number])
        for number, column in columns.items()
        if column.name in ("date", "due")
    }
    parts = [number for number, key in keys.items() if key in _PARTS_OF_YEAR]
    if len(keys) == 2 and len(parts) == 1 and any(key in _YEARS for key in keys.values()):  # noqa: PLR2004
        return parts[0], _PARTS_OF_YEAR[keys[parts[0]]]
    return None, ""


def _without_repeated(
    columns: Mapping[int, SheetColumn], hidden: frozenset[int]
) -> tuple[dict[int, SheetColumn], dict[int, int]]:
    """Return each key's first column, a visible one first; and who repeats which of them."""
    kept: dict[str, int] = {}
    twice: dict[int, int] = {}
    for number in sorted(columns, key=lambda number: (number in hidden, number)):
        name = columns[number].name
        if name not in kept:
            kept[name] = number
        elif number not in hidden:
            twice[number] = kept[name]
    return {number: columns[number] for number in sorted(kept.values())}, twice


def _other_tables() -> Iterator[str]:
    """Yield the names of the downloads' tables that hold no entries."""
    return (name for name in dictionary.table_names() if name not in _TABLES)


@functools.lru_cache(8192)  # The same few headings are looked up again and again.
def heading_key(text: str) -> str:
    """Return a sheet's heading as it is looked up: on one line, in small letters, without marks."""
    plain = _ORNAMENTS.sub("", plain_line(text)[:_LONGEST_HEADING])
    return _ORNAMENTS.sub("", without_marks(plain)[0]).casefold()


def _heading_texts(sheet: Sheet, first: int, depth: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the texts above each column, from top to bottom; a merged cell stands in all."""
    shown: dict[int, list[str]] = {}
    for row in range(first, first + depth):
        for column in range(1, MOST_COLUMNS + 1):
            if (cell := sheet.cells.get((row, column))) is not None:
                shown.setdefault(column, []).append(_heading_text(cell))
        for first_column, first_row, last_column, last_row in sheet.merged:
            if first_row <= row <= last_row and last_column <= MOST_COLUMNS:
                cell_at = sheet.cells.get((first_row, first_column))
                for column in range(first_column, last_column + 1):
                    if cell_at is not None and (row, column) not in sheet.cells:
                        shown.setdefault(column, []).append(_heading_text(cell_at))
    for column, texts in sorted(shown.items()):
        yield column, tuple(dict.fromkeys(texts))


def _heading_text(cell: SheetCell) -> str:
    """Return the text of a cell above a column; patterns take long for what is no heading."""
    return str(cell.value)[:_LONGEST_HEADING]


def _names(kind: str, columns: Iterable[SheetColumn]) -> Iterator[tuple[str, str]]:
    """Yield each heading that names a column of a kind, with the column's name.

    Of a heading that is yielded twice, the later name counts.
    """
    own = list(columns)
    yield from ((heading, IGNORED) for heading in _derived_headings())
    if kind == "target":
        yield "reason", IGNORED
    if kind != "source":
        titles: Mapping[str, str] = sheet_tree()["columns"]["kind"]["title"]
        yield from ((heading_key(word), KIND) for word in (KIND, *titles.values()))
    names = {column.name for column in own}
    for name, words in sheet_tree()["synonyms"].items():
        if name in names:
            yield from ((heading_key(word), name) for word in words.split(" | "))
    yield from _category_names([column for column in own if column.key == "breakdown"])
    for column in own:
        base, _, code = column.name.rpartition(".")
        if base in BILINGUAL and code in LANGUAGES:
            yield heading_key(column.titles[code].rpartition(" (")[0]), column.name
            for title in column.titles.values():
                yield heading_key(f"{title.rpartition(' (')[0]} ({code})"), column.name
    for column in own:
        words = (column.name, column.name.replace(".", "_"), *column.titles.values())
        yield from ((heading_key(word), column.name) for word in words)
    if kind == "target":
        yield "date", "due"


@functools.cache
def _derived_headings() -> tuple[str, ...]:
    """Return the headings of columns of downloads that follow from others."""
    headings = [*_FURTHER]
    variants: Mapping[str, Mapping[str, str]] = sheet_tree()["variants"]
    for table in _TABLES:
        for name, titles in dictionary.column_titles(table).items():
            if name in _READ_ALL_THE_SAME:
                continue
            headings += map(heading_key, (name, *titles))
            headings += (f"{name}_{code}" for code in LANGUAGES)
            for words in variants.values():
                for language, title in zip(LANGUAGES, titles, strict=True):
                    headings.append(heading_key(words[language].format(title=title)))
    return tuple(headings)


def _initials(catalog: Catalog) -> Iterator[Mapping[str, str]]:
    """Yield the columns of each dimension of two categories, by the initials of these."""
    for key, dimension in catalog.dimensions.items():
        for code in LANGUAGES:
            initials = {
                category.title.in_language(code)[0][:1].casefold(): f"breakdown.{key}.{name}"
                for name, category in dimension.categories.items()
            }
            if len(initials) == len(dimension.categories) == 2:  # noqa: PLR2004
                yield initials


def _category_names(parts: Sequence[SheetColumn]) -> Iterator[tuple[str, str]]:
    """Yield the headings of categories: `Jenis kelamin Perempuan`, and the category alone."""
    for code in LANGUAGES:
        alone = [column.titles[code].partition(": ")[2] for column in parts]
        for column, part in zip(parts, alone, strict=True):
            whole = column.titles[code].partition(": ")[0]
            if alone.count(part) == 1:
                yield heading_key(part), column.name
            yield heading_key(f"{whole} {part}"), column.name
