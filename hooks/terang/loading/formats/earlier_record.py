"""The record of format 1 up to a commit, from git's history: days and values it did not hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from terang.diagnostics import InvalidDataError
from terang.loading.data_paths import FOLDER
from terang.loading.formats.earlier_versions import DecidedValues, EntryDays
from terang.loading.formats.format_1 import SERIES_FOLDER, EarlierRecord
from terang.parsing import git_files, git_history
from terang.parsing.git_command import Repository


class HistoryCutOffError(Exception):
    """A shallow clone, in which every entry would seem to be as young as the oldest commit."""


def earlier_record(
    repository: Repository, zone: dt.tzinfo, commit: str = "HEAD"
) -> EarlierRecord | None:
    """Return the record of format 1 up to a commit, from git; None without a history.

    Raises HistoryCutOffError in a shallow clone.
    """
    try:
        every = git_history.versions_below(repository, SERIES_FOLDER, commit)
    except InvalidDataError:
        return None
    if git_history.is_shallow(repository):
        raise HistoryCutOffError
    published = git_history.versions_below(repository, FOLDER, commit, published=True)

    def contents(blobs: Iterable[str]) -> dict[str, bytes]:
        return git_files.read_objects(repository, set(blobs))

    days, decided = EntryDays(every, contents, zone), DecidedValues(published, contents)
    return EarlierRecord(days.first_day, decided.value_before, decided.present_path)
