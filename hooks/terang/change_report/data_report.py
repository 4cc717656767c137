"""The part of the change report on records that are no entries, and on new entries as a whole.

Every key that changed is told word by word, in both halves: a change in one language is seen there
too. Long and unseen texts cannot hide what stands beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from terang.change_report.markdown_text import escaped_markdown, escaped_source
from terang.diagnostics import MessageValues
from terang.guard.definition_changes import KeyChange, key_changes
from terang.guard.entry_changes import entry_changes
from terang.guard.shown_values import shown_value
from terang.guard.snapshot import Snapshot
from terang.guard.written_records import (
    WrittenRecord,
    new_records,
    written_corrections,
    written_definitions,
    written_entries,
)
from terang.i18n.formatter import Language
from terang.loading.series_files import series_files
from terang.model.catalog import Catalog
from terang.model.entries import Entry, Observation

_MOST_SHOWN = 2_000
"""The characters of one value that the report shows."""


@dataclass(frozen=True, slots=True)
class DataChanges:
    """The changes of records that are no entries, and those within entries that stay."""

    keys: tuple[KeyChange, ...] = ()
    new: Mapping[str, WrittenRecord] = field(default_factory=dict)
    gone: Mapping[str, WrittenRecord] = field(default_factory=dict)
    statements: tuple[tuple[str, WrittenRecord], ...] = ()
    """New replies and corrections, each with the address of what it is about."""


def data_changes(before: Snapshot, after: Snapshot) -> DataChanges:
    """Return the changes between two snapshots."""
    old, new = written_definitions(before), written_definitions(after)
    return DataChanges(
        (*key_changes(old, new), *entry_changes(before, after)),
        {name: record for name, record in new.items() if name not in old},
        {name: record for name, record in old.items() if name not in new},
        tuple(_new_statements(before, after)),
    )


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


def statement_lines(changes: DataChanges, language: Language) -> Iterator[str]:
    """Yield each new reply or correction whole: who says what, since when, by which sources."""
    for about, record in changes.statements:
        yield f"- `{about}`: {_shown(record.node, language)}"


def data_lines(changes: DataChanges, language: Language) -> Iterator[str]:
    """Yield a line for each changed key, old and new, and for each record that is new or gone."""
    for change in changes.keys:
        old, new = _shown(change.old, language), _shown(change.new, language)
        yield f"- `{change.about}`: " + language.word("report.data_key", old=old, new=new)
    for word, records in (("data_new", changes.new), ("data_gone", changes.gone)):
        for name, record in records.items():
            text = _shown(record.node, language)
            yield f"- `{name.rstrip(':')}`: " + language.word(f"report.{word}", text=text)


def _shown(node: object, language: Language) -> str:
    value: MessageValues = shown_value(node)  # type: ignore[arg-type]
    text = value if isinstance(value, str) else value[language.code]
    cut = text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]} … ({len(text)})"
    return escaped_source(cut)


def entry_details(entry: Entry, catalog: Catalog, language: Language) -> Iterator[str]:
    """Yield what a reviewer needs of a new entry: firmness, parts, words, and each source."""
    if isinstance(entry, Observation):
        yield language.word(f"status.{entry.status}")
        for dimension, parts in entry.breakdown.items():
            numbers = ", ".join(f"{name} {value}" for name, value in parts.values.items())
            yield f"`{dimension}`: {numbers}"
    if entry.quote is not None:
        yield f"“{escaped_source(entry.quote)}”"
    if entry.note is not None:
        yield escaped_source(language.text(entry.note).text)
    for key in entry.sources:
        source = catalog.sources[key]
        read = language.word(f"reading.{source.read}") if source.read else ""
        facts = [source.publisher, source.title, source.url or "", read]
        yield escaped_markdown(f"{key}: {'; '.join(filter(None, facts))}")
