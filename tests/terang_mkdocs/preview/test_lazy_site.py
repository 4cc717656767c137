"""The preview's pages, rendered on request: the same pages as a whole build, and no others."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from tests.small_site import SERIES, Project, a_project

from terang.pages.templates import Compiled
from terang_mkdocs.pages import OnDemandFile, SitePage
from terang_mkdocs.preview.lazy_site import LazySite
from terang_mkdocs.site_builder import assemble_site, load_site_config, loaded_publication


def a_lazy_site(project: Project, folder: Path) -> LazySite:
    """Return the preview of a project's site, with no page rendered yet."""
    config = load_site_config(project.root)
    return LazySite(config, loaded_publication(config), folder, Compiled())


def test_every_file_is_that_of_a_whole_build(tmp_path: Path) -> None:
    """Every file of the preview equals that of a whole build, in whatever order it is asked for."""
    project = a_project(tmp_path / "project")
    config = load_site_config(project.root)
    whole = tmp_path / "whole"
    assemble_site(config, loaded_publication(config), whole)
    names = [path.relative_to(whole).as_posix() for path in whole.rglob("*") if path.is_file()]
    names = sorted(name for name in names if not name.startswith("pagefind/"))
    assert len(names) > 50
    for order in (names, names[::-1]):
        site = a_lazy_site(project, tmp_path / order[0].replace("/", "-"))
        for name in order:
            assert site.read_file(name) == (whole / name).read_bytes(), name
            assert site.read_file(name) == (whole / name).read_bytes(), name
    assert not site.has_file("nothing/index.html")
    assert site.read_file("nothing/index.html") is None


def test_only_what_is_asked_for_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the pages that are asked for are rendered, each of them once."""
    rendered: Counter[str] = Counter()
    original = SitePage.record_links

    def counted(page: SitePage, content: str) -> None:
        rendered[page.file.dest_uri] += 1
        original(page, content)

    monkeypatch.setattr(SitePage, "record_links", counted)
    monkeypatch.delattr(OnDemandFile, "copy_file")
    site = a_lazy_site(a_project(tmp_path / "project"), tmp_path / "site")
    assert rendered == {}
    path = f"coverage/{SERIES}/index.html"
    first, again = site.read_file(path), site.read_file(path)
    assert first == again
    assert rendered == {path: 1}
