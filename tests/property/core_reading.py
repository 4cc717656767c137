"""The core's answers to a record of the second reading, in the same shape."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.property.second_reading import Claim, Observation, Record, Target

from terang.derivation import claims as core
from terang.derivation.derive import derive
from terang.derivation.quantity import Quantity, quantity_of, range_of
from terang.derivation.speakers import claim_speaker
from terang.downloads.derived_json import DerivedJson
from terang.model.definitions import Direction, Frequency, Source
from terang.model.entries import Qualifier, Status
from terang.model.period import Period, parse_period


def read_series(record: Record, today: dt.date) -> dict[str, Any]:
    """Return the `derived` object that the core makes of a record, in exact Fractions.

    Targets have `other_states` and `nearest` beside what the JSON of a series has.
    """
    derived = derive(series_claims(record), today)
    written: dict[str, Any] = DerivedJson(number=lambda value: value).derived(derived)
    for target, outlook in zip(written["targets"], derived.outlooks, strict=True):
        target["other_states"] = [
            {"anchors": other.anchors, "state": other.state} for other in outlook.other_states
        ]
        target["nearest"] = [date.anchors for date in outlook.nearest]
    return _with_lists(written)


def _with_lists(value: Any) -> Any:  # noqa: ANN401
    """Return tuples as lists, and closed words as texts."""
    if isinstance(value, dict):
        return {key: _with_lists(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_with_lists(item) for item in value]
    return str(value) if isinstance(value, str) else value


def series_claims(record: Record) -> core.SeriesClaims:
    """Return a record as the core's claims."""
    entries = (*record.observations, *record.targets)
    anchors = {entry.anchor for entry in entries}
    return core.SeriesClaims(
        traits=core.IndicatorTraits(
            is_stock=record.measure == "stock",
            direction=Direction(record.direction),
            is_percent=record.unit == "percent",
            adds_up=record.unit != "percent" and not record.has_per,
            frequency=Frequency(record.frequency),
        ),
        observations=tuple(_observation(record, entry) for entry in record.observations),
        targets=tuple(_target(record, entry) for entry in record.targets),
        contradictions=tuple(
            (entry.anchor, other)
            for entry in entries
            for other in entry.contradicts
            if other in anchors
        ),
        breaks=record.breaks,
        baseline=record.baseline,
        population=tuple(
            core.PopulationClaim(period=parse_period(value.date), value=value.value)
            for value in record.population
        ),
    )


def _observation(record: Record, entry: Observation) -> core.Claim:
    return core.Claim(
        anchor=entry.anchor,
        period=_period(record, entry.date),
        quantity=_quantity(record, entry),
        wording=(entry.low, entry.high, entry.qualifier),
        status=Status(entry.status),
        is_preferred=entry.is_preferred,
        speaker=claim_speaker(entry.by, entry.source, _sources(record, entry.source)),
    )


def _sources(record: Record, cited: str) -> dict[str, Source]:
    """Return the sources of a record, and the cited one, which is its own publisher by default."""
    known = {
        source.id: Source.model_construct(
            publisher=source.publisher, same_text_as=source.same_text_as
        )
        for source in record.sources
    }
    return {cited: Source.model_construct(publisher=cited, same_text_as=None)} | known


def _period(record: Record, date: str) -> Period:
    """Return the days of a date; a cumulative figure stands for those from 1 January on."""
    period = parse_period(date)
    if record.measure != "cumulative":
        return period
    return replace(period, first=period.last.replace(month=1, day=1))


def _target(record: Record, entry: Target) -> core.TargetClaim:
    return core.TargetClaim(
        anchor=entry.anchor,
        quantity=_quantity(record, entry),
        due=parse_period(entry.due) if entry.due else None,
        announced=parse_period(entry.announced).first if entry.announced else None,
        published=min((parse_period(date).first for date in entry.published), default=None),
        replaces=entry.replaces,
    )


def _quantity(record: Record, entry: Claim) -> Quantity:
    if entry.low != entry.high:
        is_rounded = entry.precision is not None
        return range_of(_decimal(entry.low), _decimal(entry.high), is_rounded=is_rounded)
    return quantity_of(
        _decimal(entry.low),
        Qualifier(entry.qualifier) if entry.qualifier else None,
        None if entry.precision is None else _decimal(entry.precision),
        Direction(record.direction),
        is_signed=record.unit != "count",
    )


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
