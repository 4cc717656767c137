"""What a series' page tells search engines: a schema.org `Dataset`, as JSON-LD for the page's head.

https://schema.org/Dataset; https://developers.google.com/search/docs/appearance/structured-data/dataset
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terang.derivation.derive import Derived
from terang.downloads import summaries
from terang.downloads.edition import Edition
from terang.downloads.json_values import Json, json_number
from terang.i18n.formatter import Language, plain_text
from terang.model.catalog import Catalog, Series
from terang.model.definitions import Area, Indicator, Source
from terang.views.headline import headline_sentence, headline_view
from terang.views.page_context import PageContext

SchemaOrgNode = dict[str, Any]

_CONTEXT = "https://schema.org/"


def dataset_node(
    catalog: Catalog, derived: Mapping[str, Derived], series: Series, code: str, edition: Edition
) -> SchemaOrgNode:
    """One series in one language."""
    language = Language(code)
    page = edition.at(f"{language.root}coverage/{series.id}/")
    first, last = summaries.covered_days(series)
    indicator = catalog.indicator_of(series)
    publisher = _publisher(edition, code)
    return {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "@id": f"{page}#dataset",
        "url": page,
        "name": language.name(catalog.title_of(series)),
        "description": summaries.description(catalog, series, code),
        "identifier": f"tag:{catalog.site.tag_authority}:{series.id}",
        "inLanguage": code,
        "version": edition.version,
        "dateModified": edition.created,
        "isAccessibleForFree": True,
        "license": edition.licence.url,
        "creator": publisher,
        "publisher": publisher,
        "keywords": [
            language.name(catalog.programmes[indicator.programme].title),
            language.name(catalog.area_of(series).name),
        ],
        "temporalCoverage": f"{first.isoformat()}/{last.isoformat()}",
        "spatialCoverage": _place(
            summaries.shortened_text(catalog, catalog.area_of(series)), language
        ),
        "variableMeasured": _variable(series, PageContext(catalog, derived, language, "")),
        **_technique(indicator, language),
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "name": edition.publisher[code],
            "url": edition.at(f"{language.root}data/"),
        },
        "distribution": _distributions(series, edition),
        "citation": [_citation(source) for source in _sources(catalog, series)],
    }


def _publisher(edition: Edition, code: str) -> SchemaOrgNode:
    return {
        "@type": "Organization",
        "@id": edition.at("#publisher"),
        "name": edition.publisher[code],
        "url": edition.address,
    }


def _place(areas: tuple[Area, ...], language: Language) -> SchemaOrgNode:
    """An area, and around it those that it lies in."""
    area, *around = areas
    place: SchemaOrgNode = {"@type": "AdministrativeArea", "name": language.name(area.name)}
    if area.codes:
        place["identifier"] = [
            {"@type": "PropertyValue", "propertyID": scheme, "value": code}
            for scheme, code in sorted(area.codes.items())
        ]
    if around:
        place["containedInPlace"] = _place(tuple(around), language)
    return place


def _variable(series: Series, context: PageContext) -> SchemaOrgNode:
    """What is measured; with its latest figure and, before it, who says so, where one counts."""
    indicator, language, latest = (
        context.indicator(series),
        context.language,
        _latest(series, context),
    )
    unit, derived = indicator.unit, context.derived[series.id]
    variable: SchemaOrgNode = {
        "@type": "PropertyValue",
        "name": language.name(indicator.title),
        "description": " ".join(filter(None, (language.name(indicator.definition), latest))),
        "unitText": "%" if unit.percent else unit.currency or language.unit(indicator),
    }
    if derived.latest is not None:
        ends: dict[str, Json] = {
            "minValue": json_number(derived.latest.values.low),
            "maxValue": json_number(derived.latest.values.high),
        }
        variable |= ends
    return variable


def _latest(series: Series, context: PageContext) -> str:
    """Return who says the latest figure, and for when; empty where none counts."""
    view = headline_view(series, context)
    return plain_text(headline_sentence(view)) if view.latest.figure else ""


def _technique(indicator: Indicator, language: Language) -> SchemaOrgNode:
    method = indicator.satu_data.method if indicator.satu_data else None
    return {"measurementTechnique": language.text(method).text} if method else {}


def _distributions(series: Series, edition: Edition) -> list[SchemaOrgNode]:
    found = {
        f"{series.id}.json": "application/json",
        "observations.csv": "text/csv",
        "transparency.sqlite": "application/vnd.sqlite3",
        "terang-data.zip": "application/zip",
    }
    return [
        {
            "@type": "DataDownload",
            "name": name,
            "encodingFormat": media,
            "contentUrl": edition.at(f"data/{name}"),
        }
        for name, media in found.items()
    ]


def _sources(catalog: Catalog, series: Series) -> list[Source]:
    """What the series' claims stand in, each once, in the order in which they are first named."""
    named = dict.fromkeys(source for entry in series.entries for source in entry.sources)
    return [catalog.sources[item] for item in named]


def _citation(source: Source) -> SchemaOrgNode:
    work: SchemaOrgNode = {
        "@type": "CreativeWork",
        "name": source.title,
        "publisher": {"@type": "Organization", "name": source.publisher},
        "inLanguage": source.language,
    }
    if source.published is not None:
        work["datePublished"] = source.published.machine
    if source.url is not None:
        work["url"] = source.url
    return work
