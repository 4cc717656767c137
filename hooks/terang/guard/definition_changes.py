"""Changes of the keys of definitions, and the parts of a change that no decision covers.

The guard refuses those that need a decision and have none; the change report tells the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from terang.diagnostics import Place
from terang.guard.stated_values import StatedValue, is_only_longer, stated_value, unmatched_items
from terang.guard.written_records import WrittenRecord
from terang.model.fields import Guard, record_fields
from terang.parsing.yaml_document import Entries, Node


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A key of a record with its old and its new value; None where it is absent."""

    record: WrittenRecord
    """The record as it is now."""
    key: str
    guard: Guard
    old: Node
    new: Node

    @property
    def about(self) -> str:
        """The subject of a decision about it."""
        return self.record.subject(self.key)

    @property
    def place(self) -> Place:
        """The place of the key now."""
        return self.record.place(self.key)


def key_changes(
    before: Mapping[str, WrittenRecord], after: Mapping[str, WrittenRecord]
) -> Iterator[KeyChange]:
    """Yield the changed keys of definitions that are there before and after."""
    for name, old in before.items():
        new = after.get(name)
        if new is None:
            continue
        guards = {field.key: field.facts.guard for field in record_fields(new.model)}
        for key in dict.fromkeys((*old.node.key_marks, *new.node.key_marks)):
            guard = guards.get(key, Guard.DECISION)
            was, now = old.node.get(key), new.node.get(key)
            same = is_same(stated_value(was, key), stated_value(now, key))
            if guard is not Guard.KEPT and not same and key not in _unreadable(new.node):
                yield KeyChange(new, key, guard, was, now)


def is_same(old: StatedValue, new: StatedValue) -> bool:
    """Return whether a definition's key is unchanged in meaning; the order of records has none."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(is_same(old[key], new[key]) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        left = list(new)
        for item in old:
            match = next((other for other in left if is_same(item, other)), None)
            if match is None:
                return False
            left.remove(match)
        return not left
    return bool(old == new)


def _unreadable(node: Entries) -> frozenset[str]:
    """Return the keys that are written with a value that could not be read: reported elsewhere."""
    return frozenset(key for key in node.key_marks if key not in node)


def uncovered_parts(
    about: str, old: Node, new: Node, decided: Mapping[str, list[Node]]
) -> Iterator[tuple[str, Node, Node]]:
    """Yield the parts of a change that no decision covers: subject, old and new value.

    A decision covers a value if it is about it, or about a mapping that holds it, and gives the old
    value; of a list the old value may be the whole list or what is gone from it.
    """
    was, now = stated_value(old, _key_of(about)), stated_value(new, _key_of(about))
    if was == now or old is None or is_only_longer(was, now):
        return
    given = [stated_value(value, _key_of(about)) for value in decided.get(about, ())]
    if any(value in _acceptable(was, now) for value in given):
        return
    is_told_in_parts = any(subject.startswith(f"{about}.") for subject in decided)
    if isinstance(old, Entries) and isinstance(new, Entries) and is_told_in_parts:
        for key in old:
            yield from uncovered_parts(f"{about}.{key}", old[key], new.get(key), decided)
    else:
        yield about, old, new


def _key_of(about: str) -> str:
    return about.rpartition(".")[2].rpartition(":")[2]


def _acceptable(was: StatedValue, now: StatedValue) -> list[StatedValue]:
    """Return the old values that a decision may give."""
    if not isinstance(was, list):
        return [was]
    gone = [was[index] for index in unmatched_items(was, now if isinstance(now, list) else [])[0]]
    return [was, gone, *(gone if len(gone) == 1 else ())]
