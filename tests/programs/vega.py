"""Vega draws the chart that the page on data shows: the claims that count, and no fall of its own.

`make programs` runs it; Vega's engine has an environment of its own.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from tests.built import real_catalog
from tests.downloads.test_guide import edited_example, program, publish

from terang.model.catalog import Catalog

PYTHON = Path(__file__).resolve().parents[2] / ".venv-programs" / "bin" / "python"
DRAW = """
import json, sys, vl_convert
charts = json.load(sys.stdin)
json.dump([vl_convert.vegalite_to_scenegraph(chart) for chart in charts], sys.stdout)
"""

Line: TypeAlias = tuple[tuple[str, float], ...]
"""The last days and values of the points of a line, in the order in which it is drawn."""

# In the order of their written dates, the year would stand before its month: the line would fall.
_ADDED = "".join(
    f"  - {{date: {date}, value: {value}, by: mayor, added: 2025-03-01, sources: [copy]}}\n"
    for date, value in (("2024-11", 95000), ("2024", 98000))
)


def example() -> Catalog:
    """Return the example with two figures of one speaker whose dates end a month apart."""
    return edited_example("targets:\n", f"{_ADDED}targets:\n")


def charts(catalog: Catalog, language: str) -> dict[str, Any]:
    """Return the printed chart for each series, with the series' CSV file in it."""
    published = publish(catalog)
    found = {}
    for key in catalog.series:
        chart = json.loads(program(published, language, "chart"))
        chart["data"].pop("url")
        chart["data"]["values"] = published.downloads[f"data/{key}.csv"].decode()
        chart["data"]["format"]["type"] = "csv"
        found[key] = chart
    return found


def drawn(pictures: Sequence[Any]) -> list[dict[str, Line]]:
    """Return the lines that Vega draws for each chart, by their speakers."""
    command = [str(PYTHON), "-I", "-c", DRAW]
    done = subprocess.run(
        command, input=json.dumps(pictures).encode(), capture_output=True, check=True
    )
    return [dict(_lines(picture)) for picture in json.loads(done.stdout)]


def _lines(node: Any) -> Iterator[tuple[str, Line]]:  # noqa: ANN401
    if not isinstance(node, dict):
        return
    if node.get("marktype") == "line":
        points = [item for item in node["items"] if item.get("defined", True)]
        told = [dict(part.split(": ", 1) for part in p["description"].split("; ")) for p in points]
        assert [p["x"] for p in points] == sorted(p["x"] for p in points)
        # What stands lower on the page is the smaller value.
        for (first, here), (second, there) in itertools.pairwise(zip(points, told, strict=True)):
            assert (first["y"] > second["y"]) == (_number(here["value"]) < _number(there["value"]))
        if told:
            speaker = next(text for key, text in told[0].items() if key.startswith("speaker_"))
            yield speaker, tuple((_day(text["date_end"]), _number(text["value"])) for text in told)
    for child in node.get("items") or node.values():
        yield from _lines(child)


def _number(text: str) -> float:
    return float(text.replace("\u2212", "-"))


def _day(text: str) -> str:
    return dt.datetime.strptime(text, "%b %d, %Y").date().isoformat()  # noqa: DTZ007


def expected(catalog: Catalog, key: str, language: str) -> Mapping[str, Line]:
    """Return the figures of each speaker that count and are no range, by their last days."""
    claims = publish(catalog)._tabled.claims.flat_claims(key)
    found: dict[str, list[tuple[str, float]]] = {}
    for claim in claims:
        value = getattr(claim.entry, "value", None)
        if hasattr(claim.entry, "status") and claim.counts and not hasattr(value, "low"):
            day = claim.entry.date.last.isoformat()
            found.setdefault(claim.speaker(language), []).append((day, float(value)))
    return {speaker: tuple(sorted(points)) for speaker, points in found.items()}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("record", [example, real_catalog])
def test_vega_draws_what_counts(record: Any, language: str) -> None:  # noqa: ANN401
    """Each line is a speaker's: its figures that count, by their last days."""
    catalog = record()
    pictures = charts(catalog, language)
    lines = dict(zip(pictures, drawn([*pictures.values()]), strict=True))
    for key, found in lines.items():
        shown = {speaker: tuple(sorted(line)) for speaker, line in found.items()}
        assert shown == expected(catalog, key, language)
    if record is example:
        mayor = next(
            line for line in lines["people-town"].values() if ("2024-11-30", 95000) in line
        )
        assert mayor[-2:] == (("2024-11-30", 95000), ("2024-12-31", 98000))
