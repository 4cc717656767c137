"""Print the share of branches of the core that a measured test run took; fail below the threshold.

    .venv/bin/python tools/ci/branch_coverage.py .cache/coverage.json

The figure that coverage shows, and its `fail_under`, also count lines, which hides branches.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

BAR = 95
"""The threshold in percent."""


def main(path: str) -> int:
    """Print the share; return 0 if it reaches the threshold, else 1."""
    totals = json.loads(Path(path).read_text(encoding="utf-8"))["totals"]
    taken, there = totals["covered_branches"], totals["num_branches"]
    print(f"branches of the core taken: {taken} of {there}, {100 * taken / there:.1f} %")
    return 0 if 100 * taken >= BAR * there else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
