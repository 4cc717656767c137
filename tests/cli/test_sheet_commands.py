"""`make sheet` and `make import`: shown first, and written when that is confirmed."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from tests import everything
from tests.editing.sheets import NOW, Rows, workbook

from terang.cli import sheet_commands
from terang.cli.prompts import Terminal
from terang.loading import data_folder

TOWN = "covered-town"
HEADING = ["Series", "Date", "Value", "Sources"]
ROW = [TOWN, "May 2025", "97.000", "report"]
NEW = f"data/coverage/{TOWN}/2026-06-30-figures.yml"


class CommandOutcome(NamedTuple):
    """The result of a command."""

    code: int
    said: str
    complained: str


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a repository's root with a record."""
    for path, data in everything.written(everything.files()).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    return tmp_path


def call(
    root: Path,
    command: str,
    *,
    answer: str | None = None,
    now: dt.datetime = NOW,
    **given: object,
) -> CommandOutcome:
    """Return the outcome of a command; an answer implies a person at the terminal."""
    said: list[str] = []
    complained: list[str] = []

    def ask(prompt: str) -> str:
        said.append(prompt)
        if answer is None:
            raise EOFError
        return answer

    terminal = Terminal(
        ask=ask,
        say=said.append,
        complain=complained.append,
        is_manned=answer is not None,
        locale="en_GB.UTF-8",
    )
    values = {"series": "", "out": "", "yes": False, **given}
    run = {"sheet": sheet_commands.write_sheet, "import": sheet_commands.import_sheet}[command]
    code = run(root, now, argparse.Namespace(**values), terminal)
    return CommandOutcome(code, "\n".join(said), "\n".join(complained))


def filled(folder: Path, *rows: Rows, name: str = "figures.xlsx") -> str:
    """Return the path of a spreadsheet with rows of figures."""
    path = folder / name
    path.write_bytes(workbook({"Angka": [HEADING, *rows]}))
    return str(path)


def entry_files(root: Path) -> Mapping[str, bytes]:
    """Return the files of the record."""
    return data_folder.data_files(root)


def test_a_sheet_goes_out_and_comes_back(root: Path, tmp_path: Path) -> None:
    """The sheet of a record is written, and changes nothing when it is read again."""
    path = str(tmp_path / "terang")
    written = call(root, "sheet", out=path)
    assert (written.code, written.complained) == (0, "")
    assert f"{path}.xlsx" in written.said
    before = entry_files(root)
    read = call(root, "import", file=f"{path}.xlsx")
    assert (read.code, read.complained) == (0, "")
    assert "Nothing is new" in read.said
    assert entry_files(root) == before


def test_a_sheet_never_replaces_a_file(root: Path, tmp_path: Path) -> None:
    """A filled sheet of the same name is not lost."""
    path = filled(tmp_path, ROW)
    before = Path(path).read_bytes()
    refused = call(root, "sheet", out=path)
    assert refused.code == 1
    assert "exists already" in refused.complained
    assert Path(path).read_bytes() == before


def test_unknown_series(root: Path, tmp_path: Path) -> None:
    """A series that is not there is named with those that are."""
    for command in ("sheet", "import"):
        refused = call(root, command, series="town", file=filled(tmp_path, ROW))
        assert refused.code == 1
        assert TOWN in refused.complained


def test_an_import_is_shown_before_it_is_written(root: Path, tmp_path: Path) -> None:
    """Nobody is asked twice, and nothing is written without a yes."""
    path, before = filled(tmp_path, ROW), entry_files(root)
    for answer in (None, "", "n", "t"):
        shown = call(root, "import", file=path, answer=answer)
        assert shown.code == 1
        assert "+ added Angka!A2: covered-town#result-2025-05 · date: 2025-05" in shown.said
        assert "Nothing was written" in shown.complained
        assert entry_files(root) == before
    written = call(root, "import", file=path, answer="ya")
    assert written.code == 0
    assert set(entry_files(root)) - set(before) == {NEW}


def test_machines_say_yes(root: Path, tmp_path: Path) -> None:
    """With YES=1 a sound file is written without a question, and the record stays sound."""
    written = call(root, "import", file=filled(tmp_path, ROW), yes=True)
    assert (written.code, written.complained) == (0, "")
    catalog = data_folder.load_catalog(root, NOW)
    assert catalog.series[TOWN].entry("result-2025-05") is not None


def test_a_refused_cell_stops_all(root: Path, tmp_path: Path) -> None:
    """Nothing is written if a cell is refused, also with YES=1; all such cells are named."""
    path, before = filled(tmp_path, ROW, [TOWN, "08/09/2025", "x", "report"]), entry_files(root)
    refused = call(root, "import", file=path, yes=True)
    assert refused.code == 1
    assert f"{path}:Angka!B2" not in refused.complained
    assert f"{path}:Angka!C3: cell-not-a-number" in refused.complained
    assert entry_files(root) == before


def test_files_that_are_none(root: Path, tmp_path: Path) -> None:
    """A file that is no spreadsheet is one problem."""
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\x03\x04")
    refused = call(root, "import", file=str(path))
    assert (refused.code, refused.said) == (1, "")
    assert "not-a-spreadsheet" in refused.complained


def test_an_unsound_record_is_mended_first(root: Path, tmp_path: Path) -> None:
    """A record with mistakes takes no import."""
    (root / "data/areas.yml").write_text("x: [\n")
    refused = call(root, "import", file=filled(tmp_path, ROW), yes=True)
    assert refused.code == 1
    assert "data/areas.yml" in refused.complained


def test_hostile_texts_are_shown_harmlessly(root: Path, tmp_path: Path) -> None:
    """A text of a cell reaches the terminal without control characters, on one line."""
    row = [f"{TOWN}\x1b[31m\nx", "2025-05", "1", "report"]
    refused = call(root, "import", file=filled(tmp_path, row), yes=True)
    assert refused.code == 1
    assert "\x1b" not in refused.said + refused.complained
