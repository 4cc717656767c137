"""Two states side by side: what was renamed, which series are the same, what was decided."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from terang.diagnostics import Place
from terang.guard import paste_hints
from terang.guard.snapshot import Snapshot, stated_value, unmatched_items
from terang.loading import data_folder
from terang.parsing.yaml_document import Document, Entries, Items, Node, Scalar


@dataclass(frozen=True, slots=True)
class Renames:
    """Old ids → new ids of things that are the same under another name."""

    sources: Mapping[str, str]
    areas: Mapping[str, str]
    indicators: Mapping[str, str]

    @classmethod
    def between(cls, before: Snapshot, after: Snapshot) -> Renames:
        """What was renamed: the old id is gone, and a new one says the very same."""
        return cls(
            dict(_renamed(before.sources, after.sources)),
            dict(_renamed(before.areas, after.areas)),
            dict(_renamed(before.indicators, after.indicators)),
        )


def _renamed(before: Mapping[str, Node], after: Mapping[str, Node]) -> Iterator[tuple[str, str]]:
    fresh = {key: stated_value(node) for key, node in after.items() if key not in before}
    for key, node in before.items():
        if key not in after:
            old = stated_value(node)
            match = next((new for new, other in fresh.items() if other == old), None)
            if match is not None:
                del fresh[match]
                yield key, match


@dataclass(frozen=True)
class Comparison:
    """An earlier state, the present one, and the day on which they are compared."""

    before: Snapshot
    after: Snapshot
    today: dt.date

    @functools.cached_property
    def renames(self) -> Renames:
        """Ids that are the same things under another name."""
        return Renames.between(self.before, self.after)

    @functools.cached_property
    def decided(self) -> frozenset[str]:
        """What the decisions are about that are new."""
        before = [stated_value(decision) for decision in self.before.decisions]
        after = [stated_value(decision) for decision in self.after.decisions]
        _, fresh = unmatched_items(before, after)
        return frozenset(str(after[index].get("about")) for index in fresh)

    @functools.cached_property
    def series(self) -> tuple[SeriesPair, ...]:
        """Each readable earlier series with what it is now.

        By its file's name, else by its indicator and area: there is one series for the two.
        """
        old = {path: self.before.mapping(path) for path in self.before.paths(data_folder.COVERAGE)}
        new = {path: self.after.mapping(path) for path in self.after.paths(data_folder.COVERAGE)}
        unreadable = [path for path, root in new.items() if root is None and path not in old]
        by_subject = {_subject(root): path for path, root in new.items() if root is not None}
        pairs = []
        for path, root in old.items():
            if root is None:
                continue
            now = path if path in new else by_subject.get(_subject(root, self.renames))
            if now is None or (now != path and now in old):
                # It may be the one that cannot be read.
                now = next(iter(unreadable), None)
            pairs.append(SeriesPair(path, root, now, new[now] if now else None, self))
        return tuple(pairs)


@dataclass(frozen=True, slots=True)
class SeriesPair:
    """One series, earlier and now."""

    old_path: str
    old: Entries
    new_path: str | None
    """None where it is gone."""
    new: Entries | None
    """None where it cannot be read."""
    comparison: Comparison

    @property
    def document(self) -> Document:
        """The file that it stands in now."""
        return self.comparison.after.documents[self.new_path or self.old_path]

    @property
    def lines(self) -> list[str]:
        """The lines of that file."""
        return self.comparison.after.lines(self.new_path or self.old_path)


@dataclass(frozen=True, slots=True)
class EntryPair:
    """One entry, earlier and now: its list, its place there now, and its two trees."""

    series: SeriesPair
    list: str
    index: int
    old: Entries
    new: Entries
    lost_anchor: str = ""
    """The anchor that it had, where it stands under another now."""

    def place(self, key: str = "") -> Place:
        """Where a key stands now, or the entry where it is gone."""
        document = self.series.document
        if key in self.new and not isinstance(self.new[key], Scalar):
            return document.key_place(self.list, self.index, key)
        return document.place(self.list, self.index, key)

    @property
    def column(self) -> int:
        """How many columns in the keys stand."""
        return self.new.mark[1] - 1

    @property
    def end(self) -> int:
        """The last line."""
        return paste_hints.end_of(self.series.lines, self.new.mark)


def items_of(root: Entries, name: str) -> Items:
    """A list of a file, empty where there is none."""
    node = root.get(name)
    return node if isinstance(node, Items) else Items(root.mark)


def is_whole(root: Entries, name: str) -> bool:
    """Whether each item of a list could be read, or there is no such list."""
    if name not in root:
        return name not in root.key_marks
    node = root[name]
    return (
        isinstance(node, Items)
        and node.is_whole
        and all(isinstance(item, Entries) for item in node)
    )


def _subject(root: Entries, renames: Renames | None = None) -> tuple[str, str]:
    """What a series is of: indicator and area, by their present names."""
    indicator, area = str(root.get("indicator")), str(root.get("area"))
    if renames is None:
        return indicator, area
    return renames.indicators.get(indicator, indicator), renames.areas.get(area, area)
