"""A made catalog with a mistake in it, or with a guarded value edited silently."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.swarm import oracle
from tests.swarm.catalog_maker import MadeCatalog, files_of

_JUNK: list[Any] = [
    None, "", " ", "null", "x", "0", "-1", "-0", "1.000", "1,5", "1e5", ".inf", "9" * 19, "85 ribu",
    "2024-13", "2024-02-30", "1899", "2200", "2024-01-02/2024-01-01", "17/08/2024", "2024-Q5",
    "A_B", "a--b", "-a", "javascript:x", "http://[", "\u202e", "\0", "\t", "\ufeff", "#x",
    "x" * 3000, "{0}", "{nearest}", [], {}, [[]], [{}], {"id": "x"}, {"en": "x"}, {"x": {"x": "x"}},
    ["a", "a"], {"low": "1"}, {"low": "2", "high": "1"}, {"value": None},
    {"partial": "true"}, {"currency": "XXX"}, {"currency": "IDR", "id": "x"}, "percent",
]  # fmt: skip

# Texts that mean something else to YAML without quotes.
_RAW = [
    b"*x", b"&x", b"&x y", b"!x y", b"!!int 1", b"[x", b"{x: y, z}", b"[a: b]", b"{a, b}", b"x: y",
    b"x #y", b"x # y", b"#", b"- x", b"? x", b"| x", b"|", b">-", b"@x", b"`x", b"%x", b"'x", b'"x',
    b'"\\x"', b"<<: *x", b"~", b"null", b"\tx", b"x\t", b"---", b"...", b", ", b"]", b"}", b": ",
]  # fmt: skip


def broken_files(made: MadeCatalog) -> dict[str, bytes]:
    """Return the files of a catalog after a few mistakes."""
    chance = random.Random(f"broken {made.seed}")  # noqa: S311
    trees = copy.deepcopy(made.trees)
    for _ in range(chance.choice([0, 1, 1, 2, 5])):
        chance.choice(_OF_TREES)(trees, chance)
    files = files_of(trees, made.style)
    for _ in range(chance.choice([0, 1, 1, 3])):
        chance.choice(_OF_FILES)(files, chance)
    return files


# --- mistakes in values ------------------------------------------------------------------------


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401
    """Yield every container with each of its keys or indexes."""
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, child in [*pairs]:
        yield tree, key
        if isinstance(child, dict | list):
            yield from _places(child)


def _any_place(trees: dict[str, Any], chance: random.Random) -> tuple[Any, Any]:
    path = chance.choice(list(trees))
    places = [*_places(trees[path])] if isinstance(trees[path], dict | list) else []
    return chance.choice(places or [(trees, path)])


def _drop(trees: dict[str, Any], chance: random.Random) -> None:
    node, key = _any_place(trees, chance)
    del node[key]
    if not trees:
        trees["data/site.yml"] = {}


def _junk(trees: dict[str, Any], chance: random.Random) -> None:
    node, key = _any_place(trees, chance)
    node[key] = copy.deepcopy(chance.choice(_JUNK))


def _swap(trees: dict[str, Any], chance: random.Random) -> None:
    node, key = _any_place(trees, chance)
    other, place = _any_place(trees, chance)
    node[key] = copy.deepcopy(other[place])


def _rename(trees: dict[str, Any], chance: random.Random) -> None:
    node, key = _any_place(trees, chance)
    if isinstance(node, dict):
        node[chance.choice(["x", "id", "value", "Date", "partial", "a b", "", "\0id"])] = node.pop(
            key
        )


def _repeat(trees: dict[str, Any], chance: random.Random) -> None:
    """Repeat an entry, so that anchors and ids clash."""
    node, key = _any_place(trees, chance)
    if isinstance(node, list):
        node.append(copy.deepcopy(node[key]))


def _one_anchor(trees: dict[str, Any], chance: random.Random) -> None:
    for path, tree in trees.items():
        if path.startswith("data/coverage/") and isinstance(tree, dict):
            entries = [entry for name in oracle.LISTS for entry in _entries(tree, name)]
            for entry in chance.sample(entries, min(2, len(entries))):
                entry["anchor"] = "same"


def _entries(tree: Mapping[str, Any], name: str) -> list[Any]:
    found = tree.get(name)
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _wire(trees: dict[str, Any], chance: random.Random) -> None:
    """Set a reference in a circle, or to an entry of another kind."""
    key = chance.choice(["replaces", "contradicts", "baseline", "same_text_as", "parent"])
    for path, tree in trees.items():
        if not isinstance(tree, dict):
            continue
        if path.startswith("data/coverage/"):
            kinds = [*zip(oracle.PREFIXES, oracle.LISTS, strict=True)]
            known = [_anchor(kind, entry) for kind, name in kinds for entry in _entries(tree, name)]
            if key == "baseline" and known:
                tree[key] = chance.choice(known)
            for record in _entries(tree, chance.choice(oracle.LISTS)):
                if key in ("replaces", "contradicts") and known:
                    other = chance.choice(known)
                    record[key] = other if key == "replaces" else [other]
        elif key in ("same_text_as", "parent"):
            for record in tree.values():
                if isinstance(record, dict) and ("type" if key != "parent" else "level") in record:
                    record[key] = chance.choice(list(tree))


def _anchor(kind: str, entry: Mapping[str, Any]) -> str:
    return oracle.anchor(kind, entry)


def _deep(trees: dict[str, Any], chance: random.Random) -> None:
    node, key = _any_place(trees, chance)
    for _ in range(chance.choice([3, 19, 25, 60])):
        node[key] = {"x": node[key]} if chance.random() < 0.5 else [node[key]]


_OF_TREES: list[Callable[[dict[str, Any], random.Random], None]] = [
    _drop, _drop, _junk, _junk, _junk, _junk, _swap, _rename, _repeat, _one_anchor, _wire, _deep,
]  # fmt: skip


# --- mistakes in files -------------------------------------------------------------------------


def _byte(files: dict[str, bytes], chance: random.Random) -> None:
    path = chance.choice(list(files))
    data = bytearray(files[path])
    for _ in range(chance.choice([1, 1, 2, 9])):
        if data:
            place = chance.randrange(len(data))
            often = b" \t\n\r\0:-#'\"[]{},&*!|>%@`?\\\xff\xfe\xef\xc3"
            byte = chance.choice(often) if chance.random() < 0.7 else chance.randrange(256)
            match chance.choice(["set", "insert", "delete"]):
                case "set":
                    data[place] = byte
                case "insert":
                    data.insert(place, byte)
                case _:
                    del data[place]
    files[path] = bytes(data)


def _lines(files: dict[str, bytes], chance: random.Random) -> None:
    """Remove, double, move or reindent a line."""
    path = chance.choice(list(files))
    lines = files[path].splitlines(keepends=True)
    if not lines:
        return
    place = chance.randrange(len(lines))
    match chance.choice(["lost", "doubled", "moved", "deeper", "shallower", "cut"]):
        case "lost":
            del lines[place]
        case "doubled":
            lines.insert(place, lines[place])
        case "moved":
            lines.insert(chance.randrange(len(lines)), lines.pop(place))
        case "deeper":
            lines[place] = b"  " + lines[place]
        case "shallower":
            lines[place] = lines[place].lstrip(b" ")
        case _:
            lines = lines[:place]
    files[path] = b"".join(lines)


def _raw(files: dict[str, bytes], chance: random.Random) -> None:
    """Take a value's quotes away, or insert a line of signs."""
    path = chance.choice(list(files))
    lines = files[path].split(b"\n")
    place = chance.randrange(len(lines))
    before, colon, _ = lines[place].partition(b": ")
    lines[place] = before + colon + chance.choice(_RAW)
    files[path] = b"\n".join(lines)


def _file(files: dict[str, bytes], chance: random.Random) -> None:
    """Remove, empty, double or rename a file."""
    path = chance.choice(list(files))
    match chance.choice(["lost", "empty", "name", "other", "encoding", "twice"]):
        case "lost" if len(files) > 1:
            del files[path]
        case "name":
            ends = [".yaml", ".YML", ".yml.txt", " copy.yml", "-\u00e9.yml"]
            files[path.removesuffix(".yml") + chance.choice(ends)] = files.pop(path)
        case "other":
            files[chance.choice(list(files))] = files[path]
        case "encoding":
            kinds = ["utf-16", "latin-1", "utf-8-sig", "cp1252"]
            files[path] = (
                files[path].decode("utf-8", "replace").encode(chance.choice(kinds), "replace")
            )
        case "twice":
            files[path] += chance.choice([b"---\n", b"...\n", b""]) + files[path]
        case _:
            files[path] = b""


_OF_FILES: list[Callable[[dict[str, bytes], random.Random], None]] = [
    _byte, _byte, _byte, _lines, _lines, _raw, _raw, _file,
]  # fmt: skip
