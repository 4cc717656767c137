"""`make as-of`: the record of an earlier day in a folder of its own, which the check accepts."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import everything
from tests.repositories import write_files

from terang.cli import __main__ as command_line

NOON = "1782792000"
"""2026-06-30."""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository's root with a record, as the working folder."""
    root = tmp_path / "site"
    write_files(root, everything.written(everything.files()))
    monkeypatch.chdir(root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOON)
    return root


def as_of(day: str, out: str) -> int:
    """Return the exit code of the command."""
    return command_line.main(["as-of", f"--date={day}", f"--out={out}"])


@pytest.mark.parametrize("day", ["2026-03-03", "2026-06-30"])
def test_the_check_accepts_it(
    day: str,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The data is sound today, and on the day itself, whose noon the command names."""
    assert as_of(day, "past/of-that-day") == 0
    said = capsys.readouterr().out
    assert f"holds the record up to {day}: 1 series, 8 entries." in said
    assert "publication may have followed up to 31 days later" in said
    monkeypatch.chdir(root / "past/of-that-day")
    assert command_line.main(["check"]) == 0
    epoch = said.rpartition("SOURCE_DATE_EPOCH=")[2].strip(" .\n")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert command_line.main(["check"]) == 0
    assert [path.name for path in (root / "past").iterdir()] == ["of-that-day"]


@pytest.mark.parametrize(
    ("day", "out", "words"),
    [
        ("2026-03", "new", "DATE is no full day"),
        ("", "new", "DATE is no full day"),
        ("2026-07-01", "new", "today is 2026-06-30"),
        ("2026-03-03", " ", "Name a new folder"),
        ("2026-03-03", "data", "is not empty"),
        ("2026-03-03", "data/site.yml", "is not empty"),
    ],
)
def test_refused(
    day: str, out: str, words: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a day that was, and without a new folder, nothing is written."""
    before = sorted(root.rglob("*"))
    assert as_of(day, out) == 1
    assert words in capsys.readouterr().err
    assert sorted(root.rglob("*")) == before


def test_mistakes_are_told(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Data with mistakes is reported, and nothing is written."""
    (root / "data/areas.yml").write_text("town: {}\n", encoding="utf-8")
    assert as_of("2026-03-03", "new") == 1
    assert "data/areas.yml" in capsys.readouterr().err
    assert not (root / "new").exists()
