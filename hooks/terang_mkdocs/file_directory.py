"""Lookup of the site's files by the links that authors write and by published address."""

from __future__ import annotations

import dataclasses
import posixpath
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit, urlunsplit

from mkdocs.utils import get_relative_url

from terang.diagnostics import LANGUAGES
from terang.pages.page_address import page_name

if TYPE_CHECKING:
    from mkdocs.structure.files import File


@dataclasses.dataclass(frozen=True, slots=True)
class FileDirectory:
    """The files of the site, by their name in links and by published address."""

    files: Mapping[str, File]
    """Place below the docs folder → file; of a page, as `page_name` returns it."""
    published: Mapping[str, File] = dataclasses.field(default_factory=dict)
    """Address from the site's root → file."""

    @classmethod
    def from_files(cls, files: Iterable[File]) -> FileDirectory:
        """Return the directory of these files."""
        listed = list(files)
        return cls(
            {_lookup_name(file.src_uri): file for file in listed},
            {unquote("" if file.url in (".", "./") else file.url): file for file in listed},
        )

    def resolve(self, written: str, source: str, url: str) -> str | None:
        """Return the address, relative to `url`, for a link written in the file `source`.

        A link names a file relative to its own file. A file outside the languages' folders, for
        example a download, is also found as if it stood in each of them. None if there is no file.
        """
        try:
            _, _, path, query, fragment = urlsplit(written)
        except ValueError:
            return None
        if not path:
            return written
        name = _lookup_name(posixpath.join(posixpath.dirname(source), unquote(path)))
        language, _, rest = name.partition("/")
        file = self.files.get(name) or (self.files.get(rest) if language in LANGUAGES else None)
        if file is None:
            return None
        return urlunsplit(("", "", get_relative_url(file.url, url), query, fragment))


def _lookup_name(source: str) -> str:
    """Return the key of a file: a page without its ending, because `x/` and `x.md` are the same."""
    name = posixpath.normpath(source)
    return page_name(name) if name.endswith(".md") else name
