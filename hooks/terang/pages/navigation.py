"""Menus of the site in each language, from the site's configuration, and the problems in them.

Called by the adapter, which knows the existing pages and the configuration's file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from terang.diagnostics import LANGUAGES, Place, Problem
from terang.i18n.terminal_messages import SiteNotice, SiteProblem, suggested_value
from terang.pages.page_address import DEFAULT_LANGUAGE, language_of, page_path

_MAX_NARRATIVE = 12
"""The narrative pages in a default menu, at most."""


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An entry of a menu: its title and the file of its page, below the docs folder."""

    title: str
    source: str

    @property
    def path(self) -> str:
        """The path of the page, the same in every language."""
        return page_path(self.source)


def configured_menus(configured: object) -> Mapping[str, Sequence[MenuEntry]] | None:
    """Return the menu of each language that `nav` configures; None if it has another form."""
    if not isinstance(configured, list):
        return None
    groups = [group for group in configured if isinstance(group, Mapping) and len(group) == 1]
    lists = {str(language): items for group in groups for language, items in group.items()}
    if len(groups) != len(configured) or set(lists) != set(LANGUAGES):
        return None
    parsed = {language: _menu_entries(items) for language, items in lists.items()}
    menus = {
        language: tuple(entries) for language, entries in parsed.items() if entries is not None
    }
    return menus if len(menus) == len(parsed) else None


def present_menus(
    menus: Mapping[str, Sequence[MenuEntry]], pages: Collection[str]
) -> Mapping[str, Sequence[MenuEntry]]:
    """Return the menus without missing pages; `pages` are the existing files."""
    return {
        language: [entry for entry in entries if entry.source in pages]
        for language, entries in menus.items()
    }


def default_menus(
    home: Mapping[str, str],
    narrative: Collection[tuple[str, Mapping[str, str]]],
    generated: Iterable[tuple[str, Mapping[str, str]]],
) -> Mapping[str, Sequence[MenuEntry]]:
    """Return the menus of a site without `nav`: home, coverage, narrative pages, other data pages.

    Each page is given as its file's name and its title in each language. Every page shows the menu:
    to keep it short, it lists the first narrative pages by title only.
    """
    first, *rest = generated

    def menu(language: str) -> list[MenuEntry]:
        by_title = sorted(narrative, key=lambda page: page[1][language].casefold())
        pages = [("index.md", home), first, *by_title[:_MAX_NARRATIVE], *rest]
        return [MenuEntry(titles[language], f"{language}/{name}") for name, titles in pages]

    return {language: menu(language) for language in LANGUAGES}


def _menu_entries(items: object) -> list[MenuEntry] | None:
    """Return the entries of a list of `title: file`; None if it has another form."""
    if not isinstance(items, list):
        return None
    pairs = [pair for item in items if isinstance(item, Mapping) for pair in item.items()]
    if len(pairs) != len(items) or not all(isinstance(source, str) for _, source in pairs):
        return None
    return [MenuEntry(str(title), source) for title, source in pairs]


def menu_problems(
    configured: object, known: Collection[str], footer: Iterable[str], configuration: Path
) -> Iterator[Problem]:
    """Yield problems: a wrong form, different pages or order in a language, missing pages."""
    lines = _ConfigLines(configuration)
    menus = configured_menus(configured)
    if menus is None:
        yield SiteProblem(lines.place("nav"), "bad-navigation", {"languages": ", ".join(LANGUAGES)})
        return
    for language, entries in menus.items():
        named = [entry.source for entry in entries]
        for source in named:
            if source not in known:
                values = {"page": source, **suggested_value(source, known)}
                yield SiteNotice(lines.place(source), "missing-page", values)
        paths = [source.split("/", 1)[-1] for source in named]
        if paths != [entry.source.split("/", 1)[-1] for entry in menus[DEFAULT_LANGUAGE]] or any(
            language_of(source) != language for source in named
        ):
            values = {"language": language, "pages": ", ".join(named)}
            yield SiteProblem(lines.place("nav"), "uneven-navigation", values)
    for name in footer:
        if f"{DEFAULT_LANGUAGE}/{name}" not in known:
            values = {
                "page": name,
                **suggested_value(name, [source.split("/", 1)[1] for source in known]),
            }
            yield SiteNotice(lines.place(name), "missing-page", values)


class _ConfigLines:
    """The lines of the configuration's file, for the places of problems."""

    def __init__(self, configuration: Path) -> None:
        self._name = configuration.name
        self._lines = configuration.read_text(encoding="utf-8").splitlines()

    def place(self, text: str) -> Place:
        """Return the first place of a text outside comments."""
        for number, line in enumerate(self._lines, start=1):
            if text in line and not line.lstrip().startswith("#"):
                return Place(self._name, number, line.index(text) + 1)
        return Place(self._name)
