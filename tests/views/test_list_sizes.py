"""The lists of 8, 73 and 2,000 series and of their targets: every page holds its budget.

Those of 2,000 series are written every week; with every run their share that fills two pages.
"""

from __future__ import annotations

import gzip
import os
import re
import sys
import tomllib
from pathlib import Path

import pytest
from tests.conftest import dump
from tests.views.test_components import publication

from terang.pages import component_files
from terang.pages.publication import Publication
from terang.pages.templates import COMPONENTS
from terang.views.list_pages import SERIES_A_PAGE

REPOSITORY = Path(__file__).parents[2]
BUDGETS = tomllib.loads(Path(REPOSITORY, "tests", "browser", "budgets.toml").read_text("utf-8"))[
    "lists"
]
LONG = 2_000 if os.environ.get("TERANG_EVERY_CHART") else SERIES_A_PAGE + 10
SHELL = 2_500
"""Bytes of a packed page around what its template writes: head, header, menu and foot."""
FILES = (
    "assets/terang.css", "assets/lists.css", "assets/states.css", "assets/search.js",
    "assets/filter.js",
)  # fmt: skip
STATES = {"missed": 900, "met": 10, "open": 901, "none": None}


def a_record(count: int) -> Publication:
    """Return a record of so many series, eight for each area; every fourth has no target."""
    note = {"id": "Jumlah orang yang terdaftar", "en": "The number of people on the list"}
    people = {
        "definition": note, "programme": "protection", "unit": {"id": "orang", "en": "people"},
        "direction": "increase", "measure": "stock",
    }  # fmt: skip
    data: dict[str, object] = {}
    for kind in range(8):
        name = {"id": f"Pekerja rentan kelompok {kind}", "en": f"Vulnerable workers, group {kind}"}
        data[f"data/indicators/kind-{kind}.yml"] = {"title": name, **people}
    areas = {
        f"area-{number}": {
            "name": {"id": f"Kabupaten {number}", "en": f"Regency {number}"},
            "level": "city",
        }
        for number in range(-(-count // 8))
    }
    here = {"here": {"name": {"id": "Kota Contoh", "en": "Example City"}, "level": "city"}}
    data["data/areas.yml"] = {**here, **areas}
    for number in range(count):
        goal = [*STATES.values()][number % 4]
        due = "2027" if goal == STATES["open"] else "2025"
        claims = [
            {
                "date": f"{2022 + year}-12-31", "value": 100 + (number * 37 + year * 53) % 400,
                "added": "2026-01-02", "sources": ["office-2025"], "by": "labour-office",
            }
            for year in range(4)
        ]  # fmt: skip
        target = {"value": goal, "due": due, "announced": "2024", "added": "2026-01-02"}
        data["data/coverage/" + ("covered" if number == 0 else f"made-{number}") + ".yml"] = {
            "indicator": f"kind-{number % 8}",
            "area": f"area-{number // 8}",
            "observations": claims,
            "targets": [{**target, "sources": ["office-2025"]}] if goal else [],
        }
    written = {path: dump(tree) for path, tree in data.items()}
    return publication({"series": "ordinary", "data": written})


def packed(content: bytes) -> int:
    """Return the size of a content as a host sends it."""
    return len(gzip.compress(content))


@pytest.mark.parametrize("count", [8, 73, LONG])
def test_lists_hold_their_budgets(count: int) -> None:
    """Every page of both lists, in both languages; and each series is on one that shows all."""
    record = a_record(count)
    joined = component_files.joined_files(REPOSITORY / COMPONENTS)
    files = SHELL + sum(packed(joined[name]()) for name in FILES)
    name = f"of-{count}" if count < LONG else "of-2000"
    found: dict[str, int] = {}
    series: list[str] = []
    for page in record.pages:
        folder = page.path.split("/")[0]
        if re.fullmatch(r"(coverage|targets)/(page/\d+/|state/.*)?", page.path):
            for language in ("id", "en"):
                html = record.body(page, language)
                found[folder] = max(found.get(folder, 0), files + packed(html.encode()))
            if "/state/" not in page.path and folder == "coverage":
                series += re.findall(r'<th scope="row"><a href="(.*?)"', html)
                assert ('type="radio"' in html) is (count <= SERIES_A_PAGE)
    assert len(set(series)) == len(series) == count
    assert found["coverage"] <= BUDGETS[name]["coverage"], found
    assert found["targets"] <= BUDGETS[name]["targets"], found
    sys.stdout.write(f"{count}: {found}\n")  # pytest -rP shows it
