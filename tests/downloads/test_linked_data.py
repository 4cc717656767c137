"""catalog.jsonld and the data sets in pages are read back as linked data."""

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
    download_context,
    downloads,
    nothing,
    standard,
)

from terang.downloads import schema_org
from terang.i18n.formatter import Language
from terang.model.catalog import Catalog
from terang.model.field_types import Text
from terang.pages.publication import Publication
from terang.pages.templates import Renderer

# The readers of rdflib and the dependencies of extruct use deprecated names.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

SHAPES = "dcat-ap-3.0.1/shapes.ttl"
RANGES = "dcat-ap-3.0.1/range.ttl"
RECOMMENDED = "dcat-ap-3.0.1/shapes_recommended.ttl"
SCHEMA = rdflib.Namespace("https://schema.org/")


def graph_of(catalog: Catalog) -> rdflib.Graph:
    """Return the catalogue of a catalog as a graph."""
    content = downloads(catalog)["data/catalog.jsonld"]
    return rdflib.Graph().parse(data=content, format="json-ld")


def findings(graph: rdflib.Graph, *names: str) -> list[str]:
    """Return the paths that violate the named shapes, as pySHACL reports them."""
    shapes = rdflib.Graph()
    for name in names:
        shapes.parse(standard(name))
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes)
    assert isinstance(report, rdflib.Graph)
    results = report.subjects(RDF.type, SH.ValidationResult)
    return sorted(str(report.value(result, SH.resultPath)) for result in results)


@pytest.mark.parametrize("catalog", [an_example(), nothing(), a_hostile(HOSTILE[10])])
def test_it_conforms_to_dcat_ap(catalog: Catalog) -> None:
    """Every mandatory property exists and has the required class."""
    assert findings(graph_of(catalog), SHAPES) == []
    assert findings(graph_of(catalog), SHAPES, RANGES) == []


def test_recommended_properties_are_there() -> None:
    """Only properties are missing that the data lacks: coordinates, publisher type, first issue."""
    assert {
        finding.rsplit("/", 1)[-1].rsplit("#")[-1]
        for finding in findings(graph_of(an_example()), RECOMMENDED)
    } == {*("bbox", "centroid", "type", "issued")}


def test_each_series_is_a_data_set() -> None:
    """Each series and the whole record are data sets, with titles in both languages."""
    graph = graph_of(an_example())
    found = set(graph.subjects(RDF.type, DCAT.Dataset))
    pages = ("data/", "coverage/people-town/", "coverage/doubtful/")
    assert found == {rdflib.URIRef(f"{ADDRESS}{page}#dataset") for page in pages}
    for dataset in found:
        for path in (DCTERMS.title, DCTERMS.description):
            languages = {literal.language for literal in graph.objects(dataset, path)}  # type: ignore[attr-defined]
            assert languages == {"id", "en"}
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    assert set(graph.objects(catalogue, DCAT.dataset)) == found


def test_every_download_is_listed() -> None:
    """Each file below data/, except the catalogue itself, is a distribution with a full address."""
    graph = graph_of(an_example())
    urls = {str(node) for node in graph.objects(None, DCAT.downloadURL)}
    expected = {name for name in downloads(an_example()) if name.startswith("data/")}
    assert urls == {f"{ADDRESS}{name}" for name in expected - {"data/catalog.jsonld"}}


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_come_back_whole_from_the_catalogue(text: str) -> None:
    """The names of publisher and series are read back as written."""
    graph = graph_of(a_hostile(text))
    (publisher,) = graph.subjects(RDF.type, FOAF.Agent)
    assert {str(node) for node in graph.objects(publisher, FOAF.name)} == {text}
    series = rdflib.URIRef(f"{ADDRESS}coverage/people-town/#dataset")
    assert {str(node) for node in graph.objects(series, DCTERMS.title)} == {text}


# --- schema.org --------------------------------------------------------------------------------


def dataset_of(catalog: Catalog, series: str, language: str) -> dict[str, Any]:
    """Return the data set in a series' page."""
    found = catalog.series[series]
    context = download_context(catalog)
    written = Language(language)
    return schema_org.dataset_node(catalog, context.derived, found, written, context.edition)


def as_page(dataset: dict[str, Any]) -> str:
    """Return a page with a data set in its head, as a template places it."""
    page = """<!doctype html><html><head><title>t</title>
    <script type="application/ld+json">{{ dataset | tojson }}</script></head><body></body></html>"""
    return jinja2.Environment(autoescape=True).from_string(page).render(dataset=dataset)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("series", ["people-town", "doubtful"])
def test_a_data_set_has_the_properties_for_search_engines(series: str, language: str) -> None:
    """A data set has the properties that Google requires, and addresses in its own language."""
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
    assert {file["contentUrl"].removeprefix(ADDRESS) for file in found["distribution"]} <= set(
        downloads(an_example())
    )
    assert (found["dateModified"], found["inLanguage"]) == ("2025-02-02", ["id", "en"])
    assert (
        found["usageInfo"]
        == {"id": "Situs contoh, tidak resmi", "en": "An example, not official"}[language]
    )


def test_a_data_set_is_one_in_all_languages() -> None:
    """Both pages of a series, and the catalogue, give its data set the same `@id`."""
    ids = {dataset_of(an_example(), "people-town", language)["@id"] for language in ("id", "en")}
    assert ids == {f"{ADDRESS}coverage/people-town/#dataset"}
    assert {str(node) for node in graph_of(an_example()).subjects(RDF.type, DCAT.Dataset)} >= ids


def test_a_series_without_observations_has_no_days() -> None:
    """A series of targets alone is a data set without covered days, here and in the catalogue."""
    catalog = an_example()
    nothing_past = {"observations": (), "baseline": None, "replies": ()}
    targets = catalog.series["people-town"].model_copy(update=nothing_past)
    without = dataclasses.replace(catalog, series={"people-town": targets})
    assert "temporalCoverage" not in dataset_of(without, "people-town", "en")
    assert list(graph_of(without).objects(None, DCTERMS.temporal)) == []


def test_a_data_set_names_figures_and_days() -> None:
    """A data set has its latest figure and covered days, but no figure if no claim counts."""
    found = dataset_of(an_example(), "people-town", "en")
    assert found["temporalCoverage"] == "2022-01-01/2024-08-17"
    assert found["variableMeasured"]["minValue"] == found["variableMeasured"]["maxValue"] == 100000
    assert found["variableMeasured"]["unitText"] == "people"
    other = dataset_of(an_example(), "doubtful", "en")
    assert "minValue" not in other["variableMeasured"]
    assert other["variableMeasured"]["unitText"] == "%"


def test_a_long_definition_is_cut() -> None:
    """A description longer than 5000 characters is cut to 5000."""
    catalog = an_example()
    definition = Text.model_construct(id="x" * 6000, en="y" * 6000)
    indicator = catalog.indicators["people"].model_copy(update={"definition": definition})
    longer = dataclasses.replace(catalog, indicators={**catalog.indicators, "people": indicator})
    assert len(dataset_of(longer, "people-town", "id")["description"]) == 5000


def test_pages_of_series_and_of_data_have_one() -> None:
    """Pages of series hold their data set, the page on data that of the whole record."""
    publication = Publication(an_example(), Renderer(Path("templates")), address=ADDRESS)
    for page in publication.pages:
        for language in ("id", "en"):
            found = [dataset["@id"] for dataset in page.linked_data(Language(language))]
            is_series = page.path.startswith("coverage/") and page.path != "coverage/"
            has_one = is_series or page.path == "data/"
            assert found == ([f"{ADDRESS}{page.path}#dataset"] if has_one else [])


@pytest.mark.parametrize("text", HOSTILE)
def test_a_data_set_is_read_back_from_its_page(text: str) -> None:
    """Extruct and rdflib read back any text whole, and no text ends its element."""
    page = as_page(dataset_of(a_hostile(text), "people-town", "id"))
    assert page.count("<script") == page.count("</script>") == 1
    (found,) = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    assert found["name"] == found["creator"]["name"] == text
    local = {
        **found,
        "@context": {"@vocab": str(SCHEMA)},
    }  # the context of schema.org would be fetched
    graph = rdflib.Graph().parse(data=json.dumps(local), format="json-ld")
    (dataset,) = graph.subjects(RDF.type, SCHEMA.Dataset)
    assert str(graph.value(dataset, SCHEMA.name)) == text
