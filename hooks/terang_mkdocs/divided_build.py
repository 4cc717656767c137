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
import itertools
import logging
import pickle
from collections import deque
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


@dataclass(frozen=True, slots=True)
class _MadePage:
    """The parts of a page, made by another process, that the first needs."""

    address: PageAddress
    links: bytes
    """Its pickled ids and links."""
    text: bytes
    """Its path with its text for the search index, pickled; the text may be None."""

    @classmethod
    def of_page(cls, page: SitePage, text: PageText | None) -> _MadePage:
        packed = pickle.dumps((page.file.dest_uri, text))
        return cls(page.address, pickle.dumps(page.links), packed)


@dataclass
class _DividedBuild:
    """A build in progress, in the first process; each piece forks from it."""

    site: ArrangedSite
    publication: Publication
    facts: list[DownloadFacts]
    """The known facts about the downloads, the latest last; none in the process that makes them."""
    sums: dict[str, str] = field(default_factory=dict)
    texts: dict[PageAddress, FileMaker] = field(default_factory=dict)
    """The pickled search texts of pages that have been made and are not indexed yet."""
    unindexed: deque[PageAddress] = field(default_factory=deque)
    """The pages that are not in the search index yet, in the order of the index."""

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
        self.publication.prepare_rendering()
        with WorkerPool(self._receive) as pool:
            pool.start(self._make_downloads)
            pool.wait_for(lambda: len(self.facts) > 0)
            pages = sorted(
                self.build.pages.values(), key=lambda page: LANGUAGES.index(page.language)
            )
            self.unindexed.extend(page.address for page in pages)
            for paths in _pieces([*self._other_files(pages)], MAX_FILES):
                pool.start(functools.partial(self._make_files, paths))
            self._prepare_pages()
            narrative = [page for page in pages if page.is_narrative]
            self._make_pages(narrative[:1], self._receive)  # pieces inherit all that it has loaded
            for piece in _pieces(narrative[1:], MAX_PAGES):
                pool.start(functools.partial(self._make_pages, piece))
            pool.wait_for(lambda: len(self.facts) > 1)  # generated pages state sizes of files
            generated = [page for page in pages if not page.is_narrative]
            generated.sort(key=lambda page: (LANGUAGES.index(page.language), page.place))
            for piece in _shrinking_pieces(generated):
                pool.start(functools.partial(self._make_pages, piece))
            pool.finish()
        self.build.complete_index()
        self.build.check_pages()
        self.site.config.plugins.on_post_build(config=self.site.config)
        return self.sums

    def _other_files(self, pages: Iterable[SitePage]) -> Iterator[str]:
        """Yield the files that are neither pages nor made with them, and no downloads."""
        with_pages = {path for page in pages for path in page.documents}
        for path, file in self.site.published.items():
            if not (is_download(path) or file.is_documentation_page() or path in with_pages):
                yield path

    # --- in the first process ---

    def _prepare_pages(self) -> None:
        """Make the few files that are no piece, and what all pages need: pieces inherit it."""
        for name in self.site.config.theme.static_templates:
            self.site.create_file(name)
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
                self.texts[content.address] = self.publication.keep(content.text)
                self._index_texts()

    def _index_texts(self) -> None:
        """Index the texts that are there, in order: the index has the same bytes each time."""
        while self.unindexed and self.unindexed[0] in self.texts:
            read = self.texts.pop(self.unindexed.popleft())
            path, text = pickle.loads(read())  # noqa: S301 - our own process has written it
            if text is not None:
                self.build.index_page(path, text)

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

    def _make_pages(self, pages: Iterable[SitePage], send: SendMessage) -> None:
        """Make pages and their documents, and send the links and the text of each page."""
        with _ending_as_mkdocs(self.site.config, WorkerError):
            for page in pages:
                self.site.read_page(page.file)
                text = page.searchable_text(page.content or "")
                self.site.write_page(page.file)
                for path in page.documents:
                    self.site.create_file(path)
                send(_Message.PAGE, _MadePage.of_page(page, text))
        written = ((page.file.dest_uri, *page.documents) for page in pages)
        self._send_sums([*itertools.chain.from_iterable(written)], send)

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
