"""The whole site in a single archive: its content, and links that lead from file to file."""

from __future__ import annotations

import io
import posixpath
import zipfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from tests.built import BuiltPage, BuiltSite

from terang.publishing.offline_archive import _offline_link, pack_site

FILE = "data/terang-site.zip"


@pytest.fixture(scope="session")
def archive(site: BuiltSite) -> zipfile.ZipFile:
    """Return the archive of the site."""
    return zipfile.ZipFile(io.BytesIO(site.files[FILE]))


def test_it_holds_every_page_and_download(site: BuiltSite, archive: zipfile.ZipFile) -> None:
    """The archive holds every page and download, except itself and files for servers."""
    names = archive.namelist()
    assert names == sorted(names)
    assert archive.testzip() is None
    missing = {
        name
        for name in set(site.files) - set(names)
        if not name.startswith("pagefind/") and not name.endswith((".gz", ".json"))
    }
    assert missing == {FILE, "404.html", "robots.txt", "sitemap.xml", "_headers"}
    for name in names:
        if not name.endswith(".html"):
            assert archive.read(name) == site.files[name]


def test_every_link_leads_to_a_file(archive: zipfile.ZipFile) -> None:
    """Every link leads to a file, never to a folder, and keeps its fragment."""
    pages = {
        name: BuiltPage(name, archive.read(name).decode())
        for name in archive.namelist()
        if name.endswith(".html")
    }
    files = set(archive.namelist())
    checked = 0
    for name, page in pages.items():
        for link in [*page.links, *page.loaded(), *page.all("link", "href")]:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            checked += 1
            joined = posixpath.join(posixpath.dirname(name), unquote(parts.path))
            target = posixpath.normpath(joined) if parts.path else name
            assert target in files, (name, link)
            if parts.fragment and target in pages:
                assert unquote(parts.fragment) in pages[target].ids, (name, link)
    assert checked > 20 * len(pages)


def test_nothing_in_it_runs(archive: zipfile.ZipFile) -> None:
    """Pages of the archive load no script, and search is left out rather than broken."""
    for name in archive.namelist():
        if name.endswith(".html"):
            page = BuiltPage(name, archive.read(name).decode())
            assert set(page.all("script", "type")) <= {"application/ld+json"}


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        # folders
        ("../../coverage/", "../../coverage/index.html"),
        ("../../", "../../index.html"),
        ("../..", "../../index.html"),
        ("./", "./index.html"),
        ("../b/#result-2022", "../b/index.html#result-2022"),
        # files, fragments, other hosts
        ("../../data/a.csv", "../../data/a.csv"),
        ("#a", "#a"),
        ("https://example.org/", "https://example.org/"),
        ("//example.org/a/", "//example.org/a/"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        # the archive does not hold itself
        ("../../data/terang-site.zip", "https://example.org/sub/data/terang-site.zip"),
    ],
)
def test_links(link: str, expected: str) -> None:
    """A link to a folder leads to its index file; every other link stays as it is."""
    assert _offline_link(link, "https://example.org/sub/") == expected


def test_the_same_site_is_the_same_file(tmp_path: Path) -> None:
    """The order and times of the files do not change the archive."""
    found = []
    for number, names in enumerate((["b", "a"], ["a", "b"])):
        folder = tmp_path / str(number)
        (folder / "data").mkdir(parents=True)
        for name in names:
            (folder / f"{name}.html").write_text(f'<a href="{name}/">{name}</a>', "utf-8")
        pack_site(folder, "https://example.org/")
        found.append((folder / FILE).read_bytes())
        pack_site(folder, "https://example.org/")  # over an older archive
        found.append((folder / FILE).read_bytes())
    assert len(set(found)) == 1
