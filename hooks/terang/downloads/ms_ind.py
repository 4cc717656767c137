"""The metadata sheet of each indicator, as BPS Regulation 5/2020 asks for it (MS-Ind).

An item a row, in the regulation's order; `missing` marks what nobody has written down yet. Of a
composite indicator the parts are asked for, of another one the activity that yields its variables;
the data format has no keys for either, so that they are missing until it does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from terang.downloads import csv_files, dictionary
from terang.downloads.columns import Column, ColumnType
from terang.downloads.dictionary import DictionaryWords
from terang.downloads.edition import both_languages
from terang.downloads.tables import Table
from terang.model.catalog import Catalog
from terang.model.definitions import Indicator, SatuData
from terang.model.field_types import Text

FOLDER = "ms-ind"

_COLUMNS = (
    Column("number", ColumnType.INTEGER, required=True),
    Column("item_id", ColumnType.STRING, "id", required=True),
    Column("item_en", ColumnType.STRING, "en", required=True),
    Column("value_id", ColumnType.STRING, "id"),
    Column("value_en", ColumnType.STRING, "en"),
    Column("missing", ColumnType.BOOLEAN, required=True),
)


def ms_ind_files(catalog: Catalog) -> dict[str, bytes]:
    """One sheet an indicator."""
    found = sorted(catalog.indicators.items())
    return csv_files.csv_texts(_sheet(f"{FOLDER}/{key}", item) for key, item in found)


def ms_ind_names(catalog: Catalog) -> Iterator[str]:
    """How these files are called."""
    return (f"{FOLDER}/{key}.csv" for key in sorted(catalog.indicators))


def ms_ind_items(
    indicator: Indicator,
) -> tuple[tuple[DictionaryWords, DictionaryWords | None], ...]:
    """Each item with what there is to it; None where nobody has written it down."""
    values = _values(indicator)
    return tuple((item, values.get(key) or None) for key, item in dictionary.sheet_term().items())


def _sheet(name: str, indicator: Indicator) -> Table:
    rows = []
    for number, (item, found) in enumerate(ms_ind_items(indicator), start=1):
        value = found or {}
        rows.append(
            (number, item["id"], item["en"], value.get("id"), value.get("en"), not value),
        )
    return Table(name=name, columns=_COLUMNS, each=lambda: rows, primary_key=("number",))


def _values(indicator: Indicator) -> Mapping[str, DictionaryWords | None]:
    """What there is, by item."""
    more = indicator.satu_data or SatuData()
    not_applicable = dictionary.sheet_word("not_applicable")
    parts = None if more.composite is not False else not_applicable
    activity = not_applicable if more.composite else None
    return {
        "title": _words(indicator.title),
        "concept": _words(more.concept),
        "definition": _words(indicator.definition),
        "interpretation": _words(more.interpretation),
        "method": _words(more.method),
        "size": dictionary.sheet_word("percent" if indicator.unit.percent else "amount"),
        "unit": _unit(indicator),
        "classification": _words(more.classification),
        "composite": _answer(more.composite),
        "parts_publication": parts,
        "parts_name": parts,
        "activity": activity,
        "activity_code": activity,
        "variables": activity,
        "estimation_level": _words(more.estimation_level),
        "public": _answer(more.public),
    }


def _words(text: Text | None) -> DictionaryWords | None:
    return None if text is None else both_languages(text)


def _answer(flag: bool | None) -> DictionaryWords | None:  # noqa: FBT001
    return None if flag is None else dictionary.sheet_word("yes" if flag else "no")


def _unit(indicator: Indicator) -> DictionaryWords:
    unit = indicator.unit
    if unit.percent:
        return {"id": "persen", "en": "percent"}
    if unit.currency:
        return {"id": unit.currency, "en": unit.currency}
    return {"id": unit.id or "", "en": unit.en or ""}
