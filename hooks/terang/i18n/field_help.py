"""Help for each key of the data files and for its column, in both languages.

Editor schemas, `make new`, docs/data.md, the data dictionary and error messages take it from here.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import yaml

HelpText: TypeAlias = Mapping[str, str]
"""Language → text."""

_FILE = Path(__file__).with_name("field_help.yml")
_SHARED = "shared"


@functools.cache
def field_help_tree() -> Mapping[str, Mapping[str, Any]]:
    """Return the file of help as it stands: record, or `shared` → key → help, column, example."""
    with _FILE.open(encoding="utf-8") as file:
        # The base loader leaves every scalar a text.
        return yaml.load(file, Loader=yaml.CBaseLoader)  # type: ignore[no-any-return] # noqa: S506


def file_meaning(kind: str) -> HelpText:
    """Return the help about a kind of data file."""
    text: HelpText = field_help_tree()["file"][kind]
    return text


def field_meaning(record: str, key: str) -> HelpText:
    """Return the help about a key of a record; KeyError if nothing explains it."""
    text: HelpText = _facet(record, key, "help")
    return text


def column_meaning(record: str, key: str) -> Mapping[str, HelpText]:
    """Return the help on the column of a key: title and description; KeyError if there is none."""
    texts: Mapping[str, HelpText] = _facet(record, key, "column")
    return texts


def _facet(record: str, key: str, name: str) -> Any:  # noqa: ANN401
    tree = field_help_tree()
    own = tree.get(record, {}).get(key, {})
    return own[name] if name in own else tree[_SHARED][key][name]


@functools.cache
def typed_examples() -> Mapping[str, str]:
    """Return the help's example of a key: the text to type, or the key if it has several lines."""
    return _by_key("example")


@functools.cache
def offered_values() -> Mapping[str, list[str | int]]:
    """Return the values that the help on a key offers, for editors."""
    return {
        key: [int(value) if value.isdigit() else value for value in values]
        for key, values in _by_key("offers").items()
    }


def _by_key(name: str) -> dict[str, Any]:
    return {
        key: entry[name]
        for record, keys in field_help_tree().items()
        for key, entry in keys.items()
        if record != "file" and name in entry
    }
