"""What editors are told while the site is built, in both languages; the words are in YAML."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from terang.diagnostics import LANGUAGES, Problem, nearest_word

_SENTENCES = Path(__file__).with_suffix(".yml")


@dataclass(frozen=True, slots=True)
class SiteProblem(Problem):
    """A mistake that shows only when the site is put together; its sentences are the adapter's."""

    @property
    def is_notice(self) -> bool:
        """Not where a reader would meet it: a site with a broken link is not published."""
        return False

    def _sentence(self, part: str, language: str) -> str:
        template: str = _sentences()["problems"][self.code][part][language]
        return " ".join(template.format(**self.values).split())


@dataclass(frozen=True, slots=True)
class SiteNotice(SiteProblem):
    """What an editor should know although no reader meets it."""

    @property
    def is_notice(self) -> bool:
        """Always."""
        return True


def site_message(code: str, **values: object) -> str:
    """A sentence for the terminal, both languages in one line."""
    sentence = _sentences()["terminal"][code]
    return " · ".join(sentence[language].format(**values) for language in LANGUAGES)


def suggested_value(written: str, known: Iterable[str]) -> Mapping[str, str]:
    """The end of a hint in each language: what its writer may have meant, or nothing."""
    match = nearest_word(written, known)
    sentences = _sentences()["meant"] if match else dict.fromkeys(LANGUAGES, "")
    return {
        f"nearest_{language}": sentences[language].format(nearest=match) for language in LANGUAGES
    }


@functools.cache
def _sentences() -> Mapping[str, Any]:
    with _SENTENCES.open(encoding="utf-8") as file:
        return yaml.safe_load(file)  # type: ignore[no-any-return]
