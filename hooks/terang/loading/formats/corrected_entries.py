"""Entries of format 1 as first published, with corrections since; their anchors and days.

In format 1 an entry held its present state, and in `revisions` what each changed key said before.
In format 2 an entry holds its first state, and each correction what the keys say from then on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

from terang.model.period import NotAPeriodError, parse_period

Tree: TypeAlias = Any
"""A value as plain dicts, lists and strings; None for null."""

ENTRY_LISTS: Mapping[str, tuple[str, str]] = {
    "observations": ("result", "date"),
    "targets": ("target", "due"),
    "events": ("event", "date"),
}
"""The list → the beginning of an anchor by default, and the key of its date."""

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_NUMBERS = frozenset({"value", "precision", "breakdown"})
_DATES = frozenset({"date", "due", "announced"})


@dataclass(frozen=True, slots=True)
class CorrectedEntry:
    """An entry as first published, and its corrections in the order of their dates."""

    entry: Mapping[str, Tree]
    corrections: Sequence[Mapping[str, Tree]]
    empty: list[Mapping[str, Tree]] = field(default_factory=list)
    """Revisions whose keys all say the same before and after."""


def default_anchor(name: str, entry: Mapping[str, Tree]) -> str:
    """Return the anchor, given or by default, of an entry of format 1."""
    prefix, key = ENTRY_LISTS[name]
    if "anchor" in entry:
        return str(entry["anchor"])
    return f"{prefix}-{_slug(str(entry[key]))}" if entry.get(key) is not None else prefix


def _slug(date: str) -> str:
    return date.lower().replace("/", "-to-")


def corrected_entry(name: str, entry: Mapping[str, Tree], today: str) -> CorrectedEntry:
    """Return an entry of format 1 as first published, and its corrections since.

    `by` holds ids of speakers; `today` is the last day that a withdrawal may have.
    """
    anchor = default_anchor(name, entry)
    revisions: list[Mapping[str, Tree]] = entry.get("revisions") or []
    state = {key: value for key, value in entry.items() if key != "revisions"}
    steps = []
    for revision in reversed(revisions):
        before = _state_before(state, revision["was"])
        steps.append((revision, before, state))
        state = before
    history = _History(anchor, today)
    for revision, before, after in reversed(steps):
        history.add(revision, before, after)
    history.add_first_withdrawal(state)
    first = {key: value for key, value in state.items() if key != "withdrawn"}
    if default_anchor(name, first) != anchor:
        first = {"anchor": anchor, **first}
    corrections = sorted(history.corrections, key=lambda correction: str(correction["date"]))
    return CorrectedEntry(first, corrections, history.empty)


def _state_before(state: Mapping[str, Tree], was: Mapping[str, Tree]) -> dict[str, Tree]:
    """Return the state before a revision, in the words of the state after it where they agree."""
    before = dict(state)
    for key, value in was.items():
        if _means(key, value) == _means(key, state.get(key)):
            continue
        if value is None:
            before.pop(key, None)
        else:
            before[key] = value
    return before


def _means(key: str, value: Tree) -> object:
    """Return the meaning of a value: `2024` and the interval of its days are one date."""
    if isinstance(value, dict):
        return {name: _means(key, child) for name, child in value.items()} or None
    if isinstance(value, list):
        return [_means("", child) for child in value] or None
    if value is None:
        return "reported" if key == "status" else None
    if key in _DATES:
        try:
            return parse_period(str(value))
        except NotAPeriodError:
            return value
    return Decimal(value) if key in _NUMBERS and _NUMBER.fullmatch(value) else value


@dataclass(slots=True)
class _History:
    """The corrections of an entry while they are collected, oldest first."""

    anchor: str
    today: str
    corrections: list[dict[str, Tree]] = field(default_factory=list)
    empty: list[Mapping[str, Tree]] = field(default_factory=list)

    def add(
        self, revision: Mapping[str, Tree], before: Mapping[str, Tree], after: Mapping[str, Tree]
    ) -> None:
        """Add the corrections that a revision stands for: mostly a single `set`."""
        changed = {
            key: after.get(key)
            for key in revision["was"]
            if key != "withdrawn" and before.get(key) != after.get(key)
        }
        count = len(self.corrections)
        old, new = before.get("withdrawn"), after.get("withdrawn")
        if old != new:
            if old is not None:
                self._add(revision["revised"], revision.get("reason"), {"restore": "true"})
            if new is not None:
                earliest = "" if old is None else revision["revised"]
                day = max(self._withdrawal_day(new), earliest)
                self._add(day, new.get("reason"), {"withdraw": "true"})
        if changed:
            self._add(revision["revised"], revision.get("reason"), {"set": changed})
        if len(self.corrections) == count:
            self.empty.append(revision)

    def add_first_withdrawal(self, first: Mapping[str, Tree]) -> None:
        """Add the withdrawal that no revision mentions, before one that takes it back."""
        withdrawal = first.get("withdrawn")
        if withdrawal is None:
            return
        day = self._withdrawal_day(withdrawal)
        restored = [item["date"] for item in self.corrections if "restore" in item]
        self._add(min([day, *restored[:1]]), withdrawal.get("reason"), {"withdraw": "true"})
        self.corrections.insert(0, self.corrections.pop())

    def _add(self, date: str, reason: Tree, action: Mapping[str, Tree]) -> None:
        correction = {"anchor": self.anchor, "date": date, "reason": reason, **action}
        self.corrections.append(
            {key: value for key, value in correction.items() if key != "reason" or reason}
        )

    def _withdrawal_day(self, withdrawal: Mapping[str, Tree]) -> str:
        """Return the last day of the date of a withdrawal, or today if that is over before it."""
        return min(parse_period(str(withdrawal["date"])).last.isoformat(), self.today)


def dated_entry(entry: Mapping[str, Tree], added: str) -> dict[str, Tree]:
    """Return an entry of format 1, or a population's value, with its day, `added`."""
    dated: dict[str, Tree] = {}
    for key, value in entry.items():
        dated[key] = value
        if key == "sources":
            dated["added"] = added
    dated.setdefault("added", added)
    return dated


def population_key(value: Mapping[str, Tree]) -> str:
    """Return the name of a population's value of format 1, in the place of an anchor."""
    return f"population {value.get('date')} {value.get('value')}"


def record_keys(root: Tree) -> Iterator[str]:
    """Yield the anchors in a series file of format 1, and the names of its population's values."""
    for name in ENTRY_LISTS:
        for entry in _mappings(_value(root, name)):
            yield default_anchor(name, entry)
    for value in _mappings(_value(_value(root, "population"), "values")):
        yield population_key(value)


def _value(tree: Tree, key: str) -> Tree:
    return tree.get(key) if isinstance(tree, dict) else None


def _mappings(tree: Tree) -> Iterator[Mapping[str, Tree]]:
    yield from (item for item in tree if isinstance(item, dict)) if isinstance(tree, list) else ()
