"""Rules for entries, replies and corrections: what was published is still there, the same.

A record may move between files and be written otherwise; only a missing translation is added in
place (docs/contract.md#silent-edits).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from terang.diagnostics import Place, Problem
from terang.guard import paste_hints
from terang.guard.shown_values import shown_value
from terang.guard.stated_values import (
    StatedValue,
    is_misread,
    stated_value,
    states_agree,
    unmatched_items,
)
from terang.guard.written_records import (
    WrittenRecord,
    edited_copy,
    written_corrections,
    written_entries,
)
from terang.loading.series_files import SeriesFiles, items_of
from terang.model.catalog import RECORD_LISTS
from terang.parsing.yaml_blocks import yaml_block
from terang.parsing.yaml_document import Entries, Node

_DEFAULTS = {"status": "reported"}
"""Keys of entries whose default may be written out."""


def entry_problems(
    series: str, before: SeriesFiles, after: SeriesFiles, today: dt.date
) -> Iterator[Problem]:
    """Yield a problem for each entry or reply of a series that is gone or changed in place."""
    old_entries, new_entries = written_entries(before), written_entries(after)
    paths = (document.path for document in after.documents)
    new_files = paste_hints.CorrectionFiles(series, today, paths)
    for (name, anchor), old in old_entries.items():
        new = new_entries.get((name, anchor))
        if new is not None:
            yield from _changes_in_place(name, old, new, new_files)
        elif is_whole(after, name):
            moved = next((key for key in RECORD_LISTS if (key, anchor) in new_entries), "")
            path, text = new_files.new_file(anchor, {"withdraw": "true"})
            yield _gone(old, after, {"list": name, "other": moved, "file": path, "example": text})


def is_whole(files: SeriesFiles, name: str) -> bool:
    """Return whether every file of a list of entries could be read: else none of them is gone."""
    for document in files.documents:
        if not isinstance(document.root, Entries):
            return False
        items = items_of(document, name)
        is_broken = name in document.root.key_marks and name not in document.root
        if is_broken or not getattr(items, "is_whole", True):
            return False
        if any(not isinstance(item, Entries) for item in items):
            return False
    return True


def _gone(old: WrittenRecord, after: SeriesFiles, values: Mapping[str, str]) -> Problem:
    """A published entry stays; a mistake is withdrawn by a correction."""
    back = f"{values['list']}:\n{_as_item(old.node)}"
    shown = {**values, "anchor": old.name, "example": f"{back}\n{values['example']}"}
    return Problem(Place(after.own.path), "entry-gone", shown, "moved" if values["other"] else "")


def _as_item(node: Entries) -> str:
    first, *rest = yaml_block(node).split("\n")
    return "\n".join([f"  - {first}", *(f"    {line}".rstrip() for line in rest)])


def _changes_in_place(
    name: str, old: WrittenRecord, new: WrittenRecord, new_files: paste_hints.CorrectionFiles
) -> Iterator[Problem]:
    """A published entry is not changed in place; a correction says what is right."""
    for key in dict.fromkeys((*old.node.key_marks, *new.node.key_marks)):
        if key == "anchor" or (key in new.node.key_marks and key not in new.node):
            continue
        was, now = old.node.get(key), new.node.get(key)
        old_value = _with_default(was, key)
        if states_agree(old_value, _with_default(now, key)) or is_misread(old_value, key):
            continue
        values = {"key": key, "old": shown_value(was), "new": shown_value(now)}
        back = {"back": yaml_block({key: was}) if was is not None else ""}
        if key == "added":
            yield Problem(new.place(key), "added-changed", {**values, **back})
            continue
        path, text = new_files.new_file(old.name, {"set": {key: now}})
        variant = "" if was is not None else "absent"
        hints = {**back, "file": path, "example": text, "list": name}
        yield Problem(new.place(key), "changed-in-place", {**values, **hints}, variant)


def _with_default(node: Node, key: str) -> StatedValue:
    """Return the meaning of a value, or of the default that an absent key has."""
    return _DEFAULTS.get(key) if node is None else stated_value(node, key)


def correction_problems(before: SeriesFiles, after: SeriesFiles) -> Iterator[Problem]:
    """Yield a problem for each published correction of a series that is gone or changed."""
    old, new = written_corrections(before), written_corrections(after)
    missing, fresh = unmatched_items(
        [stated_value(record.node) for record in old], [stated_value(record.node) for record in new]
    )
    if not is_whole(after, "corrections"):
        return
    for index in missing:
        gone = old[index]
        values = {
            "anchor": gone.name,
            "date": str(gone.node.get("date")),
            "example": f"corrections:\n{_as_item(gone.node)}",
        }
        copy = edited_copy(gone, [new[at] for at in fresh])
        place = copy.place() if copy else Place(after.own.path)
        yield Problem(place, "correction-gone", values, "edited" if copy else "")
