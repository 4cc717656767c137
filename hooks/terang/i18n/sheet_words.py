"""The words of spreadsheets for editors, in both languages: `sheet_words.yml`, read once."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from terang.diagnostics import LANGUAGES

BothTexts: TypeAlias = Mapping[str, str]
"""Language → text."""

_FILE = Path(__file__).with_name("sheet_words.yml")
BETWEEN_LANGUAGES = "\n"
"""Stands between the two languages of a heading."""


@functools.cache
def sheet_tree() -> Mapping[str, Any]:
    """Return `sheet_words.yml` as it stands."""
    with _FILE.open(encoding="utf-8") as file:
        # The base loader leaves every scalar a text.
        return yaml.load(file, Loader=yaml.CBaseLoader)  # type: ignore[no-any-return] # noqa: S506


def sheet_texts(group: str, name: str) -> BothTexts:
    """Return a text about spreadsheets in both languages; KeyError if there is none."""
    texts: BothTexts = sheet_tree()[group][name]
    return texts


def sheet_text(name: str, language: str, **values: str) -> str:
    """Return a sentence about spreadsheets for the terminal in a language."""
    return sheet_texts("terminal", name)[language].format(**values)


def in_both(texts: BothTexts, between: str = BETWEEN_LANGUAGES) -> str:
    """Return a text of spreadsheets in both languages, once if they agree."""
    return between.join(dict.fromkeys(texts[code] for code in LANGUAGES))
