"""Citation and embedding of a series: embed pages, image files, citations."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import html5lib
import pytest
import resvg_py
from tests.catalogs import ADDRESS, HOSTILE, a_hostile
from tests.views.test_components import RENDER, REPOSITORY, publication

from terang.model.catalog import Catalog
from terang.pages import component_files
from terang.pages.publication import Publication
from terang.pages.templates import COMPONENTS
from terang.views import share_image
from terang.views.chart import chart_view
from terang.views.citation import PublicationDetails, citation_view
from terang.views.headline import headline_view

KINDS = ["ordinary", "hostile", "nothing", "longest", "history", "conflict", "record"]
SVG = "{http://www.w3.org/2000/svg}"
CLASS = re.compile(r'class="(chart__[a-z]+)"')


def published(kind: str) -> Publication:
    """Return the publication of a kind of data."""
    return publication({"series": kind})


def published_catalog(catalog: Catalog) -> Publication:
    """Return the publication of a catalog."""
    return Publication(catalog, RENDER, address=ADDRESS)


# --- frames ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("root", ["", "en/"])
def test_a_page_for_a_frame(kind: str, root: str) -> None:
    """The embed page is small, in its language, without scripts, and links only to the site."""
    files = published(kind).published_files()
    html = files[f"{root}embed/covered/index.html"].decode()
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    page = parser.parse(html)
    assert parser.errors == []
    assert page.get("lang") == ("en" if root else "id")
    assert not page.findall(".//script")
    assert not page.findall(".//nav")
    assert not page.findall(".//style")
    assert page.find(".//base").get("target") == "_top"
    assert [element.get("content") for element in page.findall(".//meta[@name='robots']")] == [
        "noindex"
    ]
    canonical = page.find(".//link[@rel='canonical']").get("href")
    assert canonical == f"https://example.org/{root}coverage/covered/"
    up = "../../../" if root else "../../"
    assert page.find(".//link[@rel='stylesheet']").get("href") == f"{up}assets/embed.css"
    assert "../../coverage/covered/" in [element.get("href") for element in page.findall(".//a")]
    style = component_files.joined_files(REPOSITORY / COMPONENTS)["assets/embed.css"]()
    assert len(html.encode()) + len(style) < 30_000


def test_a_frame_shows_figure_date_and_source() -> None:
    """The answer comes first, as on the page of the series."""
    html = published("ordinary").published_files()["embed/covered/index.html"].decode()
    assert '<data value="110000">' in html
    assert '<time datetime="2025' in html
    assert "../../sources/#" in html
    assert '<svg role="img"' in html


def test_both_stylesheets_style_the_drawing() -> None:
    """Both have every class of the drawing, by one rule; without a style it is black or hidden."""
    drawn = set()
    for kind in ("ordinary", "history", "record"):
        drawn |= set(
            CLASS.findall(published(kind).published_files()["embed/covered/index.html"].decode())
        )
    assert len(drawn) >= 6
    joined = component_files.joined_files(REPOSITORY / COMPONENTS)
    for sheet in ("terang.css", "embed.css"):
        text = joined[f"assets/{sheet}"]().decode()
        assert [name for name in sorted(drawn) if f".{name}{{" not in text] == [], sheet
    own = (REPOSITORY / COMPONENTS / component_files.FRAMED / "style.css").read_text("utf-8")
    assert ".chart__" not in own


# --- images ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("root", ["", "en/"])
def test_a_chart_as_a_file(kind: str, root: str) -> None:
    """It is well-formed, needs no other file, and is drawn by another program than a browser."""
    svg = published(kind).published_files().get(f"{root}embed/covered/chart.svg")
    assert svg is not None
    drawing = ET.fromstring(svg)  # noqa: S314 - our own
    assert drawing.tag == f"{SVG}svg"
    assert drawing.findtext(f"{SVG}title")
    tags = {element.tag.removeprefix(SVG) for element in drawing.iter()}
    assert tags <= {"svg", "title", "desc", "rect", "line", "text", "g", "circle", "path"}
    lines = [line for line in drawing.iter(f"{SVG}line") if not line.get("stroke")]
    assert lines == []
    # A label stands within its mark, and would take the colour of that.
    labels = [text for text in drawing.iter(f"{SVG}text") if text.get("class") == "chart__label"]
    assert labels
    assert {text.get("fill") for text in labels} == {"#14212a"}
    assert b"https://example.org/" in svg
    assert resvg_py.svg_to_bytes(svg_string=svg.decode()).startswith(b"\x89PNG")


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_come_back_whole_from_images(text: str) -> None:
    """They stay text; a carriage return becomes a blank, as all white space does in SVG."""
    record = published_catalog(a_hostile(text))
    drawing = ET.fromstring(dict(record.share_images())["embed/people-town/share.png"])  # noqa: S314
    title = drawing.findtext(f"{SVG}title") or ""
    assert title.split() == text.split()
    assert not [element for element in drawing.iter() if "script" in element.tag]


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_come_back_whole_from_frames(text: str) -> None:
    """A series without claims has an embed page too, but no chart file."""
    files = published_catalog(a_hostile(text)).published_files()
    page = html5lib.parse(
        files["en/embed/people-town/index.html"].decode(), namespaceHTMLElements=False
    )
    assert (page.findtext(".//h1") or "").split() == text.split()
    assert not page.findall(".//script")
    assert "en/embed/people-town/chart.svg" not in files


@pytest.mark.parametrize("kind", KINDS)
def test_share_images(kind: str) -> None:
    """Each language has an image of the size that services ask for, with all lines inside."""
    record = published(kind)
    found = dict(record.share_images())
    assert {path for path in found if path.endswith("share.png")} == {
        "embed/covered/share.png", "en/embed/covered/share.png",
    }  # fmt: skip
    charts = {path: svg for path, svg in found.items() if path.endswith("chart.png")}
    files = record.published_files()
    for path, svg in charts.items():
        assert svg.encode() == files[path.replace(".png", ".svg")]
    assert len(charts) == len([path for path in files if path.endswith("chart.svg")])
    for svg in (svg for path, svg in found.items() if path not in charts):
        drawing = ET.fromstring(svg)  # noqa: S314 - our own
        assert (drawing.get("width"), drawing.get("height")) == ("1200", "630")
        lines = [int(element.get("y", "0")) for element in drawing.findall(f"{SVG}text")]
        assert max(lines) < 600
        assert len(lines) == len(set(lines))  # none on another


def test_a_chart_can_be_taken_as_a_file() -> None:
    """Beside it stand links to its files; to the PNG only where it has been drawn."""
    record = published("ordinary")
    assert chart_links(record) == ["chart.svg"]
    drawn = dataclasses.replace(record, images={"en/embed/covered/chart.png": Path("x")})
    assert chart_links(drawn) == ["chart.svg", "chart.png"]


def chart_links(record: Publication) -> list[str]:
    """Return the files that the English page of the series links to, beside its chart."""
    (page,) = (page for page in record.pages if page.path == "coverage/covered/")
    root = html5lib.parse(record.body(page, "en"), namespaceHTMLElements=False)
    (beside,) = (part for part in root.iter("div") if part.get("id") == "_chart")
    links = [link.get("href") or "" for link in beside.findall("p/a")]
    assert {href.rpartition("/")[0] for href in links} == {"../../embed/covered"}
    return [href.rpartition("/")[2] for href in links]


def test_a_share_image_shows_figure_and_day() -> None:
    """It shows the figure in the language's format, its date, and the day of the record."""
    svg = dict(published("ordinary").share_images())["embed/covered/share.png"]
    assert ">sekitar 110.000</text>" in svg
    assert ">Per 30 Juni 2026</text>" in svg


def test_lines_are_broken_between_words() -> None:
    """Lines are broken between words; text that does not fit ends in an ellipsis."""
    assert share_image.broken_lines("", 100, 20, 2) == [""]
    assert share_image.broken_lines("satu dua tiga", 60, 20, 3) == ["satu", "dua", "tiga"]
    assert share_image.broken_lines("satu dua tiga", 60, 20, 2) == ["satu", "dua …"]


# --- citations ---------------------------------------------------------------------------------


def test_a_citation() -> None:
    """A citation has publisher, year, title, version, address; readers add the day of access."""
    record = published("ordinary")
    series, context = record.catalog.series["covered"], record.context("en", "coverage/covered/")
    where = PublicationDetails("https://example.org/sub/", "2026.06.30+0123abcd")
    headline, chart = headline_view(series, context), chart_view(series, context)
    view = citation_view(series, context, where, headline, chart)
    assert view.citation == (
        "Example Record. (2026). Workers covered — Example City (version 2026.06.30+0123abcd) "
        "[Data set]. https://example.org/sub/en/coverage/covered/"
    )
    assert view.bibtex.startswith('@misc{covered,\n  author = "{Example Record}",\n')
    assert 'urldate = "{YYYY-MM-DD}"' in view.bibtex
    assert view.frame == "https://example.org/sub/en/embed/covered/"
    without = citation_view(series, context, where, headline, None)
    # A frame takes as many pixels as it shows lines.
    assert 300 < without.frame_height < view.frame_height < 1000
    longer = dataclasses.replace(headline, stale=("x" * 660,))
    taller = citation_view(series, context, where, longer, chart).frame_height
    assert 200 <= taller - view.frame_height <= 240


@pytest.mark.parametrize("text", HOSTILE)
def test_bibtex_is_a_single_entry_for_any_text(text: str) -> None:
    """No text closes its braces or begins a command or a comment."""
    record = published_catalog(a_hostile(text))
    context = record.context("id", "coverage/people-town/")
    series = record.catalog.series["people-town"]
    where, headline = PublicationDetails(ADDRESS, "1"), headline_view(series, context)
    bibtex = citation_view(series, context, where, headline, chart_view(series, context)).bibtex
    bare = re.sub(r"\\[{}%&#_$]|\\text[a-z]+\{\}", "", bibtex)
    assert bare.count("{") == bare.count("}")
    assert len(bibtex.splitlines()) == 9
    assert not re.search(r"[\\%$~^]", bare.replace(f"{ADDRESS}", ""))


def test_the_embed_code_is_shown_as_text() -> None:
    """The code is shown as text, not run; a title cannot leave its attribute."""
    record = published("hostile")
    (page,) = (page for page in record.pages if page.path == "coverage/covered/")
    body = record.body(page, "id")
    assert "<iframe" not in body
    line = html5lib.parseFragment(body, namespaceHTMLElements=False)
    code = next(code for code in line.iter("code") if (code.text or "").startswith("<iframe"))
    frame = html5lib.parseFragment(code.text or "", namespaceHTMLElements=False)
    (found,) = list(frame)
    assert found.tag == "iframe"
    assert set(found.attrib) == {"src", "title", "width", "height", "loading", "style"}
    assert found.get("title") == "Judul <script>alert(\"1\")</script> & 'x'"
