"""The pages on which readers can see a change.

Each kind of page decides which content counts (`GeneratedPage.depends_on`). A narrative page
changes with its text and with everything that its macros show.
"""

from __future__ import annotations

from collections.abc import Iterator

from terang.i18n.formatter import Language
from terang.model.catalog import Series
from terang.narrative.macros import SERIES
from terang.narrative.markdown_page import Call
from terang.pages.page_kinds import generated_pages, series_path
from terang.pages.published_record import PublishedRecord


def changed_pages(before: PublishedRecord, after: PublishedRecord, language: Language) -> list[str]:
    """Return the sorted addresses, from the site's root, of the pages that change in a language."""
    if before.catalog.site != after.catalog.site:
        return [f"/{language.root}…"]
    # A view takes time, and of a page that surely changes nobody has to see it.
    certain = frozenset(_pages_with_other_entries(before, after))
    old, new = (_contents(record, language, certain) for record in (before, after))
    changed = {*certain, *(path for path in old | new if old.get(path) != new.get(path))}
    changed.update(_changed_narrative_pages(before, after, language, frozenset(changed)))
    return sorted(f"/{language.root}{path}" for path in changed)


def _pages_with_other_entries(before: PublishedRecord, after: PublishedRecord) -> Iterator[str]:
    """Yield the page of each series in which an entry is new or gone: a timeline shows them all."""
    for key in before.catalog.series.keys() | after.catalog.series.keys():
        old, new = (record.catalog.series.get(key) for record in (before, after))
        if _anchors(old) != _anchors(new):
            yield series_path(key)


def _anchors(series: Series | None) -> frozenset[str]:
    return frozenset(entry.anchor for entry in series.entries) if series else frozenset()


def _contents(
    record: PublishedRecord, language: Language, certain: frozenset[str]
) -> dict[str, object]:
    """Return the path of each generated page, but `certain` ones, with what it depends on."""
    return {
        page.path: page.depends_on(record.context(language.code, page.path))
        for page in generated_pages(record)
        if page.path not in certain
    }


def _changed_narrative_pages(
    before: PublishedRecord, after: PublishedRecord, language: Language, changed: frozenset[str]
) -> Iterator[str]:
    """Yield the narrative pages with a new text, or with a macro that shows a change."""
    for path, page in {**before.sources, **after.sources}.items():
        if page.language != language.code:
            continue
        old, new = before.sources.get(path), after.sources.get(path)
        is_rewritten = old is None or new is None or old.text != new.text
        calls = new.calls if new else ()
        if is_rewritten or any(_shows_change(call, before, after, changed) for call in calls):
            yield _address(page.name)


def _shows_change(
    call: Call, before: PublishedRecord, after: PublishedRecord, changed: frozenset[str]
) -> bool:
    """Return whether a macro shows something else; `changed` holds the changed generated pages."""
    if not call.arguments:
        leading = [record.contents.first_series for record in (before, after)]
        was, now = (series.id if series else "" for series in leading)
        return was != now or series_path(now) in changed
    first, kind = call.arguments[0], call.macro.signature.kinds[0]
    if kind is SERIES:
        return series_path(first) in changed
    old, new = kind.records(before.catalog, None), kind.records(after.catalog, None)
    return old.get(first) != new.get(first)


def _address(name: str) -> str:
    """Return the address of a page by its file: `index.md` → ``, `a.md` and `a/index.md` → `a/`."""
    stem = name.removesuffix(".md")
    stem = "" if stem == "index" else stem.removesuffix("/index")
    return f"{stem}/" if stem else ""
