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
    """Return the description of a series in catalogues: its title, definition and summaries."""
    summaries = (series.summary, catalog.indicator_of(series).summary)
    texts = (language.text(summary).text for summary in summaries if summary)
    return _cut(" ".join((_opening(catalog, series, language), *texts)))


def series_definition(catalog: Catalog, series: Series, language: Language) -> str:
    """Return a series' description without the facts that its own page states anyway."""
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
    """Return the days that a series covers, for catalogues: first and last of its observations.

    Withdrawn observations count only if there are no others.
    """
    dates = [
        observation.date for observation in series.observations if observation.withdrawn is None
    ] or [observation.date for observation in series.observations]
    if not dates:
        return None
    return min(date.first for date in dates), max(date.last for date in dates)


def area_and_parents(catalog: Catalog, area: Area) -> tuple[Area, ...]:
    """Return the place of a series for catalogues: its area and those around it, smallest first."""
    areas = [area]
    while (parent := areas[-1].parent) is not None:
        areas.append(catalog.areas[parent])
    return tuple(areas)
