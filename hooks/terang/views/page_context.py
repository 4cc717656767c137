"""From where a page looks at the record: its language, its address, and the record itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from terang.derivation.derive import Derived
from terang.i18n.formatter import Language, TextLink
from terang.model.catalog import Catalog, Series
from terang.model.definitions import Indicator, Source

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class PageContext:
    """One page in one language.

    `url` is the page's address from its language's root: "", "coverage/", "coverage/x/".
    """

    catalog: Catalog
    derived: Mapping[str, Derived]
    """Series id → what follows from it."""
    language: Language
    url: str
    places: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Source id → the path of the page that it stands on, where that is not the first."""
    written: frozenset[str] = field(default=frozenset(), compare=False)
    """File names of the narrative pages, alike in every language: `reading.md`."""
    seen: dict[tuple[str, str], Any] = field(default_factory=dict, compare=False)
    """What was worked out for this page already, by kind and name; see `here`."""

    shared: dict[tuple[str, str], Any] = field(default_factory=dict, compare=False)
    """What is alike on every page of a language, by language and name; see `once`."""

    def once(self, name: str, work: Callable[[], _Found]) -> _Found:
        """What is alike on every page of this language, worked out the first time it is needed."""
        return _remembered(self.shared, (self.language.code, name), work)

    def here(self, kind: str, name: str, work: Callable[[], _Found]) -> _Found:
        """What is alike all over this page, worked out once: its parts show the same entries."""
        return _remembered(self.seen, (kind, name), work)

    def page(self, path: str, fragment: str = "") -> str:
        """The way to another page of the same language, and to a place on it."""
        if path == self.url and fragment:
            return f"#{fragment}"
        return self._way(path) + (f"#{fragment}" if fragment else "")

    def file(self, path: str) -> str:
        """The way to a file that is the same in every language."""
        return self._way(path, self.language.root)

    def _way(self, path: str, root: str = "") -> str:
        up = "../" * (root + self.url).count("/")
        return up + path or "./"

    def series_path(self, series: Series) -> str:
        """The page of a series."""
        return f"coverage/{series.id}/"

    def entry_href(self, series: Series, anchor: str) -> str:
        """The way to an entry, on its series' page: nowhere else is each sure to be drawn."""
        return self.page(self.series_path(series), anchor)

    def dom_id(self, series: Series, anchor: str) -> str:
        """The id of an entry's element on this page."""
        return anchor if self.url == self.series_path(series) else f"{series.id}--{anchor}"

    def source_link(self, source: Source) -> TextLink:
        """A source by its publisher, leading to its place among all sources."""
        lang = "" if source.language == self.language.code else source.language
        place = self.places.get(source.id, "sources/")
        return TextLink(source.publisher, self.page(place, source.id), lang)

    def indicator(self, series: Series) -> Indicator:
        """What a series measures."""
        return self.catalog.indicator_of(series)

    def title(self, series: Series) -> str:
        """The name of a series."""
        name = self.language.name
        return self.once(f"{series.id}/title", lambda: name(self.catalog.title_of(series)))


def _remembered(
    known: dict[tuple[str, str], Any], key: tuple[str, str], work: Callable[[], _Found]
) -> _Found:
    if key not in known:
        known[key] = work()
    found: _Found = known[key]
    return found
