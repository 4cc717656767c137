"""Messages while the site is built, and the ends of their hints, in both languages."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from terang.diagnostics import LANGUAGES, Problem, inert_line, nearest_word, printable

_LONGEST = 400
"""The number of characters of a value in a sentence, such as the path of a folder."""

_SENTENCES = Path(__file__).with_suffix(".yml")


@dataclass(frozen=True, slots=True)
class SiteProblem(Problem):
    """A mistake that only the build of the site finds; `terminal_messages.yml` has its words."""

    @property
    def is_notice(self) -> bool:
        """False, since readers would meet it: a site with a broken link is not published."""
        return False

    def _sentence(self, part: str, language: str) -> str:
        template: str = _sentences()["problems"][self.code][part][language]
        shown = {name: printable(str(value)) for name, value in self.values.items()}
        return " ".join(template.format(**shown).split())


@dataclass(frozen=True, slots=True)
class SiteNotice(SiteProblem):
    """A remark for editors on something that no reader meets."""

    @property
    def is_notice(self) -> bool:
        """True: it never stops the build."""
        return True


def site_message(code: str, **values: object) -> str:
    """Return a sentence for the terminal, both languages on a line."""
    sentence = _sentences()["terminal"][code]
    shown = {name: printable(str(value), _LONGEST) for name, value in values.items()}
    return inert_line(" · ".join(sentence[language].format(**shown) for language in LANGUAGES))


def suggested_value(written: str, known: Iterable[str]) -> Mapping[str, str]:
    """Return the end of a hint in each language: the nearest known word, or an empty text."""
    match = nearest_word(written, known)
    sentences = _sentences()["meant"] if match else dict.fromkeys(LANGUAGES, "")
    return {
        f"nearest_{language}": sentences[language].format(nearest=match) for language in LANGUAGES
    }


@functools.cache
def _sentences() -> Mapping[str, Any]:
    with _SENTENCES.open(encoding="utf-8") as file:
        return yaml.safe_load(file)  # type: ignore[no-any-return]
