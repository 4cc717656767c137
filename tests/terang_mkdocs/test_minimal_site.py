"""The smallest site there is (`sites/minimal`): every promise that can be seen in its HTML."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import pytest
from tests.built import NOW, BuiltPage, BuiltSite, add_software, build

from terang.pages import security_policy

REPOSITORY = Path(__file__).parents[2]
ADDRESS = "https://example.org/sub/path/"
OWN = "coverage/covered-here/"
TWINNED = [
    "",
    "coverage/",
    OWN,
    "data/",
    "indicators/covered/",
    "propose/",
    "revisions/",
    "sources/",
    "targets/",
]
ALONE = {"lama/": "id", "abroad/": "en"}
EACH = sorted([*TWINNED, *ALONE])


def laid_out(folder: Path) -> Path:
    """Return the project in a folder of its own, with our hook and theme beside it."""
    shutil.copytree(REPOSITORY / "tests" / "sites" / "minimal", folder)
    add_software(folder)
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """Return the site, built strictly and without more than a notice about a title's mark."""
    folder = laid_out(tmp_path_factory.mktemp("sites") / "minimal")
    code, said = build(folder)
    assert code == 0
    assert re.findall(r": (?:notice )?([a-z-]+): ", said) == ["markup-in-text"]
    return BuiltSite(folder / "site", ADDRESS)


# --- languages ---------------------------------------------------------------------------------


def test_one_path_in_both_languages(pages: dict[str, BuiltPage]) -> None:
    """Indonesian pages stand at the root and English under /en/, translated or not."""
    assert sorted(pages) == sorted([*EACH, *(f"en/{url}" for url in EACH)])


def test_pages_say_their_language(pages: dict[str, BuiltPage]) -> None:
    """`<html lang>` names the language, and no interface word of the other stands there."""
    for url, page in pages.items():
        assert page.language == ("en" if url.startswith("en/") else "id")
        assert ("Skip to content" in page.text()) is (page.language == "en")


@pytest.mark.parametrize("url", TWINNED)
def test_twins_name_each_other(pages: dict[str, BuiltPage], url: str) -> None:
    """Canonical, reciprocal hreflang and x-default addresses are all absolute."""
    claims = {"id": ADDRESS + url, "en": f"{ADDRESS}en/{url}", "x-default": ADDRESS + url}
    for own in (url, f"en/{url}"):
        page = pages[own]
        found = {
            link.get("hreflang"): link.get("href")
            for link in page.root.findall(".//head/link[@hreflang]")
        }
        assert found == claims
        assert page.all("link[@rel='canonical']", "href") == [ADDRESS + own]


@pytest.mark.parametrize(("url", "written"), ALONE.items())
def test_a_page_of_one_language(pages: dict[str, BuiltPage], url: str, written: str) -> None:
    """An untranslated page is shown in the other language with a notice and its own `lang`."""
    foreign = f"en/{url}" if written == "id" else url
    original = url if written == "id" else f"en/{url}"
    for own in (foreign, original):
        assert not pages[own].root.findall(".//head/link[@hreflang]")
        assert pages[own].all("link[@rel='canonical']", "href") == [ADDRESS + original]
    stand_in, page = pages[foreign], pages[original]
    assert stand_in.root.find(".//main//*[@class='notice']") is not None
    assert page.root.find(".//main//*[@class='notice']") is None
    (part,) = [element for element in stand_in.root.findall(".//main/div") if element.get("lang")]
    assert part.get("lang") == written
    figure = part.find(".//data")
    assert figure is not None
    assert (figure.get("value"), figure.text) == (
        "100000", "100.000" if written == "id" else "100,000",
    )  # fmt: skip


@pytest.mark.parametrize("url", EACH)
def test_the_switcher_leads_to_the_same_page(pages: dict[str, BuiltPage], url: str) -> None:
    """The switcher leads to the same page, and claims a translation only where there is one."""
    for own, other in ((url, f"en/{url}"), (f"en/{url}", url)):
        (link,) = pages[own].root.findall(".//nav[@class='languages']//a")
        assert urljoin(ADDRESS + own, link.get("href")) == ADDRESS + other
        assert link.get("lang") == ("en" if other.startswith("en/") else "id")
        claims = url not in ALONE or (ALONE[url] == link.get("lang"))
        assert (link.get("hreflang") is not None) is claims


def test_the_sitemap(site: BuiltSite) -> None:
    """The sitemap lists every page that is not a stand-in, with its alternates."""
    names = {
        "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
        "x": "http://www.w3.org/1999/xhtml",
    }
    root = ET.fromstring(site.files["sitemap.xml"])  # noqa: S314
    found = {
        entry.findtext("s:loc", "", names): {
            element.get("hreflang"): element.get("href")
            for element in entry.findall("x:link", names)
        }
        for entry in root
    }
    expected = {}
    for url in TWINNED:
        claims = {"id": ADDRESS + url, "en": f"{ADDRESS}en/{url}", "x-default": ADDRESS + url}
        expected |= {ADDRESS + url: claims, f"{ADDRESS}en/{url}": claims}
    assert found == {**expected, f"{ADDRESS}lama/": {}, f"{ADDRESS}en/abroad/": {}}


def test_robots(site: BuiltSite) -> None:
    """robots.txt allows everything and names the sitemap."""
    lines = site.files["robots.txt"].decode().split("\n")
    assert f"Sitemap: {ADDRESS}sitemap.xml" in lines
    assert "Disallow: /" not in lines


def test_the_404_page_speaks_both(site: BuiltSite) -> None:
    """The 404 page works at any depth and marks each part's language."""
    page = BuiltPage("404.html", site.files["404.html"].decode())
    assert page.faults == []
    parts = {
        element.get("lang"): "".join(element.itertext())
        for element in page.root.findall(".//main/section")
    }
    assert "Halaman tidak ditemukan" in parts["id"]
    assert "Page not found" in parts["en"]
    assert all(link.startswith("/sub/path/") for link in [*page.links, *page.loaded()])


# --- content of the pages ----------------------------------------------------------------------


def test_pages_are_sound(site: BuiltSite) -> None:
    """Every page has sound HTML, headings, ids and links."""
    assert {url: page.faults for url, page in site.pages.items() if page.faults} == {}
    assert site.duplicate_ids() == []
    assert site.skipped_headings() == []
    assert site.broken_links() == []
    assert {url: page.unrendered() for url, page in site.pages.items() if page.unrendered()} == {}


def test_no_third_party_is_asked(site: BuiltSite) -> None:
    """No page and no stylesheet loads a file from another host."""
    assert site.asked_of_others() == []


def test_every_address_of_our_own_is_relative(pages: dict[str, BuiltPage]) -> None:
    """Every internal address is relative, so that the site works wherever it is put."""
    for page in pages.values():
        for address in [*page.links, *page.loaded()]:
            assert not address.startswith(("/", ADDRESS)), (page.url, address)


@pytest.mark.parametrize(("language", "figure"), [("", "100.000"), ("en/", "100,000")])
def test_figures_and_dates(pages: dict[str, BuiltPage], language: str, figure: str) -> None:
    """`<data value>` and `<time datetime>` stand on every page that shows figures and dates."""
    for url in ("", OWN, "coverage/", "sources/"):
        html = pages[language + url].html
        assert f'<data value="100000">{figure}</data>' in html
    texts = {
        element.get("datetime"): "".join(element.itertext())
        for element in pages[language + OWN].root.findall(".//ol[@class='timeline']//time")
    }
    day = "17 Agustus 2024" if language == "" else "17 August 2024"
    label = "awal 2023" if language == "" else "early 2023"
    assert texts["2024-08-17"] == day
    assert texts["2023-01-01"] == label


@pytest.mark.parametrize("language", ["", "en/"])
@pytest.mark.parametrize(("url", "prefix"), [(OWN, ""), ("", "covered-here--")])
def test_the_timeline(pages: dict[str, BuiltPage], language: str, url: str, prefix: str) -> None:
    """The timeline is an ordered list, oldest first, with the contract's ids, classes, states."""
    (timeline,) = pages[language + url].root.findall(".//ol[@class='timeline']")
    found = [(entry.get("id"), entry.get("class"), entry.get("data-state")) for entry in timeline]
    kinds = [
        ("result-2022", "result", None),
        ("result-2023-01-01-to-2023-04-30", "result", None),
        ("event-2023-07", "event", None),
        ("result-2024-08-17", "result", None),
        ("target-2025", "target", "unreported"),
        ("target", "target", "no-deadline"),
    ]
    assert found == [
        (prefix + anchor, f"timeline__item timeline__item--{kind}", state)
        for anchor, kind, state in kinds
    ]
    disputed, latest = timeline[1], timeline[3]
    unmatched = ("Belum kami temukan laporan", "No later report found")
    words = ["Diragukan", unmatched[0]] if language == "" else ["Disputed", unmatched[1]]
    assert all(word in "".join(disputed.itertext()) for word in words)
    assert ("bupati" if language == "" else "The regent") in "".join(latest.itertext())
    assert '<data value="75000">' in pages[language + url].html


@pytest.mark.parametrize("language", ["", "en/"])
def test_the_table(pages: dict[str, BuiltPage], language: str) -> None:
    """The table has a caption, scopes and a row for each claim; withdrawn claims follow below."""
    root = pages[language + OWN].root
    (table,) = root.findall(".//table[@class='claims']")
    assert table.findtext("caption")
    headers = table.findall(".//th")
    assert all(header.get("scope") in {"col", "row"} for header in headers)
    assert len(table.findall("tbody/tr")) == 5
    withdrawn = root.find(".//*[@id='result-2024']")
    assert withdrawn is not None
    text = "".join(withdrawn.itertext())
    assert "(result-2024)" in text
    assert ("Salah ketik." if language == "" else "A slip.") in text


@pytest.mark.parametrize("language", ["", "en/"])
@pytest.mark.parametrize("url", ["", OWN])
def test_the_chart(pages: dict[str, BuiltPage], language: str, url: str) -> None:
    """The chart is an inline image with a name and a description, drawn without a script."""
    page = pages[language + url]
    (svg,) = [element for element in page.root.findall(".//svg") if element.get("role") == "img"]
    named = [page.root.find(f".//*[@id='{part}']") for part in svg.get("aria-labelledby").split()]
    assert [label.tag for label in named] == ["title", "desc"]
    assert all("".join(label.itertext()).strip() for label in named)
    drawn = (element for element in svg.iter() if element.tag in {"circle", "path", "rect"})
    shapes = {element.get("class") for element in drawn}
    assert shapes - {"chart__cap", None} == {"chart__result", "chart__disputed", "chart__target"}
    assert not page.root.findall(".//main//script")


def test_sources_and_revisions_keep_values(pages: dict[str, BuiltPage]) -> None:
    """Each source lists every claim on it; old values are `<data>`; text stays text."""
    sources = pages["en/sources/"]
    (source,) = sources.root.findall(".//li[@id='berita']")
    values = [element.get("value") for element in source.findall(".//data")]
    assert sorted(values) == sorted(["14000", "120000", "100000", "115000", "160000"])
    assert "Cakupan &lt;b&gt;bertambah&lt;/b&gt;" in sources.html
    assert "75000" in pages["revisions/"].all("data", "value")
    assert "A slip." in pages["en/revisions/"].text("main")


def test_scripts_are_files(pages: dict[str, BuiltPage]) -> None:
    """A page has a script file, form and lists another, and none a handler or style in place."""
    for url, page in pages.items():
        running = [
            element_item
            for element_item in page.root.findall(".//script")
            if element_item.get("type") != "application/ld+json"
        ]
        has_own = url.removeprefix("en/") in {"propose/", "targets/", "coverage/"}
        assert 1 <= len(running) <= 1 + has_own
        assert all(script.get("src") for script in running)
        for element in page.elements:
            assert element.tag not in {"style", "iframe", "base"}
            assert not [name for name in element.attrib if str(name).startswith("on")]
            assert element.get("style") is None


def test_every_page_bears_the_policy(site: BuiltSite) -> None:
    """Every page states the security policy right after the encoding, without any server."""
    found = {path: text.decode() for path, text in site.files.items() if path.endswith(".html")}
    assert "404.html" in found
    for path, html in found.items():
        page = BuiltPage(path, html)
        framed = path.removeprefix("en/").startswith("embed/")
        policy = security_policy.EMBED if framed else security_policy.PAGE
        metas = page.root.findall(".//head/meta")
        assert [meta.get("http-equiv") for meta in metas[:2]] == [None, "Content-Security-Policy"]
        assert metas[1].get("content") == policy.meta, path
        if framed:
            assert not page.root.findall(".//script")


# --- the same bytes ----------------------------------------------------------------------------


def test_another_build_is_the_same_bytes(site: BuiltSite, tmp_path: Path) -> None:
    """Folder, time zone, locale and hash seed do not change the built bytes."""
    folder = laid_out(tmp_path / "quite another" / "folder")
    environment = {
        **os.environ,
        "PYTHONPATH": str(REPOSITORY / "hooks"),
        "SOURCE_DATE_EPOCH": NOW,
        "TZ": "Pacific/Kiritimati",
        "LANG": "tr_TR.UTF-8",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "12345",
    }
    command = [sys.executable, "-m", "terang_mkdocs", "site"]
    done = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    first, second = site.files, BuiltSite(folder / "site", ADDRESS).files
    assert list(first) == list(second)
    assert [name for name in first if first[name] != second[name]] == []


def test_nothing_tells_where_or_when_it_was_built(site: BuiltSite) -> None:
    """No file holds a path of the machine, or a time but the day that states are shown as of."""
    for name, content in site.files.items():
        if not name.startswith("pagefind/"):
            assert str(site.root.parent).encode() not in content, name
            assert not re.search(rb"2026-11-\d\d", content), name
