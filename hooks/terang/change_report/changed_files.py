"""The files at which two states differ, by kind of file; if there are none, nothing has changed.

A template or a setting can change a page as much as data does. The bytes decide; what a file means
is not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from terang.change_report.markdown_text import code_span
from terang.i18n.formatter import Language
from terang.parsing.git_files import is_below

_FOLDERS = {
    "data": ("data", "docs/record"),
    "pages": ("content", "own"),
    "appearance": ("theme_overrides",),
    "software": ("hooks", "tools", "tests"),
    "documents": ("docs",),
}
"""Kind → its folders; the first that holds a file decides."""

_WORDS = re.compile(r"hooks/terang/i18n/[^/]+\.yml")
"""The words of the software, which readers see as they see templates."""

_DOCUMENT = re.compile(r"[^/]+\.md|LICENSE")
"""The documents beside these folders; every other file is configuration."""

_KINDS = (*_FOLDERS, "configuration")

_MOST_NAMED = 300
"""The number of paths that are named of one kind; the rest is counted."""


@dataclass(frozen=True, slots=True)
class ChangedFiles:
    """The paths at which two states differ, by kind."""

    by_kind: Mapping[str, tuple[str, ...]]

    @classmethod
    def of_paths(cls, paths: Iterable[str]) -> ChangedFiles:
        """Return these paths by kind."""
        found: dict[str, list[str]] = {kind: [] for kind in _KINDS}
        for path in sorted(paths):
            found[file_kind(path)].append(path)
        return cls({kind: tuple(listed) for kind, listed in found.items() if listed})

    def lines(self, language: Language) -> Iterator[str]:
        """Yield a line for each kind: its name, the number of files and their paths."""
        for kind, paths in self.by_kind.items():
            named = ", ".join(code_span(path) for path in paths[:_MOST_NAMED])
            name = language.word(f"report.file_kind.{kind}")
            if len(paths) > _MOST_NAMED:
                more = language.number(len(paths) - _MOST_NAMED)
                named = language.word("report.more_files", named=named, more=more)
            count = language.number(len(paths))
            yield "- " + language.word("report.files_of_kind", name=name, count=count, paths=named)


def file_kind(path: str) -> str:
    """Return the kind of a changed file, under which the report lists it."""
    if _WORDS.fullmatch(path):
        return "appearance"
    for kind, folders in _FOLDERS.items():
        if is_below(path, folders):
            return kind
    return "documents" if _DOCUMENT.fullmatch(path) else "configuration"
