"""docs/problems.md: every code, in both languages, as the commands print it."""

from __future__ import annotations

import re

import problem_guide
from terang.diagnostics import problem_catalogue


def test_the_page_is_current() -> None:
    """What is committed is what the sentences say now; `make guide` writes it anew."""
    assert problem_guide.PAGE.read_text(encoding="utf-8") == problem_guide.problem_page()


def test_every_code_has_its_entry() -> None:
    """No code is reported that the page does not explain."""
    headings = re.findall(r"^### `([a-z0-9-]+)`", problem_guide.problem_page(), re.MULTILINE)
    assert set(problem_catalogue()) <= set(headings)
    assert len(headings) == len(set(headings))
