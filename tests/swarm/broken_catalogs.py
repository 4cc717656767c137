"""A made catalog with a mistake in it, or with a guarded value edited silently."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.swarm import oracle
from tests.swarm.catalog_maker import MadeCatalog, WrittenFolder

_JUNK: list[Any] = [
    None, "", " ", "null", "x", "0", "-1", "-0", "1.000", "1,5", "1e5", ".inf", "9" * 19, "85 ribu",
    "2024-13", "2024-02-30", "1899", "2200", "2024-01-02/2024-01-01", "17/08/2024", "2024-Q5",
    "A_B", "a--b", "-a", "javascript:x", "http://[", "\u202e", "\0", "\t", "\ufeff", "#x",
    "x" * 3000, "{0}", "{nearest}", [], {}, [[]], [{}], {"id": "x"}, {"en": "x"}, {"x": {"x": "x"}},
    ["a", "a"], {"partial": "true"}, {"currency": "XXX"}, {"currency": "IDR", "id": "x"}, "percent",
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
    files = {path: made.style.bytes(tree) for path, tree in sorted(trees.items())}
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


# --- a silent edit -----------------------------------------------------------------------------


def silently_edited(made: MadeCatalog) -> tuple[str, dict[str, bytes]]:
    """Return the files after a change of something guarded, and the name of the change."""
    chance = random.Random(f"edited {made.seed}")  # noqa: S311
    trees = copy.deepcopy(made.trees)
    edits = [*_edits(trees, chance)]
    name, edit = chance.choice(edits)
    edit()
    return name, {path: made.style.bytes(tree) for path, tree in sorted(trees.items())}


def _edits(  # noqa: C901 - each guarded thing in turn
    trees: dict[str, Any], chance: random.Random
) -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield changes of everything that the append-only rules guard, by place."""
    sources = [*trees["data/sources.yml"]]
    for path, tree in trees.items():
        if path.startswith("data/indicators/"):
            for key in ("unit", "direction", "measure", "definition"):
                yield f"{path}#{key}", _set(tree, key, _other(key, tree[key], chance))
        if not path.startswith("data/coverage/"):
            continue
        for number, value in enumerate(tree.get("population", {}).get("values", ())):
            yield f"{path}#population-{number}", _set(value, "value", _another(value["value"]))
        for key in ("indicator", "area"):
            yield f"{path}#{key}", _set(tree, key, "another")
        for prefix, name in zip(oracle.PREFIXES, oracle.LISTS, strict=True):
            for index, entry in enumerate(tree.get(name, ())):
                place = f"{path}#{oracle.anchor(prefix, entry)}"
                # All else stays as it was: a removed entry cannot be a neighbour.
                yield f"{place} gone", _gone(tree[name], index)
                if "revisions" in entry:
                    yield f"{place} revision gone", _gone(entry["revisions"], 0)
                if "withdrawn" in entry:
                    yield f"{place} withdrawal gone", _gone(entry, "withdrawn")
                for key in _guarded(name, entry):
                    new = _other(key, entry.get(key), chance, sources)
                    if new != entry.get(key):
                        yield f"{place} {key}", _set(entry, key, new)
    decisions = trees.get("data/decisions.yml", [])
    yield from ((f"decision {at} gone", _gone(decisions, at)) for at in range(len(decisions)))
    stems = [path for path in trees if path.startswith("data/coverage/")]
    yield from ((f"{path} gone", _gone(trees, path)) for path in stems)


def _guarded(name: str, entry: Mapping[str, Any]) -> list[str]:
    keys = ["sources"]
    if name != "events":
        keys += ["value", "qualifier"]
    if name == "observations":
        keys += ["status", "preferred", "date"]
    if name == "targets":
        keys += ["due", *(["replaces"] if "replaces" in entry else [])]
    return keys


def _set(node: Any, key: Any, value: Any) -> Callable[[], None]:  # noqa: ANN401
    def edit() -> None:
        if value is None:
            del node[key]
        else:
            node[key] = value

    return edit


def _gone(node: Any, key: Any) -> Callable[[], None]:  # noqa: ANN401
    def edit() -> None:
        del node[key]

    return edit


def _another(value: str) -> WrittenFolder:
    """Return another number of the same length."""
    return WrittenFolder(
        ("2" if value[-1] == "1" else "1")
        if len(value) < 2
        else value[:-1] + str((int(value[-1]) + 1) % 10)
    )


def _other(key: str, old: Any, chance: random.Random, sources: list[str] | None = None) -> Any:  # noqa: ANN401, C901, PLR0911
    """Return another value of a guarded key; None removes the key."""
    match key:
        case "value":
            return _another(old)
        case "date" | "due":
            return next(day for day in ("1999-01-31", "1998-12-31") if day != old)
        case "qualifier":
            return (
                None if old and chance.random() < 0.5 else "nearly" if old != "nearly" else "about"
            )
        case "status":
            return "final" if old != "final" else "estimated"
        case "preferred":
            return None if old else {"id": "baru"}
        case "replaces":
            return None
        case "sources":
            other = [source for source in sources or () if source not in old]
            return old[:-1] if len(old) > 1 else [*old, other[0]] if other else old
        case "unit":
            return "percent" if old != "percent" else {"currency": "IDR"}
        case "direction":
            return "none" if old != "none" else "increase"
        case "measure":
            return "stock" if old == "flow" else "flow"
    return {**old, "id": f"{old['id']} baru"}
