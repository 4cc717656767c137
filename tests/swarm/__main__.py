"""Try the software on made-up catalogs, and count the faults.

python -m tests.swarm [--catalogs 10000] [--sites 200] [--seed 1] [--jobs 2]

A quarter of the catalogs are broken on purpose and must be refused in words. Each fault is named
with the command that repeats it alone. The exit code is 0 without faults.
"""

from __future__ import annotations

import argparse
import collections
import multiprocessing
import sys
import time
import traceback
from collections.abc import Iterator
from typing import NamedTuple

from tests.swarm import sites, trials

_KINDS = {
    "sound": trials.check_sound_catalog,
    "broken": trials.check_broken_catalog,
    "site": sites.check_whole_site,
}
_ONE_BROKEN_IN = 4


class Task(NamedTuple):
    """A catalog, and the trial to make with it."""

    kind: str
    seed: int

    @property
    def command(self) -> str:
        """Return the command that repeats the trial."""
        return f'make swarm ARGS="--only {self.kind} --seed {self.seed}"'


def tasks(catalogs: int, whole: int, seed: int) -> Iterator[Task]:
    """Yield every catalog to be tried."""
    for number in range(seed, seed + whole):
        yield Task("site", number)
    for number in range(seed, seed + catalogs):
        yield Task("sound" if number % _ONE_BROKEN_IN else "broken", number)


def tried(task: Task) -> tuple[Task, str]:
    """Return the fault that a catalog shows, or an empty text."""
    try:
        _KINDS[task.kind](task.seed)
    except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
        return task, traceback.format_exc(limit=-6)
    return task, ""


def main() -> int:
    """Run the trials."""
    parser = argparse.ArgumentParser(prog="python -m tests.swarm", description=__doc__)
    parser.add_argument("--catalogs", type=int, default=10_000)
    parser.add_argument("--sites", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", choices=list(_KINDS), help="one catalog alone, by its seed")
    chosen = parser.parse_args()
    if chosen.only:
        wanted = [Task(chosen.only, chosen.seed)]
    else:
        wanted = [*tasks(chosen.catalogs, chosen.sites, chosen.seed)]
    begun = time.monotonic()
    counts: collections.Counter[str] = collections.Counter()
    faults = 0
    with multiprocessing.Pool(min(chosen.jobs, len(wanted)) or 1, maxtasksperchild=500) as pool:
        for task, fault in pool.imap_unordered(tried, wanted, chunksize=5):
            counts[task.kind] += 1
            if fault:
                faults += 1
                sys.stderr.write(f"{task.command}\n{fault}\n")
                sys.stderr.flush()
        pool.close()  # Stopped instead, a worker that has built a site reports an interruption.
        pool.join()
    sys.stdout.write(
        f"{counts['sound'] + counts['broken']:,} catalogs, {counts['broken']:,} of them broken, "
        f"and {counts['site']:,} whole sites from seed {chosen.seed}: {faults} faults, "
        f"{time.monotonic() - begun:,.0f} seconds\n"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
