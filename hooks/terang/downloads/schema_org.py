"""The schema.org `Dataset` that a page holds in its head, as JSON-LD for search engines.

It is no file of its own: the page of a series, or that on data, asks for it.
https://schema.org/Dataset; https://developers.google.com/search/docs/appearance/structured-data/dataset
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from terang.derivation.derive import Derived
from terang.diagnostics import LANGUAGES
from terang.downloads import dictionary, index_json, summaries
from terang.downloads.edition import Edition
from terang.downloads.file_types import media_type
from terang.downloads.json_values import json_number
from terang.i18n.formatter import Language, plain_text
from terang.model.catalog import Catalog, Series
from terang.model.definitions import Area, Indicator
from terang.views.headline import latest_sentence
from terang.views.page_context import PageContext

SchemaOrgNode = dict[str, Any]

_CONTEXT = "https://schema.org/"


def dataset_node(
    catalog: Catalog,
    derived: Mapping[str, Derived],
    series: Series,
    language: Language,
    edition: Edition,
) -> SchemaOrgNode:
    """Return the `Dataset` of a series in a language; it is one data set in all languages."""
    path = f"coverage/{series.id}/"
    indicator = catalog.indicator_of(series)
    return {
        **_dataset(path, language, edition),
        "name": language.name(catalog.title_of(series)),
        "description": summaries.series_definition(catalog, series, language),
        "identifier": f"tag:{catalog.site.tag_authority}:{series.id}",
        **_temporal_coverage(series),
        "spatialCoverage": _place(
            summaries.area_and_parents(catalog, catalog.area_of(series)), language
        ),
        "variableMeasured": _measured_variable(series, PageContext(catalog, derived, language, "")),
        **_measurement_technique(indicator, language),
        "includedInDataCatalog": _data_catalog(language, edition),
        "distribution": _distributions(index_json.series_files(series.id), edition),
    }


def record_node(catalog: Catalog, language: Language, edition: Edition) -> SchemaOrgNode:
    """Return the `Dataset` of the whole record in a language, for the page on data."""
    term = dictionary.package_term(edition.publisher)
    return {
        **_dataset("data/", language, edition),
        "name": language.word("dataset.record", publisher=edition.publisher[language.code]),
        "description": term.description[language.code],
        "identifier": f"tag:{catalog.site.tag_authority}:data",
        "includedInDataCatalog": _data_catalog(language, edition),
        "distribution": _distributions(_WHOLE_RECORD, edition),
    }


_WHOLE_RECORD = (
    *(
        "claims.csv",
        "datapackage.json",
        "index.json",
        "transparency.sqlite",
        "terang.xlsx",
        "terang-data.zip",
    ),
)


def _dataset(path: str, language: Language, edition: Edition) -> SchemaOrgNode:
    """Return what every data set states; its `@id` is the same in all languages."""
    publisher = _publisher(edition, language.code)
    notice = (edition.notice or {}).get(language.code)
    return {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "@id": edition.full_address(f"{path}#dataset"),
        "url": edition.full_address(f"{language.root}{path}"),
        "inLanguage": list(LANGUAGES),
        "version": edition.version,
        "dateModified": edition.modified,
        "isAccessibleForFree": True,
        "license": edition.licence.url,
        **({"usageInfo": notice} if notice else {}),
        "creator": publisher,
        "publisher": {"@id": publisher["@id"]},
    }


def _data_catalog(language: Language, edition: Edition) -> SchemaOrgNode:
    return {
        "@type": "DataCatalog",
        "name": edition.publisher[language.code],
        "url": edition.full_address(f"{language.root}data/"),
    }


def _temporal_coverage(series: Series) -> SchemaOrgNode:
    days = summaries.covered_days(series)
    if days is None:
        return {}
    return {"temporalCoverage": "/".join(day.isoformat() for day in days)}


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
    """Return the indicator, with the latest figure and its speaker if a figure counts.

    Its definition is in the description of the data set, and is not said twice.
    """
    indicator, language = context.indicator(series), context.language
    unit, latest = indicator.unit, context.derived[series.id].latest
    sentence = plain_text(latest_sentence(series, context))
    variable: SchemaOrgNode = {
        "@type": "PropertyValue",
        "name": language.name(indicator.title),
        **({"description": sentence} if sentence else {}),
        "unitText": "%" if unit.percent else unit.currency or language.unit(indicator),
    }
    if latest is not None:
        ends = {"minValue": latest.span.low, "maxValue": latest.span.high}
        variable |= {name: json_number(end) for name, end in ends.items() if end is not None}
    return variable


def _measurement_technique(indicator: Indicator, language: Language) -> SchemaOrgNode:
    method = indicator.satu_data.method if indicator.satu_data else None
    return {"measurementTechnique": language.text(method).text} if method else {}


def _distributions(names: Iterable[str], edition: Edition) -> list[SchemaOrgNode]:
    return [
        {
            "@type": "DataDownload",
            "encodingFormat": media_type(name),
            "contentUrl": edition.full_address(f"data/{name}"),
        }
        for name in names
    ]
