"""catalog.jsonld and the data sets in pages, read back as what they are: linked data."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import extruct
import jinja2
import pyshacl
import pytest
import rdflib
from rdflib import DCAT, DCTERMS, FOAF, RDF, SH
from tests.catalogs import (
    ADDRESS,
    HOSTILE,
    a_hostile,
    an_example,
    derived_of,
    downloads,
    nothing,
    standard,
)

from terang.downloads import schema_org
from terang.downloads.registry import DownloadContext
from terang.model.catalog import Catalog
from terang.model.field_types import Text
from terang.pages.publication import Publication
from terang.pages.templates import Renderer

# rdflib's readers, and what extruct stands on, use names of their own that are to go.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

SHAPES = "dcat-ap-3.0.1/shapes.ttl"
RANGES = "dcat-ap-3.0.1/range.ttl"
RECOMMENDED = "dcat-ap-3.0.1/shapes_recommended.ttl"
SCHEMA = rdflib.Namespace("https://schema.org/")


def graph_of(catalog: Catalog) -> rdflib.Graph:
    """The catalogue of a catalog."""
    content = downloads(catalog)["data/catalog.jsonld"]
    return rdflib.Graph().parse(data=content, format="json-ld")


def findings(graph: rdflib.Graph, *names: str) -> list[str]:
    """What pySHACL says against a graph: paths, by shapes."""
    shapes = rdflib.Graph()
    for name in names:
        shapes.parse(standard(name))
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes)
    assert isinstance(report, rdflib.Graph)
    results = report.subjects(RDF.type, SH.ValidationResult)
    return sorted(str(report.value(result, SH.resultPath)) for result in results)


@pytest.mark.parametrize("catalog", [an_example(), nothing(), a_hostile(HOSTILE[10])])
def test_it_conforms_to_dcat_ap(catalog: Catalog) -> None:
    """Everything mandatory is there, and of the class that it must be of."""
    assert findings(graph_of(catalog), SHAPES) == []
    assert findings(graph_of(catalog), SHAPES, RANGES) == []


def test_what_is_recommended_is_there() -> None:
    """But for what the data does not know: where areas lie, what kind of body the publisher is."""
    assert {
        finding.rsplit("/", 1)[-1].rsplit("#")[-1]
        for finding in findings(graph_of(an_example()), RECOMMENDED)
    } == {*("bbox", "centroid", "type", "issued")}


def test_a_data_set_a_series() -> None:
    """One each, and one of the whole record; titles and descriptions in both languages."""
    graph = graph_of(an_example())
    found = set(graph.subjects(RDF.type, DCAT.Dataset))
    pages = ("data/", "coverage/people-town/", "coverage/doubtful/")
    assert found == {rdflib.URIRef(f"{ADDRESS}{page}#dataset") for page in pages}
    for item in found:
        for path in (DCTERMS.title, DCTERMS.description):
            languages = {literal.language for literal in graph.objects(item, path)}  # type: ignore[attr-defined]
            assert languages == {"id", "en"}
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    assert set(graph.objects(catalogue, DCAT.dataset)) == found


def test_every_download_is_listed() -> None:
    """Each file under data/ is a distribution with a full address, but for the catalogue itself."""
    graph = graph_of(an_example())
    urls = {str(node) for node in graph.objects(None, DCAT.downloadURL)}
    expected = {name for name in downloads(an_example()) if name.startswith("data/")}
    assert urls == {f"{ADDRESS}{name}" for name in expected - {"data/catalog.jsonld"}}


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_come_back_whole_from_the_catalogue(text: str) -> None:
    """Names of publisher and series are just what was written."""
    graph = graph_of(a_hostile(text))
    (publisher,) = graph.subjects(RDF.type, FOAF.Agent)
    assert {str(node) for node in graph.objects(publisher, FOAF.name)} == {text}
    series = rdflib.URIRef(f"{ADDRESS}coverage/people-town/#dataset")
    assert {str(node) for node in graph.objects(series, DCTERMS.title)} == {text}


# --- schema.org --------------------------------------------------------------------------------


def dataset_of(catalog: Catalog, series: str, language: str) -> dict[str, Any]:
    """What a series' page says of itself."""
    found = catalog.series[series]
    edition = DownloadContext(catalog, ADDRESS).edition
    return schema_org.dataset_node(catalog, derived_of(catalog), found, language, edition)


def as_page(dataset: dict[str, Any]) -> str:
    """A page with it in its head, as a template places it."""
    page = """<!doctype html><html><head><title>t</title>
    <script type="application/ld+json">{{ dataset | tojson }}</script></head><body></body></html>"""
    return jinja2.Environment(autoescape=True).from_string(page).render(dataset=dataset)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("series", ["people-town", "doubtful"])
def test_a_data_set_says_what_search_engines_ask(series: str, language: str) -> None:
    """What Google's data set search requires and recommends; full addresses of the right page."""
    found = dataset_of(an_example(), series, language)
    assert 50 <= len(found["description"]) <= 5000
    assert found["license"] == "https://example.org/licence"
    assert found["creator"]["name"] == {"id": "Penerbit", "en": "Publisher"}[language]
    root = {"id": "", "en": "en/"}[language]
    assert found["url"] == f"{ADDRESS}{root}coverage/{series}/"
    assert (
        found["spatialCoverage"]["containedInPlace"]["name"]
        == {"id": "Negeri", "en": "Land"}[language]
    )
    assert {item["contentUrl"].removeprefix(ADDRESS) for item in found["distribution"]} <= set(
        downloads(an_example())
    )
    assert found["citation"]


def test_a_data_set_names_figures_and_days() -> None:
    """The latest figure and the days covered; nothing where nothing counts."""
    found = dataset_of(an_example(), "people-town", "en")
    assert found["temporalCoverage"] == "2022-01-01/2024-08-17"
    assert found["variableMeasured"]["minValue"] == found["variableMeasured"]["maxValue"] == 100000
    assert found["variableMeasured"]["unitText"] == "people"
    other = dataset_of(an_example(), "doubtful", "en")
    assert "minValue" not in other["variableMeasured"]
    assert other["variableMeasured"]["unitText"] == "%"


def test_a_long_definition_is_cut() -> None:
    """A description has 5000 characters at most."""
    catalog = an_example()
    definition = Text.model_construct(id="x" * 6000, en="y" * 6000)
    indicator = catalog.indicators["people"].model_copy(update={"definition": definition})
    longer = dataclasses.replace(catalog, indicators={**catalog.indicators, "people": indicator})
    assert len(dataset_of(longer, "people-town", "id")["description"]) == 5000


def test_only_the_pages_of_series_have_one() -> None:
    """Each in its own language; other pages say nothing of the kind."""
    publication = Publication(an_example(), Renderer(Path("templates")), address=ADDRESS)
    for page in publication.pages:
        for language in ("id", "en"):
            found = [item["inLanguage"] for item in publication.head(page, language)]
            assert found == (
                [language] if page.path.startswith("coverage/") and page.path != "coverage/" else []
            )


@pytest.mark.parametrize("text", HOSTILE)
def test_a_data_set_is_read_back_from_its_page(text: str) -> None:
    """Extruct and rdflib find it whole, whatever is written, and no text leaves its element."""
    page = as_page(dataset_of(a_hostile(text), "people-town", "id"))
    assert page.count("<script") == page.count("</script>") == 1
    (found,) = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    assert found["name"] == found["creator"]["name"] == text
    assert found["citation"][0]["name"] == text
    local = {**found, "@context": {"@vocab": str(SCHEMA)}}  # what schema.org's own would fetch
    graph = rdflib.Graph().parse(data=json.dumps(local), format="json-ld")
    (item,) = graph.subjects(RDF.type, SCHEMA.Dataset)
    assert str(graph.value(item, SCHEMA.name)) == text
