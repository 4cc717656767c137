"""Run this Python with more arguments: those on its command line, then the words of ARGS.

    ARGS="-k 'a or b'" .venv/bin/python -I tools/env/with_arguments.py -m pytest

The Makefile calls it. ARGS comes through the environment and is split here, because a shell that
split it would also run commands in it.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping, Sequence

_BAD = (
    "ARGS cannot be split into words: {why}.",
    "ARGS tidak dapat dibagi menjadi kata: {why}.",
)


def complete_arguments(given: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    """Return the arguments with the words of ARGS; raise ValueError if a quote stays open."""
    return [*given, *shlex.split(environment.get("ARGS", ""))]


def main() -> None:
    """Replace this process by the one with all arguments."""
    try:
        arguments = complete_arguments(sys.argv[1:], os.environ)
    except ValueError as error:
        sys.exit("\n".join(sentence.format(why=error) for sentence in _BAD))
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 - no shell, as intended


if __name__ == "__main__":
    main()
