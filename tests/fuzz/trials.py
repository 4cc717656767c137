"""A batch of changed files for one reader, in a process with limits of memory and time."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
import traceback
from typing import NamedTuple

from tests.fuzz.mutations import MOST_REPEATS, REPOSITORY, Mutator, originals
from tests.fuzz.readers import READERS

BATCH = 200
_MEMORY = 1024 * 1024 * 1024
_SECONDS = 10
"""Processor time that one file may take, on any machine."""
_FAULT = 1


class Batch(NamedTuple):
    """Consecutive files for a reader."""

    reader: str
    seed: int
    first: int
    count: int
    most_repeats: int = MOST_REPEATS


def run_batch(batch: Batch) -> str:
    """Return the first fault of a batch and the command that repeats it; empty if there is none."""
    command = [sys.executable, "-m", "tests.fuzz.trials", *map(str, batch)]
    done = subprocess.run(
        command, cwd=REPOSITORY, capture_output=True, text=True, check=False, errors="replace",
        env={**os.environ, "PYTHONPATH": str(REPOSITORY / "hooks")},
    )  # fmt: skip
    if done.returncode == 0:
        return ""
    # The process names each file before it reads it: the last one is to blame.
    last = done.stdout.split()[-1] if done.stdout.split() else str(batch.first)
    only = f'make fuzz ARGS="--reader {batch.reader} --seed {batch.seed} --only {last}"'
    reason = done.stderr.strip() or f"ended with {done.returncode}"
    return f"{only}\n{reason}"


def _limit_resources() -> None:
    """Let no file take more memory than any reader needs."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _work(batch: Batch) -> int:
    """Read the files of a batch in this process."""
    read = READERS[batch.reader]
    mutator = Mutator(originals(batch.reader), batch.seed, batch.most_repeats)
    _limit_resources()
    for number in range(batch.first, batch.first + batch.count):
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        data = mutator.sample(number)
        used = int(time.process_time()) + 1
        # The kernel ends the process if one file takes too long.
        resource.setrlimit(resource.RLIMIT_CPU, (used + _SECONDS, resource.RLIM_INFINITY))
        try:
            read(data)
        except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
            traceback.print_exc(limit=-6)
            return _FAULT
    return 0


if __name__ == "__main__":
    name, *numbers = sys.argv[1:]
    sys.exit(_work(Batch(name, *map(int, numbers))))
