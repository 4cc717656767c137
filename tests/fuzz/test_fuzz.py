"""A small share of the fuzzing with every test run; `make fuzz` goes on for a fixed time."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.fuzz import readers, trials
from tests.fuzz.mutations import Mutator, originals
from tests.fuzz.trials import Batch, run_batch


@pytest.mark.parametrize("reader", readers.READERS)
def test_changed_bytes_are_read_or_refused(reader: str) -> None:
    """Whatever bytes a file has, its reader ends in values or problems, within a gigabyte."""
    # Each import reads the whole record several times.
    count = 30 if reader in {"import", "workbook"} else 150
    assert run_batch(Batch(reader, seed=1, first=0, count=count, most_repeats=40)) == ""


def test_a_long_heading_is_read_at_once() -> None:
    """A heading of tens of thousands of blanks takes no longer than another."""
    readers.read_import(b"tanggal,nilai" + 60_000 * b" " + b"x,sumber\n2024,1,berita\n")


def test_the_same_seed_gives_the_same_bytes() -> None:
    """A file is repeated by its number alone."""
    files = originals()
    first, second = (Mutator(files, 7).sample(number) for number in (3, 3))
    assert first == second
    assert Mutator(files, 8).sample(3) != first


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("raise ValueError('x')", "ValueError: x"),
        ("bytearray(2_000_000_000)", "MemoryError"),
        ("import os; os.kill(os.getpid(), 9)", "ended with -9"),
    ],
)
def test_a_fault_is_named(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    fault: str,
    reason: str,
) -> None:
    """An error, too much memory and a lost process are faults, each with its command."""
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\n"
        "class Broken(dict):\n"
        "    def __getitem__(self, key):\n"
        "        def read(data):\n"
        f"            {fault}\n"
        "        return read\n"
        "import tests.fuzz.readers as readers\n"
        "readers.READERS = Broken()\n"
    )
    real = trials.subprocess.run

    def run(command: list[str], **keywords: object) -> object:
        environment = dict(keywords.pop("env"))  # type: ignore[call-overload]
        environment["PYTHONPATH"] += f":{tmp_path}:{trials.REPOSITORY}"
        return real(command, **keywords, env=environment)  # type: ignore[call-overload]

    monkeypatch.setattr(trials.subprocess, "run", run)
    found = run_batch(Batch("yaml", seed=1, first=5, count=2))
    assert found.startswith('make fuzz ARGS="--reader yaml --seed 1 --only 5"\n')
    assert reason in found
