"""Days and values that data of format 1 did not hold, from the earlier versions of its files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from terang.loading.formats.corrected_entries import record_keys
from terang.loading.formats.former_subjects import place_of
from terang.parsing.git_history import FileVersion
from terang.parsing.yaml_blocks import plain_tree
from terang.parsing.yaml_document import parse_document

DECISIONS = "data/decisions.yml"

Contents = Callable[[Iterable[str]], Mapping[str, bytes]]
"""Objects of git → their bytes."""

_MISSING = object()


@dataclass(slots=True)
class EntryDays:
    """The day on which each entry of a series was first on record."""

    versions: Sequence[FileVersion]
    """The versions of series files, parents before children."""
    contents: Contents
    zone: dt.tzinfo
    _days: dict[str, dict[str, dt.date]] = field(default_factory=dict)

    def first_day(self, path: str, key: str) -> dt.date | None:
        """Return the day, in the site's time zone, of the earliest commit that has the entry."""
        if path not in self._days:
            self._days[path] = self._days_in(path)
        return self._days[path].get(key)

    def _days_in(self, path: str) -> dict[str, dt.date]:
        """Return the days of all entries that a file has had, also under its former paths."""
        times: dict[str, int] = {}
        versions = [*self._lineage(path)]
        contents = self.contents({version.blob for version in versions})
        keys = {blob: _keys_in(data) for blob, data in contents.items()}
        for version in versions:
            for key in keys[version.blob]:
                times[key] = min(times.get(key, version.time), version.time)
        return {
            key: dt.datetime.fromtimestamp(time, self.zone).date() for key, time in times.items()
        }

    def _lineage(self, path: str) -> Iterable[FileVersion]:
        """Yield the versions of a file, latest first; before a move, those of the former path."""
        paths = {path}
        for version in reversed(self.versions):
            if version.path in paths:
                yield version
                if version.old_path:
                    paths.add(version.old_path)


def _keys_in(data: bytes) -> frozenset[str]:
    return frozenset(record_keys(plain_tree(parse_document("", data).root)))


@dataclass(slots=True)
class DecidedValues:
    """The value of a key before each decision about it."""

    versions: Sequence[FileVersion]
    """The versions of all data files as they were published, parents before children."""
    contents: Contents
    _roots: dict[str, Any] = field(default_factory=dict)
    _before: dict[str, dict[object, Any]] = field(default_factory=dict)

    def present_path(self, path: str) -> str:
        """Return the path that a file has now, if it was moved since."""
        for version in self.versions:
            if version.old_path == path:
                path = version.path
        return path

    def value_before(self, decision: Mapping[str, Any]) -> list[Any]:
        """Return the old value in a list of one item, None if the key was absent.

        An empty list if no version shows a change that the decision can be about.
        """
        about = str(decision.get("about"))
        if about not in self._before:
            self._before[about] = dict(self._values_before(about))
        known = self._before[about]
        return [known[_identity(decision)]] if _identity(decision) in known else []

    def _values_before(self, about: str) -> Iterable[tuple[object, Any]]:
        """Yield the identity of each decision about a key, and the value before it.

        A decision belongs to the last change until it was published, else to the next one; a change
        belongs to one decision.
        """
        place = place_of(about)
        if place is None:
            return
        changes = [*self._changes(*place)]
        for position, decision in self._decisions(about):
            past = [change for change in changes if change[0] <= position]
            for change, value in past[-1:] or changes[:1]:
                changes = [other for other in changes if other[0] > change]
                yield decision, value

    def _changes(self, path: str, steps: Sequence[str]) -> Iterable[tuple[int, Any]]:
        """Yield the position of each version that changes a value, and the value before it."""
        value: Any = _MISSING
        for position, version in enumerate(self.versions):
            if path in (version.path, version.old_path):
                path = version.path
                new = _value_at(self._root(version), steps)
                if value is not _MISSING and new != value:
                    yield position, value
                value = new

    def _decisions(self, about: str) -> Iterable[tuple[int, object]]:
        """Yield the decisions about a key, with the position at which each was published.

        The position is that of the last version of the same commit.
        """
        known: set[object] = set()
        last = {version.commit: position for position, version in enumerate(self.versions)}
        for version in self.versions:
            root = self._root(version) if version.path == DECISIONS else None
            for decision in root if isinstance(root, list) else ():
                is_about = isinstance(decision, dict) and decision.get("about") == about
                if is_about and _identity(decision) not in known:
                    known.add(_identity(decision))
                    yield last[version.commit], _identity(decision)

    def _root(self, version: FileVersion) -> Any:  # noqa: ANN401
        if version.blob not in self._roots:
            data = self.contents([version.blob])[version.blob]
            self._roots[version.blob] = plain_tree(parse_document("", data).root)
        return self._roots[version.blob]


def _identity(decision: Mapping[str, Any]) -> object:
    """Return what stays of a decision about one key when its translation is added."""
    reason = decision.get("reason")
    return decision.get("date"), reason.get("id") if isinstance(reason, dict) else reason


def _value_at(tree: Any, steps: Sequence[str]) -> Any:  # noqa: ANN401
    for step in steps:
        tree = tree.get(step) if isinstance(tree, dict) else None
    return tree
