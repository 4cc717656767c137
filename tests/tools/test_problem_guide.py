"""docs/problems.md: every code in both languages, with the sentences that the commands print."""

from __future__ import annotations

import re

import problem_guide
from terang.diagnostics import problem_catalogue


def test_the_page_is_current() -> None:
    """docs/problems.md is the page that `make guide` writes."""
    assert problem_guide.PAGE.read_text(encoding="utf-8") == problem_guide.problem_page()


def test_every_code_has_its_entry() -> None:
    """Every code that can be reported has an entry on the page."""
    headings = re.findall(r"^### `([a-z0-9-]+)`", problem_guide.problem_page(), re.MULTILINE)
    assert set(problem_catalogue()) <= set(headings)
    assert len(headings) == len(set(headings))
