"""Problems: place, code, message, nearest word and cure; lines fit for a terminal or a log.

The sentences stand in `problems.yml` beside this file, an entry for each code. The terminal and
docs/problems.md show the same text.
"""

from __future__ import annotations

import difflib
import functools
import heapq
import io
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml

LANGUAGES = ("id", "en")
"""The site's languages; the first is the default and stands at the root."""

MessageValues: TypeAlias = str | Mapping[str, str]
"""A value inside a sentence: a text for every language, or a text by language."""

_CATALOGUE = Path(__file__).with_name("problems.yml")
_CURES = Path(__file__).with_name("cures.yml")

_MOST_SHOWN = 200
"""The number of characters that a sentence quotes of a value."""

_MOST_KEPT, _MOST_PRINTED = 5_000, 50
"""The numbers of problems of one code that are kept, and that are printed, of one file."""

_COUNTS = ("more-problems", "more-notices")
"""The codes of a count of problems, and of a count of notices."""

_COMMAND = re.compile(r"^\s*::|##(?=\w*\[)")
"""The beginning of a command of a forge's runner: at the head of a line, or anywhere."""

_LONGEST_WORD = 100
"""A longer word is not a misspelling of anything."""

_LONGEST_LINE = 2_000
"""A longer line is not printed as a part of a cure."""

_FIRST_LINE = re.compile(r"\S.*?:[0-9]+:[^:]+: (?:notice )?[a-z0-9-]+: ")
"""The beginning of a problem in a report."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file: path from the repository's root, line and column counted from 1."""

    path: str
    line: int = 1
    column: int = 1

    @property
    def shown(self) -> str:
        """The place as a line of the terminal begins with it: `path:line:column`."""
        return f"{printable(self.path)}:{self.line}:{printable(str(self.column))}"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a cure: lines to replace, add or delete, or a file to create or rename."""

    action: str
    """A name in cures.yml: replace, insert, delete, create, rename or remove."""
    first: int = 0
    """The line, counted from 1 in the file as it stands; `insert` adds after it."""
    last: int = 0
    """The last of several lines."""
    text: tuple[str, ...] = ()
    """The new lines, each exactly as it is to stand in the file."""
    path: str = ""
    """The file to create, rename or delete; other steps concern the file of the problem."""
    to: str = ""
    """The new path of a renamed file."""

    @property
    def is_printable(self) -> bool:
        """True if it can be printed as it is, and no line seems to be another problem's."""
        return all(is_exact(line) for line in (*self.text, self.path, self.to))

    def lines(self) -> list[str]:
        """Return the step as printed; it says how many lines of the file follow."""
        words, count = _cure_words(), len(self.text)
        several = "_several" if self.last > self.first and self.action != "insert" else ""
        values = {"first": self.first, "last": self.last, "path": self.path, "to": self.to}
        told = [
            words["steps"][f"{self.action}{several}"][language].format(
                these=words["these"][language].format(count=count) if count > 1 else "", **values
            )
            for language in LANGUAGES
        ]
        return [f"    {' · '.join(told)}", *self.text]


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake at a place; `variant` selects another wording of the same code."""

    place: Place
    code: str
    values: Mapping[str, MessageValues] = field(default_factory=dict)
    variant: str = ""
    cure: tuple[Step, ...] = ()
    """Steps that mend it, if they can be known; their lines are those of the file as it stands."""

    @property
    def is_notice(self) -> bool:
        """True if it is shown but fails nothing."""
        return problem_catalogue()[self.code].get("level") == "notice"

    def message(self, language: str) -> str:
        """Return a sentence that says what is wrong."""
        return self._sentence("message", language)

    def hint(self, language: str) -> str:
        """Return the cure."""
        return self._sentence("hint", language)

    def _sentence(self, part: str, language: str) -> str:
        entry = problem_catalogue()[self.code]
        template: str = entry.get(f"{part}_{self.variant}", entry[part])[language]
        values = {
            name: value if isinstance(value, str) else value[language]
            for name, value in self.values.items()
        }
        shown = {
            name: _printable_lines(text) if name == "example" else printable(text)
            for name, text in values.items()
        }
        return template.format(**shown)

    def __str__(self) -> str:
        """Return `path:line:column: code: message`, with an indented hint for each language."""
        code = f"notice {self.code}" if self.is_notice else self.code
        messages = [self.message(language) for language in LANGUAGES]
        hints = [self.hint(language).splitlines() for language in LANGUAGES]
        lines = [f"{self.place.shown}: {code}: {' · '.join(messages)}"]
        if self.cure:  # Its lines stand in the place of an example.
            hints = [hint[:1] for hint in hints]
        # The text to type is the same in each language: it is shown once, below both sentences.
        if all(hint[1:] == hints[0][1:] for hint in hints):
            hints = [[hint[0] for hint in hints], hints[0][1:]]
        lines += (f"    {line}" for hint in hints for line in hint)
        if not self.cure:
            lines += (f"    {line}" for line in self._reasons())
        for step in self.cure:
            lines += step.lines()
        return "\n".join(map(inert_line, lines))

    def _reasons(self) -> Iterator[str]:
        """Yield why no cure can be given, in each language; nothing where the hint is enough."""
        reason = problem_catalogue().get(self.code, {}).get("why")
        if reason is not None:
            yield from (_cure_words()["why"][str(reason)][language] for language in LANGUAGES)

    @property
    def rank(self) -> tuple[Place, str, str]:
        """The sort key: place, then code, then words."""
        return self.place, self.code, str(self)


class InvalidDataError(Exception):
    """The data cannot be published; `problems` holds every mistake, sorted."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__(report_text(self.problems))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems sorted by place, without duplicates.

    If a file has very many of one code, which only a hostile file has, the last ones are counted.
    """
    kept = _shortened(problems, _MOST_KEPT)
    ranked = {problem.rank: problem for problem in kept}
    return tuple(ranked[rank] for rank in sorted(ranked))


def report_text(problems: Iterable[Problem]) -> str:
    """Return the problems as the terminal prints them, each with its hint.

    Of a code that a file has very often the first ones are printed, and the rest counted.
    """
    return "\n".join(map(str, _shortened(problems, _MOST_PRINTED)))


def _shortened(problems: Iterable[Problem], most: int) -> Iterator[Problem]:
    """Yield the problems, with those that go over `most` of a code in a file as one count."""
    listed = list(problems)
    alike: dict[tuple[str, str], list[Problem]] = {}
    for problem in listed:
        # A count that an earlier call has made goes into the new one.
        code = str(problem.values["of"]) if problem.code in _COUNTS else problem.code
        alike.setdefault((problem.place.path, code), []).append(problem)
    if all(len(group) <= most for group in alike.values()):
        yield from listed
        return
    last: dict[int, Problem] = {}
    left_out: set[int] = set()
    for (_, code), group in alike.items():
        if len(group) > most:
            shown = heapq.nsmallest(
                most, group, key=lambda problem: (problem.code in _COUNTS, problem.place)
            )
            left_out |= {id(problem) for problem in group} - {id(problem) for problem in shown}
            count = sum(int(str(problem.values.get("count", "1"))) for problem in group) - most
            kind = _COUNTS[group[0].is_notice]
            values = {"count": str(count), "of": code}
            last[id(shown[-1])] = Problem(shown[-1].place, kind, values)
    for problem in listed:
        if id(problem) not in left_out:
            yield problem
        if id(problem) in last:
            yield last[id(problem)]


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems that forbid publication."""
    return tuple(problem for problem in problems if not problem.is_notice)


def nearest_word(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like `word`, or None."""
    if len(word) > _LONGEST_WORD:
        return None
    listed, letters = sorted(known), sorted(word.lower())
    # Two letters or digits in each other's place: `2042` means `2024` rather than `2022`.
    swapped = [other for other in listed if sorted(other) == letters]
    if swapped:
        return swapped[0]
    matches = difflib.get_close_matches(word.lower(), listed, n=1, cutoff=0.6)
    return matches[0] if matches else None


@functools.cache
def problem_catalogue() -> Mapping[str, Mapping[str, Any]]:
    """Return the sentences of problems: code → message, hint (and variants) → language → text."""
    with _CATALOGUE.open(encoding="utf-8") as file:
        # The base loader leaves every scalar a text: `no` and `on` are words here.
        return yaml.load(file, Loader=yaml.CBaseLoader)  # type: ignore[no-any-return] # noqa: S506


@functools.cache
def _cure_words() -> Mapping[str, Mapping[str, Any]]:
    """Return the words of cures: of their steps, and of the reasons why there is none."""
    with _CURES.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=yaml.CBaseLoader)  # type: ignore[no-any-return] # noqa: S506


def escape_unprintable_output() -> None:
    """Make standard output show the number of a character that the terminal lacks."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def printable(text: str, most: int = _MOST_SHOWN) -> str:
    """Return a text that others wrote for a line of a terminal or a log.

    It is on a single line, short, without hidden characters such as those of colours, and no
    forge reads it as a command, neither `::error::` nor `##[add-mask]`.
    """
    short = text if len(text) <= most else f"{text[:most]}…"
    words = " ".join(short.split())
    return inert_line("".join(word if word.isprintable() else "\ufffd" for word in words))


def is_exact(line: str) -> bool:
    """Return whether a terminal or a log can print a line of a cure exactly as it is."""
    return (
        line.isprintable()
        and len(line) <= _LONGEST_LINE
        and inert_line(line) == line
        and _FIRST_LINE.match(line) is None
    )


def inert_line(line: str) -> str:
    """Return a line for a log in which no program that runs checks takes a part for a command."""
    return _COMMAND.sub(lambda sign: f"{sign[0][:-1]} {sign[0][-1]}", line)


def _printable_lines(text: str) -> str:
    """Return an example with its lines and indents, but otherwise as `printable` does."""
    indents = ((line, len(line) - len(line.lstrip(" "))) for line in text.split("\n"))
    return "\n".join(line[:indent] + printable(line) for line, indent in indents)
