"""Entries of a series: observations, targets and events, with their corrections."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Generic, Self, TypeAlias, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationInfo,
    create_model,
    model_validator,
)

from terang.model.field_types import (
    AnchorRef,
    Date,
    Day,
    DimensionId,
    Flag,
    Id,
    Named,
    PastDate,
    Plain,
    Record,
    Remark,
    SourceIds,
    TargetRef,
    _distinct,
    parse_choice,
    refusal,
)
from terang.model.fields import Guard, Key, record_fields
from terang.model.quantity import Figure, Positive, _figure
from terang.parsing.yaml_document import Node


class Status(StrEnum):
    """The firmness of an observation."""

    FINAL = "final"
    REPORTED = "reported"
    PROVISIONAL = "provisional"
    ESTIMATED = "estimated"
    DISPUTED = "disputed"


class Qualifier(StrEnum):
    """The source's own qualifier; shown, but not used in calculations."""

    ABOUT = "about"
    NEARLY = "nearly"
    MORE_THAN = "more-than"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"


_ENTRY, _KEPT = Key(Guard.ENTRY), Key(Guard.KEPT)


# --- entries -----------------------------------------------------------------------------------


class Withdrawal(Record):
    """The date and the reason of the withdrawal of an entry."""

    date: Annotated[Date, _KEPT]
    reason: Annotated[Remark, _KEPT]


def _figure_or_null(value: Node, info: ValidationInfo) -> Decimal | None:
    return None if value is None else _figure(value, info)


class Breakdown(Record):
    """A value by the categories of a dimension (docs/contract.md#breakdowns)."""

    values: Mapping[Id, Annotated[Decimal | None, BeforeValidator(_figure_or_null)]]
    """Category → value; None if suppressed."""
    partial: Flag = False
    """True if the values are known not to add up."""

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:  # noqa: ANN401
        """Separate `partial` from the categories, which the catalog's rules check."""
        if not isinstance(value, Mapping):
            return value
        values = {key: item for key, item in value.items() if key != "partial"}
        partial = {"partial": value["partial"]} if "partial" in value else {}
        return {"values": values, **partial}


_Hedge: TypeAlias = Annotated[Qualifier, BeforeValidator(parse_choice(Qualifier))]
Breakdowns: TypeAlias = Mapping[DimensionId, Breakdown]


class EntryState(Record):
    """The keys that every entry may have."""

    label: Remark | None = None
    by: Remark | None = None
    quote: Plain | None = None
    note: Remark | None = None
    sources: Annotated[SourceIds, _ENTRY]
    contradicts: Annotated[tuple[AnchorRef, ...], AfterValidator(_distinct)] = ()
    withdrawn: Annotated[Withdrawal | None, _KEPT] = None


class ObservationState(EntryState):
    """An observation without its history."""

    date: Annotated[PastDate, _ENTRY]
    value: Annotated[Figure, _ENTRY]
    status: Annotated[Status, BeforeValidator(parse_choice(Status)), _ENTRY] = Status.REPORTED
    qualifier: Annotated[_Hedge | None, _ENTRY] = None
    precision: Positive | None = None
    preferred: Annotated[Remark | None, _ENTRY] = None
    breakdown: Breakdowns = Field(default_factory=dict)


class TargetState(EntryState):
    """A target without its history."""

    value: Annotated[Figure, _ENTRY]
    due: Annotated[Date | None, _ENTRY] = None
    announced: Date | None = None
    replaces: Annotated[TargetRef | None, _ENTRY] = None
    qualifier: Annotated[_Hedge | None, _ENTRY] = None
    precision: Positive | None = None


class EventState(EntryState):
    """An event without its history."""

    date: Annotated[Date, _ENTRY]
    title: Named
    text: Remark | None = None


def _earlier(state: type[EntryState]) -> type[Record]:
    """Return a record of earlier values: any keys of a state, None for a key that was absent.

    A required key was never absent.
    """
    keys: dict[str, Any] = {
        field.key: (field.hint if field.is_required else field.hint | None, None)
        for field in record_fields(state)
    }
    return create_model(f"Earlier{state.__name__}", __base__=Record, **keys)


Earlier = TypeVar("Earlier", bound=Record)


class Revision(Record, Generic[Earlier]):
    """A correction of a published entry."""

    revised: Annotated[Day, _KEPT]
    reason: Annotated[Remark, _KEPT]
    was: Annotated[Earlier, _KEPT]
    """The changed keys with their values until then."""


def _oldest_first(revisions: tuple[Any, ...]) -> tuple[Any, ...]:
    for index, (before, after) in enumerate(pairwise(revisions), start=1):
        if after.revised < before.revised:
            raise refusal("revisions-order", at=(index, "revised"), text=after.revised.written)
    for index, revision in enumerate(revisions):
        if not revision.was.model_fields_set:
            raise refusal("empty-was", at=(index, "was"))
    return revisions


_ObservationWas = _earlier(ObservationState)
_TargetWas = _earlier(TargetState)
_EventWas = _earlier(EventState)
_History = AfterValidator(_oldest_first)


def _default_anchor(prefix: str, key: str) -> Callable[[dict[str, Any]], str]:
    def anchor(data: dict[str, Any]) -> str:
        period = data.get(key)
        return f"{prefix}-{period.slug}" if period is not None else prefix

    return anchor


class Observation(ObservationState):
    """An observation: a claim about a past period."""

    revisions: Annotated[tuple[Revision[_ObservationWas], ...], _History, _KEPT] = ()  # type: ignore[valid-type]
    anchor: Annotated[Id, _KEPT] = Field(default_factory=_default_anchor("result", "date"))

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.status is Status.DISPUTED and self.note is None:
            raise refusal("disputed-without-note", at=("status",))
        return self

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        for dimension, breakdown in self.breakdown.items():
            _check_sum(self.value, dimension, breakdown)
        return self


def _check_sum(value: Decimal, dimension: str, breakdown: Breakdown) -> None:
    """Refuse a breakdown that does not add up, or a single suppressed part.

    A reader could compute a single suppressed part from the value and the other parts.
    """
    suppressed = sum(part is None for part in breakdown.values.values())
    known = sum((part for part in breakdown.values.values() if part is not None), Decimal())
    sums = {"sum": str(known), "value": str(value)}
    at = ("breakdown", dimension)
    if breakdown.partial or suppressed > 1:
        return
    if suppressed == 1:
        raise refusal("suppressed-alone", at=at, dimension=dimension)
    if known != value:
        raise refusal("breakdown-sum", at=at, dimension=dimension, **sums)


class Target(TargetState):
    """A target: a value to be reached."""

    revisions: Annotated[tuple[Revision[_TargetWas], ...], _History, _KEPT] = ()  # type: ignore[valid-type]
    anchor: Annotated[Id, _KEPT] = Field(default_factory=_default_anchor("target", "due"))


class Event(EventState):
    """A dated event without a number."""

    revisions: Annotated[tuple[Revision[_EventWas], ...], _History, _KEPT] = ()  # type: ignore[valid-type]
    anchor: Annotated[Id, _KEPT] = Field(default_factory=_default_anchor("event", "date"))


Entry: TypeAlias = Observation | Target | Event
