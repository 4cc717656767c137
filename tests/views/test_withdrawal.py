"""Withdrawal of any entry: the site is built, and every link to the entry leads to its place."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path
from urllib.parse import urljoin

import pytest
import yaml
from tests.built import (
    REAL_ADDRESS,
    REPOSITORY,
    BuiltSite,
    add_software,
    build,
    real_catalog,
    real_now,
)
from tests.conftest import dump

from terang.model.catalog import Series
from terang.model.entries import Entry

RECORD = real_catalog()
_EVERY = range(max((len(series.entries) for series in RECORD.series.values()), default=0))
TURNS = _EVERY if os.environ.get("TERANG_EVERY_WITHDRAWAL") else _EVERY[::9]
"""In each turn an entry of every series is withdrawn: series do not depend on each other.

A ninth of the turns with every run, all of them every week.
"""


def a_withdrawal(entry: Entry, *, by_its_speaker: bool) -> dict[str, object]:
    """Return a correction that withdraws an entry, if wanted by its own speaker."""
    taken_back = {"by": entry.by} if by_its_speaker and entry.by else {}
    day = dt.datetime.fromtimestamp(int(real_now()), dt.UTC).date().isoformat()
    reason = {"id": "Keliru.", "en": "Mistaken."}
    return {"anchor": entry.anchor, "date": day, "reason": reason, "withdraw": "true", **taken_back}


@pytest.fixture(name="root", scope="module")
def _root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with this checkout's own record, whose data may be changed."""
    root = tmp_path_factory.mktemp("withdrawal")
    add_software(root)
    for name in ("content", "data"):
        shutil.copytree(REPOSITORY / name, root / name)
    settings = yaml.safe_load((REPOSITORY / "mkdocs.yml").read_text("utf-8"))
    text = yaml.safe_dump({**settings, "site_url": REAL_ADDRESS}, sort_keys=False)
    (root / "mkdocs.yml").write_text(text, "utf-8")
    return root


def built(root: Path, withdrawn: dict[str, list[dict[str, object]]]) -> BuiltSite:
    """Return the site with these corrections, by series, in entry files of their own."""
    for key in RECORD.series:
        path = root / "data/coverage" / key / "test-withdrawals.yml"
        path.unlink(missing_ok=True)
        if corrections := withdrawn.get(key):
            path.parent.mkdir(exist_ok=True)
            path.write_text(dump({"corrections": corrections}), "utf-8")
    code, said = build(root, real_now())
    assert code == 0, [
        line for line in said.splitlines() if line[:1] != " " and ": notice " not in line
    ]
    return BuiltSite(root / "site", REAL_ADDRESS)


def standing(series: Series) -> list[Entry]:
    """Return the entries of a series that are not withdrawn yet."""
    return [entry for entry in series.entries if entry.withdrawn is None]


def test_there_are_entries_to_withdraw() -> None:
    """The turns cover every series that has an entry; a new site has none."""
    entries = [entry for series in RECORD.series.values() for entry in standing(series)]
    assert len(entries) >= sum(bool(standing(series)) for series in RECORD.series.values())
    assert bool(entries) == bool(TURNS)


@pytest.mark.parametrize("turn", TURNS)
def test_a_site_is_built_without_any_entry(turn: int, root: Path) -> None:
    """Each link to a withdrawn entry leads to its place on the series' page."""
    chosen = {
        key: entries[turn % len(entries)]
        for key, series in RECORD.series.items()
        if (entries := standing(series))
    }
    is_own = turn % 2 == 0
    withdrawn = {key: [a_withdrawal(entry, by_its_speaker=is_own)] for key, entry in chosen.items()}
    site = built(root, withdrawn)
    for key, entry in chosen.items():
        wanted = "timeline" if is_own and entry.by else "withdrawn"
        for language in ("", "en/"):
            assert _place(site, f"{language}coverage/{key}/", f"#{entry.anchor}") == wanted


def test_a_site_is_built_without_all_entries(root: Path) -> None:
    """A timeline without entries says so; all of them are below the table."""
    every = {
        key: [a_withdrawal(entry, by_its_speaker=False) for entry in standing(series)]
        for key, series in RECORD.series.items()
    }
    site = built(root, every)
    for key, series in RECORD.series.items():
        for language in ("", "en/"):
            url = f"{language}coverage/{key}/"
            assert not site.pages[url].all("li[@data-state]", "id")
            for entry in series.entries:
                assert _place(site, url, f"#{entry.anchor}") in {"withdrawn", "timeline"}


def _place(site: BuiltSite, url: str, link: str) -> str | None:
    """Return the class of the list, or of the element around it, that a link leads into."""
    path, _, anchor = urljoin(REAL_ADDRESS + url, link).partition("#")
    page = site.pages[path.removeprefix(REAL_ADDRESS)]
    lists = page.root.findall(f".//li[@id='{anchor}']/..")
    if not lists:
        return None
    around = page.root.findall(f".//li[@id='{anchor}']/../..")
    return lists[0].get("class") or around[0].get("class")
