"""Values that are equal but written differently: `2024` and its days, `1` and `1.00`.

A page, a file and a feed show the record as written, independent of the order of reading and
rendering, and of other records that the same process has shown.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import inspect
import io
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.conftest import dump, sound_indicator, sound_site, sound_source, words
from tests.swarm import trials
from tests.swarm.catalog_maker import made_catalog

from terang.diagnostics import LANGUAGES
from terang.i18n.formatter import Language
from terang.loading import data_folder
from terang.narrative import markdown_page
from terang.pages.generated_page import GeneratedPage
from terang.pages.publication import Publication
from terang.pages.templates import COMPONENTS, Compiled, Renderer
from terang.views import chart
from terang.views.series import table_view
from terang.views.timeline import timeline_view

FOLDER = Path(__file__).parents[2] / COMPONENTS
COMPILED = Compiled.whole(FOLDER)
NOW = dt.datetime(2026, 6, 30, 4, tzinfo=dt.UTC)

DATES = [
    ("2024", "2024-01-01/2024-12-31"),
    ("2022-Q4", "2022-10-01/2022-12-31"),
    ("2023-S1", "2023-01-01/2023-06-30"),
    ("2025-05", "2025-05-01/2025-05-31"),
]
"""Ways to write the same days."""
PUBLISHED = ("2026-05", "2026-05-01/2026-05-31")
NUMBERS = [("0", "-0", "0.0", "-0.00"), ("1", "1.0", "1.00"), ("12.5", "12.50")]
"""Ways to write the same number."""


@dataclass(frozen=True)
class Spelling:
    """A choice among the spellings of a value."""

    spellings: Sequence[str]
    index: int


def spell_out(tree: Any, shift: int = 0) -> Any:  # noqa: ANN401
    """Return a tree with each date and number in its chosen spelling, shifted by `shift`."""
    match tree:
        case Spelling(spellings, index):
            return spellings[(index + shift) % len(spellings)]
        case dict():
            return {key: spell_out(child, shift) for key, child in tree.items()}
        case list():
            return [spell_out(child, shift) for child in tree]
    return tree


def spellings(groups: Sequence[Sequence[str]]) -> st.SearchStrategy[Spelling]:
    """Return a strategy for the spellings of any of these values."""
    return st.sampled_from(
        [Spelling(group, index) for group in groups for index in range(len(group))]
    )


dates, numbers = spellings(DATES), spellings(NUMBERS)
texts = st.sampled_from([{"id": "Sama"}, words("Sama"), {"id": "Sama", "en": "Other"}])
sources = st.sampled_from([["a"], ["b"], ["a", "b"], ["b", "a"]])


speakers = st.sampled_from(["office", "council"])


@st.composite
def corrections(draw: st.DrawFn, entry: dict[str, Any]) -> dict[str, Any]:
    """Draw a correction that sets another number, and sometimes the days in another spelling."""
    value = draw(numbers.filter(lambda other: other.spellings != entry["value"].spellings))
    change = {"value": value}
    if draw(st.booleans()):
        change["date"] = draw(dates.filter(lambda other: other != entry["date"]))
    return {"anchor": entry["anchor"], "date": "2026-01-01", "reason": words(), "set": change}


@st.composite
def series(draw: st.DrawFn, area: str) -> dict[str, Any]:
    """Draw a few claims, several of them of the same days."""

    def entry(dated: str, **keys: st.SearchStrategy[Any]) -> dict[str, Any]:
        found = {"value": draw(numbers), dated: draw(dates), "sources": draw(sources)}
        found["added"] = "2025-12-31"
        return found | {key: draw(of) for key, of in keys.items() if draw(st.booleans())}

    observations = [
        {"anchor": f"r{nth}", **entry("date", label=texts, by=speakers)}
        for nth in range(draw(st.integers(1, 3)))
    ]
    targets = [
        {"anchor": f"t{nth}", **entry("due", label=texts, announced=spellings(DATES[1:2]))}
        for nth in range(draw(st.integers(0, 2)))
    ]
    changed = [draw(corrections(found)) for found in observations if draw(st.booleans())]
    tree = {"indicator": "rate", "area": area, "observations": observations}
    tree |= {"targets": targets} if targets else {}
    return tree | ({"corrections": changed} if changed else {})


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the files of a record: series of an indicator, and a share of a population."""
    people = draw(series("people"))
    people |= {"indicator": "people", "area": "kota-a"}
    del people["observations"][1:]
    people["observations"][0] |= {"value": "5"}
    people.pop("corrections", None)
    people.pop("targets", None)
    value = {"date": draw(dates), "value": "10", "sources": ["a"], "added": "2025-12-31"}
    people["population"] = {"label": words(), "values": [value]}
    areas = [f"kota-{name}" for name in "abc"]
    return {
        **{f"data/coverage/rate-{area}.yml": draw(series(area)) for area in areas},
        "data/coverage/people.yml": people,
    }


def files(tree: dict[str, Any], shift: int = 0) -> dict[str, bytes]:
    """Return all files of a record, sorted by name."""
    source = {"a": {"published": PUBLISHED[shift % 2]}, "b": {"language": "en"}}
    listed = {
        "data/areas.yml": dump({
            f"kota-{name}": {"name": words("Kota"), "level": "city"} for name in "abc"
        }),
        **{path: dump(spell_out(content, shift)) for path, content in tree.items()},
        "data/indicators/people.yml": sound_indicator(unit={"id": "orang", "en": "people"}),
        "data/indicators/rate.yml": sound_indicator(decimals=2),
        "data/programmes.yml": dump({
            "p": {"title": words(), "summary": words(), "agency": words()}
        }),
        "data/site.yml": sound_site(),
        "data/speakers.yml": dump({
            "office": {"name": words("Kantor")}, "council": {"name": words("Dewan")}
        }),
        "data/sources.yml": "".join(
            f"{key}:\n  " + sound_source(**keys).replace("\n", "\n  ").rstrip(" ")
            for key, keys in source.items()
        ),
    }  # fmt: skip
    return {path: text.encode() for path, text in listed.items()}


Part = tuple[str, Callable[[], object]]


def parts(published: Publication) -> list[Part]:
    """Return every published text by name, each with the function that renders it."""
    narrative = markdown_page.read_page(
        "content/id/all.md", trials.all_calls(published.catalog).encode()
    )
    pages = [
        (f"{code}/{page.path}", functools.partial(_page, published, page, code))
        for code in LANGUAGES
        for page in published.pages
    ]
    calls = [
        (f"{code}/all", functools.partial(_narrated, published, narrative, code))
        for code in LANGUAGES
    ]
    names = [*published.downloads]
    downloads = [(name, functools.partial(published.downloads.get, name)) for name in names]
    images = ("images", lambda: [*published.share_images()])
    return [*pages, *calls, *downloads, *published.documents.items(), images]


def _page(published: Publication, page: GeneratedPage, code: str) -> object:
    return published.body(page, code), json.dumps(page.linked_data(Language(code)))


def _narrated(published: Publication, page: markdown_page.NarrativeSource, code: str) -> object:
    return [(part.html, part.text) for part in published.narrate(page, code, "all/").parts]


def caches() -> Iterator[Any]:
    """Yield every cache of the software that depends on an argument."""
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] == "terang":
            for found in vars(module).values():
                if hasattr(found, "cache_clear") and inspect.signature(found).parameters:
                    yield found


def published(
    contents: dict[str, bytes], renderer: Renderer, now: dt.datetime = NOW
) -> Publication:
    """Return the publication of these files."""
    return Publication(
        data_folder.read_data(contents, now).sound(), renderer, correction_url="{path}"
    )


def clear_caches() -> None:
    """Clear the caches, as in a new process."""
    for found in caches():
        found.cache_clear()


def test_a_cold_start_clears_the_caches() -> None:
    """A cold start clears the caches of dates and numbers."""
    names = {found.__wrapped__.__name__ for found in caches()}
    assert {"_moment", "_date_text", "_formatted", "parse_period"} <= names


@settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.generate],  # to look for a smaller example takes minutes
    suppress_health_check=[HealthCheck.too_slow],
)
@given(records(), st.data())
def test_nothing_changes_with_the_order(tree: dict[str, Any], data: st.DataObject) -> None:
    """The order of files, pages and earlier spellings does not change what is published."""
    clear_caches()
    record = files(tree)
    cold = {name: make() for name, make in parts(published(record, Renderer(FOLDER, COMPILED)))}
    clear_caches()
    renderer = Renderer(FOLDER, COMPILED)
    for _, make in parts(published(files(tree, shift=1), renderer)):
        make()
    order = data.draw(st.permutations([*record]))
    again = parts(published({path: record[path] for path in order}, renderer))
    assert [name for name, _ in again] == [*cold]
    warm = {name: make() for name, make in data.draw(st.permutations(again))}
    assert [name for name in cold if warm[name] != cold[name]] == []


@pytest.mark.parametrize("seed", range(3))
def test_a_record_of_everything_does_not_change_with_the_order(seed: int) -> None:
    """A record with every kind of entry is published the same in reverse order."""
    item = made_catalog(seed)
    clear_caches()
    first = published(item.files, Renderer(FOLDER, COMPILED), item.now)
    cold = {name: make() for name, make in parts(first)}
    contents = dict(reversed(item.files.items()))
    again = published(contents, Renderer(FOLDER, COMPILED), item.now)
    warm = {name: make() for name, make in reversed(parts(again))}
    assert [name for name in cold if warm[name] != cold[name]] == []


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("pair", DATES, ids=[element for element, _ in DATES])
def test_claims_of_the_same_days_are_shown_as_their_sources_wrote_them(
    pair: Sequence[str], first: int
) -> None:
    """Claims of the same days are shown in the spelling of their sources everywhere."""
    forms = [pair[first], pair[1 - first]]
    observations = [
        {
            "anchor": f"r{nth}",
            "date": form,
            "value": str(nth),
            "sources": ["a"],
            "added": "2025-12-31",
        }
        for nth, form in enumerate(forms)
    ]
    tree = {"indicator": "rate", "area": "kota-a", "observations": observations}
    site = published(files({"data/coverage/rate.yml": tree}), Renderer(FOLDER, COMPILED))
    (rate,) = site.catalog.series.values()
    assert [conflict.anchors for conflict in site.derived["rate"].conflicts] == [("r0", "r1")]
    context = site.context("id", "coverage/rate/")
    said = [Language("id").date(observation.date) for observation in rate.observations]
    assert len({*said}) == 2
    assert [entry.when for entry in timeline_view(rate, context).items] == said
    assert [row.when for row in table_view(rate, context).rows] == said
    drawn = chart.chart_view(rate, context)
    assert drawn is not None
    for moment, mark in zip(said, drawn.chart.marks, strict=True):
        assert mark.title.endswith(f", {moment.text}")
    rows = csv.DictReader(io.StringIO(site.downloads["data/observations.csv"].decode()))
    assert [row["date"] for row in rows] == forms
    told = json.loads(site.downloads["data/rate.json"])["observations"]
    assert [claim["date"] for claim in told] == forms
