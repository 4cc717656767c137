"""Ask the Python Packaging Advisory Database about every package of every lock file.

    .venv/bin/python tools/ci/vulnerabilities.py [<option of pip-audit> ...]

Nothing is installed or resolved: the lock files name each package with its version and checksums.
The workflow `weekly` runs it, because a weakness is often found long after a package was locked.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def audit_command(locks: Sequence[Path], options: Sequence[str] = ()) -> list[str]:
    """Return the command that asks about the packages of some lock files."""
    named = [argument for lock in locks for argument in ("--requirement", str(lock))]
    return [
        *(sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes"),
        *("--progress-spinner=off", "--desc=off", *named, *options),
    ]


def main(options: Sequence[str]) -> int:
    """Ask about each lock file apart, because two may hold one package at two versions."""
    codes = []
    for lock in sorted(ROOT.glob("requirements*.txt")):
        print(f"== {lock.name}", flush=True)
        codes.append(subprocess.run(audit_command([lock], options), check=False).returncode)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
