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
    indicator = catalog.indicator_of(series)
    opening = language.word(
        "dataset.description",
        title=language.name(catalog.title_of(series)),
        definition=language.name(indicator.definition),
    )
    summaries = (
        language.text(summary).text for summary in (series.summary, indicator.summary) if summary
    )
    paragraph = " ".join((opening, *summaries))
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
