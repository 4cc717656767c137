"""Measure `make check BASE=…`: on this repository, and on made-up records with 3,000 new entries.

    make bench-check ARGS="--runs 3"

Processor seconds say more than seconds on a machine that is busy; both are printed, and the load.
The exit status is 1 if a record takes longer than its limit, in processor seconds.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import corpus

ROOT = Path(__file__).resolve().parents[2]
LARGEST_REAL = 3.0
LARGEST_MADE = 10.0
"""The processor seconds that a check may take."""

ENTRIES = 3_000
_ENTRIES_A_SERIES = 24
_FIRST_DAY = dt.date(2015, 1, 1)
_WHO = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")


@dataclass(frozen=True, slots=True)
class CheckTime:
    """The medians of the seconds that a check took."""

    wall: float
    processor: float


def git(root: Path, *arguments: str) -> None:
    """Run git in a folder with an author."""
    command = ["git", *_WHO, *arguments]
    subprocess.run(command, cwd=root, check=True, capture_output=True)


def new_entries(count: int, added: dt.date, speaker: str = "office") -> Iterator[str]:
    """Yield the lines of observations of as many days, each as whole as editors write them."""
    yield "observations:"
    for number in range(count):
        day = _FIRST_DAY + dt.timedelta(days=number)
        value = 10_000 + number
        yield from (
            f"  - date: {day}",
            f"    value: {value}",
            f"    by: {speaker}",
            f"    added: {added}",
            "    sources:",
            "      - laporan-0",
            f"    quote: pada hari itu {value} orang terdaftar",
        )


def write_one_series(root: Path) -> None:
    """Write a record, commit it, and add all new entries to one of its series."""
    _write_site(root, 1)
    _write_entries(root, 0, new_entries(ENTRIES, _today()))
    _commit(root, "Entries")


def write_many_series(root: Path) -> None:
    """Write a record, commit it, and add the new entries to as many series as a nation has."""
    count = ENTRIES // _ENTRIES_A_SERIES
    _write_site(root, count)
    for number in range(count):
        _write_entries(root, number, new_entries(_ENTRIES_A_SERIES, _today()))
    _commit(root, "Entries")


def _write_site(root: Path, regions: int) -> None:
    corpus.write(root, regions, ROOT)
    git(root, "init", "--quiet", "--initial-branch=main")
    _commit(root, "Base")


def _write_entries(root: Path, region: int, lines: Iterator[str]) -> None:
    path = root / "data" / "coverage" / f"region-{region}" / "new.yml"
    path.parent.mkdir()
    text = "\n".join(lines).replace("laporan-0", f"laporan-{region}") + "\n"
    path.write_text(text, encoding="utf-8")


def _commit(root: Path, subject: str) -> None:
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", subject)


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


RECORDS = {"one series": write_one_series, "many series": write_many_series}


def measured_check(root: Path, base: str, runs: int) -> CheckTime:
    """Return how long the check of a repository takes, of which problems fail the measurement."""
    timed = [_timed_check(root, base) for _ in range(runs)]
    return CheckTime(
        statistics.median(time.wall for time in timed),
        statistics.median(time.processor for time in timed),
    )


def _timed_check(root: Path, base: str) -> CheckTime:
    command = [sys.executable, "-m", "terang", "check", f"--base={base}"]
    environment = {**os.environ, "PYTHONPATH": str(root / "hooks")}
    started = time.perf_counter()
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, cwd=root, env=environment, stdout=output, stderr=errors)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        if process.returncode:
            raise SystemExit(errors.read().decode()[-2_000:])
    return CheckTime(wall, used.ru_utime + used.ru_stime)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print a line for each record, and return 1 if one takes longer than its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="HEAD^", help="the base of this repository's own check")
    parser.add_argument("--runs", type=int, default=3, help="checks of each (default: 3)")
    chosen = parser.parse_args(arguments)
    found: dict[str, tuple[CheckTime, float]] = {
        f"this repository, {chosen.base}": (
            measured_check(ROOT, chosen.base, chosen.runs),
            LARGEST_REAL,
        )
    }
    for name, write in RECORDS.items():
        with tempfile.TemporaryDirectory(prefix="bench-check-") as folder:
            write(Path(folder))
            found[f"{ENTRIES} new entries, {name}"] = (
                measured_check(Path(folder), "HEAD^", chosen.runs),
                LARGEST_MADE,
            )
    for line in report_lines(found):
        print(line)
    return int(any(measured.processor > limit for measured, limit in found.values()))


def report_lines(found: Mapping[str, tuple[CheckTime, float]]) -> Iterator[str]:
    """Yield a line for each record: its time and its limit; then the load of the machine."""
    for name, (measured, limit) in found.items():
        yield (
            f"{name}: {measured.processor:.2f} s of processor, {measured.wall:.2f} s "
            f"(at most {limit:.0f} s)"
        )
    yield f"load of the machine: {os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    sys.exit(main())
