"""A whole build divided into pieces, each made by a process of its own.

The first process arranges the site. The process of a piece begins with that, writes the files of
its piece and ends, and its memory with it: the memory of a build grows with its largest piece. The
downloads are one piece; pages and other files come in pieces of limited size, which also keeps all
processors busy until the end. A build by MkDocs in a single process writes the same bytes.
"""

from __future__ import annotations

import contextlib
import enum
import functools
import logging
import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from mkdocs.exceptions import Abort, BuildError, MkDocsException
from mkdocs.utils import CountHandler, clean_directory

from terang.checksums import sha256_of
from terang.diagnostics import LANGUAGES
from terang.pages.page_address import PageAddress
from terang.pages.published_record import DownloadFacts, is_download
from terang.publishing.parallel_build import PROCESSES, SendMessage, WorkerError, WorkerPool
from terang.publishing.search.page_text import PageText
from terang_mkdocs import HOST
from terang_mkdocs.arranged_site import ArrangedSite
from terang_mkdocs.build import Build

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from terang.downloads.lazy_files import FileMaker
    from terang.pages.publication import Publication
    from terang.publishing.manifest import Sums
    from terang_mkdocs.pages import SitePage

MAX_PAGES, MIN_PAGES = 250, 25
"""Pages of a piece: more would take more memory, and fewer longer to start than to make."""
MAX_FILES = 500
"""Files of a piece that are neither pages nor downloads."""

_Item = TypeVar("_Item")


def build_divided(config: MkDocsConfig, publication: Publication) -> Sums:
    """Build the site of a configuration; return the checksums of the files made by other processes.

    Raises MkDocsException after it has been logged, WorkerError and OSError.
    """
    with _ending_as_mkdocs(config):
        clean_directory(config.site_dir)
        return _DividedBuild.arranged(config, publication).run()


class _Message(enum.StrEnum):
    """The kinds of messages to the first process."""

    FACTS = "facts"
    """The facts about the downloads that are known so far."""
    PAGE = "page"
    """A page has been made."""
    SUMS = "sums"
    """The checksums of the files of a piece."""
    DONE = "done"
    """A piece of pages is complete; its number."""


@dataclass(frozen=True, slots=True)
class _MadePage:
    """The parts of a page, made by another process, that the first needs."""

    piece: int
    address: PageAddress
    links: bytes
    """Its pickled ids and links."""
    text: bytes
    """Its path with its text for the search index, pickled; the text may be None."""

    @classmethod
    def of_page(cls, piece: int, page: SitePage, text: PageText | None) -> _MadePage:
        packed = pickle.dumps((page.file.dest_uri, text))
        return cls(piece, page.address, pickle.dumps(page.links), packed)


@dataclass
class _DividedBuild:
    """A build in progress, in the first process; each piece forks from it."""

    site: ArrangedSite
    publication: Publication
    facts: list[DownloadFacts]
    """The known facts about the downloads, the latest last; none in the process that makes them."""
    sums: dict[str, str] = field(default_factory=dict)
    texts: dict[int, list[FileMaker]] = field(default_factory=dict)
    """The pickled search texts of each piece that has sent any and is not indexed yet."""
    done: set[int] = field(default_factory=set)
    """The numbers of the complete pieces."""
    indexed: int = 0
    """The number of pieces, from the first, whose texts are in the search index."""

    @classmethod
    def arranged(cls, config: MkDocsConfig, publication: Publication) -> _DividedBuild:
        """Arrange the files of the site."""
        facts: list[DownloadFacts] = []
        shared = replace(publication, remote_downloads=lambda: facts[-1] if facts else None)
        return cls(ArrangedSite(config, shared), shared, facts)

    @property
    def build(self) -> Build:
        """The build of the arranged site."""
        return Build.from_config(self.site.config)

    def run(self) -> Sums:
        """Make the whole site; return the checksums of the files that pieces have made."""
        with WorkerPool(self._receive) as pool:
            pool.start(self._make_downloads)
            pool.wait_for(lambda: len(self.facts) > 0)
            others = [path for path in self.site.published if self._is_other_file(path)]
            for paths in _pieces(others, MAX_FILES):
                pool.start(functools.partial(self._make_files, paths))
            self._prepare_pages()
            pool.wait_for(lambda: len(self.facts) > 1)
            pages = sorted(
                self.build.pages.values(), key=lambda page: LANGUAGES.index(page.language)
            )
            for number, piece in enumerate(_shrinking_pieces(pages)):
                pool.start(functools.partial(self._make_pages, number, piece))
            pool.finish()
        self.build.complete_index()
        self.build.check_pages()
        self.site.config.plugins.on_post_build(config=self.site.config)
        return self.sums

    def _is_other_file(self, path: str) -> bool:
        file = self.site.published[path]
        return not (is_download(path) or file.is_documentation_page())

    # --- in the first process ---

    def _prepare_pages(self) -> None:
        """Make the few files that are no piece, and what all pages need: pieces inherit it."""
        for name in self.site.config.theme.static_templates:
            self.site.create_file(name)
        self.site.compile_shell()
        _ = self.build.publication.outdated  # the publication keeps it

    def _receive(self, kind: str, content: Any) -> None:  # noqa: ANN401
        """Take a message of a piece."""
        match kind:
            case _Message.FACTS:
                self.facts.append(content)
            case _Message.SUMS:
                self.sums |= content
            case _Message.PAGE:
                self.build.pages[content.address].set_links(content.links)
                read = self.publication.keep(content.text)
                self.texts.setdefault(content.piece, []).append(read)
            case _Message.DONE:
                self.done.add(content)
                self._index_pieces()

    def _index_pieces(self) -> None:
        """Index the texts of complete pieces, in order: the index has the same bytes each time."""
        while self.indexed in self.done:
            for read in self.texts.pop(self.indexed, ()):
                path, text = pickle.loads(read())  # noqa: S301 - our own process has written it
                if text is not None:
                    self.build.index_page(path, text)
            self.indexed += 1

    # --- in the process of a piece ---

    def _make_downloads(self, send: SendMessage) -> None:
        """Make the downloads; tell their edition as soon as it is known, then the rest."""
        send(_Message.FACTS, DownloadFacts(edition=self.publication.edition, sizes={}, rows={}))
        send(_Message.FACTS, self.publication.make_downloads())
        made = {
            name: file
            for name, file in self.publication.downloads.makers.items()
            if is_download(name)
        }
        for name in made:
            self.site.create_file(name)
        send(_Message.SUMS, {name: file.sha256 for name, file in made.items()})

    def _make_files(self, paths: Iterable[str], send: SendMessage) -> None:
        """Make files that are neither pages nor downloads."""
        with _ending_as_mkdocs(self.site.config, WorkerError):
            for path in paths:
                self.site.create_file(path)
        self._send_sums(paths, send)

    def _make_pages(self, number: int, pages: Iterable[SitePage], send: SendMessage) -> None:
        """Make pages, and send the links and the text of each."""
        with _ending_as_mkdocs(self.site.config, WorkerError):
            for page in pages:
                self.site.read_page(page.file)
                text = page.searchable_text(page.content or "")
                self.site.write_page(page.file)
                send(_Message.PAGE, _MadePage.of_page(number, page, text))
        self._send_sums([page.file.dest_uri for page in pages], send)
        send(_Message.DONE, number)

    def _send_sums(self, paths: Iterable[str], send: SendMessage) -> None:
        site = Path(self.site.config.site_dir)
        send(_Message.SUMS, {path: sha256_of((site / path).read_bytes()) for path in paths})


def _pieces(items: Sequence[_Item], most: int) -> Iterator[Sequence[_Item]]:
    """Yield items in pieces of nearly the same size, none larger than `most`."""
    count = -(-len(items) // most)
    for number in range(count):
        yield items[len(items) * number // count : len(items) * (number + 1) // count]


def _shrinking_pieces(pages: Sequence[SitePage]) -> Iterator[Sequence[SitePage]]:
    """Yield pages in pieces, the last of them small, so that all processors end together.

    Each piece is a part of the rest ("guided self-scheduling", C. D. Polychronopoulos and
    D. J. Kuck, 1987).
    """
    start = 0
    while start < len(pages):
        share = (len(pages) - start) // (2 * PROCESSES)
        end = start + min(MAX_PAGES, max(MIN_PAGES, share))
        yield pages[start:end]
        start = end


@contextlib.contextmanager
def _ending_as_mkdocs(config: MkDocsConfig, failure: type[Exception] = Abort) -> Iterator[None]:
    """Log errors as MkDocs does, fail after a warning if the build is strict; raise `failure`."""
    logger, counter = logging.getLogger(HOST), CountHandler()
    counter.setLevel(logging.WARNING)
    logger.addHandler(counter)
    try:
        yield
    except BuildError as error:
        logger.error(str(error))  # noqa: TRY400 - the message alone, as MkDocs logs it
        raise failure("") from None
    except MkDocsException:
        raise failure("") from None
    else:
        if config.strict and counter.get_counts():
            raise failure("")
    finally:
        logger.removeHandler(counter)
