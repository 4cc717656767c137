"""A build divided into pieces: any division writes the same site, and every error arrives."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
from tests.small_site import Project, a_project

from terang.publishing.manifest import file_sums
from terang.publishing.parallel_build import SendMessage, WorkerError, WorkerPool
from terang_mkdocs import divided_build
from terang_mkdocs.arranged_site import ArrangedSite
from terang_mkdocs.pages import SitePage
from terang_mkdocs.site_builder import (
    assemble_site,
    load_site_config,
    loaded_publication,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="builds are divided on Linux only")

EPOCH = "1790000000"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a small site that is built in pieces of three pages and five other files."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    monkeypatch.setattr(divided_build, "MAX_PAGES", 3)
    monkeypatch.setattr(divided_build, "MIN_PAGES", 1)
    monkeypatch.setattr(divided_build, "MAX_FILES", 5)
    return a_project(tmp_path)


def built(project: Project, folder: Path, *, parallel: bool) -> Mapping[str, bytes]:
    """Build the site into a folder, and return its files."""
    config = load_site_config(project.root, strict=True)
    publication = loaded_publication(config)
    folder.mkdir()
    assemble_site(config, publication, folder, parallel=parallel)
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_many_pieces_write_what_one_process_does(project: Project, tmp_path: Path) -> None:
    """A site in many pieces has the files of one built whole, byte for byte, search included."""
    whole = built(project, tmp_path / "whole", parallel=False)
    divided = built(project, tmp_path / "divided", parallel=True)
    assert {name for name in whole if whole[name] != divided.get(name)} == set()
    assert set(divided) == set(whole)


def test_the_html_of_a_page_made_alone_stays_in_memory(project: Project) -> None:
    """A page that is written before another is read is not put aside meanwhile."""
    config = load_site_config(project.root, strict=True)
    kept: list[object] = []

    def keep(content: object) -> NoReturn:
        kept.append(content)
        raise AssertionError

    site = ArrangedSite(config, replace(loaded_publication(config), keep=keep))
    site.create_file("index.html")
    assert "<h1" in Path(config.site_dir, "index.html").read_text("utf-8")
    assert kept == []


def test_the_sums_are_those_of_the_files(project: Project, tmp_path: Path) -> None:
    """The checksums that pieces send are those of the files that they have written."""
    config = load_site_config(project.root, strict=True)
    folder = tmp_path / "site"
    folder.mkdir()
    sums = assemble_site(config, loaded_publication(config), folder, parallel=True)
    assert {"index.html", "en/index.html", "feed.xml"} <= sums.keys()
    assert sums.items() <= file_sums(folder).items()


def test_an_error_of_a_piece_ends_the_build(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk under one piece ends the whole build with that error."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(SitePage, "record_links", full)
    with pytest.raises(OSError, match="No space"):
        built(project, tmp_path / "site", parallel=True)


def test_messages_arrive_before_their_worker_ends() -> None:
    """A pool takes every message of its workers, and runs no more at once than it may."""
    taken: list[tuple[str, Any]] = []

    def work(send: SendMessage) -> None:
        send("process", os.getpid())
        send("bytes", bytes(1 << 20))

    with WorkerPool(lambda kind, content: taken.append((kind, content)), at_once=2) as pool:
        for _ in range(5):
            pool.start(work)
            assert len(pool._workers) <= 2
        pool.finish()
    assert sorted(kind for kind, _ in taken) == ["bytes"] * 5 + ["process"] * 5
    assert len({content for kind, content in taken if kind == "process"} - {os.getpid()}) == 5


def test_a_pool_that_is_left_kills_its_workers() -> None:
    """Leaving a pool because of an error ends the workers that are still busy."""
    found: list[int] = []

    def endless(send: SendMessage) -> None:
        send("process", os.getpid())
        while True:
            os.sched_yield()

    def interrupted() -> None:
        with WorkerPool(lambda _, number: found.append(number)) as pool:
            pool.start(endless)
            pool.wait_for(lambda: len(found) > 0)
            raise WorkerError

    with pytest.raises(WorkerError):
        interrupted()
    with pytest.raises(ProcessLookupError):
        os.kill(found[0], 0)
