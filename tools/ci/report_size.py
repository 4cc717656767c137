"""Fit the change report into what a forge shows: texts are cut, never statements and figures.

`annotations` and `judge` ask for it. The whole report is kept beside it as a file. A report that is
above the limit without any text cannot be reviewed, and fails.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

# Read as a file: these tools also run where the software cannot.
_WORDS = Path(__file__).resolve().parents[2] / "hooks" / "terang" / "i18n" / "words.yml"
LONGEST_LINE = 1_000
"""The characters of a line that are left of a long text."""

_TEXTS = ("page_texts", "own", "settings", "files")
"""The sections that hold texts alone, by their words in the report; other keys may be figures."""
_FOLD, _END_OF_FOLD = "<details>", "</details>"
_CUT = (
    "- … {count} baris dipotong, seluruhnya di `{file}` · "
    "{count} lines cut, the whole is in `{file}`"
)
_CUT_LINE = " … ({count})"
_DIGIT = re.compile(r"\d")


class ReportTooLongError(Exception):
    """The statements and figures of a report alone are above the limit."""


@dataclass(frozen=True, slots=True)
class _Section:
    """The lines of a section."""

    lines: Sequence[str]
    is_text: bool

    def shortened(self) -> _Section:
        """Return the section with its long lines cut, but for lines that end in figures."""
        lines = [_short_line(line, is_text=self.is_text) for line in self.lines]
        return _Section(lines, self.is_text)


@functools.cache
def text_headings() -> frozenset[str]:
    """Return the headings of the sections that may be cut, in every language."""
    words = yaml.safe_load(_WORDS.read_text("utf-8"))["report"]
    return frozenset(f"## {heading}" for name in _TEXTS for heading in words[name].values())


def fitted_report(
    report: str, limit: int, file: str, form: Callable[[str], str] = lambda line: line
) -> str:
    """Return a report whose lines, in the form in which they are shown, have at most `limit` bytes.

    `file`: the name of the file that holds the whole report. Raises ReportTooLongError.
    """

    def size(lines: Sequence[str]) -> int:
        return sum(len(form(line).encode("utf-8", "replace")) + 1 for line in lines)

    lines = report.splitlines()
    if size(lines) <= limit:
        return report
    sections = [section.shortened() for section in _sections(iter(lines))]
    left = limit - sum(size(section.lines) for section in sections if not section.is_text)
    texts = [number for number, section in enumerate(sections) if section.is_text]
    left -= len(texts) * size([_CUT.format(count=len(lines), file=file), ""])
    if left < 0 or not texts:
        raise ReportTooLongError
    # The shortest come first: they leave the rest of their share to the longer ones.
    for rank, number in enumerate(sorted(texts, key=lambda number: size(sections[number].lines))):
        whole = sections[number].lines
        kept = _first_lines(whole, left // (len(texts) - rank), size)
        left -= size(kept)
        note = [_CUT.format(count=len(whole) - len(kept), file=file), ""]
        cut = kept if len(kept) == len(whole) else [*kept, *note]
        sections[number] = _Section(cut, is_text=True)
    return "\n".join(line for section in sections for line in section.lines) + "\n"


def _short_line(line: str, *, is_text: bool) -> str:
    is_figure = not is_text and _DIGIT.search(line, LONGEST_LINE) is not None
    if len(line) <= LONGEST_LINE or is_figure:
        return line
    return line[:LONGEST_LINE] + _CUT_LINE.format(count=len(line))


def _sections(lines: Iterator[str]) -> Iterator[_Section]:
    """Yield the sections of a report; a folded list is a text."""
    gathered: list[str] = []
    is_text = False
    for line in lines:
        begins = line.startswith("## ") or line in (_FOLD, "---")
        if begins or (gathered and gathered[-1] == _END_OF_FOLD):
            yield _Section(gathered, is_text)
            gathered, is_text = [], line in text_headings() or line == _FOLD
        gathered.append(line)
    yield _Section(gathered, is_text)


def _first_lines(
    lines: Sequence[str], share: int, size: Callable[[Sequence[str]], int]
) -> Sequence[str]:
    """Return as many of the first lines as fit into a share; of a folded list all or nothing."""
    if size(lines) <= share:
        return lines
    if lines[0] == _FOLD:
        return ()
    kept: list[str] = []
    for line in lines:
        share -= size([line])
        if share < 0:
            break
        kept.append(line)
    return kept
