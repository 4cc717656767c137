"""A snapshot of the data folder, and the meaning of its values apart from their notation.

The other modules of `guard` compare two snapshots; `change_report` uses them too.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any, TypeAlias

from pydantic_core import PydanticCustomError

from terang.diagnostics import LANGUAGES
from terang.loading import data_folder
from terang.model import period, quantity
from terang.model.catalog import PopulationValue
from terang.model.definitions import Decision, Indicator
from terang.model.entries import Event, Observation, Revision, Target
from terang.model.field_types import Figures
from terang.model.fields import Guard, guarded_fields, record_fields
from terang.model.period import Period
from terang.parsing import decoding
from terang.parsing.yaml_document import Document, Entries, Items, Node, Scalar

LISTS = ("observations", "targets", "events")
"""The lists of a series' entries."""

DEFINING = tuple(field.key for field in guarded_fields(Indicator, Guard.DECISION))
"""The keys that define the meaning of an indicator's figures."""

_COMPARED = [
    field
    for record in (Observation, Target, Event, Revision, PopulationValue, Decision)
    for field in record_fields(record)
]
_DATES = frozenset(field.key for field in _COMPARED if field.type.plain is Period)
_NUMBERS = frozenset(field.key for field in _COMPARED if field.type.plain is Decimal)
_SETS = frozenset(
    field.key for field in _COMPARED if field.type.plain is tuple and field.type.reference
)
_YAML = re.compile(r"\.ya?ml", re.IGNORECASE)
_ANY_NUMBER = Figures(quantity.MAX_DECIMALS, signed=True)

StatedValue: TypeAlias = Any
"""The meaning of a node: Period, Decimal, frozenset, dict, list, str, or None for null."""


@dataclass(frozen=True)
class Snapshot:
    """The files of the data folder at a moment, and the data that was read from them."""

    files: Mapping[str, bytes]
    reading: data_folder.LoadedData

    @property
    def documents(self) -> Mapping[str, Document]:
        """Path → document; includes files with a slightly wrong name, which are unreadable."""
        return self.reading.documents

    def mapping(self, path: str) -> Entries | None:
        """Return the root of a file if it is a readable mapping."""
        document = self.documents.get(path)
        root = document.root if document else None
        return root if isinstance(root, Entries) else None

    def paths(self, folder: str) -> list[str]:
        """Return the paths of the files in a folder, sorted."""
        return sorted(path for path in self.documents if str(PurePosixPath(path).parent) == folder)

    def lines(self, path: str) -> list[str]:
        """Return the lines of a file as an editor counts them."""
        text, _ = decoding.decode_text(path, self.files.get(path, b""))
        return decoding.lines_of(text or "")

    @functools.cached_property
    def sources(self) -> Mapping[str, Node]:
        """Every source as written, by id, from sources.yml and from the series."""
        found = dict(self.mapping(data_folder.SOURCES) or {})
        for path in self.paths(data_folder.COVERAGE):
            root = self.mapping(path)
            local = root.get("sources") if root is not None else None
            found |= local if isinstance(local, Entries) else {}
        return found

    @functools.cached_property
    def areas(self) -> Mapping[str, Node]:
        """Every area as written, by id."""
        return self.mapping(data_folder.AREAS) or {}

    @functools.cached_property
    def indicators(self) -> Mapping[str, Node]:
        """The defining keys of each readable indicator, by id."""
        found: dict[str, Node] = {}
        for path in self.paths(data_folder.INDICATORS):
            root = self.mapping(path)
            if root is not None:
                defining = Entries(root.mark)
                defining.update({key: root[key] for key in DEFINING if key in root})
                found[PurePosixPath(path).stem] = defining
        return found

    @functools.cached_property
    def decisions(self) -> list[Entries]:
        """The decisions as written."""
        document = self.documents.get(data_folder.DECISIONS)
        root = document.root if document else None
        return [item for item in root or () if isinstance(item, Entries)]


def snapshot_of(files: Mapping[str, bytes], now: dt.datetime) -> Snapshot:
    """Return the snapshot of these files (path from the repository's root → bytes)."""
    data = {path: files[path] for path in files if _is_data(path)}
    return Snapshot(data, data_folder.read_data(data, now))


def _is_data(path: str) -> bool:
    """Return whether `loading.data_folder` reads a file."""
    name = PurePosixPath(path)
    return (
        name.is_relative_to(data_folder.FOLDER)
        and not name.name.startswith(".")
        and (_YAML.search(name.name) is not None)
    )


def stated_value(
    node: Node, key: str = "", renamed: Mapping[str, str] | None = None
) -> StatedValue:
    """Return the meaning of a node, apart from its notation.

    An invalid date or number stays text. `renamed`: old source id → new source id.
    """
    if isinstance(node, Entries):
        return {name: stated_value(child, name, renamed) for name, child in node.items()}
    if isinstance(node, Items):
        items = [stated_value(child, "", renamed) for child in node]
        if key in _SETS and all(isinstance(item, str) for item in items):
            names = (renamed or {}) if key == "sources" else {}
            return frozenset(names.get(item, item) for item in items)
        return items
    return None if node is None else _scalar(node, key)


def _scalar(text: Scalar, key: str) -> Period | Decimal | str:
    try:
        if key in _DATES:
            return period.parse_period(text)
        if key in _NUMBERS:
            return quantity.parse_number(text, _ANY_NUMBER)
    except (period.NotAPeriodError, PydanticCustomError):
        pass
    return " ".join(text.split())


def states_agree(old: StatedValue, new: StatedValue) -> bool:
    """Return whether two values have the same meaning; a translation may have been added."""
    if isinstance(old, dict) and isinstance(new, dict):
        translated = set(old) == {LANGUAGES[0]} and set(new) <= set(LANGUAGES)
        same_keys = set(old) <= set(new) if translated else set(old) == set(new)
        return same_keys and all(states_agree(old[key], new[key]) for key in old)
    return bool(old == new)


def unmatched_items(old: list[StatedValue], new: list[StatedValue]) -> tuple[list[int], list[int]]:
    """Return the indexes in both lists of items without a match in the other list."""
    left = list(range(len(new)))
    missing = []
    for index, item in enumerate(old):
        match = next((other for other in left if states_agree(item, new[other])), None)
        if match is None:
            missing.append(index)
        else:
            left.remove(match)
    return missing, left
