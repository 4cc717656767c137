"""The menus of the site, in each language, and the problems in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from terang.diagnostics import LANGUAGES, Place, Problem
from terang.i18n.sentences import SiteNotice, SiteProblem, suggested_value
from terang_mkdocs.routing import CONFIGURATION, DEFAULT, language_of, page_path

_MOST_WRITTEN = 12
"""How many written pages a menu holds that nobody has put together."""


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An item of a menu: its title and the page it leads to, by its place in the docs tree."""

    title: str
    source: str

    @property
    def path(self) -> str:
        """The path of the page."""
        return page_path(self.source)


def configured_menus(configured: object) -> Mapping[str, Sequence[MenuEntry]] | None:
    """The `nav` of mkdocs.yml: language → its entries; None where it is not written like that."""
    if not isinstance(configured, list):
        return None
    groups = [group for group in configured if isinstance(group, Mapping) and len(group) == 1]
    found = {str(language): items for group in groups for language, items in group.items()}
    if len(groups) != len(configured) or set(found) != set(LANGUAGES):
        return None
    read = {language: _entries(items) for language, items in found.items()}
    whole = {language: tuple(entries) for language, entries in read.items() if entries is not None}
    return whole if len(whole) == len(read) else None


def present_menus(
    found: Mapping[str, Sequence[MenuEntry]], pages: Collection[str]
) -> Mapping[str, Sequence[MenuEntry]]:
    """The menus without what they name that is not there; `pages` by place in the docs tree."""
    return {
        language: [entry for entry in entries if entry.source in pages]
        for language, entries in found.items()
    }


def own_menus(
    home: Mapping[str, str],
    written: Iterable[tuple[str, Mapping[str, str]]],
    made: Iterable[tuple[str, Mapping[str, str]]],
) -> Mapping[str, Sequence[MenuEntry]]:
    """The menus of a site that names none: home, coverage, what was written, the rest of the data.

    Each page by its file's name and its title a language. A menu stands on every page, so that it
    must not grow with the site: the first pages by title are in it.
    """
    first, *rest = made

    def menu(language: str) -> list[MenuEntry]:
        by_title = sorted(written_, key=lambda page: page[1][language].casefold())
        pages = [("index.md", home), first, *by_title[:_MOST_WRITTEN], *rest]
        return [MenuEntry(titles[language], f"{language}/{name}") for name, titles in pages]

    written_ = list(written)
    return {language: menu(language) for language in LANGUAGES}


def _entries(items: object) -> list[MenuEntry] | None:
    if not isinstance(items, list):
        return None
    pairs = [pair for item in items if isinstance(item, Mapping) for pair in item.items()]
    if len(pairs) != len(items) or not all(isinstance(source, str) for _, source in pairs):
        return None
    return [MenuEntry(str(title), source) for title, source in pairs]


def menu_problems(
    configured: object, known: Collection[str], footer: Iterable[str], root: Path
) -> Iterator[Problem]:
    """Menus hold a group a language, and the same pages in the same order; none is missing."""
    lines = _Lines(root)
    found = configured_menus(configured)
    if found is None:
        yield SiteProblem(lines.place("nav"), "bad-navigation", {"languages": ", ".join(LANGUAGES)})
        return
    for language, entries in found.items():
        named = [entry.source for entry in entries]
        for source in named:
            if source not in known:
                values = {"page": source, **suggested_value(source, known)}
                yield SiteNotice(lines.place(source), "missing-page", values)
        paths = [source.split("/", 1)[-1] for source in named]
        if paths != [entry.source.split("/", 1)[-1] for entry in found[DEFAULT]] or any(
            language_of(source) != language for source in named
        ):
            values = {"language": language, "pages": ", ".join(named)}
            yield SiteProblem(lines.place("nav"), "uneven-navigation", values)
    for name in footer:
        if f"{DEFAULT}/{name}" not in known:
            values = {
                "page": name,
                **suggested_value(name, [item.split("/", 1)[1] for item in known]),
            }
            yield SiteNotice(lines.place(name), "missing-page", values)


class _Lines:
    """The lines of mkdocs.yml, to say where something stands."""

    def __init__(self, root: Path) -> None:
        self._lines = (root / CONFIGURATION).read_text(encoding="utf-8").splitlines()

    def place(self, text: str) -> Place:
        """Where a text first stands outside comments."""
        for number, line in enumerate(self._lines, start=1):
            if text in line and not line.lstrip().startswith("#"):
                return Place(CONFIGURATION, number, line.index(text) + 1)
        return Place(CONFIGURATION)
