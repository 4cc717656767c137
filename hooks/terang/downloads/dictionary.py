"""The meaning of each table, column, word and metadata item of the downloads, in both languages.

The words of tables, and of columns that hold no key of the data, stand in `dictionary.yml`; those
of the other columns in i18n/field_help.yml. The columns of a bilingual text share their words.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from terang.diagnostics import LANGUAGES
from terang.downloads.columns import Column
from terang.i18n import field_help
from terang.i18n.formatter import Language

DictionaryWords: TypeAlias = Mapping[str, str]
"""Language → text."""

_FILE = Path(__file__).with_name("dictionary.yml")


@dataclass(frozen=True, slots=True)
class DictionaryTerm:
    """The title and the description of a table or column."""

    title: DictionaryWords
    description: DictionaryWords


def table_term(name: str) -> DictionaryTerm:
    """Return the dictionary's title and meaning of a table."""
    return _term(_dictionary()["tables"][name])


def column_term(table_name: str, column: Column) -> DictionaryTerm:
    """Return the dictionary's meaning of a column; KeyError if neither of its files has one."""
    own = _dictionary()["tables"][table_name].get("columns", {})
    entry = own.get(column.term) or _dictionary()["common"].get(column.term)
    record, _, key = column.field.rpartition(".")
    term = _term(entry or field_help.column_meaning(record, key or column.term))
    if not column.variant:
        return term
    variants = _dictionary()["variants"]
    template = variants.get(column.variant, variants["other"])
    title = {
        language: template[language].format(title=term.title[language], variant=column.variant)
        for language in LANGUAGES
    }
    return DictionaryTerm(title, term.description)


def table_names() -> tuple[str, ...]:
    """Return the names of all tables that the dictionary explains."""
    return tuple(_dictionary()["tables"])


def column_titles(table_name: str) -> dict[str, tuple[str, ...]]:
    """Return the dictionary's titles of a table's columns that hold no key of the data."""
    tree = _dictionary()
    terms = {**tree["common"], **tree["tables"][table_name].get("columns", {})}
    return {name: tuple(_term(term).title.values()) for name, term in terms.items()}


_WORD_GROUPS: Mapping[str, str] = {
    "status": "status",
    "qualifier": "qualifier",
    "state": "state",
    "frequency": "frequency",
    "type": "source_type",
    "read": "reading",
}
"""Key with a closed list → the group of words.yml that names its words."""


def word_meanings(field: str, words: Iterable[str]) -> dict[str, DictionaryWords]:
    """Return the meaning of each word of a closed list.

    `field` names the list as `Record.key` or `table.column`. KeyError if nothing explains a word.
    """
    own = _dictionary()["values"].get(field)
    key = field.rpartition(".")[2]
    own = _dictionary()["values"].get(field) or _dictionary()["values"].get(key)
    if own is not None:
        return {word: own[word] for word in words}
    group = _WORD_GROUPS[key]
    return {
        word: {code: Language(code).word(f"{group}.{word}") for code in LANGUAGES} for word in words
    }


def column_words(table_name: str, column: Column) -> dict[str, DictionaryWords]:
    """Return the meaning of each word of a column's closed list; empty without such a list."""
    if not column.words:
        return {}
    return word_meanings(column.field or f"{table_name}.{column.name}", column.words)


def package_term(publisher: DictionaryWords) -> DictionaryTerm:
    """Return the dictionary's title and meaning of the whole data package."""
    term = _term(_dictionary()["package"])
    title = {code: term.title[code].format(publisher=publisher[code]) for code in LANGUAGES}
    return DictionaryTerm(title, term.description)


def sheet_term() -> Mapping[str, DictionaryWords]:
    """Return the dictionary's words for the metadata items that BPS asks for, in order."""
    items: Mapping[str, DictionaryWords] = _dictionary()["ms_ind"]
    return items


def sheet_word(key: str) -> DictionaryWords:
    """Return the dictionary's words for an answer in BPS's metadata that is no text of the data."""
    word: DictionaryWords = _dictionary()["ms_ind_words"][key]
    return word


def described_words(term: DictionaryTerm) -> dict[str, str]:
    """Return a term of the dictionary as keys of a descriptor, first in the default language."""
    named = {"title": term.title, "description": term.description}
    return {
        **{key: words[LANGUAGES[0]] for key, words in named.items()},
        **{f"{key}_{code}": words[code] for key, words in named.items() for code in LANGUAGES},
    }


def _term(entry: Any) -> DictionaryTerm:  # noqa: ANN401
    return DictionaryTerm(entry["title"], entry["description"])


@functools.cache
def _dictionary() -> Mapping[str, Any]:
    with _FILE.open(encoding="utf-8") as file:
        # The base loader leaves every scalar a text.
        tree: Mapping[str, Any] = yaml.load(file, Loader=yaml.CBaseLoader)  # noqa: S506
    return tree
