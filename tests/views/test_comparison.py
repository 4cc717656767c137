"""One indicator in several areas (`sites/comparison`): one scale, one table, pages of them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from tests.built import BuiltPage, BuiltSite, build
from tests.conftest import dump
from tests.views.test_components import publication

from terang.downloads import guide
from terang.pages.publication import Publication
from terang.views import comparison

REPOSITORY = Path(__file__).parents[2]
ADDRESS = "https://example.org/sub/path/"
URL = "compare/covered/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """The site of three areas, built strictly."""
    folder = tmp_path_factory.mktemp("sites") / "comparison"
    shutil.copytree(REPOSITORY / "tests" / "sites" / "comparison", folder)
    for name in ("hooks", "theme_overrides"):
        (folder / name).symlink_to(REPOSITORY / name)
    code, said = build(folder)
    assert (code, said.count("notice conflict-not-judged")) == (0, 1), said
    return BuiltSite(folder / "site", ADDRESS)


@pytest.fixture(params=["", "en/"])
def page(site: BuiltSite, request: pytest.FixtureRequest) -> BuiltPage:
    """The comparison in each language."""
    return site.pages[request.param + URL]


def test_the_site_holds_together(site: BuiltSite) -> None:
    """Only what can be compared is: the indicator of one area has no such page."""
    compared = [url for url in site.pages if "compare/" in url]
    assert sorted(compared) == [URL, f"en/{URL}"]
    assert site.broken_links() == []
    assert site.duplicate_ids() == []
    assert site.skipped_headings() == []
    assert {url: page.faults for url, page in site.pages.items() if page.faults} == {}


def test_small_charts_share_one_scale(page: BuiltPage) -> None:
    """Areas by name; the same values and years in each, named and described."""
    panels = page.root.findall(".//section[@class='panel']")
    names = ["".join(panel_item.find("h3").itertext()) for panel_item in panels]
    assert names == (
        ["Pulau", "Selatan", "Utara"] if page.language == "id" else ["Island", "North", "South"]
    )
    axes = [
        [
            (text.get("x"), text.get("y"), "".join(text.itertext()))
            for text in panel.iter("text")
            if text.get("class") == "chart__axis"
        ]
        for panel in panels
    ]
    assert len(axes[0]) > 4
    assert all(axis == axes[0] for axis in axes)
    assert "0" in [text for _, _, text in axes[0]]
    for panel in panels:
        (drawing,) = [item for item in panel.iter("svg") if item.get("role") == "img"]
        ids = {element.get("id") for element in drawing.iter() if element.get("id")}
        assert set(drawing.get("aria-labelledby").split()) == ids


def test_one_table(page: BuiltPage) -> None:
    """The latest figure of each, its date, speaker and targets; a conflict as a range."""
    (table,) = page.root.findall(".//main//table")
    assert table.findtext("caption")
    rows = {
        "".join(row.find("th").itertext()): [
            " ".join("".join(cell.itertext()).split()) for cell in row.findall("td")
        ]
        for row in table.findall("tbody/tr")
    }
    if page.language == "en":
        assert rows["North"] == [
            "the office (published by Dinas Contoh)", "about 98,000", "2025",
            "Target for 2025: Dinas Contoh: 150,000 Not reached",
        ]  # fmt: skip
        assert rows["South"][1:3] == ["900 to 1,200", "June 2025"]
        assert rows["Island"][1] == "(we have found no figure yet that can be relied on)"
    else:
        assert rows["Utara"][1] == "sekitar 98.000"
        assert rows["Selatan"][1:3] == ["900 sampai 1.200", "Juni 2025"]


def test_it_is_led_to(site: BuiltSite) -> None:
    """From all series, and from each of them; never from one that stands alone."""
    leading = {
        url
        for url, page in site.pages.items()
        if not url.startswith("en/") and url != URL
        if any(link.endswith(URL) for link in page.links)
    }
    series = {f"coverage/covered-{area}/" for area in ("north", "south", "island")}
    assert leading == {"", "coverage/", *series}


def many(count: int) -> Publication:
    """A record of one indicator in so many areas."""
    areas = {f"area-{number:03}": number for number in range(count)}
    names = {
        key: {"name": {"id": f"Wilayah {area:03}", "en": f"Area {area:03}"}, "level": "regency"}
        for key, area in areas.items()
    }
    claim = {"date": "2025", "value": 1, "sources": ["office-2025"]}
    data = {
        f"data/coverage/{key}.yml": dump(
            {"indicator": "covered", "area": key, "observations": [{**claim, "value": area + 1}]}
        )
        for key, area in areas.items()
    }
    base = dump({"here": {"name": {"id": "Sini", "en": "Here"}, "level": "regency"}, **names})
    return publication({"series": "ordinary", "data": {**data, "data/areas.yml": base}})


def test_no_page_compares_beyond_reason() -> None:
    """Many areas take many pages, all of one scale, each leading to all others."""
    published = many(2 * comparison.AREAS_A_PAGE)
    paths = [
        page_item.path for page_item in published.pages if page_item.path.startswith("compare/")
    ]
    assert paths == [URL, f"{URL}2/", f"{URL}3/"]
    pages = {page_item.path: page_item for page_item in published.pages}
    bodies = [published.body(pages[path], "en") for path in paths]
    counts = [body.count('class="panel"') for body in bodies]
    assert counts == [comparison.AREAS_A_PAGE, comparison.AREAS_A_PAGE, 1]
    scales = {
        tuple(re.findall(r'class="chart__axis" x="0".*?>(.*?)<', body)[:4]) for body in bodies
    }
    assert len(scales) == 1
    for number, body in enumerate(bodies, start=1):
        assert body.count('aria-current="page"') == 1
        assert [f"part {number} of 3" in pages[paths[number - 1]].title["en"]] == [True]
    assert 'href="../../../compare/covered/"' in bodies[1]
    assert 'href="../../compare/covered/3/"' in bodies[0]


def test_no_page_of_many_names_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each names some, its neighbours and the ends among them, so that every page is reached."""
    monkeypatch.setattr(comparison, "AREAS_A_PAGE", 1)
    published = many(59)
    pages = {
        page_item.path: page_item
        for page_item in published.pages
        if page_item.path.startswith("compare/")
    }
    assert len(pages) == 60
    for number, page in enumerate(pages.values(), start=1):
        body = published.body(page, "en")
        own = re.findall(r'href="[./]*compare/covered/(?:(\d+)/)?"', body)
        named = {int(item or 1) for item in own} | {number}
        near = {item for item in (number - 1, number + 1) if 1 <= item <= 60}
        assert near | {1, 60} <= named
        assert len(named) <= 20


def test_the_page_on_data_does_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many series it says where their files are, instead of naming each."""
    published = many(2)
    data = next(page_item for page_item in published.pages if page_item.path == "data/")
    few = published.body(data, "en")
    assert few.count("data/area-") == 2
    monkeypatch.setattr(guide, "MOST_LISTED", 2)
    body = published.body(data, "en")
    assert "data/area-" not in body
    assert "There are 3 files." in body
    assert 'href="../../coverage/"' not in few.split('id="_series"')[1].split("<h2")[0]
    assert 'href="../coverage/"' in body.split('id="_series"')[1].split("<h2")[0]


def test_one_series_is_not_compared() -> None:
    """Nor is anything said of it."""
    published = publication({"series": "ordinary"})
    assert not [page_item for page_item in published.pages if page_item.path.startswith("compare/")]
