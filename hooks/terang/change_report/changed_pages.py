"""The pages on which a change can be seen: those whose views or texts are not what they were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from terang.change_report.changes import derive_series
from terang.derivation.derive import Derived
from terang.i18n.formatter import Language
from terang.model.catalog import Catalog
from terang.narrative.macros import FOLDER, Call, NarrativeSource
from terang.views.citation import PublicationDetails
from terang.views.list_pages import ListPages, list_path
from terang.views.page_context import PageContext
from terang.views.revision_list import revisions_view
from terang.views.series import series_view
from terang.views.series_list import coverage_view
from terang.views.source_list import source_views

_NOWHERE = PublicationDetails("", "")
"""Addresses and versions differ with every edition; a page is not changed by that alone."""


@dataclass(frozen=True)
class PublishedState:
    """What is published of one state: the record and the narrative pages."""

    catalog: Catalog
    pages: Mapping[str, NarrativeSource] = field(default_factory=dict)

    def context(self, language: Language, url: str = "") -> PageContext:
        """The record as seen from a page."""
        known: dict[str, Derived] = {
            key: derive_series(self.catalog, series) for key, series in self.catalog.series.items()
        }
        return PageContext(self.catalog, known, language, url)


def changed_pages(before: PublishedState, after: PublishedState, language: Language) -> list[str]:
    """The addresses of the pages that change in a language, from the site's root, in order."""
    if before.catalog.site != after.catalog.site:
        return [f"/{language.root}…"]
    views = [dict(_views(edition, language)) for edition in (before, after)]
    keys = [
        key
        for key in dict.fromkeys((*views[0], *views[1]))
        if views[0].get(key) != views[1].get(key)
    ]
    if before.catalog != after.catalog and keys:
        keys.append("data/")
    keys += _narratives(before, after, language, frozenset(keys))
    return sorted(f"/{language.root}{key}" for key in keys)


def _views(edition: PublishedState, language: Language) -> Iterator[tuple[str, object]]:
    """Each generated page with what it shows."""
    catalog, context = edition.catalog, edition.context(language)
    contents = ListPages(catalog)
    for number, shown in enumerate(contents.coverage, start=1):
        yield list_path("coverage/", number), coverage_view(shown, context)
    for number, portions in enumerate(contents.sources, start=1):
        yield list_path("sources/", number), source_views(portions, contents.uses, context)
    for number, changes in enumerate(contents.changes, start=1):
        yield list_path("revisions/", number), revisions_view(changes, contents.uses, context)
    for key, series in catalog.series.items():
        yield f"coverage/{key}/", series_view(series, context, "", "", _NOWHERE)


def _narratives(
    before: PublishedState, after: PublishedState, language: Language, changed: frozenset[str]
) -> Iterator[str]:
    """The narrative pages that were written anew, or call what has changed."""
    folder = f"{FOLDER}/{language.code}/"
    for path in dict.fromkeys((*before.pages, *after.pages)):
        if not path.startswith(folder):
            continue
        old, new = before.pages.get(path), after.pages.get(path)
        rewritten = old is None or new is None or (old.meta, old.body) != (new.meta, new.body)
        calls = new.calls if new else ()
        if rewritten or any(
            _is_changed(call, before.catalog, after.catalog, changed) for call in calls
        ):
            yield _address(path.removeprefix(folder))


def _is_changed(call: Call, before: Catalog, after: Catalog, changed: frozenset[str]) -> bool:
    first = next(iter(call.arguments), "")
    match call.name:
        case "cite":
            return before.sources.get(first) != after.sources.get(first)
        case "fact":
            return before.programmes.get(first) != after.programmes.get(first)
        case _:
            return f"coverage/{first}/" in changed


def _address(name: str) -> str:
    """`index.md` → ``, `a.md` and `a/index.md` → `a/`."""
    stem = name.removesuffix(".md")
    stem = "" if stem == "index" else stem.removesuffix("/index")
    return f"{stem}/" if stem else ""
