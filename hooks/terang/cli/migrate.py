"""The command `migrate`: turn the data of a repository into the present format.

The days that the new format asks for come from the history in git. All files are ready before the
first is written.
"""

from __future__ import annotations

import datetime as dt
import shutil
import sys
import tempfile
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from terang.loading import data_folder
from terang.loading.formats.earlier_record import earlier_record
from terang.loading.formats.format_1 import (
    SITE,
    EarlierRecord,
    Migration,
    migrated_files,
)
from terang.parsing import git_command
from terang.parsing.yaml_document import Entries, parse_document

_CURRENT = "Data sudah memakai format 2. · The data is in format 2 already."
_WITHOUT_GIT = (
    "Riwayat git tidak ada, jadi hari ini, {today}, ditulis sebagai `added` semua entri. · "
    "There is no history in git, so today, {today}, is the `added` of all entries."
)
SHALLOW = (
    "Riwayat git di sini terpotong, jadi hari terbit entri tidak diketahui. Jalankan "
    "`git fetch --unshallow`, lalu ulangi. · The history in git is cut off here, so the days of "
    "entries are not known. Run `git fetch --unshallow`, then try again."
)
_DONE = (
    "Data sekarang memakai format 2: {entries} entri, {corrections} perbaikan, {withdrawals} "
    "pencabutan, {speakers} kantor, {decisions} keputusan. · The data is in format 2 now: "
    "{entries} entries, {corrections} corrections, {withdrawals} withdrawals, {speakers} speakers, "
    "{decisions} decisions."
)
_CHANGED = "Berkas yang berubah: {files} · Files that changed: {files}"
_UNDATED = (
    "Belum ada di riwayat git, jadi `added` adalah hari ini: {names} · "
    "Not in git's history yet, so `added` is today: {names}"
)
_UNTRANSLATED = (
    "Tulis nama Inggris kantor ini di data/speakers.yml: {names} · "
    "Write the English name of these offices in data/speakers.yml: {names}"
)
_OTHER_NAMES = (
    "Nama Inggris lain untuk kantor yang sama ini tidak ikut: {names} · "
    "These other English names of the same offices are left out: {names}"
)
_EMPTY = (
    "Catatan perubahan ini tidak mengubah apa-apa dan tidak ikut: {names} · "
    "These revisions changed nothing and are left out: {names}"
)
_UNKNOWN_VALUES = (
    "Nilai lama keputusan ini tidak ada di riwayat git; periksa `was`: {names} · "
    "The old value of these decisions is not in git's history; look at `was`: {names}"
)
_NEXT = (
    "Baca perubahannya dengan `git diff`, jalankan `make schemas check`, lalu simpan. · "
    "Read the changes with `git diff`, run `make schemas check`, then commit."
)


def migrate_data(root: Path, now: dt.datetime) -> int:
    """Run `migrate`: write the data of a repository in the present format, and say what changed.

    Raises InvalidDataError, HistoryCutOffError or OSError before anything is changed.
    """
    files = data_folder.data_files(root)
    zone = _time_zone(files)
    today = now.astimezone(zone).date()
    repository = git_command.find_repository(root)
    earlier = earlier_record(repository, zone) if repository else None
    migration = migrated_files(files, today, earlier or EarlierRecord())
    changed = {path: data for path, data in migration.files.items() if files.get(path) != data}
    if not changed:
        _say([_CURRENT])
        return 0
    _write_all(root, changed)
    _say(_report(migration, [*changed], today, has_history=earlier is not None))
    return 0


def _time_zone(files: Mapping[str, bytes]) -> dt.tzinfo:
    """Return the site's time zone, or UTC if it is not known."""
    root = parse_document(SITE, files.get(SITE, b"")).root
    name = root.get("time_zone") if isinstance(root, Entries) else None
    try:
        return zoneinfo.ZoneInfo(str(name))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return dt.UTC


# --- files -------------------------------------------------------------------------------------


def _write_all(root: Path, files: Mapping[str, bytes]) -> None:
    """Replace the files; whatever may fail is done before the first is replaced."""
    with tempfile.TemporaryDirectory(prefix=".migrate-", dir=root) as folder:
        ready = []
        for number, (path, data) in enumerate(files.items()):
            target, new = (root / path).resolve(), Path(folder) / str(number)
            new.write_bytes(data)
            if target.exists():
                shutil.copymode(target, new)
                shutil.copy2(target, Path(folder) / f"{number}.old")
            else:
                new.chmod(0o644)
            ready.append((new, target))
        done: list[tuple[Path, Path]] = []
        try:
            for new, target in ready:
                new.replace(target)
                done.append((new, target))
        except BaseException:
            _take_back(done)
            raise


def _take_back(done: Iterable[tuple[Path, Path]]) -> None:
    """Put the former files in place of those already replaced."""
    for new, target in done:
        old = new.with_name(f"{new.name}.old")
        if old.exists():
            old.replace(target)
        else:
            target.unlink()


# --- report ------------------------------------------------------------------------------------


def _report(
    migration: Migration, changed: list[str], today: dt.date, *, has_history: bool
) -> Iterator[str]:
    """Yield what was done, and what an editor should look at."""
    yield _DONE.format(
        entries=migration.entries,
        corrections=migration.corrections,
        withdrawals=migration.withdrawals,
        speakers=len(migration.speakers),
        decisions=migration.decisions,
    )
    yield _CHANGED.format(files=", ".join(changed))
    if not has_history:
        yield _WITHOUT_GIT.format(today=today.isoformat())
    lists = (
        (_UNDATED, migration.undated if has_history else []),
        (_UNTRANSLATED, migration.untranslated),
        (_OTHER_NAMES, migration.other_names),
        (_EMPTY, migration.empty_revisions),
        (_UNKNOWN_VALUES, migration.unknown_values),
    )
    for sentence, names in lists:
        if names:
            yield sentence.format(names=", ".join(names))
    yield _NEXT


def _say(sentences: Iterable[str]) -> None:
    sys.stdout.write("".join(f"{sentence}\n" for sentence in sentences))
