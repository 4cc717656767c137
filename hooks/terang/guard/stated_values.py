"""The meaning of written values apart from their notation; whether two values or lists agree."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypeAlias

from pydantic_core import PydanticCustomError

from terang.diagnostics import LANGUAGES
from terang.model import period, quantity
from terang.model.catalog import Population, PopulationValue, Series
from terang.model.definitions import (
    Contact,
    Decision,
    Fact,
    Indicator,
    MeasureBreak,
    Source,
)
from terang.model.entries import Correction, Event, Observation, Reply, Target
from terang.model.field_types import Figures
from terang.model.fields import record_fields
from terang.model.period import Period
from terang.parsing.yaml_document import Entries, Items, Node, Scalar

_COMPARED = [
    field
    for record in (
        *(Observation, Target, Event, Reply, Correction, MeasureBreak, Decision),
        *(Population, PopulationValue, Series, Indicator, Source, Fact, Contact),
    )
    for field in record_fields(record)
]
_DATES = frozenset(field.key for field in _COMPARED if field.type.plain is Period)
_NUMBERS = frozenset(field.key for field in _COMPARED if field.type.plain in (Decimal, int))
_SETS = frozenset(
    field.key for field in _COMPARED if field.type.plain is tuple and field.type.reference
)
_ANY_NUMBER = Figures(quantity.MAX_DECIMALS, signed=True)

StatedValue: TypeAlias = Any
"""The meaning of a node: Period, Decimal, frozenset, dict, list, str, or None for null."""


def stated_value(node: Node, key: str = "", *, is_number: bool = False) -> StatedValue:
    """Return the meaning of a written value, apart from its notation; `key` holds it.

    An invalid date or number stays text. Ids in a list have no order, but which source is first
    has a meaning: it holds the quotation and, without a speaker, speaks.
    """
    if isinstance(node, Entries):
        inner = is_number or key in {"value", "breakdown"}
        return {name: stated_value(child, name, is_number=inner) for name, child in node.items()}
    if isinstance(node, Items):
        items = [stated_value(child) for child in node]
        if key in _SETS and all(isinstance(item, str) for item in items):
            first = items[:1] if key == "sources" else []
            return (frozenset(items), *first)
        return items
    return None if node is None else _scalar(node, key, is_number=is_number)


def _scalar(text: Scalar, key: str, *, is_number: bool) -> Period | Decimal | str:
    try:
        if key in _DATES:
            return period.parse_period(text)
        if key in _NUMBERS or is_number:
            return quantity.parse_number(text, _ANY_NUMBER)
    except (period.NotAPeriodError, PydanticCustomError):
        pass
    return " ".join(text.split())


def is_misread(value: StatedValue, key: str) -> bool:
    """Return whether a written date or number has no meaning, since it cannot be read."""
    return isinstance(value, str) and (key in _DATES or key in _NUMBERS)


def states_agree(old: StatedValue, new: StatedValue) -> bool:
    """Return whether two written values have one meaning; a translation may have been added."""
    if isinstance(old, dict) and isinstance(new, dict):
        translated = set(old) == {LANGUAGES[0]} and set(new) <= set(LANGUAGES)
        same_keys = set(old) <= set(new) if translated else set(old) == set(new)
        return same_keys and all(states_agree(old[key], new[key]) for key in old)
    return bool(old == new)


def is_only_longer(old: StatedValue, new: StatedValue) -> bool:
    """Return whether a new written value holds all of the old one, and more."""
    if isinstance(old, dict) and isinstance(new, dict):
        return all(key in new and is_only_longer(old[key], new[key]) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        return not unmatched_items(old, new)[0]
    return bool(old == new)


def unmatched_items(
    old: Iterable[StatedValue], new: Iterable[StatedValue]
) -> tuple[list[int], list[int]]:
    """Return the indexes of the items of two written lists that agree with none of the other."""
    others = list(new)
    left = list(range(len(others)))
    missing = []
    for index, item in enumerate(old):
        match = next((other for other in left if states_agree(item, others[other])), None)
        if match is None:
            missing.append(index)
        else:
            left.remove(match)
    return missing, left
