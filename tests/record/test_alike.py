"""docs/record/alike.yml against the data: places are compared only where the same is counted."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import facts_table
from terang.model.entries import Observation, Target

ROOT = Path(__file__).resolve().parents[2]
ALIKE = ROOT / facts_table.RECORD / "alike.yml"
LISTS = [ROOT.parent / "shared" / name for name in ("facts.yml", "facts-2.yml")]

if not ALIKE.is_file():
    if os.environ.get("TERANG_REQUIRE_FACTS"):
        pytest.fail(f"{ALIKE}: missing, and TERANG_REQUIRE_FACTS is set")
    pytest.skip("another record, without a list of what is alike", allow_module_level=True)

RULES = yaml.safe_load(ALIKE.read_text(encoding="utf-8"))
RECORD = facts_table.load_record(ROOT)
CATALOG = RECORD.catalog
AREAS: Mapping[str, list[str]] = {
    key: [series.area for series in CATALOG.series.values() if series.indicator == key]
    for key in CATALOG.indicators
}
"""Indicator → the areas of its series."""
SCOPES = {key: rule["scopes"] for part in ("alike", "apart") for key, rule in RULES[part].items()}
"""Indicator → the groups that its series count, as the lists of facts name them."""


def test_every_indicator_is_alike_or_apart() -> None:
    """Each indicator is listed once: with several places under `alike`, with one under `apart`."""
    several = {key for key, areas in AREAS.items() if len(areas) > 1}
    assert set(RULES["alike"]) == several
    assert set(RULES["apart"]) == set(AREAS) - several


def test_every_place_that_is_compared_has_a_reason() -> None:
    """An indicator that is compared says why in both languages; others name a listed reason."""
    for key, rule in RULES["alike"].items():
        assert set(rule["reason"]) == {"id", "en"}, key
    assert {rule["why"] for rule in RULES["apart"].values()} == set(RULES["reasons"])
    assert all(set(texts) == {"id", "en"} for texts in RULES["reasons"].values())


def test_only_like_indicators_are_compared() -> None:
    """The definition of an indicator with several places names none of them."""
    named = [
        (key, area)
        for key in RULES["alike"]
        for area in AREAS[key]
        for text in [CATALOG.indicators[key].definition.in_language("id")[0]]
        if CATALOG.areas[area].name.in_language("id")[0]
        in text.replace("Pemerintah Provinsi Kalimantan Timur", "")
    ]
    assert named == []


def test_mixed_groups_and_payers_are_named() -> None:
    """The title of an indicator that counts several groups or payers names both."""
    for key, rule in RULES["apart"].items():
        if rule["why"] in ("several-groups", "several-payers"):
            title = CATALOG.indicators[key].title
            assert {"bersama", "dan"} & set(title.in_language("id")[0].split()), key
            assert {"together", "and"} & set(title.in_language("en")[0].split()), key


@pytest.fixture(name="counted", scope="module")
def _counted() -> Mapping[str, set[str]]:
    """Return the groups that each series counts: series → scopes of the facts published in it."""
    absent = [path for path in LISTS if not path.is_file()]
    if absent:
        if os.environ.get("TERANG_REQUIRE_FACTS"):
            pytest.fail(f"{absent[0]}: missing, and TERANG_REQUIRE_FACTS is set")
        pytest.skip(f"no list of facts beside the checkout (../shared/{absent[0].name})")
    facts: dict[str, Any] = {}
    for path in LISTS:
        facts |= {fact["id"]: fact for fact in yaml.safe_load(path.read_text("utf-8"))["facts"]}
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in facts_table.read_rows(ROOT):
        for reference in row.references:
            if isinstance(RECORD.find(reference), Observation | Target):
                found[Path(reference.partition("#")[0]).stem].add(facts[row.id]["scope"])
    return found


MIXED_BY_THE_LIST: Mapping[str, str] = {
    "kutai-timur-vulnerable-workers": "a note quotes another group, and gives it no figure",
    "kutai-timur-formal-workers": "the fact of 2022 gives all workers and their parts",
    "kutai-timur-informal-workers": "the fact of 2022 gives all workers and their parts",
}
"""Series whose facts have several scopes in the lists → why its figures are of one group still."""


def test_a_series_counts_one_group(counted: Mapping[str, set[str]]) -> None:
    """No series holds figures of two groups, as the lists of facts tell groups apart."""
    assert {key for key, scopes in counted.items() if len(scopes) > 1} == set(MIXED_BY_THE_LIST)


def test_every_group_is_one_that_its_indicator_counts(counted: Mapping[str, set[str]]) -> None:
    """The facts of a series are about a group that alike.yml lists for its indicator."""
    strange = {
        key: scopes - set(SCOPES[CATALOG.series[key].indicator])
        for key, scopes in counted.items()
        if not scopes & set(SCOPES[CATALOG.series[key].indicator])
        or (key not in MIXED_BY_THE_LIST and scopes - set(SCOPES[CATALOG.series[key].indicator]))
    }
    assert strange == {}


def test_every_series_rests_on_a_fact() -> None:
    """Each series has an entry or a population to which a fact is mapped."""
    places = {
        Path(reference.partition("#")[0]).stem
        for row in facts_table.read_rows(ROOT)
        for reference in row.references
    }
    assert set(CATALOG.series) - places == set()
