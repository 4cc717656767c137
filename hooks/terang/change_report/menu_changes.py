"""The changes of the menus between two states of mkdocs.yml, the site's configuration.

A page that leaves the menu stays on the site, where fewer readers find it.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from terang.diagnostics import LANGUAGES
from terang.pages.navigation import MenuEntry, configured_menus
from terang.parsing import yaml_document
from terang.parsing.yaml_document import Entries

CONFIGURATION = "mkdocs.yml"


class MenuChangeKind(enum.StrEnum):
    """The ways in which a menu changes."""

    ADDED = enum.auto()
    DROPPED = enum.auto()
    RELABELLED = enum.auto()
    MOVED = enum.auto()


@dataclass(frozen=True, slots=True)
class MenuChange:
    """A change of an entry: its titles before and after, empty where there is no entry."""

    kind: MenuChangeKind
    source: str
    """The file of its page, below the docs folder."""
    before: str = ""
    after: str = ""


def menu_changes(before: bytes, after: bytes) -> Iterator[MenuChange]:
    """Yield the changes of the menus in each language, given the configuration before and after."""
    old, new = _menus(before), _menus(after)
    for language in LANGUAGES:
        yield from _changes(old.get(language, ()), new.get(language, ()))


def _menus(configuration: bytes) -> dict[str, Sequence[MenuEntry]]:
    """Return the menu of each language; none if the configuration has no menus to be read."""
    root = yaml_document.parse_document(CONFIGURATION, configuration).root
    nav = root.get("nav") if isinstance(root, Entries) else None
    return dict(configured_menus(nav) or {})


def _changes(before: Sequence[MenuEntry], after: Sequence[MenuEntry]) -> Iterator[MenuChange]:
    titles = {entry.source: entry.title for entry in before}
    kept = {entry.source for entry in after} & titles.keys()
    order = [entry.source for entry in before if entry.source in kept]
    new_order = [entry.source for entry in after if entry.source in kept]
    for entry in before:
        if entry.source not in kept:
            yield MenuChange(MenuChangeKind.DROPPED, entry.source, before=entry.title)
    for entry in after:
        old = titles.get(entry.source)
        if old is None:
            yield MenuChange(MenuChangeKind.ADDED, entry.source, after=entry.title)
        elif old != entry.title:
            yield MenuChange(MenuChangeKind.RELABELLED, entry.source, old, entry.title)
    for was, now in zip(order, new_order, strict=True):
        if was != now:
            yield MenuChange(MenuChangeKind.MOVED, now, after=titles[now])
            return
