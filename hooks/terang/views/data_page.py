"""The page that lists all downloads and explains their tables and columns."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from terang.i18n.formatter import Sentence, TextLink
from terang.views.page_context import PageContext


@dataclass(frozen=True, slots=True)
class FileView:
    """A file to download: its link, its content in a sentence, its size."""

    link: TextLink
    about: str
    size: str


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column of a table: its name in the file, its type and its meaning."""

    name: str
    kind: str
    title: str
    description: tuple[tuple[str, bool], ...]
    """Texts, each with a flag: whether it is code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadTableView:
    """A table with its columns."""

    name: str
    file: FileView
    summary: str
    description: str
    key: str
    """The columns that identify a row; empty if no columns are sure to."""
    columns: tuple[ColumnView, ...]


@dataclass(frozen=True, slots=True)
class SheetLine:
    """The metadata of an indicator: its page and its file."""

    page: TextLink
    file: FileView


@dataclass(frozen=True, slots=True)
class Snippet:
    """Example code that opens the files, for a programming language."""

    name: str
    language: str
    introduction: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataView:
    """The page on data: all downloads."""

    licence: Sentence
    whole: tuple[FileView, ...]
    site: FileView | None
    """The archive of the whole site; None if none is built."""
    tables: tuple[DownloadTableView, ...]
    views: tuple[tuple[str, str], ...]
    """The SQL views of the database: name and purpose."""
    series: tuple[FileView, ...]
    unlisted: Sentence
    """The place of the series' files, if there are too many to list."""
    sheets: tuple[SheetLine, ...]
    snippets: tuple[Snippet, ...]


def file_view(path: str, about: str, size: int | None, context: PageContext) -> FileView:
    """Return a file by its path from the site's root; `size` is None if it is not known yet."""
    name = path.removeprefix("data/")
    return FileView(
        TextLink(name, context.file_href(path)),
        about,
        "" if size is None else file_size(size, context),
    )


def file_size(size: int, context: PageContext) -> str:
    """Return the size of a file in words: `512 B`, `14,2 kB`."""
    kilobyte = 1000
    if size < kilobyte:
        return f"{size} B"
    return f"{context.language.number(Fraction(size, kilobyte), 1)} kB"
