"""The catalogue of all data sets for data portals: DCAT-AP 3.0.1 as JSON-LD.

https://semiceu.github.io/DCAT-AP/releases/3.0.1/ — each series is a data set, and so is the whole
record. The JSON-LD context is in the file, so that a reader fetches nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from terang.diagnostics import LANGUAGES
from terang.downloads import dictionary, index_json, ms_ind, summaries
from terang.downloads.edition import Edition
from terang.downloads.json_values import json_pieces
from terang.downloads.lazy_files import KeptFile, LazyFiles
from terang.i18n.formatter import Language
from terang.model.catalog import Catalog, Series
from terang.model.definitions import Area, Frequency

NAME = "catalog.jsonld"

DcatNode = dict[str, Any]
"""A JSON-LD node, or a reference to a node."""

_EU = "http://publications.europa.eu/resource/authority/"
_IANA = "https://www.iana.org/assignments/media-types/"
_CONTEXT: Mapping[str, str] = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_LINGUISTIC = {"id": f"{_EU}language/IND", "en": f"{_EU}language/ENG"}
_FREQUENCIES = {
    Frequency.IRREGULAR: "IRREG",
    Frequency.MONTHLY: "MONTHLY",
    Frequency.QUARTERLY: "QUARTERLY",
    Frequency.HALF_YEARLY: "ANNUAL_2",
    Frequency.YEARLY: "ANNUAL",
}
_THEME = f"{_EU}data-theme/SOCI"
_THEMES = f"{_EU}data-theme"
_AVAILABILITY = f"{_EU}planned-availability/STABLE"
_DATA_PACKAGE = "https://datapackage.org/standard/data-package/"

_FORMATS: Mapping[str, tuple[str, str]] = {
    "csv": ("text/csv", f"{_EU}file-type/CSV"),
    "json": ("application/json", f"{_EU}file-type/JSON"),
    "parquet": ("application/vnd.apache.parquet", f"{_IANA}application/vnd.apache.parquet"),
    "sqlite": ("application/vnd.sqlite3", f"{_IANA}application/vnd.sqlite3"),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        f"{_EU}file-type/XLSX",
    ),
    "zip": ("application/zip", f"{_EU}file-type/ZIP"),
}
"""File name extension → media type and the IRI of the format."""


@dataclass(frozen=True, slots=True)
class DistributionFile:
    """A download with the facts that its distribution states."""

    name: str
    title: Mapping[str, str]
    file: KeptFile | None
    """None for the archive, which holds this catalogue itself."""
    conforms_to: str = ""
    """The address of the standard or schema that the file follows."""


def dcat_pieces(
    catalog: Catalog, downloads: LazyFiles, archive: str, edition: Edition
) -> Iterator[bytes]:
    """Yield the catalogue of the downloads; `archive` is the name of the ZIP file of them all."""
    graph = _graph(catalog, downloads, archive, edition)
    return json_pieces({"@context": _CONTEXT, "@graph": graph})


def _graph(
    catalog: Catalog, downloads: LazyFiles, archive: str, edition: Edition
) -> Iterator[DcatNode]:
    yield _catalogue(catalog, edition)
    yield from _shared_nodes(catalog, edition)
    yield _record_dataset(catalog, downloads, archive, edition)
    for _, series in sorted(catalog.series.items()):
        yield _series_dataset(catalog, series, downloads, edition)


# --- the catalogue and nodes that all data sets share ------------------------------------------


def _catalogue(catalog: Catalog, edition: Edition) -> DcatNode:
    pages = [_RECORD_PAGE, *map(_series_page, sorted(catalog.series))]
    term = dictionary.package_term(edition.publisher)
    return {
        "@id": edition.full_address("#catalog"),
        "@type": "dcat:Catalog",
        "dct:title": _texts(edition.publisher),
        "dct:description": _texts(term.description),
        "dct:publisher": _publisher(edition),
        "dct:language": _language_nodes(),
        "dct:license": _ref(edition.licence.url),
        **(_rights(edition.notice) if edition.notice else {}),
        "dct:modified": _day(edition.modified),
        "dct:spatial": [_ref(_place(area, edition)) for area in _areas(catalog)],
        "dcat:themeTaxonomy": _ref(_THEMES),
        "foaf:homepage": {"@id": edition.address, "@type": "foaf:Document"},
        "dcat:dataset": [_ref(_dataset_id(page, edition)) for page in pages],
    }


def _rights(notice: Mapping[str, str]) -> DcatNode:
    """Return the notice of the site as a statement of rights."""
    return {"dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": _texts(notice)}}


def _shared_nodes(catalog: Catalog, edition: Edition) -> Iterator[DcatNode]:
    """Yield the nodes that other nodes refer to."""
    yield {
        "@id": edition.full_address("#publisher"),
        "@type": "foaf:Agent",
        "foaf:name": _texts(edition.publisher),
    }
    yield {
        "@id": edition.full_address("#contact"),
        "@type": "vcard:Kind",
        "vcard:fn": _texts(edition.publisher),
        "vcard:hasURL" if edition.contact_url == edition.contact else "vcard:hasEmail": _ref(
            edition.contact_url
        ),
    }
    yield {
        "@id": edition.licence.url,
        "@type": "dct:LicenseDocument",
        "dct:identifier": edition.licence.id,
    }
    themes = {"en": "Population and society", "id": "Penduduk dan masyarakat"}
    yield {"@id": _THEMES, "@type": "skos:ConceptScheme", "dct:title": _texts({"en": "Data theme"})}
    yield {"@id": _THEME, "@type": "skos:Concept", "skos:prefLabel": _texts(themes)}
    stable = {"@id": _AVAILABILITY, "@type": "skos:Concept"}
    yield {**stable, "skos:prefLabel": _texts({"en": "stable"})}
    for area in _areas(catalog):
        yield {
            "@id": _place(area, edition),
            "@type": "dct:Location",
            "skos:prefLabel": _texts(area.name.by_language()),
            "dct:identifier": [f"{scheme}:{code}" for scheme, code in sorted(area.codes.items())],
        }


def _areas(catalog: Catalog) -> list[Area]:
    """Return the areas that have series."""
    return [
        catalog.areas[key] for key in sorted({series.area for series in catalog.series.values()})
    ]


# --- data sets ---------------------------------------------------------------------------------

_RECORD_PAGE = "data/"


def _series_page(series_id: str) -> str:
    return f"coverage/{series_id}/"


def _dataset_id(page: str, edition: Edition) -> str:
    return edition.full_address(f"{page}#dataset")


def _record_dataset(
    catalog: Catalog, downloads: LazyFiles, archive: str, edition: Edition
) -> DcatNode:
    term = dictionary.package_term(edition.publisher)
    titles = _words("record", publisher=edition.publisher)
    files = _record_files(catalog, downloads, archive)
    return {
        **_dataset(edition, _RECORD_PAGE, titles, term.description),
        "dct:spatial": [_ref(_place(area, edition)) for area in _areas(catalog)],
        "dct:temporal": _period(catalog.series.values()),
        "dct:accrualPeriodicity": _frequency(Frequency.IRREGULAR),
        "dcat:keyword": _texts({"id": "jaminan sosial", "en": "social security"}),
        "dcat:distribution": [_distribution(file, edition) for file in files],
    }


def _record_files(
    catalog: Catalog, downloads: LazyFiles, archive: str
) -> Iterator[DistributionFile]:
    """Yield every file that is not the file of a series."""
    of_series = {name for key in catalog.series for name in index_json.series_files(key)}
    sheets = {ms_ind.sheet_name(key): found for key, found in catalog.indicators.items()}
    described = {
        "datapackage.json": ("file_package", _DATA_PACKAGE),
        "series.schema.json": ("file_schema", "https://json-schema.org/draft/2020-12/schema"),
        "transparency.sqlite": ("file_database", ""),
        "transparency.metadata.json": ("file_datasette", ""),
        "index.json": ("file_index", ""),
        "terang.xlsx": ("file_workbook", ""),
    }
    yield DistributionFile(archive, _words("file_archive"), None)
    for name, file in downloads.makers.items():
        if name in described:
            key, standard = described[name]
            yield DistributionFile(name, _words(key), file, standard)
        elif name in sheets:
            indicator_title = sheets[name].title.by_language()
            yield DistributionFile(name, _words("file_sheet", title=indicator_title), file)
        elif name not in of_series:
            term = dictionary.table_term(name.rpartition(".")[0])
            yield DistributionFile(name, term.title, file)


def _series_dataset(
    catalog: Catalog, series: Series, downloads: LazyFiles, edition: Edition
) -> DcatNode:
    indicator, area = catalog.indicator_of(series), catalog.area_of(series)
    files = [
        DistributionFile(name, _words(key), downloads.makers[name], standard)
        for name, key, standard in (
            (f"{series.id}.json", "file_series", edition.full_address("data/series.schema.json")),
            (f"{series.id}.csv", "file_claims", ""),
            (f"{series.id}.csl.json", "file_citations", ""),
            (f"{series.id}.xlsx", "file_spreadsheet", ""),
        )
    ]
    titles = catalog.title_of(series).by_language()
    descriptions = {
        code: summaries.series_description(catalog, series, Language(code)) for code in LANGUAGES
    }
    programme = catalog.programmes[indicator.programme]
    return {
        **_dataset(edition, _series_page(series.id), titles, descriptions),
        "dct:identifier": series.id,
        "dct:spatial": _ref(_place(area, edition)),
        "dct:temporal": _period([series]),
        "dct:accrualPeriodicity": _frequency(indicator.frequency),
        "dcat:keyword": [
            literal
            for text in (indicator.title, programme.title, area.name)
            for literal in _texts(text.by_language())
        ],
        "dcat:distribution": [_distribution(file, edition) for file in files],
    }


def _dataset(
    edition: Edition, page: str, titles: Mapping[str, str], descriptions: Mapping[str, str]
) -> DcatNode:
    return {
        "@id": _dataset_id(page, edition),
        "@type": "dcat:Dataset",
        "dct:title": _texts(titles),
        "dct:description": _texts(descriptions),
        "dct:publisher": _publisher(edition),
        "dcat:contactPoint": _ref(edition.full_address("#contact")),
        "dcat:theme": _ref(_THEME),
        "dct:language": _language_nodes(),
        "dct:modified": _day(edition.modified),
        "dcat:version": edition.version,
        "dcat:landingPage": {"@id": edition.full_address(page), "@type": "foaf:Document"},
    }


def _distribution(download: DistributionFile, edition: Edition) -> DcatNode:
    url = edition.full_address(f"data/{download.name}")
    media, kind = _FORMATS[download.name.rsplit(".", 1)[-1]]
    node: DcatNode = {
        "@id": f"{url}#distribution",
        "@type": "dcat:Distribution",
        "dct:title": _texts(_title_with_name(download)),
        "dct:description": _texts(download.title),
        "dcat:accessURL": _ref(url),
        "dcat:downloadURL": _ref(url),
        "dcat:mediaType": {"@id": f"{_IANA}{media}", "@type": "dct:MediaType"},
        "dct:format": {"@id": kind, "@type": "dct:MediaTypeOrExtent"},
        "dct:license": _ref(edition.licence.url),
        "dct:modified": _day(edition.modified),
        "dcatap:availability": _ref(_AVAILABILITY),
    }
    if download.conforms_to:
        node["dct:conformsTo"] = {"@id": download.conforms_to, "@type": "dct:Standard"}
    if download.file is not None:
        size = str(download.file.size)
        node["dcat:byteSize"] = {"@value": size, "@type": "xsd:nonNegativeInteger"}
        node["spdx:checksum"] = {
            "@type": "spdx:Checksum",
            "spdx:algorithm": _ref("spdx:checksumAlgorithm_sha256"),
            "spdx:checksumValue": {
                "@value": download.file.sha256,
                "@type": "xsd:hexBinary",
            },
        }
    return node


def _title_with_name(download: DistributionFile) -> dict[str, str]:
    return {
        code: Language(code).word("dataset.about_file", title=title, file=download.name)
        for code, title in download.title.items()
    }


# --- parts -------------------------------------------------------------------------------------


def _words(key: str, **values: Mapping[str, str]) -> dict[str, str]:
    """Return an interface word in each language; each of `values` is a text by language."""
    return {
        code: Language(code).word(
            f"dataset.{key}", **{name: texts[code] for name, texts in values.items()}
        )
        for code in LANGUAGES
    }


def _ref(iri: str) -> DcatNode:
    return {"@id": iri}


def _texts(words: Mapping[str, str]) -> list[DcatNode]:
    return [{"@value": text, "@language": code} for code, text in words.items()]


def _day(iso: str) -> DcatNode:
    return {"@value": iso, "@type": "xsd:date"}


def _language_nodes() -> list[DcatNode]:
    return [{"@id": _LINGUISTIC[code], "@type": "dct:LinguisticSystem"} for code in LANGUAGES]


def _period(series: Iterable[Series]) -> list[DcatNode]:
    """Return the period from the first to the last day of the series' observations."""
    days = [covered for covered in map(summaries.covered_days, series) if covered is not None]
    if not days:
        return []
    firsts, lasts = zip(*days, strict=True)
    period = {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": _day(min(firsts).isoformat()),
        "dcat:endDate": _day(max(lasts).isoformat()),
    }
    return [period]


def _frequency(frequency: Frequency) -> DcatNode:
    return {"@id": f"{_EU}frequency/{_FREQUENCIES[frequency]}", "@type": "dct:Frequency"}


def _publisher(edition: Edition) -> DcatNode:
    return _ref(edition.full_address("#publisher"))


def _place(area: Area, edition: Edition) -> str:
    return edition.full_address(f"data/areas.csv#{area.id}")
