"""A made catalog after a silent change of something that is guarded."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.swarm import oracle
from tests.swarm.catalog_maker import MadeCatalog, files_of
from tests.swarm.written_files import BareText

Edit = tuple[str, Callable[[], None]]

_DEFINITIONS: Mapping[str, tuple[str, ...]] = {
    "sources": ("title", "publisher", "type", "url", "published", "same_text_as"),
    "areas": ("name", "level", "parent", "codes"),
    "speakers": ("name",),
    "dimensions": ("title", "categories"),
}
"""File with records by id → their guarded keys."""
_OF_INDICATORS = (
    *("title", "definition", "unit", "per", "decimals", "direction", "measure", "programme"),
    *("frequency", "breaks"),
)
_OF_SERIES = ("indicator", "area", "baseline", "population", "breaks")
_OF_SITE = ("publisher", "licence", "tag_authority", "time_zone")
_OF_FACTS = ("value", "unit", "per", "date", "sources")


def silently_edited(made: MadeCatalog) -> tuple[str, dict[str, bytes]]:
    """Return the files after a change of something guarded, and the name of the change."""
    chance = random.Random(f"edited {made.seed}")  # noqa: S311
    trees = copy.deepcopy(made.trees)
    name, edit = chance.choice([*_edits(trees, chance)])
    edit()
    return name, files_of(trees, made.style)


def _edits(trees: dict[str, Any], chance: random.Random) -> Iterator[Edit]:  # noqa: C901
    """Yield changes of everything that the guard guards, by place."""
    cited = {*_cited(trees)}
    for path, tree in trees.items():
        folder, _, stem = path.rpartition("/")
        if folder == "data/indicators":
            yield from _of_keys(path, tree, _OF_INDICATORS, chance)
            yield f"{path} gone", _gone(trees, path)
        elif path == "data/site.yml":
            yield from _of_keys(path, tree, _OF_SITE, chance)
        elif path == "data/programmes.yml":
            yield from _of_programmes(path, tree, chance)
        elif path.startswith("data/decisions"):
            yield from _of_lists(path, {"decisions": tree}, ("decisions",), chance)
        elif path.startswith("data/coverage/"):
            yield from _of_lists(path, tree, (*oracle.LISTS, "corrections"), chance)
            if folder == "data/coverage":
                yield from _of_keys(path, tree, _OF_SERIES, chance)
                yield f"{path} gone", _gone(trees, path)
            yield from _of_sources(path, tree.get("sources", {}), cited, chance)
        elif stem == "sources.yml":
            yield from _of_sources(path, tree, cited, chance)
        elif (kind := stem.removesuffix(".yml")) in _DEFINITIONS:
            for key, record in tree.items():
                yield from _of_keys(f"{path}#{key}", record, _DEFINITIONS[kind], chance)
                yield f"{path}#{key} gone", _gone(tree, key)


def _cited(trees: dict[str, Any]) -> Iterator[str]:
    """Yield the sources of entries: nothing changes in them silently."""
    for series in oracle.joined_series(trees).values():
        for name in oracle.LISTS:
            for entry in series[name]:
                yield from entry["sources"]


def _of_sources(
    path: str, sources: dict[str, Any], cited: set[str], chance: random.Random
) -> Iterator[Edit]:
    for key, source in sources.items():
        if key in cited:
            yield from _of_keys(f"{path}#{key}", source, _DEFINITIONS["sources"], chance)
            yield f"{path}#{key} gone", _gone(sources, key)


def _of_programmes(path: str, tree: dict[str, Any], chance: random.Random) -> Iterator[Edit]:
    for key, programme in tree.items():
        yield f"{path}#{key} gone", _gone(tree, key)
        for part in ("facts", "contacts"):
            records = programme.get(part, {})
            for name, record in records.items():
                keys = _OF_FACTS if part == "facts" else tuple(record)
                yield from _of_keys(f"{path}#{key}.{name}", record, keys, chance)
                yield f"{path}#{key}.{name} gone", _gone(records, name)


def _of_keys(
    place: str, record: dict[str, Any], keys: tuple[str, ...], chance: random.Random
) -> Iterator[Edit]:
    """Yield a change of each guarded key that is there."""
    for key in keys:
        if key in record:
            yield f"{place} {key}", _set(record, key, _other(record[key], chance))


def _of_lists(
    path: str, tree: dict[str, Any], lists: tuple[str, ...], chance: random.Random
) -> Iterator[Edit]:
    """Yield changes of records that stay as they are: each key of each of them."""
    for name in lists:
        for index, record in enumerate(tree.get(name, ())):
            place = f"{path}#{name}.{index}"
            yield f"{place} gone", _gone(tree[name], index)
            for key, value in record.items():
                yield f"{place} {key}", _set(record, key, _other(value, chance))
                # `reported` is what an absent status means.
                is_default = (key, value) == ("status", "reported")
                if key not in ("id", "anchor") and value is not None and not is_default:
                    yield f"{place} {key} gone", _gone(record, key)
            if name in oracle.LISTS[:3] and "quote" not in record:
                yield f"{place} quote", _set(record, "quote", "baru")


def _set(node: Any, key: Any, value: Any) -> Callable[[], None]:  # noqa: ANN401
    def edit() -> None:
        node[key] = value

    return edit


def _gone(node: Any, key: Any) -> Callable[[], None]:  # noqa: ANN401
    def edit() -> None:
        del node[key]

    return edit


def _other(value: Any, chance: random.Random) -> Any:  # noqa: ANN401
    """Return a value that means something else."""
    if isinstance(value, dict):
        key = chance.choice(list(value))
        return {**value, key: _other(value[key], chance)}
    if isinstance(value, list):
        if len(value) > 1 and chance.random() < 0.5:
            return value[:-1]
        return [*value[:-1], _other(value[-1], chance)]
    text = str(value)
    if value is not None and text.removeprefix("-").replace(".", "", 1).isdecimal():
        return type(value)(f"{text[:-1]}{(int(text[-1]) + 1) % 10}")
    return BareText("lain") if text == "baru" else BareText("baru")
