"""Compare the figures and years of a quotation with the entry that it stands for: notices.

Called by the check of the record, when the data is sound. A quotation that gives another figure is
often a digit too many in `value`; it may also be about something else, so nothing is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from terang.diagnostics import Problem
from terang.loading.series_files import SeriesFiles, series_files
from terang.model.catalog import Catalog
from terang.model.definitions import Indicator
from terang.model.entries import Observation, Target
from terang.model.quantity import ends_of
from terang.narrative.folded_text import fold_text
from terang.narrative.typed_numbers import typed_numbers
from terang.parsing.yaml_document import Document

_YEAR = re.compile(r"(?<![0-9.,/-])(?:19|20)[0-9]{2}(?![0-9]|[.,][0-9])")
_HALF = Decimal(1) / 2


def quote_problems(catalog: Catalog, documents: Mapping[str, Document]) -> Iterator[Problem]:
    """Yield a notice for each quotation that names neither the value nor the year of its entry."""
    files = series_files(documents)
    for series in catalog.series.values():
        indicator = catalog.indicators.get(series.indicator)
        places = None
        valued: tuple[Observation | Target, ...] = (*series.observations, *series.targets)
        for entry in valued:
            if entry.quote is None or entry.withdrawn is not None or indicator is None:
                continue
            for variant, text, own in _differences(entry, indicator):
                if places is None:
                    places = _places(files[series.id])
                document, name, index = places[entry.anchor]
                place = document.place(name, index, "quote")
                yield Problem(place, "quote-differs", {"text": text, "value": own}, variant)


def _places(files: SeriesFiles) -> dict[str, tuple[Document, str, int]]:
    return {
        anchor: (document, name, index)
        for name in ("observations", "targets")
        for document, index, anchor in files.written(name)
    }


def _differences(
    entry: Observation | Target, indicator: Indicator
) -> Iterator[tuple[str, str, str]]:
    folded = fold_text(entry.quote or "")
    numbers = [
        found
        for found in typed_numbers(folded)
        if found.value is not None and (indicator.unit.percent or not found.is_small)
    ]
    if numbers and not any(_is_near(found.value, entry) for found in numbers if found.value):
        text = ", ".join(folded[found.start : found.end].strip() for found in numbers)
        yield "", text, str(entry.value)
    period = entry.date if isinstance(entry, Observation) else entry.due
    years = {int(year) for year in _YEAR.findall(folded)}
    if period is not None and years:
        own = set(range(period.first.year, period.last.year + 1))
        if isinstance(entry, Target) and entry.announced is not None:
            own.add(entry.announced.first.year)
        if not years & own:
            yield "year", ", ".join(map(str, sorted(years))), period.written


def _is_near(number: Decimal, entry: Observation | Target) -> bool:
    """Return whether a number is the value, an end or a part of it, as the quotation rounds."""
    parts: list[Decimal] = []
    if isinstance(entry, Observation):
        parts = [
            part
            for breakdown in entry.breakdown.values()
            for part in breakdown.values.values()
            if part is not None
        ]
    step = _last_place(number)
    if entry.precision is not None:
        step = max(step, entry.precision)
    low, high = ends_of(entry.value)
    if low - step < number < high + step:
        return True
    return any(abs(number - part) < step for part in parts)


def _last_place(number: Decimal) -> Decimal:
    """Return half of what the last digit of a number stands for: 500 of 81 thousand."""
    exponent = number.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0) * _HALF
