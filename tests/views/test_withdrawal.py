"""Withdrawal of any entry: the site is built, and every link to the entry leads to its place."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path
from urllib.parse import urljoin

import pytest
import yaml
from tests.built import REAL_ADDRESS, REPOSITORY, BuiltSite, build, real_now

from terang.guard import paste_hints
from terang.parsing import decoding, yaml_document
from terang.parsing.yaml_document import Entries, Items

LISTS = ("observations", "targets", "events")
COVERAGE = sorted((REPOSITORY / "data/coverage").glob("*.yml"))
WITHDRAWAL = {"withdrawn": {"date": "2026-01-01", "reason": {"id": "Keliru.", "en": "Mistaken."}}}


def withdrawals(path: Path) -> list[str]:
    """Return a series' file with each of its entries withdrawn in turn."""
    text = path.read_text("utf-8")
    root = yaml_document.parse_document(path.name, text.encode()).root
    assert isinstance(root, Entries)
    return [
        _withdrawing(text, entry)
        for name in LISTS
        for entry in root.get(name, Items((1, 1)))
        if "withdrawn" not in entry
    ]


def _withdrawing(text: str, entry: Entries) -> str:
    lines = decoding.lines_of(text)
    added = paste_hints.indented_text(paste_hints.yaml_block(WITHDRAWAL), entry.mark[1] - 1)
    after = paste_hints.end_of(lines, entry.mark)
    return "\n".join([*lines[:after], *added.split("\n"), *lines[after:]])


FILES = {path.name: withdrawals(path) for path in COVERAGE}
TURNS = range(max(map(len, FILES.values()), default=0))
"""In each turn an entry of every series is withdrawn: series do not depend on each other."""


@pytest.fixture(name="root", scope="module")
def _root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with this checkout's own record, whose data may be changed."""
    root = tmp_path_factory.mktemp("withdrawal")
    for name in ("content", "hooks", "theme_overrides"):
        (root / name).symlink_to(REPOSITORY / name)
    shutil.copytree(REPOSITORY / "data", root / "data")
    settings = yaml.safe_load((REPOSITORY / "mkdocs.yml").read_text("utf-8"))
    text = yaml.safe_dump({**settings, "site_url": REAL_ADDRESS}, sort_keys=False)
    (root / "mkdocs.yml").write_text(text, "utf-8")
    return root


def built(root: Path, texts: dict[str, str]) -> BuiltSite:
    """Return the site with these series files instead of its own."""
    for path in COVERAGE:
        text = texts.get(path.name, path.read_text("utf-8"))
        (root / "data/coverage" / path.name).write_text(text, "utf-8")
    code, said = build(root, real_now())
    assert code == 0, [
        line for line in said.splitlines() if line[:1] != " " and ": notice " not in line
    ]
    return BuiltSite(root / "site", REAL_ADDRESS)


def test_there_are_entries_to_withdraw() -> None:
    """The turns cover more entries than there are series."""
    assert sum(map(len, FILES.values())) > len(COVERAGE) > 0


@pytest.mark.parametrize("turn", TURNS)
def test_a_site_is_built_without_any_entry(turn: int, root: Path) -> None:
    """Each link to a withdrawn entry leads to its place below the table."""
    built(root, {name: texts[turn] for name, texts in FILES.items() if turn < len(texts)})


def test_a_site_is_built_without_all_entries(root: Path) -> None:
    """A timeline without entries still names the withdrawn entries."""
    texts = {path.name: path.read_text("utf-8") for path in COVERAGE}
    for name, text in texts.items():
        while (left := _next(text)) is not None:
            text = _withdrawing(text, left)  # noqa: PLW2901 - entry after entry
        texts[name] = text
    site = built(root, texts)
    links = [
        (url, link)
        for url, page in site.pages.items()
        for link in page.all("p[@class='timeline__gone']/a", "href")
        # A speaker that is a publisher leads to its source.
        if "sources/" not in link
    ]
    assert len(links) >= 2 * sum(map(len, FILES.values()))
    for url, link in links:
        assert _place(site, url, link) == "withdrawn"


def _place(site: BuiltSite, url: str, link: str) -> str | None:
    """Return the class of the element around the list that a link leads into."""
    path, _, anchor = urljoin(REAL_ADDRESS + url, link).partition("#")
    page = site.pages[path.removeprefix(REAL_ADDRESS)]
    lists = page.root.findall(f".//li[@id='{anchor}']/../..")
    return lists[0].get("class") if lists else None


def _next(text: str) -> Entries | None:
    root = yaml_document.parse_document("", text.encode()).root
    assert isinstance(root, Entries)
    entries = itertools.chain(*(root.get(name, Items((1, 1))) for name in LISTS))
    return next((entry for entry in entries if "withdrawn" not in entry), None)
