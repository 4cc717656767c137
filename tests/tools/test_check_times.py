"""The measurement of the check against a base: real new entries, and a failure above a limit."""

from __future__ import annotations

from pathlib import Path

import pytest

import check_times
from check_times import CheckTime


@pytest.mark.parametrize("name", check_times.RECORDS)
def test_every_entry_is_new_in_the_last_commit(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check of a made-up record succeeds, and compares as many new entries as it names."""
    monkeypatch.setattr(check_times, "ENTRIES", 48)
    check_times.RECORDS[name](tmp_path)
    monkeypatch.chdir(tmp_path)
    assert sum(text.count("- date: 2015-") for text in _new_files(tmp_path)) == 48
    measured = check_times.measured_check(tmp_path, "HEAD^", 1)
    assert 0 < measured.processor < 60


def _new_files(root: Path) -> list[str]:
    return [path.read_text("utf-8") for path in root.glob("data/coverage/*/new.yml")]


def test_a_check_that_takes_too_long_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Processor time above a limit fails the measurement; time on the clock does not."""
    monkeypatch.setattr(check_times, "RECORDS", {"one": lambda _: None})
    times = CheckTime(wall=60, processor=2.9)
    monkeypatch.setattr(check_times, "measured_check", lambda *_: times)
    assert check_times.main([]) == 0
    assert "this repository, HEAD^: 2.90 s of processor, 60.00 s" in capsys.readouterr().out
    times = CheckTime(wall=1, processor=3.1)
    assert check_times.main([]) == 1
