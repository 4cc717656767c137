"""Each rule of the guard switched off in turn: a test must fail without it.

`python -m tests.guard.rules_switched_off` tries all rules; as a plugin of pytest, this module
switches off the one that the environment names.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator

from terang.diagnostics import Problem
from terang.guard import append_only
from terang.guard.snapshot import Snapshot

VARIABLE = "TERANG_RULE_OFF"
RULES = (
    "added-changed",
    "changed-in-place",
    "changed-without-decision",
    "correction-gone",
    "dated-long-ago",
    "decision-about-nothing",
    "decision-gone",
    "definition-without-break",
    "entry-gone",
    "record-gone",
    "was-differs",
)
"""The code of the problem that each rule reports."""

_TESTS_FAILED = 1
"""The exit status of pytest if tests ran and some failed."""


def pytest_configure() -> None:
    """Switch off the rule that the environment names, before any test imports the guard."""
    rule, all_rules = os.environ.get(VARIABLE), append_only.silent_edits
    if rule is None:
        return

    def without_rule(
        before: Snapshot, after: Snapshot, today: dt.date, base_day: dt.date | None = None
    ) -> Iterator[Problem]:
        found = all_rules(before, after, today, base_day)
        return (problem for problem in found if problem.code != rule)

    append_only.silent_edits = without_rule


def main() -> int:
    """Run the tests of the guard without each rule; return 0 if they failed each time."""
    silent = []
    for rule in RULES:
        command = [sys.executable, "-m", "pytest", "-xq", "-n0", "-p", __spec__.name, "tests/guard"]
        run = subprocess.run(
            command, env={**os.environ, VARIABLE: rule}, capture_output=True, text=True, check=False
        )
        is_seen = run.returncode == _TESTS_FAILED
        named = [line for line in run.stdout.splitlines() if line.startswith("FAILED ")]
        print(f"{rule}: {named[0] if is_seen and named else 'no test failed'}", flush=True)
        silent += [] if is_seen else [rule]
    print(f"rules switched off: {len(RULES)}; without a test that fails: {len(silent)}")
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
