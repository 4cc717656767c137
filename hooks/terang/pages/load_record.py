"""Read and check the data and pages of a repository, and load them as its publication.

The commands call it: `check` for the problems, a build for the publication.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, Self, TypeAlias, TypeVar

from terang.diagnostics import InvalidDataError, Problem, errors, in_order
from terang.downloads import registry
from terang.loading import data_folder, data_paths, file_names
from terang.loading.cures import with_cures
from terang.loading.data_folder import LoadedData
from terang.loading.file_names import is_data_file
from terang.model.catalog import Catalog
from terang.narrative import markdown_page, prose_check, quote_check
from terang.narrative.markdown_page import NarrativeSource
from terang.narrative.page_review import PageReview, PageReviewer
from terang.pages import content_files, own_files, site_configuration
from terang.pages.publication import Publication
from terang.pages.templates import COMPONENTS, Compiled, Renderer
from terang.parsing import folder_files, git_command
from terang.parsing.yaml_document import Document

FOLDERS = (
    data_paths.FOLDER,
    markdown_page.FOLDER,
    "docs/record",
    own_files.FOLDER,
    "theme_overrides",
)
"""The folders from which a reader reads something: their files are regular, and in a commit."""

_PAGES_AT_ONCE = 500
"""The number of narrative pages that are sent to another process at once."""

_MOST_FILES = 8_192
"""The size of each cache of parsed files; the least recently read file is dropped first."""


@dataclass(frozen=True, slots=True)
class CheckedRecord:
    """Data and narrative pages with all their problems and notices; no catalog if it is invalid."""

    catalog: Catalog | None
    sources: Mapping[str, NarrativeSource]
    problems: tuple[Problem, ...]
    reading: LoadedData
    """The data alone, with its own problems."""


_Pages: TypeAlias = tuple[Mapping[str, NarrativeSource], Sequence[PageReview]]
"""Narrative pages by path, and the review of each."""


_Result = TypeVar("_Result")


class BackgroundStart(Protocol):
    """A function that starts work in the background."""

    def __call__(
        self, work: Callable[[], Iterator[_Result]], /, *, is_divided: bool = False
    ) -> Callable[[], list[_Result]]:
        """Start the work; return a function that waits for its results.

        `is_divided`: the work starts other work in the background itself.
        """


@dataclass(frozen=True, slots=True)
class Memory:
    """The functions that parse files, and the cache of templates; by default, nothing is cached."""

    document: Callable[[str, bytes], Document] = data_folder.read_document
    page: Callable[[str, bytes], NarrativeSource] = markdown_page.read_page
    compiled: Compiled | None = None
    beside: BackgroundStart | None = None
    """Starts work in the background; None if everything is done in turn."""
    keeps_documents: bool = True
    """False if nobody reads the parsed files any more when they have been checked."""

    def started(
        self, work: Callable[[], Iterator[_Result]], *, is_divided: bool = False
    ) -> Callable[[], list[_Result]]:
        """Start work in the background, or let it be done when its results are waited for."""
        if self.beside is None:
            return lambda: [*work()]
        return self.beside(work, is_divided=is_divided)

    @classmethod
    def kept(cls) -> Self:
        """Return a memory with caches, for a process that reads the same files repeatedly.

        The key of a file is its path with its bytes, so that no cached value can be out of date.
        """
        remember = functools.lru_cache(_MOST_FILES)
        return cls(
            remember(data_folder.read_document), remember(markdown_page.read_page), Compiled()
        )


_NO_CACHE = Memory()


def check_record(
    root: Path,
    now: dt.datetime,
    memory: Memory = _NO_CACHE,
    files: Mapping[str, bytes] | None = None,
) -> CheckedRecord:
    """Read and check the data and pages of a repository together.

    `files`: path → bytes of data and pages as they would be committed; by default, as on disk.
    """
    listing = folder_files.list_files(root, FOLDERS)
    problems = [*listing.problems, *file_names.unread_files(listing.paths)]
    if repository := git_command.find_repository(root):
        problems += folder_files.uncommitted_problems(repository, listing.paths, FOLDERS)
    if files is None:
        files = {path: (root / path).read_bytes() for path in listing.paths if _is_read(path)}
    written = {path: data for path, data in files.items() if markdown_page.is_page_file(path)}

    def read_pages() -> Iterator[_Pages]:
        pages = {path: memory.page(path, data) for path, data in written.items()}
        reviewer = PageReviewer()
        yield pages, [reviewer.review(page) for page in pages.values()]

    waiting = memory.started(read_pages)
    data = {path: data for path, data in files.items() if is_data_file(path)}
    reading = data_folder.read_data(data, now, memory.document)
    # Records with errors are left out, so that a page would seem to name unknown ids.
    sound = None if errors(reading.problems) else reading.catalog
    quoted = [] if sound is None else [*quote_check.quote_problems(sound, reading.documents)]
    if not memory.keeps_documents:
        reading = replace(reading, documents={})  # they take more memory than all that follows
    ((pages, reviews),) = waiting()
    problems += reading.problems
    for source, review in zip(pages.values(), reviews, strict=True):
        problems += [*source.problems, *review.problems]
        if sound is not None:
            problems += markdown_page.call_problems(source, sound)
    if sound is not None and not errors(problems):
        typed = [figure for review in reviews for figure in review.figures]
        problems += prose_check.prose_problems(pages, typed, sound)
        problems += quoted
    problems += content_files.content_problems(root)
    problems += own_files.own_problems(root)
    settings = root / site_configuration.CONFIGURATION
    if settings.is_file():
        configuration = settings.read_bytes()
        files = {**files, site_configuration.CONFIGURATION: configuration}
        problems += site_configuration.problems_of_configuration(configuration)
    today = reading.catalog.today if reading.catalog else now.date()
    cured = with_cures(problems, files, today)
    return CheckedRecord(reading.catalog, pages, in_order(cured), reading)


def _is_read(path: str) -> bool:
    return is_data_file(path) or markdown_page.is_page_file(path)


def load_publication(
    root: Path,
    now: dt.datetime,
    correction_url: str = "",
    address: str = registry.EXAMPLE,
    memory: Memory = _NO_CACHE,
) -> Publication:
    """Return the publication of a repository; raise InvalidDataError with all problems.

    `correction_url` and `address`: see `PublishedRecord`.
    """
    templates = root / COMPONENTS
    compiling = memory.beside(lambda: iter((Compiled.whole(templates),))) if memory.beside else None

    def check() -> Iterator[Any]:
        checked = check_record(root, now, replace(memory, keeps_documents=False))
        pages = [*checked.sources.items()]
        parts: list[Any] = [
            dict(pages[start : start + _PAGES_AT_ONCE])
            for start in range(0, len(pages), _PAGES_AT_ONCE)
        ]
        parts += [checked.problems, checked.catalog]
        del checked, pages
        while parts:
            yield parts.pop(0)

    # The files, and all that was made of them on the way, take twice the memory of the records.
    # What another process has made comes without them.
    checking = memory.started(check, is_divided=True)
    *parts, problems, catalog = checking()
    sources = {path: page for part in parts for path, page in part.items()}
    if catalog is None or errors(problems):
        raise InvalidDataError(problems)
    return Publication(
        catalog=catalog,
        sources=sources,
        notices=problems,
        render=Renderer(templates, compiling()[0] if compiling else memory.compiled),
        correction_url=correction_url,
        address=address,
        own=own_files.load_own_files(root),
    )
