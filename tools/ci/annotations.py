"""Run the check for a forge: problems on their lines, the change report beside them.

    .venv/bin/python tools/ci/annotations.py [--base <git ref>]

On GitHub problems become annotations and the change report becomes the job's summary. On GitLab
they become a Code Quality report and a file beside it. Elsewhere this is the plain check. The exit
status is always that of the check.

The check's report quotes editors, and the forge must neither run a quotation as a command nor
read it as markup: annotations are escaped, the report is printed while commands are switched off,
and what the summary quotes is code (`inert_text`).
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
from dataclasses import dataclass, replace
from pathlib import Path

from inert_text import code_block, inert_line, inert_markdown, without_commands
from report_size import ReportTooLongError, fitted_report

CODE_QUALITY = Path("gl-code-quality-report.json")
CHANGES = Path("change-report.md")
"""The whole change report, which a forge keeps as an artifact."""
LARGEST_CHANGES = 800_000
"""The bytes of the change report in a summary; a forge drops a summary above a mebibyte."""
_LARGEST_ERRORS = 100_000

_FIRST_LINE = re.compile(
    r"(?P<path>\S.*?):(?P<line>[0-9]+):(?P<column>[^:]+): "
    r"(?P<notice>notice )?(?P<code>[a-z0-9]+(?:-[a-z0-9]+)*): (?P<message>.+)"
)
_HINT = " " * 4
_THESE = re.compile(
    r"    .*\b(?:becomes?|add|with)(?: these (?P<count>[0-9]+) lines)?(?: after line [0-9]+)?:"
)
"""The step of a cure that is followed by lines exactly as they are to stand in a file."""
_TO_MEND = "## Yang perlu diperbaiki · What needs mending"
_TOO_LONG = (
    "Pernyataan dan angka yang berubah terlalu banyak untuk ditampilkan utuh. "
    "Pisahkan usulannya. · "
    "Too many statements and figures change to be shown whole. Split the proposal."
)
_NO_REPORT = "Tidak ada laporan perubahan. · There is no change report."


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem as the check printed it."""

    path: str
    line: int
    column: str
    """The number of a column, or the name of one of a table."""
    code: str
    is_notice: bool
    text: str
    """The problem, and below it the hint for mending it."""

    def __str__(self) -> str:
        """Return `path:line:column: code: …` as the check prints it, without indenting the hint."""
        code = f"notice {self.code}" if self.is_notice else self.code
        return f"{self.path}:{self.line}:{self.column}: {code}: {self.text}"


def read_findings(report: str) -> list[Finding]:
    """Return the problems of a report; ignore lines that belong to none."""
    found: list[Finding] = []
    exact = 0
    for line in report.splitlines():
        match = None if exact else _FIRST_LINE.fullmatch(line)
        if match:
            found.append(_finding(match))
        elif found and (exact or line.startswith(_HINT)):
            last = found[-1]
            text = line if exact else line.removeprefix(_HINT)
            found[-1] = replace(last, text=f"{last.text}\n{text}")
        step = None if exact else _THESE.fullmatch(line)
        exact = int(step["count"] or 1) if step else max(0, exact - 1)
    return found


def _finding(match: re.Match[str]) -> Finding:
    return Finding(
        path=match["path"],
        line=int(match["line"]),
        column=match["column"],
        code=match["code"],
        is_notice=match["notice"] is not None,
        text=match["message"],
    )


# --- GitHub --------------------------------------------------------------------------------------


def workflow_commands(found: Iterable[Finding]) -> Iterator[str]:
    """Yield the workflow command of each problem; errors first, as the forge shows only ten."""
    for finding in sorted(found, key=lambda finding: finding.is_notice):
        kind = "warning" if finding.is_notice else "error"
        place = f"file={_property(finding.path)},line={finding.line}"
        # The forge knows columns as numbers; the cell of a table is named in the text.
        is_cell = not finding.column.isdigit()
        place += "" if is_cell else f",col={finding.column}"
        text = f"{finding.column}: {finding.text}" if is_cell else finding.text
        yield f"::{kind} {place},title={_property(finding.code)}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def job_summary(
    found: Iterable[Finding], changes: str, verdict: str = "", limit: int | None = LARGEST_CHANGES
) -> str:
    """Return the job's summary in Markdown: a verdict, the errors, then the change report.

    The report is cut at texts where it has more than `limit` bytes; raises ReportTooLongError.
    """
    wrong = "\n".join(str(finding) for finding in found if not finding.is_notice)
    if limit is not None:
        wrong = wrong.encode()[:_LARGEST_ERRORS].decode("utf-8", "ignore")
        changes = fitted_report(changes, limit, CHANGES.name, inert_line)
    parts = [inert_markdown(verdict)] if verdict else []
    parts += [_TO_MEND, code_block(wrong)] if wrong else []
    parts.append(inert_markdown(changes).strip() or _NO_REPORT)
    return "\n\n".join(parts) + "\n"


# --- GitLab --------------------------------------------------------------------------------------


def code_quality(found: Iterable[Finding]) -> str:
    """Return the problems as a Code Quality report."""
    return json.dumps([_issue(finding) for finding in found], ensure_ascii=False, indent=1) + "\n"


def _issue(finding: Finding) -> Mapping[str, object]:
    # Without the line: a problem that has only moved is not a new problem.
    known_by = f"{finding.path}\0{finding.code}\0{finding.text}"
    return {
        "description": finding.text,
        "check_name": finding.code,
        "fingerprint": hashlib.sha256(known_by.encode()).hexdigest(),
        "severity": "info" if finding.is_notice else "major",
        "location": {"path": finding.path, "lines": {"begin": finding.line}},
    }


# --- the command ---------------------------------------------------------------------------------


def publish_report(
    report: str, changes: str, environment: Mapping[str, str], verdict: str = ""
) -> bool:
    """Print or write a report and the changes for the forge that runs this, or for the terminal.

    `verdict`: what the judge says of the whole change. Return False if the forge cannot show the
    statements and figures that change.
    """
    found = read_findings(report)
    if environment.get("GITHUB_ACTIONS") == "true":
        try:
            summary, is_shown = job_summary(found, changes, verdict), True
        except ReportTooLongError:
            summary, is_shown = job_summary(found, "", f"{verdict}\n{_TOO_LONG}\n"), False
        print(
            *workflow_commands(found),
            without_commands(f"{verdict}{report}", secrets.token_hex(16)),
            sep="\n",
            flush=True,
        )
        with Path(environment["GITHUB_STEP_SUMMARY"]).open("a", encoding="utf-8") as file:
            file.write(summary)
        CHANGES.write_text(changes, encoding="utf-8")
        return is_shown
    if environment.get("GITLAB_CI") == "true":
        CODE_QUALITY.write_text(code_quality(found), encoding="utf-8")
        CHANGES.write_text(job_summary(found, changes, verdict, limit=None), encoding="utf-8")
    print(changes, end="", flush=True)
    print(verdict, report, sep="", end="", file=sys.stderr)
    return True


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the check and show its report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", help="the git ref that figures are compared with")
    base = parser.parse_args(arguments).base
    # Also a blank base is handed on, and refused: it must not look like a comparison.
    against = [] if base is None else [f"--base={base}"]
    command = [sys.executable, "-m", "terang", "check", *against]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    # Without a base, standard output says only that the data is sound and nothing was compared.
    is_shown = publish_report(done.stderr, done.stdout, os.environ)
    return done.returncode if is_shown else done.returncode or 1


if __name__ == "__main__":
    sys.exit(main())
