"""The list of all targets: groups of states, their counts, and several pages."""

from __future__ import annotations

import re

import pytest
from tests.conftest import dump
from tests.views.test_components import publication

from terang.views import target_list

URL = "targets/"
CLAIM = {"date": "2025-12-31", "added": "2026-01-02", "sources": ["office-2025"], "value": 50}
PROMISE = {"added": "2025-01-02", "announced": "2025-01-01", "sources": ["office-2025"]}


def pages_of(*targets: dict[str, object]) -> dict[str, str]:
    """Return the pages of the list for a record with these targets, by their addresses."""
    rows = [{**PROMISE, "anchor": f"goal-{nth}", **keys} for nth, keys in enumerate(targets)]
    series = {"indicator": "covered", "area": "here", "observations": [CLAIM], "targets": rows}
    published = publication(
        {"series": "ordinary", "data": {"data/coverage/covered.yml": dump(series)}}
    )
    found = {page.path: page for page in published.pages if page.path.startswith(URL)}
    return {path: published.body(page, "en") for path, page in found.items()}


def test_each_group_has_a_count_that_filters() -> None:
    """Open targets come first, with the days left; each count is a radio button of its group."""
    body = pages_of(
        {"value": 40, "due": "2025-12-31"},
        {"value": 60, "due": "2025-12-31"},
        {"value": 70, "due": "2026-12-31"},
        {"value": 80, "due": "2026-09-30"},
        {"value": 90},
    )[URL]
    groups = ["open", "missed", "met", "without"]
    assert re.findall(r'<h2 id="_(.*?)">', body) == groups
    assert re.findall(r'<section class="filter__part filter__part--(.*?)">', body) == groups
    choices = re.findall(r'<input type="radio".*? id="_show-(.*?)".*?<label.*?>(.*?)</label>', body)
    assert choices == [
        ("all", "All 5"), ("open", "2 still open"), ("missed", "1 not reached in time"),
        ("met", "1 reached"), ("without", "1 without a deadline, or replaced"),
    ]  # fmt: skip
    assert re.findall(r'id="_show-(.*?)"[^>]* checked', body) == ["all"]
    rows = re.findall(r'data-claim="covered#(\S+?)" data-state="(.*?)"', body)
    assert rows == [
        ("goal-3", "pending"), ("goal-2", "pending"), ("goal-1", "missed"), ("goal-0", "met"),
        ("goal-4", "no-deadline"),
    ]  # fmt: skip
    assert re.search(r"30 September 2026</time><br>\d+ days left", body)
    assert "Order: open targets first" in body
    assert "30 June 2026</time><br>due today" in pages_of({"value": 80, "due": "2026-06-30"})[URL]
    said = [re.sub("<.*?>", "", row) for row in re.findall(r"<p>(Needed: .*?)</p>", body)]
    assert said == [
        "Needed: 3 per 30 days, that is 30 divided by 273 days, times 30.",
        "Needed: 2 per 30 days, that is 20 divided by 365 days, times 30.",
    ]


def test_a_long_list_has_pages_for_each_group(monkeypatch: pytest.MonkeyPatch) -> None:
    """No target is left out; each count, over all targets, leads to the pages of its group."""
    monkeypatch.setattr(target_list, "TARGETS_A_PAGE", 2)
    monkeypatch.setattr("terang.pages.page_kinds.TARGETS_A_PAGE", 2)
    pages = pages_of(
        *({"value": 60 + nth, "due": "2026-12-31"} for nth in range(3)),
        {"value": 40, "due": "2025-12-31"},
    )
    state = f"{URL}state/"
    assert list(pages) == [
        URL, f"{URL}page/2/", f"{state}open/", f"{state}open/page/2/", f"{state}met/",
    ]  # fmt: skip
    whole = {URL, f"{URL}page/2/"}
    for paths in (whole, pages.keys() - whole):
        html = "".join(pages[path] for path in paths)
        rows = re.findall(r'data-claim="covered#(\S+?)" data-state', html)
        assert sorted(rows) == ["goal-0", "goal-1", "goal-2", "goal-3"]
    for path, body in pages.items():
        steps = "../" * path.count("/")
        links = re.findall(r'<a href="(.*?)">((?:All )?\d+[^<]*)</a>', body)
        chosen = re.findall(r'<strong aria-current="page">(.*?)</strong>', body)
        assert len(links) + len(chosen) >= 3
        assert chosen == [
            {"open": "3 still open", "met": "1 reached"}.get(
                path.removeprefix(state).split("/")[0], "All 4"
            )
        ]
        if "/met/" not in path:
            assert (f"{steps}targets/state/met/", "1 reached") in links
        assert 'type="radio"' not in body
    assert "<h1>Targets: still open, page 2 of 2</h1>" in pages[f"{state}open/page/2/"]


def test_no_targets() -> None:
    """A record without targets says so."""
    body = pages_of()[URL]
    assert "<table" not in body
    assert "<p>" in body
