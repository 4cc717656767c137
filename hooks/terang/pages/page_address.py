"""Addresses of pages in each language, from the places of their files: `id/coverage/index.md`.

Called by the adapter and by the link check. The first language is published at the site's root,
each other language below a folder of its own (docs/contract.md#languages-and-addresses).
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from terang.diagnostics import LANGUAGES

DEFAULT_LANGUAGE = LANGUAGES[0]
"""The language at the site's root."""


@dataclass(frozen=True, slots=True)
class PageAddress:
    """A page's language, and its path, which is the same in every language: `coverage/`."""

    language: str
    path: str

    @property
    def url(self) -> str:
        """The published address, from the site's root."""
        return self.path if self.language == DEFAULT_LANGUAGE else f"{self.language}/{self.path}"

    def twin(self, language: str) -> PageAddress:
        """Return the address of the same page in a language."""
        return PageAddress(language, self.path)


def language_of(source: str) -> str | None:
    """Return the language of a page by the top folder of its file's place; None if it has none."""
    folder = source.split("/", 1)[0]
    return folder if folder in LANGUAGES and folder != source else None


def page_path(source: str) -> str:
    """Return the path of a page by its file's place: `id/coverage/index.md` → `coverage/`."""
    name = page_name(source).split("/", 1)[1:]
    return f"{name[0]}/" if name else ""


def page_name(source: str) -> str:
    """Return the address of a page without its slash, by its file's place: `id/coverage`.

    `id/coverage/index.md`, `id/coverage/README.md` and `id/coverage.md` are all `id/coverage`.
    """
    folder, stem = posixpath.split(source.removesuffix(".md"))
    return folder if stem in ("index", "README") else posixpath.join(folder, stem)


def address_of(source: str) -> PageAddress:
    """Return the address of a page by its file's place; ValueError outside languages' folders."""
    language = language_of(source)
    if language is None:
        raise ValueError(source)
    return PageAddress(language, page_path(source))
