"""Facts about a series that catalogues of data sets ask for: description, days and place.

`dcat` and `schema_org` use them.
"""

from __future__ import annotations

import datetime as dt

from terang.i18n.formatter import Language
from terang.model.catalog import Catalog, Series
from terang.model.definitions import Area

_MAX_DESCRIPTION = 5000
"""The number of characters that search engines accept in a description."""


def series_description(catalog: Catalog, series: Series, language: Language) -> str:
    """Return a paragraph about a series: its title, definition and summaries."""
    summaries = (series.summary, catalog.indicator_of(series).summary)
    texts = (language.text(summary).text for summary in summaries if summary)
    return _cut(" ".join((_opening(catalog, series, language), *texts)))


def series_definition(catalog: Catalog, series: Series, language: Language) -> str:
    """Return a paragraph about a series that leaves out what its page says anyway."""
    return _cut(_opening(catalog, series, language))


def _opening(catalog: Catalog, series: Series, language: Language) -> str:
    return language.word(
        "dataset.description",
        title=language.name(catalog.title_of(series)),
        definition=language.name(catalog.indicator_of(series).definition),
    )


def _cut(paragraph: str) -> str:
    if len(paragraph) <= _MAX_DESCRIPTION:
        return paragraph
    return paragraph[: _MAX_DESCRIPTION - 1] + "…"


def covered_days(series: Series) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day of a series' observations; None if it has none.

    Withdrawn observations count only if there are no others.
    """
    dates = [
        observation.date for observation in series.observations if observation.withdrawn is None
    ] or [observation.date for observation in series.observations]
    if not dates:
        return None
    return min(date.first for date in dates), max(date.last for date in dates)


def area_and_parents(catalog: Catalog, area: Area) -> tuple[Area, ...]:
    """Return an area and the areas around it, from the smallest."""
    areas = [area]
    while (parent := areas[-1].parent) is not None:
        areas.append(catalog.areas[parent])
    return tuple(areas)
