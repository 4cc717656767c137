"""Tests run side by side: shared folders are made once, and the longest files come first."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests import conftest
from tests.built import REPOSITORY, once
from tests.serve import free_port

ArgsSource = pytest.Config.ArgsSource


def a_config(source: ArgsSource = ArgsSource.TESTPATHS, **options: object) -> Any:  # noqa: ANN401
    """Return a configuration of pytest with these options."""

    def getoption(name: str, default: object = None) -> object:
        return options.get(name, default)

    return SimpleNamespace(args_source=source, getoption=getoption)


@pytest.mark.parametrize(
    ("config", "number"),
    [
        (a_config(), None),
        (a_config(keyword="periods"), 0),
        (a_config(lf=True), 0),
        (a_config(collectonly=True), 0),
        (a_config(ArgsSource.ARGS), 0),
    ],
    ids=["all", "by word", "failed ones", "to list", "named files"],
)
def test_a_selection_starts_no_further_processes(config: Any, number: int | None) -> None:  # noqa: ANN401
    """A selection of tests starts no further processes, which would take longer to start."""
    assert conftest.pytest_xdist_auto_num_workers(config) == number


def test_the_longest_files_come_first() -> None:
    """The longest files come first in a parallel run; a single run keeps the order of files."""
    named = conftest.LONGEST[1]
    items = [SimpleNamespace(nodeid=f"{name}::test_x[a::b]") for name in ("tests/a.py", named)]
    alone = [*items]
    conftest.pytest_collection_modifyitems(SimpleNamespace(), alone)
    assert alone == items
    conftest.pytest_collection_modifyitems(SimpleNamespace(workerinput={}), items)
    assert items == alone[::-1]


def test_every_file_that_is_named_exists() -> None:
    """Every file in the list of the longest files exists."""
    assert [name for name in conftest.LONGEST if not (REPOSITORY / name).is_file()] == []


def test_a_folder_is_made_once(tmp_path: Path) -> None:
    """A shared folder is made once; other processes wait until it is whole."""
    made: list[Path] = []

    def make(folder: Path) -> None:
        made.append(folder)
        time.sleep(0.1)  # long enough for all other callers to arrive
        (folder / "whole").touch()

    with ThreadPoolExecutor(8) as pool:
        folders = list(pool.map(lambda _: once(tmp_path / "a" / "site", make), range(8)))
    assert len(made) == 1
    assert all((folder / "whole").exists() for folder in folders)


def test_a_folder_that_failed_is_made_again(tmp_path: Path) -> None:
    """A shared folder that failed is made again from nothing by the next caller."""

    def failing(folder: Path) -> None:
        (folder / "half").touch()
        raise OSError("no space left")

    def sound(folder: Path) -> None:
        (folder / "whole").touch()

    with pytest.raises(OSError, match="no space left"):
        once(tmp_path / "site", failing)
    folder = once(tmp_path / "site", sound)
    assert [path.name for path in folder.iterdir()] == ["whole"]


def test_a_free_port_is_none_that_systems_give_out() -> None:
    """A free port is below 32,768, where Linux begins to give out ports itself."""
    assert all(10_000 <= free_port() < 32_000 for _ in range(100))
