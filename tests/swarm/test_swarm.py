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


def test_every_corner_is_drawn() -> None:
    """A few hundred catalogs hold each kind of thing that the contract speaks of."""
    missing = {
        "no-deadline", "replaced", "met", "met-late", "met-time-unknown", "missed", "undecided",
        "unreported", "pending",
        "not-assessable", "on-track", "behind", "depends", "falling",
        "fresh", "due", "overdue", "very-late", "increase", "decrease", "none", "stock", "flow",
        "unmatched", "no unmatched", "coverage_rate", "latest", "no latest", "disputed", "final",
        "observations breakdown", "observations revisions", "observations withdrawn",
        "observations preferred", "observations contradicts", "targets replaces",
        "targets withdrawn", "targets announced", "events revisions", "events withdrawn", "about",
    }  # fmt: skip
    for seed in range(1500):
        missing -= {*_drawn(made_catalog(seed))}
        if not missing:
            break
    assert not missing


def _drawn(made: MadeCatalog) -> Iterator[str]:
    for tree in made.series.values():
        indicator = made.trees[f"data/indicators/{tree['indicator']}.yml"]
        derived = oracle.derived_values(tree, indicator, made.sources, made.today)
        yield from (indicator["direction"], indicator["measure"], str(derived["freshness"]))
        for target in derived["targets"]:
            yield from (target["state"], str(target["verdict"]))
        for key in ("unmatched", "coverage_rate", "latest"):
            yield key if derived[key] else f"no {key}"
        for name in oracle.LISTS:
            for entry in tree.get(name, ()):
                yield from (f"{name} {key}" for key in entry)
                yield from (entry[key] for key in ("status", "qualifier") if key in entry)
