"""The headings of a table of entries: which columns there are, and which one a wrong heading means.

Columns are the keys of the model, with a point for what is nested. An editor may have written a
column's title in either language, as spreadsheets and downloads have it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence

from terang.diagnostics import LANGUAGES, nearest_word
from terang.i18n import field_help
from terang.i18n.sheet_words import sheet_tree
from terang.loading.validation_errors import INDONESIAN_KEYS
from terang.model.definitions import Source, Speaker
from terang.model.entries import Correction, Event, Observation, Reply, Target
from terang.model.field_types import Record, Text
from terang.model.fields import RecordField, record_fields

_KINDS: Mapping[str, type[Record]] = {
    "observation": Observation,
    "target": Target,
    "event": Event,
    "correction": Correction,
    "reply": Reply,
    "source": Source,
    "speaker": Speaker,
}
_FREE = "breakdown."
"""Columns that begin so are named after a site's own dimensions."""
_SET = "set."
_BESIDE = re.compile(r"\s*[(\[].*|[\s*:]+$", re.DOTALL)
"""The text behind the words of a heading: a unit in brackets, or marks."""
_SHORTEST = 4
"""A shorter word is like too many others: `No` is no misspelling of `note`."""


@functools.lru_cache(1024)  # a table has the same few headings as the last one
def meant_column(heading: str, has_kinds: bool) -> str:  # noqa: FBT001 - called by position
    """Return the column that a heading names, or the one that it most likely means; else "".

    `has_kinds`: rows of all kinds may stand below it, not of observations alone.
    """
    columns, names = _columns(has_kinds), _names(has_kinds)
    if heading in columns or heading.startswith((_FREE, _SET + _FREE)):
        return heading
    whole = heading.strip().casefold()
    bare = _BESIDE.sub("", whole).strip()
    if len(bare) < _SHORTEST or whole in names or bare in names:
        return names.get(whole) or names.get(bare, "")
    words = (name for name in names if "_" not in name)
    return names.get(nearest_word(bare, words) or "", "")


def meant_kind(text: str) -> str:
    """Return the kind of row that a table of entries most likely means, or ""."""
    names: dict[str, str] = {
        name.casefold(): kind
        for kind, titles in sheet_tree()["sheets"].items()
        for name in (*titles.values(), kind, f"{kind}s")
    }
    names |= {kind: kind for kind in _KINDS}
    return names.get(nearest_word(text, names) or "", "")


@functools.cache
def known_columns(has_kinds: bool) -> tuple[str, ...]:  # noqa: FBT001 - the key of a cache
    """Return the columns that most tables of entries have, to be named in a hint."""
    kinds = _KINDS if has_kinds else {"observation": Observation}
    columns = (name for kind in kinds for name, _ in _kind_columns(kind))
    return tuple(dict.fromkeys(columns))


@functools.cache
def _columns(has_kinds: bool) -> frozenset[str]:  # noqa: FBT001 - the key of a cache
    own = known_columns(has_kinds)
    # `set.note` takes a whole text away, `set.breakdown` a whole breakdown.
    new = (f"{_SET}{part}" for name in own for part in (name, name.partition(".")[0]))
    whole = f"{_SET}{_FREE}".removesuffix(".")
    return frozenset({*own, *new, whole, *(("kind", "id") if has_kinds else ())})


@functools.cache
def _names(has_kinds: bool) -> Mapping[str, str]:  # noqa: FBT001 - the key of a cache
    """Return each word that a heading may be meant by, in small letters, with its column."""
    columns = known_columns(has_kinds)
    names: dict[str, str] = {}
    for key, meant in INDONESIAN_KEYS.items():
        for column in (meant, f"{meant}.{LANGUAGES[0]}"):
            if column in columns:
                names[key] = column
    for name, words in sheet_tree()["synonyms"].items():
        if name in columns:
            names |= dict.fromkeys(map(str.casefold, words.split(" | ")), name)
    for kind in reversed(
        [*_KINDS] if has_kinds else ["observation"]
    ):  # the words of observations count before those of others
        for name, titles in _kind_columns(kind):
            names |= dict.fromkeys(map(str.casefold, titles), name)
    for name in reversed(columns):
        names |= {name.partition(".")[0]: name} if name.endswith(f".{LANGUAGES[0]}") else {}
    names |= {name.replace(".", "_"): name for name in columns}
    names |= {name: name for name in columns}
    if has_kinds:
        names |= {f"{_SET}{word}": f"{_SET}{name}" for word, name in names.items()}
        titles = sheet_tree()["columns"]["kind"]["title"].values()
        names |= {"id": "id", **dict.fromkeys(map(str.casefold, ("kind", *titles)), "kind")}
    return names


def _kind_columns(kind: str) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the columns of a kind of rows, each with its titles in both languages."""
    for field in record_fields(_KINDS[kind]):
        titles = [*_titles(field).values()]
        if field.key in (_FREE.removesuffix("."), _SET.removesuffix(".")):
            continue
        if field.type.is_a(Text):
            for code in LANGUAGES:
                variants = sheet_tree()["variants"][code]
                told = [
                    variants[language].format(title=title)
                    for language, title in zip(LANGUAGES, titles, strict=True)
                ]
                yield f"{field.key}.{code}", [*told, *(titles if code == LANGUAGES[0] else ())]
        else:
            yield field.key, titles
            if field.key == "value":
                for end in ("low", "high"):
                    ends = sheet_tree()["columns"][f"value_{end}"]["title"]
                    yield f"value.{end}", [*ends.values()]


def _titles(field: RecordField) -> Mapping[str, str]:
    """Return the title of a key's column in each language."""
    try:
        return field_help.column_meaning(field.record, field.key)["title"]
    except KeyError:
        named = sheet_tree()["columns"].get(f"{field.record}.{field.key}")
        return named["title"] if named else dict.fromkeys(LANGUAGES, field.key)
