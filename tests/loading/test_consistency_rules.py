"""Rules across records: the code of each; the golden cases hold the places and the words."""

from __future__ import annotations

import datetime as dt
import inspect
import re
from pathlib import Path

import pytest

from terang.loading import consistency_rules, cycles, data_folder, series_rules

SOUND = data_folder.data_files(Path(__file__).parents[1] / "problems" / "_base")
NOON = dt.datetime(2026, 7, 1, 4, tzinfo=dt.UTC)
RECORDED = "    added: 2020-01-01\n    sources: [berita]\n"
"""The rest of any entry."""
OBSERVATION = "  - date: {date}\n    value: {value}\n    anchor: {anchor}\n" + RECORDED


def found(series: str = "", **changes: str) -> list[str]:
    """Return the code of each problem after these changes to the folder.

    That it is not known since when a target stands is left out.
    """
    files = dict(SOUND)
    withdrawn = re.findall(r"anchor: (\S+)(?:(?!anchor).)*?# withdrawn", series, re.DOTALL)
    corrections = "".join(CORRECTION.format(anchor=anchor) for anchor in withdrawn)
    series += f"corrections:\n{corrections}" if corrections else ""
    files["data/coverage/kota.yml"] += series.encode()
    files |= {
        f"data/{name.replace('__', '/')}.yml": text.encode() for name, text in changes.items()
    }
    problems = data_folder.read_data(files, NOON).problems
    codes = [problem.code for problem in problems]
    return [code for code in codes if code != "announcement-unknown"]


def an_observation(anchor: str, date: str = "2022", value: int = 15000, more: str = "") -> str:
    """Return another observation of the sound series (its own is of 2022, 14000, on line 4)."""
    return OBSERVATION.format(date=date, value=value, anchor=anchor) + more


def a_target(anchor: str, replaces: str | None = None, *, withdrawn: bool = False) -> str:
    """Return a target, optionally replacing another."""
    text = f"  - anchor: {anchor}\n    value: 1\n{RECORDED}"
    text += f"    replaces: {replaces}\n" if replaces else ""
    return text + (WITHDRAWN if withdrawn else "")


DISPUTED = "    status: disputed\n    note: {id: a, en: b}\n"
PREFERRED = "    preferred: {id: a, en: b}\n"
WITHDRAWN = "    # withdrawn\n"
"""The mark of an entry that a correction withdraws; `found` adds the correction."""
CORRECTION = (
    "  - anchor: {anchor}\n    date: 2026-01-01\n    reason: {{id: a, en: b}}\n    withdraw: true\n"
)
AREA = "{id}:\n  name: {{id: a, en: b}}\n  level: regency\n"


def areas(**parents: str) -> str:
    """Return areas below the sound area, each with its parent."""
    text = SOUND["data/areas.yml"].decode()
    return text + "".join(
        AREA.format(id=key) + f"  parent: {parent}\n" for key, parent in parents.items()
    )


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        (an_observation("lain", "2023"), []),
        (an_observation("result-2022", value=14000), ["anchor-clash"]),
        (
            (
                "events:\n  - date: 2022\n    anchor: result-2022\n    title: {id: a, en: b}\n"
                + RECORDED
            ),
            ["anchor-clash"],
        ),
        ("targets:\n" + a_target("x") + a_target("x"), ["anchor-clash"]),
        # the written anchor counts, not the default; upper case is lowered, a slash becomes -to-
        (
            f"targets:\n  - due: 2023-Q1\n    value: 1\n{RECORDED}" + a_target("target-2023-q1"),
            ["anchor-clash"],
        ),
        (
            f"targets:\n  - due: 2023-01-01/2023-01-31\n    value: 1\n{RECORDED}"
            + a_target("target-2023-01-01-to-2023-01-31"),
            ["anchor-clash"],
        ),
        (
            "targets:\n" + 2 * f"  - value: 1\n{RECORDED}",
            ["anchor-clash"],
        ),
    ],
)
def test_anchors_are_unique(series: str, expected: list[str]) -> None:
    """An anchor, default or written, names a single entry of its series across kinds."""
    assert found(series) == expected


@pytest.mark.parametrize(
    ("parents", "expected"),
    [
        ({"a": "kota"}, []),
        ({"a": "b", "b": "kota"}, []),
        ({"a": "a"}, ["cycle"]),
        ({"a": "b", "b": "a"}, ["cycle", "cycle"]),
        # an area that only leads into a cycle is not part of it
        ({"a": "b", "b": "b"}, ["cycle"]),
        ({"b": "b", "a": "b"}, ["cycle"]),
    ],
)
def test_areas_have_no_cycles(parents: dict[str, str], expected: list[str]) -> None:
    """No area lies within itself through its parents."""
    assert found(areas=areas(**parents)) == expected


def test_long_chains_cost_little() -> None:
    """Searching for cycles costs the length of a chain, not its square."""
    links = {str(number): str(number + 1) for number in range(200_000)}
    assert cycles.keys_in_cycles(links) == []
    assert len(cycles.keys_in_cycles({**links, "200000": "199000"})) == 1_001


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        (a_target("a") + a_target("b", "a"), []),
        (a_target("a") + a_target("b", "a") + a_target("c", "a"), ["replaced-twice"]),
        (a_target("a") + a_target("b", "a", withdrawn=True) + a_target("c", "a"), []),
        (a_target("a", "a"), ["cycle"]),
        (a_target("a", "b") + a_target("b", "a"), ["cycle", "cycle"]),
        (a_target("a", "b") + a_target("b", "a", withdrawn=True), []),
    ],
)
def test_a_target_is_replaced_once(targets: str, expected: list[str]) -> None:
    """A target is replaced at most once and never by itself; withdrawn targets replace nothing."""
    assert found("targets:\n" + targets) == expected


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        (an_observation("lain"), ["conflict-not-judged"]),
        (an_observation("lain", value=14000), []),
        (an_observation("lain", more=PREFERRED), []),
        (an_observation("lain", more=DISPUTED), []),
        (an_observation("lain", more=WITHDRAWN), []),
        (
            an_observation("lain", "2022-01-01/2022-12-31"),
            ["conflict-not-judged"],
        ),  # the same date
        (an_observation("lain", "2022-12-31"), []),
        (
            an_observation("a", more=PREFERRED) + an_observation("b", value=1, more=PREFERRED),
            ["preferred-twice"],
        ),
        # equal values leave nothing to choose
        (
            an_observation("a", "2023", more=PREFERRED)
            + an_observation("b", "2023", more=PREFERRED),
            [],
        ),
        (
            an_observation("a", more=PREFERRED)
            + an_observation("b", value=1, more=PREFERRED + WITHDRAWN),
            [],
        ),
    ],
)
def test_conflicts_await_a_judgement(series: str, expected: list[str]) -> None:
    """Different claims of a date are a conflict until a single claim is preferred."""
    assert found(series) == expected


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        (an_observation("a", "2023") + "baseline: result-2022\n", []),
        # of the latest date: nothing has changed since then
        ("baseline: result-2022\n", ["baseline-not-comparable"]),
        (
            an_observation("a", "2023", more=DISPUTED) + "baseline: a\n",
            ["baseline-does-not-count"],
        ),
        (
            an_observation("a", "2023", more=WITHDRAWN) + "baseline: a\n",
            ["withdrawn-baseline"],
        ),
        # not preferred
        (
            an_observation("a", more=PREFERRED) + "baseline: result-2022\n",
            ["baseline-does-not-count"],
        ),
        (
            (
                "events:\n  - date: 2022\n    title: {id: a, en: b}\n"
                f"{RECORDED}baseline: event-2022\n"
            ),
            ["unknown-id"],
        ),
    ],
)
def test_baseline_counts(series: str, expected: list[str]) -> None:
    """The baseline is the anchor of a counting observation; a withdrawn baseline is a notice."""
    assert found(series) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["14000"], []),
        (["13999"], ["rate-above-100"]),
        (["0"], []),  # a share of zero people is undefined
        (["10000", "20000"], ["rate-above-100"]),  # its high end
    ],
)
def test_rates_are_plausible(values: list[str], expected: list[str]) -> None:
    """A rate above 100 % is reported, because the population counts other people."""
    rows = "".join(
        f"    - {{date: 2022, value: {value}, added: 2020-01-01, sources: [berita]}}\n"
        for value in values
    )
    assert found(f"population:\n  label: {{id: a, en: b}}\n  values:\n{rows}") == expected


def test_rates_of_earlier_years_are_plausible() -> None:
    """An earlier year's rate above 100 % is reported too."""
    later = an_observation("later", "2023", 1)
    people = "{date: 2021, value: 13999, added: 2021-12-31, sources: [berita]}"
    population = f"population:\n  label: {{id: a, en: b}}\n  values:\n    - {people}\n"
    assert found(later + population) == ["rate-above-100"]


def test_contradictions_name_others() -> None:
    """An entry may contradict entries of any kind, but not itself."""
    assert found("    contradicts: [result-2022]\n") == ["contradicts-itself"]
    assert found("    contradicts: [a]\n" + an_observation("a", "2023")) == []


def test_sources_are_unique() -> None:
    """A source id is unique in the whole site; the series' own source is reported."""
    own = "  berita:\n    title: a\n    publisher: b\n    type: news\n    language: id\n"
    assert found("sources:\n" + own) == ["source-clash"]


def test_every_rule_says_what_it_is() -> None:
    """Every rule has a docstring and is registered."""
    rules = [*consistency_rules._OF_CATALOG, *series_rules._RULES]
    assert all(inspect.getdoc(rule) for rule in rules)
    named = {
        name
        for module in (consistency_rules, series_rules)
        for name, function in inspect.getmembers(module, inspect.isgeneratorfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }
    others = {"problems_as_written", "consistency_problems", "series_problems"}
    others |= {"anchors_are_unique", "shared_ids_are_unique", "elsewhere_is_there"}
    assert {rule.__name__ for rule in rules} == named - others


@pytest.mark.parametrize(
    ("measure", "expected"),
    [("stock", []), ("cumulative", ["preferred-twice"])],
)
def test_sums_of_the_same_days_have_one_preferred(measure: str, expected: list[str]) -> None:
    """Two cumulative figures that end on one day stand for the same days, whenever they begin."""
    indicator = SOUND["data/indicators/peserta.yml"].decode().replace("stock", measure)
    series = an_observation("a", "2023-06", more=PREFERRED)
    series += an_observation("b", "2023-01-01/2023-06-30", value=1, more=PREFERRED)
    assert found(series, indicators__peserta=indicator) == expected


def test_a_broken_source_is_the_only_thing_said() -> None:
    """A target is not called unannounced while one of its sources is not sound."""
    files = dict(SOUND)
    files["data/coverage/kota.yml"] += f"targets:\n{a_target('goal')}".encode()
    sources = files["data/sources.yml"].decode()
    files["data/sources.yml"] = re.sub("type: .*", "type: kabar", sources, count=1).encode()
    problems = data_folder.read_data(files, NOON).problems
    assert [problem.code for problem in problems] == ["unknown-word"]
