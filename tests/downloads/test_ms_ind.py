"""The metadata sheet of an indicator has every item of MS-Ind, filled in or marked as missing."""

from __future__ import annotations

import csv
import dataclasses
import io

import pytest
from tests.catalogs import HOSTILE, a_hostile, an_example, downloads

from terang.model.catalog import Catalog


def sheet_rows(catalog: Catalog, name: str) -> dict[str, dict[str, str]]:
    """Return the rows of an indicator's sheet by item."""
    text = downloads(catalog)[f"data/ms-ind/{name}.csv"].decode()
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [int(row["number"]) for row in found] == list(range(1, 17))
    return {row["item_en"]: row for row in found}


def test_each_indicator_has_a_sheet() -> None:
    """The downloads hold a sheet for every indicator."""
    names = [name for name in downloads(an_example()) if "ms-ind" in name]
    assert names == ["data/ms-ind/people.csv", "data/ms-ind/rate.csv"]


def test_what_is_missing_is_marked() -> None:
    """Every item is filled in or marked as missing."""
    found = sheet_rows(an_example(), "people")
    missing = {name for name, row in found.items() if row["missing"] == "true"}
    assert missing == {
        "Interpretation",
        "Method or formula",
        "Classification of presentation",
        "Statistical activity that yields the variables",
        "Code of the activity",
        "Names of the variables",
        "Level of estimation",
        "Open to the public?",
    }
    assert all(not row["value_id"] for row in found.values() if row["missing"] == "true")
    assert found["Definition"]["value_id"] == "Siapa"
    assert found["Composite indicator?"]["value_id"] == "Tidak"
    assert found["Names of the component indicators"]["value_en"] == "Not applicable"


def test_units() -> None:
    """The sheet states the unit of a count, a percentage and an amount of money."""
    people, rate = (sheet_rows(an_example(), name) for name in ("people", "rate"))
    assert (people["Measure"]["value_en"], people["Unit"]["value_en"]) == ("Amount", "people")
    assert (rate["Measure"]["value_en"], rate["Unit"]["value_id"]) == ("Percentage", "persen")
    catalog = an_example()
    unit = catalog.programmes["cover"].facts["fee"].unit
    money = catalog.indicators["rate"].model_copy(update={"unit": unit})
    priced = dataclasses.replace(catalog, indicators={**catalog.indicators, "rate": money})
    assert sheet_rows(priced, "rate")["Unit"]["value_id"] == "IDR"


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_come_back_whole(text: str) -> None:
    """Texts are read back as written, apart from the leading apostrophe."""
    found = sheet_rows(a_hostile(text), "people")["Concept"]["value_id"]
    assert found in (text, f"'{text}")
