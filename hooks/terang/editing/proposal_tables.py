"""The tables for the script of the form for proposals: the record and the rules of the check.

Patterns, words of units and months, lists of choices and the words of problems come from the
modules that read spreadsheets and check the data, so that the form cannot know others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from terang.diagnostics import problem_catalogue
from terang.editing.cell_dates import date_tables
from terang.editing.cell_numbers import FigureForm, number_tables
from terang.editing.draft_entry import LISTS, WRITTEN_KEYS
from terang.editing.editor_schemas import first_line
from terang.editing.script_patterns import script_pattern
from terang.i18n.formatter import Language
from terang.loading.series_files import COVERAGE
from terang.model.catalog import Catalog, Series
from terang.model.definitions import Measure, SourceType
from terang.model.entries import Qualifier
from terang.model.field_types import ID
from terang.parsing.text_rules import personal_data_rules

KINDS = ("observation", "target", "event", "correct", "withdraw", "reply")
"""The kinds of records that the form makes, in the order of its choices."""
SPOKEN = (
    "according", "because", "choose_way", "copied", "faults", "found", "is_correct",
    "is_event", "is_observation", "is_reply", "is_target", "is_withdraw", "missing",
    "nothing_changed", "on_record", "partial", "rounded", "source", "subject", "understood",
    "withheld", "without_due",
)  # fmt: skip
"""The words that the script says by itself."""
_PARTS_OF_YEAR = ("half_1", "half_2", "quarter_1", "quarter_2", "quarter_3", "quarter_4")
_PROBLEMS = (
    "breakdown-sum", "cell-dash", "cell-not-a-number", "cell-other-unit", "cumulative-due",
    "cumulative-over-years", "flow-due-on-a-day", "in-the-future", "negative", "not-a-date",
    "not-a-web-address", "personal-data", "reported-ahead", "sets-what-stands",
    "suppressed-alone", "too-many-decimals",
)  # fmt: skip
"""The problems that the script finds by itself; everything else the check finds."""


def proposal_tables(catalog: Catalog, language: Language) -> Mapping[str, Any]:
    """Return the tables for the script of the form: the record and the rules, a tree for JSON."""
    return {
        "rules": reading_rules(),
        "problems": _problems(language),
        "words": {name: language.word(f"proposal.{name}") for name in SPOKEN},
        "dates": {part: language.word(f"date.{part}", year="{year}") for part in _PARTS_OF_YEAR},
        "qualifiers": {word: language.word(f"qualifier.{word}") for word in map(str, Qualifier)},
        "types": {word: language.word(f"source_type.{word}") for word in map(str, SourceType)},
        "lists": {kind: LISTS[kind] for kind in KINDS},
        "keys": {kind: WRITTEN_KEYS[kind].split() for kind in (*KINDS, "source")},
        "folder": COVERAGE,
        "firstLine": first_line(f"{COVERAGE}/x/x.yml"),
        "timeZone": catalog.site.time_zone,
        "series": [_series_table(series, catalog, language) for series in catalog.series.values()],
        "speakers": {key: language.name(speaker.name) for key, speaker in catalog.speakers.items()},
        "dimensions": {
            key: {
                "title": language.name(dimension.title),
                "overlapping": dimension.overlapping,
                "categories": {
                    name: language.name(category.title)
                    for name, category in dimension.categories.items()
                },
            }
            for key, dimension in catalog.dimensions.items()
        },
        "sources": [
            [
                key,
                f"{source.publisher}: {source.title}",
                source.published.written if source.published else "",
            ]
            for key, source in catalog.sources.items()
        ],
    }


def reading_rules() -> Mapping[str, Any]:
    """Return the rules by which the form's script reads figures, dates, ids, addresses, texts."""
    return {
        "numbers": number_tables(),
        "dates": date_tables(),
        "id": script_pattern(ID),
        "texts": {
            key: script_pattern(rule) if isinstance(rule, re.Pattern) else rule
            for key, rule in personal_data_rules().items()
        },
    }


def figure_form(form: FigureForm) -> Mapping[str, Any]:
    """Return the form of the figures of a series for the script of the form for proposals."""
    return {
        "decimals": form.decimals,
        "signed": form.signed,
        "percent": form.percent,
        "currency": form.currency,
        "words": form.words,
    }


def _series_table(series: Series, catalog: Catalog, language: Language) -> Mapping[str, Any]:
    indicator = catalog.indicator_of(series)
    return {
        "id": series.id,
        "title": language.name(catalog.title_of(series)),
        "unit": language.unit(indicator),
        "measure": "" if indicator.measure is Measure.STOCK else str(indicator.measure),
        "adds": not indicator.unit.percent and indicator.per is None,
        "dimensions": sorted({name for claim in series.observations for name in claim.breakdown}),
        **figure_form(FigureForm.of_indicator(indicator)),
    }


def _problems(language: Language) -> Mapping[str, Mapping[str, str]]:
    """Return the words of problems: code → `message`, and its variants → text.

    The cures are left out: they speak of keys, which the form does not show.
    """
    return {
        code: {
            part: texts[language.code]
            for part, texts in problem_catalogue()[code].items()
            if part.startswith("message")
        }
        for code in _PROBLEMS
    }
