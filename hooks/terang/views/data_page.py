"""The parts of the view of the page on data: tables, columns, sheets and programs."""

from __future__ import annotations

from dataclasses import dataclass

from terang.i18n.formatter import Sentence, TextLink
from terang.views.download_link import FileView


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
    parquet: FileView | None
    """The same table as Parquet; None if that is not published."""
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
    promises: tuple[str, ...]
    """The rules by which names and addresses stay."""
    series: tuple[FileView, ...]
    unlisted: Sentence
    """The place of the series' files, if there are too many to list."""
    sheets: tuple[SheetLine, ...]
    snippets: tuple[Snippet, ...]
