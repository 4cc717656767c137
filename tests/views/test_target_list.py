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


def test_each_group_has_a_count_that_leads_to_it() -> None:
    """Open targets come first, with the days left; each count is a link to its group."""
    body = pages_of(
        {"value": 40, "due": "2025-12-31"},
        {"value": 60, "due": "2025-12-31"},
        {"value": 70, "due": "2026-12-31"},
        {"value": 80, "due": "2026-09-30"},
        {"value": 90},
    )[URL]
    assert re.findall(r'<h2 id="(.*?)">', body) == ["_open", "_missed", "_met", "_without"]
    counts = re.findall(r'<li><a href="(.*?)">(.*?)</a></li>', body)
    assert [text for _, text in counts] == [
        "2 still open", "1 not reached in time", "1 reached", "1 without a deadline, or replaced",
    ]  # fmt: skip
    assert [href.rpartition("#")[2] for href, _ in counts] == [
        "_open",
        "_missed",
        "_met",
        "_without",
    ]
    rows = re.findall(r'data-claim="covered#(\S+?)" data-state="(.*?)"', body)
    assert rows == [
        ("goal-3", "pending"), ("goal-2", "pending"), ("goal-1", "missed"), ("goal-0", "met"),
        ("goal-4", "no-deadline"),
    ]  # fmt: skip
    assert re.search(r"30 September 2026</time><br>\d+ days left", body)


def test_a_count_leads_to_the_page_on_which_its_group_begins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No target is left out of a list that takes several pages."""
    monkeypatch.setattr(target_list, "TARGETS_A_PAGE", 2)
    monkeypatch.setattr("terang.pages.page_kinds.TARGETS_A_PAGE", 2)
    pages = pages_of(
        *({"value": 60 + nth, "due": "2026-12-31"} for nth in range(3)),
        {"value": 40, "due": "2025-12-31"},
    )
    assert list(pages) == [URL, f"{URL}page/2/"]
    rows = re.findall(r'data-claim="covered#(\S+?)" data-state', "".join(pages.values()))
    assert sorted(rows) == ["goal-0", "goal-1", "goal-2", "goal-3"]
    assert 'href="../targets/page/2/#_met"' in pages[URL]
    assert 'id="_met"' in pages[f"{URL}page/2/"]


def test_no_targets() -> None:
    """A record without targets says so."""
    body = pages_of()[URL]
    assert "<table" not in body
    assert "<p>" in body
