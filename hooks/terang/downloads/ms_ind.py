"""The metadata sheet of each indicator as a CSV file, as BPS Regulation 5/2020 asks (MS-Ind).

A row is an item of the regulation, in its order; `missing` marks an item that nobody has written
down. A composite indicator is asked for its parts, another for the activity that yields its
variables. The data format has no keys for either, so these items are missing.
"""

from __future__ import annotations

from collections.abc import Mapping

from terang.downloads import csv_files, dictionary
from terang.downloads.columns import Column, ColumnType
from terang.downloads.dictionary import DictionaryWords
from terang.downloads.table import Table
from terang.model.definitions import Indicator, SatuData
from terang.model.field_types import Text

_COLUMNS = (
    Column("number", ColumnType.INTEGER, required=True),
    Column("item_id", ColumnType.STRING, "id", required=True),
    Column("item_en", ColumnType.STRING, "en", required=True),
    Column("value_id", ColumnType.STRING, "id"),
    Column("value_en", ColumnType.STRING, "en"),
    Column("missing", ColumnType.BOOLEAN, required=True),
)


def sheet_name(indicator_id: str) -> str:
    """Return the name of the CSV file that is an indicator's metadata sheet."""
    return f"ms-ind/{indicator_id}.csv"


def sheet_bytes(indicator: Indicator) -> bytes:
    """Return the metadata sheet of an indicator as a CSV file, for BPS."""
    rows = [
        (number, item["id"], item["en"], value.get("id"), value.get("en"), not value)
        for number, (item, value) in enumerate(ms_ind_items(indicator), start=1)
    ]
    return csv_files.csv_bytes(Table(name="ms-ind", columns=_COLUMNS, make_rows=lambda: rows))


def ms_ind_items(indicator: Indicator) -> tuple[tuple[DictionaryWords, DictionaryWords], ...]:
    """Return each item of an indicator's sheet (MS-Ind) with its value; an empty one is missing."""
    values = _item_values(indicator)
    return tuple((item, values.get(key) or {}) for key, item in dictionary.sheet_term().items())


def _item_values(indicator: Indicator) -> Mapping[str, DictionaryWords | None]:
    """Return the values that the data holds, by item."""
    satu_data = indicator.satu_data or SatuData()
    not_applicable = dictionary.sheet_word("not_applicable")
    parts = None if satu_data.composite is not False else not_applicable
    activity = not_applicable if satu_data.composite else None
    return {
        "title": _words(indicator.title),
        "concept": _words(satu_data.concept),
        "definition": _words(indicator.definition),
        "interpretation": _words(satu_data.interpretation),
        "method": _words(satu_data.method),
        "size": dictionary.sheet_word("percent" if indicator.unit.percent else "amount"),
        "unit": _unit_words(indicator),
        "classification": _words(satu_data.classification),
        "composite": _yes_or_no(satu_data.composite),
        "parts_publication": parts,
        "parts_name": parts,
        "activity": activity,
        "activity_code": activity,
        "variables": activity,
        "estimation_level": _words(satu_data.estimation_level),
        "public": _yes_or_no(satu_data.public),
    }


def _words(text: Text | None) -> DictionaryWords | None:
    return None if text is None else text.by_language()


def _yes_or_no(flag: bool | None) -> DictionaryWords | None:  # noqa: FBT001
    return None if flag is None else dictionary.sheet_word("yes" if flag else "no")


def _unit_words(indicator: Indicator) -> DictionaryWords:
    unit = indicator.unit
    if unit.percent:
        return {"id": "persen", "en": "percent"}
    if unit.currency:
        return {"id": unit.currency, "en": unit.currency}
    return {"id": unit.id or "", "en": unit.en or ""}
