"""The command `check`: find mistakes in data and pages, and silent edits since a commit."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from terang import source_date
from terang.change_report.base_commit import compare_with_base
from terang.cli.edited_software import edited_software
from terang.diagnostics import errors, report_text
from terang.i18n.terminal_messages import site_message
from terang.pages.load_record import check_record


def check_repository(root: Path, base: str | None = None) -> int:
    """Run `check`: print the problems of data and pages to standard error; return the exit code.

    With a base, even a blank one, print the change report to standard output, also if there are
    problems. The last line says whether anything was compared.
    """
    if base is None:
        problems = check_record(root, source_date.current_time(os.environ)).problems
        summary, sound_output = site_message("without-base"), sys.stdout
    else:
        compared = compare_with_base(root, base, source_date.clock_time())
        problems, summary, sound_output = compared.problems, compared.summary, sys.stderr
        print(compared.markdown, end="", flush=True)
    problems = (*problems, *edited_software(root))
    if problems:
        print(report_text(problems), file=sys.stderr)
    is_sound = not errors(problems)
    if is_sound:
        print(site_message("sound"), file=sound_output)
    print(summary, file=sound_output if is_sound else sys.stderr)
    return 0 if is_sound else 1
