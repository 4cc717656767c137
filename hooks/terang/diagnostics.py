"""What is wrong in people's data, said so that they can mend it.

A problem names its place, its code and the values that matter. The sentences, in both languages,
stand in `problems.yml` beside this file, one entry a code: the same text serves the terminal and
the page that lists every code.
"""

from __future__ import annotations

import difflib
import functools
import io
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml

LANGUAGES = ("id", "en")
"""The site's languages; the first is the default and stands at the root."""

MessageValues: TypeAlias = str | Mapping[str, str]
"""A value inside a sentence: the same in each language, or one text a language."""

_CATALOGUE = Path(__file__).with_name("problems.yml")

_MOST_SHOWN = 200
"""Characters of one value that a sentence quotes; the place says where the rest stands."""

_LONGEST_WORD = 100
"""A longer word is not a misspelling of anything."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: a path from the repository's root, a line and a column from 1."""

    path: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake at one place; `variant` picks another wording of the same code."""

    place: Place
    code: str
    values: Mapping[str, MessageValues] = field(default_factory=dict)
    variant: str = ""

    @property
    def is_notice(self) -> bool:
        """Whether it is only worth knowing: it is shown, but fails nothing."""
        return problem_catalogue()[self.code].get("level") == "notice"

    def message(self, language: str) -> str:
        """What is wrong, in one sentence."""
        return self._sentence("message", language)

    def hint(self, language: str) -> str:
        """How to mend it."""
        return self._sentence("hint", language)

    def _sentence(self, part: str, language: str) -> str:
        entry = problem_catalogue()[self.code]
        template: str = entry.get(f"{part}_{self.variant}", entry[part])[language]
        values = {
            name: value if isinstance(value, str) else value[language]
            for name, value in self.values.items()
        }
        shown = {
            name: _shown_lines(text) if name == "example" else _shown(text)
            for name, text in values.items()
        }
        return template.format(**shown)

    def __str__(self) -> str:
        """`path:line:column: code: what is wrong`, and an indented hint a language."""
        place = f"{_shown(self.place.path)}:{self.place.line}:{self.place.column}"
        code = f"notice {self.code}" if self.is_notice else self.code
        messages = [self.message(language) for language in LANGUAGES]
        hints = [self.hint(language).splitlines() for language in LANGUAGES]
        lines = [f"{place}: {code}: {' · '.join(messages)}"]
        # What is to be typed is the same in each language: it is shown once, below both sentences.
        if all(hint[1:] == hints[0][1:] for hint in hints):
            hints = [[hint[0] for hint in hints], hints[0][1:]]
        return "\n".join([*lines, *(f"    {line}" for hint in hints for line in hint)])

    @property
    def rank(self) -> tuple[Place, str, str]:
        """By what problems are sorted: place, then code, then words."""
        return self.place, self.code, str(self)


class InvalidDataError(Exception):
    """People's data cannot be published; `problems` holds everything found, sorted."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__(report_text(self.problems))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, by place."""
    ranked = {problem.rank: problem for problem in problems}
    return tuple(ranked[rank] for rank in sorted(ranked))


def report_text(problems: Iterable[Problem]) -> str:
    """The problems as printed: one a line, each with its hint."""
    return "\n".join(map(str, problems))


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems that forbid publication."""
    return tuple(problem for problem in problems if not problem.is_notice)


def nearest_word(word: str, known: Iterable[str]) -> str | None:
    """The known word that somebody who wrote `word` most likely meant."""
    if len(word) > _LONGEST_WORD:
        return None
    found = difflib.get_close_matches(word.lower(), sorted(known), n=1, cutoff=0.6)
    return found[0] if found else None


@functools.cache
def problem_catalogue() -> Mapping[str, Mapping[str, Any]]:
    """Every code with its sentences: code → message, hint (and variants) → language → text."""
    with _CATALOGUE.open(encoding="utf-8") as file:
        # The base loader leaves every scalar a text: `no` and `on` are words here.
        return yaml.load(file, Loader=yaml.CBaseLoader)  # type: ignore[no-any-return] # noqa: S506


def speak_everywhere() -> None:
    """Let a terminal that lacks a character show its number: standard error does so by itself."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def quoted_text(text: str) -> str:
    """A text as it is typed in YAML when it needs quotes."""
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def _shown_lines(text: str) -> str:
    """An example is ours and keeps its lines and indents; the key in it is the editor's."""
    lines = (line[: len(line) - len(line.lstrip(" "))] + _shown(line) for line in text.split("\n"))
    return "\n".join(lines)


def _shown(text: str) -> str:
    """A value inside a sentence: on one line, without hidden characters, and not without end."""
    short = text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
    words = " ".join(short.split())
    return "".join(word if word.isprintable() else "\ufffd" for word in words)
