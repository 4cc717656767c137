"""Each kind of change and input in `kinds.yml` has its tests, which are there."""

from __future__ import annotations

import ast
import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

REPOSITORY = Path(__file__).parents[2]
KINDS: Mapping[str, Sequence[Mapping[str, Any]]] = yaml.safe_load(
    Path(__file__).with_name("kinds.yml").read_text("utf-8")
)
REPORTED = {"keys": 6, "structure": 10, "input": 9, "forge": 6}
"""The number of kinds that somebody reported, by group."""
NAMES = sorted({name for group in KINDS.values() for kind in group for name in kind["tests"]})


@functools.cache
def functions(path: str) -> frozenset[str]:
    """Return the names of the functions of a test file."""
    tree = ast.parse((REPOSITORY / path).read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("name", NAMES)
def test_the_test_of_a_kind_is_there(name: str, request: pytest.FixtureRequest) -> None:
    """The test is in its file, and its case among those that were collected, if they were."""
    path, _, function = name.partition("::")
    assert function.partition("[")[0] in functions(path)
    collected = {item.nodeid for item in request.session.items if item.nodeid.startswith(path)}
    config = request.config
    is_whole = not (config.option.keyword or any("::" in given for given in config.args))
    if "[" in function and collected and is_whole:
        assert name in collected


def test_every_reported_kind_is_tried_and_forty_more() -> None:
    """All reported kinds have tests, and at least forty that nobody reported."""
    assert {group: len(kinds) for group, kinds in KINDS.items() if group != "more"} == REPORTED
    assert len(KINDS["more"]) >= 40
    titles = [kind["kind"] for kinds in KINDS.values() for kind in kinds]
    assert len(titles) == len(set(titles))
    assert all(kind["tests"] for kinds in KINDS.values() for kind in kinds)
