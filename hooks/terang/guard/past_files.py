"""The data files of the record as it stood on a day: what `make as-of` writes.

docs/contract.md#the-record-as-of-a-day
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping

from terang.diagnostics import InvalidDataError, errors
from terang.guard.past_record import PastRecord
from terang.guard.snapshot import Snapshot, snapshot_of
from terang.loading import data_folder, data_paths
from terang.loading.formats.text_edits import folded_block, rewritten_file
from terang.parsing.decoding import decode_text, lines_of
from terang.parsing.delimited import LIST_SEPARATOR, delimiter_of
from terang.parsing.yaml_blocks import plain_tree
from terang.parsing.yaml_document import Document, Entries, Items, Node


def files_as_of(files: Mapping[str, bytes], day: dt.date, now: dt.datetime) -> dict[str, bytes]:
    """Return the data files (path → bytes) as they stood at the end of a day.

    A file in which nothing changes keeps its bytes. Raises InvalidDataError if the data of today,
    or what is left of it, has mistakes.
    """
    today = _sound_snapshot(files, now)
    past = snapshot_of(files, now)  # trees of its own, to be changed
    record = PastRecord(past, day.isoformat())
    record.go_back()
    written = {
        path: _written_file(today.documents[path], past.documents[path].root, files[path])
        for path in today.documents
        if record.is_kept(path)
    }
    for path, records in record.homeless.items():
        written[path] = _with_records(path, written.get(path, b""), records)
    _sound_snapshot(written, now)
    return dict(sorted(written.items()))


def _sound_snapshot(files: Mapping[str, bytes], now: dt.datetime) -> Snapshot:
    snapshot = snapshot_of(files, now)
    if errors(snapshot.reading.problems):
        raise InvalidDataError(snapshot.reading.problems)
    return snapshot


def _written_file(today: Document, past: Node, data: bytes) -> bytes:
    """Return a file with the tree that it had; `today` is the file as it is."""
    if plain_tree(today.root) == plain_tree(past):
        return data
    if today.path.endswith(data_paths.TABLE):
        return _written_table(today.path, past, data)
    return rewritten_file(today, data, past, ())


def _written_table(path: str, past: Node, data: bytes) -> bytes:
    """Return a table with the rows that are still in its tree, and the cells that these have."""
    text, _ = decode_text(path, data)
    lines = "\n".join(lines_of(text or ""))
    delimiter = delimiter_of(lines)
    heading, *rows = csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(heading)
    records = _row_records(past)
    for number, cells in enumerate(rows, start=2):
        if number in records:
            writer.writerow(_cell(records[number], *pair) for pair in zip(heading, cells))  # noqa: B905
    return out.getvalue().encode()


def _row_records(tree: Node) -> dict[int, Entries]:
    """Return the records of a table by their rows."""
    lists = tree.values() if isinstance(tree, Entries) else ()
    records = (
        record
        for items in lists
        if isinstance(items, Items | Entries)
        for record in (items if isinstance(items, Items) else items.values())
    )
    return {record.mark[0]: record for record in records if isinstance(record, Entries)}


def _cell(record: Entries, heading: str, written: str) -> str:
    """Return a cell; what is written stays where its key still has a value as it was.

    Only lists become shorter, and only single keys go.
    """
    node: Node = record
    for step in heading.strip().split("."):
        if not isinstance(node, Entries):
            break
        node = node.get(step)
    if isinstance(node, Items):
        return LIST_SEPARATOR.join(map(str, node))
    is_gone = node is None and written.strip() not in ("", "null")
    is_own = heading.strip() not in ("kind", "id")
    return "" if is_gone and is_own else written


def _with_records(path: str, data: bytes, records: Entries) -> bytes:
    """Return data/sources.yml or data/speakers.yml with records from other files."""
    document = data_folder.read_document(path, data)
    if not isinstance(document.root, Entries):
        return f"{folded_block(records)}\n".encode()
    tree = {**plain_tree(document.root), **plain_tree(records)}
    return rewritten_file(document, data, tree, ())
