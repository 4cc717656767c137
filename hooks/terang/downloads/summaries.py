"""What catalogues of data sets say about a series: in a paragraph, and for which days."""

from __future__ import annotations

import datetime as dt

from terang.diagnostics import LANGUAGES
from terang.i18n.formatter import Language
from terang.model.catalog import Catalog, Series
from terang.model.definitions import Area

_LONGEST = 5000
"""Characters of a description that search engines take."""


def description(catalog: Catalog, series: Series, code: str) -> str:
    """A paragraph about a series: what it holds, what is counted, what a reader should know."""
    language, indicator = Language(code), catalog.indicator_of(series)
    said = language.word(
        "dataset.description",
        title=language.name(catalog.title_of(series)),
        definition=language.name(indicator.definition),
    )
    summaries = (language.text(item).text for item in (series.summary, indicator.summary) if item)
    whole = " ".join((said, *summaries))
    return whole if len(whole) <= _LONGEST else whole[: _LONGEST - 1] + "…"


def descriptions(catalog: Catalog, series: Series) -> dict[str, str]:
    """The paragraph in each language."""
    return {code: description(catalog, series, code) for code in LANGUAGES}


def covered_days(series: Series) -> tuple[dt.date, dt.date]:
    """The first and the last day that a series' observations are about."""
    standing = [
        observation.date for observation in series.observations if observation.withdrawn is None
    ]
    dates = standing or [observation.date for observation in series.observations]
    return min(date.first for date in dates), max(date.last for date in dates)


def shortened_text(catalog: Catalog, area: Area) -> tuple[Area, ...]:
    """An area and those that it lies in, from the smallest."""
    found = [area]
    while (parent := found[-1].parent) is not None:
        found.append(catalog.areas[parent])
    return tuple(found)
