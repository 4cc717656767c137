"""One build, two languages: where each file goes, what stands in for what is missing, the menus.

Files keep their place in the docs tree, `id/…` and `en/…`, for links and for messages; only the
address they are published under loses the default language's prefix.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File, InclusionLevel

from terang.diagnostics import LANGUAGES, Place, Problem
from terang.i18n.sentences import SiteProblem

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig


DEFAULT = LANGUAGES[0]
"""The language that stands at the root."""

CONFIGURATION = "mkdocs.yml"

# What a browser shows or saves. A page, script or drawing with scripts would run as our own.
PUBLISHABLE = ("avif", "csv", "gif", "jpeg", "jpg", "md", "pdf", "png", "txt", "webp")

# Written by templates, by the search index and with the finished site (`delivery`): unknown to the
# list of files.
RESERVED = (
    *("404.html", "robots.txt", "sitemap.xml", "pagefind"),
    *("_headers", "bom.json", "manifest.json"),
)


@dataclass(frozen=True, slots=True)
class PageAddress:
    """A page's language, and its path, which is the same in every language: `coverage/`."""

    language: str
    path: str

    @property
    def url(self) -> str:
        """Where it is published, from the site's root."""
        return self.path if self.language == DEFAULT else f"{self.language}/{self.path}"

    def twin(self, language: str) -> PageAddress:
        """The same page in a language."""
        return PageAddress(language, self.path)


def language_of(source: str) -> str | None:
    """The language whose folder a file of the docs tree stands in."""
    folder = source.split("/", 1)[0]
    return folder if folder in LANGUAGES and folder != source else None


def page_path(source: str) -> str:
    """The path of a page, by its place in the docs tree: `id/coverage/index.md` → `coverage/`."""
    name = page_name(source).split("/", 1)[1:]
    return f"{name[0]}/" if name else ""


def page_name(source: str) -> str:
    """A page by its place in the docs tree, however a folder's first page is called.

    `id/coverage/index.md`, `id/coverage/README.md` and `id/coverage.md` are all `id/coverage`.
    """
    folder, stem = posixpath.split(source.removesuffix(".md"))
    return folder if stem in ("index", "README") else posixpath.join(folder, stem)


def address_of(source: str) -> PageAddress:
    """The address of a page, by its place in the docs tree."""
    language = language_of(source)
    if language is None:
        raise ValueError(source)
    return PageAddress(language, page_path(source))


def routed_file(file: File) -> File:
    """The file, at its place in the site: the default language at the root."""
    if language_of(file.src_uri) == DEFAULT:
        file.dest_uri = file.dest_uri.removeprefix(f"{DEFAULT}/")
        for derived in ("url", "abs_dest_path"):  # cached from the old destination
            file.__dict__.pop(derived, None)
    return file


def stand_ins(files: Iterable[File], config: MkDocsConfig) -> Iterator[File]:
    """A file for each that exists in one language only, in the language that lacks it."""
    present = {file.src_uri: file for file in files}
    for source, file in present.items():
        language = language_of(source)
        for other in LANGUAGES:
            twin = f"{other}/{source.split('/', 1)[1]}"
            if language not in (None, other) and twin not in present:
                yield File.generated(
                    config,
                    twin,
                    abs_src_path=str(file.abs_src_path),
                    inclusion=InclusionLevel.NOT_IN_NAV,
                )


def misplaced_files(files: Iterable[File], docs: Path) -> Iterator[Problem]:
    """A file of the docs tree stands there itself, in a language's folder, and may be shown."""
    folders: dict[str, bool] = {}
    for file in files:
        suffix = posixpath.splitext(file.src_uri)[1].lstrip(".")
        place = Place(f"{docs.name}/{file.src_uri}")
        folder = posixpath.dirname(file.src_uri)
        if folder not in folders:
            folders[folder] = (docs / folder).resolve() == docs.resolve() / folder
        if not folders[folder] or (docs / file.src_uri).is_symlink():
            yield SiteProblem(place, "linked-file")
        if language_of(file.src_uri) is None:
            yield SiteProblem(place, "outside-languages")
        if suffix not in PUBLISHABLE:
            values = {"suffix": suffix, "suffixes": ", ".join(PUBLISHABLE)}
            yield SiteProblem(place, "not-publishable", values)


def path_collisions(files: Iterable[File], docs: str) -> Iterator[Problem]:
    """No two files claim one address."""
    claims: dict[str, list[File]] = defaultdict(list)
    for file in files:
        claims[file.dest_uri].append(file)
    for address, claimants in claims.items():
        reserved = address.split("/", 1)[0] in RESERVED
        others = [address] if reserved else [file.src_uri for file in claimants]
        # The file that somebody wrote is the one that can be renamed.
        written = [file for file in claimants if file.generated_by is None] or claimants
        if len(claimants) > 1 or reserved:
            other = next((name for name in others if name != written[-1].src_uri), others[-1])
            values = {"address": address.removesuffix("index.html"), "other": other}
            yield SiteProblem(Place(f"{docs}/{written[-1].src_uri}"), "same-address", values)
