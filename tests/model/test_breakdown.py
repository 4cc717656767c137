"""Breakdowns: parts of a value by the categories of a dimension, by the rules of the contract."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import read, refusals, sound_observation

from terang.model.breakdown import breakdown_fault, is_rounded
from terang.model.entries import Breakdown, Observation
from terang.model.field_types import Figures
from terang.model.quantity import ValueRange

PEOPLE = Figures(decimals=0, signed=False)


def written(parts: str, **keys: object) -> str:
    """Return an observation of 10 with a breakdown; a line a part."""
    lines = "".join(f"    {line}\n" for line in parts.splitlines())
    return sound_observation(**keys) + "breakdown:\n  sex:\n" + lines


def fault_of(parts: str, **keys: object) -> tuple[str, str] | None:
    """Return code and variant of the fault of a breakdown, or None."""
    observation = read(Observation, written(parts, **keys))
    breakdown = observation.breakdown["sex"]
    fault = breakdown_fault(observation.value, observation.precision, breakdown)
    return (fault.code, fault.variant) if fault else None


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        # adds up to 10
        ("m: 6\nf: 4", None),
        ("m: 10", None),
        ("m: 10\nf: 0", None),
        ("m: 6\nf: 5", ("breakdown-sum", "rounded")),
        ("m: 6\nf: 3", ("breakdown-sum", "rounded")),
        # a single suppressed part could be computed from the rest
        ("m: 6\nf: null", ("suppressed-alone", "")),
        ("m: 6\nf: ~", ("suppressed-alone", "")),
        ("m: 6\nf:", ("suppressed-alone", "")),
        ("m: 10\nf: null", ("suppressed-alone", "")),
        ("m: null", ("suppressed-alone", "")),
        # two could not, unless the others leave nothing to them
        ("m: 6\nf: null\nx: null", None),
        ("m: null\nf: null", None),
        ("m: ~\nf: null\nx:", None),
        ("m: 10\nf: null\nx: null", ("suppressed-alone", "revealed")),
        ("m: 11\nf: null\nx: null", ("breakdown-sum", "above")),
    ],
)
def test_breakdown(parts: str, expected: tuple[str, str] | None) -> None:
    """Parts add up to the value, and none of them can be computed if it is suppressed."""
    assert fault_of(parts) == expected


@pytest.mark.parametrize(
    ("precision", "parts", "expected"),
    [
        # three categories and a total, each off by half of 10: 20
        (10, "m: 40\nf: 40\nx: 40", None),
        (10, "m: 20\nf: 30\nx: 30", None),
        (10, "m: 40\nf: 40\nx: 41", ("breakdown-sum", "")),
        (10, "m: 19\nf: 30\nx: 30", ("breakdown-sum", "")),
        (1, "m: 34\nf: 34\nx: 34", None),
        (1, "m: 34\nf: 34\nx: 35", ("breakdown-sum", "")),
        # of those that are known, only what they have too much is seen
        (10, "m: 120\nf: null\nx: null", None),
        (10, "m: 121\nf: null\nx: null", ("breakdown-sum", "above")),
    ],
)
def test_parts_may_be_rounded(precision: int, parts: str, expected: tuple[str, str] | None) -> None:
    """Parts miss a rounded value by (categories + 1) × precision ÷ 2 at most."""
    assert fault_of(parts, value=100, precision=precision) == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ("m: 40\nf: 40", None),
        ("m: 45\nf: 45", None),
        ("m: 39\nf: 40", ("breakdown-sum", "rounded")),
        ("m: 46\nf: 45", ("breakdown-sum", "rounded")),
        ("m: 90\nf: null\nx: null", ("suppressed-alone", "revealed")),
    ],
)
def test_parts_of_a_range_add_up_within_it(parts: str, expected: tuple[str, str] | None) -> None:
    """Parts of a range add up to a value between its ends."""
    assert fault_of(parts, value={"low": 80, "high": 90}) == expected


def test_decimals_add_up_exactly() -> None:
    """Decimals add up exactly: 0.1 and 0.2 are 0.3."""
    assert fault_of("m: 0.1\nf: 0.2", value="0.3") is None


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ("m: 6\nf: 4.0", ["too-many-decimals"]),
        ("m: 1.000\nf: 4", ["not-a-number"]),
        ("m: 11\nf: -1", ["negative"]),
        ("m: ten\nf: 4", ["not-a-number"]),
        ("m: 6\nf: 4\npartial: maybe", ["unknown-word"]),
        ("m: 6\nF: 4", ["bad-id"]),
        ("m: 6\nf: 4\npartial: true", []),
        ("m: 6\nf: 4\npartial: false", []),
    ],
)
def test_each_part_is_a_number(parts: str, expected: list[str]) -> None:
    """A part is a number as its value is, or null."""
    assert [code for _, code in refusals(Observation, written(parts), figures=PEOPLE)] == expected


@pytest.mark.parametrize(
    ("value", "parts", "expected"),
    [
        (10, {"m": 6, "f": 4}, False),
        (10, {"m": 6, "f": 5}, True),
        (10, {"m": 6, "f": None, "x": None}, False),
        (ValueRange(low=Decimal(8), high=Decimal(9)), {"m": 6, "f": 5}, False),
    ],
)
def test_rounded_breakdowns_are_called_so(
    value: int | ValueRange, parts: dict[str, int | None], *, expected: bool
) -> None:
    """A breakdown is rounded if all its parts are known and miss a single value."""
    values = {key: None if part is None else Decimal(part) for key, part in parts.items()}
    amount = Decimal(value) if isinstance(value, int) else value
    assert is_rounded(amount, Breakdown.model_construct(values=values, partial=False)) is expected
    incomplete = Breakdown.model_construct(values=values, partial=True)
    assert not is_rounded(amount, incomplete)


@given(
    st.lists(st.integers(0, 10**6), min_size=2, max_size=8),
    st.sampled_from([1, 5, 10, 1000]),
)
def test_honest_rounding_is_no_fault(parts: list[int], precision: int) -> None:
    """Parts and total that are each rounded to the same place are never refused."""

    def rounded(value: int) -> Decimal:
        return Decimal(round(value / precision) * precision)

    values = {f"c{nth}": rounded(part) for nth, part in enumerate(parts)}
    breakdown = Breakdown.model_construct(values=values, partial=False)
    assert breakdown_fault(rounded(sum(parts)), Decimal(precision), breakdown) is None
