"""The command `as-of`: write the data files as they stood on an earlier day."""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
from pathlib import Path

from terang.cli.prompts import Terminal
from terang.diagnostics import printable
from terang.guard.past_files import files_as_of
from terang.loading import data_folder
from terang.model.catalog import Catalog

_NOT_A_DAY = (
    "DATE bukan hari yang lengkap: “{text}”. Tulis seperti DATE={today}. · "
    "DATE is no full day: “{text}”. Write it like DATE={today}."
)
_NOT_YET = "{day} belum lewat; hari ini {today}. · {day} has not come yet; today is {today}."
_NO_FOLDER = "Sebutkan folder baru: OUT=catatan-{day} · Name a new folder: OUT=record-{day}"
_NOT_EMPTY = (
    "Folder {folder} sudah ada isinya; sebutkan yang lain. · "
    "The folder {folder} is not empty; name another one."
)
_DONE = (
    "{folder}/data berisi catatan sampai {day}: {series} seri, {entries} entri. · "
    "{folder}/data holds the record up to {day}: {series} series, {entries} entries."
)
_DATED = (
    "Tanggalnya dari catatan itu sendiri; di situs bisa baru terbit sampai 31 hari kemudian. · "
    "It is dated by its own entries; publication may have followed up to 31 days later."
)
_STATES = (
    "Agar status target juga dihitung pada hari itu, pakai SOURCE_DATE_EPOCH={epoch}. · "
    "To have the states of targets as of that day too, use SOURCE_DATE_EPOCH={epoch}."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `as-of`."""
    parser.add_argument("--date", default="", help="a full day, such as 2026-11-30")
    parser.add_argument("--out", default="", help="the folder to write, which is new or empty")


def write_record_as_of(
    root: Path, now: dt.datetime, arguments: argparse.Namespace, terminal: Terminal
) -> int:
    """Run `as-of`: write the record as of a day below a folder and return the exit code.

    Raises InvalidDataError, before anything is written, if the data has mistakes.
    """
    files = data_folder.data_files(root)
    today = data_folder.load_catalog(root, now).today
    text: str = arguments.date.strip()
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return _refuse(terminal, _NOT_A_DAY.format(text=printable(text), today=today.isoformat()))
    if day > today:
        return _refuse(terminal, _NOT_YET.format(day=day, today=today))
    if not arguments.out.strip():
        return _refuse(terminal, _NO_FOLDER.format(day=day))
    folder = Path(arguments.out.strip())
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        return _refuse(terminal, _NOT_EMPTY.format(folder=printable(str(folder))))
    past = files_as_of(files, day, now)
    _write_whole(folder, past)
    catalog = data_folder.read_data(past, now).sound()
    noon = dt.datetime.combine(day, dt.time(12), dt.UTC)
    terminal.say(_DONE.format(folder=folder, day=day, **_counts(catalog)))
    terminal.say(_DATED)
    terminal.say(_STATES.format(epoch=int(noon.timestamp())))
    return 0


def _write_whole(folder: Path, files: dict[str, bytes]) -> None:
    """Write all files below a folder, which appears when it is whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".as-of-", dir=folder.parent) as beside:
        whole = Path(beside) / "whole"
        for path, data in files.items():
            (whole / path).parent.mkdir(parents=True, exist_ok=True)
            (whole / path).write_bytes(data)
        if folder.exists():
            folder.rmdir()
        whole.rename(folder)


def _counts(catalog: Catalog) -> dict[str, int]:
    entries = sum(len(series.entries) for series in catalog.series.values())
    return {"series": len(catalog.series), "entries": entries}


def _refuse(terminal: Terminal, message: str) -> int:
    terminal.complain(message)
    return 1
