"""series.schema.json: every series fits it, and what is not one does not."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
from tests.catalogs import ADDRESS, HOSTILE, a_hostile, an_example, downloads

from terang.model import Catalog


def validator() -> jsonschema.Draft202012Validator:
    """The published schema, itself sound."""
    schema = json.loads(downloads(an_example())["data/series.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


def series_of(catalog: Catalog, name: str) -> Any:  # noqa: ANN401
    """The JSON of a series."""
    return json.loads(downloads(catalog)[f"data/{name}.json"])


def test_it_stands_at_its_own_address() -> None:
    """`$id` is where it is published."""
    assert validator().schema["$id"] == f"{ADDRESS}data/series.schema.json"


@pytest.mark.parametrize("name", ["people-town", "doubtful"])
def test_every_series_fits(name: str) -> None:
    """With all that an entry may have, and with nothing that counts."""
    assert [one.message for one in validator().iter_errors(series_of(an_example(), name))] == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_fit(text: str) -> None:
    """Texts are texts, whatever they say."""
    assert validator().is_valid(series_of(a_hostile(text), "people-town"))


def _set(*path: Any) -> Callable[[Any], None]:  # noqa: ANN401
    """A change: the last of these is set at the place that the others lead to."""

    def change(tree: Any) -> None:  # noqa: ANN401
        *steps, key, value = path
        for step in steps:
            tree = tree[step]
        tree[key] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        _set("observations", []),
        _set("observations", 0, "value", "14000"),
        _set("observations", 0, "status", "certain"),
        _set("observations", 0, "date", "17/08/2024"),
        _set("observations", 0, "colour", "red"),
        _set("observations", 2, "revisions", 0, "was", {}),
        _set("targets", 0, "title", {"id": "x"}),
        _set("events", 0, "text", {"en": "x"}),
        _set("population", "values", []),
        _set("derived", "latest", "low", None),
        _set("derived", "coverage_rate", [1]),
        _set("derived", "targets", 0, "state", "won"),
        _set("extra", 1),
    ],
)
def test_what_is_no_series_does_not_fit(change: Callable[[Any], None]) -> None:
    """Wrong types, words, dates and keys are found."""
    tree = copy.deepcopy(series_of(an_example(), "people-town"))
    change(tree)
    assert not validator().is_valid(tree)
