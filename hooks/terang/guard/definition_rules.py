"""Rules for definitions and decisions: keys change only by a decision, nothing disappears.

A decision names the key and the old value, stands with its change, and stays too
(docs/contract.md#silent-edits).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from terang.diagnostics import Place, Problem
from terang.guard import paste_hints
from terang.guard.definition_changes import key_changes, uncovered_parts
from terang.guard.shown_values import shown_value
from terang.guard.snapshot import Snapshot
from terang.guard.stated_values import stated_value, unmatched_items
from terang.guard.subjects import earlier_values, split_subject, subjects_of
from terang.guard.written_records import (
    WrittenRecord,
    edited_copy,
    new_records,
    written_decisions,
    written_definitions,
)
from terang.loading.implied_breaks import MEANING
from terang.loading.series_files import COVERAGE
from terang.model.fields import Guard
from terang.parsing.yaml_blocks import yaml_block
from terang.parsing.yaml_document import Document, Entries, Items, Node

_PERMANENT = frozenset(
    {"series", "indicator", "area", "speaker", "programme", "fact", "contact", "dimension"}
)
"""Kinds of records that stay once they are published; a source stays once it is cited."""

_MOST_NAMED = 5
"""The most entries that are named beside a source; the others are counted."""


def definition_problems(before: Snapshot, after: Snapshot, today: dt.date) -> Iterator[Problem]:
    """A guarded key changes only by a decision that gives its old value; nothing disappears."""
    old, new = written_definitions(before), written_definitions(after)
    decisions = new_records(written_decisions(before), written_decisions(after))
    decided: dict[str, list[Node]] = {}
    for decision in decisions:
        for subject, was in earlier_values(decision.node):
            decided.setdefault(subject, []).append(was)
    for change in key_changes(old, new):
        if change.guard is not Guard.DECISION:
            continue
        for about, was, now in uncovered_parts(change.about, change.old, change.new, decided):
            values = {"key": about, "old": shown_value(was), "new": shown_value(now)}
            if about in decided:
                text = yaml_block({"was": was})
                yield Problem(change.place, "was-differs", {**values, "example": text})
                continue
            path, text = paste_hints.decision_file(about, was, today, after.documents)
            citing = _entries_citing(about, before)
            values |= {"file": path, "example": text, "entries": citing}
            variant = "cited" if citing else ""
            yield Problem(change.place, "changed-without-decision", values, variant)
    yield from _parted_without_break(old, new, decisions)
    yield from _about_nothing(old, new, decisions)
    yield from _gone(before, after, old, new)
    yield from decisions_gone(before, after)


def _parted_without_break(
    old: Mapping[str, WrittenRecord],
    new: Mapping[str, WrittenRecord],
    decisions: list[WrittenRecord],
) -> Iterator[Problem]:
    """A decision about what is counted comes with a break, or says that all stays comparable."""
    for decision in decisions:
        if decision.node.get("comparable") is not None:
            continue
        for subject in subjects_of(decision.node):
            name, key = split_subject(subject, new)
            is_meaning = name.startswith("indicator:") and key.partition(".")[0] in MEANING
            label = [_value_at(records.get(name), "population.label") for records in (old, new)]
            is_label = key.partition(".")[0] == "population" and label[0] != label[1]
            if (is_meaning or is_label) and not _has_new_break(name, old, new):
                place = decision.place("about")
                yield Problem(place, "definition-without-break", {"text": subject})


def _has_new_break(
    name: str, old: Mapping[str, WrittenRecord], new: Mapping[str, WrittenRecord]
) -> bool:
    """Return whether a break was added to a record, or to every series of an indicator."""
    if _breaks(old.get(name)) != _breaks(new.get(name)):
        return True
    key = name.partition(":")[2]
    series = [
        record
        for record in new.values()
        if record.kind == "series" and record.node.get("indicator") == key
    ]
    return bool(series) and all(
        _breaks(old.get(record.name)) != _breaks(record) for record in series
    )


def _breaks(record: WrittenRecord | None) -> object:
    return stated_value(record.node.get("breaks")) if record is not None else None


def _about_nothing(
    old: Mapping[str, WrittenRecord],
    new: Mapping[str, WrittenRecord],
    decisions: list[WrittenRecord],
) -> Iterator[Problem]:
    """A decision stands with its change: what it is about has another value now."""
    for decision in decisions:
        for subject in subjects_of(decision.node):
            name, key = split_subject(subject, {**old, **new})
            if name in new and _value_at(old.get(name), key) == _value_at(new[name], key):
                yield Problem(decision.place("about"), "decision-about-nothing", {"text": subject})


def _value_at(record: WrittenRecord | None, key: str) -> object:
    """Return the meaning of the value at a key, whose parts are joined by points."""
    node: Node = record.node if record is not None else None
    steps = key.split(".") if key else []
    for step in steps:
        node = node.get(step) if isinstance(node, Entries) else None
    return stated_value(node, steps[-1] if steps else "")


def _gone(
    before: Snapshot,
    after: Snapshot,
    old: Mapping[str, WrittenRecord],
    new: Mapping[str, WrittenRecord],
) -> Iterator[Problem]:
    """A published record with an id stays: its title changes, not its id."""
    cited = _cited_sources(before)
    for name, record in old.items():
        stays = record.kind in _PERMANENT or name in cited
        if name in new or not stays or _is_unreadable(after, record.document.path):
            continue
        if record.kind == "source" and _owner(record) not in {"", *new}:
            continue  # Its series is gone, which is said of it.
        kind, _, identifier = name.partition(":")
        owner = f"programme:{identifier.partition('.')[0]}"
        if kind in {"fact", "contact"} and owner not in new:
            continue  # Its programme is gone, which is said of it.
        key = identifier.rpartition(".")[2]
        is_file = kind in {"series", "indicator"}
        text = _text_of(before, record) if is_file else yaml_block({key: record.node})
        values = {"text": name, "file": record.document.path, "example": text}
        yield Problem(Place(record.document.path), "record-gone", values, "file" if is_file else "")


def _owner(record: WrittenRecord) -> str:
    """Return the name of the series whose file holds a source; empty for sources.yml."""
    key = record.document.path.removeprefix(f"{COVERAGE}/").partition("/")[0]
    is_own = record.document.path.startswith(COVERAGE)
    return f"series:{key.removesuffix('.yml')}" if is_own else ""


def _text_of(snapshot: Snapshot, record: WrittenRecord) -> str:
    return "\n".join(snapshot.lines(record.document.path)).rstrip("\n")


def _is_unreadable(after: Snapshot, path: str) -> bool:
    """Return whether a file is there but cannot be read, which is reported elsewhere."""
    document: Document | None = after.documents.get(path)
    return document is not None and document.root is None


def _cited_sources(snapshot: Snapshot) -> frozenset[str]:
    """Return the names of the sources that anything but a source cites."""
    cited: set[str] = set()

    def collect(node: Node, key: str = "") -> None:
        if isinstance(node, Entries):
            for name, child in node.items():
                collect(child, name)
        elif isinstance(node, Items):
            is_citation = key in {"sources", "legal_basis"}
            for item in node:
                if is_citation and isinstance(item, str):
                    cited.add(f"source:{item}")
                collect(item)

    for document in snapshot.documents.values():
        collect(document.root)
    return frozenset(cited)


def _entries_citing(about: str, snapshot: Snapshot) -> str:
    """Return the entries that rest on the source that a key belongs to, the first few by name."""
    kind, _, path = about.partition(":")
    catalog = snapshot.reading.catalog
    if kind != "source" or catalog is None:
        return ""
    found = [
        f"{key}#{entry.anchor}"
        for key, series in catalog.series.items()
        for entry in series.entries
        if path.partition(".")[0] in entry.sources
    ]
    more = f" (+{len(found) - _MOST_NAMED})" if len(found) > _MOST_NAMED else ""
    return ", ".join(found[:_MOST_NAMED]) + more


def decisions_gone(before: Snapshot, after: Snapshot) -> Iterator[Problem]:
    """A decision that was published stays as it was."""
    old, new = written_decisions(before), written_decisions(after)
    missing, fresh = unmatched_items(
        [stated_value(record.node) for record in old], [stated_value(record.node) for record in new]
    )
    for index in missing:
        gone = old[index]
        if _is_unreadable(after, gone.document.path):
            continue
        values = {
            "about": gone.name,
            "date": str(gone.node.get("date")),
            "file": gone.document.path,
            "example": yaml_block([gone.node]),
        }
        copy = edited_copy(gone, [new[at] for at in fresh])
        place = copy.place() if copy else Place(gone.document.path)
        yield Problem(place, "decision-gone", values, "edited" if copy else "")
