"""The comparison of an indicator in several areas (`sites/comparison`): charts, table, pages."""

from __future__ import annotations

import gzip
import re
import shutil
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tests.built import BuiltPage, BuiltSite, add_software, build
from tests.conftest import dump
from tests.views.test_components import publication
from tests.views.test_list_sizes import SHELL

from terang.diagnostics import LANGUAGES
from terang.downloads import guide
from terang.i18n.formatter import Language
from terang.pages import component_files
from terang.pages.publication import Publication
from terang.pages.templates import COMPONENTS
from terang.views import comparison

REPOSITORY = Path(__file__).parents[2]
ADDRESS = "https://example.org/sub/path/"
BUDGETS = tomllib.loads(Path(REPOSITORY, "tests", "browser", "budgets.toml").read_text("utf-8"))
URL = "compare/covered/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """Return the site of three areas, built strictly."""
    folder = tmp_path_factory.mktemp("sites") / "comparison"
    shutil.copytree(REPOSITORY / "tests" / "sites" / "comparison", folder)
    add_software(folder)
    code, said = build(folder)
    assert (code, said.count("notice conflict-not-judged")) == (0, 1), said
    return BuiltSite(folder / "site", ADDRESS)


@pytest.fixture(params=["", "en/"])
def page(site: BuiltSite, request: pytest.FixtureRequest) -> BuiltPage:
    """Return the comparison in each language."""
    return site.pages[request.param + URL]


def test_the_site_holds_together(site: BuiltSite) -> None:
    """An indicator of a single area has no comparison."""
    compared = [url for url in site.pages if "compare/" in url]
    assert sorted(compared) == [URL, f"en/{URL}"]
    assert site.broken_links() == []
    assert site.duplicate_ids() == []
    assert site.skipped_headings() == []
    assert {url: page.faults for url, page in site.pages.items() if page.faults} == {}


def test_small_charts_share_their_years(page: BuiltPage) -> None:
    """Areas are in the order of names; each chart has values of its own, and a description."""
    panels = page.root.findall(".//section[@class='panel']")
    drawings = [drawn(panel, "own") for panel in panels]
    names = ["".join(panel.find("h3").itertext()) for panel in panels]
    assert names == (
        ["Pulau", "Selatan", "Utara"] if page.language == "id" else ["Island", "North", "South"]
    )
    axes = [
        [
            (text.get("x"), "".join(text.itertext()))
            for text in drawing.iter("text")
            if text.get("class") == "chart__axis"
        ]
        for drawing in drawings
    ]
    years = [[text for text in axis if re.fullmatch("20..", text[1])] for axis in axes]
    assert len(years[0]) > 1
    assert all(texts == years[0] for texts in years)
    values = [[text for x, text in axis if x == "0"] for axis in axes]
    assert all(text[0].rstrip(",.0") == "" for text in values)
    assert len({text[-1] for text in values}) == len(panels)
    for drawing in drawings:
        ids = {element.get("id") for element in drawing.iter() if element.get("id")}
        assert set(drawing.get("aria-labelledby").split()) == ids


def drawn(panel: ET.Element, scale: str) -> ET.Element:
    """Return the drawing of a panel on its own scale, or on the shared one."""
    (drawing,) = [svg for svg in panel.iter("svg") if svg.get("role") == "img"
                  and f"compared__{scale}" in (svg.get("class") or "").split()]  # fmt: skip
    return drawing


def test_charts_share_a_scale_by_choice(page: BuiltPage) -> None:
    """The second drawing of each area has the same values at its edge, and the first one's name."""
    panels = page.root.findall(".//section[@class='panel']")
    edges = set()
    for panel in panels:
        own, shared = (drawn(panel, scale) for scale in ("own", "shared"))
        assert shared.get("aria-labelledby") == own.get("aria-labelledby")
        assert not [*shared.iter("title")]
        axis = [text for text in shared.iter("text") if text.get("class") == "chart__axis"]
        edges.add(tuple((text.get("y"), text.text) for text in axis if text.get("x") == "0"))
    assert len(edges) == 1
    choices = page.root.findall(".//input[@type='radio']")
    assert [choice.get("id") for choice in choices] == ["_scale-own", "_scale-shared"]
    assert [choice.get("checked") is not None for choice in choices] == [True, False]


def test_one_table(page: BuiltPage) -> None:
    """The table has each area's latest figure, date, speaker and targets; a conflict is a range."""
    table, years = page.root.findall(".//main//table")
    assert table.findtext("caption")
    assert years.findtext("caption")
    names = [cell.text for cell in years.findall("thead/tr/th")]
    assert names[1:] == sorted(name or "" for name in names[1:])
    rows = {
        row.findtext("th/a") or row.findtext("th"): [
            " ".join("".join(cell.itertext()).split())
            for cell in (*row.findall("th/span"), *row.findall("td"))
        ]
        for row in table.findall("tbody/tr")
    }
    if page.language == "en":
        assert rows["North"] == [
            "the office (published by Dinas Contoh)", "about 98,000", "1st of 2", "2025",
            "Target for 2025: Dinas Contoh: 150,000 Not reached",
        ]  # fmt: skip
        assert rows["South"][1:4] == ["900 to 1,200", "2nd of 2", "June 2025"]
        assert rows["Island"][1] == "(we have found no figure yet that can be relied on)"
    else:
        assert rows["Utara"][1] == "sekitar 98.000"
        assert rows["Selatan"][1:4] == ["900 sampai 1.200", "ke-2 dari 2", "Juni 2025"]


def test_pages_that_link_to_a_comparison(site: BuiltSite) -> None:
    """The list of series and each compared series link to it; a series that is alone does not."""
    leading = {
        url
        for url, page in site.pages.items()
        if not url.startswith("en/") and url != URL
        if any(link.endswith(URL) for link in page.links)
    }
    series = {f"coverage/covered-{area}/" for area in ("north", "south", "island")}
    assert leading == {"", "coverage/", *series}


def many(count: int, claims: int = 1) -> Publication:
    """Return a record of an indicator in `count` areas, each with so many claims."""
    areas = {f"area-{number:03}": number for number in range(count)}
    names = {
        key: {"name": {"id": f"Wilayah {area:03}", "en": f"Area {area:03}"}, "level": "regency"}
        for key, area in areas.items()
    }
    claim = {"date": "2025", "value": 1, "added": "2026-01-02", "sources": ["office-2025"]}
    data = {
        f"data/coverage/{key}.yml": dump(
            {
                "indicator": "covered",
                "area": key,
                "observations": [
                    {
                        **claim,
                        "date": f"{2025 - nth // 12}-{nth % 12 + 1:02}" if nth else "2025",
                        "value": area + 1 + nth * 7919 % 1000,
                    }
                    for nth in range(claims)
                ],
            }
        )
        for key, area in areas.items()
    }
    base = dump({"here": {"name": {"id": "Sini", "en": "Here"}, "level": "regency"}, **names})
    return publication({"series": "ordinary", "data": {**data, "data/areas.yml": base}})


def test_a_long_comparison_has_several_pages() -> None:
    """Many areas take several pages with the same years, and each links to the others."""
    published = many(2 * comparison.AREAS_A_PAGE)
    paths = [
        generated.path for generated in published.pages if generated.path.startswith("compare/")
    ]
    assert paths == [URL, f"{URL}2/", f"{URL}3/"]
    pages = {generated.path: generated for generated in published.pages}
    bodies = [published.body(pages[path], "en") for path in paths]
    counts = [body.count('class="panel"') for body in bodies]
    assert counts == [comparison.AREAS_A_PAGE, comparison.AREAS_A_PAGE, 1]
    years = {
        tuple(re.findall(r'class="chart__axis" x="([\d.]+%)" y="\d+".*?>(20..)<', body)[:2])
        for body in bodies
    }
    assert len(years) == 1
    assert len(years.pop()) == 2
    for number, body in enumerate(bodies, start=1):
        assert body.count('aria-current="page"') == 1
        assert [f"part {number} of 3" in pages[paths[number - 1]].title(Language("en"))] == [True]
    assert 'href="../../../compare/covered/"' in bodies[1]
    assert 'href="../../compare/covered/3/"' in bodies[0]


def test_no_page_links_to_all_pages_of_a_long_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page links to some pages, its neighbours and both ends, so every page is reachable."""
    monkeypatch.setattr(comparison, "AREAS_A_PAGE", 1)
    published = many(59)
    pages = {
        generated.path: generated
        for generated in published.pages
        if generated.path.startswith("compare/")
    }
    assert len(pages) == 60
    for number, page in enumerate(pages.values(), start=1):
        body = published.body(page, "en")
        own = re.findall(r'href="[./]*compare/covered/(?:(\d+)/)?"', body)
        named = {int(page_number or 1) for page_number in own} | {number}
        near = {near_by for near_by in (number - 1, number + 1) if 1 <= near_by <= 60}
        assert near | {1, 60} <= named
        assert len(named) <= 20


def test_the_page_on_data_does_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    """With many series, the page on data names the folder of their files instead of each file."""
    published = many(2)
    data = next(generated for generated in published.pages if generated.path == "data/")
    few = published.body(data, "en")
    assert few.count("data/area-") == 2 * (1 + len(guide._SERIES_FILES))
    monkeypatch.setattr(guide, "MOST_LISTED", 2)
    body = published.body(data, "en")
    assert "data/area-" not in body
    assert "There are 3 series." in body
    assert 'href="../../coverage/"' not in few.split('id="_series"')[1].split("<h2")[0]
    assert 'href="../coverage/"' in body.split('id="_series"')[1].split("<h2")[0]


def test_tiers_are_apart_and_places_without_figure_are_named() -> None:
    """Provinces stand apart from regencies and cities; who has no figure is named."""

    def area(name: str, level: str, **keys: str) -> dict[str, object]:
        return {"name": {"id": name, "en": name}, "level": level, **keys}

    areas = {
        "prov": area("Satu", "province"),
        "other": area("Dua", "province"),
        "here": area("Sini", "regency", parent="prov"),
        "town": area("Kota", "city", parent="prov"),
        "silent": area("Sunyi", "regency", parent="prov"),
        "far": area("Jauh", "regency", parent="other"),
    }
    claim = {"date": "2025", "added": "2026-01-02", "sources": ["office-2025"], "value": 50}
    people = {"date": "2024", "value": 200, "added": "2026-01-02", "sources": ["office-2025"]}
    population = {"label": {"id": "pekerja", "en": "workers"}, "values": [people]}
    more: dict[str, dict[str, object]] = {"prov": {}, "town": {"population": population}}
    data = {
        f"data/coverage/{key}.yml": dump(
            {"indicator": "covered", "area": key, "observations": [claim], **keys}
        )
        for key, keys in more.items()
    }
    published = publication({"series": "ordinary", "data": {**data, "data/areas.yml": dump(areas)}})
    (page,) = (found for found in published.pages if found.path == URL)
    body = published.body(page, "en")
    latest, years = re.findall("<table.*?</table>", body, re.DOTALL)
    for table in (latest, years):
        names = re.findall(r'<th scope="row(?:group)?"[^>]*>(?:<a[^>]*>)?(.*?)<', table)
        assert names == ["Provinces", "Satu", "Regencies and cities", "Kota", "Sini"]
        assert table.count("<tbody>") == 2
    assert "We have found no figure for Dua and Sunyi." in body
    assert re.search(r"25\.0%</data> of workers \(<time[^>]*>2024</time>\)", latest)
    # As a choice, also of the year; the places without a denominator say that none was found.
    rates = re.findall(r'<span class="compared__rate">(.*?)</span>', latest)
    assert [text == "none found" for text in rates] == [False, True, False, True]
    yearly = re.search(r'<span class="compared__rate">([^n].*?)</span></td>', years)
    assert yearly
    said = re.sub("<.*?>", "", yearly[1])
    assert said == "Dinas Tenaga Kerja (2025): 25.0% of workers (2024)."
    assert re.findall(r'name="_(\w+)" id="[\w-]+"( class="[^"]*" checked)?', body) == [
        ("figures", ' class="filter__choice compared__choice--count" checked'), ("figures", ""),
        ("scale", ' class="filter__choice compared__choice--own" checked'), ("scale", ""),
    ]  # fmt: skip
    # A scale is shared within a tier alone: the province has none.
    assert body.count("panel__chart compared__own") == 3
    assert body.count("panel__chart compared__shared") == 2


def test_rates_above_100_percent_warn() -> None:
    """In the table of the latest figures and in that of years: no reader may miss it."""
    people = {"date": "2024", "value": 40, "added": "2026-01-02", "sources": ["office-2025"]}
    population = {"label": {"id": "pekerja", "en": "workers"}, "values": [people]}
    claim = {"added": "2026-01-02", "sources": ["office-2025"]}
    claims = [{**claim, "date": "2024", "value": 30}, {**claim, "date": "2025", "value": 50}]
    series = {"indicator": "covered", "area": "town", "observations": claims}
    names = {"here": "Sini", "town": "Kota"}
    areas = {
        key: {"name": {"id": name, "en": name}, "level": "city"} for key, name in names.items()
    }
    data = {"areas": areas, "coverage/town": {**series, "population": population}}
    written = {f"data/{name}.yml": dump(tree) for name, tree in data.items()}
    published = publication({"series": "ordinary", "data": written})
    (page,) = (found for found in published.pages if found.path == URL)
    body = published.body(page, "en")
    warning = "More than 100 per cent cannot be right."
    cells = re.findall(r'<span class="compared__rate">(.*?)</span></td>', body, re.DOTALL)
    assert [warning in cell for cell in cells if "of workers" in cell] == [True, False, True]


@pytest.mark.parametrize("claims", [20, 60])
def test_a_comparison_is_light(claims: int) -> None:
    """Areas with many claims take more pages: none weighs more than any page may."""
    published = many(24, claims)
    joined = component_files.joined_files(REPOSITORY / COMPONENTS)
    files = (
        "assets/terang.css",
        "assets/lists.css",
        "assets/compare.css",
        "assets/search.js",
        "assets/filter.js",
    )
    around = SHELL + sum(len(gzip.compress(joined[name]())) for name in files)
    pages = [made for made in published.pages if made.path.startswith("compare/")]
    weights = [len(gzip.compress(published.body(made, "id").encode())) for made in pages]
    assert len(pages) == {20: 2, 60: 4}[claims]
    assert around + max(weights) <= BUDGETS["every-page"]["wire"]


def test_a_single_series_is_not_compared() -> None:
    """A single series has no comparison, and no page mentions it."""
    published = publication({"series": "ordinary"})
    assert not [generated for generated in published.pages if generated.path.startswith("compare/")]


PLACES = {
    "en": ["1st of 7", "2nd of 7", *["between 3rd and 5th of 7"] * 3, "6th of 7", "7th of 7"],
    "id": [
        "ke-1 dari 7", "ke-2 dari 7", *["antara ke-3 dan ke-5 dari 7"] * 3, "ke-6 dari 7",
        "ke-7 dari 7",
    ],
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_are_spans_where_figures_overlap(language: str) -> None:
    """Figures that may be equal share their places, by all that they may mean."""
    figures = ["700", "600", "500", "500", "500", "400", "300"]
    hedges = [None, None, "about", None, "nearly", None, None]
    ranks = ranks_of(figures, hedges, "stock", language)
    assert ranks == PLACES[language]


def test_open_ends_and_flows_have_no_firm_place() -> None:
    """More than 100 may be above 500; amounts over times of different length have no place."""
    assert (
        ranks_of(["500", "100"], [None, "more-than"], "stock") == ["between 1st and 2nd of 2"] * 2
    )
    assert ranks_of(["500", "100"], [None, None], "flow") == []


def ranks_of(
    figures: list[str], hedges: list[str | None], measure: str, language: str = "en"
) -> list[str]:
    """Return the places of areas with these figures, in their order; nothing without a column."""
    names = {f"area-{nth}": {"name": {"id": f"A{nth}", "en": f"A{nth}"}, "level": "regency"}
             for nth in range(len(figures))}  # fmt: skip
    here = {"here": {"name": {"id": "Sini", "en": "Here"}, "level": "village"}}
    indicator = {
        "title": {"id": "Pekerja", "en": "Workers"}, "programme": "protection",
        "definition": {"id": "Jumlahnya", "en": "Their number"}, "measure": measure,
        "unit": {"id": "orang", "en": "people"}, "direction": "increase",
    }  # fmt: skip
    data = {"data/areas.yml": {**here, **names}, "data/indicators/people.yml": indicator}
    for (area, figure), hedge in zip(zip(names, figures, strict=True), hedges, strict=True):
        claim = {"date": "2025", "value": figure, "added": "2026-01-02", "sources": ["office-2025"]}
        claims = [{**claim, **({"qualifier": hedge} if hedge else {})}]
        data[f"data/coverage/{area}.yml"] = {
            "indicator": "people", "area": area, "observations": claims,
        }  # fmt: skip
    written = {path: dump(tree) for path, tree in data.items()}
    published = publication({"series": "ordinary", "data": written})
    (page,) = (page for page in published.pages if page.path == "compare/people/")
    pattern = r"<td[^>]*>((?:between|antara)?[^<]*(?: of | dari )[^<]*)</td>"
    return re.findall(pattern, published.body(page, language))
