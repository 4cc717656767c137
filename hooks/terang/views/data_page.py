"""The page that explains each download to a person."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from terang.i18n.formatter import Sentence, TextLink
from terang.views.page_context import PageContext


@dataclass(frozen=True, slots=True)
class FileView:
    """A file to download: its name, what is in it, how large it is."""

    link: TextLink
    about: str
    size: str


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column of a table: its name in the file, what its cells are, what they mean."""

    name: str
    kind: str
    title: str
    description: tuple[tuple[str, bool], ...]
    """Texts, each with whether it is code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadTableView:
    """A table, with its columns explained."""

    name: str
    file: FileView
    summary: str
    description: str
    key: str
    """Which columns tell its rows apart; empty where none are sure to."""
    columns: tuple[ColumnView, ...]


@dataclass(frozen=True, slots=True)
class SheetLine:
    """The metadata of an indicator: its page, and the same as a file."""

    page: TextLink
    file: FileView


@dataclass(frozen=True, slots=True)
class Snippet:
    """How a program opens the files: a language, and lines that run where the files lie."""

    name: str
    language: str
    introduction: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataView:
    """Everything there is to download."""

    licence: Sentence
    whole: tuple[FileView, ...]
    site: FileView | None
    """The whole site in one file, where there is one."""
    tables: tuple[DownloadTableView, ...]
    views: tuple[tuple[str, str], ...]
    """Ready-made questions of the database: name, what each answers."""
    series: tuple[FileView, ...]
    unlisted: Sentence
    """Where the files of the series are found when they are too many to be listed."""
    sheets: tuple[SheetLine, ...]
    snippets: tuple[Snippet, ...]


def file_view(path: str, about: str, size: int | None, context: PageContext) -> FileView:
    """A file by its path from the site's root; without a size where it is not known yet."""
    name = path.removeprefix("data/")
    return FileView(
        TextLink(name, context.file(path)), about, "" if size is None else file_size(size, context)
    )


def file_size(size: int, context: PageContext) -> str:
    """A file's size: 512 B, 14,2 kB."""
    kilobyte = 1000
    if size < kilobyte:
        return f"{size} B"
    return f"{context.language.number(Fraction(size, kilobyte), 1)} kB"
