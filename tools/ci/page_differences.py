"""Compare two built sites as their readers meet them, and sort what differs by its weight.

The same change on many pages is one change with many places. Whatever differs in bytes and in
nothing that is read is a change of looks: no file that differs is left out.
"""

from __future__ import annotations

import difflib
import enum
import functools
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import read_pages
import stylesheets
from read_pages import ItemKind, ReadItem
from stylesheets import HidingRule, StyleRule

PAGE = "index.html"
_STYLE = ".css"
_OF_BUILDERS = ("manifest.json", "bom.json")
"""Files that name the software, or repeat the checksums of all others."""
_VERSION = re.compile(rb'("version": ")[0-9.]+\+[0-9a-f]+(?=")')
"""The version of the data, which changes on every page with any change of the data."""
_WINDOW = 240
"""The characters of a long text without spaces that are shown around its first difference."""


class Weight(enum.IntEnum):
    """The parts of the report, the heaviest first."""

    HIDDEN = enum.auto()
    STATEMENTS = enum.auto()
    PAGES = enum.auto()
    MENUS = enum.auto()
    TEXTS = enum.auto()
    MACHINES = enum.auto()
    LOOKS = enum.auto()
    FILES = enum.auto()


@dataclass(frozen=True, slots=True)
class SiteChange:
    """A change, the same on all of its places."""

    weight: Weight
    kind: str
    before: str
    after: str
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteDifferences:
    """The changes between two sites in the order of their weight, and the pages by outcome."""

    changes: tuple[SiteChange, ...]
    same: int
    changed: tuple[str, ...]
    added: tuple[str, ...]
    gone: tuple[str, ...]


class ReadSite:
    """A built site: its files, pages without the version of the data, with its stylesheets."""

    def __init__(self, root: Path) -> None:
        paths = sorted(path for path in root.rglob("*") if path.is_file())
        self.files = {
            path.relative_to(root).as_posix(): (
                _VERSION.sub(rb"\1", path.read_bytes())
                if path.suffix == ".html"
                else path.read_bytes()
            )
            for path in paths
        }

    def __getitem__(self, path: str) -> bytes:
        """Return a file; nothing if it is not there."""
        return self.files.get(path, b"")

    @property
    def pages(self) -> Sequence[str]:
        """The paths of all pages."""
        return [path for path in self.files if path.endswith(".html")]

    @property
    def styles(self) -> Sequence[str]:
        """The paths of all stylesheets."""
        return [path for path in self.files if path.endswith(_STYLE)]

    @functools.cached_property
    def rules(self) -> Mapping[str, Sequence[StyleRule]]:
        """Return the rules of each stylesheet."""
        return {
            path: [*stylesheets.style_rules(self[path].decode("utf-8", "replace"))]
            for path in self.styles
        }

    def hiding(self) -> Mapping[str, Sequence[HidingRule]]:
        """Return the rules that hide something, by stylesheet."""
        return {path: [*stylesheets.hiding_rules(rules)] for path, rules in self.rules.items()}


def address_of(path: str) -> str:
    """Return the address of a page within its site."""
    return f"/{path.removesuffix(PAGE)}"


def compare_sites(before: ReadSite, after: ReadSite) -> SiteDifferences:
    """Return the differences between two sites."""
    old, new = frozenset(before.pages), frozenset(after.pages)
    hiding = before.hiding(), after.hiding()
    is_restyled = hiding[0] != hiding[1]
    changes: list[SiteChange] = []
    changed = []
    for path in sorted(old & new):
        if before[path] == after[path] and not is_restyled:
            continue
        items = [
            read_pages.read_page(site[path], _rules_for(path, site, rules), address_of(path))
            for site, rules in zip((before, after), hiding, strict=True)
        ]
        found = [*item_changes(*items)]
        if before[path] != after[path] and not found:
            found = [_markup_change(before[path], after[path])]
        if found:
            changed.append(path)
            changes += [replace(change, places=(address_of(path),)) for change in found]
    changes += _whole_pages(before, after, sorted(old - new), sorted(new - old))
    changes += [*_style_changes(before, after), *_file_changes(before, after)]
    return SiteDifferences(
        tuple(sorted(grouped_changes(changes), key=lambda change: change.weight)),
        len(old & new) - len(changed),
        changed=tuple(map(address_of, changed)),
        added=tuple(map(address_of, sorted(new - old))),
        gone=tuple(map(address_of, sorted(old - new))),
    )


def _rules_for(
    path: str, site: ReadSite, hiding: Mapping[str, Sequence[HidingRule]]
) -> Sequence[HidingRule]:
    """Return the hiding rules of the stylesheets that a page names."""
    page = site[path]
    named = [style for style in hiding if style.rpartition("/")[2].encode() in page]
    return [rule for style in named for rule in hiding[style]]


# --- a page --------------------------------------------------------------------------------------


def item_changes(before: Sequence[ReadItem], after: Sequence[ReadItem]) -> Iterator[SiteChange]:
    """Yield the changes of what is read on a page."""
    for kinds in ((ItemKind.TEXT, ItemKind.LABEL), *((kind,) for kind in _SINGLE)):
        old, new = ([item for item in items if item.kind in kinds] for items in (before, after))
        yield from _sequence_changes(old, new)


_SEEN = (ItemKind.TEXT, ItemKind.LABEL, ItemKind.MENU)
_SINGLE = [kind for kind in ItemKind if kind not in (ItemKind.TEXT, ItemKind.LABEL)]


def _sequence_changes(old: Sequence[ReadItem], new: Sequence[ReadItem]) -> Iterator[SiteChange]:
    matcher = difflib.SequenceMatcher(None, _texts(old), _texts(new), autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        pairs = itertools.zip_longest(old[old_from:old_to], new[new_from:new_to])
        for was, now in pairs:
            if tag != "equal":
                yield from _item_change(was, now)
            elif was.hidden != now.hidden and was.kind in _SEEN:
                yield SiteChange(Weight.HIDDEN, *_hidden_change(was, now))
        if tag == "replace":
            yield from _hidden_parts(old[old_from:old_to], new[new_from:new_to])


def _hidden_parts(old: Sequence[ReadItem], new: Sequence[ReadItem]) -> Iterator[SiteChange]:
    """Yield the hidden texts that stood in what was seen before."""
    seen = " ".join(item.text for item in old if not item.hidden)
    for item in new:
        if item.hidden and item.kind in _SEEN and item.text in seen:
            yield SiteChange(
                Weight.HIDDEN, *_hidden_change(replace(item, hidden=frozenset()), item)
            )


def _texts(items: Sequence[ReadItem]) -> Sequence[tuple[str, str, str]]:
    return [(item.kind, item.text, item.target) for item in items]


def _hidden_change(was: ReadItem, now: ReadItem) -> tuple[str, str, str]:
    """Return the kind and both sides of a text that is hidden otherwise than before."""
    kind = "hidden" if now.hidden - was.hidden else "shown"
    reasons = (", ".join(sorted(item.hidden)) for item in (was, now))
    shown = [f"{was.text} [{reason}]" if reason else was.text for reason in reasons]
    return kind, shown[0], shown[1]


def _item_change(was: ReadItem | None, now: ReadItem | None) -> Iterator[SiteChange]:
    """Yield the change of a text, link or value, unless another item tells it."""
    item = now or was
    if item is None:
        return
    if was and now and item.kind in (ItemKind.LINK, ItemKind.VALUE) and was.target == now.target:
        return  # Its text is read as a text.
    shown = _shown(was), _shown(now)
    if item.kind is ItemKind.MACHINE:
        shown = _around(*shown)
    # Of a figure that changed, came or went, the text is told as a text.
    is_told = was is None or now is None or was.text != now.text
    if item.kind is ItemKind.VALUE and is_told:
        yield SiteChange(Weight.MACHINES, item.kind, *shown)
        return
    is_statement = any(side.is_statement for side in (was, now) if side)
    if item.kind is ItemKind.LINK and is_told:
        is_statement = False
    yield SiteChange(_weight(item.kind, is_statement=is_statement), item.kind, *shown)


def _shown(item: ReadItem | None) -> str:
    if item is None:
        return ""
    text = f"{item.text} → {item.target}" if item.target else item.text
    return f"{text} [{', '.join(sorted(item.hidden))}]" if item.hidden else text


def _weight(kind: ItemKind, *, is_statement: bool) -> Weight:
    if kind is ItemKind.MACHINE:
        return Weight.MACHINES
    if kind is ItemKind.MENU:
        return Weight.MENUS
    return Weight.STATEMENTS if is_statement else Weight.TEXTS


def _around(before: str, after: str) -> tuple[str, str]:
    """Return two texts, cut to the characters around their first difference."""
    pairs = enumerate(zip(before, after, strict=False))
    shorter = min(len(before), len(after))
    start = max(0, next((at for at, (old, new) in pairs if old != new), shorter) - _WINDOW // 4)
    return _cut(before, start), _cut(after, start)


def _cut(text: str, start: int) -> str:
    shown = text[start : start + _WINDOW]
    return f"{'… ' if start else ''}{shown}{' …' if len(text) > start + _WINDOW else ''}"


def _markup_change(before: bytes, after: bytes) -> SiteChange:
    """Return the first difference of a page on which everything is read as before."""
    old, new = (content.decode("utf-8", "replace").splitlines() for content in (before, after))
    pairs = itertools.zip_longest(old, new, fillvalue="")
    was, now = next(((was, now) for was, now in pairs if was != now), ("", ""))
    return SiteChange(Weight.LOOKS, "markup", *_around(was.strip(), now.strip()))


# --- pages, stylesheets and other files ----------------------------------------------------------


def _whole_pages(
    before: ReadSite, after: ReadSite, gone: Sequence[str], added: Sequence[str]
) -> Iterator[SiteChange]:
    """Yield the pages that are gone or new, each with its title."""
    for path in gone:
        yield SiteChange(Weight.PAGES, "page_gone", _title(before[path]), "", (address_of(path),))
    for path in added:
        yield SiteChange(Weight.PAGES, "page_added", "", _title(after[path]), (address_of(path),))


def _title(page: bytes) -> str:
    items = read_pages.read_page(page)
    return next((item.text for item in items if item.kind is ItemKind.TITLE), "")


def _style_changes(before: ReadSite, after: ReadSite) -> Iterator[SiteChange]:
    """Yield the changed rules of stylesheets; those that write a text are texts."""
    for path in sorted({*before.styles, *after.styles}):
        old, new = (site.rules.get(path, ()) for site in (before, after))
        texts = [[*stylesheets.written_texts(rules)] for rules in (old, new)]
        for was, now in _pairs(*texts):
            yield SiteChange(Weight.STATEMENTS, "written_by_style", was, now, (path,))
        for was, now in _pairs([*map(str, old)], [*map(str, new)]):
            yield SiteChange(Weight.LOOKS, "style", was, now, (path,))


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag != "equal":
            yield from itertools.zip_longest(
                old[old_from:old_to], new[new_from:new_to], fillvalue=""
            )


def _file_changes(before: ReadSite, after: ReadSite) -> Iterator[SiteChange]:
    """Yield the other files that are new, gone or other than before."""
    for path in sorted({*before.files, *after.files}):
        old, new = before.files.get(path), after.files.get(path)
        if path.endswith((".html", *_OF_BUILDERS)) or old == new:
            continue
        if path.endswith(_STYLE) and old is not None and new is not None:
            if before.rules.get(path) == after.rules.get(path):
                yield SiteChange(Weight.LOOKS, "comment", "", "", (path,))
            continue
        kind = "file_added" if old is None else "file_gone" if new is None else "file_changed"
        weight = Weight.LOOKS if path.startswith("assets/") else Weight.FILES
        yield SiteChange(weight, kind, "", "", (path,))
    was, now = (_manifest_without_sums(site["manifest.json"]) for site in (before, after))
    if was != now:
        yield SiteChange(Weight.MACHINES, "manifest", *_around(was, now), ("manifest.json",))


def _manifest_without_sums(content: bytes) -> str:
    """Return what a manifest says of the site beyond its files and its builder."""
    try:
        found: dict[str, Any] = json.loads(content or b"{}")
    except ValueError:
        return content.decode("utf-8", "replace")
    builder = ("built", "commit", "data", "day", "files", "lock", "moment", "pages", "software")
    return json.dumps({key: text for key, text in found.items() if key not in builder})


def grouped_changes(changes: Iterable[SiteChange]) -> Iterator[SiteChange]:
    """Yield each change once, with all of its places in their order."""
    places: dict[tuple[Weight, str, str, str], list[str]] = {}
    for change in changes:
        key = (change.weight, change.kind, change.before, change.after)
        places.setdefault(key, []).extend(change.places)
    for (weight, kind, before, after), found in places.items():
        yield SiteChange(weight, kind, before, after, tuple(dict.fromkeys(found)))
