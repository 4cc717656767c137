"""Names of files below data/: known, unread, misnamed or reserved ones; right and free names."""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from terang.diagnostics import LANGUAGES, Place, Problem, nearest_word
from terang.loading import validation_errors
from terang.loading.data_paths import (
    ENDING,
    ENTRIES,
    FILE_TYPES,
    FOLDER,
    INDICATORS,
    SITE,
    TABLE,
    kind_of_file,
)
from terang.loading.series_files import COVERAGE, is_entry_file
from terang.model import field_types

RESERVED_NAMES = frozenset(
    [
        "datapackage",
        "indicators",
        "series",
        "observations",
        "targets",
        "events",
        "sources",
        "revisions",
        "replies",
        "population",
        "breakdowns",
        "breaks",
        "areas",
        "speakers",
        "programmes",
        "facts",
        "contacts",
        "themes",
        "dimensions",
        "categories",
        "claims",
        "claim-sources",
        "vintages",
        "conflicts",
        "decisions",
        "transparency",
        "catalog",
        "feed",
        "index",
        "terang",
        "terang-data",
    ]
)
"""Names of downloads, which no indicator or series may have."""
_OF_WINDOWS = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""Names that Windows reserves, whatever follows after a point."""
_SHEETS = frozenset({".xlsx", ".xls", ".xlsm", ".ods"})
_SERVED = frozenset({"avif", "gif", "jpeg", "jpg", "pdf", "png", "txt", "webp"})
"""Endings of files that are published as they are, below content/."""
_NAMED_BY_FILE = frozenset({INDICATORS, COVERAGE})
"""The folders whose files give their names to records."""
_DEEPEST = 4
"""The parts of the path of an entry file: data, coverage, the series, the file."""


def is_data_file(path: str) -> bool:
    """Return whether a file has a name of data; `kota.yml.txt` has, and is refused later."""
    name = PurePosixPath(path)
    if not name.is_relative_to(FOLDER) or name.name.startswith("."):
        return False
    return ENDING.search(name.name) is not None


def free_path(stem: str, taken: Container[str]) -> str:
    """Return the path of a new file of data that no file has; `stem` is the path without ending.

    A second file of the name is read after the first: records of a day hold in the order of files.
    """
    return next(path for path in _paths_in_order(stem) if path not in taken)


def _paths_in_order(stem: str) -> Iterator[str]:
    yield f"{stem}.yml"
    for count in itertools.count():
        for letter in "bcdefghijklmnopqrstuvwxy":
            yield f"{stem}{'z' * count}{letter}.yml"


def is_known_file(path: str) -> bool:
    """Return whether a file's name is one that the contract knows, so that its records are read."""
    is_table = path.endswith(TABLE) and kind_of_file(path) == ENTRIES
    return kind_of_file(path) in FILE_TYPES and (path.endswith(".yml") or is_table)


def data_name_problems(contents: Mapping[str, bytes]) -> Iterator[Problem]:
    """Yield problems of files below data/ with a wrong or reserved name, or in a wrong folder."""
    if SITE not in {*contents, *misnamed_files(contents)}:
        example = validation_errors.file_example(FILE_TYPES[SITE])
        yield Problem(Place(SITE), "missing-file", {"file": SITE, "example": example})
    for path in contents:
        stem = PurePosixPath(path).stem
        if not is_known_file(path):
            yield Problem(Place(path), "unknown-file", {"nearest": right_name(path)})
        elif path not in FILE_TYPES and field_types.ID.fullmatch(stem) is None:
            values = {"text": stem, "suggestion": field_types.slug(stem) or "nama-baru"}
            yield Problem(Place(path), "bad-id", values, "file")
        elif kind_of_file(path) in _NAMED_BY_FILE and stem in RESERVED_NAMES:
            yield Problem(Place(path), "reserved-id", {"text": stem})
        elif path not in FILE_TYPES and _OF_WINDOWS.fullmatch(stem):
            yield Problem(Place(path), "reserved-id", {"text": stem}, "windows")
        elif is_entry_file(path) and f"{PurePosixPath(path).parent}.yml" not in contents:
            folder = PurePosixPath(path).parent
            series = [
                PurePosixPath(other).stem for other in contents if kind_of_file(other) == COVERAGE
            ]
            nearest = nearest_word(folder.name, series) or ""
            values = {"file": f"{folder}.yml", "nearest": nearest}
            yield Problem(Place(path), "entry-file-alone", values, "near" if nearest else "")


def unread_files(paths: Iterable[str]) -> Iterator[Problem]:
    """Yield the problem of each file below data/ that is unread because its name is none of data.

    Hidden files, such as those of editors and desktops, are left out, and a README for editors.
    """
    for path in paths:
        name = PurePosixPath(path)
        if name.name == "README.md":
            continue
        if not path.startswith(f"{FOLDER}/") or is_data_file(path):
            continue
        if any(part.startswith(".") for part in name.parts):
            continue
        suffix = name.suffix.lower()
        if suffix in _SHEETS:
            yield Problem(Place(path), "unknown-file", {"file": path}, "sheet")
        elif suffix.lstrip(".") in _SERVED:
            to = f"content/{LANGUAGES[0]}/{field_types.slug(name.stem) or 'berkas'}{suffix}"
            yield Problem(Place(path), "unknown-file", {"file": path, "nearest": to}, "served")
        else:
            yield Problem(Place(path), "unknown-file", {"nearest": right_name(f"{path}.yml")})


def right_name(path: str) -> str:
    """Return the right name for a file of an unknown name: the known path that is most like it."""
    name = PurePosixPath(path).name
    stem = field_types.slug(ENDING.split(name)[0]) or "…"
    parts = PurePosixPath(path).parts
    if path.startswith(f"{COVERAGE}/") and len(parts) > _DEEPEST:
        return f"{COVERAGE}/{parts[2]}/{stem}.yml"
    if is_entry_file(path):
        is_table = TABLE in name.lower()
        return f"{PurePosixPath(path).parent}/{stem}{TABLE if is_table else '.yml'}"
    folders = [f"{folder}/{stem}.yml" for folder in (COVERAGE, INDICATORS)]
    known = [*(name for name in FILE_TYPES if name.endswith(".yml")), *folders]
    here = f"{PurePosixPath(path).parent}/{stem}.yml"
    return here if here in known else nearest_word(path, known) or folders[0]


def misnamed_files(contents: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the right names of files whose ending is slightly wrong, such as `.yaml`.

    They count as unreadable, so that references to them are not reported as well.
    """
    for path in contents:
        right = path if is_known_file(path) else right_name(path)
        if right not in contents and _same_place(path, right):
            yield right


def _same_place(path: str, right: str) -> bool:
    return path.lower().startswith(str(PurePosixPath(right).with_suffix("")) + ".")
