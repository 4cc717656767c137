"""Say how many branches of the core a measured run of the tests took; below the bar, fail.

    .venv/bin/python tools/ci/branch_coverage.py .cache/coverage.json

The figure that coverage itself shows, and its `fail_under`, count lines too, which hides branches.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

BAR = 95
"""Percent."""


def main(path: str) -> int:
    """The exit code is 0 where enough were taken."""
    totals = json.loads(Path(path).read_text(encoding="utf-8"))["totals"]
    taken, there = totals["covered_branches"], totals["num_branches"]
    print(f"branches of the core taken: {taken} of {there}, {100 * taken / there:.1f} %")
    return 0 if 100 * taken >= BAR * there else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
