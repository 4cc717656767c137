"""The catalog, language and address that a page is rendered with, and its relative links."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from terang.derivation.derive import Derived
from terang.i18n.formatter import Language, TextLink
from terang.model.catalog import Catalog, Series
from terang.model.definitions import Indicator, Source

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class PageContext:
    """The catalog, language and address that a page is rendered with."""

    catalog: Catalog
    derived: Mapping[str, Derived]
    """Series id → derived figures."""
    language: Language
    url: str
    """The page's address from the language's root: "", "coverage/", "coverage/x/"."""
    site: str = field(default="", compare=False)
    """The absolute address of the site, with a slash at its end."""
    source_pages: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Source id → path of the page of the source list that shows it; `sources/` if absent."""
    narrative_pages: frozenset[str] = field(default=frozenset(), compare=False)
    """File names of the narrative pages, the same in every language: `reading.md`."""
    page_cache: dict[tuple[str, Hashable], Any] = field(default_factory=dict, compare=False)
    """Values of this page, by kind and name; see `cached_for_page`."""
    language_cache: dict[tuple[str, str], Any] = field(default_factory=dict, compare=False)
    """Values of all pages, by language and name; see `cached_for_language`."""

    def cached_for_language(self, name: str, compute: Callable[[], _Value]) -> _Value:
        """Return a value that is the same on every page of the language; compute it once."""
        return _cached(self.language_cache, (self.language.code, name), compute)

    def cached_for_page(self, kind: str, name: Hashable, compute: Callable[[], _Value]) -> _Value:
        """Return a value that several parts of the page show; compute it once."""
        return _cached(self.page_cache, (kind, name), compute)

    def page_href(self, path: str, fragment: str = "") -> str:
        """Return the relative address of a page of the same language, or of a place on it."""
        if path == self.url and fragment:
            return f"#{fragment}"
        return self._relative_href(path) + (f"#{fragment}" if fragment else "")

    def file_href(self, path: str) -> str:
        """Return the relative address of a file that all languages share."""
        return self._relative_href(path, self.language.root)

    def _relative_href(self, path: str, root: str = "") -> str:
        up = "../" * (root + self.url).count("/")
        return up + path or "./"

    def series_path(self, series: Series) -> str:
        """Return the path of a series' page, from the language's root."""
        return f"coverage/{series.id}/"

    def entry_href(self, series: Series, anchor: str) -> str:
        """Return the relative address of an entry.

        It leads to the series' own page: no other page is sure to show every entry.
        """
        return self.page_href(self.series_path(series), anchor)

    def dom_id(self, series: Series, anchor: str) -> str:
        """Return the id of an entry's element on this page."""
        return anchor if self.url == self.series_path(series) else f"{series.id}--{anchor}"

    def source_link(self, source: Source) -> TextLink:
        """Return a source's publisher as a link to the source in the source list."""
        lang = "" if source.language == self.language.code else source.language
        path = self.source_pages.get(source.id, "sources/")
        return TextLink(source.publisher, self.page_href(path, source.id), lang)

    def indicator(self, series: Series) -> Indicator:
        """Return the indicator that a series measures."""
        return self.catalog.indicator_of(series)

    def title(self, series: Series) -> str:
        """Return the title of a series."""
        name = self.language.name
        return self.cached_for_language(
            f"{series.id}/title", lambda: name(self.catalog.title_of(series))
        )


def _cached(cache: dict[_Key, Any], key: _Key, compute: Callable[[], _Value]) -> _Value:
    if key not in cache:
        cache[key] = compute()
    value: _Value = cache[key]
    return value
