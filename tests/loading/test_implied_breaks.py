"""A decision that changes what is counted, and says nothing of a break, parts the figures."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.catalogs import derived_of

from terang.loading.data_folder import read_data
from terang.model.catalog import Catalog

NOW = dt.datetime(2026, 6, 30, 4, tzinfo=dt.UTC)
SITE = """\
publisher: {id: Catatan, en: Record}
contact: koreksi@example.org
licence: {id: CC-BY-4.0, url: "https://creativecommons.org/licenses/by/4.0/"}
time_zone: Asia/Makassar
tag_authority: example.org,2026-01-01
format: 2
"""
INDICATOR = """\
title: {id: Pekerja, en: Workers}
definition: {id: Yang terdaftar., en: Who are registered.}
programme: protection
unit: {id: orang, en: people}
direction: increase
measure: stock
"""
PROGRAMMES = """\
protection:
  title: {id: Perlindungan, en: Protection}
  summary: {id: Teks., en: Text.}
  agency: {id: Kantor, en: Office}
"""
SERIES = """\
indicator: covered
area: here
sources:
  paper: {title: Laporan, publisher: Koran, type: news, language: id}
observations:
  - {date: 2023, value: 100000, sources: [paper], added: 2026-01-01}
  - {date: 2025, value: 60000, sources: [paper], added: 2026-01-01}
"""
DECISION = """\
- date: 2025-01-15
  about: indicator:covered.KEY
  was: {id: Dulu., en: Before.}
  reason: {id: Kini hanya yang aktif., en: Only active members now.}
"""
BREAKS = """\
breaks:
  - date: 2024-01-01
    reason: {id: Lain., en: Other.}
    sources: [paper]
    added: 2026-01-01
"""


def record(decision: str, series: str = SERIES) -> Catalog:
    """Return a small record with a decision."""
    files = {
        "data/site.yml": SITE,
        "data/areas.yml": "here: {name: {id: Sini, en: Here}, level: regency}\n",
        "data/programmes.yml": PROGRAMMES,
        "data/indicators/covered.yml": INDICATOR,
        "data/coverage/covered-here.yml": series,
        "data/decisions.yml": decision,
    }
    return read_data({path: text.encode() for path, text in files.items()}, NOW).sound()


def days(catalog: Catalog) -> list[str]:
    """Return the days of the breaks of the series."""
    return [change.date.written for change in catalog.breaks_of(catalog.series["covered-here"])]


def test_nothing_is_compared_across_it() -> None:
    """Figures before and after it have no change; without it they have one."""
    catalog = record(DECISION.replace("KEY", "definition"))
    assert days(catalog) == ["2025-01-15"]
    assert derived_of(catalog)["covered-here"].previous is None
    said = record(DECISION.replace("KEY", "definition") + "  comparable: true\n")
    assert days(said) == []
    assert derived_of(said)["covered-here"].previous is not None


@pytest.mark.parametrize("key", ["title", "theme"])
def test_other_keys_part_nothing(key: str) -> None:
    """A decision about a name says nothing of what is counted."""
    assert days(record(DECISION.replace("KEY", key))) == []


def test_a_break_that_is_stated_stands_alone() -> None:
    """A series with a break of its own has no other."""
    assert days(record(DECISION.replace("KEY", "unit"), SERIES + BREAKS)) == ["2024-01-01"]
