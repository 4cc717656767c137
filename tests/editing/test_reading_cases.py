"""The cases that the reader of spreadsheets and the form on the site share, read by the former."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic_core import PydanticCustomError

from terang.editing import proposal_tables
from terang.editing.cell_dates import date_readings
from terang.editing.cell_numbers import FigureForm, UnreadableNumberError, number_readings
from terang.editing.script_patterns import script_pattern
from terang.i18n.formatter import Language
from terang.model.breakdown import breakdown_fault
from terang.model.entries import Breakdown
from terang.model.field_types import ID, _web_address, slug
from terang.model.quantity import ValueRange
from terang.parsing.sheets import SheetCell
from terang.parsing.text_rules import find_text_faults

FORMS = {
    "people": FigureForm(0, signed=False, words=("orang", "people")),
    "money": FigureForm(2, signed=True, currency="IDR"),
    "percent": FigureForm(1, signed=True, percent=True),
    "fine": FigureForm(3, signed=False),
}
CASES: dict[str, list[list[Any]]] = yaml.safe_load(
    Path(__file__).with_name("reading_cases.yml").read_text("utf-8")
)


def number(text: str, form: str) -> list[str] | str:
    """Return the readings of a text as a figure, or the code of its problem."""
    try:
        found = number_readings(SheetCell(text), FORMS[form])
    except UnreadableNumberError as error:
        return error.code
    return [
        reading.shown() + (f" ±{reading.precision:f}" if (reading.precision or 0) > 1 else "")
        for reading in found
    ]


def is_address(text: str) -> bool:
    """Return whether the check takes a text as a web address."""
    try:
        _web_address(text)
    except PydanticCustomError:
        return False
    return True


def personal_data(text: str) -> str:
    """Return the kind of personal data that the check finds in a text, or ""."""
    faults = (fault for fault in find_text_faults(text) if fault.code == "personal-data")
    return next((fault.variant or "nik" for fault in faults), "")


def parts(given: list[Any]) -> str:
    """Return the problem of a breakdown, its variant and its sum, or ""."""
    low, high, precision, written = given
    breakdown = Breakdown.model_construct(
        values={f"c{at}": part and Decimal(part) for at, part in enumerate(written)}
    )
    ends = Decimal(low), Decimal(high)
    value = ends[0] if low == high else ValueRange.model_construct(low=ends[0], high=ends[1])
    fault = breakdown_fault(value, Decimal(precision) if precision else None, breakdown)
    known = sum(Decimal(part) for part in written if part is not None)
    return "" if fault is None else f"{fault.code} {fault.variant} {known}"


READERS = {
    "numbers": number,
    "dates": lambda text: list(date_readings(SheetCell(text))),
    "ids": lambda text: ID.fullmatch(text) is not None,
    "slugs": slug,
    "addresses": is_address,
    "texts": personal_data,
    "parts": parts,
}


@pytest.mark.parametrize(("kind", "case"), [(kind, case) for kind in CASES for case in CASES[kind]])
def test_a_case(kind: str, case: list[Any]) -> None:
    """A text is read as its case says."""
    assert READERS[kind](*case[:-1]) == case[-1]  # type: ignore[operator]


def test_there_are_200_cases() -> None:
    """The cases are enough for both readers to be compared."""
    assert sum(map(len, CASES.values())) >= 200


def test_patterns_for_older_browsers() -> None:
    """No pattern for the script has named groups, or a condition on what stands before."""
    rules = json.dumps(proposal_tables.reading_rules(), ensure_ascii=False)
    assert "(?<" not in rules
    assert "(?P" not in rules


def test_a_condition_at_the_head_of_a_pattern() -> None:
    """A condition before a match is given apart; inside a pattern it is refused."""
    named = script_pattern(re.compile(r"(?<![a.])(?<!Rp )(?P<sign>[-/])\d(?P=sign)", re.IGNORECASE))
    assert named == (r"([-/])\d\1", "i", {"sign": 1}, "(?:[a.]|Rp )$")
    with pytest.raises(ValueError, match="b"):
        script_pattern(re.compile(r"a(?<!b)"))


@pytest.mark.parametrize("code", ["id", "en"])
def test_words_of_problems(code: str) -> None:
    """The form says a problem in the words of the check."""
    problems = proposal_tables._problems(Language(code))
    assert problems["negative"]["message"].startswith('"{text}"')
    assert set(problems["personal-data"]) == {"message", "message_email", "message_telephone"}
