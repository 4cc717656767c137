"""Pages and files as MkDocs objects: narrative pages, data pages and downloads.

Created by the build when it arranges the files; MkDocs calls `read_source` and `render` on each.
"""

from __future__ import annotations

import html
import pickle
import re
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markdown.extensions.toc import slugify
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.pages import Page

from terang.diagnostics import LANGUAGES, Place
from terang.narrative.markdown_page import KEYS
from terang.narrative.safe_markdown import ADMONITIONS, MarkdownContext, MarkdownConverter
from terang.pages.page_address import address_of, language_of
from terang.publishing.link_check import LinkInventory, link_inventory
from terang.publishing.search.page_text import PageText
from terang_mkdocs.file_directory import FileDirectory
from terang_mkdocs.routing import routed_file

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from terang.downloads.lazy_files import ContentMaker, FileMaker
    from terang.pages.generated_page import GeneratedPage
    from terang.pages.publication import Publication


@dataclass(frozen=True, slots=True)
class PageHeading:
    """A heading in a page's table of contents."""

    title: str
    anchor: str


@dataclass(slots=True)
class PageLinks:
    """The ids and links of a page."""

    inventory: LinkInventory
    """Those of the finished page."""
    written: dict[str, str]
    """An address on the page → the link as its author wrote it."""


class SitePage(Page):
    """A page of the site, in one language."""

    is_made_alone = False
    """True if it is written before another page is read: its HTML then stays in memory."""
    _unsettled: str | None = None
    _read_content: FileMaker | None = None

    def __init__(self, file: File, config: MkDocsConfig, publication: Publication) -> None:
        super().__init__(None, file, config)
        self.address = address_of(file.src_uri)
        self.publication = publication
        self._links = PageLinks(LinkInventory(), {})
        self._read_links: FileMaker | None = None
        self.headings: tuple[PageHeading, ...] = ()

    @property
    def content(self) -> str | None:
        """The finished HTML. MkDocs renders all pages before it writes the first."""
        return self._unsettled if self._read_content is None else self._read_content().decode()

    @content.setter
    def content(self, text: str | None) -> None:
        # MkDocs sets it after rendering, and again after the last plugin that may change it.
        if not self.is_made_alone and text is not None and text is self._unsettled:
            self._read_content = self.publication.keep(text.encode())
            self._unsettled = None
        else:
            self._read_content, self._unsettled = None, text

    is_narrative = False
    """True for a page that a person wrote; False for a page generated from data."""

    @property
    def language(self) -> str:
        """The language of the page's address and shell."""
        return self.address.language

    @property
    def written_in(self) -> str:
        """The language of its text; differs from `language` if it stands in for a missing twin."""
        return self.language

    @property
    def source(self) -> str:
        """The page's file below the docs folder: `id/reading.md`."""
        return self.file.src_uri

    @property
    @abstractmethod
    def edit(self) -> str | None:
        """The file that a correction would change, from the repository's root."""

    @abstractmethod
    def place_of(self, text: str) -> Place:
        """Return the place of a text in the page's source."""

    @property
    def description(self) -> str:
        """A summary of the page in a sentence."""
        return str(self.meta.get("description", ""))

    @property
    def linked_data(self) -> list[dict[str, Any]]:
        """The JSON-LD objects for the page's head."""
        return []

    @property
    def data_files(self) -> tuple[str, ...]:
        """The downloads that hold what the page says, by their paths from the site's root."""
        return ()

    @property
    def share_image(self) -> str:
        """The path of the image for shared links to the page; else empty."""
        return ""

    @property
    def documents(self) -> Sequence[str]:
        """The documents for other sites that show the same, by their paths from the site's root."""
        return ()

    @property
    def place(self) -> tuple[str, int]:
        """A sort key by which pages with the same charts come one after another."""
        return ("", 0)

    @property
    def links(self) -> PageLinks:
        """The ids and links of the page, once it is finished."""
        return pickle.loads(self._read_links()) if self._read_links else self._links  # noqa: S301 - our own

    @property
    def inventory(self) -> LinkInventory:
        """The ids on the finished page, and the addresses that it links to."""
        return self.links.inventory

    @property
    def written_links(self) -> dict[str, str]:
        """An address on the page → the link as its author wrote it."""
        return self.links.written

    def record_links(self, content: str) -> None:
        """Record the ids and links of the finished page."""
        self._links.inventory = link_inventory(content)

    def set_links(self, packed: bytes) -> None:
        """Keep the pickled links of a page that another process has rendered."""
        self._read_links = self.publication.keep(packed)

    def searchable_text(self, content: str) -> PageText | None:
        """Return the text of the finished page for the search index.

        A stand-in is searched in its own language only. The shell's texts around a page, for
        example the notice on an outdated translation, are not searched.
        """
        if self.written_in != self.language:
            return None
        return PageText.from_html(content, self.language, str(self.title))


class DataPage(SitePage):
    """A page generated from data, without Markdown."""

    def __init__(
        self, file: File, config: MkDocsConfig, publication: Publication, generated: GeneratedPage
    ) -> None:
        super().__init__(file, config, publication)
        self.generated = generated

    @property
    def edit(self) -> str | None:
        """The data file that the page is generated from."""
        return self.generated.edit_path

    @property
    def linked_data(self) -> list[dict[str, Any]]:
        """The JSON-LD objects for the page's data."""
        return self.generated.linked_data(self.publication.language(self.language))

    @property
    def data_files(self) -> tuple[str, ...]:
        """The downloads that hold the page's data."""
        return self.generated.data_files

    @property
    def share_image(self) -> str:
        """The path of the page's image for shared links, if it has been drawn; else empty."""
        image = self.generated.share_image(self.publication.language(self.language))
        return image if image in self.publication.images else ""

    @property
    def documents(self) -> Sequence[str]:
        """The documents that show the page's data on other sites."""
        return self.generated.documents(self.publication.language(self.language))

    @property
    def place(self) -> tuple[str, int]:
        """The place of the page among others with the same charts."""
        path = self.generated.path
        return self.generated.place(self.publication.context(self.language, path))

    def place_of(self, text: str) -> Place:  # noqa: ARG002
        """Return the page's data file: an editor can correct it there."""
        return Place(self.generated.edit_path or self.file.src_uri)

    def read_source(self, config: MkDocsConfig) -> None:  # noqa: ARG002
        """Set title and description; a data page has no Markdown source."""
        self.markdown = ""
        page, language = self.generated, self.publication.language(self.language)
        self.meta = {"title": page.title(language), "description": page.description(language)}

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002
        """Set the HTML that the core has rendered."""
        self.content = self.publication.body(self.generated, self.language)


_HEADING = re.compile(r"^#[ \t]+(.+?)(?:[ \t]*\{[^}\n]*\})?[ \t]*#*[ \t]*$", re.MULTILINE)


class NarrativePage(SitePage):
    """A page that a person wrote, in Markdown with macro calls."""

    is_narrative = True

    def __init__(
        self,
        file: File,
        config: MkDocsConfig,
        publication: Publication,
        directory: FileDirectory,
        converter: MarkdownConverter,
    ) -> None:
        super().__init__(file, config, publication)
        self.directory = directory
        self.converter = converter
        self.path = _repository_path(file, config)
        """Its file, from the repository's root; for a stand-in, the file that it shows."""

    @property
    def written_in(self) -> str:
        """The language of its file's folder."""
        language = language_of(self.path.split("/", 1)[1])
        return language or self.language

    @property
    def edit(self) -> str | None:
        """The page's own file."""
        return self.path

    def place_of(self, text: str) -> Place:
        """Return the first place of a text in the file; without a match, the file's beginning."""
        for number, line in enumerate(self.file.content_string.splitlines(), start=1):
            if text in line:
                return Place(self.path, number, line.index(text) + 1)
        return Place(self.path)

    def read_source(self, config: MkDocsConfig) -> None:  # noqa: ARG002
        """Set front matter and body as the core has read them, with tokens for macro calls.

        Macros of a stand-in speak the language of its text: an English figure has no place in an
        Indonesian sentence.
        """
        source = self.publication.sources[self.path]
        # Other keys are MkDocs' own: `template` would replace the shell of the page.
        self.meta = {key: source.meta[key] for key in KEYS if key in source.meta}
        self.narration = self.publication.narrate(source, self.written_in, self.address.path)
        self.markdown = self.narration.markdown
        self.meta.setdefault("title", self._first_heading() or self._title_from_path())

    def _first_heading(self) -> str:
        """Return the first heading as plain text; empty if there is none."""
        heading = _HEADING.search(self.markdown or "")
        return self.narration.plain(heading[1]) if heading else ""

    def _title_from_path(self) -> str:
        """Return the file's name as words: the title of a page without title and heading."""
        stem = self.path.removesuffix(".md").removesuffix("/index").rsplit("/", 1)[-1]
        return stem.replace("-", " ").capitalize()

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002
        """Convert Markdown to HTML, then replace tokens by the output of their macros."""
        words = self.publication.words(self.written_in)
        titles = {kind: words[f"shell.{kind}"] for kind in (*ADMONITIONS, "table", "back")}
        context = MarkdownContext(self._resolve, titles, self._slug)
        converted, listed = self.converter.convert(self.markdown or "", context)
        text = self.narration.fill(converted)
        self.content = self.publication.with_glossary(text, self.written_in, self.address.path)
        self.headings = tuple(self._headings(listed))

    def _resolve(self, written: str) -> str | None:
        """Return the address for a written link.

        A link leads to the page in the reader's language; with an id, in the text's language,
        because ids come from headings.
        """
        source = self.path.split("/", 1)[1] if "#" in written else self.file.src_uri
        address = self.directory.resolve(written, source, self.file.url)
        if address is not None:
            self.written_links[address] = written
        return address

    def _slug(self, text: str, separator: str) -> str:
        """Return the id of a heading, from its shown text instead of its tokens."""
        return slugify(html.unescape(self.narration.plain(text)), separator)

    def _headings(self, tokens: list[dict[str, Any]]) -> Iterator[PageHeading]:
        """Yield the second-level headings, unescaped: Python-Markdown escapes their names."""
        for token in tokens:
            if token["level"] == 2:  # noqa: PLR2004
                yield PageHeading(html.unescape(self.narration.plain(token["name"])), token["id"])
            yield from self._headings(token["children"])


def _repository_path(file: File, config: MkDocsConfig) -> str:
    """Return a narrative file's path from the repository's root, with `/` between folders."""
    docs = config.docs_dir.replace("\\", "/").rstrip("/")
    folder = docs.rsplit("/", 1)[-1]
    path = str(file.abs_src_path).replace("\\", "/")
    return folder + path.removeprefix(docs)


class OnDemandFile(File):
    """A file whose content is created when it is written, and not kept.

    A large site has tens of thousands: an object holds only what differs from the others.
    """

    src_dir = abs_src_path = edit_uri = None
    use_directory_urls = True
    inclusion = InclusionLevel.INCLUDED
    generated_by = "terang"
    _content = b""

    def __init__(self, config: MkDocsConfig, name: str, create_content: ContentMaker) -> None:
        """Make the file with this path from the site's root; its content may come in pieces."""
        self.src_uri = self.dest_uri = name
        self.dest_dir = config.site_dir
        self.create_content = create_content

    @property
    def url(self) -> str:  # type: ignore[override]
        """The address from the site's root; not kept, because few ask for it twice."""
        return self._get_url()

    def copy_file(self, dirty: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """Create the content and write it."""
        path = Path(self.abs_dest_path)
        content = self.create_content()
        try:
            file = path.open("wb")
        except FileNotFoundError:  # the first file of its folder
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("wb")
        with file:
            file.writelines((content,) if isinstance(content, bytes) else content)


def generated_files(config: MkDocsConfig, publication: Publication) -> Iterator[File]:
    """Yield the data pages in each language, the downloads and images, as files of MkDocs."""
    for generated in publication.pages:
        for language in LANGUAGES:
            file = File.generated(
                config,
                f"{language}/{generated.path}index.md",
                content="",
                inclusion=InclusionLevel.NOT_IN_NAV,
            )
            DataPage(routed_file(file), config, publication, generated)
            yield file
    # The documents first: what they need for a moment is free again when the feeds are made.
    for name, create_content in sorted(publication.documents.items()):
        yield OnDemandFile(config, name, create_content)
    for name, file_of in sorted(publication.downloads.makers.items()):
        yield OnDemandFile(config, name, file_of.pieces)
    for name, path in sorted(publication.images.items()):
        yield File.generated(config, name, abs_src_path=str(path))
