"""Sort the files of a change: data, the menu, the schemas of editors, or software.

    .venv/bin/python tools/ci/change_scope.py <commit>

tells a forge whether the software must be tested: whether more than data changed since a commit.

Data is what an editor changes, and what the guard against silent edits reads. Everything else can
change what the guard does, and is software.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

import git_store
from git_store import REGULAR, ChangedPath

DATA_FOLDERS = ("data", "content", "docs/record", "own")
SCHEMAS = "schemas"
CONFIGURATION = "mkdocs.yml"

_ABSENT = "000000"
_NAV = "nav"
_PLAIN_TAGS = tuple(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map", "int", "float"))


class NoMenuError(ValueError):
    """The menu of mkdocs.yml cannot be told from the rest of the file."""


@dataclass(frozen=True, slots=True)
class ChangeScope:
    """The changed paths of a change, by what they are."""

    data: list[str] = field(default_factory=list)
    """Files below DATA_FOLDERS, and mkdocs.yml if nothing but the menu changed."""
    schemas: list[str] = field(default_factory=list)
    software: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    """Links and submodules, also among the other lists."""


def change_scope(repository: Path, before: str, after: str) -> ChangeScope:
    """Return the paths that differ between two commits, by what they are."""
    scope = ChangeScope()
    for changed in git_store.changed_paths(repository, before, after):
        _list_for(changed, scope, repository, before, after).append(changed.path)
        if changed.new_mode not in (*REGULAR, _ABSENT):
            scope.links.append(changed.path)
    return scope


def _list_for(
    changed: ChangedPath, scope: ChangeScope, repository: Path, before: str, after: str
) -> list[str]:
    if is_below(changed.path, DATA_FOLDERS):
        return scope.data
    if is_below(changed.path, (SCHEMAS,)):
        return scope.schemas
    if changed.path == CONFIGURATION:
        texts = [git_store.blob(repository, tree, CONFIGURATION) for tree in (before, after)]
        if None not in texts and differs_in_menu_only(*filter(None, texts)):
            return scope.data
    return scope.software


def is_below(path: str, folders: Iterable[str]) -> bool:
    """Return whether a path is one of some folders, or below one."""
    return any(path == folder or path.startswith(f"{folder}/") for folder in folders)


def differs_in_menu_only(before: bytes, after: bytes) -> bool:
    """Return whether two texts of mkdocs.yml say the same in every key but `nav`."""
    try:
        rests = [_split_menu(text) for text in (before, after)]
    except NoMenuError:
        return False
    return rests[0].rest == rests[1].rest


def with_menu_of(configuration: bytes, other: bytes) -> bytes:
    """Return a text of mkdocs.yml with the menu of another; raises NoMenuError."""
    own, theirs = _split_menu(configuration), _split_menu(other)
    result = own.head + theirs.menu + own.tail
    if _split_menu(result).rest != own.rest:
        raise NoMenuError
    return result


@dataclass(frozen=True, slots=True)
class _SplitConfiguration:
    """The text of mkdocs.yml around its menu, and the meaning of all but the menu."""

    head: bytes
    menu: bytes
    tail: bytes
    rest: object


def _split_menu(text: bytes) -> _SplitConfiguration:
    """Split mkdocs.yml at its menu; raises NoMenuError.

    A file with anchors is refused, because a menu could change the value of another key; so is a
    menu with tags, which may run code.
    """
    try:
        characters = text.decode("utf-8")
        if any(getattr(event, "anchor", None) for event in yaml.parse(characters)):
            raise NoMenuError
        root = yaml.compose(characters, Loader=yaml.SafeLoader)
        pairs = root.value if isinstance(root, yaml.MappingNode) else []
        menus = [pair for pair in pairs if pair[0].value == _NAV]
        rest = [(_meaning(key), _meaning(value)) for key, value in pairs if key.value != _NAV]
        if len(menus) != 1 or not _is_plain(menus[0][1]):
            raise NoMenuError
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise NoMenuError from error
    key, value = menus[0]
    start, end = key.start_mark.index, value.end_mark.index
    return _SplitConfiguration(
        head=characters[:start].encode(),
        menu=characters[start:end].encode(),
        tail=characters[end:].encode(),
        rest=rest,
    )


def _meaning(node: yaml.Node) -> tuple[object, ...]:
    """Return the tags and values of a node and of all nodes below it."""
    if isinstance(node, yaml.ScalarNode):
        return node.tag, node.value
    if isinstance(node, yaml.SequenceNode):
        return node.tag, *(_meaning(item) for item in node.value)
    return node.tag, *((_meaning(key), _meaning(value)) for key, value in node.value)


def _is_plain(node: yaml.Node) -> bool:
    """Return whether a node is made of texts, lists and mappings without a written tag."""
    if not node.tag.startswith(_PLAIN_TAGS):
        return False
    if isinstance(node, yaml.ScalarNode):
        return True
    if isinstance(node, yaml.SequenceNode):
        return all(_is_plain(item) for item in node.value)
    return all(_is_plain(key) and _is_plain(value) for key, value in node.value)


def main(base: str) -> int:
    """Print whether more than data changed since the present commit left a base."""
    repository = Path.cwd()
    head, other = (git_store.commit_id(repository, name) for name in ("HEAD", base))
    before = git_store.merge_base(repository, other, head)
    scope = change_scope(repository, before, head) if before else None
    line = f"software={'false' if scope and not (scope.software or scope.links) else 'true'}"
    print(line)
    if "GITHUB_OUTPUT" in os.environ:
        with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="ascii") as file:
            file.write(f"{line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
