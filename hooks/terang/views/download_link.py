"""A link to a file to download, with its content and size."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from terang.i18n.formatter import TextLink
from terang.views.page_context import PageContext


@dataclass(frozen=True, slots=True)
class FileView:
    """A file to download: its link, its content in a sentence, its size."""

    link: TextLink
    about: str
    size: str


def file_view(path: str, about: str, size: int | None, context: PageContext) -> FileView:
    """Return a link to a file to download, by its path from the root; with its size if known."""
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
