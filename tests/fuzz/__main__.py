"""Give the readers of data and pages changed bytes for a fixed time, with limits of memory.

python -m tests.fuzz [--seconds 300] [--seed 1] [--reader yaml]

Every reader takes its share of the time. It works in a process of its own that may take a gigabyte
of memory, and a few seconds of processor time for one file. A fault is named with the command that
repeats it alone. The exit code is 0 without faults.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections.abc import Sequence

from tests.fuzz.readers import READERS
from tests.fuzz.trials import BATCH, Batch, run_batch


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz the readers, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=300, help="for all readers together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reader", choices=READERS, action="append")
    parser.add_argument("--only", type=int, help="the number of a single file")
    chosen = parser.parse_args(arguments)
    readers = chosen.reader or list(READERS)
    if chosen.only is not None:
        faults = [run_batch(Batch(name, chosen.seed, chosen.only, 1)) for name in readers]
        _say("\n".join(filter(None, faults)) or "0 faults")
        return 1 if any(faults) else 0
    found = 0
    for name in readers:
        until = time.monotonic() + chosen.seconds / len(readers)
        tried = 0
        for first in itertools.count(0, BATCH):
            if time.monotonic() > until:
                break
            if fault := run_batch(Batch(name, chosen.seed, first, BATCH)):
                found += 1
                _say(fault)
            tried += BATCH
        _say(f"{name}: {tried} files")
    _say(f"{found} faults")
    return 1 if found else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
