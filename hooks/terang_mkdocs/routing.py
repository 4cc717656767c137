"""Published places of files in both languages, stand-ins for missing translations, collisions.

Files keep their place below the docs folder, `id/…` and `en/…`, for links and for messages; only
their published address loses the prefix of the default language.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from mkdocs.structure.files import File, InclusionLevel

from terang.diagnostics import LANGUAGES, Place, Problem
from terang.i18n.terminal_messages import SiteProblem
from terang.pages.page_address import DEFAULT_LANGUAGE, language_of

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

# Written by templates, by the search index and by terang.publishing.artifacts: not in the list of
# files.
RESERVED = (
    *("404.html", "robots.txt", "sitemap.xml", "pagefind"),
    *("_headers", "bom.json", "manifest.json"),
)


def routed_file(file: File) -> File:
    """Return the file with its published place: the default language at the site's root."""
    if language_of(file.src_uri) == DEFAULT_LANGUAGE:
        file.dest_uri = file.dest_uri.removeprefix(f"{DEFAULT_LANGUAGE}/")
        for derived in ("url", "abs_dest_path"):  # cached from the old destination
            file.__dict__.pop(derived, None)
    return file


def stand_ins(files: Iterable[File], config: MkDocsConfig) -> Iterator[File]:
    """Yield a stand-in for each file that exists in a single language, in the other languages."""
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


def path_collisions(files: Iterable[File], docs: str) -> Iterator[Problem]:
    """Yield a problem for each collision: an address that two files claim, or that is reserved."""
    claims: dict[str, list[File]] = defaultdict(list)
    for file in files:
        claims[file.dest_uri].append(file)
    for address, claimants in claims.items():
        reserved = address.split("/", 1)[0] in RESERVED
        others = [address] if reserved else [file.src_uri for file in claimants]
        # An editor can rename a written file, but no generated file.
        written = [file for file in claimants if file.generated_by is None] or claimants
        if len(claimants) > 1 or reserved:
            other = next((name for name in others if name != written[-1].src_uri), others[-1])
            values = {"address": address.removesuffix("index.html"), "other": other}
            yield SiteProblem(Place(f"{docs}/{written[-1].src_uri}"), "same-address", values)
