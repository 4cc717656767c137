"""The comparison of two snapshots: renamed ids, pairs of series and new decisions."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from terang.diagnostics import Place
from terang.guard import paste_hints
from terang.guard.snapshot import Snapshot, stated_value, unmatched_items
from terang.loading.series_files import COVERAGE
from terang.parsing.yaml_document import Document, Entries, Items, Node, Scalar


@dataclass(frozen=True, slots=True)
class Renames:
    """Old ids → new ids of records that are equal under another id."""

    sources: Mapping[str, str]
    areas: Mapping[str, str]
    indicators: Mapping[str, str]

    @classmethod
    def between(cls, before: Snapshot, after: Snapshot) -> Renames:
        """Return the renamed ids: the old id is gone, and a new id has an equal record."""
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
    """An earlier and the present snapshot, and the day of the comparison."""

    before: Snapshot
    after: Snapshot
    today: dt.date

    @functools.cached_property
    def renames(self) -> Renames:
        """The ids of records that are equal under another id."""
        return Renames.between(self.before, self.after)

    @functools.cached_property
    def decided(self) -> frozenset[str]:
        """The subjects (`about`) of the new decisions."""
        before = [stated_value(decision) for decision in self.before.decisions]
        after = [stated_value(decision) for decision in self.after.decisions]
        _, fresh = unmatched_items(before, after)
        return frozenset(str(after[index].get("about")) for index in fresh)

    @functools.cached_property
    def series(self) -> tuple[SeriesPair, ...]:
        """Each readable earlier series, paired with the present series.

        Series are paired by file name, else by indicator and area, which only one series has.
        """
        old = {path: self.before.mapping(path) for path in self.before.paths(COVERAGE)}
        new = {path: self.after.mapping(path) for path in self.after.paths(COVERAGE)}
        unreadable = [path for path, root in new.items() if root is None and path not in old]
        by_subject = {_subject(root): path for path, root in new.items() if root is not None}
        pairs = []
        for path, root in old.items():
            if root is None:
                continue
            now = path if path in new else by_subject.get(_subject(root, self.renames))
            if now is None or (now != path and now in old):
                # The present series may be a file that cannot be read.
                now = next(iter(unreadable), None)
            pairs.append(SeriesPair(path, root, now, new[now] if now else None, self))
        return tuple(pairs)


@dataclass(frozen=True, slots=True)
class SeriesPair:
    """A series in the earlier and in the present snapshot."""

    old_path: str
    old: Entries
    new_path: str | None
    """None if the series is gone."""
    new: Entries | None
    """None if the file cannot be read."""
    comparison: Comparison

    @property
    def document(self) -> Document:
        """The present file."""
        return self.comparison.after.documents[self.new_path or self.old_path]

    @property
    def lines(self) -> list[str]:
        """The lines of the present file."""
        return self.comparison.after.lines(self.new_path or self.old_path)


@dataclass(frozen=True, slots=True)
class EntryPair:
    """An entry in both snapshots: its list, its present index and both trees."""

    series: SeriesPair
    list: str
    index: int
    old: Entries
    new: Entries
    lost_anchor: str = ""
    """The earlier anchor, if the entry has another anchor now."""

    def place(self, key: str = "") -> Place:
        """Return the present place of a key, or of the entry if the key is gone."""
        document = self.series.document
        if key in self.new and not isinstance(self.new[key], Scalar):
            return document.key_place(self.list, self.index, key)
        return document.place(self.list, self.index, key)

    @property
    def column(self) -> int:
        """The column of the keys, from 0."""
        return self.new.mark[1] - 1

    @property
    def end(self) -> int:
        """The last line of the entry."""
        return paste_hints.end_of(self.series.lines, self.new.mark)


def items_of(root: Entries, name: str) -> Items:
    """Return a list of a file, empty if there is none."""
    node = root.get(name)
    return node if isinstance(node, Items) else Items(root.mark)


def is_whole(root: Entries, name: str) -> bool:
    """Return whether every item of a list can be read; True without the list."""
    if name not in root:
        return name not in root.key_marks
    node = root[name]
    return (
        isinstance(node, Items)
        and node.is_whole
        and all(isinstance(item, Entries) for item in node)
    )


def _subject(root: Entries, renames: Renames | None = None) -> tuple[str, str]:
    """Return the indicator and area of a series, by their present ids."""
    indicator, area = str(root.get("indicator")), str(root.get("area"))
    if renames is None:
        return indicator, area
    return renames.indicators.get(indicator, indicator), renames.areas.get(area, area)
