"""`python -m terang check`: the commands that need no MkDocs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from terang import clock
from terang.problems import errors, report
from terang.publication import check

_SOUND = "data dan halaman lengkap dan konsisten · data and pages are sound"
_BAD_EPOCH = "SOURCE_DATE_EPOCH bukan jumlah detik · is not a number of seconds: {}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command in the repository's root; the exit code is 1 when something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m terang", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="validate data and pages without building the site")
    parser.parse_args(arguments)
    try:
        return _check(Path.cwd())
    except clock.BadEpochError as error:
        print(_BAD_EPOCH.format(error), file=sys.stderr)
        return 1


def _check(root: Path) -> int:
    """Everything that is wrong goes to standard error, one problem a line."""
    problems = check(root, clock.now(os.environ)).problems
    if problems:
        print(report(problems), file=sys.stderr)
    if errors(problems):
        return 1
    print(_SOUND)
    return 0


if __name__ == "__main__":
    sys.exit(main())
