"""The files below data/ by their places: the kind of each file, and the type of its records."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from terang.loading.series_files import COVERAGE, is_entry_file
from terang.model import catalog as model_catalog
from terang.model import field_types
from terang.model.definitions import (
    Area,
    Decision,
    Dimension,
    Indicator,
    Programme,
    Site,
    Source,
    Speaker,
    Term,
    Theme,
)

FOLDER = "data"
TABLE = ".csv"
"""The ending of entry files that are tables."""

ENDING = re.compile(r"\.(?:ya?ml|csv)", re.IGNORECASE)
"""An ending of data, perhaps with something behind it."""

SITE = "data/site.yml"
SOURCES = "data/sources.yml"
AREAS = "data/areas.yml"
PROGRAMMES = "data/programmes.yml"
DIMENSIONS = "data/dimensions.yml"
DECISIONS = "data/decisions.yml"
MORE_DECISIONS = "data/decisions"
GLOSSARY = "data/glossary.yml"
SPEAKERS = "data/speakers.yml"
THEMES = "data/themes.yml"
INDICATORS = "data/indicators"
ENTRIES = "data/coverage/*"
"""The folders of entry files, one for each series."""

FILE_TYPES: Mapping[str, Any] = {
    SITE: Site,
    SOURCES: Mapping[field_types.Id, Source],
    AREAS: Mapping[field_types.Id, Area],
    PROGRAMMES: Mapping[field_types.Id, Programme],
    DIMENSIONS: Mapping[field_types.Id, Dimension],
    DECISIONS: tuple[Decision, ...],
    MORE_DECISIONS: tuple[Decision, ...],
    SPEAKERS: Mapping[field_types.Id, Speaker],
    THEMES: Mapping[field_types.Id, Theme],
    GLOSSARY: Mapping[field_types.Id, Term],
    INDICATORS: Indicator,
    COVERAGE: model_catalog.Series,
    ENTRIES: model_catalog.SeriesEntries,
}


def kind_of_file(path: str) -> str:
    """Return the kind of a file of data, a key of `FILE_TYPES`: its path, or that of its folder."""
    if path in FILE_TYPES:
        return path
    return ENTRIES if is_entry_file(path) else str(PurePosixPath(path).parent)


def is_decision_file(path: str) -> bool:
    """Return whether a file of data is of the kind that holds decisions, by its place."""
    return path in (DECISIONS, MORE_DECISIONS) or str(PurePosixPath(path).parent) in (
        DECISIONS,
        MORE_DECISIONS,
    )
