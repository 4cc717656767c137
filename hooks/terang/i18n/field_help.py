"""What each key of the data files means, in both languages.

The texts stand in `field_help.yml` beside this file; editors see them through `schemas`, and
`make new` asks with them.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

_KEYS = Path(__file__).with_name("field_help.yml")


@functools.cache
def field_help_texts() -> Mapping[str, Mapping[str, str]]:
    """Every text: `value`, `Fact.value`, `file.series` → language → text."""
    with _KEYS.open(encoding="utf-8") as file:
        # The base loader leaves every scalar a text.
        tree = yaml.load(file, Loader=yaml.CBaseLoader)  # noqa: S506
    return dict(_leaves(tree, ""))


def field_meaning(record: str, key: str) -> Mapping[str, str]:
    """What a key means in a record: language → text."""
    return field_help_texts().get(f"{record}.{key}") or field_help_texts()[key]


def _leaves(tree: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    for key, value in tree.items():
        if all(isinstance(text, str) for text in value.values()):
            yield prefix + key, value
        else:
            yield from _leaves(value, f"{prefix}{key}.")
