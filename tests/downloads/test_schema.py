"""series.schema.json accepts every series and rejects a file with errors."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from tests.catalogs import ADDRESS, HOSTILE, a_hostile, an_example, downloads

from terang.model.catalog import Catalog


def validator() -> jsonschema.Draft202012Validator:
    """Return a validator of the published schema, which is itself valid."""
    schema = json.loads(downloads(an_example())["data/series.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


def series_tree(catalog: Catalog, name: str) -> Any:  # noqa: ANN401
    """Return the JSON tree of a series."""
    return json.loads(downloads(catalog)[f"data/{name}.json"])


def test_id_is_the_published_address() -> None:
    """The `$id` of the schema is the address at which it is published."""
    assert validator().schema["$id"] == f"{ADDRESS}data/series.schema.json"


@pytest.mark.parametrize("name", ["people-town", "doubtful"])
def test_every_series_fits(name: str) -> None:
    """A series with every key is valid, and so is a series without a claim that counts."""
    assert [
        error.message for error in validator().iter_errors(series_tree(an_example(), name))
    ] == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_fit(text: str) -> None:
    """A series with hostile texts is valid, whether its entries stand or are withdrawn."""
    for is_withdrawn in (True, False):
        tree = series_tree(a_hostile(text, is_withdrawn=is_withdrawn), "people-town")
        assert validator().is_valid(tree)


def test_it_says_what_keys_and_words_mean() -> None:
    """Each key of an observation has its meaning, and a closed list that of each word."""
    keys = validator().schema["properties"]["observations"]["items"]["properties"]
    assert "disputed: Disputed." in keys["status"]["description"]
    filled = {"url", "value_low", "value_high", "date_start", "date_end", "revisions", "withdrawn"}
    assert {name for name, schema in keys.items() if "description" not in schema} == {
        *filled,
        "anchor",
    }


@pytest.mark.parametrize(
    "change",
    [
        "observations={}",
        "observations.0.value_low=null",
        'observations.0.date_start="2022"',
        "observations.2.revisions.0.is={}",
        'observations.2.revisions.0.is.title={"id": "x"}',
        'observations.3.withdrawn.date="2024"',
        "observations.4.value={}",
        'unit="IDR"',
        'unit={"id": "orang"}',
        "replies.0.value=1",
        'sources.paper.type="rumour"',
        "format=1",
        "breaks.0.reason=null",
        'observations.0.value="14000"',
        'observations.0.status="certain"',
        'observations.0.date="17/08/2024"',
        'observations.0.colour="red"',
        "observations.2.revisions.0.was={}",
        'targets.0.title={"id": "x"}',
        'events.0.text={"en": "x"}',
        "population.values=[]",
        "derived.latest.about=null",
        "derived.coverage_rate=[1]",
        'derived.targets.0.state="won"',
        "extra=1",
    ],
)
def test_a_series_with_an_error_does_not_fit(change: str) -> None:
    """Wrong types, words, dates and keys are rejected."""
    found = series_tree(an_example(), "people-town")
    path, _, value = change.partition("=")
    *steps, key = path.split(".")
    node = found
    for step in steps:
        node = node[int(step)] if step.isdigit() else node[step]
    node[key] = json.loads(value)
    assert not validator().is_valid(found)
