"""The name of a file alone makes it data, on disk and in a commit; what is not read is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.repositories import write_files

from terang.loading import data_folder
from terang.loading.file_names import is_data_file, unread_files

NAMES = {
    "data/site.yml": True,
    "data/coverage/a.yml": True,
    "data/coverage/a/b.yml": True,
    "data/coverage/a/b.csv": True,
    "data/coverage/a/b.CSV": True,
    "data/coverage/a/b.csv.txt": True,
    "data/coverage/a/b.xlsx": False,
    "data/a.yaml": True,
    "data/a.YML": True,
    "data/a.yml.txt": True,
    "data/a.yml~": True,
    "data/.a.yml": False,
    "data/.a/b.yml": True,
    "data/README.md": False,
    "data/yml": False,
    "data.yml": False,
    "database/a.yml": False,
    "content/data/a.yml": False,
}


@pytest.mark.parametrize("path", NAMES)
def test_a_path_decides(path: str) -> None:
    """A path is one of the data, or is not."""
    assert is_data_file(path) is NAMES[path]


def test_the_folder_is_read_by_the_same_rule(tmp_path: Path) -> None:
    """The files that are read from a folder are those that would be read from a commit."""
    write_files(tmp_path, dict.fromkeys(NAMES, ""))
    read = sorted(path for path, is_read in NAMES.items() if is_read)
    assert sorted(data_folder.data_files(tmp_path)) == read


def test_files_that_are_not_read_are_told() -> None:
    """A file below data/ whose name is none of data is a problem, but no hidden file or README."""
    told = {
        problem.place.path: (problem.variant, problem.values["nearest"])
        for problem in unread_files(["data/README.md", "data/.a.yml", "content/a", "data/site"])
    }
    assert told == {"data/site": ("", "data/site.yml")}
    variants = [problem.variant for problem in unread_files(["data/a.xlsx", "data/a.PDF"])]
    assert variants == ["sheet", "served"]
