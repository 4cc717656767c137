"""A terminal to ask questions on: choices by number, id or a searched word, and one step back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from terang.diagnostics import Problem, nearest_word
from terang.i18n.formatter import Language

NEW = "0"
"""The answer that asks for a new source or speaker."""
BACK = "<"
"""The answer that goes one question back."""
_MOST_DIGITS = 6
_MOST_SHOWN = 12
"""The options that are shown of a long list; others are found by a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """The place to ask questions; `ask` raises EOFError if nobody answers."""

    ask: Callable[[str], str]
    say: Callable[[str], None]
    complain: Callable[[str], None]
    is_manned: bool
    """True if a person answers, False if a file is read."""
    locale: str = ""
    """In the form of LANG: `en_GB.UTF-8`."""


class AnswerRefusedError(Exception):
    """An answer that cannot be written; the argument gives the reason."""


class StepBackError(Exception):
    """The person wants to answer the question before again."""


@dataclass(slots=True)
class Prompts:
    """The questions of one language on a terminal."""

    terminal: Terminal
    language: Language
    has_asked: bool = False

    def word(self, key: str, /, **values: str) -> str:
        """Return a word or sentence of this command."""
        return self.language.word(f"new.{key}", **values)

    def say(self, text: str) -> None:
        """Show a text."""
        self.terminal.say(text)

    def ask(self, prompt: str, default: str = "") -> str:
        """Return the answer, without blanks around it; Enter takes the default."""
        self.has_asked = True
        shown = f"{prompt}\n[{default}] > " if default else f"{prompt}\n> "
        answer = self.terminal.ask(shown).strip()
        if answer == BACK:
            raise StepBackError
        return answer or default

    def complain(self, *problems: Problem) -> None:
        """Show problems with their cures."""
        code = self.language.code
        for problem in problems:
            self.say(f"  ✗ {problem.message(code)}\n{indented(problem.hint(code))}")

    def pick(self, question: str, options: Mapping[str, str], *, optional: bool = False) -> str:
        """Return the id of the chosen option; empty if it is optional and nothing is chosen."""
        self._list(question, options)
        meant = ""
        while True:
            text = self.ask(self.word("choose"), meant)
            if not text and optional:
                return ""
            if (chosen := option_of(text, options)) is not None:
                return chosen
            meant = self._search([text], options)

    def pick_several(
        self, question: str, options: Mapping[str, str], *, optional: bool = False
    ) -> list[str]:
        """Return the ids of the chosen options."""
        self._list(question, options)
        meant = ""
        while True:
            text = self.ask(self.word("choose_several"), meant)
            texts = re.findall(r"[^,\s]+", text)
            if not texts and optional:
                return []
            chosen = [option_of(part, options) for part in texts]
            found = list(dict.fromkeys(key for key in chosen if key is not None))
            if texts and None not in chosen:
                return found
            meant = self._search([text, *texts], options)

    def _list(self, question: str, options: Mapping[str, str]) -> None:
        lines = numbered(options)
        shown = "\n".join(lines[:_MOST_SHOWN])
        more = len(lines) - _MOST_SHOWN
        rest = f"\n      {self.word('more', count=str(more))}" if more > 0 else ""
        self.say(f"\n{question}\n{shown}{rest}")

    def _search(self, texts: Iterable[str], options: Mapping[str, str]) -> str:
        """Show the options that a word is found in, or say that there is none.

        Return the option that is meant if only one can be, to be taken with Enter.
        """
        lines = dict(zip(options, numbered(options), strict=True))
        for text in texts:
            words = text.casefold().split()
            found = {
                key: line
                for key, line in lines.items()
                if words and all(word in line.casefold() for word in words)
            }
            if found:
                self.say("\n".join(found.values()))
                return next(iter(found)) if len(found) == 1 else ""
        *_, last = texts
        self.say(self.not_among(last, options))
        return nearest_word(last, options) or ""

    def not_among(self, text: str, options: Iterable[str]) -> str:
        """Return the sentence about an answer that is none of the options."""
        match = nearest_word(text, options)
        shown = "".join(part if part.isprintable() else "\ufffd" for part in text)
        if match is not None:
            return self.word("near", text=shown, nearest=match)
        known = [*options]
        more = ["…"] if len(known) > _MOST_SHOWN else []
        return self.word("unknown", text=shown, known=", ".join([*known[:_MOST_SHOWN], *more]))


def numbered(options: Mapping[str, str]) -> list[str]:
    """Return the choices of a question as lines for the terminal: number, id and text."""
    lines, number = [], 0
    for key, text in options.items():
        number += key != NEW
        shown = text if key == NEW else f"{key}  {text}"
        lines.append(f"{NEW if key == NEW else number:>4}  {shown}")
    return lines


def option_of(text: str, options: Mapping[str, str]) -> str | None:
    """Return the id of the choice that an answer names by number, by id or by words of its text."""
    if text in options:
        return text
    named = [key for key, words in options.items() if words.casefold() == text.casefold()]
    if len(named) == 1:
        return named[0]
    own = [key for key in options if key != NEW]
    is_number = text.isdecimal() and len(text) < _MOST_DIGITS and 0 < int(text) <= len(own)
    return own[int(text) - 1] if is_number else None


def indented(text: str) -> str:
    """Return a text for the terminal with spaces before each of its lines."""
    return "\n".join(f"    {line}" for line in text.splitlines())
