"""A snapshot of the data folder: its files, and the data that was read from them.

The other modules of `guard` compare two snapshots; `change_report` uses them too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from terang.loading import data_folder
from terang.loading.file_names import is_data_file
from terang.parsing import decoding
from terang.parsing.yaml_document import Document


@dataclass(frozen=True)
class Snapshot:
    """The files of the data folder at a moment, and the data that was read from them."""

    files: Mapping[str, bytes]
    reading: data_folder.LoadedData

    @property
    def documents(self) -> Mapping[str, Document]:
        """Path → document; includes files with a slightly wrong name, which are unreadable."""
        return self.reading.documents

    def lines(self, path: str) -> list[str]:
        """Return the lines of a file as an editor counts them."""
        text, _ = decoding.decode_text(path, self.files.get(path, b""))
        return decoding.lines_of(text or "")


def snapshot_of(
    files: Mapping[str, bytes],
    now: dt.datetime,
    as_document: Callable[[str, bytes], Document] = data_folder.read_document,
) -> Snapshot:
    """Return the snapshot of these files (path from the repository's root → bytes)."""
    data = {path: files[path] for path in files if is_data_file(path)}
    return Snapshot(data, data_folder.read_data(data, now, as_document))
