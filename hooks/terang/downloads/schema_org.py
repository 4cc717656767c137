"""The schema.org `Dataset` that a series' page holds in its head, as JSON-LD for search engines.

It is no file of its own: the page of the series asks for it.
https://schema.org/Dataset; https://developers.google.com/search/docs/appearance/structured-data/dataset
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terang.derivation.derive import Derived
from terang.downloads import summaries
from terang.downloads.edition import Edition
from terang.downloads.json_values import json_number
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
    """Return the data set of a series in a language."""
    language = Language(code)
    page = edition.full_address(f"{language.root}coverage/{series.id}/")
    first, last = summaries.covered_days(series)
    indicator = catalog.indicator_of(series)
    publisher = _publisher(edition, code)
    return {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "@id": f"{page}#dataset",
        "url": page,
        "name": language.name(catalog.title_of(series)),
        "description": summaries.series_description(catalog, series, language),
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
            summaries.area_and_parents(catalog, catalog.area_of(series)), language
        ),
        "variableMeasured": _measured_variable(series, PageContext(catalog, derived, language, "")),
        **_measurement_technique(indicator, language),
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "name": edition.publisher[code],
            "url": edition.full_address(f"{language.root}data/"),
        },
        "distribution": _distributions(series, edition),
        "citation": [_citation(source) for source in _cited_sources(catalog, series)],
    }


def _publisher(edition: Edition, code: str) -> SchemaOrgNode:
    return {
        "@type": "Organization",
        "@id": edition.full_address("#publisher"),
        "name": edition.publisher[code],
        "url": edition.address,
    }


def _place(areas: tuple[Area, ...], language: Language) -> SchemaOrgNode:
    """Return an area within the areas around it."""
    area, *parents = areas
    place: SchemaOrgNode = {"@type": "AdministrativeArea", "name": language.name(area.name)}
    if area.codes:
        place["identifier"] = [
            {"@type": "PropertyValue", "propertyID": scheme, "value": code}
            for scheme, code in sorted(area.codes.items())
        ]
    if parents:
        place["containedInPlace"] = _place(tuple(parents), language)
    return place


def _measured_variable(series: Series, context: PageContext) -> SchemaOrgNode:
    """Return the indicator, with the latest figure and its speaker if a figure counts."""
    indicator, language = context.indicator(series), context.language
    unit, latest = indicator.unit, context.derived[series.id].latest
    definition, sentence = language.name(indicator.definition), _latest_sentence(series, context)
    variable: SchemaOrgNode = {
        "@type": "PropertyValue",
        "name": language.name(indicator.title),
        "description": " ".join(filter(None, (definition, sentence))),
        "unitText": "%" if unit.percent else unit.currency or language.unit(indicator),
    }
    if latest is not None:
        ends = {"minValue": latest.span.low, "maxValue": latest.span.high}
        variable |= {name: json_number(end) for name, end in ends.items() if end is not None}
    return variable


def _latest_sentence(series: Series, context: PageContext) -> str:
    """Return the latest figure, its speaker and date as a sentence; empty if no figure counts."""
    view = headline_view(series, context)
    return plain_text(headline_sentence(view)) if view.latest.figure else ""


def _measurement_technique(indicator: Indicator, language: Language) -> SchemaOrgNode:
    method = indicator.satu_data.method if indicator.satu_data else None
    return {"measurementTechnique": language.text(method).text} if method else {}


def _distributions(series: Series, edition: Edition) -> list[SchemaOrgNode]:
    media_types = {
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
            "contentUrl": edition.full_address(f"data/{name}"),
        }
        for name, media in media_types.items()
    ]


def _cited_sources(catalog: Catalog, series: Series) -> list[Source]:
    """Return the sources of a series' entries without repeats, in the order of first mention."""
    source_ids = dict.fromkeys(source for entry in series.entries for source in entry.sources)
    return [catalog.sources[source_id] for source_id in source_ids]


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
