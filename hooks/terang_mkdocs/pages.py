"""Pages as MkDocs sees them: those written as narrative and those made from data."""

from __future__ import annotations

import functools
import html
import re
from abc import abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from markdown.extensions.toc import slugify
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.utils import write_file

from terang.diagnostics import LANGUAGES, Place
from terang.i18n.formatter import Language
from terang_mkdocs.link_targets import Directory, Stock, page_stock
from terang_mkdocs.markdown import Around, Converter
from terang_mkdocs.routing import address_of, language_of, routed_file

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from terang.pages.generated_page import GeneratedPage
    from terang.pages.publication import Publication


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page, as its list of contents names it."""

    title: str
    anchor: str


class SitePage(Page):
    """A page of the site, in one language."""

    _fresh: str | None = None
    _text: bytes | None = None

    def __init__(self, file: File, config: MkDocsConfig, publication: Publication) -> None:
        super().__init__(None, file, config)
        self.address = address_of(file.src_uri)
        self.publication = publication
        self.stock = Stock()
        self.written_links: dict[str, str] = {}
        """An address on the page → the link as its author wrote it."""
        self.headings: tuple[Heading, ...] = ()

    @property
    def content(self) -> str | None:
        """The finished text; all pages' stand in memory at once, so as bytes, half the size."""
        return self._fresh if self._text is None else self._text.decode()

    @content.setter
    def content(self, text: str | None) -> None:
        # MkDocs sets it as it is rendered, and again when all who may change it have seen it.
        is_settled = text is not None and text is self._fresh
        self._text = text.encode() if text is not None and is_settled else None
        self._fresh = None if is_settled else text

    made_by_hand = False
    """Whether somebody wrote it, rather than data."""

    @property
    def language(self) -> str:
        """The language the page is shown in."""
        return self.address.language

    @property
    def written_in(self) -> str:
        """The language of its text: another one when the page stands in for a missing twin."""
        return self.language

    @property
    @abstractmethod
    def edit(self) -> str | None:
        """The file a correction would change, from the repository's root."""

    @abstractmethod
    def place_of(self, text: str) -> Place:
        """Where a text of the page was written."""

    @property
    def description(self) -> str:
        """What the page is about, in one sentence."""
        return str(self.meta.get("description", ""))

    @property
    def linked_data(self) -> list[dict[str, Any]]:
        """What the page tells machines about itself: JSON-LD for its head."""
        return []

    @property
    def share_image(self) -> str:
        """The path of the image for links to the page, or an empty text."""
        return ""

    def take_stock(self, content: str) -> None:
        """Note what the finished page holds and leads to."""
        self.know(page_stock(content), self.written_links)

    def know(self, found: Stock, written: dict[str, str]) -> None:
        """Take what the page holds and leads to, perhaps from where it was made."""
        self.stock, self.written_links = found, written
        self.present_anchor_ids = set(found.ids)


class DataPage(SitePage):
    """A page made from data; Markdown never sees it."""

    def __init__(
        self, file: File, config: MkDocsConfig, publication: Publication, made: GeneratedPage
    ) -> None:
        super().__init__(file, config, publication)
        self.made = made

    @property
    def edit(self) -> str | None:
        """The data file it comes from."""
        return self.made.edit_path

    @property
    def linked_data(self) -> list[dict[str, Any]]:
        """What the data it is made from says of it."""
        return self.made.linked_data(Language(self.language))

    @property
    def share_image(self) -> str:
        """The path of its image, if that has been drawn."""
        image = self.made.share_image(Language(self.language))
        return image if image in self.publication.images else ""

    def place_of(self, text: str) -> Place:  # noqa: ARG002
        """Its data file: that is where an editor can do something about it."""
        return Place(self.made.edit_path or self.file.src_uri)

    def read_source(self, config: MkDocsConfig) -> None:  # noqa: ARG002
        """Take title and description; there is no source to read."""
        self.markdown = ""
        made, language = self.made, Language(self.language)
        self.meta = {"title": made.title(language), "description": made.description(language)}

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002
        """Take the body as the core has finished it."""
        self.content = self.publication.body(self.made, self.language)


_HEADING = re.compile(r"^#[ \t]+(.+?)(?:[ \t]*\{[^}\n]*\})?[ \t]*#*[ \t]*$", re.MULTILINE)


class NarrativePage(SitePage):
    """A page that somebody wrote, in Markdown with blocks."""

    made_by_hand = True

    def __init__(
        self,
        file: File,
        config: MkDocsConfig,
        publication: Publication,
        directory: Directory,
        converter: Converter,
    ) -> None:
        super().__init__(file, config, publication)
        self.directory = directory
        self.converter = converter
        self.path = _path(file, config)
        """Its file, from the repository's root; of a stand-in, the file it shows."""

    @property
    def written_in(self) -> str:
        """The language of the folder that its file is in."""
        language = language_of(self.path.split("/", 1)[1])
        return language or self.language

    @property
    def edit(self) -> str | None:
        """The file itself."""
        return self.path

    def place_of(self, text: str) -> Place:
        """The first place where a text stands; else the page's beginning."""
        for number, line in enumerate(self.file.content_string.splitlines(), start=1):
            if text in line:
                return Place(self.path, number, line.index(text) + 1)
        return Place(self.path)

    def read_source(self, config: MkDocsConfig) -> None:  # noqa: ARG002
        """Take front matter and body as the core has read them; calls leave tokens in the text.

        A stand-in is narrated in the language of its text: an English figure has no place in an
        Indonesian sentence.
        """
        source = self.publication.sources[self.path]
        self.meta = dict(source.meta)
        self.narration = self.publication.narrate(source, self.written_in, self.address.path)
        self.markdown = self.narration.markdown
        self.meta.setdefault("title", self._first_heading() or self._file_name())

    def _first_heading(self) -> str:
        """What a page without a title in its front matter calls itself."""
        found = _HEADING.search(self.markdown or "")
        return self.narration.plain(found[1]) if found else ""

    def _file_name(self) -> str:
        """The last resort: the file's name as words."""
        stem = self.path.removesuffix(".md").removesuffix("/index").rsplit("/", 1)[-1]
        return stem.replace("-", " ").capitalize()

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002
        """Turn Markdown into HTML, then tokens into what the blocks made."""
        words = self.publication.words(self.written_in)
        titles = {kind: words[f"shell.{kind}"] for kind in ("note", "warning", "table")}
        around = Around(self._resolve, titles, self._slug)
        converted, listed = self.converter.convert(self.markdown or "", around)
        text = self.narration.fill(converted)
        self.content = self.publication.with_glossary(text, self.written_in, self.address.path)
        self.headings = tuple(self._headings(listed))

    def _resolve(self, written: str) -> str | None:
        """Where a link leads: in the reader's language; with an id, in the one it is written in."""
        source = self.path.split("/", 1)[1] if "#" in written else self.file.src_uri
        address = self.directory.resolve(written, source, self.file.url)
        if address is not None:
            self.written_links[address] = written
        return address

    def _slug(self, text: str, separator: str) -> str:
        """An id from a heading, made of what is shown and not of a token."""
        return slugify(html.unescape(self.narration.plain(text)), separator)

    def _headings(self, tokens: list[dict[str, Any]]) -> Iterator[Heading]:
        """The second-level headings: Python-Markdown hands their names over escaped."""
        for token in tokens:
            if token["level"] == 2:  # noqa: PLR2004
                yield Heading(html.unescape(self.narration.plain(token["name"])), token["id"])
            yield from self._headings(token["children"])


def _path(file: File, config: MkDocsConfig) -> str:
    """A narrative file's path from the repository's root, with `/` between folders."""
    docs = config.docs_dir.replace("\\", "/").rstrip("/")
    folder = docs.rsplit("/", 1)[-1]
    found = str(file.abs_src_path).replace("\\", "/")
    return folder + found.removeprefix(docs)


class DocumentFile(File):
    """A file whose content is made when it is written, and not kept."""

    make: Callable[[], bytes]

    @classmethod
    def made(cls, config: MkDocsConfig, name: str, make: Callable[[], bytes]) -> Self:
        """The file of that name, from the site's root."""
        file = cls.generated(config, name, content=b"")
        assert isinstance(file, cls)  # noqa: S101 - MkDocs says only that it is a file
        file.make = make
        return file

    def copy_file(self, dirty: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """Write it."""
        write_file(self.make(), self.abs_dest_path)


def generated_files(config: MkDocsConfig, publication: Publication) -> Iterator[File]:
    """The pages made from data in each language, and the downloads, not yet routed."""
    for made in publication.pages:
        for language in LANGUAGES:
            file = File.generated(
                config,
                f"{language}/{made.path}index.md",
                content="",
                inclusion=InclusionLevel.NOT_IN_NAV,
            )
            DataPage(routed_file(file), config, publication, made)
            yield file
    for name in sorted(publication.downloads):
        fetch = functools.partial(publication.downloads.__getitem__, name)
        yield DocumentFile.made(config, name, fetch)
    for name, make in sorted(publication.documents.items()):
        yield DocumentFile.made(config, name, make)
    for name, path in sorted(publication.images.items()):
        yield File.generated(config, name, abs_src_path=str(path))
