"""Lines of the report on definitions, decisions, replies, corrections, and whole new entries.

Every text that changed is told word by word on a line of its own, in both halves: a change in one
language is seen there too. Long and unseen texts cannot hide what stands beside them.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field

from terang.change_report.markdown_text import (
    differing_texts,
    escaped_markdown,
    escaped_source,
)
from terang.guard.definition_changes import KeyChange, key_changes
from terang.guard.entry_changes import entry_changes
from terang.guard.snapshot import Snapshot
from terang.guard.subjects import subjects_of
from terang.guard.written_records import (
    WrittenRecord,
    new_records,
    written_corrections,
    written_decisions,
    written_definitions,
    written_entries,
)
from terang.i18n.formatter import Language
from terang.loading.series_files import series_files
from terang.model.catalog import Catalog
from terang.model.entries import Entry, Observation
from terang.parsing.yaml_document import Entries, Items, Node

_TOLD = frozenset(
    {"anchor", "added", "value", "date", "due", "by", "qualifier", "status", "breakdown"}
    | {"quote", "sources"}
)
"""Keys of a new entry that the report tells in words."""


@dataclass(frozen=True, slots=True)
class DataChanges:
    """The changes of records that are no entries, and those within entries that stay."""

    keys: tuple[KeyChange, ...] = ()
    new: Mapping[str, WrittenRecord] = field(default_factory=dict)
    gone: Mapping[str, WrittenRecord] = field(default_factory=dict)
    statements: tuple[tuple[str, WrittenRecord], ...] = ()
    """New replies and corrections, each with the address of what it is about."""
    entries: Mapping[tuple[str, str], WrittenRecord] = field(default_factory=dict)
    """New entries by series and anchor."""
    decisions: tuple[WrittenRecord, ...] = ()
    """New decisions."""


def data_changes(before: Snapshot, after: Snapshot) -> DataChanges:
    """Return the report's changes of definitions, decisions and replies, from two snapshots."""
    old, new = written_definitions(before), written_definitions(after)
    return DataChanges(
        (*key_changes(old, new), *entry_changes(before, after)),
        {name: record for name, record in new.items() if name not in old},
        {name: record for name, record in old.items() if name not in new},
        tuple(_new_statements(before, after)),
        dict(_new_entries(before, after)),
        tuple(new_records(written_decisions(before), written_decisions(after))),
    )


def _new_entries(
    before: Snapshot, after: Snapshot
) -> Iterator[tuple[tuple[str, str], WrittenRecord]]:
    """Yield the entries that were not there before, by series and anchor."""
    was, now = series_files(before.documents), series_files(after.documents)
    for key, files in now.items():
        known = written_entries(was[key]) if key in was else {}
        for (name, anchor), record in written_entries(files).items():
            if name != "replies" and (name, anchor) not in known:
                yield (key, anchor), record


def _new_statements(before: Snapshot, after: Snapshot) -> Iterator[tuple[str, WrittenRecord]]:
    """Yield the replies and corrections that were not there before."""
    was, now = series_files(before.documents), series_files(after.documents)
    for key, files in now.items():
        earlier = was.get(key)
        known = written_entries(earlier) if earlier else {}
        for (name, anchor), record in written_entries(files).items():
            if name == "replies" and (name, anchor) not in known:
                yield f"{key}#{anchor}", record
        old = written_corrections(earlier) if earlier else []
        for record in new_records(old, written_corrections(files)):
            yield f"{key}#{record.name}", record


def statement_lines(changes: DataChanges) -> Iterator[str]:
    """Yield lines of the report for each new reply or correction: speaker, words, day, sources."""
    for about, record in changes.statements:
        yield from (f"- `{about}`", *_part_lines(record.node))


def decision_lines(changes: DataChanges) -> Iterator[str]:
    """Yield lines of the report for each new decision, whole."""
    for record in changes.decisions:
        about = ", ".join(f"`{subject}`" for subject in subjects_of(record.node))
        yield from (f"- {about}", *_part_lines(record.node, {"about"}))


def data_lines(changes: DataChanges, language: Language) -> Iterator[str]:
    """Yield lines of the report for each changed text, and for each record that is new or gone."""
    for change in changes.keys:
        for path, old, new in _changed_parts(change.old, change.new):
            yield f"- `{'.'.join(filter(None, (change.about, path)))}`"
            yield from before_and_now(old, new, language)
    for word, records in (("data_new", changes.new), ("data_gone", changes.gone)):
        for name, record in records.items():
            yield f"- `{name.rstrip(':')}`: {language.word(f'report.{word}')}"
            yield from _part_lines(record.node)


def before_and_now(old: str | None, new: str | None, language: Language) -> Iterator[str]:
    """Yield two lines of the report on a definition's text before and now; None where absent."""
    texts = differing_texts(old, new) if old is not None and new is not None else (old, new)
    for word, text in zip(("headline_before", "headline_now"), texts, strict=True):
        shown = language.word("timeline.absent") if text is None else escaped_source(text)
        yield f"  - {language.word(f'report.{word}', text=shown)}"


def _changed_parts(old: Node, new: Node) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield the texts that differ below two nodes: path, old and new text."""
    before, after = dict(written_parts(old)), dict(written_parts(new))
    paths = [path for path in {**before, **after} if before.get(path) != after.get(path)]
    for path in paths or [""]:
        yield path, before.get(path), after.get(path)


def _part_lines(node: Node, told: Container[str] = ()) -> Iterator[str]:
    """Yield a line for each text below a node, but those of keys that are told elsewhere."""
    for path, text in written_parts(node):
        if path.partition(".")[0] not in told:
            yield f"  - `{path}`: {escaped_source(text)}"


def written_parts(node: Node, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text of a new record for the report with its path, `note.id`; a list is one."""
    if isinstance(node, Entries) and node:
        for key, child in node.items():
            yield from written_parts(child, f"{path}.{key}" if path else key)
    elif isinstance(node, Items) and any(isinstance(item, Entries | Items) for item in node):
        for number, item in enumerate(node, start=1):
            yield from written_parts(item, f"{path}.{number}" if path else str(number))
    elif isinstance(node, Items):
        yield path, ", ".join("null" if item is None else str(item) for item in node)
    elif node is not None or path:
        yield path, "null" if node is None else str(node) if isinstance(node, str) else "{}"


def entry_details(
    entry: Entry, written: WrittenRecord | None, catalog: Catalog, language: Language
) -> Iterator[str]:
    """Yield lines of the report on a whole new entry: firmness, parts, words, and each source.

    What else is written of it follows as it is written, in both languages.
    """
    if isinstance(entry, Observation):
        yield language.word(f"status.{entry.status}")
        for dimension, parts in entry.breakdown.items():
            numbers = ", ".join(f"{name} {value}" for name, value in parts.values.items())
            yield f"`{dimension}`: {numbers}"
    if entry.quote is not None:
        yield f"“{escaped_source(entry.quote)}”"
    for key in entry.sources:
        source = catalog.sources[key]
        read = language.word(f"reading.{source.read}") if source.read else ""
        facts = [source.publisher, source.title, source.url or "", read]
        yield escaped_markdown(f"{key}: {'; '.join(filter(None, facts))}")
    for path, text in written_parts(written.node) if written is not None else ():
        if path.partition(".")[0] not in _TOLD:
            yield f"`{path}`: {escaped_source(text)}"
