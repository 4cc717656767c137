"""Data and narrative pages, read and checked together."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self, TypeAlias, TypeVar

from terang.diagnostics import InvalidDataError, Problem, errors, in_order
from terang.downloads import registry
from terang.loading import data_folder
from terang.model.catalog import Catalog
from terang.narrative import markdown_page, prose_check
from terang.narrative.markdown_page import NarrativeSource
from terang.pages.publication import Publication
from terang.pages.templates import COMPONENTS, Compiled, Renderer
from terang.parsing.yaml_document import Document

_MOST_FILES = 8_192
"""So many files of a kind are remembered; of more, those longest not read are forgotten."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Data and narrative pages as read, with everything that is wrong or worth knowing."""

    catalog: Catalog | None
    sources: Mapping[str, NarrativeSource]
    problems: tuple[Problem, ...]


_Pages: TypeAlias = tuple[Mapping[str, NarrativeSource], Sequence[prose_check.TypedFigure]]
"""Narrative pages by their path, and the figures typed on them."""


_Found = TypeVar("_Found")


class BackgroundStart(Protocol):
    """How work is begun beside other work."""

    def __call__(self, work: Callable[[], _Found], /) -> Callable[[], _Found]:
        """Begin it; what is returned waits for what it finds."""


@dataclass(frozen=True, slots=True)
class Memory:
    """How files are read and templates compiled: each time anew, unless somebody remembers.

    `beside` is how work is begun that is waited for later; None where nobody can.
    """

    document: Callable[[str, bytes], Document] = data_folder.read_document
    page: Callable[[str, bytes], NarrativeSource] = markdown_page.read_page
    compiled: Compiled | None = None
    beside: BackgroundStart | None = None

    @classmethod
    def kept(cls) -> Self:
        """A memory that lasts as long as this object, for who reads the same files over and over.

        Each file is known by its path and its bytes, so that nothing remembered can be out of date.
        """
        remember = functools.lru_cache(_MOST_FILES)
        return cls(
            remember(data_folder.read_document), remember(markdown_page.read_page), Compiled()
        )


_FORGETFUL = Memory()


def check_record(root: Path, now: dt.datetime, memory: Memory = _FORGETFUL) -> Checked:
    """Read a repository's data and pages, and find what is wrong with them."""
    files = markdown_page.page_files(root)

    def pages_read() -> _Pages:
        found = {path: memory.page(path, data) for path, data in files.items()}
        return found, [
            figure for page in found.values() for figure in prose_check.typed_figures(page)
        ]

    waiting = memory.beside(pages_read) if memory.beside else pages_read
    reading = data_folder.read_data(data_folder.data_files(root), now, memory.document)
    pages, typed = waiting()
    problems = list(reading.problems)
    for source in pages.values():
        problems += source.problems
        # Unsound data leaves records out: what a page calls may only seem not to exist.
        if reading.catalog is not None and not errors(reading.problems):
            problems += markdown_page.call_problems(source, reading.catalog)
    if reading.catalog is not None and not errors(problems):
        problems += prose_check.prose_problems(pages, typed, reading.catalog)
    return Checked(reading.catalog, pages, in_order(problems))


def load_publication(
    root: Path,
    now: dt.datetime,
    correct: str = "",
    address: str = registry.EXAMPLE,
    memory: Memory = _FORGETFUL,
) -> Publication:
    """The publication of a repository; InvalidDataError lists everything that is wrong.

    `correct` is the address at which a data file's correction is proposed, with `{path}` in it;
    `address` is the one the site is published under.
    """
    templates = root / COMPONENTS
    compiling = memory.beside(lambda: Compiled.whole(templates)) if memory.beside else None
    checked = check_record(root, now, memory)
    if checked.catalog is None or errors(checked.problems):
        raise InvalidDataError(checked.problems)
    return Publication(
        catalog=checked.catalog,
        sources=checked.sources,
        notices=checked.problems,
        render=Renderer(templates, compiling() if compiling else memory.compiled),
        correct=correct,
        address=address,
    )
