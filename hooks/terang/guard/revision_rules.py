"""Rules for changes of an entry: each is declared by a revision, and no revision disappears."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

from terang.diagnostics import MessageValues as Shown
from terang.diagnostics import Problem
from terang.guard import paste_hints
from terang.guard.pairing import EntryPair, is_whole, items_of
from terang.guard.snapshot import StatedValue, stated_value, states_agree, unmatched_items
from terang.model.entries import Event, Observation, Target
from terang.model.field_types import Record
from terang.model.fields import Guard, record_fields
from terang.model.period import Period
from terang.parsing.yaml_document import Entries, Items, Node, SourcePosition

_ENTRY_FIELDS = {
    "observations": record_fields(Observation),
    "targets": record_fields(Target),
    "events": record_fields(Event),
}
_STATED: Mapping[type, type] = {
    tuple: frozenset,
    Mapping: dict,
    Record: dict,
    Period: Period,
    Decimal: Decimal,
}
GUARDED: Mapping[str, type] = {
    field.key: next((stated for plain, stated in _STATED.items() if field.type.is_a(plain)), str)
    for fields in _ENTRY_FIELDS.values()
    for field in fields
    if field.facts.guard is Guard.ENTRY
}
"""The keys of an entry that change only with a revision → the class of a sound value."""

_ALWAYS_THERE = {
    name: frozenset(field.key for field in fields if field.is_required)
    for name, fields in _ENTRY_FIELDS.items()
}
_DEFAULTS = {
    (name, field.key): str(field.default)
    for name, fields in _ENTRY_FIELDS.items()
    for field in fields
    if isinstance(field.default, StrEnum)
}

_UNREADABLE = object()


def _guarded_values(pair: EntryPair, node: Entries) -> dict[str, StatedValue]:
    """Return the values of the guarded keys in either tree of a pair."""
    renamed = pair.series.comparison.renames.sources if node is pair.old else {}
    return {key: _value_or_default(node, key, pair.list, renamed) for key in GUARDED}


def _value_or_default(
    node: Entries, key: str, name: str, renamed: Mapping[str, str]
) -> StatedValue:
    """Return the value of a key: its default if absent, `_UNREADABLE` if invalid."""
    if key not in node:
        is_absent = key not in node.key_marks and key not in _ALWAYS_THERE[name]
        return _DEFAULTS.get((name, key)) if is_absent else _UNREADABLE
    found = stated_value(node[key], key, renamed)
    return found if isinstance(found, GUARDED[key]) else _UNREADABLE


def revision_problems(pair: EntryPair) -> Iterator[Problem]:
    """Yield a problem for each undeclared change of an entry and each lost revision."""
    if "revisions" in pair.new.key_marks and not is_whole(pair.new, "revisions"):
        return
    old, new = _items(pair.old), _items(pair.new)
    missing, fresh = unmatched_items(
        [_revision(item, pair, pair.old) for item in old],
        [_revision(item, pair, pair.new) for item in new],
    )
    kept = [index for index in range(len(new)) if index not in fresh]
    added = [index for index in fresh if index > max(kept, default=-1)]
    changed = list(_changed(pair, [new[index] for index in added]))
    lost = [old[index] for index in missing]
    yield from _changed_silently(pair, changed, added, [] if new else lost)
    yield from _revisions_gone(pair, missing, fresh, bool(changed))
    yield from _withdrawal_gone(pair)


def _items(entry: Entries) -> list[Entries]:
    return [item for item in items_of(entry, "revisions") if isinstance(item, Entries)]


def _revision(node: Entries, pair: EntryPair, of: Entries) -> StatedValue:
    """Return the content of a revision; in an earlier tree, with the present ids of sources."""
    return stated_value(node, "", pair.series.comparison.renames.sources if of is pair.old else {})


def _was(revision: Entries) -> Entries:
    found = revision.get("was")
    return found if isinstance(found, Entries) else Entries(revision.mark)


def _changed(pair: EntryPair, added: list[Entries]) -> Iterator[str]:
    """Yield the guarded keys whose earlier value the new revisions do not restore."""
    before, after = _guarded_values(pair, pair.old), _guarded_values(pair, pair.new)
    for key in GUARDED:
        if _UNREADABLE in (before[key], after[key]) or states_agree(before[key], after[key]):
            continue
        undone = after[key]
        for revision in reversed(added):
            was = _was(revision)
            if key in was.key_marks:
                node = was.get(key)
                default = _DEFAULTS.get((pair.list, key))
                undone = default if node is None else stated_value(node, key)
        if not states_agree(before[key], undone):
            yield key


def _changed_silently(
    pair: EntryPair, changed: list[str], added: list[int], lost: list[Entries]
) -> Iterator[Problem]:
    """Yield a problem for each changed key; the first has a revision to paste for all of them."""
    changed.sort(key=pair.place)
    first = pair.place(changed[0]) if changed else None
    for key in changed:
        place = pair.place(key)
        values: dict[str, Shown] = {
            "key": key,
            "old": _shown(pair.old.get(key)),
            "new": _shown(pair.new.get(key)),
        }
        telling = [index for index in added if key in _was(_items(pair.new)[index]).key_marks]
        if telling:
            steps = (pair.list, pair.index, "revisions", telling[0], "was", key)
            where = pair.series.document.key_place(*steps)
            text = paste_hints.indented_text(
                paste_hints.yaml_block(_old_value(pair, key)), where.column - 1
            )
            values |= {"line": str(where.line), "example": text}
            yield Problem(where, "was-differs", values)
        elif added:
            was = _was(_items(pair.new)[added[-1]])
            if paste_hints.is_flow(pair.series.lines, was):
                problem = Problem(place, "changed-silently", values)
                yield _told_in_brackets(pair, added[-1], problem)
                continue
            text = paste_hints.indented_text(
                paste_hints.yaml_block(_old_value(pair, key)), was.mark[1] - 1
            )
            after = paste_hints.end_of(pair.series.lines, was.mark)
            values |= {"after": str(after), "example": text}
            yield Problem(place, "changed-silently", values, "was")
        elif key != changed[0] and first is not None:
            yield Problem(place, "changed-silently", {**values, "line": str(first.line)}, "also")
        else:
            olds = [_old_value(pair, name) for name in changed]
            earlier = {name: value for old in olds for name, value in old.items()}
            yield _with_revision(pair, earlier, lost, Problem(place, "changed-silently", values))


def _with_revision(
    pair: EntryPair, was: dict[str, Any], lost: list[Entries], problem: Problem
) -> Problem:
    """Return the problem of an undeclared change, with the revision to paste.

    `lost` are earlier revisions to restore with it.
    """
    lines, revisions = pair.series.lines, items_of(pair.new, "revisions")
    revision = paste_hints.revision_item(pair.series.comparison.today, was)
    values: dict[str, Shown] = dict(problem.values)
    variant = ""
    if _is_closed(pair):
        values |= _rewritten(pair, revisions=[*lost, *revisions, revision])
        variant = "rewritten"
    elif revisions:
        text = paste_hints.list_item(
            paste_hints.yaml_block(revision), paste_hints.dash_of(lines, revisions)
        )
        values |= {"after": str(paste_hints.end_of_list(lines, revisions)), "example": text}
    else:
        text = paste_hints.indented_text(
            paste_hints.yaml_block({"revisions": [*lost, revision]}), pair.column
        )
        values |= {"after": str(pair.end), "example": text}
    return Problem(problem.place, problem.code, values, variant)


def _told_in_brackets(pair: EntryPair, index: int, problem: Problem) -> Problem:
    """Return the problem of a change that a new revision omits, if its `was` is in flow style."""
    revisions: list[Any] = paste_hints.plain_tree(items_of(pair.new, "revisions"))
    was = paste_hints.plain_tree(_was(_items(pair.new)[index]))
    revisions[index]["was"] = was | paste_hints.plain_tree(
        _old_value(pair, str(problem.values["key"]))
    )
    values = {**problem.values, **_rewritten(pair, revisions=revisions)}
    return Problem(problem.place, problem.code, values, "was_rewritten")


def _is_closed(pair: EntryPair) -> bool:
    """Return whether the revisions are in flow style, so that no line can be pasted."""
    lines, revisions = pair.series.lines, items_of(pair.new, "revisions")
    return paste_hints.is_flow(lines, pair.new) or (
        "revisions" in pair.new and (not revisions or paste_hints.is_flow(lines, revisions))
    )


def _rewritten(pair: EntryPair, **changes: Node | list[Any]) -> dict[str, Shown]:
    """Return an entry in block style with these keys changed, and the lines that it replaces."""
    anchor = {"anchor": pair.lost_anchor} if pair.lost_anchor else {}
    text = paste_hints.yaml_block({**anchor, **pair.new, **anchor, **changes})
    example = paste_hints.list_item(text, max(pair.column - 2, 0))
    return {"line": str(pair.new.mark[0]), "last": str(pair.end), "example": example}


def _old_value(pair: EntryPair, key: str) -> dict[str, Any]:
    """Return the earlier value of a key, with the present ids of sources; None if absent."""
    node = pair.old.get(key)
    if key == "sources" and isinstance(node, Items):
        renamed = pair.series.comparison.renames.sources
        return {key: [renamed.get(str(item), str(item)) for item in node]}
    return {key: node}


def _shown(node: Node) -> Shown:
    """Return a value as words within a sentence."""
    if isinstance(node, Entries):
        texts = {str(key): str(text) for key, text in node.items()}
        return {language: texts.get(language, texts.get("id", "")) for language in ("id", "en")}
    if isinstance(node, Items):
        return ", ".join(map(str, node))
    return {"id": "tidak ada", "en": "nothing"} if node is None else str(node)


# --- revisions and withdrawal ------------------------------------------------------------------


def _revisions_gone(
    pair: EntryPair,
    missing: list[int],
    fresh: list[int],
    has_changed: bool,  # noqa: FBT001
) -> Iterator[Problem]:
    """A revision that was published stays as it was."""
    old, new = _items(pair.old), _items(pair.new)
    lines, items = pair.series.lines, items_of(pair.new, "revisions")
    if not missing:
        return
    if _is_closed(pair):
        yield _revisions_rewritten(pair, missing, fresh, has_changed=has_changed and not new)
        return
    if not new:
        texts = [old[index] for index in missing]
        dates = ", ".join(str(text_item.get("revised")) for text_item in texts)
        text = paste_hints.indented_text(paste_hints.yaml_block({"revisions": texts}), pair.column)
        values = {"revised": dates, "after": str(pair.end), "example": text}
        # The block to paste for the change holds the lost revisions too.
        yield Problem(pair.place(), "revision-gone", values, "also" if has_changed else "")
        return
    for index in missing:
        text = paste_hints.list_item(
            paste_hints.yaml_block(old[index]), paste_hints.dash_of(lines, items)
        )
        values = {"revised": str(old[index].get("revised")), "example": text}
        copy = next((at for at in fresh if _is_copy(old[index], new[at])), None)
        if copy is not None:
            mark = items.item_marks[copy]
            last = str(paste_hints.end_of(lines, mark))
            place = pair.series.document.place(pair.list, pair.index, "revisions", copy)
            values |= {"line": str(mark[0]), "last": last}
            yield Problem(place, "revision-gone", values, "edited")
        else:
            values["after"] = str(_after_earlier(pair, lines, items, str(values["revised"])))
            yield Problem(pair.place("revisions"), "revision-gone", values)


def _revisions_rewritten(
    pair: EntryPair, missing: list[int], fresh: list[int], *, has_changed: bool
) -> Problem:
    """Return the problem of revisions lost from an entry in flow style, which is written out."""
    old, new = _items(pair.old), _items(pair.new)
    lost = [old[index] for index in missing]
    edited = {at for at in fresh if any(_is_copy(item, new[at]) for item in lost)}
    kept = [item for at, item in enumerate(new) if at not in edited]
    revisions = sorted([*lost, *kept], key=lambda item: str(item.get("revised")))
    place = pair.place("revisions")
    values: dict[str, Shown] = {"revised": ", ".join(str(item.get("revised")) for item in lost)}
    if has_changed:
        # The entry to paste for the change holds the lost revisions too.
        return Problem(place, "revision-gone", values, "also")
    values |= _rewritten(pair, revisions=revisions)
    return Problem(place, "revision-gone", values, "rewritten")


def _is_copy(old: Entries, new: Entries) -> bool:
    """Return whether the new revision is an edited copy: the same day, or the same words."""
    return old.get("revised") == new.get("revised") or (
        old.get("reason") == new.get("reason") and old.get("was") == new.get("was")
    )


def _after_earlier(pair: EntryPair, lines: list[str], items: Items, revised: str) -> int:
    """Return the line after which a revision of a day belongs; the oldest comes first."""
    earlier: list[SourcePosition] = [
        mark
        for mark, item in zip(items.item_marks, _items(pair.new), strict=True)
        if str(item.get("revised")) <= revised
    ]
    if earlier:
        return paste_hints.end_of(lines, earlier[-1])
    return pair.place("revisions").line


def _withdrawal_gone(pair: EntryPair) -> Iterator[Problem]:
    """A withdrawal stays, with its day and reason."""
    old, new = pair.old.get("withdrawn"), pair.new.get("withdrawn")
    if not isinstance(old, Entries) or states_agree(stated_value(old), stated_value(new)):
        return
    text = paste_hints.indented_text(paste_hints.yaml_block({"withdrawn": old}), pair.column)
    values: dict[str, Shown] = {"date": str(old.get("date")), "example": text}
    if paste_hints.is_flow(pair.series.lines, pair.new):
        values |= _rewritten(pair, withdrawn=old)
        yield Problem(pair.place("withdrawn"), "withdrawal-gone", values, "rewritten")
    elif "withdrawn" not in pair.new.key_marks:
        yield Problem(pair.place(), "withdrawal-gone", {**values, "after": str(pair.end)})
    elif isinstance(new, Entries):
        place = pair.place("withdrawn")
        last = str(paste_hints.end_of(pair.series.lines, new.mark))
        values |= {"line": str(place.line), "last": last}
        yield Problem(place, "withdrawal-gone", values, "edited")
