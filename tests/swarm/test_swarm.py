"""Made-up catalogs through core, downloads and whole sites; `make swarm` tries thousands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.swarm import oracle, sites, trials
from tests.swarm.catalog_maker import MadeCatalog, made_catalog

FIRST = 1


@pytest.mark.parametrize("seed", range(FIRST, FIRST + 35))
def test_a_sound_catalog(seed: int) -> None:
    """A sound catalog is read without a problem, derived as the contract says, and published."""
    trials.check_sound_catalog(seed)


@pytest.mark.parametrize("seed", range(FIRST, FIRST + 65))
def test_a_broken_catalog(seed: int) -> None:
    """A broken catalog gives a list of problems, never a traceback."""
    trials.check_broken_catalog(seed)


@pytest.mark.parametrize("seed", range(FIRST, FIRST + 2))
def test_a_whole_site(seed: int) -> None:
    """A whole site has links that lead somewhere, and pages that a parser accepts."""
    sites.check_whole_site(seed)


def test_the_same_seed_is_the_same_catalog() -> None:
    """The same seed gives the same bytes, so that a fault can be looked at again."""
    assert made_catalog(7).files == made_catalog(7).files
    assert made_catalog(7).files != made_catalog(8).files


CORNERS = {
    "state": "no-deadline replaced met met-late met-then-fell met-time-unknown missed undecided"
    " unreported pending",
    "reason": "sources-disagree rough-figure break long-after not-for-the-day parts-only none",
    "verdict": "not-assessable on-track behind depends falling",
    "freshness": "fresh due overdue very-late",
    "direction": "increase decrease none",
    "measure": "stock flow cumulative",
    "conflict": "date due contradicts sum",
    "derived": "latest alongside unmatched coverage_rate change total part at_deadline replaced_by",
    "nothing": "latest unmatched alongside",
    "observations": "status qualifier precision preferred breakdown contradicts label by quote note"
    " anchor added withdrawn revisions",
    "targets": "due announced replaces qualifier precision by withdrawn revisions",
    "events": "text withdrawn revisions",
    "replies": "anchor added withdrawn revisions",
    "status": "final disputed provisional estimated reported",
    "qualifier": "about nearly more-than at-least at-most",
    "set": "value date status note sources breakdown preferred precision qualifier contradicts"
    " due announced replaces title text to by label quote",
    "value": "range number",
    "file": "csv yml own",
    "correction": "set withdraw restore by see sources null",
    "series": "population baseline title summary breaks",
    "indicator": "breaks theme order per decimals satu_data frequency",
    "contact": "telephone email url address hours",
    "record": "themes dimensions glossary decisions overlapping several comparable folder",
}
"""Each subject of the contract → the words of it that catalogs have to hold."""


def test_every_corner_is_drawn() -> None:
    """A few hundred catalogs hold each kind of thing that the contract speaks of."""
    missing = {f"{kind} {word}" for kind, words in CORNERS.items() for word in words.split()}
    for seed in range(1500):
        missing -= {*_drawn(made_catalog(seed))}
        if not missing:
            break
    assert not missing


def _drawn(made: MadeCatalog) -> Iterator[str]:
    for tree in made.series.values():
        indicator = made.trees[f"data/indicators/{tree['indicator']}.yml"]
        yield from (f"indicator {key}" for key in indicator)
        yield from (f"series {key}" for key, value in tree.items() if value)
        derived = oracle.derived_values(tree, indicator, made.sources, made.today)
        yield from (f"{key} {indicator[key]}" for key in ("direction", "measure"))
        yield f"freshness {derived['freshness']}"
        yield from (f"conflict {conflict['kind']}" for conflict in derived["conflicts"])
        for target in derived["targets"]:
            yield from (f"{key} {target[key]}" for key in ("state", "reason", "verdict"))
            keys = ("total", "part", "at_deadline", "replaced_by")
            yield from (f"derived {key}" for key in keys if target[key])
        for key in ("unmatched", "coverage_rate", "latest", "alongside"):
            yield f"derived {key}" if derived[key] else f"nothing {key}"
        if derived["change"]["previous"]:
            yield "derived change"
        for name in oracle.LISTS:
            for entry in tree[name]:
                yield from (f"{name} {key}" for key in entry)
                keys = ("status", "qualifier")
                yield from (f"{key} {entry[key]}" for key in keys if key in entry)
                if "value" in entry:
                    yield "value range" if isinstance(entry["value"], dict) else "value number"
        for correction in tree["corrections"]:
            yield from (f"correction {key}" for key in correction)
            yield from (f"set {key}" for key in correction.get("set", ()))
            if None in correction.get("set", {}).values():
                yield "correction null"
    yield from _files_drawn(made)


def _files_drawn(made: MadeCatalog) -> Iterator[str]:
    for path, tree in made.trees.items():
        if path.count("/") == 3:
            yield f"file {path.rpartition('.')[2]}"
        elif path.startswith("data/coverage/"):
            yield "file own"
        else:
            yield f"record {path.removeprefix('data/').removesuffix('.yml')}"
        if path.startswith("data/decisions"):
            yield "record folder" if path.count("/") == 2 else "record decisions"
            for decision in tree:
                yield from (f"record {key}" for key in decision)
                if isinstance(decision["about"], list):
                    yield "record several"
    for dimension in made.trees.get("data/dimensions.yml", {}).values():
        yield from (f"record {key}" for key in dimension)
    for programme in made.trees["data/programmes.yml"].values():
        for contact in programme.get("contacts", {}).values():
            yield from (f"contact {key}" for key in contact)
