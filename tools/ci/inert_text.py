"""Make texts that others wrote harmless where a forge shows them.

In a log, a line such as `::add-mask::…` or `##[add-mask]…` is a command of the runner. In a
summary, Markdown links, mentions people (`@…`), refers to issues (`#1`), draws formulas (`$…$`) and
hides text in comments. Nothing of this may come from data.

    <python> tools/ci/inert_text.py <command> …

runs a command for a log: the runner obeys nothing of what the command prints.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

import re
import secrets
import subprocess
import sys
from collections.abc import Sequence

_FOLDING = re.compile(r"</?details>|<summary>[\w :.,]*</summary>")
"""The lines that fold a list."""
_MARKUP = re.compile(r"(?P<indent> *)(?P<mark>#{1,6} |[-*] )?(?P<text>.*)", re.DOTALL)
_RULE = re.compile(r"-{3,}")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def inert_markdown(text: str) -> str:
    """Return Markdown in which only headings, list items, rules and folds are left of the markup.

    Every other text is a code span, in which a forge reads nothing.
    """
    return "\n".join(map(inert_line, text.splitlines()))


def inert_line(line: str) -> str:
    """Return a line of Markdown with no markup but that of its place."""
    match = _MARKUP.fullmatch(line)
    if _RULE.fullmatch(line) or _FOLDING.fullmatch(line):
        return line
    if match is None or not match["text"].strip():
        return ""
    plain = _ESCAPED.sub(r"\1", match["text"]).replace("**", "")
    return f"{match['indent']}{match['mark'] or ''}{code_span(plain)}"


def code_span(text: str) -> str:
    """Return a text on a single line as a code span, whatever backticks it contains."""
    line = " ".join(text.split())
    fence = "`" * (_longest_run(line) + 1)
    return f"{fence} {line} {fence}" if "`" in line else f"{fence}{line or '-'}{fence}"


def code_block(text: str) -> str:
    """Return a text as a code block, with a fence longer than its runs of backticks."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}text\n{text}\n{fence}"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def without_commands(text: str, token: str) -> str:
    """Return a text in which the runner reads no commands; the token must be unpredictable."""
    return f"::stop-commands::{token}\n{text.rstrip()}\n::{token}::"


def run_inertly(command: Sequence[str]) -> int:
    """Run a command whose output the runner does not obey, and return its exit code."""
    token = secrets.token_hex(16)
    print(f"::stop-commands::{token}", flush=True)
    try:
        return subprocess.run(command, check=False).returncode
    finally:
        # On a line of its own, whatever the command printed last.
        print(f"\n::{token}::", flush=True)


if __name__ == "__main__":
    sys.exit(run_inertly(sys.argv[1:]))
