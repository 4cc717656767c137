"""Run the check where a forge shows it: problems on their lines, the change report beside them.

    .venv/bin/python tools/ci/annotations.py [--base <git ref>]

On GitHub problems become annotations and the change report the job's summary; on GitLab they become
a Code Quality report and a file beside it. Elsewhere this is the check itself. The exit status is
the check's.

What editors write stands in the check's report, so nothing of it may reach the forge as a command:
annotations are escaped, and the report is printed while commands are switched off.
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CODE_QUALITY = Path("gl-code-quality-report.json")
CHANGES = Path("change-report.md")

_FIRST_LINE = re.compile(
    r"(?P<path>\S.*?):(?P<line>[0-9]+):(?P<column>[0-9]+): "
    r"(?P<notice>notice )?(?P<code>[a-z0-9]+(?:-[a-z0-9]+)*): (?P<message>.+)"
)
_HINT = " " * 4
_TO_MEND = "## Yang perlu diperbaiki · What needs mending"
_NO_CHANGES = "Tidak ada perubahan pada angka. · No figure changes."


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem as the check printed it."""

    path: str
    line: int
    column: int
    code: str
    is_notice: bool
    text: str
    """What is wrong, and below it how to mend it."""

    def __str__(self) -> str:
        """`path:line:column: code: …`, as printed but for the indented hints."""
        code = f"notice {self.code}" if self.is_notice else self.code
        return f"{self.path}:{self.line}:{self.column}: {code}: {self.text}"


def findings(report: str) -> list[Finding]:
    """The problems of a report; lines that belong to none are passed over."""
    found: list[Finding] = []
    for line in report.splitlines():
        match = _FIRST_LINE.fullmatch(line)
        if match:
            found.append(_finding(match))
        elif found and line.startswith(_HINT):
            last = found.pop()
            text = f"{last.text}\n{line.removeprefix(_HINT)}"
            found.append(
                Finding(last.path, last.line, last.column, last.code, last.is_notice, text)
            )
    return found


def _finding(match: re.Match[str]) -> Finding:
    return Finding(
        path=match["path"],
        line=int(match["line"]),
        column=int(match["column"]),
        code=match["code"],
        is_notice=match["notice"] is not None,
        text=match["message"],
    )


# --- GitHub --------------------------------------------------------------------------------------


def commands(found: Iterable[Finding]) -> Iterator[str]:
    """The workflow command of each problem; errors first, since the forge shows ten of a kind."""
    for element in sorted(found, key=lambda item: item.is_notice):
        kind = "warning" if element.is_notice else "error"
        place = f"file={_property(element.path)},line={element.line},col={element.column}"
        yield f"::{kind} {place},title={_property(element.code)}::{_data(element.text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def silenced(report: str, token: str) -> str:
    """A report in which the runner reads no commands; nobody may know the token beforehand."""
    return f"::stop-commands::{token}\n{report.rstrip()}\n::{token}::"


def summary(found: Iterable[Finding], changes: str) -> str:
    """The job's summary in Markdown: what needs mending, then the change report."""
    wrong = "\n".join(str(item) for item in found if not item.is_notice)
    parts = [_TO_MEND, _fenced(wrong)] if wrong else []
    return "\n\n".join([*parts, changes.strip() or _NO_CHANGES]) + "\n"


def _fenced(text: str) -> str:
    """A text as code, whatever backticks it holds."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


# --- GitLab --------------------------------------------------------------------------------------


def code_quality(found: Iterable[Finding]) -> str:
    """The problems as a Code Quality report."""
    return json.dumps([_issue(item) for item in found], ensure_ascii=False, indent=1) + "\n"


def _issue(finding: Finding) -> Mapping[str, object]:
    # Without the line: a problem that has only moved is not a new one.
    known_by = f"{finding.path}\0{finding.code}\0{finding.text}"
    return {
        "description": finding.text,
        "check_name": finding.code,
        "fingerprint": hashlib.sha256(known_by.encode()).hexdigest(),
        "severity": "info" if finding.is_notice else "major",
        "location": {"path": finding.path, "lines": {"begin": finding.line}},
    }


# --- the command ---------------------------------------------------------------------------------


def show(report: str, changes: str, environment: Mapping[str, str]) -> None:
    """Hand a report and the changes to the forge that runs this, or to the terminal."""
    found = findings(report)
    if environment.get("GITHUB_ACTIONS") == "true":
        print(*commands(found), silenced(report, secrets.token_hex(16)), sep="\n", flush=True)
        with Path(environment["GITHUB_STEP_SUMMARY"]).open("a", encoding="utf-8") as file:
            file.write(summary(found, changes))
        return
    if environment.get("GITLAB_CI") == "true":
        CODE_QUALITY.write_text(code_quality(found), encoding="utf-8")
        CHANGES.write_text(summary(found, changes), encoding="utf-8")
    print(changes, end="", flush=True)
    print(report, end="", file=sys.stderr)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the check and show what it says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", help="the git ref that figures are compared with")
    base = parser.parse_args(arguments).base
    command = [sys.executable, "-m", "terang", "check", *(["--base", base] if base else [])]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    # Without a base, what is printed is only that all is well.
    show(done.stderr, done.stdout, os.environ)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
